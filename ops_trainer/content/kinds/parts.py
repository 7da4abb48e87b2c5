"""The pieces that notes are written with: identities, references, names, sources, keyed parts, wrong options."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from ops_trainer.content.model import Model
from ops_trainer.content.tags import tidy_tag
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS, Lang

LARGEST = 1e15  # of a number asked for, either way

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]

Tag = Annotated[str, AfterValidator(tidy_tag), Field(max_length=100)]


def _whole(value: Any, info: ValidationInfo) -> Any:
    """Return a reference as `deck/note`: a bare note id means one of the same deck."""
    if isinstance(value, str) and "/" not in value and (deck := (info.context or {}).get("deck")):
        return f"{deck}/{value}"
    return value


Ref = Annotated[
    str,
    BeforeValidator(_whole),
    Field(pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$", max_length=129),
]


def _whole_card(value: Any, info: ValidationInfo) -> Any:
    """Return a card as `deck/note/face`: `note/face` is one of the same deck, a face alone one of the same note."""
    if isinstance(value, str) and value.count("/") == 1 and (deck := (info.context or {}).get("deck")):
        return f"{deck}/{value}"
    return value


FaceName = Annotated[str, Field(pattern=r"^[^/\s]+$", max_length=129)]
EarlierCard = Annotated[
    str,
    BeforeValidator(_whole_card),
    Field(pattern=r"^([a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*/)?[^/\s]+$", max_length=259),
]


class Formerly(Model):
    """What a note and its cards were called before: names of the note, and its faces of today by earlier cards.

    A file writes a list of notes, a map of cards, or a list of both.
    """

    notes: tuple[Ref, ...] = ()
    faces: dict[EarlierCard, FaceName] = Field(default={})

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            maps = [one for one in value if isinstance(one, dict)]
            faces = {old: face for one in maps for old, face in one.items()}
            return {"notes": [one for one in value if not isinstance(one, dict)], "faces": faces}
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return {"faces": value}
        return value


class Names(Model):
    """Other names or accepted answers, by language; a plain list is in the deck's own language."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain_list(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, list | tuple):
            return {(info.context or {}).get("language", "zh"): value}
        return value

    def in_lang(self, lang: Lang) -> tuple[str, ...]:
        """Return the names in one language."""
        return self.zh if lang == "zh" else self.en

    def texts(self) -> list[Text]:
        """Return each name as a text in its language."""
        return [Text(**{lang: name}) for lang in LANGS for name in self.in_lang(lang)]


class Origin(Model):
    """Where in the article a note comes from: the part (1 to 3) and the item in it."""

    part: int = Field(ge=1)
    item: int = Field(ge=1)


class Part(Model):
    """One keyed part of a note: what it says and, where given, the question that asks for it, and other answers to that
    which are as good."""

    ask: Text | None = None
    text: Text
    accept: Names = Names()

    @model_validator(mode="before")
    @classmethod
    def _bare_text(cls, value: Any) -> Any:
        if isinstance(value, str) or (isinstance(value, dict) and "text" not in value and "ask" not in value):
            return {"text": value}
        return value


class Worded(Model):
    """What can be chosen: its text and why it is right or wrong. A file may write the text alone."""

    text: Text
    why: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_text(cls, value: Any) -> Any:
        if isinstance(value, str) or (isinstance(value, dict) and value and value.keys() <= {*LANGS}):
            return {"text": value}
        return value


class Wrong(Worded):
    """A wrong option written by hand: its text, why it is wrong, and the note it stands for, if any."""

    note: Ref | None = None


class Choice(Worded):
    """An option: what it says, whether it is right, what it is worth in per cent where that is not all or nothing, and
    why it is right or wrong."""

    right: bool = False
    weight: float | None = Field(default=None, ge=-100, le=100, allow_inf_nan=False)
    why: Text | None = None


class Amount(Model):
    """A number asked for: right within the tolerance either way, in a unit."""

    value: float = Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    tolerance: float = Field(default=0, ge=0, le=LARGEST, allow_inf_nan=False)
    unit: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _unit_in_all_languages(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("unit"), str):
            return {**value, "unit": dict.fromkeys(LANGS, value["unit"])}
        return value


class Pair(Model):
    """What stands on the left, and what belongs to it."""

    left: Text
    right: Text


class Sides(Model):
    """One more card of a note: its front and its back."""

    front: Text
    back: Text

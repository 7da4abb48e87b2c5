"""The kinds of note that a deck holds, as they are written in its file.

A note's `id` and the keys of its parts are identities that progress hangs on: they are written, never derived.
References to other notes (`confusable`, `contrast`, `after`, `about`) are stored whole, as `deck/note`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from ops_trainer.content.text import Text
from ops_trainer.locale import Lang

LARGEST = 1e12  # of a number in an exercise, either way
MOST_STEPS = 1_000_000_000

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]


def _whole(value: Any, info: ValidationInfo) -> Any:
    """A reference as `deck/note`: a bare note id means one of the same deck."""
    if isinstance(value, str) and "/" not in value and (deck := (info.context or {}).get("deck")):
        return f"{deck}/{value}"
    return value


Ref = Annotated[
    str,
    BeforeValidator(_whole),
    Field(pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$", max_length=129),
]


class Model(BaseModel):
    """What all parts of a deck share: frozen, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
        """The names in one language."""
        return self.zh if lang == "zh" else self.en


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


class Range(Model):
    """The values that a given number of an exercise is drawn from: `start`, `start + step`, … up to `stop`."""

    start: float = Field(alias="from", ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    stop: float = Field(alias="to", ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    step: float = Field(default=1, gt=0, le=LARGEST, allow_inf_nan=False)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _forward(self) -> Range:
        if self.stop < self.start:
            raise ValueError("deck.range_backwards")
        if (self.stop - self.start) / self.step > MOST_STEPS:
            raise ValueError("deck.range_fine")
        return self


class Compute(Model):
    """An exercise whose numbers are drawn anew each time.

    `expression` and `require` are in the language of `ops_trainer.content.compute`. With the unit `%` the value is
    shown times 100. An answer is right within half of the last place that `decimals` shows.
    """

    given: dict[Annotated[str, Field(pattern=r"^[a-z][a-z_0-9]*$")], Range] = Field(min_length=1, max_length=8)
    require: str | None = None
    ask: Text
    expression: str
    unit: Text | None = None
    decimals: int = Field(default=0, ge=0, le=6)

    @model_validator(mode="before")
    @classmethod
    def _unit_in_all_languages(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("unit"), str):
            return {**value, "unit": {"zh": value["unit"], "en": value["unit"]}}
        return value

    @property
    def percent(self) -> bool:
        """Whether the value is shown times 100."""
        return self.unit is not None and self.unit.in_lang("en") == "%"


class Wrong(Model):
    """A wrong option written by hand: its text, why it is wrong, and the note it stands for, if any."""

    text: Text
    why: Text | None = None
    note: Ref | None = None


class BaseNote(Model):
    """What notes of every kind may have."""

    id: Slug
    aliases: Names = Names()
    accept: Names = Names()
    example: Text | None = None
    contrast: dict[Ref, Text] = {}
    source: Origin | None = None
    tags: tuple[Slug, ...] = ()
    confusable: tuple[Ref, ...] = ()
    formerly: tuple[Ref, ...] = ()
    after: tuple[Ref, ...] = ()


class Definition(BaseNote):
    """A term and what it means, with keyed parts where there is more than one thing to know."""

    kind: Literal["definition"] = "definition"
    term: Text
    meaning: Text
    parts: dict[Slug, Part] = {}
    ordered: bool = False


class Role(BaseNote):
    """A role in operations: its mission and its keyed duties."""

    kind: Literal["role"] = "role"
    term: Text
    mission: Text
    duties: dict[Slug, Part] = Field(default={}, min_length=0)


class Tip(BaseNote):
    """Advice for a situation, and why it works."""

    kind: Literal["tip"] = "tip"
    term: Text
    situation: Text
    advice: Text
    why: Text | None = None


class Metric(BaseNote):
    """A measure or model: meaning, formula, the usual mistake, parts, and an exercise for computed ones."""

    kind: Literal["metric"] = "metric"
    term: Text
    meaning: Text
    formula: Text | None = None
    unit: Text | None = None
    mistake: Text | None = None
    parts: dict[Slug, Part] = {}
    ordered: bool = False
    compute: Compute | None = None


class Scenario(BaseNote):
    """A situation from work with a question that has one defensible answer."""

    kind: Literal["scenario"] = "scenario"
    term: Text
    situation: Text
    question: Text
    answer: Text
    wrong: tuple[Wrong, ...] = Field(default=(), max_length=6)
    why: Text | None = None
    about: Ref | None = None


class QA(BaseNote):
    """A question and its answer."""

    kind: Literal["qa"] = "qa"
    front: Text
    back: Text


class Cloze(BaseNote):
    """A sentence with keyed gaps, each written `{{key::answer}}`."""

    kind: Literal["cloze"] = "cloze"
    text: Text


Note = Annotated[
    Definition | Role | Tip | Metric | Scenario | QA | Cloze,
    Field(discriminator="kind"),
]
KINDS = ("definition", "role", "tip", "metric", "scenario", "qa", "cloze")


class Deck(Model):
    """A deck as its file says it. `after` names the decks to be learnt before this one."""

    id: Slug
    title: Text
    summary: Text | None = None
    language: Lang = "zh"
    after: tuple[Slug, ...] = ()
    notes: tuple[Note, ...] = ()


def term_of(note: Note) -> Text:
    """What a note is called in lists: its term, or the beginning of what it asks."""
    if isinstance(note, QA):
        return note.front
    if isinstance(note, Cloze):
        from ops_trainer.content.cloze import without_marks

        return note.text.map(without_marks)
    return note.term

"""Texts in two languages, and what they and all else that stands in a deck are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator

from ops_trainer.locale import LANGS, Lang, say


class Model(BaseModel):
    """What all parts of a deck share: frozen, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Model):
    """A text in Chinese, in English, or in both; at least one is there.

    In a deck file it is written as `{zh: …, en: …}`, or as a plain string in the deck's own language.
    """

    zh: str | None = None
    en: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_string(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            return {(info.context or {}).get("language", "zh"): value}
        return value

    @model_validator(mode="after")
    def _not_empty(self) -> Text:
        if not ((self.zh or "").strip() or (self.en or "").strip()):
            raise ValueError("deck.empty")  # a message of the catalogue, as in all models
        return self

    def in_lang(self, lang: Lang) -> str:
        """Return the text in a language, or in the other one where that is missing."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or ""

    def has(self, lang: Lang) -> bool:
        """Return whether the text itself exists in a language."""
        return bool(getattr(self, lang))

    def map(self, change: Callable[[str], str]) -> Text:
        """Return the same text with a change made in each language that is there."""
        return Text(**{lang: change(text) for lang in LANGS if (text := getattr(self, lang))})

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages that the text exists in."""
        return tuple(lang for lang in LANGS if self.has(lang))


def said(key: str, /, langs: tuple[Lang, ...] = LANGS, **params: object) -> Text:
    """Return a catalogue message as a text in the languages asked for."""
    return Text(**{lang: say(key, lang, **params) for lang in langs})


def texts_in(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """Yield every text of a part of a deck, with its path below that part."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts_in(part, (*path, key))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from texts_in(part, (*path, number))


def field_names(annotation: Any) -> Iterator[str]:
    """Yield the names that a deck file may use in a model, or a type made of models, and in all parts of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield field.alias or name
            yield from field_names(field.annotation)
    for part in get_args(annotation):
        yield from field_names(part)


def joined(*texts: Text) -> Text:
    """Return texts below each other, in the languages of the first; one that lacks a language stands in its other."""
    return Text(**{lang: "\n".join(text.in_lang(lang) for text in texts) for lang in texts[0].langs})

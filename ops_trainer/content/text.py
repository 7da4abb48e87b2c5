"""Texts in two languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator

from ops_trainer.locale import LANGS, Lang, say


class Text(BaseModel):
    """A text in Chinese, in English, or in both; at least one is there.

    In a deck file it is written as `{zh: …, en: …}`, or as a plain string in the deck's own language.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

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
        """The text in a language, or in the other one where that is missing."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or ""

    def has(self, lang: Lang) -> bool:
        """Whether the text itself exists in a language."""
        return bool(getattr(self, lang))

    def map(self, change: Callable[[str], str]) -> Text:
        """The same text with a change made in each language that is there."""
        return Text(**{lang: change(text) for lang in LANGS if (text := getattr(self, lang))})

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages that the text exists in."""
        return tuple(lang for lang in LANGS if self.has(lang))


def said(key: str, /, langs: tuple[Lang, ...] = LANGS, **params: object) -> Text:
    """A catalogue message as a text in the languages asked for."""
    return Text(**{lang: say(key, lang, **params) for lang in langs})

"""Texts in two languages. Nothing heavy is loaded: whoever studies reads texts, and no deck file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from ops_trainer.locale import LANGS, Lang, say

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core.core_schema import CoreSchema, SerializationInfo, ValidatorFunctionWrapHandler


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Chinese, in English, or in both; at least one is there.

    In a deck file it is written as `{zh: …, en: …}`, or as a plain string in the deck's own language.
    """

    zh: str | None = None
    en: str | None = None

    def __post_init__(self) -> None:
        if not ((self.zh or "").strip() or (self.en or "").strip()):
            raise ValueError("deck.empty")  # a message of the catalogue, as in all models

    @classmethod
    def stored(cls, zh: str | None = None, en: str | None = None) -> Text:
        """Return a text that was checked when it was stored."""
        made = object.__new__(cls)
        object.__setattr__(made, "zh", zh)
        object.__setattr__(made, "en", en)
        return made

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

    def written(self) -> dict[str, str]:
        """Return the text as a deck file writes it, by language."""
        return {lang: text for lang in LANGS if (text := getattr(self, lang)) is not None}

    # What pydantic asks of a type that is no model of its own.

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema as core

        part = core.with_default_schema(core.nullable_schema(core.str_schema()), default=None)
        written = core.typed_dict_schema(
            {lang: core.typed_dict_field(part, required=False) for lang in LANGS},
            cls=cls,
            extra_behavior="forbid",
        )
        return core.with_info_wrap_validator_function(
            _read,
            written,
            ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
            serialization=core.plain_serializer_function_ser_schema(_written, info_arg=True),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(schema)
        handler.resolve_ref_schema(found)["description"] = getdoc(cls)
        return found


def _read(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Text:
    """Return a text from what a deck file says. Raises ValueError, or what pydantic raises."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        value = {(info.context or {}).get("language", "zh"): value}
    return Text(**handler(value))


def _written(text: Text, info: SerializationInfo) -> dict[str, str | None]:
    """Return a text as pydantic is to write it."""
    written = text.written()
    return {**written} if info.exclude_none or info.exclude_defaults else {"zh": text.zh, "en": text.en}


def said(key: str, /, langs: tuple[Lang, ...] = LANGS, **params: object) -> Text:
    """Return a catalogue message as a text in the languages asked for."""
    return Text(**{lang: say(key, lang, **params) for lang in langs})


def joined(*texts: Text) -> Text:
    """Return texts below each other, in the languages of the first; one that lacks a language stands in its other."""
    return Text(**{lang: "\n".join(text.in_lang(lang) for text in texts) for lang in texts[0].langs})

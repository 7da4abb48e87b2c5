"""What all else that stands in a deck is: models that pydantic checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self, get_args

from pydantic import BaseModel, ConfigDict

from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS


class Model(BaseModel):
    """What all parts of a deck share: frozen, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return the part itself: nothing changes it, and pydantic copies a default for each note."""
        return self


def texts_in(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    """Yield every text of a part of a deck, with its path below that part."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if part and not isinstance(part, str):  # most are nothing, or a name
                yield from texts_in(part, (*path, name))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from texts_in(part, (*path, number))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts_in(part, (*path, key))


def field_names(annotation: Any) -> Iterator[str]:
    """Yield the names that a deck file may use in a model, or a type made of models, and in all parts of it."""
    if annotation is Text:
        yield from LANGS
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield field.alias or name
            yield from field_names(field.annotation)
    for part in get_args(annotation):
        yield from field_names(part)

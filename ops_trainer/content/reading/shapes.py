"""What a deck file may hold at each of its places, as the models say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from ops_trainer.content.compute import Compute, Range
from ops_trainer.content.deck import Deck
from ops_trainer.content.kinds import KINDS
from ops_trainer.content.kinds.parts import Amount, Choice, Names, Origin, Pair, Part, Sides, Wrong
from ops_trainer.content.model import Model
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

Path = tuple[str | int, ...]
# What to write where another shape was found; a mapping or a list is known by what it holds.
SHAPES: dict[Any, str] = {
    Text: "deck.not_text",
    Names: "deck.shape_names",
    Part: "deck.not_text",
    Wrong: "deck.shape_wrong",
    Range: "deck.shape_range",
    Compute: "deck.shape_compute",
    Origin: "deck.shape_origin",
    str: "deck.shape_expression",
    Choice: "deck.shape_choice",
    Amount: "deck.shape_amount",
    Pair: "deck.shape_pairs",
    Sides: "deck.shape_sides",
}
MAPS: dict[Any, str] = {
    Part: "deck.shape_parts",
    Text: "deck.shape_contrast",
    Range: "deck.shape_given",
    Sides: "deck.shape_sides",
}


def field_of(path: Path) -> str:
    """Return the field that a path leads to: of an entry of a list the list, of one language the text."""
    return next((step for step in reversed(path) if isinstance(step, str) and step not in LANGS), "notes")


def shape_at(deck: Any, path: Path) -> str:
    """Return the message that says what is to stand at a path of a deck as it was written."""
    for wanted in _wanted(deck, path):
        if isinstance(wanted, type) and wanted in SHAPES:
            return SHAPES[wanted]
        if get_origin(wanted) is dict and (key := MAPS.get(get_args(wanted)[1])):
            return key
        if get_origin(wanted) is tuple:
            held = get_args(wanted)[0]
            return SHAPES[held] if held in (Wrong, Choice, Pair) else "deck.not_list"
    return "deck.shape_note" if path[:-1] == ("notes",) else "deck.not_text"


def is_text(deck: Any, path: Path) -> bool:
    """Return whether what is to stand at a path of a deck as it was written is text for people, or a list of such."""
    return any(wanted in (Text, Names, Part, Choice) for wanted in _wanted(deck, path))


def _wanted(deck: Any, path: Path) -> Iterator[Any]:
    """Yield the types that may stand at a path: of a note whose kind is not known, those of all kinds."""
    if path[:1] != ("notes",):
        yield from _within(Deck, path)
    elif len(path) > 2:
        note = deck
        for step in path[:2]:
            known = isinstance(note, Mapping if isinstance(step, str) else list)
            note = note[step] if known else None
        kind = note.get("kind") if isinstance(note, Mapping) else None
        kinds = [KINDS[kind]] if isinstance(kind, str) and kind in KINDS else KINDS.values()
        for one in kinds:
            yield from _within(one, path[2:])


def _within(wanted: Any, path: Path) -> Iterator[Any]:
    origin = get_origin(wanted)
    if origin is Annotated:
        yield from _within(get_args(wanted)[0], path)
    elif origin in (Union, UnionType):
        for one in get_args(wanted):
            yield from _within(one, path)
    elif not path or wanted in (Text, Names):
        yield wanted
    elif wanted in (Part, Choice) and path[0] in LANGS:
        yield Text
    elif origin in (dict, tuple):
        yield from _within(get_args(wanted)[origin is dict], path[1:])
    elif isinstance(wanted, type) and issubclass(wanted, Model):
        for name, held in wanted.model_fields.items():
            if path[0] == (held.alias or name):
                yield from _within(held.annotation, path[1:])

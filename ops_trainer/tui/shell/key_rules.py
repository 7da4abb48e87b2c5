"""All bindings of the app, and which keys may be given to which: what is taken where, what must stay as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.binding import Binding

from ops_trainer.tui.shell.app import TrainerApp
from ops_trainer.tui.shell.screens import SCREENS, screen_class

# Lists, lines to type in and pages move by these; escape is the way out of everything.
RESERVED = frozenset(("up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab", "escape", "backspace"))


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A binding as the settings list it: the screen it counts on, its id, its default keys, what it is called."""

    place: str
    id: str
    keys: str
    says: str
    tip: str


def all_keys() -> Iterator[KeyLine]:
    """Every binding with an id, app-wide ones first, then screen by screen."""
    owners: list[tuple[str, type]] = [("app", TrainerApp), *((name, screen_class(name)) for name in SCREENS)]
    seen: set[str] = set()
    for place, owner in owners:
        for base in owner.__mro__:
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id and binding.id not in seen:
                    seen.add(binding.id)
                    where = "app" if binding.id.startswith("app.") else place
                    yield KeyLine(where, binding.id, binding.key, binding.description, binding.tooltip)


@dataclass(frozen=True, slots=True)
class Taken:
    """A key that can't be had: by which binding, None when it is one that must stay."""

    by: KeyLine | None


def keys_of(line: KeyLine, remapped: Mapping[str, str]) -> list[str]:
    """The keys of a binding as they are set now."""
    return [key.strip() for key in remapped.get(line.id, line.keys).split(",")]


def together() -> Iterator[frozenset[str]]:
    """Ids of bindings that count at the same time: those of each screen with what is bound everywhere."""
    for name in SCREENS:
        yield frozenset((*_ids(screen_class(name)), *_ids(TrainerApp)))


def _ids(owner: type) -> Iterator[str]:
    for base in owner.__mro__:
        for binding in base.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding.id


def taken(id: str, key: str, remapped: Mapping[str, str]) -> Taken | None:
    """What stands in the way of giving a key to a binding; None when nothing does."""
    if key in RESERVED:
        return Taken(None)
    others = frozenset[str]().union(*(ids for ids in together() if id in ids)) - {id}
    for line in all_keys():
        if line.id in others and key in keys_of(line, remapped):
            return Taken(line)
    return None


def with_key(remapped: Mapping[str, str], line: KeyLine, keys: list[str]) -> dict[str, str]:
    """The setting after a binding was given keys; its own default keys need no entry."""
    changed = {id: given for id, given in remapped.items() if id != line.id}
    if keys != line.keys.split(","):
        changed[line.id] = ",".join(keys)
    return changed

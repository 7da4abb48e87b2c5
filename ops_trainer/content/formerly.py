"""Which earlier names of notes (`formerly`) hold: nothing that is still there is taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ops_trainer.locale import Complaint


@dataclass(frozen=True, slots=True)
class Claim:
    """What a deck says by `formerly`: the note `old` is called `new` today, both as `deck/note`."""

    old: str
    new: str

    @property
    def is_rename(self) -> bool:
        """Whether the note stayed in its deck."""
        return self.old.partition("/")[0] == self.new.partition("/")[0]


def settle(
    claims: Iterable[Claim], against: Callable[[Claim], Complaint | None], before: Mapping[str, str]
) -> tuple[dict[str, str], dict[Claim, Complaint]]:
    """Return the names that hold, old to new, and the claims that do not, each with why.

    `against` tells why a claim may not hold, None where nothing is against it. Of several claims to one name the one
    that held `before` goes on holding, else a rename within the deck, else the first by name.
    """
    holding: dict[str, str] = {}
    refused: dict[Claim, Complaint] = {}
    for claim in sorted(set(claims), key=lambda one: (before.get(one.old) != one.new, not one.is_rename, one.new)):
        if claim.old == claim.new:
            continue
        if (complaint := against(claim)) is not None:
            refused[claim] = complaint
        elif claim.old in holding:
            refused[claim] = Complaint("deck.formerly_taken", old=claim.old, other=holding[claim.old])
        else:
            holding[claim.old] = claim.new
    return holding, refused


def lives(claim: Claim) -> Complaint:
    """Return why a claim to a note that is still there does not hold."""
    return Complaint("deck.formerly_lives", old=claim.old, new=claim.new)


class Aliases:
    """Earlier names of notes, `deck/note` to `deck/note`."""

    def __init__(self, new: Mapping[str, str]) -> None:
        self._new = {old: name for old, name in new.items() if old != name}

    def __bool__(self) -> bool:
        return bool(self._new)

    def today(self, name: str) -> str:
        """Return what a note (`deck/note`), or something in it (`deck/note/…`), is called now."""
        parts = name.split("/", 2)
        if not self._new or len(parts) == 1:
            return name
        return "/".join((self._current("/".join(parts[:2])), *parts[2:]))

    def before(self, name: str) -> list[str]:
        """Return every name under which events of a card or note may stand, today's first."""
        if not self._new:
            return [name]
        deck, note, *face = name.split("/", 2)
        ref = f"{deck}/{note}"
        return [name, *("/".join((old, *face)) for old in self._new if self._current(old) == ref and old != ref)]

    def notes_into(self, deck: str) -> list[str]:
        """Return the earlier names of notes, `deck/note`, that stand in a deck today."""
        return sorted(old for old in self._new if self._current(old).startswith(f"{deck}/"))

    def key(self, deck: str) -> str:
        """Return a digest that changes when other events come to count for a deck, or some no longer do."""
        moved = [(old, self._current(old)) for old in sorted(self._new)]
        lines = [f"{old} {new}" for old, new in moved if old.startswith(f"{deck}/") or new.startswith(f"{deck}/")]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def _current(self, note: str) -> str:
        passed = set()
        while note in self._new and note not in passed:
            passed.add(note)
            note = self._new[note]
        return note

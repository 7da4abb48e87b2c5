"""Which earlier names of decks, notes and cards (`formerly`) hold: nothing that is still there is taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint

if TYPE_CHECKING:
    from ops_trainer.content.deck import Deck

LEVELS = ("deck.formerly_deck_lives", "deck.formerly_lives", "deck.formerly_face_lives")
ALIKE = 3  # cards that two decks must share to be taken for one, where nothing else says so


@dataclass(frozen=True, slots=True)
class Claim:
    """What a deck says by `formerly`: `old` is called `new` today, both `deck`, or `deck/note`, or `deck/note/face`.

    An implied one is not written, but follows from others; nobody is told that it does not hold.
    """

    old: str
    new: str
    implied: bool = False

    @property
    def is_rename(self) -> bool:
        """Whether what is renamed stayed in its deck."""
        return self.old.partition("/")[0] == self.new.partition("/")[0]


def claims_of(deck: Deck) -> Iterator[tuple[Claim, str]]:
    """Yield the earlier names that a deck says it, its notes and their cards had; with each the note that says so, ""
    for the deck.

    A note named by an earlier id of the deck, or a card by an earlier name of its note, is meant by today's as well:
    events may have come that far already.
    """
    yield from ((Claim(old, deck.id), "") for old in deck.formerly)
    for note in deck.notes:
        ref = f"{deck.id}/{note.id}"
        names = {ref}
        for old in note.formerly.notes:
            owner, _, name = old.partition("/")
            names |= {old, f"{deck.id}/{name}"} if owner in deck.formerly else {old}
            yield Claim(old, ref), note.id
        yield from ((Claim(name, ref, implied=True), note.id) for name in sorted(names - {*note.formerly.notes, ref}))
        for old, face in note.formerly.faces.items():
            card = old if "/" in old else f"{ref}/{old}"
            yield Claim(card, f"{ref}/{face}"), note.id
            owner, name, was = card.split("/", 2)
            if names & {f"{owner}/{name}", f"{deck.id}/{name}" if owner in deck.formerly else ""}:
                yield Claim(f"{ref}/{was}", f"{ref}/{face}", implied=True), note.id


def settle(
    claims: Iterable[Claim], against: Callable[[Claim], Complaint | None], before: Mapping[str, str]
) -> tuple[dict[str, str], dict[Claim, Complaint]]:
    """Return the names that hold, old to new, and the claims that do not, each with why.

    `against` tells why a claim may not hold, None where nothing is against it. Of several claims to one name those that
    were written come first, then the one that held `before`, then a rename within the deck, then the first by name.
    """
    holding: dict[str, str] = {}
    refused: dict[Claim, Complaint] = {}
    for claim in sorted(
        set(claims), key=lambda one: (one.implied, before.get(one.old) != one.new, not one.is_rename, one.new)
    ):
        if claim.old == claim.new or holding.get(claim.old) == claim.new:
            continue
        if (complaint := against(claim)) is None and claim.old in holding:
            complaint = Complaint("deck.formerly_taken", old=claim.old, other=holding[claim.old])
        if complaint is None:
            holding[claim.old] = claim.new
        elif not claim.implied:
            refused[claim] = complaint
    return holding, refused


def lives(claim: Claim) -> Complaint:
    """Return why a claim to a deck, note or card that is still there does not hold."""
    return Complaint(LEVELS[claim.old.count("/")], old=claim.old, new=claim.new)


def names_in(deck: Deck) -> set[str]:
    """Return a deck's id, its notes as `deck/note` and its cards as `deck/note/face`."""
    notes = {f"{deck.id}/{note.id}" for note in deck.notes}
    return {deck.id, *notes, *(card.id for note in deck.notes for card in note.make_cards(deck.id))}


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Cards that were learnt in a deck that is gone, and stand in one of another id."""

    old: str
    cards: int

    def complaint(self, new: str) -> Complaint:
        """Return what is to be said of it, and the line that keeps the progress."""
        return Complaint("deck.renamed", n=self.cards, old=self.old, new=new)


def left_behind(
    cards: Collection[str], orphans: Mapping[str, Collection[str]], *, unmet: bool, was: Collection[str] = ()
) -> LeftBehind | None:
    """Return the deck whose progress a renamed deck would leave behind, None where it was not renamed.

    `cards` are those of the deck, `orphans` what was learnt of decks that are in no file and not carried on, by deck;
    all as `note/face`. `was` are ids that the deck's file is known to have had; without that, most of the old deck's
    cards must stand in this one, and nothing of it may have been learnt (`unmet`).
    """
    found = []
    for old, learnt in orphans.items():
        same = len(set(learnt) & set(cards))
        alike = unmet and same >= ALIKE and same * 5 >= len(learnt) * 4
        if same and (old in was or alike):
            found.append(LeftBehind(old, same))
    return max(found, key=lambda one: (one.old in was, one.cards, one.old), default=None)


class Aliases:
    """Earlier names of decks, notes and cards: `deck`, `deck/note`, `deck/note/face`, each to one of its kind."""

    def __init__(self, new: Mapping[str, str]) -> None:
        self._new = {old: name for old, name in new.items() if old != name}
        self._into: dict[str, list[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._new)

    def today(self, name: str) -> str:
        """Return what a deck, a note, a card, or something in a note (`deck/note/…`) is called now."""
        passed = set()
        while self._new and name not in passed:
            passed.add(name)
            name = self._step(name)
        return name

    def before(self, name: str) -> list[str]:
        """Return every name under which events of a card or note may stand, today's first."""
        found = [name]
        for known in found if self._new else ():
            for head, rest in _heads(known):
                earlier = ("/".join((old, *rest)) for old in self._olds.get(head, ()))
                found += [one for one in earlier if one not in found and self.today(one) == name]
        return found

    def notes_into(self, deck: str) -> list[str]:
        """Return the earlier names of decks, notes and cards under which events of a deck may stand."""
        if deck not in self._into:
            found = [deck]
            for known in found:
                for old, new in self._by_deck.get(known.partition("/")[0], ()):
                    if new == known or new.startswith(f"{known}/"):
                        earlier = old
                    elif known.startswith(f"{new}/"):
                        earlier = old + known.removeprefix(new)
                    else:
                        continue
                    if earlier not in found:
                        found.append(earlier)
            self._into[deck] = sorted(found[1:])
        return self._into[deck]

    def key(self, deck: str) -> str:
        """Return a digest that changes when other events come to count for a deck, or some no longer do."""
        decks, lines = {deck}, dict[str, str]()
        pairs = [(old, new, {old.partition("/")[0], new.partition("/")[0]}) for old, new in sorted(self._new.items())]
        while more := {old: new for old, new, both in pairs if both & decks and old not in lines}:
            lines |= more
            decks |= {name.partition("/")[0] for pair in more.items() for name in pair}
        said = [f"{old} {self.today(old)}" for old in sorted(lines)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    def _step(self, name: str) -> str:
        for head, rest in _heads(name):
            if head in self._new:
                return "/".join((self._new[head], *rest))
        return name

    @cached_property
    def _olds(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for old, new in self._new.items():
            found.setdefault(new, []).append(old)
        return found

    @cached_property
    def _by_deck(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for old, new in self._new.items():
            found.setdefault(new.partition("/")[0], []).append((old, new))
        return found


def _heads(name: str) -> list[tuple[str, list[str]]]:
    """Return a name and what it stands in, each with the rest: the card first, then the note, then the deck."""
    parts = name.split("/", 2)
    return [("/".join(parts[:n]), parts[n:]) for n in range(len(parts), 0, -1)]

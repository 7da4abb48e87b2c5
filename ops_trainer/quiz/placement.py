"""Placement: a short quiz that goes along the curriculum and finds out what is known already.

The notes of a deck are taken in groups of neighbours in the learning order. A group is known once the right answers to
it are far beyond what guessing brings: each weighs as much as a guess would be unlikely, and together they must weigh
`SURE`, or `NEXT` where the group before was known. It is unknown at the first wrong answer. After two unknown groups
running, the rest of a deck is left alone: there begins what is new. Only notes of known groups are taken as known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

GROUP = 4
STOP_AFTER = 2
MOST = 30  # questions
SURE = 200.0  # to one: four right choices among four, or one typed answer and a choice
NEXT = 16.0  # to one, after a group that is known
# Days after which recall is taken to have fallen to 90 %: by how it was shown to be known.
RECALLED, RECOGNISED, ASSUMED = 30.0, 14.0, 5.0


@dataclass(frozen=True, slots=True)
class Shown:
    """How an answer to a question on a note came out: right or not, whether it was recalled or recognised, and the
    chance that a guess is right."""

    right: bool
    recalled: bool = False
    chance: float = 0.25


def groups(order: Sequence[str]) -> list[list[str]]:
    """Notes (`deck/note`, in the learning order) as groups of neighbours; no group goes across two decks."""
    by_deck: dict[str, list[str]] = {}
    for ref in order:
        by_deck.setdefault(ref.partition("/")[0], []).append(ref)
    return [refs[at : at + GROUP] for refs in by_deck.values() for at in range(0, len(refs), GROUP)]


def next_note(order: Sequence[str], asked: Mapping[str, Shown], skipped: frozenset[str] = frozenset()) -> str | None:
    """Return the note to ask about next; None when nothing more is to be found out, or enough was asked.

    `skipped` are notes that make no question for this.
    """
    if len(asked) >= MOST:
        return None
    unknown_running, before_known, deck = 0, False, ""
    for group in groups(order):
        if (owner := group[0].partition("/")[0]) != deck:
            deck, unknown_running, before_known = owner, 0, False
        askable = [ref for ref in group if ref not in skipped]
        if unknown_running >= STOP_AFTER or not askable:
            continue
        found = _known(askable, asked, before_known)
        left = [ref for ref in askable if ref not in asked]
        if found is None and left:
            return left[-1 if before_known else 0]  # where knowledge ends is what is to be found
        before_known = bool(found)
        unknown_running = 0 if found else unknown_running + 1
    return None


def known(order: Sequence[str], asked: Mapping[str, Shown], skipped: frozenset[str] = frozenset()) -> dict[str, float]:
    """Return the notes taken as known, with the days until recall of them is down to 90 %."""
    days: dict[str, float] = {}
    before_known, deck = False, ""
    for group in groups(order):
        if (owner := group[0].partition("/")[0]) != deck:
            deck, before_known = owner, False
        askable = [ref for ref in group if ref not in skipped]
        before_known = bool(askable) and bool(_known(askable, asked, before_known))
        for ref in group:
            if before_known:
                shown = asked.get(ref)
                days[ref] = ASSUMED if shown is None else RECALLED if shown.recalled else RECOGNISED
    return days


def _known(group: Sequence[str], asked: Mapping[str, Shown], before_known: bool) -> bool | None:
    """Return whether a group is known; None while that is open."""
    shown = [asked[ref] for ref in group if ref in asked]
    if not all(one.right for one in shown):
        return False
    if prod(1 / one.chance for one in shown) >= (NEXT if before_known else SURE):
        return True
    return None if len(shown) < len(group) else before_known

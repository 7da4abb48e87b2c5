"""The order of the day: which cards, how many, in what order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that could be asked today, and the note it belongs to (`deck/note`)."""

    card: str
    note: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cards of a day in the order to be asked, and which of them are new."""

    order: list[str]
    new: frozenset[str]


def choose(candidates: Iterable[Candidate], limit: int, seen: set[str]) -> list[str]:
    """The first cards up to the limit, one of each note as long as other notes can take the place.

    `seen` holds the notes that today has met already, and is added to. Siblings fill up what is left over.
    """
    chosen: list[tuple[int, str]] = []
    siblings: list[tuple[int, Candidate]] = []
    for place, candidate in enumerate(candidates):
        if len(chosen) >= limit:
            break
        if candidate.note in seen:
            siblings.append((place, candidate))
            continue
        seen.add(candidate.note)
        chosen.append((place, candidate.card))
    for place, candidate in siblings[: max(limit - len(chosen), 0)]:
        chosen.append((place, candidate.card))
    return [card for _, card in chosen]


def spread(due: Sequence[str], new: Sequence[str]) -> list[str]:
    """New cards spread evenly among the due ones, both in their own order; the first card is a due one."""
    if not new or not due:
        return [*due, *new]
    mixed: list[str] = []
    taken = 0
    for index, card in enumerate(due):
        mixed.append(card)
        wanted = (index + 1) * len(new) // len(due)
        mixed.extend(new[taken:wanted])
        taken = wanted
    return mixed


def arrange(
    again: Sequence[Candidate],
    due: Iterable[Candidate],
    new: Iterable[Candidate],
    *,
    review_limit: int,
    new_limit: int,
    seen: Iterable[str] = (),
    shares: Iterable[tuple[Sequence[Candidate], int]] = (),
) -> Chosen:
    """Today's cards in order: those missed earlier today, then due cards by risk with new ones spread among them.

    `due` comes by falling risk of having been forgotten, `new` in curriculum order; `seen` are the notes that were
    met today already. Of each of the `shares`, candidates and how many of them, that many new cards come before the
    others, all within `new_limit`. The limits do not touch `again`.
    """
    met = set(seen) | {candidate.note for candidate in again}
    reviews = choose(due, review_limit, met)
    portions, rest = list(shares), list(new)
    fresh: list[str] = []
    for candidates, count in portions:
        fresh += choose(candidates, min(count, new_limit - len(fresh)), met)
    taken = set(fresh)
    fresh += choose((one for one in rest if one.card not in taken), new_limit - len(fresh), met)
    if portions:  # what came beyond a share stands with it
        place: dict[str, int] = {}
        for candidate in (one for group in (*(candidates for candidates, _ in portions), rest) for one in group):
            place.setdefault(candidate.card, len(place))
        fresh.sort(key=place.__getitem__)
    return Chosen([*(candidate.card for candidate in again), *spread(reviews, fresh)], frozenset(fresh))

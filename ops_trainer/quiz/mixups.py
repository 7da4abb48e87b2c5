"""What the answers say for the next quiz: which notes are taken for each other, and which questions come again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ops_trainer.memory.events import Event, Source

DAYS_APART = 2  # different days on which two notes must be told apart before they count as told apart


@dataclass(frozen=True, slots=True)
class Mixup:
    """Two notes (`deck/note`) that this learner took for each other; `one` is the one more often mistaken.

    `times` counts how often, `latest` is the local day of the last time, `apart` the days since then on which the
    learner told them apart in a contrast drill.
    """

    one: str
    other: str
    times: int
    latest: int
    apart: tuple[int, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether they were told apart on two different days."""
        return len(self.apart) >= DAYS_APART


@dataclass
class _Pair:
    toward: dict[tuple[str, str], int] = field(default_factory=dict)
    latest: int = 0
    right: dict[int, set[str]] = field(default_factory=dict)  # by day: the notes of the two asked and known
    muddled: set[int] = field(default_factory=set)  # days with a wrong answer in a drill


def mixups(events: Iterable[Event]) -> list[Mixup]:
    """Return the mix-ups in a learner's answers, which come in reading order: open ones first, then by how often."""
    pairs: dict[frozenset[str], _Pair] = {}
    for event in events:
        for own, other in mixed_in(event):
            pair = pairs.setdefault(frozenset((own, other)), _Pair())
            pair.toward[own, other] = pair.toward.get((own, other), 0) + 1
            pair.latest = max(pair.latest, event.local_day)
            pair.right.clear()
            pair.muddled.clear()
        drilled = (event.data or {}).get("pair")
        if isinstance(drilled, list) and len(drilled) == 2 and (pair_of := pairs.get(frozenset(map(str, drilled)))):
            if _score(event) >= 1:
                pair_of.right.setdefault(event.local_day, set()).add(str(drilled[0]))
            elif not list(mixed_in(event)):
                pair_of.muddled.add(event.local_day)
    found = [_mixup(pair) for pair in pairs.values()]
    return sorted(found, key=lambda one: (one.settled, -one.times, -one.latest, one.one, one.other))


def mixed_in(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the pairs of an answer: the note asked about, and the one taken for it.

    Answers that do not say it themselves, as those of a workshop, say what was chosen.
    """
    data = event.data or {}
    mixed = data.get("mixed")
    if isinstance(mixed, list):
        for pair in mixed:
            if isinstance(pair, list) and len(pair) == 2 and pair[0] != pair[1]:
                yield str(pair[0]), str(pair[1])
        return
    own = "/".join(event.card.split("/")[:2])
    chosen = data.get("chosen")
    if isinstance(chosen, list) and _score(event) < 1:
        yield from ((own, str(other)) for other in chosen if other != own)


def tempting(found: Iterable[Mixup]) -> dict[str, dict[str, int]]:
    """For each note the ones it was mixed up with, either way round, and how often: for the choice of wrong options."""
    by_note: dict[str, dict[str, int]] = {}
    for mixup in found:
        if not mixup.settled:
            by_note.setdefault(mixup.one, {})[mixup.other] = mixup.times
            by_note.setdefault(mixup.other, {})[mixup.one] = mixup.times
    return by_note


def _mixup(pair: _Pair) -> Mixup:
    (one, other), _ = max(pair.toward.items(), key=lambda item: (item[1], item[0]))
    apart = sorted(day for day, known in pair.right.items() if len(known) == 2 and day not in pair.muddled)
    return Mixup(one, other, sum(pair.toward.values()), pair.latest, tuple(apart))


def _score(event: Event) -> float:
    score = (event.data or {}).get("score", 0)
    return float(score) if isinstance(score, int | float) else 0.0


AFTER_DAYS = (1, 7)


def again(events: Iterable[Event], day: int) -> list[str]:
    """Return the questions, by id without the drawing (`deck/note/aspect:type`), that are to be asked again by a local
    day, the longest overdue first.

    One that was answered surely and wrongly comes again after one day and after seven; answering it once more in
    between changes nothing, unless it is surely wrong again: then the days count from there.
    """
    wanted: dict[str, list[int]] = {}
    for event in events:
        data = event.data or {}
        if event.source is not Source.QUIZ or data.get("mode", "quiz") != "quiz":
            continue
        way = str(data.get("question", "")).partition("@")[0]
        if data.get("sure") is True and data.get("band") == "wrong":
            wanted[way] = [event.local_day + days for days in AFTER_DAYS]
        elif way in wanted and wanted[way] and event.local_day >= wanted[way][0]:
            wanted[way] = [later for later in wanted[way][1:] if later > event.local_day]
    found = [(days[0], way) for way, days in wanted.items() if days and days[0] <= day]
    return [way for _, way in sorted(found)]

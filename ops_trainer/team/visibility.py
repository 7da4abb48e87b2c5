"""What a lead is told of members, and nothing else: figures by deck, days without hours, no single answer.

A report is made here and nowhere else, so that what `team preview` shows a learner is what the lead gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ops_trainer.memory.day import date_of
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team import wire
from ops_trainer.team.course import is_behind
from ops_trainer.team.known import Known
from ops_trainer.team.outline import Outline

FEWEST = 3  # learners without whom figures of a team would be those of single people
SEVERAL = 2  # learners who must take two notes for each other before a lead is told
PLACES = 3  # decimals of a share


@dataclass(frozen=True, slots=True)
class AssignedDeck:
    """One deck of one assignment; days are local days of the team."""

    assignment: str
    deck: str
    created: int
    due: int | None
    goal: float


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's memory of a deck, and the latest day on which they studied it."""

    known: Known
    last_day: int | None


def lines(
    tasks: Iterable[AssignedDeck],
    outlines: Mapping[str, Outline],
    standing: Mapping[str, Standing],
    scheduler: Scheduler,
    today: int,
) -> list[wire.Line]:
    """How far a member is with each of their tasks."""
    figures: dict[str, tuple[int, int, float]] = {}
    return [_line(task, len(outlines[task.deck].cards), standing.get(task.deck), scheduler, today, figures)
            for task in tasks]  # fmt: skip


def _line(
    task: AssignedDeck,
    cards: int,
    found: Standing | None,
    scheduler: Scheduler,
    today: int,
    figures: dict[str, tuple[int, int, float]],
) -> wire.Line:
    if task.deck not in figures:
        figures[task.deck] = (
            (0, 0, 0.0)
            if found is None
            else (found.known.introduced, found.known.mastered(today), found.known.recalled(scheduler, today))
        )
    introduced, mastered, recalled = figures[task.deck]
    due = task.due
    recalled_due = 0.0
    if due is not None and found is not None:
        recalled_due = recalled if due <= today else found.known.recalled(scheduler, due)
    last = None if found is None or found.last_day is None else min(found.last_day, today)
    # Built without checking: a page has thousands of them, and all comes from the program itself.
    return wire.Line.model_construct(
        assignment=task.assignment,
        deck=task.deck,
        cards=cards,
        introduced=introduced,
        mastered=mastered,
        ready=_share(recalled, cards),
        ready_due=None if due is None else _share(recalled_due, cards),
        due=None if due is None else date_of(due),
        goal=task.goal,
        last_day=None if last is None else date_of(last),
        behind=due is not None and is_behind(introduced, cards, task.created, today, due),
    )


def notes(
    outline: Outline, learners: Sequence[tuple[Known, Scheduler]], today: int, due: int | None
) -> list[wire.NoteLine]:
    """How ready a team is, note by note; nothing while those who have begun are too few to stay unnamed."""
    if sum(known.introduced > 0 for known, _ in learners) < FEWEST:
        return []
    now, then = _recalls(outline, learners, today), None if due is None else _recalls(outline, learners, due)
    return [
        wire.NoteLine(note=ref, term=term, ready=now(ref), ready_due=None if then is None else then(ref))
        for ref, term in outline.notes
    ]


def mixups(by_member: Iterable[Mapping[str, Mapping[str, int]]]) -> wire.Mixups:
    """What a team mixes up, from what each member took for what (by card: note asked and note taken, times)."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    learners = 0
    for mixed in by_member:
        learners += 1
        mine: dict[tuple[str, str], int] = {}
        for pairs in mixed.values():
            for names, times in pairs.items():
                asked, _, taken = names.partition(" ")
                mine[asked, taken] = mine.get((asked, taken), 0) + times
        for pair, times in mine.items():
            people, total = found.get(pair, (0, 0))
            found[pair] = (people + 1, total + times)
    told = [
        wire.Mixup(asked=asked, taken=taken, learners=people, times=times)
        for (asked, taken), (people, times) in found.items()
        if people >= SEVERAL and learners >= FEWEST
    ]
    told.sort(key=lambda one: (-one.learners, -one.times, one.asked, one.taken))
    return wire.Mixups(learners=learners, mixups=told)


def _recalls(outline: Outline, learners: Sequence[tuple[Known, Scheduler]], day: int) -> Callable[[str], float]:
    cards: dict[str, int] = {}
    for card in outline.cards:
        note = card.rpartition("/")[0]
        cards[note] = cards.get(note, 0) + 1
    total = dict.fromkeys(cards, 0.0)
    for known, scheduler in learners:
        for place, recall in known.by_place(scheduler, day).items():
            total[outline.cards[place].rpartition("/")[0]] += recall
    return lambda note: _share(total.get(note, 0.0), cards.get(note, 0) * len(learners))


def _share(recalled: float, cards: int) -> float:
    return round(min(recalled / cards, 1.0), PLACES) if cards else 0.0

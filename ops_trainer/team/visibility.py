"""What a lead is shown of members, and nothing else: figures by deck, days without hours, no single answer.

A report is made here and nowhere else, so that what `team preview` shows a learner is what the lead gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ops_trainer.memory.day import date_of
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team import wire
from ops_trainer.team.course import GivenPlan, is_behind
from ops_trainer.team.memories import Known
from ops_trainer.team.outline import Outline

FEWEST = 3  # learners without whom figures of a team would be those of single people
SEVERAL = 2  # learners who must take two notes for each other before a lead is shown it
FEW = 5  # cards without which a figure would tell of single answers
PLACES = 2  # decimals of a share


@dataclass(frozen=True, slots=True)
class AssignedDeck:
    """One deck of one assignment; days are local days of the team."""

    assignment: str
    deck: str
    created: int
    due: int | None
    goal: float


@dataclass(frozen=True, slots=True)
class DeckMemory:
    """A member's memory of a deck, and the latest day on which they studied it.

    `fits` is whether it is told of the deck's cards as they stand now, and not as they stood this morning.
    """

    known: Known
    last_day: int | None
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a deck's due day: the share expected to be recalled on it, and the local day since which that
    stays."""

    ready: float
    final: int | None


def lines(
    assigned: Iterable[AssignedDeck],
    outlines: Mapping[str, Outline],
    memories: Mapping[str, DeckMemory],
    scheduler: Scheduler,
    today: int,
    outcomes: Mapping[tuple[str, str], Outcome] = MappingProxyType({}),
    plans: Mapping[str, GivenPlan] = MappingProxyType({}),
) -> list[wire.Line]:
    """Return how far a member is with each of their assigned decks. `outcomes` are by assignment and deck, the `plans`
    that the member was given by assignment."""
    figures: dict[str, tuple[int, int, int, float]] = {}
    tasks: dict[str, list[AssignedDeck]] = {}
    for one in (assigned := list(assigned)):
        tasks.setdefault(one.assignment, []).append(one)
    behind = {task: _behind(decks, outlines, memories, today, plans.get(task)) for task, decks in tasks.items()}
    return [
        _line(one, len(outlines[one.deck].cards), memories.get(one.deck), scheduler, today, figures,
              behind=behind[one.assignment], outcome=outcomes.get((one.assignment, one.deck)))
        for one in assigned
    ]  # fmt: skip


def _behind(
    decks: Sequence[AssignedDeck],
    outlines: Mapping[str, Outline],
    memories: Mapping[str, DeckMemory],
    today: int,
    plan: GivenPlan | None,
) -> bool:
    """Return whether a member is behind with an assignment, over all of its decks."""
    due, there = decks[0].due, [memory for one in decks if (memory := memories.get(one.deck)) is not None]
    if due is None:
        return False
    cards = sum(len(outlines[one.deck].cards) for one in decks)
    last = max((memory.last_day for memory in there if memory.last_day is not None), default=None)
    met = sum(memory.known.introduced for memory in there)
    if cards < FEW:
        return False
    if plan is not None and plan.due == due:
        return plan.is_behind(met, today)
    return is_behind(met, cards, decks[0].created, today, due, last)


def _line(
    one: AssignedDeck,
    cards: int,
    memory: DeckMemory | None,
    scheduler: Scheduler,
    today: int,
    figures: dict[str, tuple[int, int, int, float]],
    *,
    behind: bool,
    outcome: Outcome | None,
) -> wire.Line:
    if one.deck not in figures:
        figures[one.deck] = (
            (0, 0, 0, 0.0)
            if memory is None
            else (
                memory.known.introduced,
                memory.known.mastered(today),
                memory.known.faded(today),
                memory.known.recalled(scheduler, today),
            )
        )
    introduced, mastered, faded, recalled = figures[one.deck]
    due = one.due
    recalled_due = 0.0
    if due is not None and memory is not None:
        recalled_due = recalled if due <= today else memory.known.recalled(scheduler, due)
    if few := cards < FEW:
        done = introduced == cards and recalled >= one.goal * cards
        introduced, mastered, faded = (cards, cards, 0) if done else (min(introduced, 1), 0, 0)
        recalled = recalled_due = float(cards) if done else 0.0
    introduced = min(introduced, cards)  # cards may have been taken out since this morning
    last = None if few or memory is None or memory.last_day is None else min(memory.last_day, today)
    # Built without checking: a page has thousands of them, and all comes from the program itself.
    return wire.Line.model_construct(
        assignment=one.assignment,
        deck=one.deck,
        cards=cards,
        introduced=introduced,
        mastered=mastered,
        ready=_share(recalled, cards),
        ready_due=None if due is None else _share(recalled_due, cards),
        due=None if due is None else date_of(due),
        goal=one.goal,
        last_day=None if last is None else date_of(last),
        behind=behind,
        faded=faded,
        few=few,
        result=None if outcome is None else outcome.ready,
        final=None if outcome is None or outcome.final is None else date_of(outcome.final),
    )


def outcome_share(known: Known, cards: int, scheduler: Scheduler, due: int, goal: float) -> float:
    """Return the share of a deck's cards expected to be recalled on a due day, as it is shown: of few cards only
    whether all of it is done."""
    recalled = known.recalled(scheduler, due)
    if cards < FEW:
        return float(known.introduced == cards and recalled >= goal * cards)
    return _share(recalled, cards)


def notes(
    outline: Outline, learners: Sequence[tuple[Known, Scheduler]], today: int, due: int | None
) -> list[wire.NoteLine]:
    """Return how ready a team is, note by note; nothing while those who have begun are too few to stay unnamed."""
    if sum(known.introduced > 0 for known, _ in learners) < FEWEST:
        return []
    now, then = _recalls(outline, learners, today), None if due is None else _recalls(outline, learners, due)
    return [
        wire.NoteLine(note=ref, term=term, ready=now(ref), ready_due=None if then is None else then(ref))
        for ref, term in outline.notes
    ]


def counted(before: frozenset[int], begun: Iterable[int]) -> frozenset[int]:
    """Return whose memories count in figures by notes: those who did, and with them who has begun since, as soon as
    these are enough to stay unnamed."""
    fresh = frozenset(begun) - before
    return before | fresh if len(fresh) >= FEWEST else before


def mixups(by_member: Iterable[Mapping[str, Mapping[str, int]]]) -> wire.Mixups:
    """Return what a team mixes up, from what each member took for what (by card: note asked and note taken, times)."""
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
    shown = [
        wire.Mixup(asked=asked, taken=taken, learners=people, times=times)
        for (asked, taken), (people, times) in found.items()
        if people >= SEVERAL and learners >= FEWEST
    ]
    shown.sort(key=lambda one: (-one.learners, -one.times, one.asked, one.taken))
    return wire.Mixups(learners=learners, mixups=shown)


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

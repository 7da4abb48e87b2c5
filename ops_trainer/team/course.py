"""How members are on course for what was assigned: what the lead's page, report and table are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ops_trainer.locale import Lang, say
from ops_trainer.team import wire

NEVER = date.min
FINAL_AFTER = 7  # days after the due day: until then answers of before may still be synchronised
AWAY = 3  # days without study that a weekend and a holiday explain


class Course(StrEnum):
    """How a member is with a deck, the most worrying first."""

    MISSED = "missed"  # the due day is here, and the goal is not reached
    BEHIND = "behind"  # fewer cards met than the plan asked that was given
    UNTOUCHED = "untouched"  # nothing met yet
    ON_COURSE = "on_course"
    READY = "ready"  # the goal is reached, and still will be on the due day


@dataclass(frozen=True, slots=True)
class Row:
    """A member over all decks assigned to them; `lines` by deck, of several assignments the most pressing one.

    `ready` is the share of all their cards expected to be recalled today; None when nothing is assigned.
    """

    member: str
    name: str
    role: wire.Role
    joined: date
    lines: Mapping[str, wire.Line]
    course: Course | None
    ready: float | None
    last_day: date | None
    courses: Mapping[str, Course]  # by assignment, over all of its cards

    @property
    def introduced(self) -> int:
        """Cards met."""
        return sum(line.introduced for line in self.lines.values())

    @property
    def cards(self) -> int:
        """Cards assigned."""
        return sum(line.cards for line in self.lines.values())


@dataclass(frozen=True, slots=True)
class DeckFigures:
    """A deck over the members who have it; shares are means. `on_due` is None when no one has a due day ahead."""

    deck: wire.DeckRef
    learners: int
    ready: float
    on_due: float | None
    goal: float
    introduced: float
    mastered: float
    due: date | None  # the next one
    courses: Mapping[Course, int]


def course_of(line: wire.Line, today: date) -> Course:
    """Return how a member is doing with a deck of an assignment; once the due day is over, how they did on it."""
    if line.result is not None:
        return Course.READY if line.result >= line.goal else Course.MISSED
    due_now = line.due is not None and line.due <= today
    expected = line.ready if line.ready_due is None else line.ready_due
    if expected >= line.goal:
        return Course.READY
    if due_now:
        return Course.MISSED
    if line.behind:
        return Course.BEHIND
    return Course.ON_COURSE if line.introduced else Course.UNTOUCHED


def stage_of(line: wire.Line) -> str:
    """Return whether a line of too few cards for figures is `new`, `begun` or `done`."""
    return "done" if line.introduced == line.cards and line.mastered else "begun" if line.introduced else "new"


def result_words(line: wire.Line, lang: Lang) -> str:
    """Return what came of the due day in words, with the date on which that is final; "" while there is nothing."""
    if line.result is None or line.due is None:
        return ""
    key, final = ("result_final", line.final) if line.final else ("result_open", line.due + timedelta(FINAL_AFTER))
    return say(f"team_report.{key}", lang, day=line.due, ready=f"{line.result:.0%}", final=final)


def rows(progress: wire.Progress) -> list[Row]:
    """Return a row for each member, in the server's order by name."""
    return [row_of(report, progress.day) for report in progress.members]


def row_of(report: wire.Report, today: date) -> Row:
    """Return the row of one member."""
    lines: dict[str, wire.Line] = {}
    for line in sorted(report.lines, key=lambda line: _pressing(line, today)):
        lines.setdefault(line.deck, line)
    cards = sum(line.cards for line in lines.values())
    # Each assignment counts, also where two name a deck: the stricter one may be the one missed.
    courses = courses_of(report.lines, today)
    return Row(
        member=report.member,
        name=report.name,
        role=report.role,
        joined=report.joined,
        lines=lines,
        course=min(courses.values(), key=list(Course).index, default=None),
        ready=sum(line.ready * line.cards for line in lines.values()) / cards if cards else None,
        last_day=max((line.last_day for line in report.lines if line.last_day is not None), default=None),
        courses=courses,
    )


SORTS = ("course", "name", "ready", "last")


def sort(found: Iterable[Row], by: str) -> list[Row]:
    """Return rows by who needs the lead most (`course`), `name`, `ready` (least first), `last` (longest away first)."""
    everyone = sorted(found, key=lambda row: (row.name.casefold(), row.member))
    match by:
        case "course":
            order = [*Course, None]
            return sorted(everyone, key=lambda row: (order.index(row.course), row.ready or 0.0))
        case "ready":
            return sorted(everyone, key=lambda row: (row.ready is None, row.ready or 0.0))
        case "last":
            return sorted(everyone, key=lambda row: row.last_day or NEVER)
    return everyone


def by_deck(progress: wire.Progress, found: Sequence[Row]) -> list[DeckFigures]:
    """Return figures of each assigned deck over the members who have it, in the server's order."""
    figures = []
    for deck in progress.decks:
        having = [(row, line) for row in found if (line := row.lines.get(deck.id)) is not None]
        lines = [line for _, line in having]
        ahead = [line for line in lines if line.due is not None and line.due > progress.day]
        courses = [row.courses[line.assignment] for row, line in having]
        figures.append(
            DeckFigures(
                deck=deck,
                learners=len(lines),
                ready=_mean([line.ready for line in lines]),
                on_due=_mean([line.ready_due or 0.0 for line in ahead]) if ahead else None,
                goal=max((line.goal for line in lines), default=0.0),
                introduced=_mean([line.introduced / line.cards if line.cards else 0.0 for line in lines]),
                mastered=_mean([line.mastered / line.cards if line.cards else 0.0 for line in lines]),
                due=min((line.due for line in ahead if line.due is not None), default=None),
                courses={course: courses.count(course) for course in Course if course in courses},
            )
        )
    return figures


def _pressing(line: wire.Line, today: date) -> tuple[bool, bool, date]:
    """Return a sort key: the soonest due first, then those that are over, then those without a due day."""
    over = line.due is not None and line.due < today
    return (line.due is None, over, line.due or NEVER)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def is_behind(met: int, cards: int, assigned: int, today: int, due_day: int, last_day: int | None = None) -> bool:
    """Return whether somebody who has not studied an assignment for some days has met fewer cards than an even pace
    asks, from the day it was assigned on to two days before the due day. Days are local days, cards those of all decks.

    It is the rule for those whose program tells no plan, as those before 0.3 do. Who studies each day what they are
    asked is on the plan that was given, however many cards it has met by then. The
    last two days are for reviews: a card met on the eve has not been recalled on another day.
    """
    if today - max(last_day or 0, assigned) <= AWAY:
        return False
    days = max(due_day - 2 - assigned, 1)
    wanted = cards * min(max(today - assigned, 0) / days, 1.0)
    return met + 0.5 < wanted


@dataclass(frozen=True, slots=True)
class GivenPlan:
    """What a learner's program asked for an assignment: its due day, the local day on which the plan begins, how many
    of its cards are met by the end of that day and of each one after it. Days off are in it: nothing is met on them."""

    due: int
    begin: int
    met: tuple[int, ...]

    def wanted(self, day: int) -> int:
        """Return how many cards are to be met by the end of a local day, 0 before the plan begins."""
        return self.met[min(day - self.begin, len(self.met) - 1)] if day >= self.begin and self.met else 0

    def is_behind(self, met: int, today: int) -> bool:
        """Return whether somebody has met fewer cards than the plan asked by the day before yesterday: one day may be
        left out, and is caught up with."""
        return met < self.wanted(today - 2)

    def dump(self) -> list[int]:
        """Return it as numbers: due day, first day, then the cards."""
        return [self.due, self.begin, *self.met]

    @classmethod
    def load(cls, numbers: Sequence[int]) -> GivenPlan:
        """Return what `dump` wrote, read back."""
        return cls(numbers[0], numbers[1], tuple(numbers[2:]))


def pooled(lines: Sequence[wire.Line]) -> wire.Line:
    """Return the lines of an assignment's decks as one, over all of its cards: what its goal is about."""
    cards = sum(line.cards for line in lines)

    def share(values: Iterable[float]) -> float:
        return sum(value * line.cards for value, line in zip(values, lines, strict=True)) / cards if cards else 0.0

    first = lines[0]
    return first.model_copy(
        update={
            "cards": cards,
            "introduced": sum(line.introduced for line in lines),
            "mastered": sum(line.mastered for line in lines),
            "faded": sum(line.faded for line in lines),
            "ready": share(line.ready for line in lines),
            "ready_due": None if first.ready_due is None else share(line.ready_due or 0.0 for line in lines),
            "result": None
            if any(line.result is None for line in lines)
            else share(line.result or 0.0 for line in lines),
            "final": None if any(line.final is None for line in lines) else first.final,
            "last_day": max((line.last_day for line in lines if line.last_day is not None), default=None),
            "behind": any(line.behind for line in lines),
        }
    )


def courses_of(lines: Iterable[wire.Line], today: date) -> dict[str, Course]:
    """Return how a member is doing with each of their assignments, over all of its cards."""
    found: dict[str, list[wire.Line]] = {}
    for line in lines:
        found.setdefault(line.assignment, []).append(line)
    return {assignment: course_of(pooled(mine), today) for assignment, mine in found.items()}

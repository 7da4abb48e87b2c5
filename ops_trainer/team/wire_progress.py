"""What leads are told of how far everyone is."""

from __future__ import annotations

from datetime import date

from ops_trainer.team.wire_base import Role, Slug, Told


class DeckRef(Told):
    """A deck as an assignment names it."""

    id: Slug  # it names a file on the learner's side
    title: dict[str, str]
    digest: str  # SHA-256 of the file
    cards: int


class Line(Told):
    """How far one member is with one deck of one assignment: all that a lead is told."""

    assignment: str
    deck: str
    cards: int
    introduced: int
    mastered: int
    ready: float  # share expected to be recalled today
    ready_due: float | None  # … on the due day if nothing more is studied
    due: date | None
    goal: float
    last_day: date | None  # of study
    behind: bool


class Report(Told):
    """What a lead gets about one member; `team preview` shows the member the same bytes."""

    member: str
    name: str
    role: Role
    joined: date
    lines: list[Line]


class Progress(Told):
    """The lead's page."""

    team: str
    day: date
    decks: list[DeckRef]
    members: list[Report]


class NoteLine(Told):
    """How ready a team is on one note (a role, a tip): the mean over its learners."""

    note: str  # deck/note
    term: dict[str, str]
    ready: float
    ready_due: float | None


class Notes(Told):
    """A deck by notes, over all learners it is assigned to; empty while they are too few to stay unnamed."""

    deck: str
    learners: int
    notes: list[NoteLine]


class Mixup(Told):
    """Two notes that learners take for each other: how many learners, how often."""

    asked: str  # deck/note
    taken: str
    learners: int
    times: int


class Mixups(Told):
    """What the team mixes up, the most common first; only what several learners do, and in a team of several."""

    learners: int
    mixups: list[Mixup]

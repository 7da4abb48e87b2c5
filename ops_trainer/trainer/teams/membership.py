"""What a learner's home keeps of a team: the membership, how far synchronising is, the assignments, the news.

Each kind stands by itself, so that a sync in the background and a command never overwrite each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from sqlite3 import Connection
from typing import Any

from ops_trainer.locale import Complaint, catalogue
from ops_trainer.store import learners
from ops_trainer.team import wire
from ops_trainer.team.wire import Role
from ops_trainer.trainer.team_documents import CURSOR, PLANS, RESULTS, TASKS

MEMBERSHIP = "team"
JOINING = "team-joining"
NEWS = "team-news"
SENT = "team-sent"
BEFORE = "team-before"
MOST_REFUSED = 1_000
MOST_NEWS = 100


@dataclass(frozen=True, slots=True)
class Membership:
    """A team that the learner belongs to; `token` opens the server, and is shown to nobody.

    `whole` is whether all of the learner's decks go through its server, or only those that the team assigned; None
    where the learner was never asked, which is as if all did.
    """

    url: str
    token: str = field(repr=False)
    device: str
    team: str
    team_name: str
    member: str
    name: str
    role: Role
    whole: bool | None = None

    @property
    def leads(self) -> bool:
        """Whether the learner is a lead there."""
        return self.role is Role.LEAD


@dataclass(frozen=True, slots=True)
class Joining:
    """A join that was begun: the same token is used when it is tried again."""

    url: str
    code: str
    token: str
    device: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far synchronising is. Times are UTC in milliseconds.

    `pushed` is the number of the last event of a card in one's own journal that the server acknowledged, `settings`
    that of the last setting; `pulled` is the server's cursor up to which everything is on this disk, `mark` what the
    server knows it by. `covered` are the decks that both sides were shown up to there (as `Sharing` notes them), None
    in a cursor from before decks were told apart, which covers all. `refused` are events that the server did not take,
    by id, with the reason. `unread` are events from a newer version of the program, kept until this one is as new.
    """

    pushed: int = 0
    settings: int = 0
    pulled: int = 0
    mark: str = ""
    covered: list[str] | None = None
    last_ok: int | None = None
    last_try: int | None = None
    failures: int = 0
    error: str | None = None  # a catalogue key
    error_params: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    told: int = 0  # moment of the latest thing a lead did about the learner that they were told of
    ahead: int = 0  # events dated later than the server's clock, at the latest sync
    unread: list[dict[str, Any]] = field(default_factory=list)

    def with_refused(self, refused: Iterable[tuple[str, str]]) -> Cursor:
        """Return a cursor with more refused events, of which the latest are stored."""
        found = {**self.refused, **dict(refused)}
        return replace(self, refused=dict(list(found.items())[-MOST_REFUSED:]))


@dataclass(frozen=True, slots=True)
class StoredAssignments:
    """The assignments as the server last told them, as JSON values, and the digests of the decks it sent.

    `shared` are the decks whose history goes to the team and comes from it; None as long as nobody told these apart.
    """

    news: str = ""
    assignments: list[dict[str, Any]] = field(default_factory=list)
    decks: dict[str, str] = field(default_factory=dict)
    shared: list[str] | None = None
    days_off: str = ""  # of the whole team

    @property
    def shared_decks(self) -> frozenset[str]:
        """The decks whose history goes to the team: once shared, a deck stays so, also under no assignment."""
        return frozenset(self.decks if self.shared is None else self.shared)


@dataclass(frozen=True, slots=True)
class TeamRecords:
    """What the store holds of one learner's teams; the caller brings the transaction."""

    connection: Connection
    learner: str

    def memberships(self) -> list[Membership]:
        """Return the teams, the one joined last first."""
        found = learners.documents(self.connection, self.learner, MEMBERSHIP)
        return [Membership(**{**body, "role": Role(body["role"])}) for _, _, body in found]

    def put_membership(self, membership: Membership, at: int) -> None:
        """Store a membership."""
        body = {**asdict(membership), "role": membership.role.value}
        learners.put_document(self.connection, self.learner, MEMBERSHIP, membership.team, at, body)

    def joining(self, url: str, code: str) -> Joining | None:
        """Return a join that was begun with a code at a server."""
        found = learners.documents(self.connection, self.learner, JOINING)
        return next((one for _, _, body in found if (one := Joining(**body)).url == url and one.code == code), None)

    def put_joining(self, joining: Joining, at: int) -> None:
        """Store a join before the server is asked."""
        learners.put_document(self.connection, self.learner, JOINING, joining.token[:8], at, asdict(joining))

    def joined(self, joining: Joining) -> None:
        """Delete the record of a join that came through."""
        learners.delete_document(self.connection, self.learner, JOINING, joining.token[:8])

    def cursor(self, team: str) -> Cursor:
        """Return how far synchronising with a team is."""
        return Cursor(**(learners.document(self.connection, self.learner, CURSOR, team) or {}))

    def put_cursor(self, team: str, cursor: Cursor, at: int) -> None:
        """Store how far synchronising with a team is."""
        learners.put_document(self.connection, self.learner, CURSOR, team, at, asdict(cursor))

    def assignments(self, team: str) -> StoredAssignments:
        """Return the assignments of a team."""
        return StoredAssignments(**(learners.document(self.connection, self.learner, TASKS, team) or {}))

    def put_assignments(self, team: str, tasks: StoredAssignments, at: int) -> None:
        """Store the assignments of a team."""
        learners.put_document(self.connection, self.learner, TASKS, team, at, asdict(tasks))

    def sent(self, team: str) -> dict[str, str]:
        """Return the decks that a lead sent or fetched, with the digests that they had then."""
        return dict(learners.document(self.connection, self.learner, SENT, team) or {})

    def put_sent(self, team: str, decks: dict[str, str], at: int) -> None:
        """Store which decks a lead sent or fetched."""
        learners.put_document(self.connection, self.learner, SENT, team, at, decks)

    def before_restore(self, team: str) -> StoredAssignments:
        """Return the assignments as they were before the server was restored from a backup."""
        return StoredAssignments(**(learners.document(self.connection, self.learner, BEFORE, team) or {}))

    def put_before_restore(self, team: str, tasks: StoredAssignments, at: int) -> None:
        """Store the assignments as they were before the server was restored from a backup."""
        learners.put_document(self.connection, self.learner, BEFORE, team, at, asdict(tasks))

    def news(self) -> list[tuple[str, int, dict[str, Any]]]:
        """Return what the learner has not seen yet: id, time, content, the newest first."""
        return learners.documents(self.connection, self.learner, NEWS)

    def put_news(self, key: str, body: dict[str, Any], at: int) -> None:
        """Store news for the learner; of more than MOST_NEWS the latest."""
        learners.put_document(self.connection, self.learner, NEWS, key, at, body)
        for old, _, _ in self.news()[MOST_NEWS:]:
            self.drop_news(old)

    def drop_news(self, key: str) -> None:
        """Delete news that the learner has seen."""
        learners.delete_document(self.connection, self.learner, NEWS, key)

    def forget(self, team: str) -> None:
        """Delete everything of a team; decks and the journal stay with the learner."""
        for kind in (MEMBERSHIP, CURSOR, TASKS, SENT, BEFORE):
            learners.delete_document(self.connection, self.learner, kind, team)
        for task in self.assignments(team).assignments:
            learners.delete_document(self.connection, self.learner, PLANS, task["id"])
        for kind in (MEMBERSHIP, CURSOR, TASKS):
            learners.delete_document(self.connection, self.learner, kind, team)
        for key, _, body in learners.documents(self.connection, self.learner, RESULTS):
            if body["team"] == team:
                learners.delete_document(self.connection, self.learner, RESULTS, key)
        for key, _, body in self.news():
            if body.get("team") == team:
                self.drop_news(key)


@dataclass(frozen=True, slots=True)
class LearnerAssignment:
    """An assignment as the learner last heard of it.

    `days_left` is negative when it is over, None without a due day.
    """

    team: str
    team_name: str
    assignment: wire.Assignment
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """How synchronising with a team stands. Times are UTC in milliseconds.

    `waiting` events are not yet sent. `error` says why the latest try failed, None when it did not. `refused` events
    were not taken by the server (they stay in the journal), by catalogue key of the reason. `ahead` events were dated
    later than the server's clock; `unread` ones are from a newer version of the program.
    """

    membership: Membership
    waiting: int
    last_ok: int | None
    last_try: int | None
    next_try: int
    error: Complaint | None
    refused: dict[str, int]
    ahead: int
    unread: int


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a synchronisation brought: events sent and received, decks that came, what needs the learner's eye."""

    pushed: int
    pulled: int
    decks: tuple[str, ...]
    status: Status


def complaint_of(key: str | None, params: dict[str, Any]) -> Complaint | None:
    """Return a stored complaint, None for one that this version of the program has no words for."""
    area, _, name = (key or "").partition(".")
    return Complaint(key or "", **params) if area in ("team", "store") and name in catalogue(area, "en") else None

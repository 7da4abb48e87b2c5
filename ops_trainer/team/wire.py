"""What clients and the team server say to each other: the models of every request and answer.

Days are ISO dates, moments UTC in milliseconds, shares 0 to 1. An event on the wire is a JSON object as
`events_wire` writes it: it carries no learner, because whose it is follows from the token.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ops_trainer.locale import Lang, catalogue, say
from ops_trainer.team import limits

PROTOCOL = 1  # of this program; a header of every request and answer carries it
OLDEST = 1  # protocol that this program still speaks
HEADER = "ops-trainer-protocol"

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43,86}$")]
Count = Annotated[int, Field(ge=0, le=2**53)]


class Role(StrEnum):
    """What a member may do: a lead everything that a learner may, and the team's affairs."""

    LEARNER = "learner"
    LEAD = "lead"


class Asked(BaseModel):
    """A request: an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(BaseModel):
    """An answer: a newer server may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Hello(Told):
    """What a server is."""

    name: str
    version: str
    protocol: int
    oldest: int


class Fault(Told):
    """Why a request was refused: a catalogue key with its parameters, and the line in the language asked for."""

    key: str
    params: dict[str, Any] = {}
    message: str


class FaultAnswer(Told):
    """The body of every refusal."""

    error: Fault


class JoinIn(Asked):
    """Joining by an invite. The client makes up its own token, so that a repeat after a torn connection is no
    second join."""

    code: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=4 * limits.NAME)] = ""  # empty with a code for one's own other device
    device: Id
    token: Token


class Me(Told):
    """A member as they see themselves."""

    team: str
    team_name: str
    member: str
    name: str
    role: Role
    leads: list[str]  # names


class SyncIn(Asked):
    """One step of synchronising: events to push, and from where on to pull.

    `after` is the last cursor whose events are safely on the client's disk. `parameters` are the client's own FSRS
    weights (empty: the defaults), so that the server's figures are those that the learner sees.
    """

    after: Count = 0
    events: Annotated[list[dict[str, Any]], Field(max_length=limits.BATCH)] = []
    parameters: Annotated[
        list[Annotated[float, Field(allow_inf_nan=False, ge=-1000, le=1000)]], Field(max_length=64)
    ] = []
    take: Annotated[int, Field(ge=0, le=limits.BATCH)] = limits.BATCH  # events to pull at most


class RefusedEvent(Told):
    """An event that the server does not take, with a catalogue key for why. It stays in the learner's journal."""

    id: str
    reason: str


class Synced(Told):
    """The answer to one step. All that was pushed is on the server's disk, but for what is refused."""

    accepted: int  # that were new
    refused: list[RefusedEvent]
    ahead: int  # of those accepted: dated later than the server's clock by more than a time zone
    events: list[dict[str, Any]]
    next: int  # the cursor after these events
    more: bool  # whether there are events after that
    held: int  # events that the server holds of this member
    news: str  # changes when the member's assignments or their decks change
    now: int  # the server's clock


class DeckRef(Told):
    """A deck as an assignment names it."""

    id: str
    title: dict[str, str]
    digest: str  # SHA-256 of the file
    cards: int


class AssignmentIn(Asked):
    """An assignment as a lead makes or changes it. `to` None is every learner, those who join later included."""

    decks: Annotated[list[Slug], Field(min_length=1, max_length=50)]
    to: Annotated[list[Id], Field(min_length=1, max_length=limits.MEMBERS)] | None = None
    due: date | None = None
    goal: Share = 0.9
    note: Annotated[str, Field(max_length=limits.NOTE)] = ""


class Assignment(Told):
    """An assignment. `to` is told to leads only; a learner is told of their own assignments."""

    id: str
    decks: list[DeckRef]
    due: date | None
    goal: float
    note: str
    created: date
    by: str
    to: list[str] | None = None
    mine: bool  # whether it is for the member who asks


class Assignments(Told):
    """The assignments of a member, or all of the team for a lead, the soonest due first."""

    news: str
    assignments: list[Assignment]


class DeckIn(Asked):
    """A deck file as it stands."""

    text: str


class DeckText(Told):
    """A deck file and its digest."""

    id: str
    digest: str
    text: str


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


class Member(Told):
    """A member in the lead's list."""

    id: str
    name: str
    role: Role
    joined: date


class Members(Told):
    """The members by name."""

    members: list[Member]


class MemberIn(Asked):
    """A change to a member."""

    role: Role


class InviteIn(Asked):
    """An invite to make."""

    role: Role = Role.LEARNER
    uses: Annotated[int, Field(ge=1, le=limits.MEMBERS)] = 1
    days: Annotated[int, Field(ge=1, le=limits.INVITE_DAYS)] = 14


class Invite(Told):
    """An invite. The code is told once, when it is made."""

    id: str
    role: Role
    left: int
    expires: int
    by: str
    code: str | None = None


class Invites(Told):
    """The open invites of a team."""

    invites: list[Invite]


class Device(Told):
    """One of a member's own devices."""

    id: str
    joined: date
    used: date
    current: bool


class Devices(Told):
    """A member's own devices."""

    devices: list[Device]


class AuditLine(Told):
    """One thing that a lead did. Learners are told those about themselves."""

    at: int
    by: str
    did: str  # a catalogue key
    params: dict[str, Any]

    def in_lang(self, lang: Lang) -> str:
        """What was done, in a language; what a newer server names and this program has no words for, as it is named."""
        area, _, name = self.did.partition(".")
        if area != "team" or name not in catalogue("team", lang):
            return self.did
        role = {"role": say(f"team.role_{Role(self.params['role'])}", lang)} if "role" in self.params else {}
        return say(self.did, lang, **{**self.params, **role})


class Audit(Told):
    """The latest things first."""

    lines: list[AuditLine]


class MissedIn(Asked):
    """What one player of a workshop missed: SUMMON events with ids made from their claim."""

    name: Annotated[str, Field(max_length=4 * limits.NAME)]
    events: Annotated[list[dict[str, Any]], Field(max_length=limits.MISSES)]


class MissesIn(Asked):
    """The misses of a workshop's players."""

    players: Annotated[list[MissedIn], Field(max_length=limits.PLAYERS)]


class MissesTaken(Told):
    """The players who are members, whose misses they will find at their next sync, and the names that are not."""

    matched: list[str]
    unknown: list[str]

"""What clients and the team server say to each other: the models of every request and answer.

Days are ISO dates, moments UTC in milliseconds, shares 0 to 1. An event on the wire is a JSON object as
`events_wire` writes it: it carries no learner, because whose it is follows from the token.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict

from ops_trainer.locale import Lang, catalogue, say
from ops_trainer.team import limits

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Token = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43,86}$")]
Count = Annotated[int, Strict(), Field(ge=0, le=2**53)]  # `true` is no number
PROTOCOL = 3  # of this program; a header of every request and answer carries it
OLDEST = 1  # protocol that this program still speaks
SETTINGS = 2  # protocol from which settings travel: as events, and the retention wanted with each synchronisation
VOIDS = 3  # protocol from which it is told what a learner takes out of force, and which decks they share
DIGESTS = 3  # protocol from which a deck that is sent tells which one it goes on from
HEADER = "ops-trainer-protocol"


class Role(StrEnum):
    """What a member may do: a lead everything that a learner may, and the team's affairs."""

    LEARNER = "learner"
    LEAD = "lead"


class Request(BaseModel):
    """Base of request bodies: an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Response(BaseModel):
    """Base of response bodies: unknown fields of a newer server are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Hello(Response):
    """What a server is."""

    name: str
    version: str
    protocol: int
    oldest: int


class Fault(Response):
    """Why a request was refused: a catalogue key with its parameters, and the line in the language asked for."""

    key: str
    params: dict[str, Any] = Field(default_factory=dict)
    message: str


class FaultAnswer(Response):
    """The body of every refusal."""

    error: Fault


class JoinIn(Request):
    """Joining by an invite. The client makes up its own token, so that a repeat after a torn connection is no
    second join."""

    code: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=4 * limits.NAME)] = ""  # empty with a code for one's own other device
    device: Id
    token: Token


class Me(Response):
    """A member as they see themselves."""

    team: str
    team_name: str
    member: str
    name: str
    role: Role
    leads: list[str]  # names


class VoidIn(Request):
    """What came one way, from a moment on, is out of force with a learner, or no longer (`lifted`); said at a moment.
    Moments are UTC in milliseconds."""

    via: Annotated[str, Field(pattern=r"^(device|import|lead):[^\s\x00-\x1f\x7f]{1,64}$")]
    since: Count
    at: Count
    lifted: bool = False


class SyncIn(Request):
    """One step of synchronising: events to push, and from where on to pull.

    `after` is the last cursor whose events are safely on the client's disk, `mark` what came with it. `parameters` are
    the client's own FSRS weights (empty: the defaults) and `retention` the share wanted (None: an older program's), so
    that the server's figures are those that the learner sees; what setting events tell goes before these. `voids` is
    what the learner took out of force, so that it counts for the lead no more than for them: of each way the latest
    that any device says holds. `decks` are those that the learner shares with the team; an older program (None) shares
    what is assigned when it synchronises. `plans` are the plans that the learner was given, by assignment, each as
    `GivenPlan.dump` writes it.
    """

    after: Count = 0
    mark: Annotated[str, Field(max_length=64)] = ""
    events: Annotated[list[dict[str, Any]], Field(max_length=limits.BATCH, default_factory=list)]
    parameters: Annotated[
        list[Annotated[float, Field(allow_inf_nan=False, ge=-1000, le=1000)]],
        Field(max_length=64, default_factory=list),
    ]
    retention: Annotated[float, Field(ge=0.5, le=0.99)] | None = None
    voids: Annotated[list[VoidIn], Field(max_length=limits.VOIDS, default_factory=list)]
    decks: Annotated[list[Slug], Field(max_length=limits.SHARED)] | None = None
    plans: (
        Annotated[
            dict[Id, Annotated[list[Count], Field(min_length=3, max_length=limits.PLAN_DAYS + 2)]],
            Field(max_length=limits.ASSIGNMENTS),
        ]
        | None
    ) = None
    take: Annotated[int, Strict(), Field(ge=0, le=limits.BATCH)] = limits.BATCH  # events to pull at most


class RefusedEvent(Response):
    """An event that the server does not take, with a catalogue key for why. It stays in the learner's journal."""

    id: str
    reason: str


class Synced(Response):
    """The answer to one step. All that was pushed is on the server's disk, but for what is refused."""

    accepted: int  # that were new
    refused: list[RefusedEvent]
    ahead: int  # of those accepted: dated later than the server's clock by more than a time zone
    events: list[dict[str, Any]]
    next: int  # the cursor after these events
    mark: str  # tells this cursor from the same number in a server that was restored from a backup
    lost: bool = False  # the cursor that was asked for is none of this server's: begin from nothing
    more: bool  # whether there are events after that
    held: int  # events that the server holds of this member
    news: str  # changes when the member's assignments or their decks change
    now: int  # the server's clock


class DeckRef(Response):
    """A deck as an assignment names it."""

    id: Slug  # it names a file on the learner's side
    title: dict[str, str]
    digest: str  # SHA-256 of the file
    cards: int


class AssignmentIn(Request):
    """An assignment as a lead makes or changes it. `to` None is every learner, those who join later included."""

    decks: Annotated[list[Slug], Field(min_length=1, max_length=50)]
    to: Annotated[list[Id], Field(min_length=1, max_length=limits.MEMBERS)] | None = None
    due: date | None = None
    goal: Share = 0.9
    note: Annotated[str, Field(max_length=limits.NOTE)] = ""


class Assignment(Response):
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


class Assignments(Response):
    """The assignments of a member, or all of the team for a lead, the soonest due first."""

    news: str
    assignments: list[Assignment]
    days_off: str = ""  # of the whole team, as `memory.days_off` keeps them


class DaysOffIn(Request):
    """The team's days off as people write them; empty for none."""

    days_off: Annotated[str, Field(max_length=400)]


class DeckIn(Request):
    """A deck file as it stands. `replaces` is the digest of the team's that it goes on from, "" where the team had
    none; None, as in older programs, takes the place of whatever is there."""

    text: str
    replaces: Annotated[str, Field(max_length=64)] | None = None


class DeckText(Response):
    """A deck file and its digest."""

    id: Slug
    digest: str
    text: str


class Member(Response):
    """A member in the lead's list."""

    id: str
    name: str
    role: Role
    joined: date


class Members(Response):
    """The members by name."""

    members: list[Member]


class MemberIn(Request):
    """A change to a member."""

    role: Role


class InviteIn(Request):
    """An invite to make."""

    role: Role = Role.LEARNER
    uses: Annotated[int, Strict(), Field(ge=1, le=limits.MEMBERS)] = 1
    days: Annotated[int, Strict(), Field(ge=1, le=limits.INVITE_DAYS)] = 14


class Invite(Response):
    """An invite. The code is told once, when it is made."""

    id: str
    role: Role
    left: int
    expires: int
    by: str
    code: str | None = None


class Invites(Response):
    """The open invites of a team."""

    invites: list[Invite]


class Device(Response):
    """One of a member's own devices."""

    id: str
    joined: date
    used: date
    current: bool


class Devices(Response):
    """A member's own devices."""

    devices: list[Device]


class AuditLine(Response):
    """One thing that a lead did. Learners are told those about themselves."""

    at: int
    by: str
    did: str  # a catalogue key
    about: str | None = None  # a member's id
    params: dict[str, Any]

    def in_lang(self, lang: Lang) -> str:
        """Return in words what was done; its bare key when only a newer program has words for it."""
        area, _, name = self.did.partition(".")
        if area != "team" or name not in catalogue("team", lang):
            return self.did
        role = {"role": say(f"team.role_{Role(self.params['role'])}", lang)} if "role" in self.params else {}
        return say(self.did, lang, **{**self.params, **role})


class Audit(Response):
    """The latest things first."""

    lines: list[AuditLine]


class MissedIn(Request):
    """What one player of a workshop missed: BRING_BACK events with ids made from their claim."""

    name: Annotated[str, Field(max_length=4 * limits.NAME)]
    events: Annotated[list[dict[str, Any]], Field(max_length=limits.MISSES)]


class MissesIn(Request):
    """The misses of a workshop's players."""

    players: Annotated[list[MissedIn], Field(max_length=limits.PLAYERS)]


class MissesTaken(Response):
    """The players who are members, whose misses they will find at their next sync, and the names that are not.

    `left_out` are misses of cards that are not assigned to who missed them, or beyond what a member must put up with.
    """

    matched: list[str]
    unknown: list[str]
    left_out: int = 0


class Line(Response):
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
    faded: int = 0  # mastered once and below 90 % by now; servers before 0.3 don't tell
    few: bool = False  # too few cards for figures: they only say whether it was begun (one card met) or is done (all)
    result: float | None = None  # once the due day is over: share expected on it by the answers until then
    final: date | None = None  # since when the result stays


class Report(Response):
    """What a lead gets about one member; `team preview` shows the member the same bytes."""

    member: str
    name: str
    role: Role
    joined: date
    lines: list[Line]


class Progress(Response):
    """The lead's page."""

    team: str
    day: date
    decks: list[DeckRef]
    members: list[Report]


class NoteLine(Response):
    """How ready a team is on one note (a role, a tip): the mean over its learners."""

    note: str  # deck/note
    term: dict[str, str]
    ready: float
    ready_due: float | None


class Notes(Response):
    """A deck by notes, over all learners it is assigned to; empty while they are too few to stay unnamed."""

    deck: str
    learners: int
    notes: list[NoteLine]


class Mixup(Response):
    """Two notes that learners take for each other: how many learners, how often."""

    asked: str  # deck/note
    taken: str
    learners: int
    times: int


class Mixups(Response):
    """What the team mixes up, the most common first; only what several learners do, and in a team of several."""

    learners: int
    mixups: list[Mixup]

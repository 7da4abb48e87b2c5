"""What clients and the team server say to each other: the models of every request and answer.

Days are ISO dates, moments UTC in milliseconds, shares 0 to 1. An event on the wire is a JSON object as
`events_wire` writes it: it carries no learner, because whose it is follows from the token.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ops_trainer.locale import Lang, catalogue, say
from ops_trainer.team import limits
from ops_trainer.team.wire_base import Asked, Count, Id, Role, Share, Slug, Token, Told
from ops_trainer.team.wire_progress import DeckRef, Line, Mixup, Mixups, NoteLine, Notes, Progress, Report

__all__ = [
    "HEADER", "OLDEST", "PROTOCOL", "Assignment", "AssignmentIn", "Assignments", "Audit", "AuditLine", "Count",
    "DeckIn", "DeckRef", "DeckText", "Device", "Devices", "Fault", "FaultAnswer", "Hello", "Id", "Invite",
    "InviteIn", "Invites", "JoinIn", "Line", "Me", "Member", "MemberIn", "Members", "MissedIn", "MissesIn",
    "MissesTaken", "Mixup", "Mixups", "NoteLine", "Notes", "Progress", "RefusedEvent", "Report", "Role",
    "Share", "Slug", "SyncIn", "Synced", "Token", "Told",
]  # fmt: skip

PROTOCOL = 1  # of this program; a header of every request and answer carries it
OLDEST = 1  # protocol that this program still speaks
HEADER = "ops-trainer-protocol"


class Hello(Told):
    """What a server is."""

    name: str
    version: str
    protocol: int
    oldest: int


class Fault(Told):
    """Why a request was refused: a catalogue key with its parameters, and the line in the language asked for."""

    key: str
    params: dict[str, Any] = Field(default_factory=dict)
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

    `after` is the last cursor whose events are safely on the client's disk, `mark` what came with it. `parameters` are
    the client's own FSRS weights (empty: the defaults), so that the server's figures are those that the learner sees.
    """

    after: Count = 0
    mark: Annotated[str, Field(max_length=64)] = ""
    events: Annotated[list[dict[str, Any]], Field(max_length=limits.BATCH, default_factory=list)]
    parameters: Annotated[
        list[Annotated[float, Field(allow_inf_nan=False, ge=-1000, le=1000)]],
        Field(max_length=64, default_factory=list),
    ]
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
    mark: str  # tells this cursor from the same number in a server that was restored from a backup
    lost: bool = False  # the cursor that was asked for is none of this server's: begin from nothing
    more: bool  # whether there are events after that
    held: int  # events that the server holds of this member
    news: str  # changes when the member's assignments or their decks change
    now: int  # the server's clock


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

    id: Slug
    digest: str
    text: str


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

"""The routes of the API: each finds the caller and runs one operation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ops_trainer import __version__
from ops_trainer.team import wire
from ops_trainer.team_server import Refusal, TeamServer, Why, operations
from ops_trainer.team_server.operations.access import find_caller

BEARER = HTTPBearer(auto_error=False, description="The token of a device that joined.")
FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"model": wire.FaultAnswer} for status in (400, 401, 403, 404, 408, 409, 413, 422, 426, 429, 500, 503, 507)
}
Name = Annotated[wire.Id, Path()]
Deck = Annotated[wire.Slug, Path()]


def server_of(request: Request) -> TeamServer:
    """Return the team server that the app was made with."""
    found: TeamServer = request.app.state.server
    return found


async def token_of(given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> str:
    """Return the bearer token of a request. Raises Refusal when there is none."""
    if given is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    return given.credentials


Server = Annotated[TeamServer, Depends(server_of)]
Token = Annotated[str, Depends(token_of)]
open_to_all = APIRouter(prefix="/api/v1", responses=FAULTS, tags=["everyone"])
for_members = APIRouter(prefix="/api/v1", responses=FAULTS, tags=["members"])
for_leads = APIRouter(prefix="/api/v1", responses=FAULTS, tags=["leads"])


def ready_made(body: bytes) -> Response:
    """Return a response of JSON that an operation wrote itself."""
    return Response(body, media_type="application/json")


@open_to_all.get("/hello")
def hello() -> wire.Hello:
    """What this server is, and which protocol it speaks."""
    return wire.Hello(name="ops-trainer", version=__version__, protocol=wire.PROTOCOL, oldest=wire.OLDEST)


@open_to_all.get("/health", status_code=204)
def health(server: Server) -> None:
    """Whether the server and its database answer: for proxies and watchdogs."""
    server.team_names()


@open_to_all.post("/join")
def join(server: Server, asked: wire.JoinIn) -> wire.Me:
    """Join by an invite. Asking again with the same token after a torn connection changes nothing."""
    return operations.access.join_team(server, asked)


@for_members.get("/me")
def me(server: Server, token: Token) -> wire.Me:
    """Who I am, and who leads the team."""
    return operations.access.read_me(server, find_caller(server, token))


@for_members.delete("/me", status_code=204)
def leave(server: Server, token: Token) -> None:
    """Leave: all that the server holds of me is deleted."""
    operations.members.leave_team(server, find_caller(server, token))


@for_members.get("/me/devices")
def devices(server: Server, token: Token) -> wire.Devices:
    """My devices."""
    return operations.access.list_devices(server, find_caller(server, token))


@for_members.post("/me/devices")
def link(server: Server, token: Token) -> wire.Invite:
    """A code with which another device of mine joins."""
    return operations.access.link_device(server, find_caller(server, token))


@for_members.delete("/me/devices/{device}", status_code=204)
def drop_device(server: Server, token: Token, device: Name) -> None:
    """Let one of my devices in no longer."""
    operations.access.remove_device(server, find_caller(server, token), device)


@for_members.get("/me/progress", response_model=wire.Report)
def preview(server: Server, token: Token) -> Response:
    """The bytes that a lead gets about me."""
    return ready_made(operations.progress.preview_report(server, find_caller(server, token)))


@for_members.post("/sync", response_model=wire.Synced)
def sync(server: Server, token: Token, asked: wire.SyncIn) -> Response:
    """Push events and pull those of my other devices."""
    return ready_made(operations.sync.sync_events(server, find_caller(server, token), asked))


@for_members.get("/assignments")
def assignments(server: Server, token: Token) -> wire.Assignments:
    """My assignments; for a lead all of the team."""
    return operations.assignments.list_assignments(server, find_caller(server, token))


@for_members.get("/decks/{deck}")
def deck(server: Server, token: Token, deck: Deck) -> wire.DeckText:
    """The file of a deck that is assigned to me; for a lead any of the team."""
    return operations.assignments.read_deck(server, find_caller(server, token), deck)


@for_members.get("/audit")
def audit(server: Server, token: Token) -> wire.Audit:
    """What leads did; for a learner what was about them."""
    return operations.members.read_audit(server, find_caller(server, token))


@for_leads.get("/members")
def members(server: Server, token: Token) -> wire.Members:
    """The members of the team."""
    return operations.members.list_members(server, find_caller(server, token))


@for_leads.patch("/members/{member}")
def change_member(server: Server, token: Token, member: Name, asked: wire.MemberIn) -> wire.Member:
    """Make a member a lead, or a learner again."""
    return operations.members.change_member(server, find_caller(server, token), member, asked)


@for_leads.delete("/members/{member}", status_code=204)
def remove(server: Server, token: Token, member: Name) -> None:
    """Remove a member, and delete all that the server holds of them."""
    operations.members.remove_member(server, find_caller(server, token), member)


@for_leads.get("/members/{member}/progress", response_model=wire.Report)
def report(server: Server, token: Token, member: Name) -> Response:
    """How far a member is."""
    return ready_made(operations.progress.read_report(server, find_caller(server, token), member))


@for_leads.get("/invites")
def invites(server: Server, token: Token) -> wire.Invites:
    """The open invites."""
    return operations.access.list_invites(server, find_caller(server, token))


@for_leads.post("/invites")
def invite(server: Server, token: Token, asked: wire.InviteIn) -> wire.Invite:
    """Make an invite; its code is told this once."""
    return operations.access.make_invite(server, find_caller(server, token), asked)


@for_leads.delete("/invites/{invite}", status_code=204)
def drop_invite(server: Server, token: Token, invite: Name) -> None:
    """Take an invite back."""
    operations.access.revoke_invite(server, find_caller(server, token), invite)


@for_leads.put("/decks/{deck}")
def put_deck(server: Server, token: Token, deck: Deck, asked: wire.DeckIn) -> wire.DeckRef:
    """Send a deck file, new or revised."""
    return operations.assignments.put_deck(server, find_caller(server, token), deck, asked.text)


@for_leads.put("/assignments/{assignment}")
def assign(server: Server, token: Token, assignment: Name, asked: wire.AssignmentIn) -> wire.Assignment:
    """Make an assignment under an id of the client's own making, or change it."""
    return operations.assignments.assign(server, find_caller(server, token), assignment, asked)


@for_leads.delete("/assignments/{assignment}", status_code=204)
def unassign(server: Server, token: Token, assignment: Name) -> None:
    """Take an assignment back."""
    operations.assignments.unassign(server, find_caller(server, token), assignment)


@for_leads.get("/progress", response_model=wire.Progress)
def progress(server: Server, token: Token) -> Response:
    """How far everyone is."""
    return ready_made(operations.progress.read_progress(server, find_caller(server, token)))


@for_leads.get("/progress/{deck}")
def notes(server: Server, token: Token, deck: Deck) -> wire.Notes:
    """How ready the team is for a deck, note by note; nobody by name."""
    return operations.progress.read_notes(server, find_caller(server, token), deck)


@for_leads.get("/mixups")
def mixups(server: Server, token: Token) -> wire.Mixups:
    """What the team mixes up; nobody by name."""
    return operations.progress.read_mixups(server, find_caller(server, token))


@for_leads.post("/misses")
def misses(server: Server, token: Token, asked: wire.MissesIn) -> wire.MissesTaken:
    """Bring back what members missed in a workshop."""
    return operations.sync.take_misses(server, find_caller(server, token), asked)

"""The routes of the API: each says who is asking, and hands on to the hub."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ops_trainer import __version__
from ops_trainer.team import wire
from ops_trainer.team_server import Caller, Hub, Refusal, Why

BEARER = HTTPBearer(auto_error=False, description="The token of a device that joined.")
FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"model": wire.FaultAnswer} for status in (400, 401, 403, 404, 408, 409, 413, 422, 426, 429, 500, 503, 507)
}
Name = Annotated[wire.Id, Path()]
Deck = Annotated[wire.Slug, Path()]


def hub_of(request: Request) -> Hub:
    """The hub that the app was made with."""
    found: Hub = request.app.state.hub
    return found


async def token_of(given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]) -> str:
    """The token that came along. Raises Refusal when there is none."""
    if given is None:
        raise Refusal(Why.UNKNOWN, "team.unknown_token")
    return given.credentials


Door = Annotated[Hub, Depends(hub_of, use_cache=True)]
Token = Annotated[str, Depends(token_of)]
open_to_all = APIRouter(prefix="/api/v1", responses=FAULTS, tags=["everyone"])
for_members = APIRouter(prefix="/api/v1", responses=FAULTS, tags=["members"])
for_leads = APIRouter(prefix="/api/v1", responses=FAULTS, tags=["leads"])


def caller(hub: Hub, token: str) -> Caller:
    """Who is asking."""
    return hub.who(token)


def ready_made(body: bytes) -> Response:
    """JSON that the hub wrote itself."""
    return Response(body, media_type="application/json")


@open_to_all.get("/hello")
def hello() -> wire.Hello:
    """What this server is, and which protocol it speaks."""
    return wire.Hello(name="ops-trainer", version=__version__, protocol=wire.PROTOCOL, oldest=wire.OLDEST)


@open_to_all.get("/health", status_code=204)
def health(hub: Door) -> None:
    """Whether the server and its database answer: for proxies and watchdogs."""
    hub.check()


@open_to_all.post("/join")
def join(hub: Door, asked: wire.JoinIn) -> wire.Me:
    """Join by an invite. Asking again with the same token after a torn connection changes nothing."""
    return hub.join(asked)


@for_members.get("/me")
def me(hub: Door, token: Token) -> wire.Me:
    """Who I am, and who leads the team."""
    return hub.me(caller(hub, token))


@for_members.delete("/me", status_code=204)
def leave(hub: Door, token: Token) -> None:
    """Leave: all that the server holds of me is deleted."""
    hub.leave(caller(hub, token))


@for_members.get("/me/devices")
def devices(hub: Door, token: Token) -> wire.Devices:
    """My devices."""
    return hub.devices(caller(hub, token))


@for_members.post("/me/devices")
def link(hub: Door, token: Token) -> wire.Invite:
    """A code with which another device of mine joins."""
    return hub.link(caller(hub, token))


@for_members.delete("/me/devices/{device}", status_code=204)
def drop_device(hub: Door, token: Token, device: Name) -> None:
    """Let one of my devices in no longer."""
    hub.drop_device(caller(hub, token), device)


@for_members.get("/me/progress", response_model=wire.Report)
def preview(hub: Door, token: Token) -> Response:
    """The bytes that a lead gets about me."""
    return ready_made(hub.preview(caller(hub, token)))


@for_members.post("/sync", response_model=wire.Synced)
def sync(hub: Door, token: Token, asked: wire.SyncIn) -> Response:
    """Push events and pull those of my other devices."""
    return ready_made(hub.sync(caller(hub, token), asked))


@for_members.get("/assignments")
def assignments(hub: Door, token: Token) -> wire.Assignments:
    """My assignments; for a lead all of the team."""
    return hub.assignments(caller(hub, token))


@for_members.get("/decks/{deck}")
def deck(hub: Door, token: Token, deck: Deck) -> wire.DeckText:
    """The file of a deck that is assigned to me; for a lead any of the team."""
    return hub.deck(caller(hub, token), deck)


@for_members.get("/audit")
def audit(hub: Door, token: Token) -> wire.Audit:
    """What leads did; for a learner what was about them."""
    return hub.audit(caller(hub, token))


@for_leads.get("/members")
def members(hub: Door, token: Token) -> wire.Members:
    """The members of the team."""
    return hub.members(caller(hub, token))


@for_leads.patch("/members/{member}")
def change_member(hub: Door, token: Token, member: Name, asked: wire.MemberIn) -> wire.Member:
    """Make a member a lead, or a learner again."""
    return hub.change_member(caller(hub, token), member, asked)


@for_leads.delete("/members/{member}", status_code=204)
def remove(hub: Door, token: Token, member: Name) -> None:
    """Remove a member, and delete all that the server holds of them."""
    hub.remove(caller(hub, token), member)


@for_leads.get("/members/{member}/progress", response_model=wire.Report)
def report(hub: Door, token: Token, member: Name) -> Response:
    """How far a member is."""
    return ready_made(hub.report(caller(hub, token), member))


@for_leads.get("/invites")
def invites(hub: Door, token: Token) -> wire.Invites:
    """The open invites."""
    return hub.invites(caller(hub, token))


@for_leads.post("/invites")
def invite(hub: Door, token: Token, asked: wire.InviteIn) -> wire.Invite:
    """Make an invite; its code is told this once."""
    return hub.invite(caller(hub, token), asked)


@for_leads.delete("/invites/{invite}", status_code=204)
def drop_invite(hub: Door, token: Token, invite: Name) -> None:
    """Take an invite back."""
    hub.drop_invite(caller(hub, token), invite)


@for_leads.put("/decks/{deck}")
def put_deck(hub: Door, token: Token, deck: Deck, asked: wire.DeckIn) -> wire.DeckRef:
    """Send a deck file, new or revised."""
    return hub.put_deck(caller(hub, token), deck, asked.text)


@for_leads.put("/assignments/{assignment}")
def assign(hub: Door, token: Token, assignment: Name, asked: wire.AssignmentIn) -> wire.Assignment:
    """Make an assignment under an id of the client's own making, or change it."""
    return hub.assign(caller(hub, token), assignment, asked)


@for_leads.delete("/assignments/{assignment}", status_code=204)
def unassign(hub: Door, token: Token, assignment: Name) -> None:
    """Take an assignment back."""
    hub.unassign(caller(hub, token), assignment)


@for_leads.get("/progress", response_model=wire.Progress)
def progress(hub: Door, token: Token) -> Response:
    """How far everyone is."""
    return ready_made(hub.progress(caller(hub, token)))


@for_leads.get("/progress/{deck}")
def notes(hub: Door, token: Token, deck: Deck) -> wire.Notes:
    """How ready the team is for a deck, note by note; nobody by name."""
    return hub.notes(caller(hub, token), deck)


@for_leads.get("/mixups")
def mixups(hub: Door, token: Token) -> wire.Mixups:
    """What the team mixes up; nobody by name."""
    return hub.mixups(caller(hub, token))


@for_leads.post("/misses")
def misses(hub: Door, token: Token, asked: wire.MissesIn) -> wire.MissesTaken:
    """Bring back what members missed in a workshop."""
    return hub.misses(caller(hub, token), asked)

"""The team server's door: the same journal, many learners.

Every method that takes a `Caller` checks itself what the caller may do, so that any face is safe. Refusals are
`Refusal`s (a `Complaint` with its kind); what the database can't do is a plain `Complaint`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer.team_server.operations import access, misses, progress, sync
from ops_trainer.team_server.operations import assignments as tasks
from ops_trainer.team_server.operations import members as people
from ops_trainer.team_server.operations.access import Founded
from ops_trainer.team_server.operations.refusal import Refusal, Why
from ops_trainer.team_server.operations.server import Base, Caller, Clock
from ops_trainer.team_server.tables import members
from ops_trainer.team_server.tables.database import HubDatabase

if TYPE_CHECKING:
    from types import TracebackType

    from ops_trainer.team import wire

__all__ = ["Caller", "Founded", "Hub", "Refusal", "Why"]

FILE = "teams.db"


def _system_clock() -> datetime:
    return datetime.now().astimezone()


class Hub:
    """The teams of one server. Its methods may be called from any thread, and from several processes at once."""

    def __init__(self, base: Base) -> None:
        self._base = base

    @classmethod
    def open(
        cls,
        where: str | Path,
        *,
        clock: Clock | None = None,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> Hub:
        """Open a store: the path of a SQLite file, or `postgresql+psycopg://user:password@host/name`.

        Raises Complaint when it can't be used.
        """
        return cls(Base(HubDatabase.open(where), clock or _system_clock, random))

    def close(self) -> None:
        """Let go of the store."""
        self._base.database.close()

    def __enter__(self) -> Hub:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where the store is, without any password."""
        return self._base.database.place

    def check(self) -> None:
        """Look whether the store answers. Raises Complaint when it does not."""
        with self._base.database.reading() as connection:
            members.teams(connection)

    # at the server's own machine

    def create_team(self, name: str, lead: str, *, device: str, token: str, utc_offset: int) -> Founded:
        """Make a team with its first lead, who comes by `token` (43 URL-safe characters) from `device`.

        `utc_offset` in minutes tells when the team's day begins. Only for who sits at the server: there is no way
        over the network. Raises Complaint for a name that won't do.
        """
        return access.create_team(self._base, name, lead, device=device, token=token, utc_offset=utc_offset)

    def rescue(self, team: str) -> wire.Invite:
        """An invite for a new lead of a team (by its name), such as when the only lead's device is lost.

        Only for who sits at the server; it stands in the team's log. Raises Refusal when there is no such team.
        """
        return access.rescue(self._base, team)

    def teams(self) -> list[str]:
        """The names of this server's teams."""
        with self._base.database.reading() as connection:
            return [team.name for team in members.teams(connection)]

    # coming in

    def who(self, token: str) -> Caller:
        """Who comes with a token."""
        return access.who(self._base, token)

    def join(self, asked: wire.JoinIn) -> wire.Me:
        """Take an invite; asking again with the same token changes nothing."""
        return access.me(self._base, access.join(self._base, asked))

    def me(self, caller: Caller) -> wire.Me:
        """The caller as they see themselves."""
        return access.me(self._base, caller)

    def leave(self, caller: Caller) -> None:
        """Delete everything that the server holds of the caller."""
        people.leave(self._base, caller)

    def link(self, caller: Caller) -> wire.Invite:
        """A code for another device of the caller's own."""
        return access.link(self._base, caller)

    def devices(self, caller: Caller) -> wire.Devices:
        """The caller's own devices."""
        return access.devices(self._base, caller)

    def drop_device(self, caller: Caller, device: str) -> None:
        """Let one of the caller's own devices in no longer."""
        access.drop_device(self._base, caller, device)

    def invite(self, caller: Caller, asked: wire.InviteIn) -> wire.Invite:
        """Make an invite (leads)."""
        return access.invite(self._base, caller, asked)

    def invites(self, caller: Caller) -> wire.Invites:
        """The open invites (leads)."""
        return access.open_invites(self._base, caller)

    def drop_invite(self, caller: Caller, invite: str) -> None:
        """Take an invite back (leads)."""
        access.drop_invite(self._base, caller, invite)

    # learning

    def sync(self, caller: Caller, asked: wire.SyncIn) -> bytes:
        """Push and pull one batch: the bytes of a `wire.Synced`."""
        return sync.sync(self._base, caller, asked)

    def assignments(self, caller: Caller) -> wire.Assignments:
        """The caller's assignments; all of the team for a lead."""
        return tasks.assignments(self._base, caller)

    def deck(self, caller: Caller, deck: str) -> wire.DeckText:
        """A deck's file, assigned to the caller, or any for a lead."""
        return tasks.deck(self._base, caller, deck)

    def preview(self, caller: Caller) -> bytes:
        """The bytes that a lead gets about the caller: a `wire.Report`."""
        return progress.mine(self._base, caller)

    # leading

    def members(self, caller: Caller) -> wire.Members:
        """The members (leads)."""
        return people.listed(self._base, caller)

    def change_member(self, caller: Caller, member: str, asked: wire.MemberIn) -> wire.Member:
        """Give a member another role (leads)."""
        return people.change(self._base, caller, member, asked)

    def remove(self, caller: Caller, member: str) -> None:
        """Remove a member and delete what is theirs (leads)."""
        people.remove(self._base, caller, member)

    def put_deck(self, caller: Caller, deck: str, text: str) -> wire.DeckRef:
        """Take a deck file over, new or revised (leads)."""
        ref = tasks.put_deck(self._base, caller, deck, text)
        progress.bring_up(self._base, caller)
        return ref

    def assign(self, caller: Caller, assignment: str, asked: wire.AssignmentIn) -> wire.Assignment:
        """Make or change an assignment (leads)."""
        made = tasks.put_assignment(self._base, caller, assignment, asked)
        progress.bring_up(self._base, caller)
        return made

    def unassign(self, caller: Caller, assignment: str) -> None:
        """Take an assignment back (leads)."""
        tasks.drop_assignment(self._base, caller, assignment)

    def progress(self, caller: Caller) -> bytes:
        """The lead's page: the bytes of a `wire.Progress` (leads)."""
        return progress.of_team(self._base, caller)

    def report(self, caller: Caller, member: str) -> bytes:
        """One member's report: the bytes of a `wire.Report` (leads)."""
        return progress.of_member(self._base, caller, member)

    def notes(self, caller: Caller, deck: str) -> wire.Notes:
        """A deck note by note, over the team (leads)."""
        return progress.notes(self._base, caller, deck)

    def mixups(self, caller: Caller) -> wire.Mixups:
        """What the team mixes up (leads)."""
        return progress.mixups(self._base, caller)

    def audit(self, caller: Caller) -> wire.Audit:
        """What leads did; for a learner, what was about them."""
        return people.log(self._base, caller)

    def misses(self, caller: Caller, asked: wire.MissesIn) -> wire.MissesTaken:
        """Bring back what members missed in a workshop (leads)."""
        return misses.take(self._base, caller, asked)

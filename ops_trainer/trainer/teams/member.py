"""Belonging to teams: memberships, joining, founding, one's own devices."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ops_trainer.locale import Complaint, Lang
from ops_trainer.team import wire
from ops_trainer.team.names import read_code
from ops_trainer.trainer.teams.client import Talk
from ops_trainer.trainer.teams.membership import Joining, Keeping, Membership
from ops_trainer.trainer.teams.transport import Http, Transport, server_url

if TYPE_CHECKING:
    from ops_trainer.team_server import TeamServer
    from ops_trainer.trainer.context import Context

T = TypeVar("T")


class Belonging:
    """The part of `Teams` that is about who the learner is to which server."""

    def __init__(
        self,
        context: Context,
        *,
        lang: Lang = "en",
        connect: Callable[[str], Transport] = Http,
    ) -> None:
        self._context = context
        self._lang: Lang = lang
        self._connect = connect

    def memberships(self) -> list[Membership]:
        """The learner's teams, the one joined last first; empty when there is none."""
        with self._context.database.reading() as connection:
            return Keeping(connection, self._context.learner).memberships()

    def membership(self, team: str | None = None) -> Membership:
        """A team by name or id, the only one when None. Raises Complaint when there is none, or it must be said."""
        found = self.memberships()
        if not found:
            raise Complaint("team.none")
        if team is None:
            if len(found) > 1:
                raise Complaint("team.which", teams=", ".join(one.team_name for one in found))
            return found[0]
        named = [one for one in found if team in (one.team, one.team_name)]
        if len(named) != 1:
            raise Complaint("team.which", teams=", ".join(one.team_name for one in found))
        return named[0]

    def join(self, url: str, code: str, name: str | None = None) -> Membership:
        """Join by an invite (network), under a name (the learner's own when None; none is needed, and "" will do, with
        a code for one's own other device).

        When the connection is torn, asking again with the same code finishes the same join. Raises Complaint when the
        server can't be reached or refuses.
        """
        url, read = server_url(url), read_code(code)
        if read is None:
            raise Complaint("team.bad_code")
        joining = self._joining(url, read)
        talk = Talk(self._connect(url), url, None, self._lang)
        try:
            asked = wire.JoinIn(
                code=read,
                name=(self._context.learner if name is None else name)[:160],
                device=joining.device,
                token=joining.token,
            )
            me = talk.ask("POST", "/join", wire.Me, asked)
        finally:
            talk.close()
        return self._belong(joining, me)

    def found(self, server: TeamServer, team_name: str, lead: str | None, url: str) -> Membership:
        """Make a team on a server whose store is open here, with this learner as its lead.

        `url` is where its members, this one too, will reach the server. Raises Complaint for a name that won't do.
        """
        from ops_trainer.team_server.operations.access import create_team

        joining = Joining(server_url(url), "", secrets.token_urlsafe(32), self._device())
        founded = create_team(
            server,
            team_name,
            lead or self._context.learner,
            device=joining.device,
            token=joining.token,
            utc_offset=self._context.now()[1],
        )
        me = wire.Me(
            team=founded.team,
            team_name=founded.team_name,
            member=founded.member,
            name=founded.name,
            role=wire.Role.LEAD,
            leads=[founded.name],
        )
        return self._belong(joining, me)

    def move(self, url: str, team: str | None = None) -> Membership:
        """The server has another address now (network): ask there who one is, then keep the address.

        The device's key is shown to whoever answers there. Raises Complaint when it is not the team's server.
        """
        membership, url = self.membership(team), server_url(url)
        talk = Talk(self._connect(url), url, membership.token, self._lang)
        try:
            me = talk.ask("GET", "/me", wire.Me)
        finally:
            talk.close()
        if me.team != membership.team:
            raise Complaint("team.not_a_server", url=url)
        moved = replace(membership, url=url)
        with self._context.database.writing() as connection:
            Keeping(connection, self._context.learner).put_membership(moved, self._context.now()[0])
        return moved

    def link(self, team: str | None = None) -> wire.Invite:
        """A code with which another device of the learner's own joins (network)."""
        return self._talk_and(self.membership(team), lambda talk: talk.ask("POST", "/me/devices", wire.Invite))

    def devices(self, team: str | None = None) -> list[wire.Device]:
        """The learner's own devices (network)."""
        asked = self._talk_and(self.membership(team), lambda talk: talk.ask("GET", "/me/devices", wire.Devices))
        return asked.devices

    def drop_device(self, device: str, team: str | None = None) -> None:
        """Let one of the learner's own devices in no longer (network)."""
        self._talk_and(self.membership(team), lambda talk: talk.raw("DELETE", f"/me/devices/{device}"))

    # within

    def _joining(self, url: str, code: str) -> Joining:
        """A join as it was begun, or begun now."""
        with self._context.database.writing() as connection:
            keeping = Keeping(connection, self._context.learner)
            found = keeping.joining(url, code)
            if found is None:
                found = Joining(url, code, secrets.token_urlsafe(32), self._device())
                keeping.put_joining(found, self._context.now()[0])
        return found

    def _belong(self, joining: Joining, me: wire.Me) -> Membership:
        made = Membership(
            joining.url, joining.token, joining.device, me.team, me.team_name, me.member, me.name, me.role
        )
        with self._context.database.writing() as connection:
            keeping = Keeping(connection, self._context.learner)
            keeping.forget(me.team)
            keeping.put_membership(made, self._context.now()[0])
            keeping.joined(joining)
        return made

    def _device(self) -> str:
        """This learner on this device: two learners in one home are two devices."""
        return f"{self._context.device}-{zlib.crc32(self._context.learner.encode()):08x}"

    def _talk(self, membership: Membership) -> Talk:
        return Talk(self._connect(membership.url), membership.url, membership.token, self._lang)

    def _talk_and(self, membership: Membership, do: Callable[[Talk], T]) -> T:
        talk = self._talk(membership)
        try:
            return do(talk)
        finally:
            talk.close()

"""The learner's side of teams: joining, synchronising, assignments; for leads the way to the team's affairs."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.day import day_of
from ops_trainer.team import limits, wire
from ops_trainer.team.events_wire import device_of
from ops_trainer.team.typed import SHORT, read_code, told_apart
from ops_trainer.trainer.care import compare_clock
from ops_trainer.trainer.team_documents import team_days_off
from ops_trainer.trainer.teams import arrivals, syncing
from ops_trainer.trainer.teams.arrivals import TeamNotice
from ops_trainer.trainer.teams.client import Http, TeamClient, Transport, server_url
from ops_trainer.trainer.teams.leading import Leading
from ops_trainer.trainer.teams.membership import (
    Joining,
    LearnerAssignment,
    Membership,
    Status,
    StoredAssignments,
    SyncResult,
    TeamRecords,
    complaint_of,
)
from ops_trainer.trainer.teams.sharing import sharing_with
from ops_trainer.trainer.teams.syncing import seconds_to_next_try

if TYPE_CHECKING:
    from ops_trainer.memory.events import Event
    from ops_trainer.team_server import TeamServer
    from ops_trainer.trainer.context import Context
    from ops_trainer.trainer.teams.assignments import Work
    from ops_trainer.workshop.room import Room

__all__ = ["Leading", "LearnerAssignment", "Membership", "Status", "SyncResult", "TeamNotice", "Teams"]


class Teams:
    """The teams of one learner. Its methods may be called from any thread; those that go over the network say so."""

    def __init__(
        self,
        context: Context,
        refresh: Callable[[], object],
        *,
        lang: Lang = "en",
        connect: Callable[[str], Transport] = Http,
    ) -> None:
        self._context = context
        self._lang: Lang = lang
        self._connect = connect
        self._refresh = refresh
        self._syncing = threading.Lock()

    # belonging

    def memberships(self) -> list[Membership]:
        """Return the learner's teams, the one joined last first; empty when there is none. Teams of one name are told
        apart by the beginning of their ids."""
        with self._context.database.reading() as connection:
            found = TeamRecords(connection, self._context.learner).memberships()
        called = told_apart({one.team: one.team_name for one in found})
        return [replace(one, team_name=called[one.team]) for one in found]

    def membership(self, team: str | None = None) -> Membership:
        """Return a team by name, id or its beginning, the only one when None.

        Raises Complaint for none, or several without a name.
        """
        found = self.memberships()
        if not found:
            raise Complaint("team.none")
        if team is None:
            if len(found) > 1:
                raise Complaint("team.which", teams=", ".join(one.team_name for one in found))
            return found[0]
        named = [one for one in found if team in (one.team, one.team_name)] or [
            one for one in found if len(team) >= SHORT and one.team.startswith(team)
        ]
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
        asked = wire.JoinIn(
            code=read,
            name=(self._context.learner if name is None else name)[:160],
            device=joining.device,
            token=joining.token,
        )
        with TeamClient(self._connect(url), url, None, self._lang) as client:
            me = client.ask("POST", "/join", wire.Me, asked)
        return self._belong(joining, me)

    def found(self, server: TeamServer, team_name: str, lead: str | None, url: str) -> Membership:
        """Make a team on a server whose store is open here, with this learner as its lead.

        `url` is where its members, this one too, will reach the server. Raises Complaint for a name that won't do.
        """
        from ops_trainer.team_server.operations.members import create_team

        joining = Joining(server_url(url), "", secrets.token_urlsafe(32), self._device())
        me = create_team(
            server,
            team_name,
            lead or self._context.learner,
            device=joining.device,
            token=joining.token,
            utc_offset=self._context.now()[1],
        )
        return self._belong(joining, me)

    def look_at(self, url: str) -> tuple[str, wire.Hello]:
        """Return a server's whole address and what answers there, which is told nothing of the learner (network).

        Raises Complaint when it can't be reached or is no team server.
        """
        url = server_url(url)
        with TeamClient(self._connect(url), url, None, self._lang) as client:
            return url, client.ask("GET", "/hello", wire.Hello)

    def move(self, url: str, team: str | None = None) -> Membership:
        """Store the server's new address after asking there who one is (network).

        The device's key is shown to whoever answers there: see `look_at` first. Raises Complaint when it is not the
        team's server.
        """
        membership, url = self.membership(team), server_url(url)
        with TeamClient(self._connect(url), url, membership.token, self._lang) as client:
            me = client.ask("GET", "/me", wire.Me)
        if me.team != membership.team:
            raise Complaint("team.not_a_server", url=url)
        return self._change(membership.team, url=url)

    def set_whole(self, team: str | None = None, *, whole: bool) -> Membership:
        """Store whether all of the learner's decks go through a team's server, or only those that the team assigned.

        What the server got before stays there until the learner leaves.
        """
        return self._change(self.membership(team).team, whole=whole)

    def link(self, team: str | None = None) -> wire.Invite:
        """Return a code with which another device of the learner's own joins (network)."""
        with self._client(self.membership(team)) as client:
            return client.ask("POST", "/me/devices", wire.Invite)

    def devices(self, team: str | None = None) -> list[wire.Device]:
        """Return the learner's own devices (network)."""
        with self._client(self.membership(team)) as client:
            return client.ask("GET", "/me/devices", wire.Devices).devices

    def drop_device(self, device: str, team: str | None = None) -> None:
        """Let one of the learner's own devices in no longer (network)."""
        with self._client(self.membership(team)) as client:
            client.raw("DELETE", f"/me/devices/{device}")

    def leave(self, team: str | None = None, *, forget: bool = False) -> SyncResult | None:
        """Leave a team (network): fetch what other devices learnt, then the server deletes everything it holds.

        With `forget` nothing is asked of the server, for one that is gone for good. Decks and journal stay here.
        """
        membership = self.membership(team)
        synced = None
        if not forget:
            try:
                synced = self.sync(membership.team)
                with self._client(membership) as client:
                    client.raw("DELETE", "/me")
            except Complaint as complaint:
                # Left before, with an answer that did not arrive; or removed by a lead.
                if complaint.key != "team.unknown_token":
                    raise
        with self._context.database.writing() as connection:
            TeamRecords(connection, self._context.learner).forget(membership.team)
        return synced

    # synchronising

    def sync(self, team: str | None = None, *, again: bool = False) -> SyncResult:
        """Synchronise with a team (network): events both ways, then assignments and decks where they changed.

        `again` compares everything from the beginning. One at a time: a second call waits for the first. Raises
        Complaint when it can't be done; what came before the failure is kept, and the status says why it failed.
        """
        membership = self.membership(team)
        with self._syncing:
            try:
                with self._client(membership) as client:
                    try:
                        moved, decks = self._sync(membership, client, again)
                    finally:
                        compare_clock(self._context, client.server_time)
            except Complaint as complaint:
                self._note(membership, complaint)
                raise
            self._note(membership, None)
        return SyncResult(moved.pushed, moved.pulled, tuple(decks), self.status(membership.team))

    def sync_due(self) -> list[SyncResult | Complaint]:
        """Synchronise with every team whose turn it is (network); never raises a Complaint. For the background."""
        found: list[SyncResult | Complaint] = []
        for status in self.statuses():
            if status.next_try <= self._context.now()[0]:
                try:
                    found.append(self.sync(status.membership.team))
                except Complaint as complaint:
                    found.append(complaint)
        return found

    def status(self, team: str | None = None) -> Status:
        """Return how synchronising with a team stands."""
        membership = self.membership(team)
        with self._context.database.reading() as connection:
            cursor = TeamRecords(connection, self._context.learner).cursor(membership.team)
        waiting = syncing.count_waiting(self._context, membership)
        wait = seconds_to_next_try(cursor.failures, waiting=waiting > 0, salt=membership.device)
        reasons: dict[str, int] = {}
        for reason in cursor.refused.values():
            reasons[reason] = reasons.get(reason, 0) + 1
        return Status(
            membership=membership,
            waiting=waiting,
            last_ok=cursor.last_ok,
            last_try=cursor.last_try,
            next_try=0 if cursor.last_try is None else cursor.last_try + round(wait * 1000),
            error=complaint_of(cursor.error, cursor.error_params),
            refused=reasons,
            ahead=cursor.ahead,
            unread=len(cursor.unread),
        )

    def statuses(self) -> list[Status]:
        """Return how synchronising stands, for all teams."""
        return [self.status(membership.team) for membership in self.memberships()]

    # what is to be learnt

    @cached_property
    def work(self) -> Work:
        """What the assignments ask of the learner a day, and for leads what one would ask."""
        from ops_trainer.trainer.teams.assignments import Work

        return Work(self._context, self.assignments)

    def assignments(self) -> list[LearnerAssignment]:
        """Return the learner's assignments of all teams as last synchronised, the soonest due first. No network."""
        today = self._context.day()
        found = []
        for membership in self.memberships():
            with self._context.database.reading() as connection:
                tasks = TeamRecords(connection, self._context.learner).assignments(membership.team)
            for raw in tasks.assignments:
                one = wire.Assignment.model_validate(raw)
                if one.mine:
                    left = None if one.due is None else day_of(one.due) - today
                    found.append(LearnerAssignment(membership.team, membership.team_name, one, left))
        return sorted(found, key=lambda one: (one.days_left is None, one.days_left or 0))

    def days_off(self) -> list[str]:
        """Return the days off of the learner's teams, of those that have any, as they are kept."""
        with self._context.database.reading() as connection:
            return team_days_off(connection, self._context.learner)

    def notices(self) -> list[TeamNotice]:
        """Return what arrived that the learner has not seen yet: assignments, new decks, changes in revised ones."""
        with self._context.database.reading() as connection:
            return arrivals.unseen(TeamRecords(connection, self._context.learner))

    def mark_seen(self, *notices: TeamNotice) -> None:
        """Mark notices as seen."""
        with self._context.database.writing() as connection:
            for one in notices:
                TeamRecords(connection, self._context.learner).drop_news(one.id)

    def preview(self, team: str | None = None) -> bytes:
        """Return the very bytes that a lead gets about the learner (network): the JSON of a `wire.Report`."""
        with self._client(self.membership(team)) as client:
            return client.raw("GET", "/me/progress")

    def audit(self, team: str | None = None) -> list[wire.AuditLine]:
        """Return what leads did (network); for a learner what was about them."""
        with self._client(self.membership(team)) as client:
            return client.ask("GET", "/audit", wire.Audit).lines

    def leading(self, team: str | None = None) -> Leading:
        """Return the lead's part (network), for a `with`. Raises Complaint for a learner who leads no such team."""
        membership = self.membership(team)
        return Leading(self._context, self._client(membership), membership.team, self._refresh, self._lang)

    def send_workshop_misses(self, find_room: Callable[[], Room]) -> wire.MissesTaken | None:
        """Send what every player of a workshop missed to the teams that the learner leads (network).

        `find_room` returns the workshop's room; it is called for who leads a team only.

        Return whose misses come to them by sync and whose names no such team knows, None when the learner leads no
        team. Sent again, nothing comes twice. Raises Complaint when a server can't be reached, and as `find_room` does.
        """
        from ops_trainer.trainer.workshops.claims import events_of
        from ops_trainer.workshop.phones import claim_document

        led = [one for one in self.memberships() if one.leads]
        if not led:
            return None
        room = find_room()
        missed: list[tuple[str, list[Event]]] = []
        for player in room.players.values():
            events = events_of(self._context, claim_document(room, player.id))
            if events:
                missed.append((player.name, events[: limits.MISSES]))
        matched, left_out = set[str](), 0
        for team in led:
            with self.leading(team.team) as lead:
                for start in range(0, len(missed), limits.PLAYERS):
                    taken = lead.send_misses(missed[start : start + limits.PLAYERS])
                    matched.update(taken.matched)
                    left_out += taken.left_out
        names = [name for name, _ in missed]
        return wire.MissesTaken(
            matched=[name for name in names if name in matched],
            unknown=[name for name in names if name not in matched],
            left_out=left_out,
        )

    # within

    def _sync(self, membership: Membership, client: TeamClient, again: bool) -> tuple[syncing.Moved, list[str]]:
        moved = syncing.exchange_events(self._context, membership, client, again=again)
        with self._context.database.reading() as connection:
            tasks = TeamRecords(connection, self._context.learner).assignments(membership.team)
        if moved.lost or (tasks.news.isdecimal() and moved.news.isdecimal() and int(moved.news) < int(tasks.news)):
            self._note_restored(membership, tasks)
        if moved.news == tasks.news and not again:
            return moved, []
        with self._context.database.reading() as connection:
            before = sharing_with(connection, self._context.learner, membership)
        membership = self._look_at_me(membership, client)
        self._look_at_log(membership, client)
        decks = arrivals.fetch_assignments(self._context, membership, client, self._refresh, again=again)
        with self._context.database.reading() as connection:
            sharing = sharing_with(connection, self._context.learner, membership)
        if sharing.decks != before.decks:  # their history goes along, and the server learns that it may show them
            more = syncing.exchange_events(self._context, membership, client)
            moved = replace(more, pushed=moved.pushed + more.pushed, pulled=moved.pulled + more.pulled)
        return moved, decks

    def _change(self, team: str, **new: Any) -> Membership:
        """Store new values of a membership and return it as it is shown."""
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            stored = next(one for one in records.memberships() if one.team == team)
            records.put_membership(replace(stored, **new), self._context.now()[0])
        return self.membership(team)

    def _look_at_me(self, membership: Membership, client: TeamClient) -> Membership:
        """Update the stored membership and return it: the learner may have been made a lead meanwhile."""
        me = client.ask("GET", "/me", wire.Me)
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            stored = next((one for one in records.memberships() if one.team == membership.team), membership)
            now = replace(stored, team_name=me.team_name, name=me.name, role=me.role)
            if now != stored:
                records.put_membership(now, self._context.now()[0])
        return now

    def _note_restored(self, membership: Membership, tasks: StoredAssignments) -> None:
        """Tell that the server came back from a backup, and keep what it had assigned for a lead who sends it again."""
        at = self._context.now()[0]
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            if membership.leads:
                records.put_before_restore(membership.team, tasks, at)
            key = "team.news_restored_lead" if membership.leads else "team.news_restored"
            body = {"team": membership.team, "key": key, "deck": "", "params": {"team": membership.team_name}}
            records.put_news(f"restored-{at}-{membership.team}", body, at)

    def _look_at_log(self, membership: Membership, client: TeamClient) -> None:
        """Tell the learner once of each line with which somebody may come in as them."""
        lines = client.ask("GET", "/audit", wire.Audit).lines
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            cursor = records.cursor(membership.team)
            for line in lines:
                if line.did == "team.did_reentry" and line.about == membership.member and line.at > cursor.told:
                    body = {"team": membership.team, "key": "team.news_reentry", "deck": "", "params": {"by": line.by}}
                    records.put_news(f"log-{line.at}-{membership.team}", body, self._context.now()[0])
            told = max((line.at for line in lines), default=0)
            records.put_cursor(membership.team, replace(cursor, told=max(told, cursor.told)), self._context.now()[0])

    def _note(self, membership: Membership, complaint: Complaint | None) -> None:
        at = self._context.now()[0]
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            cursor = records.cursor(membership.team)
            if complaint is None:
                cursor = replace(cursor, last_ok=at, last_try=at, failures=0, error=None, error_params={})
            else:
                params = {name: str(value) for name, value in complaint.params.items()}
                cursor = replace(
                    cursor, last_try=at, failures=cursor.failures + 1, error=complaint.key, error_params=params
                )
            records.put_cursor(membership.team, cursor, at)

    def _joining(self, url: str, code: str) -> Joining:
        """Return a join as it was begun, or begin one."""
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            found = records.joining(url, code)
            if found is None:
                found = Joining(url, code, secrets.token_urlsafe(32), self._device())
                records.put_joining(found, self._context.now()[0])
        return found

    def _belong(self, joining: Joining, me: wire.Me) -> Membership:
        made = Membership(
            joining.url, joining.token, joining.device, me.team, me.team_name, me.member, me.name, me.role, whole=False
        )
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            records.forget(me.team)
            records.put_membership(made, self._context.now()[0])
            records.joined(joining)
        return made

    def _device(self) -> str:
        """Return the id of this learner on this device."""
        return device_of(self._context.device, self._context.learner)

    def _client(self, membership: Membership) -> TeamClient:
        return TeamClient(self._connect(membership.url), membership.url, membership.token, self._lang)

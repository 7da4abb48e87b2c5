"""The learner's side of teams: joining, synchronising, assignments; for leads the way to the team's affairs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.day import day_of
from ops_trainer.team import wire
from ops_trainer.team.retry import pause
from ops_trainer.trainer.teams import arrivals, syncing
from ops_trainer.trainer.teams.arrivals import News
from ops_trainer.trainer.teams.client import Talk
from ops_trainer.trainer.teams.leading import Leading
from ops_trainer.trainer.teams.member import Belonging
from ops_trainer.trainer.teams.membership import Cursor, Keeping, Membership
from ops_trainer.trainer.teams.transport import Http, Transport
from ops_trainer.trainer.teams.views import Assigned, Status, Synced, complaint_of

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context
    from ops_trainer.trainer.teams.assignments import Work

__all__ = ["Assigned", "Leading", "Membership", "News", "Status", "Synced", "Teams"]


class Teams(Belonging):
    """The teams of one learner. Its methods may be called from any thread; those that go over the network say so."""

    def __init__(
        self,
        context: Context,
        refresh: Callable[[], object],
        *,
        lang: Lang = "en",
        connect: Callable[[str], Transport] = Http,
    ) -> None:
        super().__init__(context, lang=lang, connect=connect)
        self._refresh = refresh
        self._syncing = threading.Lock()

    # belonging (the rest is in the base class)

    def leave(self, team: str | None = None, *, forget: bool = False) -> Synced | None:
        """Leave a team (network): fetch what other devices learnt, then the server deletes everything it holds.

        With `forget` nothing is asked of the server, for one that is gone for good. Decks and journal stay here.
        """
        membership = self.membership(team)
        synced = None
        if not forget:
            try:
                synced = self.sync(membership.team)
                self._talk_and(membership, lambda talk: talk.raw("DELETE", "/me"))
            except Complaint as complaint:
                # Left before, with an answer that did not arrive; or removed by a lead.
                if complaint.key != "team.unknown_token":
                    raise
        with self._context.database.writing() as connection:
            Keeping(connection, self._context.learner).forget(membership.team)
        return synced

    # synchronising

    def sync(self, team: str | None = None, *, again: bool = False) -> Synced:
        """Synchronise with a team (network): events both ways, then assignments and decks where they changed.

        `again` compares everything from the beginning. One at a time: a second call waits for the first. Raises
        Complaint when it can't be done; what came before the failure is kept, and the status says why it failed.
        """
        membership = self.membership(team)
        with self._syncing:
            try:
                moved, decks = self._talk_and(membership, lambda talk: self._sync(membership, talk, again))
            except Complaint as complaint:
                self._note(membership, complaint)
                raise
            self._note(membership, None)
        return Synced(moved.pushed, moved.pulled, tuple(decks), self.status(membership.team))

    def sync_due(self) -> list[Synced | Complaint]:
        """Synchronise with every team whose turn it is (network); never raises a Complaint. For the background."""
        found: list[Synced | Complaint] = []
        for status in self.statuses():
            if status.next_try <= self._context.now()[0]:
                try:
                    found.append(self.sync(status.membership.team))
                except Complaint as complaint:
                    found.append(complaint)
        return found

    def status(self, team: str | None = None) -> Status:
        """How synchronising stands."""
        membership = self.membership(team)
        with self._context.database.reading() as connection:
            cursor = Keeping(connection, self._context.learner).cursor(membership.team)
        return self._status(membership, cursor)

    def statuses(self) -> list[Status]:
        """The same for all teams."""
        return [self.status(membership.team) for membership in self.memberships()]

    # what is to be learnt

    @cached_property
    def work(self) -> Work:
        """What the assignments ask of the learner a day, and for leads what one would ask."""
        from ops_trainer.trainer.teams.assignments import Work

        return Work(self._context, self.assignments)

    def assignments(self) -> list[Assigned]:
        """The learner's assignments of all teams as they were last heard of, the soonest due first. No network."""
        today = self._context.day()
        found = []
        for membership in self.memberships():
            with self._context.database.reading() as connection:
                tasks = Keeping(connection, self._context.learner).tasks(membership.team)
            for raw in tasks.assignments:
                one = wire.Assignment.model_validate(raw)
                if one.mine:
                    left = None if one.due is None else day_of(one.due) - today
                    found.append(Assigned(membership.team, membership.team_name, one, left))
        return sorted(found, key=lambda one: (one.days_left is None, one.days_left or 0))

    def news(self) -> list[News]:
        """What came that the learner has not looked at yet: assignments, new decks, what changed in revised ones."""
        with self._context.database.reading() as connection:
            return arrivals.unseen(Keeping(connection, self._context.learner))

    def seen(self, *news: News) -> None:
        """The learner has looked at it."""
        with self._context.database.writing() as connection:
            for one in news:
                Keeping(connection, self._context.learner).drop_news(one.id)

    def preview(self, team: str | None = None) -> bytes:
        """The very bytes that a lead gets about the learner (network): the JSON of a `wire.Report`."""
        return self._talk_and(self.membership(team), lambda talk: talk.raw("GET", "/me/progress"))

    def audit(self, team: str | None = None) -> list[wire.AuditLine]:
        """What leads did (network); for a learner what was about them."""
        return self._talk_and(self.membership(team), lambda talk: talk.ask("GET", "/audit", wire.Audit)).lines

    def leading(self, team: str | None = None) -> Leading:
        """The lead's part (network); use it in a `with`. Raises Complaint for a learner who leads no such team."""
        membership = self.membership(team)
        return Leading(self._context, self._talk(membership))

    # within

    def _sync(self, membership: Membership, talk: Talk, again: bool) -> tuple[syncing.Moved, list[str]]:
        moved = syncing.run(self._context, membership, talk, again=again)
        with self._context.database.reading() as connection:
            tasks = Keeping(connection, self._context.learner).tasks(membership.team)
        if moved.news == tasks.news and not again:
            return moved, []
        self._look_at_me(membership, talk)
        return moved, arrivals.take(self._context, membership, talk, self._refresh, again=again)

    def _look_at_me(self, membership: Membership, talk: Talk) -> None:
        """A lead may have been made of the learner meanwhile."""
        me = talk.ask("GET", "/me", wire.Me)
        now = replace(membership, team_name=me.team_name, name=me.name, role=me.role)
        if now != membership:
            with self._context.database.writing() as connection:
                Keeping(connection, self._context.learner).put_membership(now, self._context.now()[0])

    def _note(self, membership: Membership, complaint: Complaint | None) -> None:
        at = self._context.now()[0]
        with self._context.database.writing() as connection:
            keeping = Keeping(connection, self._context.learner)
            cursor = keeping.cursor(membership.team)
            if complaint is None:
                cursor = replace(cursor, last_ok=at, last_try=at, failures=0, error=None, error_params={})
            else:
                params = {name: str(value) for name, value in complaint.params.items()}
                cursor = replace(
                    cursor, last_try=at, failures=cursor.failures + 1, error=complaint.key, error_params=params
                )
            keeping.put_cursor(membership.team, cursor, at)

    def _status(self, membership: Membership, cursor: Cursor) -> Status:
        waiting = syncing.waiting(self._context, membership)
        wait = pause(cursor.failures, waiting=waiting > 0, salt=membership.device)
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

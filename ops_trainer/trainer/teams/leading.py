"""What leads do, over the network; each raises Complaint when the server can't be reached or refuses."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ops_trainer.content.encodings import text_of
from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.events import Event
from ops_trainer.store import decks as rows
from ops_trainer.team import wire
from ops_trainer.team.events_wire import to_wire

if TYPE_CHECKING:
    from ops_trainer.team.report import Findings
    from ops_trainer.trainer.context import Context
    from ops_trainer.trainer.teams.client import TeamClient


class Leading:
    """A lead's part of a team: `with trainer.teams.leading() as lead: lead.members()`."""

    def __init__(self, context: Context, client: TeamClient) -> None:
        self._context = context
        self._client = client

    def __enter__(self) -> Leading:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def members(self) -> list[wire.Member]:
        """Return the members by name."""
        return self._client.ask("GET", "/members", wire.Members).members

    def set_role(self, member: str, role: wire.Role) -> wire.Member:
        """Make a member (by id) a lead, or a learner again."""
        return self._client.ask("PATCH", f"/members/{member}", wire.Member, wire.MemberIn(role=role))

    def remove(self, member: str) -> None:
        """Remove a member by id; the server deletes what it holds of them."""
        self._client.raw("DELETE", f"/members/{member}")

    def reentry(self, member: str) -> wire.Invite:
        """Make a code with which a member (by id) whose devices are gone comes back as themselves; they are told."""
        return self._client.ask("POST", f"/members/{member}/devices", wire.Invite)

    def invite(self, role: wire.Role = wire.Role.LEARNER, *, uses: int = 1, days: int = 14) -> wire.Invite:
        """Make an invite; its `code` is told this once."""
        return self._client.ask("POST", "/invites", wire.Invite, wire.InviteIn(role=role, uses=uses, days=days))

    def invites(self) -> list[wire.Invite]:
        """Return the open invites, without their codes."""
        return self._client.ask("GET", "/invites", wire.Invites).invites

    def drop_invite(self, invite: str) -> None:
        """Take an invite back by id."""
        self._client.raw("DELETE", f"/invites/{invite}")

    def assign(
        self,
        decks: Sequence[str],
        *,
        to: Sequence[str] | None = None,
        due: date | None = None,
        goal: float = 0.9,
        note: str = "",
        assignment: str | None = None,
    ) -> wire.Assignment:
        """Send decks and assign them to members (by id; None: every learner). With `assignment`, change that one.

        The decks are sent as they are in the lead's own library. Raises Complaint for a deck that is not in use.
        """
        self.send_decks(decks)
        asked = wire.AssignmentIn(decks=list(decks), to=None if to is None else list(to), due=due, goal=goal, note=note)
        return self._client.ask("PUT", f"/assignments/{assignment or secrets.token_hex(9)}", wire.Assignment, asked)

    def send_decks(self, decks: Iterable[str]) -> list[wire.DeckRef]:
        """Send decks as they are now in the lead's library: how a revised one reaches everyone."""
        with self._context.database.reading() as connection:
            there = {info.id: info.path for info in rows.decks(connection)}
        sent = []
        for deck in decks:
            if deck not in there:
                raise Complaint("trainer.no_deck", deck=deck, known=", ".join(there))
            try:
                text = text_of(there[deck].read_bytes())
            except (OSError, UnicodeDecodeError):
                raise Complaint("team.deck_no_text") from None
            sent.append(self._client.ask("PUT", f"/decks/{deck}", wire.DeckRef, wire.DeckIn(text=text)))
        return sent

    def assignments(self) -> list[wire.Assignment]:
        """Return all assignments of the team, the soonest due first."""
        return self._client.ask("GET", "/assignments", wire.Assignments).assignments

    def unassign(self, assignment: str) -> None:
        """Take an assignment back by id."""
        self._client.raw("DELETE", f"/assignments/{assignment}")

    def progress(self) -> wire.Progress:
        """Return how far everyone is: the lead's page."""
        return self._client.ask("GET", "/progress", wire.Progress)

    def report(self, member: str) -> wire.Report:
        """Return how far one member (by id) is."""
        return self._client.ask("GET", f"/members/{member}/progress", wire.Report)

    def notes(self, deck: str) -> wire.Notes:
        """Return how ready the team is for a deck, note by note."""
        return self._client.ask("GET", f"/progress/{deck}", wire.Notes)

    def mixups(self) -> wire.Mixups:
        """Return what the team mixes up."""
        return self._client.ask("GET", "/mixups", wire.Mixups)

    def send_misses(self, players: Iterable[tuple[str, Sequence[Event]]]) -> wire.MissesTaken:
        """Bring back what players of a workshop missed, to those who are members by the name they played under.

        For each player the name and the BRING_BACK events of their claim (source WORKSHOP, with the claim's own ids);
        whose learner they name does not matter. Sending the same again makes nothing twice.
        """
        missed = [wire.MissedIn(name=name, events=[to_wire(event) for event in events]) for name, events in players]
        return self._client.ask("POST", "/misses", wire.MissesTaken, wire.MissesIn(players=missed))

    def findings(self, lang: Lang) -> Findings:
        """Return progress, notes by deck, mix-ups, and what the notes are called (network)."""
        from ops_trainer.team.report import Findings

        progress = self.progress()
        notes = [self.notes(deck.id) for deck in progress.decks]
        lines = (line for one in notes for line in one.notes)
        sent = {line.note: line.term.get(lang) or next(iter(line.term.values()), line.note) for line in lines}
        return Findings(progress, notes, self.mixups(), self.terms(lang) | sent)

    def terms(self, lang: Lang) -> dict[str, str]:
        """Return the terms of all notes in the lead's own library, by `deck/note`. No network."""
        with self._context.database.reading() as connection:
            return {info.ref: info.term.in_lang(lang) for info in rows.notes(connection)}

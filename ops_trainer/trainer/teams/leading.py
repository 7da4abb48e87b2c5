"""What leads do, over the network; each raises Complaint when the server can't be reached or refuses."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer.content.encodings import text_of
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.locale import Complaint, Lang
from ops_trainer.memory.events import Event
from ops_trainer.store import decks as rows
from ops_trainer.team import wire
from ops_trainer.team.events_wire import to_wire
from ops_trainer.trainer.library import TEAM_FOLDER
from ops_trainer.trainer.teams.arrivals import changes, digest_of, put_file
from ops_trainer.trainer.teams.membership import TeamRecords

if TYPE_CHECKING:
    from ops_trainer.team.report import Findings
    from ops_trainer.trainer.context import Context
    from ops_trainer.trainer.teams.client import TeamClient


MOST_TERMS = 5  # of each kind of change that are named


class _Changed(Exception):
    """Somebody else changed the team's deck."""


class Leading:
    """A lead's part of a team: `with trainer.teams.leading() as lead: lead.members()`."""

    def __init__(
        self, context: Context, client: TeamClient, team: str, refresh: Callable[[], object], lang: Lang
    ) -> None:
        """`refresh` takes changed deck files into use."""
        self._context = context
        self._client = client
        self._team = team
        self._refresh = refresh
        self._lang: Lang = lang

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
        """Assign decks to members (by id; None: every learner). With `assignment`, change that one.

        Decks that the team has not got yet are sent along as they are in the lead's own library; those that it has stay
        as they are there, see `differing`. Raises Complaint for a deck that is not in use.
        """
        there = {ref.id for one in self.assignments() for ref in one.decks}
        for deck in decks:
            text = self._text(deck)
            if deck not in there:
                with suppress(_Changed):
                    self._send(deck, text, replaces="")
        asked = wire.AssignmentIn(decks=list(decks), to=None if to is None else list(to), due=due, goal=goal, note=note)
        return self._client.ask("PUT", f"/assignments/{assignment or secrets.token_hex(9)}", wire.Assignment, asked)

    def send_decks(self, decks: Iterable[str], *, over: bool = False) -> list[wire.DeckRef]:
        """Send decks as they are now in the lead's library: how a revised one reaches everyone.

        Raises Complaint, which says what differs, where somebody else sent another since the lead last sent or fetched
        the team's; with `over` the lead's takes its place all the same.
        """
        sent = []
        for deck in decks:
            text = self._text(deck)
            with self._context.database.reading() as connection:
                known = TeamRecords(connection, self._context.learner).sent(self._team).get(deck, "")
            try:
                sent.append(self._send(deck, text, replaces=None if over else known))
            except _Changed:
                raise self._differs(deck, text) from None
        return sent

    def resend(self) -> tuple[list[str], int, list[str]]:
        """Send again what a server that came back from a backup lost: decks that this lead sent and assignments.

        Return the decks sent, how many assignments were made again, and the decks of which the server has another
        version, which stays: `send_decks` with `over` takes its place.
        """
        with self._context.database.reading() as connection:
            records = TeamRecords(connection, self._context.learner)
            before, sent = records.before_restore(self._team), records.sent(self._team)
            here = {info.id for info in rows.decks(connection)}
        there = {one.id for one in self.assignments()}
        missing = [one for one in map(wire.Assignment.model_validate, before.assignments) if one.id not in there]
        given, differing = [], []
        for deck in sorted({*sent, *(ref.id for one in missing for ref in one.decks)} & here):
            try:
                self._send(deck, self._text(deck), replaces="")
                given.append(deck)
            except _Changed:
                differing.append(deck)
        people, made = {one.id for one in self.members()}, 0
        for one in missing:
            to = None if one.to is None else [member for member in one.to if member in people]
            if to != []:
                decks = [ref.id for ref in one.decks]
                asked = wire.AssignmentIn(decks=decks, to=to, due=one.due, goal=one.goal, note=one.note)
                self._client.ask("PUT", f"/assignments/{one.id}", wire.Assignment, asked)
                made += 1
        return given, made, differing

    def fetch_deck(self, deck: str) -> Path:
        """Fetch a deck of the team into the lead's own library and return its file, to go on from it.

        A file of the lead's that differs is put aside first. Raises Complaint for a deck that the team has not got,
        that this program can't read, or that is built in.
        """
        sent = self._client.ask("GET", f"/decks/{deck}", wire.DeckText)
        data = sent.text.encode("utf-8", "replace")
        reading = parse_deck(data, f"{deck}.yaml")
        if reading.deck is None or reading.deck.id != deck or digest_of(data) != sent.digest:
            raise Complaint("team.fetch_unreadable", deck=deck)
        with self._context.database.reading() as connection:
            info = next((one for one in rows.decks(connection) if one.id == deck), None)
        of_team = self._context.home / "decks" / TEAM_FOLDER
        if info is None:
            path = self._context.home / "decks" / f"{deck}.yaml"
        elif info.own or info.path.is_relative_to(of_team):
            path = info.path
        elif digest_of(info.path.read_bytes()) == sent.digest:
            return info.path
        else:
            raise Complaint("team.fetch_built_in", deck=deck)
        if path.exists() and (mine := path.read_bytes()) != data:
            put_file(path.with_suffix(".yaml.mine"), mine)
        put_file(path, data)
        self._note_sent(deck, sent.digest)
        self._refresh()
        return path

    def differing(self, refs: Iterable[wire.DeckRef]) -> list[str]:
        """Return those of some decks that are another file in the lead's own library than the team's."""
        with self._context.database.reading() as connection:
            there = {info.id for info in rows.decks(connection)}
        return [ref.id for ref in refs if ref.id in there and digest_of(self._text(ref.id).encode()) != ref.digest]

    def _text(self, deck: str) -> str:
        with self._context.database.reading() as connection:
            there = {info.id: info.path for info in rows.decks(connection)}
        if deck not in there:
            raise Complaint("trainer.no_deck", deck=deck, known=", ".join(there))
        try:
            return text_of(there[deck].read_bytes())
        except (OSError, UnicodeDecodeError):
            raise Complaint("team.deck_no_text") from None

    def _send(self, deck: str, text: str, replaces: str | None) -> wire.DeckRef:
        """Send a deck. Raises _Changed where the team's is another than it replaces (None: whatever is there)."""

        def asked(protocol: int) -> wire.DeckIn:
            if replaces is None or protocol < wire.DIGESTS:
                return wire.DeckIn(text=text)
            return wire.DeckIn(text=text, replaces=replaces)

        try:
            ref = self._client.ask("PUT", f"/decks/{deck}", wire.DeckRef, asked)
        except Complaint as complaint:
            if complaint.key == "team.deck_changed":
                raise _Changed from None
            raise
        self._note_sent(deck, ref.digest)
        return ref

    def _note_sent(self, deck: str, digest: str) -> None:
        with self._context.database.writing() as connection:
            records = TeamRecords(connection, self._context.learner)
            sent = {**records.sent(self._team), deck: digest}
            records.put_sent(self._team, sent, self._context.now()[0])

    def _differs(self, deck: str, text: str) -> Complaint:
        """Return what sending a deck would do to the team's."""
        theirs = parse_deck(
            self._client.ask("GET", f"/decks/{deck}", wire.DeckText).text.encode("utf-8", "replace"), deck
        ).deck
        mine = parse_deck(text.encode(), deck).deck
        if theirs is None or mine is None:
            return Complaint("team.deck_changed", deck=deck)
        said = {
            name: ", ".join(term.in_lang(self._lang) for term in terms[:MOST_TERMS])
            + (" …" * (len(terms) > MOST_TERMS))
            for name, terms in changes(theirs, mine).items()
        }
        return Complaint("team.deck_differs", deck=deck, **{name: terms or "–" for name, terms in said.items()})

    def assignments(self) -> list[wire.Assignment]:
        """Return all assignments of the team, the soonest due first."""
        return self._client.ask("GET", "/assignments", wire.Assignments).assignments

    def unassign(self, assignment: str) -> None:
        """Take an assignment back by id."""
        self._client.raw("DELETE", f"/assignments/{assignment}")

    def days_off(self) -> str:
        """Return the days on which nobody of the team studies, as they are kept."""
        return self._client.ask("GET", "/assignments", wire.Assignments).days_off

    def set_days_off(self, days: str) -> None:
        """Set the days on which nobody of the team studies, as people write them; empty for none."""
        self._client.raw("PUT", "/days-off", wire.DaysOffIn(days_off=days))

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

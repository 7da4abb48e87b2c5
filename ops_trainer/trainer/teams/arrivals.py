"""Assignments and their decks as they come from the server, and what the learner is answer of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ops_trainer import private_files
from ops_trainer.content.deck import Deck
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.content.text import Text
from ops_trainer.locale import Complaint, Lang, say
from ops_trainer.memory import days_off
from ops_trainer.store import decks as rows
from ops_trainer.store import learners
from ops_trainer.team import limits, wire
from ops_trainer.trainer.library import TEAM_FOLDER
from ops_trainer.trainer.team_documents import TASKS
from ops_trainer.trainer.teams.client import TeamClient
from ops_trainer.trainer.teams.membership import Membership, StoredAssignments, TeamRecords

if TYPE_CHECKING:
    from ops_trainer.trainer.context import Context


@dataclass(frozen=True, slots=True)
class TeamNotice:
    """Something new that the learner should know: a catalogue key with parameters, and for a revised deck the terms of
    the notes that are new, changed, gone. Deck text is data: show it as plain text."""

    id: str
    at: int
    key: str
    deck: str
    params: dict[str, Any]
    title: Text | None = None
    added: tuple[Text, ...] = ()
    changed: tuple[Text, ...] = ()
    removed: tuple[Text, ...] = ()

    def in_lang(self, lang: Lang) -> str:
        """Return the line in a language."""
        title = self.title.in_lang(lang) if self.title else self.deck
        return say(self.key, lang, **self.params, title=title)


def fetch_assignments(
    context: Context, membership: Membership, client: TeamClient, refresh: Callable[[], object], *, again: bool = False
) -> list[str]:
    """Fetch the assignments, and decks that are new or revised; put these in use and return their ids.

    What was fetched before is not fetched twice, unless `again`. Raises Complaint when the server can't be reached.
    """
    with context.database.reading() as connection:
        before = TeamRecords(connection, context.learner).assignments(membership.team)
    answer = client.ask("GET", "/assignments", wire.Assignments)
    mine = [one for one in answer.assignments if one.mine]
    wanted = {deck.id: deck for one in mine for deck in one.decks}
    if len(answer.assignments) > limits.ASSIGNMENTS or len(wanted) > limits.DECKS:
        raise Complaint("team.answer_odd", url=membership.url)
    known = {} if again else dict(before.decks)
    arrived, news = [], [*_assignment_news(before, mine)]
    shared = set(before.shared_decks)
    for ref in wanted.values():
        if _is_the_teams(context, membership, ref):
            shared.add(ref.id)
        if known.get(ref.id) == ref.digest:
            continue
        is_written, its_news = _fetch(context, client, ref, before.decks.get(ref.id))
        news += its_news
        known[ref.id] = ref.digest
        if is_written:
            arrived.append(ref.id)
    if arrived:
        refresh()
    at = context.now()[0]
    with context.database.writing() as connection:
        records = TeamRecords(connection, context.learner)
        for number, body in enumerate(news):
            records.put_news(f"{answer.news}-{number}-{membership.team}", {"team": membership.team, **body}, at)
        listed = [one.model_dump(mode="json") for one in answer.assignments]
        records.put_assignments(
            membership.team, StoredAssignments(answer.news, listed, known, sorted(shared), _days_off(answer)), at
        )
    if _set_replaced_aside(context, known):
        refresh()
    return arrived


def _days_off(answer: wire.Assignments) -> str:
    """Return a team's days off, none where this program can't read them."""
    try:
        return days_off.normalised(answer.days_off)
    except ValueError:
        return ""


def _is_the_teams(context: Context, membership: Membership, ref: wire.DeckRef) -> bool:
    """Return whether an assigned deck is one that its team may know of: not one of the learner's own that only bears
    the same id. A lead's own deck is the team's once she assigned it."""
    with context.database.reading() as connection:
        info = next((one for one in rows.decks(connection) if one.id == ref.id), None)
    if info is None or not info.own or membership.leads:
        return True
    path = context.home / "decks" / TEAM_FOLDER / f"{ref.id}.yaml"
    there = _bytes(info.path)
    return info.path == path or (there is not None and digest_of(there) == ref.digest)


def _set_replaced_aside(context: Context, sent: Mapping[str, str]) -> bool:
    """Put the files of decks aside that a team sent under another id by now and no team asks for any more; return
    whether there were any. `sent` are the digests of what this team sent: a file that the learner changed stays."""
    folder = context.home / "decks" / TEAM_FOLDER
    with context.database.reading() as connection:
        claims = [one.claim for one in rows.claims(connection) if Path(one.path).is_relative_to(folder)]
        bodies = learners.documents_of_all(connection, TASKS) if claims else []
    asked = {deck["id"] for body in bodies for one in body["assignments"] if one.get("mine") for deck in one["decks"]}
    moved = False
    for old in {claim.old for claim in claims if "/" not in claim.old} - asked:
        path = folder / f"{old}.yaml"
        if (there := _bytes(path)) is not None and digest_of(there) == sent.get(old):
            with suppress(OSError):  # held open by another program: the next time will do
                path.replace(path.with_name(f"{path.name}.removed"))
                moved = True
    return moved


def unseen(records: TeamRecords) -> list[TeamNotice]:
    """Return what the learner has not seen yet, the newest first."""
    return [_notice(key, at, body) for key, at, body in records.news()]


def _fetch(
    context: Context, client: TeamClient, ref: wire.DeckRef, ours: str | None
) -> tuple[bool, list[dict[str, Any]]]:
    """Fetch a deck into the team folder, unless the learner has that very file or one of their own in its place.

    Return whether it was written, and the news of it.
    """
    folder = context.home / "decks" / TEAM_FOLDER
    path = folder / f"{ref.id}.yaml"
    with context.database.reading() as connection:
        info = next((one for one in rows.decks(connection) if one.id == ref.id), None)
    there = _bytes(info.path if info is not None else path)
    title = {"title": ref.title}
    if there is not None and digest_of(there) == ref.digest:
        return False, []
    if info is not None and info.path != path:
        key = "team.news_yours" if info.own else "team.news_built_in"
        return False, [{"key": key, "deck": ref.id, **title}]
    sent = client.ask("GET", f"/decks/{ref.id}", wire.DeckText)
    data = sent.text.encode("utf-8", "replace")
    reading = parse_deck(data, path.name)
    if reading.deck is None or reading.deck.id != ref.id or digest_of(data) != sent.digest:
        return False, [{"key": "team.news_unreadable", "deck": ref.id, **title}]
    news: list[dict[str, Any]] = []
    if there is not None and ours is not None and digest_of(there) != ours:
        copy = put_file(path.with_suffix(".yaml.mine"), there)
        news.append({"key": "team.news_set_aside", "deck": ref.id, "params": {"file": str(copy)}, **title})
    put_file(path, data)
    old = None if there is None else parse_deck(there, path.name).deck
    news.append(_arrival(old, reading.deck))
    return True, news


def _arrival(before: Deck | None, after: Deck) -> dict[str, Any]:
    """Return the news of a deck that is new, or what is different in a revised one."""
    title = {"deck": after.id, "title": after.title.written()}
    if before is None:
        return {"key": "team.news_deck", **title}
    lists = {name: [term.written() for term in terms] for name, terms in changes(before, after).items()}
    counts = {name: len(terms) for name, terms in lists.items()}
    return {"key": "team.news_revised", "params": counts, **title, **lists}


def _assignment_news(before: StoredAssignments, mine: Iterable[wire.Assignment]) -> list[dict[str, Any]]:
    """Return assignments that are new to the learner, have another due day, or were taken back."""
    old = {one["id"]: wire.Assignment.model_validate(one) for one in before.assignments if one.get("mine")}
    news = []
    for one in mine:
        earlier = old.pop(one.id, None)
        if earlier is not None and earlier.due == one.due:
            continue
        for deck in one.decks[:1]:
            if earlier is None:
                key = "team.news_assigned" if one.due is not None else "team.news_assigned_open"
            else:
                key = "team.news_due" if one.due is not None else "team.news_due_open"
            params = {"by": one.by, "due": one.due.isoformat() if one.due else "", "n": len(one.decks)}
            news.append({"key": key, "deck": deck.id, "title": deck.title, "params": params})
    for gone in old.values():
        for deck in gone.decks[:1]:
            news.append({"key": "team.news_taken_back", "deck": deck.id, "title": deck.title})
    return news


def _notice(key: str, at: int, body: dict[str, Any]) -> TeamNotice:
    terms = {name: tuple(Text(**term) for term in body.get(name, ())) for name in ("added", "changed", "removed")}
    title = Text(**body["title"]) if body.get("title") else None
    return TeamNotice(key, at, body["key"], body["deck"], body.get("params", {}), title, **terms)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def put_file(path: Path, data: bytes) -> Path:
    """Write a file that appears only when it is whole. Raises Complaint when it can't be written."""
    try:
        private_files.make_folder(path.parent)
        return private_files.write_whole(path, data)
    except OSError as error:
        raise Complaint("team.cannot_write", path=str(path), error=error.strerror or str(error)) from error


def digest_of(data: bytes) -> str:
    """Return the digest by which a deck file is known."""
    return hashlib.sha256(data).hexdigest()


def changes(before: Deck, after: Deck) -> dict[str, tuple[Text, ...]]:
    """Return the terms of the notes that were `added`, `changed` and `removed` between two versions of a deck.

    A renamed note counts as changed.
    """
    old = {note.id: note for note in before.notes}
    carried = {note.id: _earlier(after, note, old) for note in after.notes}
    taken = set(carried.values())
    return {
        "added": tuple(note.title for note in after.notes if carried[note.id] is None),
        "changed": tuple(
            note.title
            for note in after.notes
            if (name := carried[note.id]) is not None and _content(note) != _content(old[name])
        ),
        "removed": tuple(note.title for note in before.notes if note.id not in taken),
    }


def _earlier(deck: Deck, note: BaseNote, old: Mapping[str, BaseNote]) -> str | None:
    """Return what a note was called in the deck before."""
    if note.id in old:
        return note.id
    names = (name.partition("/")[2] for name in note.formerly.notes if name.startswith(f"{deck.id}/"))
    return next((name for name in names if name in old), None)


def _content(note: BaseNote) -> object:
    return note.model_dump(exclude={"formerly"})

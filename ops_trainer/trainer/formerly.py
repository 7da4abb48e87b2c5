"""The earlier names of notes that hold in a home, over all its deck files, those that can't be used included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ops_trainer.content.formerly import Claim, lives, settle
from ops_trainer.content.reading import limits
from ops_trainer.content.reading.decoding import decoded
from ops_trainer.content.reading.problems import Problem
from ops_trainer.locale import Complaint
from ops_trainer.store import decks as rows
from ops_trainer.store import learners
from ops_trainer.trainer.assigned import TASKS

if TYPE_CHECKING:
    from sqlite3 import Connection

TEAM_FOLDER = "team"  # within the learner's own decks: what teams sent
ID = re.compile(r"""(?:^|[\s{,-])["']?id["']?[ \t]*:[ \t]*["']?([^\s"',}#]+)""", re.MULTILINE)
DECK_ID = re.compile(r"""^["']?id["']?[ \t]*:[ \t]*["']?([^\s"',}#]+)""", re.MULTILINE)


@dataclass(frozen=True)
class _Unused:
    """A file that is not in use: the decks it may hold, and the ids that stand in its text."""

    name: str
    decks: frozenset[str]
    ids: frozenset[str]


def hold(connection: Connection, own: Path, before: Mapping[str, str]) -> list[Problem]:
    """Put the names in force that hold now, where those `before` held until now; tell which claims do not.

    `own` is the folder of the learner's own decks.
    """
    found = rows.claims(connection)
    claims = {Claim(one.old, one.new): one for one in found}
    against = _Against(connection, own, before) if claims else None
    holding, refused = settle(claims, against.why, before) if against else ({}, {})
    rows.put_aliases(connection, holding)
    return [
        Problem(claims[claim].path, claims[claim].line, 1, complaint, "warning")
        for claim, complaint in sorted(refused.items(), key=lambda one: (claims[one[0]].path, claims[one[0]].line))
    ]


class _Against:
    """What is against a claim in this home."""

    def __init__(self, connection: Connection, own: Path, before: Mapping[str, str]) -> None:
        self.connection = connection
        self.before = before
        self.team_folder = own / TEAM_FOLDER
        self.used = {info.id: info.path for info in rows.decks(connection)}
        marks = rows.file_marks(connection)
        self.unused = {path: _unused(Path(path), marks[path].deck) for path, _ in rows.problems(connection)}
        self.sent = [set(body.get("decks", ())) for body in learners.documents_of_all(connection, TASKS)]

    def why(self, claim: Claim) -> Complaint | None:
        """Why a claim does not hold, None when it does."""
        deck, _, note = claim.old.partition("/")
        if rows.is_note_used(self.connection, claim.old):
            return lives(claim)
        for unused in self.unused.values():
            if deck in unused.decks and (note in unused.ids or self.before.get(claim.old) != claim.new):
                return Complaint("deck.formerly_unread", old=claim.old, file=unused.name)
        new_deck = claim.new.partition("/")[0]
        if deck != new_deck and self._is_teams(new_deck) and not self._may_follow(new_deck, deck):
            return Complaint("deck.formerly_foreign", old=claim.old)
        return None

    def _is_teams(self, deck: str) -> bool:
        return self.used[deck].is_relative_to(self.team_folder)

    def _may_follow(self, deck: str, earlier: str) -> bool:
        """Whether a team's deck may carry on notes of an earlier one: one that a team sent, and no other team."""
        elsewhere = [path for name, path in self.used.items() if name == earlier and not self._is_teams(name)]
        elsewhere += [
            Path(path)
            for path, unused in self.unused.items()
            if earlier in unused.decks and not Path(path).is_relative_to(self.team_folder)
        ]
        if elsewhere or not any(self.team_folder.glob(f"{earlier}.yaml*")):
            return False
        of_deck, of_earlier = ([sent for sent in self.sent if name in sent] for name in (deck, earlier))
        return not of_deck or not of_earlier or any(earlier in sent for sent in of_deck)


def _unused(path: Path, deck: str | None) -> _Unused:
    try:
        with path.open("rb") as file:
            text = decoded(file.read(limits.BYTES))
    except OSError:
        text = ""
    decks = {path.stem, *DECK_ID.findall(text), *([deck] if deck else [])}
    return _Unused(path.name, frozenset(decks), frozenset(ID.findall(text)))

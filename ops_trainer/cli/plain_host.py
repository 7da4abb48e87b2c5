"""Hosting a workshop by lines: a command a line comes in, a JSON document a line goes out for every change."""

from __future__ import annotations

import enum
import json
import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ops_trainer.content.questions.json_form import dump_text
from ops_trainer.locale import Complaint, Lang
from ops_trainer.team.typed import folded
from ops_trainer.workshop.lead import Lead, Step, stays, step
from ops_trainer.workshop.log import Entry, Kind
from ops_trainer.workshop.phones import question_document, reveal_document
from ops_trainer.workshop.results import team_name
from ops_trainer.workshop.rules import poll_of
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.workshop.room import Room

LOOK_S = 0.2  # between two looks at the clock
LINGER_MS = 60_000  # after the end, when nobody is there to say quit, so that everybody gets their misses
CLOSED = object()  # no more commands will come
TOP = 10


class Happening(enum.StrEnum):
    """The events by name."""

    OPEN = "open"
    QUESTION = "question"
    ANSWERS = "answers"
    REVEAL = "reveal"
    STANDINGS = "standings"
    SKIPPED = "skipped"
    END = "end"
    ERROR = "error"
    SAVED = "saved"


WHO = {
    Kind.JOINED: "joined",
    Kind.LEFT: "left",
    Kind.RETURNED: "returned",
    Kind.KICKED: "kicked",
}
PLAIN = {
    Kind.LOCKED: "locked",
    Kind.UNLOCKED: "unlocked",
    Kind.CLOSED: "closed",
    Kind.DISCUSSED: "discuss",
    Kind.PAUSED: "paused",
    Kind.WENT_ON: "went_on",
    Kind.RESUMED: "resumed",
    Kind.ADMITTED: "granted",
    Kind.TURNED_AWAY: "refused",
}


@dataclass
class PlainHost:
    """One workshop led by lines. `report` writes what is left at the end and says where it is."""

    hosting: Hosting
    urls: tuple[str, ...]
    lang: Lang
    out: Callable[[str], None]
    report: Callable[[], str]
    auto: bool = False
    _queue: queue.Queue[object] = field(default_factory=queue.Queue)
    _over: bool = False
    _deaf: bool = False  # nobody gives commands any more
    _since: tuple[Step, int] | None = None
    _trouble: str | None = None  # the trouble that was told last

    def run(self, lines: Iterable[str]) -> None:
        """Lead until `quit`, or until no commands come any more and the quiz does not lead itself."""
        unwatch = self.hosting.watch(self._seen)
        self.say(opening(self.hosting, self.urls))
        with self.hosting.reading():
            if self.hosting.room.phase is not Phase.LOBBY:
                self.say({"event": "resumed", **self.state()})
        threading.Thread(target=self._read, args=(lines,), name="workshop-commands", daemon=True).start()
        try:
            while not self._over:
                self._turn()
            while not self._queue.empty():  # what was brought about before quit is told all the same
                if isinstance(came := self._queue.get(), dict):
                    self.tell(came)
        finally:
            unwatch()

    def _seen(self, entry: Entry | None) -> None:
        """Something happened; put into words at once, before something else happens."""
        if entry is not None and (document := line_of(entry, self.hosting)) is not None:
            self._queue.put(document)

    def _read(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._queue.put(line)
        self._queue.put(CLOSED)

    def _turn(self) -> None:
        try:
            came = self._queue.get(timeout=LOOK_S)
        except queue.Empty:
            came = None
        if isinstance(came, str):
            self.obey(came)
        elif isinstance(came, dict):
            self.tell(came)
        elif came is CLOSED:
            self._deaf = True
        self._tell_trouble()
        if self._queue.empty():
            self._go_on()

    def _tell_trouble(self) -> None:
        """Say once what keeps answers from being saved, and once that it is over."""
        trouble = self.hosting.trouble
        key = trouble.key if trouble is not None else None
        if key == self._trouble:
            return
        self._trouble = key
        if trouble is not None:
            self._refuse(trouble)
        else:
            self._queue.put({"event": Happening.SAVED})

    def _go_on(self) -> None:
        """Take the next step where it is time; stop where nobody can lead any more."""
        room, now = self.hosting.room, self.hosting.now()
        ended = room.phase is Phase.END
        if self._deaf and (not self.auto or (ended and now - room.at >= LINGER_MS)):
            self._over = True
        if not self.auto or ended:
            return
        lead = self.hosting.view()
        if self._since is None or self._since[0] != step(lead):
            self._since = (step(lead), now)
        stay = stays(lead, self.lang)
        if stay is not None and now - self._since[1] >= stay:
            self._do(self.hosting.next)

    # telling

    def say(self, document: dict[str, Any]) -> None:
        """One line."""
        self.out(json.dumps(document, ensure_ascii=False))

    def tell(self, document: dict[str, Any]) -> None:
        """What happened, in a line; at the end the report is written too."""
        if document["event"] == Happening.END:
            try:
                document["report"] = self.report()
            except Complaint as complaint:
                document["report"] = None
                self.say({"event": Happening.ERROR, "message": complaint.in_lang(self.lang)})
        self.say(document)

    def state(self) -> dict[str, Any]:
        """Return where the room is."""
        lead = self.hosting.view()
        there = [player for player in lead.players if player.active]
        return {
            "phase": lead.phase.value,
            "number": lead.number,
            "count": lead.count,
            "ballot": lead.ballot,
            "open": lead.open,
            "paused": lead.paused,
            "locked": lead.locked,
            "left_ms": lead.remaining_ms,
            "answered": lead.answered,
            "expected": lead.expected,
            "away": lead.away,
            "players": [player.name for player in there],
            "to_answer": [
                one.name for one in lead.players if lead.open and one.active and one.here and not one.answered
            ],
            "asleep": {one.name: one.silent_ms // 1000 for one in lead.players if one.active and not one.here},
            "asking": [knock.name for knock in lead.knocks],
        }

    # obeying

    def obey(self, line: str) -> None:
        """Do what a line says; what can't be done is told as an error."""
        first, *more = line.split(maxsplit=1)[:2] or [""]
        word, rest = folded(first), " ".join(more).strip()
        hosting = self.hosting
        simple: dict[str, Callable[[], object]] = {
            "next": hosting.next,
            "pause": hosting.pause,
            "discuss": hosting.discuss,
            "close": hosting.close_vote,
            "skip": hosting.skip,
            "lock": hosting.lock,
            "unlock": lambda: hosting.lock(False),
            "phones": lambda: hosting.show_text(not hosting.view().rules.text),
            "end": hosting.end,
            "more": lambda: hosting.more(*([_milliseconds(rest)] if rest else [])),
            "kick": lambda: hosting.kick(self._player(rest)),
            "grant": lambda: hosting.admit(self._knock(rest)),
            "refuse": lambda: hosting.admit(self._knock(rest), False),
            "right": lambda: hosting.rule(hosting.view().number, rest, True),
            "wrong": lambda: hosting.rule(hosting.view().number, rest, False),
            "poll": lambda: hosting.insert(poll_of(rest, f"{hosting.now()}", self.lang)),
            "address": self._next_address,
            "screen": lambda: self._queue.put({"event": "screen", **screen(hosting)}),
            "auto": self._toggle_auto,
            "state": lambda: self._queue.put({"event": "state", **self.state()}),
            "quit": self._quit,
        }
        if not word:
            return
        if word not in simple:
            self._refuse(Complaint("cli_workshop.no_command", word=word, known=", ".join(simple)))
            return
        self._do(simple[word])

    def _do(self, call: Callable[[], object]) -> None:
        try:
            call()
        except Complaint as complaint:
            self._refuse(complaint)

    def _refuse(self, complaint: Complaint) -> None:
        message = complaint.in_lang(self.lang)
        self._queue.put({"event": Happening.ERROR, "error": complaint.key, "message": message})  # in its turn

    def _next_address(self) -> None:
        shown = self.hosting.address
        if self.urls:
            place = self.urls.index(shown) + 1 if shown in self.urls else 0
            self.hosting.show_address(self.urls[place % len(self.urls)])
        url = self.hosting.address or None
        join = f"{url}/{self.hosting.pin}" if url else None
        self._queue.put({"event": "address", "url": url, "join": join, **screen(self.hosting)})

    def _toggle_auto(self) -> None:
        self.auto = not self.auto
        self._since = None
        self._queue.put({"event": "auto", "on": self.auto})

    def _quit(self) -> None:
        self._over = True

    def _player(self, name: str) -> str:
        """Return the id of a player who is there by this name. Raises Complaint when there is none."""
        for player in self.hosting.view().players:
            if folded(player.name) == folded(name):
                return player.id
        raise Complaint("workshop.no_player", name=name)

    def _knock(self, name: str) -> str:
        for knock in self.hosting.view().knocks:
            if not name or folded(knock.name) == folded(name):
                return knock.id
        raise Complaint("workshop.no_knock")


def _milliseconds(seconds: str) -> int:
    seconds = folded(seconds)
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 5):
        raise Complaint("cli_workshop.no_seconds", said=seconds)
    return int(seconds) * 1000


def opening(hosting: Hosting, urls: tuple[str, ...]) -> dict[str, Any]:
    """Return the first line: how one comes in."""
    with hosting.reading():
        room = hosting.room
        return {
            "event": Happening.OPEN,
            "id": room.id,
            "pin": room.pin,
            "url": urls[0] if urls else None,
            "urls": list(urls),
            "join": f"{urls[0]}/{room.pin}" if urls else None,
            **screen(hosting),
            "title": room.title,
            "questions": len(room.items),
            "rules": room.rules.dump(),
        }


def screen(hosting: Hosting) -> dict[str, str | None]:
    """Return how the next projector page is opened."""
    return {"screen": hosting.screen_link or None, "screen_pin": hosting.screen_pin}


def line_of(entry: Entry, hosting: Hosting) -> dict[str, Any] | None:
    """Return an entry of the log as a document; None for what nobody needs to be told."""
    with hosting.reading():
        return _line(entry, hosting.room, hosting)


def _line(entry: Entry, room: Room, hosting: Hosting) -> dict[str, Any] | None:
    kind, data = entry.kind, entry.data
    if kind in WHO:
        return {"event": WHO[kind], "name": room.players[data["player"]].name, "here": room.here}
    if kind in PLAIN:
        return {"event": PLAIN[kind]}
    match kind:
        case Kind.KNOCKED:
            return {"event": "asks_for_name", "name": room.players[data["player"]].name}
        case Kind.MORE:
            return {"event": "more", "seconds": data["ms"] // 1000}
        case Kind.INSERTED:
            return {"event": "inserted", "count": len(room.items)}
        case Kind.WORDED:
            return {"event": "phones", "text": data["text"]}
        case Kind.ASKED | Kind.VOTED_AGAIN:
            return _question(room)
        case Kind.ANSWERED:
            return _answers(room, data, hosting.now())
        case Kind.REVEALED:
            return _reveal(room)
        case Kind.RULED:
            return {"event": "ruled", "text": data["text"], "right": data["right"]}
        case Kind.RANKED:
            return {"event": Happening.STANDINGS, **ranking(hosting.view())}
        case Kind.PASSED:
            return {"event": Happening.SKIPPED, "number": len(room.runs)}
        case Kind.ENDED:
            return {"event": Happening.END, **ranking(hosting.view())}
    return None


def _question(room: Room) -> dict[str, Any]:
    run = room.runs[-1]
    return {
        "event": Happening.QUESTION,
        "number": run.number,
        "count": len(room.items),
        "ballot": run.ballot.number,
        "seconds": run.ballot.limit // 1000 or None,
        **question_document(run),
    }


def _answers(room: Room, data: Mapping[str, Any], now: int) -> dict[str, Any]:
    """Return how many have answered, of those who can be reached; not what, and not who."""
    ballot = room.runs[data["run"] - 1].ballots[data["ballot"] - 1]
    return {
        "event": Happening.ANSWERS,
        "number": data["run"],
        "answered": len(ballot.replies),
        "here": room.expected(now),
    }


def _reveal(room: Room) -> dict[str, Any]:
    run = room.runs[-1]
    return {
        "event": Happening.REVEAL,
        "number": run.number,
        "note": run.item.question.note,
        "question": dump_text(run.item.question.prompt),
        **reveal_document(run),
    }


def ranking(lead: Lead) -> dict[str, Any]:
    """Return the first ranks and the teams."""
    return {
        "top": [{"rank": place.rank, "name": place.name, "points": place.points} for place in lead.places[:TOP]],
        "teams": [
            {"rank": team.rank, "team": team_name(team.team), "points": team.points, "players": team.members}
            for team in lead.teams
        ],
    }

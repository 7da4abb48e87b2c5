"""A room from afar, by HTTP: a player in a terminal, and taking misses home."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from ops_trainer import private_files
from ops_trainer.content.questions.json_form import load_text
from ops_trainer.locale import Complaint
from ops_trainer.trainer.bounded_client import BoundedClient, Bounds, Unreachable, tls

if TYPE_CHECKING:
    from ops_trainer.content.questions.answer import Answer
    from ops_trainer.locale import Lang

SILENCE_S = 40.0  # the server says something every 15 seconds; after this long the line is dead
BOUNDS = Bounds(4 * 2**20, 20.0)
LINE_BYTES = 2**20  # of one thing that the server tells while it is followed
WAITS = (0.5, 1.0, 2.0, 4.0)  # between tries to reach a server that is away
LASTING = frozenset({"unknown_token", "kicked", "no_room", "foreign"})  # trying again does not help
UNSAVED = "not_saved"  # trying again does


class Refused(Complaint):
    """The server said no: `code` for programs, its own line for people; `token` where it gave one all the same."""

    def __init__(self, code: str, message: Any, token: str = "") -> None:
        super().__init__("remote.refused", message=message)
        self.code, self.token = code, token


@dataclass(frozen=True, slots=True)
class Address:
    """Where a room is: the server, and the PIN where the address held it."""

    base: str
    pin: str = ""


def address(url: str) -> Address:
    """Return an address as somebody typed it. Raises Complaint for what is none."""
    whole = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(whole)
        there = parts.hostname and parts.port != 0
    except ValueError:
        there = None
    if not there or parts.scheme not in ("http", "https") or parts.username:
        raise Complaint("remote.no_address", url=url)
    before, _, last = parts.path.strip("/").rpartition("/")
    pin = last if last.isascii() and last.isdigit() else ""
    path = before if pin else parts.path.strip("/")
    return Address(f"{parts.scheme}://{parts.netloc}{'/' + path if path else ''}", pin)


def public_url(url: str) -> str:
    """Return the address that others reach a room at, as the facilitator typed it, without what must not be in it.
    Raises Complaint for what is none."""
    found = address(url)
    if found.pin or urlsplit(url).query or urlsplit(url).fragment:
        raise Complaint("remote.no_address", url=url)
    return found.base


class Remote:
    """One player's line to a room. Its calls raise Refused when the server says no, Complaint when it is not there."""

    def __init__(
        self,
        base: str,
        pin: str,
        *,
        client: httpx.Client | None = None,
        places: Places | None = None,
        bounds: Bounds = BOUNDS,
    ) -> None:
        """`places` remembers the place that was got, for a line from a terminal that was closed meanwhile."""
        self.base, self.pin, self.token = base, pin, ""
        self._places = places
        # A proxy knows nothing of a meeting room.
        self._client = client or httpx.Client(base_url=base, verify=tls(), trust_env=False)
        self._answers = BoundedClient(self._client, base, bounds)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def join(self, name: str, lang: Lang, *, knock: bool = False) -> dict[str, Any]:
        """Come in; or with `knock` ask the facilitator for one's name, `waiting` until they say yes."""
        sent = {"name": name, "lang": lang, "knock": knock, "carry": "header"}
        try:
            reply = self._call("POST", "players", sent)
        except Refused as refused:
            self.token = refused.token or self.token  # the name is ours: the next try finds it
            raise
        self.token = str(reply.get("token") or self.token)
        if self._places is not None:
            self._places.keep(f"{self.base}/{self.pin}", Seat(name.strip(), self.token))
        return reply

    def back(self, name: str | None = None) -> dict[str, Any] | None:
        """Sit down on the place that was held here before, under this name or any; None when there is none."""
        seat = self._places.seat(f"{self.base}/{self.pin}", name) if self._places is not None else None
        if seat is None:
            return None
        self.token = seat.token
        try:
            return self.state()
        except Refused as refused:
            if refused.code not in LASTING:
                raise
            self.token = ""
            return None

    def state(self) -> dict[str, Any]:
        """Return the room, one's own part, and the server's time; `waiting` for who waits for a yes."""
        return self._call("GET", "state")

    def answer(self, run: int, ballot: int, answer: Answer, lang: Lang) -> dict[str, Any]:
        """Give an answer. Sending it again changes nothing, so it is sent again when no reply came."""
        sent = {"run": run, "ballot": ballot, "chosen": list(answer.chosen), "text": answer.text,
                "sure": answer.sure, "lang": lang}  # fmt: skip
        for wait in (*WAITS[:2], None):
            try:
                return self._call("POST", "answers", sent)
            except Complaint as complaint:
                lasting = isinstance(complaint, Refused) and complaint.code != UNSAVED
                if wait is None or lasting:
                    raise
                time.sleep(wait)
        raise AssertionError

    def leave(self) -> None:
        """Go; the points stay."""
        self._call("POST", "leave", {})

    def review(self) -> dict[str, Any]:
        """At the end: one's misses, and the code that takes them home."""
        return self._call("GET", "review")

    def claim(self, code: str) -> dict[str, Any]:
        """Return the misses behind a code."""
        safe = "".join(char for char in code if char.isascii() and (char.isalnum() or char == "-"))
        return self._call("GET", f"claims/{safe or '-'}")

    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what the server tells: `room`, `me`, `gone`, `beat`, each with its document, as long as the line
        holds."""
        path = self._path("events?answers_beats=true")
        with self._reaching(), self._answers.stream(path, self._headers(), SILENCE_S) as (status, came):
            if status != 200:
                raise _refusal(next(came, b"")[:LINE_BYTES], self.base)
            kind = "message"
            for line in _lines(came, time.monotonic):
                name, _, value = line.partition(":")
                if name == "event":
                    kind = value.strip()
                elif name == "data":
                    yield kind, _document(value)

    def _path(self, what: str) -> str:
        return f"/api/rooms/{self.pin or '-'}/{what}"

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    def _call(self, method: str, what: str, sent: dict[str, Any] | None = None) -> dict[str, Any]:
        sent_as = {} if sent is None else {"json": sent}
        with self._reaching():
            reply = self._answers.ask(method, self._path(what), self._headers(), **sent_as)
            if reply.status >= 400:
                raise _refusal(reply.body, self.base)
            return _document(reply.body) if reply.body else {}
        raise AssertionError

    def _reaching(self) -> _Reaching:
        return _Reaching(self.base, self._client)


class _Reaching:
    """Turns trouble on the line, and replies that are none of ours, into complaints."""

    def __init__(self, base: str, client: httpx.Client) -> None:
        self.base, self.client = base, client

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        hung_up = isinstance(error, RuntimeError) and self.client.is_closed
        if hung_up or isinstance(error, Unreachable):
            raise Complaint("remote.unreachable", url=self.base) from None
        if isinstance(error, ValueError | RecursionError):
            raise Complaint("remote.not_ours", url=self.base) from None


def harmless(text: str) -> str:
    """Return a text from afar without the characters that steer a terminal; line breaks stay."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


def _document(body: str | bytes) -> dict[str, Any]:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError
    return found


def _lines(came: Iterator[bytes], seconds: Callable[[], float]) -> Iterator[str]:
    """Pieces as lines. Raises Unreachable when a line takes longer than the silence that means a dead line, ValueError
    for one that is too long."""
    kept, last = b"", seconds()
    for piece in came:
        *whole, kept = (kept + piece).split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r").decode("utf-8", "replace")
        last = seconds() if whole else last
        if len(kept) > LINE_BYTES:
            raise ValueError
        if seconds() - last > SILENCE_S:
            raise Unreachable("a line that never ends")


def _refusal(body: bytes, url: str) -> Complaint:
    try:
        said = _document(body)
        message = {lang: harmless(str(words))[:500] for lang, words in said["message"].items()}
        return Refused(str(said["error"])[:40], load_text(message), str(said.get("token") or "")[:200])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Complaint("remote.not_ours", url=url)


Tell = Callable[[dict[str, Any], dict[str, Any]], None]


class Following(threading.Thread):
    """Keeps up with a room in a thread of its own, and finds back to it however often the line breaks.

    `tell` gets the room and one's own part whenever either changes; `trouble` gets what keeps it from the room, and
    None when it is back; `over` gets what ended it for good.
    """

    def __init__(
        self, remote: Remote, tell: Tell, trouble: Callable[[Complaint | None], None], over: Callable[[Complaint], None]
    ) -> None:
        super().__init__(name="workshop-player", daemon=True)
        self.remote, self.tell, self.trouble, self.over = remote, tell, trouble, over
        self.ahead = 0  # milliseconds that the server's clock is ahead of ours
        self._stop_asked = threading.Event()
        self._room: dict[str, Any] = {}
        self._me: dict[str, Any] = {}

    def stop(self) -> None:
        """Follow no longer."""
        self._stop_asked.set()

    def kept(self, reply: dict[str, Any]) -> None:
        """An answer was taken in: the server tells this in its reply alone, so it is put into one's own part here."""
        me, ballot = self._me, int(reply["ballot"])
        answers = list(me.get("answers") or []) if me.get("run") == reply["run"] else []
        answers += [None] * (ballot - len(answers))
        answers[ballot - 1] = reply["answer"]
        self._me = {**me, "run": reply["run"], "answers": answers}
        self.tell(self._room, self._me)

    def run(self) -> None:
        """Follow until it is stopped, or there is nothing left to follow."""
        tries = 0
        while not self._stop_asked.is_set():
            try:
                self._catch_up()
                self.trouble(None)
                tries = 0
                self._listen()
            except (KeyError, TypeError, ValueError):  # documents of another make
                self.over(Complaint("remote.not_ours", url=self.remote.base))
                return
            except Complaint as complaint:
                if isinstance(complaint, Refused) and complaint.code in LASTING:
                    self.over(complaint)
                    return
                if not self._stop_asked.is_set():
                    self.trouble(complaint)
            self._stop_asked.wait(WAITS[min(tries, len(WAITS) - 1)])
            tries += 1

    def _catch_up(self) -> None:
        """The whole state, as soon as there is one for us."""
        while not self._stop_asked.is_set():
            before = time.time()
            state = self.remote.state()
            if not state.get("waiting"):
                self.ahead = int(state["now"] - (before + time.time()) * 500)
                self._room, self._me = state["room"], state["me"]
                self.tell(self._room, self._me)
                return
            self._stop_asked.wait(1.0)

    def _listen(self) -> None:
        for kind, document in self.remote.events():
            if self._stop_asked.is_set():
                return
            if kind == "gone":
                self.remote.state()  # says by its refusal why
                return
            if kind == "beat":  # says that somebody is here
                state = self.remote.state()
                self._room, self._me = state["room"], state["me"]
            elif kind == "room":
                self._room = document
            elif kind == "me":
                self._me = document
            if kind in ("room", "me", "beat"):
                self.tell(self._room, self._me)


FILE = "workshop-places.json"
MOST = 20  # rooms remembered, the latest


@dataclass(frozen=True, slots=True)
class Seat:
    """A name in a room, and the token that shows that it is one's own."""

    name: str
    token: str


class Places:
    """A small file in the home, readable by its owner alone. That it can't be read or written is no harm."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE

    def seat(self, room: str, name: str | None) -> Seat | None:
        """Return the place held in a room (address and PIN): under this name, or under any when none is given."""
        found = self._all().get(room)
        if not isinstance(found, dict):
            return None
        seat = Seat(str(found.get("name", "")), str(found.get("token", "")))
        return seat if seat.token and (name is None or name.strip().casefold() == seat.name.casefold()) else None

    def keep(self, room: str, seat: Seat) -> None:
        """Remember a place."""
        kept = {key: value for key, value in self._all().items() if key != room}
        kept[room] = {"name": seat.name, "token": seat.token}
        latest = dict(list(kept.items())[-MOST:])
        with suppress(OSError):
            private_files.make_folder(self._path.parent)
            private_files.write_whole(self._path, json.dumps(latest, ensure_ascii=False).encode())

    def _all(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        return {}

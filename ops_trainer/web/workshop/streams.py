"""The event streams of phones: one snapshot of the room made once and sent to all, and each player's own part."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ops_trainer.workshop.log import Kind
from ops_trainer.workshop.phones import own_document, room_document

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.workshop.log import Entry

BEAT_S = 15.0  # so often something is sent, so that a dead connection is noticed on both sides
CROWD_S = 1.0  # people who come and go are told of together
MOST_STREAMS = 3  # of one player; the oldest gives way
HEAD = b"retry: 1000\n\n"

UNSEEN = frozenset(
    {Kind.OPENED, Kind.ANSWERED, Kind.KNOCKED, Kind.TURNED_AWAY, Kind.LOCKED, Kind.UNLOCKED, Kind.SCREENED}
)
CROWD = frozenset({Kind.JOINED, Kind.LEFT, Kind.RETURNED, Kind.KICKED, Kind.ADMITTED})
OWN = frozenset({Kind.LEFT, Kind.RETURNED, Kind.KICKED, Kind.ADMITTED, Kind.ANSWERED})  # tell one player something
SCORED = frozenset({Kind.REVEALED, Kind.RULED, Kind.PASSED, Kind.ENDED})  # tell every player something of their own


def packed(document: Any) -> bytes:
    """Return a document as JSON bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


class Stream:
    """One connection. It sends whatever is newest when it gets to it, so a slow phone skips what is past."""

    __slots__ = ("answers_beats", "asked", "beat", "over", "own", "player", "rev", "token", "wake")

    def __init__(self, player: str, token: str, rev: int, answers_beats: bool) -> None:
        self.player = player
        self.token = token  # the hash of what showed that it is them: who gets their name on a new phone has another
        self.rev = rev  # of the room that the phone has
        self.own = True  # its own part is to be sent
        self.beat = False
        self.answers_beats = answers_beats
        self.asked = False  # a beat was sent, and nothing was heard of the player since
        self.over = False
        self.wake = asyncio.Event()
        self.wake.set()


class Streams:
    """All streams of a room."""

    def __init__(self, hosting: Hosting, loop: asyncio.AbstractEventLoop) -> None:
        self._hosting = hosting
        self._loop = loop
        self._by_player: dict[str, list[Stream]] = {}
        self._shown = hosting.room.seq
        self._packed: tuple[int, bytes] | None = None
        self._crowd: asyncio.TimerHandle | None = None
        self._beat = loop.call_later(BEAT_S, self._beat_all)
        self._unwatch = hosting.watch(self._changed)

    def close(self) -> None:
        """End all streams."""
        self._unwatch()
        self._beat.cancel()
        if self._crowd is not None:
            self._crowd.cancel()
        for stream in self._all():
            self._end(stream)

    def room(self) -> bytes:
        """Return the room as phones see it, packed once for each change."""
        if self._packed is None or self._packed[0] != self._shown:
            with self._hosting.reading():
                self._packed = (self._shown, packed(room_document(self._hosting.room, self._shown)))
        return self._packed[1]

    def own(self, player: str) -> bytes:
        """Return a player's own part."""
        with self._hosting.reading():
            return packed(own_document(self._hosting.room, player))

    def open(self, player: str, rev: int, *, answers_beats: bool = False) -> EventStream[Stream]:
        """Return a stream for a player whose phone has the room as of a revision (-1: has nothing). One that
        `answers_beats` is ended when it doesn't: a phone that sleeps or has no power left may keep its connection for
        many minutes."""
        with self._hosting.reading():
            stream = Stream(player, self._hosting.room.players[player].token, rev, answers_beats)
        streams = self._by_player.setdefault(player, [])
        streams.append(stream)
        for old in streams[:-MOST_STREAMS]:
            self._end(old)
        self._hosting.connected(player, 1)
        return EventStream(self, stream)

    def heard(self, player: str) -> None:
        """A player's phone sent something."""
        for stream in self._by_player.get(player, ()):
            stream.asked = False

    def left(self, stream: Stream, *, silent: bool = False) -> None:
        """A stream's connection is gone, or nothing is heard through it."""
        streams = self._by_player.get(stream.player, [])
        if stream in streams:
            streams.remove(stream)
            if not streams:
                del self._by_player[stream.player]
            self._hosting.connected(stream.player, -1, silent=silent)

    def due(self, stream: Stream) -> bytes:
        """Return what a stream has to send now; the player's own part first, so that a reveal comes with its
        verdict."""
        chunk = b""
        with self._hosting.reading():
            player = self._hosting.room.players[stream.player]
            if player.gone:
                stream.over = True
                return b"event: gone\ndata: {}\n\n"
            if player.token != stream.token:
                stream.over = True
                return b""
            if stream.own:
                chunk = b"event: me\ndata: " + self.own(stream.player) + b"\n\n"
        if stream.rev != self._shown:
            stream.rev = self._shown
            chunk += b"id: %d\nevent: room\ndata: %b\n\n" % (stream.rev, self.room())
        if stream.beat and not chunk:
            chunk = b"event: beat\ndata: {}\n\n"
        stream.own = stream.beat = False
        return chunk

    # what changes, called in the thread that changed it

    def _changed(self, entry: Entry | None) -> None:
        if entry is None or self._loop.is_closed():
            return
        if entry.kind is Kind.ANSWERED and len(self._by_player.get(entry.data["player"], ())) < 2:
            return  # the phone that answered is told by the reply
        self._loop.call_soon_threadsafe(self._take, entry)

    def _take(self, entry: Entry) -> None:
        if entry.kind in OWN:
            self._tell_own(entry)
        if entry.kind in CROWD:
            if self._crowd is None:
                self._crowd = self._loop.call_later(CROWD_S, self._tell_crowd)
        elif entry.kind not in UNSEEN:
            self._show(entry.seq, own=entry.kind in SCORED)

    def _tell_own(self, entry: Entry) -> None:
        player = entry.data.get("player")
        for stream in self._by_player.get(player, ()) if player else ():
            stream.own = True
            stream.wake.set()

    def _tell_crowd(self) -> None:
        self._crowd = None
        self._show(self._hosting.room.seq)

    def _show(self, seq: int, *, own: bool = False) -> None:
        self._shown = max(self._shown, seq)
        self._packed = None
        for stream in self._all():
            stream.own = stream.own or own
            stream.wake.set()

    def _beat_all(self) -> None:
        self._beat = self._loop.call_later(BEAT_S, self._beat_all)
        for stream in self._all():
            if stream.asked and stream.answers_beats:
                self.left(stream, silent=True)
                self._end(stream)
                continue
            stream.beat = stream.asked = True
            stream.wake.set()

    def _end(self, stream: Stream) -> None:
        stream.over = True
        stream.wake.set()

    def _all(self) -> list[Stream]:
        return [stream for streams in self._by_player.values() for stream in streams]


class Waiting(Protocol):
    """A connection that something is sent through whenever it is woken up, until it is over."""

    over: bool
    wake: asyncio.Event


W = TypeVar("W", bound=Waiting)
Filled = TypeVar("Filled", bound=Waiting, contravariant=True)


class Source(Protocol[Filled]):
    """What fills connections."""

    def due(self, stream: Filled) -> bytes:
        """Return what a connection has to send now."""

    def left(self, stream: Filled) -> None:
        """A connection is gone."""


class EventStream(Response, Generic[W]):
    """A response that goes on until the other side goes, or the stream is over."""

    media_type = "text/event-stream"

    def __init__(self, source: Source[W], stream: W) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._source = source
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is due whenever there is something, until either side ends it."""
        stream = self._stream
        listening = asyncio.ensure_future(self._listen(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            chunk = HEAD
            while not stream.over:
                stream.wake.clear()
                chunk += self._source.due(stream)
                if chunk:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                    chunk = b""
                if not stream.over:
                    await stream.wake.wait()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            listening.cancel()
            self._source.left(stream)

    async def _listen(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._stream.over = True
        self._stream.wake.set()

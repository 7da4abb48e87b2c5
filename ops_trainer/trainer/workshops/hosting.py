"""A hosted room: one lock around it, its log on disk, and those who watch it called after every change."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops_trainer.locale import Complaint
from ops_trainer.store.database import complaint_of
from ops_trainer.trainer.workshops.writer import Writer
from ops_trainer.workshop.lead import Lead, lead
from ops_trainer.workshop.log import Entry
from ops_trainer.workshop.names import claim_code, pin, secret
from ops_trainer.workshop.room import MORE_MS, Presence, Room

if TYPE_CHECKING:
    from ops_trainer.content.questions.answer import Answer
    from ops_trainer.locale import Lang
    from ops_trainer.store.database import Database
    from ops_trainer.trainer.workshops.lease import Lease
    from ops_trainer.workshop.rules import Item
    from ops_trainer.workshop.runs import Reply
    from ops_trainer.workshop.state import Player

Watch = Callable[[Entry | None], None]
TICK_S = 0.2
FAULT_MS = 10_000  # so long the facilitator is told of a request that failed


@dataclass(frozen=True, slots=True)
class Joined:
    """A player who came in, the secret that shows it is them, and the entry that must be on disk first."""

    player: Player
    token: str
    seq: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer taken in: what is kept, whether it is new, the entry that must be on disk before it is acknowledged."""

    reply: Reply
    new: bool
    seq: int


def hashed(token: str) -> str:
    """Return what is kept of a token, so that whoever reads the store can't play for others."""
    return hashlib.sha256(token.encode()).hexdigest()


class Hosting:
    """A room, its persistence, its watchers. Every method may be called from any thread.

    The facilitator's controls return when what they did is on disk: only then does anybody see it. What players do
    returns at once with the number of its entry; `settled` (or `when_settled`, without waiting) tells when that is on
    disk. Both raise Complaint when something may not be done now.
    """

    def __init__(
        self,
        database: Database,
        room: Room,
        clock: Callable[[], int],
        lease: Lease,
        *,
        written: int = 0,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """`clock` gives UTC milliseconds; `lease` is taken already; `written` is the last entry of the room that is on
        disk."""
        self.room = room
        self._clock = clock
        self._random = random
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._revision = 0
        self._watchers: list[Watch] = []
        self._fresh: list[Entry] = []
        self._path = database.path
        self._fault: tuple[Complaint, int] | None = None
        self._writer = Writer(database, room.id, lease, written)
        self._address = ""
        self._screen_pin = ""
        self._expected = 0  # answers that there can be, as those who watch know it
        self._stop = threading.Event()
        self._ticker: threading.Thread | None = None
        room.write = self._write

    # looking

    @property
    def id(self) -> str:
        """The room's id, as `workshop results` takes it."""
        return self.room.id

    @property
    def pin(self) -> str:
        """What people type to join."""
        return self.room.pin

    @property
    def address(self) -> str:
        """Where phones come in, without the PIN, as everybody is shown it; empty where there is no network."""
        return self._address

    def show_address(self, address: str) -> None:
        """Show another address from now on, on projector pages too."""
        self._address = address
        self._notify([None])

    @property
    def screen_pin(self) -> str:
        """What opens the next projector page, once: six digits, other ones after each that was let in."""
        with self._lock:
            while self._screen_pin in ("", self.room.pin):
                self._screen_pin = pin(self._random(8))
            return self._screen_pin

    @property
    def screen_link(self) -> str:
        """The address of the projector page with that PIN. It stands behind a `#`, which no server or chat that looks
        at a link is sent; empty where there is no network."""
        return f"{self._address}/screen#{self.screen_pin}" if self._address else ""

    @property
    def revision(self) -> int:
        """Rises with every change that the facilitator could see, phones that come and go included."""
        return self._revision

    @property
    def written(self) -> int:
        """The last entry that is on disk."""
        return self._writer.written

    @property
    def trouble(self) -> Complaint | None:
        """Why nothing can be written just now (disk full …), or why a phone's request failed a moment ago; None when
        all is well. Writing is tried again all the time."""
        if self._writer.error is not None:
            return self._writer.error
        fault = self._fault
        return fault[0] if fault is not None and self._clock() - fault[1] < FAULT_MS else None

    def failed(self, error: Exception) -> None:
        """Take in that a phone's request failed for no fault of the phone's: `trouble` says so for a while."""
        self._fault = complaint_of(error, self._path), self._clock()
        self._notify([None])

    def now(self) -> int:
        """Return the server's time, UTC in milliseconds."""
        return self._clock()

    def view(self) -> Lead:
        """Return the room as the facilitator sees it now."""
        with self._lock:
            connected = self.room.presence.connected if self.room.presence is not None else ()
            return lead(self.room, self._clock(), connected, self._revision)

    def wait(self, after: int, timeout: float | None = None) -> int:
        """Return the revision, as soon as it is past `after` (or when the timeout, in seconds, is over)."""
        with self._changed:
            self._changed.wait_for(lambda: self._revision > after or self._stop.is_set(), timeout)
            return self._revision

    def watch(self, watcher: Watch) -> Callable[[], None]:
        """Have a function called after every change, from the thread that made it, with the entry (None when a phone
        came or went); it must be quick. What it returns ends that."""
        self._watchers.append(watcher)

        def end() -> None:
            with suppress(ValueError):
                self._watchers.remove(watcher)

        return end

    def reading(self) -> threading.RLock:
        """Return the lock under which `room` may be looked at (`with hosting.reading(): …`)."""
        return self._lock

    # the facilitator

    def next(self) -> Entry:
        """Go on to the next step: see `Room.next`."""
        return self._control(self.room.next)

    def discuss(self) -> Entry:
        """End the first vote and let people talk; `next` opens the second."""
        return self._control(self.room.discuss)

    def skip(self) -> Entry:
        """Leave out the open question, or the standings."""
        return self._control(self.room.skip)

    def close_vote(self) -> Entry:
        """Take no more answers; the reveal waits for `next`."""
        return self._control(self.room.close)

    def pause(self) -> Entry:
        """Stop the clock, or let it go on."""
        return self._control(self.room.pause)

    def more(self, ms: int = MORE_MS) -> Entry:
        """Give so much more time."""
        return self._control(lambda now: self.room.more(now, ms))

    def show_text(self, text: bool) -> Entry:
        """Show questions and options on phones, or leave them to the projector."""
        return self._control(lambda now: self.room.show_text(now, text))

    def lock(self, locked: bool = True) -> Entry:
        """Let nobody else join, or let people join again."""
        return self._control(lambda now: self.room.lock(now, locked))

    def kick(self, player: str) -> Entry:
        """Send a player (id) out."""
        return self._control(lambda now: self.room.kick(now, player))

    def admit(self, knock: str, yes: bool = True) -> Entry:
        """Give somebody who lost a name that name, or not."""
        return self._control(lambda now: self.room.admit(now, knock, yes))

    def rule(self, run: int, text: str, right: bool) -> Entry:
        """Let a typed answer count, or not, for everyone who gave it."""
        return self._control(lambda now: self.room.rule(now, run, text, right))

    def insert(self, item: Item) -> Entry:
        """Ask this next (a poll that just came up)."""
        return self._control(lambda now: self.room.insert(now, item))

    def end(self) -> Entry:
        """End the quiz here."""
        return self._control(self.room.end)

    # players

    def join(self, name: str, lang: Lang) -> Joined:
        """Let a player in under a name."""
        token = secret(self._random(16))
        with self._lock:
            code = claim_code(self._random(8))
            player = self.room.join(self._clock(), name, lang=lang, token=hashed(token), claim=code)
            joined = Joined(player, token, self.room.seq)
        self.heard(player.id)
        self._tell()
        return joined

    def knock(self, name: str, lang: Lang) -> tuple[str, int]:
        """Ask for a taken name back; return the token that is good once the facilitator says yes, and the entry."""
        token = secret(self._random(16))
        with self._lock:
            self.room.knock(self._clock(), self._random(6).hex(), name, lang=lang, token=hashed(token))
            seq = self.room.seq
        self._tell()
        return token, seq

    def is_knocking(self, token: str) -> bool:
        """Return whether a token waits for the facilitator's yes."""
        with self._lock:
            return any(knock.token == hashed(token) for knock in self.room.knocks.values())

    def who(self, token: str) -> Player:
        """Return the player of a token. Raises Complaint when there is none, or they were sent out."""
        with self._lock:
            return self.room.who(hashed(token))

    def accept_vote(self, player: str, run: int, ballot: int, answer: Answer, lang: Lang | None = None) -> Receipt:
        """Take a player's answer in; a repeat gives what is kept. `lang` is what the question was read in."""
        with self._lock:
            reply, new = self.room.accept_vote(self._clock(), player, run, ballot, answer, lang)
            receipt = Receipt(reply, new, self.room.seq)
            if new:
                self.room.tick(self._clock())
        self._tell()
        return receipt

    def leave(self, player: str) -> int:
        """Let a player go; return the number of the entry."""
        return self._of(lambda now: self.room.leave(now, player))

    def come_back(self, player: str) -> int:
        """Take a player who had gone back in; return the number of the entry."""
        return self._of(lambda now: self.room.come_back(now, player))

    # projector pages

    def let_screen_in(self, number: str) -> tuple[str, int]:
        """Let a projector page in that shows the screen PIN; return the token that it keeps, and the entry. The PIN is
        used up with that. Raises Complaint for any other."""
        token = secret(self._random(16))
        with self._lock:
            if number != self.screen_pin:
                raise Complaint("workshop.no_screen")
            self._screen_pin = ""
            self.room.show_on(self._clock(), hashed(token))
            seq = self.room.seq
        self._tell()
        return token, seq

    def is_screen(self, token: str) -> bool:
        """Return whether a token is that of a projector page of this room."""
        with self._lock:
            return hashed(token) in self.room.screens

    # phones

    def expect_phones(self) -> None:
        """Wait for those alone whose phones can be reached. Without this everybody in the room is waited for."""
        with self._lock:
            if self.room.presence is None:
                self.room.presence = Presence(self._clock())

    def heard(self, player: str) -> None:
        """A player's phone gave a sign of life."""
        with self._lock:
            presence, now = self.room.presence, self._clock()
            is_back = presence is not None and not presence.is_here(player, now)
            if presence is not None:
                presence.heard(player, now)
        if is_back:
            self._notify([None])

    def connected(self, player: str, more: int, *, silent: bool = False) -> None:
        """A screen of a player's is connected (`more` is 1), or no more (-1); `silent` when it gave no sign of life
        lately, so that they are gone since the last one."""
        self.expect_phones()
        with self._lock:
            presence = self.room.presence
            assert presence is not None
            if more > 0:
                presence.connect(player, self._clock())
            else:
                presence.disconnect(player, None if silent else self._clock())
        self._notify([None])

    def settled(self, seq: int) -> None:
        """Return when an entry is on disk. Raises Complaint when it can't be written."""
        self._writer.wait(seq)

    def when_written(self, callback: Callable[[], None]) -> None:
        """Have a function called from another thread after each commit, good or failed; `written` and `trouble` then
        tell how far it went. There is one such function."""
        self._writer.on_written = callback

    # time

    def start(self) -> None:
        """Watch the clock: close votes when their time is over. Once is enough."""
        if self._ticker is not None:
            return
        self._ticker = threading.Thread(target=self._keep_time, name="workshop-clock", daemon=True)
        self._ticker.start()

    def tick(self) -> Entry | None:
        """Close the open vote when its time is over, or everyone who is here has answered."""
        with self._lock:
            entry = self.room.tick(self._clock())
        self._tell()
        self._tell_expected()
        self._writer.keep_lease()
        return entry

    def close(self) -> None:
        """Write what is left and stop. The room can be resumed."""
        self._stop.set()
        with self._changed:
            self._changed.notify_all()
        if self._ticker is not None:
            self._ticker.join()
        self._writer.close()

    def _keep_time(self) -> None:
        while not self._stop.wait(TICK_S):
            self.tick()

    # inside

    def _write(self, entry: Entry) -> None:
        self._fresh.append(entry)
        self._writer.put(entry)

    def _control(self, act: Callable[[int], Entry]) -> Entry:
        """Do what the facilitator asks. The lock is held until it is on disk, so that nobody sees what a crash
        could undo."""
        with self._lock:
            entry = act(self._clock())
            self._writer.wait(entry.seq)
        self._tell()
        return entry

    def _of(self, act: Callable[[int], Entry | None]) -> int:
        with self._lock:
            act(self._clock())
            seq = self.room.seq
        self._tell()
        return seq

    def _tell(self) -> None:
        with self._lock:
            fresh, self._fresh = self._fresh, []
        if fresh:
            self._notify(fresh)

    def _tell_expected(self) -> None:
        """Have those who watch look again when there are more or fewer to wait for: a phone goes without an entry."""
        with self._lock:
            before, self._expected = self._expected, self.room.expected(self._clock()) if self.room.is_open else 0
            changed = self._expected != before
        if changed:
            self._notify([None])

    def _notify(self, fresh: list[Entry] | list[None]) -> None:
        with self._changed:
            self._revision += 1
            self._changed.notify_all()
        for watcher in list(self._watchers):
            for entry in fresh:
                watcher(entry)

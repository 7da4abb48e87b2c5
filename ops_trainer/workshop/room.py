"""A room: what may be done in it, and when; and who can be reached. Time and anything random come in from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, assert_never

from ops_trainer.content.questions import answer as answers
from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.types import of
from ops_trainer.locale import LANGS, Complaint, Lang
from ops_trainer.workshop.log import Entry, Kind
from ops_trainer.workshop.names import clean, skeletons
from ops_trainer.workshop.rules import MOST_QUESTIONS, Item, Rules
from ops_trainer.workshop.runs import Ballot, Reply
from ops_trainer.workshop.standings import Standings
from ops_trainer.workshop.state import Phase, Player, State

MORE_MS = 10_000
MOST_KNOCKS = 20
COMINGS = 3  # people may come and go, but not without end: so many times the players that there is room for
AWAY_MS = 30_000  # nobody waits for a phone that has been disconnected, or silent, for so long


class Presence:
    """The phones of a room. A player is here while a screen of theirs is connected, and for AWAY_MS after the last sign
    of life: a request, a connection that opened or ended. Times are UTC milliseconds."""

    def __init__(self, now: int) -> None:
        """`now` stands as the last sign of life of everybody not heard of yet, so that after a restart all have the
        time to come back."""
        self._began = now
        self._screens: Counter[str] = Counter()
        self._heard: dict[str, int] = {}

    def heard(self, player: str, now: int) -> None:
        """Take a sign of life in."""
        self._heard[player] = max(now, self._heard.get(player, now))

    def connect(self, player: str, now: int) -> None:
        """One more screen of a player is connected."""
        self._screens[player] += 1
        self.heard(player, now)

    def disconnect(self, player: str, now: int | None) -> None:
        """One screen fewer; `now` is None for one that fell silent, which is no sign of life."""
        self._screens[player] -= 1
        if now is not None:
            self.heard(player, now)

    @property
    def connected(self) -> set[str]:
        """The players with a screen that is connected now."""
        return set(+self._screens)

    def silent(self, player: str, now: int) -> int:
        """Return for how many milliseconds nothing was heard of a player; 0 while a screen of theirs is connected."""
        return 0 if self._screens[player] > 0 else max(now - self._heard.get(player, self._began), 0)

    def is_here(self, player: str, now: int) -> bool:
        """Return whether a player is to be waited for."""
        return self._screens[player] > 0 or now - self._heard.get(player, self._began) < AWAY_MS


@dataclass
class Room(State):
    """A live quiz. Every method that changes something takes the time in UTC milliseconds first, tells the entry to
    `write`, and raises Complaint when it may not be done now.

    The way of a question: asked → (closed) → revealed → ranked → the next; or, with a discussion, asked → discussed →
    voted again → revealed. `next` goes the usual way, one step a call.

    `presence` tells whose phones can be reached; without it (one keyboard for all) everybody in the room is here.
    """

    write: Callable[[Entry], None] = field(default=lambda entry: None, compare=False, repr=False)
    presence: Presence | None = field(default=None, compare=False, repr=False)
    _standings: tuple[int, Standings] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def open(
        cls,
        now: int,
        id_: str,
        pin: str,
        title: str,
        rules: Rules,
        items: Sequence[Item],
        write: Callable[[Entry], None] | None = None,
    ) -> Self:
        """Return a new room in its lobby. Raises Complaint when there is nothing, or too much, to ask, or a rule can't
        be."""
        rules.check()
        if not 1 <= len(items) <= MOST_QUESTIONS:
            raise Complaint("workshop.no_questions", most=MOST_QUESTIONS)
        room = cls()
        room.write = write or room.write
        raw = [item.dump() for item in items]
        room._log(now, Kind.OPENED, id=id_, pin=pin, title=title, rules=rules.dump(), items=raw)
        return room

    @property
    def standings(self) -> Standings:
        """Points and ranks as they are now."""
        if self._standings is None or self._standings[0] != self.scored:
            self._standings = (self.scored, Standings(self))
        return self._standings[1]

    @property
    def is_last(self) -> bool:
        """Whether no question is left after this one."""
        return len(self.runs) >= len(self.items)

    # the facilitator

    def next(self, now: int) -> Entry:
        """Go on: the first question, the answer revealed, the standings, the next question, the end.

        After a poll, and after the last question, the standings are left out: the end shows them.
        """
        match self.phase:
            case Phase.LOBBY:
                return self._log(now, Kind.ASKED)
            case Phase.QUESTION:
                return self._end_vote(now, Kind.REVEALED)
            case Phase.DISCUSS:
                return self._log(now, Kind.VOTED_AGAIN)
            case Phase.REVEAL if not self.runs[-1].item.poll and not self.is_last:
                return self._log(now, Kind.RANKED)
            case Phase.REVEAL | Phase.STANDINGS:
                return self._log(now, Kind.ENDED if self.is_last else Kind.ASKED)
            case Phase.END:
                raise Complaint("workshop.over")
            case _:
                assert_never(self.phase)

    def discuss(self, now: int) -> Entry:
        """End the first vote and let people talk; `next` then opens the second. Not in a poll."""
        self._need(self.phase is Phase.QUESTION and self.runs[-1].ballot.number == 1 and not self.runs[-1].item.poll)
        return self._end_vote(now, Kind.DISCUSSED)

    def skip(self, now: int) -> Entry:
        """Leave out: the open question, which then counts for nothing, or the standings after a reveal."""
        self._need(self.phase not in (Phase.LOBBY, Phase.END))
        if self.phase in (Phase.QUESTION, Phase.DISCUSS):
            self._log(now, Kind.PASSED)
        return self._log(now, Kind.ENDED if self.is_last else Kind.ASKED)

    def close(self, now: int) -> Entry:
        """Take no more answers in the open vote; the reveal waits."""
        self._need(self.is_open)
        return self._end_vote(now, Kind.CLOSED)

    def pause(self, now: int) -> Entry:
        """Stop the clock of the open vote, or let it go on."""
        self._need(self.is_open)
        return self._log(now, Kind.PAUSED if self.paused is None else Kind.WENT_ON)

    def more(self, now: int, ms: int = MORE_MS) -> Entry:
        """Give more time; a vote whose time is over opens again. Raises Complaint where there is no limit."""
        self._need(self.phase is Phase.QUESTION and bool(self.runs[-1].ballot.limit) and ms > 0)
        return self._log(now, Kind.MORE, ms=ms)

    def show_text(self, now: int, text: bool) -> Entry:
        """Show questions and options on phones from now on, or leave them to the projector."""
        self._need(self.phase is not Phase.END)
        return self._log(now, Kind.WORDED, text=text)

    def lock(self, now: int, locked: bool = True) -> Entry:
        """Let nobody else join, or let people join again."""
        return self._log(now, Kind.LOCKED if locked else Kind.UNLOCKED)

    def kick(self, now: int, player: str) -> Entry:
        """Send a player (id) out: their points go, their name stays taken, they can't come back under it."""
        if player not in self.players or self.players[player].gone:
            raise Complaint("workshop.no_player", name=player)
        return self._log(now, Kind.KICKED, player=player)

    def admit(self, now: int, knock: str, yes: bool) -> Entry:
        """Say whether somebody who lost a name is who they say; with yes the name is theirs, on the new device."""
        if knock not in self.knocks:
            raise Complaint("workshop.no_knock")
        return self._log(now, Kind.ADMITTED if yes else Kind.TURNED_AWAY, knock=knock)

    def rule(self, now: int, run: int, text: str, right: bool) -> Entry:
        """Let a typed answer count as right, or not, whatever the program thought; for all who gave it."""
        if not 0 < run <= len(self.runs) or not self.runs[run - 1].revealed or not text.strip():
            raise Complaint("workshop.not_now")
        return self._log(now, Kind.RULED, run=run, text=text, right=right)

    def insert(self, now: int, item: Item) -> Entry:
        """Ask this next."""
        self._need(self.phase is not Phase.END and len(self.items) < MOST_QUESTIONS)
        return self._log(now, Kind.INSERTED, item=item.dump())

    def end(self, now: int) -> Entry:
        """End the quiz here; a question that is open counts for nothing."""
        self._need(self.phase is not Phase.END)
        return self._log(now, Kind.ENDED)

    def resume(self, now: int) -> Entry:
        """Go on after the host program was cut off: the clock stood still meanwhile, and waits for `pause`."""
        return self._log(now, Kind.RESUMED)

    def show_on(self, now: int, token: str) -> Entry:
        """Let a projector page show the room. `token` is the hash of a secret that the page keeps."""
        return self._log(now, Kind.SCREENED, token=token)

    def tick(self, now: int) -> Entry | None:
        """Close the open vote when its time is over or everyone who is here has answered; None when neither is so.

        Where nobody is here (the network failed) it waits for them, as long as there is time.
        """
        if not self.is_open or self.paused is not None:
            return None
        if self.everyone_answered or self._all_here_answered(now) or self.runs[-1].ballot.is_over(now):
            return self._end_vote(now, Kind.CLOSED)
        return None

    # who is waited for

    def is_here(self, player: str, now: int) -> bool:
        """Return whether a player is in the room and can be reached."""
        return self.players[player].active and (self.presence is None or self.presence.is_here(player, now))

    def expected(self, now: int) -> int:
        """Return how many answers there can be in the latest vote, as far as is known now: those given, and those of
        the players who are here."""
        replies = self.runs[-1].ballot.replies if self.runs else {}
        return len(replies) + sum(player not in replies and self.is_here(player, now) for player in self.players)

    def _all_here_answered(self, now: int) -> bool:
        replies, anybody = self.runs[-1].ballot.replies, False
        for player in self.players:
            if self.is_here(player, now):
                if player not in replies:
                    return False
                anybody = True
        return anybody

    def _end_vote(self, now: int, kind: Kind) -> Entry:
        """No more answers in the open vote; who was away and answered nothing is written down with it."""
        data: dict[str, Any] = {}
        if self.is_open and self.presence is not None:
            run = self.runs[-1]
            away = [id_ for id_ in run.members if not self.is_here(id_, now) and run.reply(id_) is None]
            if away := [id_ for id_ in away if self.players[id_].active]:
                data["away"] = sorted(away)
        return self._log(now, kind, **data)

    # the players

    def join(self, now: int, name: str, *, lang: Lang, token: str, claim: str) -> Player:
        """Come in under a name. `token` is the hash of a secret that the player keeps, `claim` a new claim code.

        Raises Complaint when the room is over, locked or full, the name is not fit, or looks like a taken one.
        """
        name = clean(name)
        if self.phase is Phase.END:
            raise Complaint("workshop.over")
        if self.name_taken(name):
            raise Complaint("workshop.name_taken", name=name)
        if self.locked:
            raise Complaint("workshop.locked")
        most = self.rules.max_players
        if self.here >= most or len(self.players) >= most * COMINGS:
            raise Complaint("workshop.full")
        number = f"p{len(self.players) + 1}"
        data: dict[str, Any] = {"player": number, "name": name, "lang": _lang(lang), "token": token, "claim": claim}
        if self.rules.teams:
            data["team"] = self._smallest_team()
        self._log(now, Kind.JOINED, **data)
        return self.players[number]

    def name_taken(self, name: str) -> bool:
        """Return whether a name is taken, or could be mistaken for one that is."""
        return not self.names.keys().isdisjoint(skeletons(name))

    def knock(self, now: int, knock: str, name: str, *, lang: Lang, token: str) -> Entry:
        """Say that a taken name is one's own and wait for the facilitator's yes. One wait a name, twenty in all."""
        player = next((self.names[look] for look in skeletons(clean(name)) if look in self.names), None)
        if player is None or self.players[player].gone:
            raise Complaint("workshop.no_player", name=name)
        if self.phase is Phase.END:
            raise Complaint("workshop.over")
        if any(one.player == player for one in self.knocks.values()) or len(self.knocks) >= MOST_KNOCKS:
            raise Complaint("workshop.knocked")
        return self._log(now, Kind.KNOCKED, knock=knock, player=player, token=token, lang=_lang(lang))

    def who(self, token: str) -> Player:
        """Return the player of a token's hash. Raises Complaint for one that is not known, or that was sent out."""
        player = self.tokens.get(token)
        if player is None:
            raise Complaint("workshop.unknown_token")
        if self.players[player].gone:
            raise Complaint("workshop.kicked")
        return self.players[player]

    def leave(self, now: int, player: str) -> Entry | None:
        """Go; the points stay. None when they had gone already."""
        return None if not self.players[player].active else self._log(now, Kind.LEFT, player=player)

    def come_back(self, now: int, player: str) -> Entry | None:
        """Come back after having gone. None when they are there, or were sent out."""
        away = self.players[player].left and not self.players[player].gone
        return self._log(now, Kind.RETURNED, player=player) if away else None

    def accept_vote(
        self, now: int, player: str, run: int, ballot: int, answer: Answer, lang: Lang | None = None
    ) -> tuple[Reply, bool]:
        """Take an answer in; the reply that is kept, and whether it is new. A repeat gets the first one back.

        `lang` is what the question was read in, when that is another language than the player came in with. Raises
        Complaint when it does not fit the question, comes too early or too late, is for another question or vote, while
        the clock stands, or from one who left.
        """
        if 0 < run <= len(self.runs) and 0 < ballot <= len(self.runs[run - 1].ballots):
            stored = self.runs[run - 1].ballots[ballot - 1].replies.get(player)
            if stored is not None:
                return stored, False
        if not self.players[player].active:
            raise Complaint("workshop.not_now")
        current = self._open_ballot(now, run, ballot)
        question = self.runs[-1].item.question
        fit = of(question).fitted(question, answer)
        data: dict[str, Any] = {"player": player, "run": run, "ballot": ballot, "answer": answers.dump(fit)}
        if lang in LANGS and lang != self.players[player].lang:
            data["lang"] = lang
        self._log(now, Kind.ANSWERED, **data)
        return current.replies[player], True

    def _open_ballot(self, now: int, run: int, ballot: int) -> Ballot:
        current = self.run
        if current is None or (run, ballot) > (current.number, current.ballot.number):
            raise Complaint("workshop.too_early")
        if (run, ballot) != (current.number, current.ballot.number):
            raise Complaint("workshop.other_question")
        if not self.is_open or current.ballot.is_over(max(now, self.at) if self.paused is None else self.paused):
            raise Complaint("workshop.too_late")
        if self.paused is not None:
            raise Complaint("workshop.paused")
        return current.ballot

    def _smallest_team(self) -> int:
        sizes = [0] * self.rules.teams
        for player in self.active:
            if player.team is not None:
                sizes[player.team] += 1
        return sizes.index(min(sizes))

    def _need(self, allowed: bool) -> None:
        if not allowed:
            raise Complaint("workshop.not_now")

    def _log(self, now: int, kind: Kind, **data: Any) -> Entry:
        """Something happens: it is taken in and told to whoever writes it down. Time never runs backwards."""
        entry = Entry(self.seq + 1, max(now, self.at), kind, data)
        self.apply(entry)
        self.write(entry)
        return entry


def _lang(lang: str) -> str:
    return lang if lang in LANGS else LANGS[0]

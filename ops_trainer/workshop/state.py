"""A room as it stands, with the players in it: what comes of going through its log."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ops_trainer.content.questions import answer as answers
from ops_trainer.content.questions.marking.signs import counted_as
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.locale import Lang
from ops_trainer.workshop.log import Entry
from ops_trainer.workshop.names import skeletons
from ops_trainer.workshop.rules import Item, Rules
from ops_trainer.workshop.runs import Ballot, Reply, Run


@dataclass(slots=True)
class Player:
    """A player. `token` is the hash of what their phone shows to be them; `claim` the code for their misses;
    `team` counts from 0; `left` and `gone` tell that they went by themselves or were sent out."""

    id: str
    name: str
    lang: Lang
    token: str
    claim: str
    joined: int
    team: int | None = None
    left: bool = False
    gone: bool = False

    @property
    def active(self) -> bool:
        """Whether they are in the room."""
        return not (self.left or self.gone)


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody who says that a name is theirs, and waits for the facilitator's yes."""

    id: str
    player: str
    token: str
    lang: Lang
    at: int


class Phase(enum.StrEnum):
    """Where a room is. A second vote is a QUESTION again, with its second ballot."""

    LOBBY = "lobby"
    QUESTION = "question"
    DISCUSS = "discuss"
    REVEAL = "reveal"
    STANDINGS = "standings"
    END = "end"


@dataclass
class State:
    """Everything known of a room. Changed by `apply` alone, so that the same log always gives the same room."""

    id: str = ""
    pin: str = ""
    title: str = ""
    rules: Rules = field(default_factory=Rules)
    items: list[Item] = field(default_factory=list)
    phase: Phase = Phase.LOBBY
    locked: bool = False
    paused: int | None = None  # since when
    players: dict[str, Player] = field(default_factory=dict)
    knocks: dict[str, Knock] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    seq: int = 0
    at: int = 0
    opened: int = 0
    names: dict[str, str] = field(default_factory=dict)  # skeletons of a name → player
    tokens: dict[str, str] = field(default_factory=dict)  # hash of a token → player
    screens: set[str] = field(default_factory=set)  # hashes of the tokens of projector pages
    here: int = 0  # players in the room
    scored: int = 0  # the last entry that changed points or ranks

    @classmethod
    def replay(cls, entries: Iterable[Entry]) -> Self:
        """Return the room that a log gives."""
        room = cls()
        for entry in entries:
            room.apply(entry)
        return room

    @property
    def run(self) -> Run | None:
        """The question that is open or was open last."""
        return self.runs[-1] if self.runs else None

    @property
    def is_open(self) -> bool:
        """Whether a vote is open, paused or not."""
        return self.phase is Phase.QUESTION and self.runs[-1].ballot.closed is None

    @property
    def active(self) -> list[Player]:
        """The players in the room."""
        return [player for player in self.players.values() if player.active]

    @property
    def everyone_answered(self) -> bool:
        """Whether every player in the room answered in the open vote."""
        if not self.is_open:
            return False
        replies = self.runs[-1].ballot.replies
        return 0 < self.here <= len(replies) and all(player.id in replies for player in self.active)

    def apply(self, entry: Entry) -> None:
        """Take an entry in. It is true already: nothing is checked here."""
        getattr(self, f"_{entry.kind.value}")(entry.at, entry.data)
        self.seq, self.at = entry.seq, entry.at

    def _opened(self, at: int, data: Mapping[str, Any]) -> None:
        self.id, self.pin, self.title = data["id"], data["pin"], data["title"]
        self.rules = Rules.load(data["rules"])
        self.items = [Item.load(raw) for raw in data["items"]]
        self.opened = at

    # who is there

    def _joined(self, at: int, data: Mapping[str, Any]) -> None:
        player = Player(
            data["player"], data["name"], data["lang"], data["token"], data["claim"], at, data.get("team")
        )  # fmt: skip
        self.players[player.id] = player
        self.here += 1
        self.names |= dict.fromkeys(skeletons(player.name), player.id)
        self.tokens[player.token] = player.id
        self._present(player)

    def _left(self, at: int, data: Mapping[str, Any]) -> None:
        self._absent(self.players[data["player"]])
        self.players[data["player"]].left = True
        self.scored = self.seq + 1

    def _returned(self, at: int, data: Mapping[str, Any]) -> None:
        self.here += not self.players[data["player"]].active
        self.players[data["player"]].left = False
        self._present(self.players[data["player"]])

    def _kicked(self, at: int, data: Mapping[str, Any]) -> None:
        self._absent(self.players[data["player"]])
        self.players[data["player"]].gone = True
        self.knocks = {id_: knock for id_, knock in self.knocks.items() if knock.player != data["player"]}
        self.scored = self.seq + 1

    def _absent(self, player: Player) -> None:
        self.here -= player.active

    def _present(self, player: Player) -> None:
        if self.is_open:
            self.runs[-1].members.add(player.id)
        self.scored = self.seq + 1

    def _locked(self, at: int, data: Mapping[str, Any]) -> None:
        self.locked = True

    def _unlocked(self, at: int, data: Mapping[str, Any]) -> None:
        self.locked = False

    def _knocked(self, at: int, data: Mapping[str, Any]) -> None:
        self.knocks[data["knock"]] = Knock(data["knock"], data["player"], data["token"], data["lang"], at)

    def _admitted(self, at: int, data: Mapping[str, Any]) -> None:
        knock = self.knocks.pop(data["knock"])
        player = self.players[knock.player]
        self.tokens.pop(player.token, None)
        self.here += not player.active
        player.token, player.lang, player.left = knock.token, knock.lang, False
        self.tokens[knock.token] = player.id
        self._present(player)

    def _turned_away(self, at: int, data: Mapping[str, Any]) -> None:
        self.knocks.pop(data["knock"])

    def _screened(self, at: int, data: Mapping[str, Any]) -> None:
        self.screens.add(data["token"])

    # what is asked

    def _inserted(self, at: int, data: Mapping[str, Any]) -> None:
        self.items.insert(len(self.runs), Item.load(data["item"]))

    def _asked(self, at: int, data: Mapping[str, Any]) -> None:
        item = self.items[len(self.runs)]
        ballot = Ballot(1, at, self.rules.limit_ms(item.question))
        self.runs.append(Run(len(self.runs) + 1, item, [ballot], {player.id for player in self.active}))
        self.phase, self.paused = Phase.QUESTION, None

    def _voted_again(self, at: int, data: Mapping[str, Any]) -> None:
        run = self.runs[-1]
        run.ballots.append(Ballot(2, at, self.rules.limit_ms(run.item.question)))
        run.members |= {player.id for player in self.active}
        self.phase, self.paused = Phase.QUESTION, None

    def _answered(self, at: int, data: Mapping[str, Any]) -> None:
        run = self.runs[data["run"] - 1]
        ballot = run.ballots[data["ballot"] - 1]
        given = answers.load(data["answer"])
        lang = data.get("lang", self.players[data["player"]].lang)
        marked = None if run.item.poll else mark_answer(run.item.question, given, lang)
        ballot.replies[data["player"]] = Reply(given, at, ballot.took(at), marked)
        run.away.discard(data["player"])

    def _more(self, at: int, data: Mapping[str, Any]) -> None:
        ballot = self.runs[-1].ballot
        if ballot.closed is not None:
            ballot.extra, ballot.closed = at - ballot.opened - ballot.idle - ballot.limit, None
        ballot.extra += data["ms"]

    def _worded(self, at: int, data: Mapping[str, Any]) -> None:
        self.rules = replace(self.rules, text=data["text"])

    def _closed(self, at: int, data: Mapping[str, Any]) -> None:
        self._stop(at, data)

    def _discussed(self, at: int, data: Mapping[str, Any]) -> None:
        self._stop(at, data)
        self.phase = Phase.DISCUSS

    def _revealed(self, at: int, data: Mapping[str, Any]) -> None:
        self._stop(at, data)
        self.runs[-1].revealed = True
        self.phase, self.scored = Phase.REVEAL, self.seq + 1

    def _ruled(self, at: int, data: Mapping[str, Any]) -> None:
        self.runs[data["run"] - 1].ruled[counted_as(data["text"])] = data["right"]
        self.scored = self.seq + 1

    def _ranked(self, at: int, data: Mapping[str, Any]) -> None:
        self.phase = Phase.STANDINGS

    def _passed(self, at: int, data: Mapping[str, Any]) -> None:
        self._stop(at, data)
        self.runs[-1].passed = True
        self.phase, self.scored = Phase.STANDINGS, self.seq + 1

    def _ended(self, at: int, data: Mapping[str, Any]) -> None:
        if self.phase in (Phase.QUESTION, Phase.DISCUSS):
            self._stop(at, data)
            self.runs[-1].passed = True
        self.phase, self.scored = Phase.END, self.seq + 1
        self.knocks = {}

    # time

    def _paused(self, at: int, data: Mapping[str, Any]) -> None:
        self.paused = at

    def _went_on(self, at: int, data: Mapping[str, Any]) -> None:
        if self.paused is not None:
            self.runs[-1].ballot.idle += at - self.paused
        self.paused = None

    def _resumed(self, at: int, data: Mapping[str, Any]) -> None:
        if self.is_open and self.paused is None:
            self.paused = self.at  # nobody could answer since the last thing that was written down

    def _stop(self, at: int, data: Mapping[str, Any]) -> None:
        """No more answers in the vote that is open."""
        run = self.runs[-1]
        if run.ballot.closed is None:
            run.ballot.closed, run.away = at, set(data.get("away", ()))
        self.paused = None

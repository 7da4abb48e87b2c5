"""What a room is set up with, and what is asked in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ops_trainer.content.questions import json_form as wire
from ops_trainer.content.questions.question import Option, Question, Type
from ops_trainer.content.questions.types import of
from ops_trainer.content.text import Text
from ops_trainer.locale import Complaint, Lang
from ops_trainer.workshop.scoring import MODES, Mode

MOST_SECONDS = 900
MOST_TEAMS = 12
MOST_PLAYERS = 2000
MOST_QUESTIONS = 200
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Rules:
    """How a room is played.

    `seconds` is the time for a question that has one right option (0: no limit); other types get more by their `pace`.
    `teams` of 0 means that everyone plays alone. `text` shows question and options on phones from the start; a player
    can switch it on or off for themselves. `streaks` gives extra points for right answers in a row.
    """

    mode: Mode = Mode.ACCURACY
    seconds: int = 30
    teams: int = 0
    streaks: bool = False
    text: bool = False
    max_players: int = 500

    def check(self) -> None:
        """Raise Complaint for a setting that can't be."""
        for name, low, high in (
            ("seconds", 0, MOST_SECONDS), ("teams", 0, MOST_TEAMS), ("max_players", 1, MOST_PLAYERS),
        ):  # fmt: skip
            if not low <= getattr(self, name) <= high:
                raise Complaint("workshop.bad_rule", name=name.replace("_", "-"), low=low, high=high)
        if self.teams == 1:
            raise Complaint("workshop.one_team")
        if not self.seconds and (needs_time := MODES[self.mode].untimed) is not None:
            raise Complaint(needs_time)

    def limit_ms(self, question: Question) -> int:
        """Return the time for a question, in milliseconds, to the second; 0 for no limit."""
        return round(self.seconds * of(question).pace) * 1000

    def dump(self) -> dict[str, Any]:
        """Return the rules as JSON values."""
        return {**asdict(self), "mode": self.mode.value}

    @classmethod
    def load(cls, raw: Mapping[str, Any]) -> Rules:
        """Return rules from what `dump` gave."""
        return cls(**{**raw, "mode": Mode(raw["mode"])})


@dataclass(frozen=True, slots=True)
class Item:
    """Something to ask. A poll brings no points and has no right answer."""

    question: Question
    poll: bool = False

    def dump(self) -> dict[str, Any]:
        """Return the item as JSON values."""
        return {"question": wire.dump(self.question), "poll": self.poll}

    @classmethod
    def load(cls, raw: Mapping[str, Any]) -> Item:
        """Return an item from what `dump` gave."""
        return cls(wire.load(raw["question"]), bool(raw["poll"]))


def poll(name: str, prompt: Text, options: Sequence[Text], *, several: bool = False) -> Item:
    """Return a poll: two to eight options, of which one, or several, may be chosen. `name` is a slug, its own in the
    room.

    Raises Complaint for a number of options that can't be shown.
    """
    if not 2 <= len(options) <= 8:
        raise Complaint("workshop.poll_options", low=2, high=8)
    ref = f"poll/{name}"
    type_ = Type.MULTIPLE if several else Type.SINGLE
    return Item(Question(ref, ref, ref, type_, prompt, prompt, tuple(Option(text) for text in options)), poll=True)


def poll_of(line: str, name: str, lang: Lang) -> Item:
    """Return the poll that a line asks for: `How is the pace? | too fast | just right`. `name` is a slug, its own in
    the room.

    Raises Complaint where there is no question, or not two to eight options.
    """
    prompt, *options = (" ".join(part.split()) for part in line.replace("｜", "|").split("|"))
    if not prompt or not all(options):
        raise Complaint("workshop.poll_options", low=2, high=8)
    return poll(name, Text(**{lang: prompt}), [Text(**{lang: option}) for option in options])

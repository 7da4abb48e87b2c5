"""What the faces are shown: plain values, made fresh at each call.

Named tuples, which are made in a fifth of the time of data classes: they are loaded before Home has its numbers.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ops_trainer.content.card import Card
from ops_trainer.content.files import Problem
from ops_trainer.content.text import Text
from ops_trainer.locale import Lang, say
from ops_trainer.memory.day import date_of
from ops_trainer.memory.events import CardState, Rating
from ops_trainer.memory.schedule import usable
from ops_trainer.memory.streaks import Habit
from ops_trainer.memory.weights import holds

ALIKE = 1.15  # memories that hold so many times as long as one another, or less, are said to be alike


class Standing(enum.StrEnum):
    """How far a card or note has come."""

    NEW = "new"
    LEARNING = "learning"
    MASTERED = "mastered"
    FADED = "faded"  # mastered once, and predicted below 90 % by now
    SUSPENDED = "suspended"


class SharedFolder(NamedTuple):
    """The folder that a learner's computers share: whether it is there now, as whom it was joined.

    `at` is when it was last looked into, in UTC milliseconds, 0 for never; `answers` is how many came from it so far.
    """

    path: Path
    there: bool
    name: str
    at: int
    answers: int


class DeckLine(NamedTuple):
    """A deck in a list. `new` and `due` count cards waiting today before any daily limit."""

    id: str
    title: Text
    summary: Text | None
    notes: int
    cards: int
    questions: int | None  # that its notes make; None until they are counted, which takes a while
    new: int
    learning: int
    mastered: int
    faded: int
    due: int
    suspended: int
    own: bool
    path: Path
    new_limit: int | None  # new cards a day that were set by hand for this deck


class NoteLine(NamedTuple):
    """A note in a list; `standing` is mastered when all its cards are, faded when some of them have faded
    since."""

    ref: str  # deck/note
    kind: str
    term: Text
    standing: Standing
    cards: int
    mastered: int
    due: int
    suspended: int
    flagged: bool
    recall: float | None  # mean predicted recall today of the cards that have a memory


class CardLine(NamedTuple):
    """A card in the browser."""

    card: Card
    kind: str
    standing: Standing
    state: CardState
    recall: float | None


class CardsFound(NamedTuple):
    """The first cards that a search found, and how many it found in all."""

    lines: list[CardLine]
    total: int


class Today(NamedTuple):
    """What today asks, over the decks asked for and within the daily limits."""

    day: int
    due: int  # cards to review today, within the limit
    new: int  # cards to introduce today, within the limit or as assignments ask
    beyond: int  # those of them that go beyond the limit, because an assignment asks for them
    again: int  # missed today and not yet recalled
    minutes: int  # estimated from the learner's own pace
    habit: Habit
    done: int  # cards graded today
    backlog: int  # due cards beyond what today serves
    warnings: tuple[str, ...] = ()  # catalogue keys of things the learner should know (clock in the past …)


class Forecast(NamedTuple):
    """What the coming days will ask, today first: `cards` reviews and new ones, `new` those, `minutes` all of them.

    `backlog_gone` is the local day by which everything that is due is done, None without a backlog, or where that takes
    longer than can be seen. `approximate` tells that a part of very many cards stood for all.
    """

    day: int
    cards: tuple[int, ...]
    new: tuple[int, ...]
    minutes: tuple[int, ...]
    backlog_gone: int | None
    approximate: bool = False


class DueDay(NamedTuple):
    """A day on which some decks are to be ready: of their cards, how many are expected to be recalled today, and how
    many on the day when every day is studied as it asks."""

    decks: tuple[str, ...]
    due_day: int
    cards: int
    now: int
    expected: int
    own: bool


class Progress(NamedTuple):
    """How far a session is."""

    done: int  # cards answered and not coming again in this session
    left: int  # cards still to come
    again: int  # of these, missed and coming again
    graded: int  # answers given


class Summary(NamedTuple):
    """The end of a session."""

    graded: int
    cards: int
    recalled_first: int  # cards recalled at the first try
    introduced: int
    took_ms: int
    hardest: tuple[str, ...]  # card ids, the most missed first
    tomorrow: int  # reviews that tomorrow will serve, over all decks, if nothing more is done today
    tomorrow_new: int  # new cards that it will serve
    tomorrow_minutes: int
    more_new: int  # new cards that could still be learnt if one goes on
    more_due: int  # due cards beyond the limit


class HistoryLine(NamedTuple):
    """One review in a card's history; `interval` in days to the next."""

    day: int
    at: int
    rating: Rating
    source: str
    took_ms: int | None
    elapsed: int
    interval: int


class CardMemory(NamedTuple):
    """A card's memory as the learner may look at it."""

    card: Card
    state: CardState
    recall: float | None
    history: tuple[HistoryLine, ...]
    curve: tuple[float, ...]  # predicted recall on each of the next 30 days
    leech: bool


class RetentionLine(NamedTuple):
    """True against predicted retention for a span of days: reviews of cards with at least a day since the last."""

    key: str  # "7", "30", "all"
    reviews: int
    recalled: int
    predicted: float | None  # mean predicted recall at these reviews


class Stats(NamedTuple):
    """Everything on the statistics screen."""

    day: int
    heat: Mapping[int, int]  # local day → answers, for the last 371 days
    retention: tuple[RetentionLine, ...]
    forecast: Forecast  # of 30 days
    standing: Mapping[Standing, int]  # cards
    notes: tuple[NoteLine, ...]  # studied notes, the weakest first
    minutes_by_day: Mapping[int, float]
    minutes_total: float
    days_studied: int
    streak: int
    longest_streak: int
    reviews_total: int


class Fitted(NamedTuple):
    """Weights that were fitted to the learner's answers: on how many, on which local day, which."""

    answers: int
    day: int
    weights: tuple[float, ...]

    @classmethod
    def read(cls, told: object) -> Fitted | None:
        """Return what the setting of that name tells; None for none, or what only another version understands."""
        match told:
            case {"answers": int(answers), "day": int(day), "weights": [*weights]} if weights and usable(weights):
                return cls(answers, day, tuple(weights))
        return None

    @property
    def holds(self) -> str:
        """Return how this memory holds against the average one: longer, alike or shorter."""
        times = holds(self.weights)
        return "longer" if times > ALIKE else "shorter" if times < 1 / ALIKE else "alike"


class OwnWeights(NamedTuple):
    """How it stands with the learner's own weights."""

    on: bool  # whether they are used and fitted
    answers: int  # graded so far
    needed: int  # graded answers from which weights are fitted
    fitted: Fitted | None  # those in use, where they were fitted
    by_hand: bool  # those in use were set by hand
    in_vain: bool  # the latest fit foretold no better than the weights in use
    earlier: tuple[Fitted, ...]

    def in_lang(self, lang: Lang) -> str:
        """Return it in words."""
        if not self.on:
            return say("weights.off", lang)
        if self.fitted is not None:
            told = say(f"weights.{self.fitted.holds}", lang)
            on = date_of(self.fitted.day).isoformat()
            return say("weights.fitted", lang, n=f"{self.fitted.answers:,}", day=on, holds=told)
        if self.by_hand:
            return say("weights.by_hand", lang)
        if self.answers < self.needed:
            return say("weights.too_few", lang, n=self.answers, needed=self.needed)
        return say("weights.in_vain" if self.in_vain else "weights.soon", lang)


class Refresh(NamedTuple):
    """What reading the deck folders brought."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]

"""A quiz as it is set up: what each choice stands at, and what can be asked so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops_trainer.content.questions.question import Type
from ops_trainer.quiz.scope import Scope
from ops_trainer.tui.quiz.choices import turned
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes import Quiz
    from ops_trainer.trainer.quizzes.views import Offer

    Offers = Mapping[Scope, Offer]

COUNTS = (5, 10, 15, 20, 30, 50)
LIMITS_S = (0, 120, 300, 600, 900, 1200)
ROWS = ("decks", "scope", "count", "types", "feedback", "limit", "sure")
SCOPES = tuple(Scope)


@dataclass
class Wishes:
    """The quiz as it is set up so far. No decks means all, no types means all; `limit_s` is 0 for no limit."""

    decks: tuple[str, ...] = ()
    count: int = 10
    types: tuple[Type, ...] = ()
    at_once: bool = True
    limit_s: int = 0
    ask_sure: bool = False
    seed: int | None = None
    scope: Scope = Scope.MET

    def begin(self, trainer: Trainer) -> Quiz:
        """The quiz. Raises Complaint when nothing can be asked."""
        return trainer.quizzes.start(
            self.decks,
            count=self.count,
            seed=self.seed,
            types=self.types or None,
            at_once=self.at_once,
            limit_s=self.limit_s or None,
            ask_sure=self.ask_sure,
            scope=self.scope,
        )

    def count_in(self, offers: Offers) -> int:
        """How many questions there are for it."""
        return offers[self.scope].count(self.types)

    def wait_for_study(self, offers: Offers) -> bool:
        """Whether it asks about what was met, and nothing was yet."""
        return self.scope is Scope.MET and not offers[Scope.MET].notes and offers[Scope.ALL].notes > 0

    def turn(self, row: str, step: int) -> None:
        """The next choice of a row, or the one before."""
        match row:
            case "scope":
                self.scope = SCOPES[(SCOPES.index(self.scope) + step) % len(SCOPES)]
            case "count":
                self.count = turned(COUNTS, self.count, step)
            case "limit":
                self.limit_s = turned(LIMITS_S, self.limit_s, step)
            case "feedback":
                self.at_once = not self.at_once
            case "sure":
                self.ask_sure = not self.ask_sure

    def value(self, row: str, here: int, say: Say) -> str:
        """What a row other than the decks stands at, in words; `here` are the questions that there are for the quiz."""
        match row:
            case "scope":
                return say(f"quiz_screen.scope_{self.scope}", n=here)
            case "count":
                return say("quiz_screen.questions", n=self.count)
            case "types":
                names = [type_name(kind, say) for kind in self.types]
                return say("quiz_screen.comma").join(names) or say("quiz_screen.all_types")
            case "feedback":
                return say("quiz_screen.at_once" if self.at_once else "quiz_screen.at_end")
            case "limit":
                if not self.limit_s:
                    return say("quiz_screen.no_limit")
                minutes, seconds = divmod(self.limit_s, 60)
                if seconds:
                    return say("quiz_screen.seconds", n=self.limit_s)
                return say("quiz_screen.minutes", n=minutes)
        return say("quiz_screen.ask_sure" if self.ask_sure else "quiz_screen.not_ask_sure")


def type_name(kind: Type, say: Say) -> str:
    """What a type of question is called."""
    return say(f"quiz_screen.type_{kind.name.lower()}")


def offer_line(wishes: Wishes, offers: Offers, say: Say) -> str:
    """How many questions each scope has; or that nothing was met yet, or that there are none at all."""
    counts = {scope.value: offer.count(wishes.types) for scope, offer in offers.items()}
    if not offers[Scope.ALL].total:
        return say("quiz_screen.no_offer")
    return say("quiz_screen.offer" if offers[Scope.MET].notes else "quiz_screen.offer_new", **counts)


def remarks(wishes: Wishes, offers: Offers, say: Say) -> list[str]:
    """What else there is to know: that it will be short, what comes again, what these decks can't make."""
    found, here, offer = [], wishes.count_in(offers), offers[wishes.scope]
    if 0 < here < wishes.count:
        found.append(say("quiz_screen.fewer", n=here))
    elif not here and offer.notes and offers[Scope.ALL].total:
        found.append(say("quiz_screen.none_here"))
    if wishes.scope is Scope.AHEAD and not offer.notes:
        found.append(say("quiz_screen.none_ahead"))
    if offer.again:
        found.append(say("quiz_screen.again", n=offer.again))
    if missing := offers[Scope.ALL].missing:
        names = say("quiz_screen.comma").join(type_name(kind, say) for kind in missing)
        found.append(say("quiz_screen.missing", types=names))
    return found

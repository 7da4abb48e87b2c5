"""Quizzes: set one up, take up one that was stopped, drill mix-ups, find out what is known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.questions.question import Type
from ops_trainer.quiz.placement import MOST
from ops_trainer.quiz.run import Mode, Scope
from ops_trainer.tui.quiz.quiz_rows import MODES
from ops_trainer.tui.quiz.setup_form import SetupForm, turned
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.quizzes import Quiz
    from ops_trainer.trainer.quizzes.views import MixupLine, Offer, Skipped, Stopped
    from ops_trainer.trainer.views import DeckLine

    Offers = Mapping[Scope, Offer]

COUNTS = (5, 10, 15, 20, 30, 50)
LIMITS_S = (0, 120, 300, 600, 900, 1200)
SCOPES = tuple(Scope)


@dataclass
class QuizOptions:
    """The quiz as it is set up so far. No decks means all, no types means all; `limit_s` is 0 for no limit."""

    decks: tuple[str, ...] = ()
    count: int = 10
    types: tuple[Type, ...] = ()
    at_once: bool = True
    limit_s: int = 0
    ask_sure: bool = False
    seed: int | None = None
    scope: Scope = Scope.MET
    tags: tuple[str, ...] = ()

    def begin(self, trainer: Trainer) -> Quiz:
        """Return the quiz. Raises Complaint when nothing can be asked."""
        return trainer.quizzes.start(
            self.decks,
            count=self.count,
            seed=self.seed,
            types=self.types or None,
            at_once=self.at_once,
            limit_s=self.limit_s or None,
            ask_sure=self.ask_sure,
            scope=self.scope,
            tags=self.tags,
        )

    def count_in(self, offers: Offers) -> int:
        """Return how many questions there are for it."""
        return offers[self.scope].count(self.types)

    def wait_for_study(self, offers: Offers) -> bool:
        """Return whether it asks about what was met, and nothing was yet."""
        return self.scope is Scope.MET and not offers[Scope.MET].notes and offers[Scope.ALL].notes > 0

    def turn(self, row: str, step: int) -> None:
        """Turn a row to its next choice, or the one before."""
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
        """Return what a row other than the decks stands at; `here` counts the questions that there are for the quiz."""
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
    """Return what a type of question is called."""
    return say(f"quiz_screen.type_{kind.name.lower()}")


def offer_line(options: QuizOptions, offers: Offers, say: Say) -> str:
    """Return how many questions each scope has; or that nothing was met yet, or that there are none at all."""
    counts = {scope.value: offer.count(options.types) for scope, offer in offers.items()}
    if not offers[Scope.ALL].total:
        return say("quiz_screen.no_offer")
    return say("quiz_screen.offer" if offers[Scope.MET].notes else "quiz_screen.offer_new", **counts)


def remarks(options: QuizOptions, offers: Offers, say: Say) -> list[str]:
    """Return what else there is to know: that it will be short, what comes again, what these decks can't make."""
    found, here, offer = [], options.count_in(offers), offers[options.scope]
    if 0 < here < options.count:
        found.append(say("quiz_screen.fewer", n=here))
    elif not here and offer.notes and offers[Scope.ALL].total:
        found.append(say("quiz_screen.none_here"))
    if options.scope is Scope.AHEAD and not offer.notes:
        found.append(say("quiz_screen.none_ahead"))
    if offer.again:
        found.append(say("quiz_screen.again", n=offer.again))
    if missing := offers[Scope.ALL].missing:
        names = say("quiz_screen.comma").join(type_name(kind, say) for kind in missing)
        found.append(say("quiz_screen.missing", types=names))
    return found


@dataclass(frozen=True, slots=True)
class SetupView:
    """All that the screen shows, read in one go."""

    decks: list[DeckLine]
    offers: dict[Scope, Offer]
    stopped: list[Stopped]
    mixups: list[MixupLine]
    skipped: list[Skipped]
    done: int  # quizzes in the history
    pairs: bool  # whether the decks set notes in contrast
    tags: dict[str, str]


class QuizSetup(SetupForm):
    """Says what the quiz will be like, a row a choice, and starts it.

    With `straight` it starts a quiz as it was asked for at once where there are so many questions; where there are
    not, it stays and says so. `options` are what differs from the usual `QuizOptions`.
    """

    CSS_PATH = "setup.tcss"
    AREA_TITLE = "quiz_screen.title"
    TOPIC = "quiz"
    ROWS = ("decks", "tags", "scope", "count", "types", "feedback", "limit", "sure")
    BUTTONS: ClassVar[Mapping[str, str]] = {
        "start": "start",
        "all": "ask_all",
        "resume": "resume",
        "mixups": "visit('mixups')",
        "placement": "placement",
    }
    KEYS_OF = "quiz"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "start", "quiz_screen.key_start", "quiz_screen.tip_start", id="quiz.start"),
        key(
            "left",
            "turn(-1)",
            "quiz_screen.key_turn",
            "quiz_screen.tip_turn",
            id="quiz.less",
            show=False,
            priority=True,
        ),
        key("right", "turn(1)", "quiz_screen.key_turn", "quiz_screen.tip_turn", id="quiz.more", priority=True),
        key("a,1", "ask_all", "quiz_screen.key_all_notes", "quiz_screen.tip_all_notes", id="quiz.all"),
        key("o,2", "resume", "quiz_screen.key_resume", "quiz_screen.tip_resume", id="quiz.resume"),
        key("m,3", "visit('mixups')", "quiz_screen.key_mixups", "quiz_screen.tip_mixups", id="quiz.mixups"),
        key("p,4", "placement", "quiz_screen.key_placement", "quiz_screen.tip_placement", id="quiz.placement"),
        key("s,5", "visit('skipped')", "quiz_screen.key_skipped", "quiz_screen.tip_skipped", id="quiz.skipped"),
        key("h,6", "visit('quiz_history')", "quiz_screen.key_history", "quiz_screen.tip_history", id="quiz.history"),
        key("down", "to_rows", "app.key_down", "app.tip_down", id="quiz.to_rows", show=False),
    ]

    def __init__(self, decks: Sequence[str] = (), *, straight: bool = False, **options: Any) -> None:
        super().__init__()
        self.options = QuizOptions(tuple(decks), **options)
        self.straight = straight
        self.view: SetupView | None = None

    @property
    def here(self) -> int:
        """How many questions there are for the quiz as it is set up."""
        return self.options.count_in(self.view.offers) if self.view is not None else 0

    @property
    def studies_first(self) -> bool:
        """Whether nothing was met yet that the quiz would ask about: studying comes before it."""
        return self.view is not None and self.options.wait_for_study(self.view.offers)

    def body(self) -> Iterable[Widget]:
        """Yield what can be asked, the choices, the ways on."""
        yield Static(self.say("app.loading"), id="offer", markup=False)
        yield from self.form()

    def load(self) -> None:
        """Read what there is to ask."""
        decks, tags = self.options.decks, self.options.tags

        def look(trainer: Trainer) -> SetupView:
            quizzes = trainer.quizzes
            return SetupView(
                trainer.decks(),
                {scope: quizzes.offer(decks, scope, tags) for scope in Scope},
                [one for one in quizzes.stopped() if one.answered],  # the others are as easily begun anew
                quizzes.mixups(),
                quizzes.skipped(),
                len(quizzes.history()),
                quizzes.can_tell_apart(),
                trainer.tags(),
            )

        self.ask(look, self.show)

    def show(self, view: SetupView) -> None:
        """Fill the screen."""
        self.view = view
        self.show_rows()
        if self.straight:
            self.straight = False
            if self.here >= self.options.count:
                self.action_start()

    def show_offer(self, view: SetupView) -> None:
        """Show what can be asked as it is set up now, the ways on, and what else there is to know."""
        self.query_one("#offer", Static).update(Prose(offer_line(self.options, view.offers, self.say)))
        start = "quiz_screen.study_first" if self.studies_first else "quiz_screen.key_start"
        self.show_buttons(
            {
                "start": self.say(start) if self.check_action("start", ()) else None,
                "all": self.say("quiz_screen.key_all_notes") if self.check_action("ask_all", ()) else None,
                "resume": self._resume_label(view.stopped[0]) if view.stopped else None,
                "mixups": self._mixups_label(view.mixups) if view.mixups else None,
                "placement": self.say("quiz_screen.key_placement"),
            }
        )
        notes = remarks(self.options, view.offers, self.say)
        if view.skipped:
            notes.append(self.say("quiz_screen.skipped_note", n=len(view.skipped), key=self.key_name("quiz.skipped")))
        self.query_one("#note", Static).update(Prose("\n".join(notes)))
        self.refresh_bindings()

    def _resume_label(self, latest: Stopped) -> str:
        most = MOST if latest.mode is Mode.PLACEMENT else latest.questions
        return self.say("quiz_screen.resume", n=latest.answered, of=most)

    def _mixups_label(self, mixups: Sequence[MixupLine]) -> str:
        return self.say("quiz_screen.mixups_open", n=sum(not line.settled for line in mixups))

    def show_rows(self) -> None:
        """Show the choices, and what they come to."""
        super().show_rows()
        if self.view is not None:
            self.show_offer(self.view)

    def label(self, row: str) -> str:
        """Return what a choice is called."""
        return self.say(f"quiz_screen.row_{row}")

    def value(self, row: str) -> str:
        """Return what a choice stands at, in words."""
        if row in ("decks", "tags"):
            return (self._deck_names if row == "decks" else self.tag_names)(getattr(self.options, row))
        return self.options.value(row, self.here, self.say)

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags there are."""
        return self.view.tags if self.view is not None else {}

    def _deck_names(self, decks: Sequence[str]) -> str:
        if not decks or self.view is None:
            return self.say("quiz_screen.all_decks")
        titles = self.deck_titles(self.view.decks)
        return self.say("quiz_screen.comma").join(titles.get(deck, deck) for deck in decks)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        view = self.view
        match action:
            case "start":
                return self.studies_first or (view is not None and view.offers[self.options.scope].total > 0)
            case "turn":
                return view is not None and view.offers[Scope.ALL].notes > 0
            case "ask_all":
                return view is not None and self.here < min(self.options.count, view.offers[Scope.ALL].total)
            case "resume":
                return view is not None and bool(view.stopped)
            case "visit":
                return view is not None and {
                    "mixups": bool(view.mixups) or view.pairs,
                    "skipped": bool(view.skipped),
                    "quiz_history": view.done > 0,
                }.get(str(parameters[0]), True)
        return True

    def action_visit(self, screen: str) -> None:
        """Go to one of the screens around quizzes."""
        self.app.go(screen)

    # setting it up

    def action_turn(self, step: int) -> None:
        """Turn the highlighted choice to the next or the one before; pick decks and types in a dialog."""
        row, view = self.row, self.view
        if row == "decks" and view is not None:
            self.pick_some(row, self.deck_titles(view.decks))
        elif row == "tags":

            def take(tags: tuple[str, ...]) -> None:
                self.options.tags = tags
                self.load()

            self.pick_tags(self.options.tags, take)
        elif row == "types":
            self.pick_some(row, {kind: type_name(kind, self.say) for kind in Type})
        else:
            self.options.turn(row, step)
            self.show_rows()

    def pick_some(self, row: str, names: Mapping[Any, str]) -> None:
        """Pick decks or types; none chosen means all, and so does all."""

        def take(chosen: tuple[Any, ...]) -> None:
            setattr(self.options, row, () if len(chosen) == len(names) else chosen)
            self.load()

        ticked = [one for one in getattr(self.options, row) if one in names] or list(names)
        self.pick(self.label(row), names, ticked, take)

    # the ways on

    def action_start(self) -> None:
        """Begin the quiz as it is set up; study where nothing was met that it could ask about."""
        if self.studies_first:
            self.app.go("study", decks=self.options.decks or None, tags=self.options.tags)
        else:
            self.app.go("quiz_play", begin=self.options.begin)

    def action_ask_all(self) -> None:
        """Ask about everything, met or not."""
        self.options.scope = Scope.ALL
        self.show_rows()

    def action_resume(self) -> None:
        """Take up a quiz that was stopped; ask which, where there are several."""
        stopped = self.view.stopped if self.view is not None else []

        def take_up(place: int | None) -> None:
            if place is not None:
                quiz = stopped[place].id
                self.app.go("quiz_play", begin=lambda trainer: trainer.quizzes.resume(quiz))

        if len(stopped) < 2:
            take_up(0 if stopped else None)
            return
        named = [
            self.say(
                "quiz_screen.stopped_one",
                what=self.say(MODES[one.mode]),
                n=one.answered,
                decks=self._deck_names(one.decks),
            )
            for one in stopped
        ]
        title = self.say("quiz_screen.key_resume")
        self.app.go("choose", then=take_up, title=title, choices=named, chosen=-1)

    def action_placement(self) -> None:
        """Find out what is known already."""
        decks, tags = self.options.decks, self.options.tags
        self.app.go("quiz_play", begin=lambda trainer: trainer.quizzes.start_placement(decks, tags=tags))

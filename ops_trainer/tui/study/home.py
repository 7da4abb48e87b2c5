"""Home: what today asks, the decks, and one key to start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import sleep
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint, Lang, amounts
from ops_trainer.tui.decks.deck_rows import deck_row, legend
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.team.team_block import TeamBlock
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.text import Fluid, Prose, columns, fit
from ops_trainer.tui.widgets.words import Say, weekday

if TYPE_CHECKING:
    from ops_trainer.content.files import Problem
    from ops_trainer.memory.events import Event
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import DeckLine, DueDay, Forecast, Today


def regularly(today: Today, goal: int, say: Say) -> Iterator[str]:
    """Yield what was done today and how regularly: days in a row, where that row has just begun days of the latest
    month, and days of this week with the goal for it (0 for none)."""
    if today.done:
        yield say("home.done", n=today.done)
    habit = today.habit
    if habit.streak > 1 or habit.streak == habit.lately == 1:
        yield say("home.streak", n=habit.streak)
    elif habit.lately:
        from ops_trainer.memory.streaks import MONTH  # as all of memory it is loaded once Home is painted

        yield say("home.lately", n=habit.lately, days=MONTH)
    if goal and habit.week:
        yield say("home.week", n=habit.week, goal=goal)


def asks(
    today: Today, ahead: Forecast | None, due: Sequence[DueDay], decks: bool, say: Say, *, goal: int = 0
) -> Content:
    """Return a few lines: how much there is, how long it takes, how regularly it is done, and what is put off. What the
    coming days bring is said when it is known. `goal` is days of a week, 0 for none."""
    if not decks:
        return Content.styled(say("home.empty"), "bold")
    if not (waiting := today.due + today.new + today.again):
        lines = [Content.styled(say("home.all_done" if today.done else "home.nothing_due"), "bold")]
        cards = () if ahead is None else ahead.cards
        next_on = next((days for days, count in enumerate(cards) if days and count), None)
        if ahead is not None and next_on is not None:
            new = ahead.new[next_on]
            what = amounts(cards[next_on] - new, new, say)
            lines.append(Content(say("home.next_tomorrow" if next_on == 1 else "home.next", what=what, days=next_on)))
    else:
        lines = [Content.styled(say("home.waiting", n=waiting, minutes=today.minutes), "bold")]
        lines.append(Content(amounts(today.due, today.new, say, again=today.again)))
        if today.beyond:
            lines.append(Content.styled(say("home.beyond", n=today.beyond), "$text-muted"))
    if parts := list(regularly(today, goal, say)):
        lines.append(Content.styled(say("home.comma").join(parts), "$success"))
    if today.habit.missed and not today.done:
        lines.append(Content.styled(say("home.missed_one"), "$text-muted"))
    if ahead is None:  # what follows comes with it, once Home is painted: until then memory is not loaded
        return Content("\n").join(lines)
    from ops_trainer.memory.day import date_of

    if today.backlog:
        if ahead.backlog_gone is None:
            lines.append(Content.styled(say("home.backlog_long", n=today.backlog), "$text-muted"))
        else:
            on = date_of(ahead.backlog_gone)
            said = say("home.backlog", n=today.backlog, month=on.month, day=on.day)
            lines.append(Content.styled(said, "$text-muted"))
    for one in due[:MOST_DUE]:
        on = date_of(one.due_day)
        said = say("home.due_day", month=on.month, day=on.day, now=one.now, cards=one.cards, expected=one.expected)
        lines.append(Content.styled(said, "$text-muted"))
    return Content("\n").join(lines)


PAUSE_S = 0.01  # between two notes of which the questions are counted
MOST_DUE = 2  # own due days shown, the soonest ones
BAR = 25  # cells of the bar that shows how much is read
COLUMN = 3  # cells a day: a weekday of two cells and a gap


def chart(ahead: Forecast, say: Say, lang: Lang, width: int, *, height: int = 3) -> Content:
    """Return a heading with the highest day, bars two cells wide, the weekday under each; today's first and bold."""
    from ops_trainer.memory.day import date_of

    days = ahead.cards[: max(width // COLUMN, 1)]
    most = max(days, default=0)
    total = sum(days)
    head = (
        say("home.forecast", n=len(days), total=total, most=most) if total else say("home.forecast_none", n=len(days))
    )
    head = f"≈ {head}" if ahead.approximate else head
    lines = [Content.styled(fit(head, width).rstrip(), "bold")]
    for row in columns(days, height):
        lines.append(Content.styled("".join(char * 2 + " " for char in row).rstrip(), "$primary"))
    names = [fit(weekday(date_of(ahead.day + on), lang), COLUMN) for on in range(len(days))]
    lines.append(Content.assemble((names[0], "$foreground bold"), ("".join(names[1:]), "$text-muted")))
    return Content("\n").join(lines)


class HomeView(NamedTuple):
    """All that Home shows, read in one go."""

    today: Today
    goal: int  # days of a week, 0 for none
    decks: list[DeckLine]
    problems: tuple[Problem, ...]
    learner: str
    home: str
    healed: list[Complaint]
    only_looking: Complaint | None
    arrived: int  # answers from the learner's other computers
    twins: list[str]


def look(trainer: Trainer) -> HomeView:
    """Read the decks that changed, and what Home shows: the two that take longest side by side."""
    trainer.refresh()
    with ThreadPoolExecutor(1) as other:
        decks = other.submit(trainer.decks)
        today = trainer.today()
    return HomeView(
        today,
        trainer.settings.week_goal,
        decks.result(),
        trainer.problems(),
        trainer.learner,
        str(trainer.home),
        trainer.healed,
        trainer.only_looking,
        trainer.arrived,
        trainer.twins,
    )


def look_ahead(trainer: Trainer) -> tuple[Forecast, list[DueDay]]:
    """Return what the coming days bring, and own due days."""
    own = trainer.settings.due_days
    return trainer.forecast(), [one for one in trainer.due_days() if one.own] if own else []


def exchange(trainer: Trainer) -> tuple[int, int]:
    """Write what the journal files lack, take in what other computers learnt and begin to fit what is due, while nobody
    waits; return how many answers came, and how many events a wrong clock dated."""
    answers = trainer.exchange()
    trainer.fit_weights()
    return answers, trainer.wrong_dates()


def count(trainer: Trainer) -> None:
    """Count what decks that changed ask, slowly enough for keys to be answered, until Home is left or asks again."""
    worker = get_current_worker()

    def go_on() -> bool:
        sleep(PAUSE_S)
        return not worker.is_cancelled

    trainer.count_questions(go_on)


class Home(BaseScreen[None]):
    """The first screen. It is painted before the trainer is open, and filled when it is."""

    AUTO_FOCUS = "#start"
    FOLLOWS_TEAM = True
    LIST_ACTION = "open_deck"
    BINDINGS: ClassVar[Bindings] = [
        key("space,enter", "start", "home.key_start", "home.tip_start", id="home.start"),
        key("d,right", "open_deck", "home.key_deck", "home.tip_deck", id="home.deck"),
        key("z,1", "app.go('quiz')", "home.key_quiz", "home.tip_quiz", id="home.quiz"),
        key("m,2", "team", "team_screen.key_home", "team_screen.tip_home", id="home.team"),
        key("w,3", "app.go('workshops')", "workshops.key_home", "workshops.tip_home", id="home.workshop"),
        key("b,slash,4", "app.go('browse')", "home.key_browse", "home.tip_browse", id="home.browse"),
        key("t,5", "app.go('stats')", "home.key_stats", "home.tip_stats", id="home.stats"),
        key("comma,6", "app.go('settings')", "home.key_settings", "home.tip_settings", id="home.settings"),
        key("s,9", "custom", "study.key_custom", "study.tip_custom", id="home.custom", show=False),
        key("p,7", "problems", "home.key_problems", "home.tip_problems", id="home.problems"),
        key("c,8", "dates", "home.key_dates", "home.tip_dates", id="home.dates"),
        key("f5", "retry", "home.key_retry", "home.tip_retry", id="home.retry"),
        key("down", "to_decks", "home.key_deck", "home.tip_deck", id="home.down", show=False),
        key("q", "app.quit", "app.key_quit", "app.tip_quit", id="home.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view: HomeView | None = None
        self.due: list[DueDay] = []  # own ones
        self.ahead: Forecast | None = None  # of the latest time that it was looked at
        self.eager = False
        self.early = 0  # events that a wrong clock dated
        self.redates: list[Event] = []  # what mended them, to be taken back

    def body(self) -> Iterable[Widget]:
        """Yield today and the forecast side by side (one above the other where it is narrow), then the decks."""
        with Horizontal(id="day"):
            with Vertical(id="today"):
                yield Static(self.say("app.loading"), id="asks", markup=False)
                yield Button(self.text("home.start"), id="start", variant="primary")
            yield Static(id="forecast", markup=False)
        yield TeamBlock()
        yield Static(id="legend", markup=False)
        yield OptionList(id="decks", markup=False)
        yield Static(id="note", markup=False)

    def load(self) -> None:
        """Read everything, or say why there is nothing to read."""
        if self.app.opened is None:
            self.show_trouble()
        else:
            self.ask(look, self.show_view)

    def show_view(self, view: HomeView) -> None:
        """Fill the skeleton."""
        self.view = view
        self.set_title(right=self.say("home.who", learner=view.learner, date=self.date(view.today.day)))
        self.show_ahead(None)  # what was foreseen before isn't so any more
        self.show_start()
        self.show_decks(view)
        self.show_notes(view)
        if self.eager:
            self.eager = False
            self.action_start()
            self.query_one(TeamBlock).load()
        else:
            self.call_after_refresh(self.ask_more)

    def ask_more(self) -> None:
        """Ask for what may come later, once the numbers are painted: threads that load much would hold that up."""
        self.query_one(TeamBlock).load()
        self.ask(look_ahead, self.show_found_ahead, group="ahead")
        self.ask(exchange, self.show_exchange)

    def show_found_ahead(self, found: tuple[Forecast, list[DueDay]]) -> None:
        """Show what the coming days bring, and own due days."""
        ahead, self.due = found
        self.show_ahead(ahead)

    def show_ahead(self, ahead: Forecast | None) -> None:
        """Show what today asks, and what the coming days will."""
        view, self.ahead = self.view, ahead
        if view is None:
            return
        self.query_one("#asks", Static).update(
            Prose(asks(view.today, ahead, self.due, bool(view.decks), self.say, goal=view.goal))
        )
        height = 2 if self.has_class("-short") else 3
        drawn = None if ahead is None or not view.decks else partial(chart, ahead, self.say, self.lang, height=height)
        self.query_one("#forecast", Static).update("" if drawn is None else Fluid(drawn))

    def show_notes(self, view: HomeView) -> None:
        """Show what stands below the decks, and the keys that go with it."""
        note = "\n".join(self.notes(view))
        self.query_one("#note", Static).update(Prose(note))
        self.query_one("#note").display = bool(note)
        self.set_class(bool(note), "-noted")
        self.refresh_bindings()

    def notes(self, view: HomeView) -> Iterable[str]:
        """Yield what stands below the decks: what came back or came from elsewhere, else what is wrong."""
        if view.only_looking is not None:
            yield self.say("trainer.only_looking", why=view.only_looking)
            return
        if self.early:
            yield self.say("home.early", n=self.early, key=self.key_name("home.dates"))
        yield from map(self.say_complaint, view.healed)
        for twin in view.twins:
            yield self.say("trainer.twin", twin=twin, learner=view.learner)
        if view.arrived:
            yield self.say("folder.arrived", n=view.arrived)
        elif view.healed:
            return
        elif view.problems:
            left_out = {problem.file for problem in view.problems if problem.severity == "error"}
            left_behind = [one.complaint for one in view.problems if one.complaint.key == "deck.renamed"]
            yield from map(self.say_complaint, left_behind[:1])
            if left_out:
                yield self.say("home.problems", n=len(left_out))
            elif not left_behind:
                yield self.say("home.unheeded")
        elif not view.decks:
            yield self.say("home.no_decks", folder=f"{view.home}/decks")
        elif view.today.warnings:
            yield self.say_complaint(Complaint(view.today.warnings[0]))

    def on_screen_suspend(self) -> None:
        """What was shown of other computers was told: it isn't shown again. Nothing is counted while one studies."""
        self.workers.cancel_group(self, "count")
        if self.view is not None and self.view.arrived:
            self.trainer.forget_arrived(self.view.arrived)

    def show_exchange(self, found: tuple[int, int]) -> None:
        """Read everything anew where other computers brought something; say which dates are wrong."""
        answers, early = found
        changed, self.early = early != self.early, early
        self.ask(count, group="count")
        if answers:
            self.load()
        elif changed and self.view is not None:
            self.show_notes(self.view)

    def show_start(self) -> None:
        """Show the start button, with its key."""
        view = self.view
        button = self.query_one("#start", Button)
        button.display = view is not None and bool(view.decks)
        if view is not None:
            waiting = view.today.due + view.today.new + view.today.again
            says = "home.start" if not view.today.done else "home.go_on"
            label = self.say(says if waiting else "home.start_more")
            button.label = Content(f"{label}  {self.key_name('home.start')}")

    def show_decks(self, view: HomeView) -> None:
        """Fill the list of decks; the highlighted one stays so."""
        decks = self.query_one("#decks", OptionList)
        was = decks.highlighted_option.id if decks.highlighted_option else None
        longest = max((cell_len(spaced(line.title.in_lang(self.lang))) for line in view.decks), default=0)
        decks.set_options(
            Option(Fluid(partial(deck_row, line, self.say, self.lang, longest)), line.id) for line in view.decks
        )
        ids = [line.id for line in view.decks]
        decks.highlighted = ids.index(was) if was in ids else (0 if ids else None)
        decks.display = bool(ids)
        self.query_one("#legend", Static).update(legend(self.say) if ids else "")

    def show_reading(self, percent: int) -> None:
        """Show how much is read, while the trainer is being opened."""
        full = percent * BAR // 100
        bar = Content.assemble(("█" * full, "$primary"), ("░" * (BAR - full), "$text-muted"))
        said = self.say("folder.reading", n=percent) if percent < 100 else self.say("folder.replaying")
        self.query_one("#asks", Static).update(Content("\n").join([Content(said), bar]))

    def show_trouble(self) -> None:
        """Say why the trainer could not be opened."""
        trouble = self.app.open_error
        if trouble is None:
            return
        said = (
            self.say_complaint(trouble) if isinstance(trouble, Complaint) else self.say("app.bug", what=repr(trouble))
        )
        self.query_one("#asks", Static).update(Prose(f"{self.say('home.not_open')}\n\n{said}"))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense now."""
        view = self.view
        match action:
            case "leave":
                return False
            case "retry":
                return self.app.open_error is not None
            case "start":
                return self.app.open_error is None and (view is None or bool(view.decks))
            case "open_deck":
                return view is not None and bool(view.decks)
            case "problems":
                return view is not None and bool(view.problems)
            case "dates":
                return bool(self.early or self.redates)
        return True

    # actions

    def action_start(self) -> None:
        """Start today's study over all decks; at once when the trainer is open."""
        if self.view is None:
            self.eager = True
        else:
            self.app.go("study")

    def action_open_deck(self) -> None:
        """Open the highlighted deck."""
        option = self.query_one("#decks", OptionList).highlighted_option
        if option is not None and option.id is not None:
            self.app.go("deck", deck=option.id)

    def action_team(self) -> None:
        """Go to the learner's team."""
        self.app.action_team()

    def action_problems(self) -> None:
        """Show what is wrong with deck files."""
        if self.view is not None:
            self.app.go("problems", problems=self.view.problems)

    def action_custom(self) -> None:
        """Choose cards to study now, over all decks."""
        from ops_trainer.tui.study.custom import offer_custom

        offer_custom(self)

    def action_dates(self) -> None:
        """Put what a wrong clock dated on its right days, or take that back, after asking."""
        mends = bool(self.early)

        def answered(place: int | None) -> None:
            if place == 1:
                self.ask(mend if mends else take_back, done, group="dates")

        def mend(trainer: Trainer) -> list[Event]:
            return trainer.mend_dates()

        def take_back(trainer: Trainer) -> list[Event]:
            trainer.undo_events(self.redates)
            return []

        def done(redates: list[Event]) -> None:
            n = len(redates or self.redates)
            self.redates, self.early = redates, 0
            self.tell("home.dates_mended" if mends else "home.dates_taken_back", n=n)
            self.load()

        title = "home.dates_sure" if mends else "home.dates_back_sure"
        n = self.early or len(self.redates)
        choices = [self.say("team_screen.no"), self.say("team_screen.yes")]
        self.app.go("choose", then=answered, title=self.say(title, n=n), choices=choices)

    def action_retry(self) -> None:
        """Try to open the trainer again."""
        self.app.open_trainer()
        self.refresh_bindings()

    def action_to_decks(self) -> None:
        """Go from the button to the list."""
        if self.query_one("#decks").display:
            self.query_one("#decks").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the start button does."""
        event.stop()
        self.action_start()

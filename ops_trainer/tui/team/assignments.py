"""The team's assignments, for leads: list, make, change, take back, send revised decks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.cells import cell_len
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint
from ops_trainer.memory.day import day_of
from ops_trainer.team.typed import day_from, goal_from, minutes_from
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.team.team_rows import left_words, titles
from ops_trainer.tui.widgets.controls import Button, Input, refill
from ops_trainer.tui.widgets.text import Fluid, Prose, fit, wrapped

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.team.pacing import Advice
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import Leading
    from ops_trainer.trainer.views import DeckLine

T = TypeVar("T")


def as_lead(team: str, do: Callable[[Leading], T]) -> Callable[[Trainer], T]:
    """Return a job for `ask` that does something on the team's server as its lead."""

    def work(trainer: Trainer) -> T:
        with trainer.teams.leading(team) as lead:
            return do(lead)

    return work


class TeamTasks(BaseScreen[None]):
    """A list; enter changes one."""

    CSS_PATH = "assignments.tcss"
    AREA_TITLE = "team_screen.tasks_title"
    TOPIC = "team"
    AUTO_FOCUS = "#tasks"
    LIST_ACTION = "change"
    BINDINGS: ClassVar[Bindings] = [
        key("n,1", "new", "team_screen.key_new", "team_screen.tip_new", id="team_tasks.new"),
        key("enter", "change", "team_screen.key_change", "team_screen.tip_change", id="team_tasks.change"),
        key("u,2", "send", "team_screen.key_send", "team_screen.tip_send", id="team_tasks.send"),
        key("o,3", "days_off", "team_screen.key_days_off", "team_screen.tip_days_off", id="team_tasks.days_off"),
        key("x,delete", "take_back", "team_screen.key_take_back", "team_screen.tip_take_back", id="team_tasks.back"),
    ]

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team
        self.tasks: list[wire.Assignment] | None = None

    def body(self) -> Iterable[Widget]:
        """Yield what there is, the way to a new one."""
        yield Static(Prose(self.say("team_screen.asking")), id="about", markup=False)
        yield Button(
            Content(f"{self.say('team_screen.key_new')}  {self.key_name('team_tasks.new')}"),
            id="new",
            variant="primary",
        )
        yield OptionList(id="tasks", markup=False)

    def load(self) -> None:
        """Ask the server."""
        self.ask(as_lead(self.team, lambda lead: lead.assignments()), self.show)

    def show(self, tasks: list[wire.Assignment]) -> None:
        """Fill the list."""
        self.tasks = tasks
        says = "team_screen.tasks_some" if tasks else "team_screen.tasks_none"
        self.query_one("#about", Static).update(Prose(self.say(says)))
        listed = self.query_one("#tasks", OptionList)
        refill(listed, (Option(Fluid(partial(self.row, task))) for task in tasks))
        (listed if tasks else self.query_one("#new")).focus()
        self.refresh_bindings()

    def row(self, task: wire.Assignment, width: int) -> Content:
        """Return an assignment: what, until when, to whom, the goal, the note."""
        left = left_words(None if task.due is None else day_of(task.due) - self.trainer.day(), self.say)
        title, room = titles(task, self.say, self.lang), width - cell_len(left) - 2
        if cell_len(title) <= room:
            head = Content.assemble((fit(title, room), "bold"), "  ", (left, "$text-muted"))
        else:
            head = Content.assemble(wrapped(Content.styled(title, "bold"), width), ("\n" + left, "$text-muted"))
        who = self.say("team_screen.for_all") if task.to is None else self.say("team_screen.for_some", n=len(task.to))
        below = self.say("team_screen.task_line", who=who, goal=f"{task.goal:.0%}", by=task.by)
        lines = [head, wrapped(Content.styled("  " + below, "$text-muted"), width)]
        if task.note:
            lines.append(wrapped(Content("  " + task.note.replace("\n", " ")), width))
        return Content("\n").join(lines)

    @property
    def picked(self) -> wire.Assignment | None:
        """The highlighted one."""
        at = self.query_one("#tasks", OptionList).highlighted
        return self.tasks[at] if self.tasks and at is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow changing only where there is an assignment."""
        match action:
            case "new":
                return self.tasks is not None
            case "change" | "send" | "take_back":
                return bool(self.tasks)
        return True

    def action_new(self) -> None:
        """Make one."""
        self.app.go("team_assign", team=self.team)

    def action_change(self) -> None:
        """Change the highlighted one."""
        if self.picked is not None:
            self.app.go("team_assign", team=self.team, before=self.picked)

    def action_days_off(self) -> None:
        """Ask for the days on which nobody of the team studies."""
        self.ask(as_lead(self.team, lambda lead: lead.days_off()), self.ask_days_off, group="days_off")

    def ask_days_off(self, days: str) -> None:
        """Ask, with the days of now."""
        title = self.say("team_screen.ask_days_off", days=days or self.say("team_screen.no_days_off"))
        hint = self.say("team_screen.hint_days_off")
        self.app.go("one_line", then=self.set_days_off, title=title, hint=hint, longest=400)

    def set_days_off(self, typed: str | None) -> None:
        """Set them."""
        if typed is not None:
            self.ask(
                as_lead(self.team, lambda lead: lead.set_days_off(typed)),
                lambda _: self.tell("team_screen.days_off_set"),
                group="days_off",
            )

    def action_send(self) -> None:
        """Send its decks again as they are here now."""
        task = self.picked
        if task is not None:
            decks = [deck.id for deck in task.decks]
            self.ask(as_lead(self.team, lambda lead: lead.send_decks(decks)), self.sent, group="do")

    def sent(self, _: object) -> None:
        """Say that the decks were sent."""
        self.tell("team_screen.sent")

    def action_take_back(self) -> None:
        """Take the highlighted one back, after asking."""
        task = self.picked
        if task is None:
            return

        def answered(place: int | None) -> None:
            if place == 1:
                self.ask(as_lead(self.team, lambda lead: lead.unassign(task.id)), lambda _: self.load(), group="do")

        title = self.say("team_screen.take_back_sure", title=titles(task, self.say, self.lang))
        self.app.go(
            "choose", then=answered, title=title, choices=[self.say("team_screen.no"), self.say("team_screen.yes")]
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Make a new assignment."""
        event.stop()
        self.action_new()


FIELDS = ("due", "goal", "minutes", "note")
USUAL_DAYS = 14


class TeamAssign(BaseScreen[bool]):
    """A new assignment, or one (`before`) that is to change; comes back with True when it was sent.

    Whether it can be done is said as one goes.
    """

    CSS_PATH = "assign.tcss"
    AREA_TITLE = "team_screen.assign_title"
    TOPIC = "team"
    AUTO_FOCUS = "#decks"
    BINDINGS: ClassVar[Bindings] = [
        key(
            "ctrl+s",
            "assign",
            "team_screen.key_assign",
            "team_screen.tip_assign",
            id="team_assign.assign",
            priority=True,
        )
    ]

    def __init__(self, team: str, before: wire.Assignment | None = None) -> None:
        super().__init__()
        self.team, self.before = team, before
        self.decks: list[DeckLine] = []
        self.members: list[wire.Member] = []
        self.chosen: list[str] = [] if before is None else [deck.id for deck in before.decks]
        self.to: list[str] | None = None if before is None else before.to
        self.reached = True
        self.due_read = ""  # the due day as it was understood, a line
        self.written: dict[str, str] = {}

    def body(self) -> Iterable[Widget]:
        """Yield the choices, the fields, the forecast, the way on."""
        with VerticalScroll(id="form", can_focus=False):
            yield Button(Content(" "), id="decks")
            yield Button(Content(" "), id="to")
            for name in FIELDS:
                with Horizontal(classes="field"):
                    yield Static(self.say(f"team_screen.assign_{name}"), classes="label", markup=False)
                    yield Input(
                        self.first_value(name), placeholder=self.say(f"team_screen.assign_{name}_like"), id=name
                    )
            yield Static(id="forecast", markup=False)
        with Horizontal(id="ways"):
            says = "team_screen.key_assign" if self.before is None else "team_screen.key_save"
            label = Content(f"{self.say(says)}  {self.key_name('team_assign.assign')}")
            yield Button(label, id="assign", variant="primary")

    def first_value(self, name: str) -> str:
        """What stands in a field at first: what was written before, what the assignment says, or what is usual."""
        if name in self.written:
            return self.written[name]
        task = self.before
        match name:
            case "due":
                if task is not None:
                    return task.due.isoformat() if task.due else ""
                return (self.today + timedelta(days=USUAL_DAYS)).isoformat()
            case "goal":
                return f"{(0.9 if task is None else task.goal) * 100:.0f}"
            case "minutes":
                return "10"
        return "" if task is None else task.note.replace("\n", " ")

    @property
    def today(self) -> date:
        """Today."""
        return self.trainer.date_of(self.trainer.day())

    def load(self) -> None:
        """Read one's decks, ask for the members."""
        team = self.team

        def work(trainer: Trainer) -> tuple[list[DeckLine], list[wire.Member]]:
            with trainer.teams.leading(team) as lead:
                return trainer.decks(), lead.members()

        self.ask(work, self.show)

    def show(self, found: tuple[list[DeckLine], list[wire.Member]]) -> None:
        """Fill the form."""
        self.decks, self.members = found
        self.say_choices()
        self.foretell()

    def say_choices(self) -> None:
        """Say on the buttons what was chosen."""
        names = [spaced(deck.title.in_lang(self.lang)) for deck in self.decks if deck.id in self.chosen]
        decks = self.say("team_screen.and").join(names) or self.say("team_screen.choose_decks")
        people = [one.name for one in self.members if self.to is not None and one.id in self.to]
        to = self.say("team_screen.for_all") if self.to is None else self.say("team_screen.and").join(people)
        self.query_one("#decks", Button).label = Content(self.say("team_screen.assign_decks", decks=decks))
        self.query_one("#to", Button).label = Content(self.say("team_screen.assign_to", to=to))

    def value(self, name: str) -> str:
        """Return what is written in a field."""
        return self.query_one(f"#{name}", Input).value.strip()

    def due(self) -> date | None:
        """Return the due day as it is written; that of an assignment may stay though it is over. Raises Complaint."""
        typed, before = self.value("due"), self.before
        if before is not None and before.due is not None and typed == before.due.isoformat():
            return before.due
        return day_from(typed, self.today)

    def foretell(self) -> None:
        """Work out whether a beginner can do it, as far as the form is filled."""
        box = self.query_one("#forecast", Static)
        try:
            due, goal = self.due(), goal_from(self.value("goal"))
            minutes = minutes_from(self.value("minutes"))
        except Complaint as complaint:
            box.update(Prose(Content.styled(self.say_complaint(complaint), "$warning")))
            return
        self.reached = True
        self.due_read = ""
        if due is not None and due > self.today:
            self.due_read = (
                self.say("team_screen.due_read", date=self.date(day_of(due)), n=(due - self.today).days) + "\n"
            )
        if due is None or due <= self.today or not self.chosen:
            said = self.say("team_screen.no_forecast" if self.chosen else "team_screen.choose_first")
            box.update(Prose(self.due_read + said))
            return
        decks = list(self.chosen)
        box.update(Prose(self.due_read + self.say("team_screen.forecasting")))
        self.ask(lambda trainer: trainer.teams.work.foresee(decks, due, goal, minutes), self.foretold, group="foresee")

    def foretold(self, found: tuple[bool, Sequence[Advice]]) -> None:
        """Show the forecast."""
        self.reached, advice = found
        glyph, style = ("✓ ", "$success bold") if self.reached else ("! ", "$warning bold")
        said = self.say("team_screen.beginner", said="\n".join(spaced(one.in_lang(self.lang)) for one in advice))
        self.query_one("#forecast", Static).update(Prose(Content.assemble(self.due_read, (glyph, style), said)))

    # actions

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take over what is written at once."""
        event.stop()
        self.written[event.input.id or ""] = event.value
        if event.input.id != "note" and self.decks:
            self.foretell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, from the last one to the button."""
        event.stop()
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose decks or people, or assign."""
        event.stop()
        match event.button.id:
            case "decks":
                ticked = [at for at, deck in enumerate(self.decks) if deck.id in self.chosen]
                names = [spaced(deck.title.in_lang(self.lang)) for deck in self.decks]
                self.app.go(
                    "pick",
                    then=self.decks_chosen,
                    title=self.say("team_screen.choose_decks"),
                    choices=names,
                    ticked=ticked,
                )
            case "to":
                ticked = [at for at, one in enumerate(self.members) if self.to is not None and one.id in self.to]
                names = [one.name for one in self.members]
                self.app.go(
                    "pick",
                    then=self.people_chosen,
                    title=self.say("team_screen.choose_people"),
                    choices=names,
                    ticked=ticked,
                )
            case _:
                self.action_assign()

    def decks_chosen(self, places: tuple[int, ...] | None) -> None:
        """Take over the chosen decks."""
        if places is not None:
            self.chosen = [self.decks[at].id for at in places]
            self.say_choices()
            self.foretell()

    def people_chosen(self, places: tuple[int, ...] | None) -> None:
        """Take over the chosen people; everyone when none was ticked."""
        if places is not None:
            self.to = [self.members[at].id for at in places] or None
            self.say_choices()

    def action_assign(self) -> None:
        """Send it; where a beginner can't reach the goal, ask before."""
        try:
            asked = self.asked()
        except Complaint as complaint:
            self.complain(complaint)
            return
        if self.reached:
            self.send(asked)
            return

        def answered(place: int | None) -> None:
            if place == 1:
                self.send(asked)

        choices = [self.say("team_screen.assign_not"), self.say("team_screen.assign_anyway")]
        self.app.go("choose", then=answered, title=self.say("team_screen.assign_sure"), choices=choices)

    def asked(self) -> dict[str, Any]:
        """Return what the form says. Raises Complaint for what won't do."""
        if not self.chosen:
            raise Complaint("team_screen.choose_first")
        return {
            "decks": list(self.chosen),
            "to": self.to,
            "due": self.due(),
            "goal": goal_from(self.value("goal")),
            "note": self.value("note"),
            "assignment": None if self.before is None else self.before.id,
        }

    def send(self, asked: dict[str, Any]) -> None:
        """Send decks and assignment."""
        self.tell("team_screen.sending")
        self.ask(as_lead(self.team, lambda lead: lead.assign(**asked)), self.sent, group="send")

    def sent(self, _: object) -> None:
        """Say that it is assigned, and close."""
        self.app.notify(self.say("team_screen.assigned"))
        self.dismiss(True)

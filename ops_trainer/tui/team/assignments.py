"""The team's assignments, for leads: make, change, take back, send revised decks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.memory.day import day_of
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.team.team_rows import left_words, titles
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.text import Fluid, Prose, fit, wrapped

if TYPE_CHECKING:
    from ops_trainer.team import wire
    from ops_trainer.trainer import Trainer


class TeamTasks(BaseScreen[None]):
    """A list; enter changes one."""

    CSS_PATH = "assignments.tcss"
    AREA_TITLE = "team_screen.tasks_title"
    TOPIC = "team"
    AUTO_FOCUS = "#tasks"
    BINDINGS: ClassVar[Bindings] = [
        key("n", "new", "team_screen.key_new", "team_screen.tip_new", id="team_tasks.new"),
        key("enter", "change", "team_screen.key_change", "team_screen.tip_change", id="team_tasks.change"),
        key("u", "send", "team_screen.key_send", "team_screen.tip_send", id="team_tasks.send"),
        key("x", "take_back", "team_screen.key_take_back", "team_screen.tip_take_back", id="team_tasks.back"),
    ]

    def __init__(self, team: str) -> None:
        super().__init__()
        self.team = team
        self.tasks: list[wire.Assignment] | None = None

    def body(self) -> Iterable[Widget]:
        """What there is, the way to a new one."""
        yield Static(Prose(self.say("team_screen.asking")), id="about", markup=False)
        yield Button(
            Content(f"{self.say('team_screen.key_new')}  {self.key_name('team_tasks.new')}"),
            id="new",
            variant="primary",
        )
        yield OptionList(id="tasks", markup=False)

    def load(self) -> None:
        """Ask the server."""
        self.ask(self.leading(lambda lead: lead.assignments()), self.show)

    def leading(self, do: Any) -> Any:
        """A job that does something as the team's lead."""
        team = self.team

        def work(trainer: Trainer) -> Any:
            with trainer.teams.leading(team) as lead:
                return do(lead)

        return work

    def show(self, tasks: list[wire.Assignment]) -> None:
        """Fill the list."""
        self.tasks = tasks
        says = "team_screen.tasks_some" if tasks else "team_screen.tasks_none"
        self.query_one("#about", Static).update(Prose(self.say(says)))
        listed = self.query_one("#tasks", OptionList)
        was = listed.highlighted or 0
        listed.set_options(Option(Fluid(partial(self.row, task))) for task in tasks)
        listed.highlighted = min(was, len(tasks) - 1) if tasks else None
        listed.display = bool(tasks)
        (listed if tasks else self.query_one("#new")).focus()
        self.refresh_bindings()

    def row(self, task: wire.Assignment, width: int) -> Content:
        """An assignment: what, until when, to whom, the goal, the note."""
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
        """One must be there to be changed."""
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

    def action_send(self) -> None:
        """Send its decks again as they are here now."""
        task = self.picked
        if task is not None:
            decks = [deck.id for deck in task.decks]
            self.ask(self.leading(lambda lead: lead.send_decks(decks)), self.sent, group="do")

    def sent(self, _: object) -> None:
        """They are there."""
        self.tell("team_screen.sent")

    def action_take_back(self) -> None:
        """Take the highlighted one back, after asking."""
        task = self.picked
        if task is None:
            return

        def answered(place: int | None) -> None:
            if place == 1:
                self.ask(self.leading(lambda lead: lead.unassign(task.id)), lambda _: self.load(), group="do")

        title = self.say("team_screen.take_back_sure", title=titles(task, self.say, self.lang))
        self.app.go(
            "choose", then=answered, title=title, choices=[self.say("team_screen.no"), self.say("team_screen.yes")]
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A new one."""
        event.stop()
        self.action_new()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        event.stop()
        self.action_change()

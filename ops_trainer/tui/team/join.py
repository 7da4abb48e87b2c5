"""Joining a team: address, code, name; a whole invite line pasted into any field fills them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.locale import Complaint
from ops_trainer.team.typed import read_invite
from ops_trainer.trainer.context import DEFAULT_LEARNER
from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.widgets.controls import Button, Input
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer

FIELDS = ("url", "code", "name")
NEEDED = ("url", "code")  # a second device of one's own has the name of the first


class InviteLine(Input):
    """A line that takes address and code out of a whole message that is pasted."""

    def one_line(self, pasted: str) -> str:
        """Return address and code alone, where there are any."""
        found = read_invite(pasted)
        return super().one_line(pasted) if found is None else " ".join(found)


class TeamJoin(BaseDialog[bool]):
    """Comes back with True once the team is joined and its assignments are here."""

    CSS_PATH = "join.tcss"
    AREA_TITLE = "team_screen.join_title"
    TOPIC = "team"
    AUTO_FOCUS = "#url"

    def body(self) -> Iterable[Widget]:
        """Yield what an invite is, the fields, the ways on."""
        yield Static(Prose(self.say("team_screen.join_title")), classes="head", markup=False)
        yield Static(Prose(self.say("team_screen.join_help")), id="why", markup=False)
        for name in FIELDS:
            with Horizontal(classes="field"):
                yield Static(self.say(f"team_screen.join_{name}"), classes="label", markup=False)
                yield InviteLine(placeholder=self.say(f"team_screen.join_{name}_like"), id=name)
        yield Static(id="busy", markup=False)
        with Horizontal(id="ways"):
            yield Button(self.text("team_screen.join_do"), id="do", variant="primary")
            yield Button(self.text("app.key_close"), id="cancel")

    def load(self) -> None:
        """Fill in the learner's own name, unless they have none yet."""
        learner = self.trainer.learner
        self.query_one("#name", Input).value = "" if learner == DEFAULT_LEARNER else learner

    def value(self, name: str) -> str:
        """Return what is written in a field."""
        return self.query_one(f"#{name}", Input).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Spread a whole invite line that was pasted over the fields."""
        event.stop()
        found = read_invite(event.value)
        if found is not None and event.value.strip() != found[0]:
            for name, value in zip(("url", "code"), found, strict=True):
                self.query_one(f"#{name}", Input).value = value
            if event.input.id == "name":
                event.input.value = ""
            self.query_one("#name" if not self.value("name") else "#do").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the first field that is empty, or join."""
        event.stop()
        empty = next((name for name in FIELDS if not self.value(name)), None)
        if empty is None or event.input.id == "name":
            self.join()
        else:
            self.query_one(f"#{empty}").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Join, or leave."""
        event.stop()
        if event.button.id == "do":
            self.join()
        else:
            self.action_leave()

    def join(self) -> None:
        """Join with what is written."""
        empty = next((name for name in NEEDED if not self.value(name)), None)
        if empty is not None:
            self.complain(Complaint(f"team_screen.join_{empty}_empty"))
            self.query_one(f"#{empty}").focus()
            return
        url, code, name = (self.value(field) for field in FIELDS)
        self.busy(True)

        def work(trainer: Trainer) -> str:
            made = trainer.teams.join(url, code, name)
            # What it brings is fetched now; if the network goes just then, the background does it later.
            with suppress(Complaint):
                trainer.teams.sync(made.team)
            return made.team_name

        self.ask(work, self.joined)

    def joined(self, team: str) -> None:
        """Close, and say which team was joined."""
        self.dismiss(True)
        self.app.notify(self.say("team_screen.joined", team=team))

    def busy(self, on: bool) -> None:
        """Say that the server is being asked."""
        self.query_one("#busy", Static).update(self.say("team_screen.asking") if on else "")
        self.query_one("#do", Button).disabled = on

    def complain(self, error: Exception) -> None:
        """Say why not; everything written stays."""
        self.busy(False)
        if getattr(error, "key", "") == "team.bad_name" and not self.value("name"):
            self.query_one("#name").focus()
            error = Complaint("team_screen.join_name_empty")
        super().complain(error)

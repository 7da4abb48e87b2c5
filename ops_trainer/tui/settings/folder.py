"""The folder that a person's computers share: naming it, saying who one is in it, how it stands, leaving it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.files import pasted_path
from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.widgets.controls import Button, Input
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.locale import Complaint
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import SharedFolder

Others = list[tuple[str, str, int]]  # of each other person in a folder: id, name, answers


def standing(trainer: Trainer) -> tuple[SharedFolder | None, Complaint | None]:
    """Return the folder that is shared, and why the journal could not be written."""
    return trainer.shared_folder, trainer.context.no_journal


def others_in(trainer: Trainer, folder: Path) -> Others:
    """Return who else keeps a journal in a folder; nobody where the learner is one of them already."""
    people = trainer.people_in(folder)
    if any(person.id == trainer.context.learner_id for person in people):
        return []
    return [(person.id, person.name, person.answers) for person in people]


class Folder(BaseDialog[bool]):
    """Comes back with True once a folder is shared, None when nothing was done."""

    CSS_PATH = "folder.tcss"
    AREA_TITLE = "setting.folder"
    TOPIC = "two-computers"
    AUTO_FOCUS = "#path"

    def body(self) -> Iterable[Widget]:
        """Yield what it is for or how it stands, a line for the folder, the ways on."""
        yield Static(Prose(self.say("setting.folder")), classes="head", markup=False)
        yield Static(id="why", markup=False)
        yield Input(placeholder=self.say("folder.path_like"), id="path")
        yield Static(id="busy", markup=False)
        with Horizontal(id="ways"):
            yield Button(self.text("folder.key_join"), id="join", variant="primary")
            yield Button(self.text("folder.key_exchange"), id="exchange", variant="primary")
            yield Button(self.text("folder.key_leave"), id="stop")
            yield Button(self.text("app.key_close"), id="cancel")

    def load(self) -> None:
        """Read whether a folder is shared."""
        self.show(None, None)
        self.ask(standing, lambda found: self.show(*found))

    def show(self, shared: SharedFolder | None, trouble: Complaint | None) -> None:
        """Show how it stands, or ask for a folder."""
        for id in ("path", "join"):
            self.query_one(f"#{id}").display = shared is None
        for id in ("exchange", "stop"):
            self.query_one(f"#{id}").display = shared is not None
        said = self.say("folder.intro") if shared is None else "\n".join(self.lines(shared, trouble))
        self.query_one("#why", Static).update(Prose(said))
        self.busy(False)
        if shared is not None and (self.focused is None or not self.focused.display):
            self.query_one("#exchange").focus()

    def lines(self, shared: SharedFolder, trouble: Complaint | None) -> Iterable[str]:
        """Yield what there is to say of a shared folder."""
        yield self.say("folder.status", path=shared.path, name=shared.name)
        if not shared.there:
            yield self.say("folder.status_away")
        if shared.at:
            at = datetime.fromtimestamp(shared.at / 1000, self.trainer.clock().tzinfo)
            yield self.say("folder.status_at", at=f"{at:%Y-%m-%d %H:%M}")
        if shared.answers:
            yield self.say("folder.status_answers", n=shared.answers)
        else:
            yield self.say("folder.answers_none")
        if trouble is not None:
            yield self.say("folder.trouble", why=trouble)

    def busy(self, on: bool) -> None:
        """Say that the folder is being read."""
        self.query_one("#busy", Static).update(self.say("folder.busy") if on else "")
        for id in ("join", "exchange"):
            self.query_one(f"#{id}", Button).disabled = on

    def complain(self, error: Exception) -> None:
        """Say why not; what was typed stays."""
        self.busy(False)
        super().complain(error)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Share what was typed."""
        event.stop()
        self.join()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        match event.button.id:
            case "join":
                self.join()
            case "exchange":
                self.busy(True)
                self.ask(lambda trainer: trainer.exchange(), self.exchanged)
            case "stop":
                self.ask(lambda trainer: trainer.leave_folder(), self.left)
            case _:
                self.action_leave()

    # joining

    def join(self) -> None:
        """See who is in the folder that was typed."""
        typed = pasted_path(self.query_one("#path", Input).value)
        if not typed:
            self.query_one("#path").focus()
            return
        folder = Path(typed)
        self.busy(True)
        self.ask(lambda trainer: others_in(trainer, folder), lambda others: self.choose(folder, others))

    def choose(self, folder: Path, others: Others) -> None:
        """Ask who one is, where somebody keeps a journal there already."""
        if not others:
            self.share(folder, None)
            return

        def take(place: int | None) -> None:
            if place is None:
                self.busy(False)
            elif place < len(others):
                self.share(folder, *others[place][:2])
            else:
                self.share(folder, None)

        people = [self.say("folder.person", name=name, n=answers) for _, name, answers in others]
        self.app.go(
            "choose",
            then=take,
            title=self.say("folder.ask_title"),
            choices=[*people, self.say("folder.new_here")],
            chosen=-1,
            help=self.say("folder.ask_help", learner=self.trainer.learner),
        )

    def share(self, folder: Path, person: str | None, name: str = "") -> None:
        """Share a folder, as a person of an id and a name in it, or as someone new."""
        self.ask(lambda trainer: trainer.share_folder(folder, person), lambda answers: self.joined(answers, name))

    def joined(self, answers: int, name: str) -> None:
        """Close, and say what came, how to get out of having taken someone else for oneself, and who can read it."""
        told = [self.say("folder.told_joined", n=answers) if answers else self.say("folder.told_joined_none")]
        if name:
            told.append(self.say("folder.wrong_person", name=name))
        self.dismiss(True)
        self.app.notify("\n".join([*told, self.say("folder.private")]))

    # afterwards

    def exchanged(self, answers: int) -> None:
        """Say what came."""
        self.load()
        self.tell("folder.exchanged", n=answers) if answers else self.tell("folder.exchanged_none")

    def left(self, _: None) -> None:
        """Close, and say that nothing was deleted."""
        self.dismiss()
        self.app.notify(self.say("folder.told_left"))

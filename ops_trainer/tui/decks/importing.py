"""A file of another program, looked at before anything is written: notes, cards, three questions, what is lost."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.files import pasted_path
from ops_trainer.locale import Complaint
from ops_trainer.tui.dialogs.choose import OneLine
from ops_trainer.tui.shell.access import Failed
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Input
from ops_trainer.tui.widgets.page import Page
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.importing import Imported, Plan
    from ops_trainer.tui.shell.access import LearnerApp

LONGEST = 1000  # characters of a path


CANCELLED = "importing.cancelled"


def ask_for_file(app: LearnerApp) -> None:
    """Ask for a file, typed, pasted or dropped into the terminal, or the rows of a table; show what it holds."""

    def chosen(given: str | None) -> None:
        if given and "\n" in given:
            app.go("import", pasted=given)
        elif given:
            app.go("import", path=pasted_path(given))

    hint = app.say("importing.hint")
    app.go("import_what", then=chosen, title=app.say("importing.ask"), hint=hint, longest=LONGEST)


class Table(Message):
    """Several lines were pasted: no path, but what is to be read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PathInput(Input):
    """A line for a path, into which the rows of a table may be pasted as well."""

    def _on_paste(self, event: events.Paste) -> None:
        if sum(bool(line.strip()) for line in event.text.splitlines()) > 1:
            event.prevent_default()
            event.stop()
            self.post_message(Table(event.text))


class ImportWhat(OneLine):
    """Comes back with a path, or with the lines that were pasted."""

    CSS_PATH = "../dialogs/one_line.tcss"
    AREA_TITLE = "importing.title"
    TOPIC = "import"

    def body(self) -> Iterable[Widget]:
        """Yield the question and a line."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        yield PathInput(placeholder=self.hint, max_length=self.longest)

    def on_table(self, event: Table) -> None:
        """Take what was pasted."""
        event.stop()
        self.dismiss(event.text.strip("\r\n") + "\n")


class Import(BaseScreen[None]):
    """What a file would bring; nothing is written before it is taken."""

    CSS_PATH = "lesson.tcss"
    AREA_TITLE = "importing.title"
    TOPIC = "import"
    AUTO_FOCUS = "#scroll"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "take", "importing.key_take", "importing.tip_take", id="import.take"),
        key("h,1", "history", "importing.key_history", "importing.tip_history", id="import.history"),
        key("c,delete", "cancel", "importing.key_cancel", "importing.tip_cancel", id="import.cancel"),
        key("u,backspace", "undo", "importing.key_undo", "importing.tip_undo", id="import.undo"),
    ]

    def __init__(self, path: str = "", pasted: str = "") -> None:
        """Take the path of a file, or what was pasted."""
        super().__init__()
        self.path, self.pasted = Path(path).expanduser(), pasted
        self.busy = self.writing = False  # whether something is under way, and whether that is the writing
        self.cancelled = Event()
        self.plan: Plan | None = None
        self.history = True
        self.taken: Imported | None = None

    def body(self) -> Iterable[Widget]:
        """Yield a page that scrolls."""
        with VerticalScroll(id="scroll"):
            yield Page(id="page")

    def load(self) -> None:
        """Read the file, unless it was taken already."""
        if self.taken is not None:
            return

        title = self.say("importing.pasted")

        def look(trainer: Trainer) -> Plan:
            parcel = trainer.read_pasted(self.pasted, title) if self.pasted else trainer.read_foreign(self.path)
            return trainer.plan_import(parcel, progress=self.told)

        self.begin_work(writing=False)
        self.ask(look, self.show, group="read")

    def begin_work(self, *, writing: bool) -> None:
        """Let what begins now be cancelled."""
        self.busy, self.writing = True, writing
        self.cancelled.clear()
        self.refresh_bindings()

    @property
    def named(self) -> str:
        """What is imported, by its name."""
        return self.say("importing.pasted") if self.pasted else self.path.name

    def told(self, done: int, of: int) -> None:
        """Say how far it is; comes from the thread that works. Raises Complaint once it is cancelled."""
        if self.cancelled.is_set():
            raise Complaint(CANCELLED)
        line = self.say("cli_foreign.progress", done=done, of=of)
        self.app.call_from_thread(self.set_title, self.say("importing.title"), line)

    async def show(self, plan: Plan) -> None:
        """Show what the file would bring."""
        self.plan, self.busy = plan, False
        self.set_title(self.named, self.say("importing.size", n=len(plan.notes), cards=plan.cards))
        await self.query_one(Page).update(self.page(plan))
        self.refresh_bindings()

    def page(self, plan: Plan) -> str:
        """Return the preview in Markdown."""
        from ops_trainer.content.kinds.page import as_written, escaped

        decks = ", ".join(plan.decks) or "-"
        counts = {"format": plan.parcel.format, "added": plan.added, "updated": plan.updated, "decks": decks}
        lines = [escaped(self.say("importing.what", **counts))]
        if plan.parcel.reviews:
            key_ = "importing.with_history" if self.history else "importing.without_history"
            lines.append(escaped(self.say(key_, n=len(plan.parcel.reviews))))
        if questions := plan.questions():
            lines.append(f"## {escaped(self.say('importing.questions'))}")
            lines += [f"- {as_written(question.prompt.in_lang(self.lang), '  ')}" for question in questions]
        if losses := [loss.in_lang(self.lang) for loss in plan.parcel.losses]:
            lines.append(f"## {escaped(self.say('importing.losses'))}")
            lines.append("\n".join(f"- {escaped(loss)}" for loss in losses))
        return "\n\n".join(lines) + "\n"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow taking what was read, once; undoing what was taken; cancelling what is under way."""
        if action == "cancel":
            return self.busy
        if action == "take":
            return self.plan is not None and bool(self.plan.notes) and self.taken is None
        if action == "history":
            return self.plan is not None and bool(self.plan.parcel.reviews) and self.taken is None
        return self.taken is not None and bool(self.taken.id) if action == "undo" else True

    async def action_history(self) -> None:
        """Take over what was learnt there, or leave it."""
        self.history = not self.history
        if self.plan is not None:
            await self.show(self.plan)

    def action_take(self) -> None:
        """Write the decks."""
        plan, history = self.plan, self.history
        assert plan is not None
        self.plan = None  # a second press writes nothing twice
        self.begin_work(writing=True)
        self.ask(
            lambda trainer: trainer.import_foreign(plan, history=history, progress=self.told), self.done, group="take"
        )

    async def done(self, done: Imported) -> None:
        """Say what came of it."""
        from ops_trainer.content.kinds.page import escaped

        self.taken, self.busy = done, False
        key_ = "importing.done" if done.id else "importing.same"
        said = self.say(key_, added=done.added, updated=done.updated, n=done.reviews, key=self.key_name("import.undo"))
        self.set_title(self.named, "")
        await self.query_one(Page).update(escaped(said))
        self.refresh_bindings()

    def action_cancel(self) -> None:
        """Stop what is under way; nothing of it stays."""
        self.cancelled.set()

    def action_leave(self) -> None:
        """Go back; what is under way is cancelled."""
        self.cancelled.set()
        self.dismiss()

    def on_talk_failed(self, event: Failed) -> None:
        """Say what went wrong. Whoever cancelled the writing may look at the file again."""
        self.busy = False
        self.refresh_bindings()
        if not (isinstance(event.error, Complaint) and event.error.key == CANCELLED):
            super().on_talk_failed(event)
            return
        self.tell(CANCELLED)
        if self.writing:
            self.load()
        else:
            self.dismiss()

    async def action_undo(self) -> None:
        """Take the import back as a whole, and look at the file again."""
        assert self.taken is not None
        self.ask(lambda trainer: trainer.undo_import(self.taken.id if self.taken else ""), self.undone, group="take")

    def undone(self, _: str) -> None:
        """Say so, and read the file anew."""
        self.taken = None
        self.tell("importing.undone")
        self.load()

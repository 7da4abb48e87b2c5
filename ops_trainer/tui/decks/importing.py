"""A file of another program, looked at before anything is written: notes, cards, three questions, what is lost."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from ops_trainer.content.files import pasted_path
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.page import Page

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.importing import Imported, Plan
    from ops_trainer.tui.shell.access import LearnerApp

LONGEST = 1000  # characters of a path


def ask_for_file(app: LearnerApp) -> None:
    """Ask for a file, typed, pasted or dropped into the terminal, and show what it holds."""

    def chosen(path: str | None) -> None:
        if path:
            app.go("import", path=pasted_path(path))

    hint = app.say("importing.hint")
    app.go("one_line", then=chosen, title=app.say("importing.ask"), hint=hint, longest=LONGEST)


class Import(BaseScreen[None]):
    """What a file would bring; nothing is written before it is taken."""

    CSS_PATH = "lesson.tcss"
    AREA_TITLE = "importing.title"
    TOPIC = "import"
    AUTO_FOCUS = "#scroll"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "take", "importing.key_take", "importing.tip_take", id="import.take"),
        key("h,1", "history", "importing.key_history", "importing.tip_history", id="import.history"),
        key("u,backspace", "undo", "importing.key_undo", "importing.tip_undo", id="import.undo"),
    ]

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = Path(path).expanduser()
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

        def look(trainer: Trainer) -> Plan:
            return trainer.plan_import(trainer.read_foreign(self.path), progress=self.told)

        self.ask(look, self.show, group="read")

    def told(self, done: int, of: int) -> None:
        """Say how far it is; comes from the thread that works."""
        line = self.say("cli_foreign.progress", done=done, of=of)
        self.app.call_from_thread(self.set_title, self.say("importing.title"), line)

    async def show(self, plan: Plan) -> None:
        """Show what the file would bring."""
        self.plan = plan
        self.set_title(self.path.name, self.say("importing.size", n=len(plan.notes), cards=plan.cards))
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
        """Allow taking what was read, once; undoing what was taken."""
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
        self.refresh_bindings()
        self.ask(
            lambda trainer: trainer.import_foreign(plan, history=history, progress=self.told), self.done, group="take"
        )

    async def done(self, done: Imported) -> None:
        """Say what came of it."""
        from ops_trainer.content.kinds.page import escaped

        self.taken = done
        key_ = "importing.done" if done.id else "importing.same"
        said = self.say(key_, added=done.added, updated=done.updated, n=done.reviews, key=self.key_name("import.undo"))
        self.set_title(self.path.name, "")
        await self.query_one(Page).update(escaped(said))
        self.refresh_bindings()

    async def action_undo(self) -> None:
        """Take the import back as a whole, and look at the file again."""
        assert self.taken is not None
        self.ask(lambda trainer: trainer.undo_import(self.taken.id if self.taken else ""), self.undone, group="take")

    def undone(self, _: str) -> None:
        """Say so, and read the file anew."""
        self.taken = None
        self.tell("importing.undone")
        self.load()

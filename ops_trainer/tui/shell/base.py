"""What a screen has before it has anything of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import OptionList

from ops_trainer.tui.shell.access import TrainerAccess
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.frame import Keys, Notice, TitleBar

R = TypeVar("R")


class BaseScreen(TrainerAccess, Screen[R]):
    """A whole screen: title bar, body, key bar."""

    AREA_TITLE: ClassVar[str] = "app.title"
    TOPIC: ClassVar[str] = "start"
    """The page of the manual that is about this screen."""
    IN_PALETTE: ClassVar[frozenset[str]] = frozenset()
    """Ids of bindings that the key bar doesn't show and the command palette does."""
    WELCOMES_FIRST: ClassVar[bool] = True
    """Whether a learner who is new here is asked the questions of the welcome before the app starts at this screen."""
    FOLLOWS_TEAM: ClassVar[bool] = False
    """Whether it shows something that synchronising in the background may change."""
    LIST_ACTION: ClassVar[str] = ""
    """The action that enter on a row of a list, or a click on it, stands for; empty where the screen sees to it."""
    BINDINGS: ClassVar[Bindings] = [key("escape", "leave", "app.key_back", "app.tip_back", id="app.back")]

    def compose(self) -> ComposeResult:
        """Yield the frame with the body in it."""
        yield TitleBar(self.title_text())
        yield Notice()
        with Vertical(id="body"):
            yield from self.body()
        yield Keys()

    def body(self) -> Iterable[Widget]:
        """Yield the widgets of this screen. Called again when the language changes."""
        return ()

    def title_text(self) -> str:
        """Return what the title bar says on the left."""
        return self.say(self.AREA_TITLE)

    def load(self) -> None:
        """Get the data: `ask` the trainer and show what it says. Called whenever the screen comes to the front."""

    def on_screen_resume(self) -> None:
        """Show what may have changed meanwhile, and what is still to be read."""
        self.app.show_announcement()
        if self.app.opened is not None:
            self.load()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what a row of the list stands for."""
        if self.LIST_ACTION:
            event.stop()
            await self.run_action(self.LIST_ACTION)

    async def say_again(self) -> None:
        """Build the screen anew in the language of now; what had the focus has it again."""
        focus = f"#{self.focused.id}" if self.focused is not None and self.focused.id else self.AUTO_FOCUS
        await self.recompose()
        for widget in self.query(focus).results(Widget) if focus else ():
            widget.focus()
            break
        self.refresh_bindings()
        if self.app.opened is not None:
            self.load()

    def set_title(self, left: str | None = None, right: str | None = None) -> None:
        """Change the title bar."""
        try:
            bar = self.query_one(TitleBar)
        except NoMatches:
            return
        if left is not None:
            bar.left = left
        if right is not None:
            bar.right = right

    def action_leave(self) -> Awaitable[None] | None:
        """Go back to where one came from."""
        self.dismiss()
        return None


class BaseDialog(TrainerAccess, ModalScreen[R]):
    """A box over another screen; escape closes it. Yields its widgets from `body()`."""

    AREA_TITLE: ClassVar[str] = "app.title"
    """What the list of keys calls it."""
    BINDINGS: ClassVar[Bindings] = [key("escape", "leave", "app.key_close", "app.tip_close", id="app.close")]
    DEFAULT_CSS = """
    BaseDialog > #dialog {
        width: 70; max-width: 94%; height: auto; max-height: 90%; padding: 1 2;
        background: $surface; border: round $border;
    }
    """

    def compose(self) -> ComposeResult:
        """Yield the box with the body in it, and the keys."""
        with Vertical(id="dialog"):
            yield Notice()
            yield from self.body()
        yield Keys()

    def body(self) -> Iterable[Widget]:
        """Yield the widgets of this dialog."""
        return ()

    def load(self) -> None:
        """Get the data. Called once the dialog is there."""

    def on_mount(self) -> None:
        """Load as soon as there is something to load into."""
        self.load()

    async def say_again(self) -> None:
        """Build the dialog anew in the language of now."""
        await self.recompose()
        self.load()

    def action_leave(self) -> None:
        """Close, nothing chosen."""
        self.dismiss()


AnyScreen = BaseScreen[Any] | BaseDialog[Any]

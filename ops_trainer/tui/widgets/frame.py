"""What frames every screen: the title bar at the top, the notice above the page, the key bar at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.locale import say
from ops_trainer.tui.shell.keymap import named
from ops_trainer.tui.widgets.flow import Flow
from ops_trainer.tui.widgets.text import Fluid, Prose, fit

if TYPE_CHECKING:
    from ops_trainer.tui.shell.access import LearnerApp


SECONDS = 3.0  # that news stay


class TitleBar(Widget):
    """Where one is on the left, who and when on the right.

    One line; the left text gives way when both don't fit. `hint` is what the mouse is over, and goes before all.
    """

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; background: $panel; padding: 0 1; }"

    left: reactive[str] = reactive("")
    right: reactive[str] = reactive("")

    def __init__(self, left: str = "", right: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.left, left)
        self.set_reactive(TitleBar.right, right)
        self._clearing: Timer | None = None

    news: reactive[str] = reactive("")
    hint: reactive[str] = reactive("")

    def flash(self, news: str) -> None:
        """Show news in place of the rest for a moment."""
        self.news = news
        if self._clearing is not None:
            self._clearing.stop()
        self._clearing = self.set_timer(SECONDS, self._clear)

    def _clear(self) -> None:
        self.news = ""

    def render(self) -> Fluid:
        """Return both texts at the width there is."""
        return Fluid(self._at)

    def _at(self, width: int) -> Content:
        if self.hint or self.news:
            return Content.styled(fit(self.hint or self.news, width), "$accent bold")
        right = self.right if cell_len(self.left) + cell_len(self.right) + 2 <= width else ""
        room = max(width - cell_len(right) - (1 if right else 0), 1)
        return Content.assemble((fit(self.left, room), "bold"), (" " if right else ""), (right, "$text-muted"))


class Notice(Static):
    """Shows the app's latest announcement (what went wrong and what to do) while it lasts; a click closes it.

    It takes room rather than lying over the page: Textual cuts what lies over other widgets at their edges, and a wide
    character that stands on such an edge is lost.
    """

    DEFAULT_CSS = """
    Notice { display: none; height: auto; background: $panel; padding: 0 2; border-left: outer $primary; }
    Notice.-shown { display: block; }
    Notice.-error { border-left: outer $error; }
    Notice.-warning { border-left: outer $warning; }
    .-narrow Notice { padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Show what is still to be read."""
        self.show()

    def show(self) -> None:
        """Show what the app has to say, or nothing when there is none or its time is over."""
        app = cast("LearnerApp", self.app)
        said = app.announcement
        left = said.until - app.stopwatch() if said is not None else 0
        self.set_class(left > 0, "-shown")
        if said is None or left <= 0:
            return
        self.set_classes(f"-shown -{said.severity}")
        glyph = {"error": "✗ ", "warning": "! "}.get(said.severity, "")
        title = Content.styled(glyph + said.title, "bold $text-error" if said.severity == "error" else "bold")
        parts = [title, Content(said.message)] if said.title else [Content(said.message)]
        self.update(Prose(Content("\n").join(parts)))
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(left, self.show)

    def on_click(self, event: events.Click) -> None:
        """Close it."""
        event.stop()
        cast("LearnerApp", self.app).announcement = None
        self.show()


class Shortcut(NamedTuple):
    """A key as it is named, what it does, the same in more words, and the binding on its owner."""

    shown: str
    does: str
    tip: str
    binding: Binding
    owner: DOMNode


class KeyLink(Widget):
    """One key and what it does. A click does it; under the mouse it says more."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLink { width: auto; height: 1; text-wrap: nowrap; }
    KeyLink:hover { background: $block-hover-background; text-style: underline; }
    """

    def __init__(self, shortcut: Shortcut) -> None:
        super().__init__()
        self.shortcut = shortcut

    def show(self, shortcut: Shortcut) -> None:
        """Show another key in the same place."""
        if shortcut == self.shortcut:
            return
        self.shortcut = shortcut
        self.refresh(layout=True)
        if self.mouse_hover:
            self._hint(shortcut.tip)

    def render(self) -> Content:
        """Return the key, then its label."""
        return Content.assemble((f" {self.shortcut.shown}", "$accent bold"), f" {self.shortcut.does} ")

    def on_enter(self) -> None:
        """Say in the title bar what it does: a tooltip would lie over the page and be cut at its edges."""
        self._hint(self.shortcut.tip)

    def on_leave(self) -> None:
        """Take the hint away."""
        self._hint("")

    def on_unmount(self) -> None:
        """Take back what was said while the mouse was here."""
        if self.mouse_hover:
            self._hint("")

    def _hint(self, hint: str) -> None:
        for bar in self.screen.query(TitleBar):
            bar.hint = hint

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        event.stop()
        await self.app.run_action(self.shortcut.binding.action, default_namespace=self.shortcut.owner)


class Keys(Flow):
    """Shows the bindings of its screen in as many lines as they take, anew whenever they change."""

    GAP = 0
    DEFAULT_CSS = """
    Keys { dock: bottom; height: auto; max-height: 4; background: $panel; color: $foreground; }
    """

    def on_mount(self) -> None:
        """Listen for changes."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and self.app.app_focus:
            self.call_after_refresh(self._renew)

    async def _renew(self) -> None:
        if not self.is_attached:  # taken away while this was on its way
            return
        shortcuts, links = self._shortcuts(), list(self.query_children(KeyLink))
        for link, shortcut in zip(links, shortcuts, strict=False):
            link.show(shortcut)
        if len(links) != len(shortcuts):
            with self.app.batch_update():
                await self.remove_children(links[len(shortcuts) :])
                await self.mount_all(KeyLink(shortcut) for shortcut in shortcuts[len(links) :])

    def compose(self) -> ComposeResult:
        """Yield the links of now; at the very start after the first paint, which is not to wait for them."""
        if cast("LearnerApp", self.app).opened is None:
            self.call_after_refresh(self._renew)
        else:
            yield from map(KeyLink, self._shortcuts())

    def _shortcuts(self) -> list[Shortcut]:
        lang = cast("LearnerApp", self.app).lang
        found: dict[str, Shortcut] = {}
        for owner, binding, enabled, tip in self.screen.active_bindings.values():
            if binding.show and enabled and binding.action not in found:
                found[binding.action] = Shortcut(
                    named(binding.key, lang), say(binding.description, lang), say(tip, lang), binding, owner
                )
        return list(found.values())

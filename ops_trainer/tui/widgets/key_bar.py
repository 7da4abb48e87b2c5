"""The key bar: every key that counts here, in as many lines as it takes, each a link for the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from ops_trainer.locale import say
from ops_trainer.tui.shell.keymap import named
from ops_trainer.tui.widgets.flow import Flow
from ops_trainer.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from ops_trainer.tui.shell.access import LearnerApp


class KeyLink(Widget):
    """One key and what it does. A click does it; under the mouse it says more."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLink { width: auto; height: 1; text-wrap: nowrap; }
    KeyLink:hover { background: $block-hover-background; text-style: underline; }
    """

    def __init__(self, shown: str, does: str, tip: str, binding: Binding, owner: DOMNode) -> None:
        super().__init__()
        self.shown, self.does = shown, does
        self.binding, self.owner = binding, owner
        self.tip = tip

    def render(self) -> Content:
        """The key, then its label."""
        return Content.assemble((f" {self.shown}", "$accent bold"), f" {self.does} ")

    def on_enter(self) -> None:
        """Say in the title bar what it does: a tooltip would lie over the page and be cut at its edges."""
        for bar in self.screen.query(TitleBar):
            bar.hint = self.tip

    def on_leave(self) -> None:
        """The mouse went on."""
        for bar in self.screen.query(TitleBar):
            bar.hint = ""

    on_unmount = on_leave

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        event.stop()
        await self.app.run_action(self.binding.action, default_namespace=self.owner)


class Keys(Flow):
    """Shows the bindings of the screen it is on, anew whenever they change."""

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
        now = [(link.shown, link.does, link.binding.action) for link in self.query_children(KeyLink)]
        links = self._links()
        if now != [(link.shown, link.does, link.binding.action) for link in links]:
            with self.app.batch_update():
                await self.remove_children()
                await self.mount_all(links)

    def compose(self) -> ComposeResult:
        """The links of now; at the very start after the first paint, which is not to wait for them."""
        if cast("LearnerApp", self.app).opened is None:
            self.call_after_refresh(self._renew)
        else:
            yield from self._links()

    def _links(self) -> list[KeyLink]:
        lang = cast("LearnerApp", self.app).lang
        links: dict[str, KeyLink] = {}
        for owner, binding, enabled, tip in self.screen.active_bindings.values():
            if binding.show and enabled and binding.action not in links:
                links[binding.action] = KeyLink(
                    named(binding.key, lang), say(binding.description, lang), say(tip, lang), binding, owner
                )
        return list(links.values())

"""How the projector page is opened: its link and its PIN, each good for one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.workshop.host_lobby import short

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting

LOOK_S = 0.5  # between two looks whether the PIN was used


class ProjectorLink(BaseDialog[None]):
    """Shows the link as it is now: once a page was opened with it, the next one. Its key closes it too."""

    CSS_PATH = "projector.tcss"
    AREA_TITLE = "host.projector"
    TOPIC = "workshop"
    BINDINGS: ClassVar[Bindings] = [
        key("b,minus,enter,space", "leave", "app.key_close", "app.tip_close", id="projector.close", show=False)
    ]

    def __init__(self, hosting: Hosting) -> None:
        super().__init__()
        self.hosting = hosting
        self.shown = ""

    def body(self) -> Iterable[Widget]:
        """Yield what to do, the link, the way without it, what the page is."""
        yield Static(Prose(self.say("host.projector_open")), classes="head", markup=False)
        yield Static(id="link", markup=False)
        yield Static(id="pin", markup=False)
        yield Static(Prose(self.say("host.projector_note")), classes="note", markup=False)

    def load(self) -> None:
        """Show the link, and look again from time to time."""
        self.shown = ""
        self.draw()
        self.set_interval(LOOK_S, self.draw)

    def draw(self) -> None:
        """Show the link that is good now."""
        link = self.hosting.screen_link
        if link == self.shown or not self.is_attached:
            return
        self.shown = link
        self.query_one("#link", Static).update(Prose(Content.styled(link, "bold $accent")))
        page, number = short(f"{self.hosting.address}/screen"), self.hosting.screen_pin
        self.query_one("#pin", Static).update(Prose(self.say("host.projector_pin", address=page, pin=number)))

"""What went wrong and what to do, in a box of its own above the page.

It takes room rather than lying over the page: Textual cuts what lies over other widgets at their edges, and a wide
character that stands on such an edge is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.tui.shell.access import LearnerApp


class Notice(Static):
    """Shows the app's latest announcement while it lasts; a click closes it."""

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

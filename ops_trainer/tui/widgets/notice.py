"""What went wrong and what to do, in a box of its own above the page.

It takes room rather than lying over the page: Textual cuts what lies over other widgets at their edges, and a wide
character that stands on such an edge is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from ops_trainer.tui.shell.app import TrainerApp


@dataclass(frozen=True, slots=True)
class News:
    """One thing to say, until a moment of the app's stopwatch."""

    title: str
    message: str
    severity: SeverityLevel
    until: float


class Notice(Static):
    """Shows the app's latest news while they last; a click closes it."""

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
        """Show the app's news, or nothing when there are none or they are old."""
        app = cast("TrainerApp", self.app)
        news = app.news
        left = news.until - app.stopwatch() if news is not None else 0
        self.set_class(left > 0, "-shown")
        if news is None or left <= 0:
            return
        self.set_classes(f"-shown -{news.severity}")
        glyph = {"error": "✗ ", "warning": "! "}.get(news.severity, "")
        title = Content.styled(glyph + news.title, "bold $text-error" if news.severity == "error" else "bold")
        parts = [title, Content(news.message)] if news.title else [Content(news.message)]
        self.update(Prose(Content("\n").join(parts)))
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(left, self.show)

    def on_click(self, event: events.Click) -> None:
        """It was read."""
        event.stop()
        cast("TrainerApp", self.app).news = None
        self.show()

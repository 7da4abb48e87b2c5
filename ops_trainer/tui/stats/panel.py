"""What a page of the statistics has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll

from ops_trainer.tui.shell.access import TrainerAccess

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.views import Stats


class Panel(TrainerAccess, VerticalScroll):
    """One page. `look` reads what it shows, in a worker; `show` shows it."""

    TITLE: ClassVar[str]
    """The catalogue key of its tab."""

    DEFAULT_CSS = """
    Panel { height: 1fr; scrollbar-size-vertical: 1; }
    Panel:focus { background-tint: transparent; }
    Panel Static { height: auto; margin-bottom: 1; }
    Panel Static:last-child { margin-bottom: 0; }
    """

    @classmethod
    def look(cls, trainer: Trainer, stats: Stats) -> Any:
        """What it shows; the statistics themselves when it needs no more. Called in a worker."""
        return stats

    def show(self, found: Any) -> None:
        """Show what `look` read."""
        raise NotImplementedError

"""The app of a player in a workshop: the same look and language as the trainer, without opening anybody's trainer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from ops_trainer.tui.shell.app import TrainerApp
from ops_trainer.tui.workshop.player import Player

if TYPE_CHECKING:
    from ops_trainer.locale import Lang
    from ops_trainer.trainer.workshops.remote import Remote


class PlayerApp(TrainerApp):
    """One player's window on a room."""

    CSS_PATH = ["../shell/app.tcss", "player.tcss"]  # noqa: RUF012 - the first screen's own sheet is not read by itself

    def __init__(self, remote: Remote, *, name: str | None = None, mine: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.remote, self.name_given, self.mine = remote, name, mine

    def get_default_screen(self) -> Screen[Any]:
        """The room."""
        return Player(self.remote, self.name_given, mine=self.mine)

    def open_trainer(self) -> None:
        """Nobody's trainer is needed to play."""


def run(
    remote: Remote,
    home: str | Path | None = None,
    *,
    name: str | None = None,
    mine: bool = False,
    lang: Lang | None = None,
) -> int:
    """Play in this terminal; the exit status."""
    app = PlayerApp(remote, name=name, mine=mine, home=home, lang=lang)
    result = app.run()
    return result if isinstance(result, int) else app.return_code or 0

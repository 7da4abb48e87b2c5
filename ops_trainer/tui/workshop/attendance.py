"""Who is in the room: who hasn't answered yet, whose phone sleeps and since when, who has left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.widgets.words import Say
from ops_trainer.workshop.state import Phase

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Hosting
    from ops_trainer.workshop.lead import Lead, PlayerLine

LOOK_S = 1.0  # between two looks at the room
MOST = 40  # names in one group


class Attendance(BaseDialog[None]):
    """Shows who is there as it is now. Its key closes it too."""

    CSS_PATH = "attendance.tcss"
    AREA_TITLE = "host.attendance"
    TOPIC = "workshop"
    BINDINGS: ClassVar[Bindings] = [
        key("w,f3,enter,space", "leave", "app.key_close", "app.tip_close", id="attendance.close", show=False)
    ]

    def __init__(self, hosting: Hosting) -> None:
        super().__init__()
        self.hosting = hosting

    def body(self) -> Iterable[Widget]:
        """Yield the groups."""
        with VerticalScroll(id="groups"):
            yield Static(id="who", markup=False)

    def load(self) -> None:
        """Show who is there, and look again from time to time."""
        self.draw()
        self.set_interval(LOOK_S, self.draw)

    def draw(self) -> None:
        """Show it as it is now."""
        if self.is_attached:
            self.query_one("#who", Static).update(Prose(groups(self.hosting.view(), self.say)))


def groups(lead: Lead, say: Say) -> Content:
    """Return those who are still to answer (between votes: who is there), whose phones sleep, who has left."""
    asking = lead.phase is Phase.QUESTION
    there = [player for player in lead.players if player.active and player.here]
    waited = [player for player in there if not player.answered] if asking else there
    asleep = [player for player in lead.players if player.active and not player.here]
    asleep = [player for player in asleep if not (asking and player.answered)]
    gone = [player for player in lead.players if not player.active]
    parts: list[Content] = []
    for style, says, players, words in (
        ("bold $accent", "host.to_answer" if asking else "host.all_there", waited, [one.name for one in waited]),
        ("bold $warning", "host.asleep", asleep, [_slept(one, say) for one in asleep]),
        ("bold $text-muted", "host.have_left", gone, [one.name for one in gone]),
    ):
        if players:
            parts.append(Content.assemble((say(says, n=len(players)), style), "\n", _listed(words, say)))
    return Content("\n\n").join(parts) if parts else Content(say("host.all_answered" if asking else "host.nobody_yet"))


def _slept(player: PlayerLine, say: Say) -> str:
    return say("host.asleep_since", name=player.name, n=player.silent_ms // 1000)


def _listed(words: Sequence[str], say: Say) -> str:
    rest = [say("host.more", n=len(words) - MOST)] if len(words) > MOST else []
    return say("home.comma").join([*words[:MOST], *rest])

"""What came with the team's assignments: new ones, new decks, and what changed in revised ones, note by note."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ops_trainer.content.typography import spaced
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.text import Prose

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.teams import News

KINDS = {"added": ("+ ", "$success bold"), "changed": ("~ ", "$warning bold"), "removed": ("− ", "$text-error bold")}


class TeamNews(BaseScreen[None]):
    """A page to read; what was shown counts as seen when it is left."""

    CSS_PATH = "news.tcss"
    AREA_TITLE = "team_screen.news_title"
    TOPIC = "team"
    AUTO_FOCUS = "#page"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "leave", "team_screen.key_seen", "team_screen.tip_seen", id="team_news.seen"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.news: list[News] = []

    def body(self) -> Iterable[Widget]:
        """All of it, to scroll."""
        with VerticalScroll(id="page"):
            yield Static(id="news", markup=False)

    def load(self) -> None:
        """Read what was not looked at yet."""
        self.ask(lambda trainer: trainer.teams.news(), self.show)

    def show(self, news: list[News]) -> None:
        """Show it, the newest first."""
        self.news = news
        blocks = [self.block(one) for one in news] or [Content(self.say("team_screen.news_none"))]
        self.query_one("#news", Static).update(Prose(Content("\n\n").join(blocks)))

    def block(self, news: News) -> Content:
        """One thing that came, and the notes it is about."""
        lines = [Content.styled(spaced(news.in_lang(self.lang)), "bold")]
        for kind, mark in KINDS.items():
            terms = getattr(news, kind)
            if terms:
                said = self.say("team_screen.and").join(spaced(term.in_lang(self.lang)) for term in terms)
                lines.append(Content.assemble(mark, (self.say(f"team_screen.notes_{kind}"), "$text-muted"), said))
        return Content("\n").join(lines)

    def action_leave(self) -> None:
        """It was read."""
        seen = self.news

        def work(trainer: Trainer) -> None:
            trainer.teams.seen(*seen)

        self.ask(work, self.read, group="seen")

    def read(self, _: object) -> None:
        """It counts as seen."""
        self.dismiss()

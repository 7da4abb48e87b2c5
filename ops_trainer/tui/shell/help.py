"""Help: the manual, a page a topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ops_trainer import help as manual
from ops_trainer.content.typography import spaced
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.page import Page
from ops_trainer.tui.widgets.text import Prose


class Help(BaseScreen[None]):
    """The topics beside the page; where it is narrow, one of the two."""

    CSS_PATH = "help.tcss"
    AREA_TITLE = "manual.title"
    TOPIC = "start"
    AUTO_FOCUS = "#scroll"
    LIST_ACTION = "read"
    BINDINGS: ClassVar[Bindings] = [
        key("left,t", "topics", "manual.key_topics", "manual.tip_topics", id="help.topics", priority=True),
        key("right", "read", "manual.key_read", "manual.tip_read", id="help.read", priority=True),
        key("n,2", "turn(1)", "manual.key_next", "manual.tip_next", id="help.next"),
        key("p,1", "turn(-1)", "manual.key_previous", "manual.tip_previous", id="help.previous"),
        key("space", "down", "lesson_screen.key_page", "lesson_screen.tip_page", id="help.page", show=False),
    ]

    def __init__(self, topic: str = "start") -> None:
        super().__init__()
        self.topics = manual.topics()
        self.topic = topic if topic in self.topics else self.topics[0]
        self.painted: tuple[str, str] | None = None

    def body(self) -> Iterable[Widget]:
        """Yield topics and page."""
        with Horizontal(id="both"):
            yield OptionList(id="topics", markup=False)
            with VerticalScroll(id="scroll"):
                yield Page(id="page")

    def load(self) -> None:
        """List the topics, and open the page."""
        listed = self.query_one("#topics", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            listed.set_options(Option(Prose(spaced(manual.title(t, self.lang))), t) for t in self.topics)
            listed.highlighted = self.topics.index(self.topic)
        self.set_class(not isinstance(self.focused, OptionList), "-reading")
        self.call_later(self.open, self.topic)

    async def open(self, topic: str) -> None:
        """Open a page from its top."""
        self.topic = topic
        if self.painted == (topic, self.lang) and self.query_one(Page).children:
            return
        self.painted = (topic, self.lang)
        text = manual.page(topic, self.lang)
        self.set_title(right=spaced(manual.title(topic, self.lang)))
        await self.query_one(Page).update(text)
        self.query_one("#scroll").scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow going to the half of the screen that one is not in."""
        match action:
            case "topics":
                return not isinstance(self.focused, OptionList)
            case "read":
                return isinstance(self.focused, OptionList)
        return True

    def action_topics(self) -> None:
        """Go to the list of topics."""
        self.remove_class("-reading")
        self.query_one("#topics").focus()

    def action_read(self) -> None:
        """Go to the page."""
        self.add_class("-reading")
        self.query_one("#scroll").focus()

    async def action_turn(self, by: int) -> None:
        """Turn to the next page, or the one before."""
        at = (self.topics.index(self.topic) + by) % len(self.topics)
        self.query_one("#topics", OptionList).highlighted = at
        await self.open(self.topics[at])

    def action_down(self) -> None:
        """Scroll a screenful further."""
        self.query_one("#scroll").scroll_page_down(animate=False)

    def on_descendant_focus(self) -> None:
        """Show the keys that count now: other ones in the list than on the page."""
        self.set_class(not isinstance(self.focused, OptionList), "-reading")
        self.refresh_bindings()

    async def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the page of the highlighted topic."""
        event.stop()
        await self.open(str(event.option_id))

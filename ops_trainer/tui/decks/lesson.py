"""The note as a page to read: what it says, with example, contrast and source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from ops_trainer.locale import Lang
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.page import Page
from ops_trainer.tui.widgets.words import other_lang


class Lesson(BaseScreen[None]):
    """One note (`deck/note`)."""

    CSS_PATH = "lesson.tcss"
    AREA_TITLE = "lesson_screen.title"
    TOPIC = "study"
    AUTO_FOCUS = "#scroll"
    BINDINGS: ClassVar[Bindings] = [
        key("r", "leave", "app.key_back", "app.tip_back", id="lesson.back", show=False),
        key("l,0", "language", "lesson_screen.key_language", "lesson_screen.tip_language", id="lesson.language"),
        key("e,f2", "edit", "lesson_screen.key_edit", "lesson_screen.tip_edit", id="lesson.edit"),
        key("o,f3", "media", "lesson_screen.key_media", "lesson_screen.tip_media", id="lesson.media"),
        key("space", "page", "lesson_screen.key_page", "lesson_screen.tip_page", id="lesson.page", show=False),
    ]

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.other = False
        self.has_media = False

    def body(self) -> Iterable[Widget]:
        """Yield a page that scrolls."""
        with VerticalScroll(id="scroll"):
            yield Page(id="page")

    @property
    def shown_lang(self) -> Lang:
        """The language of the page."""
        return other_lang(self.lang) if self.other else self.lang

    def load(self) -> None:
        """Read the note."""
        ref, lang = self.ref, self.shown_lang
        self.ask(lambda trainer: (trainer.lesson(ref, lang), bool(trainer.media(ref))), self.show)

    async def show(self, found: tuple[str, bool]) -> None:
        """Show the page from its top."""
        markdown, self.has_media = found
        await self.query_one(Page).update(markdown)
        self.query_one("#scroll").scroll_home(animate=False)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what there is to be opened."""
        return self.has_media if action == "media" else True

    def action_language(self) -> None:
        """Show the page in the other language, and back."""
        self.other = not self.other
        self.load()

    def action_page(self) -> None:
        """Scroll a page further."""
        self.query_one("#scroll").scroll_page_down(animate=False)

    async def action_media(self) -> None:
        """Open the note's pictures and sounds."""
        from ops_trainer.tui.decks.media import open_media

        await open_media(self, self.ref)

    async def action_edit(self) -> None:
        """Open the note in its form."""
        from ops_trainer.tui.authoring.ways import edit_note

        await edit_note(self, self.ref)

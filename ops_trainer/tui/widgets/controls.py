"""Textual's own controls, mended: a list, a button, a line to type in, a page that grows with its content; the row of
grade buttons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from textual import events, widgets
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option


class PickList(OptionList):
    """For lists with a detail beside them."""

    async def _on_click(self, event: events.Click) -> None:
        """Pick what was clicked."""
        at = event.style.meta.get("option")
        if at is not None and at != self.highlighted and not self.get_option_at_index(at).disabled:
            event.prevent_default()
            self.highlighted = at


def refill(listed: OptionList, options: Iterable[Option]) -> None:
    """Put other options into a list; it stands where it stood as far as it can, and is hidden when there are none."""
    at = listed.highlighted or 0
    listed.set_options(options)
    count = listed.option_count
    listed.highlighted = min(at, count - 1) if count else None
    listed.display = count > 0


class GrowingPage(VerticalScroll, can_focus=False):
    """Scrolls. When its own height changes (buttons below grow, the terminal does), what came last is in view again."""

    def on_resize(self) -> None:
        """Bring what came last into view again."""
        for text in self.query(Latest):
            text.on_show()


class Latest(Static):
    """Scrolls its page to itself as soon as it has its place: before the layout is done there is none to go to."""

    def on_show(self) -> None:
        """Scroll the page here."""
        if self.display and isinstance(self.parent, GrowingPage):
            self.parent.scroll_to_widget(self, animate=False)


class Button(widgets.Button):
    """Textual's own keeps the width of the label that it was first laid out with, and dies where it is as narrow as the
    room beside its label; here that room is padding, which gives way."""

    def on_mount(self) -> None:
        """Leave no room within the line."""
        self.styles.line_pad = 0

    def watch_label(self) -> None:
        """Make room for another label, also when a change before it has yet to be laid out."""
        self._box_model_cache.clear()
        self.refresh(layout=True)


LONGEST_PASTE = 4_000  # characters; a line to type in holds no more at a time


class Input(widgets.Input):
    """Textual's own keeps the first line of what is pasted; here the lines are joined to one."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        line = self.one_line(event.text)[:LONGEST_PASTE]
        start, end = sorted(self.selection)
        if self.max_length:
            line = line[: max(self.max_length - len(self.value) + end - start, 0)]
        if line:
            self.replace(line, start, end)

    def one_line(self, pasted: str) -> str:
        """Return what is put in for a pasted text: its lines joined, control characters gone."""
        return joined(pasted[:LONGEST_PASTE])


def joined(text: str) -> str:
    """Return lines as one: a space between them, none where Han characters or their punctuation meet."""
    lines = [re.sub(r"\t", " ", line) for line in text.splitlines()]
    if len(lines) > 1:
        lines = [line.strip() for line in lines if line.strip()]
    whole = ""
    for line in lines:
        meets = whole and {unicodedata.east_asian_width(char) for char in (whole[-1], line[0])} <= {"W", "F"}
        whole += line if meets or not whole else f" {line}"
    return "".join(char for char in whole if unicodedata.category(char) not in ("Cc", "Cs"))


class Offer(NamedTuple):
    """One button: its key, its name, when the card would come back.

    `look` is a style class (look, forgot, plain or good), `action` an action of the screen.
    """

    key: str
    name: str
    when: str
    action: str
    look: str


class GradeButton(Button, can_focus=False):
    """A button that never holds the focus, so that enter always means the same."""

    def __init__(self) -> None:
        super().__init__(Content(" "))
        self.offer: Offer | None = None

    def show(self, offer: Offer) -> None:
        """Take an offer over."""
        self.offer = offer
        lines = [Content.assemble((offer.key, "bold"), f" {offer.name}")]
        if offer.when:
            lines.append(Content(offer.when))
        self.label = Content("\n").join(lines)
        self.set_classes(f"-{offer.look}")


class Grades(Horizontal):
    """A row of buttons of equal width. The buttons stay; what they offer changes."""

    DEFAULT_CSS = """
    Grades { height: auto; }
    GradeButton { width: 1fr; height: auto; text-align: center; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: tuple[Offer, ...] = ()

    def compose(self) -> Iterable[GradeButton]:
        """Yield four buttons, of which as many show as are needed."""
        for _ in range(4):
            yield GradeButton()

    def offer(self, offers: Iterable[Offer]) -> None:
        """Show these."""
        self.offers = tuple(offers)
        for place, button in enumerate(self.query(GradeButton)):
            button.display = place < len(self.offers)
            if button.display:
                button.show(self.offers[place])
                button.set_class(place == len(self.offers) - 1, "-last")

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button offers."""
        event.stop()
        if isinstance(event.button, GradeButton) and event.button.offer is not None:
            await self.screen.run_action(event.button.offer.action)

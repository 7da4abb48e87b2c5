"""The workshops that were held, the latest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import refill
from ops_trainer.tui.widgets.text import Fluid, Prose, wrapped
from ops_trainer.tui.widgets.words import day_name

if TYPE_CHECKING:
    from ops_trainer.trainer.workshops import Header


class WorkshopHistory(BaseScreen[None]):
    """A list; each leads to its results."""

    CSS_PATH = "history.tcss"
    AREA_TITLE = "workshops.history"
    TOPIC = "workshop"
    AUTO_FOCUS = "#held"
    LIST_ACTION = "open"
    BINDINGS: ClassVar[Bindings] = [
        key("enter", "open", "workshops.key_open", "workshops.tip_open", id="held.open"),
        key("o,2", "resume", "workshops.key_resume", "workshops.tip_resume", id="held.resume"),
        key("delete", "remove", "workshops.key_remove", "workshops.tip_remove", id="held.remove"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Header] = []

    def body(self) -> Iterable[Widget]:
        """Yield the list, or why there is none."""
        yield Static(Prose(self.say("workshops.none")), id="none", markup=False)
        yield OptionList(id="held", markup=False)

    def load(self) -> None:
        """Read them."""
        self.ask(lambda trainer: trainer.workshops.list(), self.show)

    def show(self, held: list[Header]) -> None:
        """Fill the list; the highlighted one stays so."""
        self.held = held
        refill(
            self.query_one("#held", OptionList),
            (Option(Fluid(partial(self.row, header)), header.id) for header in held),
        )
        self.query_one("#none").display = not held
        self.refresh_bindings()

    def row(self, header: Header, width: int) -> Content:
        """One: its day and hour, its title, whether it is over."""
        zone = timezone(timedelta(minutes=header.utc_offset))
        at = datetime.fromtimestamp(header.created / 1000, zone)
        when = f"{day_name(at.date(), self.lang)} {at:%H:%M}"
        head = Content.assemble((when, "bold"), "  ", spaced(header.title))
        if header.ended is None:
            head = Content.assemble(head, "  ", (self.say("workshops.not_over"), "$warning"))
        return wrapped(head, width)

    @property
    def chosen(self) -> Header | None:
        """The one that the list stands on."""
        place = self.query_one("#held", OptionList).highlighted
        return self.held[place] if place is not None and place < len(self.held) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense for the one the list stands on."""
        if action in ("open", "remove"):
            return bool(self.held)
        if action == "resume":
            return self.chosen is not None and self.chosen.ended is None
        return True

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the keys that count for the highlighted one."""
        event.stop()
        self.refresh_bindings()

    def action_open(self) -> None:
        """Show what came out of it."""
        if self.chosen is not None:
            self.app.go("workshop_results", id=self.chosen.id)

    def action_resume(self) -> None:
        """Go on with it."""
        from ops_trainer.trainer.workshops import Plan

        if self.chosen is not None:
            self.app.go("host", plan=Plan(resume=self.chosen.id))

    def action_remove(self) -> None:
        """Delete it, after asking."""
        if (chosen := self.chosen) is None:
            return

        def sure(answer: str | None) -> None:
            if answer == "yes":
                self.ask(lambda trainer: trainer.workshops.remove(chosen.id), lambda _: self.load(), group="remove")

        choices = [("no", self.say("workshops.keep")), ("yes", self.say("workshops.remove"))]
        title = self.say("workshops.remove_now", title=spaced(chosen.title))
        self.app.go("which", then=sure, title=title, choices=choices, note=self.say("workshops.remove_note"))

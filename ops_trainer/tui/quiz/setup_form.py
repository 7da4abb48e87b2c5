"""What the set-up screens of quizzes and workshops share: a row a choice, turned to the next or the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.tags import tag_key
from ops_trainer.content.typography import spaced
from ops_trainer.tui.shell.base import BaseScreen
from ops_trainer.tui.widgets.controls import Button, refill
from ops_trainer.tui.widgets.flow import Flow
from ops_trainer.tui.widgets.text import Fluid, fit

if TYPE_CHECKING:
    from ops_trainer.trainer.views import DeckLine

T = TypeVar("T")


class SetupForm(BaseScreen[None]):
    """A list of choices (`#rows`), buttons for the ways on (`#ways`), and what else there is to know (`#note`)."""

    AUTO_FOCUS = "#start"
    ROWS: ClassVar[tuple[str, ...]]
    """Names of the choices, from top to bottom."""
    BUTTONS: ClassVar[Mapping[str, str]]
    """The ways on: a button's id and its action; `start` stands out."""
    KEYS_OF: ClassVar[str]
    """What comes before a button's id in the id of its binding."""

    def form(self) -> Iterable[Widget]:
        """Yield the choices, the ways on and the note."""
        yield OptionList(id="rows", markup=False)
        with Flow(id="ways"):
            for name in self.BUTTONS:
                yield Button(Content(" "), id=name, variant="primary" if name == "start" else "default")
        yield Static(id="note", markup=False)

    @property
    def rows(self) -> tuple[str, ...]:
        """The choices that there are now: no tags are chosen where no note has one."""
        return tuple(row for row in self.ROWS if row != "tags" or self.tags)

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags there are, as they are written, by what they are compared by."""
        return {}

    def tag_names(self, chosen: Sequence[str]) -> str:
        """Return the tags chosen in words."""
        names = [self.tags.get(tag_key(tag), tag) for tag in chosen]
        return self.say("quiz_screen.comma").join(names) or self.say("quiz_screen.all_tags")

    def pick_tags(self, chosen: Sequence[str], then: Callable[[tuple[str, ...]], object]) -> None:
        """Tick tags in a dialog; none means whatever a note's tags are."""
        self.pick(self.say("quiz_screen.which_tags"), self.tags, [tag_key(tag) for tag in chosen], then)

    def label(self, row: str) -> str:
        """Return what a choice is called."""
        raise NotImplementedError

    def value(self, row: str) -> str:
        """Return what a choice stands at, in words."""
        raise NotImplementedError

    def action_turn(self, step: int) -> None:
        """Turn the highlighted choice to the next (1) or the one before (-1)."""
        raise NotImplementedError

    @property
    def row(self) -> str:
        """The name of the highlighted choice; empty when none is."""
        option = self.query_one("#rows", OptionList).highlighted_option
        return str(option.id) if option is not None else ""

    def show_rows(self) -> None:
        """Show the choices with what they stand at; the highlighted one stays so."""
        refill(self.query_one("#rows", OptionList), [Option(Fluid(partial(self._row, row)), row) for row in self.rows])

    def _row(self, row: str, width: int) -> Content:
        labels = [self.label(each) for each in self.rows]
        room = max(map(cell_len, labels)) + 2
        value = fit(f"‹ {self.value(row)} ›", max(width - room, 4))
        return Content.assemble((fit(self.label(row), room), "$text-muted"), value)

    def show_buttons(self, labels: Mapping[str, str | None]) -> None:
        """Label the ways on, each with its key, and hide those whose label is None."""
        for name, label in labels.items():
            button = self.query_one(f"#{name}", Button)
            button.display = label is not None
            if label is not None:
                button.label = Content(f"{label}  {self.key_name(f'{self.KEYS_OF}.{name}')}")

    def deck_titles(self, decks: Iterable[DeckLine]) -> dict[str, str]:
        """Return titles by deck id, spaced for display."""
        return {line.id: spaced(line.title.in_lang(self.lang)) for line in decks}

    def pick(
        self, title: str, names: Mapping[T, str], ticked: Sequence[T], then: Callable[[tuple[T, ...]], object]
    ) -> None:
        """Tick some of `names` in a dialog; unless it is left, `then` gets the keys of those ticked."""
        ids = list(names)

        def picked(places: tuple[int, ...] | None) -> None:
            if places is not None:
                then(tuple(ids[place] for place in places))

        at = [ids.index(one) for one in ticked if one in names]
        self.app.go("pick", then=picked, title=title, choices=names.values(), ticked=at)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Turn the chosen row to its next choice, also where the keys for that are off: other decks can be picked."""
        event.stop()
        self.action_turn(1)

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take the button's way on."""
        event.stop()
        await self.run_action(self.BUTTONS[str(event.button.id)])

    def action_to_rows(self) -> None:
        """Go from the button to the choices."""
        self.query_one("#rows").focus()


def turned(choices: Sequence[int], now: int, step: int) -> int:
    """Return the next choice or the one before, round and round; from a number that is none of them, the nearest."""
    if now not in choices:
        return min(choices, key=lambda choice: abs(choice - now))
    return choices[(choices.index(now) + step) % len(choices)]

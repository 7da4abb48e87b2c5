"""Dialogs that ask for one thing: one out of a few, several, a line of text, a remark on a flagged card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.base import BaseDialog
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button, Input
from ops_trainer.tui.widgets.text import Prose


class Pick(BaseDialog[tuple[int, ...]]):
    """Comes back with the places of those ticked, in their order; None when it was left."""

    CSS_PATH = "pick.tcss"
    AREA_TITLE = "app.choose"
    AUTO_FOCUS = "#choices"
    BINDINGS: ClassVar[Bindings] = [
        key("space", "tick", "quiz_screen.key_tick", "quiz_screen.tip_tick", id="pick.tick"),
        key("a,0", "all", "quiz_screen.key_all", "quiz_screen.tip_all", id="pick.all"),
        key("s,right", "done", "quiz_screen.key_done", "quiz_screen.tip_done", id="pick.done"),
        *(
            key(f"{n}", f"put({n - 1})", "quiz_screen.key_tick", "quiz_screen.tip_tick", id=f"pick.{n}", show=False)
            for n in range(1, 10)
        ),
    ]

    def __init__(self, title: str, choices: Iterable[str], ticked: Iterable[int] = ()) -> None:
        super().__init__()
        self.heading = title
        self.choices = tuple(choices)
        self.ticked = set(ticked)

    def body(self) -> Iterable[Widget]:
        """Yield the question, the choices, the way out."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        yield OptionList(id="choices", markup=False)
        with Horizontal(id="ways"):
            yield Button(Content(f"{self.say('quiz_screen.key_done')}  {self.key_name('pick.done')}"), id="done")

    def load(self) -> None:
        """List the choices, those ticked marked."""
        listed = self.query_one("#choices", OptionList)
        was = listed.highlighted or 0
        listed.set_options(Option(Prose(self._line(place))) for place in range(len(self.choices)))
        listed.highlighted = was if self.choices else None

    def _line(self, place: int) -> Content:
        number = f"{place + 1} " if place < 9 else "  "
        box = ("■ ", "$success") if place in self.ticked else ("□ ", "$text-muted")
        return Content.assemble((number, "$accent bold"), box, self.choices[place])

    def action_put(self, place: int) -> None:
        """Tick one, or take its tick off."""
        if place < len(self.choices):
            self.ticked ^= {place}
            self.load()

    def action_tick(self) -> None:
        """Tick the one the list stands on."""
        place = self.query_one("#choices", OptionList).highlighted
        if place is not None:
            self.action_put(place)

    def action_all(self) -> None:
        """Tick all; none, when all were."""
        everything = set(range(len(self.choices)))
        self.ticked = set() if self.ticked == everything else everything
        self.load()

    def action_done(self) -> None:
        """Take these."""
        self.dismiss(tuple(sorted(self.ticked)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen row."""
        event.stop()
        self.action_put(event.option_index)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take what is ticked."""
        event.stop()
        self.action_done()


class OneLine(BaseDialog[str]):
    """Comes back with what was typed, None when nothing was. What can't be taken stays in the line, to be mended."""

    CSS_PATH = "one_line.tcss"
    TOPIC = "workshop"
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, hint: str, longest: int, check: Callable[[str], object] = lambda line: None) -> None:
        """`hint` stands in the empty line; `longest` counts characters; `check` raises Complaint for a line that can't
        be taken."""
        super().__init__()
        self.check = check
        self.heading, self.hint, self.longest = title, hint, longest

    def body(self) -> Iterable[Widget]:
        """Yield the question and a line."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        yield Input(placeholder=self.hint, max_length=self.longest)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        event.stop()
        line = event.value.strip()
        try:
            if line:
                self.check(line)
        except Complaint as complaint:
            self.complain(complaint)
            return
        self.dismiss(line or None)


NUMBERED = 9  # up to so many are chosen by a digit; more are searched


class Which(BaseDialog[str]):
    """Comes back with the id of what was chosen, None when nothing was."""

    CSS_PATH = "which.tcss"
    TOPIC = "workshop"
    AUTO_FOCUS = "#found"
    BINDINGS: ClassVar[Bindings] = [
        key("down", "move('down')", "app.key_down", "app.tip_down", id="which.down", show=False),
        key("up", "move('up')", "app.key_up", "app.tip_up", id="which.up", show=False),
        *(
            key(f"{n}", f"take({n - 1})", "host.key_pick", "host.tip_pick", id=f"which.take.{n}", show=False)
            for n in range(1, NUMBERED + 1)
        ),
    ]

    def __init__(self, title: str, choices: Iterable[tuple[str, str]], note: str = "") -> None:
        """`choices` are pairs of an id and what is shown."""
        super().__init__()
        self.heading, self.note = title, note
        self.choices = tuple(choices)
        self.found: Sequence[tuple[str, str]] = self.choices

    @property
    def searched(self) -> bool:
        """Whether there are so many that one types to find."""
        return len(self.choices) > NUMBERED

    def body(self) -> Iterable[Widget]:
        """Yield the question, a line to type in where there are many, the choices."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        if self.note:
            yield Static(Prose(self.note), id="note", markup=False)
        if self.searched:
            yield Input(placeholder=self.say("host.search"), id="words")
        yield OptionList(id="found", markup=False)

    def load(self) -> None:
        """List all of them, as long as nothing is typed."""
        self.show(self.choices)
        if self.searched:
            self.query_one(Input).focus()

    def show(self, found: Sequence[tuple[str, str]]) -> None:
        """Show some of the choices."""
        self.found = found
        listed = self.query_one("#found", OptionList)
        listed.set_options(
            Option(Prose(Content.assemble(("" if self.searched else f"{place}  ", "$accent bold"), said)))
            for place, (_, said) in enumerate(found, 1)
        )
        listed.highlighted = 0 if found else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Shorten the list to what holds the letters."""
        event.stop()
        words = event.value.casefold().split()
        self.show([choice for choice in self.choices if all(word in choice[1].casefold() for word in words)])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the highlighted one."""
        event.stop()
        highlighted = self.query_one("#found", OptionList).highlighted
        if highlighted is not None:
            self.dismiss(self.found[highlighted][0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen row."""
        event.stop()
        self.dismiss(self.found[event.option_index][0])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow digits to choose where they are not searched for."""
        return not self.searched if action == "take" else True

    def action_take(self, place: int) -> None:
        """Take one by its number."""
        if place < len(self.found):
            self.dismiss(self.found[place][0])

    def action_move(self, where: str) -> None:
        """Move in the list while the line has the focus."""
        listed = self.query_one("#found", OptionList)
        listed.action_cursor_down() if where == "down" else listed.action_cursor_up()


class Choose(BaseDialog[int]):
    """Comes back with the place of the one chosen, None when nothing was. `chosen` counts now; -1 for none."""

    CSS_PATH = "choose.tcss"
    AREA_TITLE = "app.choose"
    AUTO_FOCUS = "#choices"
    BINDINGS: ClassVar[Bindings] = [
        key(f"{n}", f"take({n - 1})", "app.choose", "app.tip_choose", id=f"choose.pick.{n}", show=False)
        for n in range(1, 10)
    ]

    def __init__(self, title: str, choices: Iterable[str], chosen: int = 0, help: str = "") -> None:
        super().__init__()
        self.heading, self.help = title, help
        self.choices = tuple(choices)
        self.chosen = chosen

    def body(self) -> Iterable[Widget]:
        """Yield the question, what it means, the answers."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        if self.help:
            yield Static(Prose(self.help), id="why", markup=False)
        yield OptionList(id="choices", markup=False)

    def load(self) -> None:
        """List the answers, the one that counts now marked."""
        listed = self.query_one("#choices", OptionList)
        listed.set_options(
            Option(
                Prose(
                    Content.assemble(
                        (f"{place + 1} " if place < 9 else "  ", "$accent bold"),
                        "✓ " if place == self.chosen else "  ",
                        said,
                    )
                )
            )
            for place, said in enumerate(self.choices)
        )
        listed.highlighted = max(self.chosen, 0) if self.choices else None

    def action_take(self, place: int) -> None:
        """Take one by its number."""
        if place < len(self.choices):
            self.dismiss(place)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen row."""
        event.stop()
        self.dismiss(event.option_index)


LONGEST_REMARK = 200  # characters


class Remark(BaseDialog[str | bool]):
    """Comes back with the remark (it may be empty), False when the flag is to go, None when nothing is to change."""

    CSS_PATH = "remark.tcss"
    AREA_TITLE = "study.flag_title"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[Bindings] = [
        key("ctrl+t", "unflag", "study.key_unflag", "study.tip_unflag", id="remark.unflag"),
    ]

    def __init__(self, remark: str | None) -> None:
        super().__init__()
        self.remark = remark

    def body(self) -> Iterable[Widget]:
        """Yield a line to write in, and buttons."""
        yield Static(self.text("study.flag_title"), classes="head")
        yield Static(Prose(self.say("study.flag_help")), id="why")
        yield Input(
            self.remark or "",
            placeholder=self.say("study.flag_placeholder"),
            max_length=LONGEST_REMARK,
            id="remark",
            select_on_focus=False,
        )
        with Horizontal(id="ways"):
            yield Button(self.text("study.flag_save"), id="save", variant="primary")
            if self.remark is not None:
                yield Button(self.text("study.key_unflag"), id="unflag")
            yield Button(self.text("app.key_close"), id="cancel")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow a flag to be taken off only where there is one."""
        return self.remark is not None if action == "unflag" else True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save the remark."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_unflag(self) -> None:
        """Take the flag off."""
        self.dismiss(False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save, take off, or leave."""
        event.stop()
        match event.button.id:
            case "save":
                self.dismiss(self.query_one(Input).value.strip())
            case "unflag":
                self.action_unflag()
            case _:
                self.action_leave()

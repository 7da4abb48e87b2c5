"""What a form is made of: a text to write in, a switch, a field with its name above and what is wrong below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static, TextArea

from ops_trainer.content.forms import KEY, FormField, Shape
from ops_trainer.content.reading.shapes import Path
from ops_trainer.exchange.parcel import clean
from ops_trainer.locale import LANGS
from ops_trainer.tui.shell.keymap import key
from ops_trainer.tui.widgets.controls import Button
from ops_trainer.tui.widgets.text import Prose
from ops_trainer.tui.widgets.words import Say

LONGEST = 20_000  # characters of what is pasted
DEEP = 2  # cells by which the fields of an entry are set in
LINES = (Shape.LINE, Shape.NUMBER)


class Area(TextArea):
    """A text to write in, as high as what stands in it; `path` is where that goes in the form."""

    DEFAULT_CSS = """
    Area {
        height: auto; min-height: 1; max-height: 8; width: 1fr; border: none; padding: 0 1;
        background: $panel; scrollbar-size: 0 0;
        &:focus { border: none; background: $block-hover-background; }
        & .text-area--cursor-line { background: transparent; }
    }
    """

    def __init__(self, text: str, path: Path, *, hint: str = "", one_line: bool = False, id: str | None = None) -> None:
        super().__init__(text, placeholder=hint, id=id)
        self.path, self.one_line = path, one_line

    async def _on_key(self, event: events.Key) -> None:
        if self.one_line and event.key == "enter":
            event.stop()
            event.prevent_default()
            self.screen.focus_next()

    async def _on_paste(self, event: events.Paste) -> None:
        """Put in what a deck may hold: neither control characters nor the line ends of another system."""
        event.prevent_default()
        event.stop()
        text = event.text if event.text.isspace() and "\n" not in event.text else clean(event.text[:LONGEST])
        text = " ".join(text.split("\n")) if self.one_line else text
        if self.read_only or not text:
            return
        result = self.replace(text, *self.selection)
        self.move_cursor(result.end_location)


class Switch(Widget, can_focus=True):
    """Something that is so or not, or of three that one is: space, enter or a click goes on to the next."""

    DEFAULT_CSS = """
    Switch { width: auto; height: 1; padding: 0 1; background: $panel; }
    Switch:focus { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("space,enter", "next", "authoring.key_switch", "authoring.tip_switch", id="form.switch"),
    ]

    class Changed(Message):
        """It says something else now."""

        def __init__(self, switch: Switch) -> None:
            super().__init__()
            self.switch = switch

    def __init__(self, value: Any, path: Path, says: dict[Any, str]) -> None:
        """`says` are the values it may have, each with what is shown for it."""
        super().__init__()
        self.value, self.path, self.says = value, path, says

    def render(self) -> Content:
        """Return what it says now."""
        return Content(self.says.get(self.value, str(self.value)))

    def action_next(self) -> None:
        """Say the next."""
        values = list(self.says)
        self.value = values[(values.index(self.value) + 1) % len(values)] if self.value in values else values[0]
        self.refresh(layout=True)
        self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Say the next."""
        event.stop()
        self.focus()
        self.action_next()


class Row(Vertical):
    """One field of a form: its name, what is written, and below it what is wrong."""

    DEFAULT_CSS = """
    Row { height: auto; margin-bottom: 1; }
    Row > .label { height: auto; color: $accent; }
    Row > .both { height: auto; layout: vertical; }
    Row > .wrong { height: auto; color: $text-error; }
    Row > Button { width: auto; }
    Row > .head { height: auto; }
    Row > .head > Static { width: 1fr; color: $accent; text-style: bold; }
    """

    def __init__(self, path: Path, field: FormField, value: Any, say: Say) -> None:
        """`path` is where `value` stands in the form."""
        super().__init__()
        self.path, self.field, self.value, self.say = path, field, value, say
        self.wrong = ""  # what is said to be wrong with it
        self.styles.padding = (0, 0, 0, DEEP * sum(isinstance(step, int) for step in path))

    def compose(self) -> Iterable[Widget]:
        """Yield name, what is written, what is wrong."""
        yield Static(Prose(self._label()), classes="label")
        shape = self.field.shape
        if shape in (Shape.TEXT, Shape.NAMES):
            with Horizontal(classes="both"):
                for lang in LANGS:
                    yield Area(self.value[lang], (*self.path, lang), hint=self.say(f"authoring.lang_{lang}"))
        elif shape in (Shape.FLAG, Shape.TRUTH):
            box = {False: "□", True: "■"}
            truths = {
                "": self.say("authoring.none"), "true": self.say("authoring.truth_true"),
                "false": self.say("authoring.truth_false"),
            }  # fmt: skip
            yield Switch(self.value, self.path, box if shape is Shape.FLAG else truths)
        elif shape is Shape.WORDS or shape in LINES:
            yield Area(self.value, self.path, one_line=shape in LINES)
        elif shape is not Shape.ONE or self.value is None:
            yield Do(self.say("authoring.add"), "add", self.path)
        else:
            yield Do(self.say("authoring.remove"), "remove", self.path)

    def _label(self) -> Content:
        says = self.say(f"authoring.field_{self.field.label}")
        notes = [self.say("authoring.required")] if self.field.required and self.field.shape is not Shape.MAP else []
        notes += [self.say("authoring.a_line_each")] if self.field.shape in (Shape.NAMES, Shape.WORDS) else []
        return Content.assemble((says, "bold"), ("  " + " · ".join(notes) if notes else "", "$text-muted"))

    def tell(self, wrong: str) -> None:
        """Say what is wrong with the field, nothing for ""."""
        if wrong == self.wrong:
            return
        self.wrong = wrong
        for line in self.query(".wrong"):
            line.remove()
        if wrong:
            self.mount(Static(Prose(wrong), classes="wrong"))


class EntryHead(Horizontal):
    """What stands above an entry of a list or map: its number, its key, the way to take it out."""

    DEFAULT_CSS = """
    EntryHead { height: auto; }
    EntryHead > .number { width: auto; min-width: 4; color: $text-muted; }
    EntryHead > Area { width: 24; margin-right: 1; }
    EntryHead > Button { width: auto; }
    """

    def __init__(self, path: Path, value: dict[str, Any], say: Say) -> None:
        """`path` is that of the entry, `value` what stands in it."""
        super().__init__()
        self.path, self.value, self.say = path, value, say
        self.styles.padding = (0, 0, 0, DEEP * sum(isinstance(step, int) for step in path))

    def compose(self) -> Iterable[Widget]:
        """Yield them."""
        number = int(self.path[-1]) + 1
        yield Static(f"{number}.", classes="number", markup=False)
        if KEY in self.value:
            yield Area(self.value[KEY], (*self.path, KEY), hint=self.say("authoring.field_key"), one_line=True)
        yield Do(self.say("authoring.remove"), "remove", self.path)


class Do(Button):
    """A button that changes how many entries a form has: `does` is add or remove, at a path."""

    def __init__(self, says: str, does: str, path: Path) -> None:
        super().__init__(Content(says))
        self.does, self.path = does, path

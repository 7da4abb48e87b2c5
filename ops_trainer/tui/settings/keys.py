"""The keys: what each binding does, which keys may be given to it, and the screen on which that is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.tui.settings.settings import setting_row
from ops_trainer.tui.shell.app import SCREENS, TrainerApp, screen_class
from ops_trainer.tui.shell.base import BaseDialog, BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key, named, plain_characters, plain_keys
from ops_trainer.tui.widgets.controls import Button, PickList
from ops_trainer.tui.widgets.text import Fluid, Prose

# Lists, lines to type in and pages move by these; escape is the way out of everything.
RESERVED = frozenset(("up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab", "escape", "backspace"))


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A binding as the settings list it: the screen it counts on, its id, its default keys, what it is called."""

    place: str
    id: str
    keys: str
    says: str
    tip: str


def all_keys() -> Iterator[KeyLine]:
    """Yield every binding with an id, app-wide ones first, then screen by screen."""
    owners: list[tuple[str, type]] = [("app", TrainerApp), *((name, screen_class(name)) for name in SCREENS)]
    seen: set[str] = set()
    for place, owner in owners:
        for base in owner.__mro__:
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id and binding.id not in seen:
                    seen.add(binding.id)
                    where = "app" if binding.id.startswith("app.") else place
                    yield KeyLine(where, binding.id, binding.key, binding.description, binding.tooltip)


@dataclass(frozen=True, slots=True)
class Taken:
    """A key that can't be had: by which binding, None when it is one that must stay."""

    by: KeyLine | None


def keys_of(line: KeyLine, remapped: Mapping[str, str]) -> list[str]:
    """Return the keys of a binding as they are set now."""
    return [key.strip() for key in remapped.get(line.id, line.keys).split(",")]


def together() -> Iterator[frozenset[str]]:
    """Yield ids of bindings that count at the same time: those of each screen with what is bound everywhere."""
    for name in SCREENS:
        yield frozenset((*_ids(screen_class(name)), *_ids(TrainerApp)))


def _ids(owner: type) -> Iterator[str]:
    for base in owner.__mro__:
        for binding in base.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding.id


def taken(id: str, key: str, remapped: Mapping[str, str]) -> Taken | None:
    """Return what stands in the way of giving a key to a binding; None when nothing does."""
    if key in RESERVED:
        return Taken(None)
    others = frozenset[str]().union(*(ids for ids in together() if id in ids)) - {id}
    for line in all_keys():
        if line.id in others and key in keys_of(line, remapped):
            return Taken(line)
    return None


def with_key(remapped: Mapping[str, str], line: KeyLine, keys: list[str]) -> dict[str, str]:
    """Return the setting after a binding was given keys; its own default keys need no entry."""
    changed = {id: given for id, given in remapped.items() if id != line.id}
    if keys != line.keys.split(","):
        changed[line.id] = ",".join(keys)
    return changed


class Catch(BaseDialog[str]):
    """Comes back with a key in Textual's spelling; None when escape was pressed."""

    CSS_PATH = "catch_key.tcss"
    AREA_TITLE = "keys.title"
    AUTO_FOCUS = ""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says

    def body(self) -> Iterable[Widget]:
        """Yield what the key will do."""
        yield Static(Prose(self.say("keys.press", does=self.says)), classes="head", markup=False)
        yield Static(Prose(self.say("keys.press_help")), id="why", markup=False)
        yield Button(self.text("app.key_close"), id="cancel")

    def on_key(self, event: events.Key) -> None:
        """Take any key but escape."""
        if event.key != "escape":
            event.stop()
            event.prevent_default()
            # Given with an input method on, a key is to count without one too; a capital is meant as one.
            typed = plain_characters(event.character or "")
            self.dismiss(next(iter(plain_keys(event.character or ""))) if typed else event.key)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Leave by the mouse."""
        event.stop()
        self.action_leave()


class KeyList(BaseScreen[None]):
    """A heading for each screen, then its bindings."""

    CSS_PATH = "keys.tcss"
    AREA_TITLE = "keys.title"
    TOPIC = "keys"
    AUTO_FOCUS = "#keys"
    LIST_ACTION = "give"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "give", "keys.key_give", "keys.tip_give", id="keys.give"),
        key("plus", "add", "keys.key_add", "keys.tip_add", id="keys.add"),
        key("d,delete", "default", "keys.key_default", "keys.tip_default", id="keys.default"),
        key("ctrl+r", "all_default", "keys.key_all", "keys.tip_all", id="keys.all"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, KeyLine] = {}
        self.at: str | None = None

    def body(self) -> Iterable[Widget]:
        """Yield the list, and what the highlighted one does."""
        yield PickList(id="keys", markup=False)
        yield Static(id="meaning", markup=False)

    def load(self) -> None:
        """List all bindings; the highlighted one stays so."""
        self.lines = {line.id: line for line in all_keys()}
        listed = self.query_one("#keys", OptionList)
        options: list[Option] = []
        place = None
        for line in sorted(self.lines.values(), key=lambda line: line.place != "app"):
            if line.place != place:
                place = line.place
                head = Content.styled(self.place_name(place), "$accent bold")
                options.append(Option(Prose(head), disabled=True))
            options.append(Option(Fluid(partial(self.row, line)), line.id))
        ids = [option.id for option in options]
        with self.prevent(OptionList.OptionHighlighted):
            listed.set_options(options)
            listed.highlighted = ids.index(self.at) if self.at in self.lines else 1
        self.at = ids[listed.highlighted or 1]
        self.show_meaning()

    def place_name(self, place: str) -> str:
        """Return what a screen is called."""
        if place == "app":
            return self.say("keys.everywhere")
        if place == "home":
            return self.say("app.go_home")
        return self.say(getattr(screen_class(place), "AREA_TITLE", "app.title"))

    def row(self, line: KeyLine, width: int) -> Content:
        """Return what a binding does and its keys."""
        keys = self.say("keys.or").join(named(one, self.lang) for one in keys_of(line, self.app.remapped))
        return setting_row(f"  {self.say(line.says)}", keys, line.id in self.app.remapped, width)

    def show_meaning(self) -> None:
        """Show what the highlighted binding does, and its default keys."""
        if (line := self.line) is not None:
            default = self.say("keys.or").join(named(one, self.lang) for one in line.keys.split(","))
            said = f"{self.say(line.tip)}\n{self.say('setting.default', value=default)}"
            self.query_one("#meaning", Static).update(Prose(said))
        self.refresh_bindings()

    @property
    def line(self) -> KeyLine | None:
        """The binding that the list stands on."""
        return self.lines.get(self.at or "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow setting back only where something was changed."""
        match action:
            case "default":
                return self.at in self.app.remapped
            case "all_default":
                return bool(self.app.remapped)
        return True

    # changing

    def action_give(self) -> None:
        """Ask for a key that takes the place of those it has."""
        self.catch(add=False)

    def action_add(self) -> None:
        """Ask for one more key."""
        self.catch(add=True)

    def catch(self, *, add: bool) -> None:
        """Ask for a key."""
        if (line := self.line) is None:
            return

        def take(pressed: str | None) -> None:
            if pressed is not None:
                now = keys_of(line, self.app.remapped)
                self.give(line, [*now, pressed] if add and pressed not in now else now if add else [pressed], pressed)

        self.app.go("catch", then=take, says=self.say(line.says))

    def give(self, line: KeyLine, keys: list[str], pressed: str) -> None:
        """Give a binding its keys, unless something stands in the way."""
        why = taken(line.id, pressed, self.app.remapped)
        if why is None:
            self.put(with_key(self.app.remapped, line, keys), line)
            return
        shown = named(pressed, self.lang)
        if why.by is None:
            said = self.say("keys.reserved", key=shown)
        else:
            where, does = self.place_name(why.by.place), self.say(why.by.says)
            said = self.say("keys.taken", key=shown, does=does, where=where)
        self.app.notify(said, title=self.say("keys.refused"), severity="warning")

    def put(self, remapped: dict[str, str], line: KeyLine | None) -> None:
        """Keep the keys; they count at once."""

        def saved(_: object) -> None:
            self.app.apply_settings()
            if line is None:
                self.tell("keys.all_reset")
            else:
                keys = self.say("keys.or").join(named(one, self.lang) for one in keys_of(line, remapped))
                self.tell("keys.given", does=self.say(line.says), key=keys)

        self.ask(lambda trainer: trainer.change(keys=remapped), saved)

    def action_default(self) -> None:
        """Set the highlighted one back, unless its key was given away meanwhile."""
        if (line := self.line) is None:
            return
        keys = line.keys.split(",")
        for one in keys:
            if (why := taken(line.id, one, self.app.remapped)) is not None and why.by is not None:
                self.give(line, keys, one)
                return
        self.put(with_key(self.app.remapped, line, keys), line)

    def action_all_default(self) -> None:
        """Set all back."""
        self.put({}, None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the highlighted binding does."""
        event.stop()
        self.at = event.option_id
        self.show_meaning()

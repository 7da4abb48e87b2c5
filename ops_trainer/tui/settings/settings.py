"""Settings: each with what it means; a change counts at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ops_trainer.content.typography import spaced
from ops_trainer.locale import Complaint
from ops_trainer.tui.shell.base import BaseDialog, BaseScreen
from ops_trainer.tui.shell.keymap import Bindings, key
from ops_trainer.tui.widgets.controls import Button, Input, PickList
from ops_trainer.tui.widgets.text import Fluid, Prose, fit, right, wrapped

if TYPE_CHECKING:
    from ops_trainer.trainer import Trainer
    from ops_trainer.trainer.settings import Setting
    from ops_trainer.trainer.views import SharedFolder

KEYS = "keys"  # the row that leads to the keys
FOLDER = "folder"  # the row that leads to the shared folder
WEIGHTS = "own_weights"  # the setting whose meaning says how it stands
LEADING = (KEYS, FOLDER)  # rows that are no settings themselves
EVERYWHERE = frozenset(("language", "theme"))  # changes that every open screen shows


def setting_row(title: str, value: str, changed: bool, width: int) -> Content:
    """Title on the left, value on the right, bold when it is not the default; on two lines where one is too short."""
    style = "$accent bold" if changed else "$text-muted"
    room = width - cell_len(value) - 1
    if cell_len(title) <= room:
        return Content.assemble(fit(title, room), " ", (value, style))
    return Content.assemble(wrapped(Content(title), width), "\n", (right(value, width), style))


class Settings(BaseScreen[None]):
    """A list with the meaning of the highlighted one below. `at` names the setting to begin on."""

    CSS_PATH = "settings.tcss"
    AREA_TITLE = "setting.title"
    TOPIC = "settings"
    AUTO_FOCUS = "#settings"
    LIST_ACTION = "open"
    BINDINGS: ClassVar[Bindings] = [
        key("enter,space", "open", "setting.key_open", "setting.tip_open", id="settings.open"),
        key("left", "step(-1)", "setting.key_less", "setting.tip_less", id="settings.less", priority=True),
        key("right", "step(1)", "setting.key_more", "setting.tip_more", id="settings.more", priority=True),
        key("d,delete", "default", "setting.key_default", "setting.tip_default", id="settings.default"),
        key("k,1", "keys", "setting.key_keys", "setting.tip_keys", id="settings.keys"),
    ]

    def __init__(self, at: str = "language") -> None:
        super().__init__()
        self.at = at
        self.shared: SharedFolder | None = None
        self.weights = ""  # how it stands with the learner's own weights, in words

    def body(self) -> Iterable[Widget]:
        """Yield the list, the meaning, and whose settings these are."""
        yield PickList(id="settings", markup=False)
        yield Static(id="meaning", markup=False)
        yield Static(id="whose", markup=False)

    def load(self) -> None:
        """Show the settings as they are, then what has to be read."""
        self.show()
        self.ask(lambda trainer: trainer.shared_folder, self.show_shared, group="folder")
        self.ask_weights()

    def ask_weights(self) -> None:
        """Read how it stands with the learner's own weights."""
        self.ask(lambda trainer: trainer.own_weights().in_lang(self.lang), self.show_weights, group="weights")

    def show_weights(self, said: str) -> None:
        """Show it where its setting is highlighted."""
        self.weights = said
        self.show_meaning()

    def show_shared(self, shared: SharedFolder | None) -> None:
        """Show which folder is shared, where that is another one."""
        if shared != self.shared:
            self.shared = shared
            self.show()

    def show(self, _: object = None) -> None:
        """List them; the highlighted one stays so."""
        listed = self.query_one("#settings", OptionList)
        from ops_trainer.trainer.settings import shown_settings

        rows = [*(setting.key for setting in shown_settings()), *LEADING]
        at = rows.index(self.at) if self.at in rows else 0
        with self.prevent(OptionList.OptionHighlighted):
            listed.set_options(Option(Fluid(partial(self.row, row)), row) for row in rows)
            listed.highlighted = at
        listed.styles.max_height = len(rows)  # what it leaves is the meaning's, which stands right below
        self.query_one("#whose", Static).update(
            Prose(self.say("setting.whose", learner=self.trainer.learner, home=self.trainer.home))
        )
        self.show_meaning()

    def row(self, name: str, width: int) -> Any:
        """Return a row of the list."""
        if name == KEYS:
            n = len(self.app.remapped)
            said = self.say("setting.keys_changed", n=n) if n else self.say("setting.keys_default")
            return setting_row(self.say("setting.keys"), said, bool(n), width)
        if name == FOLDER:
            shared = self.shared
            said = self.say("setting.folder_none") if shared is None else shared.path.name or str(shared.path)
            if shared is not None and not shared.there:
                said = self.say("setting.folder_away")
            said = said if cell_len(said) <= width else f"…{said[-(width // 2 - 1) :]}"
            return setting_row(self.say("setting.folder"), said, shared is not None, width)
        setting = self.setting(name)
        value = getattr(self.trainer.settings, name)
        return setting_row(self.say(f"setting.{name}"), self.value_name(name, value), value != setting.default, width)

    def setting(self, name: str) -> Setting:
        """Return the declaration of a setting."""
        from ops_trainer.trainer.settings import SCHEMA

        return SCHEMA[name]

    def value_name(self, name: str, value: Any) -> str:
        """Return a value in words, spaced for display."""
        return spaced(self.setting(name).value_name(value, self.lang))

    def show_meaning(self) -> None:
        """Show what the highlighted setting means, and what it is by default."""
        said = self.say(f"setting.{self.at}_help")
        if self.at == WEIGHTS and self.weights:
            said += "\n" + self.weights
        if self.at not in LEADING:
            default = self.value_name(self.at, self.setting(self.at).default)
            said += "\n" + self.say("setting.default", value=default)
        self.query_one("#meaning", Static).update(Prose(said))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what makes sense for the highlighted one."""
        match action:
            case "step":
                return self.at not in LEADING
            case "default":
                return (
                    self.at not in LEADING and getattr(self.trainer.settings, self.at) != self.setting(self.at).default
                )
        return True

    # changing

    def put(self, value: Any) -> None:
        """Change the highlighted setting."""
        name = self.at
        self.ask(lambda trainer: self.change(trainer, name, value), self.changed)

    @staticmethod
    def change(trainer: Trainer, name: str, value: Any) -> str:
        """Change a setting; its name."""
        trainer.change(**{name: value})
        return name

    def changed(self, name: str) -> None:
        """Show it, on every open screen where it counts there."""
        if name == "language":
            self.app.speak(self.trainer.lang)
        if name in EVERYWHERE:
            self.app.apply_settings()
        else:
            self.show()
        if name == WEIGHTS:
            self.ask_weights()
        self.tell("setting.saved", name=self.say(f"setting.{name}"))

    def action_open(self) -> None:
        """Choose among the values, write a number, or go to the keys or the shared folder."""
        name = self.at
        if name == KEYS:
            self.action_keys()
            return
        if name == FOLDER:
            self.app.go("folder")
            return
        setting, value = self.setting(name), getattr(self.trainer.settings, name)
        title, help = self.say(f"setting.{name}"), self.say(f"setting.{name}_help")
        if values := setting.choices:

            def take(place: int | None) -> None:
                if place is not None:
                    self.put(values[place])

            named = [self.value_name(name, one) for one in values]
            self.app.go("choose", then=take, title=title, choices=named, chosen=values.index(value), help=help)
        else:
            self.app.go("number", then=self.typed, setting=setting, value=value, title=title, help=help)

    def typed(self, value: Any) -> None:
        """Take over the number, if one was written."""
        if value is not None:
            self.put(value)

    def action_step(self, by: int) -> None:
        """Take the next value, or the one before."""
        setting = self.setting(self.at)
        value = getattr(self.trainer.settings, self.at)
        if (wanted := setting.stepped(value, by)) != value:
            self.put(wanted)

    def action_default(self) -> None:
        """Set the highlighted one back."""
        self.put(self.setting(self.at).default)

    def action_keys(self) -> None:
        """Go to the keys."""
        self.app.go("keys")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the highlighted setting means."""
        event.stop()
        self.at = event.option_id or KEYS
        self.show_meaning()


class Number(BaseDialog[Any]):
    """Comes back with a value that the setting takes, None when nothing is to change."""

    CSS_PATH = "number.tcss"
    AREA_TITLE = "setting.title"
    AUTO_FOCUS = "Input"

    def __init__(self, setting: Setting, value: Any, title: str, help: str) -> None:
        super().__init__()
        self.setting, self.value = setting, value
        self.heading, self.help = title, help

    def body(self) -> Iterable[Widget]:
        """Yield what it is, the number, from where to where."""
        yield Static(Prose(self.heading), classes="head", markup=False)
        yield Static(Prose(self.help), id="why", markup=False)
        yield Input(self.setting.written(self.value), id="number")
        yield Static(Prose(self.bounds_text()), id="bounds", markup=False)
        with Horizontal(id="ways"):
            yield Button(self.text("setting.key_save"), id="save", variant="primary")
            yield Button(self.text("app.key_close"), id="cancel")

    @property
    def bounds(self) -> tuple[Any, Any]:
        """The lowest and the highest value."""
        kind = type(self.setting.default)
        return max(kind(self.setting.low), kind(0)), kind(self.setting.high)

    def bounds_text(self) -> str:
        """Return the bounds in words, or how a text is written."""
        if self.setting.low is None:
            return self.say(f"setting.{self.setting.key}_bounds")
        low, high = (spaced(self.setting.value_name(bound, self.lang)) for bound in self.bounds)
        return self.say("setting.bounds", low=low, high=high)

    def take(self) -> None:
        """Come back with what is written, or say why it can't be taken."""
        try:
            value = self.setting.read(self.query_one(Input).value)
        except Complaint:  # names the setting as the command line does: here its bounds say it better
            title = self.say("setting.not_taken", title=self.heading)
            self.app.notify(self.bounds_text(), title=title, severity="error")
            return
        self.app.announcement = None  # what was wrong before is no news any more
        self.dismiss(value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        event.stop()
        self.take()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Take it, or leave."""
        event.stop()
        if event.button.id == "save":
            self.take()
        else:
            self.action_leave()

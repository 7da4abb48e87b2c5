"""Settings as they are said: values in words, steps, rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.content import Content

from ops_trainer.tui.widgets.text import fit, right, wrapped
from ops_trainer.tui.widgets.words import Say

if TYPE_CHECKING:
    from ops_trainer.trainer.settings import Setting

KEYS = "keys"  # the row that leads to the keys
CHOICES = frozenset(("language", "buttons", "theme"))
STEPS = {"minutes": 5, "new_limit": 1, "review_limit": 10, "retention": 0.01, "rollover": 1}
PERCENT = frozenset(("retention",))


def shown_settings() -> tuple[Setting, ...]:
    """The settings that have a row, in their order."""
    from ops_trainer.trainer.settings import SCHEMA

    return tuple(setting for setting in SCHEMA if setting.shown)


def value_name(name: str, value: Any, say: Say) -> str:
    """A value in words."""
    if name in CHOICES:
        return say(f"setting.{name}_{value or 'auto'}")
    shown = f"{value:.0%}" if name in PERCENT else f"{value:02}" if name == "rollover" else value
    return say(f"setting.{name}_value", n=shown)


def choice_names(name: str, values: Iterable[Any], say: Say) -> list[str]:
    """The values of a choice in words."""
    return [value_name(name, value, say) for value in values]


def step(setting: Setting, value: Any, by: int) -> Any:
    """The value so many steps on, within the bounds; choices go round."""
    if setting.key in CHOICES:
        return setting.choices[(setting.choices.index(value) + by) % len(setting.choices)]
    low, high = setting.low or 0, setting.high or 0
    size = STEPS[setting.key]
    wanted = value + by * size
    if isinstance(value, int):
        wanted = wanted // size * size if by > 0 else -(-wanted // size) * size  # to the next whole step
    return type(value)(round(min(max(wanted, low), high), 2))


def number_from(name: str, text: str) -> str:
    """A number as a person writes it, for the setting to check: 90 % is 0.9, 9 点 is 9."""
    plain = text.strip().rstrip("%％").strip().replace("，", "").replace(",", "")
    if name in PERCENT:
        try:
            number = float(plain)
        except ValueError:
            return text
        return str(number / 100) if number > 1 else plain
    return plain


def setting_row(title: str, value: str, changed: bool, width: int) -> Content:
    """Title on the left, value on the right, bold when it is not the default; on two lines where one is too short."""
    style = "$accent bold" if changed else "$text-muted"
    room = width - cell_len(value) - 1
    if cell_len(title) <= room:
        return Content.assemble(fit(title, room), " ", (value, style))
    return Content.assemble(wrapped(Content(title), width), "\n", (right(value, width), style))

"""The settings: each one is declared here and nowhere else; screens and checks follow from the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, assert_never

from ops_trainer.locale import Complaint, Lang, say


class Kind(Enum):
    """What a setting holds: how it is stepped, typed and shown follows from it."""

    CHOICE = auto()  # one of `choices`
    NUMBER = auto()  # from `low` to `high`
    SHARE = auto()  # a number from 0 to 1, shown and typed in per cent
    HOUR = auto()  # of the day
    DATA = auto()  # written by a screen of its own, no row on the settings screen


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    The catalogue area `setting` has its title `KEY` and meaning `KEY_help`; for a choice the name of each value,
    `KEY_VALUE` (`KEY_auto` for ""), for a number the figure with its unit, `KEY_value`. Raises ValueError for a choice
    without choices, or a number without bounds.
    """

    key: str
    default: Any
    kind: Kind
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float = 1

    def __post_init__(self) -> None:
        match self.kind:
            case Kind.CHOICE:
                complete = self.default in self.choices
            case Kind.NUMBER | Kind.SHARE | Kind.HOUR:
                complete = self.low is not None and self.high is not None
            case Kind.DATA:
                complete = True
            case _:
                assert_never(self.kind)
        if not complete:
            raise ValueError(f"setting {self.key}: {self.kind.name} is incomplete")

    def checked(self, value: Any) -> Any:
        """Return the value in this setting's type. Raises Complaint when the setting can't take it."""
        kind = type(self.default)
        try:
            if kind is bool and isinstance(value, str):
                value = {"true": True, "false": False, "1": True, "0": False}[value.lower()]
            value = kind(value)
        except (TypeError, ValueError, KeyError):
            raise Complaint("setting.wrong", key=self.key, value=value) from None
        if self.choices and value not in self.choices:
            raise Complaint("setting.choice", key=self.key, choices=", ".join(map(str, self.choices)))
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            raise Complaint("setting.range", key=self.key, low=self.low, high=self.high)
        return value

    def read(self, text: str) -> Any:
        """Return the value of a number as a person types it: `90 %` is 0.9 for a share. Raises Complaint."""
        plain = text.strip().rstrip("%％").strip().replace("，", "").replace(",", "")
        if self.kind is Kind.SHARE:
            try:
                number = float(plain)
            except ValueError:
                return self.checked(text)
            return self.checked(number / 100 if number > 1 else number)
        return self.checked(plain)

    def written(self, value: Any) -> str:
        """Return the value as it stands in a box to be typed over."""
        return f"{value * 100:.0f}" if self.kind is Kind.SHARE else f"{value}"

    def stepped(self, value: Any, by: int) -> Any:
        """Return the value `by` steps on: choices go round, numbers stop at their bounds."""
        if self.choices:
            return self.choices[(self.choices.index(value) + by) % len(self.choices)]
        wanted = value + by * self.step
        if isinstance(value, int):  # to the next whole step
            wanted = wanted // self.step * self.step if by > 0 else -(-wanted // self.step) * self.step
        return type(value)(round(min(max(wanted, self.low or 0), self.high or 0), 2))

    def text_keys(self) -> list[str]:
        """Return the catalogue keys that this setting needs, none for one without a row."""
        if self.kind is Kind.DATA:
            return []
        values = self.choices if self.kind is Kind.CHOICE else (self.default,)
        return [f"setting.{self.key}", f"setting.{self.key}_help", *(self._value_key(value) for value in values)]

    def _value_key(self, value: Any) -> str:
        if self.kind is not Kind.CHOICE:
            return f"setting.{self.key}_value"
        return f"setting.{self.key}_{'auto' if value == '' else str(value).lower()}"

    def value_name(self, value: Any, lang: Lang) -> str:
        """Return the value in words."""
        key = self._value_key(value)
        match self.kind:
            case Kind.SHARE:
                return say(key, lang, n=f"{value:.0%}")
            case Kind.HOUR:
                return say(key, lang, n=f"{value:02}")
            case Kind.NUMBER:
                return say(key, lang, n=value)
            case Kind.CHOICE | Kind.DATA:
                return say(key, lang)
            case _:
                assert_never(self.kind)


SCHEMA = {
    setting.key: setting
    for setting in (
        Setting("language", "", Kind.CHOICE, choices=("", "zh", "en")),
        Setting("minutes", 10, Kind.NUMBER, low=1, high=180, step=5),
        Setting("new_limit", 8, Kind.NUMBER, low=0, high=200),
        Setting("review_limit", 60, Kind.NUMBER, low=0, high=5000, step=10),
        Setting("retention", 0.9, Kind.SHARE, low=0.7, high=0.97, step=0.01),
        Setting("rollover", 4, Kind.HOUR, low=0, high=12),
        Setting("buttons", 2, Kind.CHOICE, choices=(2, 4)),
        Setting("theme", "auto", Kind.CHOICE, choices=("auto", "light", "dark")),
        Setting("focus", [], Kind.DATA),  # decks to learn first, after the welcome screen's question
        Setting("keys", {}, Kind.DATA),  # binding id → keys, as the keys screen writes them
        Setting("parameters", [], Kind.DATA),  # FSRS weights of any length, empty for the defaults
        Setting("welcomed", False, Kind.DATA),
    )
}


def shown_settings() -> list[Setting]:
    """Return the settings that have a row on the settings screen, in their order."""
    return [setting for setting in SCHEMA.values() if setting.kind is not Kind.DATA]


class Settings:
    """A learner's settings as attributes: what was changed, over the defaults."""

    def __init__(self, changed: Mapping[str, Any]) -> None:
        self._changed = {key: value for key, value in changed.items() if key in SCHEMA}

    def __getattr__(self, key: str) -> Any:
        try:
            return self._changed.get(key, SCHEMA[key].default)
        except KeyError:
            raise AttributeError(key) from None

    def as_dict(self) -> dict[str, Any]:
        """Return all settings by key."""
        return {setting.key: getattr(self, setting.key) for setting in SCHEMA.values()}


def limits_for(minutes: int) -> dict[str, int]:
    """Return the daily limits that fit so many minutes a day.

    A new card costs about a minute on its first day, its questions and second looks included, a review about eight
    seconds; a third of the time goes to new cards.
    """
    return {"new_limit": max(round(minutes * 0.8), 2), "review_limit": max(minutes * 6, 20)}

"""The settings: each one is a field of `Settings` and declared nowhere else; screens, checks and types follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, auto
from functools import partial
from typing import Any, Literal, TypeVar, assert_never

from ops_trainer.locale import Complaint, Lang, say
from ops_trainer.memory import days_off, deck_limits, due_days

T = TypeVar("T")
AUTO = -1  # of a limit: as many as the minutes allow
WORDS = ("", "-", "auto", "自动")  # typed for AUTO


class Kind(Enum):
    """What a setting holds: how it is stepped, typed and shown follows from it."""

    CHOICE = auto()  # one of `choices`
    NUMBER = auto()  # from `low` to `high`
    SHARE = auto()  # a number from 0 to 1, shown and typed in per cent
    HOUR = auto()  # of the day
    TEXT = auto()  # a line, brought into the form in which it is kept by `normal`
    DATA = auto()  # written by a screen of its own, no row on the settings screen


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    The catalogue area `setting` has its title `KEY` and meaning `KEY_help`; for a choice the name of each value,
    `KEY_VALUE` (`KEY_auto` for ""), for a number the figure with its unit, `KEY_value`. Raises ValueError for a choice
    without choices, a number without bounds, a text without a form.
    """

    key: str
    default: Any
    kind: Kind
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float = 1
    travels: bool = False  # of the learner's memory, the same on all their computers: kept as an event of the journal
    normal: Callable[[str], str] = str  # raises ValueError for a text that the setting can't take

    def __post_init__(self) -> None:
        match self.kind:
            case Kind.CHOICE:
                complete = self.default in self.choices
            case Kind.NUMBER | Kind.SHARE | Kind.HOUR:
                complete = self.low is not None and self.high is not None
            case Kind.TEXT:
                complete = self.normal is not str
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
            value = self.normal(str(value)) if self.kind is Kind.TEXT else kind(value)
        except (TypeError, ValueError, KeyError):
            raise Complaint("setting.wrong", key=self.key, value=value) from None
        if self.choices and value not in self.choices:
            raise Complaint("setting.choice", key=self.key, choices=", ".join(map(str, self.choices)))
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            raise Complaint("setting.range", key=self.key, low=self.low, high=self.high)
        return value

    def fits(self, value: Any) -> bool:
        """Return whether the setting can have this value; one that came from elsewhere may be of a later version."""
        try:
            return bool(self.checked(value) == value)
        except Complaint:
            return False

    def read(self, text: str) -> Any:
        """Return the value of a number as a person types it: `90 %` is 0.9 for a share. Raises Complaint."""
        if self.kind is Kind.TEXT:
            return self.checked(text)
        plain = text.strip().rstrip("%％").strip().replace("，", "").replace(",", "")
        if self.low == AUTO and plain.casefold() in WORDS:
            return AUTO
        if self.kind is Kind.SHARE:
            try:
                number = float(plain)
            except ValueError:
                return self.checked(text)
            return self.checked(number / 100 if number > 1 else number)
        return self.checked(plain)

    def written(self, value: Any) -> str:
        """Return the value as it stands in a box to be typed over."""
        if self.kind is Kind.SHARE:
            return f"{value * 100:.0f}"
        return "" if self.low == AUTO == value else f"{value}"

    def stepped(self, value: Any, by: int) -> Any:
        """Return the value `by` steps on: choices go round, numbers stop at their bounds."""
        if self.kind is Kind.TEXT:
            return value
        if self.choices:
            return self.choices[(self.choices.index(value) + by) % len(self.choices)]
        if self.low == AUTO and value in (AUTO, 0) and value + by <= 0:
            return AUTO if by < 0 else 0
        wanted = value + by * self.step
        if isinstance(value, int):  # to the next whole step
            wanted = wanted // self.step * self.step if by > 0 else -(-wanted // self.step) * self.step
        low = 0 if self.low == AUTO else self.low or 0
        return type(value)(round(min(max(wanted, low), self.high or 0), 2))

    def text_keys(self) -> list[str]:
        """Return the catalogue keys that this setting needs, none for one without a row."""
        if self.kind is Kind.DATA:
            return []
        values = self.choices if self.kind is Kind.CHOICE else (self.default,)
        values = (0, AUTO) if self.low == AUTO else values
        values = ("", "x") if self.kind is Kind.TEXT else values
        return [f"setting.{self.key}", f"setting.{self.key}_help", *(self._value_key(value) for value in values)]

    def _value_key(self, value: Any) -> str:
        if self.low == AUTO == value or (self.kind is Kind.TEXT and not value):
            return f"setting.{self.key}_auto"
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
            case Kind.NUMBER | Kind.TEXT:
                return say(key, lang, n=value)
            case Kind.CHOICE | Kind.DATA:
                return say(key, lang)
            case _:
                assert_never(self.kind)


def declare(
    default: T,
    kind: Kind,
    *,
    choices: tuple[T, ...] = (),
    low: float | None = None,
    high: float | None = None,
    step: float = 1,
    travels: bool = False,
    normal: Callable[[str], str] = str,
) -> T:
    """Return a field of `Settings`; typed as its value, as `dataclasses.field` is."""
    made = partial(
        Setting,
        default=default,
        kind=kind,
        choices=choices,
        low=low,
        high=high,
        step=step,
        travels=travels,
        normal=normal,
    )
    return field(default_factory=lambda: default, metadata={"setting": made})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A learner's settings. `Trainer.change` takes the same names and types."""

    language: Lang | Literal[""] = declare("", Kind.CHOICE, choices=("", "zh", "en"))
    minutes: int = declare(10, Kind.NUMBER, low=1, high=180, step=5, travels=True)
    new_limit: int = declare(AUTO, Kind.NUMBER, low=AUTO, high=200, travels=True)
    review_limit: int = declare(AUTO, Kind.NUMBER, low=AUTO, high=5000, step=10, travels=True)
    days_off: str = declare("", Kind.TEXT, travels=True, normal=days_off.normalised)
    week_goal: int = declare(5, Kind.NUMBER, low=0, high=7, travels=True)  # days of a week, 0 for no goal
    due_days: str = declare("", Kind.TEXT, travels=True, normal=due_days.normalised)
    deck_limits: str = declare("", Kind.TEXT, travels=True, normal=deck_limits.normalised)
    retention: float = declare(0.9, Kind.SHARE, low=0.7, high=0.97, step=0.01, travels=True)
    own_weights: bool = declare(True, Kind.CHOICE, choices=(True, False), travels=True)
    rollover: int = declare(4, Kind.HOUR, low=0, high=12, travels=True)
    buttons: Literal[2, 4] = declare(2, Kind.CHOICE, choices=(2, 4))
    theme: Literal["auto", "light", "dark"] = declare("auto", Kind.CHOICE, choices=("auto", "light", "dark"))
    focus: list[str] = declare([], Kind.DATA)  # decks to learn first, after the welcome screen's question
    keys: dict[str, str] = declare({}, Kind.DATA)  # binding id → keys, as the keys screen writes them
    parameters: list[float] = declare([], Kind.DATA, travels=True)  # FSRS weights of any length, empty for the defaults
    fitted: dict[str, Any] = declare({}, Kind.DATA, travels=True)  # which weights, on how many answers, on which day
    welcomed: bool = declare(False, Kind.DATA)

    @classmethod
    def stored(cls, changed: Mapping[str, Any]) -> Settings:
        """Return the settings from those that were changed; what only another version knows is left out."""
        known = {key: value for key, value in changed.items() if key in SCHEMA and SCHEMA[key].fits(value)}
        # Up to 0.2 the minutes brought limits along, which nobody set by hand.
        minutes = known.get("minutes", SCHEMA["minutes"].default)
        along = {"new_limit": max(round(minutes * 0.8), 2), "review_limit": max(minutes * 6, 20)}
        if all(known.get(key) == value for key, value in along.items()):
            known = {key: value for key, value in known.items() if key not in along}
        return cls(**known)


SCHEMA: dict[str, Setting] = {one.name: one.metadata["setting"](one.name) for one in fields(Settings)}


def shown_settings() -> list[Setting]:
    """Return the settings that have a row on the settings screen, in their order."""
    return [setting for setting in SCHEMA.values() if setting.kind is not Kind.DATA]

"""The settings: each one's key, type, default and bounds are declared here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ops_trainer.locale import Complaint


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its title and help stand in the catalogue as `setting.KEY` and `setting.KEY_help`."""

    key: str
    default: Any
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    shown: bool = True  # on the settings screen

    def checked(self, value: Any) -> Any:
        """The value as this setting takes it. Raises Complaint when it can't."""
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


SCHEMA = (
    Setting("language", "", choices=("", "zh", "en")),
    Setting("minutes", 10, low=1, high=180),
    Setting("new_limit", 8, low=0, high=200),
    Setting("review_limit", 60, low=0, high=5000),
    Setting("retention", 0.9, low=0.7, high=0.97),
    Setting("rollover", 4, low=0, high=12),
    Setting("buttons", 2, choices=(2, 4)),
    Setting("theme", "auto", choices=("auto", "light", "dark")),
    Setting("focus", [], shown=False),  # decks to learn first, after the welcome screen's question
    Setting("keys", {}, shown=False),  # binding id → keys, as the keys screen writes them
    Setting("parameters", [], shown=False),  # FSRS weights of any length, empty for the defaults
    Setting("welcomed", False, shown=False),
)
BY_KEY = {setting.key: setting for setting in SCHEMA}


class Settings:
    """A learner's settings as attributes: what was changed, over the defaults."""

    def __init__(self, changed: Mapping[str, Any]) -> None:
        self._changed = {key: value for key, value in changed.items() if key in BY_KEY}

    def __getattr__(self, key: str) -> Any:
        try:
            return self._changed.get(key, BY_KEY[key].default)
        except KeyError:
            raise AttributeError(key) from None

    def as_dict(self) -> dict[str, Any]:
        """All settings by key."""
        return {setting.key: getattr(self, setting.key) for setting in SCHEMA}


def limits_for(minutes: int) -> dict[str, int]:
    """Daily limits that fit so many minutes a day.

    A new card costs about a minute on its first day, its questions and second looks included, a review about eight
    seconds; a third of the time goes to new cards.
    """
    return {"new_limit": max(round(minutes * 0.8), 2), "review_limit": max(minutes * 6, 20)}

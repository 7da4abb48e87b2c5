"""Which language a person gets before they chose one."""

from __future__ import annotations

from collections.abc import Mapping

from ops_trainer.locale import Lang


def from_environment(environment: Mapping[str, str]) -> Lang:
    """The language of the first locale variable that is set, as POSIX ranks them; Chinese for any `zh` locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if value := environment.get(name, ""):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"

"""What the program says, in Chinese and English: one TOML file an area and language, read when first needed.

A key is `area.name`; `locale/zh/area.toml` and `locale/en/area.toml` hold its two texts. Where English needs a
plural, `{cards:card|cards}` says the number with the word that fits it; where the whole sentence differs, the text is a
table with `one` and `other`, chosen by the parameter `n`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

Lang = Literal["zh", "en"]
NAME = "ops-trainer"
# The name where a command follows, and not prose about the program.
COMMAND = re.compile(
    rf"\b{NAME}(?= (?:--|(?:backup|decks|doctor|folder|help|journal|quiz|restore|stats|study|team(?! server\b)|"
    r"weights|workshop)\b))"
)
typed = NAME  # how this person starts the program; `ops_trainer.__main__` sets it
LANGS: tuple[Lang, ...] = ("zh", "en")
PLURAL = re.compile(r"\{(\w+):([^{}|]+)\|([^{}|]+)\}")


class Complaint(Exception):
    """Something a person should know and can act on, as a catalogue key with its parameters.

    `in_lang` gives the one clear line; `str` gives it in English, for logs and tests.
    """

    def __init__(self, key: str, /, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

    def in_lang(self, lang: Lang) -> str:
        """Return the line in a language."""
        return say(self.key, lang, **self.params)

    def __str__(self) -> str:
        return self.in_lang("en")


@cache
def catalogue(area: str, lang: Lang) -> dict[str, Any]:
    """Return all messages of an area in a language, as written in its file."""
    text = files(__package__).joinpath(lang, f"{area}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, lang: Lang, /, **params: object) -> str:
    """Return the message `area.name` in a language, with its parameters put in.

    Raises KeyError for a key that is not in the catalogue. A parameter that is itself a `Complaint` or has an
    `in_lang` is said in the same language. Commands in the text stand as this person can type them.
    """
    text = _filled(key, lang, params)
    return text if typed == NAME else COMMAND.sub(typed, text)


def _filled(key: str, lang: Lang, params: dict[str, Any]) -> str:
    area, _, name = key.partition(".")
    text = catalogue(area, lang)[name]
    if isinstance(text, dict):
        text = text["one" if params.get("n") == 1 and "one" in text else "other"]
    if not params:
        return str(text)
    put_in = {k: v.in_lang(lang) if hasattr(v, "in_lang") else v for k, v in params.items()}
    if "|" in text:
        text = PLURAL.sub(lambda found: f"{{{found[1]}}} {found[2 if str(put_in[found[1]]) == '1' else 3]}", text)
    return str(text).format(**put_in)


def from_environment(environment: Mapping[str, str]) -> Lang:
    """Return the language of the first locale variable that is set, as POSIX ranks them; where that names none, the one
    that Windows or macOS shows its own windows in. Chinese for any `zh` locale."""
    set_ones = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"))
    tag = next(filter(None, set_ones), "C")
    if tag.partition(".")[0] in ("C", "POSIX"):
        tag = _system_language()
    return "zh" if tag.lower().startswith("zh") else "en"


def _system_language() -> str:
    """Return the tag of the language that the system itself speaks, such as `zh-Hans-CN`; "" where it doesn't say."""
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    if sys.platform == "darwin":
        import plistlib

        try:
            with (Path.home() / "Library/Preferences/.GlobalPreferences.plist").open("rb") as file:
                return str(plistlib.load(file)["AppleLanguages"][0])
        except (OSError, RuntimeError, LookupError, ValueError):
            return ""
    return ""


def amounts(reviews: int, new: int, say: Callable[..., str], *, again: int = 0) -> str:
    """Return reviews, new cards and cards to be asked again in words, those of which there are any; "" without any."""
    counts = (("home.due", reviews), ("home.new", new), ("home.again", again))
    return say("home.comma").join(say(key, n=count) for key, count in counts if count)

"""The look of the last time, kept in a small file in the home, so that the first paint already has it.

The settings in the store are the truth; reading them needs the store, which the first paint does not wait for.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ops_trainer import private_files
from ops_trainer.home_probe import folder
from ops_trainer.locale import LANGS

FILE = "look.json"


@dataclass(frozen=True, slots=True)
class Look:
    """Language and theme setting; empty where nothing is known."""

    lang: str = ""
    theme: str = "auto"


def last_look(home: str | os.PathLike[str] | None) -> Look:
    """The look of the last time, a plain one where there was none or it can't be read."""
    with suppress(OSError, ValueError, AttributeError):
        said = json.loads((folder(home) / FILE).read_text(encoding="utf-8"))
        look = Look(str(said.get("lang", "")), str(said.get("theme", "auto")))
        if look.lang in ("", *LANGS) and look.theme in ("auto", "light", "dark"):
            return look
    return Look()


def keep_look(home: Path, look: Look) -> None:
    """Keep the look for the next time. That it can't be written is no harm."""
    with suppress(OSError):
        file = home / FILE
        said = json.dumps(asdict(look))
        if not file.exists() or file.read_text(encoding="utf-8") != said:
            private_files.write_whole(file, said.encode())

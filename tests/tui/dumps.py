"""Screens kept as plain text: what a person reads, without colours, so that a minor Textual version changes nothing.

`UPDATE_DUMPS=1 uv run pytest tests/tui/test_tui_dumps.py -n 0` writes them anew; look at the difference before it is
committed.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "dumps"


def check(name: str, lines: list[str]) -> None:
    """Compare a screen with the one kept under a name. Fails when it differs or none is kept."""
    file = FOLDER / f"{name}.txt"
    text = "\n".join(lines).rstrip() + "\n"
    if os.environ.get("UPDATE_DUMPS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    assert text.splitlines() == kept.splitlines(), f"the screen {name} is another than {file}"

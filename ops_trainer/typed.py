"""A command as the person at this machine can type it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ops_trainer import home_probe as glance


def typed(words: Sequence[str], home: Path) -> str:
    """A command for a home, quoted for the shell: with `uv run` where the program was started so, by Python where it is
    not on the path, with `--home` where the home is not the one that is taken without."""
    line = [*_program(), *([] if home == glance.folder() else ["--home", str(home)]), *words]
    return subprocess.list2cmdline(line) if os.name == "nt" else shlex.join(line)


def _program() -> list[str]:
    if "UV_RUN_RECURSION_DEPTH" in os.environ:
        return ["uv", "run", "ops-trainer"]
    return ["ops-trainer"] if shutil.which("ops-trainer") else [sys.executable, "-m", "ops_trainer"]

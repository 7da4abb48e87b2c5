"""`python3 -m tests.pins`: the newest versions that fit together go into `pyproject.toml`, for every Python at once.

They stand there as `constraint-dependencies`, one exact version for each package that the app or its tests bring. uv
reads them by itself, and `ops_trainer.environment` hands them to pip. Whoever installs the package gets the ranges.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ops_trainer.environment import enter, holds, wanted

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
PINS = re.compile(r"^constraint-dependencies = \[\n(.*?)^\]\n", flags=re.MULTILINE | re.DOTALL)


def resolved(project: str) -> list[str]:
    """The newest versions that fit a project's ranges together, with the markers under which each is needed."""
    uv = shutil.which("uv")
    if not uv:
        from uv import find_uv_bin

        uv = find_uv_bin()
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "pyproject.toml")
        bare.write_text(PINS.sub("", project), encoding="utf-8")  # else the old versions would hold
        (oldest,) = re.findall(r'^requires-python = ">=([\d.]+)"$', project, flags=re.MULTILINE)
        words = ["--universal", "--python-version", oldest, "--all-extras", "--group", "dev"]
        quiet = ["-q", "--no-header", "--no-annotate"]
        done = subprocess.run(
            [uv, "pip", "compile", *quiet, *words, bare], cwd=folder, stdout=subprocess.PIPE, text=True,
            check=True,
        )  # fmt: skip
    return [line.strip() for line in done.stdout.splitlines() if "==" in line]


def main() -> int:
    """Write the versions anew and say what changed; the exit status."""
    project = PROJECT.read_text(encoding="utf-8")
    pins = resolved(project)
    lines = "".join(f'  "{pin}",\n' for pin in pins)
    before = set(re.findall(r'"(.+)",\n', PINS.search(project)[1]))  # type: ignore[index]
    PROJECT.write_text(PINS.sub(lambda _: f"constraint-dependencies = [\n{lines}]\n", project), encoding="utf-8")
    for pin in sorted(before ^ set(pins)):
        print("+" if pin in pins else "-", pin)
    return 0


if __name__ == "__main__":
    ready = shutil.which("uv") or holds(wanted("tests"))
    sys.exit(main() if ready else enter("tests", ["-m", "tests.pins"]))

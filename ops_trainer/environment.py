"""A private environment in a checkout: what `python3 -m ops_trainer` and `python3 -m tests` run from.

Each environment lies in `.venvs` under a name that holds a digest of all that it is made from, is made once, and is
never changed afterwards. So a new version of a dependency makes a new environment beside the old one, and a program
that still runs from the old one keeps its files. Only the standard library is needed here.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Literal

from ops_trainer.locale import Complaint, Lang, from_environment, say
from ops_trainer.streams import prepare

ROOT = Path(__file__).parents[1]
FOLDER = ".venvs"
READY = "ready"  # the last file written into an environment
KEPT = 2  # environments of one kind and Python: the one in use, and the one before it, which may still be in use

Kind = Literal["run", "tests"]


@dataclass(frozen=True)
class Wanted:
    """What an environment is made from: requirements and exact versions, a line each, and what it is for."""

    kind: Kind
    requirements: tuple[str, ...]
    pins: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the folder's name: the kind, the Python, and a digest of everything, the Python's own place too."""
        everything = [*self.requirements, "", *self.pins, sys.base_prefix, sysconfig.get_platform()]
        digest = hashlib.sha256("\n".join(everything).encode()).hexdigest()[:12]
        return f"{self.stem}-{digest}"

    @property
    def stem(self) -> str:
        """Return what the names of environments of this kind for this Python begin with."""
        return f"{self.kind}-{sys.implementation.cache_tag}"


def wanted(kind: Kind, root: Path = ROOT) -> Wanted:
    """Return what `pyproject.toml` asks for: to run the app, or to run the tests as well."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    requirements = project["project"]["dependencies"]
    if kind == "tests":
        requirements = [*requirements, *project["dependency-groups"]["dev"]]
    return Wanted(kind, tuple(requirements), tuple(project["tool"]["uv"]["constraint-dependencies"]))


def holds(asked: Wanted) -> bool:
    """Return whether this Python has all that is asked for everywhere, in whatever versions."""
    everywhere = [line for line in asked.requirements if ";" not in line]
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in everywhere]
    try:
        return all(distribution(name) for name in names)
    except PackageNotFoundError:
        return False


def enter(kind: Kind, words: Sequence[str]) -> int:
    """Run Python with these words from the private environment, which is made or renewed when it has to be.

    On POSIX the program takes the place of this one; on Windows its exit status comes back. 2 when there can be no
    environment, after one line that says why.
    """
    prepare()
    lang = _spoken(words)
    try:
        python = environment(wanted(kind), lang)
    except Complaint as complaint:
        print(complaint.in_lang(lang), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(say("cli.stopped", lang), file=sys.stderr)
        return 130
    return become([str(python), *words])


def _spoken(words: Sequence[str]) -> Lang:
    """Return the language that a command line names, else the environment's; a learner's own setting needs the
    packages."""
    named = ""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        option, equals, value = word.partition("=")
        if option == "--lang":
            named = value if equals else following
    return "zh" if named == "zh" else "en" if named == "en" else from_environment(os.environ)


def become(words: list[str]) -> int:
    """Run a program in place of this one: same terminal, signals and exit status."""
    os.environ.pop("__PYVENV_LAUNCHER__", None)  # macOS: it would point the new Python at the old one's packages
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(words[0], words)
    # Windows has no exec: this program waits, and leaves Ctrl+C to the one that it waits for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.run(words, check=False).returncode


def environment(asked: Wanted, lang: Lang, root: Path = ROOT) -> Path:
    """Return the Python of the environment that holds what is asked for; it is made when it is not there or half made.

    Raises Complaint when it can't be: the folder is read-only, `venv` is missing, the packages can't be fetched, or
    this Python runs from that environment already and yet lacks something.
    """
    place = root / FOLDER / asked.name
    python = place.joinpath(*(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
    if Path(sys.prefix) == place:
        raise Complaint("setup.damaged", place=place.parent)
    if _ready(place, python):
        return python
    try:
        place.parent.mkdir(exist_ok=True)
        with _alone(place.parent / "lock") as lock:
            if not _ready(place, python):  # whoever held the lock may have made it
                if not (shutil.which("uv") or _makes_environments()):
                    raise Complaint("setup.no_venv")
                print(say("setup.making", lang, place=place.parent), file=sys.stderr, flush=True)
                if place.exists():
                    shutil.rmtree(place)
                _make(asked, place, python, lock)
                _lead_to(root, place)
                (place / READY).touch()
                _tidy(place, asked.stem)
    except OSError as error:
        raise Complaint("setup.no_folder", place=place.parent, why=error.strerror or str(error)) from error
    return python


def _ready(place: Path, python: Path) -> bool:
    """Return whether an environment was made to the end, and the Python that it was made with is still there."""
    return (place / READY).is_file() and python.exists()


def _makes_environments() -> bool:
    """Return whether this Python came with `venv` and the pip to put into it; Debian leaves them out."""
    return find_spec("venv") is not None and find_spec("ensurepip") is not None


def _make(asked: Wanted, place: Path, python: Path, lock: IO[bytes]) -> None:
    """Make an environment and install into it, with uv where there is one, else with venv and pip."""
    log = place.with_suffix(".log")
    requirements, pins = place / "requirements.txt", place / "pins.txt"
    with log.open("wb") as told:

        def done(*words: str | Path) -> bool:
            # The installer holds the lock too: killed together or not, nobody builds in the same place meanwhile.
            held = () if os.name == "nt" else (lock.fileno(),)
            try:
                return not subprocess.call(
                    [*map(str, words)], stdin=subprocess.DEVNULL, stdout=told, stderr=told, pass_fds=held
                )
            except OSError as error:  # it is there and does not start
                told.write(f"{words[0]}: {error}\n".encode())
                return False

        uv = shutil.which("uv")
        if uv and done(uv, "venv", "--python", sys.executable, place):
            install: list[str | Path] = [uv, "pip", "install", "--python", python]
        elif _makes_environments():
            if not done(sys.executable, "-m", "venv", "--clear", place):
                raise Complaint("setup.no_environment", log=log)
            install = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        else:
            raise Complaint("setup.no_venv")
        requirements.write_text("\n".join(asked.requirements), encoding="utf-8")
        pins.write_text("\n".join(asked.pins), encoding="utf-8")
        if not done(*install, "-r", requirements, "-c", pins):
            raise Complaint("setup.no_packages", log=log)
    log.unlink()


def _lead_to(root: Path, place: Path) -> None:
    """Let programs in an environment import the checkout, wherever they are started and wherever it is moved."""
    packages = sysconfig.get_path("purelib", "venv", {"base": str(place)})
    Path(packages, "checkout.pth").write_text(os.path.relpath(root, packages) + "\n", encoding="utf-8")


def _tidy(place: Path, stem: str) -> None:
    """Take away older environments of this kind for this Python, but for the one before this one."""
    same = [other for other in place.parent.iterdir() if other.is_dir() and other.name.startswith(f"{stem}-")]
    older = sorted((other for other in same if other != place), key=lambda other: other.stat().st_mtime, reverse=True)
    for other in older[KEPT - 1 :]:
        shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _alone(file: Path) -> Iterator[IO[bytes]]:
    """Hold a lock on a file; whoever comes second waits. It goes when the program ends, however it ends."""
    with file.open("ab") as lock:
        if os.name == "nt":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
                    break
                except OSError:  # it gives up after ten seconds
                    continue
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock

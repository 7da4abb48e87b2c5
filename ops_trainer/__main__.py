"""The command `ops-trainer`: terminal settings that must stand before Textual loads, then the app or a command.

`python3 -m ops_trainer` does the same from a checkout on a machine that has Python alone: see `start`. So that an old
Python can say that it is too old, this file and `ops_trainer/__init__.py` hold nothing that Python 3.6 can't read.
"""

import gc
import os
import sys
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
OLDEST = (3, 11)
# What `dependencies` in pyproject.toml bring, as they are imported.
MODULES: "tuple[str, ...]" = (
    "alembic", "budoux", "fastapi", "httpx", "opencc", "platformdirs", "pydantic", "rapidfuzz", "segno", "sqlmodel",
    "textual", "typer", "uvicorn", "yaml",
)  # fmt: skip
if sys.version_info < (3, 14):
    MODULES = tuple(sorted((*MODULES, "backports")))
if sys.platform == "win32" and os.environ.get("PROCESSOR_ARCHITECTURE") == "ARM64":  # OpenCC has no wheel there
    MODULES = tuple(name for name in MODULES if name != "opencc")
OPTIONS = {"--home": "home", "--learner": "learner", "--lang": "lang"}


def app_options(words: "list[str]") -> "dict[str, Any] | None":
    """Return the options for the app when a command line holds nothing else, None when it has a command."""
    found = {}
    left = list(words)
    while left:
        word, equals, value = left.pop(0).partition("=")
        if word not in OPTIONS or (not equals and not left):
            return None
        found[OPTIONS[word]] = value if equals else left.pop(0)
    return found if found.get("lang", "en") in ("zh", "en") else None


def main() -> int:
    """Run the app when no command is named, else the command line; return the exit status."""
    from ops_trainer.streams import prepare

    prepare()
    # With Textual's Kitty keyboard mode several terminals drop or mangle what an input method commits.
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    words = sys.argv[1:]
    if words == ["--version"]:
        from ops_trainer import __version__

        print(f"ops-trainer {__version__}")
        return 0
    if "UV_RUN_RECURSION_DEPTH" in os.environ:  # started as `uv run ops-trainer`, which alone finds it
        from ops_trainer import locale

        locale.typed = "uv run ops-trainer"
    options = app_options(words)
    if options is None or "_OPS_TRAINER_COMPLETE" in os.environ:  # the shell asks how a line could go on
        from ops_trainer import cli

        return int(cli.main() or 0)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from ops_trainer.cli import spoken
        from ops_trainer.locale import say

        print(say("app.no_terminal", spoken(words)[0]), file=sys.stderr)
        return 2
    gc.disable()  # loading makes much and leaves nothing: collecting meanwhile costs a sixth of it; the app enables it
    from ops_trainer.cli.serving import serve
    from ops_trainer.tui.shell.app import run

    return run(options.pop("home", None), serve=serve, **options)


def start() -> int:
    """Run `main`; where its packages are not there, from an environment in this checkout that is made for it."""
    if sys.version_info < OLDEST:
        print(too_old(), file=sys.stderr)
        return 2
    if sys.argv[1:] == ["--version"]:
        return main()
    from ops_trainer.streams import prepare

    prepare()
    if missing(MODULES) and in_checkout():
        from ops_trainer.environment import enter

        return enter("run", ["-m", "ops_trainer", *sys.argv[1:]])
    from ops_trainer import locale

    locale.typed = ("py" if os.name == "nt" else "python3") + " -m ops_trainer"
    return main()


def too_old() -> str:
    """Return the line for a Python before 3.11, in the language of the environment. The catalogue's reader needs a
    newer Python, so this finds the line in its file."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")
    spoken = next(filter(None, (os.environ.get(name) for name in names)), "")
    area, _, key = "setup.too_old".partition(".")
    file = os.path.join(HERE, "locale", "zh" if spoken.lower().startswith("zh") else "en", area + ".toml")
    with open(file, encoding="utf-8") as lines:
        (line,) = (line for line in lines if line.startswith(key + " = "))
    return line.partition(" = ")[2].strip().strip('"').format(version="{}.{}".format(*sys.version_info))


def missing(modules: "tuple[str, ...]") -> bool:
    """Return whether any of these modules can't be found; none is loaded."""
    from importlib.machinery import PathFinder

    return any(PathFinder.find_spec(name) is None for name in modules)


def in_checkout() -> bool:
    """Return whether this package lies in a checkout, rather than in an environment that somebody installed it into."""
    return os.path.isfile(os.path.join(os.path.dirname(HERE), "pyproject.toml"))


if __name__ == "__main__":
    sys.exit(start())

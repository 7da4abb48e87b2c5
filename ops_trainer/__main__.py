"""The command `ops-trainer`: terminal settings that must stand before Textual loads, then the app or a command."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

OPTIONS = {"--home": "home", "--learner": "learner", "--lang": "lang"}


def app_options(words: list[str]) -> dict[str, Any] | None:
    """The options for the app when a command line holds nothing else, None when the command line must look at it."""
    found: dict[str, Any] = {}
    left = list(words)
    while left:
        word, equals, value = left.pop(0).partition("=")
        if word not in OPTIONS or (not equals and not left):
            return None
        found[OPTIONS[word]] = value if equals else left.pop(0)
    return found if found.get("lang", "en") in ("zh", "en") else None


def main() -> int:
    """Run the app when no command is named, else the command line; the exit status."""
    # With Textual's Kitty keyboard mode several terminals drop or mangle what an input method commits.
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    words = sys.argv[1:]
    if words == ["--version"]:
        from ops_trainer import __version__

        print(f"ops-trainer {__version__}")
        return 0
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
    from ops_trainer.tui.app import run

    return run(options.pop("home", None), serve=serve, **options)


if __name__ == "__main__":
    sys.exit(main())

"""The command line: one file for each group of commands; each parses, calls the trainer, prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from ops_trainer.cli.frame import Frame
from ops_trainer.locale import LANGS, Complaint, Lang, say

USAGE = {
    "NoSuchOption": "cli.no_such_option",
    "MissingParameter": "cli.missing",
    "BadParameter": "cli.bad_parameter",
    "NoSuchCommand": "cli.no_such_command",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 the check found something, 2 wrong use or bad input."""
    from typer.exceptions import Abort, Exit, TyperException
    from typer.main import get_command

    from ops_trainer.cli.commands import build

    words = list(sys.argv[1:] if words is None else words)
    lang, given = spoken(words)
    frame = Frame(lang=lang, lang_given=given)
    command = get_command(build(frame))
    try:
        result = command.main(words, prog_name="ops-trainer", standalone_mode=False)
    except TyperException as error:
        frame.note(usage_line(error, frame))
        return 2
    except Complaint as complaint:
        frame.note(complaint.in_lang(frame.lang))
        return 2
    except Exit as stop:
        return int(stop.exit_code)
    except (Abort, KeyboardInterrupt):
        frame.note(frame.say("cli.stopped"))
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return int(result) if isinstance(result, int) else 0


def spoken(words: Sequence[str]) -> tuple[Lang, bool]:
    """The language of a command line: --lang where it is given, else the environment's; and whether it was given."""
    from ops_trainer.locale.choose import from_environment

    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, _, value = word.partition("=")
        if name == "--lang" and (value or following) in LANGS:
            return ("zh" if (value or following) == "zh" else "en"), True
    return from_environment(os.environ), False


def usage_line(error: Any, frame: Frame) -> str:
    """What is wrong with a command line, in one line, and where to read how it is used."""
    name = type(error).__name__
    key = USAGE.get(name, "cli.wrong_use")
    what = getattr(error, "option_name", None) or getattr(getattr(error, "param", None), "human_readable_name", "")
    if name == "UsageError" and error.format_message().startswith("No such command"):
        key = "cli.no_such_command"
        what = error.format_message().partition("'")[2].partition("'")[0]
    path = error.ctx.command_path if getattr(error, "ctx", None) else "ops-trainer"
    return say(key, frame.lang, what=what, detail=error.format_message(), path=path)

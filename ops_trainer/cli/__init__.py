"""The command line: one file for each group of commands; each parses, calls the trainer, prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ops_trainer.locale import LANGS, Complaint, Lang

EVERYWHERE = ("--home", "--learner", "--lang")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 the check found something, 2 wrong use or bad input."""
    from typer.exceptions import Abort, Exit, TyperException
    from typer.main import get_command

    from ops_trainer.cli.commands import build
    from ops_trainer.cli.frame import Frame
    from ops_trainer.cli.usage import in_language, usage_line

    words = everywhere_first(sys.argv[1:] if words is None else words)
    lang, given = spoken(words)
    frame = Frame(lang=lang, lang_given=given)
    command = in_language(get_command(build(frame)), frame.lang)
    try:
        result = command.main(words, prog_name="ops-trainer", standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:
        frame.note(usage_line(error, frame.lang))
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
        _no_more_output()
        return 0
    except OSError as error:
        frame.note(frame.say("cli.no_output", error=error.strerror or str(error)))
        _no_more_output()
        return 2
    return int(result) if isinstance(result, int) else 0


def everywhere_first(words: Sequence[str]) -> list[str]:
    """Return a command line with the options that every command takes (`--home`, `--learner`, `--lang`) put before the
    command, wherever they stand; what follows `--` stays as it is."""
    first: list[str] = []
    rest: list[str] = []
    left = list(words)
    while left and left[0] != "--":
        word = left.pop(0)
        name, equals, _ = word.partition("=")
        if name in EVERYWHERE:
            first += [word] if equals or not left else [word, left.pop(0)]
        else:
            rest.append(word)
    return [*first, *rest, *left]


def spoken(words: Sequence[str]) -> tuple[Lang, bool]:
    """Return the language of a command line: --lang where it is given, else the learner's setting, else the
    environment's; and whether it was given."""
    from ops_trainer import home_probe
    from ops_trainer.locale import from_environment

    given = dict.fromkeys(EVERYWHERE, "")
    for word, following in zip(words, [*words[1:], ""], strict=False):
        name, equals, value = word.partition("=")
        if name in given:
            given[name] = value if equals else following
    if given["--lang"] in LANGS:
        return ("zh" if given["--lang"] == "zh" else "en"), True
    chosen = home_probe.language(given["--home"] or None, given["--learner"] or None)
    return chosen or from_environment(os.environ), False


def _no_more_output() -> None:
    """Send what is still to be written nowhere, so that Python does not try once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

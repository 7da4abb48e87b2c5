"""How a command is used, said in the person's language: the help pages of commands, and what was wrong with a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from typer import Context
from typer.exceptions import TyperException

from ops_trainer import home_probe
from ops_trainer.content.tags import tag_key
from ops_trainer.locale import Lang, say

HEADINGS = {"Options": "cli.head_options", "Arguments": "cli.head_arguments", "Commands": "cli.head_commands"}
OPTIONS = {
    "--help": "cli.show_help",
    "--install-completion": "cli.install_completion",
    "--show-completion": "cli.show_completion",
}
ENDINGS = {"NoSuchOption": "cli.no_such_option", "MissingParameter": "cli.missing", "BadParameter": "cli.bad_value"}


def in_language(command: Any, lang: Lang) -> Any:
    """Return the command, and all in it, with help pages whose own words are in a language, and with errors of our own
    where Typer tells what is wrong in words alone."""
    base: Any = command.context_class
    formatter: Any = base.formatter_class

    class Formatter(formatter):  # type: ignore[misc]
        """Writes the words that Typer brings along in the person's language."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or say("cli.head_usage", lang))

        def write_heading(self, heading: str) -> None:
            text = say(HEADINGS[heading], lang) if heading in HEADINGS else f"{heading}:"
            self.write(" " * self.current_indent + text + "\n")

        def write_dl(self, rows: Sequence[tuple[str, str]], *rest: Any, **more: Any) -> None:
            required = say("cli.required", lang)
            said = [(term, _text(term, text, lang).replace("[required]", required)) for term, text in rows]
            super().write_dl(said, *rest, **more)

    context = type("Context", (base,), {"formatter_class": Formatter})

    def put(one: Any) -> None:
        one.context_class = context
        one.parse_args = partial(_parse, one, one.parse_args)
        if hasattr(one, "resolve_command"):
            one.resolve_command = partial(_resolve, one, one.resolve_command)
        for child in getattr(one, "commands", {}).values():
            put(child)

    put(command)
    return command


class Misuse(TyperException):
    """A command line that Typer has no error of its own for: a catalogue key, and what it is about."""

    def __init__(self, key: str, what: str, context: Any) -> None:
        super().__init__(key)
        self.key, self.what, self.ctx = key, what, context


def _parse(command: Any, parse: Callable[..., list[str]], context: Any, words: list[str]) -> list[str]:
    """Parse a command's words. Raises Misuse when more stand there than it takes."""
    allowed, context.allow_extra_args = context.allow_extra_args, True
    try:
        found = parse(context, words)
    except TyperException as error:
        if getattr(error, "ctx", context) is None:  # Typer does not always tell of which command it speaks
            error.ctx = context  # type: ignore[attr-defined]
        raise
    finally:
        context.allow_extra_args = allowed
    if found and not allowed and not context.resilient_parsing:
        raise Misuse("cli.too_many", " ".join(found), context)
    return found


def _resolve(group: Any, resolve: Callable[..., Any], context: Any, words: list[str]) -> Any:
    """Return the command that the first word names. Raises Misuse when there is none."""
    if group.get_command(context, words[0]) is None and not words[0].startswith("-") and not context.resilient_parsing:
        raise Misuse("cli.no_such_command", words[0], context)
    return resolve(context, words)


def _text(term: str, text: str, lang: Lang) -> str:
    """Return what is said of an option: our own words for those that Typer adds."""
    key = next((key for name, key in OPTIONS.items() if name in term.replace(",", " ").split()), None)
    return text if key is None else say(key, lang)


def usage_line(error: Any, lang: Lang) -> str:
    """Return what is wrong with a command line, in one line, and where to read how it is used."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "ops-trainer"
    if isinstance(error, Misuse):
        return say(error.key, lang, what=error.what, path=path)
    name = type(error).__name__
    if name == "NoArgsIsHelpError":
        return str(error.format_message())
    key, what = ENDINGS.get(name, ""), _named(error)
    if name == "BadOptionUsage":
        key = "cli.no_value" if _is_flag(context, what) else "cli.needs_value"
    return say(key or "cli.wrong_use", lang, what=what, detail=error.format_message(), path=path)


def _is_flag(context: Any, option: str) -> bool:
    """Return whether an option takes no value."""
    params = context.command.params if context else ()
    return any(option in (*param.opts, *param.secondary_opts) and getattr(param, "is_flag", False) for param in params)


def _named(error: Any) -> str:
    """Return the option or argument that an error is about, as it is written."""
    option = getattr(error, "option_name", None)
    param = getattr(error, "param", None)
    if option or param is None:
        return option or ""
    return str(param.opts[0] if param.param_type_name == "option" else param.metavar or param.name).rstrip(".")


def tags_of(ctx: Context, incomplete: str) -> list[str]:
    """Return the tags of notes in use that begin like this, in the home that the command line names: for the shell."""
    home = ctx.find_root().params.get("home")
    begins = tag_key(incomplete)
    return [tag for tag in home_probe.tags(home) if tag_key(tag).startswith(begins)]


def decks_of(ctx: Context, incomplete: str) -> list[str]:
    """Return the decks in use that begin like this, in the home that the command line names: for the shell."""
    home = ctx.find_root().params.get("home")
    return [deck for deck in home_probe.decks(home) if deck.startswith(incomplete)]

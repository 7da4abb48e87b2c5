"""How a command is used, said in the person's language: the help pages of commands, and what was wrong with a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ops_trainer.locale import Lang, say

HEADINGS = {"Options": "cli.head_options", "Arguments": "cli.head_arguments", "Commands": "cli.head_commands"}
OPTIONS = {
    "--help": "cli.show_help",
    "--install-completion": "cli.install_completion",
    "--show-completion": "cli.show_completion",
}
ENDINGS = {"NoSuchOption": "cli.no_such_option", "MissingParameter": "cli.missing", "BadParameter": "cli.bad_value"}


def in_language(command: Any, lang: Lang) -> Any:
    """The command, and all in it, with help pages whose own words are in a language."""
    base = command.context_class

    class Formatter(base.formatter_class):  # type: ignore[misc]
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
        for child in getattr(one, "commands", {}).values():
            put(child)

    put(command)
    return command


def _text(term: str, text: str, lang: Lang) -> str:
    """What is said of an option: our own words for those that Typer adds."""
    key = next((key for name, key in OPTIONS.items() if name in term.replace(",", " ").split()), None)
    return text if key is None else say(key, lang)


def usage_line(error: Any, lang: Lang) -> str:
    """What is wrong with a command line, in one line, and where to read how it is used."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "ops-trainer"
    said = error.format_message()
    name = type(error).__name__
    if name == "NoArgsIsHelpError":
        return str(said)
    key, what = ENDINGS.get(name, ""), _named(error)
    if name == "BadOptionUsage":
        key = "cli.no_value" if said.endswith("value.") else "cli.needs_value"
    elif name == "UsageError" and said.startswith("No such command"):
        key, what = "cli.no_such_command", said.partition("'")[2].rpartition("'")[0]
    elif name == "UsageError" and "(" in said:
        key, what = "cli.too_many", said.partition("(")[2].rstrip(")").partition("(")[2]
    return say(key or "cli.wrong_use", lang, what=what, detail=said, path=path)


def _named(error: Any) -> str:
    """The option or argument that an error is about, as it is written."""
    option = getattr(error, "option_name", None)
    param = getattr(error, "param", None)
    if option or param is None:
        return option or ""
    return str(param.opts[0] if param.param_type_name == "option" else param.metavar or param.name).rstrip(".")

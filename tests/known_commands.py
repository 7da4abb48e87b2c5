"""The commands that there are, as the manual and the README must know them."""

from __future__ import annotations

from typer.main import get_command

from ops_trainer.cli.commands import build
from ops_trainer.cli.frame import Frame


def commands() -> list[tuple[str, set[str]]]:
    """Every command's whole name and its options."""
    found: list[tuple[str, set[str]]] = []

    def walk(command: object, name: str) -> None:
        options = {
            max(param.opts, key=len)
            for param in command.params  # type: ignore[attr-defined]
            if param.param_type_name == "option" and max(param.opts, key=len).startswith("--")
        }
        found.append((name, options - {"--help", "--install-completion", "--show-completion"}))
        for sub, child in getattr(command, "commands", {}).items():
            walk(child, f"{name} {sub}".strip())

    walk(get_command(build(Frame())), "")
    return found

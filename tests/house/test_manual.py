"""The manual: a page of each topic in both languages, and every command and option in it."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from ops_trainer import help as pages
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


def manual(lang: str) -> str:
    return "\n".join(pages.page(topic, lang) for topic in pages.topics())  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_and_option_stands_in_the_manual(lang: str) -> None:
    text = manual(lang)
    missing = []
    for name, options in commands():
        if name and not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            missing.append(name)
        missing += [f"{name} {option}" for option in options if not re.search(rf"{option}(?![\w-])", text)]
    assert not missing


def test_every_page_stands_in_both_languages_with_a_title() -> None:
    for topic in pages.topics():
        for lang in ("zh", "en"):
            assert pages.page(topic, lang).startswith("# ")
            assert pages.title(topic, lang)


def test_pages_name_only_topics_that_exist() -> None:
    for lang in ("zh", "en"):
        named = set(re.findall(r"ops-trainer help ([a-z]+)", manual(lang)))
        assert named <= set(pages.topics())

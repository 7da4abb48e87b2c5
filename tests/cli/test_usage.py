"""Wrong use of the command line is told in the person's language, whatever words the library has for it."""

from __future__ import annotations

from typing import Any

import pytest
from typer.exceptions import TyperException

from ops_trainer import cli
from ops_trainer.locale import LANGS, say
from tests.known_commands import commands

LINES = [
    (["frob"], "cli.no_such_command", "frob", "ops-trainer"),
    (["decks", "frob (x)"], "cli.no_such_command", "frob (x)", "ops-trainer decks"),
    (["decks", "list", "a", "b"], "cli.too_many", "a b", "ops-trainer decks list"),
    (["stats", "(a)"], "cli.too_many", "(a)", "ops-trainer stats"),
    (["stats", "--json=3"], "cli.no_value", "--json", "ops-trainer stats"),
    (["--home"], "cli.needs_value", "--home", "ops-trainer"),
    (["stats", "--frob"], "cli.no_such_option", "--frob", "ops-trainer stats"),
    (["decks", "check"], "cli.missing", "PATH", "ops-trainer decks check"),
]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("words", "key", "what", "path"), LINES, ids=[" ".join(line[0]) for line in LINES])
def test_wrong_use(
    words: list[str],
    key: str,
    what: str,
    path: str,
    lang: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TyperException, "format_message", lambda self: "in other words")
    assert cli.main(["--lang", lang, *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip() == say(key, lang, what=what, path=path)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_an_option_that_a_command_does_not_have(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lang", "zh", *name.split(), "--frob"]) == 2
    path = f"ops-trainer {name}".strip()
    assert capsys.readouterr().err.strip() == say("cli.no_such_option", "zh", what="--frob", path=path)

"""`decks new`, `decks edit` and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ops_trainer import cli

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def line(*words: str, status: int = 0) -> tuple[str, str]:
        got = cli.main(["--home", str(home), "--lang", "en", *words])
        out, err = capsys.readouterr()
        assert got == status, (out, err)
        return out, err

    return line


def test_a_deck_is_made_and_found_again(run: Run, home: Path) -> None:
    path = home / "decks" / "mine.yaml"
    assert run("decks", "new", "My shop", "--id", "mine", "--language", "zh")[0] == f"Made mine: {path}\n"
    assert path.read_text(encoding="utf-8") == "id: mine\ntitle: My shop\nlanguage: zh\nnotes:\n  []\n"
    path.write_text("id: mine\ntitle: m\nnotes:\n  - {id: a, kind: qa, front: x, back: y}\n")
    assert run("decks", "edit", "mine")[0] == f"{path}\n"
    assert run("decks", "edit", "mine/a", "--path")[0] == f"{path}:4\n"
    for words, said in (
        (("new", "x", "--id", "mine"), "a deck mine already"),
        (("new", "x", "--language", "fr"), "fr"),
        (("edit", "ops-basics"), "isn't your own"),
        (("edit", "mine/b"), "mine/b"),
        (("edit", "nowhere"), "nowhere"),
    ):
        assert said in run("decks", *words, status=2)[1]


def test_notes_and_decks_get_other_ids_and_become_one(run: Run, home: Path) -> None:
    folder = home / "decks"
    folder.mkdir(parents=True)
    notes = "  - {id: a, kind: qa, front: x, back: y}\n  - {id: b, kind: qa, front: z, back: w}\n"
    text = f"id: mine\ntitle: m\nlanguage: en\nnotes:\n{notes}"
    (folder / "mine.yaml").write_text(text)
    (folder / "other.yaml").write_text(text.replace("mine", "other").replace("x,", "v,").replace("z,", "u,"))
    assert run("decks", "rename", "mine/a", "first")[0] == "mine/a → mine/first\n"
    assert run("decks", "rename", "mine/first", "other/third")[0] == "mine/first → other/third\n"
    assert "formerly:\n      - mine/a\n      - mine/first" in (folder / "other.yaml").read_text()
    assert run("decks", "merge", "other/a", "mine/b")[0] == "mine/b is part of other/a now.\n"
    assert "mine/b" in (folder / "other.yaml").read_text()
    assert run("decks", "rename", "other", "whole")[0] == "other → whole\n"
    assert [path.name for path in sorted(folder.glob("*.yaml"))] == ["mine.yaml", "whole.yaml"]
    for words in (
        ("rename", "whole/a", "b"),
        ("rename", "whole/zz", "c"),
        ("merge", "whole/a", "whole/zz"),
        ("rename", "ops-basics", "x"),
    ):
        run("decks", *words, status=2)

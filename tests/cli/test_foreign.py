"""`decks import` and `decks export`: what is printed where, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ops_trainer import cli
from ops_trainer.exchange.registry import FORMATS

CORPUS = Path(__file__).parents[1] / "exchange" / "corpus"


@pytest.fixture
def line(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.chdir(tmp_path)

    def run(*words: str, status: int = 0) -> tuple[str, str]:
        got = cli.main(["--home", str(home), "--lang", "en", *words])
        out, err = capsys.readouterr()
        assert got == status, (out, err)
        return out, err

    return run


def test_import_says_what_came_and_what_did_not(line: object, home: Path) -> None:
    run = line
    assert callable(run)
    bank = str(CORPUS / "own" / "zh-question-bank.xlsx")
    out, err = run("decks", "import", bank, "--dry-run")
    assert "7 notes" in out
    assert "Nothing was written" in out
    assert "the column “分值”" in err
    assert not (home / "decks").exists() or not list((home / "decks").glob("*.yaml"))
    out, _ = run("decks", "import", bank, "--json", "--into", "bank")
    document = json.loads(out)
    assert (document["format"], document["decks"], document["added"]) == ("xlsx", {"bank": 7}, 7)
    assert [loss["key"] for loss in document["losses"]] == ["import.column"]
    out, _ = run("decks", "import", bank, "--strict", status=1)
    assert "all of it is there already" in out
    out, _ = run("decks", "undo-import", document["import"])
    assert "is undone" in out
    assert not (home / "decks" / "bank.yaml").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "nowhere.apkg"), "nowhere.apkg"),
        (("import", str(CORPUS / "hostile" / "laughs.docx")), "entities"),
        (("import", str(CORPUS / "own" / "zh-exam.txt"), "--as", "ankii"), "no format “ankii”"),
        (("import", str(CORPUS / "own" / "vocab-no-header.csv"), "--map", "x=y"), "names no column"),
        (("export", "ops-basics", "--to", "pdf"), "no format “pdf”"),
        (("export", "nothing", "--to", "gift"), "nothing"),
        (("undo-import",), "no import"),
    ],
)
def test_what_can_not_be_done_is_one_line_and_2(line: object, words: tuple[str, ...], said: str) -> None:
    run = line
    assert callable(run)
    out, err = run("decks", *words, status=2)
    assert (out, len(err.splitlines())) == ("", 1)
    assert said in err


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.writes])
def test_decks_are_exported_in_every_format_and_never_over_another_file(
    few_decks: None, line: object, name: str, tmp_path: Path
) -> None:
    run = line
    assert callable(run)
    run("decks", "export", "first", "--to", name)
    path = tmp_path / f"first{FORMATS[name].ending}"
    assert path.stat().st_size > 100
    _, err = run("decks", "export", "first", "--to", name, status=2)
    assert "is there already" in err
    run("decks", "export", "first", "--to", name, "--out", str(path), "--seed", "2")

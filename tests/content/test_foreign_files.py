"""Files that are no decks, copies of decks, hidden files: each is taken for what it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ops_trainer.content.files import MOST_BYTES, deck_files, is_copy
from ops_trainer.content.lint.check import check_paths
from ops_trainer.content.reading.reader import read_deck

DECK = "id: shop\ntitle: 店铺\nlanguage: zh\nnotes:\n  - id: a\n    kind: qa\n    front: {front}\n    back: 好的呀\n"


def packed(*names: str, size: int = 10) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in names:
            archive.writestr(name, b"\0" * size)
    return whole.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("deck.apkg", packed("collection.anki2", "media"), "anki"),
        ("deck.yaml", packed("media", "collection.anki21b"), "anki"),
        ("large.apkg", packed("1", "collection.anki2", size=MOST_BYTES), "anki"),
        ("table.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), "sheet"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "sheet"),
        ("table.csv", "问题,答案\n甲,乙\n".encode("gb18030"), "sheet"),
        ("text.docx", packed("[Content_Types].xml", "word/document.xml"), "document"),
        ("text.PDF", b"%PDF-1.7\n\x03\xff", "document"),
        ("decks.zip", packed("shop.yaml"), "archive"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0", "image"),
        ("picture.yaml", b"\xff\xd8\xff\xe0", "image"),
        ("trainer.db", b"SQLite format 3\0", "database"),
        ("words.json", b'{"front": "a"}', "json"),
        ("words.json", b'["a", "b"]', "json"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_of_another_program_is_named_for_what_it_is(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    errors = check_paths([path]).errors
    assert [problem.complaint.key for problem in errors] == [f"deck.foreign_{kind}"]


def test_a_deck_may_be_written_as_json(tmp_path: Path) -> None:
    path = tmp_path / "deck.json"
    path.write_text('{"id": "d", "title": "t", "notes": [{"id": "a", "kind": "qa", "front": "f", "back": "b"}]}')
    assert read_deck(path).deck is not None


def test_hidden_files_are_passed_over_and_endings_may_be_capitals(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.YAML", "c.Yml", "._a.yaml", ".hidden.yml", "notes.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".stversions").mkdir()
    (tmp_path / ".stversions" / "old.yaml").write_text("x")
    assert [path.name for path in deck_files(tmp_path)] == ["a.yaml", "b.YAML", "c.Yml"]
    hidden = tmp_path / ".share" / "decks"
    hidden.mkdir(parents=True)
    (hidden / "d.yaml").write_text("x")
    assert [path.name for path in deck_files(hidden)] == ["d.yaml"]


COPIES = (
    "shop (1)", "shop(2)", "shop（1）", "shop - Copy", "shop - Copy (2)", "shop copy", "shop copy 3", "shop - 副本",
    "shop - 副本 (2)", "shop 副本", "shop的副本 2", "shop.sync-conflict-20260101-101010-ABCDEFG",
    "shop (Mei's conflicted copy 2026-01-01)", "shop (Mei 的冲突副本 2026-01-01)",
    "shop-LAPTOP-7Q2K", "shop-Mei的电脑",
)  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_blamed_and_not_the_original(name: str, tmp_path: Path) -> None:
    copy, original = tmp_path / f"{name}.yaml", tmp_path / "shop.yaml"
    assert (is_copy(copy, original), is_copy(original, copy)) == (True, False)
    copy.write_text(DECK.format(front="旧版问题"), encoding="utf-8")
    original.write_text(DECK.format(front="新版问题"), encoding="utf-8")
    for paths in ([tmp_path], [copy, original]):
        (problem,) = check_paths(paths).errors
        assert (problem.complaint.key, problem.file) == ("trainer.deck_copy", str(copy))
        assert "shop.yaml" in problem.message("en")
        assert "another id" not in problem.message("en")


@pytest.mark.parametrize("name", ["shop", "copywriting", "photocopy", "unit (a)", "2026", "副本制作"])
def test_a_name_of_its_own_is_no_copy(name: str) -> None:
    assert not is_copy(Path(f"{name}.yaml"))
    assert not is_copy(Path(f"{name}.yaml"), Path("ship.yaml"))

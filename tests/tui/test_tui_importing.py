"""Importing in the app: named by its path, looked at first, taken, undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ops_trainer.tui.decks.importing import Import

STOCK = Path(__file__).parents[1] / "exchange" / "corpus" / "anki" / "stock-latest.apkg"


async def test_a_file_is_looked_at_taken_and_undone(sit: Any, learner: Any, clock: Any, home: Path) -> None:
    clock.forward(days=90)
    async with sit() as seat:
        await seat.press("ctrl+p")
        await seat.paste("导入卡组")
        await seat.press("enter")
        assert seat.place == "ImportWhat"
        await seat.paste(f'"{STOCK}"')
        await seat.press("enter")
        assert seat.place == "Import"
        assert "新增 13 个" in seat.text
        assert "19 次作答" in seat.text
        assert "遮挡" in seat.text
        assert not (home / "decks" / "stock-latest.yaml").exists()
        await seat.press("h")
        assert "不带过来" in seat.text
        await seat.press("h", "enter")
        assert "带来 19 次作答" in seat.text
        assert (home / "decks" / "stock-latest.yaml").exists()
        await seat.press("u")
        assert not (home / "decks" / "stock-latest.yaml").exists()
        assert "还没有写入" in seat.text


async def test_what_can_not_be_read_is_told_and_nothing_is_written(sit: Any, learner: Any, home: Path) -> None:
    async with sit() as seat:
        seat.app.go("import", path=str(STOCK.parents[1] / "hostile" / "laughs.docx"))
        await seat.settle()
        assert "实体" in seat.text
        await seat.press("enter")
        assert not list((home / "decks").glob("*.yaml"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
async def test_the_rows_of_a_table_may_be_pasted(sit: Any, learner: Any, home: Path, end: str) -> None:
    rows = ("题型\t题干\t选项\t答案", "单选\t谁付运费？\tA.买家 B.卖家\tB", "判断\t退货要拍照\t\t对")
    async with sit() as seat:
        await seat.press("ctrl+p")
        await seat.paste("导入卡组")
        await seat.press("enter")
        await seat.paste(end.join(rows) + end)
        assert seat.place == "Import"
        assert "新增 2 个" in seat.text
        await seat.press("enter")
        assert "新增 2 个" in seat.text
    (made,) = (home / "decks").glob("*.yaml")
    assert "谁付运费？" in text(made)


async def test_an_import_that_is_cancelled_leaves_nothing(
    sit: Any, learner: Any, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.csv"
    put(path, "术语,释义\n" + "".join(f"术语{n},第{n}个\n" for n in range(450)))
    told = Import.told

    def cancel(screen: Import, done: int, of: int) -> None:
        """Press the key as soon as something is being written."""
        if screen.writing:
            screen.app.call_from_thread(screen.action_cancel)
        told(screen, done, of)

    async with sit() as seat:
        seat.app.go("import", path=str(path))
        await seat.settle()
        assert "取消" not in seat.text, "nothing is under way"
        with monkeypatch.context() as patched:
            patched.setattr(Import, "told", cancel)
            await seat.press("enter")
            assert not list((home / "decks").rglob("*.*"))
            assert "还没有写入" in seat.text, "one may look at it again"
        await seat.press("enter")
        assert "新增 450 个" in seat.text
    assert len(list((home / "decks").glob("*.yaml"))) == 1


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")

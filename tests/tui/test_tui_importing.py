"""Importing in the app: named by its path, looked at first, taken, undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

STOCK = Path(__file__).parents[1] / "exchange" / "corpus" / "anki" / "stock-latest.apkg"


async def test_a_file_is_looked_at_taken_and_undone(sit: Any, learner: Any, clock: Any, home: Path) -> None:
    clock.forward(days=90)
    async with sit() as seat:
        await seat.press("ctrl+p")
        await seat.paste("导入卡组")
        await seat.press("enter")
        assert seat.place == "OneLine"
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

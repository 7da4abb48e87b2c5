"""Several computers in the app: naming the folder, saying who one is, what came, leaving; progress after a loss."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Input

import ops_trainer
from ops_trainer.content.files import pasted_path
from ops_trainer.locale import say
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer
from ops_trainer.tui.shell import app as app_module


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    made = tmp_path / "One Drive"
    made.mkdir()
    return made


@pytest.fixture
def other(tmp_path: Path, clock: Any, decks: Path, shared: Path) -> Any:
    """Another computer, whose learner Mei shares a folder and has given three answers."""
    with ops_trainer.open(tmp_path / "other", learner="Mei", clock=clock) as trainer:
        learn(trainer, 3)
        trainer.share_folder(shared)
        yield trainer


def learn(trainer: Trainer, count: int) -> None:
    session = trainer.study(new_limit=100)
    for _ in range(count):
        session.grade(Rating.GOOD)


async def name_folder(seat: Any, typed: str) -> None:
    """Open the row of the settings and name a folder."""
    await seat.press("comma", "end", "enter")
    assert seat.place == "Folder"
    await seat.paste(typed)
    await seat.press("enter")


async def test_a_folder_is_named_one_says_who_one_is_and_it_is_told_what_came(
    sit: Any, learner: Any, other: Any, shared: Path
) -> None:
    learn(learner, 1)
    async with sit() as seat:
        await name_folder(seat, f'"{shared}"')
        assert seat.place == "Choose"
        assert "Mei，3 条作答" in seat.text
        assert "本机“me”的作答" in seat.text
        await seat.press("escape")
        assert seat.app.trainer.shared_folder is None
        await seat.press("enter", "1")
        assert seat.place == "Settings"
        assert "文件夹已共享，收到 3 条作答。" in seat.text
        assert "folder --not-me" in seat.text
        assert seat.app.trainer.shared_folder.path == shared
        await seat.press("escape")
        assert seat.place == "Home"
        assert "收到另一台电脑上的 3 条作答。" in seat.text
        assert "今天已答 3 次" in seat.text
        await seat.press("t", "escape")
        assert "收到另一台电脑" not in seat.text
        assert other.exchange() == 1
        await seat.press("comma", "end", "enter")
        assert "身份：Mei" in seat.text
        assert "从其他电脑收到 3 条作答" in seat.text
        learn(other, 1)
        other.exchange()
        await seat.press("enter")
        assert "从其他电脑收到 4 条作答" in seat.text
        await seat.click("#stop")
        assert seat.place == "Settings"
        assert "什么都没删" in seat.text
        assert seat.app.trainer.shared_folder is None
    learn(other, 1)
    other.exchange()
    assert learner.exchange() == 0


@pytest.mark.soak(only=True)
async def test_someone_new_to_the_folder_is_not_mixed_with_those_in_it(
    sit: Any, learner: Any, other: Any, shared: Path
) -> None:
    learn(learner, 1)
    async with sit() as seat:
        await name_folder(seat, str(shared))
        await seat.press("2")
        assert "请在另一台电脑的设置里也填上它" in seat.text
        assert "folder --not-me" not in seat.text
        assert len(seat.app.trainer.people_in(shared)) == 2
    assert other.exchange() == 0


async def test_a_folder_that_cant_be_shared_is_told_and_what_was_typed_stays(
    sit: Any, learner: Any, home: Path
) -> None:
    async with sit(60, 20) as seat:
        await name_folder(seat, str(home))
        assert "数据目录里" in seat.text
        assert seat.app.screen.query_one(Input).value == str(home)
        assert not seat.app.screen.query_one("#join", Button).disabled
        await seat.press("x", "enter")
        assert "没有" in seat.text
        assert seat.place == "Folder"


@pytest.mark.soak(only=True)
async def test_the_welcome_of_a_second_computer_takes_the_progress_over(
    sit: Any, home: Path, clock: Any, other: Any, shared: Path
) -> None:
    other.change(minutes=20)
    other.exchange()
    async with sit(lang="zh") as seat:
        await seat.press("1")
        assert "我在别的电脑上已经学着了" in seat.text
        await seat.press("6")
        await seat.press("escape")
        assert seat.place == "Welcome"
        await seat.press("6")
        await seat.paste(str(shared))
        await seat.press("enter", "1")
        assert seat.place == "Study"
        trainer = seat.app.trainer
        assert trainer.settings.welcomed
        assert trainer.settings.minutes == 20
        assert trainer.stats().reviews_total == 3


async def test_answers_come_every_few_minutes_while_home_is_open(
    sit: Any, learner: Any, other: Any, shared: Path
) -> None:
    learner.share_folder(shared, other.context.learner_id)
    other.exchange()
    async with sit(exchange_s=0.05) as seat:
        assert "收到另一台电脑" not in seat.text
        learn(other, 2)
        other.exchange()
        await seat.shows("收到另一台电脑上的 2 条作答。")
        assert "今天已答 5 次" in seat.text


async def test_home_shows_how_far_it_is_while_much_is_read(
    sit: Any, learner: Any, home: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "MUCH", 0)
    learn(learner, 3)
    learner.close()
    (home / "trainer.db").unlink()
    shown: list[str] = []

    def open_slowly(self: Any, percent: int, show: Callable[..., None] = app_module.TrainerApp._show_reading) -> None:
        show(self, percent)
        shown.append(str(self.screen.query_one("#asks").render()))

    monkeypatch.setattr(app_module.TrainerApp, "_show_reading", open_slowly)
    async with sit(lang="zh") as seat:
        assert "有 3 条作答在数据文件里丢了" in seat.text
    assert any("%" in text and "█" in text for text in shown), shown
    assert "正在重新安排复习" in shown[-1]


@pytest.mark.skipif(os.sep != "/", reason="as Mac and Linux write them")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (' "/mnt/One Drive" ', "/mnt/One Drive"),
        ("'/mnt/x'", "/mnt/x"),
        ("“/mnt/x”", "/mnt/x"),
        (r"/Volumes/My\ Stick", "/Volumes/My Stick"),
        ("file:///mnt/One%20Drive", "/mnt/One Drive"),
        ("file:///C:/Users/mei", "C:/Users/mei"),
        ("～/OneDrive", "~/OneDrive"),
        ("/mnt/坚果云", "/mnt/坚果云"),
        ("  ", ""),
    ],
)
def test_a_path_as_it_is_pasted(typed: str, meant: str) -> None:
    assert pasted_path(typed) == meant


def test_the_page_about_several_computers_is_the_one_of_the_dialog() -> None:
    from ops_trainer import help as pages

    assert app_module.screen_class("folder").TOPIC == "two-computers"  # type: ignore[attr-defined]
    assert pages.title("two-computers", "zh") == "两台电脑"
    assert say("setting.folder", "zh") in pages.page("two-computers", "zh")

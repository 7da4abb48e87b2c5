"""What people stumbled over when they used the app: each is held here, so that it does not come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from ops_trainer.content.questions.question import Type
from ops_trainer.content.text import Text
from ops_trainer.locale import Complaint
from ops_trainer.quiz.run import Scope
from ops_trainer.trainer.views import DeckLine
from ops_trainer.tui.decks.deck_rows import deck_row
from ops_trainer.tui.decks.editing import editor_command
from ops_trainer.tui.quiz.setup import QuizOptions
from ops_trainer.tui.widgets.frame import KeyLink

DECKS = Path(__file__).parent / "quizdecks"


@pytest.fixture
def decks(monkeypatch: pytest.MonkeyPatch) -> Path:
    """One deck that makes every type of question."""
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: DECKS)
    return DECKS


def keys_of(seat: Any) -> dict[str, str]:
    """The key bar: what it says each key does."""
    return {link.shortcut.does: link.shortcut.shown for link in seat.app.screen.query(KeyLink)}


async def play(seat: Any, **wishes: Any) -> None:
    seat.app.go("quiz_play", begin=QuizOptions(seed=1, scope=Scope.ALL, **wishes).begin)
    await seat.settle()


async def test_the_key_bar_promises_no_answer_where_enter_gives_none(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await play(seat, count=3, types=(Type.SINGLE,), ask_sure=True)
        await seat.press("a")
        assert "y 有把握" in seat.text
        assert "作答" not in keys_of(seat)


async def test_arrows_are_named_while_the_list_of_choices_has_the_focus(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("z", "down")
        assert keys_of(seat)["改选"] == "→"
        await seat.press("down", "down", "right")
        assert "‹ 15 道 ›" in seat.text


@pytest.mark.soak(only=True)
async def test_one_of_several_stopped_quizzes_is_chosen_and_an_untouched_one_is_not_kept_open(
    sit: Any, learner: Any, clock: Any
) -> None:
    async with sit() as seat:
        for answers in (1, 2, 0):
            await play(seat, count=5, types=(Type.SINGLE,))
            for _ in range(answers):
                await seat.press("a", "enter")
            await seat.press("escape")
            clock.forward(minutes=1)
        await seat.press("z", "o")
        assert "测验，答了 2 题，全部卡组" in seat.text
        assert "测验，答了 1 题，全部卡组" in seat.text
        assert "答了 0 题" not in seat.text
        await seat.press("2")
        assert "第 2 题，共 5 题" in seat.text


@pytest.mark.soak(only=True)
async def test_what_was_written_is_not_called_chosen(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await play(seat, count=1, types=(Type.TYPED,))
        await seat.press("x", "x", "enter", "enter")
        assert seat.place == "QuizResult"
        assert "得分 0%" in seat.text
        assert "你写的：xx" in seat.text
        assert "你选的" not in seat.text


async def test_placement_says_how_many_questions_there_are_at_most(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("z", "p")
        assert "第 1 题，最多 30 题" in seat.lines[0]
        assert "·" in seat.lines[2]  # the bar is not full before anything was answered


def test_bars_of_all_decks_begin_and_end_at_one_place() -> None:
    titles = ("Roles", "Nine practices of good operations")
    counts = {"questions": 0, "learning": 0, "mastered": 0, "faded": 0, "due": 0, "suspended": 0}
    lines = [
        DeckLine(
            title, Text(en=title), None, notes=1, cards=10, new=10, own=False, path=Path(), new_limit=None, **counts
        )
        for title in titles
    ]

    def rows(width: int) -> list[str]:
        longest = max(map(cell_len, titles))
        return [deck_row(line, lambda key, **_: "10 new", "en", longest, width).plain for line in lines]

    one_line = rows(74)
    assert not any("\n" in row for row in one_line)
    assert len({(row.index("··"), row.rindex("··")) for row in one_line}) == 1
    assert all("\n" in row for row in rows(50))  # too narrow for one: then none is on one line


def test_an_editor_with_an_open_quotation_mark_is_a_plain_complaint(tmp_path: Any) -> None:
    with pytest.raises(Complaint, match="was not found"):
        editor_command(tmp_path, 1, {"EDITOR": "'vi"})


async def test_two_ways_out_are_not_called_the_same(sit: Any, learner: Any) -> None:
    from ops_trainer.tui.settings.keys import all_keys

    named = [line.says for line in all_keys() if line.id.startswith("app.")]
    assert len(named) == len(set(named))


@pytest.mark.soak(only=True)
async def test_the_terminal_may_become_tiny_at_any_moment(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        for keys in (("space",), ("escape", "z", "p")):
            await seat.press(*keys)
            await seat.resize(40, 12)
            assert all(cell_len(line) <= 40 for line in seat.lines)
            await seat.resize(80, 24)


@pytest.mark.soak(only=True)
async def test_a_number_out_of_bounds_is_told_in_the_settings_own_words_and_forgotten_when_right(
    sit: Any, learner: Any
) -> None:
    async with sit() as seat:
        await seat.press(",", "down", "enter", "ctrl+u", "a", "enter")
        assert seat.place == "Number"
        assert "“每天学多久”不能这样设" in seat.text
        assert seat.notice == "可以从 1 分钟到 180 分钟"
        await seat.press("ctrl+u", "2", "0", "enter")
        assert seat.place == "Settings"
        assert "20 分钟" in seat.text
        assert not seat.notice

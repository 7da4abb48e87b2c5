"""Keys as an input method or Caps Lock sends them: they do what the plain ones do, but never in a line to type in."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.keys import _character_to_key
from textual.widgets import Input

from ops_trainer import tui
from ops_trainer.tui.dialogs.choose import LONGEST_REMARK
from ops_trainer.tui.settings.keys import all_keys, keys_of
from ops_trainer.tui.shell.app import SCREENS, TrainerApp, screen_class
from ops_trainer.tui.shell.keymap import plain_characters, plain_keys
from ops_trainer.tui.widgets.controls import LONGEST_PASTE
from tests.programs import PATIENCE_S

# What a Chinese input method sends for keys of punctuation.
CHINESE = {"/": "、／", ",": "，", "?": "？", ".": "。．", ";": "；", "+": "＋", "=": "＝", "<": "《", "[": "【「"}
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
SAME = {"app.quit": "quit"}  # one function by two names


def bindings(owner: type) -> list[Binding]:
    return [
        binding
        for base in owner.__mro__
        for binding in base.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id
    ]


def as_typed(char: str) -> str:
    """All that may arrive for the key of a character."""
    wide = "\u3000" if char == " " else chr(ord(char) + 0xFEE0)
    return "".join({wide, char.upper(), wide.upper(), *CHINESE.get(char, "")} - {char})


@pytest.mark.parametrize("name", SCREENS)
def test_every_function_has_a_key_that_no_input_method_takes(name: str) -> None:
    everywhere = bindings(TrainerApp)
    here = bindings(screen_class(name))
    free = {
        SAME.get(binding.action, binding.action)
        for binding in (*here, *everywhere)
        if not set(binding.key.split(",")) <= LETTERS
    }
    assert {SAME.get(binding.action, binding.action) for binding in here} <= free


def test_every_binding_hears_its_key_as_an_input_method_sends_it() -> None:
    characters = {_character_to_key(chr(code)): chr(code) for code in range(0x20, 0x7F)} | {"space": " "}
    tried = 0
    for line in all_keys():
        for key in keys_of(line, {}):
            if (char := characters.get(key)) is None:
                continue
            for typed in as_typed(char):
                assert key in plain_keys(typed), (line.id, typed)
                tried += 1
    assert tried > 200


def test_full_width_is_folded() -> None:
    for typed in map(chr, range(0xFF01, 0xFF5F)):
        assert plain_characters(typed) == chr(ord(typed) - 0xFEE0)


@pytest.mark.parametrize("typed", ["中", "é", "ﬁ", "数", "😀", "", "\r", "\x1b", "ß"])
def test_what_is_no_key_stands_for_none(typed: str) -> None:
    assert plain_characters(typed) == ""
    assert plain_keys(typed) == {}


HOME = {
    "，": "Settings", "？": "Help", "、": "Browse", "／": "Browse", "Ｔ": "Stats", "T": "Stats", "Ｄ": "Deck",
    "Z": "QuizSetup", "\u3000": "Study", "１": "QuizSetup",
}  # fmt: skip


async def test_home_hears_them(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        for typed, place in HOME.items():
            assert seat.place == "Home"
            await seat.press(typed)
            assert seat.place == place, typed
            await seat.press("escape")


async def test_study_hears_them(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("\u3000", "\u3000")
        first = seat.app.screen.shown.card.id
        assert seat.app.screen.revealed
        await seat.press("２")
        assert seat.app.screen.shown.card.id != first
        await seat.press("ｕ")
        assert seat.app.screen.shown.card.id == first
        await seat.press("２", "U")
        assert seat.app.screen.shown.card.id == first
        await seat.press("Ｉ")
        assert seat.place == "Memory"


async def test_a_line_to_type_in_keeps_what_is_typed(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("、")
        assert seat.place == "Browse"
        await seat.press(*"，？ＤT１\u3000、")
        assert seat.app.screen.query_one(Input).value == "，？ＤT１\u3000、"
        assert seat.place == "Browse"


async def test_a_key_that_was_given_is_heeded(sit: Any, learner: Any) -> None:
    learner.change(keys={"home.stats": "fullwidth_comma", "home.quiz": "T", "home.browse": "5"})
    async with sit() as seat:
        await seat.press("，")
        assert seat.place == "Stats"
        await seat.press("escape", "T")
        assert seat.place == "QuizSetup"
        await seat.press("escape", "５")
        assert seat.place == "Browse"
        await seat.press("escape", "B")
        assert seat.place == "Home", "b was taken from browsing"


@pytest.mark.soak(only=True)
async def test_a_key_given_with_an_input_method_on_counts_without_it(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("，", "k")
        listed = seat.app.screen.query_one("#keys")
        listed.highlighted = next(
            i for i in range(listed.option_count) if listed.get_option_at_index(i).id == "home.stats"
        )
        await seat.settle()
        await seat.press("enter", "；")
        assert seat.app.trainer.settings.keys == {"home.stats": "semicolon"}


# What only the screen that is waited for shows: what came before it may be painted once more, and is read then.
STUDY = [
    ("", "未来"), ("，", "希望记住多少"), ("\x1b", "未来"), ("、", "搜卡片"), ("\x1b", "未来"), ("？", "目录"),
    ("\x1b", "未来"), ("Ｔ", "还没有学过"), ("\x1b", "未来"), ("１", "自信程度"), ("\x1b", "未来"),
    ("\u3000", "看答案"), ("\u3000", "忘了"), ("２", "看答案"), ("ｕ", "撤销"),
]  # fmt: skip
QUIZ = [("", "交答案"), ("Ｂ", "下一题"), ("\u3000", "交答案"), ("１", "下一题")]


@pytest.mark.soak(only=True)
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
@pytest.mark.parametrize(
    ("words", "keys"),
    [
        pytest.param([], STUDY, id="home and study"),
        pytest.param(["quiz", "--scope", "all", "--type", "single", "--count", "2"], QUIZ, id="quiz"),
    ],
)
def test_in_a_real_terminal(home: Path, learner: Any, words: list[str], keys: list[tuple[str, str]]) -> None:
    """Bytes as a terminal sends them, through Textual's own parser."""
    import pexpect

    learner.close()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "ops_trainer", "--home", str(home), "--lang", "zh", *words],
        env={**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=PATIENCE_S,
    )
    try:
        for typed, shows in keys:
            terminal.send(typed)
            terminal.expect(shows)
        terminal.send("\x11")
        terminal.expect(pexpect.EOF)
    finally:
        terminal.close(force=True)


PASTED = {
    "王小明": "王小明",
    "提高用户\n的复购率\r\n": "提高用户的复购率",
    "net promoter\n  score": "net promoter score",
    "留存\n\nDAU / MAU": "留存 DAU / MAU",
    "a\x1b[31mb\x00c\td": "a[31mbc d",
    "\n\n": "",
    "\u3000": "\u3000",
}


async def test_pasted_lines_become_one(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("、")
        for pasted, line in PASTED.items():
            seat.app.screen.query_one(Input).value = ""
            await seat.paste(pasted)
            assert seat.app.screen.query_one(Input).value == line


@pytest.mark.soak(only=True)
async def test_a_huge_paste_harms_nothing(sit: Any, learner: Any) -> None:
    async with sit() as seat:
        await seat.press("、")
        await seat.paste("运营 ops\n" * 500_000)
        assert len(seat.app.screen.query_one(Input).value) <= LONGEST_PASTE
        await seat.press("down")
        assert seat.place == "Browse"
        await seat.press("escape", "space", "f")
        seat.app.screen.query_one(Input).value = "旧"
        await seat.paste("长" * 5_000)
        assert len(seat.app.screen.query_one(Input).value) == LONGEST_REMARK, "as much as there is room for"


def test_no_screen_has_a_line_of_another_kind() -> None:
    another = re.compile(r"^from textual\.widgets import (\([^)]*|.*)\bInput\b", re.MULTILINE)
    files = list(Path(tui.__path__[0]).rglob("*.py"))
    assert [file.name for file in files if another.search(file.read_text("utf-8"))] == []

"""The keys of a quiz under way. Options go by letter and by number; nothing needs the mouse."""

from __future__ import annotations

from ops_trainer.tui.quiz.answering import LETTERS
from ops_trainer.tui.shell.keymap import Bindings, key

OF_A_QUESTION = frozenset(("enter", "space", "press", "back", "move", "say_sure", "lesson", "language", "give"))
KEYS: Bindings = [
    key("enter", "enter", "quiz_screen.key_answer", "quiz_screen.tip_answer", id="quiz.enter", show=False),
    key("space", "space", "quiz_screen.key_choose", "quiz_screen.tip_choose", id="quiz.space", show=False),
    *(
        key(
            f"{letter.lower()},{number}",
            f"press({number - 1})",
            "quiz_screen.key_choose",
            "quiz_screen.tip_choose",
            id=f"quiz.option.{number}",
            show=False,
        )
        for number, letter in enumerate(LETTERS, 1)
    ),
    key("backspace", "back", "quiz_screen.key_back", "quiz_screen.tip_back", id="quiz.back"),
    key("down,j", "move(1)", "quiz_screen.key_move", "quiz_screen.tip_move", id="quiz.down", show=False),
    key("up,k", "move(-1)", "quiz_screen.key_move", "quiz_screen.tip_move", id="quiz.up", show=False),
    key("pagedown", "scroll('page_down')", "study.key_down", "study.tip_down", id="quiz.page_down", show=False),
    key("pageup", "scroll('page_up')", "study.key_up", "study.tip_up", id="quiz.page_up", show=False),
    key("y", "say_sure(True)", "quiz_screen.key_yes", "quiz_screen.tip_yes", id="quiz.yes", show=False),
    key("n", "say_sure(False)", "quiz_screen.key_no", "quiz_screen.tip_no", id="quiz.no", show=False),
    key("r", "lesson", "study.key_lesson", "study.tip_lesson", id="quiz.lesson"),
    key("l", "language", "study.key_language", "quiz_screen.tip_language", id="quiz.language"),
]

"""The sheets for judges: fresh questions, readable, and nothing on them that says what is right."""

from __future__ import annotations

import json
from pathlib import Path

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import mark_answer
from tests.content.questions import sheet
from tests.content.questions.library import builtin

SOME = [ref for ref in builtin() if ref.startswith("ops-metrics/")][:40]


def rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_sheet_and_key_fit_and_the_sheet_says_nothing(tmp_path: Path) -> None:
    generator = Generator(builtin())
    for typing in (False, True):
        questions = sheet.drawn(30, 7, typing=typing, refs=SOME)
        sheet.write(tmp_path, "s", questions)
        asked, key = rows(tmp_path / "s.jsonl"), rows(tmp_path / "s.key.jsonl")
        assert [row["n"] for row in asked] == [row["n"] for row in key] == list(range(1, 31))
        assert {name for row in asked for name in row} <= {"n", "lang", "type", "prompt", "left", "options"}
        assert {row["lang"] for row in asked} == {"zh", "en"}
        read = (tmp_path / "s.txt").read_text(encoding="utf-8")
        for row, right, (question, lang) in zip(asked, key, questions, strict=True):
            assert str(row["prompt"]) in read
            assert generator.question(str(right["question"])) == question
            if typing:
                assert mark_answer(question, Answer(text=str(right["answer"])), lang).band is Band.RIGHT
            else:
                places = tuple(map(sheet.LETTERS.index, str(right["right"])))
                assert mark_answer(question, Answer(chosen=places)).score == 1


def test_every_seed_draws_anew_and_the_same_seed_the_same() -> None:
    one = sheet.drawn(20, 1, typing=False, refs=SOME)
    assert one == sheet.drawn(20, 1, typing=False, refs=SOME)
    assert one != sheet.drawn(20, 2, typing=False, refs=SOME)
    assert {question.type for question, _ in one} <= sheet.CHOSEN - {Type.ORDER}

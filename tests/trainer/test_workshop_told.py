"""What a room tells its players, put into words; and that nothing a server sends can steer the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.view import RevealView
from ops_trainer.locale import Lang
from ops_trainer.trainer.workshops.reveal import outcome_lines, question_lines, reveal_of, text
from ops_trainer.workshop.phones import own_document, room_document
from tests.workshop.rooms import EVERY, MATCH, NUMERIC, ORDER, POLL, RIGHT, SINGLE, TYPED, WRONG, Table


def revealed(item: Any, answer: Any, lang: Lang = "en") -> tuple[dict[str, Any], dict[str, Any]]:
    """The documents after the reveal of one question."""
    table = Table(item)
    player = table.join("Zoë", lang=lang)[0]
    table.next()
    if answer is not None:
        table.answer(player, answer)
    table.next()
    return room_document(table.room), own_document(table.room, player.id)


@pytest.mark.parametrize("question", EVERY)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_right_wrong_and_nothing(question: Any, lang: Lang) -> None:
    for given, wanted in ((RIGHT, "right"), (WRONG, "wrong"), (None, "missed")):
        room, me = revealed(question, given[question.type] if given else None, lang)
        view = reveal_of(room["reveal"], me["result"], lang)
        assert view.verdict == me["result"]["verdict"] == wanted
        assert view.right == RevealView.of(question, lang, lettered=True).right
        lines = list(outcome_lines(room, me, lang))
        assert lines[0][0] == {"right": "✓", "wrong": "✗", "missed": "–"}[wanted]
        assert lines[1].endswith(view.right)


def test_what_the_wrong_choice_really_is() -> None:
    assert "What you chose B really is: It keeps people" in outcome_lines(*revealed(SINGLE, WRONG[SINGLE.type]), "en")
    taken = list(outcome_lines(*revealed(TYPED, WRONG[TYPED.type]), "en"))
    assert any("how many people came" in line for line in taken)


def test_the_right_answers_in_words() -> None:
    def words(question: Any) -> str:
        room, me = revealed(question, None)
        return reveal_of(room["reveal"], me["result"], "en").right

    assert words(SINGLE) == "A. Product operations"
    assert words(ORDER) == "Acquire → Activate → Retain → Refer"
    assert words(MATCH).startswith("Keeps people → User operations; ")
    assert words(NUMERIC) == "5.0%"
    assert words(TYPED) == "page views"


def test_a_room_of_an_older_program_says_what_it_can() -> None:
    room, me = revealed(SINGLE, WRONG[SINGLE.type])
    for added in (room["reveal"].pop("answer"), me["result"].pop("verdict"), me["result"].pop("wrong")):
        assert added
    explanation = text(room["reveal"]["explanation"], "en")
    assert list(outcome_lines(room, me, "en")) == ["✗ Not this time", explanation]


def test_a_poll_tells_what_the_room_thinks() -> None:
    lines = list(outcome_lines(*revealed(POLL, RIGHT[SINGLE.type]), "en"))
    assert lines == ["What the room thinks:", "  A  Fine: 1", "  B  So so: 0", "  C  Tired: 0"]


def test_a_question_is_told_with_its_rows_options_and_unit() -> None:
    room, _ = revealed(MATCH, None)
    lines = list(question_lines(room["question"], "en"))
    assert lines[0] == "Match them."
    assert lines[1:4] == ["  1  Keeps people", "  2  Changes features", "  3  Writes"]
    assert lines[4] == "  A  Product operations"
    room, _ = revealed(NUMERIC, None)
    assert list(question_lines(room["question"], "en"))[-1] == "Unit: %"


def test_nothing_from_afar_steers_the_terminal() -> None:
    said = text({"en": "a\x1b[2Jb\u202ec\rd\u200be\nf"}, "en")
    assert said == "a[2Jbcde\nf"
    assert text({"zh": "只有中文"}, "en") == "只有中文"
    assert text({}, "en") == ""


def test_a_number_typed_in_another_form_is_said_back() -> None:
    assert "Read as 5%." in outcome_lines(*revealed(NUMERIC, Answer(text="0.05")), "en")
    assert "读作5%。" in outcome_lines(*revealed(NUMERIC, Answer(text="百分之五"), "zh"), "zh")
    assert not any("Read as" in line for line in outcome_lines(*revealed(NUMERIC, Answer(text="5.0 %")), "en"))

"""Notes of kind `question`: asked as they are written, one to one with the question types."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ops_trainer.content import media
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.json_form import dump, load
from ops_trainer.content.questions.question import OWN_WORDS, Question, Type
from ops_trainer.content.questions.types import mark_answer, of
from ops_trainer.content.reading.reader import Reading, parse_deck
from ops_trainer.content.text import Text

ANSWERS: dict[Type, dict[str, Any]] = {
    Type.SINGLE: {"options": ["a", {"text": "b", "right": True}, {"text": "c", "weight": 50}]},
    Type.MULTIPLE: {
        "options": [{"text": "a", "right": True}, {"text": "b", "right": True}, {"text": "c", "why": "no"}]
    },
    Type.TRUE_FALSE: {"truth": False},
    Type.MATCH: {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "decoys": ["3"]},
    Type.ORDER: {"order": ["one", "two", "three"]},
    Type.TYPED: {"accept": ["retention", "留存"]},
    Type.NUMERIC: {"number": {"value": 4.5, "tolerance": 0.05, "unit": "%"}},
}


def read(**note: Any) -> Reading:
    deck = {
        "id": "d",
        "title": "t",
        "language": "en",
        "notes": [{"id": "q", "kind": "question", "ask": "Which?", **note}],
    }
    return parse_deck(yaml.safe_dump(deck, allow_unicode=True).encode(), "d.yaml")


def only(**note: Any) -> Question:
    deck = read(**note).deck
    assert deck is not None
    (question,) = Generator({"d/q": deck.notes[0]}).questions("d/q")
    return question


@pytest.mark.parametrize("kind", Type)
def test_a_question_is_asked_as_its_answer_says_and_its_right_answer_is_right(kind: Type) -> None:
    question = only(**ANSWERS[kind], situation="On a Monday.", why="Because.")
    assert question.type is kind
    assert question.prompt.in_lang("en") == "On a Monday.\nWhich?"
    assert question.explanation.in_lang("en") == "Because."
    assert load(dump(question)) == question
    chosen = of(question).right_choice(question)
    text = of(question).right_in_words(question, "en") if not chosen else ""
    assert mark_answer(question, Answer(chosen, text), "en").band is Band.RIGHT
    assert mark_answer(question, Answer((), "7"), "en").band is Band.WRONG


def test_what_a_file_shows_is_said_in_words_wherever_a_question_is_shown() -> None:
    question = only(ask="![chart](media/a.png)?", options=["![x](media/b.png)", {"text": "y", "right": True}])
    assert question.prompt.in_lang("en") == "[picture: chart]?"
    assert {option.text.in_lang("en") for option in question.options} == {"[picture: x]", "y"}


def test_an_open_question_is_for_the_learner_to_judge() -> None:
    question = only(why="Five steps.")
    assert (question.type, question.aspect) == (Type.TYPED, OWN_WORDS)
    assert mark_answer(question, Answer(text="it has steps"), "en").band is Band.JUDGE


def test_options_are_worth_what_was_written() -> None:
    question = only(**ANSWERS[Type.SINGLE])
    half = next(place for place, option in enumerate(question.options) if option.weight == 50)
    assert mark_answer(question, Answer((half,)), "en").score == 0.5
    several = only(
        options=[
            {"text": "a", "right": True, "weight": 70},
            {"text": "b", "right": True, "weight": 30},
            {"text": "c", "weight": -50},
        ]
    )
    places = {option.text.in_lang("en"): place for place, option in enumerate(several.options)}
    assert mark_answer(several, Answer((places["a"],)), "en").score == pytest.approx(0.7)
    assert mark_answer(several, Answer((places["a"], places["c"])), "en").score == pytest.approx(0.2)
    assert mark_answer(several, Answer((places["a"], places["b"])), "en").band is Band.RIGHT


@pytest.mark.parametrize(
    ("note", "key"),
    [
        ({"truth": True, "accept": ["x"]}, "deck.one_answer"),
        ({"options": ["a", "b"]}, "deck.no_right"),
        ({"options": [{"text": "a", "right": True}]}, "deck.least_entries"),
        ({"decoys": ["a", "b"]}, "deck.decoys_alone"),
        ({"options": "a"}, "deck.shape_choice"),
        ({"number": "many"}, "deck.shape_amount"),
        ({"number": {"value": "many"}}, "deck.not_number"),
        ({"pairs": ["a"]}, "deck.shape_pairs"),
        ({"truth": "perhaps"}, "deck.not_bool"),
        ({"why": "![x](media/../a.png)"}, "deck.media_name"),
        ({"why": "![x](media/a.svg)"}, "deck.media_name"),
    ],
)
def test_what_makes_no_question_is_said(note: dict[str, Any], key: str) -> None:
    assert [problem.complaint.key for problem in read(**note).problems] == [key]


def test_a_qa_is_asked_backwards_and_by_more_faces() -> None:
    deck = {
        "id": "d", "title": "t", "language": "en",
        "notes": [{"id": "n", "kind": "qa", "front": "DAU", "back": "daily users ![a chart](media/a b.png)",
                   "reverse": True, "faces": {"unit": {"front": "Unit of DAU?", "back": "people"}}}],
    }  # fmt: skip
    found = parse_deck(yaml.safe_dump(deck).encode(), "d.yaml").deck
    assert found is not None
    cards = found.notes[0].make_cards("d")
    assert [card.id for card in cards] == ["d/n/answer", "d/n/reverse", "d/n/face.unit"]
    assert cards[0].back == Text(en="daily users [picture: a chart]")
    assert cards[1].subject == cards[0].back
    assert "[picture: a chart]" in found.notes[0].lesson("d", "en", {}).replace("\\", "")


@pytest.mark.parametrize(
    "name", ["../a.png", "a/b.png", "CON.png", "a\u202e.png", ".a.png", "a.svg", "a.png ", "x" * 200 + ".png"]
)
def test_a_name_that_is_a_path_or_no_picture_is_none(name: str) -> None:
    assert not media.is_name(name)
    assert media.is_name("漏斗 图(1).png")

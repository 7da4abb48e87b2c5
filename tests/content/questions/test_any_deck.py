"""Decks that nobody would write: the generator makes good questions of them, or none, and never fails."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.kinds import QA, Cloze, Definition, Metric, Role, Scenario, Tip
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions import json_form as wire
from ops_trainer.content.questions.answer import Answer
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import CHOICE, mark_answer
from tests.content.questions.library import cards
from tests.examples import examples

WORDS = st.sampled_from(
    ["ab", "stock", "库存", "周转", "the", "和", "7", "、", "not", "不", " ", "％", "[b]", "\u200b", "Ａ"]
)
SAID = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "".join(words) + "x")
TEXT = st.one_of(
    st.fixed_dictionaries({"zh": SAID, "en": SAID}),
    st.fixed_dictionaries({"zh": SAID}),
    st.fixed_dictionaries({"en": SAID}),
)
PARTS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.one_of(TEXT, st.fixed_dictionaries({"ask": TEXT, "text": TEXT})),
    max_size=4,
)
NEAR = st.lists(st.sampled_from([f"d/n{n}" for n in range(6)]), max_size=2)
WRONG = st.fixed_dictionaries({"text": TEXT})
COMPUTE = {"given": {"a": {"from": 1, "to": 9}}, "ask": {"en": "{a}?"}, "expression": "a / (a - 5)", "decimals": 1}


def kind(model: type[BaseNote], **fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"model": st.just(model), "confusable": NEAR, **fields})


NOTES = st.one_of(
    kind(Definition, term=TEXT, meaning=TEXT, parts=PARTS, ordered=st.booleans()),
    kind(Role, term=TEXT, mission=TEXT, duties=PARTS),
    kind(Tip, term=TEXT, situation=TEXT, advice=TEXT),
    kind(Metric, term=TEXT, meaning=TEXT, formula=TEXT, parts=PARTS, compute=st.sampled_from([None, COMPUTE])),
    kind(Scenario, term=TEXT, situation=TEXT, question=TEXT, answer=TEXT, wrong=st.lists(WRONG, max_size=3)),
    kind(QA, front=TEXT, back=TEXT),
    kind(Cloze, text=TEXT.map(lambda text: {lang: f"{said} {{{{k::{said}}}}}" for lang, said in text.items()})),
)  # fmt: skip


def made(raw: list[dict[str, Any]]) -> dict[str, BaseNote]:
    return {
        f"d/n{place}": one["model"](id=f"n{place}", **{name: value for name, value in one.items() if name != "model"})
        for place, one in enumerate(raw)
    }


@examples(40)
@given(st.lists(NOTES, min_size=1, max_size=5), st.integers(0, 3))
def test_every_question_of_any_deck_can_be_answered_and_kept(raw: list[dict[str, Any]], seed: int) -> None:
    notes = made(raw)
    generator = Generator(notes, mixups={"d/n0": {"d/n1": 2, "d/gone": 1}})
    known = cards(notes)
    for ref in notes:
        for question in generator.questions(ref, seed):
            assert wire.load(wire.dump(question)) == question
            assert generator.question(question.id) == question
            assert question.card in known
            assert 0 <= mark_answer(question, Answer((0,), "7")).score <= 1
            if question.type in CHOICE:
                right = tuple(place for place, option in enumerate(question.options) if option.correct)
                assert right
                assert mark_answer(question, Answer(right)).score == 1
            if question.type is Type.TYPED:
                for name in question.accepted:
                    for lang in name.langs:
                        assert mark_answer(question, Answer(text=getattr(name, lang))).score == 1
            if question.type in CHOICE and not isinstance(notes[ref], Scenario):
                texts = [(option.text.zh, option.text.en) for option in question.options]
                assert len(set(texts)) == len(texts)
    generator.pick(list(notes), 20, seed)
    for other in notes:
        generator.contrast("d/n0", other, seed)

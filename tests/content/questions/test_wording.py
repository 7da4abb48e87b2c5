"""How questions are worded and explained: parts in other words, near statements, formulas, one colon at a time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ops_trainer.content.kinds import Definition, Metric, Role, Tip
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.locale import LANGS
from tests.content.questions.library import builtin, generated, written

PLACES = """\
id: small
title: small
language: en
notes:
  - id: mix
    kind: definition
    term: marketing mix
    meaning: four things that a seller can decide upon
    parts:
      place: {ask: Which of them says where one sells?, text: place, accept: [distribution, {bad}]}
      price: {ask: Which of them says what one pays?, text: price}
"""


def test_a_part_is_right_in_all_its_wordings(tmp_path: Path) -> None:
    notes = written(tmp_path, PLACES.replace("{bad}", "channel"))
    question = Generator(notes).question("small/mix/part.place:typed@0")
    assert question is not None
    for answer, band in (("Distribution", Band.RIGHT), ("channels", Band.RIGHT), ("price", Band.WRONG)):
        assert mark_answer(question, Answer(text=answer)).band is band, answer
    # Whoever is told one of the wordings need only copy it.
    notes = written(tmp_path, PLACES.replace("{bad}", "where one sells"))
    assert Generator(notes).question("small/mix/part.place:typed@0") is None


@pytest.mark.parametrize("bad", ["accept: 5", "accept: {fr: [lieu]}", "accepts: [channel]", "accept: [[channel]]"])
def test_a_part_accepts_a_list_of_names_and_nothing_else(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "deck.yaml"
    file.write_text(PLACES.replace("accept: [distribution, {bad}]", bad), encoding="utf-8")
    problems = read_deck(file).problems
    assert [problem.line for problem in problems] == [10]
    assert all(problem.column > 1 for problem in problems)


@pytest.mark.parametrize(
    ("part", "answer", "band"),
    [
        ("funnel/part.checkout", "checkout", Band.RIGHT),
        ("funnel/part.checkout", "go to checkout", Band.JUDGE),
        ("funnel/part.checkout", "adding it to the basket", Band.WRONG),
        ("funnel/part.pay", "payment", Band.RIGHT),
        ("funnel/part.pay", "pay", Band.RIGHT),
        ("funnel/part.pay", "not paying", Band.WRONG),
        ("funnel/part.pay", "viewing", Band.WRONG),
        ("ab-significance/part.threshold", "5%", Band.RIGHT),
        ("ab-significance/part.threshold", "５％", Band.RIGHT),
        ("ab-significance/part.threshold", "百分之五", Band.RIGHT),
        ("ab-significance/part.threshold", ".05", Band.RIGHT),
        ("ab-significance/part.threshold", "0.5", Band.WRONG),
        ("ab-significance/part.threshold", "50%", Band.WRONG),
        ("ab-significance/part.threshold", "5", Band.WRONG),
        ("four-p/part.promotion", "促销", Band.RIGHT),
        ("four-p/part.promotion", "price", Band.WRONG),
    ],
)
def test_a_part_worded_otherwise_is_not_plainly_wrong(part: str, answer: str, band: Band) -> None:
    question = Generator(builtin()).question(f"ops-metrics/{part}:typed@2")
    assert question is not None
    assert mark_answer(question, Answer(text=answer)).band is band


def test_a_false_statement_is_a_near_one() -> None:
    """Of the same sort, a model for a model and a measure for a measure; and always one of the few nearest."""
    notes = builtin()

    def is_model(ref: str) -> bool:
        note = notes[ref]
        return isinstance(note, Metric) and note.formula is None and note.compute is None

    seen: dict[str, set[str]] = {}
    for question in generated():
        if question.type in (Type.TRUE_FALSE, Type.SINGLE, Type.MATCH) and question.note.startswith("ops-metrics/"):
            options = [option.note for option in question.options if option.note]
            assert len({is_model(ref) for ref in options}) == 1, question.id
        if question.type is Type.TRUE_FALSE and (other := question.options[0].note) != question.note:
            seen.setdefault(question.id.partition("@")[0], set()).add(str(other))
    assert len(seen) > 30
    assert all(len(others) <= 3 for others in seen.values())


def test_what_a_deck_contrasts_is_a_wrong_option_where_it_may_be() -> None:
    generator = Generator(builtin())
    for one, other in (("cpa/term", "cac"), ("kpi/meaning", "okr"), ("ndr/meaning", "churn-rate")):
        asked = [generator.question(f"ops-metrics/{one}:single@{seed}") for seed in range(20)]
        found = sum(f"ops-metrics/{other}" in {option.note for option in q.options} for q in asked if q is not None)
        assert found >= 10, (one, other)


def test_a_match_of_formulas_is_explained_by_formulas() -> None:
    notes = builtin()
    found = [question for question in generated() if question.type is Type.MATCH and question.aspect == "formula"]
    assert found
    for question in found:
        for option in question.options:
            note = notes[str(option.note)]
            assert isinstance(note, Metric)
            assert note.formula is not None
            assert str(note.formula.zh) in str(question.explanation.zh), question.id
            assert note.meaning.in_lang("en") not in question.explanation.in_lang("en"), question.id


def test_a_true_false_option_does_not_say_the_explanation_again() -> None:
    for question in generated():
        if question.type is Type.TRUE_FALSE:
            for option in question.options:
                assert option.why is not None
                assert str(option.why.zh) not in str(question.explanation.zh), question.id
                assert str(option.why.en) not in str(question.explanation.en), question.id


def test_a_line_has_one_colon_before_its_text_has_another() -> None:
    """No “X：Y：Z” made of a term and its meaning, and no statement with a colon before it."""
    seen = 0
    for ref, note in builtin().items():
        what = getattr(note, "meaning", None) or getattr(note, "mission", None) or getattr(note, "advice", None)
        if what is None or not isinstance(note, Definition | Metric | Role | Tip):
            continue
        for lang in LANGS:
            line = note.summary().in_lang(lang)
            term, text = note.term.in_lang(lang), what.in_lang(lang)
            has = re.search(r"：|:(?!\d)", text) is not None
            seen += has
            assert line.removeprefix(term).removesuffix(text).strip(" ") in (("——", "–") if has else ("：", ":")), ref
    assert seen > 5
    for question in generated():
        if question.type is Type.TRUE_FALSE:
            assert not re.search("[：:]", question.prompt.in_lang("zh").partition("\n")[0]), question.id


def test_a_difference_that_says_here_says_whose_it_is() -> None:
    generator = Generator(builtin())
    pair = ("ops-tips/brand", "ops-practices/promotion-and-brand")
    for one, other in (pair, pair[::-1]):
        found = generator.difference(one, other)
        own = generator.term(one)
        assert found is not None
        assert found.in_lang("zh").startswith(f"【{own.zh}】") == ("这里" in found.in_lang("zh"))
    plain = generator.difference("ops-metrics/pv", "ops-metrics/uv")
    assert plain == builtin()["ops-metrics/pv"].contrast["ops-metrics/uv"]
    pointing = generator.difference("ops-tips/risk", "ops-tips/competitors")
    assert pointing is not None
    assert pointing.in_lang("en").startswith("[Competitor monitoring] ")
    assert pointing.in_lang("zh").startswith("【监测竞争对手】")


def test_an_explanation_of_a_measure_says_more_than_question_and_answer() -> None:
    """What it means is explained by how it is worked out, and the other way round."""
    notes = builtin()
    said = [q for q in generated() if q.aspect in ("meaning", "term", "formula") and q.type is not Type.MATCH]
    asked = [(question, note) for question in said if isinstance(note := notes[question.note], Metric)]
    assert len(asked) > 300
    for question, note in asked:
        for lang in LANGS:
            why = question.explanation.in_lang(lang)
            assert note.meaning.in_lang(lang) in why, question.id
            assert note.formula is None or note.formula.in_lang(lang) in why, question.id

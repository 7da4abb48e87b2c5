"""The situations: every role, practice and tip is in one, and the right option is not told by its looks."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import combinations

import pytest
from rapidfuzz import fuzz

from ops_trainer.content.files import builtin_folder
from ops_trainer.content.kinds import Metric, Role, Scenario
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.kinds.parts import Wrong
from ops_trainer.content.lint.advice import size
from ops_trainer.content.questions.fold import bare, fold
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Type
from ops_trainer.content.reading.reader import read_deck
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS, Lang

KINDS = ("whose-job", "first-step", "which-measure", "whats-wrong")
NAMES = {"whose-job": Role, "which-measure": Metric}  # kinds whose options are names of notes
HAN = re.compile(r"[\u3400-\u9fff]")
FIGURE = re.compile(r"[0-9一二两三四五六七八九十百千万半]")
SITUATION = {"zh": 80, "en": 48}  # Han characters, words
OPTION = {"zh": 24, "en": 15}


@cache
def deck(name: str) -> dict[str, BaseNote]:
    found = read_deck(builtin_folder() / f"{name}.yaml").deck
    assert found is not None
    return {f"{name}/{note.id}": note for note in found.notes}


@cache
def scenarios() -> dict[str, Scenario]:
    return {ref: note for ref, note in deck("ops-scenarios").items() if isinstance(note, Scenario)}


@cache
def everything() -> dict[str, BaseNote]:
    names = ("ops-basics", "ops-roles", "ops-practices", "ops-tips", "ops-metrics", "ops-scenarios", "ops-words")
    return {ref: note for name in names for ref, note in deck(name).items()}


def kind_of(note: Scenario) -> str:
    (kind,) = (tag for tag in note.tags if tag in KINDS)
    return kind


def options(note: Scenario) -> list[Text]:
    return [note.answer, *(wrong.text for wrong in note.wrong)]


def why_of(wrong: Wrong) -> Text:
    assert wrong.why is not None
    return wrong.why


def test_there_are_enough_of_every_kind() -> None:
    assert len(scenarios()) >= 60
    counted = Counter(kind_of(note) for note in scenarios().values())
    assert all(counted[kind] >= 15 for kind in KINDS), counted


@pytest.mark.parametrize("name", ["ops-roles", "ops-practices", "ops-tips"])
def test_everything_that_the_article_teaches_is_in_a_situation(name: str) -> None:
    about = Counter(note.about for note in scenarios().values())
    least = 2 if name == "ops-roles" else 1
    assert [ref for ref in deck(name) if about[ref] < least] == []


def test_many_measures_are_asked_for() -> None:
    asked = {note.about for note in scenarios().values() if note.about in deck("ops-metrics")}
    assert len(asked) >= 24


def test_each_is_about_something_and_comes_after_what_it_offers() -> None:
    """Whoever meets the situation has met the names among its options."""
    for ref, note in scenarios().items():
        assert note.about in everything(), ref
        for wrong in note.wrong:
            assert wrong.note is None or wrong.note in note.after, (ref, wrong.note)


@pytest.mark.parametrize("lang", LANGS)
def test_a_situation_is_short_and_concrete(lang: Lang) -> None:
    for ref, note in scenarios().items():
        said = note.situation.in_lang(lang)
        length = len(HAN.findall(said)) if lang == "zh" else size(said, lang)
        assert 12 <= length <= SITUATION[lang], (ref, length)
    with_figures = [note for note in scenarios().values() if FIGURE.search(note.situation.in_lang("zh"))]
    assert len(with_figures) >= 0.8 * len(scenarios())


@pytest.mark.parametrize("lang", LANGS)
def test_options_are_short_and_none_stands_twice(lang: Lang) -> None:
    for ref, note in scenarios().items():
        said = [option.in_lang(lang) for option in options(note)]
        assert 3 <= len(said) <= 4, ref
        assert all(size(one, lang) <= OPTION[lang] for one in said), ref
        most = 99 if kind_of(note) in NAMES else 75  # names differ by a word: product, process operations
        assert all(fuzz.ratio(fold(one), fold(other)) < most for one, other in combinations(said, 2)), ref
        assert all(not one.endswith(("。", ".")) for one in said), ref  # one form for all: no full stop


@pytest.mark.parametrize("lang", LANGS)
def test_options_are_of_like_length(lang: Lang) -> None:
    """Options that are sentences; names of roles and measures are as long as they are."""
    for ref, note in scenarios().items():
        if kind_of(note) not in NAMES:
            lengths = [len(option.in_lang(lang)) for option in options(note)]
            assert max(lengths) <= 2 * min(lengths), (ref, lengths)


@pytest.mark.parametrize("lang", LANGS)
def test_the_right_ones_length_tells_nothing(lang: Lang) -> None:
    """Among the options by length, the right one is as often the shortest as the longest or between. Equal lengths
    share the place."""
    ranks: dict[str, Counter[str]] = {kind: Counter() for kind in (*KINDS, "all")}
    for note in scenarios().values():
        own, *others = (len(option.in_lang(lang)) for option in options(note))
        below, level = sum(one < own for one in others), sum(one == own for one in others)
        for rank in range(below, below + level + 1):
            place = "shortest" if rank == 0 else "longest" if rank == len(others) else "between"
            for kind in (kind_of(note), "all"):
                ranks[kind][place] += 60 // (level + 1)  # in sixtieths, so that shares stay whole
    for kind, counted in ranks.items():
        limits = (0.28, 0.39) if kind == "all" else (0.20, 0.50)
        for place in ("shortest", "between", "longest"):
            assert limits[0] <= counted[place] / counted.total() <= limits[1], (kind, counted)


@pytest.mark.parametrize("lang", LANGS)
def test_every_wrong_option_says_why_in_words_of_its_own(lang: Lang) -> None:
    """No formula: no two reasons of the deck are alike, and each speaks of more than the option's name."""
    reasons = [(ref, why_of(wrong).in_lang(lang)) for ref, note in scenarios().items() for wrong in note.wrong]
    reasons += [(ref, note.why.in_lang(lang)) for ref, note in scenarios().items() if note.why is not None]
    assert len(reasons) == sum(len(options(note)) for note in scenarios().values())
    least = 14 if lang == "zh" else 8
    assert [(ref, why) for ref, why in reasons if size(why, lang) < least] == []
    near = [(one, other) for one, other in combinations(reasons, 2) if fuzz.ratio(one[1], other[1], score_cutoff=75)]
    assert near == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_reason_says_what_tempts_and_where_it_fails(lang: Lang) -> None:
    """A wrong option has something for it: its reason turns, by “but” or what stands for it, from that to what is
    missing in this case."""
    turn = re.compile(r"[可但却]|不是|不等于" if lang == "zh" else r"\b(but|yet|though|isn't|doesn't|don't)\b|; ")
    flat = [
        (ref, why_of(wrong).in_lang(lang))
        for ref, note in scenarios().items()
        for wrong in note.wrong
        if not turn.search(why_of(wrong).in_lang(lang))
    ]
    assert flat == []


@pytest.mark.parametrize("kind", NAMES)
def test_options_that_are_names_are_the_names_of_their_notes(kind: str) -> None:
    for ref, note in scenarios().items():
        if kind_of(note) == kind:
            for option, other in [(note.answer, note.about), *((wrong.text, wrong.note) for wrong in note.wrong)]:
                assert other is not None, ref
                named = everything()[other]
                assert isinstance(named, NAMES[kind]), ref
                for lang in LANGS:
                    assert bare(option.in_lang(lang)) in (
                        bare(named.title.in_lang(lang)),
                        bare(named.short.in_lang(lang)),
                    ), ref


def test_no_wrong_option_is_one_that_could_be_defended() -> None:
    """Nothing that was declared confusable with what the situation is about."""
    notes = everything()
    for ref, note in scenarios().items():
        for wrong in note.wrong:
            if note.about and wrong.note:
                assert wrong.note not in notes[note.about].confusable, (ref, wrong.note)
                assert note.about not in notes[wrong.note].confusable, (ref, wrong.note)


def test_roles_tempt_about_equally_often() -> None:
    """A role that is never wrong, or nearly always, would be told by its name."""
    wrong = Counter(w.note for note in scenarios().values() if kind_of(note) == "whose-job" for w in note.wrong)
    assert set(wrong) == set(deck("ops-roles"))
    assert max(wrong.values()) <= 9, wrong


@pytest.mark.parametrize("lang", LANGS)
def test_the_situation_does_not_name_the_answer(lang: Lang) -> None:
    for ref, note in scenarios().items():
        prompt = fold(f"{note.situation.in_lang(lang)} {note.question.in_lang(lang)}")
        assert fold(note.answer.in_lang(lang)) not in prompt, ref
        if kind_of(note) in NAMES:
            assert bare(note.answer.in_lang(lang)) not in prompt, ref


def test_each_makes_a_question_with_all_its_options_and_their_reasons() -> None:
    generator = Generator(everything(), together=True)
    places: Counter[int] = Counter()
    for ref, note in scenarios().items():
        for seed in range(6):
            (question,) = (q for q in generator.questions(ref, seed=seed) if q.type is Type.SINGLE)
            assert {option.text for option in question.options} == set(options(note))
            assert [option.text for option in question.options if option.correct] == [note.answer]
            assert all(option.why is not None and option.why.langs == LANGS for option in question.options)
            assert question.explanation.langs == LANGS
            places[next(at for at, option in enumerate(question.options) if option.correct)] += 1
    assert all(0.26 < places[at] / places.total() < 0.41 for at in range(3)), places

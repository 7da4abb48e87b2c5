"""The editorial rules that a machine can check, over all built-in decks."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

import pytest
from rapidfuzz import fuzz

from ops_trainer.content.deck import Deck
from ops_trainer.content.files import builtin_folder, deck_files
from ops_trainer.content.kinds import Metric, Role, Scenario
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.lint.advice import MOST, generic, size, warnings
from ops_trainer.content.model import texts_in
from ops_trainer.content.questions.fold import fold
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import CHOICE
from ops_trainer.content.reading.reader import Reading, read_deck
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS

NAMES = ("ops-basics", "ops-metrics", "ops-practices", "ops-roles", "ops-scenarios", "ops-tips", "ops-words")
HAN = "\u3400-\u9fff"
SPACED = re.compile(rf"[{HAN}] +[A-Za-z0-9]|[A-Za-z0-9%] +[{HAN}]|[{HAN}] +[{HAN}]")
# Chinese that only a translation would have.
TRANSLATED = re.compile(
    r"对于[^，。]{1,12}来说[，,]?是(非常|十分)|被[^，。]{0,6}所|进行了?一个|作为一[个名]|的话语权的|当[^，。]{2,20}的时候，"
)


@cache
def reading(name: str) -> Reading:
    file = next(file for file in deck_files(builtin_folder()) if file.stem == name)
    return read_deck(file)


@cache
def deck(name: str) -> Deck:
    found = reading(name).deck
    assert found is not None, [problem.in_lang("en") for problem in reading(name).problems]
    return found


@cache
def notes() -> dict[str, BaseNote]:
    return {f"{name}/{note.id}": note for name in NAMES for note in deck(name).notes}


def texts(name: str) -> list[tuple[str, Text]]:
    own = [text for text in (deck(name).title, deck(name).summary) if text is not None]
    return [("", text) for text in own] + [(note.id, text) for note in deck(name).notes for _, text in texts_in(note)]


def test_the_decks_are_all_there() -> None:
    assert {file.stem for file in deck_files(builtin_folder())} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_no_advice_is_left_to_follow(name: str) -> None:
    assert [problem.in_lang("en") for problem in warnings(reading(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_are_everywhere(name: str) -> None:
    assert [note for note, text in texts(name) if len(text.langs) < 2] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_short_enough_to_recall(name: str) -> None:
    long = [
        f"{card.id} {lang} {size(card.back.in_lang(lang), lang)}"
        for note in deck(name).notes
        for card in note.make_cards(name)
        for lang in LANGS
        if size(card.back.in_lang(lang), lang) > MOST[lang]
    ]
    assert long == []


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_would_be_right_on_any_card(name: str) -> None:
    answers = [(card.id, card.back) for note in deck(name).notes for card in note.make_cards(name)]
    assert [id for id, back in answers if any(generic(back.in_lang(lang)) for lang in LANGS)] == []


@pytest.mark.parametrize("name", NAMES)
def test_chinese_is_set_as_chinese(name: str) -> None:
    """Full-width punctuation, and no space between Han and Latin: the display adds it."""
    bad = [(note, text.zh) for note, text in texts(name) if text.zh and SPACED.search(text.zh)]
    bad += [(note, text.zh) for note, text in texts(name) if text.zh and re.search(r"[\"']", text.zh)]
    bad += [(note, text.zh) for note, text in texts(name) if text.zh and TRANSLATED.search(text.zh)]
    assert bad == []


@pytest.mark.parametrize("name", NAMES)
def test_english_is_set_as_english(name: str) -> None:
    """No Chinese punctuation or characters, curly quotation marks, one space at a time."""
    texts_en = [(note, text.en) for note, text in texts(name) if text.en]
    han = [pair for pair in texts_en if re.search(rf"[{HAN}，。、；：？！（）《》]", pair[1])]
    quotes = [pair for pair in texts_en if '"' in pair[1] or re.search(r"(^|\s)'", pair[1]) or "  " in pair[1]]
    assert han + quotes == []


@pytest.mark.parametrize("name", NAMES)
def test_neither_language_is_left_standing_for_the_other(name: str) -> None:
    """Long texts are not the same string twice, and neither language is a stub of the other."""
    for note, text in texts(name):
        zh, en = text.zh or "", text.en or ""
        if len(zh) > 20:
            assert zh != en, note
            assert 0.6 < len(en.split()) / (len(zh) / 2.2) < 3.2 or len(zh) < 40, (note, zh, en)


def test_no_two_notes_of_any_decks_say_nearly_the_same() -> None:
    bodies = {ref: _body(ref, note) for ref, note in notes().items()}
    near = [
        (one, other)
        for lang in LANGS
        for one, other in combinations(bodies, 2)
        if fuzz.ratio(bodies[one][lang], bodies[other][lang], score_cutoff=88)
    ]
    assert near == []


def _body(ref: str, note: BaseNote) -> dict[str, str]:
    card = note.make_cards(ref.partition("/")[0])[0]
    return {lang: f"{card.subject.in_lang(lang)} {card.back.in_lang(lang)}" for lang in LANGS}


def test_no_prompt_is_asked_by_two_cards_that_want_different_answers() -> None:
    asked: dict[tuple[str, str], str] = {}
    for ref, note in notes().items():
        for card in note.make_cards(ref.partition("/")[0]):
            for lang in LANGS:
                prompt = (lang, fold(card.front.in_lang(lang)))
                assert asked.setdefault(prompt, card.id) == card.id


def test_no_two_roles_have_a_duty_in_like_words() -> None:
    duties = [
        (role.id, lang, fold(duty.text.in_lang(lang)))
        for role in deck("ops-roles").notes
        if isinstance(role, Role)
        for duty in role.duties.values()
        for lang in LANGS
    ]
    near = [
        (one, other)
        for one, other in combinations(duties, 2)
        if one[:2] != other[:2] and one[1] == other[1] and one[0] != other[0] and fuzz.ratio(one[2], other[2]) >= 72
    ]
    assert near == []


def test_no_name_of_a_note_is_another_notes_name() -> None:
    """A typed answer may not be right for two notes of one kind, unless they were declared confusable."""
    names: dict[tuple[str, str], str] = {}
    for ref, note in notes().items():
        own = {fold(note.title.in_lang(lang)) for lang in LANGS}
        own |= {fold(name) for lang in LANGS for name in (*note.aliases.in_lang(lang), *note.accept.in_lang(lang))}
        for name in own:
            assert names.setdefault((note.__class__.__name__, name), ref) == ref, name


def test_what_is_contrasted_within_a_kind_can_be_told_apart_or_is_never_asked_against_each_other() -> None:
    """A contrast that says the article overlaps needs a pair declared confusable; the others are fair to ask."""
    left_open = [
        (ref, other)
        for ref, note in notes().items()
        for other, text in note.contrast.items()
        if re.search(r"重叠|交叠|交叉|几乎是同一件事", text.zh or "")
        and other not in note.confusable
        and ref not in notes()[other].confusable
    ]
    assert left_open == []


def test_references_lead_to_notes() -> None:
    known = notes()
    for ref, note in known.items():
        refs = [*note.confusable, *note.contrast, *note.after]
        if isinstance(note, Scenario):
            refs += [wrong.note for wrong in note.wrong if wrong.note] + ([note.about] if note.about else [])
        assert [other for other in refs if other not in known] == [], ref
        assert ref not in refs, ref


def test_confusable_pairs_hold_in_both_directions() -> None:
    """Whichever of the two is asked about, the other is never offered as wrong, in any question of any seed."""
    generator = Generator(notes())
    pairs = [(ref, other) for ref, note in notes().items() for other in note.confusable]
    assert len(pairs) > 60
    for ref, other in pairs:
        assert not generator.siblings.apart(ref, other)
        assert not generator.siblings.apart(other, ref)
    together = {frozenset(pair) for pair in pairs}
    articles = [ref for ref in notes() if not ref.startswith(("ops-metrics", "ops-scenarios"))]
    for ref in articles:
        for question in generator.questions(ref, seed=11):
            if question.type in CHOICE:
                wrong = {option.note for option in question.options if not option.correct and option.note}
                assert not any(frozenset((ref, other)) in together for other in wrong), question.id


def test_a_note_whose_name_does_not_say_what_it_means_is_asked_with_options() -> None:
    generator = Generator(notes(), together=True)
    chosen = [ref for ref, note in notes().items() if note.is_chosen() and "reading" not in note.tags]
    assert len(chosen) > 140
    for ref in chosen:
        asked = {question.type for seed in range(3) for question in generator.questions(ref, seed)}
        assert asked - {Type.TYPED, Type.NUMERIC}, ref


def test_every_duty_is_asked_for_the_role_that_has_it() -> None:
    generator = Generator(notes())
    for note in deck("ops-roles").notes:
        assert isinstance(note, Role)
        asked = {question.aspect for question in generator.questions(f"ops-roles/{note.id}")}
        wanted = {"term", *(f"duty.{key}" for key, duty in note.duties.items() if duty.ask is None)}
        assert wanted <= asked, (note.id, wanted - asked)


@pytest.mark.parametrize("name", ["ops-practices", "ops-tips"])
def test_what_to_do_is_asked_in_words(name: str) -> None:
    generator = Generator(notes())
    for note in deck(name).notes:
        (question,) = generator.questions(f"{name}/{note.id}")
        assert (question.type, question.card) == (Type.TYPED, f"{name}/{note.id}/advice")


@pytest.mark.parametrize("name", ["ops-metrics"])
def test_a_measure_says_more_than_its_meaning(name: str) -> None:
    for note in deck(name).notes:
        assert isinstance(note, Metric)
        assert note.formula or note.parts
        assert note.mistake is not None

"""Every question of the built-in decks, with several seeds: one right answer, and nothing that gives it away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.distractors import Siblings
from ops_trainer.content.questions.fold import bare, fold
from ops_trainer.content.questions.question import OWN_WORDS, Question, Type
from ops_trainer.content.questions.shared_words import gives_away
from ops_trainer.content.questions.types import CHOICE, mark_answer
from ops_trainer.content.text import Text
from ops_trainer.locale import LANGS, Lang
from tests.content.questions import library
from tests.content.questions.library import builtin, cards, generated


def of(*types: Type) -> list[Question]:
    return [question for question in generated() if question.type in types]


def right_place(question: Question) -> int:
    return next(place for place, option in enumerate(question.options) if option.correct)


def by_hand(question: Question) -> bool:
    return question.id.startswith("ops-scenarios/")


def test_there_are_questions_of_every_type_for_every_note() -> None:
    assert {question.type for question in generated()} == set(Type)
    assert {question.note for question in generated()} == set(builtin())
    assert len(generated()) > 500 * len(library.SEEDS)


def test_ids_are_unique_and_cards_exist() -> None:
    ids = [question.id for question in generated()]
    assert len(set(ids)) == len(ids)
    assert {question.card for question in generated()} <= cards(builtin())
    assert all(question.card.startswith(f"{question.note}/") for question in generated())
    assert all(re.fullmatch(r"[^@]+:[a-z-]+@\d+", one) for one in ids)


def test_a_choice_has_exactly_the_right_answers_it_should() -> None:
    for question in of(Type.SINGLE, Type.TRUE_FALSE):
        assert sum(option.correct for option in question.options) == 1, question.id
    for question in of(Type.MULTIPLE):
        assert 2 <= sum(option.correct for option in question.options) < len(question.options), question.id


def test_no_option_stands_twice() -> None:
    for question in generated():
        for lang in LANGS:
            texts = [fold(option.text.in_lang(lang)) for option in question.options]
            assert len(set(texts)) == len(texts), question.id
            names = [fold(left.in_lang(lang)) for left, _ in question.pairs]
            assert len(set(names)) == len(names), question.id


def test_three_options_or_four() -> None:
    counts = Counter(len(question.options) for question in of(Type.SINGLE))
    assert set(counts) == {3, 4}
    assert all(len(question.options) in (3, 4) for question in of(Type.MATCH))


def test_no_confusable_note_is_an_option() -> None:
    siblings = Siblings(builtin(), {})
    for question in of(Type.SINGLE, Type.MULTIPLE, Type.MATCH, Type.TRUE_FALSE):
        if by_hand(question):
            continue
        notes = [option.note for option in question.options if option.note and option.note != question.note]
        notes = list(dict.fromkeys(notes))
        for place, note in enumerate(notes):
            assert siblings.apart(question.note, note), question.id
            assert all(siblings.apart(note, other) for other in notes[:place]), question.id


def test_the_right_one_stands_everywhere_equally_often() -> None:
    for count in (3, 4):
        places = Counter(right_place(q) for q in of(Type.SINGLE) if len(q.options) == count)
        expected = sum(places.values()) / count
        chi = sum((places[place] - expected) ** 2 / expected for place in range(count))
        assert chi < 16, places  # beyond the 99.9th percentile for three degrees of freedom
    answers = Counter(question.options[0].correct for question in of(Type.TRUE_FALSE))
    assert 0.45 < answers[True] / sum(answers.values()) < 0.55


@pytest.mark.parametrize("lang", LANGS)
def test_choosing_by_length_gains_nothing(lang: Lang) -> None:
    """Whoever always takes the longest, the shortest or the middle one does as well as by chance, over every deck."""
    gained: dict[tuple[str, str], list[float]] = defaultdict(list)
    for question in of(Type.SINGLE):
        lengths = [len(option.text.in_lang(lang)) for option in question.options]
        own = lengths[right_place(question)]
        chance = 1 / len(lengths)
        for name, wanted in (("longest", max(lengths)), ("shortest", min(lengths))):
            hit = (own == wanted) / lengths.count(wanted)
            for deck in ("all", question.id.partition("/")[0]):
                gained[deck, name].append(hit - chance)
    means = {key: sum(values) / len(values) for key, values in gained.items()}
    assert all(mean <= 0.05 for (deck, _), mean in means.items() if deck == "all"), means
    assert max(means.values()) <= 0.12, means


def test_options_are_of_like_length() -> None:
    for question in of(Type.SINGLE):
        if by_hand(question):
            continue
        for lang in LANGS:
            lengths = [len(option.text.in_lang(lang)) + 6 for option in question.options]
            own = lengths[right_place(question)]
            assert all(own <= 3.1 * other and other <= 3.1 * own for other in lengths), question.id


def test_no_word_of_the_prompt_points_to_the_right_option_alone() -> None:
    for question in of(Type.SINGLE):
        if not by_hand(question):
            right = question.options[right_place(question)].text
            wrong = [option.text for option in question.options if not option.correct]
            assert not gives_away(_asked(question), right, wrong), question.id


def _asked(question: Question) -> Text:
    """The prompt as the generator saw it; a part's question may have its term above it."""
    if question.aspect.startswith("part."):
        return question.prompt.map(lambda text: text.rpartition("\n")[2])
    return question.prompt


def test_a_term_to_be_named_does_not_stand_in_the_prompt() -> None:
    for question in generated():
        if question.aspect not in ("term", "contrast") and not question.aspect.startswith("duty."):
            continue
        names = question.accepted if question.type is Type.TYPED else [o.text for o in question.options if o.correct]
        for name in names:
            for lang in name.langs:
                asked = fold(question.prompt.in_lang(lang))
                assert bare(name.in_lang(lang)) not in asked, question.id


def test_whoever_knows_is_marked_right_and_whoever_does_not_is_not() -> None:
    for question in generated():
        if question.type in CHOICE:
            right = tuple(place for place, option in enumerate(question.options) if option.correct)
            assert mark_answer(question, Answer(chosen=right)).score == 1, question.id
            for place, option in enumerate(question.options):
                if not option.correct:
                    assert mark_answer(question, Answer(chosen=(place,))).score == 0, question.id
        elif question.type is Type.ORDER:
            assert sorted(question.sequence) == list(range(len(question.options)))
            assert list(question.sequence) != sorted(question.sequence), question.id
            assert mark_answer(question, Answer(chosen=question.sequence)).score == 1
        elif question.type is Type.MATCH:
            assert sorted(place for _, place in question.pairs) == list(range(len(question.options)))
            assert mark_answer(question, Answer(chosen=tuple(place for _, place in question.pairs))).score == 1
        elif question.type is Type.NUMERIC:
            assert question.number is not None
            assert (
                mark_answer(question, Answer(text=f"{question.number.value:.{question.number.decimals}f}")).score == 1
            )
            assert mark_answer(question, Answer(text=str(question.number.value * 3 + 7))).score == 0


def test_every_accepted_name_is_right_and_every_rival_is_not(soak: bool) -> None:
    every = 1 if soak else 10
    for at, question in enumerate(first_typed(), 1):
        for name in question.accepted:
            for lang in name.langs:
                assert mark_answer(question, Answer(text=name.in_lang(lang))).band is Band.RIGHT, question.id
        for rival in question.rivals[at % every :: every]:
            for lang in rival.text.langs:
                found = mark_answer(question, Answer(text=rival.text.in_lang(lang)))
                assert found.band is (Band.JUDGE if rival.correct else Band.WRONG), (question.id, rival.text)
    assert len(first_typed()) > 60


def first_typed() -> list[Question]:
    """Each typed question that is marked once; what is said in one's own words only the learner judges."""
    asked = (question for question in of(Type.TYPED) if question.aspect != OWN_WORDS)
    return list({question.id.partition("@")[0]: question for question in asked}.values())


def test_the_names_of_other_notes_are_never_right(soak: bool) -> None:
    every = 12 if soak else 144
    names = [(ref, note.title) for ref, note in builtin().items() if note.kind != "scenario"]  # type: ignore[arg-type,attr-defined]
    for place, question in enumerate(first_typed()):
        own = {bare(name.in_lang(lang)) for name in question.accepted for lang in name.langs}
        for ref, name in names[place % every :: every]:
            for lang in name.langs:
                said = name.in_lang(lang)
                if ref != question.note and bare(said) not in own:
                    assert mark_answer(question, Answer(text=said)).band is not Band.RIGHT, (question.id, said)


def test_a_name_denied_is_wrong(soak: bool) -> None:
    for question in first_typed()[:: 1 if soak else 4]:
        for lang, denials in (("zh", ("不是{}", "非{}", "没有{}")), ("en", ("not {}", "never {}", "it isn't {}"))):
            said = question.accepted[0].in_lang(lang)  # type: ignore[arg-type]
            for denial in denials:
                assert mark_answer(question, Answer(text=denial.format(said))).band is Band.WRONG, (question.id, denial)


def test_everything_is_explained_in_every_language_it_is_asked_in() -> None:
    for question in generated():
        assert question.prompt.langs == LANGS, question.id
        assert question.explanation.langs == LANGS, question.id
        if question.type in CHOICE:
            assert all(option.why is not None and option.why.langs == LANGS for option in question.options), question.id


def test_numbers_are_drawn_anew() -> None:
    drawn = defaultdict(set)
    for question in of(Type.NUMERIC):
        if not by_hand(question):
            drawn[question.note].add(question.prompt.en)
    assert all(len(prompts) > len(library.SEEDS) // 2 for prompts in drawn.values())

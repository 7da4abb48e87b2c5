"""The generator on decks of all sizes: the same for a seed, fewer types for few notes, and this learner's mix-ups."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops_trainer.content.kinds import Role
from ops_trainer.content.kinds.base import BaseNote
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.generator import Generator
from ops_trainer.content.questions.outward_form import alike
from ops_trainer.content.questions.question import Type
from ops_trainer.content.questions.types import mark_answer
from ops_trainer.content.text import Text
from tests.content.questions.library import builtin, cards, generated, written

TERMS = ["stock turn", "lead time", "fill rate", "order point", "safety level", "cycle count"]
MEANINGS = [
    "how often goods are sold and replaced in a year",
    "how long a supplier needs until goods arrive here",
    "the share of what was ordered that could be sent",
    "the quantity at which one buys the next batch again",
    "what is kept in addition against swings of demand",
    "checking a few shelves each day instead of all at once",
]


def deck(count: int, extra: str = "") -> str:
    notes = "".join(
        f"  - id: n{n}\n    kind: definition\n    term: {TERMS[n]}\n    meaning: {MEANINGS[n]}\n" for n in range(count)
    )
    return f"id: small\ntitle: small\nlanguage: en\nnotes:\n{notes}{extra}"


def types(notes: dict[str, BaseNote]) -> set[Type]:
    generator = Generator(notes)
    return {question.type for ref in notes for seed in range(6) for question in generator.questions(ref, seed)}


def test_the_same_seed_gives_the_same_questions() -> None:
    one, two = Generator(builtin()), Generator(dict(builtin()))
    refs = list(builtin())
    assert one.pick(refs, 30, 4) == two.pick(refs, 30, 4)
    assert one.pick(refs, 30, 4) != one.pick(refs, 30, 5)
    for question in generated()[::400]:
        assert one.question(question.id) == question


@pytest.mark.parametrize(("count", "expected"), [(1, {Type.TYPED}), (2, {Type.TYPED, Type.TRUE_FALSE})])
def test_decks_with_few_notes_make_fewer_types(tmp_path: Path, count: int, expected: set[Type]) -> None:
    assert types(written(tmp_path, deck(count))) == expected


def test_a_name_that_says_what_it_means_is_asked_for_in_writing_only(tmp_path: Path) -> None:
    plain = written(tmp_path, deck(6))
    assert {Type.SINGLE, Type.MATCH, Type.TRUE_FALSE} <= types(plain)
    notes = written(tmp_path, deck(6).replace("    term: fill", "    descriptive: true\n    term: fill"))
    generator = Generator(notes)
    made = [q for ref in notes for seed in range(20) for q in generator.questions(ref, seed)]
    assert {question.type for question in made if question.note == "small/n2"} == {Type.TYPED}
    named = {text.en for q in made for text in (left for left, _ in q.pairs)}
    said = {option.text.en for q in made for option in q.options}
    assert "fill rate" not in named | said
    assert MEANINGS[2] in said  # what it means may still be a wrong option for another one


def test_options_show_the_letters_of_a_name_that_has_some(tmp_path: Path) -> None:
    letters = ("ST", "LT", "FR", "OP", "SL", "CC")
    text = deck(6)
    for term, short in zip(TERMS, letters, strict=True):
        text = text.replace(f"term: {term}", f"term: {term} ({short})")
    generator = Generator(written(tmp_path, text))
    asked = [generator.question(f"{ref}/term:single@1") for ref in generator.refs]
    shown = {option.text.en for question in asked if question is not None for option in question.options}
    assert shown
    assert shown <= {*letters}
    typed = generator.question("small/n0/term:typed@1")
    assert typed is not None
    assert typed.accepted[0].en == "stock turn (ST)"


def test_no_character_of_a_name_points_to_its_meaning(tmp_path: Path) -> None:
    """退 stands in 退款率 and in what it means; where no wrong option has it, there is no such question."""
    rows = {"退款率": "成交的单子里把钱退回去的", "跳出率": "只看一页就走的访问", "缺货率": "此刻发不出东西的款式"}
    more = {"复购率": "又来买了一回的顾客", "满意度": "打高分的评价"}

    def said(rows: dict[str, str]) -> str:
        notes = "".join(
            f"  - id: n{n}\n    kind: definition\n    term: {term}\n    meaning: {meaning}\n"
            for n, (term, meaning) in enumerate(rows.items())
        )
        return f"id: small\ntitle: small\nlanguage: zh\nnotes:\n{notes}"

    alone = Generator(written(tmp_path, said(rows | more)))
    assert all(alone.question(f"small/n0/meaning:single@{seed}") is None for seed in range(10))
    near = Generator(written(tmp_path, said(rows | more | {"退货率": "发出去的东西又退了回来"})))
    asked = [near.question(f"small/n0/meaning:single@{seed}") for seed in range(10)]
    assert all(q is not None and "small/n5" in {option.note for option in q.options} for q in asked)


def test_options_for_people_who_vote_together_are_not_shown_to_one_alone(tmp_path: Path) -> None:
    scenario = (
        "  - id: s\n    kind: scenario\n    open: true\n    term: late\n    situation: It is late.\n"
        "    question: What now?\n    answer: call the customer\n"
        "    wrong: [wait until noon, send a second parcel]\n    why: It comes first.\n"
    )
    notes = written(tmp_path, deck(1, scenario))
    (alone,) = Generator(notes).questions("small/s", 3)
    (vote,) = Generator(notes, together=True).questions("small/s", 3)
    assert (alone.type, alone.aspect) == (Type.TYPED, "words")
    assert mark_answer(alone, Answer(text="call")).band is Band.JUDGE
    assert {option.text.en for option in vote.options} == {
        "call the customer",
        "wait until noon",
        "send a second parcel",
    }
    assert Generator(notes).question(vote.id) == vote  # a quiz begun earlier goes on


ALONE = [
    "kind: tip\n    term: recall a batch\n    situation: A batch is bad.\n    advice: stop selling it",
    "kind: role\n    term: buyer\n    mission: a buyer buys",  # the name stands in what would ask for it
    "kind: definition\n    term: lead time\n    meaning: the lead time of a supplier",
    "kind: scenario\n    term: late\n    situation: It is late.\n    question: What now?\n    answer: call\n"
    "    wrong: [{text: wait, why: it gets later}]",
]


@pytest.mark.parametrize("note", ALONE)
def test_a_note_that_is_alone_is_asked_about_all_the_same(tmp_path: Path, note: str) -> None:
    notes = written(tmp_path, f"id: small\ntitle: small\nlanguage: en\nnotes:\n  - id: one\n    {note}\n")
    generator = Generator(notes)
    made = generator.questions("small/one", 2)
    assert made == generator.pick(["small/one"], 3, 2)
    assert generator.count("small/one") == 1
    question = made[0]
    assert generator.question(question.id) == question
    assert question.card in cards(notes)
    if question.type is Type.TYPED:
        assert mark_answer(question, Answer(text="something else in my own words")).band is Band.JUDGE
        assert mark_answer(question, Answer(text=question.accepted[0].in_lang("en"))).band is Band.RIGHT
        assert mark_answer(question, Answer(text="I don't know")).band is Band.WRONG
        assert mark_answer(question, Answer()).band is Band.WRONG


def test_three_notes_are_enough_for_choices(tmp_path: Path) -> None:
    found = types(written(tmp_path, deck(3)))
    assert {Type.SINGLE, Type.MATCH, Type.TRUE_FALSE, Type.TYPED} <= found


def test_confusable_notes_leave_no_choice(tmp_path: Path) -> None:
    close = deck(3).replace(f"meaning: {MEANINGS[0]}\n", f"meaning: {MEANINGS[0]}\n    confusable: [n1, n2]\n")
    notes = written(tmp_path, close)
    for ref in notes:
        for seed in range(8):
            for question in Generator(notes).questions(ref, seed):
                others = {option.note for option in question.options if option.note}
                assert not {"small/n0", "small/n1"} <= others
                assert not {"small/n0", "small/n2"} <= others


def test_a_note_that_would_be_right_too_is_no_wrong_option(tmp_path: Path) -> None:
    twin = "  - id: twin\n    kind: definition\n    term: turnover\n"
    twin += "    meaning: how often the goods are sold and replaced in one year\n"
    notes = written(tmp_path, deck(5, twin))
    for seed in range(10):
        for question in Generator(notes).questions("small/n0", seed):
            if question.aspect == "term":
                assert "small/twin" not in {option.note for option in question.options}


def test_what_a_learner_mixed_up_is_the_first_choice(tmp_path: Path) -> None:
    notes = written(tmp_path, deck(6))
    plain = Generator(notes)

    def chosen(generator: Generator, other: str) -> int:
        questions = [generator.question(f"small/n0/term:single@{seed}") for seed in range(20)]
        return sum(other in {option.note for option in q.options} for q in questions if q is not None)

    rare = min((ref for ref in notes if ref != "small/n0"), key=lambda ref: chosen(plain, ref))
    mixups = {"small/n0": {rare: 3}}
    assert chosen(plain, rare) < 10
    assert chosen(Generator(notes, mixups=mixups), rare) == 20
    assert plain.with_mixups(mixups).questions("small/n0", 3) == Generator(notes, mixups=mixups).questions(
        "small/n0", 3
    )


def test_a_contrast_puts_two_notes_side_by_side_even_confusable_ones() -> None:
    generator = Generator(builtin())
    question = generator.contrast("ops-metrics/pv", "ops-metrics/uv", 3)
    assert question is not None
    assert {option.note for option in question.options} == {"ops-metrics/pv", "ops-metrics/uv"}
    assert next(option.note for option in question.options if option.correct) == "ops-metrics/pv"
    assert generator.question(question.id) == question
    assert generator.contrast("ops-metrics/pv", "ops-metrics/pv", 3) is None
    assert generator.contrast("ops-metrics/pv", "ops-metrics/none", 3) is None
    told = generator.difference("ops-metrics/pv", "ops-metrics/uv")
    assert told is not None
    assert str(told.zh) in str(question.explanation.zh)


def test_every_pair_of_a_kind_that_a_deck_tells_apart_is_drilled_and_no_confusable_one_else() -> None:
    notes, generator = builtin(), Generator(builtin())
    pairs = {(ref, other) for ref, note in notes.items() for other in (*note.confusable, *note.contrast)}
    told = {pair for pair in pairs if generator.difference(*pair) and notes[pair[0]].is_related(notes[pair[1]])}
    assert len(told) > 100
    assert len(pairs - told) > 50
    assert {pair for pair in pairs if generator.contrast(*pair, seed=1) is not None} == told


ASKS = {
    "meaning": "Which of the two is this?", "mission": "Which of the two is this?",
    "situation": "Which of the two helps here?",
}  # fmt: skip


@pytest.mark.soak(only=True)
def test_a_drill_asks_what_its_text_answers() -> None:
    """A duty is somebody's job, a situation calls for help; a duty with a question of its own is too bare to ask by."""
    notes, generator = builtin(), Generator(builtin())
    asked: set[str] = set()
    for one, note in notes.items():
        for other in notes:
            if other.partition("/")[0] != one.partition("/")[0] or one == other:
                continue
            question = generator.contrast(one, other, len(asked))
            if question is None:
                continue
            text, _, asks = question.prompt.in_lang("en").rpartition("\n")
            field = next((name for name in ASKS if getattr(note, name, None) and getattr(note, name).en == text), None)
            if field is not None:
                assert asks == ASKS[field], question.id
            else:
                assert asks == "Whose job is this first of all?", question.id
                assert isinstance(note, Role)
                assert text in {duty.text.en for duty in note.duties.values() if duty.ask is None}, question.id
            asked.add(asks)
            assert len({type(notes[option.note]) for option in question.options if option.note}) == 1, question.id
    assert len(asked) == 3
    assert generator.contrast("ops-practices/streamline-process", "ops-roles/process", 1) is None


QA = """\
  - id: open
    kind: qa
    front: When does the shop open?
    back: at nine
    accept: [9 o'clock]
  - id: boss
    kind: qa
    front: Who signs the orders?
    back: the head of purchasing
  - id: where
    kind: qa
    front: Where are returns kept?
    back: on the lowest shelf
  - id: rule
    kind: cloze
    text: "First in, {{which::first}} out; count {{when::every day}}."
"""


def test_plain_questions_and_gaps_are_typed(tmp_path: Path) -> None:
    notes = written(tmp_path, f"id: small\ntitle: small\nlanguage: en\nnotes:\n{QA}")
    generator = Generator(notes)
    found = {question.id.partition("@")[0]: question for ref in notes for question in generator.questions(ref)}
    gap = found["small/rule/cloze.which:typed"]
    assert (gap.card, gap.accepted[0].en) == ("small/rule/cloze.which", "first")
    assert "first out" not in str(gap.prompt.en).lower()
    opening = found["small/open/answer:typed"]
    assert {text.en for text in opening.accepted} >= {"at nine", "9 o'clock"}
    assert {question.card for question in found.values()} <= cards(notes)
    assert "small/boss/answer:single" not in found  # nobody else is asked for, and a time or a place would be absurd


def test_questions_that_ask_for_the_same_sort_of_thing_are_asked_by_choice(tmp_path: Path) -> None:
    people = {"orders": "the head of purchasing", "leave": "the owner of the shop", "refunds": "the cashier on duty"}
    times = {"open": "at 9:00", "close": "at 18:30", "count": "at 21:15"}
    notes = [("who", name, f"Who signs the {name}?", back) for name, back in people.items()]
    notes += [("when", name, f"When do we {name}?", back) for name, back in times.items()]
    text = "".join(
        f"  - id: {name}\n    kind: qa\n    front: {front}\n    back: {back}\n" for _, name, front, back in notes
    )
    generator = Generator(written(tmp_path, f"id: small\ntitle: small\nlanguage: en\nnotes:\n{text}"))
    for answers, asked in ((people, "orders"), (times, "open")):
        question = generator.question(f"small/{asked}/answer:single@1")
        assert question is not None
        assert {option.text.en for option in question.options} == set(answers.values())


def test_written_wrong_options_are_the_options(tmp_path: Path) -> None:
    text = "  - id: wifi\n    kind: qa\n    front: Wi-Fi for guests?\n    back: Guest-5G\n"
    wrong = "    wrong: [Office-5G, {text: Guest-2G, why: It was switched off in May.}]\n"
    notes = written(tmp_path, f"id: small\ntitle: small\nlanguage: en\nnotes:\n{text}{wrong}")
    question = Generator(notes).question("small/wifi/answer:single@1")
    assert question is not None
    assert {option.text.en for option in question.options} == {"Guest-5G", "Office-5G", "Guest-2G"}
    assert "It was switched off" in notes["small/wifi"].lesson("small", "en", {})


def test_opposites_and_near_numbers_are_not_taken_for_the_same() -> None:
    for one, other in (
        ("Grind finer", "Grind coarser"), ("Close the shop at 20:00", "Close the shop at 22:00"),
        ("把水温调高一点再试一次", "把水温调低一点再试一次"),
        ("Serve it hot to the guest", "Serve it cold to the guest"),
    ):  # fmt: skip
        assert not alike(Text(en=one), Text(en=other))
    assert alike(Text(en="Close the shop at 20:00"), Text(en="Close the shop by 20:00"))


def test_a_deck_in_one_language_asks_in_that_language(tmp_path: Path) -> None:
    notes = written(tmp_path, deck(5))
    for ref in notes:
        for question in Generator(notes).questions(ref):
            assert question.prompt.has("en")
            assert all(option.text.en for option in question.options)


def test_texts_that_share_no_language_make_no_question(tmp_path: Path) -> None:
    odd = "  - id: odd\n    kind: qa\n    front: {zh: 几点开门？}\n    back: {en: at nine}\n"
    notes = written(tmp_path, f"id: small\ntitle: small\nlanguage: en\nnotes:\n{odd}")
    assert all(question.prompt.langs for question in Generator(notes).questions("small/odd"))


def test_a_quiz_asks_each_note_once_before_any_twice_and_takes_types_in_turn() -> None:
    refs = [ref for ref, note in builtin().items() if note.is_chosen() and note.exercise() is not None]
    assert len(refs) >= 15
    generator = Generator(builtin())
    for seed in range(5):
        picked = generator.pick(refs, len(refs), seed)
        assert len({question.note for question in picked}) == len(refs)
        twice = generator.pick(refs, 2 * len(refs), seed)
        assert len({question.id for question in twice}) == 2 * len(refs)
        counts = [sum(question.type is kind for question in picked) for kind in {q.type for q in picked}]
        assert len(counts) >= 5
        assert max(counts) - min(counts) <= 2
    assert {q.type for q in generator.pick(refs, 9, 0, {Type.TYPED, Type.MATCH})} == {Type.TYPED, Type.MATCH}


def test_there_are_never_more_questions_than_notes_make(tmp_path: Path) -> None:
    notes = written(tmp_path, deck(1))
    assert len(Generator(notes).pick(list(notes), 50, 0)) == 1
    assert Generator(notes).pick(["small/gone"], 5, 0) == []
    assert Generator({}).pick([], 5, 0) == []


@pytest.mark.parametrize(
    "qid",
    [
        "",
        "@",
        "small",
        "small/n0",
        "small/n0/none:single@1",
        "small/gone/term:typed@1",
        "a/b/c/d:x@@",
        "small/n0/contrast.:single@1",
    ],
)
def test_an_id_that_asks_nothing_gives_nothing(tmp_path: Path, qid: str) -> None:
    assert Generator(written(tmp_path, deck(3))).question(qid) is None


def test_written_scenarios_explain_every_wrong_option() -> None:
    found = [question for question in generated() if question.id.startswith("ops-scenarios/")]
    assert found
    assert all(option.why is not None for question in found for option in question.options)


def test_what_a_guess_would_find_has_options_where_nobody_wants_to_write(tmp_path: Path) -> None:
    text = deck(5).replace("kind: definition", "kind: definition\n    descriptive: true")
    notes = written(tmp_path, text)
    generator = Generator(notes)
    assert {question.type for ref in notes for question in generator.questions(ref)} == {Type.TYPED}
    assert generator.for_types(None) is generator.for_types({Type.SINGLE, Type.TYPED}) is generator
    chosen = generator.for_types({Type.SINGLE}).questions("small/n0", 3)
    assert Type.SINGLE in {question.type for question in chosen}
    for question in chosen:
        assert generator.question(question.id) == question, "a quiz goes on where it was"
    assert generator.eases("small/n0")

"""Quizzes through the door: every answer on disk with what it does to memory, stopped and taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ops_trainer
from ops_trainer.content.questions.answer import Answer, Band
from ops_trainer.content.questions.question import Question, Type
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.memory.events import Event, Kind, Source
from ops_trainer.quiz.run import Mode, Phase, Scope
from ops_trainer.trainer import Trainer
from ops_trainer.trainer.quizzes import Quiz
from tests.conftest import Clock

TERMS = ["stock turn", "lead time", "fill rate", "order point", "safety level", "cycle count"]
MEANINGS = [
    "how often goods are sold and replaced in a year",
    "how long a supplier needs until goods arrive here",
    "the share of what was ordered that could be sent",
    "the quantity at which one buys the next batch again",
    "what is kept in addition against swings of demand",
    "checking a few shelves each day instead of all at once",
]
NOTES = "".join(
    f"  - id: n{n}\n    kind: definition\n    term: {TERMS[n]}\n    meaning: {MEANINGS[n]}\n" for n in range(6)
)
DECK = f"id: small\ntitle: small\nlanguage: en\nnotes:\n{NOTES}"


@pytest.fixture(autouse=True)
def no_built_in_decks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Reading them would take most of the time of these tests."""
    monkeypatch.setattr("ops_trainer.content.files.builtin_folder", lambda: tmp_path / "none")


@pytest.fixture
def own(home: Path) -> Path:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(DECK, encoding="utf-8")
    return home


@pytest.fixture
def trainer(own: Path, clock: Clock) -> Any:
    with opened(own, clock) as trainer:
        yield trainer


def opened(home: Path, clock: Clock) -> Trainer:
    return ops_trainer.open(home, learner="mei", clock=clock)


def journal(trainer: Trainer) -> list[Event]:
    with trainer.context.database.reading() as connection:
        return [event for _, event in trainer.context.journal.events(connection)]


def kinds(trainer: Trainer) -> list[tuple[Kind, str]]:
    return [(event.kind, event.card) for event in journal(trainer)]


def right(question: Question, sure: bool | None = None) -> Answer:
    chosen = tuple(place for place, option in enumerate(question.options) if option.correct)
    if question.type is Type.MATCH:
        chosen = tuple(place for _, place in question.pairs)
    if question.type is Type.ORDER:
        chosen = question.sequence
    number = "" if question.number is None else str(question.number.value)
    text = question.accepted[0].in_lang("en") if question.accepted else number
    return Answer(chosen, text, sure)


def wrong(question: Question, sure: bool | None = None) -> Answer:
    if question.type is Type.TYPED:
        return Answer(text=question.rivals[0].text.in_lang("en"), sure=sure)
    chosen = next((place for place, option in enumerate(question.options) if not option.correct), 0)
    return Answer((chosen,), sure=sure)


def one(trainer: Trainer, types: set[Type], notes: list[str] | None = None, **options: Any) -> Quiz:
    """A quiz of one question, whether its note was met or not."""
    return trainer.quizzes.start(["small"], count=1, seed=3, types=types, notes=notes, scope=Scope.ALL, **options)


def meet(trainer: Trainer, *notes: str) -> None:
    """Review the cards of some notes, of all when none is named; none of them is due afterwards."""
    session = trainer.study(["small"], new_limit=50)
    while session.card is not None:
        if not notes or session.card.note_id in notes:
            session.grade(Rating.GOOD)
        else:
            session.bury()


def test_every_answer_is_on_disk_before_the_next_question(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        quiz = trainer.quizzes.start(["small"], count=6, seed=1, ask_sure=True, scope=Scope.ALL)
        key, questions = quiz.id, list(quiz.run.questions)
    for place in range(6):
        with opened(own, clock) as trainer:
            stopped = trainer.quizzes.stopped()
            assert [(one.id, one.answered, one.questions, one.decks) for one in stopped] == [
                (key, place, 6, ("small",))
            ]
            quiz = trainer.quizzes.resume(key)
            assert quiz.run.questions == questions
            assert quiz.place == place
            assert quiz.question == questions[place]
            clock.forward(seconds=7)
            step = quiz.answer(right(questions[place], sure=True))
            assert (step.mark.score, step.took_ms) == (1, 7000)
    with opened(own, clock) as trainer:
        assert trainer.quizzes.stopped() == []
        answers = [event for event in journal(trainer) if event.kind is Kind.ANSWER]
        assert len(answers) == 6
        assert {event.source for event in answers} == {Source.QUIZ}
        assert [(event.data or {})["question"] for event in answers] == [question.id for question in questions]
        past = trainer.quizzes.history()
        assert [(one.score, one.questions, one.right, one.took_ms, one.whole) for one in past] == [
            (1, 6, 6, 42_000, True)
        ]
        assert trainer.quizzes.outcome(key).score == 1


def test_a_wrong_answer_brings_its_card_back_today_once(trainer: Trainer) -> None:
    meet(trainer)
    before = len(kinds(trainer))
    quiz = one(trainer, {Type.SINGLE})
    question = quiz.question
    assert question is not None
    step = quiz.answer(wrong(question))
    assert step.mark.band is Band.WRONG
    assert kinds(trainer)[before:] == [(Kind.ANSWER, question.card), (Kind.BRING_BACK, question.card)]
    session = trainer.study(["small"], new_limit=0)
    assert session.card is not None
    assert session.card.id == question.card


def test_a_match_brings_back_the_cards_of_its_wrong_rows(trainer: Trainer) -> None:
    meet(trainer)
    quiz = one(trainer, {Type.MATCH})
    question = quiz.question
    assert question is not None
    places = [place for _, place in question.pairs]
    quiz.answer(Answer((places[1], places[0], *places[2:])))
    summoned = {card for kind, card in kinds(trainer) if kind is Kind.BRING_BACK}
    assert summoned == {f"{question.options[place].note}/meaning" for place in places[:2]}
    found = trainer.quizzes.mixups()
    assert [line.times for line in found] == [2]


def test_a_right_recognised_answer_moves_nothing(trainer: Trainer, clock: Clock) -> None:
    cards = learnt(trainer, clock)
    before = states(trainer)
    for kind in (Type.SINGLE, Type.MATCH, Type.TRUE_FALSE):
        quiz = one(trainer, {kind})
        assert quiz.question is not None
        assert quiz.question.card in cards
        quiz.answer(right(quiz.question))
    assert states(trainer) == before
    assert [kind for kind, _ in kinds(trainer)][-3:] == [Kind.ANSWER] * 3


def learnt(trainer: Trainer, clock: Clock) -> list[str]:
    """All cards once recalled, and due by now."""
    session = trainer.study(["small"], new_limit=50)
    seen = []
    while session.card is not None:
        seen.append(session.card.id)
        session.grade(Rating.GOOD)
    clock.forward(days=40)
    return seen


def states(trainer: Trainer) -> list[tuple[object, ...]]:
    with trainer.context.database.reading() as connection:
        return connection.execute("SELECT * FROM card_state ORDER BY card").fetchall()


def test_a_right_recalled_answer_counts_on_a_due_card_and_only_there(trainer: Trainer, clock: Clock) -> None:
    quiz = one(trainer, {Type.TYPED})
    assert quiz.question is not None
    quiz.answer(right(quiz.question))
    assert [kind for kind, _ in kinds(trainer)] == [Kind.ANSWER]  # a new card stays new
    learnt(trainer, clock)
    for times in (1, 2):
        quiz = one(trainer, {Type.TYPED})
        assert quiz.question is not None
        card = quiz.question.card
        quiz.answer(right(quiz.question))
        reviews = [event for event in journal(trainer) if event.kind is Kind.REVIEW and event.source is Source.QUIZ]
        assert [(event.card, event.rating) for event in reviews] == [(card, Rating.GOOD)], times
    assert trainer.memory(card).state.days_recalled == 2


def test_what_was_missed_in_a_quiz_today_is_not_made_good_by_the_same_quiz(trainer: Trainer, clock: Clock) -> None:
    learnt(trainer, clock)
    quiz = trainer.quizzes.start(["small"], count=1, seed=3, types={Type.TYPED})
    assert quiz.question is not None
    note, card = quiz.question.note, quiz.question.card
    quiz.answer(wrong(quiz.question))
    again = one(trainer, {Type.TYPED}, [note])
    assert again.question is not None
    again.answer(right(again.question))
    assert not [event for event in journal(trainer) if event.kind is Kind.REVIEW and event.source is Source.QUIZ]
    state = trainer.memory(card).state
    assert state.summoned == trainer.day()
    assert state.due_day is not None
    assert state.due_day <= trainer.day()


def test_the_learners_own_verdict_decides_and_is_written_when_it_is_given(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        meet(trainer, "small/n0")
        before = len(journal(trainer))
        quiz = one(trainer, {Type.TYPED}, ["small/n0"])
        step = quiz.answer(Answer(text="stock turn of goods"))
        assert step.mark.band is Band.JUDGE
        assert quiz.phase is Phase.JUDGE
        assert len(journal(trainer)) == before
        key = quiz.id
    with opened(own, clock) as trainer:
        quiz = trainer.quizzes.resume(key)
        assert quiz.judging is not None
        assert quiz.judging.answer.text == "stock turn of goods"
        assert quiz.judge(False).mark.band is Band.WRONG
        assert quiz.phase is Phase.DONE
        assert [kind for kind, _ in kinds(trainer)][before:] == [Kind.ANSWER, Kind.BRING_BACK]


def test_what_was_surely_wrong_is_asked_again_after_one_day_and_seven(trainer: Trainer, clock: Clock) -> None:
    meet(trainer)
    quiz = one(trainer, {Type.SINGLE}, ask_sure=True)
    question = quiz.question
    assert question is not None
    way = question.id.partition("@")[0]
    quiz.answer(wrong(question, sure=True))
    assert trainer.quizzes.offer(["small"]).again == 0
    for days in (1, 6):
        clock.forward(days=days)
        assert trainer.quizzes.offer(["small"]).again == 1
        first = trainer.quizzes.start(["small"], count=4, seed=8)
        assert first.question is not None
        assert first.question.id.partition("@")[0] == way
        first.answer(right(first.question, sure=True))
        assert trainer.quizzes.offer(["small"]).again == 0
    clock.forward(days=30)
    assert trainer.quizzes.offer(["small"]).again == 0


def test_a_note_that_is_edited_or_removed_meanwhile_changes_nothing(own: Path, clock: Clock) -> None:
    file = own / "decks" / "small.yaml"
    with opened(own, clock) as trainer:
        quiz = trainer.quizzes.start(["small"], count=6, seed=1, scope=Scope.ALL)
        questions = list(quiz.run.questions)
        file.write_text(DECK.replace(TERMS[0], "another term"), encoding="utf-8")
        trainer.refresh()
        key = quiz.id
        quiz.answer(wrong(questions[0]))
    file.unlink()
    with opened(own, clock) as trainer:
        assert "small" not in [deck.id for deck in trainer.decks()]
        quiz = trainer.quizzes.resume(key)
        assert quiz.run.questions == questions
        while quiz.question is not None:
            quiz.answer(wrong(quiz.question))
        assert quiz.results().answered == 6
        assert {card for kind, card in kinds(trainer) if kind is Kind.ANSWER} >= {q.note for q in questions[1:]}
        assert trainer.quizzes.mixups() == []
        assert trainer.doctor()[0].level == "fine"


def test_two_windows_do_not_answer_twice(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer, opened(own, clock) as other:
        quiz = trainer.quizzes.start(["small"], count=3, seed=1, scope=Scope.ALL)
        twin = other.quizzes.resume(quiz.id)
        assert quiz.question is not None
        quiz.answer(right(quiz.question))
        before = kinds(trainer)
        with pytest.raises(Complaint) as caught:
            twin.answer(wrong(quiz.run.questions[0]))
        assert caught.value.key == "quiz.elsewhere"
        assert twin.place == 0
        assert kinds(trainer) == before
        other.quizzes.discard(quiz.id)
        with pytest.raises(Complaint):
            quiz.answer(Answer())


def test_what_can_not_be_written_has_not_happened(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = trainer.quizzes.start(["small"], count=2, seed=1, scope=Scope.ALL)
    question = quiz.question
    assert question is not None

    def full(*_: object) -> None:
        raise Complaint("store.full", path="x")

    with monkeypatch.context() as broken:
        broken.setattr("ops_trainer.trainer.quizzes.quiz.learners.put_document", full)
        with pytest.raises(Complaint):
            quiz.answer(right(question))
    assert (quiz.place, quiz.question, journal(trainer)) == (0, question, [])
    quiz.answer(right(question))
    assert quiz.place == 1
    assert len(journal(trainer)) == 1


def test_odd_answers_are_kept_and_do_no_harm(trainer: Trainer) -> None:
    quiz = trainer.quizzes.start(["small"], count=6, seed=2, scope=Scope.ALL)
    odd = ["\ud800\x00", "x" * 100_000, "[@click=app.quit]", "'; DROP TABLE event;--", "🙂" * 300, "\u202e"]
    for text in odd:
        while quiz.judging is not None:
            quiz.judge(False)
        quiz.answer(Answer(chosen=(-5, 10**30, 3), text=text))
    again = trainer.quizzes.resume(quiz.id)
    assert again.run == quiz.run


def test_time_limit_confidence_and_feedback_are_kept(trainer: Trainer, clock: Clock) -> None:
    quiz = trainer.quizzes.start(["small"], count=4, seed=1, at_once=False, limit_s=20, ask_sure=True, scope=Scope.ALL)
    assert (quiz.rules.at_once, quiz.rules.limit_ms, quiz.rules.ask_sure) == (False, 20_000, True)
    clock.forward(seconds=12)
    assert quiz.question is not None
    quiz.answer(right(quiz.question))
    assert quiz.left_ms == 8000
    clock.forward(seconds=9)
    quiz.answer(right(quiz.run.questions[1]))
    assert (quiz.phase, quiz.results().answered, quiz.results().score) == (Phase.DONE, 2, 0.5)


def test_nothing_to_ask_is_said(trainer: Trainer) -> None:
    for call in (
        lambda: trainer.quizzes.start(["small"], types={Type.NUMERIC}),
        lambda: trainer.quizzes.start(["small"], notes=["small/none"]),
        lambda: trainer.quizzes.start(["none"]),
        lambda: trainer.quizzes.start(["small"], count=0),
        lambda: trainer.quizzes.start(["small"], limit_s=0),
        lambda: trainer.quizzes.start_contrast(),
        lambda: trainer.quizzes.resume("none"),
        lambda: trainer.quizzes.questions("none"),
    ):
        with pytest.raises(Complaint) as caught:
            call()
        assert caught.value.in_lang("zh")
    assert trainer.quizzes.stopped() == []


def test_a_deck_of_one_note_still_asks_and_says_what_it_can_not(own: Path, clock: Clock) -> None:
    lone = "id: lone\ntitle: lone\nlanguage: en\nnotes:\n  - id: one\n    kind: qa\n"
    lone += "    front: Why?\n    back: because we agreed on it\n"
    (own / "decks" / "lone.yaml").write_text(lone, encoding="utf-8")
    with opened(own, clock) as trainer:
        offer = trainer.quizzes.offer(["lone"])
        assert (offer.notes, offer.questions, offer.total) == (1, {Type.TYPED: 1}, 1)
        assert set(offer.missing) == set(Type) - {Type.TYPED}
        quiz = trainer.quizzes.start(["lone"], scope=Scope.ALL)
        assert quiz.answer(Answer(text="we had agreed on this")).mark.band is Band.JUDGE
        quiz.judge(True)
        assert quiz.results().score == 1


def test_history_keeps_scores_for_good_and_the_latest_quizzes_whole(
    trainer: Trainer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops_trainer.trainer.quizzes.quiz.WHOLE", 3)
    for number in range(7):
        clock.forward(minutes=5)
        quiz = one(trainer, {Type.SINGLE}, [f"small/n{number % 6}"])
        assert quiz.question is not None
        quiz.answer(right(quiz.question) if number >= 2 else wrong(quiz.question))
    past = trainer.quizzes.history()
    assert [one.whole for one in past] == [True] * 3 + [False] * 4
    assert [one.score for one in past] == [1] * 5 + [0] * 2
    trend = trainer.quizzes.trend()
    assert (trend.latest, trend.before, trend.change) == (1, 0, 1)
    with pytest.raises(Complaint):
        trainer.quizzes.outcome(past[-1].id)


def test_the_mistakes_can_be_studied_now(trainer: Trainer) -> None:
    quiz = trainer.quizzes.start(["small"], count=4, seed=1, scope=Scope.ALL)
    while quiz.question is not None:
        quiz.answer(wrong(quiz.question))
    cards = quiz.missed_cards()
    session = trainer.study_cards(cards)
    seen = []
    while session.card is not None:
        seen.append(session.card.id)
        session.grade(Rating.GOOD)
    assert seen == cards


def test_the_same_seed_asks_the_same(trainer: Trainer, clock: Clock) -> None:
    one, two = (trainer.quizzes.start(["small"], count=5, seed=9, scope=Scope.ALL) for _ in range(2))
    assert one.run.questions == two.run.questions
    free = trainer.quizzes.start(["small"], count=5, scope=Scope.ALL)
    clock.forward(seconds=1)
    assert trainer.quizzes.start(["small"], count=5, scope=Scope.ALL).run.questions != free.run.questions


def test_mixups_tempt_and_are_drilled_until_told_apart_on_two_days(trainer: Trainer, clock: Clock) -> None:
    meet(trainer)
    quiz = one(trainer, {Type.SINGLE})
    question = quiz.question
    assert question is not None
    quiz.answer(wrong(question))
    found = trainer.quizzes.mixups()
    assert [(line.times, line.settled, line.drillable) for line in found] == [(1, False, True)]
    assert trainer.quizzes.generator().siblings.mixups
    for day in (1, 2):
        drill = trainer.quizzes.start_contrast(seed=4)
        assert drill.mode is Mode.CONTRAST
        assert {question.note for question in drill.run.questions} == {found[0].one, found[0].other}
        assert all(len(question.options) == 2 for question in drill.run.questions)
        while drill.question is not None:
            drill.answer(right(drill.question))
        assert trainer.quizzes.mixups()[0].days_apart == day
        clock.forward(days=1)
    assert trainer.quizzes.mixups()[0].settled
    assert not trainer.quizzes.generator().siblings.mixups
    with pytest.raises(Complaint):
        trainer.quizzes.start_contrast()


def test_a_drill_can_be_begun_over_the_pairs_that_a_deck_sets_in_contrast(own: Path, clock: Clock) -> None:
    near = "    contrast: {n1: a wait and not a count}\n"
    first = f"meaning: {MEANINGS[0]}\n"
    text = DECK.replace("id: small", "id: near", 1).replace(first, first + near)
    (own / "decks" / "near.yaml").write_text(text, encoding="utf-8")
    with opened(own, clock) as trainer:
        assert trainer.quizzes.can_tell_apart()
        drill = trainer.quizzes.start_contrast(seed=2)
        assert drill.mode is Mode.CONTRAST
        assert {question.note for question in drill.run.questions} == {"near/n0", "near/n1"}
        with pytest.raises(Complaint):
            trainer.quizzes.start_contrast(["small"])  # which sets nothing in contrast
        meet(trainer)
        quiz = one(trainer, {Type.SINGLE})
        assert quiz.question is not None
        quiz.answer(wrong(quiz.question))  # what was mixed up comes before what might be
        mixed = trainer.quizzes.mixups()[0]
        asked = trainer.quizzes.start_contrast(seed=2).run.questions
        assert {question.note for question in asked} == {mixed.one, mixed.other}


def test_placement_takes_what_is_known_as_known_says_so_and_takes_it_back(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        quiz = trainer.quizzes.start_placement(["small"], seed=1)
        assert quiz.mode is Mode.PLACEMENT
        assert len(quiz) == 1
        assert quiz.question is not None
        quiz.answer(right(quiz.question))
        key = quiz.id
    with opened(own, clock) as trainer:
        quiz = trainer.quizzes.resume(key)
        while quiz.question is not None:
            quiz.answer(right(quiz.question))
        asked = {step.question.note for step in quiz.run.steps}
        assert len(asked) < 6
        skipped = trainer.quizzes.skipped()
        assert {line.note for line in skipped} == {f"small/n{n}" for n in range(6)}
        assert {line.note for line in skipped if line.asked} == asked
        assert all(line.cards == 2 and line.days >= 5 for line in skipped)
        assert trainer.study(["small"], new_limit=50).card is None
        assert trainer.today(["small"]).due == 0
        trainer.quizzes.take_back(["small/n0"])
        assert {line.note for line in trainer.quizzes.skipped()} == {f"small/n{n}" for n in range(1, 6)}
        session = trainer.study(["small"], new_limit=50)
        assert session.card is not None
        assert session.card.note_id == "small/n0"
        clock.forward(days=60)
        assert trainer.today(["small"]).due > 0
        trainer.quizzes.take_back()
        assert trainer.quizzes.skipped() == []
        assert [deck.new for deck in trainer.decks() if deck.id == "small"] == [12]
        assert trainer.doctor()[0].level == "fine"


def test_placement_of_a_beginner_is_short_and_changes_nothing(trainer: Trainer) -> None:
    before = states(trainer)
    quiz = trainer.quizzes.start_placement(["small"], seed=1)
    while quiz.phase is not Phase.DONE:
        quiz.judge(False) if quiz.phase is Phase.JUDGE else quiz.answer(Answer())
    assert quiz.results().answered == 2
    assert states(trainer) == before
    assert {kind for kind, _ in kinds(trainer)} == {Kind.ANSWER}
    assert trainer.quizzes.skipped() == []


def test_placement_has_nothing_to_find_out_about_what_was_met(trainer: Trainer, clock: Clock) -> None:
    learnt(trainer, clock)
    with pytest.raises(Complaint) as caught:
        trainer.quizzes.start_placement(["small"])
    assert caught.value.key == "quiz.nothing_new"


def test_the_whole_journal_replays_to_the_same_memory(trainer: Trainer, clock: Clock) -> None:
    learnt(trainer, clock)
    for seed in range(3):
        quiz = trainer.quizzes.start(["small"], count=6, seed=seed)
        for place in range(6):
            question = quiz.question
            if question is None:
                quiz.judge(True)
                continue
            quiz.answer(right(question) if place % 2 else wrong(question))
        clock.forward(days=3)
    before = states(trainer)
    trainer.context.journal.replay()
    assert states(trainer) == before


def test_a_note_that_is_renamed_keeps_its_mixups_and_what_is_asked_again(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        meet(trainer)
        quiz = trainer.quizzes.start(["small"], count=1, seed=3, types={Type.SINGLE}, notes=["small/n2"])
        assert quiz.question is not None
        quiz.answer(wrong(quiz.question, sure=True))
        pair = {trainer.quizzes.mixups()[0].one, trainer.quizzes.mixups()[0].other}
    renamed = DECK.replace("  - id: n2\n", "  - id: filled\n    formerly: [n2]\n")
    (own / "decks" / "small.yaml").write_text(renamed, encoding="utf-8")
    clock.forward(days=1)
    with opened(own, clock) as trainer:
        found = trainer.quizzes.mixups()[0]
        assert {found.one, found.other} == {"small/filled", *(pair - {"small/n2"})}
        assert trainer.quizzes.offer(["small"]).again == 1
        again = trainer.quizzes.start(["small"], count=2, seed=1)
        assert again.question is not None
        assert again.question.note == "small/filled"


def notes_asked(quiz: Quiz) -> set[str]:
    """All notes that questions are about: those of every row of a match too."""
    found = set()
    for question in quiz.run.questions:
        found.add(question.note)
        if question.type is Type.MATCH:
            found |= {option.note or "" for option in question.options}
    return found


@pytest.mark.parametrize("met", [1, 3, 5, 6])
def test_the_usual_quiz_asks_only_what_was_met_and_the_others_when_chosen(trainer: Trainer, met: int) -> None:
    known = {f"small/n{n}" for n in range(met)}
    meet(trainer, *known)
    every = {f"small/n{n}" for n in range(6)}
    for seed in range(8):
        usual = trainer.quizzes.start(["small"], count=30, seed=seed)
        assert notes_asked(usual) == known
        assert {question.note for question in trainer.quizzes.start(count=30, scope=Scope.ALL).run.questions} == every
        if known < every:
            ahead = trainer.quizzes.start(["small"], count=30, seed=seed, scope=Scope.AHEAD)
            assert {question.note for question in ahead.run.questions} == every - known
    offers = {scope: trainer.quizzes.offer(["small"], scope) for scope in Scope}
    assert {scope: offer.notes for scope, offer in offers.items()} == {"met": met, "all": 6, "ahead": 6 - met}
    everything = trainer.quizzes.start(["small"], count=99, seed=0)
    assert offers[Scope.MET].total == len(everything)
    assert offers[Scope.MET].count({Type.MATCH}) == sum(q.type is Type.MATCH for q in everything.run.questions)


def test_a_quiz_over_what_was_met_can_still_match_it(trainer: Trainer) -> None:
    known = {"small/n0", "small/n2", "small/n4"}
    meet(trainer, *known)
    quiz = trainer.quizzes.start(["small"], count=3, seed=1, types={Type.MATCH})
    assert notes_asked(quiz) == known


def test_nothing_met_or_nothing_ahead_is_said_and_never_filled_up(trainer: Trainer) -> None:
    with pytest.raises(Complaint) as caught:
        trainer.quizzes.start(["small"])
    assert caught.value.key == "quiz.nothing_met"
    meet(trainer)
    with pytest.raises(Complaint) as caught:
        trainer.quizzes.start(["small"], scope=Scope.AHEAD)
    assert caught.value.key == "quiz.nothing_ahead"
    assert trainer.quizzes.stopped() == []


def test_a_note_is_met_by_a_review_that_stands(trainer: Trainer) -> None:
    session = trainer.study(["small"], new_limit=50)
    session.grade(Rating.AGAIN)
    assert trainer.quizzes.offer(scope=Scope.MET).notes == 1
    session.undo()
    assert trainer.quizzes.offer(scope=Scope.MET).notes == 0


@pytest.mark.parametrize("type_", [Type.SINGLE, Type.TYPED, Type.MATCH])
def test_a_miss_on_what_was_never_met_is_recorded_and_no_more(trainer: Trainer, type_: Type) -> None:
    quiz = one(trainer, {type_})
    question = quiz.question
    assert question is not None
    places = [place for _, place in question.pairs]
    quiz.answer(Answer((places[1], places[0], *places[2:])) if places else wrong(question))
    assert kinds(trainer) == [(Kind.ANSWER, question.card)]
    assert (journal(trainer)[0].data or {})["band"] == "wrong"
    assert len(quiz.results().mistakes) == 1
    back, ahead = quiz.missed_notes()
    assert not back
    assert ahead
    assert trainer.today(["small"]).due == 0
    assert trainer.quizzes.mixups() == []
    assert not trainer.quizzes.generator().siblings.mixups


def test_of_a_match_only_the_rows_that_were_met_come_back(trainer: Trainer) -> None:
    meet(trainer, "small/n0")
    for seed in range(20):
        quiz = trainer.quizzes.start(["small"], count=1, seed=seed, types={Type.MATCH}, notes=["small/n0"])
        if (question := quiz.question) is not None and question.pairs:
            break
    assert question is not None
    places = [place for _, place in question.pairs]
    quiz.answer(Answer((*places[1:], places[0])))
    assert [card for kind, card in kinds(trainer) if kind is Kind.BRING_BACK] == ["small/n0/meaning"]
    assert quiz.missed_notes()[0] == {"small/n0"}
    assert [line.one for line in trainer.quizzes.mixups()] == ["small/n0"]


def test_a_miss_on_what_placement_took_as_known_brings_it_back(trainer: Trainer) -> None:
    quiz = trainer.quizzes.start_placement(["small"], seed=1)
    while quiz.question is not None:
        quiz.answer(right(quiz.question))
    assert trainer.quizzes.offer(scope=Scope.MET).notes == 0
    quiz = one(trainer, {Type.SINGLE})
    assert quiz.question is not None
    quiz.answer(wrong(quiz.question))
    assert trainer.today(["small"]).due == 1


def test_what_placement_asked_in_vain_is_no_mixup(trainer: Trainer) -> None:
    for seed in range(12):
        quiz = trainer.quizzes.start_placement(["small"], seed=seed)
        while quiz.phase is not Phase.DONE:
            question = quiz.question
            if question is None:
                quiz.judge(False)
            else:
                quiz.answer(wrong(question))
    assert trainer.quizzes.mixups() == []


def test_a_surely_wrong_answer_comes_again_only_where_its_note_belongs(trainer: Trainer, clock: Clock) -> None:
    meet(trainer, "small/n1")
    quiz = one(trainer, {Type.SINGLE}, ["small/n3"])
    assert quiz.question is not None
    quiz.answer(wrong(quiz.question, sure=True))
    clock.forward(days=1)
    assert {scope: trainer.quizzes.offer(["small"], scope).again for scope in Scope} == {"met": 0, "all": 1, "ahead": 1}
    assert notes_asked(trainer.quizzes.start(["small"], count=4)) == {"small/n1"}


def test_what_was_not_met_replays_to_the_same_memory_whatever_comes_later(trainer: Trainer, clock: Clock) -> None:
    for seed in range(4):
        quiz = trainer.quizzes.start(["small"], count=6, seed=seed, scope=Scope.ALL)
        while quiz.phase is not Phase.DONE:
            question = quiz.question
            if question is None:
                quiz.judge(bool(seed % 2))
            else:
                quiz.answer(wrong(question) if quiz.place % 3 else right(question))
        session = trainer.study(["small"], new_limit=2)
        while session.card is not None:
            session.grade(Rating.GOOD)
        clock.forward(days=2)
    before = states(trainer)
    trainer.context.journal.replay()
    assert states(trainer) == before


def test_a_quiz_from_before_goes_on_and_is_judged_by_what_is_met_then(own: Path, clock: Clock) -> None:
    with opened(own, clock) as trainer:
        key = trainer.quizzes.start(["small"], count=6, seed=1, scope=Scope.ALL).id
    with opened(own, clock) as trainer:
        meet(trainer)
        before = len(kinds(trainer))
        quiz = trainer.quizzes.resume(key)
        assert quiz.question is not None
        quiz.answer(wrong(quiz.question))
        assert [kind for kind, _ in kinds(trainer)[before:]][:2] == [Kind.ANSWER, Kind.BRING_BACK]

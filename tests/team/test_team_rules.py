"""Names, codes, changes of a deck, the pace of retries, what a lead is told."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.deck import Deck
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.locale import Complaint
from ops_trainer.memory.day import day_of
from ops_trainer.memory.events import CardState
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team import visibility, wire
from ops_trainer.team.course import GivenPlan
from ops_trainer.team.memories import Known
from ops_trainer.team.outline import Outline
from ops_trainer.team.typed import code_of, folded, plain_note, read_code, team_name
from ops_trainer.team.visibility import AssignedDeck, DeckMemory
from ops_trainer.trainer.teams.arrivals import changes
from ops_trainer.trainer.teams.syncing import LONGEST_S, QUIET_S, WAITING_S, seconds_to_next_try
from tests.hubs import deck_text


@given(st.binary(min_size=10, max_size=10))
def test_a_code_is_read_back_however_it_is_typed(random: bytes) -> None:
    code = code_of(random)
    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ").replace("0", "O").replace("1", "i")) == code
    assert read_code("".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in code)) == code


@pytest.mark.parametrize("typed", ["", "ABCD", "A" * 17, "U" * 16, "字" * 16, "K7QF-9M2X-TRWB-0C5!"])
def test_what_is_no_code_is_known_as_such(typed: str) -> None:
    assert read_code(typed) is None


def test_names_are_folded_and_notes_are_plain() -> None:
    assert folded("Ｗａｎｇ  Mei") == folded("wang mei") == folded("WangMei")
    assert team_name("  增长组 ") == "增长组"
    assert plain_note(" first\nsecond ") == "first\nsecond"
    for text in ("a\x1bb", "x" * 501):
        with pytest.raises(Complaint):
            plain_note(text)


def deck(text: str) -> Deck:
    found = parse_deck(text.encode(), "x").deck
    assert found is not None
    return found


def test_changes_are_told_by_notes() -> None:
    before = deck(deck_text(notes=3))
    text = deck_text(notes=4).replace("meaning 1", "meaning one").replace("id: n2", "id: n9\n    formerly: [small/n2]")
    found = changes(before, deck(text))
    assert [term.en for term in found["added"]] == ["term 3"]
    assert [term.en for term in found["changed"]] == ["term 1", "term 2"]
    assert found["removed"] == ()
    assert not any(changes(before, before).values())
    assert [term.en for term in changes(before, deck(deck_text(notes=1)))["removed"]] == ["term 1", "term 2"]


def test_retries_come_ever_later_and_not_all_at_once() -> None:
    assert seconds_to_next_try(0, waiting=False) == QUIET_S
    assert seconds_to_next_try(0, waiting=True) == WAITING_S
    waits = [seconds_to_next_try(failures, waiting=True, salt="a") for failures in range(1, 40)]
    assert waits[0] < 20
    assert all(later > sooner / 1.3 for sooner, later in pairwise(waits))
    assert max(waits) <= LONGEST_S * 1.25
    assert len({seconds_to_next_try(3, waiting=True, salt=str(n)) for n in range(50)}) > 20


def known(outline: Outline, *places: int, last_day: int = 100, stability: float = 50.0) -> Known:
    return Known.of(
        {
            outline.cards[n]: CardState(outline.cards[n], stability=stability, last_day=last_day, days_recalled=4)
            for n in places
        },
        outline,
    )


OUTLINE = Outline(
    "d", {"en": "D"}, ("d/a/x", "d/a/y", "d/b/x", "d/c/x", "d/c/y"), (("d/a", {}), ("d/b", {}), ("d/c", {})), ()
)


def test_a_line_holds_figures_and_a_day() -> None:
    today = day_of(date(2026, 11, 23))
    task = AssignedDeck("t", "d", today - 10, today + 10, 0.9)
    standing = DeckMemory(known(OUTLINE, 0, 1, last_day=today - 3), today + 1)
    (line,) = visibility.lines([task], {"d": OUTLINE}, {"d": standing}, Scheduler(), today)
    assert (line.cards, line.introduced, line.mastered) == (5, 2, 2)
    assert line.ready == pytest.approx(0.4, abs=0.01)
    assert line.ready_due is not None
    assert line.ready_due < line.ready
    assert line.last_day == date(2026, 11, 23)  # a day that is yet to come is today
    assert not line.behind
    (late,) = visibility.lines([task], {"d": OUTLINE}, {}, Scheduler(), today + 9)
    assert (late.introduced, late.ready, late.last_day, late.behind) == (0, 0.0, None, True)
    (open_end,) = visibility.lines(
        [AssignedDeck("t", "d", today, None, 0.9)], {"d": OUTLINE}, {}, Scheduler(), today + 99
    )
    assert (open_end.due, open_end.ready_due, open_end.behind) == (None, None, False)
    assert set(wire.Line.model_fields) == {
        "assignment", "deck", "cards", "introduced", "mastered", "ready", "ready_due", "due", "goal", "last_day",
        "behind", "faded", "few", "result", "final",
    }  # fmt: skip
    assert set(wire.Report.model_fields) == {"member", "name", "role", "joined", "lines"}


@given(st.sets(st.integers(0, 3)), st.integers(1, 4), st.integers(0, 60), st.floats(0.1, 1.0))
def test_of_few_cards_a_lead_is_told_only_whether_they_are_begun_or_done(
    met: set[int], cards: int, days: int, goal: float
) -> None:
    few = Outline("d", {}, tuple(f"d/n{n}/x" for n in range(cards)), (), ())
    begun = [n for n in sorted(met) if n < cards]
    task = AssignedDeck("t", "d", 90, 130, goal)
    memory = DeckMemory(known(few, *begun), 100)
    (line,) = visibility.lines([task], {"d": few}, {"d": memory}, Scheduler(), 100 + days)
    told = (line.introduced, line.mastered, line.ready, line.ready_due, line.faded, line.last_day, line.behind)
    done = (cards, cards, 1.0, 1.0, 0, None, False)
    assert line.few
    assert told in (done, (bool(begun), 0, 0.0, 0.0, 0, None, False))
    assert told != done or len(begun) == cards


@given(st.lists(st.sets(st.integers(0, 12)), max_size=12))
def test_whose_memories_count_by_notes_changes_by_three_people_at_least(steps: list[set[int]]) -> None:
    before: frozenset[int] = frozenset()
    for begun in steps:
        after = visibility.counted(before, begun)
        assert before <= after
        assert len(after - before) not in (1, 2)
        before = after


def test_a_team_is_shown_by_notes_only_when_nobody_can_be_picked_out() -> None:
    learners = [(known(OUTLINE, *begun), Scheduler()) for begun in ((0, 1), (0,), (3,))]
    assert visibility.notes(OUTLINE, learners[:2], 100, None) == []
    idle = [(known(OUTLINE), Scheduler())] * 3  # who has not begun hides nobody
    assert visibility.notes(OUTLINE, learners[:2] + idle, 100, None) == []
    lines = visibility.notes(OUTLINE, learners, 100, 160)
    assert [(line.note, line.ready) for line in lines] == [("d/a", 0.5), ("d/b", 0.0), ("d/c", 0.17)]
    assert lines[0].ready_due is not None
    assert lines[0].ready_due < 0.5


def test_mixups_are_those_of_several() -> None:
    both = {"d/a/x": {"d/a d/b": 2}, "d/a": {"d/a d/b": 1, "d/a d/c": 9}}
    found = visibility.mixups([both, {"d/a/y": {"d/a d/b": 1}}, {}])
    assert found.learners == 3
    assert [(one.asked, one.taken, one.learners, one.times) for one in found.mixups] == [("d/a", "d/b", 2, 4)]
    assert visibility.mixups([both, both]).mixups == []


def test_behind_is_measured_against_the_plan_that_was_given() -> None:
    plan = GivenPlan(120, 100, (4, 8, 8, 8, 12))  # two days off
    assert GivenPlan.load(plan.dump()) == plan
    assert [plan.wanted(day) for day in (99, 100, 103, 104, 115)] == [0, 4, 8, 12, 12]
    assert not plan.is_behind(8, 105), "yesterday may be left out"
    assert plan.is_behind(8, 106)
    assert not plan.is_behind(0, 101)

"""The learning order over all decks: a new hire's first weeks."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.curriculum import Outline, learning_order
from ops_trainer.content.files import builtin_folder, deck_files
from ops_trainer.content.kinds import Scenario
from ops_trainer.content.reading.reader import read_deck

SPINE = ("ops-basics", "ops-roles", "ops-practices", "ops-tips")


@cache
def outlines() -> tuple[Outline, ...]:
    found = []
    for file in deck_files(builtin_folder()):
        deck = read_deck(file).deck
        assert deck is not None
        notes = [
            (
                f"{deck.id}/{note.id}",
                (*note.after, *((note.about,) if isinstance(note, Scenario) and note.about else ())),
            )
            for note in deck.notes
        ]
        found.append(Outline(deck.id, deck.after, tuple(notes)))
    return tuple(found)


@cache
def order() -> tuple[str, ...]:
    return tuple(learning_order(outlines()))


def deck_of(ref: str) -> str:
    return ref.partition("/")[0]


def test_every_note_comes_once() -> None:
    assert sorted(order()) == sorted(ref for outline in outlines() for ref, _ in outline.notes)


def test_definitions_come_first_then_roles_practices_and_tips_in_the_articles_order() -> None:
    by_id = {outline.id: outline for outline in outlines()}
    spine = [ref for ref in order() if deck_of(ref) in SPINE]
    assert spine == [ref for name in SPINE for ref, _ in by_id[name].notes]
    assert [deck_of(ref) for ref in order()[:7]] == ["ops-basics"] * 7


def test_nothing_comes_before_what_it_builds_on() -> None:
    place = {ref: number for number, ref in enumerate(order())}
    for outline in outlines():
        for ref, after in outline.notes:
            assert all(place[other] < place[ref] for other in after if other in place), ref


def test_measures_and_situations_come_soon_after_what_they_are_about() -> None:
    """Not at the end in a lump, and not so many at once that the next new thing is long in coming."""
    kinds = [deck_of(ref) for ref in order()]
    assert kinds[7:12].count("ops-words") >= 4  # what colleagues say comes right behind what operations is
    assert "ops-metrics" in kinds[:25]  # in the first days there is something to measure already
    assert "ops-scenarios" in kinds[: kinds.index("ops-practices")]  # and to judge, while roles are being learnt
    last = max(number for number, kind in enumerate(kinds) if kind in SPINE)
    assert len(kinds) - last <= 12
    runs, run = [], 0
    for kind in kinds[:last]:
        run = 0 if kind in SPINE else run + 1
        runs.append(run)
    assert max(runs) <= 7


@pytest.mark.parametrize(
    ("measure", "stage"),
    [
        ("pv", "ops-roles/sales-marketing"),
        ("conversion-rate", "ops-roles/sales-marketing"),
        ("gmv", "ops-roles/user"),
        ("inventory-turnover", "ops-roles/online-store"),
        ("dau", "ops-practices/goals-and-strategy"),
        ("ctr", "ops-practices/know-user-needs"),
        ("retention-day-1", "ops-practices/partners"),
        ("repeat-purchase-rate", "ops-practices/customer-experience"),
        ("churn-rate", "ops-practices/monitor-and-improve"),
        ("ltv", "ops-tips/social-media"),
        ("kpi", "ops-tips/data-analysis"),
    ],
)
def test_the_daily_measures_are_known_early(measure: str, stage: str) -> None:
    """By which lesson a new hire has met a measure that colleagues speak of every day."""
    place = {ref: number for number, ref in enumerate(order())}
    assert place[f"ops-metrics/{measure}"] < place[stage]


def test_a_deck_of_ones_own_joins_in_after_what_it_names() -> None:
    own = Outline("my-shop", ("ops-basics",), (("my-shop/till", ("ops-roles/finance",)), ("my-shop/gate", ())))
    found = learning_order([*outlines(), own])
    assert [ref for ref in found if deck_of(ref) == "ops-roles"] == [
        ref for ref in order() if deck_of(ref) == "ops-roles"
    ]
    assert 0 < found.index("my-shop/till") - found.index("ops-roles/finance") <= 8
    assert found.index("my-shop/gate") > found.index("ops-basics/data-over-gut")


def test_notes_that_wait_for_each_other_are_still_introduced() -> None:
    circle = Outline("d", (), (("d/a", ("d/b",)), ("d/b", ("d/a",)), ("d/c", ()), ("d/e", ("d/e", "gone/x"))))
    assert learning_order([circle]) == ["d/c", "d/e", "d/a", "d/b"]
    decks = [Outline("y", ("x",), (("y/1", ()),)), Outline("x", ("y",), (("x/1", ()),))]
    assert learning_order(decks) == ["x/1", "y/1"]
    assert learning_order([]) == []


refs = st.sampled_from([f"{deck}/{note}" for deck in "abc" for note in range(6)])
courses = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.lists(st.sampled_from("abc"), max_size=2),
        st.lists(st.lists(refs, max_size=3), max_size=6),
    ),
    max_size=3,
    unique_by=lambda deck: deck[0],
)


@given(courses)
def test_any_course_introduces_every_note_once_and_obeys_what_can_be_obeyed(
    course: list[tuple[str, list[str], list[list[str]]]],
) -> None:
    decks = [
        Outline(name, tuple(after), tuple((f"{name}/{n}", tuple(waits)) for n, waits in enumerate(notes)))
        for name, after, notes in course
    ]
    found = learning_order(decks)
    waits = {ref: {w for w in after if w != ref} for deck in decks for ref, after in deck.notes}
    assert sorted(found) == sorted(waits)
    assert found == learning_order(list(reversed(decks)))  # the order in which decks were read says nothing
    place = {ref: number for number, ref in enumerate(found)}
    for ref in found:
        if not _on_circle(ref, waits):
            assert all(place[other] < place[ref] for other in waits[ref] if other in place)


def _on_circle(ref: str, waits: dict[str, set[str]]) -> bool:
    """Whether a note waits, directly or not, for one that waits for itself."""
    seen: set[str] = set()
    todo = [ref]
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        todo += waits.get(one, ())
    return any(_reaches(one, one, waits) for one in seen)


def _reaches(start: str, goal: str, waits: dict[str, set[str]]) -> bool:
    seen: set[str] = set()
    todo = list(waits.get(start, ()))
    while todo:
        one = todo.pop()
        if one == goal:
            return True
        if one not in seen:
            seen.add(one)
            todo += waits.get(one, ())
    return False

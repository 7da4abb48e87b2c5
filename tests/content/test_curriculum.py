"""The order in which notes are introduced."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.curriculum import TOGETHER, Outline, learning_order

names = st.sampled_from("abcdef")
outlines = st.lists(
    st.tuples(
        names,
        st.lists(names, max_size=2),
        st.lists(st.tuples(names, st.lists(st.tuples(names, names), max_size=2)), max_size=5, unique_by=lambda n: n[0]),
    ),
    max_size=5,
    unique_by=lambda deck: deck[0],
).map(
    lambda decks: [
        Outline(
            name,
            tuple(after),
            tuple((f"{name}/{note}", tuple(f"{d}/{n}" for d, n in waits)) for note, waits in notes),
        )
        for name, after, notes in decks
    ]
)


@given(outlines)
def test_every_note_stands_once(decks: list[Outline]) -> None:
    order = learning_order(decks)
    assert sorted(order) == sorted(ref for deck in decks for ref, _ in deck.notes)
    assert order == learning_order(list(reversed(decks)))


@given(outlines)
def test_notes_come_after_those_they_name_unless_these_wait_in_a_circle(decks: list[Outline]) -> None:
    order = learning_order(decks)
    place = {ref: number for number, ref in enumerate(order)}
    waits = {ref: {other for other in after if other in place} - {ref} for deck in decks for ref, after in deck.notes}

    def reaches(start: str) -> set[str]:
        seen: set[str] = set()
        left = [start]
        while left:
            for other in waits[left.pop()] - seen:
                seen.add(other)
                left.append(other)
        return seen

    circular = any(ref in reaches(ref) for ref in place)
    if not circular:
        assert all(place[other] < place[ref] for ref, others in waits.items() for other in others)


def plain(name: str, count: int, after: tuple[str, ...] = ()) -> Outline:
    return Outline(name, after, tuple((f"{name}/{number}", ()) for number in range(count)))


def test_decks_come_after_those_they_name() -> None:
    order = learning_order([plain("a", 2, ("b",)), plain("b", 2), plain("c", 1, ("a",))])
    assert order == ["b/0", "b/1", "a/0", "a/1", "c/0"]


def test_exercises_are_woven_in_behind_what_they_are_about() -> None:
    scenes = Outline("scenes", (), tuple((f"scenes/{n}", ("a/0",)) for n in range(5)))
    order = learning_order([plain("a", 4), scenes])
    assert order[: 2 + TOGETHER] == ["a/0", "scenes/0", "scenes/1", "a/1"]
    assert order == ["a/0", "scenes/0", "scenes/1", "a/1", "scenes/2", "scenes/3", "a/2", "scenes/4", "a/3"]


def test_a_circle_is_broken_at_the_first() -> None:
    circle = Outline("a", (), (("a/x", ("a/y",)), ("a/y", ("a/x",))))
    assert learning_order([circle]) == ["a/x", "a/y"]

"""The journal: a union in any order, undo exact, replay the same."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.events import CardState, Event, Kind, next_id, uuid7
from ops_trainer.memory.journal import in_force, merged, sort_key
from ops_trainer.memory.schedule import Scheduler
from tests.examples import examples
from tests.memory.journals import journals

SCHEDULER = Scheduler()


def states(events: list[Event]) -> dict[str, CardState]:
    cards = sorted({event.card for event in events})
    return {card: SCHEDULER.fold_events(card, in_force([e for e in events if e.card == card])) for card in cards}


@given(journals(), st.randoms(use_true_random=False))
@examples(60)
def test_a_merge_is_a_set_union_in_any_order(events: list[Event], rng: random.Random) -> None:
    parts: list[list[Event]] = [[], [], []]
    for event in events:
        for part in rng.sample(parts, rng.randint(1, 3)):
            part.append(event)
    for part in parts:
        rng.shuffle(part)
    rng.shuffle(parts)
    once = merged(*parts)
    assert once == merged(*reversed(parts), *parts) == sorted(events, key=sort_key)
    assert states(once) == states(events)


@given(journals(), st.integers(1, 6))
@examples(60)
def test_undo_of_the_last_steps_restores_the_exact_state(events: list[Event], count: int) -> None:
    ordered = sorted(events, key=sort_key)
    at = max((event.at for event in events), default=0)
    steps = [e for e in ordered[-count:] if e.kind not in (Kind.UNDO, Kind.REDATE)]
    kept = [event for event in ordered if event not in steps and event.undoes not in {s.id for s in steps}]
    undos = [
        Event(uuid7(at + i, b"u" * 10), "mei", "one", Kind.UNDO, step.card, at + i, 480, 1, undoes=step.id)
        for i, step in enumerate(reversed(steps))
    ]
    without = [e for e in ordered if e.undoes not in {s.id for s in steps}]
    assert in_force([*without, *undos]) == in_force(kept)


def event(number: int, kind: Kind, undoes: str | None = None) -> Event:
    return Event(f"id-{number}", "mei", "one", kind, "d/n/a", number, 0, number, undoes=undoes)


def test_an_undo_can_be_undone() -> None:
    review, undo = event(1, Kind.REVIEW), event(2, Kind.UNDO, "id-1")
    assert in_force([review, undo]) == []
    assert in_force([review, undo, event(3, Kind.UNDO, "id-2")]) == [review]
    assert in_force([review, undo, event(3, Kind.UNDO, "id-2"), event(4, Kind.UNDO, "id-3")]) == []


def test_an_undo_may_arrive_before_what_it_undoes() -> None:
    assert in_force([event(2, Kind.UNDO, "id-1")]) == []
    assert in_force([event(2, Kind.UNDO, "id-1"), event(1, Kind.REVIEW)]) == []


def test_a_circle_of_undos_ends() -> None:
    circle = [event(1, Kind.UNDO, "id-2"), event(2, Kind.UNDO, "id-1"), event(3, Kind.REVIEW)]
    assert in_force(circle) == [circle[2]]


def test_ten_thousand_undos_of_undos_need_no_stack() -> None:
    chain = [event(0, Kind.REVIEW), *(event(n, Kind.UNDO, f"id-{n - 1}") for n in range(1, 10_001))]
    assert in_force(chain) == [chain[0]]


def test_a_redated_event_happens_when_its_mending_says() -> None:
    future = event(900, Kind.REVIEW)
    mended = event(5, Kind.REDATE, "id-900")
    later = event(7, Kind.REVIEW)
    found = in_force([future, later, mended])
    assert [(e.id, e.local_day) for e in found] == [("id-900", 5), ("id-7", 7)]


def test_ids_of_one_writer_keep_their_order_within_a_millisecond() -> None:
    made = ""
    for at, random_bytes in [(5, b"\x00\x3f" + b"\xff" * 8), (5, b"\x00" * 10), (5, b"\x07" * 10), (6, b"\x00" * 10)]:
        following = next_id(made, at, random_bytes)
        assert following > made
        assert following[14] == "7"
        made = following
    assert next_id(made, 2, b"\x00" * 10) < made

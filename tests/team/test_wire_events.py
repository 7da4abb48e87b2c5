"""Events on the wire: nothing is lost, and what is no event is told apart."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.memory.events import Event, Kind
from ops_trainer.team import limits
from ops_trainer.team.events_wire import (
    BadEvent,
    check_frame,
    device_of,
    from_wire,
    in_journals,
    is_newer,
    packed,
    to_wire,
)
from tests.examples import any_text, examples
from tests.memory.journals import journals

DAY = 86_400_000
GOOD = {
    "id": "0190", "device": "dev", "kind": "review", "card": "d/n/a", "at": 20_000 * DAY + 12 * 3_600_000,
    "utc_offset": 0, "local_day": 20_000, "rating": 3, "source": "study",
}  # fmt: skip


@given(journals(20))
def test_events_travel_whole_but_for_the_learner(events: list[Event]) -> None:
    for event in events:
        sent = json.loads(packed(to_wire(event)))
        assert "learner" not in sent
        assert from_wire(sent, event.learner) == event


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""), ("id", "x" * 65), ("id", "a b"), ("id", 5), ("id", None), ("id", "号"),
        ("device", ""), ("device", "a\nb"), ("device", None),
        ("card", "d"), ("card", "d/n/"), ("card", "D/n/a"), ("card", "d/n/a b"), ("card", "../x/y"),
        ("card", "d/n/" + "x" * 161),
        ("kind", None), ("kind", 3), ("rating", None), ("rating", 0), ("rating", 5), ("rating", "3"), ("rating", True),
        ("rating", 3.0), ("at", "1"), ("at", 1.5), ("at", True), ("took_ms", -1), ("took_ms", 1e400), ("undoes", 5),
        ("undoes", ""), ("data", []), ("data", "x"), ("utc_offset", 4.5), ("local_day", None), ("source", 7),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(field: str, value: object) -> None:
    with pytest.raises(BadEvent) as caught:
        from_wire({**GOOD, field: value}, "mei")
    assert caught.value.key == "team.event_odd"


@pytest.mark.parametrize(
    "change",
    [
        {"at": -1}, {"at": 10**15}, {"local_day": 19_998}, {"local_day": 20_002}, {"utc_offset": 1081},
        {"utc_offset": -1081}, {"at": 0},
    ],
)  # fmt: skip
def test_a_day_that_does_not_fit_the_moment_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadEvent) as caught:
        from_wire({**GOOD, **change}, "mei")
    assert caught.value.key == "team.event_day"


@pytest.mark.parametrize("kind", [Kind.UNDO, Kind.REDATE])
def test_what_is_about_another_event_must_name_it(kind: Kind) -> None:
    with pytest.raises(BadEvent):
        from_wire({**GOOD, "kind": kind.value}, "mei")
    assert from_wire({**GOOD, "kind": kind.value, "undoes": "0180"}, "mei").undoes == "0180"


def test_a_placing_needs_a_number() -> None:
    placed = {**GOOD, "kind": "place", "data": {"stability": "soon"}}
    with pytest.raises(BadEvent):
        from_wire(placed, "mei")
    assert from_wire({**placed, "data": {"stability": 9}}, "mei").data == {"stability": 9}


@given(st.integers(0, 24), st.integers(-1080, 1080), st.integers(0, 12))
def test_every_hour_at_which_a_day_may_begin_fits(hour: int, offset: int, rollover: int) -> None:
    at = 20_000 * DAY + hour * 3_600_000
    day = (at + offset * 60_000 - rollover * 3_600_000) // DAY
    assert from_wire({**GOOD, "at": at, "utc_offset": offset, "local_day": day}, "mei").local_day == day


def test_large_and_endless_events_are_refused() -> None:
    with pytest.raises(BadEvent) as caught:
        packed({**GOOD, "data": {"remark": "字" * limits.EVENT_BYTES}})
    assert caught.value.key == "team.event_large"
    for odd in (float("nan"), float("inf"), object()):
        with pytest.raises(BadEvent):
            packed({**GOOD, "data": {"x": odd}})
    deep: dict[str, object] = {}
    for _ in range(100_000):
        deep = {"x": deep}
    with pytest.raises(BadEvent):
        packed({**GOOD, "data": deep})


def test_an_event_of_a_newer_program_is_known_as_such() -> None:
    assert is_newer({**GOOD, "kind": "dream"})
    assert is_newer({**GOOD, "source": "dream"})
    assert not is_newer(GOOD)
    assert not is_newer({**GOOD, "kind": 4})
    check_frame({**GOOD, "kind": "dream", "mood": "good"})
    assert json.loads(packed({**GOOD, "mood": "good", "learner": "x"}))["mood"] == "good"


def test_odd_text_travels_and_half_a_character_does_not() -> None:
    event = replace(from_wire(GOOD, "mei"), kind=Kind.FLAG, rating=None, data={"remark": "\x00 \x1b[2J \u202e 字"})
    text = packed(to_wire(event))
    assert "\x00" not in text
    assert from_wire(json.loads(text), "mei") == event
    for data in ({"remark": "\ud800"}, {"\udfff": 1}):
        with pytest.raises(BadEvent):
            packed({**GOOD, "data": data})


@given(st.from_regex(r"[a-z0-9-]{1,24}", fullmatch=True), any_text(max_size=20))
@examples(30)
def test_a_device_that_joined_is_known_in_journals(device: str, learner: str) -> None:
    assert in_journals(device_of(device, learner)) == device

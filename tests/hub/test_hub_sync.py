"""Synchronising at the server: a set union, whatever comes; and bad input of every kind. On both databases."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import text

from ops_trainer.memory.events import Event, Kind, Rating, Source
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team import limits, wire
from ops_trainer.team.events_wire import from_wire, to_wire, ways_told
from ops_trainer.team_server import Refusal, TeamServer, operations
from ops_trainer.team_server.operations import sync
from tests.conftest import Clock
from tests.examples import examples
from tests.hubs import Team, opened
from tests.memory.journals import journals

Make = Callable[..., Event]
TEAMS = itertools.count()


def ids(synced: wire.Synced) -> list[str]:
    return [event["id"] for event in synced.events]


def test_what_one_device_pushes_another_pulls(team: Team, make: Make) -> None:
    team.join("Mei")
    events = [make("small/n0/meaning"), make("small/n1/meaning")]
    first = team.push("Mei", *events)
    assert (first.accepted, first.held, first.next, first.events) == (2, 2, 2, [])
    pulled = team.push("Mei")
    assert [from_wire(raw, "me") for raw in pulled.events] == events
    assert (pulled.next, pulled.more) == (2, False)
    assert team.push("Mei", after=2).events == []


def test_events_said_again_change_nothing(team: Team, make: Make) -> None:
    team.join("Mei")
    event = make("small/n0/meaning")
    team.push("Mei", event, event)
    said_otherwise = replace(event, rating=Rating.AGAIN)
    again = team.push("Mei", event, said_otherwise)
    assert (again.accepted, again.held) == (0, 1)
    assert from_wire(team.push("Mei").events[0], "me") == event


def test_what_another_device_pushes_at_the_same_moment_is_not_passed_over(
    team: Team, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.join("Mei")
    mine, other = make("small/n0/meaning"), make("small/n1/meaning")
    push = sync.push_events

    def both(*given: object) -> object:
        found = push(*given)  # type: ignore[arg-type]
        push(*given[:4], sync.check_events([to_wire(other)], team.hub.now(), "device:other"))  # type: ignore[arg-type]
        return found

    monkeypatch.setattr(sync, "push_events", both)
    told = team.push("Mei", mine)
    assert (told.next, told.more, told.events) == (1, True, [])
    assert ids(team.push("Mei", after=told.next)) == [other.id]


def test_a_long_journal_comes_in_bounded_batches(team: Team, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    team.join("Mei")
    events = [make(f"small/n{n}/meaning") for n in range(7)]
    team.push("Mei", *events)
    cursor, found = 0, []
    for _ in range(4):
        asked = wire.SyncIn(after=cursor, take=2)
        synced = wire.Synced.model_validate_json(operations.sync.sync_events(team.hub, team.caller("Mei"), asked))
        found += ids(synced)
        cursor = synced.next
        assert len(synced.events) <= 2
        assert synced.more == (len(found) < 7)
    assert found == [event.id for event in events]
    with pytest.raises(ValueError, match="at most 500"):
        wire.SyncIn(events=[to_wire(events[0])] * (limits.BATCH + 1))


def test_whose_events_they_are_follows_from_the_token_alone(team: Team, make: Make) -> None:
    team.join("Mei")
    team.join("Bo")
    event = make("small/n0/meaning")
    team.push("Mei", replace(event, learner="Bo"))
    # The same id from someone else keeps nobody's event out, and forges nothing in Mei's journal.
    forged = team.push("Bo", replace(event, rating=Rating.AGAIN))
    assert forged.accepted == 1
    assert from_wire(team.push("Mei").events[0], "me") == event
    assert from_wire(team.push("Bo").events[0], "me").rating is Rating.AGAIN


def test_a_bad_event_keeps_no_good_one_back(team: Team, make: Make) -> None:
    mei = team.join("Mei")
    good = to_wire(make("small/n0/meaning"))
    bad = {**to_wire(make("small/n1/meaning")), "rating": 9}
    dated = {**to_wire(make("small/n1/meaning")), "local_day": 3}
    huge = to_wire(make("small/n1/meaning", kind=Kind.FLAG, data={"remark": "x" * limits.EVENT_BYTES}))
    answer = wire.Synced.model_validate_json(
        operations.sync.sync_events(team.hub, mei, wire.SyncIn(events=[bad, good, dated, huge, {}]))
    )
    assert answer.accepted == 1
    assert [one.reason for one in answer.refused] == [
        "team.event_odd", "team.event_day", "team.event_large", "team.event_odd",
    ]  # fmt: skip
    assert [one.id for one in answer.refused][:1] == [bad["id"]]


def test_events_of_a_newer_program_are_kept_and_passed_on(team: Team, make: Make) -> None:
    mei = team.join("Mei")
    team.assign()
    dream = {**to_wire(make("small/n0/meaning")), "kind": "dream", "mood": {"x": [1]}}
    operations.sync.sync_events(team.hub, mei, wire.SyncIn(events=[dream]))
    (passed,) = team.push("Mei").events
    assert passed == {**dream, "via": f"device:{mei.device}"}
    assert (
        wire.Progress.model_validate_json(operations.progress.read_progress(team.hub, team.lead))
        .members[0]
        .lines[0]
        .introduced
        == 0
    )


def test_events_from_days_to_come_are_kept_and_count_once_their_clock_is_mended(team: Team, make: Make) -> None:
    team.join("Mei")
    team.assign()
    wrong = make("small/n0/meaning", days=300)
    told = team.push("Mei", wrong, make("small/n1/meaning", days=1.2))
    assert (told.accepted, told.ahead) == (2, 1)

    def introduced() -> int:
        return (
            wire.Progress.model_validate_json(operations.progress.read_progress(team.hub, team.lead))
            .members[0]
            .lines[0]
            .introduced
        )

    assert introduced() == 1
    team.push("Mei", make("small/n0/meaning", kind=Kind.REDATE, undoes=wrong.id))
    team.clock.forward(days=1)
    assert introduced() == 2


def test_an_ancient_event_is_an_event_like_any_other(team: Team, make: Make) -> None:
    team.join("Mei")
    team.assign()
    old = team.push("Mei", make("small/n0/meaning", days=-365 * 20))
    assert (old.accepted, old.ahead) == (1, 0)
    line = wire.Report.model_validate_json(operations.progress.preview_report(team.hub, team.caller("Mei"))).lines[0]
    assert (line.introduced, str(line.last_day)) == (1, "2006-11-28")


def test_weights_of_ones_own_are_reckoned_with(team: Team, make: Make) -> None:
    team.join("Mei")
    team.assign(due="2026-12-20")
    team.push("Mei", *(make(f"small/n{n}/meaning") for n in range(10)))
    before = (
        wire.Report.model_validate_json(operations.progress.preview_report(team.hub, team.caller("Mei")))
        .lines[0]
        .ready_due
    )
    weights = list(Scheduler().weights)
    weights[2] = 90.0  # stability after a first Good
    operations.sync.sync_events(team.hub, team.caller("Mei"), wire.SyncIn(parameters=weights))
    team.clock.forward(days=1)
    after = (
        wire.Report.model_validate_json(operations.progress.preview_report(team.hub, team.caller("Mei")))
        .lines[0]
        .ready_due
    )
    assert before is not None
    assert after is not None
    assert after > before
    for odd in ([1.0], [0.0] * 21, [1e3] * 21):
        with pytest.raises(Refusal) as caught:
            operations.sync.sync_events(team.hub, team.caller("Mei"), wire.SyncIn(parameters=odd))
        assert caught.value.key == "team.bad_parameters"


def test_a_member_can_fill_no_server(team: Team, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EVENTS", 2)
    team.join("Mei")
    team.push("Mei", make("small/n0/meaning"), make("small/n1/meaning"))
    with pytest.raises(Refusal) as caught:
        team.push("Mei", make("small/n2/meaning"))
    assert caught.value.key == "team.many_events"
    assert team.push("Mei").held == 2


def misses(*events: Event, name: str) -> wire.MissedIn:
    return wire.MissedIn(name=name, events=[to_wire(event) for event in events])


def summon(make: Make, card: str) -> Event:
    return make(card, kind=Kind.BRING_BACK, source=Source.WORKSHOP)


def test_misses_of_a_workshop_reach_the_members_who_played_by_their_names(team: Team, make: Make) -> None:
    team.join("Wang Mei")
    team.assign()
    missed = summon(make, "small/n0/meaning")
    asked = wire.MissesIn(players=[misses(missed, name="wang　mei"), misses(missed, name="Guest")])
    for _ in range(2):
        taken = operations.sync.take_misses(team.hub, team.lead, asked)
        assert (taken.matched, taken.unknown) == (["wang　mei"], ["Guest"])
    pulled = team.push("Wang Mei")
    assert [from_wire(raw, "me") for raw in pulled.events] == [missed]
    # Claiming by hand as well brings the same event.
    assert team.push("Wang Mei", missed, after=1).accepted == 0


def test_leads_can_not_flood_a_member(team: Team, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BROUGHT", 5)
    monkeypatch.setattr(limits, "EVENTS", 3)
    mei = team.join("Mei")
    team.assign(to=[mei.id])
    team.join("Bo")

    def brought(*events: Event, name: str = "Mei") -> tuple[int, int]:
        asked = wire.MissesIn(players=[misses(*events, name=name)])
        left_out = operations.sync.take_misses(team.hub, team.lead, asked).left_out
        return left_out, len(team.push(name).events)

    cards = [f"small/n{n}/meaning" for n in range(10)]
    assert brought(summon(make, "private/n0/meaning"), summon(make, "small/n99/meaning")) == (2, 0)
    assert brought(summon(make, cards[0]), name="Bo") == (1, 0)
    first = [summon(make, card) for card in cards[:3]]
    assert brought(*first) == brought(*first) == (0, 3)
    assert brought(*first, *(summon(make, card) for card in cards[3:])) == (5, 5)
    assert team.push("Mei", *(make(card) for card in cards[:3])).accepted == 3, "her own find room all the same"
    with pytest.raises(Refusal, match="within 31 days"):
        brought(make(cards[0], kind=Kind.BRING_BACK, source=Source.WORKSHOP, days=-40))


def test_each_event_tells_who_brought_it(team: Team, make: Make) -> None:
    mei = team.join("Mei")
    team.assign()
    own = replace(make("small/n0/meaning"), device=mei.device)
    relayed = replace(make("small/n1/meaning"), via="team:elsewhere import:20261130-080000")
    missed = summon(make, "small/n2/meaning")
    team.push("Mei", own, relayed)
    operations.sync.take_misses(team.hub, team.lead, wire.MissesIn(players=[misses(missed, name="Mei")]))
    with team.hub.database.reading() as connection:
        rows = connection.execute(text("SELECT id, via FROM event ORDER BY seq")).fetchall()
    by = f"device:{mei.device}"
    ways = {own.id: by, relayed.id: f"{by} import:20261130-080000", missed.id: f"lead:{team.lead.id}"}
    assert {row[0]: row[1] for row in rows} == ways
    raw = team.push("Mei").events
    assert {one["id"]: one["via"] for one in raw} == ways
    assert [" ".join(ways_told(one)) for one in raw] == ["", ways[relayed.id], ways[missed.id]]


@pytest.mark.parametrize(
    ("via", "told"),
    [("team:x", []), ("import:a device:b", ["import:a", "device:b"]), ("import:\x1b[2J x", []), (5, []), (None, [])],
)
def test_a_server_says_no_ways_but_those_it_can_know(via: object, told: list[str]) -> None:
    assert ways_told({"device": "dev", "via": via}) == told


@pytest.mark.parametrize("kind", [Kind.REVIEW, Kind.RESET, Kind.SUSPEND])
def test_a_lead_can_write_nothing_else_into_anyones_journal(team: Team, make: Make, kind: Kind) -> None:
    team.join("Mei")
    asked = wire.MissesIn(players=[misses(make("small/n0/meaning", kind=kind, source=Source.WORKSHOP), name="Mei")])
    with pytest.raises(Refusal) as caught:
        operations.sync.take_misses(team.hub, team.lead, asked)
    assert caught.value.key == "team.no_miss"
    studied = wire.MissesIn(players=[misses(make("small/n0/meaning", kind=Kind.BRING_BACK), name="Mei")])
    with pytest.raises(Refusal):
        operations.sync.take_misses(team.hub, team.lead, studied)
    assert team.push("Mei").held == 0


@given(journals(30), st.randoms(use_true_random=False))
@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_in_any_pieces_gives_the_same(
    hub: TeamServer, clock: Clock, events: list[Event], rng: random.Random
) -> None:
    """Two members get the same events, one in order and one shuffled, in pieces, with repeats; and a replay agrees."""
    clock.now = clock.now.replace(year=2031)
    team = Team(hub, clock, f"Team {next(TEAMS)}")
    team.join("One")
    team.join("Two")
    operations.assignments.put_deck(team.hub, team.lead, "d", wire.DeckIn(text=DECK))
    operations.assignments.assign(team.hub, team.lead, "a", wire.AssignmentIn(decks=["d"]))
    for start in range(0, len(events), 10):
        team.push("One", *events[start : start + 10])
    left = events[:]
    rng.shuffle(left)
    while left:
        count = rng.randint(1, 6)
        team.push("Two", *left[:count], *rng.sample(events, min(2, len(events))))
        left = left[count:]
    one, two = (set(ids(team.push(name))) for name in ("One", "Two"))
    assert one == two == {event.id for event in events}

    def lines(name: str) -> list[wire.Line]:
        return wire.Report.model_validate_json(operations.progress.preview_report(hub, team.caller(name))).lines

    assert lines("One") == lines("Two")
    before = lines("Two")
    with hub.database.writing() as connection:
        connection.execute(text("DELETE FROM memories"))
    assert lines("Two") == before


DECK = """id: d
title: D
language: en
notes:
  - {id: n, kind: qa, front: n?, back: n}
  - {id: m, kind: qa, front: m?, back: m}
"""


def test_two_processes_write_into_one_journal(
    where: str, clock: Clock, hub: TeamServer, team: Team, make: Make
) -> None:
    """Numbers have no gap and none comes late, so that a cursor passes nothing over."""
    import threading

    team.join("Mei")
    token = team.token("Mei")
    batches = [[make(f"small/n{n}/meaning") for n in range(5)] for _ in range(16)]
    seen: list[str] = []
    done = threading.Event()

    def push(some: list[list[Event]], seed: int) -> None:
        with opened(where, clock, seed) as other:
            for batch in some:
                operations.sync.sync_events(
                    other,
                    operations.members.find_caller(other, token),
                    wire.SyncIn(events=[to_wire(event) for event in batch], take=0),
                )

    def pull() -> None:
        cursor = 0
        with opened(where, clock, 9) as other:
            while True:
                last = done.is_set()
                asked = wire.SyncIn(after=cursor, take=7)
                synced = wire.Synced.model_validate_json(
                    operations.sync.sync_events(other, operations.members.find_caller(other, token), asked)
                )
                seen.extend(ids(synced))
                cursor = synced.next
                if last and not synced.more:
                    return

    pushers = [threading.Thread(target=push, args=(batches[n::2], n)) for n in range(2)]
    puller = threading.Thread(target=pull)
    for thread in (*pushers, puller):
        thread.start()
    for thread in pushers:
        thread.join()
    done.set()
    puller.join()
    assert len(seen) == 80
    assert set(seen) == {event.id for batch in batches for event in batch}

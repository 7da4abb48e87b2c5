"""A member's memory of a deck on the server is what the learner's own journal says, however events came in."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ops_trainer.content.formerly import Aliases
from ops_trainer.content.reading.reader import parse_deck
from ops_trainer.memory.events import CardState, Event, Kind, Rating
from ops_trainer.memory.journal import Void, in_force
from ops_trainer.memory.mastery import has_faded, is_mastered, readiness
from ops_trainer.memory.schedule import Scheduler
from ops_trainer.team.memories import Arrived, Known, Memories
from ops_trainer.team.outline import Outline, outline_of
from tests.conftest import Clock
from tests.examples import examples
from tests.hubs import deck_text, maker
from tests.memory.journals import DAY, START, journals

SCHEDULER = Scheduler()


def said(memories: Memories) -> object:
    """Everything but what is still awaited."""
    states, mixups, _, last_day = json.loads(memories.dump())
    return states, {card: mixed for card, mixed in mixups.items() if mixed}, last_day


def fed(arrived: list[Arrived], rng: random.Random, voids: Sequence[Void] = ()) -> Memories:
    """Memories that took events in, a few at a time, stored in between."""
    kept, stored = Memories(), list[Arrived]()
    while arrived:
        count = rng.randint(1, 6)
        some, arrived = arrived[:count], arrived[count:]
        stored += some

        def history(card: str, stored: list[Arrived] = stored) -> list[Arrived]:
            return [one for one in stored if one.card == card]

        kept = Memories.load(kept.dump())
        kept.add(some, SCHEDULER, history, voids)
    return kept


def with_answers(events: list[Event], rng: random.Random) -> list[Event]:
    """Some answers among them say what was taken for what."""
    return [
        replace(event, data={"chosen": [rng.choice(["d/m", "d/n", "x", 5])]}) if event.kind is Kind.ANSWER else event
        for event in events
    ]


VOIDS = st.lists(st.sampled_from([Void("device:one"), Void("device:two", START + 3 * DAY)]), max_size=1)


@given(journals(40), st.randoms(use_true_random=False), st.booleans(), VOIDS)
@examples(60)
def test_any_order_gives_what_a_replay_gives(
    events: list[Event], rng: random.Random, clocks_run_ahead: bool, voids: list[Void]
) -> None:
    arrived = [
        Arrived(event, event.card, clocks_run_ahead and rng.random() < 0.2) for event in with_answers(events, rng)
    ]
    whole = Memories()
    whole.rebuild(arrived, SCHEDULER, voids)
    rng.shuffle(arrived)
    assert said(fed(arrived, rng, voids)) == said(whole)


@given(journals(40), VOIDS)
@examples(30)
def test_the_server_sees_what_the_learner_sees(events: list[Event], voids: list[Void]) -> None:
    kept = Memories()
    kept.rebuild([Arrived(event, event.card, False) for event in events], SCHEDULER, voids)
    moving = [event for event in events if event.kind is not Kind.ANSWER]
    for card in {event.card for event in moving}:
        own = SCHEDULER.fold_events(card, in_force((event for event in moving if event.card == card), voids))
        assert replace(kept.states.get(card, CardState(card)), flag=None) == replace(own, flag=None)


def test_what_lies_ahead_counts_when_its_clock_is_mended(clock: Clock) -> None:
    make = maker(clock)
    wrong = make("d/n/a", days=400)
    kept = fed([Arrived(wrong, "d/n/a", True)], random.Random(1))
    assert kept.states["d/n/a"].is_new
    assert kept.last_day is None
    mended = make("d/n/a", kind=Kind.REDATE, undoes=wrong.id)
    history = [Arrived(wrong, "d/n/a", True), Arrived(mended, "d/n/a", False)]
    kept.add(history[1:], SCHEDULER, lambda _: history)
    assert kept.states["d/n/a"].last_day == mended.local_day
    far = [Arrived(wrong, "d/n/a", True), Arrived(replace(mended, at=wrong.at), "d/n/a", True)]
    assert fed(far, random.Random(1)).states["d/n/a"].is_new


def test_remarks_stay_with_the_learner(clock: Clock) -> None:
    make = maker(clock)
    flagged = make("d/n/a", kind=Kind.FLAG, data={"remark": "my boss says so"})
    kept = fed([Arrived(flagged, "d/n/a", False)], random.Random(1))
    assert "boss" not in kept.dump()


def test_mixups_count_what_was_taken_for_what_and_forget_what_was_undone(clock: Clock) -> None:
    make = maker(clock)
    wrong = make("d/n", kind=Kind.ANSWER, data={"chosen": ["d/m", "d/n", "nonsense", 4, "d/o"]})
    again = make("d/n", kind=Kind.ANSWER, data={"chosen": ["d/m"]})
    odd = make("d/n", kind=Kind.ANSWER, data={"chosen": "d/m"})
    kept = fed([Arrived(event, "d/n", False) for event in (wrong, again, odd)], random.Random(1))
    assert kept.mixups == {"d/n": {"d/n d/m": 2, "d/n d/o": 1}}
    undo = make("d/n", kind=Kind.UNDO, undoes=wrong.id)
    whole = fed([Arrived(event, "d/n", False) for event in (undo, again, wrong)], random.Random(2))
    assert whole.mixups == {"d/n": {"d/n d/m": 1}}
    known = make("d/n", kind=Kind.ANSWER, data={"score": 1, "chosen": ["d/m", "d/o"]})  # right in a match
    said_so = make("d/n", kind=Kind.ANSWER, data={"score": 0, "chosen": ["d/m"], "mixed": [["d/o", "d/p"]]})
    told = fed([Arrived(event, "d/n", False) for event in (known, said_so)], random.Random(3))
    assert told.mixups == {"d/n": {"d/o d/p": 1}}
    assert whole.states == {}


STATES: Callable[[str], st.SearchStrategy[CardState]] = lambda card: st.builds(  # noqa: E731
    CardState,
    card=st.just(card),
    stability=st.one_of(st.none(), st.floats(0.01, 900)),
    last_day=st.one_of(st.none(), st.integers(100, 200)),
    last_rating=st.sampled_from([None, *Rating]),
    days_recalled=st.integers(0, 6),
)


@given(st.data(), st.integers(100, 400))
@examples(40)
def test_figures_are_those_of_the_learners_own_program(data: st.DataObject, day: int) -> None:
    cards = tuple(f"d/n{n}/a" for n in range(12))
    outline = Outline("d", {}, cards, (), ())
    states = {card: data.draw(STATES(card)) for card in (*cards, "d/gone/a") if data.draw(st.booleans())}
    known = Known.load(Known.of(states, outline).dump())
    used = [state for card, state in states.items() if card in cards]
    remembered = [s for s in used if s.last_day is not None and s.stability is not None]
    assert known.introduced == len(remembered)
    assert known.mastered(day) == sum(is_mastered(state, day) for state in used)
    assert known.faded(day) == sum(has_faded(state, day) for state in used)
    share = known.recalled(SCHEDULER, day) / len(cards)
    assert abs(share - readiness(used, len(cards), SCHEDULER, day)) < 1e-9
    by_place = known.by_place(SCHEDULER, day)
    assert {cards[place] for place in by_place} == {state.card for state in remembered}
    assert abs(sum(by_place.values()) - share * len(cards)) < 1e-9


def test_an_outline_is_the_deck_without_its_texts() -> None:
    deck = parse_deck(deck_text(notes=2).encode(), "x").deck
    assert deck is not None
    outline = outline_of(deck)
    assert outline.cards == ("small/n0/meaning", "small/n0/term", "small/n1/meaning", "small/n1/term")
    assert outline.notes == (("small/n0", {"en": "term 0"}), ("small/n1", {"en": "term 1"}))
    assert Outline.load(outline.dump()) == outline
    revised = parse_deck(deck_text(notes=2, changed=" better").encode(), "x").deck
    assert revised is not None
    assert outline_of(revised).shape == outline.shape


def test_names_follow_notes_through_every_change() -> None:
    aliases = Aliases({"a/x": "b/y", "b/y": "b/z", "c/k": "c/k", "e/1": "e/2", "e/2": "e/1"})
    assert aliases.today("a/x/meaning") == "b/z/meaning"
    assert aliases.today("a/x") == "b/z"
    assert aliases.today("c/k/meaning") == "c/k/meaning"
    assert set(aliases.before("b/z/meaning")) == {"b/z/meaning", "a/x/meaning", "b/y/meaning"}
    assert aliases.notes_into("b") == ["a/x", "b/y"]
    assert aliases.today("e/1/a") in ("e/1/a", "e/2/a")
    assert aliases.key("b") != Aliases({}).key("b")
    assert aliases.key("d") == Aliases({}).key("d")

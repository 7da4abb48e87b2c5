"""What is said of tomorrow is what tomorrow serves, and an assignment's share is the same wherever it is studied."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

import ops_trainer
from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.trainer import Trainer
from ops_trainer.trainer.session import Session
from tests.conftest import Clock
from tests.examples import examples
from tests.teamwork import assigned, deck_file, few_decks

__all__ = ["few_decks"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was promised or is served: reviews and new cards."""

    reviews: int
    new: int


def answer_all(session: Session, misses: set[int], put_aside: dict[int, str] | None = None) -> None:
    """Answer every card, those whose turn is in `misses` wrong at first, and put some aside."""
    turn = 0
    while session.card is not None:
        turn += 1
        way = (put_aside or {}).get(turn)
        if way is not None and not session.is_again:
            session.bury() if way == "bury" else session.suspend()
        else:
            session.grade(Rating.AGAIN if turn in misses else Rating.GOOD, 4_000)


def served(trainer: Trainer) -> Asked:
    """What today serves, as a session gives it."""
    session = trainer.study()
    total, new = len(session._queue), 0
    for card in list(session._queue._cards):
        new += trainer.memory(card).state.reps == 0 and trainer.memory(card).state.due_day is None
    return Asked(total - new, new)


def shown(trainer: Trainer) -> Asked:
    """What Home says of today."""
    today = trainer.today()
    return Asked(today.due + today.again, today.new)


turns = st.sets(st.integers(1, 25), max_size=6)


@examples(
    16,  # of which each takes a third of a second
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    limits=st.one_of(
        st.fixed_dictionaries({"new_limit": st.integers(0, 12), "review_limit": st.integers(0, 25)}),
        st.fixed_dictionaries({"minutes": st.integers(1, 25)}),
    ),
    sizes=st.tuples(st.integers(0, 9), st.integers(1, 12)),
    task=st.one_of(st.none(), st.tuples(st.integers(2, 7), st.sampled_from([0.5, 0.8, 0.9]))),
    days=st.lists(
        st.tuples(
            turns,
            st.dictionaries(st.integers(1, 12), st.sampled_from(["bury", "suspend"]), max_size=4),
            st.integers(0, 3),
            st.sampled_from(["all", "one deck", "some"]),
        ),
        min_size=2,
        max_size=5,
    ),
)
def test_what_is_said_of_tomorrow_is_what_tomorrow_serves(
    few_decks: None,
    limits: dict[str, int],
    sizes: tuple[int, int],
    task: tuple[int, float] | None,
    days: list[tuple[set[int], dict[int, str], int, str]],
) -> None:
    clock = Clock(datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=8))))
    with tempfile.TemporaryDirectory() as folder:
        for name, notes in zip(("one", "two"), sizes, strict=True):
            if notes:
                deck_file(Path(folder) / "decks", name, notes)
        with ops_trainer.open(folder, learner="mei", clock=clock) as trainer:
            trainer.change(**limits)
            if task is not None:
                assigned(trainer, (["two"], *task))
            for misses, put_aside, more, how in days:
                assert shown(trainer) == served(trainer)
                if how == "one deck":
                    answer_all(trainer.study(["two"]), misses, put_aside)
                session = trainer.study()
                if how == "some":  # leaves before the end, with a card missed
                    for turn in range(3):
                        if session.card is not None:
                            session.grade(Rating.GOOD if turn else Rating.AGAIN, 4_000)
                else:
                    answer_all(session, misses, put_aside)
                    session.extend(new=more)
                    answer_all(session, misses)
                end, home, ahead = session.summary(), trainer.today(), trainer.forecast()
                promised = Asked(end.tomorrow, end.tomorrow_new)
                if not home.due + home.new + home.again:
                    assert ahead.cards[1] == promised.reviews + promised.new
                    assert ahead.new[1] == promised.new
                    assert trainer.stats().forecast.cards[1] == ahead.cards[1]
                clock.forward(days=1)
                assert shown(trainer) == promised
                assert served(trainer) == promised


def test_day_one_says_that_new_cards_come_tomorrow(few_decks: None, home: Path, clock: Clock) -> None:
    deck_file(home / "decks", "launch", 30)
    with ops_trainer.open(home, learner="mei", clock=clock) as trainer:
        session = trainer.study()
        answer_all(session, set())
        end = session.summary()
        assert end.introduced >= 8
        assert (end.tomorrow, end.tomorrow_new) == (0, trainer.forecast().new[1])
        assert end.tomorrow_new >= 8
        assert end.tomorrow_minutes >= 1
        ahead = trainer.forecast()
        assert ahead.cards[0] == 0
        assert ahead.cards[3] > ahead.new[3], "the first reviews are among them"


# the share of an assignment


def start_at_home(trainer: Trainer) -> Session:
    return trainer.study()


def start_at_the_deck(trainer: Trainer) -> Session:
    return trainer.study(["launch"])


def start_at_the_team(trainer: Trainer) -> Session:
    (progress,) = trainer.teams.work.progress()
    return trainer.study(progress.decks)


@pytest.fixture
def mei(few_decks: None, home: Path, clock: Clock) -> Trainer:
    deck_file(home / "decks", "launch", 59)
    with ops_trainer.open(home, learner="mei", clock=clock) as trainer:
        yield trainer  # type: ignore[misc]


def share(trainer: Trainer) -> int:
    """The share that Home and the team screen show."""
    (pace,) = trainer.teams.work.paces(trainer.teams.work.progress()).values()
    return pace.share


def new_of(session: Session, deck: str = "launch") -> int:
    """New cards of a deck that a session answers from here on."""
    met = 0
    while session.card is not None:
        met += session.is_new and session.card.deck == deck
        session.grade(Rating.GOOD, 4_000)
    return met


@pytest.mark.parametrize(
    "start",
    [
        start_at_home,
        *(pytest.param(start, marks=pytest.mark.soak(only=True)) for start in (start_at_the_deck, start_at_the_team)),
    ],
)
def test_what_is_assigned_is_met_in_time_at_the_share_that_is_shown(
    mei: Trainer, clock: Clock, start: Callable[[Trainer], Session]
) -> None:
    assigned(mei, (["launch"], 11, 0.9))
    for day in range(11):
        promised = share(mei)
        if day == 0:
            assert promised > 8
            assert mei.today().beyond == 0, "no limit was set by hand"
        assert new_of(start(mei)) == promised, day
        assert share(mei) == 0
        assert mei.today().beyond == 0
        clock.forward(days=1)
    (progress,) = mei.teams.work.progress()
    assert progress.introduced == progress.cards == 118
    assert progress.ready >= 0.9
    assert mei.teams.work.paces([progress]) == {}, "it is due"


def test_a_share_that_was_begun_counts_the_rest_only_whichever_way_one_goes_on(mei: Trainer, clock: Clock) -> None:
    assigned(mei, (["launch"], 11, 0.9))
    whole = share(mei)
    session = mei.study()
    for _ in range(5):
        session.grade(Rating.GOOD, 4_000)
    assert share(mei) == mei.today().new == whole - 5
    session = mei.study(["launch"])
    for _ in range(3):
        session.grade(Rating.AGAIN, 4_000)
    assert share(mei) == mei.today().new == whole - 8
    with ops_trainer.open(mei.home, learner="mei", clock=clock) as again:
        assert share(again) == whole - 8
        assert new_of(start_at_home(again)) == whole - 8
    assert (share(mei), mei.today().new) == (0, 0)


def test_a_due_day_far_ahead_leaves_the_pace_to_what_the_weeks_can_bear(mei: Trainer) -> None:
    before = mei.today().new
    assigned(mei, (["launch"], 60, 0.8))
    assert share(mei) == mei.today(["launch"]).new == mei.today().new == before
    mei.change(new_limit=5)
    assert share(mei) == mei.today().new == 5
    assert mei.today().beyond == 0
    assert new_of(mei.study()) == 5


def test_no_new_cards_by_hand_still_serves_what_is_assigned_and_says_so(mei: Trainer) -> None:
    assigned(mei, (["launch"], 11, 0.9))
    mei.change(new_limit=0)
    today = mei.today()
    assert today.new == today.beyond == share(mei) > 0


def test_several_assignments_are_each_served_their_share(mei: Trainer, home: Path) -> None:
    deck_file(home / "decks", "shop", 30)
    mei.refresh()
    mei.change(minutes=60)
    assigned(mei, (["launch"], 11, 0.9), (["shop", "launch"], 20, 0.9), (["shop"], -3, 0.9))
    work = mei.teams.work
    paces = work.paces(work.progress())
    assert list(paces) == ["t1-0", "t1-1"]
    first, second = (pace.share for pace in paces.values())
    assert first > 0 < second
    assert mei.today().new == first + second
    assert (mei.today(["launch"]).new, mei.today(["shop"]).new) == (first, second)
    session, met = mei.study(), {"launch": 0, "shop": 0}
    while session.card is not None:
        met[session.card.deck] += session.is_new
        session.grade(Rating.GOOD, 4_000)
    assert met == {"launch": first, "shop": second}


def test_what_is_over_or_of_a_team_one_was_removed_from_asks_nothing(mei: Trainer) -> None:
    usual = mei.today().new
    assigned(mei, (["launch"], 0, 0.9))
    assert (mei.today().new, mei.today().beyond) == (usual, 0)
    assigned(mei, (["launch"], 11, 0.9))
    assert mei.today().new > usual
    assigned(mei, (["launch"], 11, 0.9), error="team.offline")
    assert mei.today().new > usual, "a server that is away changes nothing"
    assigned(mei, (["launch"], 11, 0.9), error="team.unknown_token")
    assert (mei.today().new, mei.today().beyond) == (usual, 0)
    assert mei.teams.work.paces(mei.teams.work.progress()) == {}


def test_an_assignment_that_comes_after_study_counts_what_was_met_today(mei: Trainer) -> None:
    new_of(mei.study(["launch"], new_limit=8))
    assigned(mei, (["launch"], 11, 0.9))
    late = share(mei)
    assert late == mei.today().new > 0
    mei.reset("launch/n0/meaning")
    session = mei.study()
    assert new_of(session) >= late


def test_a_deck_that_is_not_assigned_meets_nothing_new_while_the_minutes_go_to_a_due_day(
    mei: Trainer, home: Path
) -> None:
    deck_file(home / "decks", "other", 30)
    mei.refresh()
    assigned(mei, (["launch"], 11, 0.9))
    assert mei.today(["other"]).new == new_of(mei.study(["other"]), "other") == 0
    assert share(mei) == mei.today().new > 8


def test_the_pace_of_a_day_stays_all_day_and_is_worked_out_anew_when_the_task_changes(
    mei: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ops_trainer.trainer import day_plan

    counted = []
    choose_day = day_plan.choose_day
    monkeypatch.setattr(day_plan, "choose_day", lambda start: counted.append(1) or choose_day(start))
    assigned(mei, (["launch"], 11, 0.9))
    for _ in range(3):
        mei.today()
        mei.study().grade(Rating.GOOD, 9_000)
    assert len(counted) == 1
    assigned(mei, (["launch"], 6, 0.9))
    whole = mei.today().new
    assert len(counted) == 2
    mei.change(minutes=3)
    assert mei.today().new < whole


def test_ones_own_due_day_fills_the_minutes_and_says_what_is_expected(mei: Trainer, clock: Clock) -> None:
    usual = mei.today().new
    due = mei.date_of(mei.day() + 11)
    mei.set_due(["launch"], due)
    assert mei.settings.due_days == f"launch={due}"
    (one,) = mei.due_days()
    assert (one.decks, one.cards, one.now, one.own) == (("launch",), 118, 0, True)
    assert 100 < one.expected <= 118
    assert mei.today().new > usual
    for _ in range(11):
        answer_all(mei.study(), set())
        clock.forward(days=1)
    assert mei.due_days() == [], "it is here"
    mei.set_due(["launch"], None)
    assert mei.settings.due_days == ""
    with pytest.raises(Complaint):
        mei.set_due(["launch"], mei.date_of(mei.day()))


@pytest.mark.parametrize("due", [False, True])
def test_a_decks_own_limit_is_kept_on_every_day_and_told(mei: Trainer, clock: Clock, due: bool) -> None:
    mei.change(deck_limits="launch=2")
    if due:
        mei.set_due(["launch"], mei.date_of(mei.day() + 11))
        assert mei.due_days()[0].expected <= 11 * 2
    for _ in range(6):
        said = mei.today(["launch"])
        session = mei.study(["launch"])
        answer_all(session, {1})
        summary = session.summary()
        assert summary.introduced == said.new <= 2
        assert mei.today(["launch"]).new == 0
        rest = mei.study()
        answer_all(rest, set())
        told = (rest.summary().tomorrow, rest.summary().tomorrow_new)
        clock.forward(days=1)
        assert shown(mei) == served(mei) == Asked(*told)
    met = [card.id for card in mei.cards("launch") if mei.memory(card.id).state.reps]
    assert len(met) == 6 * 2
    assert mei.forecast(["launch"]).new[1:] == (2,) * 13
    assert mei.study(["launch"], new_limit=9)._queue.waiting() - set(met), "one may go on beyond it"
    mei.limit_new(["launch"], None)
    assert mei.settings.deck_limits == ""
    with pytest.raises(Complaint):
        mei.limit_new(["launch"], 201)


def test_nothing_is_asked_on_a_day_off_and_tomorrow_knows(mei: Trainer, clock: Clock) -> None:
    mei.change(days_off="tue 2026-11-26..2026-11-27")
    answer_all(mei.study(), set())
    ahead = mei.forecast()
    assert [bool(cards) for cards in ahead.cards[:5]] == [False, False, True, False, False]
    assert (shown(mei), served(mei)) == (Asked(0, 0), Asked(0, 0))
    clock.forward(days=1)
    assert (shown(mei), served(mei)) == (Asked(0, 0), Asked(0, 0))
    clock.forward(days=1)
    assert shown(mei).new > 0
    with pytest.raises(Complaint):
        mei.change(days_off="some day")

"""What assignments ask of a learner: figures, pace, today's share; what a lead is told before; workshops' misses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ops_trainer.locale import Complaint
from ops_trainer.memory import Rating
from ops_trainer.store import learners
from ops_trainer.team import wire
from ops_trainer.team.course import Course
from ops_trainer.trainer.team_documents import RESULTS
from tests.teamwork import World, deck_file, few_decks, missed_workshop, study, world

__all__ = ["few_decks", "world"]


def assign(lead: Any, decks: list[str], **how: Any) -> wire.Assignment:
    with lead.teams.leading() as leading:
        made: wire.Assignment = leading.assign(decks, **how)
    return made


def test_the_learners_figures_are_those_that_the_lead_gets(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"], due=world.day(10), goal=0.8)
    mei = world.join("mei")
    study(mei, 5)
    mei.teams.sync()
    (progress,) = mei.teams.work.progress()
    assert (progress.cards, progress.introduced, progress.missing) == (12, 5, ())
    told = wire.Report.model_validate_json(mei.teams.preview())
    (own,), (sent,) = progress.lines, told.lines
    assert sent == replace_rounded(own)
    assert progress.course is Course.ON_COURSE
    assert progress.ready == pytest.approx(5 / 12, abs=0.005)


def replace_rounded(line: wire.Line) -> wire.Line:
    """A line with shares as the server rounds them."""
    due = None if line.ready_due is None else round(line.ready_due, 2)
    return line.model_copy(update={"ready": round(line.ready, 2), "ready_due": due})


def test_what_came_of_a_due_day_is_the_same_for_learner_and_lead_and_stays(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"], due=world.day(2), goal=0.4)
    mei = world.join("mei")
    study(mei, 6)
    mei.teams.sync()
    world.clock.forward(days=3)
    study(mei, 9)  # afterwards
    mei.teams.sync()
    (over,) = mei.teams.work.progress()
    assert over.result == pytest.approx(6 / 12, abs=0.05), "six cards, two days later"
    assert (over.final, over.course, over.settled) == (None, Course.READY, True)
    day, until = (str(world.day(ahead)) for ahead in (-1, 6))
    assert over.result_words("en") == f"Result of {day}: {over.result:.0%}; final on {until}."
    (line,) = wire.Report.model_validate_json(mei.teams.preview()).lines
    assert (line.result, line.final) == (round(over.result or 0, 2), None)
    world.clock.forward(days=80)
    (later,) = mei.teams.work.progress()
    assert (later.result, str(later.final), later.course) == (over.result, until, Course.READY)
    with lead.teams.leading() as leading:
        (told,) = leading.progress().members[0].lines
    assert (told.result, str(told.final)) == (line.result, until)
    mei.teams.leave(mei.teams.membership().team, forget=True)
    with mei.context.database.reading() as connection:
        assert learners.documents(connection, "mei", RESULTS) == []


@pytest.mark.soak(only=True)
@pytest.mark.parametrize("off", ["", "sat sun 2026-12-01..2026-12-06"])
def test_who_does_what_is_asked_is_never_behind_and_who_stops_is_on_the_second_day(world: World, off: str) -> None:
    lead = world.begin()
    deck_file(world.home("li") / "decks", "wide", 40)
    lead.refresh()
    assign(lead, ["wide"], due=world.day(24), goal=0.8)
    mei = world.join("mei")
    mei.change(days_off=off, minutes=3, deck_limits="wide=3")
    stops = world.clock().date() + timedelta(days=14)
    found: dict[date, tuple[bool, bool]] = {}
    while (today := world.clock().date()) < stops + timedelta(days=5):
        work = mei.teams.work
        work.paces(work.progress())  # as Home does
        if today < stops and not mei.context.budget.is_off(mei.day()):
            session = mei.study()
            while session.card is not None:
                session.grade(Rating.GOOD, 5_000)
        mei.teams.sync()
        with lead.teams.leading() as leading:
            (told,) = leading.progress().members[0].lines
        found[today] = (work.progress()[0].lines[0].behind, told.behind)
        world.clock.forward(days=1)
    assert not any(any(both) for day, both in found.items() if day <= stops)
    assert found[stops + timedelta(days=4)] == (True, True), "for the lead too, of what she is told"


def test_the_teams_days_off_are_added_to_the_learners_own(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"], due=world.day(8), goal=0.8)
    mei = world.join("mei")
    mei.change(days_off="2026-12-24")
    tomorrow = world.day(1)
    with lead.teams.leading() as leading:
        leading.set_days_off(f"sun {tomorrow}")
        assert leading.days_off() == f"sun {tomorrow}"
    assert not mei.context.budget.is_off(mei.day() + 1), "it was not told yet"
    mei.teams.sync()
    assert mei.teams.days_off() == [f"sun {tomorrow}"]
    assert mei.settings.days_off == "2026-12-24"
    off = [day for day in range(mei.day(), mei.day() + 14) if mei.context.budget.is_off(day)]
    assert off == sorted({mei.day() + 1, *(day for day in range(mei.day(), mei.day() + 14) if (day + 3) % 7 == 6)})
    assert mei.forecast().cards[1] == 0
    with lead.teams.leading() as leading, pytest.raises(Complaint, match="no days off"):
        leading.set_days_off("whenever")


def test_todays_share_shrinks_as_cards_are_met_and_is_done(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"], due=world.day(8), goal=0.8)
    mei = world.join("mei")
    work = mei.teams.work
    (before,) = work.paces(work.progress()).values()
    assert before.reached
    assert before.share >= before.new_a_day >= 1
    study(mei, 1)
    (after,) = work.paces(work.progress()).values()
    assert (after.share, after.new_a_day) == (before.share - 1, before.new_a_day)
    study(mei, 11)
    (done,) = work.paces(work.progress()).values()
    assert done.share == 0


def test_a_goal_out_of_reach_is_told_with_what_would_help(world: World) -> None:
    lead = world.begin()
    deck_file(world.home("li") / "decks", "long", 60)
    lead.refresh()
    assign(lead, ["long"], due=world.day(6), goal=0.95)
    mei = world.join("mei")
    mei.change(minutes=2)
    (pace,) = mei.teams.work.paces(mei.teams.work.progress()).values()
    assert not pace.reached
    keys = [one.key for one in pace.advice]
    assert keys[:2] == ["team_pace.expected", "team_pace.short"]
    assert {"team_pace.later", "team_pace.longer"} & set(keys)


def test_what_is_due_sooner_comes_first_and_takes_its_minutes(world: World) -> None:
    lead = world.begin()
    deck_file(world.home("li") / "decks", "long", 25)
    lead.refresh()
    assign(lead, ["long"], due=world.day(12), goal=0.8)
    mei = world.join("mei")
    mei.change(minutes=4)
    work = mei.teams.work
    alone = work.paces(work.progress())
    assign(lead, ["shop"], due=world.day(5), goal=0.6)
    mei.teams.sync(again=True)
    both = work.paces(work.progress())
    assert len(both) == 2
    (late,) = alone
    assert both[late].new_a_day != alone[late].new_a_day or both[late].advice != alone[late].advice


def test_a_deck_of_two_assignments_is_planned_once_for_the_sooner(world: World) -> None:
    lead = world.begin()
    soon = assign(lead, ["shop"], due=world.day(6), goal=0.8)
    assign(lead, ["shop"], due=world.day(20), goal=0.9)
    mei = world.join("mei")
    assert list(mei.teams.work.paces(mei.teams.work.progress())) == [soon.id]


def test_without_a_due_day_or_after_it_there_is_no_pace_and_what_is_settled_comes_last(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"])
    over = assign(lead, ["shop"], due=world.day(1), goal=0.1)
    mei = world.join("mei")
    study(mei, 6)
    world.clock.forward(days=2)
    work = mei.teams.work
    assignments = work.progress()
    assert work.paces(assignments) == {}
    assert [progress.settled for progress in assignments] == [False, True]
    assert assignments[1].id == over.id
    assert assignments[1].assigned.days_left == -1


def test_a_deck_that_is_not_here_is_named_and_counts_as_not_begun(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"], due=world.day(9))
    mei = world.join("mei")
    (world.home("mei") / "decks" / "team" / "shop.yaml").unlink()
    mei.refresh()
    (progress,) = mei.teams.work.progress()
    assert progress.missing == ("shop",)
    assert (progress.cards, progress.introduced, progress.decks, progress.course) == (12, 0, (), Course.UNTOUCHED)
    assert mei.teams.work.paces([progress]) == {}


def test_a_lead_is_told_beforehand(world: World) -> None:
    lead = world.begin()
    deck_file(world.home("li") / "decks", "long", 60)
    lead.refresh()
    due = lead.date_of(lead.day()) + timedelta(days=5)
    reached, told = lead.teams.work.foresee(["shop"], due + timedelta(days=9), 0.8)
    assert reached
    assert [one.key for one in told] == ["team_pace.reached"]
    reached, told = lead.teams.work.foresee(["long"], due, 0.9, 5)
    assert not reached
    assert told[0].params["minutes"] == 5


def test_the_forecast_is_that_of_a_beginner_however_much_the_lead_knows(world: World) -> None:
    lead = world.begin()
    due = lead.date_of(lead.day()) + timedelta(days=8)
    before = lead.teams.work.foresee(["shop"], due, 0.9)
    study(lead, 12)
    assert lead.teams.work.foresee(["shop"], due, 0.9) == before


def test_what_is_due_in_a_thousand_years_is_planned_as_quickly_as_what_is_due_in_one(world: World) -> None:
    lead = world.begin()
    assert lead.teams.work.foresee(["shop"], date(3026, 1, 1), 0.8)[0]
    assign(lead, ["shop"], due=date(3026, 1, 1), goal=0.8)
    mei = world.join("mei")
    (pace,) = mei.teams.work.paces(mei.teams.work.progress()).values()
    assert pace.reached


def test_findings_are_gathered_with_the_names_of_notes(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"], due=world.day(10))
    for name in ("mei", "bo", "ana"):
        study(world.join(name), 4)
    for name in ("mei", "bo", "ana"):
        world.open(name).teams.sync()
    with lead.teams.leading() as leading:
        found = leading.findings("en")
    assert [report.name for report in found.progress.members] == ["ana", "bo", "mei"]
    assert found.terms["shop/n0"] == "term 0"
    assert [len(notes.notes) for notes in found.notes] == [6]


# workshops of a team


def test_members_get_their_misses_by_sync_and_a_claim_by_hand_adds_nothing(world: World) -> None:
    lead = world.begin()
    assign(lead, ["shop"], due=world.day(10))
    mei = world.join("mei")
    study(mei, 12, Rating.EASY)
    world.clock.forward(hours=1)
    workshop, documents = missed_workshop(lead, ["shop"], ("mei", "guest"))
    brought = lead.teams.send_workshop_misses(lambda: lead.workshops.room(workshop))
    assert brought is not None
    assert (brought.matched, brought.unknown) == (["mei"], ["guest"])
    before = sum(deck.due for deck in mei.decks())
    mei.teams.sync()
    assert sum(deck.due for deck in mei.decks()) > before
    kinds = [event["kind"] for event in mei.export_journal()]
    assert "summon" in kinds
    assert lead.teams.send_workshop_misses(lambda: lead.workshops.room(workshop)) == brought
    mei.teams.sync()
    assert mei.workshops.claim(documents["mei"]).due == ()
    assert [event["kind"] for event in mei.export_journal()] == kinds


def test_who_leads_no_team_sends_nothing(world: World) -> None:
    world.begin()
    mei = world.join("mei")
    deck_file(world.home("mei") / "decks", "own", 4)
    mei.refresh()
    workshop, _ = missed_workshop(mei, ["own"], ("bo",))
    assert mei.teams.send_workshop_misses(lambda: mei.workshops.room(workshop)) is None
    li = world.open("li")
    with pytest.raises(Complaint):
        li.teams.send_workshop_misses(lambda: li.workshops.room("20200101-000000"))


def test_misses_wait_when_the_server_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = world.begin()
    workshop, _ = missed_workshop(lead, ["shop"], ("mei",))
    membership = replace(lead.teams.membership(), url="http://127.0.0.1:9")
    monkeypatch.setattr(type(lead.teams), "memberships", lambda _: [membership])
    with pytest.raises(Complaint, match="can't be reached"):
        lead.teams.send_workshop_misses(lambda: lead.workshops.room(workshop))


def test_new_cards_of_what_is_due_come_before_those_of_other_decks(world: World) -> None:
    lead = world.begin()
    for deck in ("late", "soon"):
        deck_file(world.home("li") / "decks", deck, 3)
    lead.refresh()
    mei = world.join("mei")
    assert not mei.study(new_limit=4).card.id.startswith("soon/")  # type: ignore[union-attr]
    assign(lead, ["late"], due=world.day(20))
    assign(lead, ["soon"], due=world.day(4))
    assign(lead, ["shop"])
    mei.teams.sync()
    session = mei.study(new_limit=8)
    asked = []
    while session.card is not None:
        asked.append(session.card.deck)
        session.grade(Rating.GOOD)
    assert asked[:6] == ["soon"] * 6
    assert asked[6:] == ["late"] * 2
    world.clock.forward(days=25)
    assert mei.study(["late"], new_limit=1).card is not None

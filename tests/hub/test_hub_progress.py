"""What a lead sees, what a learner sees that the lead sees, and decks that change. On both databases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from ops_trainer.memory.events import Event, Kind, Rating
from ops_trainer.team import wire
from ops_trainer.team.course import Course, course_of
from ops_trainer.team.events_wire import to_wire
from ops_trainer.team_server import Refusal, TeamServer, Why, operations
from tests.conftest import Clock
from tests.hubs import Team, deck_text

Make = Callable[..., Event]


def page(team: Team) -> wire.Progress:
    return wire.Progress.model_validate_json(operations.progress.read_progress(team.hub, team.lead))


def next_day(team: Team) -> None:
    """What a lead is shown is as it was when the day began."""
    team.clock.forward(days=1)


def met(team: Team) -> dict[str, int]:
    """How many cards the only member has met by tomorrow, by deck: each of more cards than a figure needs."""
    next_day(team)
    return {one.deck: one.introduced for one in page(team).members[0].lines}


def line(team: Team, name: str) -> wire.Line:
    return next(one for one in page(team).members if one.name == name).lines[0]


def test_a_learner_is_shown_the_very_bytes_that_the_lead_gets(hub: TeamServer, team: Team, make: Make) -> None:
    mei = team.join("Mei")
    team.join("Bo")
    team.assign(due="2026-12-04", note="for the launch")
    team.push("Mei", make("small/n0/meaning"), make("small/n1/meaning", rating=Rating.AGAIN))
    mine = operations.progress.preview_report(hub, mei)
    assert operations.progress.read_report(hub, team.lead, mei.id) == mine
    assert mine in operations.progress.read_progress(hub, team.lead)
    assert len(page(team).members) == 2


def test_a_lead_is_told_no_answer_and_no_hour(hub: TeamServer, team: Team, make: Make) -> None:
    mei = team.join("Mei")
    team.assign()
    event = make("small/n3/meaning", rating=Rating.AGAIN)
    flag = make("small/n4/meaning", kind=Kind.FLAG, data={"remark": "my secret remark"})
    team.push("Mei", event, flag, make("private/n0/meaning"))
    told = b"".join(
        (
            operations.progress.read_progress(hub, team.lead),
            operations.progress.read_report(hub, team.lead, mei.id),
            operations.members.list_members(hub, team.lead).model_dump_json().encode(),
            operations.progress.read_notes(hub, team.lead, "small").model_dump_json().encode(),
            operations.progress.read_mixups(hub, team.lead).model_dump_json().encode(),
            operations.assignments.list_assignments(hub, team.lead).model_dump_json().encode(),
        )
    ).decode()
    for hidden in ("small/n3", "private", "secret", event.id, str(event.at), event.device):
        assert hidden not in told
    assert not re.search(r"\d\d:\d\d", told)


def test_figures_follow_what_is_learnt_and_the_days(team: Team, make: Make, clock: Clock) -> None:
    team.join("Mei")
    team.assign(due="2026-12-23")
    assert line(team, "Mei").model_dump() == {
        "assignment": "of-small", "deck": "small", "cards": 20, "introduced": 0, "mastered": 0, "ready": 0.0,
        "ready_due": 0.0, "due": date(2026, 12, 23), "goal": 0.9, "last_day": None, "behind": False,
        "faded": 0, "few": False, "result": None, "final": None,
    }  # fmt: skip
    for _ in range(4):
        team.push("Mei", make("small/n0/meaning"))
        clock.forward(days=2)
    found = line(team, "Mei")
    assert (found.introduced, found.mastered, found.behind) == (1, 1, False), "somebody who studies"
    assert 0.045 < found.ready <= 0.05
    assert found.last_day == date(2026, 11, 29)
    clock.forward(days=2)
    assert line(team, "Mei").behind, "four days away"
    for _ in range(4):
        clock.forward(days=74)
        page(team)  # a lead who looks now and then
    later = line(team, "Mei")
    assert (later.mastered, later.faded) == (0, 1)
    assert later.ready < found.ready


def test_what_came_of_a_due_day_counts_answers_up_to_it_and_stays_from_a_week_later_on(
    team: Team, make: Make, clock: Clock
) -> None:
    team.join("Mei")
    team.assign(due="2026-11-25", goal=0.04)  # two days ahead
    team.push("Mei", make("small/n0/meaning"))
    clock.forward(days=2)
    assert (line(team, "Mei").result, line(team, "Mei").final) == (None, None), "it is not over yet"
    clock.forward(days=1)
    over = line(team, "Mei")
    assert over.result == 0.05
    assert over.final is None
    assert course_of(over, date(2026, 11, 26)) is Course.READY
    team.push("Mei", make("small/n1/meaning"))
    clock.forward(days=1)
    assert line(team, "Mei").result == 0.05, "what was answered afterwards is not of that day"
    team.push("Mei", make("small/n2/meaning", days=-2))
    assert line(team, "Mei").result == 0.05, "nobody learns the hour at which it came"
    clock.forward(days=1)
    assert line(team, "Mei").result == 0.1, "answered in time, and come in late"
    clock.forward(days=5)
    final = line(team, "Mei")
    assert (final.result, final.final) == (0.1, date(2026, 12, 2))
    team.push("Mei", make("small/n3/meaning", days=-8))
    clock.forward(days=90)
    later = line(team, "Mei")
    assert (later.result, later.final) == (0.1, date(2026, 12, 2))
    assert course_of(later, date(2027, 3, 3)) is Course.READY, "whatever was forgotten since"
    report = wire.Report.model_validate_json(operations.progress.preview_report(team.hub, team.caller("Mei")))
    assert report.lines[0] == later


def test_a_due_day_that_is_put_off_has_no_result_until_it_comes(team: Team, make: Make, clock: Clock) -> None:
    team.join("Mei")
    team.assign(due="2026-11-24")
    team.push("Mei", make("small/n0/meaning"))
    clock.forward(days=3)
    assert line(team, "Mei").result == 0.05
    team.assign(due="2026-12-20")
    assert (line(team, "Mei").result, line(team, "Mei").final) == (None, None)


def test_the_teams_days_off_are_set_by_leads_alone_and_told_to_all(hub: TeamServer, team: Team) -> None:
    mei = team.join("Mei")
    set_days_off = operations.assignments.set_days_off
    with pytest.raises(Refusal) as no:
        set_days_off(hub, mei, wire.DaysOffIn(days_off="sat"))
    assert no.value.why is Why.NOT_ALLOWED
    with pytest.raises(Refusal) as no:
        set_days_off(hub, team.lead, wire.DaysOffIn(days_off="someday"))
    assert no.value.why is Why.WRONG
    before = operations.assignments.list_assignments(hub, mei)
    set_days_off(hub, team.lead, wire.DaysOffIn(days_off="周六 周日 2026/12/24"))
    told = operations.assignments.list_assignments(hub, mei)
    assert (before.days_off, told.days_off) == ("", "sat sun 2026-12-24")
    assert told.news != before.news, "so that every app asks for them"
    assert operations.members.read_audit(hub, team.lead).lines[0].did == "team.did_days_off"


def test_who_sees_which_assignment(hub: TeamServer, team: Team) -> None:
    mei, bo = team.join("Mei"), team.join("Bo")
    everyone = team.assign()
    some = team.assign("other", to=[mei.id], due="2026-12-01", goal=0.8, note="soon")
    assert [one.id for one in operations.assignments.list_assignments(hub, mei).assignments] == [some.id, everyone.id]
    assert [one.id for one in operations.assignments.list_assignments(hub, bo).assignments] == [everyone.id]
    assert [one.to for one in operations.assignments.list_assignments(hub, mei).assignments] == [None, None]
    told = operations.assignments.list_assignments(hub, team.lead).assignments
    assert [(one.to, one.mine) for one in told] == [([mei.id], False), (None, False)]
    assert operations.assignments.read_deck(hub, mei, "other").text == deck_text("other")
    assert not_there(lambda: operations.assignments.read_deck(hub, bo, "other"))
    late = team.join("Cy")
    assert [one.id for one in operations.assignments.list_assignments(hub, late).assignments] == [everyone.id]
    operations.members.change_member(hub, team.lead, late.id, wire.MemberIn(role=wire.Role.LEAD))
    assert [one.mine for one in operations.assignments.list_assignments(hub, team.caller("Cy")).assignments] == [
        False,
        False,
    ]


def not_there(do: Callable[[], object]) -> bool:
    with pytest.raises(Refusal) as caught:
        do()
    return caught.value.why is Why.NOT_THERE


def test_an_assignment_said_again_is_one_and_changes_what_it_says(hub: TeamServer, team: Team, clock: Clock) -> None:
    mei = team.join("Mei")
    first = team.assign()
    news = operations.assignments.list_assignments(hub, mei).news
    clock.forward(days=3)
    second = team.assign(due="2026-12-30", to=[mei.id])
    assert (second.id, second.created, second.due) == (first.id, first.created, date(2026, 12, 30))
    assert len(operations.assignments.list_assignments(hub, team.lead).assignments) == 1
    assert operations.assignments.list_assignments(hub, mei).news != news
    operations.assignments.unassign(hub, team.lead, second.id)
    assert not_there(lambda: operations.assignments.unassign(hub, team.lead, second.id))
    assert operations.assignments.list_assignments(hub, mei).assignments == []


def test_an_assignment_must_make_sense(hub: TeamServer, team: Team, clock: Clock) -> None:
    other = Team(hub, clock, "Other team")
    stranger = other.join("Zoe")
    team.assign()
    with pytest.raises(Refusal) as caught:
        operations.assignments.assign(hub, team.lead, "x", wire.AssignmentIn(decks=["nowhere"]))
    assert caught.value.key == "team.deck_unknown"
    assert not_there(
        lambda: operations.assignments.assign(hub, team.lead, "x", wire.AssignmentIn(decks=["small"], to=[stranger.id]))
    )
    with pytest.raises(Refusal):
        operations.assignments.assign(hub, team.lead, "x", wire.AssignmentIn(decks=["small"], note="a\x00b"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("id: small\ntitle: x\nnotes: [", "team.deck_refused"),
        (deck_text("other"), "team.deck_other_id"),
        ("id: small\ntitle: " + "x" * (5 * 1024 * 1024) + "\n", "team.deck_refused"),
        ("\ud800", "team.deck_no_text"),
        ("id: small\ntitle: x\nnotes:\n" + "  - {id: a, kind: qa, front: a, back: b}\n" * 2, "team.deck_refused"),
    ],
)
def test_a_deck_is_read_whole_before_it_is_taken(hub: TeamServer, team: Team, text: str, key: str) -> None:
    team.assign()
    with pytest.raises(Refusal) as caught:
        operations.assignments.put_deck(hub, team.lead, "small", wire.DeckIn(text=text))
    assert caught.value.key == key
    assert str(caught.value)
    assert operations.assignments.read_deck(hub, team.lead, "small").text == deck_text("small")


def test_a_revised_deck_takes_no_progress(hub: TeamServer, team: Team, make: Make) -> None:
    team.join("Mei")
    team.assign()
    team.push("Mei", *(make(f"small/n{n}/meaning") for n in range(4)))
    before = line(team, "Mei")
    operations.assignments.put_deck(
        hub, team.lead, "small", wire.DeckIn(text=deck_text("small", changed=" better said"))
    )
    assert line(team, "Mei") == before
    # A note moves, one is renamed, one goes, one is new.
    revised = deck_text("small", 11).replace("id: n0\n", "id: first\n    formerly: [small/n0]\n")
    revised = revised.replace("  - id: n3\n    kind: definition\n    term: term 3\n    meaning: meaning 3\n", "")
    operations.assignments.put_deck(hub, team.lead, "small", wire.DeckIn(text=revised))
    next_day(team)
    after = line(team, "Mei")
    assert (after.cards, after.introduced) == (20, 3)
    team.push("Mei", make("small/first/term"), make("small/n0/term"))
    next_day(team)
    assert line(team, "Mei").introduced == 4
    operations.assignments.put_deck(hub, team.lead, "small", wire.DeckIn(text=deck_text("small")))
    next_day(team)
    assert line(team, "Mei").introduced == 5


def test_a_note_that_moved_to_another_deck_takes_its_history_along(hub: TeamServer, team: Team, make: Make) -> None:
    team.join("Mei")
    team.assign("old")
    team.push("Mei", make("old/n0/meaning"), make("old/n1/meaning"))
    operations.assignments.put_deck(
        hub, team.lead, "old", wire.DeckIn(text=deck_text("old", 6).replace("id: n1\n", "id: other\n"))
    )
    moved = deck_text("new", 4).replace("id: n0\n", "id: n0\n    formerly: [old/n1]\n")
    operations.assignments.put_deck(hub, team.lead, "new", wire.DeckIn(text=moved))
    operations.assignments.assign(hub, team.lead, "both", wire.AssignmentIn(decks=["new", "old"]))
    team.push("Mei")
    assert met(team) == {"old": 1, "new": 1}
    team.push("Mei", make("old/n1/term"))
    assert met(team) == {"old": 1, "new": 2}


def test_a_deck_that_claims_a_note_of_another_deck_empties_none(hub: TeamServer, team: Team, make: Make) -> None:
    team.join("Mei")
    team.assign("old")
    team.push("Mei", make("old/n0/meaning"), make("old/n1/meaning"))
    before = page(team).members[0].lines
    claims = deck_text("new", 4).replace("id: n0\n", "id: n0\n    formerly: [old/n1]\n")
    operations.assignments.put_deck(hub, team.lead, "new", wire.DeckIn(text=claims))
    assert page(team).members[0].lines == before
    operations.assignments.assign(hub, team.lead, "both", wire.AssignmentIn(decks=["new", "old"]))
    team.push("Mei")
    assert met(team) == {"old": 2, "new": 0}
    team.push("Mei", make("old/n1/term"), make("new/n0/term"))
    assert met(team) == {"old": 3, "new": 1}
    # Once the note is gone from its deck, the claim holds; when it comes back, it takes its history back.
    operations.assignments.put_deck(
        hub, team.lead, "old", wire.DeckIn(text=deck_text("old").replace("id: n1\n", "id: other\n"))
    )
    assert met(team) == {"old": 1, "new": 2}
    with pytest.raises(Refusal) as caught:
        operations.assignments.put_deck(hub, team.lead, "also", wire.DeckIn(text=claims.replace("id: new", "id: also")))
    assert caught.value.key == "team.deck_formerly_taken"
    operations.assignments.put_deck(hub, team.lead, "old", wire.DeckIn(text=deck_text("old")))
    assert met(team) == {"old": 3, "new": 1}


def test_what_was_learnt_before_the_assignment_counts(hub: TeamServer, team: Team, make: Make) -> None:
    team.join("Mei")
    team.push("Mei", make("small/n0/meaning"))
    team.assign()
    assert line(team, "Mei").introduced == 0, "private until her device hears of the assignment"
    team.push("Mei")
    assert line(team, "Mei").introduced == 1


def test_the_page_is_the_same_after_a_replay(hub: TeamServer, team: Team, make: Make, clock: Clock) -> None:
    for name in ("Mei", "Bo"):
        team.join(name)
    team.assign(due="2026-12-23")
    for n in range(6):
        clock.forward(days=1)
        for name in ("Mei", "Bo"):
            team.push(name, make(f"small/n{n % 3}/meaning", rating=Rating(1 + n % 4)))
    next_day(team)
    before = operations.progress.read_progress(hub, team.lead)
    with hub.database.writing() as connection:
        connection.execute(text("DELETE FROM memories"))
    assert operations.progress.read_progress(hub, team.lead) == before


def test_a_team_by_notes_and_its_mixups_name_nobody(hub: TeamServer, team: Team, make: Make) -> None:
    team.assign(due="2026-12-23")
    for number, name in enumerate(("Mei", "Bo", "Cy")):
        assert operations.progress.read_notes(hub, team.lead, "small").notes == []
        team.join(name)
        mixed = make("small/n0", kind=Kind.ANSWER, data={"chosen": ["small/n1"]})
        team.push(name, make("small/n0/meaning"), *([mixed] if number < 2 else []))
    found = operations.progress.read_notes(hub, team.lead, "small")
    assert found.learners == 3
    assert found.notes[0].term == {"en": "term 0"}
    assert 0.4 < found.notes[0].ready <= 0.5
    assert found.notes[1].ready == 0
    mixups = operations.progress.read_mixups(hub, team.lead)
    assert [json.loads(one.model_dump_json()) for one in mixups.mixups] == [
        {"asked": "small/n0", "taken": "small/n1", "learners": 2, "times": 2}
    ]
    assert not_there(lambda: operations.progress.read_notes(hub, team.lead, "nowhere"))


def test_a_deck_with_another_id_carries_on_once_no_assignment_names_the_old_one(
    hub: TeamServer, team: Team, make: Make
) -> None:
    team.join("Mei")
    team.assign("old")
    team.push("Mei", make("old/n0/meaning"), make("old/n1/meaning"))
    renamed = deck_text("new").replace("title:", "formerly: [old]\ntitle:", 1)
    operations.assignments.put_deck(hub, team.lead, "new", wire.DeckIn(text=renamed))
    operations.assignments.assign(hub, team.lead, "both", wire.AssignmentIn(decks=["new", "old"]))
    team.push("Mei")
    assert met(team) == {"old": 2, "new": 0}
    for assignment in operations.assignments.list_assignments(hub, team.lead).assignments:
        operations.assignments.unassign(hub, team.lead, assignment.id)
    operations.assignments.assign(hub, team.lead, "renamed", wire.AssignmentIn(decks=["new"]))
    assert met(team) == {"new": 2}
    team.push("Mei", make("old/n2/meaning"), make("new/n2/meaning"))
    next_day(team)
    assert line(team, "Mei").introduced == 3


# what a lead could find out


def test_what_was_learnt_before_a_deck_was_assigned_is_private_until_the_learners_device_says_so(
    hub: TeamServer, team: Team, make: Make
) -> None:
    """Neither the same id nor `formerly` in a lead's deck shows what a server got before."""
    team.join("Mei")
    team.push("Mei", *(make(f"private/n{n}/meaning") for n in range(6)))
    team.assign("private")
    claims = deck_text("claims", 6).replace("id: n0\n", "id: n0\n    formerly: [secret/n0]\n")
    team.push("Mei", make("secret/n0/meaning"))  # her program is of before: it shares what is assigned, no more
    operations.assignments.put_deck(hub, team.lead, "claims", wire.DeckIn(text=claims))
    operations.assignments.assign(hub, team.lead, "of-claims", wire.AssignmentIn(decks=["claims"]))
    later = make("later/n0/meaning")
    team.assign("later")
    asked = wire.SyncIn(events=[to_wire(later)], decks=["claims"])
    operations.sync.sync_events(hub, team.caller("Mei"), asked)
    assert met(team) == {"private": 6, "claims": 0, "later": 0}
    operations.sync.sync_events(hub, team.caller("Mei"), wire.SyncIn(decks=["later"]))
    assert met(team) == {"private": 6, "claims": 0, "later": 1}


def test_who_looks_often_learns_no_hour(team: Team, make: Make, clock: Clock) -> None:
    """The first figures come at once, others when the team's day begins."""
    team.join("Mei")
    team.assign()
    told = {}
    for hour in range(0, 30, 2):
        team.push("Mei", make(f"small/n{hour // 2 % 10}/{('meaning', 'term')[hour // 20]}"))
        told[hour] = line(team, "Mei").introduced
        clock.forward(hours=2)
    # From nine in the morning on; the day begins at four.
    assert told == {hour: 1 if hour < 20 else 10 for hour in range(0, 30, 2)}


def test_no_two_calls_differ_by_one_person(hub: TeamServer, team: Team, make: Make) -> None:
    people = {name: team.join(name).id for name in ("Mei", "Bo", "Cy", "Di", "Ed", "Flo")}
    team.assign(to=[people[name] for name in ("Mei", "Bo", "Cy")])
    for number, name in enumerate(people):
        team.push(name, *(make(f"small/n{n}/meaning") for n in range(1 + (number > 2))))

    def readiness(*names: str) -> list[float]:
        team.assign(to=[people[name] for name in names])
        for name in names:
            team.push(name)
        return [note.ready for note in operations.progress.read_notes(hub, team.lead, "small").notes]

    three = readiness("Mei", "Bo", "Cy")
    assert three
    assert readiness("Mei", "Bo") == readiness("Bo") == readiness("Mei", "Bo", "Cy", "Di") == three
    assert readiness("Di", "Ed") == three
    assert readiness("Mei", "Bo", "Cy", "Di", "Ed", "Flo") != three

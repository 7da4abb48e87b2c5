"""Teams in the app: joining, assignments, the lead's pages, synchronising in the background."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.widgets import Input, OptionList

from ops_trainer.locale import Complaint
from ops_trainer.team import wire
from ops_trainer.team.typed import invite_line
from ops_trainer.trainer.teams.client import Http
from ops_trainer.trainer.teams.membership import TeamRecords
from ops_trainer.trainer.workshops import Plan
from ops_trainer.tui.shell.app import TrainerApp
from ops_trainer.tui.team.team_block import TeamBlock
from ops_trainer.workshop.rules import Rules
from ops_trainer.workshop.state import Phase
from tests.teamwork import World, deck_file, few_decks, study, world
from tests.tui.cuts import cuts
from tests.tui.hosting import Network, hosting_of
from tests.tui.hosting import join as people_in
from tests.tui.seat import PATIENCE_S, Seat, seated

__all__ = ["few_decks", "world"]


@asynccontextmanager
async def sit_at(world: World, name: str, width: int = 80, height: int = 24, **options: Any) -> AsyncIterator[Seat]:
    """Somebody at the app in their home."""
    clock = world.clock
    app = TrainerApp(
        world.home(name), learner=name, clock=clock, stopwatch=lambda: clock().timestamp(), **{"lang": "en", **options}
    )
    async with seated(app, width, height) as seat:
        yield seat


async def do(seat: Seat) -> None:
    """Enter in the last field of the form joins."""
    seat.app.screen.query_one("#name").focus()
    await seat.settle()
    await seat.press("enter")


async def sync_again(seat: Seat, world: World, connect: Callable[[str], Any]) -> None:
    """Twenty minutes later, with another network, the background looks again."""
    await seat.until(lambda: not seat.app.background.running)
    seat.app.trainer.teams._connect = connect
    world.clock.forward(minutes=20)
    seat.app.background.look(now=True)


def flat(seat: Seat) -> str:
    """The screen as one line."""
    return " ".join(seat.text.split())


def fresh(world: World, name: str) -> None:
    """A home past the welcome, nobody at it."""
    with world.open(name):
        pass


def assign(world: World, lead: Any, *decks: str, **how: Any) -> wire.Assignment:
    with lead.teams.leading() as leading:
        made: wire.Assignment = leading.assign(list(decks), **how)
    return made


# learners


async def test_joining_by_a_pasted_line_brings_the_assignment_to_home_and_what_is_learnt_goes_out(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop", due=world.day(9), goal=0.8, note="[b]all[/b] of it")
    fresh(world, "mei")
    async with sit_at(world, "mei") as seat:
        assert not seat.app.screen.query_one(TeamBlock).display
        await seat.press("m")
        assert "You are in no team yet" in seat.text
        await seat.press("j")
        await seat.paste(
            f"Hi Mei,\n> welcome! Please run\n> `{invite_line(world.url, world.code[:9])}\n> {world.code[9:]}`\nLi"
        )
        fields = [seat.app.screen.query_one(f"#{name}", Input).value for name in ("url", "code", "name")]
        assert fields == [world.url, world.code, "mei"]
        await seat.press("enter")
        assert seat.place == "Team"
        assert "You are in “Growth team”" in seat.notice
        assert "Growth team · you are mei (learner)" in seat.text
        assert "Shop shop" in seat.text
        assert "9 days left" in seat.text
        assert "Li: [b]all[/b] of it" in seat.text
        assert "today:" in seat.text
        await seat.press("n")
        assert "Li assigned you “Shop shop”, due" in seat.text
        await seat.press("enter")
        assert "There is 1 thing new" not in seat.text
        await seat.press("space")
        assert seat.place == "Study"
        while seat.place == "Study":
            await seat.press("space", "2")
        while seat.place != "Home":
            await seat.press("escape")
        assert "Shop shop" in seat.text
        assert "of 80%" in seat.text
        await seat.until(lambda: lead_sees(lead, "mei").lines[0].introduced > 0)
        await seat.until(lambda: "✓ Synchronised 09:00" in seat.text)


async def test_devices_are_taken_out_and_what_goes_through_the_server_is_chosen(world: World) -> None:
    world.begin()
    mei = world.join("mei")
    second = world.open("mei", home="mei-phone")
    second.teams.join(world.url, mei.teams.link().code or "")
    with mei.context.database.writing() as connection:
        TeamRecords(connection, "mei").put_membership(replace(mei.teams.membership(), whole=None), 0)
    async with sit_at(world, "mei", lang="zh") as seat:
        await seat.press("m")
        await seat.until(lambda: "哪些卡组经过" in seat.text)  # asked once
        await seat.press("1")
        assert mei.teams.membership().whole is False
        await seat.press("d")
        await seat.until(lambda: second.teams.membership().device[:20] in seat.text)
        assert "只有它布置的卡组经过它的服务器" in flat(seat)
        assert not cuts(seat.app.screen)
        await seat.press("o", "2")
        assert mei.teams.membership().whole is True
        assert "全部卡组都经过它的服务器" in flat(seat)
        await seat.press("x")  # the device in use stays
        await seat.press("down", "x", "2")
        await seat.until(lambda: second.teams.membership().device[:20] not in seat.text)
    assert [one.current for one in mei.teams.devices()] == [True]
    with pytest.raises(Complaint, match="does not know this device"):
        second.teams.sync()


async def test_a_lead_makes_a_line_with_which_a_member_comes_back(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop")
    mei = world.join("mei")
    async with sit_at(world, "li", 60, 20) as seat:
        await seat.press("m", "enter", "k")
        assert "Are mei's devices gone?" in flat(seat)
        assert not cuts(seat.app.screen)
        await seat.press("enter")
        assert "For mei alone" in flat(seat)
    assert [line.did for line in mei.teams.audit()] == ["team.did_reentry"]


def lead_sees(lead: Any, name: str) -> wire.Report:
    with lead.teams.leading() as leading:
        found: wire.Report = next(one for one in leading.progress().members if one.name == name)
    return found


async def test_what_is_missing_or_wrong_in_an_invite_is_said_and_nothing_written_is_lost(world: World) -> None:
    world.begin()
    with world.open("me"):
        pass
    async with sit_at(world, "me") as seat:
        await seat.press("m", "j")
        await do(seat)
        assert "address is missing" in seat.notice
        await seat.paste(f"{world.url} AAAA-BBBB-CCCC-DDDD")
        await do(seat)
        assert "Ask your lead for a new one" in seat.notice
        code = seat.app.screen.query_one("#code", Input)
        assert code.value == "AAAA-BBBB-CCCC-DDDD"
        code.value = world.code
        await do(seat)
        assert "Under which name?" in seat.notice
        seat.app.screen.query_one("#name", Input).value = "[@click=app.quit]x"
        await do(seat)
        assert seat.place == "Team"
        assert "you are [@click=app.quit]x" in seat.text


async def test_the_preview_shows_the_very_bytes_and_leaving_deletes(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop", due=world.day(9))
    mei = world.join("mei")
    study(mei, 3)
    mei.teams.sync()
    told = mei.teams.preview()
    async with sit_at(world, "mei") as seat:
        await seat.press("m", "v")
        assert "figures by deck and the last day of study" in flat(seat)
        assert "Shop shop" in seat.text
        shown = str(seat.app.screen.query_one("#bytes").render())
        assert shown == told.decode()
        assert json.loads(shown) == lead_sees(lead, "mei").model_dump(mode="json")
        await seat.press("escape", "x", "1")
        assert "Growth team" in seat.text
        await seat.press("x", "2")
        assert "You are in no team yet" in seat.text
    with lead.teams.leading() as leading:
        assert [one.name for one in leading.members()] == ["Li"]


@pytest.mark.soak(only=True)
async def test_a_second_device_joins_by_a_line_of_ones_own(world: World) -> None:
    world.begin()
    world.join("mei")
    fresh(world, "me")
    async with sit_at(world, "mei") as seat:
        await seat.press("m", "k", "enter")
        line = seat.app.screen.line  # type: ignore[attr-defined]
        assert line in seat.text.replace("\n", " ") or line.split()[-1] in seat.text
        await seat.press("c")
        assert seat.app.clipboard == line
    async with sit_at(world, "me") as seat:
        await seat.press("m", "j")
        await seat.paste(line)
        await do(seat)
        assert "you are mei (learner)" in seat.text


@pytest.mark.soak(only=True)
async def test_what_changed_in_a_revised_deck_is_told_note_by_note(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop")
    mei = world.join("mei")
    study(mei, 2)
    mei.teams.mark_seen(*mei.teams.notices())
    deck_file(world.home("li") / "decks", notes=7, more=" better")
    lead.refresh()
    with lead.teams.leading() as leading:
        leading.send_decks(["shop"])
    async with sit_at(world, "mei") as seat:
        await seat.until(lambda: "News: 1" in seat.text)
        await seat.press("m", "n")
        assert "was revised: 1 new, 6 changed, 0 gone" in seat.text
        assert "+ new: term 6" in seat.text
        assert "~ changed: term 0, term 1" in seat.text
        await seat.press("enter")
        assert "2 of 14 cards met" in seat.text


@pytest.mark.soak(only=True)
async def test_without_network_one_learns_on_and_is_told_so(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop", due=world.day(9))
    mei = world.join("mei")
    mei.teams.mark_seen(*mei.teams.notices())
    study(mei, 2)
    away = Away()
    async with sit_at(world, "mei") as seat:
        await sync_again(seat, world, away)
        await seat.until(lambda: "No connection to the team" in flat(seat))
        await seat.press("space", "space", "2", "escape")
        assert seat.place == "Home"
        await seat.press("m", "s")
        assert "can't be reached" in seat.notice
        assert "Waiting: 1" in flat(seat)
        seat.app.trainer.teams._connect = Http
        await seat.press("s")
        assert "✓ Synchronised" in seat.text
    assert away.asked


class Away:
    """A network that is not there."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, url: str) -> Any:
        self.asked = True
        raise Complaint("team.offline", url=url)


async def test_a_server_that_never_answers_is_never_in_the_way(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop")
    mei = world.join("mei")
    study(mei, 1)
    asked, hang = threading.Event(), threading.Event()

    def never(url: str) -> Any:
        asked.set()
        hang.wait(PATIENCE_S)
        raise Complaint("team.offline", url=url)

    async with sit_at(world, "mei") as seat:
        await sync_again(seat, world, never)
        await seat.until(asked.is_set)
        await seat.press("space", "space", "2", "escape", "m")
        assert seat.place == "Team"
        assert seat.app.background.running
    hang.set()  # the app has ended, and did not wait for it


# leads


async def test_a_lead_is_led_from_nothing_to_the_first_assignment(world: World) -> None:
    lead = world.begin()
    async with sit_at(world, "li") as seat:
        await seat.press("m")
        assert seat.place == "TeamLead"
        assert "Two steps to begin" in seat.text
        await seat.press("i")
        seat.app.screen.query_one("#uses", Input).value = "0"
        await seat.press("enter")
        assert "from 1 to 10000" in seat.notice
        seat.app.screen.query_one("#uses", Input).value = "3"
        await seat.press("enter")
        assert f"ops-trainer team join {world.url}" in seat.text
        assert "Good for 3 people, until" in seat.text
        assert "▀" in seat.text
        await seat.press("escape", "a", "n")
        assert "Choose at least one deck" in seat.text
        await seat.press("enter", "3", "s")
        assert "Decks: Shop shop" in seat.text
        assert "✓ A beginner:" in seat.text
        seat.app.screen.query_one("#due", Input).value = "5"
        await seat.settle()
        assert "in 5 days." in seat.text, "the day as it was read"
        seat.app.screen.query_one("#due", Input).value = "someday"
        await seat.settle()
        assert "next friday" in " ".join(seat.text.split()), "what can be written"
        seat.app.screen.query_one("#due", Input).value = "５天"
        seat.app.screen.query_one("#goal", Input).value = "x"
        await seat.settle()
        assert "x is no goal" in seat.text
        seat.app.screen.query_one("#goal", Input).value = "60"
        await seat.press("ctrl+s")
        assert seat.place == "TeamTasks"
        assert "5 days left" in seat.text
        await seat.press("escape")
        assert "Nobody has joined who is to learn this" in seat.text
    with lead.teams.leading() as leading:
        (made,) = leading.assignments()
    assert (made.goal, [deck.id for deck in made.decks], made.to) == (0.6, ["shop"], None)


async def test_the_lead_sees_everyone_sorts_looks_closer_and_writes_the_report(world: World, tmp_path: Any) -> None:
    lead = world.begin()
    assign(world, lead, "shop", due=world.day(30), goal=0.8)
    names = ("ana", "[@click=app.quit]x", "=1+1")
    for name, cards in zip(names, (9, 0, 3), strict=True):
        trainer = world.join(name)
        study(trainer, cards)
        trainer.teams.sync()
    world.clock.forward(days=20)
    async with sit_at(world, "li") as seat:
        await seat.press("m")
        table = seat.app.screen.query_one("#members", OptionList)
        assert "3 are learning" in seat.text
        assert all(name in seat.text for name in names)
        shown = [row.name for row in seat.app.screen.shown]  # type: ignore[attr-defined]
        assert shown[0] == "[@click=app.quit]x"
        await seat.press("2")
        assert [row.name for row in seat.app.screen.shown] == ["=1+1", "[@click=app.quit]x", "ana"]  # type: ignore[attr-defined]
        assert seat.app.screen.shown[table.highlighted].name == "[@click=app.quit]x"  # type: ignore[attr-defined]
        await seat.press("down", "enter")
        assert seat.place == "TeamMember"
        assert "9/12 met" in seat.text
        await seat.press("g", "2")
        assert "ana · lead" in seat.text
        await seat.press("x", "2")
        assert "ana is removed" in seat.notice
        assert "2 are learning" in seat.text
        await seat.press("e")
        seat.app.screen.query_one("#path", Input).value = str(tmp_path / "r.txt")
        await seat.press("enter")
        assert "must end in .html or .csv" in seat.notice
        for ending in ("html", "csv"):
            if seat.place != "TeamExport":
                await seat.press("e")
            seat.app.screen.query_one("#path", Input).value = str(tmp_path / f"r.{ending}")
            await seat.press("enter")
            assert "Written" in seat.notice
    assert "=1+1" in (tmp_path / "r.html").read_text("utf-8")
    assert "'=1+1" in (tmp_path / "r.csv").read_text("utf-8")


@pytest.mark.soak(only=True)
async def test_hard_spots_are_shown_once_they_name_nobody(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop")
    for name in ("ana", "bo"):
        trainer = world.join(name)
        study(trainer, 4)
        trainer.teams.sync()
    async with sit_at(world, "li") as seat:
        await seat.press("m", "h")
        assert "at least three learners" in seat.text
    cat = world.join("cat")
    study(cat, 4)
    cat.teams.sync()
    async with sit_at(world, "li") as seat:
        await seat.press("m", "h")
        assert "Shop shop: weakest first, 3 learners" in seat.text
        await seat.press("enter")
        assert seat.place == "Lesson"


@pytest.mark.soak(only=True)
async def test_assigning_what_cant_be_done_asks_before(world: World) -> None:
    lead = world.begin()
    deck_file(world.home("li") / "decks", "long", 70)
    lead.refresh()
    before = assign(world, lead, "long", note="old")
    async with sit_at(world, "li") as seat:
        await seat.press("m", "a", "enter")
        seat.app.screen.query_one("#due", Input).value = "3"
        seat.app.screen.query_one("#minutes", Input).value = "2"
        await seat.settle()
        assert "! A beginner: With 2 min a day" in seat.text
        await seat.press("ctrl+s", "1")
        assert seat.place == "TeamAssign"
        await seat.press("ctrl+s", "2")
        assert seat.place == "TeamTasks"
        await seat.press("u")
        assert "members get it" in seat.lines[0]
        await seat.press("o")
        assert "On which days does nobody of the team study? Now: none" in seat.text
        await seat.press(*"sun", "enter")
        assert "The team's days off are set" in seat.lines[0]
        with lead.teams.leading() as leading:
            assert leading.days_off() == "sun"
        with lead.teams.leading() as leading:
            (made,) = leading.assignments()
        assert (made.id, made.note, made.due) == (before.id, "old", world.day(3))
        await seat.press("x", "2")
        assert "Nothing is assigned yet" in seat.text


async def test_the_lead_without_network_is_told_and_can_try_again(world: World) -> None:
    world.begin()
    async with sit_at(world, "li") as seat:
        seat.app.trainer.teams._connect = Away()
        await seat.press("m")
        assert "can't be asked just now" in seat.text
        seat.app.trainer.teams._connect = Http
        await seat.press("r")
        assert "Two steps to begin" in seat.text
        await seat.press("o")
        assert seat.place == "Team"
        await seat.press("l")
        assert seat.place == "TeamLead"


@pytest.mark.soak(only=True)
@pytest.mark.looks
async def test_nothing_is_cut(world: World, width: int, height: int, lang: str) -> None:
    lead = world.begin()
    deck_file(world.home("li") / "decks", "long", 10)
    lead.refresh()
    assign(world, lead, "shop", "long", due=world.day(9), note="a note")
    assign(world, lead, "shop")
    for name in ("ana", "[@click=app.quit]x", "somebody with a long name"):
        trainer = world.join(name)
        study(trainer, 4, decks=("shop", "long"))
        trainer.teams.sync()
    found: dict[str, list[str]] = {}
    async with sit_at(world, "li", width, height, lang=lang) as seat:
        tasks = ["m", "enter", "escape h", "escape a", "n", "escape enter"]
        for keys in map(str.split, (*tasks, "escape escape i", "enter", "escape e", "escape o")):
            await seat.press(*keys)
            found[f"{seat.place} {keys}"] = cuts(seat.app.screen)
    async with sit_at(world, "ana", width, height, lang=lang) as seat:
        for keys in ([], ["m"], ["n"], ["escape", "v"], ["escape", "j"], ["escape", "x"], ["escape", "k"]):
            await seat.press(*keys)
            found[f"{seat.place} {keys}"] = cuts(seat.app.screen)
    assert {where: cut for where, cut in found.items() if cut} == {}


@pytest.mark.soak(only=True)
async def test_a_workshop_of_the_leads_brings_members_their_misses_or_says_how_to_send_them_later(world: World) -> None:
    lead = world.begin()
    assign(world, lead, "shop")
    mei = world.join("mei")
    network = Network()
    start = ("host", {"plan": Plan(decks=("shop",), count=1, rules=Rules())})
    for connect, says in ((Http, "come to them with their next sync: mei"), (Away(), "ops-trainer team misses")):
        async with sit_at(world, "li", start=start, serve=network.serve) as seat:
            await seat.until(lambda: not seat.app.background.running)
            seat.app.trainer.teams._connect = connect
            hosting = hosting_of(seat)
            people_in(hosting, "mei", "guest", lang="en")
            while hosting.room.phase is not Phase.END:
                await seat.press("space")
            await seat.settle()
            assert says in " ".join(seat.notice.split())
    mei.teams.sync()
    assert "summon" in [event["kind"] for event in mei.export_journal()]

"""The facilitator's screen in every phase and size: what the room reads, what the keys do, what is left of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from ops_trainer.workshop.state import Phase
from tests.tui.cuts import cuts
from tests.tui.hosting import NAMES, Network, answer, ask, hosting_of, join, plan
from tests.workshop.rooms import MATCH, ORDER, POLL, SINGLE, TYPED


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def host(sit: Any, learner: Any, network: Network, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open the facilitator's screen over some questions."""

    def start(*items: Any, width: int = 80, height: int = 24, lang: str = "zh", **rules: Any) -> Any:
        ask(monkeypatch, *items)
        learner.change(language=lang)
        return sit(width, height, start=("host", {"plan": plan(**rules)}), serve=network.serve)

    return start


async def tour(seat: Any, players: int = 7) -> AsyncIterator[str]:
    """A whole workshop, a stop at each thing that can be on the screen, by name."""
    hosting = hosting_of(seat)
    yield "lobby, empty"
    ids = join(hosting, *NAMES[:players])
    await seat.settle()
    yield "lobby"
    while hosting.room.phase is not Phase.END:
        await seat.press("space")
        match hosting.room.phase:
            case Phase.QUESTION:
                item = hosting.room.runs[-1].item
                question = item.question
                kind = "poll" if item.poll else question.type.value
                yield f"question {kind}"
                if question.id == SINGLE.id:
                    answer(hosting, ids, 2)
                    await seat.press("d")
                    yield "discuss"
                    await seat.press("space")
                    yield "second vote"
                answer(hosting, ids[1:], 3, sure=True)
                await seat.settle()
                yield f"answered {kind}"
            case Phase.REVEAL:
                yield f"reveal {kind}"
            case Phase.STANDINGS:
                yield "standings"
    yield "end"


@pytest.mark.parametrize(("width", "height"), [(40, 12), (80, 24)])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_phase_can_be_read(host: Any, home: Path, width: int, height: int, lang: str) -> None:
    seen: dict[str, str] = {}
    cut: dict[str, list[str]] = {}
    async with host(width=width, height=height, lang=lang) as seat:
        async for name in tour(seat):
            seen[name] = seat.text
            assert len(seat.lines) == height
            assert all(cell_len(line) <= width for line in seat.lines)
            if found := cuts(seat.app.screen):
                cut[name] = found
        pin = hosting_of(seat).pin
        workshop = hosting_of(seat).id
    assert not cut
    assert "192.168.1.23:8000" in seen["lobby"]
    assert f"{pin[:3]} {pin[3:]}" in seen["lobby"]
    for name in NAMES[:4] if width > 40 else NAMES[-3:]:
        assert name in seen["lobby"]
    zh = lang == "zh"
    assert ("谁改功能" if zh else "Who changes features") in seen["question single"]
    assert all(f" {letter} {shape} " in seen["question single"] for letter, shape in zip("ABC", "▲◆●", strict=True))
    assert ("已答 0/7" if zh else "0/7 answered") in seen["question single"]
    assert ("旁边的人" if zh else "neighbours") in seen["discuss"]
    assert ("第二次投票" if zh else "2nd vote") in seen["second vote"]
    assert "✓" in seen["reveal single"]
    assert "✗" in seen["reveal single"]
    assert "██" in seen["reveal order"]
    assert "小明" in seen["standings"]
    assert "小明" in seen["end"] or "Zoë" in seen["end"]
    assert (home / "workshops" / f"{workshop}.html").read_text(encoding="utf-8").startswith("<!doctype html>")


async def test_the_reveal_says_why_and_what_the_most_chosen_wrong_option_is(host: Any) -> None:
    async with host(SINGLE, lang="en") as seat:
        ids = join(hosting_of(seat), *NAMES)
        await seat.press("space")
        answer(hosting_of(seat), ids, 2, sure=True)
        await seat.press("space")
        assert "Because people come before they try" in seat.text
        assert "Most who were wrong chose B" in seat.text
        assert "It keeps people" in seat.text
        assert "2 of 7 right" in seat.text
        assert "5 sure but wrong" in seat.text


async def test_a_second_vote_shows_both(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, *NAMES[:4])
        await seat.press("space")
        answer(hosting, ids, 1)
        await seat.press("d", "space")
        answer(hosting, ids, 4)
        await seat.press("space")
        before, after = votes(seat)
        assert "1 · 25%" in before
        assert "▒" in before
        assert "4 · 100%" in after
        assert "讨论前 1 人" in seat.text


def votes(seat: Any) -> tuple[str, str]:
    """The lines of the first option's two votes."""
    lines = seat.lines
    at = next(place for place, line in enumerate(lines) if " A ▲ " in line)
    return lines[at + 1], lines[at + 2]


async def test_a_poll_has_no_right_answer(host: Any) -> None:
    async with host(POLL) as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, *NAMES[:2])
        await seat.press("space")
        answer(hosting, ids, 2)
        await seat.press("space")
        assert "✓" not in seat.text
        assert "2 · 100%" in seat.text


@pytest.mark.parametrize("item", [MATCH, ORDER])
async def test_rows_and_places_show_how_many_had_them(host: Any, item: Any) -> None:
    async with host(item, lang="en") as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, *NAMES[:4])
        await seat.press("space")
        answer(hosting, ids, 3)
        await seat.press("space")
        assert "3 of 4 right" in seat.text
        assert "3 · 75%" in seat.text


async def test_the_one_key_says_what_it_does(host: Any) -> None:
    async with host(SINGLE, MATCH) as seat:
        join(hosting_of(seat), "小明")
        said = []
        for _ in range(7):
            await seat.settle()
            said.append(seat.app.screen.next_label())
            await seat.press("space")
        assert said == ["开始", "揭晓", "排名", "下一题", "揭晓", "看结果", "继续"]
        assert hosting_of(seat).room.phase is Phase.END


async def test_time_more_time_pause_and_close(host: Any, clock: Any) -> None:
    async with host(SINGLE, seconds=30) as seat:
        hosting = hosting_of(seat)
        join(hosting, "小明", "Zoë")
        await seat.press("space")
        clock.forward(seconds=18)
        seat.app.screen.tick()
        await seat.settle()
        assert "12 秒" in seat.text
        await seat.press("plus")
        assert "22 秒" in seat.text
        await seat.press("p")
        assert "暂停" in seat.text
        clock.forward(seconds=60)
        await seat.press("p")
        assert "22 秒" in seat.text
        await seat.press("c")
        assert "时间到" in seat.text
        assert not hosting.room.is_open


async def test_skip_leaves_a_question_out(host: Any) -> None:
    async with host(SINGLE, MATCH) as seat:
        join(hosting_of(seat), "小明")
        await seat.press("space", "s")
        assert "把相配的连起来" in seat.text
        assert hosting_of(seat).room.runs[0].passed


async def test_lock_kick_and_a_lost_name(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        join(hosting, "小明", "Zoë")
        await seat.press("l")
        assert "已锁门" in seat.text
        assert hosting.room.locked
        await seat.press("l")
        assert not hosting.room.locked
        await seat.press("k")
        assert seat.place == "Which"
        assert "小明" in seat.text
        await seat.press("2")
        assert [player.name for player in hosting.room.active] == ["小明"]
        hosting.knock("小明", "zh")
        await seat.settle()
        assert "小明" in next(line for line in seat.lines if "找回" in line)
        await seat.press("g")
        assert "有人说：我就是小明" in seat.text
        await seat.press("1")
        assert not hosting.room.knocks


async def test_a_lost_name_can_be_refused(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        join(hosting, "小明")
        token, _ = hosting.knock("小明", "zh")
        await seat.settle()
        await seat.press("g", "2")
        assert not hosting.room.knocks
        assert not hosting.is_knocking(token)


async def test_many_players_are_found_by_typing(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        join(hosting, *(f"team {letter * 3}" for letter in "abcdefghjkmn"), "王芳")
        await seat.press("k", *"m kk", "enter")
        assert "team kkk" not in [player.name for player in hosting.room.active]
        assert len(hosting.room.active) == 12


async def test_a_typed_answer_can_be_let_count(host: Any) -> None:
    async with host(TYPED, lang="en") as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, "a", "b")
        await seat.press("space")
        answer(hosting, ids, 1)
        await seat.press("space")
        assert "1 of 2 right" in seat.text
        await seat.press("r")
        place = next(n for n, line in enumerate(seat.app.screen.choices, 1) if "访客数" in line[1])
        await seat.press(str(place))
        assert "2 of 2 right" in seat.text
        assert {one.points for one in hosting.room.standings.places} == {100}


async def test_it_leads_itself(host: Any, clock: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        await seat.press("a")
        clock.forward(seconds=300)
        seat.app.screen.tick()
        await seat.settle()
        assert hosting.room.phase is Phase.LOBBY
        ids = join(hosting, "小明")
        await seat.settle()
        clock.forward(seconds=31)
        seat.app.screen.tick()
        await seat.settle()
        assert hosting.room.phase is Phase.QUESTION
        answer(hosting, ids, 1)
        await seat.settle()
        clock.forward(seconds=2)
        seat.app.screen.tick()
        await seat.settle()
        assert hosting.room.phase is Phase.REVEAL
        clock.forward(seconds=41)
        seat.app.screen.tick()
        await seat.settle()
        assert hosting.room.phase is Phase.END
        clock.forward(seconds=300)
        seat.app.screen.tick()
        await seat.settle()


async def test_the_code_fills_the_screen(host: Any) -> None:
    async with host(SINGLE, width=80, height=40) as seat:
        await seat.press("i")
        assert seat.place == "Entrance"
        assert sum("█" in line for line in seat.lines) > 20
        assert "192.168.1.23:8000" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("i")
        assert seat.place == "Host"


async def test_leaving_asks_and_closes_the_room(host: Any, network: Network) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        await seat.press("escape", "1")
        assert seat.place == "Host"
        await seat.press("escape", "2")
        assert seat.place == "Home"
        assert hosting.room.phase is Phase.LOBBY
    assert network.stopped == 1
    assert network.started == [("0.0.0.0", None)]


async def test_ending_asks_first(host: Any) -> None:
    async with host(SINGLE, MATCH) as seat:
        hosting = hosting_of(seat)
        join(hosting, "小明")
        await seat.press("space", "e", "2")
        assert hosting.room.phase is Phase.QUESTION
        await seat.press("e", "1")
        assert hosting.room.phase is Phase.END
        await seat.press("escape")
        assert seat.place == "Home"


async def test_a_room_that_cannot_be_opened_says_why(
    host: Any, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ops_trainer.locale import Complaint

    def taken(*given: Any) -> Any:
        raise Complaint("page.no_port", host="0.0.0.0", port=1)

    monkeypatch.setattr(network, "serve", taken)
    async with host(SINGLE) as seat:
        assert seat.place == "Home"
        assert "--port" in seat.notice


async def test_a_workshop_that_was_cut_off_goes_on(
    sit: Any, learner: Any, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ops_trainer.trainer.workshops.plan import Plan, open_room

    ask(monkeypatch, SINGLE, MATCH)
    hosting = open_room(learner, plan(), "zh")
    ids = join(hosting, "小明", "Zoë")
    hosting.next()
    answer(hosting, ids[:1], 1)
    hosting.close()
    async with sit(start=("host", {"plan": Plan(resume="")}), serve=network.serve) as seat:
        again = hosting_of(seat)
        assert (again.pin, again.id) == (hosting.pin, hosting.id)
        assert "谁改功能" in seat.text
        assert "暂停" in seat.text
        assert "已答 1/2" in seat.text


async def test_a_resize_draws_the_phase_anew(host: Any) -> None:
    async with host(SINGLE) as seat:
        await seat.press("space")
        await seat.pilot.resize_terminal(40, 12)
        await seat.settle()
        assert not cuts(seat.app.screen)
        assert " C ● " in seat.text


async def test_in_the_other_language_the_room_stays_open(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        join(hosting, "小明")
        await seat.press("space")
        seat.app.speak("en")
        seat.app.apply_settings()
        await seat.settle()
        assert hosting_of(seat) is hosting

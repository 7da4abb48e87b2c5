"""The facilitator's screen in every phase and size: what the room reads, what the keys do, what is left of it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from ops_trainer.locale import Complaint
from ops_trainer.store import workshops as rows
from ops_trainer.trainer.workshops import Plan, writer
from ops_trainer.trainer.workshops.hosting import hashed
from ops_trainer.workshop.state import Phase
from tests.tui.cuts import cuts
from tests.tui.hosting import NAMES, Network, answer, ask, hosting_of, join, plan, type_in
from tests.workshop.rooms import MATCH, POLL, SINGLE, TYPED


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


@pytest.mark.parametrize(
    ("width", "height", "lang"), [(40, 12, "zh"), pytest.param(80, 24, "en", marks=pytest.mark.soak(only=True))]
)
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


@pytest.mark.soak(only=True)
async def test_the_reveal_tells_of_every_type_what_was_chosen_and_why(host: Any) -> None:
    async with host(SINGLE, POLL, MATCH, TYPED, lang="en") as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, *NAMES[:4])

        async def revealed(right: int, *, sure: bool | None = None) -> str:
            await seat.press("space")
            answer(hosting, ids, right, sure=sure)
            await seat.press("space")
            return str(seat.text)

        text = await revealed(1, sure=True)
        assert "Because people come before they try" in text
        assert "Most who were wrong chose B" in text
        assert "It keeps people" in text
        assert "1 of 4 right" in text
        assert "3 sure but wrong" in text
        await seat.press("space")
        text = await revealed(4)
        assert "4 · 100%" in text
        assert "✓" not in text
        text = await revealed(3)
        assert "3 of 4 right" in text
        assert "3 · 75%" in text
        await seat.press("space")
        assert "1 of 4 right" in await revealed(1)
        await seat.press("r")
        place = next(n for n, line in enumerate(seat.app.screen.choices, 1) if "访客数" in line[1])
        await seat.press(str(place))
        assert "4 of 4 right" in seat.text
        await seat.press("r", "escape")
        assert hosting.room.runs[-1].ruled


@pytest.mark.parametrize(("width", "height", "lang"), [(60, 20, "zh"), (40, 12, "en")])
async def test_the_link_of_the_projector_page_is_the_one_that_is_good_now(
    host: Any, width: int, height: int, lang: str
) -> None:
    async with host(SINGLE, width=width, height=height, lang=lang) as seat:
        hosting = hosting_of(seat)
        await seat.press("b")
        first = hosting.screen_pin
        assert f"http://192.168.1.23:8000/screen#{first}" in seat.text
        assert seat.text.count(first) == 2
        assert not cuts(seat.app.screen)
        hosting.let_screen_in(first)
        seat.app.screen.draw()
        await seat.settle()
        assert first not in seat.text
        assert seat.text.count(hosting.screen_pin) == 2
        await seat.press("minus")
        assert f"{hosting.pin[:3]} {hosting.pin[3:]}" in seat.text


@pytest.mark.parametrize(("width", "height"), [(40, 12), (60, 20), (120, 40)])
async def test_the_code_leaves_a_line_to_the_pin(host: Any, width: int, height: int) -> None:
    async with host(SINGLE, width=width, height=height) as seat:
        pin = hosting_of(seat).pin
        await seat.press("i")
        assert f"PIN {pin[:3]} {pin[3:]}" in seat.text
        assert "▀" in seat.text or "██" in seat.text


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 12)])
async def test_who_has_not_answered_is_told(host: Any, clock: Any, width: int, height: int) -> None:
    async with host(SINGLE, width=width, height=height, lang="en", seconds=600) as seat:
        hosting = hosting_of(seat)
        hosting.expect_phones()
        ids = join(hosting, "Ann", "Ben", "Cleo", "Dora")
        hosting.connected(ids[0], 1)
        hosting.connected(ids[1], 1)
        hosting.leave(ids[3])
        await seat.press("space")
        clock.forward(seconds=45)
        answer(hosting, ids[:1], 1)
        await seat.press("w")
        assert "Still to answer: 1\nBen" in plain(seat)
        assert "network: 1\nCleo (for 45 s)" in plain(seat)
        assert "Have left: 1\nDora" in plain(seat)
        assert not cuts(seat.app.screen)
        answer(hosting, ids[1:2], 1)
        seat.app.screen.draw()
        await seat.settle()
        assert "Ben" not in plain(seat)
        await seat.press("f3")
        hosting.next()
        await seat.press("w")
        assert "Here: 2" in seat.text
        assert "Ann, Ben" in seat.text


def plain(seat: Any) -> str:
    """What a dialog says, a line of it a line."""
    lines = (line.strip("│ ") for line in seat.lines)
    return "\n".join(line for line in lines if line)


async def test_a_key_steps_through_the_addresses(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        assert "或 10.0.0.7:8000（t）" in seat.text
        await seat.press("t")
        assert hosting.address == "http://10.0.0.7:8000"
        assert "或 192.168.1.23:8000（t）" in seat.text
        coded = seat.app.screen.addresses().coded
        assert coded == f"http://10.0.0.7:8000/{hosting.pin}"
        await seat.press("f4")
        assert hosting.address == "http://192.168.1.23:8000"


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 12)])
async def test_a_lobby_that_stays_empty_says_what_to_try(host: Any, clock: Any, width: int, height: int) -> None:
    async with host(SINGLE, width=width, height=height) as seat:
        clock.forward(seconds=59)
        seat.app.screen.tick()
        await seat.settle()
        assert "防火墙" not in seat.text
        clock.forward(seconds=1)
        seat.app.screen.tick()
        await seat.settle()
        assert "防火墙" in seat.text
        join(hosting_of(seat), "小明")
        await seat.settle()
        assert "防火墙" not in seat.text


async def test_without_a_network_there_is_no_code(host: Any, network: Network) -> None:
    network.alone, network.addresses = True, ("http://127.0.0.1:8000",)
    async with host(SINGLE, lang="en") as seat:
        assert "is in no network" in seat.text
        assert "▀" not in seat.text
        network.alone, network.addresses = False, ("http://10.0.0.7:8000",)
        await seat.press("t")
        assert "10.0.0.7:8000" in seat.text
        assert "no network" not in seat.text


async def test_a_second_vote_shows_both(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, *NAMES[:4])
        await seat.press("space")
        answer(hosting, ids, 1)
        await seat.press("d", "space")
        answer(hosting, ids, 4)
        await seat.press("space")
        await seat.press("v")
        await type_in(seat, *"x? | a", "enter")
        assert "2" in seat.notice
        await type_in(seat, *" | b", "enter")
        assert hosting.room.items[1].poll
        at = next(place for place, line in enumerate(seat.lines) if " A ▲ " in line)
        before, after = seat.lines[at + 1 : at + 3]
        assert "1 · 25%" in before
        assert "▒" in before
        assert "4 · 100%" in after
        assert "讨论前 1 人" in seat.text


async def test_the_one_key_says_what_it_does(host: Any) -> None:
    async with host(SINGLE, MATCH, width=40, height=12) as seat:
        join(hosting_of(seat), "小明")
        said = []
        for _ in range(7):
            await seat.settle()
            said.append(seat.app.screen.next_label())
            assert f"空格 {said[-1]}" in seat.text or said[-1] == "继续"
            await seat.press("space")
        assert said == ["开始", "揭晓", "排名", "下一题", "揭晓", "看结果", "继续"]
        assert hosting_of(seat).room.phase is Phase.END


async def test_the_keys_count_with_an_input_method_or_caps_lock_on(host: Any) -> None:
    async with host(SINGLE, MATCH, seconds=30) as seat:
        join(hosting_of(seat), "小明", "Zoë")
        await seat.press("\u3000")
        assert hosting_of(seat).room.phase is Phase.QUESTION
        await seat.press("＋")
        assert "40 秒" in seat.text
        await seat.press("Ｐ")
        assert hosting_of(seat).room.paused
        await seat.press("１")
        assert not hosting_of(seat).room.paused
        await seat.press("P", "Ｃ")
        assert not hosting_of(seat).room.is_open


async def test_time_more_time_pause_close_and_skip(host: Any, clock: Any) -> None:
    async with host(SINGLE, MATCH, seconds=30) as seat:
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
        assert "p 继续" in seat.text
        clock.forward(seconds=60)
        await seat.press("p")
        assert "22 秒" in seat.text
        await seat.press("c")
        assert "时间到" in seat.text
        assert not hosting.room.is_open
        await seat.press("s")
        assert "把相配的连起来" in seat.text
        assert hosting.room.runs[0].passed


async def test_lock_kick_and_lost_names(host: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)
        join(hosting, "小明", "Zoë")
        await seat.press("l")
        assert "已停止加入" in seat.text
        assert "l 开放加入" in seat.text
        assert hosting.room.locked
        await seat.press("l", "o")
        assert not hosting.room.locked
        assert hosting.room.rules.text
        assert "手机上也显示题目了" in seat.text
        await seat.press("k")
        assert seat.place == "Which"
        assert "小明" in seat.text
        await seat.press("2")
        assert [player.name for player in hosting.room.active] == ["小明"]
        for key in ("1", "2"):
            token, _ = hosting.knock("小明", "zh")
            await seat.settle()
            assert "小明" in next(line for line in seat.lines if "找回" in line)
            await seat.press("g")
            assert "有人说：我就是小明" in seat.text
            await seat.press(key)
            assert not hosting.room.knocks
            assert (hosting.room.players["p1"].token == hashed(token)) == (key == "1")
        join(hosting, *(f"team {letter * 3}" for letter in "abcdefghjkmn"))
        await seat.settle()
        await seat.press("k")
        await type_in(seat, *"m kk", "enter")
        assert "team kkk" not in [player.name for player in hosting.room.active]
        assert len(hosting.room.active) == 12


async def test_it_leads_itself(host: Any, clock: Any) -> None:
    async with host(SINGLE) as seat:
        hosting = hosting_of(seat)

        async def after(seconds: float) -> Phase:
            clock.forward(seconds=seconds)
            seat.app.screen.tick()
            await seat.settle()
            return hosting.room.phase

        await seat.press("a")
        assert "a 手动" in seat.text
        assert await after(300) is Phase.LOBBY
        ids = join(hosting, "小明")
        await seat.settle()
        assert await after(29) is Phase.LOBBY
        assert "1 秒后开始" in seat.text
        assert await after(2) is Phase.QUESTION
        answer(hosting, ids, 1)
        await seat.settle()
        assert await after(2) is Phase.REVEAL
        assert await after(41) is Phase.END
        assert await after(300) is Phase.END


@pytest.mark.soak(only=True)
async def test_the_code_fills_the_screen_and_any_size_or_language_is_drawn(host: Any) -> None:
    async with host(SINGLE, width=80, height=40) as seat:
        hosting = hosting_of(seat)
        await seat.press("i")
        assert seat.place == "Entrance"
        assert sum("█" in line for line in seat.lines) > 20
        assert "192.168.1.23:8000" in seat.text
        assert not cuts(seat.app.screen)
        await seat.press("i", "space")
        await seat.resize(40, 12)
        assert not cuts(seat.app.screen)
        assert " C ● " in seat.text
        seat.app.speak("en")
        seat.app.apply_settings()
        await seat.settle()
        assert "Who changes features" in seat.text or "谁改功能" in seat.text
        assert hosting_of(seat) is hosting


async def test_leaving_asks_and_what_was_cut_off_goes_on(host: Any, network: Network) -> None:
    async with host(SINGLE, MATCH) as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, "小明", "Zoë")
        await seat.press("space")
        answer(hosting, ids[:1], 1)
        await seat.press("escape", "1")
        assert seat.place == "Host"
        await seat.press("escape", "2")
        assert seat.place == "Home"
        seat.app.go("host", plan=Plan(resume="", bind="127.0.0.1", port=0))
        await seat.settle()
        again = hosting_of(seat)
        assert again is not hosting
        assert (again.pin, again.id) == (hosting.pin, hosting.id)
        assert "谁改功能" in seat.text
        assert "暂停" in seat.text
        assert "已答 1/2" in seat.text
        await seat.press("e", "2")
        assert again.room.phase is Phase.QUESTION
        await seat.press("e", "1")
        assert again.room.phase is Phase.END
        await seat.press("escape")
        assert seat.place == "Home"
    assert network.stopped == 2
    assert network.started == [("0.0.0.0", None), ("127.0.0.1", 0)]


async def test_a_room_that_cannot_be_opened_says_why(
    host: Any, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*given: Any) -> Any:
        raise Complaint("page.no_port", host="0.0.0.0", port=1)

    monkeypatch.setattr(network, "serve", taken)
    async with host(SINGLE) as seat:
        assert seat.place == "Home"
        assert "--port" in seat.notice


@pytest.mark.soak(only=True)
async def test_phones_that_are_away_are_not_waited_for_and_shown_as_such(host: Any, clock: Any) -> None:
    async with host(SINGLE, MATCH, seconds=600) as seat:
        hosting = hosting_of(seat)
        ids = join(hosting, *NAMES[:5])
        for player in ids:
            hosting.connected(player, 1)
        await seat.press("space")
        answer(hosting, ids[:2], 2)
        for player in ids[3:]:
            hosting.connected(player, -1)
        await seat.settle()
        assert "已答 2/5" in seat.text
        clock.forward(seconds=30)
        hosting.tick()
        await seat.settle()
        assert "已答 2/3 · 2 人断线" in seat.text
        answer(hosting, ids[2:3], 1)
        await seat.settle()
        assert "都答了" in seat.text
        assert "已答 3/3" in seat.text
        hosting.connected(ids[3], 1)
        await seat.settle()
        assert not hosting.view().open


async def test_what_keeps_answers_from_being_saved_stays_on_the_screen_until_it_is_over(
    host: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, full = rows.append, [True]

    def failing(*given: Any) -> None:
        if full[0]:
            raise Complaint("store.full", path="trainer.db")
        append(*given)

    async with host(SINGLE, lang="en", width=60, height=20) as seat:
        hosting = hosting_of(seat)
        monkeypatch.setattr(rows, "append", failing)
        monkeypatch.setattr(writer, "AGAIN_S", 0.01)
        joined = hosting.join("Zoë", "en")
        with pytest.raises(Complaint):
            hosting.settled(joined.seq)
        seat.app.screen.tick()
        await seat.settle()
        assert "The disk is full" in seat.text
        full[0] = False
        while hosting.trouble is not None:
            await seat.settle()
        seat.app.screen.tick()
        await seat.settle()
        assert "The disk is full" not in seat.text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_room_that_is_hosted_elsewhere_says_where_and_is_left_alone(host: Any, lang: str) -> None:
    async with host(SINGLE, lang=lang) as seat:
        hosting = hosting_of(seat)
        before = hosting.room.seq
        with sqlite3.connect(hosting._writer._database.path) as connection:
            connection.execute("UPDATE kept SET body = json_set(body, '$.token', 'other', '$.computer', 'laptop-li')")
        seat.app.go("host", plan=Plan(resume=""))
        await seat.settle()
        assert "laptop-li" in seat.notice
        assert hosting.id in seat.notice
        assert hosting.room.seq == before

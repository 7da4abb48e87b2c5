"""Three phones with a real browser, through a whole quiz."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ops_trainer.locale import Complaint
from ops_trainer.store import workshops as rows
from ops_trainer.trainer.workshops import writer
from ops_trainer.web.workshop import streams
from ops_trainer.web.workshop.server import RoomServing
from ops_trainer.workshop.state import Phase
from tests.conftest import Clock
from tests.trainer.hosted import workshops
from tests.web.workshop.phones import Phone, browser
from tests.web.workshop.served import Served
from tests.workshop.rooms import MATCH, MULTIPLE, NUMERIC, ORDER, POLL, SINGLE, TRUE_FALSE, TYPED

Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


def address(room: Served) -> str:
    return f"http://127.0.0.1:{room.serving.port}/{room.hosting.pin}"


def test_a_whole_quiz(serve: Serve, chromium: Browser) -> None:
    room = serve(SINGLE, MATCH, ORDER, TYPED, NUMERIC, TRUE_FALSE, POLL, MULTIPLE, text=True, seconds=600)
    host = room.hosting
    mei = Phone(chromium, address(room))
    bob = Phone(chromium, address(room), lang="en-US", width=320, dark=True)
    kai = Phone(chromium, address(room), lang="zh-TW", width=768)
    mei.join("小梅")
    bob.join("<b>Bob</b>")
    kai.join("{kai}")
    bob.sees("You're in · <b>Bob</b>")
    mei.until(lambda: mei.page.locator("#people").inner_text() == "现场3人")

    # One right option: by touch, by keyboard; the third phone sleeps over it and wakes up after the reveal.
    kai.asleep(True)
    host.next()
    mei.on("ask")
    mei.tap("产品运营")
    mei.send()
    mei.on("sent")
    bob.on("ask")
    bob.sees("Who changes features?")
    bob.page.keyboard.press("b")
    bob.send(sure=False)
    bob.on("sent")
    assert host.view().answered == 2
    host.next()
    mei.on("reveal")
    mei.sees("答对了")
    bob.on("reveal")
    bob.sees("Not this time")
    bob.sees("It keeps people")
    kai.asleep(False)
    kai.on("reveal")
    kai.sees("没有作答")
    kai.sees("因为获取在激活之前")

    # Match: tap a line, then what belongs to it. A reload in between loses nothing.
    host.next()
    kai.on("standings")
    kai.sees("<b>Bob</b>")
    host.next()
    mei.on("ask")
    mei.page.locator(".bank button").nth(1).tap()
    mei.page.reload()
    mei.on("ask")
    expect(mei.page.locator(".pair").first).to_contain_text("用户运营")
    for place in (0, 2):
        mei.page.locator(".bank button").nth(place).tap()
    mei.send()
    mei.on("sent")
    mei.page.reload()
    mei.on("sent")
    for row, place in ((2, 0), (0, 1), (1, 2)):
        bob.page.locator(".pair").nth(row).tap()
        bob.page.locator(".bank button").nth(place).tap()
    bob.send()
    bob.on("sent")
    host.next()
    mei.sees("答对了")
    bob.sees("Partly right")

    # Order: up and down, with the keyboard alone.
    host.skip()
    mei.on("ask")
    for what in ("上移：获取", "上移：激活"):
        mei.page.get_by_label(what).focus()
        mei.page.keyboard.press("Enter")
    expect(mei.page.locator("#announcer")).to_contain_text("激活")
    mei.send()
    mei.on("sent")
    host.next()
    mei.on("reveal")
    mei.sees("答对了")

    # Typed; the network goes while it is sent.
    host.skip()
    bob.on("ask")
    bob.page.fill("main input", "visitors")
    bob.context.set_offline(True)
    bob.send()
    bob.on("sending")
    bob.context.set_offline(False)
    bob.on("sent")
    host.next()
    bob.on("reveal")
    bob.sees("Visitors: how many people came")
    bob.sees("page views")

    # Numeric, in the other language.
    host.skip()
    mei.on("ask")
    mei.page.get_by_role("button", name="English").tap()
    mei.sees("what is the conversion rate?")
    mei.page.fill("main input", "5 cats")
    mei.send()
    mei.sees("That can't be read as one number.")
    mei.page.fill("main input", "5%")
    mei.send()
    mei.on("sent")
    host.next()
    mei.on("reveal")
    mei.sees("Right")
    mei.page.get_by_role("button", name="中文").tap()
    mei.sees("答对了")

    # True or false, with the text hidden on one's own phone; a pause in between.
    host.skip()
    kai.on("ask")
    kai.page.get_by_role("button", name="隐藏题目文字").tap()
    kai.sees("题目在大屏幕上")
    kai.on("ask")
    host.pause()
    kai.sees("计时已暂停")
    expect(kai.page.locator("[data-send]").first).to_be_disabled()
    kai.page.keyboard.press("2")
    host.pause()
    kai.send()
    kai.on("sent")
    host.next()
    kai.on("reveal")
    kai.sees("答对了")

    # A poll.
    host.skip()
    mei.on("ask")
    mei.tap("很好")
    mei.send()
    mei.on("sent")
    host.next()
    mei.on("reveal")
    mei.sees("大家的看法")

    # Several right ones, with a second vote after a discussion.
    host.next()
    bob.on("ask")
    bob.tap("Count stock")
    bob.send()
    bob.on("sent")
    host.discuss()
    bob.on("discuss")
    bob.sees("Count stock")
    host.next()
    bob.on("ask")
    bob.sees("Second vote")
    for text in ("Take rivals apart", "Set priorities"):
        bob.tap(text)
    bob.send()
    bob.on("sent")
    host.next()
    bob.on("reveal")
    bob.sees("in the first vote")

    # The end: one's own misses, why, and the code that takes them home.
    host.next()
    assert host.view().phase is Phase.END
    for phone in (mei, bob, kai):
        phone.on("end")
        phone.page.locator("details").first.wait_for()
        phone.page.locator("summary").first.tap()
        phone.on("end")
    code = bob.page.locator("code").first.inner_text()
    assert room.ask(f"claims/{code}").json["player"] == "<b>Bob</b>"
    bob.page.get_by_role("button", name="Copy").tap()
    bob.sees("Copied")
    assert [place.points for place in host.view().places] == [400, 133, 100]
    for phone in (mei, bob, kai):
        phone.context.close()


@pytest.mark.soak(only=True)
def test_errors_are_said_and_a_lost_name_comes_back(serve: Serve, chromium: Browser) -> None:
    room = serve(SINGLE, TRUE_FALSE, seconds=600)
    base = f"http://127.0.0.1:{room.serving.port}"
    one = Phone(chromium, f"{base}/", lang="en")
    one.page.goto(one.address)
    one.on("join")
    one.page.fill("#pin", "111111")
    one.page.fill("#name", "Ann")
    one.page.get_by_role("button", name="Join").tap()
    one.sees("There is no quiz with this PIN here")
    one.page.fill("#pin", room.hosting.pin)
    one.page.fill("#name", "A\u202enn")
    one.page.get_by_role("button", name="Join").tap()
    one.sees("can't be shown")
    one.page.fill("#name", "Ann")
    one.page.get_by_role("button", name="Join").tap()
    one.on("lobby")
    room.hosting.next()
    one.on("ask")
    one.sees("The question is on the big screen")
    one.page.get_by_role("button", name="Show question text").tap()
    one.tap("Product operations")
    one.send()
    one.on("over")

    # Another phone, the same name: the facilitator says yes, and the first phone is out.
    two = Phone(chromium, address(room), lang="en", width=320)
    two.page.goto(two.address)
    two.page.fill("#name", "Ann")
    two.page.press("#name", "Enter")
    two.sees("is taken")
    two.page.get_by_role("button", name="That's me").tap()
    two.on("waiting")
    two.until(lambda: bool(room.hosting.view().knocks))
    room.hosting.admit(room.hosting.view().knocks[0].id)
    two.page.wait_for_selector("main[data-screen=over]")
    two.sees("Product operations")
    one.page.reload()
    one.on("join")

    # Left, back, and out for good.
    room.hosting.next()
    room.hosting.next()
    two.on("standings")
    room.ask("leave", {}, headers=cookie(two))
    two.on("left")
    two.page.get_by_role("button", name="Come back").tap()
    two.on("standings")
    room.hosting.kick("p1")
    two.on("gone")
    for phone in (one, two):
        phone.context.close()


@pytest.mark.soak(only=True)
def test_the_host_is_cut_off_and_goes_on_and_phones_find_it_by_themselves(
    serve: Serve, chromium: Browser, home: Path, clock: Clock
) -> None:
    room = serve(SINGLE, TRUE_FALSE, seconds=600)
    done, open_ = Phone(chromium, address(room), lang="en"), Phone(chromium, address(room), lang="en", width=320)
    done.join("Ann")
    open_.join("Ben")
    room.hosting.next()
    done.on("ask")
    done.page.keyboard.press("a")
    done.send()
    done.on("sent")
    open_.on("ask")
    open_.page.keyboard.press("b")
    room.serving.stop()
    room.hosting.close()
    done.sees("Connecting again")
    hosting = workshops(home, clock).resume()
    serving = RoomServing(hosting, "127.0.0.1", room.serving.port)
    done.sees("The clock is stopped")
    done.on("sent")
    open_.on("ask")
    hosting.pause()
    open_.send()
    for phone in (done, open_):
        phone.on("over")
    hosting.next()
    done.sees("Right")
    open_.sees("Not this time")
    assert [place.points for place in hosting.view().places] == [100, 0]
    for phone in (done, open_):
        phone.context.close()
    serving.stop()
    hosting.close()


@pytest.mark.soak(only=True)
def test_a_phone_that_sleeps_is_not_waited_for_and_one_that_cannot_save_says_so(
    serve: Serve, chromium: Browser, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BEAT_S", 4.0)
    monkeypatch.setattr(writer, "AGAIN_S", 0.05)
    room = serve(SINGLE, TRUE_FALSE, seconds=600)
    append, full = rows.append, [False]

    def failing(*given: object) -> None:
        if full[0]:
            raise Complaint("store.full", path="/home/mei/trainer.db")
        append(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rows, "append", failing)
    awake, asleep = Phone(chromium, address(room)), Phone(chromium, address(room), lang="en", width=320)
    awake.join("小梅")
    asleep.join("Ben")
    room.hosting.next()
    for phone in (awake, asleep):
        phone.on("ask")
    asleep.asleep(True)  # its connection stays, and nobody answers through it any more
    awake.until(lambda: [line.connected for line in room.hosting.view().players] == [True, False])
    clock.forward(seconds=30)
    awake.until(lambda: (room.hosting.view().expected, room.hosting.view().away) == (1, 1))
    full[0] = True
    awake.page.keyboard.press("a")
    awake.send()
    awake.sees("主持人的电脑暂时存不下来")
    awake.on("sending")
    awake.until(lambda: not room.hosting.view().open)
    awake.on("sending")
    full[0] = False
    awake.on("over")
    expect(awake.page.locator("#notice")).to_be_hidden()
    asleep.asleep(False)
    asleep.on("over")
    room.hosting.next()
    room.hosting.skip()
    for phone in (awake, asleep):
        phone.on("ask")
    awake.until(lambda: room.hosting.view().expected == 2)
    for phone in (awake, asleep):
        phone.context.close()


def cookie(phone: Phone) -> dict[str, str]:
    found = phone.context.cookies(
        f"{phone.address.rpartition('/')[0]}/api/rooms/{phone.address.rpartition('/')[2]}/state"
    )
    return {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in found)}

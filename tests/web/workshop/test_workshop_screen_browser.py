"""The projector page in a real browser, beside a phone, through a whole quiz."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ops_trainer.web.workshop.server import RoomServing
from tests.conftest import Clock
from tests.trainer.hosted import hosted
from tests.web.workshop.phones import Phone, browser
from tests.web.workshop.served import Served
from tests.workshop.rooms import MATCH, SINGLE, TYPED

Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.mark.soak(only=True)
def test_a_whole_quiz_on_two_screens(serve: Serve, chromium: Browser) -> None:
    room = serve(SINGLE, MATCH, TYPED, seconds=600)
    host = room.hosting
    wide = Phone(chromium, host.screen_link, lang="zh-CN", width=1920, dark=True)
    small = Phone(chromium, f"http://127.0.0.1:{room.serving.port}/screen", lang="en", width=320)
    wide.page.goto(wide.address)
    wide.sees("没有连上任何网络")  # the address is this machine's own
    host.show_address("http://192.168.1.23:8000")
    wide.on("lobby")
    wide.sees("192.168.1.23:8000")
    assert "#" not in wide.page.url
    wide.sees(f"{host.pin[:3]} {host.pin[3:]}")
    expect(wide.page.locator("svg.code path")).to_be_visible()
    small.page.goto(small.address)
    small.on("enter")
    small.page.fill("#pin", host.pin)
    small.page.press("#pin", "Enter")
    small.sees("isn't valid")
    small.page.fill("#pin", f"{host.screen_pin[:3]} {host.screen_pin[3:]}")
    small.page.press("#pin", "Enter")
    small.on("lobby")
    token = room.join("<b>Bob</b>")
    for screen in (wide, small):
        screen.sees("<b>Bob</b>")

    host.next()
    wide.on("question")
    wide.sees("谁改功能？")
    small.on("question")
    small.sees("Who changes features?")
    small.sees("0/1 answered")
    expect(small.page.locator("#clock")).to_contain_text(":")
    colours = "getComputedStyle(document.querySelectorAll('.option .mark')[1]).backgroundColor"
    assert wide.page.evaluate(colours) != small.page.evaluate(colours)  # dark and light
    room.answer(token, 1, [1], sure=True)
    small.sees("1/1 answered")
    small.sees("All answers are in")
    host.next()
    for screen, says in ((small, "1 sure but wrong"), (wide, "答错的人多半选了B")):
        screen.on("reveal")
        screen.sees(says)
    wide.page.reload()
    wide.on("reveal")
    wide.page.get_by_role("button", name="English").click()
    wide.sees("Most who were wrong chose B")
    host.next()
    small.on("standings")
    host.next()
    small.on("question")
    small.sees("Keeps people")
    host.next()
    small.on("reveal")
    host.next()
    host.next()
    room.ask("answers", {"run": 3, "text": "page views", "lang": "en"}, token)
    host.next()
    wide.sees("page views × 1")
    host.next()
    for screen in (wide, small):
        screen.on("end")
        expect(screen.page.locator(".podium .first")).to_contain_text("<b>Bob</b>")
        screen.context.close()


@pytest.mark.soak(only=True)
def test_phone_and_projector_page_work_below_a_path(chromium: Browser, home: Path, clock: Clock) -> None:
    host = hosted(home, clock, SINGLE, text=True)
    serving = RoomServing(host, "127.0.0.1", 0, url="https://quiz.example.com/ops")
    base = f"http://127.0.0.1:{serving.port}/ops"
    phone = Phone(chromium, f"{base}/{host.pin}")
    wide = Phone(chromium, f"{base}/screen#{host.screen_pin}", width=1280)
    phone.join("小梅")
    wide.page.goto(wide.address)
    wide.sees("https://quiz.example.com/ops")
    wide.sees("小梅")
    host.next()
    phone.on("ask")
    phone.tap("产品运营")
    phone.send()
    phone.on("over")
    host.next()
    phone.sees("答对了")
    wide.on("reveal")
    for page in (phone, wide):
        page.context.close()
    serving.stop()
    host.close()

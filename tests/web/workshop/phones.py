"""Phones: pages of a real browser, each with a language, a size and a look of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

QUIET = ("quic", "background-networking", "component-update", "sync")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{one}" for one in QUIET)]
DEADLINE_MS = 60_000
expect.set_options(timeout=DEADLINE_MS)

# Nothing sticks out at the side, everything that can be tapped is large enough and has a name.
SOUND = """() => {
  const wrong = [];
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) wrong.push(`too wide: ${width}`);
  for (const one of document.querySelectorAll("button, input[type=text], summary, .choice")) {
    const box = one.getBoundingClientRect();
    if (box.width && box.height < 44) wrong.push(`too low: ${one.outerHTML.slice(0, 80)}`);
  }
  for (const one of document.querySelectorAll("button, input, summary")) {
    const named = one.getAttribute("aria-label") || one.textContent.trim() || (one.labels && one.labels.length);
    if (!named) wrong.push(`no name: ${one.outerHTML.slice(0, 80)}`);
  }
  return wrong;
}"""


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium. Skips where there is none (and that fails where nothing may be skipped)."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


class Phone:
    """A player with a browser."""

    def __init__(
        self, running: Browser, address: str, *, lang: str = "zh-CN", width: int = 390, dark: bool = False
    ) -> None:
        self.context = running.new_context(
            viewport={"width": width, "height": 780},
            locale=lang,
            color_scheme="dark" if dark else "light",
            has_touch=True,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(DEADLINE_MS)
        self.page: Page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", lambda line: self._heard(line.type, line.text))
        self.address = address
        self.cdp: Any = None

    def _heard(self, kind: str, text: str) -> None:
        # The browser itself reports requests that were refused or that found no network.
        if kind == "error" and "Failed to load resource" not in text:
            self.trouble.append(text)

    def join(self, name: str) -> None:
        self.page.goto(self.address)
        self.page.fill("#name", name)
        self.page.press("#name", "Enter")
        self.on("lobby")

    def on(self, screen: str) -> None:
        """Wait for a screen, and see that it is sound."""
        self.page.wait_for_selector(f"main[data-screen={screen}]")
        wrong = self.page.evaluate(SOUND)
        assert not wrong, wrong
        assert self.trouble == []

    def tap(self, text: str) -> None:
        self.page.locator("main .choice").filter(has_text=text).tap()

    def send(self, sure: bool = True) -> None:
        self.page.locator("[data-send].main" if sure else "[data-send].plain").tap()

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def asleep(self, sleeping: bool) -> None:
        """The phone's owner locks it, or wakes it up: no network and nothing runs meanwhile."""
        if self.cdp is None:
            self.cdp = self.context.new_cdp_session(self.page)
        if sleeping:
            self.context.set_offline(True)
        self.cdp.send("Page.setWebLifecycleState", {"state": "frozen" if sleeping else "active"})
        if not sleeping:
            self.context.set_offline(False)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something outside of the page."""
        for _ in range(DEADLINE_MS // 20):
            if condition():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError

"""A real browser for the tests of the page: Chromium, without a network."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--font-render-hinting=none",  # else the headless shell sets words wider than any window does
)  # fmt: skip
PATIENCE = 60_000

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs to look for; the first has no window to draw, so that opening a page costs it half."""

WITH_WINDOW = (*NAMES[1:], NAMES[0])
"""The same where speed is measured: the browser that people have comes first."""

MISSING = "these tests need Chromium: make browser, or set CHROMIUM to its program"


def program(names: Sequence[str] = NAMES) -> str:
    """The browser's program: CHROMIUM, or what the PATH has.

    Where there is none the test is skipped, and fails under CI=true.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    return str(found)


@contextmanager
def chromium(*flags: str, names: Sequence[str] = NAMES) -> Iterator[Browser]:
    """A browser that is closed again."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(names), args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


OVERFLOW = """() => {
              const found = [];
              const { scrollWidth, scrollHeight } = document.documentElement;
              if (scrollWidth > innerWidth + 1) found.push(`width ${scrollWidth}`);
              if (scrollHeight > innerHeight + 1) found.push(`height ${scrollHeight}`);
              const seen = 'button, p, h1, output, .plot, .picture, li, svg text';
              for (const one of document.querySelectorAll(seen)) {
                const { left, right, width } = one.getBoundingClientRect();
                if (width > 0 && (left < -1 || right > innerWidth + 1)) {
                  found.push(`${one.tagName}.${one.className?.baseVal ?? one.className} ${left} to ${right}`);
                }
              }
              return found;
            }"""
"""What hangs over the edge of the window, as a function."""


DRAWN = """new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true)))))"""
"""A promise that is kept once what was set is drawn, and what its drawing starts has been started."""

RAN = """[page.store.cases, page.yours.value, page.theirs.value]
  .every((one) => !one || one.done.value === one.wanted.worlds)"""
"""Whether all worlds of the case, of what is changed and of what is known have run."""


class Visit:
    """The page, opened from the disk, and everything that it complained of or asked for."""

    def __init__(
        self,
        browser: Browser,
        file: Path,
        size: tuple[int, int],
        state: str = "",
        before: str = "",
        slower: int = 1,
        **context: Any,
    ) -> None:
        self.complaints: list[str] = []
        viewport = {"width": size[0], "height": size[1]}
        opened = browser.new_context(viewport=viewport, offline=True, **context)
        opened.add_init_script(before)
        self.page: Page = opened.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda asked: self._asked(asked.url))
        if slower > 1:
            opened.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        self.page.goto(f"{file.as_uri()}{state}")
        self.page.wait_for_selector(".page")

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.complaints.append(f"request: {url}")

    def close(self) -> None:
        """Close it; it must have had nothing to complain of."""
        complaints = self.complaints
        self.page.context.close()
        assert not complaints

    def until(self, script: str, seconds: float = 60.0) -> None:
        """Wait until a script in the page finds something true."""
        last = time.monotonic() + seconds
        while not self.page.evaluate(script):
            assert time.monotonic() < last, f"still not: {script}"
            self.page.wait_for_timeout(50)

    def bet(self, choice: int = 1) -> None:
        """Place a bet in a lesson, and wait for what comes of it."""
        if self.page.locator(".placing .go").count():
            self.page.click(".placing .go")
        else:
            self.page.locator(".options button").nth(choice).click()
        self.revealed()

    def revealed(self) -> None:
        """Reveal what comes of the bet that was just placed in a lesson; the first is kept to the end."""
        self.until("document.querySelector('.scene.shown')")
        if self.page.locator(".covered .go").count():
            self.page.click(".covered .go")
        self.until(
            "document.querySelector('.scene.kept, .lesson-answer') && !document.querySelector('.covered')"
        )

    def drawn(self) -> None:
        """Wait until what was set is drawn, and what its drawing starts has been started."""
        self.page.evaluate(DRAWN)

    def ran(self) -> None:
        """Wait until all worlds of the case, and of what is changed in it, have run and are drawn."""
        self.drawn()
        self.until(RAN)
        self.drawn()

    def resize(self, size: tuple[int, int], lang: str | None = None) -> None:
        """Give the window another size and the page another language, and wait until that is drawn."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        if lang:
            self.page.evaluate("(lang) => { page.store.language.value = lang; }", lang)
        self.drawn()

    def number(self, script: str) -> float:
        """What a script in the page finds."""
        return float(self.page.evaluate(script))

    def to_copy(self) -> str:
        """What stands in the box to be copied, as one copies it."""
        box = self.page.locator(".code textarea, .code .line")
        return str(box.evaluate("(one) => one.value ?? one.textContent"))

    def overflow(self) -> list[str]:
        """What is wider or taller than the window, or hangs over its edge."""
        found: list[str] = self.page.evaluate(OVERFLOW)
        return found

"""The long suite: other browsers, every size, a slow machine without workers, reduced motion, hostile links.

    make pagetests

Firefox and WebKitGTK are looked for on the PATH (Debian: firefox-esr; webkit2gtk-driver and xvfb).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.texts import room
from tests.support.browser import DRAWN, OVERFLOW, RAN, Visit
from tests.support.browsers import Window, firefox, until, webkit

pytestmark = pytest.mark.page_full

SIZES = ((1280, 720), (1280, 585), (1920, 1080), (768, 1024), (390, 844), (360, 640))
PHONES = 860
SCREENS = sorted(int(key.removeprefix("screen.")) for key in room("screens") if key.startswith("screen."))
OTHERS = {"firefox": firefox, "webkit": webkit}
HOSTILE = (
    "set=contract.term:1e9", "set=contract.term:8.5,contract.term:9", "set=<img src=x onerror=alert(1)>:1",
    "set=__proto__:1", "set=constructor:1", "onload=alert(1)", "screen=-1", "lang=<b>", "world=99999999",
    "screen=%3Cscript%3Ealert(1)%3C/script%3E", "a=1&" * 900,
)  # fmt: skip
RATIO = "[...document.querySelectorAll('.big')].map((one) => one.textContent)"


@pytest.fixture
def file(case_page: Path) -> Path:
    return case_page


@pytest.fixture(scope="module", params=OTHERS)
def other(request: pytest.FixtureRequest) -> Iterator[Window]:
    with OTHERS[request.param]() as window:
        if window is None:
            pytest.skip(f"no {request.param} here")
        yield window


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_every_screen_fits_in_other_browsers(
    other: Window, file: Path, lang: str, size: tuple[int, int]
) -> None:
    for screen in SCREENS:
        other.open(f"{file.as_uri()}#screen={screen}&lang={lang}&month=3", size)
        until(other, "!!globalThis.page && !!document.querySelector('.page')")
        other.evaluate(DRAWN)
        found = other.evaluate(f"({OVERFLOW})()")
        if size[0] < PHONES:  # phones scroll down, never sideways
            found = [one for one in found if not one.startswith("height")]
        assert not found, (screen, found)
    assert other.complaints == []


def test_other_browsers_run_the_same_worlds(other: Window, browser: Browser, file: Path) -> None:
    state = "#screen=9&lang=en&set=contract.term:12"
    other.open(f"{file.as_uri()}{state}", (1280, 720))
    until(other, f"globalThis.page && page.yours.value && {RAN}")
    other.evaluate(DRAWN)
    visit = Visit(browser, file, (1280, 720), state)
    visit.ran()
    values = "Array.from(page.yours.value.of('value').GS)"
    assert other.evaluate(values) == visit.page.evaluate(values)
    said = visit.page.evaluate(RATIO)
    assert len(said) > 1
    assert other.evaluate(RATIO) == said
    assert other.evaluate("page.store.model.pool.started")
    visit.close()


@pytest.mark.parametrize("state", HOSTILE)
def test_a_hostile_link_runs_nothing_anywhere(other: Window, file: Path, state: str) -> None:
    other.open(f"{file.as_uri()}#{state}&lang=en", (1280, 720))
    until(other, "!!globalThis.page")
    assert "left out" in other.evaluate("document.querySelector('[role=alert]')?.textContent ?? ''")
    assert other.evaluate("Object.keys(page.store.changed.value).length") == 0
    assert other.evaluate("document.images.length") == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_slow_machine_without_workers_shows_the_same(browser: Browser, file: Path, lang: str) -> None:
    state = f"#screen=9&lang={lang}&set=contract.term:12"
    said = []
    for before, slower in (("", 1), ("delete globalThis.Worker", 4)):
        visit = Visit(browser, file, (1280, 720), state, before, slower)
        visit.drawn()
        visit.until(RAN, seconds=120)
        visit.drawn()
        said.append(visit.page.evaluate(RATIO))
        visit.close()
    assert said[0] == said[1]
    assert len(said[0]) > 1


def test_a_slow_machine_plays_the_street_and_answers_the_bet(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 720), "#screen=1&lang=en", "delete globalThis.Worker", 4)
    visit.page.click(".play")
    visit.until("page.store.month.value > 0")
    visit.page.evaluate("page.store.screen.value = 2")
    visit.page.click(".stepper .go")
    visit.until("document.querySelectorAll('.world').length === 200", seconds=120)
    visit.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_with_reduced_motion_nothing_moves(browser: Browser, file: Path, screen: int) -> None:
    visit = Visit(
        browser, file, (1280, 720), f"#screen={screen}&lang=en&month=3&twin=3", reduced_motion="reduce"
    )
    painted = "page.cost.frames"
    before = -1.0
    while (now := visit.number(painted)) != before:  # until all pictures are painted
        before = now
        visit.page.wait_for_timeout(300)
    visit.page.evaluate("page.store.twin.value += 1; page.store.month.value += 1")
    visit.page.wait_for_timeout(700)
    assert visit.number(painted) - before <= 2  # a picture each is painted once
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    assert visit.number(moving) == 0
    visit.close()

"""The file, opened from the disk and walked: nothing is asked for, nothing overflows, keys suffice."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.page.workshop import package
from experiments.runs.paired import run_paired
from experiments.texts import room
from sim.arms import GS
from sim.scenario import Scenario
from tests.support.browser import RAN, Visit

SIZES = ((1280, 720), (1280, 585), (1920, 1080), (1024, 768), (768, 1024), (390, 844), (360, 640))
SCREENS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
LONG = (6, 7, 9)
"""Screens whose cards and levers a phone scrolls through."""

NARROW = 860
VIOLATIONS = """axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.map((one) => one.html)]))"""


@pytest.fixture
def file(case_page: Path) -> Path:
    return case_page


def screen_fits(visit: Visit, screen: int, size: tuple[int, int], lang: str) -> None:
    found = visit.overflow()
    if size == (360, 640) or (screen in LONG and size[0] < NARROW):  # phones scroll down, never sideways
        found = [one for one in found if not one.startswith("height")]
    assert not found, (screen, size, lang, found)
    assert visit.page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[lang]


@pytest.mark.parametrize(("sizes", "lang"), [(SIZES[:4], "en"), (SIZES[:3:-1], "zh")], ids=["wide", "narrow"])
def test_every_screen_fits_in_both_languages(
    browser: Browser, file: Path, sizes: Sequence[tuple[int, int]], lang: str
) -> None:
    visit = Visit(browser, file, sizes[0], f"#screen={SCREENS[0]}&lang={lang}&month=3")
    for screen in SCREENS:
        visit.page.evaluate(f"page.store.screen.value = {screen}")
        visit.until(f"document.querySelector('.screen-{screen} main > *')")
        for size in sizes:
            for one in ("en", "zh"):
                visit.resize(size, one)
                screen_fits(visit, screen, size, one)
    visit.close()


@pytest.mark.page_full
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_every_screen_fits_in_the_window_and_language_in_which_it_opens(
    browser: Browser, file: Path, lang: str, size: tuple[int, int]
) -> None:
    visit = Visit(browser, file, size, f"#screen={SCREENS[0]}&lang={lang}&month=3")
    for screen in SCREENS:
        visit.page.evaluate(f"page.store.screen.value = {screen}")
        visit.until(f"document.querySelector('.screen-{screen} main > *')")
        screen_fits(visit, screen, size, lang)
    visit.close()


def test_axe_finds_nothing(browser: Browser, file: Path) -> None:
    axe = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    visit = Visit(browser, file, (1280, 720), "#screen=0&lang=en", bypass_csp=True)
    visit.page.evaluate(axe)
    for screen in SCREENS:
        visit.page.evaluate(f"page.store.screen.value = {screen}")
        visit.until(f"document.querySelector('.screen-{screen} main > *')")
        for size in ((1280, 720), (390, 844)):
            visit.resize(size)
            assert not visit.page.evaluate(VIOLATIONS), (screen, size)
    visit.close()


def test_keys_alone_lead_through_the_story(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 720), "#lang=en")
    press, text = visit.page.keyboard.press, lambda: visit.page.inner_text("body")
    assert "What would you promise?" in text()
    press("ArrowRight")
    assert "Street office" in text()
    press(".")
    assert "Month 1" in text()
    press(",")
    press(" ")
    visit.until("!document.body.innerText.includes('Month 0')")
    press("l")
    assert "街道办事处" in text()
    press("PageDown")
    assert "能开多少" in text()
    press("L")
    press("0")
    assert "What would you promise?" in text()
    visit.close()


def test_the_street_keeps_the_future_until_the_bet_is_revealed(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 720), "#screen=1&lang=en&month=48")
    middle = int(visit.number("page.store.story.value.middle"))
    assert f"Month {middle}" in visit.page.inner_text(".bar")
    assert visit.page.is_visible("text=Place your bet")
    ribbon = visit.page.locator(".ribbon").bounding_box()
    assert ribbon
    visit.page.mouse.click(ribbon["x"] + 0.8 * ribbon["width"], ribbon["y"] + ribbon["height"] / 2)
    assert "Here the street waits for your bet" in visit.page.inner_text(".say")
    visit.page.keyboard.press(",")
    assert "Here the street waits" not in visit.page.inner_text(".say")
    visit.close()


def test_the_jars_can_be_recomputed_from_what_they_show(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 720), "#screen=4&lang=en")
    visit.page.click(".choices .go")
    visit.until("page.store.cases.done.value === 200")
    for said in visit.page.locator(".answers .big").all_inner_texts():
        _, number, worked = (part.strip() for part in said.split("=", 2))
        numbers = [int(one.replace(",", "")) for one in re.findall(r"[\d,]+", worked)]
        assert numbers[0] == 2
        assert f"{2 * numbers[1] / sum(numbers[2:]):.2f}" == number.split()[-1]
    assert visit.overflow() == []
    visit.close()


def test_the_bet_is_answered_with_the_command_line_s_worlds(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 720), "#screen=2&lang=en&bet=18")
    visit.page.click(".stepper .go")
    visit.until("document.querySelectorAll('.world').length === 200")
    runs = run_paired(Scenario.load("s_association"), 200, 1, (GS,))
    reach = int((runs.arm(GS, "coverage")[:, 0] + 1e-9 >= 18).sum())
    said = visit.page.inner_text(".answer")
    assert f"{reach} of 200 at your 18 or above, {200 - reach} below" in said
    assert "You said 18. It was 20, and an extension was asked for." in said
    assert "20 of 25 studios; no groups (how many were promised is not recorded); firms" in said
    assert visit.page.inner_text(".simulated").startswith("In this simulated street, one world")
    assert visit.page.inner_text(".stated").endswith("Whether the extension was granted is not recorded.")
    assert visit.overflow() == []
    visit.close()


def test_without_workers_the_same_worlds_fall(browser: Browser, file: Path) -> None:
    found = []
    for before, workers in (("", True), ("delete globalThis.Worker", False)):
        visit = Visit(browser, file, (1280, 720), "#lang=en", before)
        assert visit.page.evaluate("page.store.model.pool.started") == workers
        visit.page.evaluate("page.store.runCoverage()")
        visit.until("page.store.coverage.value.done === 200")
        found.append(visit.page.evaluate("Array.from(page.store.coverage.value.values)"))
        visit.close()
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "state",
    ["#screen=77&world=99999&month=-1&bet=x", "#lang=%3Cimg src=x onerror=alert(1)%3E", "#" + "a=1&" * 9999],
)
def test_a_hostile_link_changes_nothing(browser: Browser, file: Path, state: str) -> None:
    visit = Visit(browser, file, (1280, 720), state)
    assert visit.number("page.store.screen.value") == 0
    assert visit.number("document.querySelectorAll('img').length") == 0
    visit.close()


def at(visit: Visit) -> tuple[float, str, float]:
    """Where one is: the screen, the lesson, the scene."""
    found = visit.page.evaluate(
        "[page.store.screen.value, page.store.lessons.open.value ?? '-', page.store.lessons.scene.value]"
    )
    return tuple(found)


def test_back_and_forward_turn_screens_and_scenes_and_keep_what_was_set(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 720), "#screen=8&lang=en")
    press, page = visit.page.keyboard.press, visit.page
    press("9")
    page.evaluate("page.store.changed.value = { 'contract.term': 12 }")
    page.click(".to-lessons")
    page.locator(".lesson-list .card").first.click()
    press("ArrowRight")
    assert at(visit) == (9, "case", 1)
    page.locator(".options button").first.click()
    press("ArrowRight")
    page.click(".brand")  # out of the lessons at once
    assert at(visit) == (9, "-", 2)
    assert not page.locator(".lessons").count()
    for place in ((9, "case", 2), (9, "case", 1), (9, "case", 0), (9, "", 0), (9, "-", 0), (8, "-", 0)):
        page.go_back()
        visit.until(f"page.store.screen.value === {place[0]}")
        visit.until(f"(page.store.lessons.open.value ?? '-') === '{place[1]}'")
        assert at(visit) == place
    page.go_forward()
    visit.until("page.store.screen.value === 9")
    assert "set=contract.term:12" in page.evaluate("location.hash")
    assert page.evaluate("page.store.changed.value") == {"contract.term": 12}
    visit.close()


def test_levers_and_months_make_no_entries(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 720), "#screen=1&lang=en")
    before = visit.number("history.length")
    for key in (".", ".", "l"):
        visit.page.keyboard.press(key)
    visit.until("location.hash.includes('month=2') && location.hash.includes('lang=zh')")
    assert visit.number("history.length") == before
    visit.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_names_the_screen_leads_to_the_lessons_and_says_what_trust_is(
    browser: Browser, file: Path, lang: str
) -> None:
    visit = Visit(browser, file, (360, 640), f"#screen=1&month=3&lang={lang}")
    say = {key: both[lang] for key, both in room("screens").items()}
    assert visit.page.locator(".where option:checked").inner_text() == say["screen.1"]
    assert visit.page.inner_text(".trust.between") == say["street.trusts"]
    visit.page.select_option(".where", "9")
    assert visit.number("page.store.screen.value") == 9
    assert visit.page.inner_text("footer .next") == f"{say['lesson.all']} →"
    visit.page.click(".to-lessons")
    visit.page.wait_for_selector(".lesson-list")
    visit.close()


def test_where_there_is_little_room_the_first_words_stand_above_the_houses(
    browser: Browser, file: Path
) -> None:
    phone, projector = (360, 640), (1280, 585)
    visit = Visit(browser, file, phone, "#screen=0&lang=en")
    for size in (phone, projector):
        for lang in ("en", "zh"):
            visit.resize(size, lang)
            words = visit.number("document.querySelector('.hook .lit').getBoundingClientRect().bottom")
            top = visit.number("document.querySelector('.picture').dataset.top")
            assert words < 52 + top, (size, lang)
    visit.close()


def test_what_stands_beside_play_and_under_the_streets_covers_nothing(browser: Browser, file: Path) -> None:
    windows = [
        (size, lang) for size in ((1024, 768), (960, 540), (1280, 585), (1280, 720)) for lang in ("en", "zh")
    ]
    visit = Visit(browser, file, windows[0][0], "#screen=1&lang=en&month=6")
    apart = """(names) => {
      const [ones, others] = names.map((name) => [...document.querySelectorAll(name)])
        .map((all) => all.map((one) => one.getBoundingClientRect()));
      return ones.every((a) => others.every((b) =>
        a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1));
    }"""
    for size, lang in windows:
        visit.resize(size, lang)
        assert visit.page.evaluate(apart, [".bar button", ".apart button"]), (size, lang)
    # a world of whose parting much is to be said
    visit.page.evaluate(
        "[page.store.screen, page.store.world].forEach((one, at) => (one.value = [3, 5][at]))"
    )
    visit.page.evaluate("page.store.twin.value = 12")
    visit.until("document.querySelector('.twins .source')")
    for size, lang in windows:
        visit.resize(size, lang)
        for both in (".bar button", ".versus select"), (".say p", ".source"), (".source", "footer button"):
            assert visit.page.evaluate(apart, list(both)), (size, lang, both)
    visit.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sliders_stay_under_the_finger(browser: Browser, file: Path, lang: str) -> None:
    visit = Visit(browser, file, (390, 844), f"#screen=9&lang={lang}")
    visit.ran()
    top = "document.querySelector('.levers').getBoundingClientRect().top + scrollY"
    before = visit.number(top)
    visit.page.locator(".slide button").nth(1).click()
    visit.drawn()
    ran = False
    while not ran:  # as numbers come, and once all have
        ran = visit.page.evaluate(RAN)
        assert abs(visit.number(top) - before) < 1
        visit.drawn()
    visit.close()

"""The room's bets: counted on the axis, drawn in lessons too, and typed without a click."""

import json
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.page.data import page_data
from experiments.page.document import document
from experiments.page.lesson import lesson
from experiments.page.worlds import LEAST, Worlds
from sim.engine.module import module_of
from sim.scenario import Scenario
from tests.support.browser import Visit

CASE = Scenario.load("s_association")
WIDE, LOW, PHONE, SMALL = (1280, 720), (1280, 585), (390, 844), (360, 640)
SIZES = {"wide": WIDE, "low": LOW, "phone": PHONE, "small": SMALL}
PHONES = (PHONE, SMALL)
STREET = f"bet.{CASE.fingerprint()[:8]}.street"
BETS = {0: 2, 7: 1, 18: 12, 19: 4, 20: 9, 25: 31}
"""Bets at numbers, some beside each other, some at the ends."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    module = module_of(CASE)
    data = page_data(CASE, module, Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), "")
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(document(data, module), encoding="utf-8")
    return path


def kept(**tallies: dict[int, int]) -> str:
    """What a device has kept of rooms, before the page opens."""
    store = "try {{ localStorage.setItem({0}, {1}) }} catch {{}};"
    return "".join(
        store.format(json.dumps(f"oneplusone.room.{key}"), json.dumps(json.dumps(tally)))
        for key, tally in tallies.items()
    )


APART = """() => {
  const boxes = (name) => [...document.querySelectorAll(name)].map((one) => one.getBBox())
    .map(({ x, y, width, height }) => ({ left: x, right: x + width, top: y, bottom: y + height }));
  // the digits of a line of text do not fill the box of its font
  const lean = (box, by) => ({ ...box, top: box.top + by, bottom: box.bottom - by });
  const counts = boxes('.tick.count').map((box) => lean(box, 3));
  const others = [...boxes('path.theirs'), ...boxes('.tick:not(.count)').map((box) => lean(box, 3))];
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const free = (one, from) => !from.some((other) => touch(one, other));
  const texts = [...document.querySelectorAll('svg.plot text')].filter((one) => one.textContent)
    .map((one) => one.getBBox())
    .map(({ x, y, width, height }) => lean({ left: x, right: x + width, top: y, bottom: y + height }, 3));
  return texts.every((one, place) => free(one, texts.slice(place + 1)))
    && counts.every((one, place) => free(one, [...others, ...counts.slice(place + 1)]))
    && boxes('path.theirs').every((one) => free(one, boxes('.tick:not(.count)').map((box) => lean(box, 3))));
}"""
"""Whether no mark of the room touches another, nor a number of the axis, and no words other words."""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_mark_of_the_room_has_its_count_and_touches_nothing(
    browser: Browser, file: Path, lang: str
) -> None:
    sizes = [*SIZES.values()] if lang == "en" else [*SIZES.values()][::-1]  # opened wide, and on a phone
    visit = Visit(browser, file, sizes[0], f"#screen=2&lang={lang}&bet=18", kept(**{STREET: BETS}))
    visit.page.click(".stepper .go")
    visit.until("document.querySelectorAll('.world').length === 200")
    for size in sizes:
        visit.resize(size)
        marks = visit.page.locator("g:has(> path.theirs) text").all_text_contents()
        assert marks == [str(one) for one in BETS.values()]
        assert visit.page.locator("path.theirs title").all_text_contents() == [
            f"{at}: {count}" for at, count in BETS.items()
        ]
        assert visit.page.evaluate(APART), size
        found = visit.overflow()
        assert not [one for one in found if size not in PHONES or not one.startswith("height")], (size, found)
    visit.close()


KEEP = """([scene, tally]) => {
  const { lessons } = page.store;
  localStorage.setItem(`oneplusone.room.${lessons.key(lessons.lesson, scene)}`, tally);
}"""
"""Keep a tally as a device keeps that of a scene."""


def walk_to(visit: Visit, scene: int) -> None:
    """Bet in every scene up to one, the last choice or the slider's start."""
    while visit.number("page.store.lessons.scene.value") < scene:
        visit.page.keyboard.press("ArrowRight")
        if visit.page.locator(".placing .go").count():
            visit.page.click(".placing .go")
        elif visit.page.locator(".options button").count():
            visit.page.locator(".options button").first.click()
        visit.revealed()


@pytest.mark.parametrize("name", ["case", "months"])
def test_reveals_of_lessons_draw_what_the_room_has_bet(browser: Browser, file: Path, name: str) -> None:
    visit = Visit(browser, file, WIDE, f"#lesson={name}&lang=en")
    given = lesson(name)
    scenes = [given["question"], *given["scenes"], given["question"]]
    for scene, asked in enumerate(scenes, 1):
        visit.page.evaluate(
            KEEP,
            [
                scene,
                json.dumps({0: 3, 1: 14, 2: 5} if "slider" not in asked else {0: 3, 12: 14, 13: 11, 25: 5}),
            ],
        )
    for scene, asked in enumerate(scenes[1:], 2):
        walk_to(visit, scene)
        for size, lang in product(SIZES.values(), ("en", "zh")):
            visit.resize(size, lang)
            if "slider" in asked:
                assert visit.page.locator(".tick.count").all_text_contents() == ["3", "14", "11", "5"]
                assert visit.page.evaluate(APART), (scene, size, lang)
            else:
                counts = visit.page.locator(".room-strip .chose b").all_text_contents()
                assert counts[:3] == ["▲3", "▲14", "▲5"]
                assert visit.page.locator(".room-strip .own").count() == 1
            found = visit.overflow()
            if size in PHONES or (scene == len(scenes) and size != WIDE):  # these may scroll
                found = [one for one in found if not one.startswith("height")]
            assert not found, (scene, size, lang, found)
        visit.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    visit.close()


def test_codes_are_typed_into_the_open_room_and_turn_no_screen(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#screen=2&lang=en&bet=18")
    press, page = visit.page.keyboard.press, visit.page
    page.click(".room-bar > button")
    focused = "document.activeElement.matches('.room-codes input')"
    visit.until(focused)
    for digit in "1820":
        press(digit)
    press("Enter")
    assert visit.number("page.store.screen.value") == 2
    assert "2 bets counted: 18, 20." in page.inner_text(".room")
    page.locator(".histogram .tap").nth(5).click()
    page.evaluate("document.activeElement.blur()")
    press("0")
    press("7")
    press("Enter")
    assert visit.number("page.store.screen.value") == 2
    assert "4 bets" in page.inner_text(".room-head")
    page.click("text='Take back the last'")
    visit.until(focused)
    press("Escape")
    assert not page.locator(".room").count()
    visit.until("document.activeElement.matches('.room-bar > button')")
    press("3")
    assert visit.number("page.store.screen.value") == 3
    visit.close()


def test_a_refused_code_gives_way_to_the_next_and_the_last_is_known_after_the_room_was_shut(
    browser: Browser, file: Path
) -> None:
    visit = Visit(browser, file, WIDE, "#screen=2&lang=en&bet=18")
    press, page = visit.page.keyboard.press, visit.page
    page.click(".room-bar > button")
    visit.until("document.activeElement.matches('.room-codes input')")
    for digit in "99":
        press(digit)
    press("Enter")
    visit.drawn()
    for digit in "18":
        press(digit)
    press("Enter")
    assert "1 bet" in page.inner_text(".room-head")
    for sign in "18 7x 20":
        press("Space" if sign == " " else sign)
    press("Enter")
    visit.drawn()
    for digit in "19":
        press(digit)
    assert page.input_value(".room-codes input") == "18 19 20"
    press("Enter")
    assert "4 bets" in page.inner_text(".room-head")
    press("Escape")
    visit.page.evaluate("page.store.language.value = 'zh'")
    page.set_viewport_size({"width": LOW[0], "height": LOW[1]})
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    visit.page.evaluate("page.store.language.value = 'en'")
    visit.drawn()
    page.click(".room-bar > button")
    page.click("text='Take back the last'")
    assert "3 bets" in page.inner_text(".room-head")
    visit.close()


def test_the_commands_of_a_reveal_cover_none_of_its_numbers(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=months&lang=en")
    for scene in range(2, len(lesson("months")["scenes"]) + 3):
        walk_to(visit, scene)
        for size, lang in product((WIDE, LOW), ("en", "zh")):
            visit.resize(size, lang)
            visit.page.evaluate("scrollTo(0, 0)")
            visit.page.click("details.source summary")
            visit.drawn()
            covered = visit.page.evaluate(COVERED)
            assert not covered, (scene, size, lang, covered)
            visit.page.click("details.source summary")  # shut, to be opened in the next window
    visit.close()


COVERED = """() => {
  const box = document.querySelector('.commands').getBoundingClientRect();
  return [...document.querySelectorAll('.lesson-answer p, .beside > div')]
    .filter((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top < box.bottom && box.top < bottom;
    }).map((one) => one.textContent).concat(box.top < 0 || box.height < 20 ? [`box at ${box.top}`] : []);
}"""
"""What of an answer lies under the commands, or the commands where they are not in sight."""


def test_a_remote_turns_on_from_the_open_room_and_digits_jump_again(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#screen=2&lang=en&bet=18")
    visit.page.click(".room-bar > button")
    visit.until("document.activeElement.matches('.room-codes input')")
    visit.page.keyboard.press("PageDown")
    assert visit.number("page.store.screen.value") == 3
    visit.drawn()  # until then the field for codes is there, and the digit would be one of a code
    visit.page.keyboard.press("5")
    assert visit.number("page.store.screen.value") == 5
    visit.drawn()
    visit.page.keyboard.press("2")
    assert not visit.page.locator(".room").count()
    visit.close()


def test_no_keyboard_covers_the_room_of_a_finger(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, PHONE, "#screen=2&lang=en&bet=18", has_touch=True, is_mobile=True)
    visit.page.locator(".room-bar > button").tap()
    visit.drawn()
    assert visit.page.locator(".room").is_visible()
    assert not visit.page.evaluate("document.activeElement.matches('input')")
    visit.close()


def test_the_question_stays_in_sight_above_the_room(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=months&scene=1&lang=en")
    for placed in (False, True):
        if placed:
            visit.page.click("button:has-text('It falls')")
        for size, lang in product((PHONE, WIDE), ("zh", "en")):
            visit.resize(size, lang)
            visit.page.click(".room-bar > button")
            box, room = visit.page.locator("h1").bounding_box(), visit.page.locator(".room").bounding_box()
            assert box is not None
            assert room is not None
            assert box["y"] + box["height"] <= room["y"], (placed, size, lang, box, room)
            visit.page.keyboard.press("Escape")
    visit.close()


def test_no_head_of_the_worksheet_is_set_letter_by_letter_on_a_phone(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, PHONE, "#lesson=months&paper=worksheet&lang=en")
    modes = "[...document.querySelectorAll('.worksheet th')].map((one) => getComputedStyle(one).writingMode)"
    assert visit.page.evaluate(modes) == ["horizontal-tb", *["vertical-rl"] * 3, "horizontal-tb"]
    visit.close()


@pytest.mark.parametrize("refuses", [False, True], ids=["kept", "refused"])
def test_a_room_is_counted_by_codes_and_taps(browser: Browser, file: Path, refuses: bool) -> None:
    before = "Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('no') } })"
    visit = Visit(browser, file, WIDE, "#screen=2&lang=en&bet=18", before if refuses else "")
    assert visit.page.inner_text(".code-of-bet b") == "18"
    visit.page.click(".room-bar button")
    type_codes = ".room-codes input"
    visit.page.fill(type_codes, "18 20 7")
    visit.page.keyboard.press("Enter")
    assert "is not counted" in visit.page.inner_text(".room")
    visit.page.fill(type_codes, "18 20 07 25 25")
    assert "not counted" not in visit.page.inner_text(".room")
    visit.page.keyboard.press("Enter")
    assert "5 bets counted: 18, 20, 7, 25, 25." in visit.page.inner_text(".room")
    visit.page.locator(".histogram .tap").nth(22).click()
    assert "6 bets" in visit.page.inner_text(".room-head")
    visit.page.click("text='Take back the last'")
    visit.page.locator(".histogram .tap").nth(19).click()
    visit.page.click(".room-head button")
    visit.page.click(".stepper .go")
    visit.until("document.querySelectorAll('.world').length === 200")
    assert "4 of 6 in this room said more than you." in visit.page.inner_text(".answer")
    # the room's bets stand on the axis of the worlds, each at its number
    assert visit.page.locator(".theirs title").all_text_contents() == [
        "7: 1",
        "18: 1",
        "19: 1",
        "20: 1",
        "25: 2",
    ]
    at = "(one) => { const { left, width } = one.getBoundingClientRect(); return left + width / 2; }"
    own, mine = (visit.page.locator(one).evaluate(at) for one in (".theirs:has(title) >> nth=1", ".mine"))
    assert abs(own - mine) < 1
    assert "this room: 6 bets" in (visit.page.locator("text.theirs").text_content() or "")
    assert not visit.overflow()
    if not refuses:
        visit.page.reload()
        visit.page.wait_for_selector(".room-bar")
        assert "This room: 6" in visit.page.inner_text(".room-bar")
    visit.close()


def test_a_room_is_counted_while_the_answer_is_covered(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=months&lang=en")
    visit.page.keyboard.press("ArrowRight")
    visit.bet()
    visit.page.keyboard.press("ArrowRight")
    visit.page.click(".placing .go")
    visit.page.wait_for_selector(".covered")
    code = visit.page.inner_text(".code-of-bet b")
    assert not visit.page.locator(".lesson-answer").count()
    visit.page.click(".room-bar > button")
    visit.page.fill(".room-codes input", f"{code} {code}")
    visit.page.keyboard.press("Enter")
    assert "2 bets" in visit.page.inner_text(".room-head")
    visit.page.keyboard.press("Escape")
    visit.page.reload()  # nor does a reload uncover it
    visit.page.wait_for_selector(".covered")
    visit.page.keyboard.press("ArrowRight")
    visit.until("document.querySelector('.lesson-answer')")
    assert "0 of 2 in this room said more than you." in visit.page.inner_text(".lesson-answer")
    visit.close()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_wide_digits_are_codes_and_an_answer_does_not_lie_under_the_room(
    browser: Browser, file: Path, viewport: tuple[int, int]
) -> None:
    visit = Visit(browser, file, viewport, "#screen=2&lang=zh&bet=18")
    visit.page.click(".room-bar > button")
    visit.page.fill(".room-codes input", "１８、２０　9９ 2o")
    visit.page.keyboard.press("Enter")
    assert "不是本题的编码：99、2o" in visit.page.inner_text(".room")
    assert "0 个预测" in visit.page.inner_text(".room-head").replace("\u00a0", " ")
    visit.page.fill(".room-codes input", "１８、２０；０７")
    visit.page.keyboard.press("Enter")
    assert "18、20、7" in visit.page.inner_text(".room")
    visit.page.keyboard.press("Escape")
    assert not visit.page.locator(".room").count()
    visit.page.click(".room-bar > button")
    visit.page.evaluate("document.querySelector('.stepper .go').click()")
    visit.until("!document.querySelector('.room')")
    visit.close()


def test_the_room_says_how_a_bet_becomes_a_code_and_back(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#lesson=case&lang=en")
    said = []
    for _ in range(3):
        visit.page.keyboard.press("ArrowRight")
        visit.bet()
        visit.page.click(".room-bar > button")
        said.append(visit.page.inner_text(".room-bar"))
        visit.page.click(".room-head button")
    assert "01 More than two, 02 Less than two, 03 It stays open" in said[0]
    assert "07 stands for 7" in said[1]
    assert "your code 20 for 100" in said[2]
    assert "20 stands for 100, which is 20 times 5" in said[2]
    visit.page.click(".room-bar > button")
    visit.page.fill(".room-codes input", "99")
    visit.page.keyboard.press("Enter")
    assert "from 00 to 40" in visit.page.inner_text(".room")
    visit.page.locator(".histogram .tap").nth(4).click()
    assert "1 bet counted: 20." in visit.page.inner_text(".room")
    visit.close()

"""A house under the mouse says which it is; a finger and what lies under the label are left alone."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.page.workshop import package
from tests.page.test_walk import VIOLATIONS
from tests.support.browser import Visit

SIZE = (1280, 720)
LABEL = ".house-label"
UNDER = "([x, y]) => document.elementFromPoint(x, y)?.className"


@pytest.fixture
def file(case_page: Path) -> Path:
    return case_page


def at(visit: Visit, canvas: str, across: float, up: float) -> tuple[float, float]:
    """A place in a picture, by its share of the width and pixels over its lower edge."""
    box = visit.page.locator(canvas).bounding_box()
    assert box
    return box["x"] + across * box["width"], box["y"] + box["height"] - up


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_house_under_the_mouse_says_which_it_is_and_who_opened_it(
    browser: Browser, file: Path, lang: str
) -> None:
    visit = Visit(browser, file, SIZE, f"#screen=1&lang={lang}&month=3")
    visit.drawn()
    assert not visit.page.locator(LABEL).count()
    said = set()
    for place in range(41):
        x, y = at(visit, "canvas.picture", (36 + (place + 0.5) * (1208 / 41)) / 1280, 44)
        visit.page.mouse.move(x, y)
        name, door = visit.page.locator(f"{LABEL} > *").all_inner_texts()
        number = f"Community {place + 1}, need" if lang == "en" else f"第 {place + 1}\u00a0社区，每月需求"
        assert name.startswith(number)
        said.add(door)
        label, picture = (visit.page.locator(one).bounding_box() for one in (LABEL, "canvas.picture"))
        assert label
        assert picture
        assert picture["y"] <= label["y"]
        assert label["y"] + label["height"] < y  # it is not under the pointer
        assert 0 <= label["x"] <= label["x"] + label["width"] <= SIZE[0]
        assert visit.page.evaluate(UNDER, [label["x"] + 5, label["y"] + 5]) != "house-label"
    whose = "It counts for the contract." if lang == "en" else "计入合同。"
    assert any(one.endswith(whose) for one in said)
    assert ("Its door was open from the start." if lang == "en" else "起初已开办。") in said
    visit.page.mouse.click(x, y)
    assert visit.page.inner_text(".say").startswith("Community 41." if lang == "en" else "第 41\u00a0社区")
    visit.page.mouse.move(x, 20)
    assert not visit.page.locator(LABEL).count()
    visit.close()


def test_both_streets_have_labels_that_nothing_complains_of(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (1280, 585), "#screen=3&lang=en&twin=12")
    visit.page.evaluate((package("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    doors = []
    for street in (1, 2):
        canvas = f".over:nth-child({street}) canvas"
        x, y = at(visit, canvas, 0.35, 30)
        visit.page.mouse.move(x, y)
        doors.append(visit.page.inner_text(LABEL))
        box = visit.page.locator(LABEL).bounding_box()
        assert box
        assert not (box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"])
    assert doors[0].split("\n")[0] == doors[1].split("\n")[0]
    assert not visit.page.evaluate(VIOLATIONS)
    assert not visit.overflow()
    visit.close()


WORDS = """() => {
  const box = document.querySelector('.house-label').getBoundingClientRect();
  const around = document.querySelector('.house-label').parentElement;
  return [...around.querySelectorAll('.street-name, .street-seal, .sky-words p, .month-on')]
    .filter((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return left < box.right && box.left < right && top < box.bottom && box.top < bottom;
    }).map((one) => one.textContent);
}"""
"""What of a picture's own words lies under the label."""

PICTURES = {
    "street": ("#screen=1&month=3", ("canvas.picture",)),
    "bet": ("#screen=2", ("canvas.picture",)),
    "twins": ("#screen=3&twin=12", (".over:nth-child(1) canvas", ".over:nth-child(2) canvas")),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_label_covers_neither_its_house_nor_what_its_picture_says(
    browser: Browser, file: Path, name: str
) -> None:
    state, canvases = PICTURES[name]
    visit = Visit(browser, file, SIZE, f"{state}&lang=en")
    windows = [(size, lang) for size in (SIZE, (1280, 585)) for lang in ("en", "zh")]
    for (size, lang), canvas in product(windows, canvases):
        visit.resize(size, lang)
        for place in range(0, 41, 5):
            x, y = at(visit, canvas, (36 + (place + 0.5) * (1208 / 41)) / 1280, 30)
            visit.page.mouse.move(x, y)
            assert not visit.page.evaluate(WORDS), (size, lang, canvas, place)
            box = visit.page.locator(LABEL).bounding_box()
            assert box
            assert 0 <= box["x"] <= box["x"] + box["width"] <= size[0]
            inside = box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"]
            assert not inside, (size, lang, canvas, place)
    visit.close()


def test_a_finger_has_no_label(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, (390, 844), "#screen=1&lang=en&month=3", has_touch=True)
    visit.drawn()
    visit.page.touchscreen.tap(*at(visit, "canvas.picture", 0.5, 60))
    visit.drawn()
    assert visit.page.inner_text(".say").startswith("Community ")
    assert not visit.page.locator(LABEL).count()
    visit.close()

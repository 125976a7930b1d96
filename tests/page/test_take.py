"""What is taken away from a figure: its numbers are the command line's, its picture stands alone."""

import csv
import io
import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from experiments.runs.paired import run_paired
from oneplusone import simulate
from sim.arms import ARMS as ALL
from sim.scenario import Scenario
from tests.support.browser import Visit
from tests.support.quick_page import FEW_WORLDS, LEDGER, PATHS

CASE = Scenario.load("s_association")
SIZE = (1280, 720)
PHONES = ((390, 844), (360, 640))
ARMS = [
    place for name in ("none", "G", "S", "G+S", "GS") for place, arm in enumerate(ALL) if arm.name == name
]
PNG = b"\x89PNG\r\n\x1a\n"
WIDTH, HEIGHT = slice(16, 20), slice(20, 24)


@pytest.fixture
def file(case_page: Path) -> Path:
    return case_page


def taken(visit: Visit, button: str) -> bytes:
    """The file that a button gives."""
    with visit.page.expect_download() as found:
        visit.page.click(button)
    return Path(found.value.path()).read_bytes()


def numbers(content: bytes) -> tuple[list[str], np.ndarray]:
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return head, np.array(rows, float)


def test_the_numbers_behind_the_jars_are_the_runs_of_the_command_line(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=4&lang=en", accept_downloads=True)
    visit.page.click(".go")
    visit.until("page.store.cases.done.value === 200")
    content = taken(visit, ".files button:nth-of-type(1)")
    visit.close()
    assert content.startswith("\ufeff".encode())
    head, rows = numbers(content)
    assert "Contract / 合同合作" in head
    runs = run_paired(Scenario.load("s_association"), 200, 1)
    wanted = [runs.arm(arm, "value")[:, 0] for arm in ARMS]
    np.testing.assert_array_equal(rows[:, 0], np.arange(200))
    np.testing.assert_array_equal(rows[:, 1:], np.array(wanted).T)


def lines_of(visit: Visit) -> ElementTree.Element:
    """The drawing of lines that a figure gives, which needs nothing of the page."""
    drawn = taken(visit, ".files button:nth-of-type(3)").decode()
    assert not re.search(r'\b(class|style)="|var\(', drawn)
    assert "@font-face" in drawn
    return ElementTree.fromstring(drawn)


def marks(drawn: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in drawn.iter() if one.tag.endswith(f"}}{name}")]


def words(drawn: ElementTree.Element) -> str:
    """What a drawing says, in the order in which it stands there."""
    return " ".join(" ".join(one.text or "" for one in marks(drawn, "text")).split())


def test_a_plot_is_a_file_of_its_own(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=4&lang=zh", accept_downloads=True)
    visit.page.click(".go")
    visit.until("page.store.cases.done.value === 200")
    drawn = taken(visit, ".files button:nth-of-type(3)").decode()
    root = ElementTree.fromstring(drawn)
    assert not re.search(r'\b(class|style)="|var\(', drawn)
    assert "合同合作" in drawn
    # title, unit and seed, for whoever sees the picture alone
    assert all(said in "".join(root.itertext()) for said in ("一加一，大于二吗？", "服务月", "主种子 0"))
    assert "未以事实为条件" in "".join(root.itertext())
    assert drawn.count("@font-face") >= 3
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    painted = taken(visit, ".files button:nth-of-type(2)")
    assert painted.startswith(PNG)
    assert [int.from_bytes(painted[part]) for part in (WIDTH, HEIGHT)] == pytest.approx(
        [2 * width, 2 * height], abs=1
    )
    visit.close()
    alone = browser.new_page(offline=True)
    alone.set_content(drawn)
    for text in alone.locator("text").all():
        family = text.evaluate("(one) => getComputedStyle(one).fontFamily")
        size = text.evaluate("(one) => getComputedStyle(one).fontSize")
        said = text.text_content()
        assert alone.evaluate(
            "([font, said]) => document.fonts.check(font, said)", [f"{size} {family}", said]
        )
    alone.close()


def test_a_picture_taken_while_dots_fall_has_them_all(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=2&lang=en&bet=18", accept_downloads=True)
    visit.page.click(".stepper .go")
    visit.until("document.querySelectorAll('.world').length === 200")
    # as if the reader's hand were faster than the dots
    visit.page.evaluate("for (const one of document.getAnimations()) { one.currentTime = 0; one.pause(); }")
    drawn = ElementTree.fromstring(taken(visit, ".files button:nth-of-type(3)"))
    visit.close()
    dots = [one for one in drawn.iter() if one.tag.endswith("circle")]
    assert len(dots) == 200
    assert all(float(one.attrib["opacity"]) == 1 for one in dots)


def test_what_is_taken_before_all_has_run_says_how_much_has(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=4&lang=en", accept_downloads=True)
    visit.page.click(".go")
    visit.until("page.store.cases.done.value === 200")
    visit.page.evaluate("page.store.cases.done.value = 57")
    with visit.page.expect_download() as found:
        visit.page.click(".files button:nth-of-type(1)")
    assert found.value.suggested_filename.endswith("-57-of-200.csv")
    assert len(numbers(Path(found.value.path()).read_bytes())[1]) == 57
    drawn = " ".join(ElementTree.fromstring(taken(visit, ".files button:nth-of-type(3)")).itertext())
    assert "so far 57 of 200 draws" in drawn
    assert "so far 57 of 200 draws" in visit.page.inner_text(".source")
    visit.close()


def test_a_picture_of_words_has_its_dashed_lines(browser: Browser, quick_page: Path) -> None:
    state = "#screen=6&lang=en&takes=burden&ranking=2"
    visit = Visit(browser, quick_page, SIZE, state, accept_downloads=True)
    visit.until(f"{LEDGER} && document.querySelectorAll('.break').length > 2")  # until then the lines move
    painted = taken(visit, ".files button:nth-of-type(2)")
    drawn = lines_of(visit)
    rows = [one.get_attribute("title") for one in visit.page.locator(".fall:not(.end)").all()]
    at = visit.page.evaluate("""() => {
      const line = document.querySelector('.break').getBoundingClientRect();
      const left = Math.min(...[...document.querySelector('section').children]
        .filter((one) => !one.matches('.source, .choices')).map((one) => one.getBoundingClientRect().left));
      return line.left + line.width / 2 - left + 20;
    }""")
    visit.close()
    with Image.open(io.BytesIO(painted)) as picture:
        column = np.asarray(picture.convert("L"), float)[:, round(2 * at)]
    assert (column < 150).sum() > 100  # a line all the way down
    assert (np.diff((column < 150).astype(int)) == 1).sum() > 20  # and dashed
    # as lines: a bar and an interval for every row, its name and number, and the dashes
    assert len(marks(drawn, "rect")) > 2 * len(rows)
    assert sum("stroke-dasharray" in one.attrib for one in marks(drawn, "line")) == len(rows) + 4
    said = words(drawn)
    for row in rows:
        found = re.fullmatch(r"(.*): (\S+) \(.*\)", row or "")
        assert found
        assert " ".join(found.groups()) in said
    assert "1 + 1 against side by side; neutral setting: first" in said


def test_a_caption_has_no_number_without_its_interval(browser: Browser, file: Path) -> None:
    state = "#screen=9&lang=en&set=contract.term:12"
    visit = Visit(browser, file, SIZE, state, accept_downloads=True)
    visit.ran()
    drawn = taken(visit, ".files button:nth-of-type(3)").decode()
    sandbox = " ".join(ElementTree.fromstring(drawn).itertext())
    visit.page.keyboard.press("4")
    visit.page.click(".go")
    visit.until("document.querySelectorAll('.answers .big').length === 2")
    jars = " ".join(ElementTree.fromstring(taken(visit, ".files button:nth-of-type(3)")).itertext())
    visit.close()
    level = r"\d\.\d\d \(\d\.\d\d to \d\.\d\d\)"
    assert re.search(f"above yours, {level}, below the case, {level}, by chance alone", sandbox)
    assert re.search(f"1 \\+ 1: {level} against side by side, {level} against each alone", jars)
    assert 'font-feature-settings:"palt"' in drawn  # English dots and marks are not as wide as a Chinese sign


def test_a_street_is_a_picture_with_its_words_and_a_table_of_its_months(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=1&lang=en&month=3", accept_downloads=True)
    visit.drawn()
    painted = taken(visit, ".files button:nth-of-type(2)")
    head, rows = numbers(taken(visit, ".files button:nth-of-type(1)"))
    shown = visit.page.evaluate("Array.from(page.store.story.value.frames[3].measures)")
    visit.close()
    assert painted.startswith(PNG)
    assert len(painted) > 100_000
    assert rows[:, 0].tolist() == [0, 1, 2, 3]  # nothing of what is still to come
    assert rows[3, 1:].tolist() == shown
    assert head[0] == "month / 月"
    # each language has the unit in its own words
    assert "Public money spent [yuan] / 公共资金支出 [元]" in head
    assert "Public value [weighted service-months] / 公共价值 [加权服务月]" in head


def test_a_code_and_a_file_carry_the_state(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=9&lang=en&set=contract.term:12", accept_downloads=True)
    visit.page.click(".take > button:nth-of-type(4)")
    assert b"term = 12" in taken(visit, ".code button:nth-of-type(2)")
    visit.page.click(".take > button:nth-of-type(5)")
    assert visit.page.locator(".scan path").get_attribute("d")
    assert "page.html" in visit.page.inner_text(".code .note")
    for shut in (".shut", "Escape", "h1"):  # its button, a key, a press elsewhere
        if shut == "Escape":
            visit.page.keyboard.press(shut)
        else:
            visit.page.click(shut)
        assert not visit.page.locator(".code").count()
        visit.page.click(".take > button:nth-of-type(5)")
    with visit.page.expect_event("load"):
        visit.page.evaluate("setTimeout(() => { location.hash = '#screen=9&lang=en&set=contract.term:14' })")
    visit.until("globalThis.page?.store.changed.value['contract.term'] === 14")
    visit.close()


def test_the_paths_are_a_table_and_a_picture_of_all_that_is_said(browser: Browser, quick_page: Path) -> None:
    visit = Visit(browser, quick_page, SIZE, "#screen=7&lang=en", accept_downloads=True)
    visit.until(PATHS)
    table = taken(visit, ".files button:nth-of-type(1)").decode("utf-8-sig")
    painted = taken(visit, ".files button:nth-of-type(2)")
    drawn, shown = lines_of(visit), visit.page.inner_text(".opened")
    visit.close()
    assert " ".join(shown.split()) in words(drawn)
    assert len(marks(drawn, "path")) == 6  # three doors, each with its leaf
    _, case, *others = csv.reader(io.StringIO(table))
    assert len(others) == 7
    assert painted.startswith(PNG)
    found = simulate("s_association", draws=FEW_WORLDS, seeds=1, progress=False)
    assert float(case[1]) == pytest.approx(found.added_value.estimate.value, rel=1e-9)
    assert float(case[4]) == pytest.approx(found.one_plus_one.estimate.value, rel=1e-9)
    arms = found.headline.synergy.arms
    assert float(case[7]) == pytest.approx(arms["GS"].value - arms["none"].value, rel=1e-9)


def test_the_difference_of_two_streets_is_a_drawing_with_its_own_caption(
    browser: Browser, file: Path
) -> None:
    visit = Visit(browser, file, SIZE, "#screen=3&lang=zh&twin=12", accept_downloads=True)
    drawn = lines_of(visit)
    world = ".".join(str(one) for one in visit.page.evaluate("page.store.data.worlds.found[0]"))
    shown = visit.page.locator(".ribbon text.word").text_content() or ""
    painted = taken(visit, ".files button:nth-of-type(2)")
    visit.close()
    said = words(drawn)
    assert shown in said
    assert f"至第 12 月合计 {shown.replace('-', '−')}" in said.replace("-", "−")
    assert len(marks(drawn, "path")) == 1
    assert painted.startswith(PNG)
    # it says what it shows, of which scenario and world, and what its axis counts
    title = CASE.titles["zh"]
    assert f"至今的公共价值，“有合同”减“双方并行，没有合同”：{title}，世界 {world}" in said.replace(
        "\u00a0", " "
    )
    assert "第 48 月" in said.replace("\u00a0", " ")


def test_what_a_figure_gives_is_within_reach_on_a_phone(browser: Browser, file: Path) -> None:
    state = "#screen=1&lang=en&month=3&twin=12"
    visit = Visit(browser, file, PHONES[0], state, accept_downloads=True)
    for screen, forms in (
        (1, "CSV PNG"),
        (2, "CSV PNG"),
        (3, "CSV PNG SVG"),
        (5, "CSV PNG SVG"),
        (9, "CSV PNG SVG"),
    ):
        visit.page.evaluate(f"page.store.screen.value = {screen}")
        visit.until(f"document.querySelector('.screen-{screen} main > *')")
        for size, lang in product(PHONES, ("en", "zh")):
            visit.resize(size, lang)
            buttons = visit.page.locator(".files button")
            assert buttons.all_inner_texts() == forms.split(), (screen, size, lang)
            for button in buttons.all():
                button.click(trial=True, timeout=5000)
                box = button.bounding_box()
                assert box
                assert box["height"] >= 24
                assert box["width"] >= 40
    visit.page.evaluate("page.store.screen.value = 3")
    visit.until("document.querySelector('.twins .files')")
    for size, lang in product(PHONES, ("en", "zh")):
        visit.resize(size, lang)
        assert b"<svg" in taken(visit, ".files button:nth-of-type(3)")
    visit.close()

"""Commands on the screen: broken between options alone, and one line to whoever copies them."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Visit

SIZES = {"wide": (1280, 720), "low": (1280, 585), "phone": (390, 844)}
CHANGED = "contract.term:12,control.indicators:0.5,capability.coordination:0.45,relations.memory:0.35"
LINES = """(name) => [...document.querySelectorAll(`${name} .option`)].map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
  const around = one.parentElement.getBoundingClientRect();
  const beyond = one.getBoundingClientRect().right - around.right;
  const { paddingLeft, paddingRight } = getComputedStyle(one.parentElement);
  one.style.whiteSpace = 'nowrap';
  const room = around.width - parseFloat(paddingLeft) - parseFloat(paddingRight) - 4;
  const needs = range.getBoundingClientRect().width > room ? 2 : 1;
  one.style.whiteSpace = '';
  return [one.textContent, tops.size, needs, beyond];
})"""
"""Each option, in how many lines it stands, how many it needs, and how far it hangs out of its box."""


@pytest.fixture
def file(case_page: Path) -> Path:
    return case_page


def test_a_command_to_copy_breaks_between_its_options_alone(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZES["wide"], f"#screen=9&lang=en&set={CHANGED}")
    visit.ran()
    for size, lang in product(SIZES.values(), ("en", "zh")):
        visit.resize(size, lang)
        visit.page.click(".take > button:nth-of-type(2)")
        a_command_breaks_between_its_options_alone(visit, size)
        visit.page.click(".code .shut")
    visit.close()


def a_command_breaks_between_its_options_alone(visit: Visit, size: tuple[int, int]) -> None:
    found = visit.page.evaluate(LINES, ".code")
    assert len(found) > 6
    for option, lines, needs, beyond in found:
        assert option.startswith(("oneplusone run ", "--"))
        assert lines <= needs, option
        assert needs == 1 or size == SIZES["phone"]
        assert beyond <= 0, option
    # whoever marks it and copies has one line that runs
    marked = """(one) => {
      getSelection().selectAllChildren(one);
      return getSelection().toString();
    }"""
    said = visit.page.locator(".code .line").evaluate(marked)
    assert said == visit.to_copy() == " ".join(option for option, *_ in found)
    assert said.startswith("oneplusone run s_association --set contract.term=12 ")


def test_the_commands_under_a_reveal_and_a_figure_do_so_too(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZES["wide"], "#lesson=months&lang=en")
    for _ in range(2):
        visit.page.keyboard.press("ArrowRight")
        go = visit.page.locator(".placing .go, .options button")
        go.first.click()
        visit.revealed()
    visit.page.click("details.source summary")
    for size in SIZES.values():
        visit.resize(size)
        found = visit.page.evaluate(LINES, ".commands")
        assert found
        assert all(lines <= needs for _, lines, needs, _ in found), (size, found)
    visit.page.evaluate("page.store.lessons.open.value = null")
    visit.page.evaluate("page.store.screen.value = 2")
    visit.page.click(".stepper .go")
    visit.until("document.querySelectorAll('.world').length === 200")
    for size in SIZES.values():
        visit.resize(size)
        found = visit.page.evaluate(LINES, ".source")
        assert [option for option, *_ in found] == [
            "--draws 200", "--seeds 1", f"--reach coverage={int(visit.number('page.store.bet.value'))},",
        ]  # fmt: skip
        assert all(lines <= needs for _, lines, needs, _ in found), (size, found)
    visit.close()

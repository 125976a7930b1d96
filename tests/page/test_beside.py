"""What stands beside numbers: of what they are, what a place counts, in which row a command prints them."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.page import attribution
from experiments.page.data import page_data
from experiments.page.document import document
from experiments.page.worlds import LEAST, Worlds
from sim.engine.module import module_of
from sim.scenario import Scenario
from tests.support.browser import Visit

CASE = Scenario.load("s_association")
WIDE, LOW, PHONE = (1280, 720), (1280, 585), (390, 844)
FEW = 14
"""With fewer, a single source is distinguished from zero, and none comes after it."""

RAN = f"[0, 'sources'].every((one) => page.store.attributed.of(one).done.value === {FEW})"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    module = module_of(CASE)
    path = tmp_path_factory.mktemp("page") / "page.html"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(attribution, "LEDGER_DRAWS", FEW)
        patched.setattr(attribution, "PATHS_DRAWS", FEW)
        data = page_data(CASE, module, Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), "")
        path.write_text(document(data, module), encoding="utf-8")
    return path


def test_arrows_move_every_lever_by_the_step_of_its_buttons(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#screen=9&lang=en")
    visit.page.evaluate("void (page.store.model.pool.run = () => new Promise(() => 0))")  # nothing has to run
    visit.page.click(".fold")
    levers = visit.page.evaluate("page.store.levers.map(({ name, whole }) => [name, whole])")
    assert len(levers) > 10
    value = "(name) => page.store.changed.value[name] ?? null"
    for place, (name, _) in enumerate(levers):
        row = visit.page.locator(".lever").nth(place)
        found = {}
        for key, button in (("ArrowLeft", 0), ("ArrowRight", 1)):
            for by in ("key", "button"):
                visit.page.evaluate("page.store.changed.value = {}")
                if by == "key":
                    row.locator("input").press(key)
                else:
                    row.locator(".slide button").nth(button).click()
                found[by, key] = visit.page.evaluate(value, name)
            assert found["key", key] == found["button", key], (name, key, found)
        assert any(one is not None for one in found.values()), name
    visit.close()


def test_few_worlds_are_no_lack_of_something_to_compare_with(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, WIDE, "#screen=7&lang=en")
    visit.until(f"page.store.attributed.of('paths').done.value === {FEW}")
    visit.page.evaluate("page.store.attributed.of('paths').done.value = 2")
    for lang, said in (("en", "Too few worlds yet."), ("zh", "世界还太少。")):
        visit.resize(WIDE, lang)
        notes = visit.page.locator(".three .note").all_inner_texts()
        numbers = visit.page.locator(".three .big").all_inner_texts()
        assert any(one.endswith("–") for one in numbers)
        for number, note in zip(numbers, notes, strict=True):
            assert (said in note) == number.endswith("–"), (number, note)
    visit.close()


def test_a_place_in_the_ledger_says_among_what_it_counts(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, LOW, "#screen=6&lang=en&takes=burden&ranking=2&gives=reach")
    titled = """() => [...document.querySelectorAll('.half h2')].map((one) => one.getBoundingClientRect())
      .every(({ width, height }) => width > 200 && height > 15)"""
    for lang in ("zh", "en"):  # while it runs too
        visit.resize(LOW, lang)
        assert visit.page.evaluate(titled), lang
    visit.until(RAN)
    for lang in ("en", "zh"):
        visit.resize(LOW, lang)
        assert visit.page.evaluate(titled), lang
        a_place_says_among_what_it_counts(visit, lang)
    visit.close()


def a_place_says_among_what_it_counts(visit: Visit, lang: str) -> None:
    air = """() => [...document.querySelectorAll('.half')].map((half) => {
      const [last, scale] = [half.querySelector('.fall.end:last-child'), half.querySelector('.scale')];
      return scale.getBoundingClientRect().top - last.getBoundingClientRect().bottom; })"""
    assert min(visit.page.evaluate(air)) >= 2
    names = visit.page.evaluate("page.store.attributed.cards('sources').map(({ name }) => name)")
    behind = []
    for name in names:
        visit.page.evaluate("(one) => { page.store.chosen.picks.sources.value = [one]; }", name)
        visit.drawn()
        said = visit.page.locator(".half:nth-child(2) .sentence").inner_text()
        if ("in place" in said.split("(")[0]) if lang == "en" else "它排第" in said:
            behind.append(said)
        assert not visit.overflow(), name
    among = "of those distinguished from zero" if lang == "en" else "与零可以分辨的各项中"
    assert behind
    assert all(among in one for one in behind), behind


def test_the_command_of_the_sandbox_says_in_which_row_what_is_created_stands(
    browser: Browser, file: Path
) -> None:
    visit = Visit(browser, file, WIDE, "#screen=9&lang=en&set=contract.term:12")
    visit.page.click(".take > button:nth-of-type(2)")
    assert "in the row v(GS) Contract" in visit.page.inner_text(".code .note")
    assert not visit.overflow()
    visit.close()


def test_a_finger_reaches_what_the_street_gives(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, PHONE, "#screen=1&lang=en&month=3")
    for lang in ("en", "zh"):
        visit.resize(PHONE, lang)
        for button in visit.page.locator(".files button").all():
            button.click(trial=True, timeout=5000)
            box = button.bounding_box()
            assert box
            assert min(box["height"], box["width"]) >= 44, lang
    visit.close()

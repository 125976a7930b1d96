"""Losses and gains: answered as the command that the page names answers; what is revealed then fits."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.page.workshop import package
from sim.dilemmas import DILEMMAS
from sim.sources import SOURCES
from tests.page.test_walk import NARROW, VIOLATIONS
from tests.support.browser import Visit
from tests.support.quick_page import FEW_DRAWS, LEDGER, PATHS, answered, named

SIZE = (1280, 720)
PHONES = ((390, 844), (360, 640))
SHOWN = ((SIZE, "en"), ((1280, 585), "en"), ((390, 844), "zh"))
"""Windows and languages in which what is revealed must fit."""

OTHERS = tuple(
    (size, lang)
    for size in (SIZE, (1280, 585), (1920, 1080), (768, 1024), *PHONES)
    for lang in ("en", "zh")
    if (size, lang) not in SHOWN
)
"""The same of the long suite."""

BURDEN = 3
STANDS = "document.getAnimations().every((one) => one.playState !== 'running')"


@pytest.fixture
def file(quick_page: Path) -> Path:
    return quick_page


def reveal(visit: Visit, dilemmas: tuple[int, ...] = (3, 7, 0), sources: tuple[int, ...] = (1,)) -> None:
    for places in (dilemmas, sources):
        for place in places:
            visit.page.locator(".tile").nth(place).click()
        visit.page.click(".choices .go")
    visit.until(LEDGER)


@pytest.fixture(scope="module")
def revealed(browser: Browser, quick_page: Path) -> Iterator[Visit]:
    """What a bet on burden alone reveals, for tests that read it."""
    visit = Visit(browser, quick_page, SIZE, "#screen=6&lang=en")
    reveal(visit, dilemmas=(BURDEN,))
    yield visit
    visit.close()


def rows(visit: Visit, half: int) -> dict[str, tuple[str, bool]]:
    """What a waterfall's rows show: the value, and whether it is grey."""
    found = {}
    for row in visit.page.locator(f".half:nth-child({half}) .fall:not(.end)").all():
        said = row.get_attribute("title") or ""
        grey = "open" in (row.get_attribute("class") or "").split()
        found[said.split(":")[0]] = (row.locator("b").inner_text(), grey)
    return found


def shown(value: float, sign: bool = True) -> str:
    """A number of a waterfall; zero has no plus."""
    text = f"{value:+.3f}" if sign and round(value, 3) > 0 else f"{value:.3f}"
    return text.replace("-", "−")


def test_losses_and_gains_are_those_of_the_named_command(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    visit = Visit(browser, file, SIZE, "#screen=6&lang=en")
    assert visit.page.locator(".tile").count() == len(DILEMMAS)
    assert not visit.page.locator(".fall").count()
    reveal(visit)
    visit.until(f"page.store.attributed.of(1).done.value === {FEW_DRAWS}")
    found = {}
    for setting in (1, 2):
        for place, outcome in enumerate(("added_value", "one_plus_one"), 1):
            visit.page.click(f".choice:nth-child(1) button:nth-of-type({setting})")
            visit.page.click(f".choice:nth-child(2) button:nth-of-type({place})")
            ends = visit.page.locator(".half:nth-child(1) .fall.end b").all_inner_texts()
            found[setting, outcome] = (rows(visit, 1), ends, rows(visit, 2), visit.page.inner_text(".answer"))
    command = named(visit, "ledger")
    with visit.page.expect_download() as given:
        visit.page.click(".files button:nth-of-type(1)")
    table = list(csv.DictReader(given.value.path().open(encoding="utf-8-sig")))
    visit.close()
    assert {row["neutral setting / 中性设定"] for row in table} == {"second / 第二种"}
    assert {row["against / 相比于"] for row in table} == {"each alone / 各自单独"}
    sides = [row["side / 所属"] for row in table]
    assert sides.count("dilemma / 困境") == len(DILEMMAS) + 1  # with the total
    assert sides.count("source / 来源") == len(SOURCES) + 1
    totals = [row for row in table if row["dilemma or source / 困境或来源"] == "total / 合计"]
    assert len(totals) == 2
    assert shown(float(totals[0]["value / 数值"]), sign=False) in found[2, "one_plus_one"][3]
    monkeypatch.setattr("experiments.cli.commands.ledger.drawn", lambda found: [])
    wanted = answered(capsys, command, tmp_path)
    for (setting, outcome), (losses, ends, gains, said) in found.items():
        (under,) = (one for one in wanted["ledgers"] if one["setting"] == str(setting))
        for ledger, part, which in ((under, losses, DILEMMAS), (wanted["sources"], gains, SOURCES)):
            (account,) = (one for one in ledger["accounts"] if one["outcome"] == outcome)
            labels = {one.name: one.labels["en"] for one in which}
            assert len(part) == len(account["entries"]) == len(which)
            for entry in account["entries"]:
                (label,) = (name for name in part if labels[entry["dilemma"]].startswith(name))
                mark = "" if entry["resolved"] or not entry["estimate"]["value"] else "?"
                value = f"{shown(entry['estimate']['value'])}{mark}"
                assert part[label] == (value, not entry["resolved"]), (setting, outcome, label)
            if part is losses:
                assert ends == [shown(account[end]["value"], sign=False) for end in ("neutral", "actual")]
            total = account["total"]
            low, high = (shown(total[end], sign=False) for end in ("low", "high"))
            assert f"{shown(total['value'], sign=False)} ({low} to {high})" in said


def test_the_answer_names_the_bet(revealed: Visit) -> None:
    answer = ".half:nth-child(1) .sentence"
    said = revealed.page.inner_text(answer)
    assert "You said Burden, and so it is" in said
    assert "Burden takes most" not in said
    picks = "page.store.chosen.picks.dilemmas"
    before = revealed.page.evaluate(f"{picks}.value")
    revealed.page.evaluate(f"void ({picks}.value = [page.store.attributed.cards('dilemmas')[4].name])")
    revealed.drawn()
    said = revealed.page.inner_text(answer)
    assert "You said Weak evaluation: " in said
    assert "Burden takes most" in said
    revealed.page.evaluate(f"(one) => {{ {picks}.value = one; }}", before)


def test_cards_are_ranked_by_keys_alone(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=6&lang=en")
    press = visit.page.keyboard.press
    visit.page.focus(".tile:nth-child(1)")
    press("Enter")
    press("Tab")
    press("Space")
    press("Tab")
    press("Enter")
    assert visit.page.locator(".tile .pick").all_inner_texts() == ["1", "2", "3"]
    assert visit.page.locator(".tile:disabled").count() == len(DILEMMAS) - 3
    press("Enter")
    assert visit.page.locator(".tile .pick").all_inner_texts() == ["1", "2"]
    assert not visit.page.locator(".tile:disabled").count()
    visit.page.focus(".choices .go")
    press("Enter")
    assert "what gives most" in visit.page.inner_text("h1")
    visit.close()


def test_losses_say_their_unit_their_setting_and_their_worlds(revealed: Visit) -> None:
    visit = revealed
    assert all("in units of 1 + 1" in one for one in visit.page.locator(".half h2").all_inner_texts())
    settings = visit.page.locator(".choice:nth-child(1) button").all_inner_texts()
    assert ["time enough" in one for one in settings] == [True, False]
    ends = visit.page.locator(".fall.end:last-child > span").all_inner_texts()
    assert ends == [f"the case, {FEW_DRAWS} worlds"] * 2
    legend = visit.page.inner_text(".answer")
    assert "without ?: exactly zero" in legend
    means = visit.page.inner_text(".means")
    assert f"{FEW_DRAWS} worlds; other screens have 200" in means
    assert "− (dark) takes, + (amber) gives" in means


def test_few_worlds_are_said_to_miss_until_more_are_taken(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=5&lang=en")
    visit.page.wait_for_selector(".few")
    assert "With only 8 worlds the interval can miss" in visit.page.inner_text(".few")
    visit.page.click(".choices .choice:first-child button:nth-of-type(2)")
    visit.until("!document.querySelector('.few')")
    visit.close()


def test_each_side_under_way_has_its_own_count(browser: Browser, file: Path) -> None:
    chosen = "takes=burden,time_limit&ranking=2&gives=reach"
    visit = Visit(browser, file, SIZE, f"#screen=6&lang=en&{chosen}")
    visit.page.wait_for_selector(".half .so-far")
    said = visit.page.inner_text(".source")
    assert re.search(rf"take: so far \d+ of {FEW_DRAWS} draws", said)
    assert re.search(rf"give: so far \d+ of {FEW_DRAWS} draws", said)
    with visit.page.expect_download() as given:
        visit.page.click(".files button:nth-of-type(1)")
    assert re.search(rf"-\d+-and-\d+-of-{FEW_DRAWS}\.csv$", given.value.suggested_filename)
    visit.until(LEDGER)
    assert "so far" not in visit.page.inner_text(".ledger")
    visit.close()


def test_a_link_restores_rankings_doors_and_the_path(browser: Browser, file: Path) -> None:
    chosen = (
        "takes=burden,time_limit&ranking=2&gives=reach&doors=cultivation&path=cultivation"
        "&until=12&counts=services&neutral=second"
    )
    visit = Visit(browser, file, SIZE, f"#screen=6&lang=en&{chosen}")
    visit.until(LEDGER)
    assert sorted(visit.page.locator(".fall .pick").all_inner_texts()) == ["1", "1", "2"]
    visit.page.keyboard.press("7")
    visit.until(PATHS)
    assert visit.page.locator(".gate[aria-pressed=true]").count() == 1
    assert "You opened Cultivating social organisations first" in visit.page.inner_text(".verdict")
    visit.page.keyboard.press("4")
    pressed = visit.page.locator(".choices [aria-pressed=true]").all_inner_texts()
    assert pressed == ["12", "services"]
    visit.page.keyboard.press("3")
    assert visit.page.input_value(".versus select") == "cultivation"
    assert all(part in visit.page.evaluate("location.hash") for part in chosen.split("&"))
    assert not visit.page.locator(".refused").count()
    visit.close()


@pytest.mark.parametrize("state", ["until=13", "until=0x8", "counts=spent", "neutral=third"])
def test_a_link_refuses_what_cannot_be_chosen(browser: Browser, file: Path, state: str) -> None:
    visit = Visit(browser, file, SIZE, f"#screen=4&lang=en&{state}")
    assert visit.page.locator(".refused").count() == 1
    assert not any(name in visit.page.evaluate("location.hash") for name in ("until", "counts", "neutral"))
    visit.close()


def test_what_comes_next_begins_at_its_title(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, PHONES[0], "#screen=6&lang=en")
    for _ in range(2):
        visit.page.locator(".tile").last.click()
        visit.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        assert visit.number("scrollY") > 0
        visit.page.click(".choices .go")
        visit.drawn()
        assert visit.number("scrollY") == 0
    assert "time enough" in visit.page.inner_text(".choices")
    visit.close()


@pytest.mark.parametrize(
    "windows", [SHOWN, pytest.param(OTHERS, marks=pytest.mark.full)], ids=["some", "others"]
)
def test_what_is_revealed_fits(
    browser: Browser, file: Path, windows: Sequence[tuple[tuple[int, int], str]]
) -> None:
    def fits(visit: Visit) -> None:
        for size, lang in reversed(windows):  # the first again at the end
            visit.resize(size, lang)
            found = visit.overflow()
            if size[0] < NARROW:  # they scroll down, never sideways
                found = [one for one in found if not one.startswith("height")]
            assert not found, (size, lang)

    size, lang = windows[0]
    visit = Visit(browser, file, size, f"#screen=6&lang={lang}")
    visit.page.locator(".tile").nth(1).click()
    visit.page.click(".choices .go")
    fits(visit)
    visit.page.click(".choices button:nth-of-type(2)")
    reveal(visit, dilemmas=(4,), sources=(3, 4))
    fits(visit)
    visit.page.keyboard.press("7")
    visit.until(PATHS)
    for place in (1, 2, 3):
        visit.page.locator(f".gate:nth-child({place})").click()
    for place in (1, 2):
        visit.page.click(f".nearest .choice button:nth-of-type({place})")
        visit.drawn()
        visit.until("document.querySelector('.made b').textContent.includes('→')")
        fits(visit)
    visit.close()


def test_axe_finds_nothing_in_what_is_revealed(browser: Browser, file: Path) -> None:
    axe = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    visit = Visit(browser, file, SIZE, "#screen=6&lang=en", bypass_csp=True)
    visit.page.evaluate(axe)
    reveal(visit)
    visit.until(STANDS)
    assert not visit.page.evaluate(VIOLATIONS)
    visit.page.keyboard.press("7")
    visit.until(PATHS)
    visit.page.click(".gate")
    assert not visit.page.evaluate(VIOLATIONS)
    visit.page.evaluate(
        "page.store.changed.value = { 'incentives.mission': 0.2 }; page.store.screen.value = 9"
    )
    visit.ran()
    visit.until(STANDS)
    assert not visit.page.evaluate(VIOLATIONS)
    visit.close()

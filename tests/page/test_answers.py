"""What the page answers is what the command line answers, and what it gives to copy gives the same number."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from experiments.cli.main import main
from experiments.comparison.comparison import ratio_difference
from experiments.runs.outcomes import BENCHMARKS
from experiments.runs.paired import run_paired
from oneplusone import simulate
from sim.scenario import Scenario
from tests.support.browser import Visit

SIZE = (1280, 720)
CHANGED = "contract.term:12,control.indicators:0.8"


@pytest.fixture
def file(case_page: Path) -> Path:
    return case_page


def numbers(visit: Visit) -> list[str]:
    """The large numbers of a screen, once all worlds have run."""
    visit.ran()
    return visit.page.locator(".big").all_inner_texts()


def answered(capsys: pytest.CaptureFixture[str], command: str) -> Any:
    capsys.readouterr()
    assert main([*shlex.split(command)[1:], "--json"]) == 0
    return json.loads(capsys.readouterr().out)["headline"]["synergy"]


def test_what_is_copied_gives_the_number_on_the_screen(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    visit = Visit(browser, file, SIZE, f"#screen=9&lang=en&set={CHANGED}")
    ratio, created = numbers(visit)
    shown = ratio.removeprefix("1 + 1 = ")
    copied = {}
    for place, form in enumerate(("link", "command", "python", "toml"), 1):
        visit.page.click(f".take > button:nth-of-type({place})")
        copied[form] = visit.to_copy()
    visit.close()

    synergy = answered(capsys, copied["command"])
    assert f"{synergy['added_value']['estimate']['value']:.2f}" == shown
    arms = synergy["arms"]
    assert f"{arms['GS']['value'] - arms['none']['value']:,.0f}" == created

    ran = subprocess.run([sys.executable, "-c", copied["python"]], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == shown

    overlay = tmp_path / "mine.toml"
    overlay.write_text(copied["toml"], encoding="utf-8")
    case = Scenario.load("s_association", [str(overlay)])
    found = simulate(case, draws=200, seeds=1, progress=False)
    assert f"{found.headline.synergy.added_value.estimate.value:.2f}" == shown

    again = Visit(browser, file, SIZE, copied["link"][copied["link"].index("#") :])
    assert numbers(again) == [ratio, created]
    again.close()


def test_changes_are_paired_with_the_case_as_compare_pairs_them(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, f"#screen=9&lang=en&set={CHANGED}")
    numbers(visit)
    said = visit.page.inner_text(".two > div:nth-child(1) .note")
    visit.close()
    (benchmark,) = (one for one in BENCHMARKS if one.name == "side_by_side")
    case = Scenario.load("s_association")
    changed = case.with_values({"contract.term": 12, "control.indicators": 0.8})
    found = ratio_difference(run_paired(case, 200, 1), run_paired(changed, 200, 1), benchmark=benchmark)
    assert found is not None
    low, high = sorted((abs(found.estimate.low), abs(found.estimate.high)))
    assert f"{abs(found.estimate.value):.2f} less than the case ({low:.2f} to {high:.2f})" in said


@pytest.mark.parametrize("month", [8, 48])
def test_jars_hold_what_the_command_line_counts(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str], month: int
) -> None:
    visit = Visit(browser, file, SIZE, "#screen=4&lang=en")
    assert not visit.page.locator(".big").count()
    visit.page.click(f".choice >> text='{month}'")
    visit.page.click(".go")
    side, alone = numbers(visit)
    label = visit.page.get_attribute("svg.plot", "aria-label")
    named = re.search(r"oneplusone run [^,]*", visit.page.inner_text(".source"))
    assert visit.page.locator(".choices button:disabled").count()
    assert "chosen before the reveal" in visit.page.inner_text(".choices")
    visit.close()
    assert named
    until = "" if month == 48 else f" --months {month}"
    assert named.group(0) == f"oneplusone run s_association{until} --draws 200 --seeds 1 --full"
    synergy = answered(capsys, named.group(0))
    (side, how_side), (alone, how_alone) = (each.rsplit(" = ", 1) for each in (side, alone))
    assert side == f"1 + 1 = {synergy['added_value']['estimate']['value']:.2f}"
    assert alone == f"1 + 1 = {synergy['one_plus_one']['estimate']['value']:.2f}"
    said = re.findall(r"[\d,.]*\d", label or "")
    for shown, arm in zip(said, ("G", "S", "G+S", "GS"), strict=True):
        digits = len(shown.partition(".")[2])
        assert shown == f"{synergy['arms'][arm]['value'] - synergy['arms']['none']['value']:,.{digits}f}"
    assert how_side == f"2 × {said[3]} ÷ {said[2]}"
    assert how_alone == f"2 × {said[3]} ÷ ({said[0]} + {said[1]})"
    # both ratios follow from the digits in the jars
    g, s, both_sides, together = (float(one.replace(",", "")) for one in said)
    assert (side, alone) == (
        f"1 + 1 = {2 * together / both_sides:.2f}",
        f"1 + 1 = {2 * together / (g + s):.2f}",
    )


@pytest.mark.parametrize(
    "state",
    [
        "takes=burden,nothing",
        "path=constructor",
        "world=999",
        "set=contract.term:1e9",
        "set=<img src=x onerror=alert(1)>:1",
        "onload=alert(1)",
        "screen=-1",
    ],
)
def test_a_hostile_link_is_refused_in_words(browser: Browser, file: Path, state: str) -> None:
    visit = Visit(browser, file, SIZE, f"#lang=en&{state}")
    assert "left out" in visit.page.inner_text("[role=alert]")
    assert visit.page.evaluate("Object.keys(page.store.changed.value).length") == 0
    assert not visit.page.locator("img").count()
    visit.page.keyboard.press("4")
    low = visit.page.evaluate("document.querySelector('footer .next').getBoundingClientRect().bottom")
    assert low <= SIZE[1]  # the way on stays in view
    visit.page.click("[role=alert] button")
    assert not visit.page.locator("[role=alert]").count()
    visit.close()


@pytest.mark.parametrize(
    ("state", "out"),
    [("nonsense", "nonsense"), ("bet=999", "bet=999"), ("set=contract.term:9999", "contract.term:9999")],
)
def test_what_is_wrong_in_a_link_is_named(browser: Browser, file: Path, state: str, out: str) -> None:
    visit = Visit(browser, file, SIZE, f"#lang=en&screen=4&{state}")
    assert f"range: {out}." in visit.page.inner_text("[role=alert]")
    visit.close()


def test_what_is_good_in_a_link_is_kept_and_rules_alone_open_where_they_are_set(
    browser: Browser, file: Path
) -> None:
    visit = Visit(browser, file, SIZE, "#lang=en&set=contract.term:4,nonsense.x:3")
    assert visit.page.evaluate("page.store.changed.value") == {"contract.term": 4}
    assert visit.page.locator(".screen-9").count() == 1
    assert "nonsense.x:3" in visit.page.inner_text("[role=alert]")
    assert "contract.term" not in visit.page.inner_text("[role=alert]")
    visit.close()


def test_the_street_that_stopped_at_an_event_offers_to_go_on(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=1&lang=en")
    assert visit.page.inner_text(".play") == "Play"
    visit.page.click("[aria-label^='×3']")
    visit.page.click(".play")
    visit.until("document.querySelector('.play')?.textContent === 'Continue'")
    assert (
        0
        < visit.page.evaluate("page.store.month.value")
        < visit.page.evaluate("page.store.story.value.middle")
    )
    visit.close()


def test_the_jars_have_room_on_a_phone_and_hand_nothing_out_before_they_open(
    browser: Browser, file: Path
) -> None:
    visit = Visit(browser, file, (390, 844), "#screen=4&lang=en")
    high = "document.querySelector('.jar').getBoundingClientRect().height"
    assert visit.number(high) > 180
    assert not visit.page.locator(".files button").count()
    visit.page.click(".choices .go")
    visit.until("document.querySelectorAll('.files button').length === 3")
    assert visit.number(high) > 140
    visit.close()


def test_units_and_benchmarks_are_explained_by_keys(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=3&lang=en")
    for screen in (3, 4, 5, 6, 7, 9):
        visit.page.evaluate(f"page.store.screen.value = {screen}")
        visit.until(f"document.querySelector('.screen-{screen} main > *')")
        visit.page.focus(".meanings button")
        visit.page.keyboard.press("Enter")
        assert "Side by side:" in visit.page.inner_text(".meanings .card-over"), screen
        visit.page.keyboard.press("Escape")
        assert not visit.page.is_visible(".meanings .card-over"), screen
    visit.close()


def test_every_lever_says_what_it_means(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=9&lang=en&set=control.indicators:0.053678")
    visit.page.focus(".what")
    visit.page.keyboard.press("Enter")
    said = Scenario.load("s_association").parameters["contract.term"].help("en")
    assert visit.page.inner_text(".lever .help:visible") == said
    assert "0.0537 ×" in visit.page.inner_text(".lever.changed b")
    unsaid = "page.store.settable.filter(({ help, labels }) => help.en === labels.en).map(({ name }) => name)"
    assert visit.page.evaluate(unsaid) == []
    visit.close()


def test_limits_are_not_passed_over(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=8&lang=en")
    cards = visit.page.evaluate("page.store.data.limits.length")
    for turned in range(1, cards):
        assert visit.page.locator(".card:not(.shut)").count() == turned
        visit.page.keyboard.press("ArrowRight")
    assert visit.page.locator(".card:not(.shut)").count() == cards
    visit.page.keyboard.press("PageDown")
    assert "Change the rules" in visit.page.inner_text("h1")
    visit.close()


def test_two_streets_answer_to_keys_and_stop_where_the_term_ends(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=3&lang=en")
    visit.page.keyboard.press(".")
    assert "They part in month" in visit.page.inner_text(".say")
    visit.page.click("text='Month 8'")
    assert visit.page.inner_text(".say").startswith("Month 8:")
    visit.page.keyboard.press("9")
    assert "Change the rules" in visit.page.inner_text("h1")
    visit.page.keyboard.press("7")
    assert "Which door would you open?" in visit.page.inner_text("h1")
    visit.close()


def counted(capsys: pytest.CaptureFixture[str], visit: Visit) -> Any:
    """The count that the command under a figure prints, in its JSON and in words."""
    found = re.search(r"oneplusone run[^,]*", visit.page.inner_text(".source"))
    assert found
    capsys.readouterr()
    assert main([*shlex.split(found.group(0))[1:], "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["reached"]
    assert main(shlex.split(found.group(0))[1:]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"in {one['count']:,} of {one['runs']:,} runs" in said
    return one


def test_the_worlds_that_reach_a_bet_are_those_that_the_command_counts(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(browser, file, SIZE, "#screen=2&lang=en&bet=18")
    visit.page.click(".stepper .go")
    visit.until("document.querySelectorAll('.world').length === 200")
    said = visit.page.inner_text(".answer")
    one = counted(capsys, visit)
    visit.close()
    assert (one["name"], one["number"]) == ("coverage", 18)
    reach, worlds = one["count"], one["runs"]
    assert f"{reach} of {worlds} at your 18 or above, {worlds - reach} below" in said


def test_the_worlds_above_two_are_those_that_the_command_counts(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(browser, file, SIZE, "#screen=5&lang=en")
    visit.page.click(".choice >> text='200'")
    visit.until(
        "page.store.many.done.value >= 200 && document.querySelectorAll('.plot .world').length >= 200"
    )
    for place, name in enumerate(("added_value", "one_plus_one"), 1):
        visit.page.click(f".choice:nth-child(2) button:nth-of-type({place})")
        said = visit.page.inner_text(".answer")
        one = counted(capsys, visit)
        assert (one["name"], one["number"]) == (name, 2)
        assert f"In {one['count']} of {one['runs']} worlds" in said
    visit.close()


def test_the_runs_that_agree_with_all_facts_are_those_that_the_command_counts(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit = Visit(browser, file, SIZE, "#screen=1&lang=en")
    said = visit.page.inner_text(".source").replace(",", "")
    visit.close()
    named = re.search(r"oneplusone run.*? --full", said)
    assert named
    capsys.readouterr()
    assert main([*shlex.split(named.group(0))[1:], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["observations"]["stated"]
    assert f"{found['agreeing']} of {found['runs']} runs agree with all facts" in said
    assert main(shlex.split(named.group(0))[1:]) == 0
    printed = " ".join(capsys.readouterr().out.replace(",", "").split())
    assert f"Of {found['runs']} runs {found['agreeing']} agree with all facts" in printed

"""Paths and the nearest way to two: answered as the commands that the page names answer, and tried out."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from experiments.cli.main import main
from experiments.page.ways import ways_of
from experiments.synergy.verdict import HIGH, LOW
from oneplusone import compare, simulate
from sim.arms import GS
from sim.engine import run_series
from sim.engine.module import module_of
from sim.scenario import Scenario
from tests.support.browser import Visit
from tests.support.quick_page import FEW_WORLDS, PATHS, answered, named

CASE = Scenario.load("s_association")
SIZE = (1280, 720)
LIMITS = 8


@pytest.fixture
def file(quick_page: Path) -> Path:
    return quick_page


def test_paths_are_those_of_the_named_command(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    visit = Visit(browser, file, SIZE, "#screen=7&lang=en")
    visit.until(PATHS)
    names = visit.page.evaluate("page.store.attributed.data.paths.map(({ name }) => name)")
    found: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}

    def read(*opened: str) -> None:
        found[opened] = (
            visit.page.locator(".three .big").all_inner_texts(),
            visit.page.locator(".three .note").all_inner_texts(),
        )

    read()
    for place in range(1, len(names) + 1):
        visit.page.focus(f".gate:nth-child({place})")
        visit.page.keyboard.press("Enter")
        read(*names[:place])
        verdict = visit.page.inner_text(".verdict")
        assert "You opened Meta-governance first" in verdict
        assert "to 1 + 1" in verdict
        assert "created together" in verdict
    assert "Several doors can be open together" not in visit.page.inner_text(".opened-name")
    together = {}
    for place, outcome in enumerate(("added_value", "one_plus_one"), 1):
        visit.page.click(f".nearest .choice button:nth-of-type({place})")
        together[outcome] = visit.page.locator(".doors-too").all_inner_texts()
    command = named(visit, "paths")
    visit.close()
    wanted = answered(capsys, command, tmp_path)["paths"]["rows"]
    assert main([*shlex.split(command)[1:], "--out", str(tmp_path)]) == 0
    in_words = " ".join(capsys.readouterr().out.split())
    every = next(row for row in wanted if set(row["paths"]) == set(names))
    gains = {one["outcome"]: one for one in every["gains"]}
    created = gains["value_gs"]
    for outcome, said in together.items():
        level = gains[outcome]["level"]
        more = created["resolved"] and created["change"]["value"] > 0 and every["equal_money"]
        assert len(said) == (level["value"] > 2 and more), outcome
        for one in said:
            assert f"All paths: {level['value']:.2f} ({level['low']:.2f} to {level['high']:.2f})" in one
            assert f": {side_of_two(level['low'], level['high'])}." in one
            assert re.search(rf": {created['change']['value']:,.0f} more \(.*\), from the same purse", one)
    assert together["added_value"]
    base = next(row for row in wanted if not row["paths"])
    for opened, (numbers, notes) in found.items():
        row = next(one for one in wanted if set(one["paths"]) == set(opened))
        gains = {one["outcome"]: one for one in row["gains"]}
        for place, (outcome, share) in enumerate(
            (("added_value", "above_two_side_by_side"), ("one_plus_one", "above_two"))
        ):
            level, change = gains[outcome]["level"], gains[outcome]["change"]
            assert numbers[place] == f"1 + 1 = {level['value']:.2f}"
            reach, before = (round(one[share]["value"] * FEW_WORLDS) for one in (row, base))
            assert f"More than two in {reach} of {FEW_WORLDS} worlds" in notes[place]
            if not opened:
                counts = rf": no path {reach}, \d" if place == 0 else rf": no path \d+, {reach};"
                assert re.search(rf"1\+1 > 2, of {FEW_WORLDS} \(∥, \+\){counts}", in_words)
            if opened:
                assert f"in the case, in {before}." in notes[place]
                ends = sorted((change["low"], change["high"]), key=abs)
                if gains[outcome]["resolved"]:
                    kind = "more" if change["value"] > 0 else "less"
                    low, high = (abs(end) for end in ends)
                    between = f"({low:.2f} to {high:.2f})"
                    assert f"{abs(change['value']):.2f} {kind} than the case {between}" in notes[place]
                else:
                    assert "Not distinguished from the case" in notes[place]
        assert numbers[2] == f"{gains['value_gs']['level']['value']:,.0f}"
        assert f"{row['money']['value']:,.0f} yuan" in notes[2]
        assert ("the same purse" in notes[2]) == (bool(opened) and row["equal_money"])


def side_of_two(low: float, high: float, looked_for: bool = False) -> str:
    """What is said of an interval; a way that was looked for may come to two within the margin."""
    about = looked_for and low >= LOW and high <= HIGH
    undecided = "about two" if about else "two is undecided"
    return "over two" if low > 2 else "two is not reached" if high < 2 else undecided


@pytest.mark.parametrize(
    ("ends", "said"),
    [((1.97, 2.03), "about two"), ((1.9, 2.1), "two is undecided"), ((2.001, 2.02), "over two")],
)
def test_a_way_comes_to_two_where_all_of_its_interval_counts_as_two(
    browser: Browser, file: Path, ends: tuple[float, float], said: str
) -> None:
    visit = Visit(browser, file, SIZE, "#screen=0&lang=en")
    low, high = ends
    checked = f"{{ value: 2, low: {low}, high: {high} }}"
    visit.page.evaluate(f"page.store.data.nearest.ways.forEach((way) => (way.verified = {checked}))")
    visit.page.keyboard.press("7")
    visit.drawn()
    assert f"unused by the search: {said}." in visit.page.inner_text(".nearest")
    visit.close()


def test_all_paths_have_a_button_as_heavy_as_that_of_the_nearest_way(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=7&lang=en")
    visit.until(PATHS)
    style = """(name) => {
      const shown = getComputedStyle(document.querySelector(name));
      const { backgroundColor, fontSize, fontWeight, padding } = shown;
      return [backgroundColor, fontSize, fontWeight, padding];
    }"""
    assert visit.page.locator(".all-doors").count() == 1
    assert visit.page.evaluate(style, ".all-doors") == visit.page.evaluate(style, ".nearest .choices .go")
    visit.page.click(".all-doors")
    assert visit.page.locator(".gate[aria-pressed=true]").count() == visit.page.locator(".gate").count()
    assert not visit.page.locator(".verdict").count()  # all at once is no bet on one
    visit.close()


def test_both_answers_stand_side_by_side_and_say_that_they_still_run(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=7&lang=en")
    visit.until(PATHS)
    tops = "[...document.querySelectorAll('.way')].map((one) => one.getBoundingClientRect().top)"
    assert len(set(visit.page.evaluate(tops))) == 1
    assert visit.page.locator(".way").count() == 2
    assert visit.page.locator(".way .reached").count() == 2
    moves = visit.page.inner_text(".way .moves")
    assert "0.277 on a scale 0–1" in moves
    assert "times as many" in moves
    assert not visit.page.locator(".under-way").count()
    visit.page.evaluate("page.store.attributed.of('paths').done.value = 3")
    visit.drawn()
    assert f"running, 3 of {FEW_WORLDS} worlds" in visit.page.locator(".way").nth(1).inner_text()
    assert "Still running" in visit.page.inner_text(".opened-name")
    assert visit.page.locator(".three .big.under-way").count() == 3
    visit.close()


def test_what_is_supposed_is_said_at_the_number(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=7&lang=en")
    visit.page.click(".nearest .choice button:nth-of-type(2)")
    visit.page.click(".nearest .go")
    visit.until("page.store.screen.value === 9")
    visit.ran()
    changed = visit.page.evaluate("Object.keys(page.store.changed.value)")
    known = visit.page.evaluate("page.store.known.map(({ name }) => name)")
    assert changed
    if set(changed) <= set(known):
        assert "The case as if that were known" in visit.page.locator(".two .note").first.inner_text()
    visit.page.evaluate("page.store.changed.value = { 'needs.drift': 0 }")
    visit.until("page.theirs.value")
    visit.ran()
    visit.drawn()
    said = visit.page.locator(".two .note").first.inner_text()
    assert said.startswith("The case as if that were known (")
    visit.close()


def test_the_nearest_way_is_the_build_s_and_is_tried_in_the_sandbox(browser: Browser, file: Path) -> None:
    nearest = ways_of(CASE, module_of(CASE))
    assert nearest is not None
    visit = Visit(browser, file, SIZE, "#screen=7&lang=en")
    assert named(visit, "nearest") == "oneplusone nearest s_association --draws 400 --held-out 100 --seeds 1"
    for place, benchmark in enumerate(("side_by_side", "alone"), 1):
        visit.page.click(f".nearest .choice button:nth-of-type({place})")
        ways = {one["group"]: one for one in nearest["ways"] if one["benchmark"] == benchmark}
        way = next((ways[name] for name in ("levers", "both") if ways[name]["reached"]), ways["levers"])
        moves = visit.page.locator(".move").all_inner_texts()
        assert len(moves) == len(way["moves"])
        for said, move in zip(moves, way["moves"], strict=True):
            assert CASE.parameters[move["parameter"]].labels["en"] in said
            assert ("assumed range" in said) == move["assumed"]
            for end in (move["before"], move["after"]):
                assert f"{float(f'{end:.3g}'):g}" in said
        believed = any(move["kind"] != "lever" for move in way["moves"])
        asked = "Suppose so, and see" if believed else "Set them and see"
        assert visit.page.inner_text(".nearest .go") == asked
        assert ("assumptions, not rules" in visit.page.inner_text(".nearest")) == believed
        check = way["verified"]
        said = f"1 + 1 is {check['value']:.2f} ({check['low']:.2f} to {check['high']:.2f})"
        if way["reached"]:
            text = visit.page.inner_text(".nearest")
            assert said in text
            assert (
                f"unused by the search: {side_of_two(check['low'], check['high'], looked_for=True)}" in text
            )
    visit.page.click(".nearest .choice button:nth-of-type(1)")
    visit.drawn()
    visit.until("document.querySelector('.made b').textContent.includes('→')")
    created = visit.page.inner_text(".made b")
    assert "The ratio rises while less is created." in visit.page.inner_text(".nearest")
    visit.page.click(".nearest .go")
    visit.until("page.store.screen.value === 9")
    visit.ran()
    number = visit.page.locator(".big").first.inner_text()
    changes = visit.page.evaluate("page.store.changed.value")
    check = next(one["verified"] for one in nearest["ways"] if one["benchmark"] == "side_by_side")
    at_number = visit.page.locator(".two .own-draws").inner_text()
    assert "200 other draws" in at_number
    said = visit.page.inner_text(".search")
    assert f"found {check['value']:.2f} ({check['low']:.2f} to" in said
    visit.page.click(".take > button:nth-of-type(1)")
    link = visit.to_copy()
    assert "(page.html)" in visit.page.inner_text(".code .note")  # the address of a file leads nowhere else
    again = Visit(browser, file, SIZE, link.removeprefix(file.as_uri()))
    again.ran()
    assert again.page.inner_text(".search") == said  # a link has what the search found
    again.page.locator(".chip").first.click()
    again.until("!document.querySelector('.search')")
    again.close()
    visit.page.keyboard.press("Escape")
    visit.page.click(".over-limits")
    assert visit.number("page.store.screen.value") == LIMITS
    visit.close()
    case, ran = (
        simulate(one, draws=200, seeds=1, progress=False) for one in (CASE, CASE.with_values(changes))
    )
    here = ran.headline.synergy.added_value.estimate
    assert number == f"1 + 1 = {here.value:.2f}"
    assert side_of_two(here.low, here.high, looked_for=True) in at_number
    net = [one.headline.synergy.arms for one in (case, ran)]
    assert created == " → ".join(f"{arms['GS'].value - arms['none'].value:,.0f}" for arms in net)


def test_the_sandbox_keeps_what_one_and_one_is_compared_with(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=7&lang=en")
    visit.page.click(".nearest .choice button:nth-of-type(2)")
    visit.page.keyboard.press("9")
    visit.ran()
    ran = simulate(CASE, draws=200, seeds=1, progress=False)
    value = f"{ran.headline.synergy.one_plus_one.estimate.value:.2f}"
    assert visit.page.locator(".big").first.inner_text() == f"1 + 1 = {value}"
    assert "Against side by side: " in visit.page.inner_text(".price")
    visit.page.click(".take > button:nth-of-type(3)")
    assert "one_plus_one" in visit.to_copy()
    visit.close()


def test_what_is_set_as_known_is_set_in_the_case_too(
    browser: Browser, file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    state = "incentives.mission:0.2,contract.term:12"
    visit = Visit(browser, file, SIZE, f"#screen=9&lang=en&set={state}")
    assert "if it were known" in visit.page.inner_text(".lever.known")
    visit.ran()
    number = visit.page.locator(".big").first.inner_text().removeprefix("1 + 1 = ")
    created = visit.page.locator(".big").nth(1).inner_text()
    said, more = visit.page.locator(".two .note").all_inner_texts()
    assert "as if this were known" in visit.page.inner_text(".if-known")
    copied = {}
    for place, form in enumerate(("link", "command", "python", "toml"), 1):
        visit.page.click(f".take > button:nth-of-type({place})")
        copied[form] = visit.to_copy()
    visit.close()
    assert state in copied["link"]

    both = answered(capsys, copied["command"], tmp_path / "compared")
    change = both["added_value"]["difference"]["estimate"]
    low, high = sorted((abs(change["low"]), abs(change["high"])))
    assert f"{both['added_value']['b']['estimate']['value']:.2f}" == number
    assert f"{abs(change['value']):.2f} less than the case ({low:.2f} to {high:.2f})" in said
    net, rise = both["created"], both["created"]["difference"]
    assert f"{net['b']['value']:,.0f}" == created
    percent = f"{100 * rise['value'] / net['a']['value']:.1f}%"
    assert all(
        one in more for one in (percent, f"service-months, {rise['low']:,.0f} to {rise['high']:,.0f})")
    )
    assert main([*shlex.split(copied["command"])[1:], "--out", str(tmp_path / "compared")]) == 0
    assert f"{created} in B" in " ".join(capsys.readouterr().out.split())

    ran = subprocess.run([sys.executable, "-c", copied["python"]], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == number

    overlay = tmp_path / "mine.toml"
    overlay.write_text(copied["toml"], encoding="utf-8")
    mine = Scenario.load("s_association", [str(overlay)])
    known = CASE.with_values({"incentives.mission": 0.2})
    found = compare(known, mine, draws=200, seeds=1, progress=False)
    assert f"{found.synergy_b.added_value.estimate.value:.2f}" == number


def test_an_uncertain_parameter_is_chosen_from_the_list_and_dropped(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, SIZE, "#screen=9&lang=en")
    visit.page.select_option("select", "incentives.mission")
    assert visit.page.evaluate("Object.keys(page.store.changed.value)") == ["incentives.mission"]
    assert visit.page.locator(".chip.known").count() == 1
    visit.page.click(".chip.known")
    assert not visit.page.locator(".lever.known").count()
    visit.close()


def test_the_street_is_compared_with_a_path(browser: Browser, file: Path) -> None:
    path, month = "cultivation", 48
    visit = Visit(browser, file, SIZE, f"#screen=3&lang=en&twin={month}")
    visit.page.select_option(".versus select", path)
    visit.drawn()
    said = visit.page.inner_text(".say")
    draw, place = visit.page.evaluate("page.store.data.worlds.found[0]")
    changes = visit.page.evaluate(f"page.store.pathIn(0, '{path}')")
    visit.close()
    from experiments.runs.paired import run_paired

    runs = run_paired(CASE, draw + 1, 2, (GS,))
    values = {name: [float(column[draw])] for name, column in runs.parameter_draws.items()}
    seed = [int(runs.run_seeds[draw, place])]

    def worth(changed: dict[str, float]) -> float:
        points = values | {name: [value] for name, value in changed.items()}
        return float(run_series(CASE, points, seed, [GS]).values[0, 0][month - 1, 0])

    own, case = worth(changes), worth({})
    gap = round(own - case)
    assert f"brought {abs(gap):,} service-months {'more' if gap > 0 else 'fewer'}" in said
    # the cause that is named is the change without which the two would be nearest to each other
    without = {name: worth({n: v for n, v in changes.items() if n != name}) - case for name in changes}
    acting = {n: one for n, one in without.items() if np.sign(own - case) * (own - case - one) > 0}
    if "weighs most" in said:
        label = re.search(r"weighs most: (.*?)\. In this", said)
        assert label
        most = max(acting, key=lambda name: abs(acting[name] - (own - case)))
        assert CASE.parameters[most].labels["en"] == label.group(1)

"""What the numbers of levers mean, and what a search tried."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from experiments.page.data import SUM, page_data
from experiments.page.document import document
from experiments.page.worlds import LEAST, Worlds
from experiments.texts import room
from sim.engine.module import module_of
from sim.scenario import Scenario
from tests.support.browser import Visit

CASE = Scenario.load("s_association")
SIZES = {"wide": (1280, 720), "low": (1280, 585), "phone": (390, 844)}
SETTABLE = {
    name: one for name, one in CASE.parameters.items()
    if (one.role == "lever" or name == SUM or name in CASE.priors) and not name.startswith("run.")
}  # fmt: skip
SAID = ("months", "yuan", "kinds", "choice")
"""Units that stand with the number, and options, which have words."""


def made(path: Path, **data: Any) -> Path:
    module = module_of(CASE)
    given = page_data(CASE, module, Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",)), "")
    path.write_text(document(given | data, module), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("page") / "page.html")


def test_every_multiplier_that_may_be_set_says_what_one_is() -> None:
    own = {key.removeprefix("ends.") for key in room("screens") if key.startswith("ends.")}
    for name, one in SETTABLE.items():
        if one.unit == "factor":
            assert re.sub(r"^kinds\.\w+\.", "kinds.", name) in own, name
    for unit in {one.unit for one in SETTABLE.values()} - {*SAID, "factor"}:
        assert unit in own or room("units")[unit]["zh"], unit
    # no words for what is not there
    assert {one for one in own if "." in one} <= {
        re.sub(r"^kinds\.\w+\.", "kinds.", name) for name in SETTABLE
    }


def test_every_lever_says_what_its_numbers_mean(browser: Browser, file: Path) -> None:
    set_ = "incentives.mission:0.2,staffing.quit_hazard:0.02"
    visit = Visit(browser, file, SIZES["wide"], f"#screen=9&lang=en&set={set_}")
    visit.ran()
    visit.page.click(".fold")
    for size, lang in product(SIZES.values(), ("en", "zh")):
        visit.resize(size, lang)
        every_lever_says_what_its_numbers_mean(visit, size, lang)
    visit.close()


def every_lever_says_what_its_numbers_mean(visit: Visit, size: tuple[int, int], lang: str) -> None:
    labels = {one.label(lang): one for one in SETTABLE.values()}
    found = {}
    for row in visit.page.locator(".lever").all():
        label = row.locator("input").get_attribute("aria-label") or ""
        found[label] = row.locator(".of-scale").all_inner_texts()
    assert len(found) > 20
    for label, said in found.items():
        assert bool(said) == (labels[label].unit not in SAID), label
    words = {label: said[0].replace("\u00a0", " ") for label, said in found.items() if said}
    assert words[CASE.parameters["control.control"].label(lang)] == (
        "0: not at all, 1: fully" if lang == "en" else "0：全无，1：完全"
    )
    assert words[CASE.parameters["control.indicators"].label(lang)] == (
        "0: none, ×1: as in the case" if lang == "en" else "0：无，×1：与案例相同"
    )
    assert words[CASE.parameters["staffing.quit_hazard"].label(lang)] == (
        "per month" if lang == "en" else "每月"
    )
    described = visit.page.locator(".lever.known input").first.get_attribute("aria-describedby") or ""
    assert (
        "only pay counts"
        in visit.page.evaluate(
            "(ids) => ids.split(' ').map((id) => document.getElementById(id).textContent).join(' ')",
            described,
        )
        or lang == "zh"
    )
    found_over = [one for one in visit.overflow() if not one.startswith("height") or size == SIZES["wide"]]
    assert not found_over


def way(group: str, moves: list[dict[str, Any]], reached: bool) -> dict[str, Any]:
    interval = {"value": 2.0, "low": 1.9, "high": 2.1}
    return {
        "benchmark": "side_by_side", "group": group, "above": False, "reached": reached, "holds": reached,
        "price": 0.0, "start": interval, "verified": interval, "moves": moves,
    }  # fmt: skip


MISSION = {
    "parameter": "incentives.mission",
    "kind": "uncertain",
    "before": 0.3,
    "after": 0.5,
    "assumed": True,
}
CONTROL = {"parameter": "control.control", "kind": "lever", "before": 0.5, "after": 0.1, "assumed": False}


@pytest.mark.parametrize(
    ("rules", "en", "zh"),
    [
        ([CONTROL], "No rules tried reach two.", "仅靠试过的规则到不了二。"),
        ([], "Rules alone were not tried: of none do the runs resolve which way it moves 1 + 1.",
         "没有单独试过规则：任何一条使 1 + 1 朝哪边变，这些运行都无法分辨。"),
    ],
    ids=["tried", "no direction"],
)  # fmt: skip
def test_rules_of_which_no_direction_was_resolved_were_not_tried(
    browser: Browser, tmp_path: Path, rules: list[dict[str, Any]], en: str, zh: str
) -> None:
    ways = [way("levers", rules, False), way("uncertain", [MISSION], True), way("both", [MISSION], True)]
    nearest = {"draws": 400, "held_out": 100, "seeds": 1, "ways": ways}
    path = made(tmp_path / "page.html", nearest=nearest)
    visit = Visit(browser, path, SIZES["wide"], "#screen=7&lang=en")
    for size in SIZES.values():
        visit.resize(size, "en")
        assert visit.page.inner_text(".reached").startswith(en)
        visit.page.keyboard.press("l")
        assert visit.page.inner_text(".reached").replace("\u00a0", " ").startswith(zh)
        visit.drawn()
        assert not [one for one in visit.overflow() if not one.startswith("height")]
    visit.close()

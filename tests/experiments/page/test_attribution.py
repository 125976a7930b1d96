"""The page's ledgers and paths: the runs in every bit, and the statistics, of the command line's own."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from experiments.attribution.analysis import ledger, reform_paths
from experiments.attribution.changes import switch, touched
from experiments.attribution.factorial import combinations
from experiments.nearest.analysis import nearest
from experiments.page import attribution, ways
from experiments.page.attribution import PAGE_ARMS, attribution_of, written
from experiments.runs.settings import run_settings
from experiments.runs.simulator import ScenarioSimulator
from experiments.statistics.intervals import Estimate
from experiments.texts import LANGUAGES, room
from sim.arms import G_S, GS, NONE, G, S
from sim.engine.module import module_of
from sim.parameters.change import RelativeChange
from sim.scenario import Scenario
from tests.support.page_driver import Driver

CASE = Scenario.load("s_association")
DRAWS = 5


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    return attribution_of(CASE, module_of(CASE))


def asked(given: Mapping[str, Any], side: str, setting: int = 0) -> dict[str, Any]:
    measures = [0] if side != "paths" else [0, ScenarioSimulator(CASE).measure("spent")]
    return {
        "switches": [
            {"name": one["name"], "settings": one["settings"][setting]} for one in given[side]
        ],
        "draws": DRAWS, "measures": measures, "reads": given["reads"],
        "sign": 1 if side == "sources" else -1, "paths": side == "paths",
    }  # fmt: skip


def test_the_page_s_arms_are_those_of_both_benchmarks() -> None:
    assert PAGE_ARMS == (NONE, G, S, G_S, GS)


def agree(found: Mapping[str, float], wanted: Estimate) -> None:
    for name, value in (("value", wanted.value), ("low", wanted.low), ("high", wanted.high)):
        assert math.isclose(found[name], value, rel_tol=1e-9, abs_tol=1e-9), name


@pytest.mark.parametrize(("side", "setting"), [("dilemmas", 0), ("dilemmas", 1), ("sources", 0)])
def test_ledgers_are_the_command_line_s(given: dict[str, Any], side: str, setting: int) -> None:
    driver = Driver(CASE)
    driver.ask(factorial=asked(given, side, setting))
    found = driver.json("factorial")
    wanted = ledger(CASE, DRAWS, 1, settings=(setting,), sides=[side])
    (account_side,) = wanted.sides
    assert found["found"]
    for name, account in found["found"].items():
        own = account_side.of(name)
        for end in ("neutral", "actual", "total"):
            estimate = getattr(own, end)
            assert estimate is not None
            agree(account[end], estimate)
        for entry, other in zip(account["entries"], own.entries, strict=True):
            assert entry["name"] == other.dilemma
            agree(entry["estimate"], other.estimate)
            ours = (entry["resolved"], entry["best"], entry["worst"])
            assert ours == (other.resolved, other.best_rank, other.worst_rank)
    # runs that an arm does not distinguish are made once
    assert found["runs"] < 0.5 * DRAWS * 256 * len(PAGE_ARMS)
    names = {one["name"]: one["settings"][setting] for one in given[side]}
    assert same_bits(driver, names, side, setting)


def same_bits(driver: Driver, names: Mapping[str, Any], side: str, setting: int) -> bool:
    from sim.dilemmas import DILEMMAS
    from sim.sources import SOURCES

    simulator = ScenarioSimulator(CASE)
    parts = (
        {one.name: one.settings_of(CASE, setting) for one in DILEMMAS}
        if side == "dilemmas"
        else {one.name: one.settings_of(CASE) for one in SOURCES}
    )
    assert list(parts) == list(names)
    base = simulator.base(0, DRAWS, touched(parts.values()))
    switches = [switch(name, CASE, each, base) for name, each in parts.items()]
    values = run_settings(simulator, combinations(switches), base, PAGE_ARMS, DRAWS, 1)
    return driver.numbers("factorial").tobytes() == values.tobytes()


def test_paths_are_the_command_line_s(given: dict[str, Any]) -> None:
    driver = Driver(CASE)
    driver.ask(factorial=asked(given, "paths"))
    found, wanted = driver.json("factorial"), reform_paths(CASE, DRAWS, 1)
    names = [one["name"] for one in given["paths"]]
    assert names == list(wanted.paths)
    for place in range(8):
        row = wanted.of(*(name for bit, name in enumerate(names) if place >> bit & 1))
        for outcome in ("added_value", "one_plus_one", "value_gs"):
            gain, own = row.gain(outcome), found["found"][outcome][place]
            assert gain.level is not None
            assert gain.change is not None
            agree(own["level"], gain.level)
            agree(own["change"], gain.change)
            assert own["resolved"] == gain.resolved
        assert found["above"]["alone"][place] == round(DRAWS * row.above_two.value)
        assert found["above"]["side_by_side"][place] == round(DRAWS * row.above_two_side_by_side.value)
        spent = driver.numbers("factorial").reshape(DRAWS, 8, len(PAGE_ARMS), 2)[:, place, -1, 1]
        assert math.isclose(float(np.mean(spent)), row.money.value, rel_tol=1e-12)


def test_every_dilemma_source_and_path_has_a_sentence(given: dict[str, Any]) -> None:
    texts = room("screens")
    for side, prefix in (("sources", "gives"), ("paths", "way")):
        for one in given[side]:
            assert set(texts[f"{prefix}.{one['name']}"]) == set(LANGUAGES)
    for one in given["dilemmas"]:
        assert set(one["sentences"]) == set(LANGUAGES)


def test_a_dilemma_that_a_case_does_not_have_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution, "_reads", lambda *_: {})  # which parameters arms read takes seconds
    without = CASE.with_values({"incentives.power": 0.0})
    found = attribution_of(without, module_of(without))
    there = {one["name"]: one["there"] for one in found["dilemmas"]}
    assert there["countable_incentives"][0] is False
    assert there["time_limit"] == [True, True]


def test_settings_are_written_whole() -> None:
    first = RelativeChange(times=1.5)
    change = RelativeChange(at_least=24, before=first)
    assert written(3) == 3
    assert written(change) == {
        "times": 1.0, "plus": 0.0, "at_least": 24.0, "before": {"times": 1.5, "plus": 0.0},
    }  # fmt: skip


def test_the_nearest_ways_are_those_of_the_command_and_are_searched_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searches = []
    case = CASE.with_values({"contract.sum": 200_001})  # no other test has kept one for it
    wanted = nearest(case, ["control.digital", "incentives.mission"], 20, 4, 1, 9)

    def few(scenario: Scenario, _vary: object, *sizes: int, **rest: Any) -> Any:
        assert scenario == case
        searches.append(sizes)
        return wanted

    monkeypatch.setattr(ways, "nearest", few)
    kept: dict[str, str] = {}
    monkeypatch.setattr(
        ways,
        "kept_text",
        lambda name, made: kept[name] if name in kept else kept.setdefault(name, made()),
    )
    found = ways.ways_of(case, b"module")
    assert found == ways.ways_of(case, b"module")
    assert searches == [(ways.DRAWS, ways.HELD_OUT, ways.SEEDS, 0)]
    ways.ways_of(case, b"other rules")
    assert len(searches) == 2
    assert found is not None
    assert [(way["benchmark"], way["group"], way["reached"]) for way in found["ways"]] == [
        (way.benchmark, way.group, way.reached) for way in wanted.ways
    ]
    for way, own in zip(found["ways"], wanted.ways, strict=True):
        assert way["price"] == own.price
        assert [(move["parameter"], move["before"], move["after"]) for move in way["moves"]] == [
            (move.parameter, move.before, move.after) for move in own.moves
        ]
        assert all(move["assumed"] == (move["kind"] == "uncertain") for move in way["moves"])


def test_what_takes_minutes_is_not_searched_for() -> None:
    assert ways.ways_of(Scenario.load("city"), b"") is None

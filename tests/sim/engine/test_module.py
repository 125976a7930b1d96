"""The WebAssembly module is the engine, to the last bit of every world, and holds nothing of this machine."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import sim
from experiments.benchmarks.module_host import Host
from sim.arms import ARMS, GS
from sim.engine import module as module_file
from sim.engine import run_batch, run_series
from sim.engine.kernel import NOT_FINITE, RAISED, WENT_WELL
from sim.engine.module import EXPORTS, IMPORTS, module_of, stamp_of
from sim.engine.target import TargetError
from sim.engine.webassembly import exported, imported
from sim.measures import measures_of
from sim.parameters.priors import Discrete, Integers, Mixture, Triangular, Uniform, alike, point, with_null
from sim.scenario.scenario import Scenario
from tests.support.random_worlds import Case, compiled_run, extreme_case, random_case, shipped_case
from tests.support.services import with_kinds

SHIPPED = [name for name in Scenario.available() if Scenario.load(name).purpose != "overlay"]
OVERLAYS = [name for name in Scenario.available() if name not in SHIPPED]
MANY = 1000
BLOCK = 100

SMALL = (
    "[population]\ncommunities = 7\nstudios = 3\n[contract]\nsum = 200000\nterm = 8\n[run]\nhorizon = 15\n"
)


def of_kinds(number: int) -> Scenario:
    """A small scenario with so many kinds of service."""
    hours = [10.0 + place for place in range(number)]
    return Scenario.parse(with_kinds("several_kinds", hours, SMALL, base=""))


@pytest.fixture(scope="module")
def host() -> Host:
    """An instance of the module for three kinds."""
    return Host(shipped_case())


def assert_same(host: Host, case: Case) -> int:
    """Compare the whole world, measures and failure of a case with the engine's; the kind of failure."""
    run = compiled_run(case)
    world, measures, fault = host.run(case.scenario.values, case.arm, case.seed)
    assert fault == [run.fault, run.month], case
    assert [name for name, array in run.arrays.items() if world[name] != array.tobytes()] == [], case
    if run.fault == WENT_WELL:
        assert measures.tobytes() == run.measures.tobytes(), case
    return run.fault


def test_it_offers_four_functions_and_needs_memory_and_a_stack_alone(host: Host) -> None:
    module = module_of(shipped_case())
    assert tuple(exported(module)) == EXPORTS == ("run_points", "found", "month", "draw")
    assert tuple(imported(module)) == IMPORTS
    assert host.imports == [("env", "__linear_memory"), ("env", "__stack_pointer")]
    assert set(host.exports) == set(EXPORTS)
    assert len(gzip.compress(module, 9, mtime=0)) <= 40_000  # a page carries it


def test_random_worlds_have_the_same_bits(host: Host) -> None:
    assert {assert_same(host, random_case(number)) for number in range(60)} >= {WENT_WELL}


def test_worlds_at_the_ends_of_all_ranges_have_the_same_bits(host: Host) -> None:
    assert {assert_same(host, extreme_case(number)) for number in range(15)} >= {WENT_WELL}


@pytest.mark.full
@pytest.mark.parametrize("first", range(0, MANY, BLOCK))
def test_a_thousand_random_worlds_have_the_same_bits(host: Host, first: int) -> None:
    went_well = [assert_same(host, random_case(number)) for number in range(first, first + BLOCK)]
    assert went_well.count(WENT_WELL) >= 0.9 * BLOCK
    for number in range(first // 4, (first + BLOCK) // 4):
        assert_same(host, extreme_case(number))


@pytest.mark.parametrize("name", SHIPPED + OVERLAYS)
def test_every_shipped_scenario_has_the_same_bits(host: Host, name: str) -> None:
    scenario = Scenario.load("s_association", [name]) if name in OVERLAYS else Scenario.load(name)
    arm = GS if name != "s_association" else 2
    assert assert_same(host, Case(scenario, arm, 2**64 - 1)) == WENT_WELL


@pytest.mark.parametrize("arm", range(len(ARMS)), ids=[arm.name for arm in ARMS])
def test_every_arm_has_the_same_bits(host: Host, arm: int) -> None:
    assert assert_same(host, Case(shipped_case(), arm, 11)) == WENT_WELL


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"kinds.studio.need": float("nan")}, NOT_FINITE),
        ({"needs.drift": float("inf")}, NOT_FINITE),
        ({"resources.wage": 0.0}, RAISED),
        ({"kinds.studio.hours": 0.0}, RAISED),
        ({"kinds.group.gestation": -1.0}, RAISED),
    ],
    ids=str,
)
def test_a_run_that_fails_does_so_in_the_same_month_with_the_same_world(
    host: Host, changes: dict[str, Any], kind: int
) -> None:
    values = MappingProxyType({**shipped_case().values, **changes})
    assert assert_same(host, Case(replace(shipped_case(), values=values), GS, 3)) == kind


@pytest.mark.parametrize(
    "kinds", [2, *(pytest.param(number, marks=pytest.mark.full) for number in (1, 4, 12))]
)
def test_another_number_of_services_is_another_module_with_the_same_bits(kinds: int) -> None:
    scenario = of_kinds(kinds)
    assert module_of(scenario) != module_of(shipped_case())
    other = Host(scenario)
    for arm in range(len(ARMS)):
        assert assert_same(other, Case(scenario, arm, 5)) == WENT_WELL


def test_seeds_arms_and_months_of_one_call_have_the_measures_of_the_batch(host: Host) -> None:
    scenario = shipped_case().with_values({"population.communities": 9, "population.studios": 3})
    seeds, arms, months = [4, 4, 9], [GS, 0, 3], int(scenario.values["run.horizon"])
    names = [one["name"] for one in host.layout["measures"]]
    assert names == [one.name for one in measures_of(tuple(row.name for row in scenario.rows["kinds"]))]
    host.call("run_points", "call", host.prepare(scenario.values, seeds, arms, 0))
    assert host.measures().tobytes() == run_batch(scenario, None, seeds, arms).values.tobytes()
    host.call("run_points", "call", host.prepare(scenario.values, seeds, arms, months))
    series = run_series(scenario, None, seeds, arms).values
    assert host.measures().tobytes() == series.tobytes()


@pytest.mark.parametrize(
    "case", [Case(shipped_case(), GS, 3), random_case(5), random_case(11)], ids=["case", "5", "11"]
)
def test_a_street_stepped_month_by_month_is_the_one_that_run_points_counts(host: Host, case: Case) -> None:
    given = host.prepare(case.scenario.values, [case.seed], [case.arm], 0)
    host.call("found", "call", given)
    for now in range(int(case.scenario.values["run.horizon"]) + 1):
        run = compiled_run(case, until=now)
        assert host.faults() == [WENT_WELL, now]
        assert {name: array.tobytes() for name, array in run.arrays.items()} == host.world()
        assert host.measures()[0].tobytes() == run.measures.tobytes()
        host.call("month", "call", {**given, "now": now})


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({"needs.drift": float("inf")}, NOT_FINITE), ({"resources.wage": 0.0}, RAISED)],
    ids=str,
)
def test_a_month_that_fails_says_so_as_run_points_does(
    host: Host, changes: dict[str, Any], kind: int
) -> None:
    values = MappingProxyType({**shipped_case().values, **changes})
    case = Case(replace(shipped_case(), values=values), GS, 3)
    run = compiled_run(case)
    given = host.prepare(values, [case.seed], [case.arm], 0)
    host.call("found", "call", given)
    for now in range(run.month + 1):
        assert host.faults()[0] == WENT_WELL
        host.call("month", "call", {**given, "now": now})
    assert host.faults() == [kind, run.month] == [run.fault, run.month]
    assert {name: array.tobytes() for name, array in run.arrays.items()} == host.world()


def assert_same_draws(host: Host, scenario: Scenario, seed: int, n: int, first: int) -> None:
    drawn = scenario.draw(seed, n, first)
    found = host.draw(Host.priors_of(scenario), seed, n, first)
    assert found.shape == (n, len(drawn))
    for column, (name, values) in enumerate(drawn.items()):
        assert found[:, column].tobytes() == values.astype(np.float64).tobytes(), name


@pytest.mark.parametrize("seed", [0, 7, 2**63, 2**64 - 1])
def test_draws_are_those_of_the_scenario(host: Host, seed: int) -> None:
    assert_same_draws(host, shipped_case(), seed, 300, seed % 1000)


@pytest.mark.parametrize("name", ["city", "first_edition", "without_dilemmas"])
def test_draws_of_other_scenarios_are_theirs(host: Host, name: str) -> None:
    scenario = Scenario.load("s_association", [name]) if name in OVERLAYS else Scenario.load(name)
    assert_same_draws(host, scenario, 1, 100, 0)


def test_priors_of_every_form_are_drawn_alike(host: Host) -> None:
    base = shipped_case()
    nested = Mixture(
        ((0.25, Integers(0, 4)), (0.75, Mixture(((0.5, alike(7.0, 8.0)), (0.5, Uniform(0, 1))))))
    )
    forms = [
        Uniform(0, 1), Uniform(-1.5, 0.3), Triangular(0.0, 0.0, 1.0), Triangular(0.0, 1.0, 1.0),
        Triangular(1.0, 1.0, 1.0), Triangular(0.1, 0.2, 0.7), Integers(3, 3), Integers(-3, 12),
        Discrete((1.0, 2.0, 5.0), (0.1, 0.2, 0.7)), alike(1, 2, 3, 4, 5, 6, 7), point(3.0),
        with_null(0.1, 0.0, Triangular(0.1, 0.2, 0.7)), nested,
    ]  # fmt: skip
    for kind in ("float", "int"):
        names = [name for name, parameter in base.parameters.items() if parameter.kind == kind]
        priors = MappingProxyType(dict(zip(names, forms, strict=False)))
        assert len(priors) == len(forms)
        assert_same_draws(host, replace(base, priors=priors), 3, 3000, 2**40)
    assert_same_draws(host, replace(base, priors=MappingProxyType({})), 3, 10, 0)


@pytest.mark.full  # make conformance: all is compiled anew
def test_it_is_the_same_to_the_byte_from_another_folder_and_process(tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "sim"
    shutil.copytree(Path(sim.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    program = (
        "import sys\n"
        "from sim.engine.module import module_of\n"
        "from sim.scenario.scenario import Scenario\n"
        "open(sys.argv[1], 'wb').write(module_of(Scenario.load('s_association')))\n"
    )
    made = tmp_path / "made.wasm"
    subprocess.run(
        [sys.executable, "-c", program, made], check=True, timeout=300, cwd=copy.parent, capture_output=True,
        env=os.environ | {"PYTHONPATH": str(copy.parent), "ONEPLUSONE_CACHE": str(tmp_path / "cache")},
    )  # fmt: skip
    module = module_of(shipped_case())
    assert made.read_bytes() == module
    for name in (b".py", b"sim/", b"/home", str(Path.home()).encode()):
        assert name not in module


def test_a_module_that_is_not_whole_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module = module_of(shipped_case())
    assert len(stamp_of(module)) == 64
    assert stamp_of(module[:-1]) == stamp_of(module[:100]) == stamp_of(b"") == ""
    assert stamp_of(module[:5000] + bytes([module[5000] ^ 1]) + module[5001:]) == ""
    monkeypatch.setattr(module_file, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(module_file, "_made", lambda scenario: module)
    kept = tmp_path / "module-3-7.wasm"
    kept.write_bytes(module[:-1])
    assert module_of(shipped_case()) == module
    assert kept.read_bytes() == module
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


def test_sources_that_changed_since_they_were_imported_make_no_module(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module_file, "as_imported", lambda: False)
    with pytest.raises(TargetError, match="have changed"):
        module_of(shipped_case())

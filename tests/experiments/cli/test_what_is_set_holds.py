"""What an overlay or --set sets holds where levers are varied as a whole; what is varied instead is said."""

import json

import pytest

from experiments.cli.analysis_command import set_and_varied
from experiments.cli.main import main
from experiments.discovery.analysis import discover
from experiments.runs.simulator import ScenarioSimulator, varied
from sim.scenario import Scenario

OVERLAY = "cultivation"


def names(factors):
    return {one.name for one in factors}


def test_the_levers_of_an_overlay_are_not_drawn_anew():
    plain, laid = (ScenarioSimulator(Scenario.load("s_association", more)) for more in ([], [OVERLAY]))
    set_by_it = {name for name, source in laid.scenario.sources.items() if OVERLAY in source}
    levers = names(plain.levers())
    assert set_by_it & levers
    assert names(laid.levers()) == levers - set_by_it
    # What it moves but leaves uncertain is drawn, from where it has been moved to.
    moved = set_by_it & set(laid.scenario.priors)
    assert names(varied(laid)) == names(varied(plain)) - (set_by_it - moved)
    for factor in varied(laid):
        if factor.name in moved:
            assert factor.prior == laid.scenario.priors[factor.name] != plain.scenario.priors[factor.name]
    assert names(varied(laid, ["levers"])) == levers - set_by_it


@pytest.mark.parametrize("change", ["--set", "with_values"])
def test_a_single_setting_holds_too(change):
    scenario = Scenario.load("s_association", changes={"contract.term": 12} if change == "--set" else None)
    if change == "with_values":
        scenario = scenario.with_values({"contract.term": 12})
    simulator = ScenarioSimulator(scenario)
    assert "contract.term" not in names(simulator.levers())
    assert names(varied(simulator, ["contract.term"])) == {"contract.term"}  # named, it varies


def test_what_the_scenario_itself_sets_varies():
    assert "contract.term" in names(ScenarioSimulator(Scenario.load("city")).levers())
    assert Scenario.load("city").held == frozenset()


def test_futures_of_an_overlay_have_its_values():
    scenario = Scenario.load("s_association", [OVERLAY], {"run.horizon": 9})
    found = discover(scenario, ["uncertain", "levers"], futures=200, threshold=1.5, seeds=2)
    moved = scenario.held & set(scenario.priors)
    assert not (scenario.held - moved) & set(found.ranges)
    for name in moved & set(found.ranges):
        assert found.ranges[name][0] >= scenario.priors[name].low > 0


def test_a_command_says_what_holds_and_what_it_varies_instead(tmp_path, capsys):
    asked = ["map", "s_association", f"+{OVERLAY}", "--months", "6", "--points", "2", "--draws", "4",
             "--x", "contract.term", "--y", "incentives.power"]  # fmt: skip
    assert main([*asked, "--out", str(tmp_path)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "varied here all the same, since it is named: contract.term = 12" in said
    record = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    (instead,) = record["varies_instead"]
    assert instead.startswith("contract.term = 12 (scenarios/cultivation.toml:")
    assert "holds" not in record


def test_what_holds_is_said_where_levers_vary_as_a_whole():
    scenario = Scenario.load("s_association", changes={"contract.term": 12}, origin="--set")
    nothing = {"varies_instead": [], "holds": []}
    assert set_and_varied(scenario, ["control.control"], []) == {
        "varies_instead": [], "holds": ["contract.term = 12 (--set)"],
    }  # fmt: skip
    assert set_and_varied(scenario, ["control.control"], ["control.control"]) == nothing
    assert set_and_varied(scenario, ["contract.term"], ["contract.term"])["varies_instead"]
    assert set_and_varied(Scenario.load("s_association"), ["contract.term"], []) == nothing

"""The one run that comes out as was observed: which it is, that Mesa repeats it, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from experiments.calibration.agreeing_run import agreeing_run
from experiments.calibration.observation_models import model_for
from experiments.errors import InvalidInput
from experiments.runs.paired import run_paired
from sim.arms import GS
from sim.model import ContractingModel
from sim.scenario.scenario import Scenario

HEAD = "schema = 1\nincludes = ['s_association']\n"

ROOT = Path(__file__).resolve().parents[3]


def found(scenario, draws=80):
    return agreeing_run(scenario, draws=draws, seeds=2, seed=1, replications=1)


def test_the_run_of_the_case_comes_out_as_the_paper_reports_also_in_mesa():
    case = Scenario.load("s_association")
    run = found(case)
    model = ContractingModel(run.scenario, seed=run.seed).run()
    assert [model.measure(name) for name in ("coverage", "incubated", "requested")] == [20, 0, 1]
    assert not run.scenario.uncertain
    assert 0 < run.agreeing < run.runs == 160
    repeated = run_paired(case, run.draw + 1, 2, (GS,), seed=1)
    place = repeated.run_seeds[run.draw].tolist().index(run.seed)
    assert model.measure("value") == repeated.arm(GS, "value")[run.draw, place]


def test_the_nearest_run_is_taken_and_of_equally_near_ones_the_first():
    case = Scenario.load("s_association")
    low, high = model_for(case.reference["open_at_term"]).band
    first_is_taken = []
    for seed in range(4):
        run = agreeing_run(case, draws=40, seeds=2, seed=seed, replications=1)
        runs = run_paired(case, 40, 2, (GS,), seed)
        coverage, incubated, requested, open_then = (
            runs.arm(GS, name) for name in ("coverage", "incubated", "requested", "open_at_term")
        )
        agrees = (coverage >= 15) & (coverage <= 23) & (incubated == 0) & (requested == 1)
        agrees &= (open_then >= low) & (open_then <= high)
        far = np.abs(coverage - 20) / 8 + np.abs(open_then - 36) / (high - low)
        draw, place = np.argwhere(agrees & (far == far[agrees].min()))[0]
        assert (run.draw, run.seed) == (draw, runs.run_seeds[draw, place])
        assert run.agreeing == agrees.sum()
        first_is_taken.append((draw, place) == tuple(np.argwhere(agrees)[0]))
    assert not all(first_is_taken)  # nearer ones are preferred


def test_an_observation_to_check_counts_as_well_as_one_to_condition_on():
    checked = "[reference.coverage]\nvalue = 20\nlow = 15\nhigh = 23\nuse = 'check'\n"
    run = found(Scenario.parse(HEAD + checked))
    assert ContractingModel(run.scenario, seed=run.seed).run().measure("coverage") == 20


def test_what_no_run_agrees_with_is_refused():
    impossible = "[reference.coverage]\nvalue = 900\nuse = 'condition'\n"
    with pytest.raises(InvalidInput, match="none of 160 runs agrees") as refused:
        found(Scenario.parse(HEAD + impossible))
    assert "160" in refused.value.line("zh")


def test_a_scenario_without_observations_is_refused():
    plain = Scenario.load(ROOT / "docs" / "cases" / "chengdu.toml")
    with pytest.raises(InvalidInput, match="chengdu has no observation"):
        agreeing_run(plain, replications=1)


def test_a_scenario_without_uncertain_parameters_stays_as_it_is():
    run = found(Scenario.load("s_association"))
    observed = "[reference.signed]\nvalue = 1\nuse = 'check'\n"
    certain = Scenario.parse(run.scenario.to_toml() + observed.replace("1\n", "true\n"))
    again = agreeing_run(certain, seeds=3, seed=1, replications=1)
    assert again.draw == 0
    assert again.scenario.values == certain.values

"""Observations compared with runs: what is conditioned on, and which uncertain parameters that informs."""

import re

import numpy as np
import pytest

from experiments.calibration.conditioning import informed_priors
from experiments.calibration.observations import (
    check_observations,
    compare_with_observations,
    conditioned_synergy,
    leave_one_out_weights,
    mistimed_observations,
)
from experiments.runs.paired import PairedRuns, run_paired
from experiments.simulation.simulate import simulate
from sim.arms import GS, NONE, G, S
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

HEAD = "schema = 1\nincludes = ['s_association']\nuncertain.draw = []\n"
COVERAGE = "[reference.coverage]\nvalue = 20\nof = 25\nlow = 15\nhigh = 23\nuse = 'condition'\n"


def scenario(*reference: str) -> Scenario:
    return Scenario.parse(HEAD + "".join(reference))


def runs(coverage, value=None, **parameter_draws) -> PairedRuns:
    """Runs whose coverage in the contract arm is given, (draws, seeds)."""
    coverage = np.asarray(coverage, dtype=float)
    values = np.zeros((*coverage.shape, 4, 3))
    values[:, :, 3, 1] = coverage
    values[:, :, 3, 2] = coverage < 25
    if value is not None:
        values[..., 0] = value
    draws = len(coverage)
    return PairedRuns(
        values=values, parameter_draws=parameter_draws, run_seeds=np.zeros(coverage.shape, np.uint64),
        arms=(NONE, G, S, GS), measures=("value", "coverage", "requested"), failures=(), seed=0,
        engine="compiled", seconds=0.0,
        numbers=np.arange(draws), asked=draws,
    )  # fmt: skip


def test_agreement_is_counted_before_and_with_other_seeds():
    # Draw 0 always agrees, draw 1 in one run of two, draw 2 never.
    found = compare_with_observations(scenario(COVERAGE), runs([[20, 16], [23, 24], [5, 6]]))
    (one,) = found.observations
    assert one.prior.in_band.value == pytest.approx(3 / 6)
    assert found.conditioned.accepted.value == pytest.approx(3 / 6)
    # Another seed: draw 0 weighs 2 of 3, draw 1 speaks through its other run only, which did not agree.
    assert one.given.in_band.value == pytest.approx(2 / 3)
    assert found.conditioned.effective_draws == pytest.approx(1 / ((2 / 3) ** 2 + (1 / 3) ** 2))


def test_a_yes_or_no_observation_agrees_when_it_happens():
    asked = "[reference.extension_requested]\nvalue = true\n"
    (one,) = compare_with_observations(scenario(asked), runs([[20, 25], [25, 25]])).observations
    assert one.prior.in_band.value == pytest.approx(1 / 4)
    assert one.use == "check"
    assert one.given is None


def kept(*reference: str) -> Scenario:
    """A scenario as a result of an earlier version kept it: what is refused today was not then."""
    return Scenario.parse(Scenario.parse(HEAD).to_toml() + "".join(reference), "toml")


def test_metadata_and_observations_without_a_measure_are_not_compared():
    other = "[reference.firms]\nvalue = 'not ideal'\nuse = 'metadata'\n[reference.moonlight]\nvalue = 3\n"
    assert compare_with_observations(kept(other), runs([[20, 20]])) is None


def test_a_number_to_check_without_a_measure_is_refused_before_anything_is_run():
    check_observations(scenario(COVERAGE, "[reference.extension_requested]\nvalue = true\n"))
    check_observations(scenario("[reference.moonlight]\nvalue = 3\nuse = 'metadata'\n"))
    with pytest.raises(ScenarioError) as caught:
        check_observations(kept(COVERAGE.replace("coverage", "coverrage")))
    line = caught.value.line("en")
    assert re.match(r"toml:\d+: reference.coverrage: no measure answers", line)
    assert line.endswith("did you mean coverage?")
    with pytest.raises(ScenarioError):
        simulate(kept("[reference.moonlight]\nvalue = 3\n"), draws=1)


def test_observations_of_another_month_than_the_terms_last_are_not_compared():
    """Coverage is that of the end of the term: month 8 is no observation of a term of twelve months."""
    at_eight = COVERAGE + "month = 8\n"
    some = runs([[20, 16], [23, 24]])
    assert compare_with_observations(scenario(at_eight), some).observations
    longer = scenario(at_eight).with_values({"contract.term": 12})
    assert compare_with_observations(longer, some) is None
    assert mistimed_observations(longer) == {"coverage": 8}
    assert compare_with_observations(scenario(COVERAGE).with_values({"contract.term": 12}), some).observations


def test_when_no_run_agrees_that_is_reported_and_nothing_is_conditioned():
    found = compare_with_observations(scenario(COVERAGE), runs([[1, 2], [3, 4]]))
    assert found.no_run_agrees
    assert found.posterior is None
    assert found.observations[0].given is None
    assert found.informed_priors == ()


def test_weights_of_other_runs_sum_to_one_and_ignore_the_run_itself():
    weights = np.array([[0.5, 0.0], [0.25, 0.25]])
    others = leave_one_out_weights(weights)
    assert others.sum() == pytest.approx(1)
    assert np.allclose(others, [[0.0, 0.5], [0.25, 0.25]])
    alone = np.array([[0.3], [0.7]])
    assert np.array_equal(leave_one_out_weights(alone), alone)


def test_one_plus_one_given_observations_is_a_ratio_of_weighted_means():
    value = np.array([0.0, 2, 2, 5])[None, None, :] * np.array([1.0, 3.0])[:, None, None]
    found = runs(np.zeros((2, 2)), value)
    weights = np.array([[0.4, 0.4], [0.1, 0.1]])
    posterior = conditioned_synergy(found, weights)
    assert posterior.value == pytest.approx(2 * 5 / 4)
    assert posterior.above_two == 1
    assert posterior.low == pytest.approx(2.5)
    assert posterior.first == pytest.approx(2.5)
    assert posterior.effective_draws == pytest.approx(1 / (0.8**2 + 0.2**2))


def test_one_plus_one_given_observations_is_undefined_where_nothing_is_created_apart():
    assert conditioned_synergy(runs(np.zeros((3, 2))), np.full((3, 2), 1 / 6)) is None


def test_a_moved_parameter_is_found_and_how_far():
    rng = np.random.default_rng(1)
    moved, idle = rng.uniform(0, 1, 400), rng.uniform(0, 1, 400)
    weights = np.repeat(np.where(moved > 0.5, 1.0, 0.0)[:, None], 2, axis=1)
    (found,) = informed_priors({"moved": moved, "idle": idle}, weights / weights.sum())
    assert found.parameter == "moved"
    assert found.after == pytest.approx(moved[moved > 0.5].mean())
    assert found.narrowed == pytest.approx(1 - moved[moved > 0.5].var() / moved.var())


def test_uninformative_observations_move_nothing():
    # 60 trials at 5%: more than 9 false alarms have a probability of 0.0007.
    rng = np.random.default_rng(2)
    alarms = 0
    for trial in range(60):
        parameter_draws = {f"x{number}": rng.uniform(0, 1, 80) for number in range(10)}
        weights = (rng.uniform(0, 1, (80, 2)) < 0.4).astype(float)
        alarms += bool(informed_priors(parameter_draws, weights / weights.sum(), seed=trial))
    assert alarms <= 9


def test_a_parameter_that_never_varies_is_passed_over():
    assert informed_priors({"same": np.ones(20)}, np.full((20, 1), 0.05)) == ()


def test_the_case_is_compared_with_its_observations():
    case = Scenario.load("s_association", changes={"run.horizon": 10})
    runs = run_paired(case, 40, 2)
    found = compare_with_observations(case, runs)
    names = {one.name: one for one in found.observations}
    assert set(names) == {"coverage", "open_at_term", "incubated", "extension_requested"}
    assert names["open_at_term"].use == "check"
    assert names["coverage"].band == (15, 23)
    assert names["coverage"].use == "condition"
    record = found.to_dict()
    assert "weights" not in record["conditioned"]
    # Runs that agree in coverage have opened fewer than 25, and so have all asked for an extension; those
    # that opened all 25 have no need to, and keep some weight.
    agrees = (runs.arm(GS, "coverage") >= 15) & (runs.arm(GS, "coverage") <= 23)
    assert agrees.any()
    assert runs.arm(GS, "requested")[agrees].all()
    asked = names["extension_requested"]
    assert 0.5 < asked.prior.in_band.value < asked.given.in_band.value

"""Levers move by shares of their range, beliefs by standard deviations, within range and prior."""

import numpy as np
import pytest
from scipy import special

from experiments.errors import InvalidInput
from experiments.nearest.axes import LEVER, OF_A_RANGE, UNCERTAIN, Axis, scores_of, setting
from experiments.runs.simulator import ScenarioSimulator
from sim.scenario.scenario import Scenario

CASE = ScenarioSimulator(Scenario.load("s_association"))
DIGITAL, TERM = Axis.of(CASE, "control.digital"), Axis.of(CASE, "contract.term")
PRODUCTIVITY = Axis.of(CASE, "resources.relative_productivity")


def test_a_lever_moves_by_shares_of_its_range_and_stays_within_it():
    assert DIGITAL.kind == LEVER
    assert (DIGITAL.low, DIGITAL.high) == pytest.approx((-0.2, 0.8))
    nothing = np.zeros(1)
    assert DIGITAL.moved(0.25, nothing, 0.2) == pytest.approx(0.45)
    assert DIGITAL.moved(5.0, nothing, 0.2) == 1.0
    assert TERM.moved(1 / 8, nothing, 8.0) == pytest.approx(8 + 32 / 8)


def test_what_does_not_move_stays_to_the_last_bit():
    scores = scores_of([PRODUCTIVITY], 3, 50)
    drawn = CASE.base(3, 50)["resources.relative_productivity"]
    assert PRODUCTIVITY.moved(0.0, scores[:, 0], drawn) is drawn
    assert setting([PRODUCTIVITY], np.zeros(1), scores, {PRODUCTIVITY.name: drawn}) == {}


@pytest.mark.parametrize("name", ["resources.relative_productivity", "production.substitution"])
def test_scores_are_those_of_the_scenario_s_own_draws(name):
    """A move too small to matter gives the draws back: also where a prior's point lies above its range."""
    axis = Axis.of(CASE, name)
    scores = scores_of([axis, DIGITAL], 3, 200)
    drawn = CASE.base(3, 200)[name]
    assert axis.moved(1e-9, scores[:, 0], drawn) == pytest.approx(drawn, abs=1e-6)
    assert np.corrcoef(scores[:, 0], drawn)[0, 1] > 0.8
    assert not scores[:, 1].any()


@pytest.mark.parametrize(
    "name", ["resources.relative_productivity", "production.substitution", "contract.approval"]
)
@pytest.mark.parametrize("by", [-3.0, -0.5, 1.0, 3.0])
def test_a_belief_moves_every_draw_the_same_way_and_stays_within_its_prior(name, by):
    axis = Axis.of(CASE, name)
    assert axis.kind == UNCERTAIN
    scores, drawn = scores_of([axis], 0, 400)[:, 0], CASE.base(0, 400)[name]
    moved, prior = axis.moved(by, scores, drawn), CASE.scenario.priors[name]
    assert moved.min() >= prior.low
    assert moved.max() <= prior.high
    assert ((moved - drawn) * by >= 0).all()
    assert (moved != drawn).any()


def test_one_deviation_of_a_belief_is_one_of_its_normal_score():
    """The share of the moved draws below the prior's median is Φ(−1)."""
    scores, drawn = scores_of([PRODUCTIVITY], 0, 4000)[:, 0], CASE.base(0, 4000)[PRODUCTIVITY.name]
    middle = CASE.scenario.priors[PRODUCTIVITY.name].quantile(np.array([0.5]))[0]
    below = (PRODUCTIVITY.moved(1.0, scores, drawn) < middle).mean()
    assert below == pytest.approx(special.ndtr(-1.0), abs=4 * np.sqrt(0.16 * 0.84 / 4000))


def test_a_range_counts_the_deviations_of_a_uniform_distribution_where_both_move():
    assert DIGITAL.scale("levers") == 1
    assert DIGITAL.scale("both") == pytest.approx(OF_A_RANGE) == pytest.approx(1 / np.sqrt(1 / 12))
    assert PRODUCTIVITY.scale("both") == 1


def test_a_choice_and_what_is_not_there_are_refused():
    for name, reason in (("policy.instrument", "choice without order"), ("control.digitall", "nearest")):
        with pytest.raises(InvalidInput, match=reason):
            Axis.of(CASE, name)

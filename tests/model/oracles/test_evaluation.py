"""What a panel's score is made of, against the variance of a mean of correlated numbers."""

import statistics

import pytest

from sim.agents.evaluator import panel_score
from sim.codes import EXPERT
from sim.rules.evaluation import appeal, clipped, member_score
from tests.support import scenarios


def scores(members, noise, correlation, months=1500, depth=0.1, **evaluators):
    """Scores of the same contract by panels of so many, month after month, from the model's own draws."""
    one = scenarios.model(
        {
            "evaluation.experts": members, "evaluation.peers": 0, "evaluation.noise": noise,
            "evaluation.correlation": correlation, "population.evaluators": 10, "control.depth": depth,
        }
    )  # fmt: skip
    for evaluator in one.world.evaluators:
        evaluator.kind = EXPERT
        evaluator.leniency = evaluators.get("leniency", 0.0)
        evaluator.independence = evaluators.get("independence", 1.0)
    contract = one.world.contracts[0]
    contract.office = contract.organization = 0
    return [panel_score(one.world, one.p, month, contract, 0.5, 0.5) for month in range(months)]


@pytest.mark.parametrize("members", [1, 3, 5])
@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.9])
def test_the_variance_of_a_panels_score(members, correlation):
    """O9: σ²[1 + (n−1)ρ]/n for the mean of n scores with correlation ρ; nothing is clipped at this noise.

    Months are independent draws: 1,500 of them, the sample variance over the true one is χ²/1499; the bounds
    are its 1e-7 and 1 − 1e-7 quantiles, so that the nine cases fail falsely with chance 1.8e-6 in all.
    """
    noise = 0.05
    found = statistics.variance(scores(members, noise, correlation))
    expected = noise * noise * (1.0 + (members - 1) * correlation) / members
    assert 0.822 < found / expected < 1.2


def test_a_score_mixes_report_and_truth_by_depth_and_adds_what_leniency_leaves():
    """(1−depth)·reported + depth·true + leniency·(1 − independence), without noise."""
    assert member_score(0.8, 0.4, 0.25, 0.2, 0.5, 0.0, 0.3, 1.7, -2.0) == pytest.approx(
        0.75 * 0.8 + 0.25 * 0.4 + 0.2 * 0.5
    )
    assert scores(3, 0.0, 0.3, months=3, leniency=0.3, independence=0.75) == [pytest.approx(0.575)] * 3


def test_a_score_is_clipped_after_the_mean_not_before():
    """One member scores 1.3, the other −0.3: the mean is 0.5, also that of 1 and 0; two of 1.3 give 1."""
    one = scenarios.model({"evaluation.experts": 2, "evaluation.peers": 0, "evaluation.noise": 0.0})
    for evaluator in one.world.evaluators:
        evaluator.kind = EXPERT
        evaluator.independence = 0.0
        evaluator.leniency = 0.8 if evaluator.id % 2 else -0.8
    one.p.evaluation.purchaser_say = 1.0
    contract = one.world.contracts[0]
    contract.office = contract.organization = 0
    assert panel_score(one.world, one.p, 0, contract, 0.5, 0.5) == 1.0
    for evaluator in one.world.evaluators[2:]:
        evaluator.kind = 1 - EXPERT
    assert panel_score(one.world, one.p, 0, contract, 0.5, 0.5) == pytest.approx(0.5)
    assert clipped(-0.1) == 0.0
    assert clipped(1.1) == 1.0


def test_a_seat_goes_by_favour_as_far_as_the_appointer_has_a_say():
    assert appeal(0.4, 1.0, 0.9) == 0.4
    assert appeal(0.4, 0.0, 0.9) == 0.9
    assert appeal(0.4, 0.5, 0.9) == pytest.approx(0.65)

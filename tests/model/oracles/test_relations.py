"""Trust between an office and an organisation: two regimes of cooperation, and turnover of leaders."""

import functools
import itertools
import math
import statistics
from types import SimpleNamespace

import pytest

from sim.agents.relation import Relation
from sim.codes import TWO_OUTCOMES
from sim.compiler.state import blank
from sim.rules.relations import cooperates, trust_after, trust_after_new_leader
from tests.support import scenarios

# O7: a side cooperates iff gain × trust ≥ cost; the other's act moves trust. No breach, turnover or delay.


class Plain:
    """The parameters that a relation reads."""

    def __init__(self, **values):
        self.relations = self.form = self
        self.trust = TWO_OUTCOMES
        self.gain_rate, self.loss_ratio, self.breach = 0.06, 3.0, 0.0
        self.office_gain = self.organization_gain = 1.0
        self.office_cost = self.organization_cost = 0.3
        vars(self).update(values)


@functools.cache
def no_mishap():
    """A world in which promises are kept by the letter: breach is off, so that no draw matters."""
    return SimpleNamespace(random_numbers=scenarios.model().world.random_numbers)


def related(office_trust, organization_trust, p, months=400):
    """The relation after so many months under contract from two levels of trust."""
    relation = blank(Relation, {})
    relation.office_trust, relation.organization_trust = office_trust, organization_trust
    for month in range(months):
        relation.decide(p, month)
        relation.learn(no_mishap(), p, month)
    return relation


def test_two_regimes_of_cooperation_split_at_cost_over_gain():
    """(0,0) always stable; (1,1) iff π > c for both; below both thresholds all ends in withdrawal."""
    p = Plain(office_cost=0.3, organization_gain=2.0, organization_cost=0.8)
    thresholds = {"office": 0.3, "organization": 0.4}
    edge = 1e-9
    low = related(thresholds["office"] - edge, thresholds["organization"] - edge, p)
    high = related(thresholds["office"] + edge, thresholds["organization"] + edge, p)
    assert (low.support, low.candour) == (0, 0)
    assert max(low.office_trust, low.organization_trust) < 1e-6
    assert (high.support, high.candour) == (1, 1)
    assert min(high.office_trust, high.organization_trust) > 1.0 - 1e-6


def test_full_cooperation_holds_itself_iff_both_gains_cover_their_costs():
    for office_cost, organization_cost in itertools.product((0.3, 1.0, 1.2), repeat=2):
        found = related(1.0, 1.0, Plain(office_cost=office_cost, organization_cost=organization_cost))
        stable = office_cost <= 1.0 and organization_cost <= 1.0
        assert (found.support == 1 and found.candour == 1) is stable
    withdrawn = related(0.0, 0.0, Plain(office_cost=0.01, organization_cost=0.01))
    assert (withdrawn.support, withdrawn.candour) == (0, 0)


def test_from_unlike_beginnings_the_faster_side_decides():
    """One trusts, the other does not: each one's act moves the other; trust breaks faster than it grows."""
    p = Plain()
    trusting = related(0.95, 0.29, p)
    assert (trusting.support, trusting.candour) == (1, 1)
    # the organisation's trust has not yet grown over its threshold when the office's has fallen below
    late = related(0.31, 0.20, p)
    assert (late.support, late.candour) == (0, 0)


def test_cooperation_is_decided_with_equality_in_favour():
    assert cooperates(1.0, 0.3, 0.3) == 1
    assert cooperates(1.0, math.nextafter(0.3, 0.0), 0.3) == 0


def test_in_the_whole_model_the_same_parameters_end_in_withdrawal_or_cooperation():
    """Hysteresis: only the initial trust differs, on either side of the threshold."""
    calm = {
        "relations.breach": 0.0, "contract.late_payment": 0.0, "contract.approval": 0, "run.horizon": 24,
        "contract.term": 24, "turnover.office_hazard": 0.0, "turnover.organization_hazard": 0.0,
        "relations.office_cost": 0.3, "relations.organization_cost": 0.3,
    }  # fmt: skip
    low = scenarios.run({**calm, "relations.initial_trust": 0.29})
    high = scenarios.run({**calm, "relations.initial_trust": 0.31})
    assert low.measure("cooperation") == 0.0
    assert high.measure("cooperation") == 1.0
    assert low.measure("value") < high.measure("value")


# O10: turnover first, then learning, each month; what the other side does is exogenous.


def expected_trust(gain, loss, breach, hazard, kept, initial):
    """E[T] = [ā + (1−ā−b̄)qT0]/[1 − (1−ā−b̄)(1−q)], q = h(1−κ), ā = (1−π)a, b̄ = πb."""
    left = 1.0 - (1.0 - breach) * gain - breach * loss
    turnover = hazard * (1.0 - kept)
    return ((1.0 - breach) * gain + left * turnover * initial) / (1.0 - left * (1.0 - turnover))


def mean_after_a_month(trust, gain, loss, breach, hazard, kept, initial):
    """The mean over all branches of a month of the rules: new leader or not, then kept or broken."""
    total = 0.0
    for new_leader, kept_promise in itertools.product((0, 1), repeat=2):
        chance = (hazard if new_leader else 1.0 - hazard) * (1.0 - breach if kept_promise else breach)
        after = trust_after_new_leader(trust, initial, kept, 0.0) if new_leader else trust
        total += chance * trust_after(after, kept_promise, gain, loss)
    return total


@pytest.mark.parametrize("hazard", [0.0, 1 / 36, 0.2, 1.0])
@pytest.mark.parametrize(("breach", "initial"), [(0.0, 0.0), (0.1, 0.5), (0.5, 1.0)])
def test_mean_trust_over_the_long_run(hazard, breach, initial):
    gain, loss, kept = 0.06, 0.18, 0.4
    expected = expected_trust(gain, loss, breach, hazard, kept, initial)
    trust = 0.3
    for _ in range(3000):
        trust = mean_after_a_month(trust, gain, loss, breach, hazard, kept, initial)
    assert trust == pytest.approx(expected, abs=1e-12)
    if breach == 0.0 and initial == 0.0:
        turnover = hazard * (1.0 - kept)
        assert expected == pytest.approx(gain / (gain + (1.0 - gain) * turnover), rel=1e-12)


def test_institutional_memory_keeps_trust_through_a_change_of_leader():
    """κ = κ_T + (1 − κ_T)·memory: with full memory turnover costs no trust at all."""
    assert trust_after_new_leader(0.9, 0.2, 0.4, 0.0) == pytest.approx(0.4 * 0.9 + 0.6 * 0.2)
    assert trust_after_new_leader(0.9, 0.2, 0.4, 0.5) == pytest.approx(0.7 * 0.9 + 0.3 * 0.2)
    assert trust_after_new_leader(0.9, 0.2, 0.4, 1.0) == pytest.approx(0.9)


def test_mean_trust_in_the_whole_model_is_that_of_turnover_before_learning():
    """One long contract; the organisation is always candid, so that promises are broken at random only.

    The means of 60 seeds are independent; |t| < 7 fails falsely with chance 3e-9 (Student's t, 59 degrees of
    freedom). Learning before turnover would give a mean about a sixth lower, which this test would detect.
    """
    gain, ratio, breach, hazard, kept, initial = 0.12, 2.0, 0.1, 0.2, 0.2, 0.0
    changes = {
        "population.communities": 1, "population.studios": 0, "population.evaluators": 5, "run.horizon": 120,
        "contract.term": 120, "contract.approval": 0, "contract.termination": 0.0, "capability.feedback": 0.0,
        "relations.organization_cost": 0.0, "relations.gain_rate": gain, "relations.loss_ratio": ratio,
        "relations.breach": breach, "relations.trust_kept": kept, "relations.initial_trust": initial,
        "turnover.office_hazard": hazard, "turnover.pause": 0,
    }  # fmt: skip
    expected = expected_trust(gain, gain * ratio, breach, hazard, kept, initial)
    means = []
    for seed in range(60):
        late = [
            one.world.relations[0][0].office_trust
            for one in scenarios.months(changes, seed=seed)
            if one.months > 60
        ]
        means.append(statistics.fmean(late))
    error = statistics.stdev(means) / math.sqrt(len(means))
    assert abs(statistics.fmean(means) - expected) < 7.0 * error
    turnover = hazard * (1.0 - kept)
    other_order = (1.0 - turnover) * expected + turnover * initial
    assert abs(other_order - expected) > 7.0 * error

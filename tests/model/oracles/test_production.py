"""What hours become: closed forms and limits of co-production, losses, pressure of time, burden and noise."""

import itertools
import math
import statistics

import pytest

from sim.chance.transforms import noise_of
from sim.rules.burden import contract_burden, net_share, room_for_innovation
from sim.rules.delivery import access_gain, coproduction, schedule_pressure, switching_yield


@pytest.mark.parametrize("substitution", [0.1, 0.3, 0.8, 0.999])
def test_coproduction_is_the_ces_of_paid_and_voluntary_hours(substitution):
    """Y₀[α(h/h₀)^r + (1−α)(v/v₀)^r]^{1/r}: h + v at the usual mix v₀/h₀ = (1−α)/α, elsewhere less."""
    share = 0.8
    for paid, voluntary in itertools.product((1.0, 8.0, 40.0), (0.5, 2.0, 10.0)):
        made = coproduction(paid, voluntary, share, substitution)
        usual, usual_voluntary = 8.0, 2.0
        parts = (paid / usual) ** substitution, (voluntary / usual_voluntary) ** substitution
        expected = 10.0 * (share * parts[0] + (1.0 - share) * parts[1]) ** (1.0 / substitution)
        assert made == pytest.approx(expected, rel=1e-9)
        assert coproduction(3.0 * paid, 3.0 * voluntary, share, substitution) == pytest.approx(3.0 * made)
        if voluntary / paid == pytest.approx(0.25):
            assert made == pytest.approx(paid + voluntary, rel=1e-9)
        else:
            assert made < paid + voluntary


def test_with_complements_two_make_more_together_than_each_apart_and_with_substitutes_just_as_much():
    """CES below one is superadditive by theorem: what must be switched off in the null."""
    for substitution in (0.3, 0.8):
        together = coproduction(30.0, 10.0, 0.8, substitution)
        apart = coproduction(30.0, 0.0, 0.8, substitution) + coproduction(0.0, 10.0, 0.8, substitution)
        assert together > apart * (1.0 + 1e-6)
    assert coproduction(30.0, 10.0, 0.8, 1.0) == 40.0
    assert coproduction(30.0, 10.0, 1.0, 0.5) == 40.0
    assert coproduction(0.0, 0.0, 0.8, 0.5) == 0.0
    assert coproduction(30.0, 10.0, 0.8, 1.0 - 1e-9) == pytest.approx(40.0, rel=1e-6)


def test_the_loss_of_many_jobs_falls_with_posts():
    """1/(1 + s(K−1)/posts)."""
    assert switching_yield(0.15, 3, 2.0) == pytest.approx(1.0 / 1.15)
    assert switching_yield(0.15, 3, 8.0) > switching_yield(0.15, 3, 2.0) > switching_yield(0.15, 3, 1.0)
    assert switching_yield(0.15, 1, 1.0) == switching_yield(0.0, 3, 1.0) == 1.0


def test_hurry_costs_hours_below_the_natural_term_alone():
    """(T₀/T)^γ; three quarters of the natural duration cost 1.43 times the effort at γ = 1.24."""
    assert schedule_pressure(7.5, 10.0, 1.24) == pytest.approx(1.43, abs=5e-3)
    assert schedule_pressure(5.0, 10.0, 2.0) == pytest.approx(4.0)
    assert schedule_pressure(10.0, 10.0, 1.24) == schedule_pressure(30.0, 10.0, 1.24) == 1.0
    assert schedule_pressure(5.0, 10.0, 0.0) == 1.0


def test_access_opens_only_with_support_and_trust():
    assert access_gain(0.2, 1, 0.5) == pytest.approx(1.1)
    assert access_gain(0.2, 0, 0.5) == access_gain(0.2, 1, 0.0) == access_gain(0.0, 1, 1.0) == 1.0


def test_noise_of_work_has_mean_one():
    """exp(σz − σ²/2) over the quantiles of z."""
    z = [statistics.NormalDist().inv_cdf((step + 0.5) / 20000) for step in range(20000)]
    assert statistics.fmean(noise_of(0.3, each) for each in z) == pytest.approx(1.0, abs=1e-4)
    assert noise_of(0.0, 5.0) == 1.0


def test_burden_adds_up_and_leaves_nothing_below_none():
    assert contract_burden(0.2, 1.0, 1.0, 0.5, 0.2, 0.03, 2) == pytest.approx(0.2 * 0.5 * 0.8 + 0.06)
    assert contract_burden(0.2, 2.0, 1.0, 0.5, 1.0, 0.0, 2) == 0.0
    assert net_share(0.15, 0.14) == pytest.approx(0.71)
    assert net_share(0.6, 0.7) == 0.0
    assert room_for_innovation(0.5, 0.2) == pytest.approx(0.6)
    assert room_for_innovation(1.0, 1.0) == 1.0
    assert math.isclose(room_for_innovation(1.0, 0.0), 0.0)

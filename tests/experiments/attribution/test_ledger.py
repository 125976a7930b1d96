"""The ledger adds up, gives nothing to a dilemma that does nothing, and its intervals mean what they say."""

from fractions import Fraction

import numpy as np
import pytest

from experiments.attribution.factorial import Switch, combinations
from experiments.attribution.ledger import account_for, run_ledger
from experiments.runs.outcomes import DELTA, ONE_PLUS_ONE, arms_needed
from experiments.runs.settings import run_settings
from experiments.statistics.jackknife import leave_one_out
from sim.arms import GS, NONE, G, S
from tests.support import toy_models

DILEMMAS = tuple(Switch(f"dilemma{i}", {f"p{i}": 0.0}) for i in range(8))
BASE = {f"p{i}": 1.0 for i in range(8)}


def world(joint, alone=lambda p, z: 10.0 + 0 * z):
    return toy_models.worlds({NONE: lambda p, z: 0 * z, G: alone, S: lambda p, z: 10.0 + 0 * z, GS: joint})


def additive(p, z):
    """Dilemma i takes i from the joint value, and the random number adds to all alike."""
    return 40.0 - sum(i * p[f"p{i}"] for i in range(8)) + z


def test_an_additive_toy_is_divided_as_it_was_built():
    result = run_ledger(world(additive), DILEMMAS, BASE, draws=30, seeds=2)
    account = result.of("delta")
    for i, entry in enumerate(account.entries):
        assert entry.estimate.value == pytest.approx(-i, abs=1e-12)
    assert account.total.value == pytest.approx(-28.0, abs=1e-12)
    assert max(abs(pair.estimate.value) for pair in account.interactions) < 1e-12
    assert not any(pair.resolved for pair in account.interactions)
    assert [entry.resolved for entry in account.entries] == [False] + [True] * 7
    assert [(entry.best_rank, entry.worst_rank) for entry in account.entries[6:]] == [(2, 2), (1, 1)]


def test_parts_sum_to_the_total_and_a_dummy_gets_exactly_zero():
    def joint(p, z):
        return (40 + z) * np.exp(-0.1 * p["p1"] * p["p2"]) / (1 + p["p4"] * p["p5"]) + z * p["p6"]

    result = run_ledger(world(joint), DILEMMAS, BASE, draws=12, seeds=2, seed=9)
    for name in ("one_plus_one", "delta", "value_gs"):
        account = result.of(name)
        exact = Fraction(account.actual.value) - Fraction(account.neutral.value)
        assert float(sum(Fraction(entry.estimate.value) for entry in account.entries)) == pytest.approx(
            float(exact), abs=2e-15 * abs(float(exact)) * 8
        )
        for dummy in (0, 3, 7):
            assert account.entries[dummy].estimate.value == 0.0
            assert account.entries[dummy].estimate.high == 0.0
            assert not account.entries[dummy].resolved
    names = {(pair.first, pair.second) for pair in result.of("delta").interactions[:2]}
    assert names == {("dilemma1", "dilemma2"), ("dilemma4", "dilemma5")}
    for alone in ("value_g", "value_s"):
        assert all(entry.estimate.value == 0.0 for entry in result.of(alone).entries)


def test_one_plus_one_is_a_ratio_of_means_in_every_world():
    def joint(p, z):
        return 20.0 - 4.0 * p["p0"] + 3 * z

    values = run_settings(
        world(joint), combinations(DILEMMAS[:1]), {"p0": 1.0}, arms_needed([ONE_PLUS_ONE]), 50, 2
    )[..., 0]
    account = account_for(values, arms_needed([ONE_PLUS_ONE]), DILEMMAS[:1], [ONE_PLUS_ONE]).accounts[0]
    assert account.entries[0].estimate.value == pytest.approx(-4.0 * 2 / 20, abs=1e-12)
    assert account.actual.low < 2 * 16 / 20 < account.actual.high


def test_intervals_of_the_ledger_cover():
    """200 ledgers of a noisy world: a 95% interval that missed its truth in over 9.5% would be wrong."""

    def joint(p, z):
        return 40.0 + z - (5.0 + 2.0 * z) * p["p0"] * p["q"] - p["p1"] * (1 + z)

    rng = np.random.default_rng(5)
    hits = []
    for seed in range(200):
        base = {"p0": 1.0, "p1": 1.0, "q": rng.random(25)}
        result = run_ledger(world(joint), DILEMMAS[:2], base, 25, 2, seed=1000 * seed, outcomes=[DELTA])
        first, second = result.of("delta").entries
        hits += [first.estimate.low <= -2.5 <= first.estimate.high]
        hits += [second.estimate.low <= -1.0 <= second.estimate.high]
    assert 0.905 <= np.mean(hits) <= 0.985


def test_both_uncertainties_are_kept_apart():
    """The range over draws is that of the parameter; the interval shrinks with draws."""

    def joint(p, z):
        return 40.0 - 10.0 * p["p0"] * p["q"] + z

    q = np.linspace(0.0, 1.0, 201)
    entry = (
        run_ledger(world(joint), DILEMMAS[:1], {"p0": 1.0, "q": q}, 201, 2, outcomes=[DELTA])
        .of("delta")
        .entries[0]
    )
    assert entry.over_draws.low == pytest.approx(-9.5, abs=0.2)
    assert entry.over_draws.high == pytest.approx(-0.5, abs=0.2)
    assert entry.estimate.high - entry.estimate.low < 1.0


def test_where_one_plus_one_is_undefined_nothing_is_attributed():
    result = run_ledger(
        world(additive, alone=lambda p, z: -10.0 * p["p0"] + 5 * z), DILEMMAS[:2], BASE, 10, 2
    )
    account = result.of("one_plus_one")
    assert account.entries == ()
    assert account.undefined == 2
    assert result.of("delta").entries != ()


def test_switches_that_disagree_are_refused():
    switches = (Switch("one", {"p0": 0.0}), Switch("two", {"p0": 0.5}))
    with pytest.raises(ValueError, match=r"one sets p0 to 0\.0, two to 0\.5"):
        run_settings(world(additive), combinations(switches), {"p0": 1.0}, (GS,), 2)


def test_one_run_shows_no_interval():
    result = run_ledger(world(additive), DILEMMAS[:2], BASE, draws=1, seeds=1, outcomes=[DELTA])
    entry = result.of("delta").entries[1]
    assert entry.estimate.value == pytest.approx(-1.0)
    assert not entry.estimate.known
    assert not entry.resolved


def test_leaving_out_a_draw():
    runs = np.arange(12.0).reshape(3, 2, 2)
    found = leave_one_out(runs)
    np.testing.assert_allclose(found[0], runs.mean(axis=(0, 1)))
    np.testing.assert_allclose(found[2], runs[[0, 2]].mean(axis=(0, 1)))

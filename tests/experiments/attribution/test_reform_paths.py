"""Paths are compared with common random numbers, their gains divided, and unequal money is reported."""

import numpy as np
import pytest

from experiments.attribution.factorial import Switch
from experiments.attribution.reform_paths import path_table
from sim.arms import GS, NONE, G, S
from tests.support import toy_models

PATHS = (
    Switch("meta_governance", {"memory": 1.0}),
    Switch("cultivation", {"training": 1.0}),
    Switch("balance", {"digital": 1.0}),
)
BASE = {"memory": 0.0, "training": 0.0, "digital": 0.0}
SPENT = 1


def world(joint, money=lambda p: 200_000.0 + 0 * p["memory"], alone=10.0):
    value = toy_models.worlds(
        {NONE: lambda p, z: 0 * z, G: lambda p, z: alone + 0 * z, S: lambda p, z: alone + 0 * z, GS: joint}
    )

    def evaluate(points, run_seeds, arms):
        values = value(points, run_seeds, arms)
        spent = np.repeat(money(points)[:, None, None], len(arms), axis=1)
        return np.concatenate([values, spent], axis=2)

    return evaluate


def joint(p, z):
    """Memory gives 3, training 2, both together 4 more; digital has no effect."""
    return 16.0 + 3 * p["memory"] + 2 * p["training"] + 4 * p["memory"] * p["training"] + 5 * z


def test_gains_alone_in_pairs_and_together():
    table = path_table(world(joint), PATHS, BASE, draws=40, spent=SPENT)
    assert [len(row.paths) for row in table.rows] == [0, 1, 1, 1, 2, 2, 2, 3]
    expected = {(): 0, ("meta_governance",): 3, ("cultivation",): 2, ("balance",): 0}
    expected |= {("meta_governance", "cultivation"): 9, ("meta_governance", "cultivation", "balance"): 9}
    for names, change in expected.items():
        gain = table.of(*names).gain("delta")
        assert gain.change.value == pytest.approx(change, abs=1e-12)
        assert gain.resolved == (change > 0)
    assert table.of("cultivation").gain("one_plus_one").change.value == pytest.approx(2 * 2 / 20, abs=1e-12)


def test_credit_divides_the_whole_gain_and_names_what_pairs_add():
    table = path_table(world(joint), PATHS, BASE, draws=40, spent=SPENT)
    credit = next(credit for credit in table.credits if credit.outcome == "delta")
    assert [share.value for share in credit.shares] == pytest.approx([5.0, 4.0, 0.0], abs=1e-12)
    beyond = dict(zip(credit.pairs, credit.beyond_parts, strict=True))
    assert beyond["meta_governance", "cultivation"].value == pytest.approx(4.0, abs=1e-12)
    assert beyond["meta_governance", "balance"].value == pytest.approx(0.0, abs=1e-12)


def test_the_probability_of_more_than_two_rises_with_the_paths():
    def uncertain(p, z):
        return 16.0 + p["q"] + 9 * p["memory"]

    base = BASE | {"q": np.linspace(0.0, 8.0, 81)}
    table = path_table(world(uncertain), PATHS, base, draws=81, spent=SPENT)
    assert table.of().above_two.value == pytest.approx(0.5, abs=0.02)
    assert table.of("meta_governance").above_two.value == 1.0


def test_a_path_that_spends_more_is_reported():
    table = path_table(
        world(joint, money=lambda p: 200_000.0 + 10_000.0 * p["training"]), PATHS, BASE, 10, SPENT
    )
    assert table.of("meta_governance").equal_money
    assert not table.of("cultivation").equal_money
    assert table.of("cultivation").money.value == pytest.approx(210_000.0)


def test_an_undefined_ratio_leaves_the_rest():
    table = path_table(world(joint, alone=-1.0), PATHS, BASE, 10, SPENT)
    assert table.of("cultivation").gain("one_plus_one").change is None
    assert table.of("cultivation").gain("delta").change.value == pytest.approx(2.0)
    assert [credit.outcome for credit in table.credits] == ["contract_gain", "delta", "value_gs"]


def test_the_error_for_another_path_names_the_paths():
    table = path_table(world(joint), PATHS, BASE, 4, SPENT)
    with pytest.raises(ValueError, match="the paths are meta_governance, cultivation, balance"):
        table.of("nudging")


def test_an_unresolved_gain_names_the_draws_needed():
    """A gain of 1 that varies by 8: as many draws as the z quantiles for seven changes together require."""

    def noisy(p, z):
        return 16.0 + p["memory"] * (1 + 8 * z)

    gain = path_table(world(noisy), PATHS, BASE, 40, SPENT, 1, seed=3).of("meta_governance").gain("delta")
    assert not gain.resolved
    change = gain.change
    z = (2.69 + 0.84) * change.standard_error * 40**0.5 / change.value
    assert gain.draws_to_resolve == pytest.approx(z * z, rel=0.1)
    more = path_table(world(noisy), PATHS, BASE, 2 * gain.draws_to_resolve, SPENT, 1, seed=3)
    assert more.of("meta_governance").gain("delta").resolved
    assert more.of("meta_governance").gain("delta").draws_to_resolve == 0
    idle = more.of("balance").gain("delta")
    assert (idle.change.value, idle.draws_to_resolve) == (0.0, -1)
    (pair, *_) = more.credits[1].draws_to_resolve
    assert pair == -1  # training has no effect here, so the pair has exactly none

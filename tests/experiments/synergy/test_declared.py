"""How much of the governance part declared coefficients explain."""

import numpy as np
import pytest

from experiments.runs.paired import PairedRuns, run_paired
from experiments.synergy.declared import FACTORS, declared_factors, declared_part
from sim.arms import GMINUS_S, GMINUS_SPLUS, GS
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 12})


def with_value(runs: PairedRuns, gs: np.ndarray) -> PairedRuns:
    """The runs with another public value under contract, (draws,)."""
    values = runs.values.copy()
    values[:, :, runs.arms.index(GS), runs.measures.index("value")] = gs[:, None]
    return PairedRuns(**{**vars(runs), "values": values})


@pytest.fixture(scope="module")
def runs() -> PairedRuns:
    return run_paired(CASE, 30, 1, seed=4)


def test_what_follows_from_the_product_alone_is_explained_and_noise_is_not(runs):
    product = np.prod(list(declared_factors(CASE, runs).values()), axis=0)
    base, gift = runs.arm(GMINUS_S, "value")[:, 0], runs.arm(GMINUS_SPLUS, "value")[:, 0]
    exact = declared_part(CASE, with_value(runs, gift + (product - 1) * (gift - base)))
    assert exact.r_squared.value == pytest.approx(1)
    assert exact.predicted.value == pytest.approx(exact.governance.value)
    noise = np.random.default_rng(1).normal(size=30) * 1e6
    random = declared_part(CASE, with_value(runs, gift + noise))
    assert random.r_squared.value < 0.4
    assert random.r_squared.low <= random.r_squared.value <= random.r_squared.high


def test_the_factors_are_those_of_the_draws(runs):
    found = declared_factors(CASE, runs)
    assert tuple(found) == FACTORS
    drawn = runs.parameter_draws
    access = 1 + drawn["production.access"] * drawn["relations.initial_trust"]
    assert found["access"] == pytest.approx(access)
    assert (found["transaction"] == 1 - CASE.values["instruments.contract.transaction_cost"]).all()
    assert ((found["delegation"] > 0) & (found["delegation"] < 1)).all()


def test_a_short_term_counts_only_where_the_gift_is_not_hurried_too(runs):
    assert (declared_factors(CASE, runs)["schedule"] == 1).all()
    contracts = CASE.with_values({"form.schedule": "contracts"})
    assert (declared_factors(contracts, runs)["schedule"] < 1).any()


def test_a_neutral_world_has_nothing_to_explain():
    null = CASE.with_values({
        "production.delegation_loss": 0.0, "control.indicator_burden": 0.0, "control.approval_burden": 0.0,
        "instruments.contract.transaction_cost": 0.0, "production.access": 0.0,
    })  # fmt: skip
    found = run_paired(null, 12, 1, seed=4)
    assert all((column == 1).all() for column in declared_factors(null, found).values())
    assert declared_part(null, found) is None


def test_few_draws_and_direct_provision_have_none(runs):
    assert declared_part(CASE, runs.subset(np.arange(30) < 9)) is None
    direct = CASE.with_values({"policy.instrument": "direct"})
    assert declared_part(direct, runs) is None

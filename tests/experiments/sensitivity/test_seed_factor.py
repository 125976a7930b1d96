"""With the seed as a factor: the indices of a single run, on functions with noise where they are known."""

import numpy as np
import pytest

from experiments.benchmarks.noisy_functions import ADDITIVE, FUNCTIONS, NOISES, THE_VALUE, Noisy, linear
from experiments.benchmarks.seed_factor import analysed, tables
from experiments.designs.saltelli import SaltelliDesign
from experiments.runs.keys import COMMON, FACTOR, INDEPENDENT, chosen_numbers
from experiments.sensitivity.analysis import screen, sobol
from experiments.sensitivity.result import SINGLE_RUN, UNRESOLVED
from experiments.sensitivity.sobol import run_sobol
from sim.scenario import Scenario

EVERY = [(known, noise) for known in FUNCTIONS for noise in NOISES]


def run(known, noise, share=0.3, rows=1024, second_order=False, seed=0):
    noisy = Noisy(known, noise, share)
    design = SaltelliDesign(known.factors, rows, second_order, 16, seed, True)
    return noisy, run_sobol(noisy.evaluate, design, [THE_VALUE], seed=seed)


@pytest.mark.parametrize(("known", "noise"), EVERY, ids=lambda one: getattr(one, "name", one))
def test_indices_of_a_single_run_are_the_known_ones(known, noise):
    noisy, found = run(known, noise)
    assert found.estimand == SINGLE_RUN
    item = found.of("value")
    for share, first, total in zip(item.every, noisy.first, noisy.total, strict=True):
        assert abs(share.first.value - first) <= max(5 * share.first.standard_error, 2e-3)
        assert abs(share.total.value - total) <= max(5 * share.total.standard_error, 2e-3)
    for share, first in zip(item.shares, known.first, strict=True):
        assert abs(share.of_expected.value - first) <= max(5 * share.of_expected.standard_error, 2e-3)
        # S of a single run is S of the expected outcome × what is not stochastic
        due = 1 - item.stochastic_share.value
        assert share.first.value == pytest.approx(share.of_expected.value * due, abs=1e-12)
    assert item.stochastic_share.value == pytest.approx(item.random_numbers.total.value, abs=1e-12)
    assert (
        item.stochastic_share.low <= noisy.share <= item.stochastic_share.high
        or abs(item.stochastic_share.value - noisy.share) <= 4 * item.stochastic_share.standard_error
    )


def test_what_the_seed_does_with_a_parameter_is_its_pair():
    """z·x: the seed's pairs have σ²V_i of the variance; additive noise has none."""
    known = linear((1, 2, 6))
    noisy, found = run(known, NOISES[1], share=0.5, rows=4096, second_order=True)
    expected = noisy.total[:-1] - noisy.first[:-1]
    pairs = {pair.first_name: pair for pair in found.of("value").pairs if pair.second_name == "seed"}
    for place, factor in enumerate(known.factors):
        pair = pairs[factor.name]
        assert abs(pair.index.value - expected[place]) <= 4 * pair.index.standard_error + 1e-3
    _, additive = run(known, ADDITIVE, share=0.5, rows=1024, second_order=True)
    assert not any(pair.influential for pair in additive.of("value").pairs)


def test_both_designs_agree_on_what_both_estimate():
    noisy = Noisy(linear(), ADDITIVE, 0.3)
    found = [
        run_sobol(
            noisy.evaluate, SaltelliDesign(noisy.known.factors, 2048, False, 16, 1, factor), [THE_VALUE], 2
        )
        for factor in (True, False)
    ]
    new, old = (one.of("value") for one in found)
    assert new.stochastic_share.value == pytest.approx(old.stochastic_share.value, abs=0.03)
    assert new.variance == pytest.approx(old.variance, rel=0.1)
    assert new.noise == pytest.approx(old.noise, rel=0.1)
    for one, other in zip(new.shares, old.shares, strict=True):
        assert one.of_expected.value == pytest.approx(other.first.value, abs=0.06)
        assert other.of_expected == other.first


def test_pure_noise_has_no_indices():
    noisy = Noisy(linear((1e-9,)), ADDITIVE, 0.5)
    with_noise = run_sobol(
        lambda points, seeds, arms: noisy.evaluate(points, seeds, arms) * 0 + seeds[:, None, None] % 1000,
        SaltelliDesign(noisy.known.factors, 256, varies_seed=True),
        [THE_VALUE],
    )
    assert with_noise.of("value").state == UNRESOLVED


@pytest.mark.parametrize(("known", "noise"), EVERY, ids=lambda one: getattr(one, "name", one))
def test_intervals_cover_in_small(known, noise):
    """Sixty analyses: at 95% more than a tenth of misses has a chance of under one in a thousand a family."""
    found = analysed(known, noise, 60, 256, True)
    for name in ("first", "total", "expected"):
        assert found[name].coverage >= 0.88


@pytest.mark.full
@pytest.mark.parametrize("noise", NOISES)
def test_intervals_cover_93_to_97_of_100(noise):
    covered = [analysed(known, noise, 500, 512, True) for known in FUNCTIONS]
    for name in ("first", "total", "expected"):
        assert 0.93 <= np.mean([found[name].coverage for found in covered]) <= 0.97


def test_the_tables_have_a_row_for_each_function_and_noise():
    assert tables(2, 128).count("\n| ") == 2 * len(EVERY) + 1  # and the second head


def test_asking_for_seeds_asks_for_replications_and_asking_for_both_is_refused():
    assert chosen_numbers(None, None, INDEPENDENT, 2) == (FACTOR, 1)
    assert chosen_numbers(None, 3, INDEPENDENT, 2) == (INDEPENDENT, 3)
    assert chosen_numbers(COMMON, None, INDEPENDENT, 2) == (COMMON, 2)
    case = Scenario.load("s_association")
    with pytest.raises(ValueError, match="the seed as a factor"):
        sobol(case, vary=["contract.term"], seeds=3, random_numbers=FACTOR)
    with pytest.raises(ValueError, match="sobol and morris only"):
        screen(case, "pawn", vary=["contract.term"], random_numbers=FACTOR)


def test_arms_of_a_point_share_their_seed_and_points_differ_by_it_where_the_design_says():
    seen = []

    def evaluate(points, run_seeds, arms):
        seen.append(run_seeds)
        return Noisy(linear((1, 2)), ADDITIVE, 0.3).evaluate(points, run_seeds, arms)

    design = SaltelliDesign(linear((1, 2)).factors, 64, True, 16, varies_seed=True)
    run_sobol(evaluate, design, [THE_VALUE], seed=9)
    seeds = np.concatenate(seen).reshape(64, design.step)
    assert len(np.unique(seeds)) == 128
    assert (seeds[:, :3] == seeds[:, :1]).all()
    assert (seeds[:, 3] == seeds[:, -1]).all()
    assert (seeds[:, 0] != seeds[:, -1]).all()

"""Screening and moment-independent indices find what a planted function depends on, and nothing else."""

import warnings

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.sample import morris as salib_sample

from experiments import screening
from experiments.factors import Factor, values
from experiments.replications import FIXED, FRESH, replicate
from sim.parameters import Uniform
from sim.parameters.priors import with_null
from tests.experiments import known, toys

FACTORS = tuple(Factor(f"x{i}", Uniform(0.0, 1.0)) for i in range(6))


def planted(points):
    """Two parameters matter, one of them only through the other; four do nothing."""
    return 3 * points["x1"] + 4 * (points["x1"] - 0.5) * (points["x4"] - 0.5)


def runs_at(unit, evaluate, factors=FACTORS, luck=FRESH):
    return replicate(
        evaluate, lambda a, b: values(factors, unit[a:b]), len(unit), [toys.THE_VALUE], 2, luck=luck
    )


def test_morris_finds_the_planted_parameters_and_its_numbers_are_salibs():
    found = screening.morris(toys.simulation(planted), FACTORS, [toys.THE_VALUE], trajectories=40, seed=3)
    assert [one.parameter for one in found if one.influential] == ["x1", "x4"]
    assert found[1].best_rank == found[1].worst_rank == 1
    description = screening.problem(6)
    unit = salib_sample.sample(description, 40, num_levels=4, seed=np.random.default_rng(3))
    output = planted({f"x{i}": unit[:, i] for i in range(6)})
    theirs = salib_morris.analyze(description, unit, output, num_levels=4)
    np.testing.assert_allclose([one.value for one in found], theirs["mu_star"], atol=1e-12)
    np.testing.assert_allclose([one.spread for one in found], theirs["sigma"], atol=1e-12)


def test_fixed_keys_keep_chance_out_of_elementary_effects():
    noisy = toys.simulation(planted, noise=5.0)
    fixed = screening.morris(noisy, FACTORS, [toys.THE_VALUE], trajectories=20, luck=FIXED)
    fresh = screening.morris(noisy, FACTORS, [toys.THE_VALUE], trajectories=20, luck=FRESH)
    assert fixed[0].value == pytest.approx(0.0, abs=1e-9)
    assert fresh[0].value > 1.0


def test_pawn_finds_what_matters():
    unit = screening.latin_points(FACTORS, 1024, seed=1)
    found = screening.pawn(unit, runs_at(unit, toys.simulation(planted, 0.1)), FACTORS)
    assert {one.parameter for one in found if one.influential} == {"x1", "x4"}
    assert found[1].value == max(one.value for one in found)


def test_delta_finds_what_matters_and_leaves_no_trace():
    """SALib seeds NumPy's global random state and changes warning filters: both are as before."""
    factors = FACTORS[:2]
    unit = screening.latin_points(factors, 64, seed=1)
    runs = runs_at(unit, toys.simulation(lambda points: points["x1"], 0.05), factors)
    legacy = np.random
    legacy.seed(5)
    before = legacy.get_state()[1].copy()
    filters, form = list(warnings.filters), warnings.formatwarning
    found = screening.delta(unit, runs, factors, resamples=2)
    assert [one.influential for one in found] == [False, True]
    assert np.array_equal(legacy.get_state()[1], before)
    assert list(warnings.filters) == filters
    assert warnings.formatwarning is form


@pytest.mark.full
def test_delta_finds_the_planted_parameters_among_six():
    unit = screening.latin_points(FACTORS, 512, seed=1)
    found = screening.delta(unit, runs_at(unit, toys.simulation(planted, 0.1)), FACTORS)
    assert {"x1"} <= {one.parameter for one in found if one.influential} <= {"x1", "x4"}


def test_pure_noise_moves_nothing():
    """24 looks at inert parameters in families of 6 at 5%: more than two hits would be chance of 1 in 100."""
    hits = 0
    for seed in range(4):
        unit = screening.latin_points(FACTORS, 512, seed=seed)
        noise = toys.simulation(lambda points: 0 * points["x0"], 1.0)
        hits += sum(one.influential for one in screening.pawn(unit, runs_at(unit, noise), FACTORS, seed=seed))
    assert hits <= 2


def test_ishigamis_hidden_parameter_shows_in_pawn():
    """x₃ has no first-order effect at all, but it changes the distribution."""
    function = known.FUNCTIONS["ishigami"]
    unit = screening.latin_points(function.factors, 2048, seed=2)
    found = screening.pawn(unit, runs_at(unit, toys.simulation(function), function.factors), function.factors)
    assert all(one.influential for one in found)


def test_a_point_mass_in_a_prior_is_no_obstacle():
    prior = with_null(0.7, 0.0, Uniform(0.0, 1.0))
    factors = (Factor("x0", prior), Factor("x1", Uniform(0.0, 1.0)))
    unit = screening.latin_points(factors, 512, seed=4)
    found = screening.pawn(unit, runs_at(unit, toys.simulation(lambda p: p["x0"]), factors), factors)
    assert found[0].influential
    assert not found[1].influential


@pytest.mark.parametrize("method", [screening.pawn, screening.delta])
def test_failed_outcomes_are_refused_by_id(method):
    unit = screening.latin_points(FACTORS, 64)
    runs = runs_at(unit, toys.simulation(planted))
    runs.means[[3, 9]] = np.nan
    with pytest.raises(ValueError, match="2 of 64 points failed or are undefined: 3, 9"):
        method(unit, runs, FACTORS)

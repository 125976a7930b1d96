"""Screening and moment-independent indices find what a planted function depends on, and nothing else."""

import warnings

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.sample import morris as salib_sample

from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import latin_points, problem
from experiments.runs.design import run_design
from experiments.runs.keys import COMMON, FACTOR, INDEPENDENT
from experiments.runs.outcomes import Outcome
from experiments.sensitivity import screening
from sim.arms import GS, G
from sim.parameters.priors import Uniform, with_null
from tests.support import known_functions, toy_models

FACTORS = tuple(Factor(f"x{i}", Uniform(0.0, 1.0)) for i in range(6))


def planted(points):
    """Two parameters have influence, one of them only through the other; four have none."""
    return 3 * points["x1"] + 4 * (points["x1"] - 0.5) * (points["x4"] - 0.5)


def runs_at(unit, evaluate, factors=FACTORS, random_numbers=INDEPENDENT):
    return run_design(
        evaluate,
        lambda a, b: values(factors, unit[a:b]),
        len(unit),
        [toy_models.THE_VALUE],
        2,
        random_numbers=random_numbers,
    )


def test_morris_finds_the_planted_parameters_and_its_numbers_are_salibs():
    found = screening.morris(
        toy_models.simulation(planted), FACTORS, [toy_models.THE_VALUE], trajectories=40, seed=3
    ).found
    assert [one.parameter for one in found if one.influential] == ["x1", "x4"]
    assert found[1].best_rank == found[1].worst_rank == 1
    description = problem(6)
    unit = salib_sample.sample(description, 40, num_levels=4, seed=np.random.default_rng(3))
    output = planted({f"x{i}": unit[:, i] for i in range(6)})
    theirs = salib_morris.analyze(description, unit, output, num_levels=4)
    np.testing.assert_allclose([one.value for one in found], theirs["mu_star"], atol=1e-12)
    np.testing.assert_allclose([one.spread for one in found], theirs["sigma"], atol=1e-12)


def test_few_trajectories_give_wide_intervals_and_all_parameters_are_tested_together():
    found = screening.morris(
        toy_models.simulation(planted), FACTORS, [toy_models.THE_VALUE], trajectories=6, seed=3
    ).found
    description = problem(6)
    unit = salib_sample.sample(description, 6, num_levels=4, seed=np.random.default_rng(3))
    output = planted({f"x{i}": unit[:, i] for i in range(6)})
    theirs = salib_morris.analyze(
        description, unit, output, num_resamples=1000, num_levels=4, seed=np.random.default_rng(3)
    )
    error = np.asarray(theirs["mu_star_conf"]) / 1.959964
    np.testing.assert_allclose([one.width for one in found], 2.570582 * error, rtol=1e-5)  # t, 5 degrees
    limit = screening.LIMIT * max(one.value for one in found)
    expected = [one.value - 4.219309 * wide > limit for one, wide in zip(found, error, strict=True)]  # 5% / 6
    assert [one.influential for one in found] == expected


def test_common_random_numbers_keep_noise_out_of_elementary_effects():
    noisy = toy_models.simulation(planted, noise=5.0)
    common = screening.morris(
        noisy, FACTORS, [toy_models.THE_VALUE], trajectories=20, random_numbers=COMMON
    ).found
    independent = screening.morris(
        noisy, FACTORS, [toy_models.THE_VALUE], trajectories=20, random_numbers=INDEPENDENT
    ).found
    assert common[0].value == pytest.approx(0.0, abs=1e-9)
    assert independent[0].value > 1.0


def test_pawn_finds_the_planted_parameters():
    unit = latin_points(FACTORS, 1024, seed=1)
    found = screening.pawn(unit, runs_at(unit, toy_models.simulation(planted, 0.1)), FACTORS).found
    assert {one.parameter for one in found if one.influential} == {"x1", "x4"}
    assert found[1].value == max(one.value for one in found)


def test_delta_finds_the_planted_parameter_and_changes_no_global_state():
    """SALib seeds NumPy's global random state and changes warning filters: both are as before."""
    factors = FACTORS[:2]
    unit = latin_points(factors, 64, seed=1)
    runs = runs_at(unit, toy_models.simulation(lambda points: points["x1"], 0.05), factors)
    legacy = np.random
    legacy.seed(5)
    before = legacy.get_state()[1].copy()
    filters, form = list(warnings.filters), warnings.formatwarning
    found = screening.delta(unit, runs, factors, resamples=2).found
    assert [one.influential for one in found] == [False, True]
    assert np.array_equal(legacy.get_state()[1], before)
    assert list(warnings.filters) == filters
    assert warnings.formatwarning is form


@pytest.mark.full
def test_delta_finds_the_planted_parameters_among_six():
    unit = latin_points(FACTORS, 512, seed=1)
    found = screening.delta(unit, runs_at(unit, toy_models.simulation(planted, 0.1)), FACTORS).found
    assert {"x1"} <= {one.parameter for one in found if one.influential} <= {"x1", "x4"}


def test_pure_noise_has_no_influence():
    """24 tests of inert parameters in families of 6 at 5%: more than two hits have probability 1 in 100."""
    hits = 0
    for seed in range(4):
        unit = latin_points(FACTORS, 512, seed=seed)
        noise = toy_models.simulation(lambda points: 0 * points["x0"], 1.0)
        found = screening.pawn(unit, runs_at(unit, noise), FACTORS, seed=seed).found
        hits += sum(one.influential for one in found)
    assert hits <= 2


def test_ishigamis_hidden_parameter_shows_in_pawn():
    """x₃ has no first-order effect at all, but it changes the distribution."""
    function = known_functions.FUNCTIONS["ishigami"]
    unit = latin_points(function.factors, 2048, seed=2)
    found = screening.pawn(
        unit, runs_at(unit, toy_models.simulation(function), function.factors), function.factors
    ).found
    assert all(one.influential for one in found)


def test_a_point_mass_in_a_prior_is_no_obstacle():
    prior = with_null(0.7, 0.0, Uniform(0.0, 1.0))
    factors = (Factor("x0", prior), Factor("x1", Uniform(0.0, 1.0)))
    unit = latin_points(factors, 512, seed=4)
    found = screening.pawn(
        unit, runs_at(unit, toy_models.simulation(lambda p: p["x0"]), factors), factors
    ).found
    assert found[0].influential
    assert not found[1].influential


QUOTIENT = Outcome("ratio", {GS: 1.0}, {G: 1.0})


def run(unit, broken=()):
    """Return runs of points at which G is worth x1 − ½ and GS is worth x4, with some of them failed."""

    def evaluate(points, run_seeds, arms):
        values_ = np.stack([points["x1"] - 0.5 if arm == G else points["x4"] for arm in arms], axis=1)
        values_[np.isin(np.arange(len(run_seeds)) % len(unit), broken)] = np.nan
        return values_[:, :, None]

    outcomes = [QUOTIENT, toy_models.THE_VALUE]
    return run_design(evaluate, lambda a, b: values(FACTORS, unit[a:b]), len(unit), outcomes, 2)


@pytest.mark.parametrize("method", [screening.pawn, screening.delta])
def test_an_outcome_undefined_at_some_points_is_left_out_and_the_other_is_screened(method):
    unit = latin_points(FACTORS, 64, seed=1)
    found = method(unit, run(unit), FACTORS)
    assert {one.outcome for one in found.found} == {"value"}
    assert max(found.found, key=lambda one: one.value).parameter == "x4"
    (left,) = found.left_out
    assert (left.outcome, left.undefined, left.failed, left.points) == ("ratio", 32, 0, 64)
    assert left.ids == tuple(np.flatnonzero(unit[:, 1] <= 0.5))


def test_a_point_that_failed_is_distinguished_from_one_where_a_ratio_is_undefined():
    unit = latin_points(FACTORS, 64, seed=1)
    whole = int(np.flatnonzero(unit[:, 1] > 0.5)[0])
    found = screening.pawn(unit, run(unit, [whole]), FACTORS)
    assert found.found == ()
    assert {one.outcome: (one.undefined, one.failed) for one in found.left_out} == {
        "ratio": (32, 1), "value": (0, 1),
    }  # fmt: skip


def test_unresolved_sides_of_the_limit_come_with_the_trajectories_needed():
    """x0 lies little above a twentieth of the largest: eight trajectories do not resolve it, many more do."""
    factors = FACTORS[:2]

    def near(points):
        return points["x1"] + 0.06 * points["x0"] * (0.5 + points["x1"])

    found, again = (
        screening.morris(toy_models.simulation(near), factors, [toy_models.THE_VALUE], size, seed=2).found
        for size in (8, 800)
    )
    assert not found[0].influential
    assert 8 < found[0].trajectories_to_resolve < 800
    assert again[0].influential
    assert [one.trajectories_to_resolve for one in again] == [0, 0]


def test_the_seeds_effect_is_how_far_two_runs_lie_apart_and_leaves_the_parameters_alone():
    """y = planted + 2z: |difference| of two normal numbers is 2·2/√π on average, whatever the grid's step."""
    noisy = toy_models.simulation(planted, noise=2.0)
    found = screening.morris(noisy, FACTORS, [toy_models.THE_VALUE], 400, random_numbers=FACTOR, seed=1)
    *parameters, seed = found.found
    assert (seed.parameter, seed.best_rank, seed.worst_rank) == ("seed", 0, 0)
    assert abs(seed.value - 4 / np.sqrt(np.pi)) <= 2 * seed.width
    assert seed.width < 0.3
    assert abs(seed.sign) <= 2 * seed.width
    silent = screening.morris(
        toy_models.simulation(planted), FACTORS, [toy_models.THE_VALUE], 400, random_numbers=FACTOR, seed=1
    )
    for one, other in zip(parameters, silent.found, strict=False):
        assert one.value == pytest.approx(other.value, abs=1e-12)
    assert [one.parameter for one in parameters if one.influential] == ["x1", "x4"]
    assert {one.worst_rank for one in parameters} <= set(range(1, 7))


def test_a_trajectory_has_two_realisations_and_steps_from_one_to_the_other_alone():
    seen = []

    def evaluate(points, run_seeds, arms):
        seen.append((np.column_stack(list(points.values())), run_seeds))
        return toy_models.simulation(planted)(points, run_seeds, arms)

    screening.morris(evaluate, FACTORS, [toy_models.THE_VALUE], 5, random_numbers=FACTOR)
    points, seeds = (np.concatenate(part) for part in zip(*seen, strict=True))
    points, seeds = points.reshape(5, 8, 6), seeds.reshape(5, 8)
    assert len(np.unique(seeds)) == 10
    for walk, numbers in zip(points, seeds, strict=True):
        steps = (np.diff(walk, axis=0) != 0).sum(axis=1)
        other = np.diff(numbers.astype(np.int64)) != 0
        assert other.sum() == 1
        assert np.array_equal(steps, np.where(other, 0, 1))

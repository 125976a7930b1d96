"""A design run: its means and noise, whatever the chunks, and points that failed or are undefined."""

import numpy as np
import pytest

from experiments.designs.factors import Factor
from experiments.designs.saltelli import SaltelliDesign
from experiments.errors import InvalidInput
from experiments.runs.design import broken_points, run_design, size_of
from experiments.runs.keys import COMMON, INDEPENDENT, design_seeds
from experiments.runs.outcomes import Outcome, measured
from sim.arms import GS, G
from sim.parameters.priors import Uniform
from tests.support import toy_models


def factors(size):
    return tuple(Factor(f"x{i}", Uniform(0.0, 1.0)) for i in range(size))


def test_chunks_change_nothing():
    design = SaltelliDesign(factors(3), 64, nets=4)
    simulation = toy_models.simulation(lambda p: p["x0"] * p["x1"], 1.0)
    whole, pieces = (
        run_design(simulation, design.rows, design.points, [toy_models.THE_VALUE], 3, chunk=chunk)
        for chunk in (10_000, 37)
    )
    assert np.array_equal(whole.means, pieces.means)
    assert np.array_equal(whole.noise, pieces.noise)


@pytest.mark.parametrize("random_numbers", [COMMON, INDEPENDENT])
def test_means_and_noise_are_those_of_each_points_runs(random_numbers):
    design, seen = SaltelliDesign(factors(2), 64, nets=4), []

    def evaluate(points, run_seeds, arms):
        seen.append(run_seeds)
        values = points["x0"] + run_seeds.astype(float) / 2**53
        return np.repeat(values[:, None, None], len(arms), axis=1)

    done = []
    found = run_design(
        evaluate, design.rows, design.points, [measured("value", 0, GS)], 3, 5, random_numbers,
        progress=done.append,
    )  # fmt: skip
    run_seeds = design_seeds(5, random_numbers, 3, 0, design.points)
    assert np.array_equal(np.concatenate(seen), run_seeds.ravel())
    noise = run_seeds.astype(float) / 2**53
    x0 = design.rows(0, design.points)["x0"]
    np.testing.assert_allclose(found.means[:, 0], x0 + noise.mean(axis=0))
    np.testing.assert_allclose(found.noise[:, 0], noise.var(axis=0, ddof=1))
    if random_numbers == COMMON:
        np.testing.assert_allclose(found.seed_means[:, 0], x0.mean() + noise[:, 0])
    else:
        assert found.seed_means is None
    assert (found.points, found.seeds, found.seed, sum(done)) == (design.points, 3, 5, design.points)


def test_failed_points_are_listed_and_among_them_those_with_a_failed_run():
    def evaluate(points, run_seeds, arms):
        values = np.stack([points["x0"] - 0.5 if arm == G else points["x1"] for arm in arms], axis=1)
        values[2] = np.nan
        return values[:, :, None]

    design = SaltelliDesign(factors(2), 64, nets=4)
    quotient = Outcome("ratio", {GS: 1.0}, {G: 1.0})
    found = run_design(evaluate, design.rows, design.points, [quotient], 2)
    undefined = np.flatnonzero(design.rows(0, design.points)["x0"] <= 0.5)
    assert found.broken == (2,)
    assert found.failed == tuple(np.union1d(undefined, [2]).tolist())


def test_only_failed_runs_of_the_measures_looked_at_break_a_point():
    values = np.zeros((2, 3, 1, 2))
    values[1, 0, 0, 0] = values[0, 2, 0, 1] = np.nan
    assert broken_points([measured("second", 1, GS)], values).tolist() == [False, False, True]


def test_one_seed_for_each_point_cannot_separate_noise():
    design = SaltelliDesign(factors(2), 64, nets=4)
    simulation = toy_models.simulation(lambda p: p["x0"])
    with pytest.raises(InvalidInput, match="at least 2"):
        run_design(simulation, design.rows, design.points, [toy_models.THE_VALUE], 1)


def test_an_unknown_outcome_names_those_there_are():
    design = SaltelliDesign(factors(2), 64, nets=4)
    found = run_design(
        toy_models.simulation(lambda p: p["x0"]), design.rows, design.points, [toy_models.THE_VALUE], 2
    )
    assert found.column("value") == 0
    with pytest.raises(InvalidInput, match="there is no outcome delta here; there are: value"):
        found.column("delta")


@pytest.mark.parametrize(
    ("given", "runs", "size"), [(None, None, 50), (7, None, 7), (None, 96, 1), (None, 97, 2), (None, 1, 1)]
)
def test_a_size_is_given_or_usual_or_a_total_of_runs_rounded_up(given, runs, size):
    assert size_of(given, 50, runs, 96) == size


def test_a_size_beside_a_total_of_runs_is_refused():
    with pytest.raises(InvalidInput, match="leave one of them out"):
        size_of(7, 50, 96, 96)


def test_huge_runs_are_divided_without_the_noise_of_floats():
    assert size_of(None, 50, 10**30, 7) == 10**30 // 7 + 1

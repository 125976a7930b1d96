"""Designs: the right points, the same ones again, and refusals that say what is allowed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.designs.factors import Factor
from experiments.errors import InvalidInput
from experiments.study.design import Design
from sim.parameters.priors import Integers, Uniform, alike
from tests.support.toy_study import PARAMETERS

X = Factor.of(PARAMETERS["toy.x"], Uniform(0.2, 0.7))
Y = Factor.of(PARAMETERS["toy.y"], Uniform(0.0, 1.0))
N = Factor.of(PARAMETERS["toy.n"], Integers(1, 12))
MODE = Factor.listing(PARAMETERS["toy.mode"], (0, 1))


def sequence(kind: str, *sizes: int, seed: int = 5, **options: object) -> Design:
    return Design(kind, (X, Y, N), sizes, seed, **options)  # type: ignore[arg-type]


def test_a_grid_is_the_full_product_in_order() -> None:
    design = Design(
        "grid",
        (Factor.listing(PARAMETERS["toy.n"], (4, 8)), replace(X, prior=Uniform(0.0, 1.0), steps=3), MODE),
    )
    points = design.points()
    assert design.count == 12
    assert points["toy.n"].tolist() == [4] * 6 + [8] * 6
    assert points["toy.x"].tolist() == [0.0, 0.0, 0.5, 0.5, 1.0, 1.0] * 2
    assert points["toy.mode"].tolist() == [0, 1] * 6
    assert points["toy.n"].dtype == np.int64


def test_steps_over_few_whole_numbers_name_none_twice() -> None:
    assert Factor.of(PARAMETERS["toy.n"], Integers(1, 4), steps=9).levels().tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("kind", "size", "count"),
    [("lhs", 20, 20), ("sobol", 32, 32), ("saltelli", 16, 16 * 8), ("morris", 10, 40), ("fast", 65, 195)],
)
def test_sequences_have_their_size_stay_in_range_and_repeat(kind: str, size: int, count: int) -> None:
    design = sequence(kind, size)
    points = design.points()
    assert design.count == count
    assert all(len(column) == count for column in points.values())
    assert points["toy.x"].min() >= 0.2
    assert points["toy.x"].max() <= 0.7
    assert set(points["toy.n"]) <= set(range(1, 13))
    again, other = sequence(kind, size).points(), sequence(kind, size, seed=6).points()
    assert all(np.array_equal(points[name], again[name]) for name in points)
    assert not np.array_equal(points["toy.x"], other["toy.x"])


def test_a_seed_of_zero_is_a_seed_like_any_other() -> None:
    for kind, size in (("lhs", 20), ("sobol", 32), ("saltelli", 16), ("morris", 10), ("fast", 65)):
        first, second = (sequence(kind, size, seed=0).unit() for _ in range(2))
        assert np.array_equal(first, second)


def test_a_latin_hypercube_has_one_point_in_each_stratum_at_every_size() -> None:
    for sizes in ((10,), (10, 20), (10, 20, 60), (7, 21, 42, 420)):
        unit = sequence("lhs", *sizes).unit()
        strata = np.sort(np.floor(unit * sizes[-1]), axis=0)
        assert np.array_equal(strata, np.tile(np.arange(sizes[-1])[:, None], 3))


def test_saltelli_points_are_salibs_and_give_the_indices_of_a_known_function() -> None:
    from SALib.analyze import sobol

    x1 = Factor.of(PARAMETERS["toy.x"], Uniform(0.0, 1.0))
    design = Design("saltelli", (x1, Y), (512,), 3, second_order=False)
    points = design.points()
    found = sobol.analyze(design.problem(), points["toy.x"] + 2 * points["toy.y"], calc_second_order=False)
    assert found["S1"] == pytest.approx([0.2, 0.8], abs=0.02)


def test_morris_moves_one_parameter_at_a_time() -> None:
    unit = Design("morris", (X, Y), (20,), 1, levels=6).unit().reshape(20, 3, 2)
    moved = np.diff(unit, axis=1) != 0
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()


def test_values_follow_their_distribution() -> None:
    unit = (np.arange(1000) + 0.5) / 1000
    assert X.stored(unit) == pytest.approx(0.2 + 0.5 * unit)
    assert np.bincount(N.stored(unit))[1:].tolist() == pytest.approx([1000 / 12] * 12, abs=1)
    assert np.bincount(MODE.stored(unit)).tolist() == [500, 500]
    ends = np.array([0.0, 1.0])
    assert X.stored(ends).tolist() == [0.2, 0.7]
    assert N.stored(ends).tolist() == [1, 12]
    assert MODE.stored(ends).tolist() == [0, 1]
    assert Factor.of(PARAMETERS["toy.n"], alike(2, 9)).stored(ends).tolist() == [2, 9]


@pytest.mark.parametrize(
    ("design", "said"),
    [
        (sequence("saltelli", 1000), "1000 base samples; allowed: a power of two, such as 512 or 1024"),
        (sequence("fast", 64), "FAST needs at least 65"),
        (sequence("morris", 10, levels=5), "allowed: an even number"),
        (sequence("sobol"), "a sobol needs its size"),
        (Design("grid", (X,)), "toy.x: a grid needs a list of values, or a range with steps"),
        (sequence("sobol", 2**27), r"134,217,728 points would need 3.2 GB"),
        (Design("grid", (replace(X, steps=30_000), replace(Y, steps=30_000))), "900,000,000 points"),
    ],
)
def test_impossible_designs_are_refused_with_what_is_allowed(design: Design, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        design.points()


def test_a_design_can_be_read_back_from_the_plan() -> None:
    design = Design("saltelli", (X, N, MODE), (8, 16), 9, second_order=False)
    again = Design.read(design.written(), PARAMETERS)
    first, second = design.points(), again.points()
    assert list(first) == list(second)
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert again.grown(32).sizes == (8, 16, 32)

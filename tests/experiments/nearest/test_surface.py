"""The response surface and its nearest point, against closed forms and SciPy's own programme."""

import numpy as np
import pytest
from scipy import optimize

from experiments.nearest.surface import (
    GROWTH,
    Around,
    Surface,
    distance,
    fitted,
    nearest_point,
    sparse_point,
)


def wide(size, bound=9.0):
    return np.ones(size), np.full(size, -bound), np.full(size, bound)


def test_the_nearest_point_of_a_plane_is_its_foot():
    slopes = np.array([3.0, -4.0, 0.0])
    scales, low, high = wide(3)
    move, reached = nearest_point(slopes, np.zeros(3), scales, low, high, 5.0)
    assert reached
    assert move == pytest.approx(5.0 * slopes / (slopes @ slopes), abs=1e-9)
    down, _ = nearest_point(slopes, np.zeros(3), scales, low, high, -5.0)
    assert down == pytest.approx(-move, abs=1e-9)


def test_what_counts_more_moves_less():
    move, _ = nearest_point(np.ones(2), np.zeros(2), np.array([1.0, 2.0]), *wide(2)[1:], 5.0)
    # Lagrange: x ∝ slope/scale²
    assert move == pytest.approx([4.0, 1.0], abs=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_with_bounds_it_is_the_solution_of_the_convex_programme(seed):
    rng = np.random.default_rng(seed)
    slopes, scales = rng.normal(size=6), rng.uniform(0.5, 3, 6)
    low, high = -rng.uniform(0, 0.6, 6), rng.uniform(0, 0.6, 6)
    most = np.maximum(slopes * low, slopes * high).sum()
    move, reached = nearest_point(slopes, np.zeros(6), scales, low, high, 0.6 * most)
    found = optimize.minimize(
        lambda x: ((scales * x) ** 2).sum(), np.zeros(6), bounds=list(zip(low, high, strict=True)),
        constraints={"type": "eq", "fun": lambda x: slopes @ x - 0.6 * most}, method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert reached
    assert slopes @ move == pytest.approx(0.6 * most, abs=1e-9)
    assert distance(move, scales) == pytest.approx(np.sqrt(found.fun), abs=1e-5)


def test_out_of_reach_it_is_the_best_corner_and_says_so():
    low, high = np.array([-0.2, -0.5]), np.array([0.3, 0.1])
    move, reached = nearest_point(np.array([1.0, -2.0]), np.zeros(2), np.ones(2), low, high, 9.0)
    assert not reached
    assert move.tolist() == [0.3, -0.5]


def test_a_square_keeps_an_axis_from_going_where_it_harms():
    """Gain x − x² is at most 1/4, at x = 1/2: more is out of reach, however wide the bounds."""
    one, scales, low, high = np.ones(1), *wide(1)
    move, reached = nearest_point(one, -one, scales, low, high, 0.2)
    assert reached
    assert move[0] == pytest.approx((1 - np.sqrt(1 - 0.8)) / 2, abs=1e-6)
    best, never = nearest_point(one, -one, scales, low, high, 0.3)
    assert not never
    assert best[0] == pytest.approx(0.5, abs=1e-3)


def test_few_parameters_carry_it_as_long_as_the_distance_grows_little():
    slopes = np.array([1.0, 1.0, 0.1, 0.01])
    full, few, reached = sparse_point(slopes, np.zeros(4), *wide(4), 1.0)
    assert reached
    assert np.count_nonzero(full) == 4
    assert np.flatnonzero(few).tolist() == [0, 1]
    assert distance(few, np.ones(4)) <= GROWTH * distance(full, np.ones(4))
    assert slopes @ few == pytest.approx(1.0, abs=1e-9)


def design(draws, centre, rng, start=-0.3):
    """Beliefs 0 and 1 (slope .2 and none), levers 2 and 3 (x − x², and none); exact but for noise."""
    scores = np.column_stack([rng.normal(size=(draws, 2)), np.zeros((draws, 2))])
    moves = np.column_stack([np.zeros((draws, 2)), rng.uniform(-0.3, 0.3, (draws, 2))])
    noise = 0.05 * rng.normal(size=(2, draws))
    there = centre[2] - centre[2] ** 2
    gaps = start + 0.2 * (scores[:, 0] + centre[0]) + there + noise[0]
    changes = (centre[2] + moves[:, 2]) - (centre[2] + moves[:, 2]) ** 2 - there + noise[1]
    return Around(centre, gaps, scores, moves, changes)


def test_a_known_surface_is_found_and_what_does_nothing_is_left_out():
    rng = np.random.default_rng(1)
    lever = np.array([False, False, True, True])
    first = design(400, np.zeros(4), rng)
    found = fitted([first], lever)
    assert found.resolved.tolist() == [True, False, True, False]
    assert found.slopes == pytest.approx([0.2, 0, 1, 0], abs=0.03)
    assert found.squares == pytest.approx([0, 0, -1, 0], abs=0.15)
    # Around another centre the same surface is found, in moves from the case.
    centre = np.array([1.0, 0.0, 0.25, 0.0])
    again = fitted([first, design(400, centre, rng)], lever)
    assert again.slopes == pytest.approx([0.2, 0, 1, 0], abs=0.05)
    assert again.at(centre) == pytest.approx(-0.3 + 0.2 + 0.25 - 0.0625, abs=0.02)
    assert again.at(np.zeros(4)) == pytest.approx(-0.3, abs=0.05)


def test_noise_alone_moves_nothing():
    rng = np.random.default_rng(2)
    noise, inputs = rng.normal(size=(2, 300)), rng.normal(size=(300, 20))
    found = fitted([Around(np.zeros(20), noise[0], inputs, 0 * inputs, noise[1])], np.zeros(20, dtype=bool))
    assert not found.resolved.any()
    assert not found.slopes.any()


def test_a_surface_of_some_axes_forgets_the_others():
    whole = Surface(-0.1, np.array([1.0, 2.0]), np.array([0.5, 0.5]), np.array([True, True]))
    part = whole.of(np.array([True, False]))
    assert part.slopes.tolist() == [1.0, 0.0]
    assert part.at(np.array([1.0, 1.0])) == pytest.approx(-0.1 + 1.5)
    assert part.at(np.array([1.0, 1.0]), squares=False) == pytest.approx(0.9)

"""What moves a quantity: known effects are found, others averaged, and resolved only where they are."""

import itertools

import numpy as np
import pytest

from experiments.sweep.lever_effects import lever_effects


def grid(*levels):
    columns = np.array(list(itertools.product(*levels)), dtype=float).T
    return dict(zip("abc", columns, strict=False))


def noisy(values, clusters=12, scale=0.01):
    """Influences of clusters whose mean is `values`, with noise that all points share in part."""
    noise = np.random.default_rng(5).normal(0, scale, (clusters, len(values) + 1))
    noise -= noise.mean(axis=0)
    return values + noise[:, 1:] + 20 * noise[:, :1]


def test_in_a_grid_the_means_are_those_of_each_level():
    points = grid([1, 2, 3], [0, 1])
    y = 0.3 * points["a"] - 0.1 * points["b"] * points["a"]
    first, second = lever_effects(points, y, noisy(y), sampled=False)
    assert (first.name, first.direction, first.resolved) == ("a", 1, True)
    assert first.means == pytest.approx([y[points["a"] == level].mean() for level in (1, 2, 3)])
    assert (second.name, second.direction) == ("b", -1)
    assert second.difference.value == pytest.approx(0.2)


def test_what_all_points_share_does_not_blur_a_difference():
    points = grid([1, 2])
    y = np.array([1.0, 1.1])
    (found,) = lever_effects(points, y, noisy(y), sampled=False)
    assert found.resolved  # each point alone has an error of 0.06


def test_noise_alone_is_not_resolved():
    hits = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        points = grid([1, 2, 3], [1, 2, 3])
        runs = rng.normal(0, 1, (10, 9))
        effects = lever_effects(points, runs.mean(axis=0), runs, sampled=False)
        hits += any(effect.resolved for effect in effects)
    assert hits <= 5  # 5% of 40, and what chance allows


def test_a_curve_has_no_direction():
    points = grid([1, 2, 3])
    y = np.array([1.0, 2.0, 1.5])
    (found,) = lever_effects(points, y, noisy(y), sampled=False)
    assert (found.direction, found.highest, found.lowest) == (0, 1, 0)


def test_of_a_sample_values_are_grouped_and_other_parameters_taken_out():
    rng = np.random.default_rng(2)
    a = rng.random(400)
    b = np.round(a + rng.random(400))  # goes with a, and does nothing
    effects = {
        found.name: found for found in lever_effects({"a": a, "b": b}, 2 * a, noisy(2 * a), sampled=True)
    }
    assert len(effects["a"].levels) == 4
    assert effects["a"].resolved
    assert effects["a"].difference.value == pytest.approx(1.5, abs=0.1)
    assert effects["b"].difference.value < 0.1


def test_parameters_that_always_change_together_cannot_be_distinguished():
    points = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([0.0, 1.0, 2.0])}
    y = np.array([1.0, 2.0, 3.0])
    assert lever_effects(points, y, noisy(y), sampled=False) == ()


def test_a_single_cluster_resolves_nothing():
    points = grid([1, 2])
    y = np.array([1.0, 2.0])
    (found,) = lever_effects(points, y, y[None, :], sampled=False)
    assert not found.resolved
    assert not found.difference.known

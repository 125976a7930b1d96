"""Corrections for many tests made together, and simultaneous intervals of ranks."""

import numpy as np

from experiments.statistics.multiple_testing import holm, rank_intervals


def test_holm_steps_down():
    adjusted = holm(np.array([0.01, 0.04, 0.03, 0.005]))
    np.testing.assert_allclose(adjusted, [0.03, 0.06, 0.06, 0.02])


def test_rank_intervals_of_resolved_differences():
    rng = np.random.default_rng(0)
    resampled = np.array([3.0, 1.0, 1.0]) + 1e-3 * rng.normal(size=(17, 3))
    best, worst = rank_intervals(resampled)
    assert list(best) == [1, 2, 2]
    assert list(worst) == [1, 3, 3]

"""Seeds: one stream for each master seed, disjoint draws, common or independent points."""

import numpy as np
import pytest

from experiments.runs.keys import (
    COMMON,
    INDEPENDENT,
    MAX_SEEDS,
    design_seeds,
    draw_seeds,
    next_master_seed,
    stream,
)


def test_a_stream_is_the_same_whichever_part_of_it_is_asked_for():
    whole = stream(9, 0, 100)
    assert whole.dtype == np.uint64
    assert whole.max() < 2**53  # exact as a double, with which JSON and tables write it
    assert len(np.unique(whole)) == 100
    assert np.array_equal(stream(9, 40, 60), whole[40:60])
    assert stream(9, 7, 7).shape == (0,)
    assert not np.isin(stream(10, 0, 100), whole).any()


def test_the_stream_is_that_of_splitmix():
    """SplitMix64 as published (Steele, Lea & Flood 2014), in whole numbers of Python."""
    mask = 2**64 - 1

    def mix(z):
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & mask
        return z ^ (z >> 31)

    for seed in (0, 1, 2**64 - 1):
        state, expected = mix((seed + 0x9E3779B97F4A7C15) & mask), []
        for _ in range(5):
            state = (state + 0x9E3779B97F4A7C15) & mask
            expected.append(mix(state) >> 11)
        assert stream(seed, 0, 5).tolist() == expected


def test_a_draw_has_its_own_part_of_the_stream():
    assert np.array_equal(draw_seeds(3, 0, 4), stream(3, 0, 4))
    assert np.array_equal(draw_seeds(3, 2, 4), stream(3, 2 * MAX_SEEDS, 2 * MAX_SEEDS + 4))
    assert np.array_equal(draw_seeds(3, 2, 9)[:4], draw_seeds(3, 2, 4))


def test_seeds_are_common_or_independent():
    common = design_seeds(7, COMMON, 3, 10, 12)
    independent = design_seeds(7, INDEPENDENT, 3, 10, 12)
    assert (common[:, 0] == common[:, 1]).all()
    assert len(set(common[:, 0].tolist())) == 3
    assert len(set(independent.ravel().tolist())) == 6
    assert independent.dtype == np.uint64


def test_independent_seeds_do_not_depend_on_the_chunk():
    whole = design_seeds(7, INDEPENDENT, 3, 0, 12)
    assert np.array_equal(np.hstack([design_seeds(7, INDEPENDENT, 3, at, at + 4) for at in (0, 4, 8)]), whole)
    assert np.array_equal(whole.T.ravel(), stream(7, 0, 36))


def test_other_random_numbers_are_refused():
    with pytest.raises(ValueError, match="allowed: common, independent"):
        design_seeds(7, "shared", 3, 0, 2)


def test_held_out_runs_have_a_master_seed_even_after_the_last():
    assert next_master_seed(0) == 1
    assert next_master_seed(2**64 - 1) == 0
    assert next_master_seed(5, 2) == 7

"""The cut of a study into runs and shards."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.runs.keys import stream
from experiments.study.storage.shards import cut, rows_per_shard, run_ids


@pytest.mark.parametrize("points", [1, 3, 40, 250])
@pytest.mark.parametrize("replications", [1, 7, 300])
@pytest.mark.parametrize("rows", [1, 8, 100, 10**6])
def test_shards_cover_every_pair_once_in_the_order_of_run_ids(
    points: int, replications: int, rows: int
) -> None:
    segment = cut(0, (5, 5 + replications), (2, 2 + points), arms=8, rows_per_shard=rows)
    ids = []
    for shard in segment:
        replication, point = shard.grid()
        ids.append(run_ids(replication, point, np.zeros_like(point)))
        assert shard.pairs * 8 <= max(rows, 8)
    together = np.concatenate(ids)
    assert together.size == points * replications == segment.pairs
    assert (np.diff(together) > 0).all()
    assert len(ids) == segment.shards


def test_shards_are_about_equal() -> None:
    sizes = [shard.pairs for shard in cut(0, (0, 10), (0, 1001), arms=1, rows_per_shard=1000)]
    assert min(sizes) >= 500


def test_a_run_id_shows_replication_point_and_arm_and_is_exact_as_a_double() -> None:
    one = np.array([3])
    assert run_ids(one, np.array([17]), np.array([6])).item() == 30_000_000_176
    largest = run_ids(np.array([899_999]), np.array([10**9 - 1]), np.array([9])).item()
    assert largest == int(float(largest)) < 2**53


def test_seeds_do_not_depend_on_how_many_are_computed_at_once() -> None:
    whole = stream(7, 0, 1000)
    assert np.array_equal(np.concatenate([stream(7, 0, 1), stream(7, 1, 1000)]), whole)
    assert np.unique(whole).size == 1000
    assert int(whole.max()) < 2**53
    for seed in (0, 1, 8, 2**64 - 1):
        assert np.intersect1d(whole, stream(seed, 0, 1000)).size == 0


def test_the_first_seeds_never_change() -> None:
    assert stream(0, 0, 3).tolist() == FIRST_SEEDS


FIRST_SEEDS = [5876733520225071, 6315957190297641, 3486904274089342]


def test_a_shard_is_two_to_ten_seconds_of_work_and_files_stay_bounded() -> None:
    assert rows_per_shard(10**4, 0.001) == 2_000
    assert rows_per_shard(512_000, 0.001) == 4_000
    assert rows_per_shard(2 * 10**6, 0.001) == 10_000
    assert rows_per_shard(10**6, 0.1) == 500
    assert rows_per_shard(10**9, 0.1) == 200_000
    assert rows_per_shard(100, 1e-9) == 200_000
    assert rows_per_shard(10, 100.0) == 1
    assert rows_per_shard(10**9, 1e-6, values_per_row=49 * 49) == 4_997
    assert -(-(10**9) // rows_per_shard(10**9, 0.0004)) <= 5_000

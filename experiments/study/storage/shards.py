"""Which runs a study consists of, and how they are cut into shards.

A run is one replication at one point in one arm: (replication, point, arm). The replication is the outer
loop, so that all points and arms with the same random numbers stand together and the engine draws those
numbers once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROWS_PER_SHARD = 200_000
"""Rows of the largest shard."""
VALUES_PER_SHARD = 12_000_000
"""Values of the largest shard, monthly ones included: about 100 MB before it is encoded."""
SHARDS_PER_SEGMENT = 2_000
"""Above this many shards a shard grows, whatever the time it takes, so that files stay bounded."""
_SHARED_SHARDS = 128
_SHORTEST_SECONDS, _LONGEST_SECONDS = 2.0, 10.0


def run_ids(
    replication: NDArray[np.int64], point: NDArray[np.int64], arm: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the id of each run: replication · 10^10 + point · 10 + arm.

    The id can be read (30000000176 is replication 3, point 17, arm 6), never changes when a study is
    extended, sorts in the order of computation, and is exact as a double, so that Stata, Excel and JSON keep
    it.
    """
    return np.int64(10**10) * replication + np.int64(10) * point + arm


@dataclass(frozen=True, slots=True)
class Shard:
    """One unit of work and one file of results: the runs of some replications at some points, all arms."""

    segment: int
    index: int
    replications: tuple[int, int]
    points: tuple[int, int]

    @property
    def name(self) -> str:
        """The name of this shard in file names and in the manifest."""
        return f"s{self.segment:03d}-{self.index:06d}"

    @property
    def pairs(self) -> int:
        """How many (replication, point) pairs it holds."""
        return (self.replications[1] - self.replications[0]) * (self.points[1] - self.points[0])

    def grid(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return replication and point of each pair, the replication outermost.

        Returns:
            Two arrays of numbers, (pairs,) each.

        Example:
            >>> replications, points = Shard(0, 0, (0, 2), (0, 3)).grid()
            >>> replications.tolist(), points.tolist()
            ([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2])
        """
        replications = np.arange(*self.replications, dtype=np.int64)
        points = np.arange(*self.points, dtype=np.int64)
        return np.repeat(replications, points.size), np.tile(points, replications.size)


@dataclass(frozen=True, slots=True)
class Segment:
    """A rectangle of replications × points that was added to the study at one time.

    Its cut into shards is fixed when it is added; later extensions add segments and leave it alone.
    """

    number: int
    replications: tuple[int, int]
    points: tuple[int, int]
    replications_per_shard: int
    points_per_shard: int

    @property
    def pairs(self) -> int:
        """How many (replication, point) pairs it holds."""
        return (self.replications[1] - self.replications[0]) * (self.points[1] - self.points[0])

    @property
    def shards(self) -> int:
        """How many shards it is cut into."""
        return self._blocks(self.replications, self.replications_per_shard) * self._blocks(
            self.points, self.points_per_shard
        )

    @staticmethod
    def _blocks(span: tuple[int, int], size: int) -> int:
        return -(-(span[1] - span[0]) // size)

    def shard(self, index: int) -> Shard:
        """Return one shard; shards in this order list the runs by rising id.

        Args:
            index: its number within the segment, from 0.

        Returns:
            The replications and points that it covers.

        Example:
            >>> Segment(0, (0, 4), (0, 3), 2, 3).shard(1).replications
            (2, 4)
        """
        row, column = divmod(index, self._blocks(self.points, self.points_per_shard))
        return Shard(
            self.number,
            index,
            self._block(self.replications, self.replications_per_shard, row),
            self._block(self.points, self.points_per_shard, column),
        )

    @staticmethod
    def _block(span: tuple[int, int], size: int, number: int) -> tuple[int, int]:
        low = span[0] + number * size
        return low, min(low + size, span[1])

    def __iter__(self) -> Iterator[Shard]:
        return (self.shard(index) for index in range(self.shards))


def cut(
    number: int,
    replications: tuple[int, int],
    points: tuple[int, int],
    arms: int,
    rows_per_shard: int = ROWS_PER_SHARD,
) -> Segment:
    """Cut a rectangle into shards of about equal size and at most `rows_per_shard` rows.

    With many points a shard is a block of points of one replication; with few, all points of several
    replications. Either way the shards of a segment, one after the other, are in the order of run ids.
    """
    pairs = max(1, rows_per_shard // arms)
    wide, tall = points[1] - points[0], replications[1] - replications[0]
    if wide >= pairs:
        return Segment(number, replications, points, 1, _even(wide, pairs))
    return Segment(number, replications, points, _even(tall, pairs // wide), wide)


def _even(length: int, most: int) -> int:
    """Return the size of equal blocks of at most `most` that cover `length`."""
    return -(-length // -(-length // most))


def rows_per_shard(rows: int, seconds_per_row: float, values_per_row: int = 1) -> int:
    """Return the rows of a shard: 2 to 10 seconds of work, at most 2,000 files, 200,000 rows, 12M values.

    Within that a small study gets 128 shards, so that many jobs or workers can share it. `values_per_row`
    counts the measures of a run and its monthly values.
    """
    seconds = min(_LONGEST_SECONDS, max(_SHORTEST_SECONDS, rows * seconds_per_row / _SHARED_SHARDS))
    timely = int(seconds / max(seconds_per_row, 1e-9))
    most = min(ROWS_PER_SHARD, VALUES_PER_SHARD // values_per_row)
    return max(1, min(most, max(timely, -(-rows // SHARDS_PER_SEGMENT))))

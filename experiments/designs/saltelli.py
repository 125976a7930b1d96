"""Saltelli's design for Sobol' indices, made row by row so that it need never be held in memory.

A design of N base rows and D factors has, for each base row, A, then D rows A with column j from B, then (for
second order) D rows B with column j from A, then B: the order of SALib, to which it is equal bit for bit when
the base is one scrambled Sobol' sequence. By default the base consists of several independently scrambled
Sobol' nets, because intervals with correct coverage need independent parts (see `sensitivity.estimators`).
Source: Saltelli 2002, Computer Physics Communications 145; Owen 1998, ACM TOMACS 8(1).

The seed can be one more factor, after the parameters. Its values are realisations of all that is random,
numbered: a base row has two of its own, one for A and one for B. It takes no dimension of the nets, since
near numbers have nothing in common: parameters are spread evenly, realisations drawn independently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import SOBOL_NETS
from experiments.designs.factors import Factor, values
from experiments.errors import InvalidInput, listed

if TYPE_CHECKING:
    import pandas as pd


SEED = "seed"
"""The name of the seed where it is a factor; no parameter has a name without a dot."""


@dataclass(frozen=True)
class Layout:
    """The order of the rows of a Saltelli design: what an analysis needs of it.

    `nets` is the number of equal blocks of base rows that intervals compare. They are independent when each
    is scrambled by itself; when they are pieces of one Sobol' sequence (`one_sequence`), which fill each
    other's gaps, intervals are on the wide side. `draws_uncertain` says that uncertain parameters are drawn
    anew with each seed, so that the variance within a point includes theirs.
    """

    names: tuple[str, ...]
    base_size: int
    second_order: bool
    nets: int
    one_sequence: bool = False
    draws_uncertain: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the factors that are parameters."""
        return self.names[:-1] if self.varies_seed else self.names

    @property
    def varies_seed(self) -> bool:
        """Whether the last factor is the seed."""
        return self.names[-1:] == (SEED,)

    @property
    def step(self) -> int:
        """How many design rows belong to one base row: 2D + 2, or D + 2 without second order."""
        size = len(self.names)
        return 2 * size + 2 if self.second_order else size + 2

    @property
    def points(self) -> int:
        """How many parameter points the design has."""
        return self.base_size * self.step


@dataclass(frozen=True)
class SaltelliDesign:
    """N base rows over D factors, in `nets` independently scrambled Sobol' nets of N/nets rows each.

    `seed` scrambles the nets; `varies_seed` says that the runs' seed is a factor too, the last. Raises
    InvalidInput when N or `nets` is not a power of two, at which alone a Sobol' sequence is balanced, when a
    net has fewer than four rows, and when nothing varies.
    """

    factors: tuple[Factor, ...]
    base_size: int
    second_order: bool = True
    nets: int = SOBOL_NETS
    seed: int = 0
    varies_seed: bool = False

    def __post_init__(self) -> None:
        for name, number in (("N", self.base_size), ("nets", self.nets)):
            if number < 1 or number & (number - 1):
                below = 1 << max(0, number.bit_length() - 1)
                raise InvalidInput(
                    "design.power_of_two", name=name, given=number, below=below, above=2 * below
                )
        if self.base_size < 4 * self.nets:
            raise InvalidInput(
                "design.too_few_rows", given=self.base_size, nets=self.nets, least=4 * self.nets
            )
        if not self.factors:
            raise InvalidInput("design.nothing_varies")

    @property
    def layout(self) -> Layout:
        """The order of the rows, without the factors' priors."""
        return Layout(self.names, self.base_size, self.second_order, self.nets)

    @property
    def step(self) -> int:
        """How many design rows belong to one base row."""
        return self.layout.step

    @property
    def points(self) -> int:
        """How many parameter points the design has."""
        return self.layout.points

    @property
    def names(self) -> tuple[str, ...]:
        """The factors' names in column order."""
        return tuple(factor.name for factor in self.factors) + ((SEED,) if self.varies_seed else ())

    @cached_property
    def base(self) -> Array:
        """The base rows (N, 2D) in the unit cube: A in the first D columns, B in the others."""
        from scipy.stats import qmc  # half a second to import, and only designs need it

        size, rows = 2 * len(self.factors), self.base_size // self.nets
        seeds: Sequence[Any] = (
            [self.seed] if self.nets == 1 else np.random.SeedSequence(self.seed).spawn(self.nets)
        )
        nets = [
            qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed)).random(rows) for seed in seeds
        ]
        return np.concatenate(nets)

    def unit(self, start: int, stop: int) -> Array:
        """Return rows start … stop − 1 of the design in the unit cube, (rows, parameters)."""
        size = len(self.factors)
        row, from_second, column = self._places(start, stop)
        first, second = self.base[row, :size], self.base[row, size:]
        points = np.where(from_second[:, None], second, first)
        crossed = np.flatnonzero((column >= 0) & (column < size))
        column = column[crossed]
        other = np.where(from_second[crossed], first[crossed, column], second[crossed, column])
        points[crossed, column] = other
        return points

    def realisations(self, start: int, stop: int) -> NDArray[np.int64]:
        """Return the seed's value in rows start … stop − 1: 2k in A of base row k, 2k + 1 in B, (rows,)."""
        row, from_second, column = self._places(start, stop)
        crossed = column == len(self.factors)
        return np.asarray(2 * row + (from_second ^ crossed), dtype=np.int64)

    def _places(
        self, start: int, stop: int
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
        """Return each row's base row, whether it is B's, and the factor that comes from the other or −1."""
        width = len(self.names)
        row, place = np.divmod(np.arange(start, stop), self.step)
        from_second = (place > width) if self.second_order else (place == self.step - 1)
        crossed = (place >= 1) & (place <= self.step - 2)
        return row, from_second, np.where(crossed, (place - 1) % width, -1)

    def rows(self, start: int, stop: int) -> dict[str, Array]:
        """Return {name: values (rows,)} of rows start … stop − 1."""
        return values(self.factors, self.unit(start, stop))

    @cached_property
    def hash(self) -> str:
        """A hash of everything that determines the design's rows: 16 hexadecimal digits."""
        description = [list(self.names), self.base_size, self.second_order, self.nets, self.seed]
        digest = hashlib.sha256(json.dumps(description).encode())
        grid = np.linspace(0.0, 1.0, 33)
        for factor in self.factors:
            digest.update(factor.values(grid).astype("<f8").tobytes())
        return digest.hexdigest()[:16]

    def join(self, table: pd.DataFrame, columns: Sequence[str]) -> Array:
        """Return columns of a table in the order of this design, matched by point id, never by position.

        Args:
            table: has the columns `point` (row number of the design) and `design` (its hash).
            columns: names of the outcome columns.

        Returns:
            (points, columns).

        Raises:
            InvalidInput: points are missing, doubled or outside the design (naming their ids), or the table
                belongs to another design.
        """
        absent = [name for name in ("point", "design", *columns) if name not in table]
        if absent:
            raise InvalidInput("design.column_missing", names=", ".join(absent))
        foreign = set(table["design"].unique()) - {self.hash}
        if foreign:
            names = ", ".join(sorted(map(str, foreign)))
            raise InvalidInput("design.foreign_design", foreign=names, own=self.hash)
        points = table["point"].to_numpy()
        counts = np.bincount(points[(points >= 0) & (points < self.points)], minlength=self.points)
        outside = points[(points < 0) | (points >= self.points)]
        for what, ids in (
            ("missing", np.flatnonzero(counts == 0)),
            ("doubled", np.flatnonzero(counts > 1)),
            ("outside", outside),
        ):
            if len(ids):
                fields = {"count": len(ids), "total": self.points, "ids": listed(ids)}
                raise InvalidInput(f"design.points_{what}", **fields)
        ordered = np.empty((self.points, len(columns)))
        ordered[points] = table[list(columns)].to_numpy(dtype=np.float64)
        return ordered

"""The design of a study: a grid, a given list or table of points, or a sequence drawn by SALib.

A design numbers its points from 0, and a larger design of the same kind and seed begins with the points of
the smaller one; so a point keeps its number and its values when a study is extended.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.defaults import MORRIS_LEVELS
from experiments.designs.factors import Factor
from experiments.errors import InvalidInput
from sim.parameters.declaration import Parameter
from sim.scenario.uncertain import read_prior

Unit = NDArray[np.float64]

MOST_VALUES = 2 * 10**8
"""Values (points × parameters) that a design may hold: 1.6 GB in memory while it is made."""
_HARMONICS = 4  # of FAST: SALib's default, which its analysis assumes as well


@dataclass(frozen=True)
class Design:
    """A kind of design over some factors, at one size.

    `sizes` is its history of sizes, the present one last: points (lhs, sobol), base samples (saltelli),
    trajectories (morris) or samples per parameter (fast). `table` holds the points of a list or table,
    `options` the names of choices, for parameters that are choices.
    """

    kind: str
    factors: tuple[Factor, ...] = ()
    sizes: tuple[int, ...] = ()
    seed: int = 0
    second_order: bool = True
    levels: int = MORRIS_LEVELS
    table: Mapping[str, NDArray[Any]] | None = None
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters that vary."""
        return tuple(self.table) if self.table is not None else tuple(item.name for item in self.factors)

    @property
    def size(self) -> int:
        """The present size."""
        return self.sizes[-1] if self.sizes else 0

    @property
    def count(self) -> int:
        """How many points the design has."""
        width = len(self.factors)
        match self.kind:
            case "grid":
                return math.prod(item.levels().size for item in self.factors)
            case "list" | "table":
                return len(next(iter(self.table.values()))) if self.table else 1
            case "saltelli":
                return self.size * ((2 * width + 2) if self.second_order else (width + 2))
            case "morris":
                return self.size * (width + 1)
            case "fast":
                return self.size * width
        return self.size

    def points(self) -> dict[str, NDArray[Any]]:
        """Return the values of every point.

        Returns:
            An array (points,) by parameter name, in the parameter's unit and in the order of point ids.

        Raises:
            InvalidInput: as `check`.

        Example:
            >>> from experiments.designs.factors import factor
            >>> Design("lhs", (factor("contract.term"),), (4,)).points()["contract.term"].shape
            (4,)
        """
        self.check()
        if self.kind in ("list", "table"):
            return dict(self.table or {})
        if self.kind == "grid":
            axes = np.meshgrid(*(item.levels() for item in self.factors), indexing="ij")
            return {item.name: axis.ravel() for item, axis in zip(self.factors, axes, strict=True)}
        unit = self.unit()
        return {item.name: item.stored(unit[:, place]) for place, item in enumerate(self.factors)}

    def unit(self) -> Unit:
        """Return the points of a sequence in the unit cube, before they become values.

        Returns:
            Coordinates from 0 to 1, (points, parameters).

        Example:
            >>> from experiments.designs.factors import factor
            >>> Design("lhs", (factor("contract.term"),), (4,)).unit().shape
            (4, 1)
        """
        return _SEQUENCES[self.kind](self)

    def problem(self) -> dict[str, Any]:
        """Return the problem as SALib's analyses want it.

        Returns:
            The number of parameters, their names, and the bounds of each in its unit.

        Example:
            >>> from experiments.designs.factors import factor
            >>> Design("lhs", (factor("contract.term"),), (4,)).problem()["bounds"]
            [[4.0, 36.0]]
        """
        spans = [item.prior for item in self.factors]
        return {
            "num_vars": len(spans),
            "names": list(self.names),
            "bounds": [[float(span.low), float(span.high)] for span in spans],
        }

    def grown(self, size: int) -> Design:
        """Return the same sequence at a larger size; the points that were there keep numbers and values.

        Args:
            size: the new size, counted as the last of `sizes`.

        Returns:
            The larger design, or this one where the size is the same.

        Raises:
            InvalidInput: no sequence, a smaller size, or one at which old points would move.

        Example:
            >>> from experiments.designs.factors import factor
            >>> Design("lhs", (factor("contract.term"),), (4,)).grown(8).sizes
            (4, 8)
        """
        if self.kind not in _SEQUENCES or self.kind == "fast":
            raise InvalidInput("study.not_a_sequence", kind=self.kind)
        if size < self.size or (self.kind == "lhs" and size % self.size):
            key = "study.lhs_multiple" if size > self.size else "study.shrinks"
            raise InvalidInput(key, what="size", count=size, before=self.size)
        return self if size == self.size else replace(self, sizes=(*self.sizes, size))

    def written(self) -> dict[str, Any]:
        """Return the design as the plan of a study keeps it.

        Returns:
            Values that JSON has; points of lists and tables are kept in a file of their own.

        Example:
            >>> from experiments.designs.factors import factor
            >>> Design("lhs", (factor("contract.term"),), (4,)).written()["points"]
            4
        """
        record: dict[str, Any] = {"kind": self.kind, "parameters": list(self.names), "points": self.count}
        if self.factors:
            record["vary"] = [item.written() for item in self.factors]
        if self.kind in _SEQUENCES:
            record |= {"sizes": list(self.sizes), "seed": self.seed}
        if self.options:
            record["options"] = {name: list(names) for name, names in self.options.items()}
        if self.kind == "saltelli":
            record["second_order"] = self.second_order
        if self.kind == "morris":
            record["levels"] = self.levels
        return record

    @classmethod
    def read(cls, record: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> Design:
        """Rebuild a sequence from what `written` gave.

        Args:
            record: the design as the plan keeps it.
            parameters: the declarations of the parameters that vary, by name.

        Returns:
            A design with the same points.

        Raises:
            InvalidInput: the design is no sequence.

        Example:
            >>> from experiments.designs.factors import factor
            >>> from sim.parameters.registry import PARAMETERS
            >>> design = Design("lhs", (factor("contract.term"),), (4,))
            >>> Design.read(design.written(), PARAMETERS) == design
            True
        """
        if record["kind"] not in _SEQUENCES:
            raise InvalidInput("study.not_a_sequence", kind=record["kind"])
        factors = []
        for written in record["vary"]:
            prior = {name: value for name, value in written.items() if name not in ("name", "steps")}
            parameter = parameters[written["name"]]
            factors.append(Factor.of(parameter, read_prior(prior, parameter, "plan.json")))
        return cls(
            record["kind"],
            tuple(factors),
            tuple(record["sizes"]),
            record["seed"],
            record.get("second_order", True),
            record.get("levels", MORRIS_LEVELS),
            options=record.get("options", {}),
        )

    @classmethod
    def read_grid(cls, record: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> Design:
        """Rebuild a grid from what `written` gave.

        Args:
            record: the design as the plan keeps it.
            parameters: the declarations of the parameters that vary, by name.

        Returns:
            A grid with the same points.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> grid = Design("grid", (Factor.listing(PARAMETERS["contract.term"], [4, 8]),))
            >>> Design.read_grid(grid.written(), PARAMETERS).count
            2
        """
        factors = []
        for written in record["vary"]:
            parameter = parameters[written["name"]]
            if "discrete" in written:
                factors.append(Factor.listing(parameter, written["discrete"]))
                continue
            prior = {name: value for name, value in written.items() if name not in ("name", "steps")}
            read = read_prior(prior, parameter, "plan.json")
            factors.append(Factor.of(parameter, read, written.get("steps", 0)))
        return cls("grid", tuple(factors), options=record.get("options", {}))

    def check(self) -> None:
        """Refuse a size that does not fit the kind, and points that would not fit into memory.

        Raises:
            InvalidInput: what is wrong with the design.
        """
        if self.kind in _SEQUENCES and self.size < 1:
            raise InvalidInput("study.no_size", kind=self.kind)
        if self.kind == "saltelli" and self.size & (self.size - 1):
            low = 1 << (self.size.bit_length() - 1)
            raise InvalidInput("study.power_of_two", size=self.size, low=low, high=2 * low)
        if self.kind == "fast" and self.size <= 4 * _HARMONICS**2:
            raise InvalidInput("study.fast_size", size=self.size, least=4 * _HARMONICS**2 + 1)
        if self.kind == "morris" and (self.levels < 2 or self.levels % 2):
            raise InvalidInput("study.morris_levels", levels=self.levels)
        grid = self.kind == "grid"
        # a range with too many steps must not be expanded to be counted
        count = math.prod(item.level_count for item in self.factors) if grid else self.count
        values = count * len(self.names)
        if values > MOST_VALUES:
            size = 8 * values  # a whole number: a float of this size has noise in its last digits
            gigabytes = f"{size / 1e9:,.1f}" if size < 10**12 else f"{size // 10**9:,}"
            raise InvalidInput("study.too_many_values", points=f"{count:,}", gigabytes=gigabytes)
        if grid:
            for item in self.factors:
                item.levels()  # refuses a range without steps


def _problem(design: Design) -> dict[str, Any]:
    return design.problem() | {"bounds": [[0.0, 1.0]] * len(design.factors)}


def _generator(design: Design, step: int = 0) -> np.random.Generator:
    return np.random.default_rng([design.seed, step])  # SALib takes a seed of 0 for none: give it a generator


def _sobol(design: Design) -> Unit:
    from scipy.stats import qmc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # any size is allowed; docs/studies.md says what is lost
        sampler = qmc.Sobol(len(design.factors), scramble=True, seed=_generator(design))
        return np.asarray(sampler.random(design.size))


def _saltelli(design: Design) -> Unit:
    from SALib.sample import sobol

    order = design.second_order
    return np.asarray(
        sobol.sample(_problem(design), design.size, calc_second_order=order, seed=_generator(design))
    )


def _morris(design: Design) -> Unit:
    from SALib.sample.morris import sample

    problem = _problem(design)
    return np.asarray(sample(problem, design.size, num_levels=design.levels, seed=_generator(design)))


def _fast(design: Design) -> Unit:
    from SALib.sample import fast_sampler

    return np.asarray(
        fast_sampler.sample(_problem(design), design.size, M=_HARMONICS, seed=_generator(design))
    )


def _latin(design: Design) -> Unit:
    """Return a Latin hypercube; each later size fills the strata that the earlier points leave empty."""
    from SALib.sample import latin

    unit = np.asarray(latin.sample(_problem(design), design.sizes[0], seed=_generator(design)))
    for step, size in enumerate(design.sizes[1:], start=1):
        rng = _generator(design, step)
        more = np.empty((size - len(unit), unit.shape[1]))
        for column in range(unit.shape[1]):
            taken = np.minimum((unit[:, column] * size).astype(np.int64), size - 1)
            empty = np.setdiff1d(np.arange(size), taken)
            chosen = rng.permutation(empty)[: len(more)]  # a rounded stratum may leave one too many
            more[:, column] = (chosen + rng.random(len(more))) / size
        unit = np.concatenate([unit, more])
    return unit


_SEQUENCES: dict[str, Callable[[Design], Unit]] = {
    "lhs": _latin,
    "sobol": _sobol,
    "saltelli": _saltelli,
    "morris": _morris,
    "fast": _fast,
}
KINDS: Sequence[str] = ("grid", "list", "table", *_SEQUENCES)
"""Every kind of design by the name that a study file gives it."""

"""The line from the case to where 1+1 is two, walked with real runs on held-out draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.nearest.axes import on_steps
from experiments.nearest.surface import Surface, distance, nearest_point, sparse_point
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result, values_of
from experiments.runs.outcomes import V_UNIT, VALUE_GS, Benchmark, contrast, resample
from experiments.statistics.intervals import Estimate
from experiments.statistics.jackknife import estimates, leave_one_out

GROUPS = ("levers", "uncertain", "both")
"""What is moved: levers alone, uncertainties alone, both."""

PARTS, BEYOND = 8, 2.0
"""Equal steps of the line from the case, and how far it goes, the surface's own point being at 1: that is
mostly too near, for the largest of many noisy slopes are too large."""

ROUNDS = 4
"""Surfaces at most: around the case, and around what was found."""

SHORTER, NEARER = 0.95, 0.01
"""Rounds go on while the distance falls below this part of the one before; where two is not crossed yet,
while 1+1 comes nearer to it by so much."""

OWN = "unit of the way"
UNITS = {
    "start": "ratio", "verified": "ratio", "ratio": "ratio", "gap": "ratio less two",
    "distance": OWN, "distance_low": OWN, "distance_high": OWN, "linear": OWN, "curved": OWN,
    "price": "yuan a year", "created": "service-months", "share": "share of the squared distance",
    "before": "unit of the move", "after": "unit of the move", "amount": "amount_unit of the move",
}  # fmt: skip
"""The unit of every number of a way, by the name of its field."""

EXACT = 1e-9
"""What 1+1 may differ from two by rounding alone."""

Walk = Callable[[Sequence[Array]], Array]
"""Runs moves at the held-out draws: (draws, seeds, moves, arms), with the moves' numbers common."""

Fit = Callable[[Array], Surface]
"""Fits a surface around a move (axes,), in moves from the case."""


@dataclass(frozen=True)
class Moved(Result):
    """A parameter that carries the change.

    Attributes:
        parameter: its dotted name.
        kind: "lever" or "uncertain".
        before: the scenario's value; of an uncertainty the mean over the draws.
        after: the same where 1+1 is two, or at the end of the line where it never is.
        amount: how far it is moved, in ranges (levers) or standard deviations of the prior (uncertainties).
        share: its share of the squared distance.
        unit: the unit of `before` and `after`; "" in files written before it was named.
        amount_unit: the unit of `amount`, "ranges" or "deviations"; "" as `unit`.
    """

    parameter: str
    kind: str
    before: float = field(metadata=values_of("parameter"))
    after: float = field(metadata=values_of("parameter"))
    amount: float
    share: float
    unit: str = ""
    amount_unit: str = ""


@dataclass(frozen=True)
class LinePoint(Result):
    """A point of the line from the case.

    Attributes:
        distance: how far from the case, in the unit of the group.
        ratio: 1+1 on held-out draws; None where it is undefined.
        gap: 1+1 − 2, from the difference that is defined everywhere.
    """

    distance: float
    ratio: Estimate | None
    gap: Estimate


@dataclass(frozen=True)
class Created(Result):
    """What is created under contract, v(GS), in service-months, in the case and at a place on the same draws.

    Attributes:
        case: v(GS) of the case.
        there: v(GS) at the place.
        change: what is created there less what is created in the case, with the interval of that difference.
        quantity: the name of the outcome.
        unit: the unit of v.
    """

    case: Estimate
    there: Estimate
    change: Estimate
    quantity: str = VALUE_GS.name
    unit: str = V_UNIT


@dataclass(frozen=True)
class Way(Result):
    """How far two is from the case, under one benchmark and moving one group of parameters.

    Attributes:
        benchmark: "side_by_side" or "alone".
        group: "levers", "uncertain" or "both".
        unit: "ranges" of the levers, or "deviations" of the priors; where both are moved a lever's range
            counts √12 deviations.
        start: 1+1 of the case on held-out draws.
        above: whether the case lies above two, so that the distance is the one down to it.
        reached: whether runs cross two on the line.
        distance: from the case to where they cross; NaN where they do not.
        distance_low: where the interval of 1+1 first reaches two.
        distance_high: where it has left it; NaN where it does not up to the end of the line.
        linear: the distance that the surface says without its squares, all resolved parameters moving; NaN
            where it says that two is out of reach.
        curved: the same with its squares.
        resolved: how many parameters have a resolved influence.
        moves: the few parameters that carry it, the largest part first.
        path: the line.
        price: what the levers cost more there, yuan a year; 0 where none is moved.
        verified: 1+1 where it is two, or where it comes nearest, on draws of their own; None where it is
            undefined.
        holds: whether the interval of that contains two.
        created: v(GS) in the case and at the place of the check, on the draws of the check; None in files
            written before it was kept.
    """

    benchmark: str
    group: str
    unit: str
    start: Estimate | None
    above: bool
    reached: bool
    distance: float
    distance_low: float
    distance_high: float
    linear: float
    curved: float
    resolved: int
    moves: tuple[Moved, ...]
    path: tuple[LinePoint, ...]
    price: float
    verified: Estimate | None
    holds: bool
    created: Created | None = None

    @property
    def walked(self) -> bool:
        """Whether there was a direction to go, or two was there already; if not, nothing can be concluded."""
        return bool(self.moves) or self.reached

    @property
    def against_the_ratio(self) -> str:
        """How 1+1 and what is created part on the way: "rises" where the ratio rises while less is created,
        "falls" where it falls while more is; "" where they move alike or the difference is not resolved.
        """
        if self.created is None or not self.created.change.known:
            return ""
        if not self.above and self.created.change.high < 0:
            return "rises"
        return "falls" if self.above and self.created.change.low > 0 else ""


@dataclass(frozen=True, repr=False)
class NearestTwo(AnalysisResult):
    """How far two is from a case: under both benchmarks, in levers, in uncertainties and in both.

    Attributes:
        ways: one for each benchmark and group.
        draws: parameter draws of the design around the case.
        held_out: parameter draws of the line, and of the check of its place.
        seeds: seeds per draw.
        master_seeds: of the design, of the line, and of the check.
        levers: names of the levers that could be moved.
        uncertain: names of the uncertainties that could be moved.
        metadata: what is needed to repeat it.
    """

    ways: tuple[Way, ...]
    draws: int
    held_out: int
    seeds: int
    master_seeds: tuple[int, int, int]
    levers: tuple[str, ...]
    uncertain: tuple[str, ...]
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists, with the unit of every number.

        Returns:
            One entry for each field, and `units`; each way names its benchmark and the unit of its distances,
            each move its own units.

        Example:
            >>> import oneplusone as opo
            >>> few = {"draws": 20, "held_out": 4, "months": 9, "progress": False}
            >>> opo.nearest(vary="control.digital", **few).to_dict()["units"]["price"]
            'yuan a year'
        """
        return {**super().to_dict(), "units": UNITS}

    def of(self, benchmark: str, group: str) -> Way:
        """Return the way under one benchmark with one group of parameters moving.

        Args:
            benchmark: "side_by_side" or "alone".
            group: "levers", "uncertain" or "both".

        Returns:
            Its distance, path, price and the parameters that carry it.

        Raises:
            ValueError: there is none.

        Example:
            >>> import oneplusone as opo
            >>> few = {"draws": 20, "held_out": 4, "months": 9, "progress": False}
            >>> opo.nearest(vary="control.digital", **few).of("alone", "levers").unit
            'ranges'
        """
        for one in self.ways:
            if (one.benchmark, one.group) == (benchmark, group):
                return one
        known = ", ".join(f"{one.benchmark}/{one.group}" for one in self.ways)
        raise ValueError(f"no way {benchmark!r}/{group!r}; there are {known}")


@dataclass(frozen=True)
class WalkedLine:
    """A line from the case that was walked: how far along it runs cross two, and what they said.

    Attributes:
        moves: the moves at its places, (places, axes); straight until an axis meets its bound.
        points: what was found at each: 1+1, and 1+1 − 2.
        meets: the place at which 1+1 is two, from 0 to `PARTS`; NaN where it never is.
        first: where its interval first contains two; NaN where it never does.
        last: where it no longer does; NaN where it still does at the end.
        whole: which axes are whole-number levers, (axes,): between two places they stand as at the farther
            one, for there is nothing between.
    """

    moves: Array
    points: tuple[tuple[Estimate | None, Estimate], ...]
    meets: float
    first: float
    last: float
    whole: NDArray[np.bool_]

    @property
    def reached(self) -> bool:
        """Whether it crosses two."""
        return math.isfinite(self.meets)

    def at(self, place: float) -> Array:
        """Return the move at a place between those that were run, (axes,); NaN for NaN."""
        if not math.isfinite(place):
            return np.full(self.moves.shape[1], math.nan)
        below = min(int(place), len(self.moves) - 2)
        part = place - below
        near, far = self.moves[below], self.moves[below + 1]
        between = np.where(self.whole, far if part else near, (1 - part) * near + part * far)
        return np.asarray(between, dtype=np.float64)

    @property
    def stop(self) -> Array:
        """The move where 1+1 is two, or where it comes nearest to it."""
        return self.at(self.meets) if self.reached else np.asarray(self.moves[int(np.argmin(self._missing))])

    @property
    def missing(self) -> float:
        """How far 1+1 stays from two where it comes nearest."""
        return min(self._missing)

    @property
    def _missing(self) -> list[float]:
        sign = 1.0 if self.points[0][1].value > 0 else -1.0
        return [sign * gap.value for _, gap in self.points]


def gap_of(benchmark: Benchmark, games: Array, arms: Sequence[int], by: int | None = None) -> Array:
    """Return 1+1 − 2 of each replication, (draws, seeds, moves), so that its mean is that of the ratio.

    The gain is divided by the mean of what the ratio divides by: of each move, or of the move `by` for all,
    which differs in size and never in sign. Where that mean is not positive the gain is left as it is.
    """
    gain = contrast(benchmark.gain.numerator, games, arms)
    base = contrast(benchmark.ratio.denominator, games, arms).mean(axis=(0, 1))
    base = base if by is None else np.full_like(base, base[by])
    return np.asarray(gain * benchmark.ratio.factor / np.where(base > 0, base, benchmark.ratio.factor))


def line_of(moves: Array, benchmark: Benchmark, games: Array, arms: Sequence[int]) -> WalkedLine:
    """Return a line from what was run at its moves, `games` (draws, seeds, moves, arms)."""
    gaps = estimates(leave_one_out(gap_of(benchmark, games, arms)))
    ratios = [resample(benchmark.ratio, games[:, :, at : at + 1], arms)[0] for at in range(len(moves))]
    points = tuple(
        (None if ratio is None else estimates(ratio)[0], gap) for ratio, gap in zip(ratios, gaps, strict=True)
    )
    sign = 1.0 if gaps[0].value <= 0 else -1.0
    middle = [sign * gap.value for gap in gaps]
    ends = [(gap.low, gap.high) if gap.known else (gap.value, gap.value) for gap in gaps]
    near = [high if sign > 0 else -low for low, high in ends]
    far = [low if sign > 0 else -high for low, high in ends]
    meets, first, last = (_where(values) for values in (middle, near, far))
    return WalkedLine(moves, points, meets, first, last, np.zeros(moves.shape[1], dtype=bool))


def created_of(games: Array, arms: Sequence[int]) -> Created:
    """Return what is created under contract in the case and at a place: `games` (draws, seeds, 2, arms)."""
    value = contrast(VALUE_GS.numerator, games, arms)
    both = np.concatenate([value, value[..., 1:] - value[..., :1]], axis=-1)
    case, there, change = estimates(leave_one_out(both))
    return Created(case, there, change)


def _where(values: Sequence[float]) -> float:
    """Return where values first come to zero from below, between their numbers; NaN where they do not."""
    for at, value in enumerate(values):
        if value >= -EXACT:
            return 0.0 if at == 0 else at - max(0.0, value) / (value - values[at - 1])
    return math.nan


def surface_distances(surface: Surface, scales: Array, low: Array, high: Array) -> tuple[float, float]:
    """Return the distance that a surface says, without and with its squares; NaN where out of reach."""
    found = []
    for squares in (np.zeros_like(surface.squares), surface.squares):
        move, reached = nearest_point(surface.slopes, squares, scales, low, high, -surface.start)
        found.append(distance(move, scales) if reached else math.nan)
    return found[0], found[1]


def walked(
    fit: Fit,
    scales: Array,
    low: Array,
    high: Array,
    trust: Array,
    benchmark: Benchmark,
    walk: Walk,
    arms: Sequence[int],
    steps: Array | None = None,
) -> WalkedLine:
    """Walk from the case to a surface's nearest point that few parameters carry, and look again from there.

    The surface knows no whole numbers, and where to look next is taken from the line before rounding: a lever
    that has hardly begun to move would else count as a whole step, and lead away from what moves with it.
    Each place is run, and in what is returned counted, with its whole-number levers at the nearest one.

    Args:
        fit: fits a surface around a move; first around the case.
        scales: what a unit of each axis counts, (axes,).
        low: lower bounds, (axes,); 0 for an axis that is not to move.
        high: upper bounds.
        trust: how far from where it was fitted a surface is believed, (axes,).
        benchmark: what 1+1 is compared with.
        walk: runs moves.
        arms: the arms that it runs.
        steps: the smallest move of each axis, (axes,), see `Axis.step`; by default there is none.

    Returns:
        The line that crosses two soonest of those that were walked; where none does, the one that comes
        nearest to it, walked as far as the bounds allow.
    """
    steps = np.zeros_like(scales) if steps is None else steps

    def line_to(surface: Surface, floor: Array, roof: Array) -> WalkedLine:
        _, end, _ = sparse_point(surface.slopes, surface.squares, scales, floor, roof, -surface.start)
        parts = np.linspace(0.0, _beyond(end, steps), PARTS + 1)
        moves = np.array([np.clip(part * end, low, high) for part in parts])
        return line_of(moves, benchmark, walk([on_steps(each, steps) for each in moves]), arms)

    surface = fit(np.zeros_like(scales))
    best = line_to(surface, np.maximum(low, -trust), np.minimum(high, trust))
    for _ in range(ROUNDS - 1):
        centre = best.stop
        if not centre.any():
            break
        surface = fit(centre)
        line = line_to(surface, np.maximum(low, centre - trust), np.minimum(high, centre + trust))
        if not _better(line, best, scales):
            break
        best = line
    if not best.reached:
        # What many surfaces near the case say together, as far as the bounds allow.
        far = line_to(surface, low, high)
        best = far if _better(far, best, scales) else best
    return replace(best, moves=np.array([on_steps(each, steps) for each in best.moves]), whole=steps > 0)


def _beyond(end: Array, steps: Array) -> float:
    """How far a line goes, the surface's own point being at 1: at least to where something moves."""
    whole = steps > 0
    if not end.any() or end[~whole].any():
        return BEYOND
    return max(BEYOND, 1.0 / float(np.abs(end[whole] / steps[whole]).max()))


def nearest_line(lines: Sequence[WalkedLine], scales: Array) -> WalkedLine:
    """Return the line that crosses two soonest, the first of equals; where none does, what comes nearest."""
    reaching = [one for one in lines if one.reached]
    if reaching:
        return min(reaching, key=lambda one: distance(one.stop, scales))
    return min(lines, key=lambda one: one.missing)


def _better(line: WalkedLine, than: WalkedLine, scales: Array) -> bool:
    """Return whether a line crosses two clearly sooner or, where none does yet, comes clearly nearer."""
    if line.reached and than.reached:
        return distance(line.stop, scales) < SHORTER * distance(than.stop, scales)
    return line.reached or (not than.reached and line.missing < than.missing - NEARER)

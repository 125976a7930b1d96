"""Where is 1+1 > 2? Maps over two levers, everything that nobody knows averaged over its prior.

Every cell of the map meets the same draws and the same luck, so neighbouring cells differ by their levers.
The line 1+1 = 2 is the line E[Δ] = 0 (v(G) + v(S) being positive), and its uncertainty is a band that holds
the whole true line with the stated confidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.errors import InvalidInput
from experiments.results import Result
from experiments.runs.design import Evaluate
from experiments.runs.outcomes import DELTA, ONE_PLUS_ONE, arms_needed, contrast, resample
from experiments.runs.settings import run_settings
from experiments.statistics.epistemic import share_positive
from experiments.statistics.intervals import CONFIDENCE
from experiments.statistics.jackknife import leave_one_out, standard_error
from experiments.statistics.power import NOT_PLANNABLE, RESOLVED, clusters, confidence_of
from sim.parameters.declaration import Parameter

RESAMPLES = 2000


@dataclass(frozen=True)
class LeverMap(Result):
    """The map of two levers: arrays are (y values, x values).

    `one_plus_one` is the ratio of means, NaN where v(G) + v(S) is not clearly positive; `delta` is E[Δ] and
    `delta_error` its standard error (unit of value); `above_two` is P(E[Δ|θ] > 0), the share of draws in
    which 1+1 > 2, with the ends of its 95% interval. `critical` is the number of standard errors that no
    cell's estimate leaves with the stated confidence, all cells together. `draws_to_resolve` is with how many
    draws (with a single draw: run keys) a cell of the band would be told, see `statistics.power`; on the
    line itself no number would do. `line` holds the line E[Δ] = 0 as points (x, y), one array a piece,
    interpolated linearly between cells.
    """

    x_name: str
    y_name: str
    x_values: tuple[float, ...]
    y_values: tuple[float, ...]
    one_plus_one: Array
    delta: Array
    delta_error: Array
    above_two: Array
    above_two_low: Array
    above_two_high: Array
    critical: float
    draws_to_resolve: NDArray[np.int64]
    line: tuple[Array, ...]
    draws: int
    seeds: int
    seed: int
    confidence: float

    @property
    def side(self) -> NDArray[np.int64]:
        """+1 where 1+1 > 2, −1 where 1+1 < 2, 0 in the band that may hold the line: of all cells at once."""
        sure = np.abs(self.delta) > self.critical * self.delta_error
        return np.asarray(np.sign(self.delta) * sure, dtype=np.int64)

    @property
    def distance(self) -> Array:
        """E[Δ] in standard errors; the band is where it lies within ± `critical`."""
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = self.delta / self.delta_error  # without luck ±∞, and on the line 0/0
        return np.where(self.delta == 0, 0.0, scaled)


def axis_values(
    parameter: Parameter, points: int, low: float | None = None, high: float | None = None
) -> Array:
    """Return `points` values over a lever's range (or from low to high), whole where the lever is whole.

    Of a choice all options in it are taken, however few points are asked for.

    Raises InvalidInput when low is not below high, or either leaves what the parameter allows.
    """
    first = float(parameter.low if low is None else low)
    last = float(parameter.high if high is None else high)
    if not first < last or first < parameter.least or last > parameter.most:
        raise InvalidInput(
            "analysis.axis_range", name=parameter.name, low=first, high=last,
            least=parameter.least, most=parameter.most,
        )  # fmt: skip
    if parameter.kind == "choice":
        return np.arange(math.ceil(first), math.floor(last) + 1, dtype=np.float64)
    values = np.linspace(first, last, points)
    return values if parameter.kind == "float" else np.unique(np.rint(values))


def run_map(
    evaluate: Evaluate,
    x: tuple[str, Array],
    y: tuple[str, Array],
    base: Mapping[str, float | Array],
    draws: int,
    seeds: int,
    seed: int = 0,
    confidence: float = CONFIDENCE,
    progress: Callable[[int], object] = lambda done: None,
) -> LeverMap:
    """Run every pair of lever values on the same draws and return the map.

    `x` and `y` are a lever's name and its values, ascending. See `run_settings` for the other arguments.
    Raises InvalidInput when both axes are the same lever.
    """
    if x[0] == y[0]:
        raise InvalidInput("analysis.varied_twice", name=x[0])
    settings = [{x[0]: float(u), y[0]: float(v)} for v in y[1] for u in x[1]]
    arms = arms_needed([ONE_PLUS_ONE])
    values = run_settings(evaluate, settings, base, arms, draws, seeds, seed, progress=progress)
    return mapped(x, y, values[..., 0], arms, seed, confidence)


def mapped(
    x: tuple[str, Array],
    y: tuple[str, Array],
    values: Array,
    arms: Sequence[int],
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> LeverMap:
    """Return the map of values already run: (draws, replications, cells, arms), cells row by row of y."""
    shape = (len(y[1]), len(x[1]))
    clusters_ = values.shape[0] if values.shape[0] > 1 else values.shape[1]
    delta_runs = contrast(DELTA.numerator, values, arms)
    resampled = leave_one_out(delta_runs)
    error = standard_error(resampled)
    ratios = np.array([_ratio(values[:, :, cell : cell + 1], arms) for cell in range(values.shape[2])])
    shares = [share_positive(delta_runs[:, :, cell], seed=seed) for cell in range(values.shape[2])]
    delta = resampled[0].reshape(shape)
    critical = simultaneous_critical(delta_runs, confidence, seed)
    needed = [RESOLVED if sure else NOT_PLANNABLE for sure in np.abs(resampled[0]) > critical * error]
    if np.isfinite(critical):
        of_one = confidence_of(critical, clusters_ - 1)
        needed = [
            number if number == RESOLVED else clusters(delta_runs[:, :, cell], confidence=of_one)
            for cell, number in enumerate(needed)
        ]
    return LeverMap(
        x_name=x[0],
        y_name=y[0],
        x_values=tuple(float(value) for value in x[1]),
        y_values=tuple(float(value) for value in y[1]),
        one_plus_one=ratios.reshape(shape),
        delta=delta,
        delta_error=error.reshape(shape),
        above_two=np.array([share.value for share in shares]).reshape(shape),
        above_two_low=np.array([share.low for share in shares]).reshape(shape),
        above_two_high=np.array([share.high for share in shares]).reshape(shape),
        critical=critical,
        draws_to_resolve=np.array(needed).reshape(shape),
        line=zero_lines(np.asarray(x[1]), np.asarray(y[1]), delta),
        draws=values.shape[0],
        seeds=values.shape[1],
        seed=seed,
        confidence=confidence,
    )


def _ratio(values: Array, arms: Sequence[int]) -> float:
    resampled, _ = resample(ONE_PLUS_ONE, values, arms)
    return float("nan") if resampled is None else float(resampled[0, 0])


def simultaneous_critical(runs: Array, confidence: float = CONFIDENCE, seed: int = 0) -> float:
    """Return c such that all cells' means lie within c standard errors of the truth together.

    `runs` is (draws, replications, cells). The largest |mean* − mean|/SE* over cells is bootstrapped over
    clusters (draws; with a single draw, replications), each resample with its own standard errors, and c is
    its quantile: neighbouring cells share their luck, so c is far below Bonferroni's. NaN with one cluster.
    Source: Montiel Olea & Plagborg-Møller 2019, J. Applied Econometrics 34(1).
    """
    clusters = runs.mean(axis=1) if runs.shape[0] > 1 else runs[0]
    size = len(clusters)
    if size < 2:
        return float("nan")
    centred = clusters - clusters.mean(axis=0)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(size, np.full(size, 1 / size), RESAMPLES).astype(float)
    mean = counts @ centred / size
    square = counts @ (centred * centred) / size
    error = np.sqrt(np.maximum(square - mean * mean, 0.0) / (size - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        largest = np.nanmax(np.where(error > 0, np.abs(mean) / error, np.nan), axis=1, initial=0.0)
    return float(np.quantile(largest, confidence))


def zero_lines(x: Array, y: Array, field: Array) -> tuple[Array, ...]:
    """Return the lines field = 0 as arrays of points (x, y), by linear interpolation between grid cells."""
    from contourpy import contour_generator

    if len(x) < 2 or len(y) < 2:
        return ()
    return tuple(np.asarray(piece) for piece in contour_generator(x, y, field).lines(0.0))

"""Where is 1+1 > 2? Maps over two levers, averaged over the priors of uncertain parameters.

All points of the map share draws and random numbers, so neighbouring points differ by their levers only. The
line 1+1 = 2 is the line at which the benchmark's gain is zero on average, and its uncertainty is a band that
contains the whole true line with the stated confidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.errors import InvalidInput
from experiments.maps.axes import AxesChosen
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, values_of
from experiments.runs.design import Evaluate
from experiments.runs.outcomes import SIDE_BY_SIDE, Benchmark, Outcome, arms_needed, contrast, resample
from experiments.runs.settings import run_settings
from experiments.statistics.epistemic import share_positive
from experiments.statistics.intervals import CONFIDENCE, rounding_of
from experiments.statistics.jackknife import leave_one_out, standard_error
from experiments.statistics.power import NOT_PLANNABLE, RESOLVED, clusters, confidence_of
from sim.parameters.declaration import Parameter

RESAMPLES = 2000
"""Of the bootstrap of the simultaneous band."""


@dataclass(frozen=True, repr=False)
class LeverMap(AnalysisResult):
    """The map of two levers; its arrays are (y values, x values).

    Attributes:
        x_name: the lever on the horizontal axis, by its dotted name.
        y_name: the lever on the vertical axis.
        x_values: its values, in its unit.
        y_values: the values of the other.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".
        one_plus_one: the ratio of means; NaN where its denominator is not resolved to be positive.
        gain: the mean difference from the benchmark, in service-months: of v(GS) from v(G∥S), or Δ.
        gain_error: its standard error.
        above_two: P(E[gain|draw] > 0), the share of draws in which 1+1 > 2.
        above_two_low: lower end of its 95% interval.
        above_two_high: upper end.
        critical: the number of standard errors within which all estimates together lie with the confidence.
        draws_to_resolve: draws (with a single draw: seeds) at which a point of the band would be resolved;
            on the line itself there is none. See `statistics.power`.
        line: the line gain = 0 as positions (x, y), one array (n, 2) for each piece, interpolated linearly.
        draws: parameter draws of every point.
        seeds: seeds of each draw.
        seed: the master seed.
        confidence: that of the band, for all points together.
        axes_chosen: why these axes, where they were not asked for.
        metadata: what is needed to repeat it.
    """

    x_name: str
    y_name: str
    x_values: tuple[float, ...] = field(metadata=values_of("x_name"))
    y_values: tuple[float, ...] = field(metadata=values_of("y_name"))
    benchmark: str
    one_plus_one: Array
    gain: Array
    gain_error: Array
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
    axes_chosen: AxesChosen | None = None
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    @property
    def side(self) -> NDArray[np.int64]:
        """+1 where 1+1 > 2, −1 where 1+1 < 2, 0 where it is not resolved: for all points together."""
        resolved = np.abs(self.gain) > self.critical * self.gain_error
        return np.asarray(np.sign(self.gain) * resolved, dtype=np.int64)

    @property
    def shares(self) -> dict[str, float]:
        """The shares of points "above" two, "below" it, and "open", where that is not resolved."""
        return {
            "above": float((self.side > 0).mean()),
            "below": float((self.side < 0).mean()),
            "open": float((self.side == 0).mean()),
        }

    def _plain(self, parameters: Mapping[str, Parameter] | None) -> dict[str, Any]:
        return super()._plain(parameters) | {"shares": self.shares}

    @property
    def distance(self) -> Array:
        """The gain in standard errors; the band is where it is within ± `critical`."""
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = self.gain / self.gain_error  # without noise ±∞, and on the line 0/0
        return np.where(self.gain == 0, 0.0, scaled)


def axis_values(
    parameter: Parameter, points: int, low: float | None = None, high: float | None = None
) -> Array:
    """Return the values of an axis: equally spaced over a lever's range, whole where the lever is whole.

    Args:
        parameter: the lever.
        points: how many values; of a choice all options in the range are taken.
        low: the first value, in the lever's unit; the low end of its declared range by default.
        high: the last value.

    Raises:
        InvalidInput: low is not below high, or one of them is not allowed.
    """
    first = float(parameter.low if low is None else low)
    last = float(parameter.high if high is None else high)
    if not first < last or first < parameter.least or last > parameter.most:
        raise InvalidInput(
            "error.axis_range", name=parameter.name, low=first, high=last,
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
    benchmark: Benchmark = SIDE_BY_SIDE,
) -> LeverMap:
    """Run every pair of lever values at the same draws and return the map.

    Args:
        evaluate: the simulator.
        x: name and ascending values of the lever on the horizontal axis.
        y: the same of the vertical axis.
        base: value, or draws (draws,), of each other parameter that is drawn or set.
        draws: parameter draws.
        seeds: seeds per draw.
        seed: master seed.
        confidence: of the band.
        progress: called with the number of replications just finished.
        benchmark: what 1+1 is compared with.

    Raises:
        InvalidInput: both axes are the same lever.
        RunsFailed: a run failed.
    """
    if x[0] == y[0]:
        raise InvalidInput("design.varied_twice", name=x[0])
    settings = [{x[0]: float(u), y[0]: float(v)} for v in y[1] for u in x[1]]
    arms = arms_needed(benchmark.brief)
    values = run_settings(evaluate, settings, base, arms, draws, seeds, seed, progress=progress)
    return mapped(x, y, values[..., 0], arms, seed, confidence, benchmark)


def mapped(
    x: tuple[str, Array],
    y: tuple[str, Array],
    values: Array,
    arms: Sequence[int],
    seed: int = 0,
    confidence: float = CONFIDENCE,
    benchmark: Benchmark = SIDE_BY_SIDE,
) -> LeverMap:
    """Return the map of values already run: (draws, seeds, points, arms), points row by row of y."""
    shape = (len(y[1]), len(x[1]))
    count = values.shape[0] if values.shape[0] > 1 else values.shape[1]
    gain_runs = contrast(benchmark.gain.numerator, values, arms)
    resampled = leave_one_out(gain_runs)
    error = standard_error(resampled)
    ratios = np.array(
        [_ratio(benchmark.ratio, values[:, :, point : point + 1], arms) for point in range(values.shape[2])]
    )
    dust = rounding_of(values)
    shares = [share_positive(gain_runs[:, :, point], dust, seed=seed) for point in range(values.shape[2])]
    gain = resampled[0].reshape(shape)
    critical = simultaneous_critical(gain_runs, confidence, seed)
    resolved = np.abs(resampled[0]) > critical * error
    needed = [RESOLVED if done else NOT_PLANNABLE for done in resolved]
    if np.isfinite(critical):
        single = confidence_of(critical, count - 1)
        needed = [
            number if number == RESOLVED else clusters(gain_runs[:, :, point], confidence=single)
            for point, number in enumerate(needed)
        ]
    return LeverMap(
        x_name=x[0],
        y_name=y[0],
        x_values=tuple(float(value) for value in x[1]),
        y_values=tuple(float(value) for value in y[1]),
        benchmark=benchmark.name,
        one_plus_one=ratios.reshape(shape),
        gain=gain,
        gain_error=error.reshape(shape),
        above_two=np.array([share.value for share in shares]).reshape(shape),
        above_two_low=np.array([share.low for share in shares]).reshape(shape),
        above_two_high=np.array([share.high for share in shares]).reshape(shape),
        critical=critical,
        draws_to_resolve=np.array(needed).reshape(shape),
        line=zero_lines(np.asarray(x[1]), np.asarray(y[1]), gain),
        draws=values.shape[0],
        seeds=values.shape[1],
        seed=seed,
        confidence=confidence,
    )


def _ratio(ratio: Outcome, values: Array, arms: Sequence[int]) -> float:
    resampled, _ = resample(ratio, values, arms)
    return float("nan") if resampled is None else float(resampled[0, 0])


def simultaneous_critical(runs: Array, confidence: float = CONFIDENCE, seed: int = 0) -> float:
    """Return the critical value c of a simultaneous band, in standard errors of the means.

    The largest |mean* − mean|/SE* over points is bootstrapped over clusters (draws; with a single draw,
    seeds), each resample with its own standard errors, and c is its quantile: neighbouring points share their
    random numbers, so c is far below Bonferroni's. Source: Montiel Olea & Plagborg-Møller 2019, J. Applied
    Econometrics 34(1).

    Args:
        runs: (draws, seeds, points).
        confidence: of all points together.
        seed: seed of the bootstrap.

    Returns:
        c; NaN with one cluster.
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
    """Return the lines field = 0 as arrays of positions (x, y), interpolated linearly between grid points."""
    from contourpy import contour_generator

    if len(x) < 2 or len(y) < 2:
        return ()
    return tuple(np.asarray(piece) for piece in contour_generator(x, y, field).lines(0.0))

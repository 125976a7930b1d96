"""Runs many settings of a few parameters at the same draws with common random numbers.

A difference between two settings is therefore due to the settings alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import CHUNK, SEEDS
from experiments.errors import RunsFailed, listed, phrase
from experiments.runs.design import Evaluate
from experiments.runs.keys import draw_seeds
from experiments.runs.paired import check_memory


def setting_values(
    settings: Sequence[Mapping[str, float | Array]], base: Mapping[str, float | Array], draws: int
) -> dict[str, Array]:
    """Return {parameter: (settings·draws,)}, setting by setting, for every parameter drawn or set.

    A setting gives a value, or one for each draw (draws,); `base` the same where a setting leaves it alone.
    Raises ValueError when a parameter that only some settings set has no base value.
    """
    named = {name for setting in settings for name in setting}
    unknown = sorted(name for name in named - set(base) if not all(name in setting for setting in settings))
    if unknown:
        raise ValueError(f"no base value for {', '.join(unknown)}: give the scenario's own")
    points = {}
    for name in [*base, *sorted(named - set(base))]:
        column = np.broadcast_to(np.asarray(base.get(name, 0.0), dtype=np.float64), (draws,))
        table = np.tile(column, (len(settings), 1))
        for row, setting in enumerate(settings):
            if name in setting:
                table[row] = setting[name]
        points[name] = table.ravel()
    return points


def run_settings(
    evaluate: Evaluate,
    settings: Sequence[Mapping[str, float | Array]],
    base: Mapping[str, float | Array],
    arms: Sequence[int],
    draws: int,
    seeds: int = SEEDS,
    seed: int = 0,
    measures: Sequence[int] = (0,),
    chunk: int = 2 * CHUNK,
    progress: Callable[[int], object] = lambda done: None,
) -> Array:
    """Return the measures under all settings: (draws, seeds, settings, arms, measures).

    Draw d has the seeds that paired runs give it, the same under every setting. `chunk` bounds the points
    held at once; `progress` is called with the number of runs of all arms just finished. Raises RunsFailed
    when any run fails: a comparison needs all of them.
    """
    shape = (draws, seeds, len(settings), len(arms), len(measures))
    check_memory(shape)
    out = np.empty(shape)
    step = max(1, chunk // (len(settings) * seeds))
    for start in range(0, draws, step):
        stop = min(start + step, draws)
        settings_here = [_between(setting, start, stop) for setting in settings]
        points = setting_values(settings_here, _between(base, start, stop), stop - start)
        run_seeds = np.concatenate([draw_seeds(seed, draw, seeds) for draw in range(start, stop)])
        # (settings, draws) → (settings, draws, seeds)
        repeated = {name: np.repeat(column, seeds) for name, column in points.items()}
        values = evaluate(repeated, np.tile(run_seeds, len(settings)), arms)[..., list(measures)]
        shaped = values.reshape(len(settings), stop - start, seeds, len(arms), len(measures))
        out[start:stop] = np.moveaxis(shaped, 0, 2)
        progress((stop - start) * seeds * len(settings))
    failed = ~np.isfinite(out).all(axis=(3, 4))
    if failed.any():
        raise runs_failed(evaluate, np.flatnonzero(failed.ravel()), failed.size)
    return out


def _between(values: Mapping[str, float | Array], start: int, stop: int) -> dict[str, float | Array]:
    """Return values with those of draws start … stop − 1 only, where there is one for each draw."""
    return {
        name: value[start:stop] if isinstance(value, np.ndarray) else value for name, value in values.items()
    }


def runs_failed(evaluate: Evaluate, ids: Sequence[int] | NDArray[np.int64], total: int) -> RunsFailed:
    """Return the error that names runs that failed, and why the first did where `evaluate` knows."""
    failures = getattr(evaluate, "failures", ())  # a scenario simulator keeps what they said
    reason = phrase("error.runs_failed_reason", message=failures[0].message) if failures else ""
    return RunsFailed("error.runs_failed", count=len(ids), total=total, ids=listed(ids), reason=reason)

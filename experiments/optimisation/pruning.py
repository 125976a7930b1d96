"""Reset levers whose change has no significant effect: the search moved them on noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.optimisation.trials import EvaluatedSettings, Price, Setting
from experiments.statistics.intervals import t_quantile
from experiments.statistics.jackknife import leave_one_out, standard_error


def pruned(
    settings: Sequence[Setting],
    baseline: Setting,
    run: Callable[[Sequence[Setting]], EvaluatedSettings],
    price: Price,
) -> list[dict[str, float]]:
    """Return the settings with every lever reset whose change has no significant effect.

    Lever by lever each setting is evaluated without its change, with common random numbers, and the change is
    dropped unless the gain or v(GS) is then significantly lower than in the setting as it was found (paired t
    test, one-sided 5%), or the price higher. The comparison is always with the setting as found, so that
    small losses do not accumulate.
    """
    first = run(settings)
    kept = [dict(setting) for setting in settings]
    for lever in baseline:
        moved = [place for place, setting in enumerate(kept) if setting[lever] != baseline[lever]]
        without = [{**kept[place], lever: baseline[lever]} for place in moved]
        cheap = [price(one) <= price(kept[place]) for one, place in zip(without, moved, strict=True)]
        moved = [place for place, good in zip(moved, cheap, strict=True) if good]
        without = [one for one, good in zip(without, cheap, strict=True) if good]
        if not without:
            continue
        reset = run(without)
        worse = _significantly_lower(reset.gain, first.gain[:, :, moved])
        worse |= _significantly_lower(reset.value, first.value[:, :, moved])
        for place, setting, lost in zip(moved, without, worse, strict=True):
            if not lost:
                kept[place] = setting
    return kept


def _significantly_lower(new: Array, old: Array) -> NDArray[np.bool_]:
    """Return which paired means are below the old ones, one-sided 5%; arrays are (draws, seeds, settings)."""
    resampled = leave_one_out(new - old)
    if len(resampled) < 3:
        return resampled[0] < 0
    width = t_quantile(len(resampled) - 2, 0.9) * standard_error(resampled)
    return np.asarray(resampled[0] + width < 0)

"""Parameter (epistemic) uncertainty: how a quantity differs over draws, with the noise of seeds removed.

A draw's mean over its R seeds is its expectation E[x|draw] plus Monte Carlo error. Left in, this error widens
the range over draws and pulls shares towards one half. More seeds reduce it; more draws never do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from experiments.arrays import Array
from experiments.results import Result
from experiments.statistics.intervals import CONFIDENCE, checked, mean_interval, t_quantile, wilson

RANGE = (0.05, 0.95)
"""The quantiles over draws that are reported as the draw range."""

OWN_VARIANCE = 5
"""From this many seeds a draw's own variance is used; with fewer it is too imprecise (t > 2.8)."""

RESAMPLES = 1000
_CELLS = 2_000_000


@dataclass(frozen=True)
class DrawRange(Result):
    """The 5–95% range over draws of a quantity per draw, noise of seeds removed, in the quantity's unit.

    Attributes:
        low: the 5% quantile.
        median: the median.
        high: the 95% quantile.
        raw_low: the 5% quantile with the noise left in.
        raw_high: the 95% quantile with the noise left in.
        noise_share: the part of the raw variance that is noise; NaN with one seed per draw: then nothing
            was removed.
        used: draws in which the quantity is defined.
        draws: all draws.
    """

    low: float
    median: float
    high: float
    raw_low: float
    raw_high: float
    noise_share: float
    draws: int
    used: int


@dataclass(frozen=True)
class ProbabilityEstimate(Result):
    """The share of draws whose expectation is positive, P(E[x|draw] > 0), with its interval.

    Attributes:
        value: the share, 0 to 1.
        low: lower end of the 95% interval.
        high: upper end of the 95% interval.
        raw: the share of draws with a positive mean, noise included.
        resolved_positive: the share of draws whose own 95% interval lies above zero; NaN with one seed per
            draw.
        resolved_negative: the same below zero.
        zero: the share of draws whose mean is zero.
        draws: all draws.
    """

    value: float
    low: float
    high: float
    raw: float
    resolved_positive: float
    resolved_negative: float
    zero: float
    draws: int

    @property
    def resolved(self) -> float:
        """The share of draws whose sign is resolved."""
        return self.resolved_positive + self.resolved_negative


def noise_variance(samples: ArrayLike, crossed: bool = False) -> Array:
    """Return, for each draw, the Monte Carlo variance of its mean, s²/R.

    Args:
        samples: (draws, seeds R), in any unit.
        crossed: the same seeds were used in all draws. What they share is left out, for it shifts all draws
            together and does not spread them.

    Returns:
        (draws,), in squared units; NaN with one seed per draw. With fewer than `OWN_VARIANCE` seeds all draws
        get the pooled variance.
    """
    array = checked(samples, 2, "samples")
    draws, seeds = array.shape
    if seeds < 2:
        return np.full(draws, np.nan)
    residual = array - array.mean(axis=1, keepdims=True)
    # Runs that are all alike have no noise; a mean rounded in the last bit must not create some.
    residual[(array == array[:, :1]).all(axis=1)] = 0.0
    degrees = float(seeds - 1)
    if crossed and draws > 1:
        residual = residual - residual.mean(axis=0)
        degrees *= (draws - 1) / draws
    own = (residual * residual).sum(axis=1) / degrees / seeds
    return own if seeds >= OWN_VARIANCE else np.full(draws, own.mean())


def _t_within(draws: int, seeds: int) -> float:
    if seeds < 2:
        return math.nan
    return t_quantile(seeds - 1 if seeds >= OWN_VARIANCE else draws * (seeds - 1))


def resolved_signs(samples: ArrayLike, tolerance: float = 0.0) -> Array:
    """Return the sign of each draw that is resolved at 5%: +1 or −1, and 0 for the others.

    Args:
        samples: (draws, seeds), in any unit. Noise that seeds common to all draws share counts as well.
        tolerance: by how much a draw's own 95% interval must exclude zero.

    Returns:
        (draws,); NaN with one seed per draw. About 5% of draws that are truly zero get a sign.
    """
    array = checked(samples, 2, "samples")
    means = array.mean(axis=1)
    width = _t_within(*array.shape) * np.sqrt(noise_variance(array))
    return np.where(np.isnan(width), np.nan, np.sign(means) * (np.abs(means) - width > tolerance))


def without_noise(means: ArrayLike, noise: ArrayLike) -> tuple[Array, float]:
    """Return the draws' means with the variance of the noise removed, and its share of their variance.

    m + √(1 − share)·(means − m), share = mean(noise)/var(means), capped at 1: the ensemble then has the mean
    and the variance of the expectations themselves (shrinking each mean by Bayes' rule would leave too small
    a variance). The shape is kept as it is, so far tails are right only as far as noise and draws share a
    shape. Source: Louis 1984, J. American Statistical Association 79(386).

    Args:
        means: (draws,), each draw's mean.
        noise: (draws,), the variance of each mean, as `noise_variance` gives it.

    Returns:
        The means without noise, (draws,), and the share; NaN, and the means as they are, where the noise is
        unknown.
    """
    values, variances = np.asarray(means, dtype=np.float64), np.asarray(noise, dtype=np.float64)
    if len(values) < 2 or np.isnan(variances).any():
        return values, math.nan
    removed = float(variances.mean())
    total = float(values.var(ddof=1))
    share = min(1.0, removed / total) if total > 0 else float(removed > 0)
    if share == 0:
        return values, 0.0
    centre = values.mean()
    return centre + math.sqrt(1 - share) * (values - centre), share


def draw_range(means: ArrayLike, noise: ArrayLike, draws: int | None = None) -> DrawRange:
    """Return the 5–95% range over the draws' means, with and without the noise of seeds.

    Args:
        means: one mean for each draw in which the quantity is defined.
        noise: the variance of each, as `noise_variance` gives it.
        draws: how many draws there are, defined or not.

    Returns:
        The range in the unit of the means; its ends are NaN with fewer than two defined draws.
    """
    values = np.asarray(means, dtype=np.float64)
    total = len(values) if draws is None else draws
    if len(values) < 2:
        middle = float(values[0]) if len(values) else math.nan
        return DrawRange(math.nan, middle, math.nan, math.nan, math.nan, math.nan, total, len(values))
    clean, share = without_noise(values, noise)
    (low, raw_low), (high, raw_high) = np.quantile([clean, values], RANGE, axis=1)
    median = float(np.median(clean))
    return DrawRange(
        float(low), median, float(high), float(raw_low), float(raw_high), share, total, len(values)
    )


def share_positive(
    samples: ArrayLike, tolerance: float = 0.0, crossed: bool = False, seed: int = 0
) -> ProbabilityEstimate:
    """Return the share of draws with E[x|draw] > tolerance, the noise of seeds removed.

    The share is taken over the draws' means after `without_noise`. Its 95% interval is, at each end, the
    wider of Wilson's (sampling error of the draws, which does not vanish at 0 or 1) and the percentile
    bootstrap over draws (and over seeds, when `crossed`), which repeats the removal of noise in every
    resample. With one seed per draw the noise is unknown and stays in. With one draw the share is 0 or 1 for
    that draw, and the interval is the whole of [0, 1] unless its sign is resolved.

    Args:
        samples: (draws, seeds), in any unit.
        tolerance: what must be exceeded, in the same unit.
        crossed: the same seeds were used in all draws.
        seed: seed of the bootstrap.

    Returns:
        The share with its interval.

    Example:
        >>> share_positive([[1.0, 1.1], [2.0, 2.1], [-3.0, -3.1], [0.0, 0.0]]).value
        0.5
    """
    array = checked(samples, 2, "samples")
    draws = len(array)
    means, noise = array.mean(axis=1), noise_variance(array, crossed)
    raw, zero = float((means > tolerance).mean()), float((np.abs(means) <= tolerance).mean())
    signs = resolved_signs(array, tolerance)
    positive, negative = float((signs > 0).mean()), float((signs < 0).mean())
    if np.isnan(signs).any():
        positive = negative = math.nan
    if draws == 1:
        estimate = mean_interval(array)
        # A draw that is exactly zero is resolved as well: it is not positive.
        resolved = estimate.known and (estimate.low > tolerance or estimate.high <= tolerance)
        low, high = (raw, raw) if resolved else (0.0, 1.0)
        return ProbabilityEstimate(raw, low, high, raw, positive, negative, zero, 1)
    # A draw in which nothing differs stays at zero, wherever the removal of noise would move it.
    value = float(((without_noise(means, noise)[0] > tolerance) & (np.abs(means) > tolerance)).mean())
    low, high = wilson(value, draws)
    edge = (1 - CONFIDENCE) / 2
    resampled = np.quantile(_resampled_shares(array, noise, tolerance, crossed, seed), (edge, 1 - edge))
    low, high = min(low, float(resampled[0])), max(high, float(resampled[1]))
    return ProbabilityEstimate(value, low, high, raw, positive, negative, zero, draws)


def _resampled_shares(samples: Array, noise: Array, tolerance: float, crossed: bool, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    draws, seeds = samples.shape
    means, variances = samples.mean(axis=1), np.nan_to_num(noise)
    shares = []
    step = max(1, _CELLS // draws)
    for start in range(0, RESAMPLES, step):
        size = min(step, RESAMPLES - start)
        chosen = rng.integers(0, draws, (size, draws))
        if crossed:
            weights = rng.multinomial(seeds, np.full(seeds, 1 / seeds), size)
            picked = np.take_along_axis(weights / seeds @ samples.T, chosen, axis=1)
        else:
            picked = means[chosen]
        centre = picked.mean(axis=1, keepdims=True)
        total = picked.var(axis=1, ddof=1, keepdims=True)
        removed = variances[chosen].mean(axis=1, keepdims=True)
        kept = 1 - np.divide(removed, total, out=(removed > 0).astype(float), where=total > 0)
        clean = np.where(removed > 0, centre + np.sqrt(np.clip(kept, 0, 1)) * (picked - centre), picked)
        shares.append(((clean > tolerance) & (np.abs(picked) > tolerance)).mean(axis=1))
    return np.concatenate(shares)

"""Monte Carlo intervals of means, ratios and shares over draws and replications.

Arrays are ordered (draws, replications, ...). A *draw* is one draw of what nobody knows; a *replication* is
one run key within a draw. Runs of one draw share its parameters, so they are no independent evidence about
the average over draws: every interval here is clustered by draw.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from experiments.arrays import Array
from experiments.results import Result

CONFIDENCE = 0.95
"""Confidence of every interval of this package, unless a function is told otherwise."""


@dataclass(frozen=True)
class Estimate(Result):
    """A number with its Monte Carlo interval, in the unit of what was estimated.

    `clusters` counts the independent pieces of evidence behind it: draws, or replications where there is only
    one draw. With a single one the interval is NaN: chance cannot be judged from one run.
    """

    value: float
    low: float
    high: float
    standard_error: float
    clusters: int

    @property
    def known(self) -> bool:
        """Whether the interval could be computed."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def sign(self) -> int:
        """+1 or −1 when the whole interval lies on one side of zero, else 0."""
        if not self.known:
            return 0
        return int(self.low > 0) - int(self.high < 0)


def checked(values: ArrayLike, dimensions: int, name: str = "values") -> Array:
    """Return `values` as floats after refusing what no statistic should swallow.

    Raises ValueError when the array has fewer than `dimensions` axes, is empty, or holds NaN or infinity; the
    message counts the runs (draw, replication) concerned and names the first ones.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim < dimensions:
        raise ValueError(
            f"{name} has {array.ndim} axes; at least {dimensions} are needed (draws, replications, ...)"
        )
    if array.size == 0:
        raise ValueError(f"{name} is empty: shape {array.shape}")
    runs = array.reshape(array.shape[0], array.shape[1], -1) if array.ndim > 1 else array.reshape(-1, 1, 1)
    failed = ~np.isfinite(runs).all(axis=2)
    if failed.any():
        where = [(int(draw), int(replication)) for draw, replication in np.argwhere(failed)[:5]]
        listed = ", ".join(f"({draw}, {replication})" for draw, replication in where)
        more = ", ..." if failed.sum() > len(where) else ""
        raise ValueError(
            f"{name}: {int(failed.sum())} of {failed.size} runs hold NaN or infinity; run them again or "
            f"leave their draws out. First (draw, replication): {listed}{more}"
        )
    return array


def t_quantile(degrees: float, confidence: float = CONFIDENCE) -> float:
    """Return the two-sided Student t quantile, e.g. 2.262 for 9 degrees of freedom at 95%."""
    return float(special.stdtrit(degrees, 0.5 + confidence / 2))


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return the two-sided normal quantile, 1.960 at 95%."""
    return float(special.ndtri(0.5 + confidence / 2))


def mean_covariance(samples: ArrayLike, crossed: bool = False) -> tuple[Array, Array, int]:
    """Return the grand mean of each column, the covariance of these means, and the degrees of freedom.

    `samples` is (draws D, replications R, columns). Clustered by draw: cov = S_D/D with S_D the covariance of
    the draws' means, D − 1 degrees of freedom. This is right when every draw has keys of its own, whatever
    the dependence within a draw. With one draw the replications are the clusters, and the statement is about
    that draw alone.

    `crossed`: the same R keys were used in every draw. Their common luck does not average out over draws, so
    the covariance of the key means is added: S_D/D + S_R/R, min(D, R) − 1 degrees of freedom. The exact
    two-way form subtracts the cell term, which may leave a negative variance; without it the interval errs on
    the wide side. The covariance is NaN where only one cluster exists (for crossed keys: only one key).
    Source: Cameron, Gelbach & Miller 2011, J. Business & Economic Statistics 29(2).
    """
    array = checked(samples, 3, "samples")
    draws, seeds, columns = array.shape
    grand = array.mean(axis=(0, 1))
    covariances, sizes = [], []
    if draws > 1:
        covariances.append(_covariance(array.mean(axis=1)) / draws)
        sizes.append(draws)
    if draws == 1 or crossed:
        covariances.append(_covariance(array.mean(axis=0)) / seeds)
        sizes.append(seeds)
    if min(sizes) < 2:
        return grand, np.full((columns, columns), np.nan), 0
    return grand, np.asarray(sum(covariances)), min(sizes) - 1


def _covariance(rows: Array) -> Array:
    if len(rows) < 2:
        return np.full((rows.shape[1], rows.shape[1]), np.nan)
    centred = rows - rows.mean(axis=0)
    # Rows that are all alike have no variance; a mean rounded in the last bit must not invent one.
    centred[:, (rows == rows[0]).all(axis=0)] = 0.0
    return np.asarray(centred.T @ centred / (len(rows) - 1))


def mean_interval(samples: ArrayLike, crossed: bool = False, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean over all runs with its Student t interval, clustered by draw.

    `samples` is (draws, replications) in any unit. See `mean_covariance` for the clustering.
    """
    array = checked(samples, 2, "samples")[:, :, None]
    means, covariance, degrees = mean_covariance(array, crossed)
    value, error = float(means[0]), math.sqrt(covariance[0, 0])
    width = t_quantile(degrees, confidence) * error if degrees else math.nan
    return Estimate(value, value - width, value + width, error, degrees + 1)


def fieller(
    means: ArrayLike, covariance: ArrayLike, degrees: int, confidence: float = CONFIDENCE
) -> Estimate:
    """Return the ratio of two means a/b with Fieller's interval.

    The interval is {r : (a − r·b)² ≤ t²·Var(a − r·b)}: exact for normal means, asymmetric where it must be,
    and bounded exactly when the t interval of b excludes zero. The test "is the denominator clear of zero?"
    and the interval are therefore one and the same thing; neither the delta method nor the jackknife has that
    property. Otherwise, or with fewer than two clusters, the interval is NaN. `standard_error` is the delta
    method's. Source: Fieller 1954, J. Royal Statistical Society B 16(2).
    """
    a, b = (float(mean) for mean in np.asarray(means))
    (aa, ab), (_, bb) = np.asarray(covariance, dtype=np.float64).tolist()
    value = a / b if b else math.nan
    if not degrees:
        return Estimate(value, math.nan, math.nan, math.nan, degrees + 1)
    t2 = t_quantile(degrees, confidence) ** 2
    leading = b * b - t2 * bb
    if leading <= 0:
        return Estimate(value, math.nan, math.nan, math.nan, degrees + 1)
    variance = max(0.0, aa - 2 * value * ab + value * value * bb) * b * b
    # Written so that it does not subtract two nearly equal numbers when the variances are small.
    root = math.sqrt(max(0.0, t2 * variance - t2 * t2 * (aa * bb - ab * ab)))
    centre = a * b - t2 * ab
    low, high = (centre - root) / leading, (centre + root) / leading
    return Estimate(value, min(low, value), max(high, value), math.sqrt(variance) / (b * b), degrees + 1)


def wilson(share: float, size: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return Wilson's interval of a share out of `size` independent trials (or an effective number).

    (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n). It never leaves [0, 1] and does not shrink to a point at
    0 or 1. Raises ValueError when the share is outside [0, 1] or size is not positive. Source: Wilson 1927.
    """
    if not 0 <= share <= 1 or not size > 0:
        raise ValueError(f"share {share} of {size}: a share in [0, 1] of a positive number is needed")
    z2 = normal_quantile(confidence) ** 2
    centre = share + z2 / (2 * size)
    root = math.sqrt(z2 * (share * (1 - share) / size + z2 / (4 * size * size)))
    low, high = (centre - root) / (1 + z2 / size), (centre + root) / (1 + z2 / size)
    return min(max(0.0, low), share), max(min(1.0, high), share)


def share_interval(scores: ArrayLike, crossed: bool = False, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean of scores in [0, 1] with a Wilson interval that knows the clusters.

    `scores` is (draws, replications): hits, ties as one half. The number of independent trials that would
    have the same standard error, n = p(1−p)/SE², takes the place of the sample size; where the error is zero
    (all alike) it is the number of clusters. Raises ValueError for scores outside [0, 1]. Source: Korn &
    Graubard 1998, Survey Methodology 24(2).
    """
    array = checked(scores, 2, "scores")
    if array.min() < 0 or array.max() > 1:
        raise ValueError(f"scores lie in [{array.min()}, {array.max()}]; allowed: [0, 1]")
    plain = mean_interval(array, crossed)
    share = min(1.0, max(0.0, plain.value))
    error, size = plain.standard_error, float(plain.clusters)
    if error > 0 and 0 < share < 1:
        # Chance agreement of few clusters may claim more trials than there were runs.
        size = min(share * (1 - share) / (error * error), float(array.size))
    low, high = wilson(share, size, confidence)
    return Estimate(share, low, high, error, plain.clusters)


ROUNDING = 1e-12
"""Differences below this part of the largest value are rounding, not effects."""

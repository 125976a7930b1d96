"""Monte Carlo intervals of means, ratios and shares over draws and seeds.

Arrays are ordered (draws, seeds, ...). A *draw* is one vector of all uncertain parameters; a *replication* is
one draw with one of its seeds. Replications of one draw share its parameters, so they are not independent
evidence about the average over draws: every interval here is clustered by draw.
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
"""Default confidence of every interval."""


@dataclass(frozen=True)
class Estimate(Result):
    """A number with its Monte Carlo interval, in the unit of what was estimated.

    Attributes:
        value: the number.
        low: lower end of the 95% interval; NaN with a single cluster, for one run shows no Monte Carlo error.
        high: upper end of the 95% interval.
        standard_error: its standard error.
        clusters: the independent clusters behind it: draws, or seeds where there is only one draw.
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
    """Return `values` as floats after validation.

    Args:
        values: the array.
        dimensions: how many axes it must have at least.
        name: what it is called in messages.

    Raises:
        ValueError: too few axes, an empty array, or NaN or infinity; the message counts the replications
            concerned and names the first ones by (draw, seed).
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim < dimensions:
        raise ValueError(
            f"{name} has {array.ndim} axes; at least {dimensions} are needed (draws, seeds, ...)"
        )
    if array.size == 0:
        raise ValueError(f"{name} is empty: shape {array.shape}")
    runs = array.reshape(array.shape[0], array.shape[1], -1) if array.ndim > 1 else array.reshape(-1, 1, 1)
    failed = ~np.isfinite(runs).all(axis=2)
    if failed.any():
        where = [(int(draw), int(place)) for draw, place in np.argwhere(failed)[:5]]
        listed = ", ".join(f"({draw}, {place})" for draw, place in where)
        more = ", ..." if failed.sum() > len(where) else ""
        raise ValueError(
            f"{name}: {int(failed.sum())} of {failed.size} runs hold NaN or infinity; run them again or "
            f"leave their draws out. First (draw, seed): {listed}{more}"
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

    Clustered by draw: cov = S_D/D with S_D the covariance of the draws' means, D − 1 degrees of freedom. This
    holds when every draw has its own seeds, whatever the dependence within a draw. With one draw the seeds
    are the clusters, and the statement is about that draw alone. Source: Cameron, Gelbach & Miller 2011, J.
    Business & Economic Statistics 29(2).

    Args:
        samples: (draws D, seeds R, columns), in any units.
        crossed: the same R seeds were used in every draw. What they share does not average out over draws, so
            the covariance of the means by seed is added: S_D/D + S_R/R, min(D, R) − 1 degrees of freedom. The
            exact two-way form subtracts the cell term, which may leave a negative variance; without it the
            interval errs on the wide side.

    Returns:
        Means (columns,), their covariance (columns, columns), NaN where only one cluster exists (if crossed:
        only one seed), and the degrees of freedom.
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
    # Rows that are all alike have no variance; a mean rounded in the last bit must not create one.
    centred[:, (rows == rows[0]).all(axis=0)] = 0.0
    return np.asarray(centred.T @ centred / (len(rows) - 1))


def mean_interval(samples: ArrayLike, crossed: bool = False, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean over all runs with its Student t interval, clustered by draw.

    Args:
        samples: (draws, seeds), in any unit.
        crossed: the same seeds were used in every draw; see `mean_covariance`.
        confidence: of the interval.

    Returns:
        The mean with its interval, in the same unit.

    Example:
        >>> found = mean_interval([[1.0, 2.0], [3.0, 4.0], [2.0, 3.0]])
        >>> found.value, found.clusters
        (2.5, 3)
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
    and bounded exactly when the t interval of b excludes zero. The test whether the denominator differs from
    zero and the interval therefore always agree; neither the delta method nor the jackknife has that
    property. Source: Fieller 1954, J. Royal Statistical Society B 16(2).

    Args:
        means: a and b.
        covariance: of the two means, (2, 2).
        degrees: degrees of freedom of the covariance.
        confidence: of the interval.

    Returns:
        The ratio; its interval is NaN where it is unbounded or there are fewer than two clusters. Its
        `standard_error` is the delta method's.
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
    """Return the mean of scores in [0, 1] with a Wilson interval that accounts for clusters.

    The number of independent trials that would have the same standard error, n = p(1−p)/SE², takes the place
    of the sample size; where the error is zero (all alike) it is the number of clusters. Source: Korn &
    Graubard 1998, Survey Methodology 24(2).

    Args:
        scores: (draws, seeds): hits 1, misses 0, ties one half.
        crossed: the same seeds were used in every draw; see `mean_covariance`.
        confidence: of the interval.

    Raises:
        ValueError: scores outside [0, 1].
    """
    array = checked(scores, 2, "scores")
    if array.min() < 0 or array.max() > 1:
        raise ValueError(f"scores lie in [{array.min()}, {array.max()}]; allowed: [0, 1]")
    plain = mean_interval(array, crossed)
    share = min(1.0, max(0.0, plain.value))
    error, size = plain.standard_error, float(plain.clusters)
    if error > 0 and 0 < share < 1:
        # Few clusters that happen to agree may claim more trials than there were runs.
        size = min(share * (1 - share) / (error * error), float(array.size))
    low, high = wilson(share, size, confidence)
    return Estimate(share, low, high, error, plain.clusters)


ROUNDING = 1e-12
"""Differences below this part of the largest value are rounding, not effects."""


def rounding_of(values: ArrayLike) -> float:
    """Return how large a difference of values may be that is rounding alone.

    Args:
        values: what differences are taken of, any shape and unit.

    Returns:
        The tolerance, in the same unit.

    Example:
        >>> rounding_of([1000.0, -250.0])
        1e-09
    """
    return ROUNDING * float(np.abs(np.asarray(values)).max())

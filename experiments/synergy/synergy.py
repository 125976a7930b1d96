"""Is 1+1 > 2? The statistics of the paired arms, from arrays alone.

`values` is (draws, seeds, 8 arms): the public value v of each arm, in service-months, not yet net of the
empty arm. Arms share draw and seed (common random numbers), so every difference is taken within a replication
before it is averaged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from experiments.arrays import Array
from experiments.results import Result
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE
from experiments.statistics.epistemic import (
    DrawRange,
    ProbabilityEstimate,
    draw_range,
    noise_variance,
    resolved_signs,
    share_positive,
)
from experiments.statistics.intervals import (
    Estimate,
    checked,
    fieller,
    mean_covariance,
    mean_interval,
    rounding_of,
)
from experiments.synergy.verdict import Overall, Verdict, overall, verdict
from sim.arms import ARMS, G_S, GMINUS_S, GMINUS_SPLUS, GS, NONE, G, S

__all__ = ["GMINUS_S", "GMINUS_SPLUS", "GS", "G_S", "NONE", "G", "Quantity", "S", "Synergy"]

__all__ += ["decomposition", "effect", "ratio", "synergy", "synergy_by_component"]


@dataclass(frozen=True, repr=False)
class Quantity(Result):
    """A quantity: its mean over draws and seeds with a Monte Carlo interval, and its range over draws.

    Attributes:
        estimate: the mean with its 95% interval, clustered by draw.
        draw_range: the 5–95% range over draws.
        undefined: "" or the reason why a ratio is undefined: "not_positive" (the denominator is not
            significantly positive) or "near_zero" (not significantly different from zero); its value is then
            NaN.
    """

    estimate: Estimate
    draw_range: DrawRange
    undefined: str = ""

    @property
    def value(self) -> float:
        """The estimate; NaN where it is undefined."""
        return self.estimate.value

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the 95% Monte Carlo interval."""
        return self.estimate.low, self.estimate.high

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        if self.undefined:
            return f"undefined ({self.undefined})"
        low, high = self.interval
        said = [f"95% Monte Carlo interval {low:.4g} to {high:.4g}"] if self.estimate.known else []
        if math.isfinite(self.draw_range.low):
            said.append(f"5–95% of draws {self.draw_range.low:.4g} to {self.draw_range.high:.4g}")
        return f"{self.value:.4g} ({'; '.join(said) or 'a single run shows no interval'})"


@dataclass(frozen=True)
class BenchmarkAnswer(Result):
    """1+1 by one benchmark.

    Attributes:
        benchmark: its name, see `experiments.runs.outcomes.BENCHMARKS`.
        ratio: the ratio that is two where the contract creates as much as the benchmark.
        gain: the difference that is positive exactly where the ratio is above two, in the unit of v.
        share_above_two: the share of draws whose expected gain is positive.
        verdict: one of `verdict.VERDICTS`.
    """

    benchmark: str
    ratio: Quantity
    gain: Quantity
    share_above_two: ProbabilityEstimate
    verdict: Verdict


@dataclass(frozen=True)
class Synergy(Result):
    """What the government and the organisation create together, beside what they create without a contract.

    By two benchmarks: *added value of contracting* compares with the two side by side without a contract, and
    leads; *superadditivity* with the two, each alone.

    Value and its differences are in the unit of v; ratios and shares have none. Everything is net of the
    empty arm.

    Attributes:
        overall: the verdict where both benchmarks share it, "unresolved" or "depends".
        added_value: 2·v(GS)/v(G∥S).
        contract_gain: v(GS) − v(G∥S).
        share_added: the share of draws whose expected contract gain is positive.
        added_verdict: the verdict on added value, one of `verdict.VERDICTS`.
        verdict: the verdict on superadditivity, one of `verdict.VERDICTS`.
        one_plus_one: 2·v(GS)/(v(G) + v(S)).
        delta: v(GS) − v(G) − v(S).
        governance: v(GS) − v(G₋∥S₊).
        transfer: v(G₋∥S₊) − v(G∥S).
        scale: v(G∥S) − v(G) − v(S).
        multiplier: the contract multiplier M.
        organization_share: v(S)/(v(G) + v(S)).
        share_above_two: the share of draws whose expected Δ is positive.
        beyond_better: v(GS) minus the larger of v(G) and v(S).
        arms: the value of each arm by name.
        draws: number of parameter draws.
        seeds: seeds of each draw.
    """

    overall: Overall
    added_value: Quantity
    contract_gain: Quantity
    share_added: ProbabilityEstimate
    added_verdict: Verdict
    verdict: Verdict
    one_plus_one: Quantity
    delta: Quantity
    governance: Quantity
    transfer: Quantity
    scale: Quantity
    multiplier: Quantity
    organization_share: Quantity
    share_above_two: ProbabilityEstimate
    beyond_better: Estimate
    arms: dict[str, Estimate]
    draws: int
    seeds: int

    def answers(self) -> tuple[BenchmarkAnswer, ...]:
        """Return 1+1 by each benchmark, the leading one first.

        Returns:
            One answer for each of `experiments.runs.outcomes.BENCHMARKS`, in its order.

        Example:
            >>> [one.benchmark for one in synergy(np.ones((3, 2, 8))).answers()]
            ['side_by_side', 'alone']
        """
        by_name = {
            SIDE_BY_SIDE.name: BenchmarkAnswer(
                SIDE_BY_SIDE.name, self.added_value, self.contract_gain, self.share_added, self.added_verdict
            ),
            ALONE.name: BenchmarkAnswer(
                ALONE.name, self.one_plus_one, self.delta, self.share_above_two, self.verdict
            ),
        }
        return tuple(by_name[benchmark.name] for benchmark in BENCHMARKS)


def effect(samples: ArrayLike, crossed: bool = False) -> Quantity:
    """Return the mean of a value or difference, with its interval and its range over draws.

    Args:
        samples: (draws, seeds), in any unit.
        crossed: whether all draws have the same seeds, see `mean_covariance`.

    Returns:
        The quantity, in that unit.

    Example:
        >>> effect([[1.0, 3.0], [2.0, 4.0]]).estimate.value
        2.5
    """
    array = checked(samples, 2, "samples")
    over_draws = draw_range(array.mean(axis=1), noise_variance(array, crossed))
    return Quantity(mean_interval(array, crossed), over_draws)


def ratio(
    numerator: ArrayLike,
    denominator: ArrayLike,
    positive: bool = True,
    tolerance: float = 0.0,
    crossed: bool = False,
) -> Quantity:
    """Return a ratio of means, mean(a)/mean(b), with Fieller's interval and its range over draws.

    The ratio is undefined when the 95% interval of b does not lie above `tolerance` (with `positive` false:
    on either side of zero). A draw's ratio is the ratio of its means over seeds; the same test on its seeds
    decides whether it counts in the range. Its noise variance is that of (a − r·b)/b (delta method). Where a
    single run gives no interval, the sign of b decides.

    Args:
        numerator: a, (draws, seeds).
        denominator: b, (draws, seeds), paired with a.
        positive: whether b must be positive, not only different from zero.
        tolerance: rounding error of b.
        crossed: whether all draws have the same seeds, see `mean_covariance`.

    Returns:
        The ratio, NaN where it is undefined.
    """
    a, b = checked(numerator, 2, "numerator"), checked(denominator, 2, "denominator")
    whole = mean_interval(b, crossed)
    side = 1.0 if positive or whole.value > 0 else -1.0
    nearest = (whole.low if side > 0 else -whole.high) if whole.known else side * whole.value
    b_means = b.mean(axis=1)
    signs = resolved_signs(b, tolerance)
    usable = np.where(np.isnan(signs), side * b_means > tolerance, signs == side)
    means = a.mean(axis=1)[usable] / b_means[usable]
    residual = (a[usable] - means[:, None] * b[usable]) / b_means[usable, None]
    noise = noise_variance(residual, crossed) if usable.any() else np.empty(0)
    over_draws = draw_range(means, noise, len(a))
    if not nearest > tolerance:
        nothing = Estimate(math.nan, math.nan, math.nan, math.nan, whole.clusters)
        return Quantity(nothing, over_draws, "not_positive" if positive else "near_zero")
    return Quantity(fieller(*mean_covariance(np.stack([a, b], axis=2), crossed)), over_draws)


def decomposition(values: ArrayLike) -> Array:
    """Return governance, transfer and scale, the parts of Δ.

    governance = v(GS) − v(G₋∥S₊): contracting instead of giving. transfer = v(G₋∥S₊) − v(G∥S): who spends the
        money.
    scale = v(G∥S) − v(G) − v(S): both at work in one place. Added in this order they are Δ.

    Args:
        values: (draws, seeds, 8 arms).

    Returns:
        The parts of every replication, (draws, seeds, 3), in the unit of v.
    """
    arms = checked(values, 3)
    net = arms - arms[:, :, NONE : NONE + 1]
    governance = arms[:, :, GS] - arms[:, :, GMINUS_SPLUS]
    transfer = arms[:, :, GMINUS_SPLUS] - arms[:, :, G_S]
    scale = net[:, :, G_S] - net[:, :, G] - net[:, :, S]
    return np.stack([governance, transfer, scale], axis=2)


def synergy(values: ArrayLike, crossed: bool = False, seed: int = 0) -> Synergy:
    """Return the statistics of 1+1 by both benchmarks, ratios of means net of the empty arm.

    Added value of contracting is 2·v(GS)/v(G∥S), superadditivity 2·v(GS)/(v(G) + v(S)). Beside them: the
    gain v(GS) − v(G∥S); Δ = v(GS) − v(G) − v(S) and its parts (`decomposition`; Δ is defined as their sum in
    this order, so that the parts add up to the last bit); the contract multiplier
    M = [v(GS) − v(G₋∥S)]/[v(G∥S) − v(G₋∥S)], what a contracted yuan buys for one spent in-house;
    v(S)/(v(G) + v(S)); the share of draws whose expected gain is positive; and the verdicts
    (`experiments.synergy.verdict`).

    Two uncertainties stay apart: each estimate's interval is Monte Carlo error and narrows with more runs;
    its draw range is parameter uncertainty, the 5–95% range over parameter draws, and does not.

    Args:
        values: public value, (draws, seeds, 8 arms), arms in the order of `sim.arms.ARMS`.
        crossed: whether all draws have the same seeds.
        seed: seed of the bootstrap.

    Returns:
        The statistics, in the unit of `values`.

    Raises:
        ValueError: another number of arms, or NaN.

    Example:
        >>> values = np.zeros((40, 2, 8))
        >>> values[..., [G, S]], values[..., GS] = 50, 120
        >>> synergy(values).verdict
        'more'
    """
    arms = checked(values, 3)
    if arms.shape[2:] != (len(ARMS),):
        raise ValueError(f"values has shape {arms.shape}; needed: (draws, seeds, {len(ARMS)} arms)")
    net = arms - arms[:, :, NONE : NONE + 1]
    tolerance = rounding_of(arms)
    apart = net[:, :, G] + net[:, :, S]

    parts = decomposition(arms)
    governance, transfer, scale = (effect(parts[:, :, part], crossed) for part in range(3))
    delta_runs = (parts[:, :, 0] + parts[:, :, 1]) + parts[:, :, 2]
    delta = _summing(effect(delta_runs, crossed), governance, transfer, scale)

    above = share_positive(delta_runs, tolerance, crossed, seed)
    better = G if net[:, :, G].mean() >= net[:, :, S].mean() else S
    beyond = mean_interval(net[:, :, GS] - net[:, :, better], crossed)
    one_plus_one = ratio(2 * net[:, :, GS], apart, True, tolerance, crossed)
    added_value = ratio(2 * net[:, :, GS], net[:, :, G_S], True, tolerance, crossed)
    gain_runs = arms[:, :, GS] - arms[:, :, G_S]
    share_added = share_positive(gain_runs, tolerance, crossed, seed)
    added_verdict = verdict(added_value.estimate, added_value.draw_range, share_added, beyond)
    alone_verdict = verdict(one_plus_one.estimate, one_plus_one.draw_range, above, beyond)
    return Synergy(
        overall=overall((added_verdict, alone_verdict)),
        added_value=added_value,
        contract_gain=effect(gain_runs, crossed),
        share_added=share_added,
        added_verdict=added_verdict,
        verdict=alone_verdict,
        one_plus_one=one_plus_one,
        delta=delta,
        governance=governance,
        transfer=transfer,
        scale=scale,
        multiplier=ratio(
            arms[:, :, GS] - arms[:, :, GMINUS_S],
            arms[:, :, G_S] - arms[:, :, GMINUS_S],
            positive=False,
            tolerance=tolerance,
            crossed=crossed,
        ),
        organization_share=ratio(net[:, :, S], apart, True, tolerance, crossed),
        share_above_two=above,
        beyond_better=beyond,
        arms={arm.name: mean_interval(net[:, :, index], crossed) for index, arm in enumerate(ARMS)},
        draws=arms.shape[0],
        seeds=arms.shape[1],
    )


def _summing(delta: Quantity, *parts: Quantity) -> Quantity:
    """Put Δ at the sum of its parts' values: the mean of a sum may differ from it in the last bit."""
    value = 0.0
    for part in parts:
        value += part.estimate.value
    moved = value - delta.estimate.value
    shifted = replace(
        delta.estimate, value=value, low=delta.estimate.low + moved, high=delta.estimate.high + moved
    )
    return replace(delta, estimate=shifted)


def synergy_by_component(
    components: ArrayLike, names: Sequence[str], crossed: bool = False, seed: int = 0
) -> dict[str, Synergy]:
    """Return the statistics of 1+1 for each component of value alone.

    Args:
        components: (draws, seeds, 8 arms, components), each in any unit.
        names: names of the components.
        crossed: whether all draws have the same seeds.
        seed: seed of the bootstrap.

    Returns:
        The statistics by name.

    Raises:
        ValueError: another number of names than of components.
    """
    array = checked(components, 4, "components")
    if array.shape[3] != len(names):
        raise ValueError(f"{len(names)} names for {array.shape[3]} components: {', '.join(names)}")
    return {name: synergy(array[..., index], crossed, seed) for index, name in enumerate(names)}

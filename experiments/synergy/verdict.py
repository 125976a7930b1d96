"""The verdict: a rule that assigns the statistics of 1+1 to one of six classes."""

from __future__ import annotations

from typing import Literal, get_args

from experiments.statistics.epistemic import DrawRange, ProbabilityEstimate
from experiments.statistics.intervals import Estimate

Verdict = Literal["two", "more", "less", "inertia", "undecided", "unresolved"]
VERDICTS: tuple[str, ...] = get_args(Verdict)

MORE, LESS = 0.9, 0.1
"""Shares of draws from which on the verdict is "more", or "less"."""

EQUIVALENCE = 0.02
"""Margin of equivalence: within this relative distance 1+1 counts as two, from 1.96 to 2.04."""


def verdict(
    one_plus_one: Estimate, over_draws: DrawRange, above: ProbabilityEstimate, beyond_better: Estimate
) -> Verdict:
    """Return the verdict on 1+1.

    In this order:

    1. **two**: the Monte Carlo interval and the draw range both lie within [1.96, 2.04]. It comes first: a
       gain of half a percent in every single draw is a share of 1, and still two for every purpose.
    2. **unresolved**: the draw range lies within the margin but the interval reaches over its edge (two, or
       more, or less?); or the interval of the share contains a threshold, 0.9 or 0.1; or there is no
       interval; or nothing is created in any arm.
    3. **more**: the share is at least 0.9. **less**: at most 0.1; and then **inertia** where the contract is
       resolved not to exceed the better single arm (else the weaker class applies).
    4. **undecided**: otherwise. More runs would not help: the draws themselves disagree.

    An undefined ratio (the sum v(G) + v(S) not significantly positive) excludes "two" and nothing else: the
    sign of Δ needs no ratio. With one draw there is no draw range, and the verdict is about that point alone.

    Args:
        one_plus_one: the ratio of means with its Monte Carlo interval.
        over_draws: its range over draws.
        above: the share of draws whose expected Δ is positive.
        beyond_better: v(GS) minus the better single arm.

    Returns:
        One of `VERDICTS`.
    """
    low, high = 2 * (1 - EQUIVALENCE), 2 * (1 + EQUIVALENCE)
    single = above.draws == 1
    alike = single or (low <= over_draws.low and over_draws.high <= high)
    if one_plus_one.known and alike and one_plus_one.low <= high and one_plus_one.high >= low:
        return "two" if low <= one_plus_one.low and one_plus_one.high <= high else "unresolved"
    if not beyond_better.known or (above.zero == 1 and not one_plus_one.known):
        return "unresolved"
    if above.low >= MORE:
        return "more"
    if above.high <= LESS:
        return "inertia" if beyond_better.high <= 0 else "less"
    return "undecided" if above.low > LESS and above.high < MORE else "unresolved"

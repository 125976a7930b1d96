"""The verdict: a rule that assigns the statistics of 1+1 to one of six classes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from experiments.statistics.epistemic import DrawRange, ProbabilityEstimate
from experiments.statistics.intervals import Estimate

Verdict = Literal["two", "more", "less", "inertia", "undecided", "unresolved"]
VERDICTS: tuple[str, ...] = get_args(Verdict)

Overall = Literal["two", "more", "less", "inertia", "undecided", "unresolved", "depends"]
"""What the verdicts under several conventions come to: the one that all share, or that it depends."""

Average = Literal["more", "less", "unknown"]
"""On which side of two 1+1 lies on average: its 95% interval as a whole, or not."""

Unresolved = Literal["", "interval", "margin", "share"]
"""What is not resolved: nothing; there is no interval; two or not; in how many draws 1+1 is above two."""

MORE, LESS = 0.9, 0.1
"""Shares of draws from which on the verdict is "more", or "less"."""

EQUIVALENCE = 0.02
"""Margin of equivalence: within this relative distance 1+1 counts as two."""

LOW, HIGH = 2 * (1 - EQUIVALENCE), 2 * (1 + EQUIVALENCE)
"""The ends of that margin, 1.96 and 2.04."""


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
    if unresolved(one_plus_one, over_draws, above, beyond_better):
        return "unresolved"
    if _about_two(one_plus_one, over_draws, above):
        return "two"
    if above.low >= MORE:
        return "more"
    if above.high <= LESS:
        return "inertia" if beyond_better.high <= 0 else "less"
    return "undecided"


def overall(verdicts: Iterable[Verdict]) -> Overall:
    """Return what verdicts under several conventions come to.

    The class that all share; "unresolved" where any of them is (more runs may bring them together); else
    "depends": which class it is hangs on the convention.

    Args:
        verdicts: one for each convention, at least one.

    Returns:
        A class of `VERDICTS`, or "depends".

    Raises:
        ValueError: no verdict.

    Example:
        >>> overall(["less", "less"]), overall(["less", "undecided"]), overall(["less", "unresolved"])
        ('less', 'depends', 'unresolved')
    """
    found = set(verdicts)
    if not found:
        raise ValueError("no verdict: at least one convention is needed")
    if len(found) == 1:
        return found.pop()
    return "unresolved" if "unresolved" in found else "depends"


def unresolved(
    one_plus_one: Estimate, over_draws: DrawRange, above: ProbabilityEstimate, beyond_better: Estimate
) -> Unresolved:
    """Return what these runs are too few to resolve: the first that applies, see `verdict`."""
    if _about_two(one_plus_one, over_draws, above):
        return "" if one_plus_one.low >= LOW and one_plus_one.high <= HIGH else "margin"
    if not beyond_better.known or (above.zero == 1 and not one_plus_one.known):
        return "interval"
    decided = above.low >= MORE or above.high <= LESS or (above.low > LESS and above.high < MORE)
    return "" if decided else "share"


def on_average(one_plus_one: Estimate, delta: Estimate) -> Average:
    """Return on which side of two 1+1 lies on average; where it is undefined, the sign of Δ says it."""
    low, high = (
        (one_plus_one.low - 2, one_plus_one.high - 2) if one_plus_one.known else (delta.low, delta.high)
    )
    return "more" if low > 0 else "less" if high < 0 else "unknown"


def _about_two(one_plus_one: Estimate, over_draws: DrawRange, above: ProbabilityEstimate) -> bool:
    """Return whether 1+1 may be two: the draws lie within the margin, and the interval reaches into it."""
    alike = above.draws == 1 or (over_draws.low >= LOW and over_draws.high <= HIGH)
    return one_plus_one.known and alike and one_plus_one.low <= HIGH and one_plus_one.high >= LOW

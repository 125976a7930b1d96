"""Does a panel see what was done, or what was reported?"""

import math

from sim.compiler.rule import rule


@rule
def member_score(
    reported: float,
    true: float,
    depth: float,
    leniency: float,
    independence: float,
    noise: float,
    correlation: float,
    common: float,
    own: float,
) -> float:
    """One evaluator's score: what the depth of inspection shows, with leniency and noise.

    (1−depth)·reported + depth·true + leniency·(1−independence) + σ(√ρ Z₀ + √(1−ρ) Zᵢ).

    `common` and `own` are standard normals; the mean over n members has noise variance σ²[1 + (n−1)ρ]/n.
    """
    seen = (1.0 - depth) * reported + depth * true
    error = math.sqrt(correlation) * common + math.sqrt(1.0 - correlation) * own
    return seen + leniency * (1.0 - independence) + noise * error


@rule
def clipped(score: float) -> float:
    """A panel's score, kept within [0, 1] after the mean is taken."""
    return min(1.0, max(0.0, score))


@rule
def appeal(appointer_favours: float, say: float, u: float) -> float:
    """How likely an evaluator is to be called: say·(what the appointer favours) + (1 − say)·u, u uniform."""
    return say * appointer_favours + (1.0 - say) * u

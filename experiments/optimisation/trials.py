"""Settings of levers tried on the same draws: how likely 1+1 > 2, how much regret, at what price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.defaults import SEEDS
from experiments.results import Result
from experiments.runs.design import Evaluate
from experiments.runs.outcomes import DELTA, ONE_PLUS_ONE, VALUE_GS, arms_needed, contrast, resample
from experiments.runs.settings import run_settings
from experiments.statistics.epistemic import ProbabilityEstimate, share_positive
from experiments.statistics.intervals import Estimate
from experiments.statistics.jackknife import estimates, leave_one_out

Setting = Mapping[str, float]
Price = Callable[[Setting], float]

REGRET_QUANTILE = 0.9
"""Regret is judged where it is bad: the level that one draw in ten exceeds."""


@dataclass(frozen=True)
class EvaluatedSetting(Result):
    """One setting on one set of draws.

    `above_two` is P(1+1 > 2), the share of draws with E[Δ|θ] > 0; `regret` the 90% quantile over draws of
    what the best setting of the set would have given more, in the unit of value, with `regret_mean` beside
    it; `price` is in yuan a year. `one_plus_one` is None where it is undefined.
    """

    setting: dict[str, float]
    price: float
    above_two: ProbabilityEstimate
    delta: Estimate
    value: Estimate
    one_plus_one: Estimate | None
    regret: float
    regret_mean: Estimate


@dataclass(frozen=True)
class EvaluatedSettings:
    """Runs of settings: Δ and v(GS) of every run, (draws, replications, settings), and 1+1's ingredients."""

    settings: tuple[dict[str, float], ...]
    prices: Array
    games: Array
    arms: tuple[int, ...]

    @property
    def delta(self) -> Array:
        """Δ of every run."""
        return contrast(DELTA.numerator, self.games, self.arms)

    @property
    def value(self) -> Array:
        """v(GS) of every run, net of the empty arm."""
        return contrast(VALUE_GS.numerator, self.games, self.arms)


def try_settings(
    evaluate: Evaluate,
    settings: Sequence[Setting],
    base: Mapping[str, float | Array],
    price: Price,
    draws: int,
    seeds: int = SEEDS,
    seed: int = 0,
    progress: Callable[[int], object] = lambda done: None,
) -> EvaluatedSettings:
    """Run settings on the same draws and luck. See `run_settings` for the arguments."""
    arms = arms_needed([ONE_PLUS_ONE])
    values = run_settings(evaluate, settings, base, arms, draws, seeds, seed, progress=progress)
    held = tuple({name: float(value) for name, value in setting.items()} for setting in settings)
    return EvaluatedSettings(held, np.array([price(setting) for setting in held]), values[..., 0], arms)


def joined(parts: Sequence[EvaluatedSettings]) -> EvaluatedSettings:
    """Return sets of settings as one; they must have been run on the same draws and seed."""
    return EvaluatedSettings(
        tuple(setting for part in parts for setting in part.settings),
        np.concatenate([part.prices for part in parts]),
        np.concatenate([part.games for part in parts], axis=2),
        parts[0].arms,
    )


def chance_above_two(tried: EvaluatedSettings) -> Array:
    """Return each setting's share of draws whose mean Δ is positive, noise left in: quick, for searching."""
    return np.asarray((tried.delta.mean(axis=1) > 0).mean(axis=0))


def regrets(tried: EvaluatedSettings, best: Array | None = None) -> Array:
    """Return what each setting lacks to the best in each draw: (draws, settings), in the unit of value.

    regret(x, θ) = max over settings of v(GS | θ) − v(GS | x, θ), with means over replications. `best`
    (draws,) replaces the maximum over these settings. Noise makes the maximum too large by about as much for
    every setting. Source: Savage 1951, J. American Statistical Association 46(253).
    """
    value = tried.value.mean(axis=1)
    highest = value.max(axis=1) if best is None else best
    return np.asarray(highest[:, None] - value)


def judged(
    tried: EvaluatedSettings, seed: int = 0, best: Array | None = None
) -> tuple[EvaluatedSetting, ...]:
    """Return each setting with its intervals, regret being against the best of these settings."""
    lacking = regrets(tried, best)
    delta = estimates(leave_one_out(tried.delta))
    value = estimates(leave_one_out(tried.value))
    found = []
    for place, setting in enumerate(tried.settings):
        ratio, _ = resample(ONE_PLUS_ONE, tried.games[:, :, place : place + 1], tried.arms)
        found.append(
            EvaluatedSetting(
                setting=setting,
                price=float(tried.prices[place]),
                above_two=share_positive(tried.delta[:, :, place], seed=seed),
                delta=delta[place],
                value=value[place],
                one_plus_one=None if ratio is None else estimates(ratio)[0],
                regret=float(np.quantile(lacking[:, place], REGRET_QUANTILE)),
                regret_mean=estimates(leave_one_out(lacking[:, None, place : place + 1]))[0],
            )
        )
    return tuple(found)

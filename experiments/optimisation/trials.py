"""Settings of levers evaluated at the same draws: P(1+1 > 2), regret and price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.arrays import Array
from experiments.defaults import SEEDS
from experiments.progress import Advance
from experiments.results import VALUES_BY_NAME, Result
from experiments.runs.design import Evaluate
from experiments.runs.outcomes import SIDE_BY_SIDE, VALUE_GS, Benchmark, arms_needed, contrast, resample
from experiments.runs.settings import run_settings
from experiments.statistics.epistemic import ProbabilityEstimate, share_positive
from experiments.statistics.intervals import Estimate, rounding_of
from experiments.statistics.jackknife import estimates, leave_one_out

Setting = Mapping[str, float]
Price = Callable[[Setting], float]

REGRET_QUANTILE = 0.9
"""Regret is judged in bad draws: at the level that one draw in ten exceeds."""


@dataclass(frozen=True)
class EvaluatedSetting(Result):
    """One setting at one set of draws.

    Attributes:
        setting: the value of every lever.
        price: yuan a year.
        above_two: P(1+1 > 2), the share of draws whose expected gain is positive.
        gain: the difference from the benchmark in service-months: of v(GS) from v(G∥S), or Δ.
        value: v(GS) in service-months.
        one_plus_one: the ratio; None where it is undefined.
        regret: the 90% quantile over draws of how much more the best setting of the set would have given.
        regret_mean: the mean of the same.
    """

    setting: dict[str, float] = field(metadata=VALUES_BY_NAME)
    price: float
    above_two: ProbabilityEstimate
    gain: Estimate
    value: Estimate
    one_plus_one: Estimate | None
    regret: float
    regret_mean: Estimate


@dataclass(frozen=True)
class EvaluatedSettings:
    """Runs of settings: public value in every arm, `games` (draws, seeds, settings, arms), and the prices."""

    settings: tuple[dict[str, float], ...]
    prices: Array
    games: Array
    arms: tuple[int, ...]
    benchmark: Benchmark = SIDE_BY_SIDE

    @property
    def gain(self) -> Array:
        """The gain of every replication, (draws, seeds, settings)."""
        return contrast(self.benchmark.gain.numerator, self.games, self.arms)

    @property
    def value(self) -> Array:
        """v(GS) of every replication, net of the empty arm, (draws, seeds, settings)."""
        return contrast(VALUE_GS.numerator, self.games, self.arms)


def evaluate_settings(
    evaluate: Evaluate,
    settings: Sequence[Setting],
    base: Mapping[str, float | Array],
    price: Price,
    draws: int,
    seeds: int = SEEDS,
    seed: int = 0,
    progress: Advance = lambda finished: None,
    benchmark: Benchmark = SIDE_BY_SIDE,
) -> EvaluatedSettings:
    """Run settings at the same draws with common random numbers. See `run_settings` for the arguments."""
    arms = arms_needed([*benchmark.brief, VALUE_GS])
    values = run_settings(evaluate, settings, base, arms, draws, seeds, seed, progress=progress)
    plain = tuple({name: float(value) for name, value in setting.items()} for setting in settings)
    prices = np.array([price(setting) for setting in plain])
    return EvaluatedSettings(plain, prices, values[..., 0], arms, benchmark)


def joined(parts: Sequence[EvaluatedSettings]) -> EvaluatedSettings:
    """Return sets of settings as one; they must have been run at the same draws and master seed."""
    return EvaluatedSettings(
        tuple(setting for part in parts for setting in part.settings),
        np.concatenate([part.prices for part in parts]),
        np.concatenate([part.games for part in parts], axis=2),
        parts[0].arms,
        parts[0].benchmark,
    )


def share_above_two(evaluated: EvaluatedSettings) -> Array:
    """Return each setting's share of draws with a positive mean gain, noise left in: for the search."""
    dust = rounding_of(evaluated.games)
    return np.asarray((evaluated.gain.mean(axis=1) > dust).mean(axis=0))


def regrets(evaluated: EvaluatedSettings, best: Array | None = None) -> Array:
    """Return how much less each setting gives than the best in each draw: (draws, settings), service-months.

    The regret of a setting in a draw is the largest v(GS) of all settings in that draw less its own, with
    means over seeds. `best` (draws,) replaces the maximum over these settings. Noise biases the maximum
    upwards, about equally for every setting. Source: Savage 1951, J. American Statistical Association
    46(253).
    """
    value = evaluated.value.mean(axis=1)
    highest = value.max(axis=1) if best is None else best
    return np.asarray(highest[:, None] - value)


def judged(
    evaluated: EvaluatedSettings, seed: int = 0, best: Array | None = None
) -> tuple[EvaluatedSetting, ...]:
    """Return each setting with its intervals, regret being against the best of these settings."""
    lacking = regrets(evaluated, best)
    gain = estimates(leave_one_out(evaluated.gain))
    value = estimates(leave_one_out(evaluated.value))
    dust = rounding_of(evaluated.games)
    found = []
    for place, setting in enumerate(evaluated.settings):
        ratio, _ = resample(
            evaluated.benchmark.ratio, evaluated.games[:, :, place : place + 1], evaluated.arms
        )
        found.append(
            EvaluatedSetting(
                setting=setting,
                price=float(evaluated.prices[place]),
                above_two=share_positive(evaluated.gain[:, :, place], dust, seed=seed),
                gain=gain[place],
                value=value[place],
                one_plus_one=None if ratio is None else estimates(ratio)[0],
                regret=float(np.quantile(lacking[:, place], REGRET_QUANTILE)),
                regret_mean=estimates(leave_one_out(lacking[:, None, place : place + 1]))[0],
            )
        )
    return tuple(found)

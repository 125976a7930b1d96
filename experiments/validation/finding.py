"""Findings: statements measured in paired runs, each with estimate, interval, and whether it holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.arrays import Array, Seeds
from experiments.results import Result
from experiments.runs.engines import engine_named, scenario_measures
from experiments.runs.keys import draw_seeds
from experiments.statistics.jackknife import half_width
from sim.arms import GS, NONE, G, S
from sim.scenario import Scenario

Hits = NDArray[np.bool_]
INDEX = {
    measure.name: place for place, measure in enumerate(scenario_measures(Scenario.load("s_association")))
}

FALSE_ALARM = 1e-3
"""One-sided probability that a finding is said to hold although the true effect is zero."""


@dataclass(frozen=True)
class Finding(Result):
    """One measured statement: its estimate with a 99.8% interval (false-alarm rate 1e-3 on each side)."""

    pattern: str
    statement: str
    estimate: float
    low: float
    high: float
    runs: int
    holds: bool


@dataclass(frozen=True)
class PatternSample:
    """Parameter draws and seeds shared by all variants of a comparison (common random numbers).

    Attributes:
        scenario: what is varied.
        draws: parameter draws; of a sample that is not drawn, 1.
        seed: master seed.
        seeds: seeds per draw.
        first_seed: the first seed of each draw that is used; those before it belong to other samples.
        drawn: whether uncertain parameters are drawn from their priors, or stay at the scenario's values.
    """

    scenario: Scenario
    draws: int
    seed: int = 0
    seeds: int = 1
    first_seed: int = 0
    drawn: bool = True

    @property
    def runs(self) -> int:
        """Runs of each variant in one arm."""
        return self.draws * self.seeds

    @property
    def run_seeds(self) -> Seeds:
        """The seeds of all runs, draw by draw, (runs,)."""
        last = self.first_seed + self.seeds
        each = [draw_seeds(self.seed, draw, last)[self.first_seed :] for draw in range(self.draws)]
        return np.concatenate(each)

    def run(
        self,
        changes: Mapping[str, Any],
        arms: tuple[int, ...] = (GS,),
        months: int | None = None,
        chosen: Hits | None = None,
    ) -> Array:
        """Run a variant.

        Args:
            changes: parameters that differ from the scenario, in all draws alike.
            arms: indices into `sim.arms.ARMS`.
            months: the horizon instead of the scenario's.
            chosen: which runs to do, (runs,); all by default.

        Returns:
            The measures, (runs, arms, measures).

        Raises:
            RuntimeError: a run failed.
        """
        points: dict[str, NDArray[Any]] = {}
        if self.drawn:
            drawn = self.scenario.draw(self.seed, self.draws)
            points = {
                name: np.repeat(each, self.seeds) for name, each in drawn.items() if name not in changes
            }
        for name, value in changes.items():
            points[name] = np.full(self.runs, self.scenario.parameters[name].stored(value))
        run_seeds = self.run_seeds
        if chosen is not None:
            points = {name: column[chosen] for name, column in points.items()}
            run_seeds = run_seeds[chosen]
        batch = engine_named().run(self.scenario, points, run_seeds, arms, months)
        if batch.failures:
            raise RuntimeError(f"{len(batch.failures)} runs failed; first: {batch.failures[0]}")
        return batch.values

    def measure(
        self, name: str, changes: Mapping[str, Any], arm: int = GS, months: int | None = None
    ) -> Array:
        """Return one measure of every run of a variant in one arm, (runs,)."""
        return self.run(changes, (arm,), months)[:, 0, INDEX[name]]

    def delta(self, changes: Mapping[str, Any], months: int | None = None) -> Array:
        """Return Δ = v(GS) − v(G) − v(S), net of the empty arm, of every run of a variant, (runs,)."""
        value = self.run(changes, (NONE, G, S, GS), months)[:, :, INDEX["value"]]
        return value[:, 3] - value[:, 1] - value[:, 2] + value[:, 0]


def mean_finding(pattern: str, statement: str, samples: Array, sign: int = 1) -> Finding:
    """Return a mean with its interval; it holds where the interval lies on the stated side of zero."""
    n = len(samples)
    mean = float(samples.mean())
    error = float(samples.std(ddof=1)) / math.sqrt(n)
    width = float(stats.t.ppf(1 - FALSE_ALARM, n - 1)) * error
    holds = mean - width > 0 if sign > 0 else mean + width < 0
    return Finding(pattern, statement, mean, mean - width, mean + width, n, holds)


def elasticity(
    pattern: str, statement: str, before: Array, after: Array, factor: float, sign: int = 1
) -> Finding:
    """Return log(mean after/mean before)/log(factor), with a jackknife interval over paired runs."""
    kept_before, kept_after = before.sum() - before, after.sum() - after
    whole = math.log(after.sum() / before.sum()) / math.log(factor)
    width = jackknife_width(whole, np.log(kept_after / kept_before) / math.log(factor))
    holds = whole - width > 0 if sign > 0 else whole + width < 0
    return Finding(pattern, statement, whole, whole - width, whole + width, len(before), holds)


def jackknife_width(whole: float, without_each: Array) -> float:
    """Return the half-width of the interval of a statistic, from its values without each run in turn."""
    resampled = np.append(whole, without_each)[:, None]
    return float(half_width(resampled, 1 - 2 * FALSE_ALARM)[0])


def share_finding(pattern: str, statement: str, hits: Hits, above: float = 0.0) -> Finding:
    """Return a share with its Wilson interval; it holds where the interval lies above `above`."""
    n = len(hits)
    interval = stats.binomtest(int(hits.sum()), n).proportion_ci(1 - 2 * FALSE_ALARM, "wilson")
    return Finding(
        pattern, statement, float(hits.mean()), float(interval.low), float(interval.high), n,
        bool(interval.low > above),
    )  # fmt: skip

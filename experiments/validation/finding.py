"""What a finding is: a statement measured in paired runs, its estimate and interval, and whether it holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.arrays import Array
from experiments.statistics.jackknife import half_width
from sim.arms import GS, NONE, G, S
from sim.engine import run_batch
from sim.measures import MEASURES
from sim.parameters.draws import draw_unknowns
from sim.scenario.scenario import Scenario

Hits = NDArray[np.bool_]
INDEX = {measure.name: place for place, measure in enumerate(MEASURES)}

FALSE_ALARM = 1e-3
"""One-sided chance that a finding is called present although nothing is there."""


@dataclass(frozen=True)
class Finding:
    """One measured statement: its estimate with a 99.8% interval (false-alarm rate 1e-3 on each side)."""

    pattern: str
    statement: str
    estimate: float
    low: float
    high: float
    runs: int
    holds: bool


@dataclass(frozen=True)
class Sample:
    """Draws of the unknowns and keys of chance, shared by all variants of a comparison."""

    scenario: Scenario
    n: int
    seed: int = 0
    unknown: bool = True

    def run(
        self, changes: Mapping[str, Any], arms: tuple[int, ...] = (GS,), months: int | None = None
    ) -> Array:
        """Run a variant: (n, arms, measures). Raises RuntimeError when a run fails."""
        values: dict[str, Any] = {}
        if self.unknown:
            priors = {name: prior for name, prior in self.scenario.priors.items() if name not in changes}
            values.update(draw_unknowns(priors, self.seed, self.n))
        for name, value in changes.items():
            stored = self.scenario.parameters[name].stored(value)
            values[name] = np.full(self.n, stored)
        run_seeds = np.arange(self.n, dtype=np.uint64) + np.uint64(1_000_003 * self.seed)
        batch = run_batch(self.scenario, values, run_seeds, arms, months)
        if batch.failures:
            raise RuntimeError(f"{len(batch.failures)} runs failed; first: {batch.failures[0]}")
        return batch.values

    def measure(
        self, name: str, changes: Mapping[str, Any], arm: int = GS, months: int | None = None
    ) -> Array:
        """One measure of every run of a variant in one arm: (n,)."""
        return self.run(changes, (arm,), months)[:, 0, INDEX[name]]

    def delta(self, changes: Mapping[str, Any], months: int | None = None) -> Array:
        """Δ = v(GS) − v(G) − v(S), net of the empty arm, of every run of a variant: (n,)."""
        value = self.run(changes, (NONE, G, S, GS), months)[:, :, INDEX["value"]]
        return value[:, 3] - value[:, 1] - value[:, 2] + value[:, 0]


def mean_finding(pattern: str, statement: str, samples: Array, sign: int = 1) -> Finding:
    """A mean with its interval, held to be present when the interval lies on the stated side of zero."""
    n = len(samples)
    mean = float(samples.mean())
    error = float(samples.std(ddof=1)) / math.sqrt(n)
    width = float(stats.t.ppf(1 - FALSE_ALARM, n - 1)) * error
    holds = mean - width > 0 if sign > 0 else mean + width < 0
    return Finding(pattern, statement, mean, mean - width, mean + width, n, holds)


def elasticity(
    pattern: str, statement: str, before: Array, after: Array, factor: float, sign: int = 1
) -> Finding:
    """log(mean after/mean before)/log(factor), with a jackknife interval over paired runs."""
    kept_before, kept_after = before.sum() - before, after.sum() - after
    whole = math.log(after.sum() / before.sum()) / math.log(factor)
    width = jackknife_width(whole, np.log(kept_after / kept_before) / math.log(factor))
    holds = whole - width > 0 if sign > 0 else whole + width < 0
    return Finding(pattern, statement, whole, whole - width, whole + width, len(before), holds)


def jackknife_width(whole: float, without_each: Array) -> float:
    """The half-width of the interval of a statistic, from its values without each run in turn."""
    resampled = np.append(whole, without_each)[:, None]
    return float(half_width(resampled, 1 - 2 * FALSE_ALARM)[0])


def share_finding(pattern: str, statement: str, hits: Hits, above: float = 0.0) -> Finding:
    """A share with its Wilson interval, held to be present when the interval lies above `above`."""
    n = len(hits)
    interval = stats.binomtest(int(hits.sum()), n).proportion_ci(1 - 2 * FALSE_ALARM, "wilson")
    return Finding(
        pattern, statement, float(hits.mean()), float(interval.low), float(interval.high), n,
        bool(interval.low > above),
    )  # fmt: skip

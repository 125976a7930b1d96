"""The search for good settings of levers: all evaluated at one set of draws, and NSGA-II to propose more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.designs.factors import Factor
from experiments.isolation import isolated
from experiments.optimisation.trials import (
    REGRET_QUANTILE,
    EvaluatedSettings,
    Price,
    Setting,
    evaluate_settings,
    joined,
    regrets,
    share_above_two,
)
from experiments.optional import optional
from experiments.progress import Advance
from experiments.runs.design import Evaluate
from experiments.runs.outcomes import SIDE_BY_SIDE, Benchmark

EXTRA = "optimise"
"""The extra with the optimiser."""

AIMS = ("above_two", "regret", "price")

STEPS = 20
"""Levers are set in twentieths of their range: finer settings could not be resolved."""

UNTOUCHED = 0.3
"""Width, beyond the range of 1, of the coordinates that leave a lever at the scenario's value."""


class Search:
    """All settings evaluated so far, at one set of draws."""

    def __init__(
        self,
        evaluate: Evaluate,
        levers: Sequence[Factor],
        baseline: Setting,
        base: Mapping[str, float | Array],
        price: Price,
        draws: int,
        seeds: int,
        seed: int,
        progress: Advance,
        benchmark: Benchmark = SIDE_BY_SIDE,
    ) -> None:
        self.levers, self.baseline = levers, baseline
        self._run: Callable[[Sequence[Setting]], EvaluatedSettings] = lambda settings: evaluate_settings(
            evaluate, settings, base, price, draws, seeds, seed, progress, benchmark
        )
        self._parts: list[EvaluatedSettings] = []
        self.reference: Array | None = None

    @property
    def evaluated(self) -> EvaluatedSettings:
        """All settings evaluated so far as one."""
        return joined(self._parts)

    def add(self, settings: Sequence[Setting]) -> EvaluatedSettings:
        """Run further settings and keep them."""
        new = self._run(settings)
        self._parts.append(new)
        return new

    def score(self, unit: Array) -> Array:
        """Return (settings, [−P, regret, price]) of points in the levers' unit cube.

        Regret is against the best of the first generation, so that the objective stays the same throughout.
        """
        new = self.add(self.settings(unit))
        if self.reference is None:
            self.reference = self.evaluated.value.mean(axis=1).max(axis=1)
        return aims_of(new, self.reference)

    def settings(self, unit: Array) -> list[dict[str, float]]:
        """Return points of the levers' unit cube as settings, in twentieths of each range.

        A coordinate beyond 1 leaves its lever at the scenario's value: changing nothing is always possible.
        """
        steps = np.round(np.minimum(unit, 1.0) * STEPS) / STEPS
        columns = [lever.values(steps[:, place]) for place, lever in enumerate(self.levers)]
        return [
            {
                lever.name: self.baseline[lever.name] if unit[row, place] > 1 else float(columns[place][row])
                for place, lever in enumerate(self.levers)
            }
            for row in range(len(unit))
        ]

    def aims(self) -> Array:
        """Return the objectives of all settings evaluated, regret against the best of all."""
        return aims_of(self.evaluated, None)


def aims_of(evaluated: EvaluatedSettings, best: Array | None) -> Array:
    """Return [−P, regret, price] of each setting, all to be minimised."""
    regret = np.quantile(regrets(evaluated, best), REGRET_QUANTILE, axis=0)
    return np.column_stack([-share_above_two(evaluated), regret, evaluated.prices])


def nsga(search: Search, size: int, population: int, generations: int, seed: int) -> None:
    """Let NSGA-II propose settings to the search, from a first generation that leaves most levers unchanged.

    Source: Deb et al. 2002, IEEE Transactions on Evolutionary Computation 6(2).
    """
    problems = optional("pymoo.core.problem", EXTRA)
    algorithms = optional("pymoo.algorithms.moo.nsga2", EXTRA)
    minimize = optional("pymoo.optimize", EXTRA).minimize

    class Levers(problems.Problem):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__(n_var=size, n_obj=len(AIMS), xl=0.0, xu=1.0 + UNTOUCHED)

        def _evaluate(self, x: Array, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
            out["F"] = search.score(x)

    rng = np.random.default_rng(seed)
    start = rng.random((population, size)) * (1 + UNTOUCHED)
    start[rng.random((population, size)) < 0.7] = 1 + UNTOUCHED
    with isolated(seed):
        minimize(
            Levers(), algorithms.NSGA2(pop_size=population, sampling=start), ("n_gen", generations),
            seed=seed % 2**31, verbose=False,
        )  # fmt: skip

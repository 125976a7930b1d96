"""What to do: the Pareto front of P(1+1 > 2), regret and public money, and its validation on held-out draws.

The front is searched by NSGA-II (pymoo) over the levers' ranges, every setting at the same draws with common
random numbers. The best of many settings is subject to selection bias, so every setting of the front is
judged again with held-out draws and seeds. Source: Deb et al. 2002, IEEE Transactions on Evolutionary
Computation 6(2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import FRONT_SHOWN, SEARCH, SEEDS
from experiments.designs.factors import Factor
from experiments.errors import InvalidInput
from experiments.optimisation.pruning import pruned
from experiments.optimisation.search import AIMS, EXTRA, Search, nsga
from experiments.optimisation.trials import (
    EvaluatedSetting,
    EvaluatedSettings,
    Price,
    Setting,
    evaluate_settings,
    judged,
)
from experiments.optional import optional
from experiments.progress import Advance
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result
from experiments.runs.design import Evaluate
from experiments.runs.keys import next_master_seed
from experiments.runs.outcomes import SIDE_BY_SIDE, Benchmark
from experiments.statistics.intervals import Estimate
from experiments.statistics.jackknife import estimates, leave_one_out
from experiments.statistics.multiple_testing import beyond_zero
from experiments.statistics.power import RESOLVED, clusters_of

Draw = Callable[[int, int], Mapping[str, float | Array]]


@dataclass(frozen=True)
class FrontSetting(Result):
    """One setting of the front, as found and on held-out draws.

    Attributes:
        found: the setting on the draws of the search.
        held_out: the same on held-out draws.
        best_in: the objectives in which it leads.
        improvement: its gain less that of the scenario as it is, paired on the held-out draws
            (service-months).
        resolved: whether the improvement differs from zero at the 5% level, corrected for the settings shown.
        draws_to_resolve: how many held-out draws would resolve it, see `experiments.statistics.power`.
    """

    found: EvaluatedSetting
    held_out: EvaluatedSetting
    best_in: tuple[str, ...]
    improvement: Estimate
    resolved: bool
    draws_to_resolve: int


@dataclass(frozen=True, repr=False)
class Front(AnalysisResult):
    """The Pareto front, with the scenario's own setting beside it.

    Attributes:
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".
        levers: what was decided on.
        baseline: the scenario as it is.
        settings: the settings of the front that are shown, by falling P where they were found.
        points: all settings of the front as (P, regret in service-months, price in yuan a year).
        evaluated: how many settings the search evaluated.
        optimism: how much P falls on average from the draws of the search to the held-out ones: selection
            bias.
        draws: draws of the search.
        held_out_draws: draws of the validation.
        seeds: seeds per draw.
        master_seeds: of the search, and of the validation.
        metadata: what is needed to repeat it.
    """

    benchmark: str
    levers: tuple[str, ...]
    baseline: FrontSetting
    settings: tuple[FrontSetting, ...]
    points: tuple[tuple[float, float, float], ...]
    evaluated: int
    optimism: float
    draws: int
    held_out_draws: int
    seeds: int
    master_seeds: tuple[int, int]
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})


def search_front(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    baseline: Setting,
    draw: Draw,
    price: Price,
    draws: int = SEARCH["draws"].usual,
    held_out_draws: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    population: int = SEARCH["population"].usual,
    generations: int = SEARCH["generations"].usual,
    seed: int = 0,
    progress: Advance = lambda finished: None,
    benchmark: Benchmark = SIDE_BY_SIDE,
) -> Front:
    """Search the front, validate it on held-out draws, and return it.

    `baseline` gives the scenario's value of every lever; `draw(seed, draws)` the draws of the uncertain
    parameters; `price` the yuan a year of a setting; `benchmark` is what 1+1 is compared with. Regret is
    against the best of all settings evaluated. Raises InvalidInput when there is no lever.
    """
    if not levers:
        raise InvalidInput("design.nothing_varies")
    optional("pymoo", EXTRA)  # before anything is run
    search = Search(
        evaluate, levers, baseline, draw(seed, draws), price, draws, seeds, seed, progress, benchmark
    )
    search.add([baseline])
    nsga(search, len(levers), population, generations, seed)
    aims = search.aims()
    front = nondominated(aims)
    ends = [search.evaluated.settings[front[place]] for place in spread_over(aims[front], FRONT_SHOWN)]
    simple = pruned(ends, baseline, search.add, price)
    chosen = [one for place, one in enumerate(simple) if one not in simple[:place] and one != baseline]
    if chosen:
        search.add(chosen)
    evaluated, aims = search.evaluated, search.aims()
    front = nondominated(aims)
    places = [0, *range(len(evaluated.settings) - len(chosen), len(evaluated.settings))]
    best = evaluated.value.mean(axis=1).max(axis=1)
    held_seed = next_master_seed(seed)
    again = evaluate_settings(
        evaluate,
        [evaluated.settings[place] for place in places],
        draw(held_seed, held_out_draws),
        price,
        held_out_draws,
        seeds,
        held_seed,
        progress,
        benchmark,
    )
    found, held_out = judged(_part(evaluated, places), seed, best), judged(again, held_seed)
    leaders = {aim: places[foremost(aims[places], column)] for column, aim in enumerate(AIMS)}
    settings = [
        FrontSetting(one, two, tuple(aim for aim in AIMS if leaders[aim] == place), *gain)
        for place, one, two, gain in zip(places, found, held_out, gains_on_the_first(again), strict=True)
    ]
    shown = settings[1:] if chosen else settings
    shown.sort(key=lambda s: (-s.found.above_two.value, s.found.price))
    falls = [s.found.above_two.raw - s.held_out.above_two.raw for s in shown]
    return Front(
        benchmark=benchmark.name,
        levers=tuple(lever.name for lever in levers),
        baseline=settings[0],
        settings=tuple(shown),
        points=tuple((float(-p), float(r), float(c)) for p, r, c in aims[front]),
        evaluated=len(evaluated.settings),
        optimism=float(np.mean(falls)),
        draws=draws,
        held_out_draws=held_out_draws,
        seeds=seeds,
        master_seeds=(seed, held_seed),
    )


def gains_on_the_first(evaluated: EvaluatedSettings) -> list[tuple[Estimate, bool, int]]:
    """Return each setting's gain less the first one's, whether it is resolved at 5%, and the draws needed."""
    gaps = leave_one_out(evaluated.gain - evaluated.gain[:, :, :1])
    resolved = np.concatenate([[False], beyond_zero(gaps[:, 1:])])
    needed = [RESOLVED, *clusters_of(gaps[:, 1:], resolved[1:])]
    return list(zip(estimates(gaps), resolved.tolist(), needed, strict=True))


def _part(evaluated: EvaluatedSettings, places: Sequence[int]) -> EvaluatedSettings:
    rows = list(places)
    settings = tuple(evaluated.settings[row] for row in rows)
    games = evaluated.games[:, :, rows]
    return EvaluatedSettings(settings, evaluated.prices[rows], games, evaluated.arms, evaluated.benchmark)


def foremost(aims: NDArray[np.float64], column: int) -> int:
    """Return the row lowest in one column of `aims` (rows, objectives); ties by the others, then first."""
    others = [aims[:, other] for other in range(aims.shape[1]) if other != column]
    return int(np.lexsort((*others[::-1], aims[:, column]))[0])


def nondominated(aims: Array) -> NDArray[np.intp]:
    """Return the rows that no other row dominates; all objectives are minimised.

    Of rows that are equal in all objectives the first is kept.
    """
    kept = []
    for row, point in enumerate(aims):
        no_worse = (aims <= point).all(axis=1)
        better = no_worse & (aims < point).any(axis=1)
        twin = no_worse[:row] & (aims[:row] == point).all(axis=1)
        if not better.any() and not twin.any():
            kept.append(row)
    return np.array(kept, dtype=np.intp)


def spread_over(aims: Array, most: int) -> list[int]:
    """Return at most `most` rows: the best in each objective, then ever the farthest from those taken."""
    width = np.ptp(aims, axis=0)
    scaled = (aims - aims.min(axis=0)) / np.where(width > 0, width, 1.0)
    taken = list(dict.fromkeys(int(np.argmin(aims[:, column])) for column in range(aims.shape[1])))
    while len(taken) < min(most, len(aims)):
        distance = np.min([((scaled - scaled[row]) ** 2).sum(axis=1) for row in taken], axis=0)
        if distance.max() == 0:
            break
        taken.append(int(np.argmax(distance)))
    return taken

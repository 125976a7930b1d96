"""What to do: the trade-off between P(1+1 > 2), regret and public money, and its test on held-out draws.

The front is sought by NSGA-II (pymoo) over the levers' ranges, every setting on the same draws and luck. What
is found on these draws is partly luck, so every setting of the front is judged again on draws and keys that
played no part. Source: Deb et al. 2002, IEEE Transactions on Evolutionary Computation 6(2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
    judged,
    try_settings,
)
from experiments.optional import optional
from experiments.results import Result
from experiments.runs.design import Evaluate
from experiments.runs.keys import next_master_seed
from experiments.statistics.intervals import Estimate
from experiments.statistics.jackknife import estimates, leave_one_out
from experiments.statistics.multiple_testing import beyond_zero
from experiments.statistics.power import RESOLVED, clusters_of

Draw = Callable[[int, int], Mapping[str, float | Array]]


@dataclass(frozen=True)
class FrontSetting(Result):
    """One setting of the front, as found and on held-out draws; `best_in` names the aims it leads in.

    `more` is its Δ less that of the scenario as it is, paired on the held-out draws; `resolved` says whether
    that is more than chance, corrected for the settings shown, `draws_to_resolve` with how many held-out
    draws it would be told (see `statistics.power`). The scenario itself has no more than itself.
    """

    found: EvaluatedSetting
    held_out: EvaluatedSetting
    best_in: tuple[str, ...]
    more: Estimate
    resolved: bool
    draws_to_resolve: int


@dataclass(frozen=True)
class Front(Result):
    """The trade-off front, with the scenario's own setting beside it.

    `points` are all settings of the front as (P, regret, price); `settings` those shown, by falling P where
    they were found. `tried` counts the settings looked at, `lost` how much P falls on average from the draws
    of the search to the held-out ones.
    """

    levers: tuple[str, ...]
    baseline: FrontSetting
    settings: tuple[FrontSetting, ...]
    points: tuple[tuple[float, float, float], ...]
    tried: int
    lost: float
    draws: int
    held_out_draws: int
    seeds: int
    master_seeds: tuple[int, int]


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
    progress: Callable[[int], object] = lambda done: None,
) -> Front:
    """Search the front, judge it on held-out draws, and return it.

    `baseline` gives the scenario's value of every lever; `draw(seed, draws)` the draws of what nobody
    knows; `price` the yuan a year of a setting. Regret is against the best of all settings tried. Raises
    InvalidInput when there is nothing to decide.
    """
    if not levers:
        raise InvalidInput("analysis.nothing_varies")
    optional("pymoo", EXTRA)  # before anything is run
    search = Search(evaluate, levers, baseline, draw(seed, draws), price, draws, seeds, seed, progress)
    search.add([baseline])
    nsga(search, len(levers), population, generations, seed)
    aims = search.aims()
    front = nondominated(aims)
    ends = [search.tried.settings[front[place]] for place in spread_over(aims[front], FRONT_SHOWN)]
    simple = pruned(ends, baseline, search.add, price)
    chosen = [one for place, one in enumerate(simple) if one not in simple[:place] and one != baseline]
    if chosen:
        search.add(chosen)
    tried, aims = search.tried, search.aims()
    front = nondominated(aims)
    places = [0, *range(len(tried.settings) - len(chosen), len(tried.settings))]
    best = tried.value.mean(axis=1).max(axis=1)
    held_seed = next_master_seed(seed)
    again = try_settings(
        evaluate,
        [tried.settings[place] for place in places],
        draw(held_seed, held_out_draws),
        price,
        held_out_draws,
        seeds,
        held_seed,
        progress,
    )
    found, held_out = judged(_part(tried, places), seed, best), judged(again, held_seed)
    leaders = {aim: places[foremost(aims[places], column)] for column, aim in enumerate(AIMS)}
    settings = [
        FrontSetting(one, two, tuple(aim for aim in AIMS if leaders[aim] == place), *beyond)
        for place, one, two, beyond in zip(places, found, held_out, beyond_the_first(again), strict=True)
    ]
    shown = settings[1:] if chosen else settings
    shown.sort(key=lambda s: (-s.found.above_two.value, s.found.price))
    lost = [s.found.above_two.raw - s.held_out.above_two.raw for s in shown]
    return Front(
        levers=tuple(lever.name for lever in levers),
        baseline=settings[0],
        settings=tuple(shown),
        points=tuple((float(-p), float(r), float(c)) for p, r, c in aims[front]),
        tried=len(tried.settings),
        lost=float(np.mean(lost)),
        draws=draws,
        held_out_draws=held_out_draws,
        seeds=seeds,
        master_seeds=(seed, held_seed),
    )


def beyond_the_first(tried: EvaluatedSettings) -> list[tuple[Estimate, bool, int]]:
    """Return each setting's Δ less the first one's, whether that is told, and the draws that would tell."""
    gaps = leave_one_out(tried.delta - tried.delta[:, :, :1])
    sure = np.concatenate([[False], beyond_zero(gaps[:, 1:])])
    needed = [RESOLVED, *clusters_of(gaps[:, 1:], sure[1:])]
    return list(zip(estimates(gaps), sure.tolist(), needed, strict=True))


def _part(tried: EvaluatedSettings, places: Sequence[int]) -> EvaluatedSettings:
    rows = list(places)
    settings = tuple(tried.settings[row] for row in rows)
    return EvaluatedSettings(settings, tried.prices[rows], tried.games[:, :, rows], tried.arms)


def foremost(aims: NDArray[np.float64], column: int) -> int:
    """The row lowest in one column of `aims` (rows, aims); ties go by the others, then to the first."""
    others = [aims[:, other] for other in range(aims.shape[1]) if other != column]
    return int(np.lexsort((*others[::-1], aims[:, column]))[0])


def nondominated(aims: Array) -> NDArray[np.intp]:
    """Return the rows that no other row beats in one aim without losing in another; all aims minimised.

    Of rows that are equal in all aims the first is kept.
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
    """Return at most `most` rows: the best in each aim, then always the one farthest from those taken."""
    width = np.ptp(aims, axis=0)
    scaled = (aims - aims.min(axis=0)) / np.where(width > 0, width, 1.0)
    taken = list(dict.fromkeys(int(np.argmin(aims[:, column])) for column in range(aims.shape[1])))
    while len(taken) < min(most, len(aims)):
        distance = np.min([((scaled - scaled[row]) ** 2).sum(axis=1) for row in taken], axis=0)
        if distance.max() == 0:
            break
        taken.append(int(np.argmax(distance)))
    return taken

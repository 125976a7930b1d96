"""The cheapest single change that lifts 1+1 above two: one lever moved, everything else as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import CHANGE_STEPS, SEARCH, SEEDS
from experiments.designs.factors import Factor
from experiments.errors import InvalidInput
from experiments.optimisation.front import Draw
from experiments.optimisation.trials import EvaluatedSetting, Price, Setting, judged, try_settings
from experiments.results import Result
from experiments.runs.design import Evaluate
from experiments.runs.keys import next_master_seed
from experiments.statistics.jackknife import leave_one_out, standard_error
from experiments.statistics.multiple_testing import beyond_zero, holm
from experiments.statistics.power import RESOLVED, clusters, clusters_of

TRIED_AGAIN = 3
"""Settings run again on held-out draws: the scenario, the cheapest change that crosses, and the nearest."""


@dataclass(frozen=True)
class Change(Result):
    """One lever moved to a value: what it costs more than before (yuan a year), and what it brings.

    `found` is the trial on the draws of the search, `held_out` that on others (None unless it was chosen to
    be tested). `crosses` says that E[Δ] is surely above zero, corrected for the number of changes looked at.
    `draws_to_resolve` is how many draws would tell on which side of two an open one lies, and
    `held_out_to_resolve` the same of the held-out draws alone (see `statistics.power`).
    """

    lever: str
    before: float
    after: float
    extra: float
    part_of_range: float
    found: EvaluatedSetting
    held_out: EvaluatedSetting | None
    crosses: bool
    draws_to_resolve: int
    held_out_to_resolve: int


@dataclass(frozen=True)
class SingleChanges(Result):
    """All single changes, best of each lever first by cost, and the cheapest that crosses two.

    `cheapest` is None when none crosses; `nearest` is then the change that brings Δ highest. Of changes of
    equal cost the smaller part of the lever's range comes first. `already` says that the scenario is above
    two as it is.
    """

    baseline: EvaluatedSetting
    already: bool
    cheapest: Change | None
    nearest: Change
    changes: tuple[Change, ...]
    looked_at: int
    draws: int
    seeds: int
    master_seeds: tuple[int, int]


def try_single_changes(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    baseline: Setting,
    draw: Draw,
    price: Price,
    draws: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    steps: int = CHANGE_STEPS,
    seed: int = 0,
    progress: Callable[[int], object] = lambda done: None,
) -> SingleChanges:
    """Move each lever alone to `steps` places of its range and return which changes cross two, at what cost.

    See `optimise` for the arguments. The cheapest (or nearest) change is run again on held-out draws.
    """
    moves = [
        (lever, after)
        for lever in levers
        for after in np.unique(lever.values(np.linspace(0.0, 1.0, steps)))
        if after != baseline[lever.name]
    ]
    if not moves:
        raise InvalidInput("analysis.nothing_varies")
    settings = [dict(baseline), *({**baseline, lever.name: float(after)} for lever, after in moves)]
    tried = try_settings(evaluate, settings, draw(seed, draws), price, draws, seeds, seed, progress)
    trials = judged(tried, seed)
    resampled = leave_one_out(tried.delta)
    sure = _surely_positive(resampled)
    needed = clusters_of(resampled, sure | beyond_zero(resampled))
    changes = [
        Change(
            lever=lever.name,
            before=float(baseline[lever.name]),
            after=float(after),
            extra=trial.price - trials[0].price,
            part_of_range=abs(after - baseline[lever.name]) / (lever.prior.high - lever.prior.low),
            found=trial,
            held_out=None,
            crosses=bool(crosses),
            draws_to_resolve=open_,
            held_out_to_resolve=RESOLVED,
        )
        for (lever, after), trial, crosses, open_ in zip(moves, trials[1:], sure[1:], needed[1:], strict=True)
    ]
    crossing = sorted((c for c in changes if c.crosses), key=lambda c: (c.extra, c.part_of_range))
    nearest = max(changes, key=lambda c: c.found.delta.value)
    held_seed = next_master_seed(seed)
    tested = [*crossing[:1], nearest]
    again = try_settings(
        evaluate, [dict(baseline), *(c.found.setting for c in tested)], draw(held_seed, draws), price, draws,
        seeds, held_seed, progress,
    )  # fmt: skip
    second = judged(again, held_seed)[1:]
    confirmed = [
        replace(
            change,
            held_out=trial,
            held_out_to_resolve=RESOLVED if trial.delta.sign else clusters(again.delta[:, :, place]),
        )
        for place, (change, trial) in enumerate(zip(tested, second, strict=True), start=1)
    ]
    best = {
        lever.name: max(
            (c for c in changes if c.lever == lever.name), key=lambda c: c.found.delta.value, default=None
        )
        for lever in levers
    }
    return SingleChanges(
        baseline=trials[0],
        already=bool(sure[0]),
        cheapest=confirmed[0] if crossing else None,
        nearest=confirmed[-1],
        changes=tuple(sorted((c for c in best.values() if c), key=lambda c: -c.found.delta.value)),
        looked_at=len(moves),
        draws=draws,
        seeds=seeds,
        master_seeds=(seed, held_seed),
    )


def _surely_positive(resampled: Array) -> NDArray[np.bool_]:
    """Return which means are above zero, one-sided at 2.5% and corrected for their number (Holm)."""
    from scipy import special

    errors = standard_error(resampled)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(errors > 0, resampled[0] / errors, np.sign(resampled[0]) * np.inf)
    p = special.stdtr(len(resampled) - 2, -np.nan_to_num(t, posinf=1e300, neginf=-1e300))
    return np.asarray(holm(p) < 0.025)

"""The cheapest single change that raises 1+1 above two: one lever moved, everything else as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import CHANGE_STEPS, SEARCH, SEEDS
from experiments.designs.factors import Factor
from experiments.errors import InvalidInput
from experiments.optimisation.front import Draw
from experiments.optimisation.trials import EvaluatedSetting, Price, Setting, evaluate_settings, judged
from experiments.progress import Advance
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result, values_of
from experiments.runs.design import Evaluate
from experiments.runs.keys import next_master_seed
from experiments.runs.outcomes import SIDE_BY_SIDE, Benchmark
from experiments.statistics.jackknife import leave_one_out, standard_error
from experiments.statistics.multiple_testing import beyond_zero, holm
from experiments.statistics.power import RESOLVED, clusters, clusters_of

HELD_OUT_SETTINGS = 3
"""Settings run again on held-out draws: the scenario, the cheapest change above two, and the nearest."""


@dataclass(frozen=True)
class Change(Result):
    """One lever moved to a value: what it costs and what it changes.

    Attributes:
        lever: its dotted name.
        before: the scenario's value.
        after: the value it is moved to.
        extra: additional cost in yuan a year.
        part_of_range: how far it is moved, as a share of the lever's range.
        found: the setting on the draws of the search.
        held_out: the same on held-out draws; None unless it was chosen to be tested.
        exceeds_two: whether the gain is above zero, one-sided at 2.5% and corrected for the number of
            changes.
        draws_to_resolve: how many draws would resolve the sign of the gain, see
            `experiments.statistics.power`.
        held_out_to_resolve: the same of the held-out draws alone.
    """

    lever: str
    before: float = field(metadata=values_of("lever"))
    after: float = field(metadata=values_of("lever"))
    extra: float
    part_of_range: float
    found: EvaluatedSetting
    held_out: EvaluatedSetting | None
    exceeds_two: bool
    draws_to_resolve: int
    held_out_to_resolve: int


@dataclass(frozen=True, repr=False)
class SingleChanges(AnalysisResult):
    """The best single change of each lever, and the cheapest of all with which 1+1 exceeds two.

    Attributes:
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".
        baseline: the scenario as it is.
        already: whether it exceeds two as it is.
        cheapest: the cheapest change that exceeds two; of equal cost the smaller part of the lever's range.
            None where no change does.
        nearest: the change with the highest gain.
        changes: the best of each lever, by falling gain.
        evaluated: how many changes were evaluated.
        draws: parameter draws.
        seeds: seeds per draw.
        master_seeds: of the search, and of the held-out draws.
        metadata: what is needed to repeat it.
    """

    benchmark: str
    baseline: EvaluatedSetting
    already: bool
    cheapest: Change | None
    nearest: Change
    changes: tuple[Change, ...]
    evaluated: int
    draws: int
    seeds: int
    master_seeds: tuple[int, int]
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})


def evaluate_single_changes(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    baseline: Setting,
    draw: Draw,
    price: Price,
    draws: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    steps: int = CHANGE_STEPS,
    seed: int = 0,
    progress: Advance = lambda finished: None,
    benchmark: Benchmark = SIDE_BY_SIDE,
) -> SingleChanges:
    """Move each lever alone to `steps` values of its range, and find which changes exceed two at what cost.

    See `search_front` for the arguments. The cheapest and the nearest change are run again on held-out draws.
    Raises InvalidInput when no lever can be moved.
    """
    moves = [
        (lever, after)
        for lever in levers
        for after in np.unique(lever.values(np.linspace(0.0, 1.0, steps)))
        if after != baseline[lever.name]
    ]
    if not moves:
        raise InvalidInput("design.nothing_varies")
    settings = [dict(baseline), *({**baseline, lever.name: float(after)} for lever, after in moves)]
    evaluated = evaluate_settings(
        evaluate, settings, draw(seed, draws), price, draws, seeds, seed, progress, benchmark
    )
    trials = judged(evaluated, seed)
    resampled = leave_one_out(evaluated.gain)
    positive = _significantly_positive(resampled)
    needed = clusters_of(resampled, positive | beyond_zero(resampled))
    changes = [
        Change(
            lever=lever.name,
            before=float(baseline[lever.name]),
            after=float(after),
            extra=trial.price - trials[0].price,
            part_of_range=abs(after - baseline[lever.name]) / (lever.prior.high - lever.prior.low),
            found=trial,
            held_out=None,
            exceeds_two=bool(exceeds),
            draws_to_resolve=number,
            held_out_to_resolve=RESOLVED,
        )
        for (lever, after), trial, exceeds, number in zip(
            moves, trials[1:], positive[1:], needed[1:], strict=True
        )
    ]
    exceeding = sorted((c for c in changes if c.exceeds_two), key=lambda c: (c.extra, c.part_of_range))
    nearest = max(changes, key=lambda c: c.found.gain.value)
    held_seed = next_master_seed(seed)
    tested = [*exceeding[:1], nearest]
    again = evaluate_settings(
        evaluate, [dict(baseline), *(c.found.setting for c in tested)], draw(held_seed, draws), price, draws,
        seeds, held_seed, progress, benchmark,
    )  # fmt: skip
    second = judged(again, held_seed)[1:]
    confirmed = [
        replace(
            change,
            held_out=trial,
            held_out_to_resolve=RESOLVED if trial.gain.sign else clusters(again.gain[:, :, place]),
        )
        for place, (change, trial) in enumerate(zip(tested, second, strict=True), start=1)
    ]
    best = {
        lever.name: max(
            (c for c in changes if c.lever == lever.name), key=lambda c: c.found.gain.value, default=None
        )
        for lever in levers
    }
    return SingleChanges(
        benchmark=benchmark.name,
        baseline=trials[0],
        already=bool(positive[0]),
        cheapest=confirmed[0] if exceeding else None,
        nearest=confirmed[-1],
        changes=tuple(sorted((c for c in best.values() if c), key=lambda c: -c.found.gain.value)),
        evaluated=len(moves),
        draws=draws,
        seeds=seeds,
        master_seeds=(seed, held_seed),
    )


def _significantly_positive(resampled: Array) -> NDArray[np.bool_]:
    """Return which means are above zero, one-sided at 2.5% and corrected for their number (Holm)."""
    from scipy import special

    errors = standard_error(resampled)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(errors > 0, resampled[0] / errors, np.sign(resampled[0]) * np.inf)
    p = special.stdtr(len(resampled) - 2, -np.nan_to_num(t, posinf=1e300, neginf=-1e300))
    return np.asarray(holm(p) < 0.025)

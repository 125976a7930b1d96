"""Scenario B beside scenario A: the same draws of what nobody knows, the same luck, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.intervals import Array, Estimate, Result, mean_interval
from experiments.needed import TOLD, clusters
from experiments.paired import Comparison, compare
from experiments.planner import ratio_influence
from experiments.progress import bar
from experiments.refusal import Halted, Refused
from experiments.runs import ALL_ARMS, RunFailure, Runs, replicate
from experiments.simulated import sampled
from experiments.sizes import COMPARISON, SLOW
from experiments.speeds import scenario_measures, speed
from experiments.spread import Share, Spread, share_positive
from experiments.synergy import Synergy, effect, synergy
from sim.arms import GS, NONE, G, S
from sim.scenario import Scenario
from sim.texts import DEFAULT_LANGUAGE, text


@dataclass(frozen=True)
class RatioDifference(Result):
    """1+1 of B minus 1+1 of A: paired estimate with interval, range over draws, share of draws above zero.

    `draws_to_resolve` is with how many draws (of a single one: run keys) it would be told from none.
    """

    estimate: Estimate
    spread: Spread
    higher: Share
    draws_to_resolve: int


@dataclass(frozen=True)
class SideBySide:
    """Two scenarios compared in the contract arm, measure by measure, and in 1+1.

    `difference` is None where 1+1 is undefined in either. `measures` are those of both scenarios.
    """

    a: Scenario
    b: Scenario
    runs_a: Runs
    runs_b: Runs
    comparison: Comparison
    synergy_a: Synergy
    synergy_b: Synergy
    difference: RatioDifference | None
    failures: tuple[RunFailure, ...]
    asked_runs: int


def side_by_side(
    a: Scenario,
    b: Scenario,
    replications: int | None = None,
    draws: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> SideBySide:
    """Run two scenarios in pairs and compare them.

    A draw of which a run failed in either is left out of both. Raises Refused for different kinds of service
    or sizes that can not be had, Halted when no draw is whole in both.
    """
    kinds = [" ".join(row.name for row in each.rows["kinds"]) for each in (a, b)]
    if kinds[0] != kinds[1]:
        raise Refused("report.kinds_differ", first=kinds[0], second=kinds[1])
    chosen = speed(engine)
    usual = SLOW if chosen.name == "mesa" else COMPARISON
    wanted = usual if replications is None else replications
    size = sampled(a if a.priors else b, wanted, draws)
    chosen.prepare(a)
    asked = 2 * size[0] * size[1] * len(ALL_ARMS)
    with bar(asked, text("report.running", lang), show) as progress:
        options: Any = {"seed": seed, "engine": engine, "progress": progress.update}
        both = [replicate(each, *size, **options) for each in (a, b)]
    failures = both[0].failures + both[1].failures
    runs_a, runs_b = whole_in_both(both[0], both[1])
    measures = scenario_measures(a)
    return SideBySide(
        a=a,
        b=b,
        runs_a=runs_a,
        runs_b=runs_b,
        comparison=compare(
            runs_a.values[:, :, runs_a.arms.index(GS)],
            runs_b.values[:, :, runs_b.arms.index(GS)],
            [measure.name for measure in measures],
            [measure.name for measure in measures if measure.better < 0],
        ),
        synergy_a=synergy(runs_a.of("value"), seed=seed),
        synergy_b=synergy(runs_b.of("value"), seed=seed),
        difference=ratio_difference(runs_a, runs_b, seed),
        failures=failures,
        asked_runs=asked,
    )


def whole_in_both(a: Runs, b: Runs) -> tuple[Runs, Runs]:
    """Return both runs without the draws of which a run failed in either. Raises Halted when none is left."""
    kept = np.isin(a.numbers, np.intersect1d(a.whole().numbers, b.whole().numbers))
    if not kept.any():
        first = (a.failures + b.failures)[0]
        count = len(a.failures) + len(b.failures)
        raise Halted("report.all_failed", count=count, message=first.message)
    return a.subset(kept), b.subset(kept)


def ratio_difference(a: Runs, b: Runs, seed: int = 0) -> RatioDifference | None:
    """Return the paired difference of 1+1, B − A; None where 1+1 is undefined in either.

    The estimate is the difference of the ratios of means, its interval the delta method's on paired runs,
    clustered by draw. Range and share are over draws in which both draws' own ratios are defined.
    """
    first, second = _terms(a), _terms(b)
    if min(mean_interval(each[1]).low for each in (first, second)) <= 0 or a.draws * a.replications < 2:
        return None
    influence = ratio_influence(*second) - ratio_influence(*first)
    usable = (first[1].mean(axis=1) > 0) & (second[1].mean(axis=1) > 0)
    within = _by_draw(*second, usable) - _by_draw(*first, usable)
    estimate = mean_interval(influence)
    return RatioDifference(
        estimate=estimate,
        spread=effect(within).spread,
        higher=share_positive(within, seed=seed),
        draws_to_resolve=TOLD if estimate.sign or not influence.any() else clusters(influence),
    )


def _terms(runs: Runs) -> tuple[Array, Array]:
    """Numerator and denominator of 1+1 in every run, net of the empty arm."""
    none = runs.arm(NONE, "value")
    above = 2 * (runs.arm(GS, "value") - none)
    return above, runs.arm(G, "value") + runs.arm(S, "value") - 2 * none


def _by_draw(above: Array, below: Array, usable: Array) -> Array:
    """Each run's influence on the ratio of its own draw: r + (a − r·b)/b̄ with r = ā/b̄ of the draw."""
    above, below = above[usable], below[usable]
    bottom = below.mean(axis=1, keepdims=True)
    ratio = above.mean(axis=1, keepdims=True) / bottom
    return np.asarray(ratio + (above - ratio * below) / bottom)

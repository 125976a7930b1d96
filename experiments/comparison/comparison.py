"""Scenario B beside scenario A: the same draws of what nobody knows, the same luck, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.comparison.differences import Comparison, differences
from experiments.defaults import COMPARISON, SLOW
from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.reporting.bars import bar
from experiments.results import Result
from experiments.runs.engines import engine_named, scenario_measures
from experiments.runs.paired import ALL_ARMS, PairedRuns, RunFailure, run_paired, sampled
from experiments.statistics.epistemic import DrawRange, ProbabilityEstimate, share_positive
from experiments.statistics.intervals import Estimate, mean_interval
from experiments.statistics.power import RESOLVED, clusters
from experiments.statistics.sample_size import ratio_influence
from experiments.synergy.synergy import Synergy, effect, synergy
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.arms import GS, NONE, G, S
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class RatioDifference(Result):
    """1+1 of B minus 1+1 of A: paired estimate with interval, range over draws, share of draws above zero.

    `draws_to_resolve` is with how many draws (of a single one: run keys) it would be told from none.
    """

    estimate: Estimate
    draw_range: DrawRange
    higher: ProbabilityEstimate
    draws_to_resolve: int


@dataclass(frozen=True)
class ScenarioComparison:
    """Two scenarios compared in the contract arm, measure by measure, and in 1+1.

    `difference` is None where 1+1 is undefined in either. `measures` are those of both scenarios.
    """

    a: Scenario
    b: Scenario
    runs_a: PairedRuns
    runs_b: PairedRuns
    comparison: Comparison
    synergy_a: Synergy
    synergy_b: Synergy
    difference: RatioDifference | None
    failures: tuple[RunFailure, ...]
    asked_runs: int


def compare(
    a: Scenario,
    b: Scenario,
    seeds: int | None = None,
    draws: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> ScenarioComparison:
    """Run two scenarios in pairs and compare them.

    A draw of which a run failed in either is left out of both. Raises InvalidInput for different kinds of
    service or sizes that can not be had, EnvironmentFailure when no draw is whole in both.
    """
    kinds = [" ".join(row.name for row in each.rows["kinds"]) for each in (a, b)]
    if kinds[0] != kinds[1]:
        raise InvalidInput("report.kinds_differ", first=kinds[0], second=kinds[1])
    chosen = engine_named(engine)
    usual = SLOW if chosen.name == "mesa" else COMPARISON
    wanted = usual if seeds is None else seeds
    size = sampled(a if a.priors else b, wanted, draws)
    chosen.prepare(a)
    asked = 2 * size[0] * size[1] * len(ALL_ARMS)
    with bar(asked, text("report.running", lang), show) as progress:
        options: Any = {"seed": seed, "engine": engine, "progress": progress.update}
        both = [run_paired(each, *size, **options) for each in (a, b)]
    failures = both[0].failures + both[1].failures
    runs_a, runs_b = whole_in_both(both[0], both[1])
    measures = scenario_measures(a)
    return ScenarioComparison(
        a=a,
        b=b,
        runs_a=runs_a,
        runs_b=runs_b,
        comparison=differences(
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


def whole_in_both(a: PairedRuns, b: PairedRuns) -> tuple[PairedRuns, PairedRuns]:
    """Return both runs without the draws of which a run failed in either.

    Raises EnvironmentFailure when none is left.
    """
    kept = np.isin(a.numbers, np.intersect1d(a.whole().numbers, b.whole().numbers))
    if not kept.any():
        first = (a.failures + b.failures)[0]
        count = len(a.failures) + len(b.failures)
        raise EnvironmentFailure("report.all_failed", count=count, message=first.message)
    return a.subset(kept), b.subset(kept)


def ratio_difference(a: PairedRuns, b: PairedRuns, seed: int = 0) -> RatioDifference | None:
    """Return the paired difference of 1+1, B − A; None where 1+1 is undefined in either.

    The estimate is the difference of the ratios of means, its interval the delta method's on paired runs,
    clustered by draw. Range and share are over draws in which both draws' own ratios are defined.
    """
    first, second = _terms(a), _terms(b)
    if min(mean_interval(each[1]).low for each in (first, second)) <= 0 or a.draws * a.seeds < 2:
        return None
    influence = ratio_influence(*second) - ratio_influence(*first)
    usable = (first[1].mean(axis=1) > 0) & (second[1].mean(axis=1) > 0)
    within = _by_draw(*second, usable) - _by_draw(*first, usable)
    estimate = mean_interval(influence)
    return RatioDifference(
        estimate=estimate,
        draw_range=effect(within).draw_range,
        higher=share_positive(within, seed=seed),
        draws_to_resolve=RESOLVED if estimate.sign or not influence.any() else clusters(influence),
    )


def _terms(runs: PairedRuns) -> tuple[Array, Array]:
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

"""Scenario B beside scenario A with common random numbers, and what differs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.comparison.differences import Comparison, Pairs, differences, pairs_of
from experiments.defaults import COMPARISON, SLOW
from experiments.errors import EnvironmentFailure
from experiments.progress import SILENT, Progress
from experiments.provenance import RunMetadata, described, paired_metadata
from experiments.results import AnalysisResult, Result
from experiments.runs.engines import engine_named
from experiments.runs.outcomes import ALONE, SIDE_BY_SIDE, V_UNIT, VALUE_GS, Benchmark, contrast
from experiments.runs.paired import ALL_ARMS, PairedRuns, run_paired, sample_sizes
from experiments.runs.relative import common_measures, reported_measures, values_of
from experiments.statistics.common_random_numbers import pairing_gain
from experiments.statistics.epistemic import DrawRange, ProbabilityEstimate, share_positive
from experiments.statistics.intervals import Estimate, mean_interval
from experiments.statistics.power import RESOLVED, clusters
from experiments.statistics.sample_size import ratio_influence
from experiments.synergy.synergy import Synergy, effect, synergy
from sim.arms import GS, NONE
from sim.measures import Measure
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class RatioDifference(Result):
    """1+1 of B minus 1+1 of A by one benchmark: paired estimate, range over draws, share of draws above zero.

    `draws_to_resolve` is how many draws (with a single draw: seeds) would resolve it; 0 where it is resolved,
    and where no run differs.
    """

    estimate: Estimate
    draw_range: DrawRange
    higher: ProbabilityEstimate
    draws_to_resolve: int

    @property
    def open(self) -> bool:
        """Whether these runs leave open on which side of zero it lies."""
        return self.draws_to_resolve != RESOLVED

    @property
    def none(self) -> bool:
        """Whether it is zero because no run differs."""
        return self.estimate.sign == 0 and not self.open


@dataclass(frozen=True)
class CreatedTogether(Result):
    """What the two create together under contract, net of nobody acting, v(GS), in A and in B.

    Attributes:
        a: in A, in the unit of v.
        b: in B.
        difference: B − A, paired by draw and seed.
        pairs: in how many pairs it is more in B, less, and the same.
        quantity: the name of the outcome.
        unit: the unit of v.
    """

    a: Estimate
    b: Estimate
    difference: Estimate
    pairs: Pairs
    quantity: str = VALUE_GS.name
    unit: str = V_UNIT

    @property
    def resolved(self) -> bool:
        """Whether the 95% interval of the difference lies on one side of zero."""
        return self.difference.sign != 0


@dataclass(frozen=True, repr=False)
class ScenarioComparison(AnalysisResult):
    """Two scenarios compared in the contract arm, measure by measure, and in 1+1.

    Attributes:
        a: the first scenario.
        b: the second scenario.
        names: what they are called, each by itself.
        shared: what both are called, where that is the same; "" where they are called by their names alone.
        own: what each of two with a shared name has that the other has not; "" where that is nothing.
        runs_a: paired runs of the first, without draws of which a run failed in either.
        runs_b: those of the second, at the same draws and seeds.
        comparison: the paired differences of all measures.
        synergy_a: 1+1 of the first.
        synergy_b: 1+1 of the second.
        added_difference: the paired difference of added value of contracting; None where it is undefined in
            either.
        difference: the paired difference of superadditivity; None where it is undefined in either.
        metadata: what is needed to repeat it; its scenario is the first.
    """

    FIGURES = "figure"

    a: Scenario
    b: Scenario
    names: tuple[str, str]
    runs_a: PairedRuns
    runs_b: PairedRuns
    comparison: Comparison
    synergy_a: Synergy
    synergy_b: Synergy
    added_difference: RatioDifference | None
    difference: RatioDifference | None
    metadata: RunMetadata = field(repr=False, compare=False)
    shared: str = field(default="", metadata={"plain": False})
    own: tuple[str, str] = field(default=("", ""), metadata={"plain": False})

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that are compared: those that both scenarios have, totals and relative ones."""
        return common_measures(self.a, self.b)

    @property
    def not_common(self) -> tuple[Measure, ...]:
        """The measures that only one of the two scenarios has."""
        known = {measure.name for measure in self.measures}
        both = {one.name: one for each in (self.a, self.b) for one in reported_measures(each)}
        return tuple(one for name, one in both.items() if name not in known)

    def difference_by(self, benchmark: str) -> RatioDifference | None:
        """Return the paired difference of 1+1 by one benchmark; None where it is undefined in A or in B.

        Args:
            benchmark: its name, "side_by_side" or "alone".

        Returns:
            The difference B − A.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.compare("s_association", "city", draws=2, months=6, progress=False)
            >>> found.difference_by("alone") == found.difference
            True
        """
        return self.added_difference if benchmark == SIDE_BY_SIDE.name else self.difference

    @property
    def created(self) -> CreatedTogether:
        """What the two create together, net of nobody acting, in A and in B, and the paired difference."""
        net = [runs.arm(GS, "value") - runs.arm(NONE, "value") for runs in (self.runs_a, self.runs_b)]
        a, b, difference = map(mean_interval, (*net, net[1] - net[0]))
        return CreatedTogether(a, b, difference, pairs_of(net[0], net[1]))

    def both(self, measure: str) -> tuple[Array, Array]:
        """Return a measure of every run in the contract arm, in A and in B.

        Args:
            measure: the name of a measure that both have.

        Returns:
            Two arrays (draws, seeds), in its unit; a draw and seed are the same in both.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.compare("s_association", "city", draws=2, months=6, progress=False)
            >>> [array.shape for array in found.both("value")]
            [(2, 2), (2, 2)]
        """
        return values_of(self.a, self.runs_a, GS, measure), values_of(self.b, self.runs_b, GS, measure)

    def variance_reduction(self, measure: str = "value") -> Estimate:
        """Return how many times more runs the same precision would take without common random numbers.

        Args:
            measure: the measure whose difference in the contract arm is looked at.

        Returns:
            The factor, with its 95% interval; above 1 where pairing helps.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.compare("s_association", "city", draws=4, months=6, progress=False)
            >>> found.variance_reduction("value").value > 0
            True
        """
        return pairing_gain(np.stack(self.both(measure), axis=2))

    def to_dict(self) -> dict[str, Any]:
        """Return everything that was found, with all that is needed to repeat it, as plain values.

        Returns:
            Nested dictionaries and lists; NaN and infinity as None.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.compare("s_association", "city", draws=2, months=6, progress=False)
            >>> list(found.to_dict()["one_plus_one"])
            ['a', 'b', 'difference']
        """
        record = self.metadata.to_dict()
        del record["scenario"]
        return {
            **record,
            "runs_each": self.metadata.runs // 2,
            "a": described(self.a),
            "b": described(self.b),
            "differs": self.a.differences(self.b),
            "comparison": self.comparison.to_dict(),
            "added_value": {
                "a": self.synergy_a.added_value.to_dict(),
                "b": self.synergy_b.added_value.to_dict(),
                "difference": None if self.added_difference is None else self.added_difference.to_dict(),
            },
            "one_plus_one": {
                "a": self.synergy_a.one_plus_one.to_dict(),
                "b": self.synergy_b.one_plus_one.to_dict(),
                "difference": None if self.difference is None else self.difference.to_dict(),
            },
            "created": self.created.to_dict(),
            "synergy": {"a": self.synergy_a.to_dict(), "b": self.synergy_b.to_dict()},
        }


def compare(
    a: Scenario,
    b: Scenario,
    *,
    draws: int | None = None,
    seeds: int | None = None,
    runs: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    names: tuple[str, str] | None = None,
    shared: str = "",
    own: tuple[str, str] = ("", ""),
    progress: Progress = SILENT,
) -> ScenarioComparison:
    """Run two scenarios with common random numbers and compare them.

    A draw of which a run failed in either is left out of both.

    Args:
        a: the first scenario.
        b: the second scenario; measures that only one of the two has are not compared.
        draws: parameter draws.
        seeds: seeds of each draw.
        runs: runs of all arms of each scenario together, instead of draws.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        names: what the scenarios are called in reports; their own names by default.
        shared: what both are called, where reports are to say it once.
        own: what each of the two has beside that.
        progress: what watches the runs.

    Returns:
        The comparison, B − A throughout.

    Raises:
        InvalidInput: sizes that are not allowed.
        EnvironmentFailure: no draw is whole in both.

    Example:
        >>> longer = Scenario.load("s_association", changes={"contract.term": 12})
        >>> compare(Scenario.load("s_association"), longer, draws=4, seeds=2).runs_a.draws
        4
    """
    chosen = engine_named(engine)
    usual = SLOW if chosen.name == "mesa" else COMPARISON
    size = sample_sizes(a if a.priors else b, draws, seeds, runs, usual)
    chosen.prepare(a)
    both = []
    for stage, each in (("first", a), ("second", b)):
        with progress.stage(stage, size[0] * size[1] * len(ALL_ARMS)) as advance:
            both.append(run_paired(each, *size, seed=seed, engine=engine, progress=advance))
    runs_a, runs_b = whole_in_both(both[0], both[1])
    measures = common_measures(a, b)
    names_of = [measure.name for measure in measures]
    return ScenarioComparison(
        a=a,
        b=b,
        names=names or (a.name, b.name),
        shared=shared,
        own=own,
        runs_a=runs_a,
        runs_b=runs_b,
        comparison=differences(
            np.stack([values_of(a, runs_a, GS, name) for name in names_of], axis=2),
            np.stack([values_of(b, runs_b, GS, name) for name in names_of], axis=2),
            names_of,
            [measure.name for measure in measures if measure.better < 0],
        ),
        synergy_a=synergy(runs_a.of("value"), seed=seed),
        synergy_b=synergy(runs_b.of("value"), seed=seed),
        added_difference=ratio_difference(runs_a, runs_b, seed, SIDE_BY_SIDE),
        difference=ratio_difference(runs_a, runs_b, seed),
        metadata=replace(paired_metadata("compare", a, runs_a, tuple(both)), runs=sum(map(_count, both))),
    )


def _count(runs: PairedRuns) -> int:
    """Return how many runs there are, of all arms, those that failed with them."""
    return runs.draws * runs.seeds * len(runs.arms)


def whole_in_both(a: PairedRuns, b: PairedRuns) -> tuple[PairedRuns, PairedRuns]:
    """Return both runs without the draws of which a run failed in either.

    Raises EnvironmentFailure when none is left.
    """
    kept = np.isin(a.numbers, np.intersect1d(a.whole().numbers, b.whole().numbers))
    if not kept.any():
        first = (a.failures + b.failures)[0]
        count = len(a.failures) + len(b.failures)
        raise EnvironmentFailure("error.all_failed", count=count, message=first.message)
    return a.subset(kept), b.subset(kept)


def ratio_difference(
    a: PairedRuns, b: PairedRuns, seed: int = 0, benchmark: Benchmark = ALONE
) -> RatioDifference | None:
    """Return the paired difference of 1+1, B − A; None where 1+1 is undefined in either.

    The estimate is the difference of the ratios of means, its interval the delta method's on paired runs,
    clustered by draw. Range and share are over draws in which both draws' own ratios are defined.
    """
    first, second = _terms(a, benchmark), _terms(b, benchmark)
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


def _terms(runs: PairedRuns, benchmark: Benchmark) -> tuple[Array, Array]:
    """Numerator and denominator of 1+1 by a benchmark in every run, net of the empty arm."""
    value, ratio = runs.of("value"), benchmark.ratio
    above = contrast(ratio.numerator, value, runs.arms)
    return ratio.factor * above, contrast(ratio.denominator, value, runs.arms)


def _by_draw(above: Array, below: Array, usable: Array) -> Array:
    """Each run's influence on the ratio of its own draw: r + (a − r·b)/b̄ with r = ā/b̄ of the draw."""
    above, below = above[usable], below[usable]
    bottom = below.mean(axis=1, keepdims=True)
    ratio = above.mean(axis=1, keepdims=True) / bottom
    return np.asarray(ratio + (above - ratio * below) / bottom)

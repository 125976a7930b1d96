"""What the figure of a comparison draws, as plain values: enough to draw it anew without a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np

from experiments.comparison.comparison import RatioDifference, ScenarioComparison
from experiments.provenance import RunMetadata
from experiments.reporting.numbers import unit
from experiments.results import AnalysisResult, Result
from experiments.texts import LANGUAGES


@dataclass(frozen=True)
class MeasureRow(Result):
    """One measure: its means in A and B, and the paired difference in standard deviations of all runs.

    `better` is 1 where more is better, −1 where less is, 0 where neither; `improvement` is the share of
    pairs in which B is better.
    """

    measure: str
    label: dict[str, str]
    unit: dict[str, str]
    a: float
    b: float
    difference: float
    low: float
    high: float
    better: int
    resolved: bool
    improvement: float


@dataclass(frozen=True, repr=False)
class ComparisonPicture(AnalysisResult):
    """What is drawn of a comparison: the measures that differ in any pair, and what title and note say.

    `ratios` is 1+1 in A and B against the two, each alone, `added` against both side by side. `measures` are
    compared, all of them, `rows` those that differ in any pair. `shared` is what both are called, `own` what
    each has beside that; `open` whether the differences of `added` and of `ratios` are not resolved.
    """

    FIGURES = "figure"

    names: tuple[str, str]
    ratios: tuple[float, float]
    added: tuple[float, float]
    rows: tuple[MeasureRow, ...]
    measures: int
    changed: bool
    draws: int
    seeds: int
    seed: int
    tests: int
    version: str
    shared: str = ""
    own: tuple[str, str] = ("", "")
    open: tuple[bool, bool] = (False, False)
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})


def picture_of(found: ScenarioComparison) -> ComparisonPicture:
    """Return what the figure of a comparison draws."""
    rows = []
    for measure in found.measures:
        one = found.comparison[measure.name]
        if one.label == "same":
            continue
        a, b = found.both(measure.name)
        scale = 1 / float(np.stack([a, b]).std())
        rows.append(
            MeasureRow(
                measure.name, {lang: measure.label(lang) for lang in LANGUAGES},
                {lang: unit(measure, lang) for lang in LANGUAGES}, float(a.mean()), float(b.mean()),
                one.difference.value * scale, one.difference.low * scale, one.difference.high * scale,
                int(measure.better), one.resolved, one.improvement.value,
            )
        )  # fmt: skip
    both = (found.synergy_a, found.synergy_b)
    first, second = (each.one_plus_one.estimate.value for each in both)
    added_first, added_second = (each.added_value.estimate.value for each in both)
    return ComparisonPicture(
        names=found.names,
        ratios=(first, second),
        added=(added_first, added_second),
        rows=tuple(rows),
        measures=len(found.measures),
        changed=bool(found.a.differences(found.b)),
        draws=found.comparison.draws,
        seeds=found.comparison.seeds,
        seed=found.runs_a.seed,
        tests=found.comparison.tests,
        version=version("oneplusone"),
        shared=found.shared,
        own=found.own,
        open=(_open(found.added_difference), _open(found.difference)),
    )


def _open(difference: RatioDifference | None) -> bool:
    """Return whether a difference of 1+1 is not resolved; one of runs that are all alike is none."""
    return difference is None or difference.open

"""Conclusions under each form: side of two, order of the dilemmas, signs of the paths, and what changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.arrays import Array
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result
from experiments.runs.outcomes import BENCHMARKS, Benchmark, contrast, resample
from experiments.statistics.epistemic import ProbabilityEstimate, share_positive
from experiments.statistics.intervals import Estimate, rounding_of
from experiments.statistics.jackknife import estimates, leave_one_out
from experiments.statistics.multiple_testing import beyond_zero, rank_intervals

FIRST = 3
"""Dilemmas whose order is a conclusion."""

AS_IS = "as_is"
"""The name of the scenario's own forms."""


@dataclass(frozen=True)
class SideOfTwo(Result):
    """On which side of two 1+1 lies under one benchmark.

    Attributes:
        benchmark: "side_by_side" or "alone".
        ratio: 1+1; None where it is undefined.
        side: +1 or −1 where the 95% interval of the gain lies on one side of zero, else 0.
        above_two: share of draws in which 1+1 exceeds two.
        change: the paired change of 1+1 from the scenario's own forms; None where either is undefined.
        resolved: whether the change differs from zero at the 5% level, corrected for the number of forms.
    """

    benchmark: str
    ratio: Estimate | None
    side: int
    above_two: ProbabilityEstimate
    change: Estimate | None
    resolved: bool


@dataclass(frozen=True)
class Removal(Result):
    """What 1+1 gains where one dilemma alone is neutral, the others as they are, under the leading benchmark.

    `best_rank` and `worst_rank` are the places that the dilemma may have among all, 1 for the one whose
    removal gains most, all intervals at once.
    """

    dilemma: str
    gain: Estimate
    best_rank: int
    worst_rank: int


@dataclass(frozen=True)
class PathSign(Result):
    """What one reform path changes in 1+1 under one benchmark.

    Attributes:
        path: its overlay.
        benchmark: "side_by_side" or "alone".
        change: the paired change; None where 1+1 is undefined.
        sign: +1 or −1 where it is resolved at the 5% level, corrected for all forms and paths; else 0.
    """

    path: str
    benchmark: str
    change: Estimate | None
    sign: int


@dataclass(frozen=True)
class FormRow(Result):
    """The conclusions under one form.

    Attributes:
        form: its name, or "as_is".
        question: the mechanism that it concerns; "" for "as_is".
        sides: under each benchmark.
        removals: of all dilemmas, the largest gain first; empty where 1+1 is undefined.
        paths: of each path, under each benchmark.
        turned: benchmarks under which the side of two is resolved and another than as it is.
        settled: benchmarks under which it is resolved here and open as it is, or the other way round.
        reordered: whether one of the first three dilemmas, as it is or here, changes places with another,
            both orders resolved.
        reversed_paths: "path/benchmark" whose signs are resolved and opposite.
    """

    form: str
    question: str
    sides: tuple[SideOfTwo, ...]
    removals: tuple[Removal, ...]
    paths: tuple[PathSign, ...]
    turned: tuple[str, ...]
    settled: tuple[str, ...]
    reordered: bool
    reversed_paths: tuple[str, ...]

    @property
    def first(self) -> tuple[str, ...]:
        """The dilemmas whose removal gains most, in order."""
        return tuple(one.dilemma for one in self.removals[:FIRST])

    @property
    def changes_something(self) -> bool:
        """Whether a conclusion is another than as it is, with both resolved."""
        return bool(self.turned or self.reordered or self.reversed_paths)


@dataclass(frozen=True, repr=False)
class FormTable(AnalysisResult):
    """Which conclusions change under which form, the scenario's own first, with sizes and master seed."""

    rows: tuple[FormRow, ...]
    draws: int
    seeds: int
    seed: int
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    def of(self, form: str) -> FormRow:
        """Return the row of a form.

        Args:
            form: its name, such as "schedule_none", or "as_is".

        Returns:
            Its conclusions, and which of them are others than as the scenario is.

        Raises:
            ValueError: there is none.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.forms(vary="access", draws=2, months=6, progress=False)
            >>> found.of("access_none").question
            'access'
        """
        for row in self.rows:
            if row.form == form:
                return row
        raise ValueError(f"no form {form!r}; there are {', '.join(row.form for row in self.rows)}")


@dataclass(frozen=True)
class FormRuns:
    """Value under one form, (draws, seeds, worlds, arms): as it is, each dilemma neutral, each path."""

    form: str
    question: str
    games: Array


def table_of(
    runs: Sequence[FormRuns],
    arms: Sequence[int],
    dilemmas: Sequence[str],
    paths: Sequence[str],
    seed: int = 0,
) -> tuple[FormRow, ...]:
    """Return the rows of forms run at the same draws and seeds, the first being the scenario's own."""
    sides = [_sides(benchmark, runs, arms, seed) for benchmark in BENCHMARKS]
    signs = [_signs(benchmark, runs, arms, len(dilemmas), paths) for benchmark in BENCHMARKS]
    removals = [_removals(one.games, arms, dilemmas) for one in runs]
    rows = []
    for at, one in enumerate(runs):
        here = tuple(found[at] for found in sides)
        changed = [
            (side.benchmark, side.side * first[0].side, side.side != first[0].side)
            for side, first in zip(here, sides, strict=True)
        ]
        path_signs = tuple(sign for found in signs for sign in found[at])
        of_old = tuple(sign for found in signs for sign in found[0])
        rows.append(
            FormRow(
                form=one.form,
                question=one.question,
                sides=here,
                removals=removals[at],
                paths=path_signs,
                turned=tuple(name for name, product, _ in changed if product < 0),
                settled=tuple(name for name, product, other in changed if other and product == 0),
                reordered=reordered(removals[0], removals[at]),
                reversed_paths=tuple(
                    f"{new.path}/{new.benchmark}"
                    for old, new in zip(of_old, path_signs, strict=True)
                    if old.sign * new.sign < 0
                ),
            )
        )
    return tuple(rows)


def _ratios(benchmark: Benchmark, games: Array, arms: Sequence[int]) -> Array | None:
    """Return 1+1 of every world, whole and without each cluster; None where it is undefined in one."""
    return resample(benchmark.ratio, games, arms)[0]


def _sides(benchmark: Benchmark, runs: Sequence[FormRuns], arms: Sequence[int], seed: int) -> list[SideOfTwo]:
    ratios = [_ratios(benchmark, one.games[:, :, :1], arms) for one in runs]
    changes = [None if ratio is None or ratios[0] is None else ratio - ratios[0] for ratio in ratios]
    resolved = _resolved(changes)
    found = []
    for one, ratio, change, beyond in zip(runs, ratios, changes, resolved, strict=True):
        gain = contrast(benchmark.gain.numerator, one.games[:, :, :1], arms)
        found.append(
            SideOfTwo(
                benchmark=benchmark.name,
                ratio=None if ratio is None else estimates(ratio)[0],
                side=estimates(leave_one_out(gain))[0].sign,
                above_two=share_positive(gain[:, :, 0], rounding_of(one.games), seed=seed),
                change=None if change is None else estimates(change)[0],
                resolved=beyond,
            )
        )
    return found


def _signs(
    benchmark: Benchmark, runs: Sequence[FormRuns], arms: Sequence[int], before: int, paths: Sequence[str]
) -> list[list[PathSign]]:
    changes: list[Array | None] = []
    for one in runs:
        worlds = [0, *range(1 + before, 1 + before + len(paths))]
        ratio = _ratios(benchmark, one.games[:, :, worlds], arms)
        for place in range(1, len(worlds)):
            changes.append(None if ratio is None else ratio[:, place : place + 1] - ratio[:, :1])
    resolved = _resolved(changes)
    found = []
    for at in range(len(runs)):
        row = []
        for place, path in enumerate(paths):
            change, beyond = changes[at * len(paths) + place], resolved[at * len(paths) + place]
            estimate = None if change is None else estimates(change)[0]
            sign = 0 if estimate is None or not beyond else 1 if estimate.value > 0 else -1
            row.append(PathSign(path, benchmark.name, estimate, sign))
        found.append(row)
    return found


def _resolved(changes: Sequence[Array | None]) -> list[bool]:
    """Return which changes differ from zero at 5%, corrected for the number of those that are any."""
    tested = [place for place, change in enumerate(changes) if change is not None and change.any()]
    found = [False] * len(changes)
    if tested:
        together = np.column_stack([changes[place] for place in tested])  # type: ignore[misc]
        for place, beyond in zip(tested, beyond_zero(together), strict=True):
            found[place] = bool(beyond)
    return found


def _removals(games: Array, arms: Sequence[int], dilemmas: Sequence[str]) -> tuple[Removal, ...]:
    ratio = _ratios(BENCHMARKS[0], games[:, :, : 1 + len(dilemmas)], arms)
    if ratio is None:
        return ()
    gains = ratio[:, 1:] - ratio[:, :1]
    best, worst = rank_intervals(gains)
    found = [
        Removal(name, estimate, int(best[place]), int(worst[place]))
        for place, (name, estimate) in enumerate(zip(dilemmas, estimates(gains), strict=True))
    ]
    return tuple(sorted(found, key=lambda one: -one.gain.value))


def reordered(old: Sequence[Removal], new: Sequence[Removal]) -> bool:
    """Return whether one of the first three dilemmas changes places with another, both orders resolved."""
    before = {one.dilemma: one for one in old}
    after = {one.dilemma: one for one in new}
    if before.keys() != after.keys():
        return False
    first = {one.dilemma for one in (*old[:FIRST], *new[:FIRST])}
    return any(
        before[one].worst_rank < before[other].best_rank and after[other].worst_rank < after[one].best_rank
        for one in before
        for other in before
        if one in first or other in first
    )

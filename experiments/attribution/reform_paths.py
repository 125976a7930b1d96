"""The reform paths compared: what each gives back alone, in pairs and together.

Every combination of the paths is run at the draws of the scenario without them, with common random numbers. A
path is paid for out of the same public sum; that the money spent is equal is checked, not assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from experiments.arrays import Array
from experiments.attribution.changes import Changes
from experiments.attribution.factorial import Switch, combinations
from experiments.defaults import SEEDS
from experiments.progress import Advance
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result
from experiments.runs.design import Evaluate
from experiments.runs.outcomes import (
    ADDED_VALUE,
    CONTRACT_GAIN,
    DELTA,
    ONE_PLUS_ONE,
    VALUE_GS,
    Outcome,
    arms_needed,
    contrast,
    resample,
)
from experiments.runs.settings import run_settings
from experiments.statistics.epistemic import ProbabilityEstimate, share_positive
from experiments.statistics.intervals import CONFIDENCE, Estimate, rounding_of
from experiments.statistics.jackknife import estimates, leave_one_out
from experiments.statistics.multiple_testing import beyond_zero
from experiments.statistics.power import NOT_PLANNABLE, RESOLVED, clusters_of
from experiments.statistics.shapley import dividends, pairs, shapley_values
from sim.arms import GS

PATH_OUTCOMES = (ADDED_VALUE, ONE_PLUS_ONE, CONTRACT_GAIN, DELTA, VALUE_GS)
MONEY_MARGIN = 0.02
"""Public money that deviates by at most this share from the scenario's own counts as equal."""


@dataclass(frozen=True)
class Gain(Result):
    """What a combination of paths changes in one outcome, compared with the scenario without paths.

    Attributes:
        outcome: its name.
        level: the outcome itself; None where a quotient is undefined.
        change: the paired difference from the scenario without paths; None where a quotient is undefined.
        resolved: whether the change differs from zero at the 5% level, corrected for the number of
            combinations.
        draws_to_resolve: how many draws would resolve it, see `experiments.statistics.power`.
    """

    outcome: str
    level: Estimate | None
    change: Estimate | None
    resolved: bool
    draws_to_resolve: int


@dataclass(frozen=True)
class Combination(Result):
    """One combination of paths (none: the scenario itself): gains, P(1+1 > 2), and the public money spent.

    `above_two_side_by_side` is P(1+1 > 2) against both side by side without a contract, `above_two` that
    against the two alone. `money` is the mean sum spent under contract (yuan), `equal_money` whether it lies
    within 2% of the scenario's own.
    """

    paths: tuple[str, ...]
    gains: tuple[Gain, ...]
    above_two: ProbabilityEstimate
    money: Estimate
    equal_money: bool
    above_two_side_by_side: ProbabilityEstimate

    def gain(self, outcome: str) -> Gain:
        """Return the gain in one outcome.

        Args:
            outcome: "added_value", "one_plus_one", "contract_gain", "delta" or another that was analysed.

        Returns:
            Its level and its paired change, with intervals.

        Raises:
            ValueError: an outcome that was not analysed.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.reform_paths(draws=2, months=6, progress=False)
            >>> found.of("cultivation").gain("delta").outcome
            'delta'
        """
        for gain in self.gains:
            if gain.outcome == outcome:
                return gain
        raise ValueError(f"no outcome {outcome!r}; there are {', '.join(g.outcome for g in self.gains)}")


@dataclass(frozen=True)
class Credit(Result):
    """How the gain of all paths together divides among them (Shapley), and what pairs add beyond their parts.

    `resolved` says which of the pairs' dividends differ from zero at the 5% level, corrected for their
    number, and `draws_to_resolve` how many draws would resolve the others.
    """

    outcome: str
    paths: tuple[str, ...]
    shares: tuple[Estimate, ...]
    pairs: tuple[tuple[str, str], ...]
    beyond_parts: tuple[Estimate, ...]
    resolved: tuple[bool, ...]
    draws_to_resolve: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class PathTable(AnalysisResult):
    """All combinations of the reform paths, from none to all, with the sizes and the master seed.

    `changes` has what each path changes in the case.
    """

    REPORT = "paths_report"

    paths: tuple[str, ...]
    rows: tuple[Combination, ...]
    credits: tuple[Credit, ...]
    draws: int
    seeds: int
    seed: int
    confidence: float
    changes: Changes = field(default_factory=dict)
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    def of(self, *names: str) -> Combination:
        """Return the combination of exactly these paths.

        Args:
            *names: paths, in any order; none for the scenario as it is.

        Returns:
            Its gains and the public money that it spends.

        Raises:
            ValueError: a name that is no path.

        Example:
            >>> import oneplusone as opo
            >>> opo.reform_paths(draws=2, months=6, progress=False).of("cultivation").paths
            ('cultivation',)
        """
        for row in self.rows:
            if set(row.paths) == set(names):
                return row
        raise ValueError(f"no combination of {', '.join(names)}; the paths are {', '.join(self.paths)}")


def path_table(
    evaluate: Evaluate,
    paths: Sequence[Switch],
    base: Mapping[str, float | Array],
    draws: int,
    spent: int,
    seeds: int = SEEDS,
    seed: int = 0,
    outcomes: Sequence[Outcome] = PATH_OUTCOMES,
    progress: Advance = lambda finished: None,
) -> PathTable:
    """Run every combination of the paths and compare them; `spent` is the place of public money's measure.

    See `run_settings` for the other arguments.
    """
    arms = arms_needed(outcomes)
    values = run_settings(
        evaluate,
        combinations(paths),
        base,
        arms,
        draws,
        seeds,
        seed,
        measures=(0, spent),
        progress=progress,
    )
    return table_of(values, arms, tuple(path.name for path in paths), outcomes, seed)


def table_of(
    values: Array,
    arms: Sequence[int],
    names: tuple[str, ...],
    outcomes: Sequence[Outcome] = PATH_OUTCOMES,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> PathTable:
    """Return the table of values already run: (draws, seeds, combinations, arms, [value, yuan spent])."""
    games = values[..., 0]
    money = leave_one_out(values[..., list(arms).index(GS), 1])
    spent = estimates(money, confidence)
    delta = contrast(DELTA.numerator, games, arms)
    gained = contrast(CONTRACT_GAIN.numerator, games, arms)
    dust = rounding_of(games)
    resampled = {outcome.name: resample(outcome, games, arms)[0] for outcome in outcomes}
    gains = {
        outcome.name: _gains(outcome, resampled[outcome.name], games.shape[2], confidence)
        for outcome in outcomes
    }
    rows = tuple(
        Combination(
            paths=tuple(name for i, name in enumerate(names) if row >> i & 1),
            gains=tuple(gains[outcome.name][row] for outcome in outcomes),
            above_two=share_positive(delta[:, :, row], dust, seed=seed),
            money=spent[row],
            equal_money=bool(abs(money[0, row] - money[0, 0]) <= MONEY_MARGIN * abs(money[0, 0])),
            above_two_side_by_side=share_positive(gained[:, :, row], dust, seed=seed),
        )
        for row in range(games.shape[2])
    )
    return PathTable(
        paths=names,
        rows=tuple(sorted(rows, key=lambda row: len(row.paths))),
        credits=tuple(
            _credit(name, table, names, confidence) for name, table in resampled.items() if table is not None
        ),
        draws=values.shape[0],
        seeds=values.shape[1],
        seed=seed,
        confidence=confidence,
    )


def _gains(outcome: Outcome, resampled: Array | None, rows: int, confidence: float) -> list[Gain]:
    if resampled is None:
        return [Gain(outcome.name, None, None, False, NOT_PLANNABLE)] * rows
    change = resampled - resampled[:, :1]
    resolved = beyond_zero(change[:, 1:], confidence)
    needed = [RESOLVED, *clusters_of(change[:, 1:], resolved)]  # the scenario itself is not tested
    ends = zip(
        estimates(resampled, confidence), estimates(change, confidence), [False, *resolved.tolist()], needed,
        strict=True,
    )  # fmt: skip
    return [Gain(outcome.name, level, difference, *rest) for level, difference, *rest in ends]


def _credit(outcome: str, resampled: Array, names: tuple[str, ...], confidence: float) -> Credit:
    harsanyi = dividends(resampled)
    twos = pairs(len(names))
    harsanyi = harsanyi[:, [(1 << i) | (1 << j) for i, j in twos]]
    resolved = beyond_zero(harsanyi, confidence)
    return Credit(
        outcome=outcome,
        paths=names,
        shares=tuple(estimates(shapley_values(resampled), confidence)),
        pairs=tuple((names[i], names[j]) for i, j in twos),
        beyond_parts=tuple(estimates(harsanyi, confidence)),
        resolved=tuple(resolved.tolist()),
        draws_to_resolve=tuple(clusters_of(harsanyi, resolved)),
    )

"""The ledger of two sides: what each dilemma takes and each source of synergy gives, in every outcome.

Every dilemma, or source, can be present, as the scenario has it, or neutral, by a declared setting. With
eight of them all 2⁸ worlds are run at the same draws with common random numbers, and the difference between
all present and all neutral is divided among them by Shapley values: each gets its average contribution over
every order of appearing. The parts add up exactly; what has no effect gets exactly zero. Each side is divided
with the other as the scenario has it. What a pair adds
beyond its two members, where nothing else is present, is its Harsanyi dividend. Sources: Shapley 1953,
Contributions to the Theory of Games II; Harsanyi 1963, International Economic Review 4(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

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
    MULTIPLIER,
    ONE_PLUS_ONE,
    VALUE_G,
    VALUE_GS,
    VALUE_S,
    Outcome,
    arms_needed,
    contrast,
    resample,
)
from experiments.runs.settings import run_settings
from experiments.statistics.epistemic import DrawRange, draw_range, noise_variance
from experiments.statistics.intervals import CONFIDENCE, Estimate
from experiments.statistics.jackknife import estimates
from experiments.statistics.multiple_testing import beyond_zero, rank_intervals
from experiments.statistics.power import clusters_of
from experiments.statistics.shapley import dividends, exact_shapley_values, pairs, players, shapley_values

LEDGER_OUTCOMES = (
    ADDED_VALUE, ONE_PLUS_ONE, CONTRACT_GAIN, DELTA, MULTIPLIER, VALUE_GS, VALUE_G, VALUE_S,
)  # fmt: skip
"""What is divided: 1+1 by both benchmarks, the gain of each, the multiplier where it is defined, the arms."""

DILEMMAS_SIDE, SOURCES_SIDE = SIDES = ("dilemmas", "sources")
"""The two sides: what takes, and what gives."""
PAIRS_SHOWN = 2


@dataclass(frozen=True)
class Entry(Result):
    """What one dilemma or source adds to an outcome by being present, in the outcome's unit.

    Attributes:
        dilemma: its name, that of a source on the other side.
        estimate: the Shapley value with its Monte Carlo interval.
        over_draws: its 5–95% range over draws; None for quotients, which single draws may leave undefined.
        resolved: whether it differs from zero at the 5% level, corrected for their number.
        best_rank: the highest rank compatible with the Monte Carlo error; 1 takes, or gives, most.
        worst_rank: the lowest such rank.
        draws_to_resolve: how many draws (seeds, where no parameter is uncertain) would resolve it with power
            0.8, see `experiments.statistics.power`: 0 where it is resolved, −1 where no number exists.
    """

    dilemma: str
    estimate: Estimate
    over_draws: DrawRange | None
    resolved: bool
    best_rank: int
    worst_rank: int
    draws_to_resolve: int


@dataclass(frozen=True)
class Interaction(Result):
    """A pair's Harsanyi dividend, and whether it is resolved at 5% or how many draws that would take."""

    first: str
    second: str
    estimate: Estimate
    resolved: bool
    draws_to_resolve: int


@dataclass(frozen=True)
class Account(Result):
    """The ledger of one outcome: from `neutral` (none present) by the entries to `actual` (all present).

    `undefined` counts the worlds in which a quotient is undefined, because its denominator is not resolved to
    be positive; nothing is attributed then and the entries are empty.
    """

    outcome: str
    neutral: Estimate | None
    actual: Estimate | None
    total: Estimate | None
    entries: tuple[Entry, ...]
    interactions: tuple[Interaction, ...]
    undefined: int


@dataclass(frozen=True)
class SettingLedger(Result):
    """The accounts of all outcomes under one declared neutral setting, with the sizes and the master seed.

    `side` is "dilemmas" or "sources", `dilemmas` has the names of those that are switched; `changes` has what
    the neutral setting of each changes in the case.
    """

    setting: str
    dilemmas: tuple[str, ...]
    draws: int
    seeds: int
    seed: int
    confidence: float
    accounts: tuple[Account, ...]
    changes: Changes = field(default_factory=dict)
    side: str = DILEMMAS_SIDE

    def of(self, outcome: str) -> Account:
        """Return the account of an outcome.

        Args:
            outcome: "added_value", "one_plus_one", "contract_gain", "delta", "multiplier" or an arm's value,
                such as "value_gs".

        Returns:
            What each dilemma adds to it, with intervals.

        Raises:
            ValueError: an outcome that has none.

        Example:
            >>> import oneplusone as opo
            >>> under = opo.ledger(draws=2, seeds=1, months=6, settings=1, progress=False).under(1)
            >>> under.of("delta").outcome
            'delta'
        """
        account = self.find(outcome)
        if account is not None:
            return account
        raise ValueError(f"no account {outcome!r}; there are {', '.join(a.outcome for a in self.accounts)}")

    def find(self, outcome: str) -> Account | None:
        """Return the account of an outcome, None where there is none.

        Args:
            outcome: as in `of`.

        Returns:
            What each dilemma or source adds to it.

        Example:
            >>> import oneplusone as opo
            >>> under = opo.ledger(draws=2, seeds=1, months=6, settings=1, progress=False).under(1)
            >>> under.find("nothing") is None
            True
        """
        return next((account for account in self.accounts if account.outcome == outcome), None)


@dataclass(frozen=True, repr=False)
class Ledger(AnalysisResult):
    """The ledger of both sides, run with the same seeds.

    Attributes:
        settings: what the dilemmas take, under one or more declared neutral settings; empty where not asked
            for.
        sources: what the sources of synergy give; None where not asked for.
        metadata: what is needed to repeat it.
    """

    REPORT = "ledger_report"

    settings: tuple[SettingLedger, ...]
    sources: SettingLedger | None = None
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    @property
    def sides(self) -> tuple[SettingLedger, ...]:
        """Every ledger there is: the dilemmas under each neutral setting, then the sources."""
        return self.settings if self.sources is None else (*self.settings, self.sources)

    def under(self, setting: int) -> SettingLedger:
        """Return the ledger of the dilemmas under one neutral setting.

        Args:
            setting: 1 or 2.

        Returns:
            The accounts of all outcomes.

        Raises:
            ValueError: a setting that was not run.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.ledger(draws=2, seeds=1, months=6, settings=1, progress=False)
            >>> len(found.under(1).of("delta").entries)
            8
        """
        for one in self.settings:
            if one.setting == str(setting):
                return one
        raise ValueError(
            f"no neutral setting {setting}; there are {', '.join(s.setting for s in self.settings)}"
        )


def run_ledger(
    evaluate: Evaluate,
    dilemmas: Sequence[Switch],
    base: Mapping[str, float | Array],
    draws: int,
    seeds: int = SEEDS,
    seed: int = 0,
    setting: str = "",
    outcomes: Sequence[Outcome] = LEDGER_OUTCOMES,
    progress: Advance = lambda finished: None,
    side: str = DILEMMAS_SIDE,
) -> SettingLedger:
    """Run all 2ⁿ worlds and return their ledger; each dilemma, or source, is a switch to its neutral setting.

    See `run_settings` for the arguments; `setting` names the neutral settings in the result, `side` what the
    switches are.
    """
    arms = arms_needed(outcomes)
    values = run_settings(evaluate, combinations(dilemmas), base, arms, draws, seeds, seed, progress=progress)
    return account_for(values[..., 0], arms, dilemmas, outcomes, seed, setting, side=side)


def account_for(
    values: Array,
    arms: Sequence[int],
    dilemmas: Sequence[Switch],
    outcomes: Sequence[Outcome] = LEDGER_OUTCOMES,
    seed: int = 0,
    setting: str = "",
    confidence: float = CONFIDENCE,
    side: str = DILEMMAS_SIDE,
) -> SettingLedger:
    """Return the ledger of values already run: (draws, seeds, worlds, arms).

    Worlds are ordered as by `combinations`. Raises ValueError when their number is not 2 to the number of
    dilemmas.
    """
    if players(values.shape[2]) != len(dilemmas):
        raise ValueError(f"{values.shape[2]} worlds for {len(dilemmas)} dilemmas")
    # An active switch makes a dilemma neutral: the coalition of those present is the complement.
    games = values[:, :, ::-1, :]
    names = tuple(dilemma.name for dilemma in dilemmas)
    return SettingLedger(
        setting=setting,
        dilemmas=names,
        draws=values.shape[0],
        seeds=values.shape[1],
        seed=seed,
        confidence=confidence,
        accounts=tuple(_account(outcome, games, arms, names, confidence, side) for outcome in outcomes),
        side=side,
    )


def _account(
    outcome: Outcome,
    games: Array,
    arms: Sequence[int],
    names: tuple[str, ...],
    confidence: float,
    side: str,
) -> Account:
    resampled, undefined = resample(outcome, games, arms)
    if resampled is None:
        return Account(outcome.name, None, None, None, (), (), undefined)
    over_draws: list[DrawRange | None] = [None] * len(names)
    if not outcome.is_quotient:
        over_draws = _ranges(shapley_values(contrast(outcome.numerator, games, arms)))

    values, harsanyi = shapley_values(resampled), dividends(resampled)
    # The point estimates are exact fractions: their sum is the total, to the last bit.
    values[0] = [float(part) for part in exact_shapley_values(list(resampled[0]))]
    ends = estimates(np.column_stack([resampled[:, 0], resampled[:, -1]]), confidence)
    total = estimates((resampled[:, -1] - resampled[:, 0])[:, None], confidence)[0]
    parts, resolved = estimates(values, confidence), beyond_zero(values, confidence)
    best, worst = rank_intervals(values if side == SOURCES_SIDE else -values, confidence)
    needed = clusters_of(values, resolved)
    twos = [(1 << i) | (1 << j) for i, j in pairs(len(names))]
    pair_resolved = beyond_zero(harsanyi[:, twos], confidence) if twos else np.empty(0, dtype=bool)
    pair_estimates = estimates(harsanyi[:, twos], confidence) if twos else []
    pair_needed = clusters_of(harsanyi[:, twos], pair_resolved) if twos else []
    by_size = sorted(range(len(twos)), key=lambda place: -abs(pair_estimates[place].value))
    return Account(
        outcome=outcome.name,
        neutral=ends[0],
        actual=ends[1],
        total=total,
        entries=tuple(
            Entry(name, parts[i], over_draws[i], bool(resolved[i]), int(best[i]), int(worst[i]), needed[i])
            for i, name in enumerate(names)
        ),
        interactions=tuple(
            Interaction(
                names[pairs(len(names))[at][0]],
                names[pairs(len(names))[at][1]],
                pair_estimates[at],
                bool(pair_resolved[at]),
                pair_needed[at],
            )
            for at in by_size
        ),
        undefined=0,
    )


def _ranges(runs: Array) -> list[DrawRange | None]:
    """Return the range over draws of each quantity of the last axis, noise of seeds removed."""
    if runs.shape[0] < 2:
        return [None] * runs.shape[2]
    return [
        draw_range(runs[:, :, i].mean(axis=1), noise_variance(runs[:, :, i])) for i in range(runs.shape[2])
    ]

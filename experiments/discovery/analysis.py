"""When is 1+1 > 2? Rules of scenario discovery for a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from experiments.defaults import DENSITY, FUTURE_SEEDS, FUTURES, LEAST_FUTURES, THRESHOLD
from experiments.discovery.futures import futures as run_futures
from experiments.discovery.rules import Discovery, check_both_sides, find_rules
from experiments.errors import InvalidInput
from experiments.optional import optional
from experiments.progress import SILENT, Progress, counted_in_runs
from experiments.provenance import design_metadata
from experiments.runs.design import check_seeds, size_of
from experiments.runs.keys import next_master_seed
from experiments.runs.outcomes import SIDE_BY_SIDE, arms_needed, benchmark_named
from experiments.runs.paired import check_memory
from experiments.runs.simulator import Subject, simulated, varied

HELD_OUT = 0.5
"""Futures that judge the rules, as a share of those on which they are found."""


def discover(
    subject: Subject,
    vary: Sequence[str] = (),
    futures: int | None = None,
    density: float = DENSITY,
    threshold: float = THRESHOLD,
    seeds: int = FUTURE_SEEDS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Discovery:
    """Find the rules under which 1+1 exceeds a threshold, and judge them on held-out futures.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        vary: what varies: "uncertain", "levers" or names of parameters; all uncertain parameters and levers
            by default. What an overlay or a single setting sets stays, unless it is named.
        futures: futures to find the rules on, 4,000 by default; half as many others judge them.
        density: share of the futures inside a rule in which 1+1 must exceed the threshold.
        threshold: what 1+1 must exceed.
        seeds: seeds per future.
        seed: master seed.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stages are "futures", "prim" and "cart".
        runs: runs of all arms together instead of futures, those that judge included; rounded up.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        The rules with density and coverage on both sets of futures.

    Raises:
        InvalidInput: too few futures, an unknown parameter, hits too rare or too common to find a rule, or
            the extra "discovery" is not installed.
        RunsFailed: a run failed.

    Source: Bryant & Lempert 2010, Technological Forecasting and Social Change 77(1).

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = discover(case, ["contract.term", "incentives.power"], futures=80, threshold=1.9, seeds=2)
        >>> found.futures, found.held_out
        (80, 40)
    """
    outcome = benchmark_named(benchmark).above(threshold)
    each = (1 + HELD_OUT) * seeds * len(arms_needed([outcome]))
    futures = size_of(futures, FUTURES.usual, runs, each)
    if runs is not None and futures < LEAST_FUTURES:
        few = {"runs": f"{runs:,}", "least": f"{(LEAST_FUTURES - 1) * each + 1:,.0f}"}
        raise InvalidInput("discovery.too_few_runs", futures=futures, **few)
    if futures < LEAST_FUTURES:
        raise InvalidInput("discovery.too_few_futures", given=futures, least=LEAST_FUTURES)
    check_seeds(seeds)
    optional("ema_workbench", "discovery")  # before anything is run
    simulator = simulated(subject, engine)
    before = simulator.runs
    factors = varied(simulator, vary)
    others = int(HELD_OUT * futures)
    check_memory((futures + others, len(factors)), (futures + others, 2))
    with counted_in_runs(
        progress, "futures", futures + others, seeds * len(arms_needed([outcome]))
    ) as advance:
        train = run_futures(simulator, factors, futures, seeds, seed, outcome, progress=advance)
        check_both_sides(train, threshold)  # before those that would judge a rule are run
        held_out = run_futures(
            simulator, factors, others, seeds, next_master_seed(seed), outcome, progress=advance
        )
    found = find_rules(
        train,
        held_out,
        density,
        threshold=threshold,
        parameters=simulator.scenario.parameters,
        progress=progress,
        benchmark=benchmark,
    )
    metadata = design_metadata("discover", simulator, before, [outcome], seed, seeds)
    return replace(found, metadata=metadata)

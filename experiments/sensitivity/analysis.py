"""What influences 1+1? Sobol' indices, screening and moment-independent indices of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from experiments.arrays import Array
from experiments.defaults import SENSITIVITY, SENSITIVITY_SEEDS
from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import latin_points
from experiments.designs.saltelli import SEED, Layout, SaltelliDesign
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress, counted_in_runs
from experiments.provenance import design_metadata
from experiments.runs.design import check_seeds, run_design, size_of
from experiments.runs.keys import COMMON, FACTOR, INDEPENDENT, chosen_numbers
from experiments.runs.outcomes import BRIEF, Outcome, arms_needed
from experiments.runs.paired import check_memory
from experiments.runs.sharing import sharing
from experiments.runs.simulator import Subject, simulated, varied
from experiments.sensitivity.result import Sensitivity
from experiments.sensitivity.screening import METHODS, Screening, check_trajectories, delta, morris, pawn
from experiments.sensitivity.sobol import run_sobol


def sobol(
    subject: Subject,
    outcomes: Sequence[Outcome] = BRIEF,
    vary: Sequence[str] = (),
    base_size: int | None = None,
    second_order: bool = False,
    seeds: int | None = None,
    seed: int = 0,
    random_numbers: str | None = None,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
) -> Sensitivity:
    """Return Sobol' indices: which parameters cause which share of an outcome's variance.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        outcomes: what to explain; by default 1+1 against both side by side, and the gain of contracting.
        vary: what varies: "uncertain", "levers" or names of parameters; all uncertain parameters and levers
            by default.
        base_size: base rows N of Saltelli's design, a power of two, 256 by default; it has N·(D + 2) points
            for D factors.
        second_order: whether pairs of factors are estimated too, with N·(2D + 2) points.
        seeds: seeds per point, at least 2, where the seed is not a factor; by default it is one.
        seed: master seed.
        random_numbers: "factor", the seed varies as the parameters do, each point is one run, and indices are
            shares of a single run's variance (the default); "independent", each point with its own seeds, so
            that indices are those of the expected outcome (where seeds are asked for); or "common", the same
            seeds at all points, so that they are those of the mean over these.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "sensitivity".
        runs: runs of all arms together instead of base rows, rounded up to the next power of two of these.

    Returns:
        For each outcome the stochastic share of a single run's variance, and first- and total-order indices
        with 95% intervals and ranks: shares of the variance that `estimand` names.

    Raises:
        InvalidInput: an unknown parameter, a size that is not a power of two, fewer than two seeds, or
            several of them where the seed is a factor.

    Source: Saltelli et al. 2010, Computer Physics Communications 181(2); Jansen 1999, Computer Physics
    Communications 117.

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = sobol(case, vary=["contract.term", "incentives.power"], base_size=64)
        >>> found.factors, found.points
        (('contract.term', 'incentives.power'), 320)
    """
    simulator = simulated(subject, engine)
    before, spared = simulator.runs, simulator.spared
    factors = varied(simulator, vary)
    random_numbers, seeds = chosen_numbers(random_numbers, seeds, INDEPENDENT, SENSITIVITY_SEEDS.usual)
    varies_seed, arms = random_numbers == FACTOR, arms_needed(outcomes)
    each = points_per_row("sobol", factors, second_order, varies_seed) * seeds * len(arms)
    rows = size_of(base_size, SENSITIVITY["sobol"].usual, runs, each)
    if runs is not None:
        rows = 1 << (rows - 1).bit_length()  # a Sobol' sequence is balanced at powers of two
    if not varies_seed:
        check_seeds(seeds)
    check_memory((rows, 2 * len(factors)), (2, rows * points_per_row("sobol", factors), len(outcomes)))
    design = SaltelliDesign(factors, rows, second_order, seed=seed, varies_seed=varies_seed)
    evaluate = sharing(simulator, design.layout.parameters, arms, design.points * seeds)
    with counted_in_runs(progress, "sensitivity", design.points, seeds * len(arms), simulator) as advance:
        found = run_sobol(evaluate, design, outcomes, seeds, seed, random_numbers, progress=advance)
    return replace(
        found,
        metadata=design_metadata(
            "sensitivity", simulator, before, outcomes, seed, seeds, spared_before=spared
        ),
    )


def screen(
    subject: Subject,
    method: str = "morris",
    outcomes: Sequence[Outcome] = BRIEF,
    vary: Sequence[str] = (),
    size: int | None = None,
    seeds: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
    random_numbers: str | None = None,
) -> Screening:
    """Return which parameters influence an outcome at all, from fewer points than Sobol' indices need.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        method: "morris" (elementary effects), "pawn" or "delta" (moment-independent indices).
        outcomes: what to explain; by default 1+1 against both side by side, and the gain of contracting.
        vary: what varies: "uncertain", "levers" or names of parameters; all uncertain parameters and levers
            by default.
        size: trajectories of Morris, or points of the other methods.
        seeds: seeds per point, at least 2, where the seed is not a factor; by default it is one for Morris,
            and a point has two seeds for the other methods.
        seed: master seed.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "sensitivity".
        runs: runs of all arms together instead of trajectories or points, rounded up to whole ones.
        random_numbers: "factor", each trajectory takes one step by its seed alone and its points are single
            runs (the default of Morris, and only there); "common", all points share their seeds (where seeds
            are asked for); or "independent", every point has its own (the default of the others).

    Returns:
        The measure of each parameter for each outcome; outcomes that are undefined at some point are left
        out, with the reason.

    Raises:
        InvalidInput: an unknown method or parameter, fewer than two trajectories or seeds, or a seed that
            cannot be a factor.

    Source: Morris 1991, Technometrics 33(2); Pianosi & Wagener 2018, Environmental Modelling & Software 108;
    Plischke, Borgonovo & Smith 2013, European Journal of Operational Research 226(3).

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = screen(case, vary=["contract.term", "incentives.power"], size=4)
        >>> found.method, found.size, len(found.found)
        ('morris', 4, 6)
    """
    if method not in METHODS:
        raise InvalidInput("error.unknown_method", name=method)
    simulator = simulated(subject, engine)
    before, spared = simulator.runs, simulator.spared
    factors = varied(simulator, vary)
    if method == "morris":
        random_numbers, seeds = chosen_numbers(random_numbers, seeds, COMMON, SENSITIVITY_SEEDS.usual)
    elif random_numbers == FACTOR:
        raise InvalidInput("error.no_seed_factor", method=method)
    else:
        random_numbers, seeds = random_numbers or INDEPENDENT, seeds or SENSITIVITY_SEEDS.usual
    varies_seed = random_numbers == FACTOR
    points = points_per_row(method, factors, varies_seed=varies_seed)
    each = seeds * len(arms_needed(outcomes))
    size = size_of(size, SENSITIVITY[method].usual, runs, points * each)
    if not varies_seed:
        check_seeds(seeds)
    if method == "morris":
        check_trajectories(size)
    check_memory((size, points, len(factors)), (2, size * points, len(outcomes)))
    if method == "morris":
        with counted_in_runs(progress, "sensitivity", size * points, each, simulator) as advance:
            evaluate = sharing(
                simulator, [one.name for one in factors], arms_needed(outcomes), size * points * seeds
            )
            found = morris(evaluate, factors, outcomes, size, seeds, seed, random_numbers, progress=advance)
    else:
        unit = latin_points(factors, size, seed)

        def rows(start: int, stop: int) -> dict[str, Array]:
            return values(factors, unit[start:stop])

        with counted_in_runs(progress, "sensitivity", size, each) as advance:
            ran = run_design(simulator, rows, size, outcomes, seeds, seed, random_numbers, progress=advance)
        found = (pawn if method == "pawn" else delta)(unit, ran, factors, seed=seed)
    return replace(
        found,
        metadata=design_metadata(
            "sensitivity", simulator, before, outcomes, seed, seeds, spared_before=spared
        ),
    )


def points_per_row(
    method: str, factors: Sequence[Factor], second_order: bool = False, varies_seed: bool = False
) -> int:
    """Return how many points one base row of Sobol', trajectory of Morris, or point takes."""
    names = (*(one.name for one in factors), *([SEED] if varies_seed else []))
    if method == "sobol":
        return Layout(names, 1, second_order, 1).step
    return len(names) + 1 if method == "morris" else 1

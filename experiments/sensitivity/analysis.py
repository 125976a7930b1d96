"""What influences 1+1? Sobol' indices, screening and moment-independent indices of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from experiments.arrays import Array
from experiments.defaults import SENSITIVITY, SENSITIVITY_SEEDS
from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import latin_points
from experiments.designs.saltelli import Layout, SaltelliDesign
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress
from experiments.provenance import design_metadata
from experiments.runs.design import check_seeds, run_design, size_of
from experiments.runs.keys import INDEPENDENT
from experiments.runs.outcomes import BRIEF, Outcome, arms_needed
from experiments.runs.paired import check_memory
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
    seeds: int = SENSITIVITY_SEEDS.usual,
    seed: int = 0,
    random_numbers: str = INDEPENDENT,
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
            for D parameters.
        second_order: whether pairs of parameters are estimated too, with N·(2D + 2) points.
        seeds: seeds per point, at least 2.
        seed: master seed.
        random_numbers: "independent", each point with its own seeds, so that indices are those of the
            expected outcome; or "common", the same seeds at all points, so that they are those of the mean
            over these.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "sensitivity".
        runs: runs of all arms together instead of base rows, rounded up to the next power of two of these.

    Returns:
        For each outcome the stochastic share of a single run's variance, and first- and total-order indices
        (shares of the variance due to parameters) with 95% intervals and ranks.

    Raises:
        InvalidInput: an unknown parameter, a size that is not a power of two, or fewer than two seeds.

    Source: Saltelli et al. 2010, Computer Physics Communications 181(2); Jansen 1999, Computer Physics
    Communications 117.

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = sobol(case, vary=["contract.term", "incentives.power"], base_size=64)
        >>> found.factors, found.points
        (('contract.term', 'incentives.power'), 256)
    """
    simulator = simulated(subject, engine)
    before = simulator.runs
    factors = varied(simulator, vary)
    each = points_per_row("sobol", factors, second_order) * seeds * len(arms_needed(outcomes))
    rows = size_of(base_size, SENSITIVITY["sobol"].usual, runs, each)
    if runs is not None:
        rows = 1 << (rows - 1).bit_length()  # a Sobol' sequence is balanced at powers of two
    check_seeds(seeds)
    check_memory((rows, 2 * len(factors)), (2, rows * points_per_row("sobol", factors), len(outcomes)))
    design = SaltelliDesign(factors, rows, second_order, seed=seed)
    with progress.stage("sensitivity", design.points) as advance:
        found = run_sobol(simulator, design, outcomes, seeds, seed, random_numbers, progress=advance)
    return replace(found, metadata=design_metadata("sensitivity", simulator, before, outcomes, seed, seeds))


def screen(
    subject: Subject,
    method: str = "morris",
    outcomes: Sequence[Outcome] = BRIEF,
    vary: Sequence[str] = (),
    size: int | None = None,
    seeds: int = SENSITIVITY_SEEDS.usual,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
) -> Screening:
    """Return which parameters influence an outcome at all, from fewer points than Sobol' indices need.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        method: "morris" (elementary effects), "pawn" or "delta" (moment-independent indices).
        outcomes: what to explain; by default 1+1 against both side by side, and the gain of contracting.
        vary: what varies: "uncertain", "levers" or names of parameters; all uncertain parameters and levers
            by default.
        size: trajectories of Morris, or points of the other methods.
        seeds: seeds per point, at least 2.
        seed: master seed.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "sensitivity".
        runs: runs of all arms together instead of trajectories or points, rounded up to whole ones.

    Returns:
        The measure of each parameter for each outcome; outcomes that are undefined at some point are left
        out, with the reason.

    Raises:
        InvalidInput: an unknown method or parameter, fewer than two trajectories or seeds.

    Source: Morris 1991, Technometrics 33(2); Pianosi & Wagener 2018, Environmental Modelling & Software 108;
    Plischke, Borgonovo & Smith 2013, European Journal of Operational Research 226(3).

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = screen(case, vary=["contract.term", "incentives.power"], size=4)
        >>> found.method, found.size, len(found.found)
        ('morris', 4, 4)
    """
    if method not in METHODS:
        raise InvalidInput("error.unknown_method", name=method)
    simulator = simulated(subject, engine)
    before = simulator.runs
    factors = varied(simulator, vary)
    points = points_per_row(method, factors)
    size = size_of(size, SENSITIVITY[method].usual, runs, points * seeds * len(arms_needed(outcomes)))
    check_seeds(seeds)
    if method == "morris":
        check_trajectories(size)
    check_memory((size, points, len(factors)), (2, size * points, len(outcomes)))
    if method == "morris":
        with progress.stage("sensitivity", size * points) as advance:
            found = morris(simulator, factors, outcomes, size, seeds, seed, progress=advance)
    else:
        unit = latin_points(factors, size, seed)

        def rows(start: int, stop: int) -> dict[str, Array]:
            return values(factors, unit[start:stop])

        with progress.stage("sensitivity", size) as advance:
            ran = run_design(simulator, rows, size, outcomes, seeds, seed, progress=advance)
        found = (pawn if method == "pawn" else delta)(unit, ran, factors, seed=seed)
    return replace(found, metadata=design_metadata("sensitivity", simulator, before, outcomes, seed, seeds))


def points_per_row(method: str, factors: Sequence[Factor], second_order: bool = False) -> int:
    """Return how many parameter points one base row of Sobol', trajectory of Morris, or point takes."""
    if method == "sobol":
        return Layout(tuple(one.name for one in factors), 1, second_order, 1).step
    return len(factors) + 1 if method == "morris" else 1

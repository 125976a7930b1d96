"""What moves 1+1? Sobol' indices, screening and moment-independent indices of a scenario."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.arrays import Array
from experiments.defaults import SENSITIVITY, SENSITIVITY_SEEDS
from experiments.designs.latin_hypercube import latin_points
from experiments.designs.saltelli import SaltelliDesign
from experiments.errors import InvalidInput
from experiments.progress import progress
from experiments.runs.design import run_design
from experiments.runs.outcomes import BRIEF, Outcome
from experiments.runs.keys import INDEPENDENT
from experiments.runs.simulator import Subject, simulated, varied
from experiments.sensitivity.result import Sensitivity
from experiments.sensitivity.screening import Screening, delta, morris, pawn
from experiments.sensitivity.sobol import run_sobol
from experiments.texts import DEFAULT_LANGUAGE


def sobol(
    subject: Subject,
    outcomes: Sequence[Outcome] = BRIEF,
    vary: Sequence[str] = (),
    base_size: int = SENSITIVITY["sobol"].usual,
    second_order: bool = False,
    seeds: int = SENSITIVITY_SEEDS.usual,
    seed: int = 0,
    random_numbers: str = INDEPENDENT,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Sensitivity:
    """Return Sobol' indices of a scenario's outcomes over its unknowns and levers. See `analyse`."""
    simulation = simulated(subject, engine)
    design = SaltelliDesign(varied(simulation, vary), base_size, second_order, seed=seed)
    with progress(design.points, lang, show) as done:
        return run_sobol(simulation, design, outcomes, seeds, seed, random_numbers, progress=done)


def screen(
    subject: Subject,
    method: str = "morris",
    outcomes: Sequence[Outcome] = BRIEF,
    vary: Sequence[str] = (),
    size: int | None = None,
    seeds: int = SENSITIVITY_SEEDS.usual,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Screening:
    """Return a screening of outcomes: "morris" (size counts trajectories), "pawn" or "delta" (points)."""
    if method not in ("morris", "pawn", "delta"):
        raise InvalidInput("analysis.unknown_method", name=method)
    simulation, size = simulated(subject, engine), size or SENSITIVITY[method].usual
    factors = varied(simulation, vary)
    if method == "morris":
        with progress(size * (len(factors) + 1), lang, show) as done:
            return morris(simulation, factors, outcomes, size, seeds, seed, progress=done)
    unit = latin_points(factors, size, seed)

    def rows(start: int, stop: int) -> dict[str, Array]:
        return {one.name: one.values(unit[start:stop, place]) for place, one in enumerate(factors)}

    with progress(size, lang, show) as done:
        runs = run_design(simulation, rows, size, outcomes, seeds, seed, progress=done)
    return (pawn if method == "pawn" else delta)(unit, runs, factors, seed=seed)

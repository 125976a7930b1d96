"""What moves 1+1? Sobol' indices, screening and moment-independent indices of a scenario."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.analyses.scope import BRIEF, Subject, progress, simulated, varied
from experiments.intervals import Array
from experiments.outcomes import Outcome
from experiments.refusal import Refused
from experiments.replications import FRESH, replicate
from experiments.saltelli import SaltelliDesign
from experiments.screening import Screening, delta, latin_points, morris, pawn
from experiments.sensitivity import analyse
from experiments.sensitivity_result import Sensitivity
from experiments.sizes import SENSITIVITY, SENSITIVITY_KEYS
from sim.texts import DEFAULT_LANGUAGE


def sensitivity_of(
    subject: Subject,
    outcomes: Sequence[Outcome] = BRIEF,
    vary: Sequence[str] = (),
    base_size: int = SENSITIVITY["sobol"].usual,
    second_order: bool = False,
    replications: int = SENSITIVITY_KEYS.usual,
    seed: int = 0,
    luck: str = FRESH,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Sensitivity:
    """Return Sobol' indices of a scenario's outcomes over its unknowns and levers. See `analyse`."""
    simulation = simulated(subject, engine)
    design = SaltelliDesign(varied(simulation, vary), base_size, second_order, seed=seed)
    with progress(design.points, lang, show) as done:
        return analyse(simulation, design, outcomes, replications, seed, luck, progress=done)


def screening_of(
    subject: Subject,
    method: str = "morris",
    outcomes: Sequence[Outcome] = BRIEF,
    vary: Sequence[str] = (),
    size: int | None = None,
    replications: int = SENSITIVITY_KEYS.usual,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Screening:
    """Return a screening of outcomes: "morris" (size counts trajectories), "pawn" or "delta" (points)."""
    if method not in ("morris", "pawn", "delta"):
        raise Refused("analysis.unknown_method", name=method)
    simulation, size = simulated(subject, engine), size or SENSITIVITY[method].usual
    factors = varied(simulation, vary)
    if method == "morris":
        with progress(size * (len(factors) + 1), lang, show) as done:
            return morris(simulation, factors, outcomes, size, replications, seed, progress=done)
    unit = latin_points(factors, size, seed)

    def rows(start: int, stop: int) -> dict[str, Array]:
        return {one.name: one.values(unit[start:stop, place]) for place, one in enumerate(factors)}

    with progress(size, lang, show) as done:
        runs = replicate(simulation, rows, size, outcomes, replications, seed, progress=done)
    return (pawn if method == "pawn" else delta)(unit, runs, factors, seed=seed)

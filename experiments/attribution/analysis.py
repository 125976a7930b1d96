"""Why is 1+1 what it is? The ledger of the dilemmas and the table of the paths."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.attribution.factorial import Switch
from experiments.attribution.ledger import LEDGER_OUTCOMES, Ledger, run_ledger
from experiments.attribution.reform_paths import PathTable, path_table
from experiments.defaults import LEDGER_DRAWS, PATHS_DRAWS, SEEDS
from experiments.progress import progress
from experiments.runs.outcomes import Outcome
from experiments.runs.simulator import Subject, simulated
from experiments.texts import DEFAULT_LANGUAGE
from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS


def ledger(
    subject: Subject,
    draws: int = LEDGER_DRAWS.usual,
    seeds: int = SEEDS,
    seed: int = 0,
    settings: Sequence[int] = (0, 1),
    outcomes: Sequence[Outcome] = LEDGER_OUTCOMES,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> tuple[Ledger, ...]:
    """Return the ledger of the eight dilemmas under each neutral setting, over all 2⁸ worlds."""
    simulation = simulated(subject, engine)
    found = []
    with progress(len(settings) * 2 ** len(DILEMMAS) * draws * seeds, lang, show) as done:
        for setting in settings:
            switches = [Switch(one.name, one.neutral[setting]) for one in DILEMMAS]
            base = simulation.base(seed, draws, [name for one in switches for name in one.settings])
            found.append(
                run_ledger(simulation, switches, base, draws, seeds, seed, str(setting + 1), outcomes, done)
            )
    return tuple(found)


def reform_paths(
    subject: Subject,
    draws: int = PATHS_DRAWS.usual,
    seeds: int = SEEDS,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> PathTable:
    """Return what the three paths give back alone, in pairs and together, at equal public money."""
    simulation = simulated(subject, engine)
    switches = [Switch(path.overlay, path.changes()) for path in REFORMS]
    base = simulation.base(seed, draws, [name for one in switches for name in one.settings])
    spent = simulation.measure("spent")
    with progress(2 ** len(switches) * draws * seeds, lang, show) as done:
        return path_table(simulation, switches, base, draws, spent, seeds, seed, progress=done)


def neutral_settings(settings: Sequence[int] = (0, 1)) -> list[dict[str, dict[str, float]]]:
    """Return the declared neutral settings: what would be there instead of each dilemma."""
    return [{one.name: dict(one.neutral[setting]) for one in DILEMMAS} for setting in settings]


def path_changes() -> dict[str, dict[str, float]]:
    """Return what each path sets."""
    return {path.overlay: dict(path.changes()) for path in REFORMS}

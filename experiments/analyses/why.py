"""Why is 1+1 what it is? The ledger of the dilemmas and the table of the paths."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.analyses.scope import Subject, progress, simulated
from experiments.cells import Switch
from experiments.ledger import LEDGER_OUTCOMES, Ledger, ledger
from experiments.outcomes import Outcome
from experiments.paths import PathTable, path_table
from sim.dilemmas import DILEMMAS
from sim.paths import PATHS
from sim.texts import DEFAULT_LANGUAGE


def ledger_of(
    subject: Subject,
    draws: int = 50,
    replications: int = 2,
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
    with progress(len(settings) * 2 ** len(DILEMMAS) * draws * replications, lang, show) as done:
        for setting in settings:
            switches = [Switch(one.name, one.neutral[setting]) for one in DILEMMAS]
            base = simulation.base(seed, draws, [name for one in switches for name in one.settings])
            found.append(
                ledger(
                    simulation, switches, base, draws, replications, seed, str(setting + 1), outcomes, done
                )
            )
    return tuple(found)


def paths_of(
    subject: Subject,
    draws: int = 300,
    replications: int = 2,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> PathTable:
    """Return what the three paths give back alone, in pairs and together, at equal public money."""
    simulation = simulated(subject, engine)
    switches = [Switch(path.overlay, path.changes()) for path in PATHS]
    base = simulation.base(seed, draws, [name for one in switches for name in one.settings])
    spent = simulation.measure("spent")
    with progress(2 ** len(switches) * draws * replications, lang, show) as done:
        return path_table(simulation, switches, base, draws, spent, replications, seed, progress=done)

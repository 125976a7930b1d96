"""Why is 1+1 what it is? The ledger of the dilemmas and the table of the paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.analyses.scope import Subject, progress, simulated
from experiments.cells import Switch
from experiments.intervals import Result
from experiments.ledger import LEDGER_OUTCOMES, Ledger, ledger
from experiments.outcomes import Outcome
from experiments.paths import PathTable, path_table
from experiments.sizes import LEDGER_DRAWS, PATHS_DRAWS, REPLICATIONS
from sim.dilemmas import DILEMMAS
from sim.paths import PATHS
from sim.texts import DEFAULT_LANGUAGE


def ledger_of(
    subject: Subject,
    draws: int = LEDGER_DRAWS.usual,
    replications: int = REPLICATIONS,
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
    draws: int = PATHS_DRAWS.usual,
    replications: int = REPLICATIONS,
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


def neutral_settings(settings: Sequence[int] = (0, 1)) -> list[dict[str, dict[str, float]]]:
    """Return the declared neutral settings: what would be there instead of each dilemma."""
    return [{one.name: dict(one.neutral[setting]) for one in DILEMMAS} for setting in settings]


def path_changes() -> dict[str, dict[str, float]]:
    """Return what each path sets."""
    return {path.overlay: dict(path.changes()) for path in PATHS}


@dataclass(frozen=True)
class Why(Result):
    """Why 1+1 is what it is: every dilemma priced under one or both neutral settings, every path weighed."""

    ledgers: tuple[Ledger, ...]
    paths: PathTable
    neutral_settings: list[dict[str, dict[str, float]]]
    path_changes: dict[str, dict[str, float]]


def why(
    subject: Subject,
    ledger_draws: int = LEDGER_DRAWS.usual,
    path_draws: int = PATHS_DRAWS.usual,
    replications: int = REPLICATIONS,
    seed: int = 0,
    settings: Sequence[int] = (0,),
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Why:
    """Return ledger and path table on the first draws and keys that `simulate` gives the same seed."""
    simulation = simulated(subject, engine)
    return Why(
        ledger_of(simulation, ledger_draws, replications, seed, settings, lang=lang, show=show),
        paths_of(simulation, path_draws, replications, seed, lang=lang, show=show),
        neutral_settings(settings),
        path_changes(),
    )

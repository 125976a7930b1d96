"""Why 1+1 is what it is: the ledger of the dilemmas, the reform paths and the conventions, on the headline's
draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.attribution.analysis import ledger, reform_paths
from experiments.attribution.ledger import Ledger
from experiments.attribution.reform_paths import PathTable
from experiments.conventions.conventions import ConventionTable
from experiments.conventions.robustness import conventions
from experiments.defaults import CONVENTION_DRAWS, LEDGER_DRAWS, PATHS_DRAWS, SEEDS
from experiments.progress import SILENT, Progress
from experiments.results import Result
from experiments.runs.simulator import Subject, simulated


@dataclass(frozen=True)
class Why(Result):
    """What each dilemma takes under one or both neutral settings, what each reform path gives back, and 1+1
    under every convention.
    """

    ledger: Ledger
    paths: PathTable
    conventions: ConventionTable

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists."""
        return {
            "ledgers": [each.to_dict() for each in self.ledger.settings],
            "paths": self.paths.to_dict(),
            "conventions": self.conventions.to_dict(),
        }


def why(
    subject: Subject,
    ledger_draws: int = LEDGER_DRAWS.usual,
    path_draws: int = PATHS_DRAWS.usual,
    seeds: int = SEEDS,
    seed: int = 0,
    settings: Sequence[int] = (0, 1),
    engine: str = "auto",
    progress: Progress = SILENT,
    convention_draws: int | None = None,
) -> Why:
    """Return ledger, reform paths and conventions on the first draws and seeds that `simulate` takes for a
    master seed.

    The conventions have one seed a draw, and no more draws than the paths unless `convention_draws` says so.
    """
    simulator = simulated(subject, engine)
    table_draws = min(CONVENTION_DRAWS.usual, path_draws) if convention_draws is None else convention_draws
    return Why(
        ledger(simulator, ledger_draws, seeds, seed, settings, progress=progress, sides=("dilemmas",)),
        reform_paths(simulator, path_draws, seeds, seed, progress=progress),
        conventions(simulator, table_draws, seed, progress=progress),
    )

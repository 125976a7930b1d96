"""Why 1+1 is what it is: the ledger of the dilemmas and the reform paths, on the draws of the headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.attribution.analysis import ledger, reform_paths
from experiments.attribution.ledger import Ledger
from experiments.attribution.reform_paths import PathTable
from experiments.defaults import LEDGER_DRAWS, PATHS_DRAWS, SEEDS
from experiments.progress import SILENT, Progress
from experiments.results import Result
from experiments.runs.simulator import Subject, simulated


@dataclass(frozen=True)
class Why(Result):
    """What each dilemma takes under one or both neutral settings, and what each reform path gives back."""

    ledger: Ledger
    paths: PathTable

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists."""
        return {
            "ledgers": [each.to_dict() for each in self.ledger.settings],
            "paths": self.paths.to_dict(),
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
) -> Why:
    """Return ledger and reform paths on the first draws and seeds that `simulate` takes for a master seed."""
    simulator = simulated(subject, engine)
    return Why(
        ledger(simulator, ledger_draws, seeds, seed, settings, progress=progress),
        reform_paths(simulator, path_draws, seeds, seed, progress=progress),
    )

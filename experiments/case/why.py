"""Why 1+1 is what it is: every dilemma priced, every path weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.attribution.analysis import ledger, neutral_settings, path_changes, reform_paths
from experiments.attribution.ledger import Ledger
from experiments.attribution.reform_paths import PathTable
from experiments.defaults import LEDGER_DRAWS, PATHS_DRAWS, SEEDS
from experiments.results import Result
from experiments.runs.simulator import Subject, simulated
from experiments.texts import DEFAULT_LANGUAGE


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
    seeds: int = SEEDS,
    seed: int = 0,
    settings: Sequence[int] = (0,),
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Why:
    """Return ledger and path table on the first draws and keys that `simulate` gives the same seed."""
    simulation = simulated(subject, engine)
    return Why(
        ledger(simulation, ledger_draws, seeds, seed, settings, lang=lang, show=show),
        reform_paths(simulation, path_draws, seeds, seed, lang=lang, show=show),
        neutral_settings(settings),
        path_changes(),
    )

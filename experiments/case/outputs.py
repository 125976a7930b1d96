"""The files of the case: JSON with everything, and the figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.simulation.outputs import _write
from experiments.simulation.simulate import SimulationResult

if TYPE_CHECKING:
    from experiments.case.why import Why


def write_case(
    found: SimulationResult, why: Why | str, folder: Path, lang: str
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Write case.json and the figures, and return the record and the paths.

    `why` holds the ledger and the path table, or says what kept them from being made.
    """
    if isinstance(why, str):
        return _write(found, folder, "case", lang, {"why": {"not_made": why}})
    from experiments.attribution.figures import ledger_figure, paths_figure
    from experiments.attribution.ledger_report import DILEMMA_LABELS
    from experiments.attribution.paths_report import PATH_LABELS

    # 1+1, or where that is undefined Δ, which never is
    outcome = next(one.outcome for one in why.ledgers[0].accounts if one.entries)
    further = {
        "ledger": ledger_figure(why.ledgers, outcome, DILEMMA_LABELS, lang),
        "paths": paths_figure(why.paths, PATH_LABELS, lang),
    }
    return _write(found, folder, "case", lang, {"why": why}, further)

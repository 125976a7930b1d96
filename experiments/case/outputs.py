"""The files of the case: JSON with everything, tables as CSV, and the figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.case.why import Why
from experiments.plotting import Style
from experiments.simulation.outputs import write_result
from experiments.simulation.simulate import SimulationResult

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def why_record(why: Why | str) -> dict[str, Any]:
    """Return what the JSON of the case has besides the simulation: ledger and paths, or why there are
    none.
    """
    return {"why": {"not_made": why} if isinstance(why, str) else why.to_dict()}


def write_case(
    found: SimulationResult,
    why: Why | str,
    folder: Path,
    lang: str,
    style: Style | None = None,
    excel: bool = False,
) -> tuple[Path, ...]:
    """Write case.json, the tables and the figures, and return the paths.

    `why` holds the ledger, the reform paths and the conventions, or says why they were not computed; `excel`
    marks CSV so that Excel takes it for UTF-8.
    """
    further: dict[str, Figure] = {}
    tables: dict[str, pd.DataFrame] = {}
    if not isinstance(why, str):
        parts = {"ledger": why.ledger, "paths": why.paths, "conventions": why.conventions}
        further = {name: part.plot(lang) for name, part in parts.items()}
        tables = {name: part.to_frame(lang) for name, part in parts.items()}
    return write_result(found, folder, "case", lang, why_record(why), further, style, tables, excel)

"""The files of a comparison: JSON with everything, the table as CSV, and the figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.comparison.comparison import ScenarioComparison
from experiments.comparison.picture import picture_of
from experiments.files import save_result
from experiments.plotting import Style, rendered
from experiments.provenance import stem
from experiments.reporting.tabulated import csv_bytes
from experiments.reporting.wording import quantities
from experiments.results import json_text
from experiments.runs.outcomes import ADDED_VALUE, ONE_PLUS_ONE


def record_of(found: ScenarioComparison) -> dict[str, Any]:
    """Return what the JSON of a comparison has: everything found, what its numbers are, and what is drawn."""
    named = quantities(("created", ADDED_VALUE.name, ONE_PLUS_ONE.name), found.measures)
    return {**found.to_dict(), "quantities": named, "figure": picture_of(found).to_dict()}


def write_comparison(
    found: ScenarioComparison, folder: Path, lang: str, style: Style | None = None, excel: bool = False
) -> tuple[Path, ...]:
    """Write compare.json, the table and the figure, and return the paths.

    `excel` marks CSV so that Excel takes it for UTF-8.
    """
    # Drawn and written down before the first file: a failure here leaves nothing behind.
    picture = picture_of(found)
    data = json_text(record_of(found)).encode()
    metadata = found.metadata.for_figure()
    metadata["beside"] = {"scenario": found.b.name, "fingerprint": found.b.fingerprint()}
    metadata["differs"] = found.a.differences(found.b)
    figures = rendered(picture.plot(lang), stem("compare", lang), metadata, style)
    table = {f"{stem('compare', lang)}.csv": csv_bytes(found.to_frame(lang, pairs=True), lang, excel)}
    return save_result(folder, "compare", data, {**table, **figures})

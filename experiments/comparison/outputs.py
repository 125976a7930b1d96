"""The files of a comparison: JSON with everything, and the figure."""

from __future__ import annotations

from pathlib import Path

from experiments.comparison.comparison import ScenarioComparison
from experiments.files import save
from experiments.plotting import save as save_figure
from experiments.provenance import stem


def write_comparison(found: ScenarioComparison, folder: Path, lang: str) -> tuple[Path, ...]:
    """Write compare.json and the figure, and return the paths."""
    # Drawn and written down before the first file: a failure here leaves nothing behind.
    figure, data = found.plot(lang), found.to_json().encode()
    path = folder / "compare.json"
    save(path, data)
    metadata = found.metadata.for_figure()
    metadata["beside"] = {"scenario": found.b.name, "fingerprint": found.b.fingerprint()}
    metadata["differs"] = found.a.differences(found.b)
    return (path, *save_figure(figure, folder, stem("compare", lang), metadata))

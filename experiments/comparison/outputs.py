"""The files of a comparison: JSON with everything, and the figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.comparison.comparison import ScenarioComparison
from experiments.files import save
from experiments.plotting import save as save_figure
from experiments.provenance import described, figure_metadata, run_metadata, stem
from experiments.results import json_text


def write_comparison(
    found: ScenarioComparison, names: tuple[str, str], folder: Path, lang: str
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Write compare.json and the figure, and return the record and the paths."""
    from experiments.comparison.figure import comparison_figure

    runs = run_metadata(found.a, found.runs_a, found.failures)
    record = {
        "kind": "oneplusone compare",
        **{name: value for name, value in runs.items() if name != "scenario"},
        "draws_left_out": sorted(set(range(found.runs_a.asked)) - set(found.runs_a.numbers.tolist())),
        "a": described(found.a),
        "b": described(found.b),
        "differs": found.a.differences(found.b),
        "comparison": found.comparison,
        "one_plus_one": {
            "a": found.synergy_a.one_plus_one,
            "b": found.synergy_b.one_plus_one,
            "difference": found.difference,
        },
        "synergy": {"a": found.synergy_a, "b": found.synergy_b},
    }
    figure, data = comparison_figure(found, names, lang), json_text(record).encode()
    path = folder / "compare.json"
    save(path, data)
    metadata = figure_metadata({**record, "scenario": record["b"]})
    metadata["beside"] = {"scenario": found.a.name, "fingerprint": found.a.fingerprint()}
    metadata["differs"] = record["differs"]
    return record, (path, *save_figure(figure, folder, stem("compare", lang), metadata))

"""The files of a result: JSON with everything, figures, and months as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.files import save
from experiments.plotting import save as save_figure
from experiments.provenance import figure_metadata, run_metadata, stem
from experiments.results import json_text
from experiments.runs.engines import scenario_measures
from experiments.runs.paired import PairedRuns
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.synergy import effect
from sim.arms import ARMS
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def write_run(found: SimulationResult, folder: Path, lang: str) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Write run.json, monthly.csv and the figure, and return the record and the paths."""
    record, paths = _write(found, folder, "run", lang)
    months = folder / "monthly.csv"
    save(months, monthly_csv(found).encode())
    return record, (*paths, months)


def result_record(found: SimulationResult, kind: str) -> dict[str, Any]:
    """Everything that was found, with all that is needed to repeat it."""
    return {
        "kind": f"oneplusone {kind}",
        **run_metadata(found.scenario, found.runs, found.failures),
        "headline": found.headline,
        "facts": found.facts,
        "measures": measured(found.scenario, found.runs),
        "every_run": every_run(found.runs),
    }


def monthly_csv(found: SimulationResult) -> str:
    """Months as rows: arm, month, and for each measure kept by month its mean and 5–95% range over draws."""
    monthly = found.monthly
    stream = io.StringIO()
    out = csv.writer(stream, lineterminator="\n")
    columns = [f"{name}_{part}" for name in monthly.measures for part in ("mean", "p5", "p95")]
    out.writerow(["scenario", "seed", "draws", "replications", "arm", "month", *columns])
    head = [found.scenario.name, monthly.seed, monthly.draws, monthly.seeds]
    means = monthly.values.mean(axis=1)  # (draws, arms, months, measures)
    parts = np.stack([means.mean(axis=0), *np.quantile(means, (0.05, 0.95), axis=0)], axis=-1)
    for place, arm in enumerate(monthly.arms):
        for month in range(parts.shape[1]):
            cells = [f"{value:.10g}" for value in parts[place, month].ravel()]
            out.writerow([*head, ARMS[arm].name, month + 1, *cells])
    return stream.getvalue()


def in_short(found: SimulationResult) -> dict[str, Any]:
    """The answer, and the value of the first run by arm: they show whether a figure is out of date."""
    quantity, runs = found.headline.synergy.one_plus_one, found.runs
    names = [ARMS[arm].name for arm in runs.arms]
    return {
        "one_plus_one": quantity.estimate.to_dict(),
        "range": [quantity.draw_range.low, quantity.draw_range.high],
        "verdict": found.headline.synergy.verdict,
        "first_draw": int(runs.numbers[0]),
        "first_run": dict(zip(names, runs.of("value")[0, 0].tolist(), strict=True)),
    }


def _write(
    found: SimulationResult,
    folder: Path,
    kind: str,
    lang: str,
    more: Mapping[str, Any] = MappingProxyType({}),
    further: Mapping[str, Figure] = MappingProxyType({}),
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Write the record with more in it, the figure of the months, and further figures by name."""
    record = {**result_record(found, kind), **more}
    # Drawn and written down before the first file: what fails here leaves nothing behind.
    figure, data = found.plot(lang), json_text(record).encode()
    path = folder / f"{kind}.json"
    save(path, data)
    metadata = figure_metadata(record) | in_short(found)
    paths = [path, *save_figure(figure, folder, stem(kind, lang), metadata)]
    for name, drawn in further.items():
        paths += save_figure(drawn, folder, stem(f"{kind}_{name}", lang), metadata)
    return record, tuple(paths)


def measured(scenario: Scenario, runs: PairedRuns) -> dict[str, Any]:
    """Return every measure of every arm: mean with interval, and the range over draws."""
    found: dict[str, Any] = {}
    for measure in scenario_measures(scenario):
        values = runs.of(measure.name)
        found[measure.name] = {
            "unit": measure.unit,
            **{ARMS[arm].name: effect(values[:, :, place]).to_dict() for place, arm in enumerate(runs.arms)},
        }
    return found


def every_run(runs: PairedRuns, measures: tuple[str, ...] = ("value",)) -> dict[str, Any]:
    """Return the runs themselves: numbers and values of the draws, the keys, and some measures by arm."""
    return {
        "draw": runs.numbers.tolist(),
        "unknowns": {name: column.tolist() for name, column in runs.parameter_draws.items()},
        "key": runs.run_seeds.tolist(),
        "measures": {
            name: {ARMS[arm].name: runs.arm(arm, name).tolist() for arm in runs.arms} for name in measures
        },
    }

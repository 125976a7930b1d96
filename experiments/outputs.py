"""The files of a result: JSON with everything, figures, and months as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.figures import save as save_figure
from experiments.record import carried, described, every_run, json_text, measured, save
from experiments.side_by_side import SideBySide
from experiments.simulated import Simulated
from sim.arms import ARMS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.analyses import Why


def write_case(
    found: Simulated, why: Why | str, folder: Path, lang: str
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Write case.json and the figures, and return the record and the paths.

    `why` holds the ledger and the path table, or says what kept them from being made.
    """
    if isinstance(why, str):
        return _write(found, folder, "case", lang, {"why": {"not_made": why}})
    from experiments.display.ledger import DILEMMA_LABELS
    from experiments.display.paths import PATH_LABELS
    from experiments.figures.ledger import ledger_figure, paths_figure

    # 1+1, or where that is undefined Δ, which never is
    outcome = next(one.outcome for one in why.ledgers[0].accounts if one.entries)
    further = {
        "ledger": ledger_figure(why.ledgers, outcome, DILEMMA_LABELS, lang),
        "paths": paths_figure(why.paths, PATH_LABELS, lang),
    }
    return _write(found, folder, "case", lang, {"why": why}, further)


def write_run(found: Simulated, folder: Path, lang: str) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Write run.json, monthly.csv and the figure, and return the record and the paths."""
    record, paths = _write(found, folder, "run", lang)
    months = folder / "monthly.csv"
    save(months, monthly_csv(found).encode())
    return record, (*paths, months)


def write_comparison(
    found: SideBySide, names: tuple[str, str], folder: Path, lang: str
) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """Write compare.json and the figure, and return the record and the paths."""
    from experiments.figures.comparison import comparison_figure

    runs = carried(found.a, found.runs_a, found.failures)
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


def result_record(found: Simulated, kind: str) -> dict[str, Any]:
    """Everything that was found, with all that is needed to repeat it."""
    return {
        "kind": f"oneplusone {kind}",
        **carried(found.scenario, found.runs, found.failures),
        "headline": found.headline,
        "facts": found.facts,
        "measures": measured(found.scenario, found.runs),
        "every_run": every_run(found.runs),
    }


def monthly_csv(found: Simulated) -> str:
    """Months as rows: arm, month, and for each measure kept by month its mean and 5–95% range over draws."""
    monthly = found.monthly
    stream = io.StringIO()
    out = csv.writer(stream, lineterminator="\n")
    columns = [f"{name}_{part}" for name in monthly.measures for part in ("mean", "p5", "p95")]
    out.writerow(["scenario", "seed", "draws", "replications", "arm", "month", *columns])
    head = [found.scenario.name, monthly.seed, monthly.draws, monthly.replications]
    means = monthly.values.mean(axis=1)  # (draws, arms, months, measures)
    parts = np.stack([means.mean(axis=0), *np.quantile(means, (0.05, 0.95), axis=0)], axis=-1)
    for place, arm in enumerate(monthly.arms):
        for month in range(parts.shape[1]):
            cells = [f"{value:.10g}" for value in parts[place, month].ravel()]
            out.writerow([*head, ARMS[arm].name, month + 1, *cells])
    return stream.getvalue()


def figure_metadata(record: dict[str, Any]) -> dict[str, Any]:
    """What every figure carries: version, scenario with all parameters, seed, sizes, interval.

    A parameter has its value, or as an unknown the prior that it was drawn from.
    """
    names = ("kind", "version", "seed", "draws", "replications", "months", "engine", "interval")
    scenario = record["scenario"]
    return {
        **{name: record[name] for name in names},
        "scenario": scenario["name"],
        "fingerprint": scenario["fingerprint"],
        "parameters": {
            name: told.get("prior", told["value"]) for name, told in scenario["parameters"].items()
        },
    }


def in_short(found: Simulated) -> dict[str, Any]:
    """The answer, and the value of the first run by arm: they show whether a figure is out of date."""
    quantity, runs = found.headline.synergy.one_plus_one, found.runs
    names = [ARMS[arm].name for arm in runs.arms]
    return {
        "one_plus_one": quantity.estimate.to_dict(),
        "range": [quantity.spread.low, quantity.spread.high],
        "verdict": found.headline.synergy.verdict,
        "first_draw": int(runs.numbers[0]),
        "first_run": dict(zip(names, runs.of("value")[0, 0].tolist(), strict=True)),
    }


def stem(kind: str, lang: str) -> str:
    """The name of a figure's files: the English one plain, others with their language."""
    return kind if lang == "en" else f"{kind}_{lang}"


def _write(
    found: Simulated,
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

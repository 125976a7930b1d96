"""The files of a simulation: JSON with everything, figures, tables and months as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.files import save_result
from experiments.plotting import Style, rendered
from experiments.provenance import stem
from experiments.reporting.tabulated import csv_bytes
from experiments.reporting.wording import quantities
from experiments.results import json_text
from experiments.runs.engines import shown_measures
from experiments.simulation.picture import picture_of
from experiments.simulation.report import FRAME
from experiments.simulation.simulate import SimulationResult
from sim.arms import ARMS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

BESIDE = ("organization_share", "share_above_two", "share_added", "beyond_better", "shift", "above_two")
"""What is in the JSON beside the table of the headline and the measures."""


def write_run(
    found: SimulationResult,
    folder: Path,
    lang: str,
    style: Style | None = None,
    excel: bool = False,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[Path, ...]:
    """Write run.json with `more` in it, tables and months as CSV and the figure, and return the paths.

    `excel` marks CSV so that Excel takes it for UTF-8.
    """
    months = {"monthly.csv": monthly_csv(found).encode("utf-8-sig" if excel else "utf-8")}
    return write_result(found, folder, "run", lang, more, style=style, excel=excel, last=months)


def write_result(
    found: SimulationResult,
    folder: Path,
    kind: str,
    lang: str,
    more: Mapping[str, Any] = MappingProxyType({}),
    further: Mapping[str, Figure] = MappingProxyType({}),
    style: Style | None = None,
    tables: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    excel: bool = False,
    last: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[Path, ...]:
    """Write the result as JSON with `more` in it, its tables and figure, `further` figures and `tables` by
    name, and at `last` other files; return the paths.
    """
    # Drawn and written down before the first file: a failure here leaves nothing behind.
    picture = picture_of(found)
    data = json_text({**record_of(found), **more}).encode()
    metadata = found.metadata.for_figure() | in_short(found)
    figures = rendered(picture.plot(lang), stem(kind, lang), metadata, style)
    # A panel is one of the main figure; the others are whole.
    whole = None if style is None else replace(style, panel=None)
    for name, drawn in further.items():
        figures |= rendered(drawn, stem(f"{kind}_{name}", lang), metadata, whole)
    own = {name: found.to_frame(lang, table=name) for name in ("headline", "measures")}
    csv = {
        f"{stem(f'{kind}_{name}', lang)}.csv": csv_bytes(frame, lang, excel)
        for name, frame in {**own, **tables}.items()
    }
    return save_result(folder, kind, data, {**csv, **figures, **last})


def record_of(found: SimulationResult) -> dict[str, Any]:
    """Return what the JSON of a simulation has: everything found, what its numbers are, and what is drawn."""
    named = quantities((*FRAME, *BESIDE), shown_measures(found.scenario))
    return {**found.to_dict(), "quantities": named, "figure": picture_of(found).to_dict()}


def monthly_csv(found: SimulationResult) -> str:
    """Return months as rows: arm, month, and each monthly measure's mean and 5–95% range over draws."""
    monthly = found.monthly
    stream = io.StringIO()
    out = csv.writer(stream, lineterminator="\n")
    columns = [f"{name}_{part}" for name in monthly.measures for part in ("mean", "p5", "p95")]
    out.writerow(["scenario", "master_seed", "draws", "seeds", "arm", "month", *columns])
    head = [found.scenario.name, monthly.seed, monthly.draws, monthly.seeds]
    means = monthly.values.mean(axis=1)  # (draws, arms, months, measures)
    parts = np.stack([means.mean(axis=0), *np.quantile(means, (0.05, 0.95), axis=0)], axis=-1)
    for place, arm in enumerate(monthly.arms):
        for month in range(parts.shape[1]):
            cells = [f"{value:.10g}" for value in parts[place, month].ravel()]
            out.writerow([*head, ARMS[arm].name, month + 1, *cells])
    return stream.getvalue()


def in_short(found: SimulationResult) -> dict[str, Any]:
    """Return the answer, and the value of the first run by arm: they show whether a figure is out of date."""
    synergy, runs = found.headline.synergy, found.runs
    quantity, added = synergy.one_plus_one, synergy.added_value
    names = [ARMS[arm].name for arm in runs.arms]
    return {
        "added_value": added.estimate.to_dict(),
        "added_range": [added.draw_range.low, added.draw_range.high],
        "added_verdict": synergy.added_verdict,
        "one_plus_one": quantity.estimate.to_dict(),
        "range": [quantity.draw_range.low, quantity.draw_range.high],
        "verdict": synergy.verdict,
        "overall": synergy.overall,
        "first_draw": int(runs.numbers[0]),
        "first_run": dict(zip(names, runs.of("value")[0, 0].tolist(), strict=True)),
    }

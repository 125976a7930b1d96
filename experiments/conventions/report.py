"""The table of conventions in text: 1+1 by both benchmarks, and under which of them a verdict holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.conventions.conventions import (
    SCHEDULE,
    VOLUNTEERS,
    ConventionCell,
    ConventionTable,
    sides,
)
from experiments.reporting.numbers import listed, ratio
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import benchmark_words
from experiments.runs.outcomes import BENCHMARKS
from experiments.synergy.report import verdict_words
from experiments.synergy.synergy import Synergy
from experiments.texts import text

if TYPE_CHECKING:
    import pandas as pd


def convention_lines(found: ConventionTable, headline: Synergy, lang: str) -> list[str]:
    """Return the table, where 1+1 hangs on a convention, and whether the verdict holds under all of them.

    Args:
        found: the table.
        headline: the answer that the verdict is that of.
        lang: "en" or "zh".
    """
    shorts = [text(f"report.benchmark_short.{one.name}", lang) for one in BENCHMARKS]
    sizes = {"draws": f"{found.draws:,}", "seeds": found.seeds}
    title = text("report.conventions.title", lang, first=shorts[0], second=shorts[1], **sizes)
    head = [text("report.conventions.volunteers", lang)]
    for each in SCHEDULE:
        own = "*" if each.name == found.usual[1] else ""
        head.append(text(f"report.schedule.{each.name}", lang) + own)
    rows = [head]
    for world in found.worlds:
        rows.append([text(f"report.world.{world}", lang), *("" for _ in SCHEDULE)])
        for volunteers in VOLUNTEERS:
            own = "*" if volunteers.name == found.usual[0] else ""
            label = f"  {text(f'report.convention.{volunteers.name}', lang)}{own}"
            rows.append([label, *(_pair(found, world, volunteers.name, each.name) for each in SCHEDULE)])
    said = [text("report.conventions.mark", lang), *summary_of(found, lang), holds(found, headline, lang)]
    return [
        title,
        *columns(rows, right=frozenset(range(1, len(head)))),
        *(line for each in said for line in wrapped(each, indent=2)),
    ]


def summary_of(found: ConventionTable, lang: str) -> list[str]:
    """Return for each world and benchmark on which side of two 1+1 lies, whoever may call the residents."""
    return [
        _hangs(found.over_volunteers(world, benchmark.name), lang)
        for world in found.worlds
        for benchmark in BENCHMARKS
    ]


def frame_of(found: ConventionTable, lang: str) -> pd.DataFrame:
    """Return the table as a data frame: a row for each world, pair of conventions and benchmark."""
    import pandas as pd

    def head(key: str, **fields: str) -> str:
        return text(f"report.conventions.column.{key}", lang, **fields)

    rows = []
    for cell in found.cells:
        row: dict[str, object] = {
            head("world"): text(f"report.world.{cell.world}", lang),
            text("report.conventions.volunteers", lang): text(f"report.convention.{cell.volunteers}", lang),
            head("schedule"): text(f"report.schedule.{cell.schedule}", lang),
            head("own"): (cell.volunteers, cell.schedule) == found.usual,
            head("benchmark"): benchmark_words(cell.benchmark, lang)["benchmark"],
        }
        for name, estimate in (("1+1", cell.ratio), (head("share"), cell.share_above_two)):
            row |= {
                name: estimate.value,
                head("low", name=name): estimate.low,
                head("high", name=name): estimate.high,
            }
        row[head("side")] = text(f"report.side.{cell.average}", lang)
        row[code_head(lang)] = f"{cell.world}.{cell.volunteers}.{cell.schedule}.{cell.benchmark}"
        rows.append(row)
    return pd.DataFrame(rows)


def convention_line(found: ConventionTable, lang: str) -> str:
    """Return in one sentence how far conventions on volunteers move 1+1 of the case, by both benchmarks.

    Nothing is to be said, "", where 1+1 is undefined by one of them under every convention.
    """
    world = found.worlds[0]
    fields = {"count": str(len(VOLUNTEERS))}
    for benchmark, names in zip(
        BENCHMARKS, (("first", "low", "high"), ("second", "low_other", "high_other")), strict=True
    ):
        ends = _ends(found.over_volunteers(world, benchmark.name))
        if not all(map(math.isfinite, ends)):
            return ""
        label = text(f"report.benchmark_short.{benchmark.name}", lang)
        fields |= dict(zip(names, (label, *map(ratio, ends)), strict=True))
    return text("report.conventions.line", lang, **fields)


def holds(found: ConventionTable, headline: Synergy, lang: str) -> str:
    """Return whether the verdict holds by both benchmarks and under all conventions on volunteers.

    The table has fewer draws than the headline: what is looked at is the side of two on average, and a
    verdict on how many draws is the headline's own.
    """
    averages = {
        cell.average
        for benchmark in BENCHMARKS
        for cell in found.over_volunteers(found.worlds[0], benchmark.name)
    }
    count = str(len(VOLUNTEERS))
    (side, *others) = averages
    if others or side == "unknown":
        return text("report.conventions.hangs", lang, count=count)
    words = verdict_words(headline, lang)
    same = {"more": ("more",), "less": ("less", "inertia")}[side]
    if headline.overall in same:
        return text("report.conventions.holds", lang, count=count, verdict=words)
    verdict = text(f"report.verdicts.{side}", lang)
    return text("report.conventions.average_holds", lang, count=count, verdict=verdict)


def _hangs(cells: Sequence[ConventionCell], lang: str) -> str:
    """Return on which side of two 1+1 lies under each convention on volunteers."""
    low, high = map(ratio, _ends(cells))
    fields = {
        "world": text(f"report.world.{cells[0].world}", lang),
        "benchmark": benchmark_words(cells[0].benchmark, lang)["benchmark"],
        "low": low,
        "high": high,
    }
    found = {side: names for side, names in sides(cells).items() if names}
    if len(found) == 1:
        side = text(f"report.side.{next(iter(found))}", lang)
        return text("report.conventions.all_one", lang, side=side, **fields)
    said = (
        text(
            "report.conventions.side",
            lang,
            side=text(f"report.side.{side}", lang),
            names=listed((text(f"report.convention.{name}", lang) for name in names), lang),
        )
        for side, names in found.items()
    )
    return text("report.conventions.some", lang, sides=listed(said, lang, long=True), **fields)


def _ends(cells: Sequence[ConventionCell]) -> tuple[float, float]:
    values = [cell.ratio.value for cell in cells if math.isfinite(cell.ratio.value)]
    return (min(values), max(values)) if values else (math.nan, math.nan)


def _pair(found: ConventionTable, world: str, volunteers: str, schedule: str) -> str:
    """Return 1+1 by both benchmarks in one cell; "?" where its side of two is not resolved."""
    cells = (found.of(world, volunteers, schedule, benchmark.name) for benchmark in BENCHMARKS)
    marked = (ratio(one.ratio.value) + ("?" if one.average == "unknown" else "") for one in cells)
    return " | ".join(marked)

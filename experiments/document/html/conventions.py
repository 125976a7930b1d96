"""1+1 under every convention, as a table for each world, and whether a verdict holds under all of them."""

from __future__ import annotations

from experiments.conventions.conventions import SCHEDULE, VOLUNTEERS, ConventionCell, ConventionTable
from experiments.conventions.report import holds, summary_of
from experiments.document.findings import Findings
from experiments.document.html.markup import Child, Markup, bullets, el, fold, number, table
from experiments.document.html.wording import note, section
from experiments.runs.outcomes import BENCHMARKS
from experiments.texts import text


def conventions_section(found: Findings, lang: str) -> Markup | None:
    """Return the tables; nothing where they were not made."""
    table_of_all = found.conventions
    if table_of_all is None or found.answer is None:
        return None
    first, *others = table_of_all.worlds
    shorts = [text(f"report.benchmark_short.{one.name}", lang) for one in BENCHMARKS]
    words = summary_of(table_of_all, lang)  # a sentence for each world and benchmark
    cells = text("document.conventions.cells", lang, first=shorts[0], second=shorts[1])
    return section(
        "conventions", lang, holds(table_of_all, found.answer.headline.synergy, lang),
        el("p", text("document.conventions.what", lang)),
        _world(table_of_all, first, lang),
        note([cells, text("methods.between", lang), text("report.conventions.mark", lang)]),
        bullets(words[: len(BENCHMARKS)]),
        fold(
            text("document.conventions.others", lang),
            [_world(table_of_all, each, lang) for each in others], bullets(words[len(BENCHMARKS) :]),
        ),
    )  # fmt: skip


def _world(found: ConventionTable, world: str, lang: str) -> Markup:
    head = [text("report.conventions.volunteers", lang)]
    for each in SCHEDULE:
        own = "*" if each.name == found.usual[1] else ""
        said = text(f"report.schedule.{each.name}", lang)
        head.append(text("document.conventions.hurried", lang, who=f"{said}{own}"))
    rows: list[list[Child]] = []
    for volunteers in VOLUNTEERS:
        own = "*" if volunteers.name == found.usual[0] else ""
        cells = [
            [_cell(found.of(world, volunteers.name, each.name, one.name)) for one in BENCHMARKS]
            for each in SCHEDULE
        ]
        rows.append([f"{text(f'report.convention.{volunteers.name}', lang)}{own}", *cells])
    return table(head, rows, text(f"report.world.{world}", lang), "sides")


def _cell(cell: ConventionCell) -> Markup:
    """Return 1+1 in the colour of its side of two; grey and with a mark where that is not resolved."""
    mark = "?" if cell.average == "unknown" else ""
    return el("span", number(cell.ratio.value), mark, class_=f"side {cell.average}")

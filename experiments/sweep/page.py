"""What a study says of itself: what it is, how far it is, and its answer as far as there is one.

Its points are here as tables for a paper, too.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.errors import EnvironmentFailure, InvalidInput, UserError
from experiments.reporting.numbers import amount, percent, ratio, with_ends
from experiments.reporting.paper_tables import PaperTable, made_by
from experiments.reporting.wording import (
    axis_name,
    benchmark_words,
    column_values,
    design_name,
    listed_words,
    parameter_name,
)
from experiments.runs.outcomes import BENCHMARKS
from experiments.study.arrays import study_scenario
from experiments.sweep.report import QUANTITIES, side_of, summary_of
from experiments.sweep.study_report import StudyReport, study_report
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.study.reading import ReadableStudy
    from sim.scenario import Scenario

MOST_RUNS_SHOWN = 1_000_000
"""Runs up to which a study is displayed with its answer, which reads them all: a second or two."""


def size_of(study: ReadableStudy, lang: str) -> str:
    """Return how many points, draws, seeds and arms a study has; a single draw or seed is not said."""
    plan = study.plan
    counts = {"points": plan.point_count, "draws": plan.draw_count, "seeds": plan.seeds_per_draw}
    shown = {name: count for name, count in counts.items() if count > 1 or name == "points"}
    shown["arms"] = len(plan.arms)
    said = [text(f"sweep.size.{name}", lang, count=f"{count:,}") for name, count in shown.items()]
    return " × ".join(said)


def summary_of_study(study: ReadableStudy, lang: str) -> str:
    """Return what a study is, how far it is, and its answer or why there is none."""
    said, answer = _standing(study, lang), _answer(study)
    if isinstance(answer, StudyReport):
        said += summary_of(answer, lang)
    elif answer is not None:
        said.append(text("sweep.no_answer", lang, reason=answer.line))
    return "\n".join(said)


def page_of_study(study: ReadableStudy, lang: str) -> str:
    """Return a study as HTML: the same sentences, and the table of its points."""
    said, table = _standing(study, lang), ""
    if study.plan.runs > MOST_RUNS_SHOWN:
        said.append(text("sweep.too_large_to_show", lang))
    elif isinstance(answer := _answer(study), StudyReport):
        said += summary_of(answer, lang)
        table = answer.to_frame(lang).to_html(float_format="{:.4g}".format, na_rep="–", max_rows=20)
    elif answer is not None:
        said.append(text("sweep.no_answer", lang, reason=answer.line))
    return f"<p>{'<br>'.join(html.escape(line) for line in said)}</p>{table}"


def _standing(study: ReadableStudy, lang: str) -> list[str]:
    """Return what a study is and how far it is."""
    plan, tally = study.plan, study.status()
    scenario = study_scenario(study) if "toml" in plan.model else None
    parameters = scenario.parameters if scenario else {}
    names = [parameter_name(name, parameters, lang) for name in plan.design.get("parameters", ())]
    what = text(
        "sweep.what" if names else "sweep.what_point",
        lang,
        name=plan.name,
        size=size_of(study, lang),
        design=design_name(plan.design["kind"], lang),
        levers=listed_words(names, lang),
        of=text("sweep.of_scenario", lang, name=plan.model["scenario"]) if scenario else "",
    )
    failed = "some_failed" if tally.failed else "none_failed"
    far = text(
        f"sweep.far.{'all' if tally.finished == tally.runs else 'some'}",
        lang,
        runs=f"{tally.runs:,}",
        finished=f"{tally.finished:,}",
        failed=text(f"sweep.far.{failed}", lang, count=f"{tally.failed:,}"),
    )
    return [what, far]


def _answer(study: ReadableStudy) -> StudyReport | UserError | None:
    """Return the answer, the problem because of which there is none, or None where none is to be expected."""
    if "toml" not in study.plan.model or not study.status().finished:
        return None
    try:
        return study_report(study)
    except (InvalidInput, EnvironmentFailure) as problem:
        return problem


def points_tables(
    found: StudyReport, record: Mapping[str, Any], scenario: Scenario, lang: str
) -> list[PaperTable]:
    """Return 1+1 by point: a table for each benchmark; for the second alone where that is all there is.

    Args:
        found: the report of a study.
        record: its record, of which the note says what made it.
        scenario: its scenario.
        lang: "en" or "zh".
    """
    parameters = scenario.parameters
    within = text("sweep.column.interval", lang)
    levers = [axis_name(name, parameters, lang) for name in found.names]
    tables = []
    for benchmark in BENCHMARKS:
        quantities = QUANTITIES[benchmark.name]
        if getattr(found.points[0], quantities[0]) is None:
            continue
        words = benchmark_words(benchmark.name, lang)
        head = [*levers, *("1+1", within), *(text("table.column.gain", lang, **words), within)]
        head += [text("sweep.column.short_share", lang), within]
        head += [text("sweep.column.value_gs", lang), within]
        columns = [
            column_values(name, [point.values[name] for point in found.points], parameters, lang)
            for name in found.names
        ]
        rows = []
        for place, point in enumerate(found.points):
            row = [column[place] for column in columns]
            for name, form in zip(quantities, (ratio, amount, percent), strict=True):
                estimate = getattr(point, name)
                mark = "?" if name == quantities[0] and side_of(point, benchmark.name) == 0 else ""
                value, ends = with_ends(estimate, form)
                row += [value + mark, ends]
            row += ["", ""] if point.value_gs is None else with_ends(point.value_gs)
            rows.append(row)
        note = made_by(record, scenario, lang, rows=rows)
        title = text("table.title.points", lang, scenario=record["study"], **words)
        tables.append(PaperTable(title, head, rows, note, frozenset(range(len(head)))))
    return tables

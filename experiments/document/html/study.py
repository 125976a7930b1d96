"""What a study's own runs say: 1+1 at its points, and what moves it."""

from __future__ import annotations

from experiments.document.findings import Findings
from experiments.document.html.marks import axis_of, interval_row, rows_figure, scale_row
from experiments.document.html.markup import Child, Markup, bullets, el, fold, number, said, table
from experiments.document.html.wording import estimated, in_hundred, note, section
from experiments.reporting.numbers import ratio
from experiments.reporting.wording import (
    axis_value,
    benchmark_words,
    listed_words,
    outcome_name,
    parameter_name,
    with_interval,
)
from experiments.sensitivity.report import evidence as indices_evidence
from experiments.sensitivity.report import ordered as by_index
from experiments.sensitivity.result import INDICES, OutcomeSensitivity, Sensitivity
from experiments.sweep.report import evidence, ordered, parameters_of, place_of, ratio_of, share_of, side_of
from experiments.sweep.study_report import StudyReport
from experiments.texts import text

MOST_DRAWN, MOST_POINTS, MOST_SHARES = 16, 60, 12
"""Points in the figure, points in the table, parameters of a sensitivity."""


def study_section(found: Findings, lang: str) -> Markup | None:
    """Return 1+1 at the points of a study; nothing for a scenario."""
    report = found.study
    if report is None:
        return None
    lead, *rest = report.summary(lang).split("\n")
    return section(
        "study", lang, lead, bullets(rest), _figure(report, lang),
        fold(text("document.study.points", lang), _table(report, lang)), note(evidence(report, lang)),
    )  # fmt: skip


def _figure(found: StudyReport, lang: str) -> Child:
    points = ordered(found)
    if len(points) > MOST_DRAWN:
        points = [*points[: MOST_DRAWN // 2], *points[-MOST_DRAWN // 2 :]]
    estimates = [ratio_of(found, point) for point in points]
    axis = axis_of([each for one in estimates for each in (one.value, one.low, one.high)], 2.0)
    rows: list[tuple[Child, Markup, Child]] = []
    for point, one in zip(points, estimates, strict=True):
        name = place_of(found, point, lang)
        hollow = side_of(point, found.benchmark) == 0
        label = f"{name}: {with_interval(one, lang, ratio)}"
        picture = interval_row(axis, label, one.value, (one.low, one.high), tone="lead", hollow=hollow)
        rows.append((name, picture, estimated(one, lang)))
    words = benchmark_words(found.benchmark, lang)
    caption = text("document.study.figure", lang, shown=len(points), count=len(found.points), **words)
    return rows_figure(rows, scale_row(axis), caption, text("document.study.legend", lang))


def _table(found: StudyReport, lang: str) -> Markup:
    parameters = parameters_of(found)
    head: list[Child] = [text("document.study.point", lang)]
    head += [parameter_name(name, parameters, lang) for name in found.names]
    short = [text(f"report.benchmark_short.{name}", lang) for name in found.benchmarks]
    head += short
    head += [text("document.study.share", lang, benchmark=each) for each in short]
    rows: list[list[Child]] = []
    for point in found.points[:MOST_POINTS]:
        row: list[Child] = [str(point.point)]
        row += [axis_value(name, point.values[name], parameters, lang) for name in found.names]
        row += [estimated(ratio_of(found, point, name), lang) for name in found.benchmarks]
        row += [in_hundred(share_of(found, point, name), lang, "short_share") for name in found.benchmarks]
        rows.append(row)
    left = len(found.points) - len(rows)
    caption = text("document.study.left_out", lang, count=left) if left else None
    return table(head, rows, caption, "small")


def sensitivity_section(found: Findings, lang: str) -> Markup | None:
    """Return what moves 1+1 in a study; nothing where its design cannot be read so."""
    result = found.sensitivity
    if result is None:
        return None
    lead, *rest = result.summary(lang).split("\n")
    body: list[Child] = [bullets(rest)] if rest else []
    if isinstance(result, Sensitivity):
        shown = [each for each in result.outcomes if each.state == INDICES]
        body = [*(_shares(each, found, lang) for each in shown), *body, note(indices_evidence(result, lang))]
    return section("sensitivity", lang, lead, body)


def _shares(item: OutcomeSensitivity, found: Findings, lang: str) -> Markup:
    shares = by_index(item)[:MOST_SHARES]
    axis = axis_of([each for one in shares for each in (one.total.value, one.total.high)], zero=True)
    rows: list[tuple[Child, Markup, Child]] = []
    for one in shares:
        name = parameter_name(one.name, found.scenario.parameters, lang)
        label = f"{name}: {with_interval(one.total, lang, ratio)}"
        picture = interval_row(
            axis,
            label,
            one.total.value,
            (one.total.low, one.total.high),
            tone="lead",
            hollow=not one.influential,
        )
        rows.append((name, picture, said("document.study.total", lang, value=number(one.total.value))))
    caption = text("document.study.shares", lang, outcome=outcome_name(item.outcome, lang))
    return rows_figure(rows, scale_row(axis), caption, text("document.study.hollow", lang))


def study_note(found: Findings, lang: str) -> Markup | None:
    """Return of a study which parts are of its runs and which were run anew."""
    if not found.study_name:
        return None
    own = [
        text("document.study.quoted", lang, title=text(f"document.title.{name}", lang))
        for name in ("study", "sensitivity")
        if name in found.results
    ]
    key = "parts_stored" if found.answer is None else "parts" if own else "parts_new"
    fields = {"name": found.study_name, **({"own": listed_words(own, lang)} if key == "parts" else {})}
    return el("p", said(f"document.study.{key}", lang, **fields), class_="aside")

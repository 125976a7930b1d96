"""Screenings as tables and plain sentences: who matters, what is open, what was left out and why."""

from __future__ import annotations

from experiments.errors import listed
from experiments.reporting.numbers import amount
from experiments.reporting.runs_needed import about
from experiments.reporting.terminal import columns
from experiments.reporting.wording import (
    Parameters,
    in_plain_words,
    listed_words,
    outcome_name,
    parameter_name,
)
from experiments.sensitivity.report import ROWS
from experiments.sensitivity.screening import LeftOut, Screening
from experiments.statistics.power import RESOLVED
from experiments.texts import text

NAMED = 5
"""Open parameters that a sentence names, those first that would be told first."""


def screening_lines(result: Screening, parameters: Parameters, lang: str) -> list[str]:
    """Return the tables of a screening, one for each outcome and method, and what they say."""
    said: list[str] = []
    for outcome, method in dict.fromkeys((one.outcome, one.method) for one in result.found):
        rows_of = [one for one in result.found if (one.outcome, one.method) == (outcome, method)]
        rows_of.sort(key=lambda one: -one.value)
        count = sum(one.influential for one in rows_of)
        said.append(text("sensitivity.title", lang, outcome=outcome_name(outcome, lang)))
        name = text(f"sensitivity.method.{method}", lang)
        said.append(text("sensitivity.screening", lang, method=name, count=count, all=len(rows_of)))
        head = ("parameter", "value", "sign", "spread", "influence")
        rows = [[text(f"sensitivity.column.{name}", lang) for name in head]]
        for one in rows_of[:ROWS]:
            mark = "●" if one.influential else "?" if one.walks_to_resolve > RESOLVED else "○"
            name = parameter_name(one.parameter, parameters, lang)
            rows.append([name, amount(one.value), amount(one.sign), amount(one.spread), mark])
        said += [*columns(rows, right=frozenset({1, 2, 3})), ""]
    return [*said, *in_plain_words(screening_summary(result, parameters, lang), lang), ""]


def screening_summary(result: Screening, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences on a screening: who matters, what is open, what was left out and why."""
    said = [] if result.found else [text("sensitivity.nothing_left", lang)]
    planned = False
    for outcome in dict.fromkeys(one.outcome for one in result.found):
        rows = [one for one in result.found if one.outcome == outcome]
        moving = [one for one in rows if one.influential]
        name = outcome_name(outcome, lang)
        said.append(text("sensitivity.matter", lang, outcome=name, count=len(moving), all=len(rows)))
        near = sorted(
            (one for one in rows if one.walks_to_resolve > RESOLVED), key=lambda one: one.walks_to_resolve
        )
        planned |= bool(near)
        if near:
            kinds = text("analysis.kind.walks", lang)
            told = (
                text(
                    "analysis.needing", lang, said=parameter_name(one.parameter, parameters, lang),
                    needed=text(
                        "analysis.needed", lang, number=about(one.walks_to_resolve), kind=kinds
                    ),
                )
                for one in near[:NAMED]
            )  # fmt: skip
            names = listed_words(told, lang)
            if len(near) > NAMED:
                more = {"count": len(near) - NAMED, "most": about(near[-1].walks_to_resolve)}
                names += text("sensitivity.near_more", lang, **more)
            said.append(text("sensitivity.near_limit", lang, names=names))
    if planned:
        said.append(text("analysis.needed_means", lang))
    if any(one.method != "morris" and not one.influential for one in result.found):
        said.append(text("sensitivity.no_points", lang))
    return [*said, *(left_out(one, lang) for one in result.left_out)]


def left_out(one: LeftOut, lang: str) -> str:
    """Return why an outcome was left out."""
    reasons = []
    if one.undefined:
        fields = {"count": one.undefined, "total": one.points}
        reasons.append(text("sensitivity.reason_undefined", lang, **fields))
    if one.failed:
        fields = {"count": one.failed, "total": one.points}
        reasons.append(text("sensitivity.reason_failed", lang, ids=listed(one.ids), **fields))
    joint = text("report.list_long", lang)
    return text(
        "sensitivity.left_out", lang, outcome=outcome_name(one.outcome, lang), reasons=joint.join(reasons)
    )

"""Screenings as tables and plain sentences: influence, what is not resolved, what was left out and why."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from experiments.designs.saltelli import SEED
from experiments.errors import listed
from experiments.reporting.numbers import amount
from experiments.reporting.numbers import listed as joined
from experiments.reporting.runs_needed import about
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    Parameters,
    in_plain_words,
    listed_words,
    outcome_name,
    parameter_name,
)
from experiments.runs.keys import FACTOR
from experiments.sensitivity.report import ROWS, parameters_of, rows_left_out
from experiments.sensitivity.screening import LeftOut, Screened, Screening
from experiments.statistics.power import RESOLVED
from experiments.texts import text

NAMED = 5
"""Unresolved parameters that a sentence names, those first that need the fewest trajectories."""

_SPREAD = {"morris": "spread_morris", "pawn": "spread_pawn"}


def summary_of(result: Screening, lang: str) -> list[str]:
    """Return a screening in plain sentences."""
    return screening_summary(result, parameters_of(result), lang)


def frame_of(result: Screening, lang: str) -> pd.DataFrame:
    """Return one row per outcome and parameter: the method's measure, and whether influence is resolved."""
    parameters, method = parameters_of(result), result.method
    labels = {"outcome": "outcome", "parameter": "parameter", "value": method}
    if method != "pawn":
        labels["width"] = "width"
    if method == "morris":
        labels["sign"] = "sign"
    if method in _SPREAD:
        labels["spread"] = _SPREAD[method]
    labels["influential"] = "influential"
    frame = pd.DataFrame([asdict(one) for one in result.found], columns=list(labels))
    codes = {code_head(lang, of): frame[of] for of in ("outcome", "parameter")}
    frame["outcome"] = [outcome_name(name, lang) for name in frame["outcome"]]
    frame["parameter"] = [parameter_name(name, parameters, lang) for name in frame["parameter"]]
    heads = {name: text(f"sensitivity.frame.{key}", lang) for name, key in labels.items()}
    return frame.rename(columns=heads).assign(**codes)


def evidence(result: Screening, lang: str) -> str:
    """Return size, seeds and what a filled mark means, in one sentence."""
    factor = "_factor" if result.random_numbers == FACTOR else ""
    said = text(
        f"sensitivity.evidence_{'morris' if result.method == 'morris' else 'given_data'}{factor}",
        lang,
        size=f"{result.size:,}",
        seeds=result.seeds,
        random_numbers=text(f"sensitivity.seeds_{result.random_numbers}", lang),
        seed=result.seed,
    )
    return said + text("sensitivity.draws_uncertain", lang) if result.draws_uncertain else said


def screening_lines(result: Screening, parameters: Parameters, lang: str) -> list[str]:
    """Return the tables of a screening, one for each outcome and method, and what they say."""
    said: list[str] = []
    for outcome, method in dict.fromkeys((one.outcome, one.method) for one in result.found):
        rows_of = [one for one in result.found if (one.outcome, one.method) == (outcome, method)]
        rows_of.sort(key=lambda one: -one.value)
        parameters_of_it = [one for one in rows_of if one.parameter != SEED]
        count = sum(one.influential for one in parameters_of_it)
        said += wrapped(text("sensitivity.title", lang, outcome=outcome_name(outcome, lang)))
        name = text(f"sensitivity.method.{method}", lang)
        said += wrapped(
            text("sensitivity.screening", lang, method=name, count=count, all=len(parameters_of_it))
        )
        head = ("parameter", "value", "sign", "spread", "influence")
        rows = [[text(f"sensitivity.column.{name}", lang) for name in head]]
        for one in (*parameters_of_it[:ROWS], *(one for one in rows_of if one.parameter == SEED)):
            mark = "●" if one.influential else "?" if one.trajectories_to_resolve > RESOLVED else "○"
            name = parameter_name(one.parameter, parameters, lang)
            rows.append([name, amount(one.value), amount(one.sign), amount(one.spread), mark])
        said += [*columns(rows, right=frozenset({1, 2, 3})), *rows_left_out(len(parameters_of_it), lang), ""]
    return [*said, *in_plain_words(screening_summary(result, parameters, lang), lang), ""]


def screening_summary(result: Screening, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences on a screening: influence, what is not resolved, what was left out and why."""
    said = [] if result.found else [text("sensitivity.nothing_left", lang)]
    planned = False
    for outcome in dict.fromkeys(one.outcome for one in result.found):
        every = [one for one in result.found if one.outcome == outcome]
        rows = [one for one in every if one.parameter != SEED]
        count, name = sum(one.influential for one in rows), outcome_name(outcome, lang)
        said.append(text("sensitivity.influential", lang, outcome=name, count=count, all=len(rows)))
        near = sorted(
            (one for one in rows if one.trajectories_to_resolve > RESOLVED),
            key=lambda one: one.trajectories_to_resolve,
        )
        said += [_seed(one, lang) for one in every if one.parameter == SEED]
        planned |= bool(near)
        if near:
            kinds = text("analysis.kind.trajectories", lang)
            parts = (
                text(
                    "analysis.with_needed", lang, said=parameter_name(one.parameter, parameters, lang),
                    needed=text(
                        "analysis.needed", lang, number=about(one.trajectories_to_resolve), kind=kinds
                    ),
                )
                for one in near[:NAMED]
            )  # fmt: skip
            names = listed_words(parts, lang)
            if len(near) > NAMED:
                more = {"count": len(near) - NAMED, "most": about(near[-1].trajectories_to_resolve)}
                names += text("sensitivity.near_more", lang, **more)
            said.append(text("sensitivity.near_limit", lang, names=names))
    if planned:
        said.append(text("analysis.needed_means", lang))
    if any(one.method != "morris" and not one.influential for one in result.found):
        said.append(text("sensitivity.no_points", lang))
    return [*said, *(left_out(one, lang) for one in result.left_out)]


def _seed(one: Screened, lang: str) -> str:
    """Return how far two runs lie apart that differ in nothing but their random numbers."""
    fields = {"value": amount(one.value), "low": amount(max(0.0, one.value - one.width))}
    return text("sensitivity.seed_effect", lang, **fields, high=amount(one.value + one.width))


def left_out(one: LeftOut, lang: str) -> str:
    """Return why an outcome was left out."""
    reasons = []
    if one.undefined:
        fields = {"count": one.undefined, "total": one.points}
        reasons.append(text("sensitivity.reason_undefined", lang, **fields))
    if one.failed:
        fields = {"count": one.failed, "total": one.points}
        reasons.append(text("sensitivity.reason_failed", lang, ids=listed(one.ids), **fields))
    return text(
        "sensitivity.left_out", lang, outcome=outcome_name(one.outcome, lang),
        reasons=joined(reasons, lang, long=True),
    )  # fmt: skip

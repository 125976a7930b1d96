"""What the case promised and delivered, beside what the model says."""

from __future__ import annotations

import math
from collections.abc import Iterator

from experiments.calibration.observations import Observation
from experiments.calibration.report import (
    is_number,
    observation_label,
    observation_notes,
    observed_text,
    predicted_text,
    shows_given,
)
from experiments.document.findings import Findings
from experiments.document.html.marks import axis_of, interval_row, rows_figure, scale_row
from experiments.document.html.markup import Child, Markup, bullets, el, fold, number, said, table
from experiments.document.html.street import each_house, street
from experiments.document.html.wording import of_hundred, section
from experiments.reporting.numbers import NOTHING, amount, brief, listed
from experiments.runs.engines import scenario_measures
from experiments.simulation.report import conditioned_in_vain
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.synergy import effect
from experiments.texts import text
from sim.arms import GS
from sim.scenario import Scenario


def observed_section(found: Findings, lang: str) -> Markup | None:
    """Return promised, delivered and modelled; nothing where nothing was run."""
    result = found.answer
    if result is None:
        return None
    scenario = found.scenario
    promised = [(row.name, row.labels[lang], _promised(scenario, row.name)) for row in scenario.rows["kinds"]]
    said_of = [
        text("document.observed.promise", lang, label=name, units=amount(units))
        for _, name, units in promised
    ]
    lead = said(
        "document.observed.lead", lang, sum=amount(float(scenario.values["contract.sum"])),
        months=str(scenario.values["contract.term"]), promises=listed(said_of, lang, long=True),
    )  # fmt: skip
    beside = result.observations
    body: list[Child] = [_streets(found, lang), _kinds_table(result, lang)]
    if beside is None:
        body.append(el("p", text("document.observed.none", lang)))
    else:
        notes = [*observation_notes(scenario, beside, lang), *conditioned_in_vain(scenario, lang)]
        folded = fold(text("document.observed.notes", lang), _observed_table(result, lang), bullets(notes))
        body += [_observations(scenario, beside.observations, lang), folded]
    return section("observed", lang, lead, body)


def _promised(scenario: Scenario, kind: str) -> float:
    return float(scenario.values[f"kinds.{kind}.target"])


def _streets(found: Findings, lang: str) -> Child:
    """Return the observations that are so many out of so many, as houses."""
    result = found.answer
    if result is None or result.observations is None:
        return None
    drawn: list[Child] = []
    for one in result.observations.observations:
        if not (
            is_number(found.scenario, one)
            and math.isfinite(one.of)
            and one.of >= 1
            and one.use == "condition"
        ):
            continue
        label = observation_label(found.scenario, one.name, lang)
        words = said(
            "document.observed.street", lang, label=label, value=number(one.observed, amount),
            of=number(one.of, amount), median=number(one.prior.median, brief),
            low=number(one.prior.low, brief), high=number(one.prior.high, brief),
        )  # fmt: skip
        each = each_house(one.of)
        more = [text("methods.between", lang), el("span", text("document.observed.each", lang, count=each))]
        picture = street(one.of, one.observed, observed_text(found.scenario, one, lang))
        drawn.append(
            el(
                "figure",
                el("div", picture, class_="sky"),
                el("figcaption", words, more if each > 1 else None),
                class_="night",
            )
        )
    return drawn


def _kinds_table(result: SimulationResult, lang: str) -> Markup:
    """Return each kind of service: promised, what is there at the end of the term in the model, need."""
    scenario, measures = result.scenario, {one.name: one for one in scenario_measures(result.scenario)}
    rows = []
    for row in scenario.rows["kinds"]:
        name = f"at_term_{row.name}"
        cells: list[Child] = [row.labels[lang], number(_promised(scenario, row.name), amount)]
        if name in measures and name in result.runs.measures:
            found = effect(result.runs.arm(GS, name))
            cells.append(
                said(
                    "document.observed.there", lang, value=number(found.estimate.value, amount),
                    low=number(found.draw_range.low, amount), high=number(found.draw_range.high, amount),
                )
            )  # fmt: skip
        else:
            cells.append(NOTHING)
        rows.append(cells)
    head = [text(f"document.observed.column.{name}", lang) for name in ("kind", "promised", "there")]
    return table(head, rows, text("document.observed.kinds", lang))


def _observations(scenario: Scenario, every: tuple[Observation, ...], lang: str) -> Child:
    """Return the numbers that were observed on the model's ranges, each row as a share of its own axis."""
    rows = list(_rows(scenario, every, lang))
    if not rows:
        return None
    return rows_figure(
        rows, None, text("document.observed.figure", lang), text("document.observed.legend", lang)
    )


def _rows(
    scenario: Scenario, every: tuple[Observation, ...], lang: str
) -> Iterator[tuple[Child, Markup, Child]]:
    for one in every:
        if not is_number(scenario, one):
            continue
        found = one.prior
        own = axis_of([found.low, found.high, one.observed, one.of], one.observed, zero=True)
        name = observation_label(scenario, one.name, lang)
        shown = predicted_text(scenario, one, found)
        label = text(
            "document.observed.label",
            lang,
            name=name,
            observed=observed_text(scenario, one, lang),
            model=shown,
        )
        picture = interval_row(own, label, found.median, (found.low, found.high), tone="model")
        yield name, el("div", picture, scale_row(own, observed_text(scenario, one, lang))), shown


def _observed_table(result: SimulationResult, lang: str) -> Child:
    scenario, beside = result.scenario, result.observations
    if beside is None:
        return None
    shown = shows_given(scenario, beside)
    rows: list[list[Child]] = []
    for one in beside.observations:
        rows.append(
            [
                f"{observation_label(scenario, one.name, lang)}{' *' if one.use == 'condition' else ''}",
                observed_text(scenario, one, lang),
                predicted_text(scenario, one, one.prior),
                said("document.observed.agree", lang, share=of_hundred(one.prior.in_band.value, lang)),
            ]
        )
        if shown:
            rows[-1].append(NOTHING if one.given is None else predicted_text(scenario, one, one.given))
    names = ("observation", "observed", "model", "agreement", *(["given"] if shown else []))
    head = [text(f"document.observed.column.{name}", lang) for name in names]
    return table(head, rows, text("document.observed.beside", lang))

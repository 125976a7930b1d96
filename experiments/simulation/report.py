"""The text of a simulation: its sentences, its table, and the report for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from experiments.calibration.observations import mistimed_observations, never_compared
from experiments.calibration.report import limits, observation_label, observation_table
from experiments.reporting.layout import SCREEN, head, laid_out, short_head
from experiments.reporting.numbers import amount, grouped, listed, percent, unit
from experiments.reporting.terminal import columns, styled, wrapped
from experiments.reporting.wording import SIGNS, outcome_name, quantities, summary
from experiments.runs.engines import shown_measures
from experiments.runs.outcomes import BENCHMARKS
from experiments.runs.relative import RELATIVE_NAMES, mean_of, reported_measures
from experiments.simulation.measures_table import SHOWN, measure_table
from experiments.simulation.reached import Reached, names_of
from experiments.simulation.runs_table import months_frame, runs_frame
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.headline_report import (
    answer,
    break_evens,
    idle,
    runs_needed,
    saturated,
    short_answer,
    table,
)
from experiments.texts import text
from sim.arms import GS
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

FRAME = (
    "added_value", "one_plus_one", "contract_gain", "delta", "governance", "transfer", "scale", "multiplier",
)  # fmt: skip
"""Quantities of the table of the headline, in order; 1+1 by either benchmark first."""


def summary_of(found: SimulationResult, lang: str, part: str = "answer") -> list[str]:
    """Return plain sentences on one part of a simulation.

    Args:
        found: the simulation.
        lang: "en" or "zh".
        part: "answer" (1+1), "break_evens" (what would change the sign of Δ), "observations" (the model
            beside what was observed) or "limits" (what the result does not show).

    Raises:
        ValueError: any other part.
    """
    scenario, beside = found.scenario, found.observations
    if part == "answer":
        return [summary(found.headline.synergy, lang)]
    if part == "break_evens":
        return break_evens(found.headline, scenario, lang)[1:]
    if part == "observations":
        return [] if beside is None else observation_table(scenario, beside, lang)
    if part == "limits":
        return limits(scenario, beside, lang)[1:]
    raise ValueError(f"no part {part!r}; there are: answer, break_evens, observations, limits")


def frame_of(found: SimulationResult, lang: str, table: str = "measures") -> pd.DataFrame:
    """Return a table of a simulation.

    Args:
        found: the simulation.
        lang: language of the labels.
        table: "measures" (the mean of every measure in every arm), "headline" (1+1 by both benchmarks, Δ and
            its parts, with Monte Carlo intervals and the 5–95% range over draws), "runs" (every run) or
            "months" (the first draws month by month).

    Raises:
        ValueError: any other table.
    """
    import pandas as pd

    if table == "headline":
        synergy = found.headline.synergy
        rows = {}
        for name in FRAME:
            quantity = getattr(synergy, name)
            estimate, over_draws = quantity.estimate, quantity.draw_range
            rows[outcome_name(name, lang)] = [
                estimate.value, estimate.low, estimate.high, over_draws.low, over_draws.high
            ]  # fmt: skip
        heads = [text(f"report.column.{name}", lang) for name in ("value", "interval", "range")]
        columns = [heads[0], f"{heads[1]} 2.5%", f"{heads[1]} 97.5%", f"{heads[2]} 5%", f"{heads[2]} 95%"]
        answer = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return answer.rename_axis(index=text("report.column.quantity", lang))
    if table == "runs":
        return runs_frame(found.scenario, found.runs, lang)
    if table == "months":
        return months_frame(found.scenario, found.monthly, lang)
    if table != "measures":
        raise ValueError(f"no table {table!r}; there are: measures, headline, runs, months")
    frame = found.measures()
    named = shown_measures(found.scenario)
    labels = [text("report.with_unit", lang, label=one.label(lang), unit=unit(one, lang)) for one in named]
    frame.columns = [SIGNS[arm] for arm in found.runs.arms]
    frame.insert(0, text("report.column.measure", lang), labels)
    return frame


def lines(found: SimulationResult, lang: str, stream: TextIO) -> list[str]:
    """Return the report: a scenario's measures by arm, and the answer with what stands beside it."""
    scenario = found.scenario
    sections = [head(scenario, found.runs, lang), answer_section(found, lang)]
    sections += [measure_table(scenario, found.runs, lang), *observed_sections(found, lang)]
    return laid_out([*sections, *behind_sections(found, lang)], stream)


def short_lines(
    found: SimulationResult, lang: str, stream: TextIO, ends: Sequence[str] = ("",), above: int = 0
) -> list[str]:
    """Return the one page: the answer, what the arms create, and where the rest is found.

    It is set closer, ends with the next of `ends`, the fuller first, and leaves out what the arms create for
    money and size, until it fits a screen of which so many lines are taken `above` it.
    """
    looks = [(end, closer) for end in ends for closer in range(3)]
    for end, closer in [*looks, (ends[-1], 3)]:
        page = _short_page(found, lang, stream, end, closer)
        if len(page) <= SCREEN - above:
            break
    return page


def _short_page(found: SimulationResult, lang: str, stream: TextIO, end: str, closer: int) -> list[str]:
    rows = _relative_rows(found, lang)
    means = columns(
        [["", *(SIGNS[arm] for arm in (*SHOWN, GS))], *(rows[:1] if closer > 2 else rows)],
        right=frozenset(range(1, 2 + len(SHOWN))),
    )
    last = [text("page.why_apart", lang), text("page.full", lang)]
    if closer:
        last = [text("page.apart_short", lang)]
    last += conditioned_in_vain(found.scenario, lang)
    first, answer = short_head(found.scenario, found.runs, lang), short_answer(found.headline, lang)
    means_of = [text("page.value", lang), *means]
    sections = [first, answer, means_of, [line for said in last for line in wrapped(said)]]
    ending = wrapped(end) if end else []
    if closer > 1:
        # The answer stays bold without a blank line above it.
        said, *rest = answer
        sections[:2] = [[*first, styled(said, "strong", stream), *rest]]
        sections[-1] += ending
    elif ending:
        sections.append(ending)
    return laid_out(sections, stream)


def _relative_rows(found: SimulationResult, lang: str) -> list[list[str]]:
    """Return public value by arm, for money and size too; none where there is nothing to divide by."""
    rows = []
    for measure in reported_measures(found.scenario):
        if measure.name != "value" and measure.name not in RELATIVE_NAMES:
            continue
        means = [mean_of(found.scenario, found.runs, arm, measure.name) for arm in (*SHOWN, GS)]
        label = text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang))
        rows.append([label, *map(amount, means)])
    return rows


def observed_sections(found: SimulationResult, lang: str) -> list[list[str]]:
    """Return the observations beside the model, and those of another month than this contract's last."""
    scenario, beside = found.scenario, found.observations
    sections = [] if beside is None else [observation_table(scenario, beside, lang)]
    if beside is not None and beside.stated is not None:
        fields = {"count": f"{beside.stated.agreeing:,}", "runs": f"{beside.stated.runs:,}"}
        sections[0] += wrapped(text("report.observations.stated", lang, **fields), indent=2)
    left = mistimed_observations(scenario)
    if left:
        labels = listed((observation_label(scenario, name, lang) for name in left), lang, long=True)
        sections.append(wrapped(text("report.observations.other_month", lang, names=labels)))
    return sections


def conditioned_in_vain(scenario: Scenario, lang: str) -> list[str]:
    """Return in a sentence which observations to condition on are compared with nothing; none of none."""
    left = [name for name in never_compared(scenario) if scenario.reference[name]["use"] == "condition"]
    labels = listed((observation_label(scenario, name, lang) for name in left), lang, long=True)
    return [text("calibration.left_out", lang, names=labels)] if left else []


def answer_section(found: SimulationResult, lang: str) -> list[str]:
    """Return the answer in full, with 1+1 given the observations where there are any to condition on."""
    beside = found.observations
    given = {} if beside is None else {one.name: beside.given(one.name) for one in BENCHMARKS}
    return answer(found.headline, lang, given)


def behind_sections(found: SimulationResult, lang: str) -> list[list[str]]:
    """Return what stands behind the answer: its parts, break-evens, sample sizes, limits."""
    result = found.headline
    return [
        table(result, lang),
        [*break_evens(result, found.scenario, lang), *saturated(result, lang), *idle(result, lang)],
        runs_needed(result, lang),
        limits(found.scenario, found.observations, lang),
    ]


def countable(scenario: Scenario) -> dict[str, dict[str, dict[str, str]]]:
    """Return what can be counted in runs of a scenario by name: label and unit in every language."""
    measures = {one.name: one for one in shown_measures(scenario)}
    ratios = [name for name in names_of(scenario) if name not in measures]
    return quantities(ratios, measures.values())


def countable_lines(scenario: Scenario, lang: str) -> list[str]:
    """Return the names of what can be counted as a table: name, label, unit."""
    rows = [[name, one["label"][lang], one["unit"][lang]] for name, one in countable(scenario).items()]
    return [text("command_run.reach_names", lang), *columns(rows)]


def reached_lines(found: Sequence[Reached], scenario: Scenario, lang: str) -> list[str]:
    """Return a sentence for each count."""
    labels = {one.name: one.label(lang) for one in shown_measures(scenario)}
    ratios = {one.ratio.name: one.name for one in BENCHMARKS}
    said = []
    for one in found:
        fields = {
            "number": grouped(one.number), "count": one.count, "runs": one.runs, "share": percent(one.share),
            "low": percent(one.low), "high": percent(one.high),
        }  # fmt: skip
        if one.name in ratios:
            said.append(text(f"report.reached.{ratios[one.name]}", lang, **fields))
        else:
            said.append(text("report.reached.measure", lang, measure=labels[one.name], **fields))
    return said

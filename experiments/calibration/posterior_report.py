"""What was learnt from observed facts, as tables and plain sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.calibration.analysis import Calibration
from experiments.calibration.conditioning import Agreement, InformedPrior
from experiments.calibration.observations import Observation
from experiments.calibration.report import (
    agreeing_words,
    jointly_words,
    nothing_concluded,
    observation_label,
)
from experiments.reporting.numbers import NOTHING, amount, brief, fixed, listed, percent, ratio, span
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    benchmark_words,
    closed_up,
    in_plain_words,
    listed_words,
    not_shown,
    parameter_name,
    unit_text,
)
from experiments.runs.engines import scenario_measures
from experiments.synergy.headline import Posterior
from experiments.texts import text

SHOWN = 12
"""Parameters in the table of the report; all are in the JSON and the CSV."""

SURPRISING = 0.025
"""A fact whose predicted rank is below this, or above one less this, is said to surprise the model."""

BEYOND = 0.05
"""Of a fact out of a whole: it is said when more runs than this share have more than the whole."""

TABLES = ("parameters", "facts", "answers", "next_facts")
NOT_SHOWN = tuple(f"calibration.not_shown.{name}" for name in ("model", "single", "few", "twice"))


def summary_of(found: Calibration, lang: str) -> list[str]:
    """Return in plain sentences what was learnt."""
    scenario, said = found.metadata.scenario, []
    if not found.effective_draws:
        agreeing = agreeing_words(scenario, found.agreeing, lang)
        runs = f"{found.draws * found.seeds:,}"
        said.append(text("calibration.none_agrees", lang, runs=runs, agreeing=agreeing))
    elif not found.conclusive:
        said.append(nothing_concluded(scenario, found.facts, found.effective_draws, found.draws, lang))
    else:
        said += _answers(found, lang)
    if found.conclusive:
        said.append(_moved(found, lang))
        said.append(jointly_words(found.shifts, found.effective_draws, lang))
    said += _surprises(found, lang)
    beyond = [one for one in found.facts if one.beyond > BEYOND]
    said += [_beyond(found, one, lang) for one in beyond]
    if found.conclusive:
        said += _to_observe(found, lang)
    if found.left_out:
        names = listed((observation_label(scenario, name, lang) for name in found.left_out), lang, long=True)
        said.append(text("calibration.left_out", lang, names=names))
    return said


def frame_of(found: Calibration, lang: str, table: str = "") -> pd.DataFrame:
    """Return a table: "parameters" before and after, or the "facts" (by default where nothing is concluded);
    "answers" is 1+1 by each benchmark, "next_facts" what would narrow it.

    Raises ValueError for another table.
    """
    chosen = table or TABLES[0 if found.parameters else 1]
    if chosen not in TABLES:
        raise ValueError(f"no table {table!r}; there are: {', '.join(TABLES)}")
    if chosen == "parameters":
        return pd.DataFrame([_parameter_row(found, one, lang) for one in found.parameters])
    if chosen == "facts":
        return pd.DataFrame([_fact_row(found, one, lang) for one in found.facts])
    if chosen == "answers":
        return pd.DataFrame(_answer_rows(found, lang))
    heads = ("benchmark", "measure", "name", "reduction")
    return pd.DataFrame(_next_rows(found, lang), columns=[_head(name, lang) for name in heads])


def lines(found: Calibration, lang: str) -> list[str]:
    """Return the whole text report."""
    sections = [answer_table(found, lang), fact_table(found, lang)]
    if found.parameters:
        sections.append(parameter_table(found, lang))
    said = [line for section in sections for line in [*section, ""]]
    said += [*in_plain_words(summary_of(found, lang), lang), ""]
    return [*said, *wrapped(evidence(found, lang)), "", *not_shown(NOT_SHOWN, lang)]


def answer_table(found: Calibration, lang: str) -> list[str]:
    """Return 1+1 before and after the facts."""
    heads = ("answer", "value", "interval", "draws", "share", "effective")
    rows = [[text(f"calibration.column.{name}", lang) for name in heads]]
    for benchmark, name, one, size in (
        (benchmark, *each)
        for benchmark, (before, after) in found.answers.items()
        for each in (("before", before, float(found.draws)), ("after", after, found.effective_draws))
    ):
        shift = found.shifts[benchmark] if name == "after" else None
        mark = "" if shift is None or shift.resolved else "?"
        cells = [NOTHING] * 4 if one is None else [
            ratio(one.value) + mark, span(one.low, one.high, ratio), span(one.first, one.last, ratio),
            percent(one.above_two),
        ]  # fmt: skip
        effective = text("calibration.of", lang, effective=f"{round(size):,}", draws=f"{found.draws:,}")
        rows.append([answer_label(benchmark, name, lang), *cells, effective])
    said = [text("calibration.answer_title", lang), *columns(rows, right=frozenset(range(1, 6)))]
    if any(shift is not None and not shift.resolved for shift in found.shifts.values()):
        said += wrapped(text("calibration.answer_note", lang), indent=2)
    return said


def answer_label(benchmark: str, name: str, lang: str) -> str:
    """Return what a 1+1 is called: its benchmark, and whether it is "before" or "after" the facts."""
    short = text(f"report.benchmark_short.{benchmark}", lang)
    return text("calibration.by", lang, benchmark=short, when=text(f"calibration.column.{name}", lang))


def fact_table(found: Calibration, lang: str) -> list[str]:
    """Return each fact beside what the runs predict, before and after."""
    heads = ("fact", "model", "observed", "before", "agreement", "after", "agreement")
    rows = [[text(f"calibration.column.{name}", lang) for name in heads]]
    for one in found.facts:
        label, given = observation_label(found.metadata.scenario, one.name, lang), _given(found, one)
        rows.append(
            [
                f"{label} *" if one.use == "condition" else label,
                text(f"report.observation_model.{one.model}", lang),
                _observed(one, lang),
                _predicted(one, one.prior),
                percent(one.prior.in_band.value),
                _predicted(one, given),
                NOTHING if given is None else percent(given.in_band.value),
            ]
        )
    note = wrapped(text("calibration.fact_note", lang), indent=2)
    return [text("calibration.fact_title", lang), *columns(rows, right=frozenset(range(2, 7))), *note]


def parameter_table(found: Calibration, lang: str) -> list[str]:
    """Return the most moved parameters before and after, each with Monte Carlo errors."""
    heads = ("parameter", "mean", "mean_after", "error", "deviation", "deviation_after", "error", "shift")
    rows = [[text(f"calibration.column.{name}", lang) for name in heads]]
    parameters = found.metadata.scenario.parameters
    for one in found.parameters[:SHOWN]:
        rows.append(
            [
                parameter_name(one.parameter, parameters, lang),
                *(amount(value) for value in (one.before, one.after, one.after_error)),
                *(amount(v) for v in (one.deviation_before, one.deviation_after, one.deviation_error)),
                _signed(one.shift) + ("" if one.resolved else "?"),
            ]
        )
    more = len(found.parameters) - SHOWN
    note = text("calibration.parameter_note", lang, tests=len(found.parameters))
    if more > 0:
        note += text("calibration.parameter_more", lang, more=more)
    return [
        text("calibration.parameter_title", lang),
        *columns(rows, right=frozenset(range(1, 8))),
        *wrapped(note, indent=2),
    ]


def evidence(found: Calibration, lang: str) -> str:
    """Return sizes, master seed and effective sample in one sentence."""
    return text(
        "calibration.evidence", lang, draws=found.draws, seeds=found.seeds, seed=found.metadata.seed,
        effective=round(found.effective_draws),
    )  # fmt: skip


def given_title(found: Calibration, lang: str) -> str:
    """Return what the scenario given the facts is called."""
    return text("calibration.given_title", lang, title=found.metadata.scenario.titles[lang])


def written_words(found: Calibration, file: str, check: Mapping[str, Posterior | None], lang: str) -> str:
    """Return what stands in the scenario file, what is lost in it, and what 1+1 it gives by benchmark."""
    parameters = found.metadata.scenario.parameters
    names = listed_words((parameter_name(name, parameters, lang) for name in found.deciles), lang)
    each = (
        text(
            "calibration.written_one", lang, value=_ratio(check.get(name)), after=_ratio(after),
            **benchmark_words(name, lang),
        )
        for name, (_, after) in found.answers.items()
    )  # fmt: skip
    return text("calibration.written", lang, file=file, names=names, each=listed(each, lang, long=True))


def _ratio(found: Posterior | None) -> str:
    return NOTHING if found is None else ratio(found.value)


def _answers(found: Calibration, lang: str) -> list[str]:
    """Return 1+1 given the facts by each benchmark; the first names the effective sample."""
    said = []
    for place, (benchmark, (before, after)) in enumerate(found.answers.items()):
        words = benchmark_words(benchmark, lang)
        if after is None:
            said.append(text("calibration.undefined", lang, **words))
        else:
            key = "answer_too" if place else "answer"
            said.append(text(f"calibration.{key}", lang, **words, **_answer_fields(found, before, after)))
    return said


def _to_observe(found: Calibration, lang: str) -> list[str]:
    """Return which facts would teach most of 1+1, by each benchmark, and by which none can be said to."""
    labels = {one.name: one.label(lang) for one in scenario_measures(found.metadata.scenario)}
    said, nothing = list[str](), list[str]()
    for benchmark, facts in found.to_observe.items():
        words = benchmark_words(benchmark, lang)
        each = [
            text("calibration.next", lang, measure=labels[one.measure], share=percent(one.reduction))
            for one in facts
        ]
        if each:
            said.append(text("calibration.next_by", lang, measures=listed_words(each, lang), **words))
        else:
            nothing.append(words["benchmark"])
    lines = [text("calibration.next_facts", lang, each=listed(said, lang, long=True))] if said else []
    if nothing:
        lines.append(text("calibration.no_next_fact", lang, by=listed_words(nothing, lang)))
    # The benchmark that leads is spoken of first, also where nothing can be said by it.
    leading = next(iter(found.to_observe.values()), ())
    return lines if leading else lines[::-1]


def _head(name: str, lang: str) -> str:
    return text(f"calibration.column.{name}", lang)


def _answer_rows(found: Calibration, lang: str) -> list[dict[str, object]]:
    """Return 1+1 before and given the facts by each benchmark, and whether the change is resolved."""
    rows = []
    for benchmark, (before, after) in found.answers.items():
        shift = found.shifts[benchmark]
        for when, one, size in (
            ("before", before, float(found.draws)), ("after", after, found.effective_draws)
        ):  # fmt: skip
            row: dict[str, object] = {
                "benchmark": benchmark_words(benchmark, lang)["benchmark"],
                "when": text(f"calibration.column.{when}", lang),
            }
            names = ("value", "low", "high", "first", "last", "above_two")
            row |= {name: math.nan if one is None else getattr(one, name) for name in names}
            judged = when == "after" and shift is not None
            row |= {"effective": size, "moved": shift.resolved if judged and shift else None}
            rows.append({_head(f"answer_{name}", lang): cell for name, cell in row.items()})
    return rows


def _next_rows(found: Calibration, lang: str) -> list[list[object]]:
    """Return the measures that would narrow 1+1, by each benchmark; of one with none, a row that says so."""
    labels = {one.name: one.label(lang) for one in scenario_measures(found.metadata.scenario)}
    rows = list[list[object]]()
    for benchmark, facts in found.to_observe.items():
        named = benchmark_words(benchmark, lang)["benchmark"]
        rows += [[named, labels[one.measure], one.measure, one.reduction] for one in facts]
        if not facts and found.conclusive:
            rows.append([named, text("calibration.no_next", lang), "", math.nan])
    return rows


def _answer_fields(found: Calibration, before: Posterior | None, after: Posterior) -> dict[str, str]:
    return {
        "value": ratio(after.value),
        "low": ratio(after.low),
        "high": ratio(after.high),
        "share": percent(after.above_two),
        "effective": f"{round(found.effective_draws):,}",
        "draws": f"{found.draws:,}",
        "before": _ratio(before),
        "share_before": NOTHING if before is None else percent(before.above_two),
    }


def _moved(found: Calibration, lang: str) -> str:
    if not found.moved:
        return text("calibration.none_moved", lang, count=len(found.parameters))
    parameters = found.metadata.scenario.parameters
    each = (
        closed_up(
            text(
                "calibration.moved_one", lang, name=parameter_name(one.parameter, parameters, lang),
                before=amount(one.before), after=amount(one.after), shift=_signed(one.shift),
            )
        )
        for one in found.moved
    )  # fmt: skip
    count = len(found.parameters)
    return text("calibration.moved", lang, count=count, names=listed(each, lang, long=True))


def _given(found: Calibration, one: Observation) -> Agreement | None:
    """What is predicted given the facts; nothing where nothing is concluded from them."""
    return one.given if found.conclusive else None


def _surprises(found: Calibration, lang: str) -> list[str]:
    """Return which facts the model held unlikely before, and which it does not reproduce after."""
    said = []
    for key, predictions in (
        ("surprising", [(one, one.prior) for one in found.facts]),
        ("missed", [(one, _given(found, one)) for one in found.facts]),
    ):
        names = [
            observation_label(found.metadata.scenario, one.name, lang)
            for one, predicted in predictions
            if predicted is not None and not SURPRISING <= predicted.observed_rank <= 1 - SURPRISING
        ]
        if names:
            said.append(text(f"calibration.{key}", lang, names=listed(names, lang, long=True)))
    return said


def _beyond(found: Calibration, one: Observation, lang: str) -> str:
    label = observation_label(found.metadata.scenario, one.name, lang)
    return text("calibration.beyond", lang, name=label, share=percent(one.beyond), of=amount(one.of))


def _observed(one: Observation, lang: str) -> str:
    if _yes_or_no(one):
        return text("report.observations.yes" if one.observed else "report.observations.no", lang)
    if math.isfinite(one.of):
        return text("report.observations.of", lang, value=amount(one.observed), of=amount(one.of))
    return amount(one.observed)


def _yes_or_no(one: Observation) -> bool:
    """Whether an observation is no number: only then its band has no end (which JSON does not keep)."""
    return not all(map(math.isfinite, one.band))


def _predicted(one: Observation, found: Agreement | None) -> str:
    if found is None or _yes_or_no(one):
        return NOTHING
    return f"{brief(found.median)} [{brief(found.low)}–{brief(found.high)}]"


def _signed(value: float) -> str:
    said = fixed(value, 2)
    return said if said.startswith("−") else f"+{said}"


def _parameter_row(found: Calibration, one: InformedPrior, lang: str) -> dict[str, object]:
    parameters = found.metadata.scenario.parameters
    cells: Sequence[tuple[str, object]] = (
        ("parameter", parameter_name(one.parameter, parameters, lang)),
        ("name", one.parameter),
        ("unit", unit_text(one.parameter, parameters, lang)),
        ("mean", one.before),
        ("deviation", one.deviation_before),
        ("mean_after", one.after),
        ("mean_error", one.after_error),
        ("deviation_after", one.deviation_after),
        ("deviation_error", one.deviation_error),
        ("shift", one.shift),
        ("narrowed", one.narrowed),
        ("resolved", one.resolved),
    )
    return {text(f"calibration.column.{key}", lang): value for key, value in cells}


def _fact_row(found: Calibration, one: Observation, lang: str) -> dict[str, object]:
    cells: list[tuple[str, object]] = [
        ("fact", observation_label(found.metadata.scenario, one.name, lang)),
        ("model", text(f"report.observation_model.{one.model}", lang)),
        ("observed", one.observed),
    ]
    for key, predicted in (("before", one.prior), ("after", _given(found, one))):
        for name in ("median", "low", "high", "agreement", "rank"):
            value = math.nan
            if predicted is not None:
                value = {
                    "median": predicted.median, "low": predicted.low, "high": predicted.high,
                    "agreement": predicted.in_band.value, "rank": predicted.observed_rank,
                }[name]  # fmt: skip
            cells.append((f"{name}_{key}", value))
    return {text(f"calibration.column.{key}", lang): value for key, value in cells}

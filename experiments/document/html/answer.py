"""The answer: 1+1 by both benchmarks, in one sentence and one picture."""

from __future__ import annotations

from experiments.document.findings import Findings
from experiments.document.html.marks import Scale, axis_of, interval_row, rows_figure, scale_row
from experiments.document.html.markup import Child, Markup, bullets, el, fold, paragraphs, said
from experiments.document.html.wording import estimated, in_hundred, note, section
from experiments.reporting.wording import benchmark_words, summary
from experiments.runs.outcomes import BENCHMARKS
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.report import answer_in_short, break_even_sentences, verdict_words
from experiments.synergy.synergy import BenchmarkAnswer, Synergy
from experiments.texts import text

TONES = dict(zip((one.name for one in BENCHMARKS), ("lead", "other"), strict=True))
"""The colour of each benchmark, in all figures."""


def answer_section(found: Findings, lang: str) -> Markup | None:
    """Return the answer; nothing where it was not run."""
    if found.answer is None:
        return None
    synergy = found.answer.headline.synergy
    nothing = found.scenario.nothing_happens(lang)
    overall = verdict_words(synergy, lang)
    overall = overall[:1].upper() + overall[1:]
    lead = [said("document.answer.overall", lang, verdict=el("strong", overall))]
    return section(
        "answer", lang, None,
        el("p", lead, class_="verdict"),
        paragraphs([nothing]) if nothing else None,
        [el("p", sentence(synergy, one, lang), class_="lead") for one in synergy.answers()],
        _figure(synergy, lang),
        note(text("document.answer.what", lang)),
        fold(text("document.answer.words", lang), paragraphs([summary(synergy, lang)])),
        fold(text("document.answer.break_evens", lang), _break_evens(found.answer, lang)),
    )  # fmt: skip


def _break_evens(found: SimulationResult, lang: str) -> list[Child]:
    """Return at which productivity, weight and month the gain of each benchmark changes sign."""
    shown: list[Child] = []
    for one in BENCHMARKS:
        benchmark = benchmark_words(one.name, lang)["benchmark"]
        shown.append(el("h3", benchmark[:1].upper() + benchmark[1:]))
        shown.append(bullets(break_even_sentences(found.headline.beside(one.name), found.scenario, lang)))
    return shown


def sentence(found: Synergy, one: BenchmarkAnswer, lang: str) -> Markup:
    """Return 1+1 by one benchmark in a sentence: its interval, and in how many draws it is more than two."""
    if one.ratio.undefined:
        return el("span", answer_in_short(found, one, lang))
    benchmark = benchmark_words(one.benchmark, lang)["benchmark"]
    value = estimated(one.ratio.estimate, lang)
    key = "by_draws" if found.draws > 1 else "by_one"
    fields: dict[str, object] = {}
    if found.draws > 1:
        fields = {"share": in_hundred(one.share_above_two, lang), "draws": found.draws}
    return said(f"document.answer.{key}", lang, benchmark=benchmark, value=value, **fields)


def _figure(found: Synergy, lang: str) -> Markup | None:
    shown = [one for one in found.answers() if not one.ratio.undefined]
    if not shown:
        return None
    axis = answer_axis(found)
    rows = []
    for one in shown:
        estimate, spread = one.ratio.estimate, one.ratio.draw_range
        label = answer_in_short(found, one, lang)
        picture = interval_row(
            axis, label, estimate.value, (estimate.low, estimate.high), (spread.low, spread.high),
            TONES[one.benchmark],
        )  # fmt: skip
        name = text(f"report.benchmark_short.{one.benchmark}", lang)
        rows.append((name, picture, estimated(estimate, lang)))
    return rows_figure(
        rows, scale_row(axis), text("document.answer.figure", lang),
        text("document.legend_spread", lang),
    )  # fmt: skip


def answer_axis(found: Synergy) -> Scale:
    """Return an axis for 1+1 by both benchmarks."""
    values = [
        each
        for one in found.answers()
        for part in (one.ratio.estimate, one.ratio.draw_range)
        for each in (part.low, part.high)
    ]
    return axis_of([*values, *(one.ratio.estimate.value for one in found.answers())], 2.0)

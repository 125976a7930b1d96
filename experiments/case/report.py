"""The text of the case: one page, or everything; the answer first."""

from __future__ import annotations

from typing import TextIO

from experiments.attribution import ledger_report, paths_report
from experiments.calibration.report import uncertain_table
from experiments.case.page import DILEMMAS_SHOWN, dilemma_lines, left_out, path_lines, sample_lines
from experiments.case.why import Why
from experiments.conventions.report import convention_line, convention_lines
from experiments.reporting.layout import SCREEN, head, laid_out, short_head
from experiments.reporting.terminal import styled, wrapped
from experiments.reporting.wording import not_shown, outcome_name
from experiments.simulation.report import (
    answer_section,
    behind_sections,
    conditioned_in_vain,
    observed_sections,
)
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.headline_report import short_answer
from experiments.texts import text


def lines(found: SimulationResult, why: Why | str, lang: str, stream: TextIO, full: bool = True) -> list[str]:
    """Return the whole text: what is known before the ledger is computed, and the rest."""
    return [*first_lines(found, lang, stream, full), "", *rest_lines(found, why, lang, stream, full)]


def first_lines(found: SimulationResult, lang: str, stream: TextIO, full: bool = False) -> list[str]:
    """Return scenario and answer: what needs no ledger."""
    sections = [head(found.scenario, found.runs, lang), answer_section(found, lang)]
    if not full:
        name, *rest = short_head(found.scenario, found.runs, lang)
        said, *more = short_answer(found.headline, lang)
        # No blank line between them: with it the page would be longer than a screen.
        return [styled(name, "strong", stream), *rest, styled(said, "strong", stream), *more]
    return laid_out(sections, stream)


def rest_lines(
    found: SimulationResult, why: Why | str, lang: str, stream: TextIO, full: bool = False, above: int = 0
) -> list[str]:
    """Return why it is so; in full also uncertain parameters, observations and what is behind the answer.

    The page shows fewer dilemmas where lines of the screen are taken already: `above` the page so many.
    """
    if full:
        scenario = found.scenario
        sections = []
        if scenario.priors:
            sections.append(uncertain_table(scenario, lang, observed=bool(scenario.reference)))
        sections += [*observed_sections(found, lang), *behind_sections(found, lang), *_why(found, why, lang)]
        return laid_out(sections, stream)
    end = [*_in_vain(found, lang), *wrapped(text("page.full", lang))]
    if isinstance(why, str):
        return laid_out([wrapped(why), end], stream)
    room = SCREEN - above - len(first_lines(found, lang, stream)) - 1
    for shown in range(DILEMMAS_SHOWN, -1, -1):
        page = _why_page(found, why, lang, stream, shown)
        if len(page) <= room:
            break
    return page


def _why_page(found: SimulationResult, why: Why, lang: str, stream: TextIO, shown: int) -> list[str]:
    """Return 1+1 by convention, the dilemmas that are shown, and the paths."""
    dilemmas = [
        *(wrapped(line) if (line := convention_line(why.conventions, lang)) else ()),
        *dilemma_lines(why.ledger, lang, shown),
        *sample_lines(found, why.ledger, lang),
    ]
    first, *paths = path_lines(why.paths, lang)
    marked = any("?" in line for line in (*dilemmas, *paths))
    separator = "" if lang == "zh" else " "
    end = separator.join(
        (left_out(why.ledger, lang, shown), text("page.full_marked" if marked else "page.full", lang))
    )
    return [
        *laid_out([dilemmas], stream),
        styled(first, "strong", stream),
        *paths,
        *_in_vain(found, lang),
        *wrapped(end),
    ]


def _in_vain(found: SimulationResult, lang: str) -> list[str]:
    return [line for said in conditioned_in_vain(found.scenario, lang) for line in wrapped(said)]


def _why(found: SimulationResult, why: Why | str, lang: str) -> list[list[str]]:
    """1+1 by convention, what each dilemma takes and each path gives back; or why that was not computed."""
    if isinstance(why, str):
        return [wrapped(why)]
    return [
        convention_lines(why.conventions, found.headline.synergy, lang),
        [
            *wrapped(text("ledger.title", lang, outcome=outcome_name("added_value", lang))),
            *sample_lines(found, why.ledger, lang),
        ],
        ledger_report.summary_lines(why.ledger.settings, ledger_report.DILEMMA_LABELS, lang),
        [
            paths_report.title(why.paths, lang),
            *paths_report.summary_lines(why.paths, paths_report.PATH_LABELS, lang),
        ],
        not_shown([*ledger_report.NOT_SHOWN, *paths_report.NOT_SHOWN], lang),
    ]

"""The text of the case."""

from __future__ import annotations

from typing import TextIO

from experiments.attribution import ledger_report, paths_report
from experiments.calibration.report import uncertain_table
from experiments.case.why import Why
from experiments.reporting.layout import head, laid_out
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import not_shown, outcome_name
from experiments.simulation.report import answer_sections, observed_sections
from experiments.simulation.simulate import SimulationResult
from experiments.texts import text


def lines(found: SimulationResult, why: Why | str, lang: str, stream: TextIO) -> list[str]:
    """Return the report: uncertain parameters, observations beside the model, the answer, and why it is
    so.
    """
    scenario = found.scenario
    sections = [head(scenario, found.runs, lang)]
    if scenario.priors:
        sections.append(uncertain_table(scenario, lang, observed=bool(scenario.reference)))
    sections += [*observed_sections(found, lang), *answer_sections(found, lang), *_why(why, lang)]
    return laid_out(sections, stream)


def _why(why: Why | str, lang: str) -> list[list[str]]:
    """What each dilemma takes and each path gives back; or why that was not computed."""
    if isinstance(why, str):
        return [wrapped(why)]
    return [
        [text("ledger.title", lang, outcome=outcome_name("one_plus_one", lang))],
        ledger_report.summary_lines(why.ledger.settings, ledger_report.DILEMMA_LABELS, lang),
        [text("paths.title", lang), *paths_report.summary_lines(why.paths, paths_report.PATH_LABELS, lang)],
        not_shown([*ledger_report.NOT_SHOWN, *paths_report.NOT_SHOWN], lang),
    ]

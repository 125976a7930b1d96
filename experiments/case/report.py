"""The text report of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from experiments.calibration.report import unknowns_table
from experiments.reporting.layout import head, laid_out
from experiments.reporting.terminal import wrapped
from experiments.simulation.report import _answer, _facts
from experiments.simulation.simulate import SimulationResult
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.case.why import Why


def case_page(found: SimulationResult, why: Why | str, lang: str, stream: TextIO) -> list[str]:
    """The case beside the model, what the paper does not tell, the answer, and why it is what it is."""
    scenario = found.scenario
    sections = [head(scenario, found.runs, lang)]
    if scenario.priors:
        sections.append(unknowns_table(scenario, lang, told=bool(scenario.reference)))
    sections += [*_facts(found, lang), *_answer(found, lang), *_why(why, lang)]
    return laid_out(sections, stream)


def _why(why: Why | str, lang: str) -> list[list[str]]:
    """What each dilemma takes and each path gives back; or what kept that from being found out."""
    if isinstance(why, str):
        return [wrapped(why)]
    from experiments.attribution import ledger_report, paths_report
    from experiments.reporting.wording import not_shown, outcome_name

    return [
        [text("ledger.title", lang, outcome=outcome_name("one_plus_one", lang))],
        ledger_report.summary_lines(why.ledgers, ledger_report.DILEMMA_LABELS, lang),
        [text("paths.title", lang), *paths_report.summary_lines(why.paths, paths_report.PATH_LABELS, lang)],
        not_shown([*ledger_report.NOT_SHOWN, *paths_report.NOT_SHOWN], lang),
    ]

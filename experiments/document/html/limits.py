"""What the document does not show: the limits that each of its commands prints."""

from __future__ import annotations

from experiments.attribution import ledger_report, paths_report
from experiments.calibration.report import conditioned_on, limit_sentences
from experiments.document.findings import Findings
from experiments.document.html.markup import Markup, bullets
from experiments.document.html.wording import section
from experiments.nearest import report as nearest_report
from experiments.reporting.wording import not_shown_said
from experiments.texts import text


def limits_section(found: Findings, lang: str) -> Markup:
    """Return each limit once, the more general ones first."""
    keys: list[str] = []
    if found.ledger is not None:
        keys += [*ledger_report.NOT_SHOWN, "ledger.other_side", "ledger.source_strength"]
    if found.paths is not None:
        keys += paths_report.NOT_SHOWN
    if found.nearest is not None:
        keys += nearest_report.limits_of(found.nearest)
    said = not_shown_said(keys, lang, held=not found.scenario.priors)
    observed = None if found.answer is None else found.answer.observations
    # Break-evens are said with the answer alone: without it there are none above.
    alone = found.answer is None
    general = limit_sentences(found.scenario, conditioned_on(observed), lang, alone).values()
    every = list(dict.fromkeys([*general, *said]))
    return section("limits", lang, text("document.limits.lead", lang), bullets(every, "limits"))

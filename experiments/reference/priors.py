"""The priors of a scenario as a table for a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.reporting.numbers import NOTHING
from experiments.reporting.paper_tables import PaperTable, described_in
from experiments.reporting.wording import parameter_name, prior_words, unit_text
from experiments.texts import text
from sim.scenario import Scenario


def priors_table(record: Mapping[str, Any], scenario: Scenario, lang: str) -> PaperTable:
    """Return the uncertain parameters with unit, prior and evidence.

    Args:
        record: the record of a result, whose version and fingerprint the note names.
        scenario: its scenario.
        lang: "en" or "zh".
    """
    head = [text(f"table.column.{name}", lang) for name in ("parameter", "name", "unit", "prior", "evidence")]
    parameters = scenario.parameters
    rows = [
        [
            parameter_name(name, parameters, lang).partition(" [")[0],
            name,
            unit_text(name, parameters, lang) or NOTHING,
            prior_words(prior, parameters[name], lang, with_unit=False),
            parameters[name].confidence,
        ]
        for name, prior in scenario.priors.items()
    ]
    made = {"version": record["version"], "fingerprint": described_in(record)["fingerprint"][:12]}
    note = text("table.note_priors", lang, **made)
    title = text("table.title.priors", lang, scenario=scenario.titles[lang])
    return PaperTable(title, head, rows, note)

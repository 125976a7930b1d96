"""Tables for a paper from the JSON of a result: headline, ledger, paths, points, posteriors, priors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from experiments.attribution.ledger import SettingLedger
from experiments.attribution.ledger_report import DILEMMA_LABELS, form_of
from experiments.attribution.paths_report import PATH_LABELS, combination_name, money_words
from experiments.attribution.reform_paths import PathTable
from experiments.calibration.conditioning import InformedPrior
from experiments.cli.saved import read_record, reading, restored
from experiments.errors import InvalidInput
from experiments.reporting.numbers import (
    NOTHING,
    Form,
    amount,
    interval,
    over_draws,
    percent,
    ratio,
    service_months,
    span,
)
from experiments.reporting.paper_tables import PaperTable
from experiments.reporting.wording import axis_name, axis_value, parameter_name, prior_words, unit_text
from experiments.runs.outcomes import SIDE_BY_SIDE
from experiments.statistics.intervals import Estimate
from experiments.sweep.report import ALONE_QUANTITIES, LEADING
from experiments.sweep.study_report import StudyReport
from experiments.synergy.synergy import Quantity, Synergy
from experiments.texts import text
from sim.scenario import Scenario

KINDS = ("headline", "ledger", "paths", "points", "posterior", "priors")
"""The tables that results can have, in their order."""

Record = Mapping[str, Any]


def tables_of(path: Path, lang: str, wanted: list[str]) -> list[PaperTable]:
    """Return the tables of a saved result, or those `wanted` of them.

    Raises InvalidInput for a file that is no result, or has no such table.
    """
    record = read_record(path)
    with reading(path, record):
        scenario = Scenario.parse(_described(record)["toml"], "toml")
        there = [kind for kind in KINDS if _found(record, kind, scenario)]
        for given in wanted:
            if given not in there:
                raise InvalidInput("table.no_table", file=path, given=given, there=", ".join(there))
        if not there:
            raise InvalidInput("table.none", file=path)
        return [_MAKERS[kind](record, scenario, lang) for kind in there if kind in (wanted or there)]


def _described(record: Record) -> Record:
    """Return the scenario of a result; of two that were compared, the first."""
    found: Record = record["a"] if "a" in record else record["scenario"]
    return found


def _found(record: Record, kind: str, scenario: Scenario) -> Any:
    """Return the part of a result that a table is made of, or nothing."""
    why = record.get("why") or {}
    return {
        "headline": record.get("headline"),
        "ledger": record.get("ledgers") or why.get("ledgers"),
        "paths": record.get("paths") or why.get("paths"),
        "points": record.get("report"),
        "posterior": (record.get("calibration") or {}).get("parameters"),
        "priors": scenario.priors,
    }[kind]


def _title(kind: str, scenario: Scenario, lang: str) -> str:
    return text(f"table.title.{kind}", lang, scenario=scenario.titles[lang])


def _note(record: Record, scenario: Scenario, lang: str, sizes: Any = None, open_ones: bool = False) -> str:
    said = text(
        "table.note",
        lang,
        scenario=scenario.titles[lang],
        months=record["months"],
        draws=record["draws"] if sizes is None else sizes.draws,
        seeds=record["seeds"] if sizes is None else sizes.seeds,
        seed=record["seed"],
        version=record["version"],
        fingerprint=_described(record)["fingerprint"][:12],
    )
    return f"{text('table.open', lang)} {said}" if open_ones else said


def _headline(record: Record, scenario: Scenario, lang: str) -> PaperTable:
    found: Synergy = restored(Synergy, _found(record, "headline", scenario)["synergy"], scenario.parameters)

    def row(name: str, quantity: Quantity, form: Form) -> list[str]:
        estimate = quantity.estimate
        return [name, form(estimate.value), interval(estimate, form), over_draws(quantity.draw_range, form)]

    share = found.share_above_two
    unit = service_months(lang)
    rows = [row("1+1", found.one_plus_one, ratio)]
    for name in ("delta", "governance", "transfer", "scale"):
        label = text(
            "ledger.column.unit", lang, name=text(f"report.headline.{name}", lang).strip(), unit=unit
        )
        rows.append(row(label, getattr(found, name), amount))
    for name in ("multiplier", "organization_share"):
        rows.append(row(text(f"report.headline.{name}", lang), getattr(found, name), ratio))
    rows.append(["P(1+1 > 2)", percent(share.value), span(share.low, share.high, percent), NOTHING])
    head = [text(f"report.column.{name}", lang) for name in ("quantity", "value", "ends", "range")]
    note = _note(record, scenario, lang)
    return PaperTable(_title("headline", scenario, lang), head, rows, note, frozenset({1, 2, 3}))


def _ledger(record: Record, scenario: Scenario, lang: str) -> PaperTable:
    settings: tuple[SettingLedger, ...] = restored(
        tuple[SettingLedger, ...], _found(record, "ledger", scenario), scenario.parameters
    )
    accounts = [next((one for one in each.accounts if one.entries), each.accounts[0]) for each in settings]
    head = [text("ledger.column.dilemma", lang)]
    for each in settings:
        head += [
            text("table.column.setting", lang, number=each.setting),
            text("ledger.column.interval", lang),
        ]
    rows = []
    for name in ("neutral", *settings[0].dilemmas, "actual"):
        end = name in ("neutral", "actual")
        row = [text(f"ledger.{name}", lang) if end else DILEMMA_LABELS[name](lang)]
        for account in accounts:
            entry = next((one for one in account.entries if one.dilemma == name), None)
            estimate: Estimate | None = getattr(account, name) if end else None
            if entry is not None:
                estimate = entry.estimate
            form = form_of(account)
            if estimate is None or math.isnan(estimate.value):
                row += [NOTHING, NOTHING]
                continue
            mark = "?" if entry is not None and not entry.resolved else ""
            row += [form(estimate.value) + mark, interval(estimate, form)]
        rows.append(row)
    note = _note(record, scenario, lang, settings[0], open_ones=True)
    return PaperTable(
        _title("ledger", scenario, lang), head, rows, note, frozenset(range(1, len(head)))
    )  # fmt: skip


def _paths(record: Record, scenario: Scenario, lang: str) -> PaperTable:
    found: PathTable = restored(PathTable, _found(record, "paths", scenario), scenario.parameters)
    names = ("paths", "side", "change", "interval", "gain", "interval", "side_share", "money")
    rows = []
    for each in found.rows:
        row = [combination_name(each, PATH_LABELS, lang)]
        whole, gained = each.gain("added_value"), each.gain("contract_gain")
        row.append(NOTHING if whole.level is None else ratio(whole.level.value))
        for gain, form in ((whole, ratio), (gained, amount)):
            if not each.paths or gain.change is None:
                row += [NOTHING, NOTHING]
                continue
            mark = "" if gain.resolved else "?"
            row += [form(gain.change.value) + mark, interval(gain.change, form)]
        rows.append([*row, percent(each.above_two_side_by_side.value), amount(round(each.money.value))])
    head = [text(f"paths.column.{name}", lang) for name in names]
    said = (money_words(found, PATH_LABELS, lang), _note(record, scenario, lang, found, open_ones=True))
    note = ("" if lang == "zh" else " ").join(said)
    return PaperTable(_title("paths", scenario, lang), head, rows, note, frozenset(range(1, len(head))))


def _points(record: Record, scenario: Scenario, lang: str) -> PaperTable:
    parameters = scenario.parameters
    found: StudyReport = restored(StudyReport, _found(record, "points", scenario), parameters)
    within = text("sweep.column.interval", lang)
    head = [axis_name(name, parameters, lang) for name in found.names]
    led = found.benchmark == SIDE_BY_SIDE.name
    quantities = LEADING if led else ALONE_QUANTITIES
    for name in quantities:
        head += [text(f"sweep.column.{name}", lang), within]
    forms = tuple(zip(quantities, (ratio, amount, percent), strict=True))
    rows = []
    for point in found.points:
        row = [axis_value(name, point.values[name], parameters, lang) for name in found.names]
        for name, form in forms:
            estimate = getattr(point, name)
            mark = "?" if name == quantities[0] and point.side == 0 else ""
            row += [form(estimate.value) + mark, span(estimate.low, estimate.high, form)]
        rows.append(row)
    title = text("table.title.points", lang, scenario=record["study"])
    note = _note(record, scenario, lang, open_ones=True)
    return PaperTable(title, head, rows, note, frozenset(range(len(head))))


def _priors(record: Record, scenario: Scenario, lang: str) -> PaperTable:
    head = [text(f"table.column.{name}", lang) for name in ("parameter", "name", "unit", "prior", "evidence")]
    parameters = scenario.parameters
    rows = [
        [
            parameter_name(name, parameters, lang).partition(" [")[0],
            name,
            unit_text(name, parameters, lang) or NOTHING,
            prior_words(prior, parameters[name], lang),
            parameters[name].confidence,
        ]
        for name, prior in scenario.priors.items()
    ]
    made = {"version": record["version"], "fingerprint": _described(record)["fingerprint"][:12]}
    return PaperTable(
        _title("priors", scenario, lang), head, rows, text("table.note_priors", lang, **made)
    )  # fmt: skip


def _posterior(record: Record, scenario: Scenario, lang: str) -> PaperTable:
    found: tuple[InformedPrior, ...] = restored(
        tuple[InformedPrior, ...], _found(record, "posterior", scenario), scenario.parameters
    )
    heads = ("parameter", "mean", "mean_after", "error", "deviation", "deviation_after", "error", "shift")
    rows = []
    for one in found:
        values = (one.before, one.after, one.after_error)
        spreads = (one.deviation_before, one.deviation_after, one.deviation_error)
        cells = [amount(value) for value in (*values, *spreads)]
        mark = "" if one.resolved else "?"
        rows.append([axis_name(one.parameter, scenario.parameters, lang), *cells, ratio(one.shift) + mark])
    head = [text(f"calibration.column.{name}", lang) for name in heads]
    note = _note(record, scenario, lang, open_ones=True)
    return PaperTable(_title("posterior", scenario, lang), head, rows, note, frozenset(range(1, len(head))))


_MAKERS: dict[str, Callable[[Record, Scenario, str], PaperTable]] = {
    "headline": _headline,
    "ledger": _ledger,
    "paths": _paths,
    "points": _points,
    "posterior": _posterior,
    "priors": _priors,
}

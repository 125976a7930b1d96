"""Tables for a paper from the JSON of a result: headline, both sides of the ledger, paths, points, priors.

1+1 stands against both benchmarks: in one table where that is narrow enough, else in a table for each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.attribution.ledger import Account, SettingLedger
from experiments.attribution.ledger_report import PART_LABELS, form_of
from experiments.attribution.paths_report import PATH_LABELS, above, combination_name, money_words
from experiments.attribution.reform_paths import PathTable
from experiments.calibration.conditioning import InformedPrior
from experiments.cli.saved import read_record, reading, restored
from experiments.errors import InvalidInput
from experiments.reference.priors import priors_table
from experiments.reporting.numbers import (
    NOTHING,
    Form,
    amount,
    over_draws,
    percent,
    ratio,
    service_months,
    span,
    with_ends,
)
from experiments.reporting.paper_tables import PaperTable, described_in, made_by, scenario_written
from experiments.reporting.wording import (
    axis_name,
    benchmark_words,
    outcome_name,
)
from experiments.runs.outcomes import BENCHMARKS, SIDE_BY_SIDE, Benchmark
from experiments.statistics.intervals import Estimate
from experiments.sweep.page import points_tables
from experiments.sweep.study_report import StudyReport
from experiments.synergy.synergy import Quantity, Synergy
from experiments.texts import text
from sim.scenario import Scenario

KINDS = ("headline", "ledger", "sources", "paths", "points", "posterior", "priors")
"""The tables that results can have, in their order."""

Record = Mapping[str, Any]


def tables_of(path: Path, lang: str, wanted: list[str]) -> list[PaperTable]:
    """Return the tables of a saved result, or those `wanted` of them.

    Raises InvalidInput for a file that is no result, or has no such table.
    """
    record = read_record(path)
    with reading(path, record):
        scenario = scenario_written(described_in(record)["toml"])
        there = [kind for kind in KINDS if _found(record, kind, scenario)]
        for given in wanted:
            if given not in there:
                raise InvalidInput("table.no_table", file=path, given=given, there=", ".join(there))
        if not there:
            raise InvalidInput("table.none", file=path)
        chosen = [kind for kind in there if kind in (wanted or there)]
        return [table for kind in chosen for table in _MAKERS[kind](record, scenario, lang)]


def _found(record: Record, kind: str, scenario: Scenario) -> Any:
    """Return the part of a result that a table is made of, or nothing."""
    why = record.get("why") or {}
    return {
        "headline": record.get("headline"),
        "ledger": record.get("ledgers") or why.get("ledgers"),
        "sources": record.get("sources"),
        "paths": record.get("paths") or why.get("paths"),
        "points": record.get("report"),
        "posterior": (record.get("calibration") or {}).get("parameters"),
        "priors": scenario.priors,
    }[kind]


def _title(kind: str, scenario: Scenario, lang: str, **words: str) -> str:
    return text(f"table.title.{kind}", lang, scenario=scenario.titles[lang], **words)


def _headline(record: Record, scenario: Scenario, lang: str) -> list[PaperTable]:
    found: Synergy = restored(Synergy, _found(record, "headline", scenario)["synergy"], scenario.parameters)

    def row(name: str, quantity: Quantity, form: Form) -> list[str]:
        estimate = quantity.estimate
        return [name, *with_ends(estimate, form), over_draws(quantity.draw_range, form)]

    unit = service_months(lang)
    rows = [
        row(outcome_name(benchmark.ratio.name, lang), answer.ratio, ratio)
        for benchmark, answer in zip(BENCHMARKS, found.answers(), strict=True)
    ]
    for name in ("contract_gain", "delta", "governance", "transfer", "scale"):
        label = text(
            "ledger.column.unit", lang, name=text(f"report.headline.{name}", lang).strip(), unit=unit
        )
        rows.append(row(label, getattr(found, name), amount))
    for name in ("multiplier", "organization_share"):
        rows.append(row(text(f"report.headline.{name}", lang), getattr(found, name), ratio))
    for answer in found.answers():
        share, words = answer.share_above_two, benchmark_words(answer.benchmark, lang)
        label = text("paths.column.share_of", lang, **words)
        rows.append([label, percent(share.value), span(share.low, share.high, percent), NOTHING])
    head = [text(f"report.column.{name}", lang) for name in ("quantity", "value", "ends", "range")]
    note = made_by(record, scenario, lang)
    return [PaperTable(_title("headline", scenario, lang), head, rows, note, frozenset({1, 2, 3}))]


def _ledger(record: Record, scenario: Scenario, lang: str) -> list[PaperTable]:
    """Return what the dilemmas take, under every neutral setting: a table for each benchmark."""
    settings: tuple[SettingLedger, ...] = restored(
        tuple[SettingLedger, ...], _found(record, "ledger", scenario), scenario.parameters
    )
    tables = []
    for benchmark in BENCHMARKS:
        accounts = _accounts(benchmark, settings)
        head = [text("ledger.column.dilemma", lang)]
        for each in settings:
            head += [
                text("table.column.setting", lang, number=each.setting),
                text("ledger.column.interval", lang),
            ]
        outcome = outcome_name(accounts[0].outcome, lang)
        title = _title("ledger", scenario, lang, outcome=outcome)
        tables.append(_parts(title, head, settings[0], accounts, record, scenario, lang))
    return tables


def _sources(record: Record, scenario: Scenario, lang: str) -> list[PaperTable]:
    """Return what the sources of synergy give: one table, as there is one neutral setting."""
    found: SettingLedger = restored(
        SettingLedger, _found(record, "sources", scenario), scenario.parameters
    )  # fmt: skip
    accounts = [_accounts(benchmark, [found])[0] for benchmark in BENCHMARKS]
    head = [text("ledger.column.sources", lang)]
    for account in accounts:
        head += [outcome_name(account.outcome, lang), text("ledger.column.interval", lang)]
    return [_parts(_title("sources", scenario, lang), head, found, accounts, record, scenario, lang)]


def _accounts(benchmark: Benchmark, ledgers: Sequence[SettingLedger]) -> list[Account]:
    """Return what is divided of 1+1, or of its gain where 1+1 is undefined in some ledger."""
    ratios = [one.of(benchmark.ratio.name) for one in ledgers]
    if all(one.entries for one in ratios):
        return ratios
    return [one.of(benchmark.gain.name) for one in ledgers]


def _parts(
    title: str,
    head: list[str],
    found: SettingLedger,
    accounts: Sequence[Account],
    record: Record,
    scenario: Scenario,
    lang: str,
) -> PaperTable:
    """Return accounts side by side: from none of the parts by each of them to all."""
    side = "ledger.sources" if found.side == "sources" else "ledger"
    rows = []
    for name in ("neutral", *found.dilemmas, "actual"):
        end = name in ("neutral", "actual")
        row = [text(f"{side}.{name}", lang) if end else PART_LABELS[name](lang)]
        for account in accounts:
            entry = next((one for one in account.entries if one.dilemma == name), None)
            estimate: Estimate | None = getattr(account, name) if end else None
            if entry is not None:
                estimate = entry.estimate
            form = form_of(account)
            if estimate is None or math.isnan(estimate.value):
                row += [NOTHING, NOTHING]
                continue
            mark = "?" if entry is not None and not entry.resolved and entry.estimate.value else ""
            value, ends = with_ends(estimate, form)
            row += [value + mark, ends]
        rows.append(row)
    note = made_by(record, scenario, lang, found, rows)
    return PaperTable(title, head, rows, note, frozenset(range(1, len(head))))


def _paths(record: Record, scenario: Scenario, lang: str) -> list[PaperTable]:
    """Return what the reform paths change: a table for each benchmark."""
    found: PathTable = restored(PathTable, _found(record, "paths", scenario), scenario.parameters)
    tables = []
    for benchmark in BENCHMARKS:
        words = benchmark_words(benchmark.name, lang)
        rows = []
        for each in found.rows:
            row = [combination_name(each, PATH_LABELS, lang)]
            whole, gained = each.gain(benchmark.ratio.name), each.gain(benchmark.gain.name)
            row.append(NOTHING if whole.level is None else ratio(whole.level.value))
            for gain, form in ((whole, ratio), (gained, amount)):
                if not each.paths or gain.change is None:
                    row += [NOTHING, NOTHING]
                    continue
                mark = "" if gain.resolved or not gain.change.value else "?"
                value, ends = with_ends(gain.change, form)
                row += [value + mark, ends]
            share = above(each, benchmark.name)
            rows.append([*row, percent(share.value), amount(round(each.money.value))])
        said = (money_words(found, PATH_LABELS, lang), made_by(record, scenario, lang, found, rows))
        note = ("" if lang == "zh" else " ").join(said)
        changed = "gain" if benchmark is SIDE_BY_SIDE else "delta"
        names = ("paths", "ratio", "change", "interval", changed, "interval", "share", "money")
        head = [text(f"paths.column.{name}", lang) for name in names]
        title = _title("paths", scenario, lang, **words)
        tables.append(PaperTable(title, head, rows, note, frozenset(range(1, len(head)))))
    return tables


def _points(record: Record, scenario: Scenario, lang: str) -> list[PaperTable]:
    found: StudyReport = restored(StudyReport, _found(record, "points", scenario), scenario.parameters)
    return points_tables(found, record, scenario, lang)


def _priors(record: Record, scenario: Scenario, lang: str) -> list[PaperTable]:
    return [priors_table(record, scenario, lang)]


def _posterior(record: Record, scenario: Scenario, lang: str) -> list[PaperTable]:
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
    note = made_by(record, scenario, lang, rows=rows)
    title = _title("posterior", scenario, lang)
    return [PaperTable(title, head, rows, note, frozenset(range(1, len(head))))]


_MAKERS: dict[str, Callable[[Record, Scenario, str], list[PaperTable]]] = {
    "headline": _headline,
    "ledger": _ledger,
    "sources": _sources,
    "paths": _paths,
    "points": _points,
    "posterior": _posterior,
    "priors": _priors,
}

"""What to do: the Pareto front and the single changes as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.optimisation.front import Front, FrontSetting
from experiments.optimisation.optimisation import Optimisation
from experiments.optimisation.prices import STARTING_STATE
from experiments.optimisation.single_changes import Change, SingleChanges
from experiments.optimisation.trials import EvaluatedSetting
from experiments.provenance import RunMetadata
from experiments.reporting.numbers import amount, percent, ratio, supported, with_ends
from experiments.reporting.runs_needed import clusters_word, needed, needing_each
from experiments.reporting.tabulated import code_head, setting_code
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    Parameters,
    benchmark_words,
    in_plain_words,
    listed_words,
    not_shown,
    parameter_name,
    value_text,
)
from experiments.texts import text
from sim.parameters.registry import PARAMETERS

BIAS = 0.02
"""Mean change of P(1+1 > 2) on held-out draws from which on it is stated as a bias."""


def summary_of(found: Optimisation | Front | SingleChanges, lang: str) -> list[str]:
    """Return a result of this package in plain sentences."""
    parameters = parameters_of(found.metadata)
    if isinstance(found, Optimisation):
        return summary(found.front, found.single_changes, parameters, lang)
    if isinstance(found, Front):
        return front_summary(found, parameters, lang)
    return single_summary(found, parameters, lang)


def frame_of(found: Optimisation | Front | SingleChanges, lang: str) -> pd.DataFrame:
    """Return the settings of a front as a table, or the best single change of each lever."""
    parameters = parameters_of(found.metadata)
    if isinstance(found, SingleChanges):
        changes = pd.DataFrame(
            [_change_cells(change, parameters, found.benchmark, lang) for change in found.changes]
        )
        changes[code_head(lang)] = [setting_code({one.lever: one.after}, parameters) for one in found.changes]
        return changes
    front = found.front if isinstance(found, Optimisation) else found
    base = front.baseline.found.setting
    settings = (front.baseline, *front.settings)
    frame = pd.DataFrame([_setting_cells(one, base, parameters, front.benchmark, lang) for one in settings])
    frame[code_head(lang)] = [setting_code(one.found.setting, parameters) for one in settings]
    return frame


def parameters_of(metadata: RunMetadata | None) -> Parameters:
    """Return the parameters of the scenario of a result; the declared ones where it is not known."""
    return metadata.scenario.parameters if metadata else PARAMETERS


def words_of(benchmark: str, lang: str) -> dict[str, str]:
    """Return what a benchmark and its gain are called, as fields of the texts of this package."""
    words = benchmark_words(benchmark, lang)
    return {"benchmark": words["benchmark"], "what": words["gain"]}


def _labelled(cells: Mapping[str, Any], benchmark: str, lang: str) -> dict[str, Any]:
    """Return cells by the heads of their columns, and the benchmark beside them."""
    words = words_of(benchmark, lang)
    named = {text(f"optimise.column.{name}", lang, **words): value for name, value in cells.items()}
    return named | {text("optimise.benchmark", lang): words["benchmark"]}


def _setting_cells(
    one: FrontSetting, base: Mapping[str, float], parameters: Parameters, benchmark: str, lang: str
) -> dict[str, Any]:
    held, found = one.held_out, one.found
    cells = {
        "changes": changes_text(found.setting, base, parameters, lang),
        "share_found": found.above_two.value,
        "share_held_out": held.above_two.value,
        "share_low": held.above_two.low,
        "share_high": held.above_two.high,
        "ratio": None if held.one_plus_one is None else held.one_plus_one.value,
        "gain_months": one.improvement.value,
        "gain_low": one.improvement.low,
        "gain_high": one.improvement.high,
        "resolved": one.resolved,
        "regret_months": held.regret,
        "price": found.price,
    }
    return _labelled(cells, benchmark, lang)


def _change_cells(change: Change, parameters: Parameters, benchmark: str, lang: str) -> dict[str, Any]:
    found = change.found
    cells = {
        "change": change_text(change, parameters, lang),
        "extra": change.extra,
        "ratio": None if found.one_plus_one is None else found.one_plus_one.value,
        "delta_months": found.gain.value,
        "delta_low": found.gain.low,
        "delta_high": found.gain.high,
        "exceeds_two": change.exceeds_two,
    }
    return _labelled(cells, benchmark, lang)


def lines(front: Front, single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return the whole text report of the front and the single changes."""
    said = [
        *wrapped(text("optimise.title", lang, **words_of(front.benchmark, lang))),
        *front_table(front, parameters, lang),
        "",
        *single_table(single, parameters, lang),
        *in_plain_words(summary(front, single, parameters, lang), lang),
        "",
        *wrapped(evidence(front, single, lang)),
        "",
    ]
    return [*said, *not_shown(["optimise.regret_is", "optimise.search", "optimise.price"], lang)]


def changes_text(
    setting: Mapping[str, float], baseline: Mapping[str, float], parameters: Parameters, lang: str
) -> str:
    """Return what a setting changes, lever by lever; "nothing changed" where it is the scenario's."""
    changes = [
        text(
            "optimise.set",
            lang,
            name=parameter_name(name, parameters, lang),
            before=value_text(name, baseline[name], parameters, lang),
            after=value_text(name, value, parameters, lang),
        )
        for name, value in setting.items()
        if value_text(name, value, parameters, lang) != value_text(name, baseline[name], parameters, lang)
    ]
    return text("analysis.list", lang).join(changes) if changes else text("optimise.same", lang)


def front_table(front: Front, parameters: Parameters, lang: str) -> list[str]:
    """Return the settings of the front with P(1+1 > 2), regret and price, found and held out."""
    head = ("setting", "share", "held_out", "interval", "ratio", "gain", "regret", "price")
    words = words_of(front.benchmark, lang)
    rows = [[text(f"optimise.column.{name}", lang, **words) for name in head]]
    rows.append(_front_row(text("optimise.column.scenario", lang), front.baseline))
    rows += [_front_row(str(place), one) for place, one in enumerate(front.settings, start=1)]
    table = columns(rows, right=frozenset({1, 2, 4, 5, 6, 7}))
    base = front.baseline.found.setting
    for place, one in enumerate(front.settings, start=1):
        changed = changes_text(one.found.setting, base, parameters, lang)
        first, *rest = wrapped(changed, indent=5)
        table += [f"  {place}  {first.lstrip()}", *rest]
    return table


def _front_row(name: str, setting: FrontSetting) -> list[str]:
    found, held = setting.found, setting.held_out
    return [
        name,
        percent(found.above_two.value),
        percent(held.above_two.value),
        f"{percent(held.above_two.low)} … {percent(held.above_two.high)}",
        "–" if held.one_plus_one is None else ratio(held.one_plus_one.value),
        _marked(setting),
        amount(held.regret),
        amount(round(found.price)),
    ]


def _marked(setting: FrontSetting) -> str:
    """Return how much more a setting gains than the scenario, with a mark where that is not resolved."""
    if not setting.improvement.value:
        return ""
    return amount(setting.improvement.value) + ("" if setting.resolved else "?")


def single_table(single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return the best single change of each lever with its cost and its gain."""
    head = ("change", "extra", "ratio", "delta", "interval", "exceeds_two")
    words = words_of(single.benchmark, lang)
    rows = [[text(f"optimise.column.{name}", lang, **words) for name in head]]
    for change in single.changes:
        trial = change.found
        rows.append(
            [
                change_text(change, parameters, lang),
                amount(round(change.extra)),
                "–" if trial.one_plus_one is None else ratio(trial.one_plus_one.value),
                *with_ends(trial.gain),
                "●" if change.exceeds_two else "?" if change.draws_to_resolve else "○",
            ]
        )
    return columns(rows, right=frozenset({1, 2, 3}))


def change_text(change: Change, parameters: Parameters, lang: str) -> str:
    """Return a single change: "Term 8 months → 12 months"."""
    return text(
        "optimise.set",
        lang,
        name=parameter_name(change.lever, parameters, lang),
        before=value_text(change.lever, change.before, parameters, lang),
        after=value_text(change.lever, change.after, parameters, lang),
    )


def summary(front: Front, single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences: as it is, the ends of the front, the selection bias, the single change."""
    said = front_summary(front, parameters, lang)
    said += single_summary(single, parameters, lang)
    said += _open(front, single, parameters, lang)
    kept = [parameter_name(name, parameters, lang) for name in STARTING_STATE if name not in front.levers]
    if kept:
        said.append(text("optimise.state", lang, names=listed_words(kept, lang)))
    return said


def front_summary(front: Front, parameters: Parameters, lang: str) -> list[str]:
    """Return the scenario as it is, the three ends of the front, and the selection bias."""
    base = front.baseline
    words = words_of(front.benchmark, lang)
    said, mentioned = [text("optimise.now", lang, **_fields(base.held_out), **words)], [base]
    for aim, key in (("above_two", "best"), ("regret", "regret"), ("price", "cheapest")):
        leader = next((one for one in front.settings if aim in one.best_in), base)
        changed = changes_text(leader.found.setting, base.found.setting, parameters, lang)
        sentence = text(f"optimise.{key}", lang, **_fields(leader.held_out), changes=changed)
        said.append(
            sentence if leader in mentioned else f"{sentence}{_gap(lang)}{_gain(leader, front, lang)}"
        )
        mentioned.append(leader)
    key = "optimism" if front.optimism >= BIAS else "better" if front.optimism <= -BIAS else "confirmed"
    said.append(text(f"optimise.{key}", lang, change=percent(abs(front.optimism))))
    return said


def single_summary(single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return the cheapest single change that exceeds two, confirmed or not, or the nearest."""
    if single.already:
        return [text("optimise.already", lang, **words_of(single.benchmark, lang))]
    chosen = single.cheapest or single.nearest
    assert chosen.held_out is not None
    trial = chosen.held_out
    delta, low, high = supported(trial.gain)
    fields = {
        "change": change_text(chosen, parameters, lang),
        "delta": delta,
        "low": low,
        "high": high,
        **words_of(single.benchmark, lang),
    }
    if single.cheapest is None:
        whole = "–" if trial.one_plus_one is None else ratio(trial.one_plus_one.value)
        nearest = text("optimise.none", lang, ratio=whole, **fields)
        return [nearest, *_single_open(chosen, single, lang)]
    if not trial.gain.low > 0:
        failed = text("optimise.single_failed", lang, **fields)
        return [failed, *_single_open(chosen, single, lang)]
    return [text("optimise.single", lang, extra=amount(round(chosen.extra)), **fields)]


def _gap(lang: str) -> str:
    return "" if lang == "zh" else " "


def _gain(setting: FrontSetting, front: Front, lang: str) -> str:
    """Return a setting's gain less the scenario's, and the sample size needed where that is not resolved."""
    gain, low, high = supported(setting.improvement)
    fields = {"gain": gain, "low": low, "high": high, **words_of(front.benchmark, lang)}
    if setting.resolved:
        return text("optimise.gain", lang, **fields)
    size = needed(setting.draws_to_resolve, setting.improvement, _held_out_word(front.held_out_draws), lang)
    return text("optimise.gain_unresolved", lang, **fields, needed=size)


def _held_out_word(draws: int) -> str:
    return "held_out" if draws > 1 else clusters_word(draws)


def _single_open(change: Change, single: SingleChanges, lang: str) -> list[str]:
    """Return the sample size needed where the held-out draws do not resolve the sign of a change's gain."""
    assert change.held_out is not None
    if change.held_out.gain.sign:
        return []
    kind = _held_out_word(single.draws)
    size = needed(change.held_out_to_resolve, change.held_out.gain, kind, lang)
    return [text("optimise.single_open", lang, needed=size)]


def _open(front: Front, single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return the single changes of the table that are not resolved, each with the sample size needed."""
    kind = clusters_word(single.draws)
    open_ = [
        (change_text(one, parameters, lang), one.draws_to_resolve, one.found.gain)
        for one in single.changes
        if one.draws_to_resolve
    ]
    said = [text("optimise.open", lang, names=needing_each(open_, kind, lang))] if open_ else []
    numbers = [one.draws_to_resolve for one in single.changes]
    numbers += [one.draws_to_resolve for one in front.settings]
    return [*said, text("analysis.needed_means", lang)] if max(numbers, default=0) > 0 else said


def _fields(trial: EvaluatedSetting) -> dict[str, str]:
    return {
        "share": percent(trial.above_two.value),
        "low": percent(trial.above_two.low),
        "high": percent(trial.above_two.high),
        "regret": amount(trial.regret),
        "price": amount(round(trial.price)),
    }


def evidence(front: Front, single: SingleChanges, lang: str) -> str:
    """Return sizes, master seeds and intervals of both parts."""
    joint = "。" if lang == "zh" else ". "
    return front_evidence(front, lang) + joint + single_evidence(single, lang)


def front_evidence(front: Front, lang: str, marks: str = "optimise.marked") -> str:
    """Return sizes, master seeds and intervals of a front; `marks` says how the unresolved look."""
    said = text(
        "optimise.evidence",
        lang,
        evaluated=f"{front.evaluated:,}",
        levers=len(front.levers),
        draws=front.draws,
        seeds=front.seeds,
        held_out=front.held_out_draws,
        first=front.master_seeds[0],
        second=front.master_seeds[1],
        **words_of(front.benchmark, lang),
    )
    return said + (text(marks, lang, **words_of(front.benchmark, lang)) if marks else "")


def single_evidence(single: SingleChanges, lang: str, marks: str = "optimise.marked_single") -> str:
    """Return sizes, master seeds and intervals of the single changes; `marks` says how the resolved look."""
    return text(
        "optimise.evidence_single",
        lang,
        **words_of(single.benchmark, lang),
        marks=text(marks, lang, **words_of(single.benchmark, lang)),
        count=single.evaluated,
        draws=single.draws,
        seeds=single.seeds,
        first=single.master_seeds[0],
        second=single.master_seeds[1],
    )

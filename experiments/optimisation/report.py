"""What to do, as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.optimisation.front import Front, FrontSetting
from experiments.optimisation.prices import STARTING_STATE
from experiments.optimisation.single_changes import Change, SingleChanges
from experiments.optimisation.trials import EvaluatedSetting
from experiments.reporting.numbers import amount, interval, percent, ratio
from experiments.reporting.runs_needed import clusters_word, needed, needing_each
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    Parameters,
    in_plain_words,
    listed_words,
    not_shown,
    parameter_name,
    value_text,
)
from experiments.texts import text


def lines(front: Front, single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return everything a person should read of the front and the single changes."""
    said = [
        text("optimise.title", lang),
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
    told = [
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
    return text("analysis.list", lang).join(told) if told else text("optimise.same", lang)


def front_table(front: Front, parameters: Parameters, lang: str) -> list[str]:
    """Return the settings of the front with chance, regret and price, found and held out."""
    head = ("setting", "share", "held_out", "interval", "ratio", "more", "regret", "price")
    rows = [[text(f"optimise.column.{name}", lang) for name in head]]
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
        "" if not setting.more.value else amount(setting.more.value) + ("" if setting.resolved else "?"),
        amount(held.regret),
        amount(round(found.price)),
    ]


def single_table(single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return the best single change of each lever with its cost and its Δ."""
    head = ("change", "extra", "ratio", "delta", "interval", "crosses")
    rows = [[text(f"optimise.column.{name}", lang) for name in head]]
    for change in single.changes:
        trial = change.found
        rows.append(
            [
                _change(change, parameters, lang),
                amount(round(change.extra)),
                "–" if trial.one_plus_one is None else ratio(trial.one_plus_one.value),
                amount(trial.delta.value),
                interval(trial.delta),
                "●" if change.crosses else "?" if change.draws_to_resolve else "○",
            ]
        )
    return columns(rows, right=frozenset({1, 2, 3}))


def _change(change: Change, parameters: Parameters, lang: str) -> str:
    return text(
        "optimise.set",
        lang,
        name=parameter_name(change.lever, parameters, lang),
        before=value_text(change.lever, change.before, parameters, lang),
        after=value_text(change.lever, change.after, parameters, lang),
    )


def summary(front: Front, single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences: as it is, the three ends of the front, the luck lost, the single change."""
    base = front.baseline
    said, told_of = [text("optimise.now", lang, **_fields(base.held_out))], [base]
    for aim, key in (("above_two", "best"), ("regret", "regret"), ("price", "cheapest")):
        leader = next((one for one in front.settings if aim in one.best_in), base)
        changed = changes_text(leader.found.setting, base.found.setting, parameters, lang)
        told = text(f"optimise.{key}", lang, **_fields(leader.held_out), changes=changed)
        said.append(told if leader in told_of else f"{told}{_gap(lang)}{_more(leader, front, lang)}")
        told_of.append(leader)
    key = "lost" if front.lost >= 0.02 else "kept"
    said.append(text(f"optimise.{key}", lang, lost=percent(abs(front.lost))))
    said += single_summary(single, parameters, lang)
    said += _open(front, single, parameters, lang)
    kept = [parameter_name(name, parameters, lang) for name in STARTING_STATE if name not in front.levers]
    if kept:
        said.append(text("optimise.state", lang, names=listed_words(kept, lang)))
    return said


def single_summary(single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return the cheapest single change that crosses two, confirmed or not, or the nearest."""
    if single.already:
        return [text("optimise.already", lang)]
    chosen = single.cheapest or single.nearest
    assert chosen.held_out is not None
    trial = chosen.held_out
    fields = {
        "change": _change(chosen, parameters, lang),
        "delta": amount(trial.delta.value),
        "low": amount(trial.delta.low),
        "high": amount(trial.delta.high),
    }
    if single.cheapest is None:
        whole = "–" if trial.one_plus_one is None else ratio(trial.one_plus_one.value)
        nearest = text("optimise.none", lang, ratio=whole, **fields)
        return [nearest, *_single_open(chosen, single, lang)]
    if not trial.delta.low > 0:
        failed = text("optimise.single_failed", lang, **fields)
        return [failed, *_single_open(chosen, single, lang)]
    return [text("optimise.single", lang, extra=amount(round(chosen.extra)), **fields)]


def _gap(lang: str) -> str:
    return "" if lang == "zh" else " "


def _more(setting: FrontSetting, front: Front, lang: str) -> str:
    """Return what a setting's Δ is beyond the scenario's, and what would tell it where that is open."""
    fields = {
        "more": amount(setting.more.value),
        "low": amount(setting.more.low),
        "high": amount(setting.more.high),
    }
    if setting.resolved:
        return text("optimise.more", lang, **fields)
    kind = "held_out" if front.held_out_draws > 1 else "keys"
    open_ = needed(setting.draws_to_resolve, setting.more, kind, lang)
    return text("optimise.more_unsure", lang, **fields, needed=open_)


def _single_open(change: Change, single: SingleChanges, lang: str) -> list[str]:
    """Return what would tell a change where the held-out draws leave its side of two open."""
    assert change.held_out is not None
    if change.held_out.delta.sign:
        return []
    kind = "held_out" if single.draws > 1 else "keys"
    open_ = needed(change.held_out_to_resolve, change.held_out.delta, kind, lang)
    return [text("optimise.single_open", lang, needed=open_)]


def _open(front: Front, single: SingleChanges, parameters: Parameters, lang: str) -> list[str]:
    """Return the single changes of the table that are open, each with what would tell it."""
    kind = clusters_word(single.draws)
    open_ = [
        (_change(one, parameters, lang), one.draws_to_resolve, one.found.delta)
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
    """Return n, keys and intervals of both parts."""
    first = text(
        "optimise.evidence",
        lang,
        tried=f"{front.tried:,}",
        levers=len(front.levers),
        draws=front.draws,
        seeds=front.seeds,
        held_out=front.held_out_draws,
        first=front.master_seeds[0],
        second=front.master_seeds[1],
    )
    second = text(
        "optimise.evidence_single",
        lang,
        count=single.looked_at,
        draws=single.draws,
        seeds=single.seeds,
        first=single.master_seeds[0],
        second=single.master_seeds[1],
    )
    joint = "。" if lang == "zh" else ". "
    return first + joint + second

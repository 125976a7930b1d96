"""The report of a study as a table and plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments.reporting.numbers import (
    decimals_apart,
    decimals_of_column,
    fixed,
    in_months,
    percent,
    ratio,
    with_ends,
)
from experiments.reporting.tabulated import code_head, setting_code
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    Parameters,
    axis_name,
    axis_value,
    benchmark_words,
    design_name,
    in_plain_words,
    listed_words,
    not_shown,
    parameter_name,
    value_text,
)
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE
from experiments.statistics.epistemic import ProbabilityEstimate
from experiments.statistics.intervals import Estimate
from experiments.sweep.lever_effects import LeverEffect
from experiments.sweep.study_report import PointAnswer, StudyReport
from experiments.texts import text
from sim.parameters.registry import PARAMETERS

MOST_ROWS = 16
"""Points that the table in a terminal shows at most."""

MOST_LEVERS = 3
"""Parameters that the table in a terminal shows at most."""

LEADING = ("added_value", "contract_gain", "above_two_side_by_side")
"""What is reported against both side by side: 1+1, its gain, P(1+1 > 2)."""

GAINS = tuple(benchmark.gain.name for benchmark in BENCHMARKS)
"""What is in service-months and stands in for 1+1 where that is undefined."""

ALONE_QUANTITIES = ("one_plus_one", "delta", "above_two")
"""The same against the two alone."""

QUANTITIES = {SIDE_BY_SIDE.name: LEADING, ALONE.name: ALONE_QUANTITIES}
"""1+1, its gain and P(1+1 > 2) of a point, by benchmark."""

_SHORT = {SIDE_BY_SIDE.name: "added_value", ALONE.name: "one_plus_one"}

MOST_NAMED = 3
"""Parameters whose effect is said in a sentence."""


def summary_of(found: StudyReport, lang: str) -> list[str]:
    """Return the report in plain sentences: how many points, the highest and lowest, what moves 1+1."""
    said = _unfinished(found, lang)
    words = benchmark_words(found.benchmark, lang)
    other = "".join(
        text("sweep.by_other", lang, **benchmark_words(one, lang)) for one in found.benchmarks[1:]
    )
    said.append(text("sweep.by", lang, other=other, **words))
    flat = [
        one for one in found.benchmarks if not any(gain_of(found, each, one).value for each in found.points)
    ]
    said += [text("sweep.flat", lang, **benchmark_words(one, lang)) for one in flat]
    if len(flat) == len(found.benchmarks):
        return said
    said += _extremes(found, lang)
    for one in found.benchmarks:
        undefined = sum(math.isnan(ratio_of(found, point, one).value) for point in found.points)
        if undefined:
            key = "undefined" if one == found.benchmark else "undefined_too"
            said.append(text(f"sweep.{key}", lang, count=undefined, **benchmark_words(one, lang)))
    if len(found.points) > 1 and found.names:
        said += _movers(found, lang)
    if not gain_of(found, found.points[0]).known:
        said.append(text("sweep.no_interval", lang))
    elif found.seeds == 1 < found.draws:
        said.append(text("map.noise_stays", lang))
    said += not_conditioned(found, lang)
    short = [point.left_out for point in found.points if point.left_out]
    if short:
        said.append(
            text("sweep.left_out", lang, points=len(short), most=max(short), draws=found.draws)
        )  # fmt: skip
    return said


def not_conditioned(found: StudyReport, lang: str) -> list[str]:
    """Return that a study does not condition on what its scenario marks for it, if it marks any."""
    reference = found.metadata.scenario.reference if found.metadata else {}
    count = sum(each["use"] == "condition" for each in reference.values())
    return [text("sweep.not_conditioned", lang, count=count)] if count else []


def _of(found: StudyReport, point: PointAnswer, place: int, benchmark: str | None = None) -> Any:
    return getattr(point, QUANTITIES[benchmark or found.benchmark][place])


def ratio_of(found: StudyReport, point: PointAnswer, benchmark: str | None = None) -> Estimate:
    """Return 1+1 of a point by a benchmark; by the one that leads in the report where none is named."""
    whole: Estimate = _of(found, point, 0, benchmark)
    return whole


def gain_of(found: StudyReport, point: PointAnswer, benchmark: str | None = None) -> Estimate:
    """Return the gain of a point by a benchmark, as `ratio_of`."""
    gain: Estimate = _of(found, point, 1, benchmark)
    return gain


def share_of(found: StudyReport, point: PointAnswer, benchmark: str | None = None) -> ProbabilityEstimate:
    """Return P(1+1 > 2) of a point by a benchmark, as `ratio_of`."""
    share: ProbabilityEstimate = _of(found, point, 2, benchmark)
    return share


def side_of(point: PointAnswer, benchmark: str) -> int:
    """Return on which side of two a point is resolved to lie by a benchmark; 0 where it is not."""
    return point.side if benchmark == ALONE.name else point.added_side or 0


def _unfinished(found: StudyReport, lang: str) -> list[str]:
    """Return what an unfinished study still lacks: nothing of a finished one."""
    if not found.points_missing and not found.replications_missing:
        return []
    there = found.draws * found.seeds
    fields = {
        "missing": found.points_missing,
        "points": f"{found.points_missing + len(found.points):,}",
        "replications": f"{there:,}",
        "all": f"{there + found.replications_missing:,}",
    }
    what = "points" if found.points_missing else "all_points"
    how = "some" if found.replications_missing else "every"
    said = [text(f"sweep.unfinished.{part}", lang, **fields) for part in (what, how)]
    return [text("sweep.unfinished.sentence", lang, points=said[0], replications=said[1])]


def frame_of(found: StudyReport, lang: str) -> pd.DataFrame:
    """Return a row for each point: its parameters, 1+1, gain, P(1+1 > 2), side of two, verdict over draws."""
    parameters = parameters_of(found)

    def named(name: str) -> str:
        return text(f"sweep.column.{name}", lang)

    def ends(name: str) -> tuple[str, str, str]:
        of = named(name)
        low, high = (text(f"sweep.column.{end}", lang, of=of) for end in ("low", "high"))
        return of, low, high

    rows = []
    for point in found.points:
        row: dict[str, object] = {named("point"): point.point}
        for name in found.names:
            row[axis_name(name, parameters, lang)] = _cell(name, point.values[name], parameters, lang)
        for name in (*LEADING, *ALONE_QUANTITIES, "value_gs"):
            estimate = getattr(point, name)
            if estimate is not None:
                row.update(zip(ends(name), (estimate.value, estimate.low, estimate.high), strict=True))
        for one in BENCHMARKS:
            if one is ALONE or point.added_side is not None:
                side = {1: "above", -1: "below", 0: "open"}[side_of(point, one.name)]
                row[named(f"side_{one.name}")] = text(f"sweep.side.{side}", lang)
        if point.added_verdict is not None:
            row[named("added_verdict")] = text(f"sweep.verdict.{point.added_verdict}", lang)
        row[named("verdict")] = text(f"sweep.verdict.{point.verdict}", lang)
        row[named("draws")] = point.draws
        row[code_head(lang)] = setting_code(point.values, parameters)
        rows.append(row)
    return pd.DataFrame(rows)


def lines(found: StudyReport, lang: str, held: bool = False) -> list[str]:
    """Return the whole report: what it says in words, the table, the evidence, its limits.

    `held` says that some uncertain parameter was neither drawn nor varied.
    """
    name = (found.metadata.study if found.metadata else "") or ""
    return [
        text("sweep.title", lang, name=name),
        "",
        *in_plain_words(summary_of(found, lang), lang),
        "",
        *table(found, lang),
        "",
        *wrapped(evidence(found, lang)),
        "",
        *not_shown(["sweep.elsewhere", "sweep.others"], lang, held),
    ]


def table(found: StudyReport, lang: str) -> list[str]:
    """Return 1+1 and P(1+1 > 2) by point and benchmark; of many points the highest and the lowest.

    Where 1+1 is undefined at some point, its gain stands in for it.
    """
    parameters = parameters_of(found)
    moving = [effect.name for effect in found.effects]
    shown = found.names
    if len(shown) > MOST_LEVERS:
        shown = tuple((moving or list(found.names))[:MOST_LEVERS])
    notes = []
    points: Sequence[PointAnswer | None] = found.points
    if len(found.points) > MOST_ROWS:
        order = ordered(found)
        half = MOST_ROWS // 2
        points = [*reversed(order[-half:]), None, *reversed(order[:half])]
        notes.append(text("sweep.thinned", lang, shown=2 * half, points=f"{len(found.points):,}"))
    if len(shown) < len(found.names):
        words = benchmark_words(found.benchmark, lang)
        notes.append(text("sweep.some_levers", lang, count=len(found.names), shown=len(shown), **words))
    head = [text("sweep.column.number", lang), *(axis_name(name, parameters, lang) for name in shown)]
    within = text("sweep.column.interval", lang)
    undefined = [one for one in found.benchmarks if any(_undefined(each, one) for each in found.points)]
    for one in found.benchmarks:
        short = _SHORT[one]
        gain = text("sweep.column.short_gain", lang, **benchmark_words(one, lang))
        head += [gain if one in undefined else text(f"sweep.column.short_{short}", lang), within]
        head.append(text(f"sweep.column.share_{short}", lang))
    rows = [head]
    notes.append(text("sweep.legend" if len(found.benchmarks) > 1 else "sweep.legend_alone", lang))
    decimals = {name: _decimals(found, name) for name in shown}
    for point in points:
        if point is None:
            rows.append(["…", *[""] * (len(head) - 1)])
            continue
        row = [str(point.point)]
        row += [
            axis_value(name, point.values[name], parameters, lang)
            if name in parameters and parameters[name].kind == "choice"
            else fixed(point.values[name], decimals[name])
            for name in shown
        ]
        for one in found.benchmarks:
            of, form = (gain_of, in_months) if one in undefined else (ratio_of, ratio)
            whole, share = of(found, point, one), share_of(found, point, one)
            mark = {1: "+", -1: "−", 0: " "}[side_of(point, one)]
            value, ends = with_ends(whole, form)
            row += [value + mark, ends, percent(share.value)]
        rows.append(row)
    return [
        *columns(rows, right=frozenset(range(len(head))), indent=0, gap=1),
        *(line for note in notes for line in wrapped(note)),
    ]


def _undefined(point: PointAnswer, benchmark: str) -> bool:
    """Return whether 1+1 of a point is undefined by a benchmark."""
    return bool(point.undefined if benchmark == ALONE.name else point.added_undefined)


def evidence(found: StudyReport, lang: str, shown: str = "table") -> str:
    """Return points, design, draws and seeds in one sentence, and the marks of the table or figure."""
    return text(
        "sweep.evidence",
        lang,
        points=f"{len(found.points):,}",
        design=design_name(found.design, lang),
        draws=found.draws,
        seeds=found.seeds,
        seed=found.metadata.seed if found.metadata else 0,
        marks=text(f"sweep.marks_{shown}", lang),
    )


def ordered(found: StudyReport) -> list[PointAnswer]:
    """Return the points by rising 1+1, or by rising gain where 1+1 is undefined at some point."""
    return sorted(found.points, key=lambda point: getattr(point, found.moved).value)


def parameters_of(found: StudyReport) -> Parameters:
    """Return the parameters of the study's scenario; the declared ones where it is not known."""
    return found.metadata.scenario.parameters if found.metadata else PARAMETERS


def place_of(found: StudyReport, point: PointAnswer, lang: str, most: int | None = None) -> str:
    """Return the parameters of a point in words, the most moving first: "term = 8 months and …"."""
    parameters = parameters_of(found)
    names = [effect.name for effect in found.effects]
    names += [name for name in found.names if name not in names]
    return listed_words(
        [
            text(
                "sweep.where",
                lang,
                name=parameter_name(name, parameters, lang),
                value=value_text(name, round(point.values[name], _decimals(found, name)), parameters, lang),
            )
            for name in names[:most]
        ],
        lang,
    )


def _extremes(found: StudyReport, lang: str) -> list[str]:
    order = [point for point in ordered(found) if not math.isnan(ratio_of(found, point).value)]
    if len(found.points) == 1 and order:
        of_draws = text("sweep.of_draws", lang, **_said(found, order[0], lang)) if found.draws > 1 else ""
        return [text("sweep.one_point", lang, of_draws=of_draws, **_said(found, order[0], lang))]
    said: list[str] = []
    for one in found.benchmarks:
        said.append(_sides_words(found, one, "sides_too" if said else "sides", lang))
    if len(order) < len(found.points):
        # By the ratio itself, which the gain stands in for elsewhere.
        order.sort(key=lambda point: ratio_of(found, point).value)
    ends = [("best", order[-1])] if order else []
    ends += [("lowest", order[0])] if len(order) > 1 else []
    for key, point in ends:
        where = place_of(found, point, lang, MOST_NAMED)
        of_draws = text("sweep.of_draws", lang, **_said(found, point, lang)) if found.draws > 1 else ""
        said.append(text(f"sweep.{key}", lang, where=where, of_draws=of_draws, **_said(found, point, lang)))
    return said


def _sides_words(found: StudyReport, benchmark: str, key: str, lang: str) -> str:
    """Return at how many points 1+1 is on which side of two by a benchmark; only sides that have points."""
    sides = [side_of(point, benchmark) for point in found.points]
    counts = {name: sides.count(side) for name, side in (("above", 1), ("below", -1), ("open", 0))}
    counts = {name: count for name, count in counts.items() if count}
    how = "all" if len(counts) == 1 else "some"
    parts: list[str] = []
    points = len(sides)
    for name, count in counts.items():
        of = count if parts else text("sweep.of_points", lang, count=count, points=points)
        parts.append(text(f"sweep.side_{how}.{name}", lang, count=of, points=points))
    words = benchmark_words(benchmark, lang)
    return text(f"sweep.{key}.{how}", lang, sides=listed_words(parts, lang), points=points, **words)


def _said(found: StudyReport, point: PointAnswer, lang: str) -> dict[str, str]:
    share, beside = share_of(found, point), ""
    for other in found.benchmarks[1:]:
        words = benchmark_words(other, lang)
        beside = text("sweep.beside", lang, other=ratio(ratio_of(found, point, other).value), **words)
    return {
        "ratio": ratio(ratio_of(found, point).value),
        "beside": beside,
        "gain": benchmark_words(found.benchmark, lang)["gain"],
        "delta": in_months(gain_of(found, point).value),
        "share": percent(share.value),
        "low": percent(share.low),
        "high": percent(share.high),
    }


def _decimals(found: StudyReport, name: str) -> int:
    """Return with how many decimals a parameter's values are said, here and in the tables of points."""
    return decimals_of_column(point.values[name] for point in found.points)


def _movers(found: StudyReport, lang: str) -> list[str]:
    """Return which parameters move 1+1 or its gain by each benchmark, how, and which are not resolved to.

    Where both benchmarks name the same parameters in the same order, each is said once, with both numbers.
    """
    movers = found.movers
    if not any(effects for _, effects in movers.values()):
        return [text("sweep.together", lang)]
    said: list[str] = []
    named = [_named(effects) for _, effects in movers.values()]
    first, *others = [[effect.name for effect in each] for each in named]
    resolved = any(effect.resolved for each in named for effect in each)
    if others == [first] and len({each[0].resolved for each in named}) == 1:
        for both in zip(*named, strict=True):
            key = "next" if said else "most_both" if resolved else "most_open_both"
            said.append(_both_words(found, both, key, lang))
    else:
        for one, effects in zip(movers, named, strict=True):
            said += _mover_words(found, one, effects, lang)
    said += _open_words(found, lang)
    several = any(len(effects) > 1 for _, effects in movers.values())
    return [*said, text("sweep.averaged", lang)] if resolved and several else said


def _named(effects: Sequence[LeverEffect]) -> list[LeverEffect]:
    """Return the effects that are said: those that are resolved, or else the largest."""
    return [effect for effect in effects if effect.resolved][:MOST_NAMED] or list(effects[:1])


def _mover_words(found: StudyReport, benchmark: str, named: Sequence[LeverEffect], lang: str) -> list[str]:
    """Return what moves 1+1 or its gain by one benchmark; where nothing is resolved, what differs most."""
    moved, said = found.movers[benchmark][0], list[str]()
    words = benchmark_words(benchmark, lang)
    what = words["gain"] if moved in GAINS else text("sweep.what_by", lang, **words)
    for effect in named:
        key = "next" if said else "most" if effect.resolved else "most_open"
        name = parameter_name(effect.name, parameters_of(found), lang)
        said.append(text(f"sweep.{key}", lang, what=what, lever=name, how=_how(found, effect, moved, lang)))
    return said


def _both_words(found: StudyReport, both: Sequence[LeverEffect], key: str, lang: str) -> str:
    """Return how one parameter moves 1+1 or its gain by both benchmarks."""
    hows, moved_names = list[str](), dict[str, None]()
    alike = len({moved in GAINS for moved, _ in found.movers.values()}) == 1
    pairs = zip(found.movers.values(), both, strict=True)
    decimals = max(_decimals_of(effect, moved) for (moved, _), effect in pairs) if alike else None
    for (one, (moved, _)), effect in zip(found.movers.items(), both, strict=True):
        words = benchmark_words(one, lang)
        moved_names[words["gain"] if moved in GAINS else "1+1"] = None
        how = _how(found, effect, moved, lang, decimals)
        hows.append(text("sweep.how_by", lang, how=how, **words))
    name = parameter_name(both[0].name, parameters_of(found), lang)
    how = text("report.list_long", lang).join(hows)
    return text(f"sweep.{key}", lang, what=listed_words(moved_names, lang), lever=name, how=how)


def _open_words(found: StudyReport, lang: str) -> list[str]:
    """Return which parameters are not resolved to move 1+1 by which benchmark, beside those that are."""
    parameters, groups = parameters_of(found), dict[tuple[str, ...], list[str]]()
    for one, (_, effects) in found.movers.items():
        open_ones = tuple(effect.name for effect in effects if not effect.resolved)
        if open_ones and len(open_ones) < len(effects):
            same = next((names for names in groups if set(names) == set(open_ones)), open_ones)
            groups.setdefault(same, []).append(one)
    said = []
    for names, benchmarks in groups.items():
        levers = listed_words([parameter_name(name, parameters, lang) for name in names], lang)
        if len(benchmarks) > 1:
            said.append(text("sweep.not_moving_both", lang, levers=levers))
        else:
            words = benchmark_words(benchmarks[0], lang)
            said.append(text("sweep.not_moving", lang, levers=levers, **words))
    return said


def _decimals_of(effect: LeverEffect, moved: str) -> int:
    low_mean, high_mean = effect.means[effect.lowest], effect.means[effect.highest]
    least = 0 if moved in GAINS and max(abs(low_mean), abs(high_mean)) >= 10 else 2
    return decimals_apart(low_mean, high_mean, effect.difference, least)


def _how(found: StudyReport, effect: LeverEffect, moved: str, lang: str, decimals: int | None = None) -> str:
    """Return between which means 1+1 or its gain moves; of what is not resolved neither rise nor fall.

    Without `decimals` they are those that it needs by itself.
    """
    parameters, difference = parameters_of(found), effect.difference
    low_mean, high_mean = effect.means[effect.lowest], effect.means[effect.highest]
    places = _decimals_of(effect, moved) if decimals is None else decimals
    digits = _decimals(found, effect.name)

    def form(value: float) -> str:
        return fixed(value, places)

    def level(place: int) -> str:
        low, high = effect.levels[place]
        last = value_text(effect.name, round(high, digits), parameters, lang)
        if low == high:
            return last
        first = axis_value(effect.name, round(low, digits), parameters, lang)
        return text("sweep.level", lang, low=first, high=last)

    width = form(difference.value)
    if difference.known:
        ends = {"low": form(difference.low), "high": form(difference.high)}
        width = text("analysis.interval", lang, value=width, **ends)
    choice = effect.name in parameters and parameters[effect.name].kind == "choice"
    key = "turns" if choice else {1: "rises", -1: "falls", 0: "turns"}[effect.direction]
    if not effect.resolved:
        key = "apart"
    return text(
        f"sweep.{key}",
        lang,
        first=level(0),
        last=level(len(effect.levels) - 1),
        highest=level(effect.highest),
        lowest=level(effect.lowest),
        high_mean=form(high_mean),
        low_mean=form(low_mean),
        difference=width,
    )


def _cell(name: str, value: float, parameters: Parameters, lang: str) -> object:
    """Return a parameter's value as a cell: a number, or the name of an option."""
    if name not in parameters or parameters[name].kind == "float":
        return value
    return axis_value(name, value, parameters, lang) if parameters[name].kind == "choice" else int(value)

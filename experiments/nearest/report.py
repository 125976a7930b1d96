"""How far two is, as tables and plain sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from experiments.nearest.ways import Created, Moved, NearestTwo, Way
from experiments.reporting.numbers import NOTHING, Form, amount, decimals_apart, fixed, percent, ratio
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    Parameters,
    in_plain_words,
    not_shown,
    parameter_name,
    value_text,
    with_interval,
)
from experiments.texts import text
from sim.parameters.registry import PARAMETERS

NOT_SHOWN = ("nearest.upper", "nearest.units", "nearest.belief", "nearest.near_zero", "optimise.price")
WHERE_REACHED = frozenset({"nearest.near_zero"})
"""Of these, what speaks of the place where two is reached."""

WHOLE = "nearest.whole"
"""What is not shown where a lever that could move takes whole numbers only."""

NAMED = 5
"""Parameters that a sentence names; the table has all."""

WIDE = 1.5
"""From this factor on surface and line differ widely."""


def limits_of(found: NearestTwo) -> list[str]:
    """Return what is not shown, as names of texts; of the place where two is reached only if a way is."""
    reached = any(one.reached for one in found.ways)
    parameters = parameters_of(found)
    whole = any(parameters[name].kind == "int" for name in found.levers if name in parameters)
    every = (*NOT_SHOWN, WHOLE) if whole else NOT_SHOWN
    return [name for name in every if reached or name not in WHERE_REACHED]


def summary_of(found: NearestTwo, lang: str) -> list[str]:
    """Return how far two is in plain sentences, one for each benchmark and group."""
    parameters = parameters_of(found)
    said = []
    for one in found.ways:
        said += [way_words(one, parameters, lang), *warning_words(one, lang)]
    if any(_bent(one) for one in found.ways):
        said.append(text("nearest.curved_much", lang))
    if not all(one.walked for one in found.ways):
        said.append(unwalked_words(found, lang))
    return said


def unwalked_words(found: NearestTwo, lang: str) -> str:
    """Return on how many ways there was no direction to go, of which nothing can be concluded."""
    count = sum(not one.walked for one in found.ways)
    key = "some_unwalked" if count < len(found.ways) else "none_walked"
    return text(f"nearest.{key}", lang, count=count)


def frame_of(found: NearestTwo, lang: str) -> pd.DataFrame:
    """Return a row for each parameter of each way: from what to what, and its share of the distance."""
    parameters = parameters_of(found)
    rows = [_cells(one, moved, parameters, lang) for one in found.ways for moved in (one.moves or (None,))]
    return pd.DataFrame(rows)


def parameters_of(found: NearestTwo) -> Parameters:
    """Return the parameters of the scenario of a result; the declared ones where it is not known."""
    return found.metadata.scenario.parameters if found.metadata else PARAMETERS


def lines(found: NearestTwo, lang: str) -> list[str]:
    """Return the whole text report."""
    return [
        text("nearest.title", lang),
        *table(found, lang),
        *in_plain_words(summary_of(found, lang), lang),
        "",
        *surface_lines(found, lang),
        *wrapped(evidence(found, lang)),
        "",
        *not_shown(limits_of(found), lang),
    ]


def table(found: NearestTwo, lang: str) -> list[str]:
    """Return a row for each benchmark and group: 1+1, distance, interval, price, and 1+1 there."""
    head = ("benchmark", "group", "start", "distance", "interval", "unit", "price", "check", "created")
    rows = [[text(f"nearest.column.{name}", lang) for name in head]]
    for one in found.ways:
        rows.append(
            [
                text(f"nearest.brief.{one.benchmark}", lang),
                text(f"nearest.group_brief.{one.group}", lang),
                NOTHING if one.start is None else ratio(one.start.value),
                ratio(one.distance),
                _ends(one),
                text(f"nearest.unit_brief.{one.unit}", lang),
                amount(round(one.price)),
                NOTHING if one.verified is None else ratio(one.verified.value),
                NOTHING if one.created is None else _created(one.created),
            ]
        )
    return columns(rows, right=frozenset({2, 3, 6, 7, 8}))


def _created(found: Created) -> str:
    form = _created_form(found)
    return f"{form(found.case.value)} → {form(found.there.value)}"


def _created_form(found: Created) -> Form:
    """Return how both are written, so that the difference that is seen is the one that is said."""
    change = found.change
    risen = (
        change
        if change.value >= 0
        else replace(change, value=-change.value, low=-change.high, high=-change.low)
    )
    low, high = sorted((found.case.value, found.there.value))
    decimals = decimals_apart(low, high, risen, 0)
    return lambda value: fixed(value, decimals)


def _ends(one: Way) -> str:
    if not one.reached or math.isnan(one.distance_low):
        return NOTHING
    high = "" if math.isnan(one.distance_high) else ratio(one.distance_high)
    return f"{ratio(one.distance_low)} … {high}".rstrip()


def way_words(one: Way, parameters: Parameters, lang: str) -> str:
    """Return one way in a sentence: how far, which parameters from what to what, and the price."""
    fields = {
        "benchmark": text(f"nearest.against.{one.benchmark}", lang),
        "group": text(f"nearest.group.{one.group}", lang),
        "start": NOTHING if one.start is None else with_interval(one.start, lang, ratio),
        "moves": _moves(one, parameters, lang),
    }
    if not one.walked:
        return text("nearest.none_moves", lang, **fields)
    if not one.moves:
        return text("nearest.at_two", lang, **fields)
    if not one.reached:
        # On the draws of the start, so that the two can be compared.
        there = min(one.path, key=lambda point: abs(point.gap.value)).ratio
        best = NOTHING if there is None else with_interval(there, lang, ratio)
        return text("nearest.none", lang, best=best, **fields) + created_words(one, lang)
    ends = ""
    if not math.isnan(one.distance_low):
        known = not math.isnan(one.distance_high)
        ends = text(
            "nearest.ends" if known else "nearest.ends_open", lang, low=ratio(one.distance_low),
            **({"high": ratio(one.distance_high)} if known else {}),
        )  # fmt: skip
    said = text(
        "nearest.down" if one.above else "nearest.up", lang, distance=ratio(one.distance), ends=ends,
        unit=text(f"nearest.unit.{one.unit}", lang), **fields,
    )  # fmt: skip
    if round(one.price):
        key = "price" if one.price > 0 else "cheaper"
        said += text(f"nearest.{key}", lang, price=amount(abs(round(one.price))))
    if not one.holds and one.verified is not None:
        said += text("nearest.fails", lang, ratio=with_interval(one.verified, lang, ratio))
    return said + created_words(one, lang)


def created_words(one: Way, lang: str) -> str:
    """Return what is created under contract in the case and there, and the difference."""
    if one.created is None or not one.moves:
        return ""
    form = _created_form(one.created)
    return text(
        "nearest.created", lang, case=form(one.created.case.value), there=form(one.created.there.value),
        change=with_interval(one.created.change, lang, form),
        open="" if one.created.change.sign else text("nearest.created_open", lang),
    )  # fmt: skip


def warning_words(one: Way, lang: str) -> list[str]:
    """Return a line of warning where 1+1 and what is created part on a way, else nothing."""
    if not one.against_the_ratio:
        return []
    group = text(f"nearest.group.{one.group}", lang)
    benchmark = text(f"nearest.against.{one.benchmark}", lang)
    return [text(f"nearest.warning.{one.against_the_ratio}", lang, benchmark=benchmark, group=group)]


def _moves(one: Way, parameters: Parameters, lang: str) -> str:
    """Return the parameters that carry most of a way, and how many more there are."""
    named, rest = one.moves[:NAMED], one.moves[NAMED:]
    said = text("analysis.list", lang).join(moved_words(each, parameters, lang) for each in named)
    if not rest:
        return said
    share = percent(sum(each.share for each in rest))
    return text("nearest.and_more", lang, moves=said, more=len(rest), share=share)


def moved_words(moved: Moved, parameters: Parameters, lang: str) -> str:
    """Return a parameter's move in words, such as "Coordination 0.2 → 0.6"."""
    return text(
        "nearest.move",
        lang,
        name=parameter_name(moved.parameter, parameters, lang),
        before=moved_value(moved.parameter, moved.before, parameters, lang),
        after=moved_value(moved.parameter, moved.after, parameters, lang),
    )


def moved_value(name: str, value: float, parameters: Parameters, lang: str) -> str:
    """Return a value with its unit; a mean over draws of a whole number keeps its decimals."""
    if name in parameters and parameters[name].kind != "float" and value != round(value):
        return fixed(value, 2)
    return value_text(name, float(f"{value:.3g}"), parameters, lang)


def surface_lines(found: NearestTwo, lang: str) -> list[str]:
    """Return what the surfaces around the case had said of each way."""
    each = [
        text(
            "nearest.surface_of", lang, linear=ratio(one.linear), curved=ratio(one.curved),
            unit=text(f"nearest.unit.{one.unit}", lang),
            name=text("analysis.list", lang).join(
                (text(f"nearest.brief.{one.benchmark}", lang), text(f"nearest.group.{one.group}", lang))
            ),
        )
        for one in found.ways
        if not (math.isnan(one.linear) and math.isnan(one.curved))
    ]  # fmt: skip
    said = text("report.list_long", lang).join(each)
    return [*wrapped(text("nearest.surface", lang, each=said)), ""] if each else []


def _bent(one: Way) -> bool:
    return one.reached and not math.isnan(one.linear) and not 1 / WIDE < one.distance / one.linear < WIDE


def evidence(found: NearestTwo, lang: str) -> str:
    """Return sizes, master seeds and what could move."""
    first, second, third = found.master_seeds
    return text(
        "nearest.evidence", lang, draws=found.draws, seeds=found.seeds, held_out=found.held_out, first=first,
        second=second, third=third, levers=len(found.levers), uncertain=len(found.uncertain),
    )  # fmt: skip


def _cells(one: Way, moved: Moved | None, parameters: Parameters, lang: str) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "benchmark": text(f"nearest.against.{one.benchmark}", lang),
        "group": text(f"nearest.group.{one.group}", lang),
        "start": None if one.start is None else one.start.value,
        "reached": one.reached if one.walked else None,
        "whole": one.distance,
        "low": one.distance_low,
        "high": one.distance_high,
        "unit": text(f"nearest.unit.{one.unit}", lang),
        "price": one.price,
        "check": None if one.verified is None else one.verified.value,
        **_created_cells(one),
        "parameter": None if moved is None else parameter_name(moved.parameter, parameters, lang),
        "kind": None if moved is None else text(f"nearest.kind.{moved.kind}", lang),
        "before": None if moved is None else moved.before,
        "after": None if moved is None else moved.after,
        "amount": None if moved is None else moved.amount,
        "share": None if moved is None else moved.share,
    }
    heads = {"group": "what", "start": "as_is"}
    named = {text(f"nearest.column.{heads.get(name, name)}", lang): cell for name, cell in cells.items()}
    code = f"{one.benchmark}/{one.group}/{moved.parameter if moved else 'none'}"
    return {**named, code_head(lang): code}


def _created_cells(one: Way) -> dict[str, Any]:
    found = one.created
    return {
        "created_case": None if found is None else found.case.value,
        "created_there": None if found is None else found.there.value,
        "created_change": None if found is None else found.change.value,
        "created_low": None if found is None else found.change.low,
        "created_high": None if found is None else found.change.high,
    }

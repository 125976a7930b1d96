"""Maps of two levers as tables and plain sentences."""

from __future__ import annotations

import numpy as np

from experiments.display.amounts import ratio
from experiments.display.evidence import (
    Parameters,
    in_plain_words,
    not_shown,
    parameter_name,
    value_text,
)
from experiments.maps import LeverMap
from experiments.readings import percent
from experiments.terminal import columns, wrapped
from sim.texts import text

MOST_COLUMNS = 9


def lines(found: LeverMap, parameters: Parameters, lang: str) -> list[str]:
    """Return everything a person should read of a map."""
    names = {
        "x": parameter_name(found.x_name, parameters, lang),
        "y": parameter_name(found.y_name, parameters, lang),
    }
    return [
        text("map.title", lang, **names),
        *table(found, names, lang),
        *in_plain_words(reading(found, parameters, lang), lang),
        "",
        *wrapped(evidence(found, lang)),
        "",
        *not_shown(["map.between", "map.others"], lang),
    ]


def table(found: LeverMap, names: dict[str, str], lang: str) -> list[str]:
    """Return 1+1 by cell, with + or − where it is surely above or below two; wide maps are thinned."""
    pick = np.unique(
        np.linspace(0, len(found.x_values) - 1, min(MOST_COLUMNS, len(found.x_values))).round().astype(int)
    )
    rows = [[text("map.column_x", lang, **names), *(f"{found.x_values[i]:g}" for i in pick)]]
    for row in range(len(found.y_values) - 1, -1, -1):
        marks = {1: "+", -1: "−", 0: " "}
        cells = [f"{ratio(found.one_plus_one[row, i])}{marks[int(found.side[row, i])]}" for i in pick]
        rows.append([f"{found.y_values[row]:g}", *cells])
    return columns(rows, right=frozenset(range(len(rows[0]))))


def reading(found: LeverMap, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences: how much of the map lies on which side, where it is best and worst."""
    side = found.side
    shares = {
        "above": percent(float((side > 0).mean())),
        "below": percent(float((side < 0).mean())),
        "open": percent(float((side == 0).mean())),
    }
    said = [text("map.line" if found.line else "map.no_line", lang), text("map.sides", lang, **shares)]
    height = found.delta if np.isnan(found.one_plus_one).all() else found.one_plus_one
    for key, place in (("best", np.nanargmax(height)), ("lowest", np.nanargmin(height))):
        row, column = np.unravel_index(int(place), found.delta.shape)
        said.append(
            text(
                f"map.{key}",
                lang,
                x=parameter_name(found.x_name, parameters, lang),
                y=parameter_name(found.y_name, parameters, lang),
                x_value=value_text(found.x_name, found.x_values[column], parameters, lang),
                y_value=value_text(found.y_name, found.y_values[row], parameters, lang),
                ratio=ratio(found.one_plus_one[row, column]),
                share=percent(float(found.above_two[row, column])),
                low=percent(float(found.above_two_low[row, column])),
                high=percent(float(found.above_two_high[row, column])),
            )
        )
    undefined = int(np.isnan(found.one_plus_one).sum())
    if undefined:
        said.append(text("map.undefined", lang, count=undefined))
    return said


def evidence(found: LeverMap, lang: str) -> str:
    """Return n, keys and intervals in one sentence."""
    return text(
        "map.evidence",
        lang,
        nx=len(found.x_values),
        ny=len(found.y_values),
        draws=found.draws,
        replications=found.replications,
        seed=found.seed,
    )

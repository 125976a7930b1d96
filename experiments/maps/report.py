"""Maps of two levers as tables and plain sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.maps.axes import Moving
from experiments.maps.lever_map import LeverMap
from experiments.provenance import stem
from experiments.reporting.numbers import amount, percent, ratio
from experiments.reporting.runs_needed import about, clusters_word
from experiments.reporting.tabulated import code_head, setting_code
from experiments.reporting.terminal import GAP, INDENT, NARROWEST, columns, padded, room, width, wrapped
from experiments.reporting.wording import (
    Parameters,
    axis_name,
    axis_value,
    axis_values,
    benchmark_words,
    in_plain_words,
    listed_words,
    not_shown,
    parameter_name,
    value_text,
)
from experiments.texts import text
from sim.parameters.registry import PARAMETERS

MOST_COLUMNS, FEWEST_COLUMNS = 9, 5
"""Columns of values that the table in a terminal shows at most, and at least where it leaves some out."""


def summary_of(found: LeverMap, lang: str) -> list[str]:
    """Return a map in plain sentences."""
    return summary(found, parameters_of(found), lang)


def frame_of(found: LeverMap, lang: str, table: str = "map") -> pd.DataFrame:
    """Return a table of a map.

    Args:
        found: the map.
        lang: language of the labels.
        table: "map" (1+1 at every point, rows of y from the highest; its gain where it is undefined
            throughout) or "points" (a row for each point: both levers, 1+1, its gain with its standard error
            and the band that holds for all points together, P(1+1 > 2) with its interval).

    Raises:
        ValueError: any other table.
    """
    if table not in ("map", "points"):
        raise ValueError(f"no table {table!r}; there are: map, points")
    if table == "points":
        return _points(found, lang)
    parameters = parameters_of(found)
    nowhere = np.isnan(found.one_plus_one).all()
    heights = found.gain if nowhere else found.one_plus_one
    rows, columns = (
        [axis_label(name, value, parameters, lang) for value in values]
        for name, values in ((found.y_name, found.y_values), (found.x_name, found.x_values))
    )
    values = text("map.gain" if nowhere else "map.ratio", lang, **benchmark_words(found.benchmark, lang))
    x, y = (axis_name(name, parameters, lang) for name in (found.x_name, found.y_name))
    return pd.DataFrame(
        heights[::-1],
        index=pd.Index(rows[::-1], name=y),
        columns=pd.Index(columns, name=text("map.values_by", lang, values=values, x=x)),
    )


def _points(found: LeverMap, lang: str) -> pd.DataFrame:
    parameters, share = parameters_of(found), text("map.share", lang)
    words = benchmark_words(found.benchmark, lang)
    gain = text("map.gain", lang, **words)
    # Without noise the critical number and the error are 0 and infinite: there is no band to speak of.
    with np.errstate(invalid="ignore"):
        band = found.critical * found.gain_error
    rows = []
    for place in np.ndindex(found.gain.shape):
        names = (found.x_name, found.y_name)
        setting = dict(zip(names, (found.x_values[place[1]], found.y_values[place[0]]), strict=True))
        rows.append(
            {
                axis_name(name, parameters, lang): axis_label(name, setting[name], parameters, lang)
                for name in names
            }
            | {
                text("map.ratio", lang): found.one_plus_one[place],
                gain: found.gain[place],
                text("map.gain_error", lang, **words): found.gain_error[place],
                text("map.band_low", lang, of=gain): found.gain[place] - band[place],
                text("map.band_high", lang, of=gain): found.gain[place] + band[place],
                share: found.above_two[place],
                text("map.low", lang, of=share): found.above_two_low[place],
                text("map.high", lang, of=share): found.above_two_high[place],
                text("map.side", lang): found.side[place],
                text("map.benchmark_column", lang): words["benchmark"],
                code_head(lang): setting_code(setting, parameters),
            }
        )
    return pd.DataFrame(rows)


def axis_label(name: str, value: float, parameters: Parameters, lang: str) -> float | str:
    """Return a value as the label of a row or column: a number, or the name of an option."""
    choice = name in parameters and parameters[name].kind == "choice"
    return axis_value(name, value, parameters, lang) if choice else value


def parameters_of(found: LeverMap) -> Parameters:
    """Return the parameters of the scenario of a result; the declared ones where it is not known."""
    return found.metadata.scenario.parameters if found.metadata else PARAMETERS


def lines(found: LeverMap, parameters: Parameters, lang: str, held: bool = False) -> list[str]:
    """Return the whole report of a map: table, conclusions, evidence, limits.

    `held` says that some uncertain parameter was neither drawn nor varied.
    """
    names = {
        "x": parameter_name(found.x_name, parameters, lang),
        "y": parameter_name(found.y_name, parameters, lang),
        **benchmark_words(found.benchmark, lang),
    }
    return [
        *wrapped(text("map.title", lang, **names)),
        *table(found, names, parameters, lang),
        *_left_out(found, parameters, lang),
        *in_plain_words(summary(found, parameters, lang), lang),
        "",
        *wrapped(evidence(found, lang)),
        "",
        *not_shown(
            ["map.others"] if over_choices(found, parameters) else ["map.between", "map.others"],
            lang,
            held,
        ),
    ]


def table(found: LeverMap, names: dict[str, str], parameters: Parameters, lang: str) -> list[str]:
    """Return 1+1 at every point, with + or − where it is resolved above or below two; wide maps are thinned.

    Where 1+1 is undefined at every point it is the gain.
    """
    height, form = found.one_plus_one, ratio
    if np.isnan(height).all():
        height, form = found.gain, amount
    pick = _picked(found)
    across = axis_values(found.x_name, found.x_values, parameters, lang)
    down = axis_values(found.y_name, found.y_values, parameters, lang)
    rows = [[text("map.column_x", lang, **names), *(across[i] for i in pick)]]
    for row in range(len(found.y_values) - 1, -1, -1):
        marks = {1: "+", -1: "−", 0: " "}
        cells = [f"{form(height[row, i])}{marks[int(found.side[row, i])]}" for i in pick]
        rows.append([down[row], *cells])
    return columns(_even(rows), right=frozenset(range(len(rows[0]))))


def _even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows whose columns of values are all as wide as the widest, where a line has room for that."""
    common = max(width(cell) for row in rows for cell in row[1:])
    least = max(NARROWEST, *(width(word) for row in rows for word in row[0].split()))
    if INDENT + least + (GAP + common) * (len(rows[0]) - 1) > room():
        return [list(row) for row in rows]
    return [[row[0], *(padded(cell, common, right=True) for cell in row[1:])] for row in rows]


def _picked(found: LeverMap) -> NDArray[np.int64]:
    """Return which columns the table shows: all, or every second, third and so on, with the last where one of
    these steps ends there and still shows FEWEST_COLUMNS.
    """
    last = len(found.x_values) - 1
    least = max(1, math.ceil(last / (MOST_COLUMNS - 1)))
    steps = (step for step in range(least, last // (FEWEST_COLUMNS - 1) + 1) if last % step == 0)
    return np.arange(0, last + 1, next(steps, least))


def _left_out(found: LeverMap, parameters: Parameters, lang: str) -> list[str]:
    """Return how many columns the table leaves out, and the file that has them; nothing where it has all."""
    shown, count = len(_picked(found)), len(found.x_values)
    if shown == count:
        return []
    name = parameter_name(found.x_name, parameters, lang)
    said = text("map.columns_shown", lang, shown=shown, count=count, x=name, file=f"{stem('map', lang)}.csv")
    return wrapped(said, indent=2)


def summary(found: LeverMap, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences: how much of the map is on which side, where it is highest and lowest."""
    words = benchmark_words(found.benchmark, lang)
    said = [_sides(found, lang), *_needed(found, lang)]
    if not found.gain.any():
        said = [text("map.flat", lang, **words), *said, *_undefined(found, lang)]
        return [*said, *_chosen(found, parameters, lang)]
    if found.seeds == 1 < found.draws:
        said.append(text("map.noise_stays", lang))
    if not over_choices(found, parameters):
        said.insert(0, line_words(found, lang))
    nowhere = np.isnan(found.one_plus_one).all()
    height = found.gain if nowhere else found.one_plus_one
    for key, place in (("best", np.nanargmax(height)), ("lowest", np.nanargmin(height))):
        row, column = np.unravel_index(int(place), found.gain.shape)
        shown = {"value": amount(found.gain[row, column])} if nowhere else {
            "ratio": ratio(found.one_plus_one[row, column])
        }  # fmt: skip
        said.append(
            text(
                f"map.{key}_gain" if nowhere else f"map.{key}",
                lang,
                x=parameter_name(found.x_name, parameters, lang),
                y=parameter_name(found.y_name, parameters, lang),
                x_value=value_text(found.x_name, found.x_values[column], parameters, lang),
                y_value=value_text(found.y_name, found.y_values[row], parameters, lang),
                **words,
                **shown,
                share=percent(float(found.above_two[row, column])),
                low=percent(float(found.above_two_low[row, column])),
                high=percent(float(found.above_two_high[row, column])),
            )
        )
    return [*said, *_undefined(found, lang), *_chosen(found, parameters, lang)]


def _sides(found: LeverMap, lang: str) -> str:
    """Return how much of a map is on which side of two; only sides on which there is something."""
    shares = {name: percent(share) for name, share in found.shares.items() if share}
    how = "all" if len(shares) == 1 else "some"
    parts: list[str] = []
    for name, share in shares.items():
        of = share if parts else text("map.of_map", lang, share=share)
        parts.append(text(f"map.side_{how}.{name}", lang, share=of))
    return text(f"map.sides.{how}", lang, sides=listed_words(parts, lang))


def _chosen(found: LeverMap, parameters: Parameters, lang: str) -> list[str]:
    """Return why the map has its axes, where they were chosen for it."""
    why = found.axes_chosen
    if why is None:
        return []

    def named(each: Moving) -> str:
        across = {"share": percent(each.across.value)}
        across |= {"low": percent(each.across.low), "high": percent(each.across.high)}
        return text("map.axes.across", lang, name=parameter_name(each.name, parameters, lang), **across)

    sizes = {"screened": why.screened, "rows": why.rows, "seeds": why.seeds}
    names = listed_words([named(each) for each in why.chosen], lang)
    said = [text("map.axes.why", lang, names=names, **sizes)]
    if why.by_gain:
        bare = listed_words([parameter_name(each.name, parameters, lang) for each in why.chosen], lang)
        number = listed_words([amount(each.gain) for each in why.chosen], lang)
        gain = benchmark_words(found.benchmark, lang)["gain"]
        said.append(text("map.axes.by_gain", lang, names=bare, number=number, gain=gain))
    if why.next:
        state = text(f"map.axes.{'separated' if why.separated else 'not_separated'}", lang)
        rest = listed_words([named(each) for each in why.next], lang)
        said.append(text("map.axes.next", lang, names=rest, state=state))
    return said


def line_words(found: LeverMap, lang: str) -> str:
    """Return whether the line 1+1 = 2 crosses the map; among unresolved points it may be missed."""
    if not found.gain.any():
        return text("map.flat", lang, **benchmark_words(found.benchmark, lang))
    if found.line:
        return text("map.line" if crossed(found) else "map.line_estimated", lang)
    return text("map.line_unresolved" if (found.side == 0).any() else "map.no_line", lang)


def crossed(found: LeverMap) -> bool:
    """Return whether 1+1 is resolved above two at some points and below two at others."""
    return bool((found.side > 0).any() and (found.side < 0).any())


def over_choices(found: LeverMap, parameters: Parameters) -> bool:
    """Return whether an axis is a choice: between two options no line can be drawn."""
    names = (found.x_name, found.y_name)
    return any(name in parameters and parameters[name].kind == "choice" for name in names)


def _undefined(found: LeverMap, lang: str) -> list[str]:
    """Return at how many points 1+1 is undefined, if at any."""
    undefined, words = int(np.isnan(found.one_plus_one).sum()), benchmark_words(found.benchmark, lang)
    if undefined == found.gain.size:
        return [text("map.undefined_everywhere", lang, **words)]
    return [text("map.undefined", lang, count=undefined, **words)] if undefined else []


def _needed(found: LeverMap, lang: str) -> list[str]:
    """Return how many draws would resolve the points of the band, and for how many none can be planned."""
    kind = text(f"analysis.kind.{clusters_word(found.draws)}", lang)
    numbers = found.draws_to_resolve[found.draws_to_resolve > 0]
    said = []
    if numbers.size:
        half = about(math.ceil(np.median(numbers)))
        said += [text("map.needed", lang, half=half, most=about(int(numbers.max())), kind=kind)]
        said += [text("analysis.needed_means", lang)]
    never = int((found.draws_to_resolve < 0).sum())
    words = benchmark_words(found.benchmark, lang)
    return [*said, text("map.needed_none", lang, count=never, kind=kind, **words)] if never else said


def evidence(found: LeverMap, lang: str, shown: str = "table") -> str:
    """Return points, draws and seeds in one sentence, and the marks of the table or figure."""
    return text(
        "map.evidence",
        lang,
        nx=len(found.x_values),
        ny=len(found.y_values),
        draws=found.draws,
        seeds=found.seeds,
        seed=found.seed,
        marks=text(f"map.marks_{shown}", lang),
        **benchmark_words(found.benchmark, lang),
    )

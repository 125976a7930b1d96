"""Figures of sensitivity analyses: indices with intervals, parts of the variance, convergence, screening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.designs.saltelli import SEED
from experiments.errors import InvalidInput
from experiments.plotting import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    Choices,
    canvas,
    drawn_in,
)
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import round_ticks
from experiments.plotting.notes import titled
from experiments.reporting.numbers import amount, percent
from experiments.reporting.wording import Parameters, outcome_name, outcome_unit, parameter_name
from experiments.sensitivity.report import evidence, marked_name, ordered, parameters_of
from experiments.sensitivity.result import INDICES, OutcomeSensitivity, Sensitivity, VarianceShare
from experiments.sensitivity.screening import Screened, Screening
from experiments.sensitivity.screening_report import evidence as screening_evidence
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
LIGHT_BLUE = "#a6cbe3"
"""Of what contains something else."""

LIGHT_GREY = "#d9d9d9"
"""Of what is stochastic and the parameters' doing as well."""

SHOWN = 15
"""Parameters that a figure shows."""

FOLLOWED = 5
"""Parameters whose convergence is drawn."""


def choices_of(result: Sensitivity | Screening) -> Choices:
    """Return the outcomes, and the parameters."""
    if isinstance(result, Sensitivity):
        drawable = [item for item in result.outcomes if item.state == INDICES]
        names = [share.name for item in drawable[:1] for share in item.shares]
        # Of an outcome without indices `sensitivity_figure` says why there are none.
        outcomes = [item.outcome for item in result.outcomes]
        return Choices(FORMS["sensitivity"], {"outcome": outcomes, "parameters": names})
    outcomes = list(dict.fromkeys(one.outcome for one in result.found))
    names = list(dict.fromkeys(one.parameter for one in result.found if one.parameter != SEED))
    return Choices(FORMS["screening"], {"outcome": outcomes, "parameters": names})


def figure_of(
    result: Sensitivity | Screening, lang: str = "en", outcome: str | None = None, **what: Any
) -> Figure:
    """Draw the indices, or the screening, of one outcome.

    Args:
        result: the result.
        lang: "en" or "zh".
        outcome: name of the outcome; by default the first that can be drawn.
        **what: `parameters`, names of those shown; `top`, at most how many, the most influential.

    Raises:
        InvalidInput: there is no such outcome, or points failed.
        ValueError: it has no indices.
    """
    parameters, chosen = parameters_of(result), what.pop("parameters", None)
    if isinstance(result, Sensitivity):
        drawable = [item.outcome for item in result.outcomes if item.state == INDICES]
        outcome = outcome or (drawable or [result.outcomes[0].outcome])[0]
        return sensitivity_figure(result, outcome, parameters, lang, chosen, **what)
    names = list(dict.fromkeys(one.outcome for one in result.found))
    outcome = outcome or (names or [""])[0]
    if outcome not in names:
        raise InvalidInput("error.unknown_outcome", name=outcome, names=", ".join(names))
    part = [one for one in result.found if one.outcome == outcome]
    return screening_figure(part, screening_evidence(result, lang), parameters, lang, chosen, **what)


def sensitivity_figure(
    result: Sensitivity,
    outcome: str,
    parameters: Parameters,
    lang: str = "en",
    chosen: Sequence[str] | None = None,
    top: int | None = None,
) -> Figure:
    """Draw the indices of one outcome; raises InvalidInput or ValueError where there are none to draw."""
    item = result.of(outcome)
    if item.state != INDICES:
        raise ValueError(f"{outcome}: {item.state}, there are no indices to draw")
    named = [share for share in ordered(item) if chosen is None or share.name in chosen]
    shares = named[: top or (SHOWN if chosen is None else None)]
    seed = [] if item.random_numbers is None else [item.random_numbers]
    with drawn_in(lang):
        # The right-hand side needs space for its legends, however few the parameters are.
        figure = canvas(10.5, max(5.2, 2.2 + 0.27 * len([*shares, *seed])), lang)
        grid = figure.add_gridspec(2, 2, width_ratios=(1.5, 1), height_ratios=(1, 3.2))
        indices = figure.add_subplot(grid[:, 0])
        parts, convergence = (figure.add_subplot(grid[row, 1]) for row in (0, 1))
        for axis, name in ((indices, "indices"), (parts, "variance"), (convergence, "convergence")):
            axis.set_label(name)
        _indices(indices, [*shares, *seed], parameters, lang)
        indices.set_xlabel(text(f"sensitivity.figure.axis_{result.estimand}", lang))
        _parts(parts, item, lang)
        _convergence(convergence, item, shares[:FOLLOWED], parameters, lang)
        title = text("sensitivity.figure.title", lang, outcome=outcome_name(outcome, lang))
        titled(figure, title, evidence(result, lang, [*shares, *seed]))
    return figure


def _indices(axis: Axes, shares: Sequence[VarianceShare], parameters: Parameters, lang: str) -> None:
    for place, share in enumerate(shares):
        # Alone lies within in all, of which it is a part.
        for shift, height, estimate, colour in (
            (0.0, 0.66, share.total, LIGHT_BLUE), (0.0, 0.26, share.first, ORANGE),
        ):  # fmt: skip
            axis.barh(place + shift, max(estimate.value, 0.0), height=height, color=colour)
        for shift, estimate in ((-0.22, share.total), (0.0, share.first)):
            axis.plot([estimate.low, estimate.high], [place + shift] * 2, color=BLACK, linewidth=0.8)
    axis.set_yticks(
        range(len(shares)),
        [marked_name(share, parameters, lang) for share in shares],
    )
    room = 1.4 if any(share.name == SEED for share in shares) else 0.0  # for the legend, below its long bar
    axis.set_ylim(len(shares) - 0.4 + room, -0.6)
    lowest = min(0.0, *(end for share in shares for end in (share.first.low, share.total.low)))
    axis.set_xlim(left=1.05 * lowest)
    for name, colour in (("first", ORANGE), ("total", LIGHT_BLUE)):
        axis.barh([0], [0], color=colour, label=text(f"sensitivity.figure.{name}", lang))
    axis.legend(loc="lower right", fontsize=7.5)


def _parts(axis: Axes, item: OutcomeSensitivity, lang: str) -> None:
    """Draw the variance of a single run as one bar: stochastic share, single parameters, interactions.

    The stochastic share in two parts, where the seed is a factor: alone, and in interplay.
    """
    assert item.stochastic_share is not None
    assert item.interactions is not None
    stochastic = min(1.0, max(0.0, item.stochastic_share.value))
    joint = min(1.0, max(0.0, item.interactions.value))
    start = 0.0
    noise = [("stochastic", stochastic, GREY)]
    if item.random_numbers is not None:
        own = min(stochastic, max(0.0, item.random_numbers.first.value))
        noise = [("seed_alone", own, GREY), ("seed_joint", stochastic - own, LIGHT_GREY)]
    parts = (
        *noise,
        ("alone", (1 - stochastic) * (1 - joint), ORANGE),
        ("joint", (1 - stochastic) * joint, SKY),
    )
    for name, share, colour in parts:
        mark = " ?" if name in ("alone", "joint") and item.base_size_to_split else ""
        label = f"{text(f'sensitivity.figure.{name}', lang)} {percent(share)}{mark}"
        axis.barh(0, share, left=start, color=colour, height=0.6, label=label)
        start += share
    axis.set_xlim(0, 1)
    axis.set_yticks([])
    axis.grid(visible=False)
    axis.set_title(text("sensitivity.figure.parts", lang))
    axis.set_xticks([])  # the legend gives the shares
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.05), fontsize=7.5, ncols=1)


def _convergence(
    axis: Axes, item: OutcomeSensitivity, shares: Sequence[VarianceShare], parameters: Parameters, lang: str
) -> None:
    names = [share.name for share in item.shares]
    steps = item.convergence[::-1]
    sizes = [step.base_size for step in steps]
    marks = ("o", "s", "^", "D", "v")
    colours = (BLUE, ORANGE, GREEN, VERMILLION, PURPLE)
    for share, mark, colour in zip(shares, marks, colours, strict=False):
        values = [step.total[names.index(share.name)] for step in steps]
        label = parameter_name(share.name, parameters, lang)
        axis.plot(sizes, values, marker=mark, color=colour, markersize=4, label=label)
    axis.set_xscale("log", base=2)
    axis.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axis.minorticks_off()
    axis.set_xlabel(text("sensitivity.figure.size", lang))
    axis.set_title(text("sensitivity.figure.convergence", lang))
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + 0.12 * len(shares) * (high - low))  # space for the legend
    axis.legend(fontsize=6.5, loc="upper center")


def screening_figure(
    found: Sequence[Screened],
    note: str,
    parameters: Parameters,
    lang: str = "en",
    chosen: Sequence[str] | None = None,
    top: int | None = None,
) -> Figure:
    """Draw the measures of one outcome by one method; bars of resolved influence are filled."""
    named = [one for one in found if chosen is None or one.parameter in chosen]
    ranked = sorted((one for one in named if one.parameter != SEED), key=lambda one: -one.value)
    seed = [one for one in found if one.parameter == SEED]
    rows = [*ranked[: top or (SHOWN if chosen is None else None)], *seed]
    with drawn_in(lang):
        figure = canvas(7.5, 1.8 + 0.25 * len(rows), lang)
        axis = figure.add_subplot()
        axis.set_label("screening")
        for place, one in enumerate(rows):
            face = BLUE if one.influential else "white"
            axis.barh(place, one.value, height=0.62, color=face, edgecolor=BLUE)
            if one.method == "morris":
                axis.plot(
                    [one.value - one.width, one.value + one.width], [place, place], color=BLACK, linewidth=0.9
                )
        axis.set_yticks(range(len(rows)), [parameter_name(one.parameter, parameters, lang) for one in rows])
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlabel(_axis_label(rows, lang))
        round_ticks(axis.xaxis, form=amount)
        title = text("sensitivity.figure.title", lang, outcome=outcome_name(rows[0].outcome, lang))
        titled(figure, title, note)
    return figure


def _axis_label(rows: Sequence[Screened], lang: str) -> str:
    """Return what the bars of a method measure; effects have the unit of the outcome, the others none.

    The seed has no range: its effect is what another one changes.
    """
    one = rows[0]
    by_seed = one.method == "morris" and any(row.parameter == SEED for row in rows)
    label = text(f"sensitivity.figure.{'morris_factor' if by_seed else one.method}", lang)
    unit = outcome_unit(one.outcome, lang) if one.method == "morris" else ""
    return text("sensitivity.figure.unit", lang, label=label, unit=unit) if unit else label

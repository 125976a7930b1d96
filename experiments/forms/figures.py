"""1+1 under every form, drawn beside the scenario as it is, under both benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.forms.report import form_name
from experiments.forms.table import AS_IS, FormTable
from experiments.plotting import BLACK, BLUE, GREY, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import round_ticks
from experiments.plotting.notes import titled
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def choices_of(found: FormTable) -> Choices:
    """Return the forms beside the scenario's own."""
    return Choices(FORMS["forms"], {"settings": [row.form for row in found.rows[1:]]})


def figure_of(
    found: FormTable, lang: str = "en", settings: Sequence[str] | None = None, **what: Any
) -> Figure:
    """Draw 1+1 with its interval under every form, or those asked for."""
    first = found.rows[0]
    rows = [first, *(row for row in found.rows[1:] if settings is None or row.form in settings)]
    with drawn_in(lang):
        figure = canvas(8.5, 1.7 + 0.21 * len(rows), lang)
        panels = figure.subplots(1, len(first.sides), sharey=True, squeeze=False)[0]
        for place, (axes, side) in enumerate(zip(panels, first.sides, strict=True)):
            axes.set_label(side.benchmark)
            axes.axvline(2, color=BLACK, linewidth=0.9, linestyle=":")
            if side.ratio is not None:
                axes.axvline(side.ratio.value, color=GREY, linewidth=0.9, linestyle="--")
            for at, row in enumerate(rows):
                here = row.sides[place]
                if here.ratio is None:
                    axes.text(
                        0.02, at, text("analysis.undefined", lang), transform=axes.get_yaxis_transform(),
                        va="center", fontsize=7.5, color=GREY,
                    )  # fmt: skip
                    continue
                axes.plot([here.ratio.low, here.ratio.high], [at, at], color=BLUE, linewidth=1.6)
                filled = here.resolved or row.form == AS_IS
                axes.plot(
                    here.ratio.value,
                    at,
                    "o",
                    color=BLUE if filled else "white",
                    markeredgecolor=BLUE,
                    markersize=5,
                )
            axes.set_xlabel(
                text("forms.figure.ratio", lang, benchmark=text(f"forms.in.{side.benchmark}", lang))
            )
            round_ticks(axes.xaxis, most=5)
        panels[0].set_yticks(range(len(rows)), [form_name(row.form, lang) for row in rows])
        panels[0].set_ylim(len(rows) - 0.4, -0.6)
        counts = {"draws": found.draws, "seeds": found.seeds, "seed": found.seed}
        joint = "；" if lang == "zh" else "; "
        note = text("analysis.draws_and_seeds", lang, **counts) + joint + text("forms.figure.hollow", lang)
        titled(figure, text("forms.figure.title", lang), note)
    return figure

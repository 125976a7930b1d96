"""What can be asked of a figure, known before it is drawn: its panels, what it shows, its least size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import index
from typing import Any

from experiments.errors import InvalidInput, did_you_mean
from sim.arms import ARMS, arm_number

OPTIONS = (
    "measures", "outcome", "arms", "kinds", "dilemmas", "paths", "parameters", "settings", "rule", "top",
)  # fmt: skip
"""The words for what a figure shows: the same in every figure, in Python and on the command line."""

SINGLE = ("outcome", "rule")
"""Options that take one name; the others take several, but for `TOP`, which takes a number."""

TOP = "top"

PANEL_LEAST = (2.4, 1.8)
"""Inches below which no panel can be drawn alone."""

CM = 2.54


@dataclass(frozen=True)
class Form:
    """A kind of figure.

    Attributes:
        panels: the names of its panels; those of a simulation have the scenario's kinds before them.
        options: what it lets one choose.
        least: inches below which its words overlap, however little it shows; what it shows may need more.
    """

    panels: tuple[str, ...]
    options: tuple[str, ...]
    least: tuple[float, float]


FORMS = {
    "simulation": Form(("life", "ratio", "parts", "observation"), ("kinds", "arms"), (6.5, 4.2)),
    "comparison": Form(("difference", "share"), ("measures", TOP), (5.0, 1.8)),
    "ledger": Form(
        ("setting_1", "setting_2", "sources"), ("outcome", "dilemmas", "settings", TOP), (3.6, 2.0)
    ),
    "paths": Form(("change", "share"), ("outcome", "paths"), (3.6, 1.8)),
    "map": Form(("ratio", "share"), ("outcome",), (4.4, 2.4)),
    "sensitivity": Form(("indices", "variance", "convergence"), ("outcome", "parameters", TOP), (5.0, 3.4)),
    "screening": Form(("screening",), ("outcome", "parameters", TOP), (2.4, 1.8)),
    "discovery": Form(("curve", "rule"), ("rule", "parameters"), (4.8, 2.8)),
    "front": Form(("front",), ("settings", TOP), (3.6, 2.4)),
    "single_changes": Form(("single_changes",), ("parameters", TOP), (2.6, 1.8)),
    "nearest": Form(("side_by_side", "alone"), ("outcome",), (4.4, 2.6)),
    "forms": Form(("side_by_side", "alone"), ("settings",), (4.6, 1.8)),
    "conventions": Form(("side_by_side", "alone"), ("settings",), (4.6, 2.6)),
    "calibration": Form(("answer",), ("parameters", TOP), (5.5, 3.5)),
    "report": Form(("added_value", "contract_gain", "above_two_side_by_side"), ("outcome", TOP), (2.4, 1.8)),
}


@dataclass(frozen=True)
class Choices:
    """What can be asked of the figure of one result.

    Attributes:
        form: the kind of figure.
        names: by option, the names there are; `top` has none.
        panels: the names of its panels; by default those of the form.
    """

    form: Form
    names: Mapping[str, Sequence[str]]
    panels: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.panels:
            object.__setattr__(self, "panels", self.form.panels)

    def asked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was asked for: names as tuples, single ones and `top` as they are.

        Args:
            given: by option, a name or several; numbers stand for names that are numbers.

        Returns:
            The options, without those that are None.

        Raises:
            InvalidInput: an option or a name that there is not, or nothing at all.
        """
        found: dict[str, Any] = {}
        for option, value in given.items():
            if option not in self.form.options:
                near = did_you_mean(option, self.form.options)
                options = ", ".join(self.form.options)
                raise InvalidInput("figure.no_option", given=option, near=near, options=options)
            if value is None:
                continue
            if option == TOP:
                found[option] = _number(value)
                continue
            names = _names(option, value, self.names[option])
            if option in SINGLE and len(names) > 1:
                raise InvalidInput("figure.one_name", option=option, names=", ".join(self.names[option]))
            found[option] = names[0] if option in SINGLE else names
        return found


def check_panel(asked: object, panels: Sequence[str]) -> None:
    """Refuse a panel that is none of these, by name or by number from 1; None is all of them.

    Raises InvalidInput.
    """
    if asked is None or str(asked) in panels or str(asked) in [str(each + 1) for each in range(len(panels))]:
        return
    raise InvalidInput(
        "figure.no_panel", given=asked, near=did_you_mean(str(asked), panels), panels=", ".join(panels)
    )


def check_size(size: Any, form: Form, panel: object = None, drawn_next: bool = False) -> None:
    """Refuse a size in inches at which no figure of a form, or no single panel, can be drawn.

    Where the figure is `drawn_next`, what it shows says better what it needs: only what is no size is
    refused. Raises InvalidInput.
    """
    if size is None:
        return
    try:
        width, height = (float(side) for side in size)
    except (TypeError, ValueError) as error:
        raise InvalidInput("figure.not_two_sides", given=size) from error
    alone = panel is not None or len(form.panels) == 1
    least = PANEL_LEAST if panel is not None else form.least
    if drawn_next and width >= PANEL_LEAST[1] and height >= PANEL_LEAST[1]:
        return
    if not (width >= least[0] and height >= least[1]):
        panels = "" if alone else ", ".join(form.panels)
        key = "figure.too_small_ahead_alone" if alone else "figure.too_small_ahead"
        raise InvalidInput(key, **_sides((width, height), least), panels=panels)


def too_small(
    size: tuple[float, float], least: tuple[float, float], panels: Sequence[str] = ()
) -> InvalidInput:
    """Return the refusal of a size in inches: what it would have to be, and the panels to draw alone."""
    fields = _sides(size, least)
    if panels:
        return InvalidInput("figure.too_small", **fields, panels=", ".join(panels))
    return InvalidInput("figure.too_small_alone", **fields)


def _sides(size: tuple[float, float], least: tuple[float, float]) -> dict[str, str]:
    return {
        "size": _centimetres(size),
        "least": _centimetres((least[0] + 0.04, least[1] + 0.04)),  # rounded up, so that it is enough
        "inches": "{:.1f} × {:.1f}".format(*(side + 0.04 for side in least)),
    }


def _centimetres(size: tuple[float, float]) -> str:
    return "{:.1f} × {:.1f}".format(*(side * CM for side in size))


def _number(value: Any) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__") or index(value) < 1:
        raise InvalidInput("figure.not_top", given=value)
    return index(value)


def _arm(number: Any) -> Any:
    """Return the name of an arm that is given by its index in `sim.arms`; other things as they are."""
    try:
        return ARMS[arm_number(number)].name
    except ValueError:
        return number


def _names(option: str, value: Any, known: Sequence[str]) -> tuple[str, ...]:
    several = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    found = []
    for one in several:
        if option == "arms" and not isinstance(one, str):
            one = _arm(one)
        if str(one) not in known:
            near = did_you_mean(str(one), known)
            raise InvalidInput(
                "figure.unknown_name", option=option, given=one, near=near, names=", ".join(known)
            )
        found.append(str(one))
    if not found:
        raise InvalidInput("figure.none_chosen", option=option, names=", ".join(known))
    return tuple(dict.fromkeys(found))

"""PRIM and CART of the EMA Workbench, from tables of values to boxes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import pandas as pd

from experiments.discovery.boxes import Box, Hits, Limit, readable
from experiments.isolation import isolated
from experiments.optional import optional
from sim.parameters.declaration import Parameter


class _Altair:
    """What the Workbench draws with where it is asked to: loaded then."""

    def __getattr__(self, name: str) -> Any:
        return getattr(optional("altair", "view"), name)


def _workbench(part: str) -> ModuleType:
    """Return a module of the Workbench's analyses, loaded without altair, which we do not ask for.

    altair compiles the grammars of all kinds of addresses as it is loaded: a third of a first search.
    """
    name = "altair"
    absent = name not in sys.modules
    if absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        module = optional(f"ema_workbench.analysis.{part}", "discovery")
    finally:
        if absent:
            del sys.modules[name]
    prim: Any = sys.modules["ema_workbench.analysis.prim"]
    prim.alt = prim.alt or _Altair()
    return module


def _framed(values_: pd.DataFrame, parameters: Mapping[str, Parameter]) -> pd.DataFrame:
    """Return the values as numbers and categories, the two kinds that PRIM and CART distinguish.

    Whole numbers stay floats: with whole columns the Workbench fails under pandas 3.
    """
    framed = values_.reset_index(drop=True)
    for name in framed.columns:
        if name in parameters and parameters[name].kind == "choice":
            framed[name] = pd.Categorical(framed[name].astype(int).astype(str))
    return framed


MOST_CONDITIONS = 4
"""Parameters that a rule may name: more overfit and are hard to remember."""


def prim_boxes(values_: pd.DataFrame, hits: Hits, parameters: Mapping[str, Parameter]) -> list[Box]:
    """Return the distinct boxes of one peeling: significant restrictions only, limits rounded.

    Of each box on PRIM's trajectory, those with its one, two, ... most significant conditions are taken: a
    rule of twenty conditions overfits the futures it was found on, and nobody can act on it.
    """
    prim = _workbench("prim")
    framed = _framed(values_, parameters)
    with isolated():
        peeling = prim.Prim(framed, hits, threshold=0.0, peel_alpha=0.05).find_box()
    first = peeling.box_lims[0]
    level = 0.05 / (2 * framed.shape[1])
    boxes: dict[Box, None] = {}  # in the order in which they were found, which a set does not keep
    for limits, quasi_p in zip(peeling.box_lims, peeling.qp, strict=True):
        low = {name: [p for p in ends if 0 <= p <= level] for name, ends in quasi_p.items()}
        significant = [name for _, name in sorted((min(found), name) for name, found in low.items() if found)]
        for most in range(min(len(significant), MOST_CONDITIONS) + 1):
            useful = {name: [0 <= p <= level for p in quasi_p[name]] for name in significant[:most]}
            boxes.setdefault(_box(framed, limits, first, useful, parameters))
    return sorted(boxes, key=lambda box: -int(box.holds(values_).sum()))


def cart_boxes(values_: pd.DataFrame, hits: Hits, parameters: Mapping[str, Parameter]) -> list[Box]:
    """Return the leaves of a classification tree as boxes, none smaller than a twentieth of the futures."""
    cart = _workbench("cart")
    framed = _framed(values_, parameters)
    # The Workbench reads the last column but one for every leaf: one alone gets a constant beside it.
    several = framed if framed.shape[1] > 1 else framed.assign(**{"": 0.0})
    with isolated():
        tree = cart.CART(several, hits, mass_min=0.05)
        tree.build_tree()
        leaves = tree.boxes
    first = cart.sdutil._make_box(several)
    every = {name: [True, True] for name in framed.columns}
    return [_box(framed, limits, first, every, parameters) for limits in leaves]


def _box(
    framed: pd.DataFrame,
    limits: Any,
    first: Any,
    keep: Mapping[str, Sequence[bool]],
    parameters: Mapping[str, Parameter],
) -> Box:
    """Return EMA's table of limits as a box: the ends that differ from the first box and are to be kept."""
    found = []
    for name in framed.columns:
        low_kept, high_kept = keep.get(name, (False, False))
        if not (low_kept or high_kept):  # of many parameters, and cells of a table are slow to read
            continue
        if isinstance(framed[name].dtype, pd.CategoricalDtype):
            options, every = limits[name].iloc[0], first[name].iloc[0]
            if low_kept and set(options) != set(every):
                found.append(Limit(name, options=tuple(sorted(int(option) for option in options))))
            continue
        low, high = (float(limits[name].iloc[end]) for end in (0, 1))
        start, stop = (float(first[name].iloc[end]) for end in (0, 1))
        low_end = low if low_kept and low > start else None
        high_end = high if high_kept and high < stop else None
        if low_end is not None or high_end is not None:
            whole = name in parameters and parameters[name].kind == "int"
            found.append(readable(name, low_end, high_end, stop - start, whole))
    return Box(tuple(found))

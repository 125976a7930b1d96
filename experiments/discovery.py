"""Scenario discovery: the few conditions under which 1+1 > 2, found by PRIM and CART of the EMA Workbench.

Rules are found on one set of futures and judged on another with draws and luck of its own. Only restrictions
that are more than chance are kept, limits are rounded to what a person can keep in mind, and it is the
rounded rule that is judged. Source: Friedman & Fisher 1999; Bryant & Lempert 2010 (quasi-p values, scenario
discovery).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.boxes import Box, Fit, fit_of
from experiments.futures import Futures
from experiments.intervals import Result
from experiments.peeling import peeled_boxes, tree_boxes
from experiments.refusal import Refused
from experiments.sizes import DENSITY, THRESHOLD
from sim.parameters import PARAMETERS, Parameter

Array = NDArray[np.float64]

FEWEST, FEWEST_HELD_OUT = 20, 10
"""Futures in which it happens, and in which it does not, that are needed to look for a rule, to judge it."""


@dataclass(frozen=True)
class Rule(Result):
    """A box with its fit where it was found and on held-out futures; `method` is "prim" or "cart".

    `validated` says that the held-out density is surely above the base rate and that the density found lies
    within the held-out interval or below it: the rule was no accident of the sample.
    """

    method: str
    box: Box
    found: Fit
    held_out: Fit
    validated: bool


@dataclass(frozen=True)
class Discovery(Result):
    """Rules for when it happens, and the trade-off curve of all boxes PRIM passed on its way.

    `rules` are PRIM's boxes in order, each found among the futures the earlier ones leave; `together` is the
    fit of their union. `tree` are the CART leaves that reach the density asked for. `curve` holds the boxes
    of the first peeling, from everything to the last, with both fits. `base_rate` is the share of all
    held-out futures in which it happens; `reached` whether the first rule has the density asked for.
    `ranges` says between which values each parameter was drawn.
    """

    rules: tuple[Rule, ...]
    together: Fit
    tree: tuple[Rule, ...]
    curve: tuple[Rule, ...]
    base_rate: float
    density: float
    threshold: float
    reached: bool
    doubt: float
    ranges: dict[str, tuple[float, float]]
    futures: int
    held_out: int
    replications: int
    seeds: tuple[int, int]


def discover(
    train: Futures,
    held_out: Futures,
    density: float = DENSITY,
    most_rules: int = 3,
    threshold: float = THRESHOLD,
    parameters: Mapping[str, Parameter] = PARAMETERS,
) -> Discovery:
    """Find the rules on `train` and judge them on `held_out`.

    From PRIM's peeling the box with the largest coverage among those of the density asked for is taken (if
    none reaches it, the one whose density is surely highest); it is then sought again among the futures
    outside, as long as rules validate. `threshold` is only told: the futures know what happens in them.
    Raises Refused when it happens too rarely or nearly always, or when both sets are the same.
    """
    for sample, least, key in (
        (train, FEWEST, "one_sided"),
        (held_out, FEWEST_HELD_OUT, "one_sided_held_out"),
    ):
        hits = int(sample.hits.sum())
        if min(hits, len(sample.hits) - hits) < least:
            fields = {"hits": hits, "futures": len(sample.hits), "least": least}
            raise Refused(f"discovery.{key}", threshold=f"{threshold:g}", **fields)
    if train.values.equals(held_out.values):
        raise Refused("discovery.same_futures")
    outside = np.ones(len(train.hits), dtype=bool)
    rules: list[Rule] = []
    curve: list[Rule] = []
    for _ in range(most_rules):
        if min(int(train.hits[outside].sum()), int((~train.hits[outside]).sum())) < FEWEST:
            break
        peeled = peeled_boxes(train.values[outside], train.hits[outside], parameters)
        found = [_rule("prim", box, train, held_out) for box in peeled]
        curve = curve or found
        best = _chosen(found, density)
        if rules and not (best.validated and best.found.density.value >= density):
            break
        rules.append(best)
        if not best.box.limits:
            break
        outside &= ~best.box.holds(train.values)
    union = np.any([rule.box.holds(held_out.values) for rule in rules], axis=0)
    leaves = [_rule("cart", box, train, held_out) for box in tree_boxes(train.values, train.hits, parameters)]
    return Discovery(
        rules=tuple(rules),
        together=fit_of(union, held_out.hits),
        tree=tuple(leaf for leaf in leaves if leaf.found.density.value >= density),
        curve=tuple(curve),
        base_rate=float(held_out.hits.mean()),
        density=density,
        threshold=threshold,
        reached=rules[0].found.density.value >= density,
        doubt=train.doubt,
        ranges={name: (float(column.min()), float(column.max())) for name, column in train.values.items()},
        futures=len(train.hits),
        held_out=len(held_out.hits),
        replications=train.replications,
        seeds=(train.seed, held_out.seed),
    )


def _rule(method: str, box: Box, train: Futures, held_out: Futures) -> Rule:
    found, tested = box.fit(train.values, train.hits), box.fit(held_out.values, held_out.hits)
    base = float(held_out.hits.mean())
    validated = tested.density.low > base and found.density.value <= tested.density.high
    return Rule(method, box, found, tested, bool(validated))


def _chosen(found: Sequence[Rule], density: float) -> Rule:
    reaching = [rule for rule in found if rule.found.density.value >= density]
    if reaching:
        return max(reaching, key=lambda r: (r.found.coverage.value, -len(r.box.limits)))
    # The lower end of the density's interval: a box of few futures is dense by chance.
    return max(found, key=lambda r: (r.found.density.low, r.found.coverage.value))

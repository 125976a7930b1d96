"""Scenario discovery: the few conditions under which 1+1 > 2, found by PRIM and CART of the EMA Workbench.

Rules are found on one set of futures and judged on another with draws and luck of its own. Only restrictions
that are more than chance are kept, limits are rounded to what a person can keep in mind, and it is the
rounded rule that is judged. Source: Friedman & Fisher 1999; Bryant & Lempert 2010 (quasi-p values, scenario
discovery).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from experiments.defaults import DENSITY, THRESHOLD
from experiments.discovery.boxes import Box, Fit, fit_of
from experiments.discovery.futures import Futures
from experiments.discovery.prim_cart import cart_boxes, prim_boxes
from experiments.errors import InvalidInput
from experiments.results import Result
from experiments.runs.keys import COMMON
from experiments.statistics.intervals import Estimate
from experiments.statistics.power import NOT_PLANNABLE, RESOLVED, futures_to_resolve, futures_to_settle
from experiments.texts import text
from sim.parameters.declaration import Parameter
from sim.parameters.registry import PARAMETERS

FEWEST, FEWEST_HELD_OUT = 20, 10
"""Futures in which it happens, and in which it does not, that are needed to look for a rule, to judge it."""


@dataclass(frozen=True)
class DiscoveredRule(Result):
    """A box with its fit where it was found and on held-out futures; `method` is "prim" or "cart".

    `validated` says that the held-out density is surely above the base rate and that the density found lies
    within the held-out interval or below it: the rule was no accident of the sample. `futures_to_validate`
    is how many held-out futures would tell its density from the base rate (see `statistics.power`: 0 where
    it is told; −1 where it is no higher, or lower than where the rule was found: more futures do not help).
    """

    method: str
    box: Box
    found: Fit
    held_out: Fit
    validated: bool
    futures_to_validate: int


@dataclass(frozen=True)
class Discovery(Result):
    """Rules for when it happens, and the trade-off curve of all boxes PRIM passed on its way.

    `rules` are PRIM's boxes in order, each found among the futures the earlier ones leave; `together` is the
    fit of their union. `tree` are the CART leaves that reach the density asked for. `curve` holds the boxes
    of the first peeling, from everything to the last, with both fits. `base_rate` is the share of all
    held-out futures in which it happens; `reached` whether the first rule has the density asked for where it
    was found, `futures_to_settle` how many held-out futures would tell on which side of it the density lies.
    `ranges` says between which values each parameter was drawn. `shared_luck` says that both sets met the
    same keys, so that the rule is tested on other settings under the same luck; `unknowns_in_chance` that the
    replications draw what nobody knows anew. `doubt` and `keys_to_halve_doubt` are those of `Futures`.
    """

    rules: tuple[DiscoveredRule, ...]
    together: Fit
    tree: tuple[DiscoveredRule, ...]
    curve: tuple[DiscoveredRule, ...]
    base_rate: Estimate
    density: float
    threshold: float
    reached: bool
    futures_to_settle: int
    doubt: float
    seeds_to_halve_doubt: int
    common_random_numbers: bool
    unknowns_in_chance: bool
    ranges: dict[str, tuple[float, float]]
    futures: int
    held_out: int
    seeds: int
    master_seeds: tuple[int, int]


def find_rules(
    train: Futures,
    held_out: Futures,
    density: float = DENSITY,
    most_rules: int = 3,
    threshold: float = THRESHOLD,
    parameters: Mapping[str, Parameter] = PARAMETERS,
    stage: Callable[[str], object] = lambda name: None,
) -> Discovery:
    """Find the rules on `train` and judge them on `held_out`.

    From PRIM's peeling the box with the largest coverage among those of the density asked for is taken (if
    none reaches it, the one whose density is surely highest); it is then sought again among the futures
    outside, as long as rules validate. `threshold` is only told: the futures know what happens in them.
    `stage` is told "prim" or "cart" when that begins. Raises InvalidInput when it happens too rarely or
    nearly always, or when both sets are the same.
    """
    check_both_sides(train, threshold)
    check_both_sides(held_out, threshold, held_out=True)
    if train.values.equals(held_out.values):
        raise InvalidInput("discovery.same_futures")
    outside = np.ones(len(train.hits), dtype=bool)
    rules: list[DiscoveredRule] = []
    curve: list[DiscoveredRule] = []
    for _ in range(most_rules):
        if min(int(train.hits[outside].sum()), int((~train.hits[outside]).sum())) < FEWEST:
            break
        stage("prim")
        peeled = prim_boxes(train.values[outside], train.hits[outside], parameters)
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
    stage("cart")
    tested = rules[0].held_out
    leaves = [_rule("cart", box, train, held_out) for box in cart_boxes(train.values, train.hits, parameters)]
    return Discovery(
        rules=tuple(rules),
        together=fit_of(union, held_out.hits),
        tree=tuple(leaf for leaf in leaves if leaf.found.density.value >= density),
        curve=tuple(curve),
        base_rate=fit_of(np.ones_like(held_out.hits), held_out.hits).density,
        density=density,
        threshold=threshold,
        reached=rules[0].found.density.value >= density,
        futures_to_settle=futures_to_settle(tested.density.value, density, tested.inside, tested.futures),
        doubt=train.doubt,
        seeds_to_halve_doubt=train.seeds_to_halve_doubt,
        common_random_numbers=train.random_numbers == held_out.random_numbers == COMMON
        and train.seed == held_out.seed,
        unknowns_in_chance=train.unknowns_in_chance,
        ranges={name: (float(column.min()), float(column.max())) for name, column in train.values.items()},
        futures=len(train.hits),
        held_out=len(held_out.hits),
        seeds=train.seeds,
        master_seeds=(train.seed, held_out.seed),
    )


def check_both_sides(sample: Futures, threshold: float, held_out: bool = False) -> None:
    """Refuse futures in which it happens, or does not, too rarely to find a rule or to judge it.

    The refusal names how many futures would show enough of both, told from the share met here.
    """
    least = FEWEST_HELD_OUT if held_out else FEWEST
    hits, futures = int(sample.hits.sum()), len(sample.hits)
    rarer = min(hits, futures - hits)
    if rarer >= least:
        return
    key = "discovery.enough" if rarer else "discovery.enough_unknown"
    raise InvalidInput(
        "discovery.one_sided_held_out" if held_out else "discovery.one_sided",
        threshold=f"{threshold:g}", hits=hits, futures=futures, least=least,
        needed=partial(text, key, futures=f"{math.ceil(least * futures / max(rarer, 1)):,}"),
    )  # fmt: skip


def _rule(method: str, box: Box, train: Futures, held_out: Futures) -> DiscoveredRule:
    found, tested = box.fit(train.values, train.hits), box.fit(held_out.values, held_out.hits)
    base = float(held_out.hits.mean())
    as_found = found.density.value <= tested.density.high
    validated = bool(tested.density.low > base and as_found)
    needed = NOT_PLANNABLE
    if as_found:
        needed = futures_to_resolve(tested.density.value, base, tested.inside, tested.futures)
    return DiscoveredRule(method, box, found, tested, validated, RESOLVED if validated else needed)


def _chosen(found: Sequence[DiscoveredRule], density: float) -> DiscoveredRule:
    reaching = [rule for rule in found if rule.found.density.value >= density]
    if reaching:
        return max(reaching, key=lambda r: (r.found.coverage.value, -len(r.box.limits)))
    # The lower end of the density's interval: a box of few futures is dense by chance.
    return max(found, key=lambda r: (r.found.density.low, r.found.coverage.value))

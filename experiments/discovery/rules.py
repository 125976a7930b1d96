"""Scenario discovery: the few conditions under which 1+1 > 2, found by PRIM and CART of the EMA Workbench.

Rules are found on one set of futures and judged on another with its own points and seeds. Only significant
restrictions are kept, limits are rounded, and it is the rounded rule that is judged. Sources: Friedman &
Fisher 1999, Statistics and Computing 9(2) (PRIM); Bryant & Lempert 2010, Technological Forecasting and Social
Change 77(1) (quasi-p values, scenario discovery).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.defaults import DENSITY, THRESHOLD
from experiments.discovery.boxes import Box, Fit, fit_of
from experiments.discovery.futures import Futures
from experiments.discovery.prim_cart import cart_boxes, prim_boxes
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress
from experiments.provenance import RunMetadata
from experiments.results import SPANS_BY_NAME, AnalysisResult, Result
from experiments.runs.keys import COMMON
from experiments.runs.outcomes import SIDE_BY_SIDE
from experiments.statistics.intervals import Estimate
from experiments.statistics.power import NOT_PLANNABLE, RESOLVED, futures_to_resolve, futures_to_settle
from sim.parameters.declaration import Parameter
from sim.parameters.registry import PARAMETERS

FEWEST, FEWEST_HELD_OUT = 20, 10
"""Hits, and futures that are none, that are needed to find a rule, and to judge it."""


@dataclass(frozen=True)
class DiscoveredRule(Result):
    """A box with its fit where it was found and on held-out futures; `method` is "prim" or "cart".

    `validated` says that the held-out density is resolved to be above the base rate, and that the density
    found lies within the held-out interval or below it. `futures_to_validate` is how many held-out futures
    would resolve its density from the base rate (see `statistics.power`: 0 where it is resolved; −1 where it
    is no higher, or lower than where the rule was found, so that more futures do not help).
    """

    method: str
    box: Box
    found: Fit
    held_out: Fit
    validated: bool
    futures_to_validate: int


@dataclass(frozen=True, repr=False)
class Discovery(AnalysisResult):
    """Rules for when 1+1 exceeds the threshold, and the trade-off curve of all boxes on PRIM's trajectory.

    Attributes:
        rules: PRIM's boxes in order, each found among the futures that the earlier ones leave.
        together: the fit of their union.
        tree: the CART leaves that reach the required density.
        curve: the boxes of the first peeling, from all futures to the last, with both fits.
        base_rate: the share of hits among all held-out futures.
        density: the required density.
        threshold: what 1+1 must exceed.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".
        reached: whether the first rule has the required density where it was found.
        futures_to_settle: held-out futures that would resolve on which side of it the density lies.
        misclassified: see `Futures`.
        seeds_to_halve_misclassified: see `Futures`.
        common_random_numbers: whether both sets share their seeds, so that the rule is tested at other points
            with the same random numbers.
        draws_in_noise: whether every replication also draws the uncertain parameters.
        ranges: between which values each parameter was drawn; in JSON a choice has its options here.
        futures: how many the rules were found on.
        held_out: how many they were judged on.
        seeds: seeds of each future.
        master_seeds: of the futures to find the rules, and of those to judge them.
        metadata: what is needed to repeat it.
    """

    rules: tuple[DiscoveredRule, ...]
    together: Fit
    tree: tuple[DiscoveredRule, ...]
    curve: tuple[DiscoveredRule, ...]
    base_rate: Estimate
    density: float
    threshold: float
    benchmark: str
    reached: bool
    futures_to_settle: int
    misclassified: float
    seeds_to_halve_misclassified: int
    common_random_numbers: bool
    draws_in_noise: bool
    ranges: dict[str, tuple[float, float]] = field(metadata=SPANS_BY_NAME)
    futures: int
    held_out: int
    seeds: int
    master_seeds: tuple[int, int]
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})


def find_rules(
    train: Futures,
    held_out: Futures,
    density: float = DENSITY,
    most_rules: int = 3,
    threshold: float = THRESHOLD,
    parameters: Mapping[str, Parameter] = PARAMETERS,
    progress: Progress = SILENT,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Discovery:
    """Find the rules on `train` and judge them on `held_out`.

    From PRIM's peeling the box with the largest coverage among those of the required density is taken (if
    none reaches it, the one whose density has the highest lower confidence limit); the search is then
    repeated among the futures outside, as long as rules validate. `threshold` and `benchmark` are only
    reported: the futures are marked already. The stages of `progress` are "prim" and "cart". Raises
    InvalidInput when hits are too rare or too common, or when both sets are the same.
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
        with progress.stage("prim"):
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
    with progress.stage("cart"):
        cart = cart_boxes(train.values, train.hits, parameters)
    tested = rules[0].held_out
    leaves = [_rule("cart", box, train, held_out) for box in cart]
    return Discovery(
        rules=tuple(rules),
        together=fit_of(union, held_out.hits),
        tree=tuple(leaf for leaf in leaves if leaf.found.density.value >= density),
        curve=tuple(curve),
        base_rate=fit_of(np.ones_like(held_out.hits), held_out.hits).density,
        density=density,
        threshold=threshold,
        benchmark=benchmark,
        reached=rules[0].found.density.value >= density,
        futures_to_settle=futures_to_settle(tested.density.value, density, tested.inside, tested.futures),
        misclassified=train.misclassified,
        seeds_to_halve_misclassified=train.seeds_to_halve_misclassified,
        common_random_numbers=train.random_numbers == held_out.random_numbers == COMMON
        and train.seed == held_out.seed,
        draws_in_noise=train.draws_in_noise,
        ranges={name: (float(column.min()), float(column.max())) for name, column in train.values.items()},
        futures=len(train.hits),
        held_out=len(held_out.hits),
        seeds=train.seeds,
        master_seeds=(train.seed, held_out.seed),
    )


def check_both_sides(sample: Futures, threshold: float, held_out: bool = False) -> None:
    """Refuse futures with too few hits, or too few without, to find a rule or to judge it.

    The error names how many futures would give enough of both, estimated from the share found here.
    """
    least = FEWEST_HELD_OUT if held_out else FEWEST
    hits, futures = int(sample.hits.sum()), len(sample.hits)
    rarer = min(hits, futures - hits)
    if rarer >= least:
        return
    fields: dict[str, object] = {
        "threshold": f"{threshold:g}",
        "hits": hits,
        "futures": futures,
        "least": least,
    }
    if rarer:
        fields["needed"] = f"{math.ceil(least * futures / rarer):,}"
    key = "one_sided_held_out" if held_out else "one_sided"
    raise InvalidInput(f"discovery.{key}" if rarer else f"discovery.{key}_none", **fields)


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
    # The lower end of the density's interval: a box of few futures may be dense by sampling error.
    return max(found, key=lambda r: (r.found.density.low, r.found.coverage.value))

"""The patterns the model must show, each a measured finding: what was varied, what came out, the interval.

Every finding compares paired runs (same parameter draw, common random numbers), so that its interval is that
of a mean difference. `holds` says whether the pattern appears at the stated false-alarm rate; where it does
not, the finding says so and docs/patterns.md gives the reason. Source: Grimm et al. 2005, Science 310(5750)
(pattern-oriented modelling).
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.calibration.observations import compare_with_observations, leave_one_out_weights
from experiments.runs.keys import next_master_seed
from experiments.runs.paired import run_paired
from experiments.statistics.intervals import wilson
from experiments.validation import synergy_patterns
from experiments.validation.finding import (
    FALSE_ALARM,
    INDEX,
    Finding,
    Hits,
    PatternSample,
    elasticity,
    jackknife_width,
    mean_finding,
    share_finding,
)
from sim.arms import GS, NONE, G, S
from sim.scenario import Scenario


def case(n: int = 2000) -> list[Finding]:
    """P1: the case's coverage, groups, extension and open communities, before and given its one condition."""
    scenario = Scenario.load("s_association")
    runs = run_paired(scenario, n, 2, (NONE, G, S, GS), seed=1).whole()
    check = compare_with_observations(scenario, runs, seed=1)
    if check is None or check.conditioned is None:
        raise RuntimeError("the case has nothing to condition on")
    weights = leave_one_out_weights(check.conditioned.weights)
    size = int(check.conditioned.effective_draws)
    first = runs.values[:, :, runs.arms.index(GS), :]
    coverage, target, groups, requested, open_then = (
        first[..., INDEX[name]]
        for name in ("coverage", "coverage_target", "incubated", "requested", "open_at_term")
    )
    near = (coverage >= 15) & (coverage <= 23)
    order = np.argsort(coverage, axis=None)
    reached = np.cumsum(weights.ravel()[order])
    low, middle, high = (
        float(coverage.ravel()[order][np.searchsorted(reached, level)]) for level in (0.05, 0.5, 0.95)
    )
    exact = (coverage == 20) & (groups == 0) & (requested > 0)
    waited = runs.values[:, :, runs.arms.index(GS), INDEX["approval_months"]][exact] > 0
    all_open = open_then[exact] == 36
    return [
        share_finding("P1", "prior: coverage in 15–23 of 25 at the end of the term", near[:, 0]),
        share_finding("P1", "prior: full coverage", (coverage >= target)[:, 0]),
        share_finding("P1", "prior: no group incubated", (groups == 0)[:, 0]),
        _weighted("given 20 of 25, other seeds: coverage in 15–23", near, weights, size),
        Finding("P1", "given the same: median coverage", middle, low, high, size, 18 <= middle <= 22),
        _weighted("given the same: no group incubated", groups == 0, weights, size),
        share_finding("P1", "an extension is requested exactly when coverage is short",
                      ((requested > 0) == (coverage < target))[:, 0], 0.95),
        share_finding("P1", "20 of 25, no group, an extension asked: 36 of 41 open", all_open, 0.5),
        share_finding("P1", "of these with 36 open: approval took time", waited[all_open], 0.5),
    ]  # fmt: skip


def _weighted(statement: str, hits: Hits, weights: Array, size: int) -> Finding:
    """A share of weighted runs with Wilson's interval for their effective number; it holds above a half."""
    share = min(1.0, float((hits * weights).sum()))
    low, high = wilson(share, size, 1 - 2 * FALSE_ALARM)
    return Finding("P1", statement, share, low, high, size, low > 0.5)


def goal_displacement(n: int = 1600) -> list[Finding]:
    """P2: more incentive power crowds out what is hard to verify, in the full model under contract."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=2)
    weak, strong = {"incentives.power": 0.2}, {"incentives.power": 1.4}
    found = []
    for name, sign in (("at_term_studio", 1), ("incubated", -1), ("groups", -1), ("goal_deviation", 1)):
        difference = sample.measure(name, strong) - sample.measure(name, weak)
        found.append(mean_finding("P2", f"power 0.2 → 1.4: change of {name}", difference, sign))
    return found


def deeper_evaluation(n: int = 400) -> list[Finding]:
    """P3: deeper evaluation shifts effort to the uncounted if hours bind; with slack it may raise all."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=3)
    still = {"control.monitoring_hours": 0.0, "contract.outcome_pay": 0.0, "control.independence": 0.0}
    found = []
    regimes: dict[str, dict[str, Any]] = {
        "hours bind": {"incentives.mission": 0.6, "incentives.power": 1.0},
        "slack": {"incentives.mission": 0.0, "incentives.power": 0.3},
    }
    for regime, settings in regimes.items():
        shallow = sample.run(still | settings | {"control.depth": 0.0})[:, 0]
        deep = sample.run(still | settings | {"control.depth": 0.8})[:, 0]
        for name in ("at_term_studio", "at_term_firm", "groups", "idle"):
            change = deep[:, INDEX[name]] - shallow[:, INDEX[name]]
            down = name == "idle" or (regime == "hours bind" and name.startswith("at_term"))
            sign = -1 if down else 1
            found.append(mean_finding("P3", f"{regime}: depth 0 → 0.8: change of {name}", change, sign))
    return found


def time_is_not_money(n: int = 4000) -> list[Finding]:
    """P4: at 8 months, groups that mature respond more to the term than to money; not so with one stage."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=4)
    found: list[Finding] = []
    for stages in (4, 1):
        base = {"kinds.group.stages": stages, "contract.extension": 0}
        before = sample.measure("incubated", base)
        longer = sample.measure("incubated", base | {"contract.term": 12})
        richer = sample.measure("incubated", base | {"contract.sum": 300_000.0})
        for lever, more in (("the term", longer), ("money", richer)):
            statement = f"elasticity of incubated groups to {lever}, n = {stages}"
            found.append(elasticity("P4", statement, before, more, 1.5))
    term, money, control = found[0], found[1], found[2]
    found.append(_apart("time is not money: term minus money, n = 4", term, money))
    found.append(_apart("the S-shape goes with one stage: term at n = 4 minus at n = 1", term, control))
    return found


def _apart(statement: str, one: Finding, other: Finding) -> Finding:
    """Return the difference of two findings and the sum of their half-widths, conservative in any case."""
    width = (one.high - one.low) / 2 + (other.high - other.low) / 2
    gap = one.estimate - other.estimate
    return Finding(one.pattern, statement, gap, gap - width, gap + width, one.runs, gap - width > 0)


def leadership_turnover(n: int = 800) -> list[Finding]:
    """P5: turnover lowers earned trust, costs less with institutional memory, and little within one term."""
    several = {"contract.cycle": 12, "run.horizon": 60}
    earned: dict[str, Any] = {
        "relations.breach": 0.02, "contract.late_payment": 0.0, "relations.initial_trust": 0.4,
        "relations.office_cost": 0.3, "relations.organization_cost": 0.3, "production.access": 0.5,
    }  # fmt: skip
    calm: dict[str, Any] = {
        "turnover.office_hazard": 1 / 60, "turnover.organization_hazard": 0.0,
        "turnover.office_election": -1, "turnover.organization_election": -1,
    }  # fmt: skip
    stormy = calm | {"turnover.office_hazard": 1 / 24, "turnover.organization_hazard": 1 / 24}
    sample = PatternSample(Scenario.load("s_association"), n, seed=5)
    found = []
    costs = {}
    for memory in (0.0, 0.9):
        remembered = several | earned | {"relations.memory": memory, "costs.memory": 0.0}
        costs[memory] = sample.delta(remembered | calm) - sample.delta(remembered | stormy)
        statement = f"five cycles, memory {memory}: what turnover takes from Δ"
        found.append(mean_finding("P5", statement, costs[memory]))
    found.append(mean_finding("P5", "memory 0 → 0.9: how much less turnover takes", costs[0.0] - costs[0.9]))
    for label, settings in (("earned", earned), ("not earned (defaults)", {})):
        trust = sample.measure("office_trust", several | settings | calm)
        trust = trust - sample.measure("office_trust", several | settings | stormy)
        statement = f"five cycles: office's trust lost to turnover, trust {label}"
        found.append(mean_finding("P5", statement, trust))
    once = sample.delta(calm) - sample.delta(stormy)
    found.append(mean_finding("P5", "one 8-month term: what turnover takes from Δ", once))
    return found


def regulation(n: int = 200, seeds: int = 8) -> list[Finding]:
    """P6: how often 1+1 is highest at an interior level of control, with and without transparency."""
    levels = (0.0, 0.25, 0.5, 0.75, 1.0)
    sample = PatternSample(Scenario.load("s_association"), n, seed=6, seeds=seeds)
    found, tops = [], {}
    for digital in (0.2, 0.9):
        deltas = []
        for level in levels:
            changes = {"control.control": level, "control.digital": digital, "costs.digital": 0.0}
            deltas.append(sample.delta(changes).reshape(n, seeds).mean(axis=1))
        best = np.argmax(np.stack(deltas), axis=0)
        tops[digital] = np.asarray(levels)[best]
        inside = (best > 0) & (best < len(levels) - 1)
        statement = f"share of draws with an interior best control, digital {digital}"
        found.append(share_finding("P6", statement, inside))
    moved = tops[0.9] - tops[0.2]
    found.append(mean_finding("P6", "best control: how far transparency 0.2 → 0.9 moves it", moved))
    return found


def bundling(n: int = 400) -> list[Finding]:
    """P7: the share of a contract's value lost to switching between kinds falls with the posts."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=7)
    losses = []
    found = []
    for posts in (0.5, 3.0):
        free = sample.measure("value", {"production.switching": 0.0, "resources.organization_posts": posts})
        costly = sample.measure("value", {"production.switching": 0.3, "resources.organization_posts": posts})
        losses.append((free - costly) / free)
        statement = f"relative loss of value to switching with {posts} own posts"
        found.append(mean_finding("P7", statement, losses[-1]))
    found.append(mean_finding("P7", "the loss falls with posts: 0.5 → 3", losses[0] - losses[1]))
    return found


def reverse_contracting(n: int = 2000) -> list[Finding]:
    """P8: reverse contracting beyond choice noise alone, and its correlation with goal deviation."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=8)
    cycles = {"contract.cycle": 12, "run.horizon": 96, "policy.rule": "learning", "contract.termination": 0.0}
    null = cycles | {"policy.disappointment": 0.0, "policy.pressure_weight": 0.0}
    full = sample.run(cycles | {"policy.disappointment": 1.0, "policy.pressure_weight": 0.2})[:, 0]
    none = sample.run(null)[:, 0]
    excess = full[:, INDEX["reversal_rate"]] - none[:, INDEX["reversal_rate"]]
    deviates = full[:, INDEX["goal_deviation"]] > np.median(full[:, INDEX["goal_deviation"]])
    reverses = full[:, INDEX["reversed"]] > np.median(full[:, INDEX["reversed"]])
    cells = [
        float((deviates == a).astype(int) @ (reverses == b).astype(int)) / n for a in (0, 1) for b in (0, 1)
    ]
    phi = float(np.corrcoef(deviates, reverses)[0, 1])
    return [
        mean_finding("P8", "rate of reverse contracting under learning, minus the rate of choice noise alone",
                     excess),
        mean_finding("P8", "rate under choice noise alone", none[:, INDEX["reversal_rate"]]),
        Finding("P8", f"2×2 of deviation and reversal {[round(c, 3) for c in cells]}: correlation", phi,
                phi - 3.09 / math.sqrt(n), phi + 3.09 / math.sqrt(n), n, abs(phi) < 0.9),
    ]  # fmt: skip


def two_regimes(n: int = 200) -> list[Finding]:
    """P9: same parameters, low initial trust ends in withdrawal and high initial trust in cooperation."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=9)
    steady: dict[str, Any] = {
        "contract.cycle": 12, "run.horizon": 60, "relations.breach": 0.02, "contract.late_payment": 0.0,
        "relations.office_cost": 0.4, "relations.organization_cost": 0.4,
        "turnover.office_hazard": 1 / 60, "turnover.organization_hazard": 0.0,
        "turnover.office_election": -1, "turnover.organization_election": -1, "relations.memory": 1.0,
    }  # fmt: skip
    low = sample.measure("cooperation", steady | {"relations.initial_trust": 0.3})
    high = sample.measure("cooperation", steady | {"relations.initial_trust": 0.6})
    return [
        mean_finding("P9", "one half minus cooperation from low trust (0.3 < 0.4 = c/π)", 0.5 - low),
        mean_finding("P9", "cooperation minus one half from high trust (0.6 > 0.4)", high - 0.5),
    ]


def picked_panels(n: int = 2000) -> list[Finding]:
    """P10: the more the purchaser decides who evaluates, the more false passes compared with false fails."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=10)
    base = {"evaluation.appointer": "purchaser", "evaluation.leniency": 0.3}
    balance = []
    for say in (0.0, 1.0):
        runs = sample.run(base | {"evaluation.purchaser_say": say})[:, 0]
        balance.append(runs[:, INDEX["false_passes"]] - runs[:, INDEX["false_fails"]])
    return [
        mean_finding("P10", "say 0 → 1: change of false passes minus false fails", balance[1] - balance[0])
    ]


def learning(n: int = 60) -> list[Finding]:
    """P11: learning the instrument compared with the best fixed one, chosen on held-out replications."""
    city = Scenario.load("city")
    office = Scenario.load("s_association", changes={"contract.cycle": 12})
    pooled = {"policy.pooled": 1.0}
    found = [
        _learnt_and_best_fixed(label, PatternSample(scenario, 1, 111, seeds=n, drawn=False), changes, months)[
            0
        ]
        for label, scenario, changes, months in (
            ("city, pooled, ten cycles", city, pooled, 120),
            ("city, pooled, three cycles", city, pooled, 36),
            ("one office, alone, ten cycles", office, {}, 120),
        )
    ]
    sample = PatternSample(city, 3 * n, seed=111)
    drawn, best_fixed = _learnt_and_best_fixed(
        "city, pooled, ten cycles, over the draws", sample, pooled, 120
    )
    found.append(drawn)
    known = np.max([sample.measure("value", one, months=120) for one in _each_fixed(city, pooled)], axis=0)
    statement = "the same: the best fixed for each draw, if it were known, minus the best fixed for all"
    found.append(mean_finding("P11", statement, (known - best_fixed) / best_fixed.mean()))
    shared, own = (
        sample.measure("value", {"policy.rule": "learning", "policy.pooled": level}, months=120)
        for level in (1.0, 0.0)
    )
    statement = "the same: learning with pooled experience minus learning alone"
    found.append(mean_finding("P11", statement, (shared - own) / best_fixed.mean()))
    return found


def _each_fixed(scenario: Scenario, changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the settings under which each instrument in turn is the only one."""
    names = scenario.parameters["policy.instrument"].options
    return [{**changes, "policy.rule": "fixed", "policy.instrument": name} for name in names]


def _learnt_and_best_fixed(
    label: str, sample: PatternSample, changes: Mapping[str, Any], months: int
) -> tuple[Finding, Array]:
    """Return learning minus the fixed instrument best on held-out runs, relative to it; and its values."""
    held_out = replace(sample, seed=next_master_seed(sample.seed))
    every = _each_fixed(sample.scenario, changes)
    best = every[int(np.argmax([held_out.measure("value", one, months=months).mean() for one in every]))]
    rival = sample.measure("value", best, months=months)
    learnt = sample.measure("value", {**changes, "policy.rule": "learning"}, months=months)
    statement = f"{label}: learning minus the best fixed ({best['policy.instrument']})"
    return mean_finding("P11", statement, (learnt - rival) / rival.mean()), rival


def horizon(n: int = 400) -> list[Finding]:
    """P12: how 1+1 moves with the horizon when government and organisation incubate equally well."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=12)
    equal = {"resources.relative_productivity": 1.0}
    near = sample.run(equal, (NONE, G, S, GS), 12)[:, :, INDEX["value"]]
    far = sample.run(equal, (NONE, G, S, GS), 72)[:, :, INDEX["value"]]

    def ratio(values: Array) -> Array:
        net = values - values[:, :1]
        kept = net.sum(axis=0) - net
        return np.asarray(2 * kept[:, 3] / (kept[:, 1] + kept[:, 2]))

    parts = ratio(far) - ratio(near)
    mean = float(parts.mean())
    width = jackknife_width(mean, parts)
    return [
        Finding("P12", "change of 1+1 from a horizon of 12 to 72 months", mean, mean - width, mean + width, n,
                abs(mean) > width),
    ]  # fmt: skip


PATTERNS: dict[str, Callable[..., list[Finding]]] = {
    "P1": case,
    "P2": goal_displacement,
    "P3": deeper_evaluation,
    "P4": time_is_not_money,
    "P5": leadership_turnover,
    "P6": regulation,
    "P7": bundling,
    "P8": reverse_contracting,
    "P9": two_regimes,
    "P10": picked_panels,
    "P11": learning,
    "P12": horizon,
    "P13": synergy_patterns.comparative_advantage,
    "P14": synergy_patterns.management,
    "P15": synergy_patterns.leaders_pause,
    "P16": synergy_patterns.pass_mark,
    "P17": synergy_patterns.unbundling,
    "P18": synergy_patterns.debt,
    "P19": synergy_patterns.turnover_over_cycles,
    "P20": synergy_patterns.shared_information,
    "P21": synergy_patterns.city,
    "P22": synergy_patterns.kept_promises,
}


def patterns(names: Sequence[str] = tuple(PATTERNS)) -> list[Finding]:
    """Measure the patterns that the model is judged by.

    Args:
        names: which of P1–P22; all by default, which takes minutes.

    Returns:
        Every finding with its 99.8% interval, pattern by pattern.

    Raises:
        KeyError: there is no such pattern.
        RuntimeError: a run failed.

    Example:
        >>> {finding.pattern for finding in patterns(["P9"])}
        {'P9'}
    """
    return [finding for name in names for finding in PATTERNS[name]()]


def main() -> None:
    """Measure patterns and print their findings for docs/patterns.md."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    which = "those wanted, such as P1 P15; without any all, which takes minutes"
    parser.add_argument("names", nargs="*", metavar="PATTERN", help=which)
    asked = parser.parse_args().names
    if strange := [name for name in asked if name not in PATTERNS]:
        parser.error(f"there is no pattern {', '.join(strange)}; there are {', '.join(PATTERNS)}")
    for name in asked or PATTERNS:
        print(f"\n{name}: {(PATTERNS[name].__doc__ or '').split(': ', 1)[1]}", flush=True)
        for finding in patterns([name]):
            mark = "yes" if finding.holds else "no"
            print(
                f"  {finding.statement}: {finding.estimate:.4g} [{finding.low:.4g}, {finding.high:.4g}]"
                f" n={finding.runs} holds: {mark}"
            )


if __name__ == "__main__":
    main()

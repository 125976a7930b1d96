"""The patterns of the sources of synergy and of what is enforced, P13–P22; see `patterns`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import stats

from experiments.arrays import Array
from experiments.validation.finding import (
    FALSE_ALARM,
    INDEX,
    Finding,
    PatternSample,
    mean_finding,
    share_finding,
)
from sim.arms import GS
from sim.scenario import Scenario

CALM: dict[str, Any] = {
    "turnover.office_hazard": 0.0, "turnover.organization_hazard": 0.0, "turnover.bureau_hazard": 0.0,
    "turnover.office_election": -1, "turnover.organization_election": -1, "turnover.bureau_election": -1,
}  # fmt: skip
"""Leaders stay."""

FEW = 0.01
"""A share of hours that counts as none."""

OBSERVED = {
    "reversal_rate": (0.02, 0.12),
    "withheld_rate": (0.01, 0.15),
    "pass_rate": (0.90, 0.98),
    "overstatement": (0.10, 0.30),
}
"""What is observed of contracts: taken back a lot and year, withheld at mid-term, passed, overstated before
strict audits. Found for the first, recalled for the others.
"""


def comparative_advantage(n: int = 400) -> list[Finding]:
    """P13: dividing work by what each side is better at raises v(GS), and nothing where they are alike."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=13)
    able = {"capability.management": 0.9}
    alike = able | {f"kinds.{kind}.productivity": 1.0 for kind in ("studio", "firm", "group")}
    alike |= {"capability.skill_spread": 0.0, "capability.skill_growth": 0.0}
    unlike = able | {
        "kinds.studio.productivity": 1.3, "kinds.firm.productivity": 0.85, "kinds.group.productivity": 0.5,
        "resources.contrast": 1.0,
    }  # fmt: skip
    found = []
    for label, world in (("unlike", unlike), ("alike", alike)):
        change = _change(sample, world, "capability.coordination", 0.0, 0.9)
        statement = f"productivity {label}, coordination 0 → 0.9: change of v(GS)"
        judged = mean_finding if label == "unlike" else _none
        found.append(judged("P13", statement, change))
    return found


def management(n: int = 400) -> list[Finding]:
    """P14: an office that manages contracts better raises what cooperation creates."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=14)
    change = _change(sample, {}, "capability.management", 0.1, 0.9)
    null = {f"capability.{what}_elasticity": 0.0 for what in ("approval", "payment", "delegation", "target")}
    null |= {"capability.coordination": 0.0}
    return [
        mean_finding("P14", "management 0.1 → 0.9: change of v(GS)", change),
        _none("P14", "the same with elasticities and coordination 0",
              _change(sample, null, "capability.management", 0.1, 0.9)),
    ]  # fmt: skip


def leaders_pause(n: int = 400) -> list[Finding]:
    """P15: where funds lapse at the year's end, a new leader's pause takes from v(GS)."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=15)
    return [
        mean_finding(
            "P15",
            f"with lapse, pause 0 → {months} months: change of v(GS)",
            _change(sample, {"contract.lapse": 1}, "turnover.pause", 0, months),
            -1,
        )
        for months in (2, 4, 8)
    ]


def pass_mark(n: int = 400) -> list[Finding]:
    """P16: a stricter pass mark does not create value, whatever is at risk."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=16)
    all_at_risk = {"contract.share_at_risk": 1.0}
    worlds: dict[str, dict[str, Any]] = {
        "a quarter at risk": {"contract.share_at_risk": 0.25},
        "all at risk": all_at_risk,
        "all at risk, no own posts": all_at_risk | {"resources.organization_posts": 0.0},
    }
    return [
        _not_above(
            "P16",
            f"{label}, pass mark 0 → {mark}: change of v(GS)",
            _change(sample, world, "evaluation.pass_mark", 0.0, mark),
        )
        for label, world in worlds.items()
        for mark in (0.6, 0.99)
    ]


def unbundling(n: int = 400) -> list[Finding]:
    """P17: a contract for each kind idles nobody, and a contract for one kind cannot deviate from itself."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=17)
    one, all_kinds = (sample.run({"contract.bundle": bundle})[:, 0] for bundle in (1, 3))
    idle = one[:, INDEX["idle"]] - all_kinds[:, INDEX["idle"]]
    found = mean_finding("P17", "bundle 3 → 1: change of the share of hours that idle", idle)
    return [
        Finding("P17", f"{found.statement} (under {FEW})", found.estimate, found.low, found.high, n,
                found.high < FEW),
        _none("P17", "bundle 1: goal deviation over the kinds of a contract, degrees",
              one[:, INDEX["goal_deviation"]]),
    ]  # fmt: skip


def debt(n: int = 400) -> list[Finding]:
    """P18: the more a provider may owe, the more it does not create."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=18)
    risk = {"contract.share_at_risk": 1.0, "evaluation.pass_mark": 0.99}
    found = []
    for label, posts in (("", {}), (", no own posts", {"resources.organization_posts": 0.0})):
        words = f"all at risk, a mark of 0.99{label}, credit"
        for credit in (1.0, 3.0):
            change = _change(sample, risk | posts, "contract.credit", 0.0, credit)
            found.append(_not_above("P18", f"{words} 0 → {credit:.0f} months: change of v(GS)", change))
        unlimited = _change(sample, risk | posts, "contract.credit", 0.0, 1000.0)
        statement = f"{words} without a limit, as in the first edition (what the limit prevents)"
        found.append(mean_finding("P18", statement, unlimited))
    return found


def turnover_over_cycles(n: int = 400) -> list[Finding]:
    """P19: what new office leaders take from v(GS) grows with the cycles, and is less with memory."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=19)
    found, costs = [], {}
    for months in (12, 36, 60):
        for memory in (0.0, 0.9):
            world = CALM | {
                "contract.cycle": 12, "run.horizon": months, "relations.memory": memory, "costs.memory": 0.0,
            }  # fmt: skip
            costs[months, memory] = -_change(sample, world, "turnover.office_hazard", 0.0, 1 / 12)
        statement = f"{months} months: what a new office leader every year takes from v(GS)"
        found.append(mean_finding("P19", statement, costs[months, 0.0]))
    found.append(mean_finding("P19", "12 → 60 months: how much more", costs[60, 0.0] - costs[12, 0.0]))
    less = costs[60, 0.0] - costs[60, 0.9]
    found.append(mean_finding("P19", "60 months, memory 0 → 0.9 at no price: how much less", less))
    return found


def shared_information(n: int = 400) -> list[Finding]:
    """P20: sharing what each sees makes supply follow need, but only where the organisation is candid."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=20)
    world = {"capability.feedback": 1.0, "needs.error": 0.6, "needs.organization_error": 0.6}
    found = []
    for label, cost in (("candid", 0.0), ("not candid", 100.0)):
        there = world | {"relations.organization_cost": cost}
        two = [sample.measure("responsiveness", there | {"needs.pooling": far}) for far in (0.0, 1.0)]
        statement = f"{label}, pooling 0 → 1: correlation of what is delivered with what is needed"
        judged = mean_finding if cost == 0.0 else _none
        found.append(judged("P20", statement, two[1] - two[0]))
    return found


def city(n: int = 120) -> list[Finding]:
    """P21: the city beside what is observed of contracts, as prior predictive and nothing fitted."""
    runs = PatternSample(Scenario.load("city"), n, seed=21).run({})[:, 0]
    found = []
    for name, (low, high) in OBSERVED.items():
        one = mean_finding("P21", f"{name}, observed {low:.2f}–{high:.2f}", runs[:, INDEX[name]])
        inside = low <= one.estimate <= high
        found.append(Finding("P21", one.statement, one.estimate, one.low, one.high, n, inside))
    return found


def kept_promises(n: int = 1000) -> list[Finding]:
    """P22: where leaders stay, trust under the contract is mostly above its start."""
    sample = PatternSample(Scenario.load("s_association"), n, seed=22)
    at_start = np.asarray(sample.scenario.draw(sample.seed, n)["relations.initial_trust"], dtype=np.float64)
    runs = sample.run(CALM)[:, 0]
    return [
        share_finding("P22", f"share of draws with the {who}'s mean trust above its start",
                      runs[:, INDEX[f"{who}_trust"]] > at_start, 0.5)
        for who in ("office", "organization")
    ]  # fmt: skip


def _change(sample: PatternSample, world: dict[str, Any], name: str, before: float, after: float) -> Array:
    """v(GS) with a parameter at one value less v(GS) with it at another, of every run, (runs,)."""
    first, then = (sample.measure("value", world | {name: value}, GS) for value in (before, after))
    return then - first


def _not_above(pattern: str, statement: str, samples: Array) -> Finding:
    """A mean with its interval; it holds unless the interval lies above zero."""
    width = _width(samples)
    mean = float(samples.mean())
    return Finding(pattern, statement, mean, mean - width, mean + width, len(samples), mean - width <= 0)


def _none(pattern: str, statement: str, samples: Array) -> Finding:
    """A mean with its interval; it holds where every run has exactly zero."""
    width = _width(samples)
    mean = float(samples.mean())
    exact = bool(np.all(samples == 0.0))
    return Finding(pattern, statement, mean, mean - width, mean + width, len(samples), exact)


def _width(samples: Array) -> float:
    error = float(samples.std(ddof=1)) / math.sqrt(len(samples))
    return float(stats.t.ppf(1 - FALSE_ALARM, len(samples) - 1)) * error

"""What pages say in passing of the model, where no analysis has it: measured in paired runs and printed.

python -m docs.numbers.asides
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from experiments.arrays import Array
from experiments.validation.finding import INDEX, Finding, PatternSample, mean_finding, share_finding
from experiments.validation.synergy_patterns import OBSERVED
from sim.arms import S
from sim.scenario import Scenario

UNHURRIED = {"production.schedule_exponent": 0.0}
UNPAID = {"incentives.power": 0.0}
WAKE = 1e-9
"""A share of paid hours below which nobody idles: what is left is rounding."""


def share_at_risk(draws: int = 400) -> list[Finding]:
    """Return what a larger share at risk brings, with hurry and incentives and without."""
    sample = PatternSample(Scenario.load("s_association"), draws, seed=14)

    def brought(measure: str, world: Mapping[str, float]) -> Array:
        low, high = (
            sample.measure(measure, {**world, "contract.share_at_risk": share}) for share in (0.25, 0.6)
        )
        return high - low

    worlds = {
        "as it is": {},
        "without hurry": UNHURRIED,
        "without incentives": UNPAID,
        "without both": UNHURRIED | UNPAID,
    }
    found = [
        mean_finding("share_at_risk", f"v(GS), 0.25 → 0.6, {words}", brought("value", world))
        for words, world in worlds.items()
    ]
    return [
        *found,
        mean_finding("share_at_risk", "goal deviation, degrees", brought("goal_deviation", {})),
        mean_finding("share_at_risk", "value of groups", brought("groups", {})),
    ]


def nobody_idles(draws: int = 1000) -> list[Finding]:
    """Return in how many draws no hours of an organisation idle alone, so that there is nothing to wake."""
    return [
        share_finding(
            "nobody_idles",
            name,
            PatternSample(Scenario.load(name), draws).measure("idle", {}, S) < WAKE,
        )
        for name in ("s_association", "city")
    ]


def design(draws: int = 400) -> list[Finding]:
    """Return what a better design of contracts brings, and v(GS) without it."""
    sample = PatternSample(Scenario.load("s_association"), draws, seed=14)
    poor, good = (sample.measure("value", {"capability.design": level}) for level in (0.1, 0.9))
    return [
        mean_finding("design", "v(GS), 0.1 → 0.9: how much more", good - poor),
        mean_finding("design", "v(GS) at 0.1", poor),
    ]


def depth(draws: int = 150) -> list[Finding]:
    """Return what a deeper evaluation leaves of false passes and of overstatement."""
    sample = PatternSample(Scenario.load("s_association"), draws, seed=31)
    return [
        mean_finding("depth", f"{words} at {level}", scale * sample.measure(name, {"control.depth": level}))
        for words, name, scale in (
            ("false passes", "false_passes", 1),
            ("overstatement in points", "overstatement", 100),
        )
        for level in (0.0, 0.8)
    ]


def city_otherwise(draws: int = 120) -> list[Finding]:
    """Return the rates of the city that are observed elsewhere, where one thing is otherwise."""
    city, before = Scenario.load("city"), Scenario.load("city", ["first_edition"])
    nobody, bought = {"relations.organization_cost": 10.0}, {"policy.rule": "fixed"}
    worlds: dict[str, dict[str, Any]] = {
        f"as it is, ambition {city.values['contract.ambition']}": {},
        "ambition 0.7": {"contract.ambition": 0.7},
        "ambition 0.5": {"contract.ambition": 0.5},
        "inert": {"policy.revision": 0.1, "policy.switching_cost": 0.3},
        "each choice made anew": {"policy.revision": 1.0, "policy.switching_cost": 0.0},
        "nobody cooperates": nobody,
        "all by contract": bought,
        "nobody cooperates, all by contract": nobody | bought,
    }
    samples = [(words, PatternSample(city, draws, seed=21), world) for words, world in worlds.items()]
    samples.append(("first edition", PatternSample(before, draws // 2, seed=21), {}))
    found = []
    for words, sample, world in samples:
        runs = sample.run(world)[:, 0]
        found += [
            mean_finding("city_otherwise", f"{words}: {name}", runs[:, INDEX[name]])
            for name in (*OBSERVED, "load")
        ]
    return found


def main() -> None:
    """Print the findings in the form of `python -m experiments.validation.patterns`."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for asked in (share_at_risk, nobody_idles, design, depth, city_otherwise):
        print(f"\n{asked.__name__}: {asked.__doc__}")
        for each in asked():
            print(f"  {each.statement}: {each.estimate:.4g} [{each.low:.4g}, {each.high:.4g}] n={each.runs}")


if __name__ == "__main__":
    main()

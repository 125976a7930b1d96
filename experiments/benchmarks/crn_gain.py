"""The variance reduction by common random numbers in the shipped comparisons.

Run as: python -m experiments.benchmarks.crn_gain. Source: Law 2015, Simulation Modeling and Analysis,
section 11.2.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.arrays import Array, Points
from experiments.runs.engines import engine_named
from experiments.runs.keys import stream
from experiments.statistics.common_random_numbers import pairing_gain
from experiments.statistics.intervals import Estimate
from sim.arms import arm_index
from sim.scenario import Scenario

BASE = "s_association"
WITHOUT = "without_dilemmas"
NULL = "additive_null"
SEED = 0
GROUP = 16
"""Replications of a group: seeds of one draw, or whole replications, each with its own draw."""
ENOUGH = 10.0

CONTRASTS: Mapping[str, Mapping[str, float]] = {
    "governance: GS − G₋∥S₊": {"GS": 1, "G-+S+": -1},
    "transfer: G₋∥S₊ − G∥S": {"G-+S+": 1, "G+S": -1},
    "scale: G∥S − G − S + ∅": {"G+S": 1, "G": -1, "S": -1, "none": 1},
    "Δ: GS − G − S + ∅": {"GS": 1, "G": -1, "S": -1, "none": 1},
    "M, above the line: GS − G₋∥S": {"GS": 1, "G-+S": -1},
    "M, below the line: G∥S − G₋∥S": {"G+S": 1, "G-+S": -1},
    "contract or not: GS − G∥S": {"GS": 1, "G+S": -1},
    "contract or government alone: GS − G": {"GS": 1, "G": -1},
    "contract or organisation alone: GS − S": {"GS": 1, "S": -1},
}
"""Every difference between arms that a result of the project rests on, as weights of arms."""


class Pairing(NamedTuple):
    """One comparison: mean and sd of the paired difference, and the gain of pairing, in three ways.

    `whole` for replications as they are run, each with its own parameter draw and seed; `within` for random
    numbers alone, within draws; `fixed` for random numbers alone at the scenario's own values.
    """

    what: str
    mean: float
    sd: float
    whole: Estimate
    within: Estimate
    fixed: Estimate


class PairedSample(NamedTuple):
    """Public value of some arms, (groups, GROUP, arms), for each way of replicating them."""

    whole: Array
    within: Array
    fixed: Array


def overlay_pairs() -> list[tuple[str, str]]:
    """Return each shipped overlay and what it is compared with: the case, or the world without dilemmas.

    A teaching case adds its dilemma to the world without any. The additive world is a null model, with which
    nothing is compared.
    """
    names = [name for name in Scenario.available() if Scenario.load(name).purpose != "case" and name != NULL]
    teaching = [name for name in names if Scenario.load(name).purpose == "teaching" and name != WITHOUT]
    return [(name, WITHOUT if name in teaching else BASE) for name in names]


def sample(overlays: Sequence[str], arms: Sequence[str], groups: int, fixed: int) -> PairedSample:
    """Run the arms of the case with overlays; the seeds and draws do not depend on the overlays."""
    scenario = Scenario.load(BASE, list(overlays))
    n = groups * GROUP

    def run(points: Points, count: int) -> Array:
        places = [arm_index(name) for name in arms]
        batch = engine_named().run(scenario, points, stream(SEED, 0, count), places)
        if batch.failures:
            raise RuntimeError(f"a run failed: {batch.failures[0]}")
        return batch.values[:, :, 0].reshape(-1, GROUP, len(arms))

    draws = {name: np.repeat(each, GROUP) for name, each in scenario.draw(SEED, groups).items()}
    return PairedSample(run(scenario.draw(SEED, n), n), run(draws, n), run({}, fixed - fixed % GROUP))


def pairing(what: str, found: PairedSample, weights: Sequence[float]) -> Pairing:
    """Return the gain of one weighted sum of arms, in all three ways."""
    w = np.array(weights)
    gaps = found.whole.reshape(-1, len(w)) @ w
    gains = (pairing_gain(each, w) for each in found)
    return Pairing(what, float(gaps.mean()), float(gaps.std(ddof=1)), *gains)


def pairings(groups: int, fixed: int) -> list[Pairing]:
    """Return every shipped comparison of public value: of arms in the case, and of overlays in arm GS."""
    arms = sorted({name for contrast in CONTRASTS.values() for name in contrast}, key=arm_index)
    base = sample((), arms, groups, fixed)
    found = [
        pairing(what, base, [contrast.get(name, 0.0) for name in arms])
        for what, contrast in CONTRASTS.items()
    ]
    contract = {
        name: sample([name] if name != BASE else [], ["GS"], groups, fixed)
        for name in dict.fromkeys(name for pair in overlay_pairs() for name in reversed(pair))
    }
    for name, before in overlay_pairs():
        both = (np.concatenate(each, axis=2) for each in zip(contract[name], contract[before], strict=True))
        found.append(pairing(f"{name} − {before}", PairedSample(*both), (1.0, -1.0)))
    return found


def shown(gain: Estimate) -> str:
    """Return a gain with its interval as text."""
    if not np.isfinite(gain.value) or not np.isfinite(gain.low):  # too few pairs differ for an interval
        return "noise cancels"
    return f"{gain.value:.1f} ({gain.low:.1f} to {gain.high:.1f})"


def page(found: Sequence[Pairing], groups: int, fixed: int) -> str:
    """Return the page: one row for each comparison."""
    n = groups * GROUP
    lines = [
        *HEAD.splitlines(),
        "",
        f"- *Whole*: replications as `oneplusone case` runs them, each with its own draw and seed ({n:,}).",
        f"- *Random numbers, within draws*: the seed varies, not the draw ({groups} draws × {GROUP} seeds).",
        f"- *Random numbers, fixed*: the scenario's own values, the seed varies ({fixed:,} seeds).",
        "",
        "| difference | mean | sd of a pair | gain, whole | within draws | fixed | ten, whole |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for each in found:
        enough = "yes" if each.whole.low >= ENOUGH else "no" if each.whole.high < ENOUGH else "undecided"
        lines.append(
            f"| {each.what} | {each.mean:.0f} | {each.sd:.0f} | {shown(each.whole)} | {shown(each.within)} "
            f"| {shown(each.fixed)} | {enough} |"
        )
    reached = sum(each.whole.low >= ENOUGH for each in found)
    return "\n".join(
        [
            *lines,
            "",
            f"{reached} of {len(found)} gain at least ten times (lower end of the interval).",
            "",
            WHY,
        ]
    )


HEAD = """# What common random numbers gain

Two arms or scenarios that are compared share the parameter draw and the random numbers. The *gain* is the
variance of the difference in public value when the two are run independently, divided by the variance when
they are paired: how many times more runs an unpaired comparison would take. Generated by
`python -m experiments.benchmarks.crn_gain`; case `s_association`, overlays in arm GS; 95% intervals.
"""

WHY = """## Why not all

A difference of two variables with standard deviations s and t and correlation r has the gain
(s² + t²)/(s² + t² − 2rst): ten needs r of at least 0.9 even when s = t. What differs between the two
decides:

- What affects only one of the two does not cancel. Government alone has no organisation whose skill, staff
  and leader are drawn; the organisation alone has no office. Hence the lowest gains between arms are those
  of GS − G and GS − S. The parts of 1+1 do not rest on them, but on differences between arms in which both
  sides act.
- Where nearly everything about the contract changes (countable incentives, or all dilemmas at once) the same
  random numbers have different effects: a difference in effect, which common random numbers do not remove.
- Sharing random numbers alone gains less than sharing whole replications, and for many comparisons less than
  ten: the parameter draws, which pairing shares as well, are the larger part of the variance. The noise of
  work belongs to a provider, and the arms have different providers.

The number of pairs that a comparison takes follows from its sd of a pair, in the table.
"""


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/pairing.md"))
    parser.add_argument("--groups", type=int, default=300, help="draws, and groups of whole replications")
    parser.add_argument("--fixed", type=int, default=4000, help="seeds at the scenario's own values")
    asked = parser.parse_args()
    text = page(pairings(asked.groups, asked.fixed), asked.groups, asked.fixed)
    asked.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()

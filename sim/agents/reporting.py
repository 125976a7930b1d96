"""What a contract's provider reports, what still lacks, and how far that is from the targets."""

from typing import Any

from sim.codes import BY_DECLARED_WEIGHT, STAGES_CLIMBED
from sim.compiler.rule import rule
from sim.rules.capability import adjusted_target


@rule
def report(p: Any, now: int, contract: Any) -> None:
    """Report progress: what was achieved, and more where that pays and little can be checked.

    Added: inflated share·target·elapsed·(1 − verifiability), up to the target.
    """
    length = contract.original_end - contract.start
    elapsed = min(1.0, (now + 1 - contract.start) / length) if length > 0 else 1.0
    for kind in range(len(contract.reported)):
        if contract.covered[kind] == 1:
            added = contract.inflated * contract.target[kind] * elapsed * (1.0 - p.kinds.verifiability[kind])
            true = progress(p, contract, kind)
            claimed = min(max(contract.target[kind], true), true + added)
            contract.reported[kind] = max(contract.reported[kind], claimed)


@rule
def progress(p: Any, contract: Any, kind: int) -> float:
    """What a contract has come to in a kind: units achieved, or, of groups, also the stages climbed."""
    if p.form.progress == STAGES_CLIMBED and p.kinds.stages[kind] > 0:
        return contract.climbed[kind]
    return contract.achieved[kind]


@rule
def hours_needed(p: Any, contract: Any) -> float:
    """Hours that the hours-limited targets still need."""
    needed = 0.0
    for kind in range(len(contract.covered)):
        if contract.covered[kind] == 1 and p.kinds.stages[kind] == 0:
            lacking = max(0.0, contract.target[kind] - contract.reported[kind])
            needed += lacking * p.kinds.hours[kind] * contract.slowed(p)
    return needed


@rule
def feed_back(p: Any, now: int, contract: Any, office: Any) -> None:
    """Each quarter, where feedback is alive, targets, emphasis and term follow what was reported.

    Targets move to the feasible, emphasis to what lags, and the end may move a month.
    """
    strength = p.capability.feedback * office.management
    elapsed = now + 1 - contract.start
    if strength <= 0.0 or elapsed <= 0 or elapsed % 3 != 0 or office.pause > 0:
        return
    length = contract.original_end - contract.start
    behind = 0
    for kind in range(len(contract.target)):
        if contract.covered[kind] == 1 and contract.target[kind] > 0.0:
            feasible = contract.reported[kind] * length / elapsed
            expected = contract.target[kind] * min(1.0, elapsed / length)
            lag = max(0.0, 1.0 - contract.reported[kind] / expected) if expected > 0.0 else 0.0
            if lag > 0.0:
                behind = 1
            contract.emphasis[kind] += strength * lag
            if feasible > 0.0:
                contract.target[kind] = adjusted_target(
                    contract.target[kind], feasible, p.capability.feedback, office.management
                )
    if behind == 1 and strength >= 0.25 and contract.end - contract.original_end < 3:
        contract.end += 1


@rule
def attainment(p: Any, now: int, contract: Any, truly: int) -> float:
    """Weighted share of the targets reached relative to schedule, as reported or in truth, in [0, 1].

    Components: each kind by its verifiability (what can be counted counts) or its declared weight, and
    spending on plan.
    """
    length = contract.original_end - contract.start
    elapsed = min(1.0, (now + 1 - contract.start) / length) if length > 0 else 1.0
    total = 0.0
    weight = 0.0
    for kind in range(len(contract.target)):
        if contract.covered[kind] == 1 and contract.target[kind] > 0.0:
            reached = progress(p, contract, kind) if truly == 1 else contract.reported[kind]
            part = min(1.0, reached / (contract.target[kind] * elapsed))
            counts = p.kinds.verifiability[kind]
            if p.form.scoring == BY_DECLARED_WEIGHT:
                counts = p.kinds.scoring[kind]
            total += counts * part
            weight += counts
    spending = 1.0
    if contract.budget > 0:
        spending = min(1.0, contract.used / (contract.budget * elapsed))
    if weight <= 0.0:
        return spending
    counted = 1.0 - p.evaluation.spending_weight
    return counted * total / weight + p.evaluation.spending_weight * spending

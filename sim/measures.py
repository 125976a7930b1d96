"""How every measure follows from the tally of a run, once; what it is called is declared in `sim.measured`.

`value` is public value v: need-weighted service-months enjoyed, months of living groups and the change of
social capital, with the declared weights, never an evaluation score. Where a measure has nothing to measure
(a contract's score in an arm without one) it is zero. Ratios divide sums over the run.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.compiler.rule import rule
from sim.measured import (
    GENERAL,
    NEEDS_A_KIND,
    PER_KIND,
    RELATIVE,
    Measure,
    Relative,
    measure_named,
    measures_of,
)

__all__ = [  # what is declared, and how it is taken
    "GENERAL",
    "NEEDS_A_KIND",
    "PER_KIND",
    "RELATIVE",
    "Measure",
    "Relative",
    "measure",
    "measure_named",
    "measures_of",
    "take_measures",
]

(
    VALUE, SERVICES, GROUPS, CAPITAL, COVERAGE, COVERAGE_TARGET, INCUBATED, MATURED, LIVING, SIGNED,
    PASSED, FAILED, TERMINATED, REQUESTED, EXTENDED, RENEWED, REVERSED, REVERSAL_RATE, GOAL_DEVIATION,
    GOAL_DEVIATION_ALL, SCORE,
    OVERSTATEMENT, FALSE_PASSES, FALSE_FAILS, LOAD, QUITS, BURDEN, IDLE, APPROVAL_MONTHS, OFFICE_TRUST,
    ORGANIZATION_TRUST, COOPERATION, SPENT, RETURNED, OUTLIVING, FAIRNESS_GAP, RESPONSIVENESS, WASTED,
    SATURATED, OFFICE_LEADERS, ORGANIZATION_LEADERS, PASS_RATE, WITHHELD_RATE, OPEN_AT_TERM,
    OPENED_BY_OFFICE, OPENED_BY_MISSION, OPENED_BY_CONTRACT, LAPSED, DEBT,
) = range(len(GENERAL))  # fmt: skip
"""The index of each general measure: its name in capitals, in the order of `GENERAL`, which a test checks."""

ENJOYED, AT_TERM, NOW = range(len(PER_KIND))
"""The index of each measure of a kind among those of this kind."""

GENERAL_COUNT = len(GENERAL)
PER_KIND_COUNT = len(PER_KIND)


def measure(name: str, tally: Any, p: Any, of: tuple[str, ...]) -> float:
    """One measure of a run by its name; raises ValueError when there is no such measure.

    `of` names the kinds of service in the order of the run's.
    """
    kinds = len(tally.enjoyed)
    place = _places(of).get(name)
    if place is None:
        raise ValueError(f"no measure {name!r}")
    out = [0.0] * (GENERAL_COUNT + PER_KIND_COUNT * kinds)
    take_measures(tally, p, out)
    return out[place]


@cache
def _places(kinds: tuple[str, ...]) -> Mapping[str, int]:
    return {one.name: place for place, one in enumerate(measures_of(kinds))}


@rule
def ratio(part: float, whole: float) -> float:
    """part / whole, zero where there is nothing to divide by."""
    if whole <= 0.0:
        return 0.0
    return part / whole


@rule
def take_measures(tally: Any, p: Any, out: list[float]) -> None:
    """Write all measures of a run into `out`, in the order of `measures_of`."""
    services = 0.0
    groups = 0.0
    after = 0.0
    coverage = 0.0
    coverage_target = 0.0
    incubated = 0.0
    open_at_term = 0.0
    for kind in range(len(tally.enjoyed)):
        worth = p.kinds.weight[kind] * tally.enjoyed[kind]
        after += p.kinds.weight[kind] * tally.enjoyed_after[kind]
        if p.kinds.stages[kind] > 0:
            groups += worth
            incubated += tally.at_term[kind]
        else:
            services += worth
        if p.kinds.opens[kind] == 1:
            coverage += tally.at_term[kind]
            coverage_target += tally.target_at_term[kind]
            open_at_term += tally.open_at_term[kind]
    capital = p.value.capital_weight * (tally.capital - tally.capital_start)
    out[VALUE] = services + groups + capital
    out[SERVICES] = services
    out[GROUPS] = groups
    out[CAPITAL] = capital
    out[COVERAGE] = coverage
    out[COVERAGE_TARGET] = coverage_target
    out[INCUBATED] = incubated
    out[MATURED] = 1.0 * tally.groups_matured
    out[LIVING] = tally.living
    out[SIGNED] = 1.0 * tally.signed
    out[PASSED] = 1.0 * tally.passed
    out[FAILED] = 1.0 * tally.failed
    out[TERMINATED] = 1.0 * tally.terminated
    out[REQUESTED] = 1.0 * tally.requested
    out[EXTENDED] = 1.0 * tally.extended
    out[RENEWED] = 1.0 * tally.renewed
    out[REVERSED] = 1.0 * tally.reversed
    out[REVERSAL_RATE] = ratio(1.0 * tally.reversed, 1.0 * tally.could_reverse)
    out[GOAL_DEVIATION] = ratio(tally.angle_covered, tally.angle_hours)
    out[GOAL_DEVIATION_ALL] = ratio(tally.angle, tally.angle_hours)
    out[SCORE] = ratio(tally.score, 1.0 * tally.evaluations)
    out[OVERSTATEMENT] = ratio(tally.overstated, 1.0 * tally.evaluations)
    out[FALSE_PASSES] = ratio(1.0 * tally.false_passes, 1.0 * tally.evaluations)
    out[FALSE_FAILS] = ratio(1.0 * tally.false_fails, 1.0 * tally.evaluations)
    out[LOAD] = ratio(tally.load, 1.0 * tally.load_months)
    out[QUITS] = tally.quits
    out[BURDEN] = ratio(tally.burden_hours, tally.paid_hours)
    out[IDLE] = ratio(tally.idle_hours, tally.paid_hours)
    out[APPROVAL_MONTHS] = 1.0 * tally.approval_months
    out[OFFICE_TRUST] = ratio(tally.office_trust, 1.0 * tally.relation_months)
    out[ORGANIZATION_TRUST] = ratio(tally.organization_trust, 1.0 * tally.relation_months)
    out[COOPERATION] = ratio(tally.cooperation, 1.0 * tally.relation_months)
    out[SPENT] = tally.spent / 100.0
    out[RETURNED] = tally.returned / 100.0
    out[OUTLIVING] = ratio(after, services + groups)
    out[FAIRNESS_GAP] = tally.fairness
    out[RESPONSIVENESS] = tally.responsiveness
    out[WASTED] = ratio(tally.saturated, tally.made)
    out[SATURATED] = tally.saturated
    out[OFFICE_LEADERS] = 1.0 * tally.office_leaders
    out[ORGANIZATION_LEADERS] = 1.0 * tally.organization_leaders
    out[PASS_RATE] = ratio(1.0 * tally.passed, 1.0 * (tally.passed + tally.failed))
    out[WITHHELD_RATE] = ratio(1.0 * tally.withheld, 1.0 * tally.reviews)
    out[OPEN_AT_TERM] = open_at_term
    out[OPENED_BY_OFFICE] = 1.0 * tally.opened_by_office
    out[OPENED_BY_MISSION] = 1.0 * tally.opened_by_mission
    out[OPENED_BY_CONTRACT] = 1.0 * tally.opened_by_contract
    out[LAPSED] = tally.lapsed / 100.0
    out[DEBT] = tally.debt / 100.0
    for kind in range(len(tally.enjoyed)):
        first = GENERAL_COUNT + PER_KIND_COUNT * kind
        out[first + ENJOYED] = tally.enjoyed[kind]
        out[first + AT_TERM] = tally.at_term[kind]
        out[first + NOW] = tally.enjoyed_now[kind]

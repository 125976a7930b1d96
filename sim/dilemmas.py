"""The eight dilemmas: which mechanism each one is, and two settings that would switch it off.

There is more than one way to say what would be if a dilemma were absent; what the ledger attributes to it is
shown under both. Both are relative to the case: time enough is never less time than the case has, and kinds
of service are reached whatever they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from sim.parameters.change import RelativeChange, Setting
from sim.parameters.layout import Valued

ALIKE: Final = "alike"
"""The setting of a column of a table that gives every row the middle of what the rows have."""

Settings = Mapping[str, Setting | str]


@dataclass(frozen=True, slots=True)
class Dilemma:
    """A dilemma of the paper: its name, what it is called, and the two neutral settings of its mechanism.

    `neutral` holds two mappings of parameter names to values, changes, or ALIKE, where "kinds.*.need" stands
    for all kinds; `scenario` names the case that shows it alone.
    """

    name: str
    labels: Mapping[str, str]
    neutral: tuple[Settings, Settings]

    def label(self, lang: str) -> str:
        """What the dilemma is called in a language."""
        return self.labels[lang]

    @property
    def scenario(self) -> str:
        """The shipped teaching case of this dilemma."""
        return f"dilemma_{self.name}"

    def settings_of(self, case: Valued, setting: int) -> dict[str, Setting]:
        """What the first (0) or second (1) neutral setting sets in a case: parameter → value, or change."""
        found: dict[str, Setting] = {}
        for name, given in self.neutral[setting].items():
            table, _, column = name.partition(".*.")
            rows = [f"{table}.{row.name}.{column}" for row in case.rows[table]] if column else [name]
            if not isinstance(given, str):
                found |= dict.fromkeys(rows, given)
            elif rows:
                found |= dict.fromkeys(rows, float(median(case.values[row] for row in rows)))
        return found


DILEMMAS: tuple[Dilemma, ...] = (
    Dilemma(
        "countable_incentives",
        {"en": "Countable incentives", "zh": "可计数的激励"},
        (
            # Nothing depends on pay: only the mission moves effort.
            {"incentives.power": 0.0},
            # Every kind can be checked as well as every other, and leaders do not prefer the visible.
            {
                "kinds.*.verifiability": ALIKE,
                "incentives.visible_weight": 0.0,
            },
        ),
    ),
    Dilemma(
        "time_limit",
        {"en": "Time limit", "zh": "时间限制"},
        (
            # Time enough: the same money over two years, or over as long as the case has.
            {"contract.term": RelativeChange(at_least=24)},
            # The short term stays but need not hurry anybody.
            {"production.schedule_exponent": 0.0},
        ),
    ),
    Dilemma(
        "leadership_turnover",
        {"en": "Leadership turnover", "zh": "领导更替"},
        (
            # Leaders stay.
            {
                "turnover.office_hazard": 0.0,
                "turnover.organization_hazard": 0.0,
                "turnover.bureau_hazard": 0.0,
                "turnover.office_election": -1,
                "turnover.organization_election": -1,
                "turnover.bureau_election": -1,
            },
            # Leaders change and nothing else does.
            {
                "relations.trust_kept": 1.0,
                "turnover.pause": 0,
                "turnover.pause_loss": 0.0,
                "turnover.priority_spread": 0.0,
                "turnover.devaluation": 0.0,
            },
        ),
    ),
    Dilemma(
        "burden",
        {"en": "Burden and approvals", "zh": "负担与审批"},
        (
            # Control stays but takes no hours and no months.
            {
                "control.indicator_burden": 0.0,
                "control.approval_burden": 0.0,
                "control.inhouse_burden": 0.0,
                "control.monitoring_hours": 0.0,
                "contract.approval": 0,
            },
            # There is no control that could take any.
            {
                "control.control": 0.0,
                "control.levels": 0,
                "control.inhouse_burden": 0.0,
                "control.monitoring_hours": 0.0,
                "contract.approval": 0,
            },
        ),
    ),
    Dilemma(
        "weak_evaluation",
        {"en": "Weak evaluation and information asymmetry", "zh": "评估薄弱与信息不对称"},
        (
            # Reports are true, and evaluators say what they hear.
            {
                "control.inflation_cost": RelativeChange(at_least=1e6),
                "evaluation.leniency": 0.0,
                "evaluation.noise": 0.0,
                "evaluation.purchaser_say": 0.0,
            },
            # Evaluators see everything for themselves, at no further cost.
            {
                "control.depth": 1.0,
                "control.independence": 1.0,
                "evaluation.noise": 0.0,
                "costs.evaluation": 0.0,
            },
        ),
    ),
    Dilemma(
        "staff_shortage",
        {"en": "Staff shortage and bundling", "zh": "人手短缺与打包"},
        (
            # Many jobs cost nothing, and nobody leaves.
            {
                "production.switching": 0.0,
                "staffing.quit_hazard": 0.0,
                "staffing.quit_elasticity": 0.0,
                "staffing.hiring_lag": 0,
            },
            # Each contract is for one kind, and who leaves is replaced at once.
            {"contract.bundle": 1, "staffing.quit_elasticity": 0.0, "staffing.hiring_lag": 0},
        ),
    ),
    Dilemma(
        "skill_gap",
        {"en": "Government's skill gap and missing feedback", "zh": "政府能力缺口与反馈缺失"},
        (
            # The office can, and adjusts as it goes.
            {
                "capability.design": 1.0,
                "capability.management": 1.0,
                "capability.feedback": 1.0,
                "capability.decay": 0.0,
                "capability.hollowing": 0.0,
                "costs.feedback": 0.0,
            },
            # There is nothing to misjudge, and nothing that hangs on management.
            {
                "needs.error": 0.0,
                "needs.organization_error": 0.0,
                "needs.target_error": 0.0,
                "needs.drift": 0.0,
                "capability.approval_elasticity": 0.0,
                "capability.payment_elasticity": 0.0,
                "capability.delegation_elasticity": 0.0,
                "capability.target_elasticity": 0.0,
            },
        ),
    ),
    Dilemma(
        "unclear_delegation",
        {"en": "Delegation without clear duties", "zh": "职责不清的委托"},
        (
            # Handing on loses nothing.
            {"production.delegation_loss": 0.0},
            # Nothing is handed on.
            {"production.delegation_depth": 0},
        ),
    ),
)

"""The eight sources of synergy: which mechanism each one is, and the setting that would switch it off.

Where the strengths of one are the weaknesses of the other, both together can do more than both apart (Salamon
1987). A source is a way in which that happens under a contract and without one does not. Its neutral setting
takes away what it gives and nothing else, but for the activation of idle hours, which says itself what it
moves besides. How strong each one is, is in most of them assumed: see the priors of their parameters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sim.parameters.change import RelativeChange, Setting
from sim.parameters.layout import Valued

ALL_WORK: Final = "all_work"
"""The setting of the mission with which nobody's own hours idle: see `mission_of_all_hours`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source of synergy: its name, what it is called, what it does, and the neutral setting.

    `neutral` maps parameters to values, or to ALL_WORK; `literature` has keys of `sim/texts/sources.toml`,
    for the form: the numbers are those of the parameters. `assumed` says that no number of it is observed.
    """

    name: str
    labels: Mapping[str, str]
    mechanism: Mapping[str, str]
    neutral: Mapping[str, float | str]
    literature: str
    assumed: bool = True

    def label(self, lang: str) -> str:
        """What the source is called in a language."""
        return self.labels[lang]

    def settings_of(self, case: Valued) -> dict[str, Setting]:
        """What the neutral setting sets in a case: parameter → value, or change of what there is."""
        found: dict[str, Setting] = {}
        for name, given in self.neutral.items():
            if not isinstance(given, str):
                found[name] = given
            elif math.isfinite(level := mission_of_all_hours(case)):
                found[name] = RelativeChange(at_least=level)
        return found


def mission_of_all_hours(case: Valued) -> float:
    """The mission from which on nobody's own hours idle; infinite where no kind is cared for.

    An organisation alone divides its hours by u = μ·w over m kinds that it cares for (`sim.rules.effort`): it
    uses Σu/(c̄(1 − ρ + ρm)) of them, c̄ = κ/(1 − ρ), and so all where μ ≥ c̄(1 − ρ + ρm)/Σw. κ is taken at
    the top of its declared range, so that the level holds in every draw.
    """
    curvature = case.parameters["incentives.curvature"]
    rho = float(case.values["incentives.correlation"])
    cost = max(float(case.values["incentives.curvature"]), float(curvature.high)) / (1.0 - rho)
    cared = [float(case.values[f"kinds.{row.name}.mission"]) for row in case.rows["kinds"]]
    cared = sorted((weight for weight in cared if weight > 0.0), reverse=True)
    while cared:
        spread = 1.0 - rho + rho * len(cared)
        if cared[-1] * spread > rho * sum(cared):
            return cost * spread / sum(cared) * (1.0 + 1e-9)
        cared.pop()  # so little cared for beside the others that no hour goes there
    return math.inf


SOURCES: tuple[Source, ...] = (
    Source(
        "division_of_labour",
        {"en": "Division of labour", "zh": "分工协作"},
        {
            "en": "Under a contract each shifts hours to the kinds in which it is relatively more"
            " productive.",
            "zh": "合同期间，双方各自把工时转向相对更有效率的服务种类。",
        },
        {"capability.coordination": 0.0},
        "salamon",
    ),
    Source(
        "reach",
        {"en": "Reach and legitimacy", "zh": "动员范围与正当性"},
        {
            "en": "The office's support opens to a trusted contractor homes and residents whom it would"
            " not reach.",
            "zh": "街道的支持使受信任的承接方得以进入原本进不去的社区、接触原本接触不到的居民。",
        },
        {"production.legitimacy": 0.0, "production.access": 0.0},
        "salamon",
    ),
    Source(
        "shared_information",
        {"en": "Shared information", "zh": "信息共享"},
        {
            "en": "Where there are candour and feedback, both pool what they see of needs, by precision.",
            "zh": "在坦诚沟通与反馈有效时，双方按精度汇总各自所见的需求。",
        },
        {"needs.pooling": 0.0},
        "combination",
    ),
    Source(
        "management",
        {"en": "Management as yield", "zh": "管理能力的收益"},
        {
            "en": "An office that manages better than the reference approves and pays sooner, loses less in"
            " delegation and sets fitter targets; one that manages worse does the opposite, so that this can"
            " take as well as give.",
            "zh": "管理能力高于参照值的街道审批与付款更快、委托损失更少、目标更合理；低于参照值则相反，"
            "因此它既可能增益，也可能减损。",
        },
        {
            "capability.approval_elasticity": 0.0,
            "capability.payment_elasticity": 0.0,
            "capability.delegation_elasticity": 0.0,
            "capability.target_elasticity": 0.0,
        },
        "hefetz",
    ),
    Source(
        "crowding_in",
        {"en": "Crowding-in of own resources", "zh": "自有资源的撬动"},
        {
            # That residents stay away from paid work acts in every arm with paid staff.
            "en": "Public money raises the organisation's own posts, or lowers them: the prior allows both.",
            "zh": "公共资金使社会组织的自有岗位增加或减少：先验允许两种方向。",
        },
        {"resources.crowding_in": 0.0},
        "de_wit",
    ),
    Source(
        "shared_overhead",
        {"en": "Shared overhead", "zh": "管理成本共担"},
        {
            "en": "Under a contract part of the organisation's fixed overhead, such as premises, falls away.",
            "zh": "合同期间，社会组织的部分固定管理成本（如场地）得以免去。",
        },
        {"control.shared_overhead": 0.0},
        "shared_space",
    ),
    Source(
        "learning",
        {"en": "Learning both ways", "zh": "双向学习"},
        {
            "en": "Funded work builds the organisation's skill, and a candid partner the office's capability;"
            " what is bought as cultivation and training stays.",
            "zh": "受资助的工作积累社会组织的技能，坦诚的伙伴提升街道的能力；另行购买的培育与培训保留不变。",
        },
        {"capability.skill_growth": 0.0, "capability.partner_learning": 0.0},
        "arrow",
    ),
    Source(
        "activation",
        {"en": "Activation of idle hours", "zh": "闲置工时的激活"},
        {
            "en": "Whoever cares little works little unpaid; a contract wakes those hours. Neutral is a"
            " mission so strong that nobody's own hours idle alone. That mission also guides the hours"
            " under contract"
            " and in-house, so that less follows what is counted: this part is not activation, and cannot be"
            " distinguished here.",
            "zh": "使命感弱者无偿时少出力，合同把这些工时激活。"
            "中性设定取足够强的使命感，使单独行动时无人闲置自有工时。"
            "这一使命感同样引导合同内与体制内的工时，使其较少追随可计数的成绩：这一部分并非激活，在此无法分开。",
        },
        {"incentives.mission": ALL_WORK},
        "besley",
    ),
)

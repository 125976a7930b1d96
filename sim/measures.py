"""Every measure, defined once: its name, its unit, and how it follows from the tally of a run.

`value` is public value v: need-weighted service-months enjoyed, months of living groups and the change of
social capital, with the declared weights, never an evaluation score. Where a measure has nothing to measure
(a contract's score in an arm without one) it is zero. Ratios divide sums over the run.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sim.compiler.rule import rule


class Measure(NamedTuple):
    """A measure's name, unit, labels, and whether more is better (1), worse (−1) or neither (0)."""

    name: str
    unit: str
    label_en: str
    label_zh: str
    better: int = 0

    def label(self, lang: str) -> str:
        """What the measure is called in tables and figures.

        Args:
            lang: "en" or "zh".

        Returns:
            The label, without its unit.

        Example:
            >>> GENERAL[0].label("en")
            'Public value'
        """
        return self.label_zh if lang == "zh" else self.label_en


GENERAL = (
    Measure("value", "weighted service-months", "Public value", "公共价值", 1),
    Measure("services", "weighted service-months", "Value from services", "服务价值", 1),
    Measure("groups", "weighted group-months", "Value from living groups", "社区组织价值", 1),
    Measure("capital", "weighted service-months", "Value from social capital", "社会资本价值", 1),
    Measure("coverage", "communities",
            "Studios opened under contract by the end of the term", "合同期末新开工作室数", 1),
    Measure("coverage_target", "communities", "Studios targeted by the contract", "合同工作室目标数"),
    Measure("incubated", "groups",
            "Groups incubated under contract by the end of the term", "合同期末孵化组织数", 1),
    Measure("matured", "groups", "Groups matured over the run", "全程成熟社区组织数", 1),
    Measure("living", "groups", "Groups living at the horizon", "期末存续社区组织数", 1),
    Measure("signed", "contracts", "Contracts signed", "签订合同数"),
    Measure("passed", "contracts", "Contracts passed", "通过合同数", 1),
    Measure("failed", "contracts", "Contracts failed", "未通过合同数", -1),
    Measure("terminated", "contracts", "Contracts terminated", "终止合同数", -1),
    Measure("requested", "contracts", "Extensions requested", "申请延期数", -1),
    Measure("extended", "contracts", "Extensions granted", "获准延期数"),
    Measure("renewed", "contracts", "Contracts renewed", "续约合同数"),
    Measure("reversed", "lots", "Lots taken back in-house (reverse contracting)", "逆向流动的标段数"),
    Measure("reversal_rate", "share", "Rate of reverse contracting", "逆向流动率"),
    Measure("goal_deviation", "degrees",
            "Goal deviation: angle of effort and weights", "目标偏离：努力与权重夹角", -1),
    Measure("goal_deviation_all", "degrees",
            "Goal deviation over all kinds of service", "对全部服务种类的目标偏离", -1),
    Measure("score", "share", "Mean evaluation score", "平均评估得分"),
    Measure("overstatement", "share", "Reported minus true progress", "上报与真实进度之差", -1),
    Measure("false_passes", "share", "False passes per evaluation", "误判通过率", -1),
    Measure("false_fails", "share", "False fails per evaluation", "误判不通过率", -1),
    Measure("load", "ratio", "Work load under contract", "合同期工作负荷", -1),
    Measure("quits", "posts", "Posts that quit", "离职岗位数", -1),
    Measure("burden", "share", "Share of paid hours lost to burden", "行政负担工时占比", -1),
    Measure("idle", "share", "Share of paid hours idle", "闲置工时占比", -1),
    Measure("approval_months", "months", "Months lost to approval", "审批耗时", -1),
    Measure("office_trust", "share", "Office's trust under contract", "合同期街道的信任", 1),
    Measure("organization_trust", "share", "Organisation's trust under contract", "合同期社会组织的信任", 1),
    Measure("cooperation", "share", "Cooperation under contract", "合同期合作程度", 1),
    Measure("spent", "yuan", "Public money spent", "公共资金支出"),
    Measure("returned", "yuan", "Money given back", "退回资金"),
    Measure("outliving", "share",
            "Share of service value after the first term", "首个合同期后的服务价值占比", 1),
    Measure("fairness_gap", "share", "Gap in need met between communities", "社区间需求满足差距", -1),
    Measure("responsiveness", "correlation",
            "Responsiveness: delivered and needed", "响应性：供给与需求相关", 1),
    Measure("wasted", "share", "Share of units made that nobody could use", "所产出中无人可用的占比", -1),
    Measure("saturated", "units", "Units nobody could use (saturation)", "无人可用的服务单位（饱和）", -1),
    Measure("office_leaders", "changes", "Changes of office leaders", "街道领导更替次数"),
    Measure("organization_leaders", "changes", "Changes of association leaders", "协会领导更替次数"),
    Measure("pass_rate", "share", "Contracts passed of those that were closed", "结项合同通过率", 1),
    Measure("withheld_rate", "share", "Mid-term reviews that withheld money", "中期评审暂停拨款比例", -1),
    Measure("open_at_term", "communities",
            "Communities with a studio at the end of the term", "合同期末已有工作室的社区数", 1),
    Measure("opened_by_office", "openings", "Opened by the office itself", "街道自行开办数"),
    Measure("opened_by_mission", "openings",
            "Opened by organisations of their own accord", "社会组织自发开办数"),
    Measure("opened_by_contract", "openings", "Opened by contractors", "承接方开办数"),
    Measure("lapsed", "yuan", "Money that lapsed", "年终收回资金", -1),
    Measure("debt", "yuan", "Debt of organisations at the horizon", "期末社会组织负债", -1),
)  # fmt: skip
"""The measures that every scenario has, in order; the names below are their indices."""

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

NEEDS_A_KIND = {
    "coverage": "opens", "coverage_target": "opens", "open_at_term": "opens",
    "opened_by_office": "opens", "opened_by_mission": "opens", "opened_by_contract": "opens",
    "groups": "stages", "incubated": "stages", "matured": "stages", "living": "stages",
}  # fmt: skip
"""Measures of kinds of service that not every scenario has, by the column that such kinds set above zero."""

PER_KIND = (
    ("enjoyed", "service-months", "Service-months enjoyed: {}", "享有的服务月数：{}", 1),
    ("at_term", "units", "Achieved by the end of the term: {}", "合同期末完成量：{}", 1),
    ("now", "service-months a month", "Enjoyed in the last month: {}", "末月享有量：{}", 1),
)
"""The measures of each kind of service, after the general ones, kind by kind."""

ENJOYED, AT_TERM, NOW = range(len(PER_KIND))
"""The index of each measure of a kind among those of this kind."""


def measures_of(
    kinds: tuple[str, ...], labels: Mapping[str, Mapping[str, str]] = MappingProxyType({})
) -> tuple[Measure, ...]:
    """All measures of a scenario with these kinds of service, in the order of the engine's last axis.

    `labels` has what the kinds are called in each language.
    """
    called = {kind: labels.get(kind, {"en": kind, "zh": kind}) for kind in kinds}
    own = [
        Measure(f"{name}_{kind}", unit, en.format(called[kind]["en"]), zh.format(called[kind]["zh"]), better)
        for kind in kinds
        for name, unit, en, zh, better in PER_KIND
    ]
    return GENERAL + tuple(own)


def measure_named(name: str) -> Measure | None:
    """The measure of a name, also one of a kind of service: 'at_term_meals'; None where no case has it."""
    own = [name.removeprefix(f"{each}_") for each, *_ in PER_KIND if name.startswith(f"{each}_")]
    return next((one for one in measures_of(tuple(own)) if one.name == name), None)


class Relative(NamedTuple):
    """A measure for each so many of another measure, or of a size of the scenario.

    Attributes:
        measure: what it is called, and its unit.
        of: the measure that is divided.
        per: the measure or the parameter that divides it.
        each: how many of these are one unit.
    """

    measure: Measure
    of: str
    per: str
    each: float


RELATIVE = (
    Relative(Measure("value_per_10000_yuan", "weighted service-months",
                     "Public value per 10,000 yuan", "每万元公共支出的公共价值", 1),
             "value", "spent", 10_000.0),
    Relative(Measure("value_per_community", "weighted service-months",
                     "Public value per community", "每个社区的公共价值", 1),
             "value", "population.communities", 1.0),
)  # fmt: skip
"""Measures in which scenarios of other sizes can be compared; engines do not have them."""

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

"""What is measured: every measure, declared once, with its name, unit and labels.

How each follows from the tally of a run is in `sim.measures`. Whoever only asks what there is, such as what
reads a scenario's observations, needs no compiler.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


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
    Measure("reversed", "lots", "Lots taken back in-house (reverse contracting)", "逆向合同外包的标段数"),
    Measure("reversal_rate", "share", "Rate of reverse contracting", "逆向合同外包率"),
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
"""The measures that every scenario has, in order; `sim.measures` has their indices."""

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

FIXED_AT_TERM = ("coverage", "coverage_target", "incubated", "requested", "open_at_term")
"""Measures that the end of the contract's term fixes, besides those of each kind, `at_term_…`."""


def has_months(measure: str) -> bool:
    """Whether a measure runs on from month to month, and is not fixed at the end of the term."""
    return measure not in FIXED_AT_TERM and not measure.startswith("at_term_")


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

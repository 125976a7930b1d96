"""Who judges the work and who does it: evaluation, staffing."""

from sim.codes import APPOINTERS
from sim.parameters.declaration import CONSTANT, LEVER, UNCERTAINTY, choice, count, group, real

EVALUATION = group(
    "evaluation", "Evaluation", "评估",
    count(
        "experts", 3, (0, 9), "people", CONSTANT, source="case evaluation_practice", confidence="F",
        en="Trade experts on a panel", zh="评审小组中的行业专家",
        help_en="Members of a panel who are experts of the trade.",
        help_zh="评审小组中行业专家的人数。",
    ),
    count(
        "peers", 2, (0, 9), "people", CONSTANT, source="case", confidence="F",
        en="Peers on a panel", zh="评审小组中的同行",
        help_en="Members of a panel who come from other organisations.",
        help_zh="评审小组中来自其他组织的人数。",
    ),
    choice(
        "appointer", "purchaser", APPOINTERS, LEVER, source="evaluation_practice",
        en="Who appoints the panel", zh="由谁指定评审",
        help_en="The purchasing office, the bureau above it, or the lot.",
        help_zh="购买方街道、上级主管部门，或抽签。",
    ),
    real(
        "purchaser_say", 0.5, (0, 1), "share", UNCERTAINTY,
        en="Purchaser's say", zh="购买方的影响",
        help_en="How far whoever appoints can pick evaluators it expects to be kind.",
        help_zh="指定者挑选其预期手松的评估者的程度。",
    ),
    real(
        "noise", 0.1, (0, 0.3), "share", UNCERTAINTY, symbol="σ",
        en="Noise of a score", zh="评分噪声",
        help_en="Standard deviation of one member's score.",
        help_zh="单个评委评分的标准差。",
    ),
    real(
        "correlation", 0.3, (0, 0.9), "share", UNCERTAINTY, symbol="ρ",
        en="Correlation of members", zh="评委间相关",
        help_en="How far the errors of a panel's members are the same error.",
        help_zh="同一小组评委误差的相关程度。",
    ),
    real(
        "leniency", 0.3, (0, 0.5), "share", UNCERTAINTY, source="evaluation_practice",
        en="Leniency", zh="宽松度",
        help_en="What a fully dependent evaluator adds to the score.",
        help_zh="完全不独立的评估者给出的加分。",
    ),
    real(
        "pass_mark", 0.6, (0.5, 0.8), "share", CONSTANT, source="pass_line", confidence="F",
        en="Pass mark", zh="及格线",
        help_en="Score from which a contract passes.",
        help_zh="合同通过评估的最低分。",
    ),
    real(
        "spending_weight", 0.2, (0, 0.5), "share", CONSTANT,
        en="Weight of spending", zh="资金执行的评分权重",
        help_en="Part of an evaluation's score that goes to money spent on plan; the rest to targets.",
        help_zh="评估得分中资金按计划执行所占的比重；其余给予指标完成度。",
    ),
)  # fmt: skip

STAFFING = group(
    "staffing", "Staffing", "人员",
    real(
        "quit_hazard", 0.0184, (0.01, 0.03), "per_month", UNCERTAINTY, source="social_workers",
        confidence="F",
        en="Quits", zh="离职风险",
        help_en="Monthly chance that a member of staff leaves under a normal load; 0.0184 is 20% a year.",
        help_zh="正常负荷下员工每月离职的概率；0.0184 相当于每年 20%。",
    ),
    real(
        "quit_elasticity", 0.5, (0, 2), "factor", UNCERTAINTY, allowed=(0, 10),
        en="Quits from overload", zh="超负荷离职弹性",
        help_en="How fast quits rise with overload: hazard × exp(elasticity × (load − 1)).",
        help_zh="离职随超负荷上升的快慢：风险 × exp(弹性 × (负荷 − 1))。",
    ),
    real(
        "load_cap", 3, (1, 10), "factor", CONSTANT, allowed=(1, 100),
        en="Cap of the load", zh="负荷上限",
        help_en="Load beyond which more work in arrears no longer drives people away faster.",
        help_zh="超过此负荷后，积压再多也不再加快离职。",
    ),
    count(
        "hiring_lag", 0, (0, 1), "months", UNCERTAINTY, allowed=(0, 24),
        en="Time to hire", zh="招聘时滞",
        help_en="Months until a vacancy is filled.",
        help_zh="岗位空缺到补上的月数。",
    ),
)  # fmt: skip

"""How work is watched over and what that takes: control, needs."""

from sim.parameters.declaration import CONSTANT, LEVER, UNCERTAINTY, count, group, real
from sim.parameters.priors import Triangular, with_null

CONTROL = group(
    "control", "Control", "监管",
    real(
        "control", 0.5, (0, 1), "level", LEVER,
        en="Control", zh="监管强度",
        help_en="How much is asked for, checked and prescribed under a contract.",
        help_zh="合同执行中要求填报、检查和规定的程度。",
    ),
    real(
        "digital", 0.2, (0, 1), "level", LEVER, source="case",
        en="Digital monitoring", zh="数字化程度",
        help_en="How far control runs on data instead of forms and visits; it lowers burden and leaves room.",
        help_zh="监管依靠数据而非表格与检查的程度，可减轻负担、留出创新空间。",
    ),
    real(
        "openness", 0.2, (0, 1), "level", LEVER, source="case",
        en="Disclosure", zh="信息公开",
        help_en="How openly needs, spending and results are published.",
        help_zh="需求、支出与结果公开的程度。",
    ),
    real(
        "base_burden", 0.15, (0.1, 0.25), "share", UNCERTAINTY, symbol="b0", source="overhead",
        confidence="R",
        en="Base burden", zh="基础行政负担",
        help_en="Share of hours that running an organisation takes, for every provider in every arm.",
        help_zh="维持机构运转占用的工时比例，所有提供者、所有比较组都有。",
    ),
    real(
        "indicator_burden", 0.2, (0.05, 0.35), "share", UNCERTAINTY, symbol="b1", source="overhead",
        en="Burden of indicators", zh="指标填报负担",
        help_en="Share of hours that reporting takes under full control without digital help.",
        help_zh="完全监管且无数字化时填报占用的工时比例。",
    ),
    real(
        "approval_burden", 0.03, (0, 0.1), "share", UNCERTAINTY, symbol="b2",
        en="Burden of an approval level", zh="每级审批负担",
        help_en="Share of hours that each level of approval takes under a contract.",
        help_zh="合同执行中每一级审批占用的工时比例。",
    ),
    count(
        "levels", 2, (0, 5), "levels", CONSTANT, allowed=(0, 20),
        en="Approval levels", zh="审批层级",
        help_en="Levels of approval a contract's work passes through.",
        help_zh="合同事项需要经过的审批层级数。",
    ),
    real(
        "indicators", 1, (0, 4), "factor", LEVER, allowed=(0, 20),
        en="Indicators", zh="指标数量",
        help_en="Reporting load relative to the three-kind contract of the case.",
        help_zh="相对于个案三类服务合同的填报量。",
    ),
    real(
        "inhouse_burden", 0.05, (0, 0.15), "share", UNCERTAINTY,
        en="In-house burden", zh="体制内审批负担",
        help_en="Share of hours that government's own work loses to its own approvals.",
        help_zh="政府自己做时被内部审批占用的工时比例。",
    ),
    real(
        "oversight", 0.3, (0, 0.6), "share", UNCERTAINTY,
        en="What control prevents", zh="监管所能避免的损失",
        help_en="Part of the loss through delegation that full control prevents; 0 (control only costs)"
        " is the null.",
        help_zh="完全监管所能避免的转委托质量损失比例；0 为零假设：监管只有成本。",
    ),
    real(
        "depth", 0.1, (0, 0.9), "level", LEVER, source="case",
        en="Depth of evaluation", zh="评估深度",
        help_en="Weight of what evaluators see for themselves against what the report says.",
        help_zh="评估中实地所见相对于汇报材料的权重。",
    ),
    real(
        "independence", 0.4, (0, 1), "level", LEVER, source="evaluation_practice",
        en="Independence of evaluators", zh="评估独立性",
        help_en="How free evaluators are of those whose work they judge or who hired them.",
        help_zh="评估者不受被评方与聘请方影响的程度。",
    ),
    real(
        "fine", 0.5, (0.1, 2), "factor", UNCERTAINTY, allowed=(0, 100),
        en="Fine for false reports", zh="虚报处罚",
        help_en="Cost of being found out, in multiples of the incentive b.",
        help_zh="虚报被发现的代价，以激励 b 的倍数计。",
    ),
    real(
        "inflation_cost", 0.3, (0.1, 1), "factor", UNCERTAINTY, symbol="c_g", allowed=(0.01, 1e6),
        en="Cost of inflating reports", zh="虚报成本",
        help_en="How fast over-reporting itself takes hours.",
        help_zh="虚报本身耗费工时的快慢。",
    ),
    real(
        "monitoring_hours", 8, (0, 40), "hours_per_month", CONSTANT, allowed=(0, 400),
        en="Hours of monitoring", zh="监测工时",
        help_en="Hours a month that monitoring one contract takes at depth 1, on both sides.",
        help_zh="深度为 1 时监测一份合同每月占用双方各自的工时。",
    ),
    real(
        "fixed_part", 0.3, (0, 0.6), "share", UNCERTAINTY, symbol="φ", source="overhead",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.3, 0.6)),
        en="Fixed part of overhead", zh="固定管理成本的比例",
        help_en="Part of the base burden that is fixed hours by a provider's own posts, however much it"
        " works.",
        help_zh="基础负担中按自有岗位固定发生、与工作量无关的比例。",
    ),
    real(
        "shared_overhead", 0.2, (0, 0.5), "share", UNCERTAINTY, symbol="σ", source="shared_space",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.2, 0.5)),
        en="Shared overhead", zh="管理成本共担",
        help_en="Part of a contractor's fixed overhead that falls away under a contract.",
        help_zh="合同期间承接方固定管理成本得以免去的比例。",
    ),
)  # fmt: skip

NEEDS = group(
    "needs", "Needs", "需求",
    real(
        "drift", 0.02, (0, 0.1), "per_quarter", UNCERTAINTY,
        en="Drift of needs", zh="需求漂移",
        help_en="Standard deviation by which a community's needs move each quarter.",
        help_zh="社区需求每季度变动的标准差。",
    ),
    real(
        "spread", 0.3, (0, 0.6), "share", CONSTANT,
        en="Spread of needs", zh="需求差异",
        help_en="How far needs differ between communities.",
        help_zh="社区之间需求的差异程度。",
    ),
    real(
        "error", 0.3, (0, 0.6), "share", UNCERTAINTY,
        en="Error in needs", zh="需求评估误差",
        help_en="Error of assessed needs when the office has no design capability at all.",
        help_zh="街道毫无设计能力时，需求评估的误差。",
    ),
    real(
        "target_error", 0, (0, 0.6), "share", CONSTANT,
        en="Error in targets", zh="目标设定误差",
        help_en="Error of a contract's targets when the office has no design capability at all; 0: targets"
        " are as declared, as where they are observed.",
        help_zh="街道毫无设计能力时，合同目标设定的误差；0 表示目标即所声明的数值（如已被观察到的目标）。",
    ),
    real(
        "organization_error", 0.3, (0, 0.6), "share", UNCERTAINTY,
        en="Organisation's error in needs", zh="社会组织的需求评估误差",
        help_en="Error with which an organisation sees needs where no community trusts it.",
        help_zh="得不到任何社区信任时，社会组织评估需求的误差。",
    ),
    real(
        "pooling", 0.5, (0, 1), "level", UNCERTAINTY, source="combination",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.5, 1.0)),
        en="Shared information", zh="信息共享",
        help_en="How far office and a candid contractor pool what each sees of needs, where feedback is"
        " alive.",
        help_zh="在反馈有效时，街道与坦诚的承接方汇总各自所见需求的程度。",
    ),
)  # fmt: skip

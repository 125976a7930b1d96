"""Forms that mechanisms may have, as data: what else could be assumed, and whether conclusions hang on it."""

from sim.codes import (
    CANDOURS,
    CIRCLES,
    COPRODUCTION,
    COVERAGES,
    EFFORTS,
    GROUP_PROGRESS,
    LATENESS,
    PAUSES,
    RETAINED,
    SCHEDULES,
    SCORINGS,
    SIGHTS,
    TARGETS,
    TRUSTS,
    UNAWARDED,
)
from sim.parameters.declaration import CONSTANT, choice, group

FORM = group(
    "form", "Forms", "模型形式",
    choice(
        "circles", "independent", CIRCLES, CONSTANT,
        en="Circles of residents", zh="居民圈子",
        help_en="How the residents whom two providers reach overlap: independently, one within the"
        " other, or not at all.",
        help_zh="两个提供者所能动员的居民如何重叠：相互独立、一方包含另一方，或互不重叠。",
    ),
    choice(
        "schedule", "lots", SCHEDULES, CONSTANT,
        en="Whom a short term hurries", zh="短期限使谁赶工",
        help_en="No hours, all hours under a contract, or the hours that any lot with a term pays for.",
        help_zh="不影响任何工时、影响合同下的全部工时，或影响任何有期限标段所购买的工时。",
    ),
    choice(
        "effort", "provider", EFFORTS, CONSTANT,
        en="Effort over what", zh="努力在何范围内分配",
        help_en="Hours are divided within each contract, or over all that a provider does.",
        help_zh="工时在每份合同内部分配，或在提供者的全部工作之间分配。",
    ),
    choice(
        "sight", "own", SIGHTS, CONSTANT,
        en="Who sees needs", zh="谁看到需求",
        help_en="All work by the office's picture of needs, or organisations have one of their own.",
        help_zh="一律依据街道对需求的认识，或社会组织有自己的认识。",
    ),
    choice(
        "trust", "three_outcomes", TRUSTS, CONSTANT,
        en="What moves trust", zh="信任如何变化",
        help_en="Kept or broken each month; kept, nothing, or broken; or the same on a logistic scale.",
        help_zh="每月守约或失信；守约、无事或失信；或在逻辑斯蒂尺度上同样变化。",
    ),
    choice(
        "coverage", "provider", COVERAGES, CONSTANT,
        en="What counts for a contract", zh="什么计入合同",
        help_en="What anybody opens in the district, or what its provider opens.",
        help_zh="辖区内任何人完成的，或仅承接方完成的。",
    ),
    choice(
        "scoring", "declared", SCORINGS, CONSTANT,
        en="What weighs in an evaluation", zh="评估按什么加权",
        help_en="Kinds count by how well they can be verified, or by declared weights.",
        help_zh="按可核查性加权，或按声明的权重加权。",
    ),
    choice(
        "progress", "stages", GROUP_PROGRESS, CONSTANT,
        en="Progress of groups", zh="社区组织的进展",
        help_en="Only groups that stand on their own count, or stages climbed.",
        help_zh="只计已自立的组织，或计所攀升的阶段。",
    ),
    choice(
        "candour", "by_trust", CANDOURS, CONSTANT,
        en="Reports of a candid provider", zh="坦诚者的报告",
        help_en="A candid provider reports the truth, or inflates as far as trust is lacking.",
        help_zh="坦诚的承接方如实报告，或在信任不足处仍有虚报。",
    ),
    choice(
        "targets", "given", TARGETS, CONSTANT,
        en="Where targets come from", zh="目标从何而来",
        help_en="Targets as declared, or planned from money and term.",
        help_zh="按声明的目标，或按资金与期限规划的目标。",
    ),
    choice(
        "unawarded", "in_house", UNAWARDED, CONSTANT,
        en="Lots that nobody bids for", zh="无人投标的标段",
        help_en="They are withdrawn for the month, or done in-house.",
        help_zh="当月撤回，或改由街道自行完成。",
    ),
    choice(
        "pause", "tenders", PAUSES, CONSTANT,
        en="What a new leader's pause delays", zh="新领导的停顿推迟什么",
        help_en="All planning, or tenders and reviews but not in-house work.",
        help_zh="推迟一切安排，或只推迟招标与评审而不影响自行提供。",
    ),
    choice(
        "lateness", "once", LATENESS, CONSTANT,
        en="A late payment is a breach", zh="拖延付款如何算作失信",
        help_en="In each month that it is late, or once.",
        help_zh="拖延的每个月都算，或只算一次。",
    ),
    choice(
        "unused", "kept", RETAINED, CONSTANT,
        en="Money a provider did not use", zh="承接方未用完的资金",
        help_en="Is returned at the closing, or, after a pass, the provider's to spend later.",
        help_zh="结项时退回，或在通过评估后归承接方以后使用。",
    ),
    choice(
        "coproduction", "ces", COPRODUCTION, CONSTANT,
        en="Paid and voluntary hours", zh="专职与志愿工时",
        help_en="Substitute as declared (CES), or only work in fixed proportion.",
        help_zh="按声明的弹性替代（CES），或只能按固定比例配合。",
    ),
)  # fmt: skip

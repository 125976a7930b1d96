"""What government and organisations can do, and what grows in communities: capability, society, value."""

from sim.parameters.declaration import CONSTANT, LEVER, UNCERTAINTY, group, real
from sim.parameters.priors import Triangular, with_null

CAPABILITY = group(
    "capability", "Capability", "能力",
    real(
        "design", 0.4, (0.1, 0.9), "level", LEVER, source="case",
        en="Design capability", zh="项目设计能力",
        help_en="An office's skill at finding needs and setting realistic targets, at the start.",
        help_zh="期初街道分析需求、设定现实目标的能力。",
    ),
    real(
        "management", 0.4, (0.1, 0.9), "level", LEVER, source="case",
        en="Management capability", zh="项目管理能力",
        help_en="An office's skill at contracts, monitoring and evaluation, at the start.",
        help_zh="期初街道管理合同、监测与评估的能力。",
    ),
    real(
        "training", 0, (0, 1), "level", LEVER,
        en="Training of officials", zh="公务人员培训",
        help_en="Intensity of training for an office's staff; it costs.",
        help_zh="街道人员培训的强度，需要花钱。",
    ),
    real(
        "cultivation", 0, (0, 1), "level", LEVER,
        en="Cultivation of organisations", zh="社会组织培育",
        help_en="Intensity of training for social organisations; it costs.",
        help_zh="社会组织培训的强度，需要花钱。",
    ),
    real(
        "feedback", 0.1, (0, 1), "level", LEVER, symbol="f", source="case",
        en="Feedback", zh="动态反馈",
        help_en="How strongly targets follow each quarter what has proved feasible.",
        help_zh="目标每季度按可行情况调整的力度。",
    ),
    real(
        "deliberation", 0.2, (0, 1), "level", LEVER, source="case",
        en="Deliberation", zh="居民协商",
        help_en="How far residents have a say in what is needed.",
        help_zh="居民对需求有发言权的程度。",
    ),
    real(
        "use_growth", 0.02, (0, 0.1), "per_month", UNCERTAINTY,
        en="Learning by doing", zh="干中学",
        help_en="Part of the missing capability that a month of use builds.",
        help_zh="使用一个月所补上的能力缺口比例。",
    ),
    real(
        "training_growth", 0.1, (0, 0.3), "per_year", CONSTANT, allowed=(0, 1),
        en="Learning from training", zh="培训成效",
        help_en="Part of the missing capability that a year of full training builds.",
        help_zh="全强度培训一年所补上的能力缺口比例。",
    ),
    real(
        "decay", 0.1, (0.05, 0.2), "per_year", UNCERTAINTY, allowed=(0, 1),
        en="Loss of capability", zh="能力衰减",
        help_en="Part of capability lost in a year without use or training.",
        help_zh="不使用、不培训时一年损失的能力比例。",
    ),
    real(
        "hollowing", 0.1, (0, 0.3), "per_year", UNCERTAINTY, allowed=(0, 1),
        en="Hollowing out", zh="空心化",
        help_en="Further part of capability lost in a year when everything is outsourced.",
        help_zh="全部外包时每年额外损失的能力比例。",
    ),
    real(
        "skill_growth", 0.01, (0, 0.05), "per_month", UNCERTAINTY,
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.01, 0.05)),
        en="Growth of organisations' skill", zh="组织技能增长",
        help_en="Part of the missing skill that a funded month builds when control leaves room.",
        help_zh="监管留有空间时，一个受资助月份所补上的技能缺口比例。",
    ),
    real(
        "skill_ceiling", 1.5, (1, 3), "factor", CONSTANT, allowed=(1, 10),
        en="Ceiling of skill", zh="技能上限",
        help_en="Skill that practice and training approach; a new member of staff has 1.",
        help_zh="实践与培训所趋近的技能水平；新手为 1。",
    ),
    real(
        "skill_spread", 0.1, (0, 0.3), "share", CONSTANT,
        en="Spread of skill", zh="技能差异",
        help_en="How much organisations differ in skill at the start (log standard deviation).",
        help_zh="期初各社会组织技能的差异（对数标准差）。",
    ),
    real(
        "coordination", 0.2, (0, 1), "level", LEVER, symbol="c", source="salamon",
        en="Coordination", zh="分工协调",
        help_en="How far office and contractor each shift hours to what they are relatively better at;"
        " at most what the office's management can do.",
        help_zh="街道与承接方各自把工时转向相对优势的程度，以街道的管理能力为上限。",
    ),
    real(
        "management_reference", 0.4, (0.1, 0.9), "level", CONSTANT,
        en="Management of reference", zh="管理能力参照值",
        help_en="Management capability at which approval, payment, delegation and targets are as"
        " declared.",
        help_zh="审批、付款、委托与目标恰为所声明数值时的管理能力。",
    ),
    real(
        "approval_elasticity", 0.3, (0, 1), "exponent", UNCERTAINTY, allowed=(0, 3), source="hefetz",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.3, 1.0)),
        en="Management's effect on approvals", zh="管理能力对审批的弹性",
        help_en="Elasticity of approval time to management; 0 is the null.",
        help_zh="审批时间对管理能力的弹性；0 为零假设。",
    ),
    real(
        "payment_elasticity", 0.3, (0, 1), "exponent", UNCERTAINTY, allowed=(0, 3), source="hefetz",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.3, 1.0)),
        en="Management's effect on payment", zh="管理能力对付款的弹性",
        help_en="Elasticity of the chance of late payment to management; 0 is the null.",
        help_zh="拖延付款概率对管理能力的弹性；0 为零假设。",
    ),
    real(
        "delegation_elasticity", 0.3, (0, 1), "exponent", UNCERTAINTY, allowed=(0, 3), source="hefetz",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.3, 1.0)),
        en="Management's effect on delegation", zh="管理能力对委托损失的弹性",
        help_en="Elasticity of the loss of delegation to management; 0 is the null.",
        help_zh="委托损失对管理能力的弹性；0 为零假设。",
    ),
    real(
        "target_elasticity", 0.3, (0, 1), "exponent", UNCERTAINTY, allowed=(0, 3), source="hefetz",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.3, 1.0)),
        en="Management's effect on targets", zh="管理能力对目标偏差的弹性",
        help_en="Elasticity of errors and excess of targets to management; 0 is the null.",
        help_zh="目标误差与过高目标对管理能力的弹性；0 为零假设。",
    ),
    real(
        "partner_learning", 0.01, (0, 0.03), "per_month", UNCERTAINTY, source="arrow",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.01, 0.03)),
        en="Learning from a candid partner", zh="向坦诚的伙伴学习",
        help_en="Part of the office's missing capability that a month of work with a candid contractor"
        " builds.",
        help_zh="与坦诚的承接方合作一个月所补上的街道能力缺口比例。",
    ),
    real(
        "skill_decay", 0.05, (0.03, 0.1), "per_year", UNCERTAINTY, allowed=(0, 1), source="skill_loss",
        en="Loss of skill", zh="技能衰减",
        help_en="Part of an organisation's skill beyond a newcomer's that is lost in a year.",
        help_zh="社会组织超出新手部分的技能每年流失的比例。",
    ),
)  # fmt: skip

SOCIETY = group(
    "society", "Society", "社会资本",
    real(
        "capital_growth", 0.02, (0, 0.1), "per_month", UNCERTAINTY, symbol="g",
        en="Growth of social capital", zh="社会资本增长",
        help_en="Part of the missing social capital that one living group builds in a month.",
        help_zh="一个存续的社区组织每月补上的社会资本缺口比例。",
    ),
    real(
        "capital_decay", 0.01, (0, 0.05), "per_month", UNCERTAINTY, symbol="d",
        en="Decay of social capital", zh="社会资本衰减",
        help_en="Part of social capital lost in a month.",
        help_zh="每月流失的社会资本比例。",
    ),
    real(
        "capital_start", 0.2, (0, 1), "level", CONSTANT,
        en="Social capital at the start", zh="期初社会资本",
        help_en="Social capital of a community at the start.",
        help_zh="社区期初的社会资本。",
    ),
)  # fmt: skip

VALUE = group(
    "value", "Value", "公共价值",
    real(
        "capital_weight", 20, (0, 100), "service_months", CONSTANT, allowed=(0, 1e6),
        en="Weight of social capital", zh="社会资本权重",
        help_en="Service-months that one full unit of social capital in one community is worth.",
        help_zh="一个社区一整单位社会资本折合的服务月数。",
    ),
    real(
        "curvature", 1, (0, 3), "factor", UNCERTAINTY, symbol="ω", allowed=(0, 20),
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 1.0, 3.0)),
        en="Diminishing value", zh="价值递减",
        help_en="How fast the value of further units falls as a need is met; 0: not at all.",
        help_zh="需求逐步得到满足时，新增单位的价值下降的快慢；0 表示不下降。",
    ),
    real(
        "discount", 0.03, (0, 0.08), "per_year", UNCERTAINTY, allowed=(0, 1), source="discounting",
        en="Social rate of discount", zh="社会贴现率",
        help_en="Rate a year at which later value is discounted; 0: not at all.",
        help_zh="对较晚实现的价值按年贴现的比率；0 表示不贴现。",
    ),
)  # fmt: skip

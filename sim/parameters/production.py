"""How hours become services, and groups grow: production, gestation."""

from sim.parameters.declaration import LEVER, UNCERTAINTY, count, group, real
from sim.parameters.priors import Triangular, alike, with_null

PRODUCTION = group(
    "production", "Production", "生产",
    real(
        "schedule_exponent", 1.24, (0.5, 2), "exponent", UNCERTAINTY, symbol="γ", allowed=(0, 5),
        source="cocomo", confidence="R",
        en="Schedule pressure", zh="工期压缩弹性",
        help_en="How fast hours per unit rise when the term is shorter than natural: L × (T0/T)^γ; 0: not at"
        " all.",
        help_zh="期限短于自然工期时单位工时上升的快慢：L × (T0/T)^γ；0 表示不上升。",
    ),
    real(
        "natural_term", 10, (8, 14), "months", UNCERTAINTY, symbol="T0", allowed=(1, 60),
        en="Natural term", zh="自然工期",
        help_en="Term under which work has to be hurried.",
        help_zh="短于此期限就不得不赶工。",
    ),
    real(
        "substitution", 0.8, (0.3, 1), "exponent", UNCERTAINTY, symbol="r", allowed=(0.1, 1), source="ostrom",
        prior=with_null(1 / 3, 1.0, Triangular(0.3, 0.8, 1.0)),
        en="Substitution of paid and voluntary hours", zh="专职与志愿工时的替代参数",
        help_en="CES exponent: 1 means hours only add up (the null), less means that each helps the other.",
        help_zh="CES 指数：1 表示工时只是相加（零假设），越小表示两者越互补。",
    ),
    real(
        "volunteer_hours", 1, (0, 3), "hours_per_month", UNCERTAINTY, allowed=(0, 1000),
        en="Volunteer hours of a community", zh="每社区志愿工时",
        help_en="Hours a month that residents of a community give when asked; each is used once.",
        help_zh="每个社区居民每月愿意投入的志愿工时，每小时只用一次。",
    ),
    real(
        "crowding_out", 0.1, (-0.3, 0.3), "share", UNCERTAINTY, allowed=(-1, 1), source="de_wit",
        en="Crowding out of volunteers", zh="志愿挤出",
        help_en="Part of the volunteer hours that stays away when paid staff do the work.",
        help_zh="专职人员进入后退出的志愿工时比例。",
    ),
    real(
        "access", 0.2, (0, 0.5), "share", UNCERTAINTY, symbol="A",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.2, 0.5)),
        en="Access through the office's support", zh="政府支持带来的进入便利",
        help_en="Gain in output under a contract when office and organisation fully trust and support each"
        " other;"
        " 0 is the null.",
        help_zh="合同中双方充分信任与支持时产出的增幅；0 为零假设。",
    ),
    real(
        "noise", 0.15, (0, 0.3), "share", UNCERTAINTY,
        en="Noise of output", zh="产出噪声",
        help_en="Standard deviation of a provider's monthly output around its mean.",
        help_zh="承接方月产出围绕均值的标准差。",
    ),
    real(
        "delegation_loss", 0.12, (0.05, 0.25), "share", UNCERTAINTY,
        en="Loss per level of delegation", zh="每层委托损失",
        help_en="Quality lost at each level of delegation when duties are undefined.",
        help_zh="职责不明时每多一层委托损失的质量比例。",
    ),
    count(
        "delegation_depth", 1, (0, 3), "levels", UNCERTAINTY, allowed=(0, 10), source="case", confidence="F",
        prior=alike(1, 2),
        en="Levels of delegation", zh="委托层级",
        help_en="How often the work is handed on before somebody does it; one or two in the case.",
        help_zh="工作被转手的次数；个案中为一到两层。",
    ),
    real(
        "role_clarity", 0.3, (0, 1), "level", LEVER, source="case",
        en="Clarity of roles", zh="职责清晰度",
        help_en="How clearly law and contract say who does what; lowers the loss of delegation.",
        help_zh="法规与合同对分工规定的清晰程度，可降低委托损失。",
    ),
    real(
        "switching", 0.15, (0.05, 0.3), "share", UNCERTAINTY, symbol="s",
        en="Cost of doing many jobs", zh="一人多岗的切换成本",
        help_en="Output lost per further kind of work and post: 1/(1 + s(K − 1)/posts).",
        help_zh="每多一类工作的产出损失：1/(1 + s(K − 1)/岗位数)。",
    ),
    real(
        "office_reach", 0.4, (0, 1), "share", UNCERTAINTY, symbol="a_G", source="salamon",
        en="Reach of the office", zh="政府的动员范围",
        help_en="Part of a community's volunteer hours that the office's own staff can call upon.",
        help_zh="街道自己的人员所能动员的社区志愿工时比例。",
    ),
    real(
        "organization_reach", 0.7, (0, 1), "share", UNCERTAINTY, symbol="a_S", source="salamon",
        en="Reach of an organisation", zh="社会组织的动员范围",
        help_en="Part of a community's volunteer hours that an organisation at work there can call upon.",
        help_zh="在社区工作的社会组织所能动员的志愿工时比例。",
    ),
    real(
        "legitimacy", 0.3, (0, 1), "share", UNCERTAINTY, symbol="λ", source="salamon",
        prior=with_null(1 / 4, 0.0, Triangular(0.0, 0.3, 1.0)),
        en="Legitimacy lent by the office", zh="政府赋予的正当性",
        help_en="How far the office's support opens to a trusted contractor those residents whom it"
        " would not reach.",
        help_zh="街道的支持能在多大程度上帮助受信任的承接方接触其原本接触不到的居民。",
    ),
)  # fmt: skip

GESTATION = group(
    "gestation", "Gestation of groups", "社区组织孵化",
    real(
        "fall_back", 0.03, (0, 0.1), "per_month", UNCERTAINTY,
        en="Falling back", zh="退步风险",
        help_en="Monthly chance that an unsupported group that is not yet mature falls back a stage.",
        help_zh="尚未成熟且无人支持的社区组织每月退回一个阶段的概率。",
    ),
    real(
        "death", 0.007, (0.003, 0.02), "per_month", UNCERTAINTY, source="seed_funding", confidence="F",
        en="Death of a mature group", zh="成熟组织消亡风险",
        help_en="Monthly chance that a mature group dissolves; 0.007 leaves 92% alive after a year.",
        help_zh="成熟社区组织每月解散的概率；0.007 相当于一年后 92% 存续。",
    ),
    real(
        "group_volunteers", 4, (0, 10), "hours_per_month", UNCERTAINTY, allowed=(0, 1000),
        en="Volunteer hours of a group", zh="每个社区组织的志愿工时",
        help_en="Volunteer hours a month that a living group adds in its community.",
        help_zh="一个存续的社区组织每月为本社区增加的志愿工时。",
    ),
)  # fmt: skip

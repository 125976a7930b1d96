"""What providers and leaders are rewarded for: incentives."""

from sim.codes import OFFICE_POLICIES, PRESSURE_RULES
from sim.parameters.declaration import CONSTANT, LEVER, UNCERTAINTY, choice, count, group, real

INCENTIVES = group(
    "incentives", "Incentives", "激励",
    real(
        "power", 0.6, (0, 1.5), "factor", LEVER, symbol="power", allowed=(0, 10),
        en="Power of incentives", zh="激励强度",
        help_en="How strongly pay at risk and renewal weigh against everything else a provider cares about.",
        help_zh="挂钩付款与续约相对于承接方其他考虑的分量。",
    ),
    choice(
        "office_policy", "given", OFFICE_POLICIES, LEVER, source="holmstrom baker besley",
        en="How the office sets the power", zh="街道如何设定激励强度",
        help_en="As given, or chosen by the office as best for its own aims against the provider's response.",
        help_zh="按给定值，或由街道针对承接方的反应按自身目标选取最优值。",
    ),
    real(
        "visible_weight", 0.75, (0.5, 0.95), "share", UNCERTAINTY, symbol="ω_v", source="case",
        en="Weight of the visible", zh="可见政绩权重",
        help_en="Weight of what can be shown to superiors in what an office's leader wants.",
        help_zh="街道领导的目标中，能向上级展示的成绩所占权重。",
    ),
    real(
        "mission", 0.3, (0, 0.8), "factor", UNCERTAINTY, symbol="μ", allowed=(0, 5), source="besley",
        en="Mission", zh="使命感",
        help_en="How much providers work for the purpose itself, whatever is paid for.",
        help_zh="承接方不论报酬、为事业本身而努力的程度。",
    ),
    real(
        "curvature", 0.54, (0.3, 1), "factor", UNCERTAINTY, symbol="κ", allowed=(0.01, 10),
        source="holmstrom",
        en="Curvature of effort costs", zh="努力成本曲率",
        help_en="How fast one more hour on the same kind of work becomes unattractive.",
        help_zh="在同一类工作上多花一小时变得不划算的快慢。",
    ),
    real(
        "correlation", 0.1, (0, 0.5), "share", CONSTANT, symbol="ρ", allowed=(0, 0.95), source="holmstrom",
        en="Interference of tasks", zh="任务间干扰",
        help_en="How far effort on one kind raises the cost of effort on the others; below 1.",
        help_zh="在一类工作上的努力抬高其他类努力成本的程度，小于 1。",
    ),
    real(
        "inhouse_bonus", 0.25, (0, 1), "share", CONSTANT,
        en="In-house pay at risk", zh="体制内绩效占比",
        help_en="Share of pay at risk for government's own staff.",
        help_zh="政府自有人员收入中与绩效挂钩的比例。",
    ),
    real(
        "discount", 0.9, (0.5, 1), "share", CONSTANT, symbol="δ", source="levin",
        en="Discount factor per contract", zh="跨合同贴现因子",
        help_en="What a renewal one contract later is worth today.",
        help_zh="下一期续约在今天的价值折算。",
    ),
    real(
        "renewal_margin", 0.3, (0, 1), "share", UNCERTAINTY, allowed=(0, 5),
        en="Surplus of a renewal", zh="续约净收益",
        help_en="What a renewal is worth to the organisation, relative to the sum.",
        help_zh="续约对社会组织的价值，以合同金额为单位。",
    ),
    choice(
        "tournament", "given", PRESSURE_RULES, CONSTANT, source="lazear",
        en="Where pressure comes from", zh="压力来源",
        help_en="Power of incentives as given, or from the promotion tournament among leaders.",
        help_zh="激励强度按给定值，或来自领导之间的晋升锦标赛。",
    ),
    real(
        "prize_gap", 1, (0, 4), "factor", CONSTANT, symbol="ΔW", allowed=(0, 100), source="lazear",
        en="Prize of promotion", zh="晋升奖励差",
        help_en="What promotion is worth to a leader above staying.",
        help_zh="晋升相对于不晋升给领导带来的收益。",
    ),
    real(
        "tournament_noise", 0.5, (0.05, 2), "factor", CONSTANT, symbol="σ", allowed=(0.001, 100),
        source="lazear",
        en="Noise in promotion", zh="晋升中的噪声",
        help_en="Standard deviation of the random component in the comparison of leaders.",
        help_zh="领导之间比较时随机成分的标准差。",
    ),
    real(
        "effort_cost", 1, (0.1, 4), "factor", CONSTANT, symbol="κ_o", allowed=(0.001, 100), source="lazear",
        en="Leader's cost of effort", zh="领导努力成本",
        help_en="How costly further effort is to a leader in the tournament.",
        help_zh="锦标赛中领导进一步努力的成本。",
    ),
    real(
        "risk_aversion", 1, (0, 5), "factor", CONSTANT, symbol="r", allowed=(0, 1000),
        source="holmstrom baker",
        en="Provider's aversion to risk", zh="承接方的风险厌恶",
        help_en="How dear uncertain pay is to a provider; it bounds what an optimising office sets.",
        help_zh="不确定报酬对承接方的代价；它限制了追求最优的街道所设的激励。",
    ),
    real(
        "spillover", 0.2, (0, 0.9), "share", UNCERTAINTY, symbol="ρ_s", source="zhou",
        en="Spillover to rivals", zh="对竞争者的溢出",
        help_en="Part of a leader's achievement that helps rivals as well and so blunts the tournament.",
        help_zh="领导的成绩中同时惠及竞争者、从而削弱锦标赛的部分。",
    ),
    count(
        "review_months", 12, (1, 60), "months", CONSTANT, allowed=(1, 600),
        en="Months to the next review", zh="距下次考核月数",
        help_en="Interval of the leader's reviews: what ripens later does not count for the leader.",
        help_zh="领导考核的间隔：更晚见效的成果对领导不算数。",
    ),
)  # fmt: skip

"""How the two sides come to trust each other, and what new leaders undo: relations, turnover."""

from sim.parameters.declaration import CONSTANT, LEVER, UNCERTAINTY, count, group, real
from sim.parameters.priors import Integers, with_null

RELATIONS = group(
    "relations", "Relations", "合作关系",
    real(
        "gain_rate", 0.06, (0.03, 0.12), "per_month", UNCERTAINTY, symbol="a", source="slovic",
        en="Growth of trust", zh="信任增长",
        help_en="Part of the missing trust that a month of kept promises builds.",
        help_zh="守约一个月所补上的信任缺口比例。",
    ),
    real(
        "loss_ratio", 3, (2, 5), "factor", UNCERTAINTY, symbol="b/a", allowed=(0, 30), source="slovic",
        en="Loss of trust relative to growth", zh="信任损失与增长之比",
        help_en="How much faster a breach destroys trust than a kept promise builds it.",
        help_zh="失信摧毁信任比守约建立信任快多少倍。",
    ),
    real(
        "trust_kept", 0.4, (0.2, 0.7), "share", LEVER, symbol="κ_T",
        en="Trust kept under a new leader", zh="换届后保留的信任",
        help_en="Part of relational trust that survives a change of leader without institutional memory.",
        help_zh="没有制度记忆时，领导更替后保留下来的关系信任比例。",
    ),
    real(
        "memory", 0, (0, 1), "level", LEVER,
        en="Institutional memory", zh="制度记忆",
        help_en="How far records and procedures keep trust, priorities and decisions through a change of"
        " leader.",
        help_zh="档案与程序使信任、重点和决策在换届中延续的程度。",
    ),
    real(
        "initial_trust", 0.5, (0, 1), "level", UNCERTAINTY, symbol="T0",
        en="Initial trust", zh="初始信任",
        help_en="Relational trust at the start, and towards a new leader of whom nothing is known.",
        help_zh="期初的关系信任，也是对一无所知的新领导的信任。",
    ),
    real(
        "breach", 0.03, (0, 0.1), "probability", UNCERTAINTY, symbol="π",
        en="Chance of a breach", zh="失信概率",
        help_en="Chance a month that a promise is broken for reasons outside the model.",
        help_zh="每月因模型之外的原因失信的概率。",
    ),
    real(
        "office_gain", 1, (0, 3), "factor", CONSTANT, allowed=(0, 100),
        en="Office's gain from cooperation", zh="街道合作收益",
        help_en="What the office hopes to gain from giving support, per unit of trust.",
        help_zh="街道给予支持时按单位信任所期望的收益。",
    ),
    real(
        "office_cost", 0.2, (0, 0.5), "factor", UNCERTAINTY, allowed=(0, 100),
        en="Office's cost of cooperation", zh="街道合作成本",
        help_en="What giving support costs the office.",
        help_zh="给予支持对街道的成本。",
    ),
    real(
        "organization_gain", 1, (0, 3), "factor", CONSTANT, allowed=(0, 100),
        en="Organisation's gain from cooperation", zh="组织合作收益",
        help_en="What the organisation hopes to gain from candour, per unit of trust.",
        help_zh="社会组织坦诚相待时按单位信任所期望的收益。",
    ),
    real(
        "organization_cost", 0.2, (0, 0.5), "factor", UNCERTAINTY, allowed=(0, 100),
        en="Organisation's cost of cooperation", zh="组织合作成本",
        help_en="What candour costs the organisation.",
        help_zh="坦诚对社会组织的成本。",
    ),
    real(
        "community_gain", 0.05, (0, 0.2), "per_month", UNCERTAINTY, symbol="a_c",
        en="Growth of communities' trust", zh="社区信任增长",
        help_en="How fast a community's trust in a provider follows the needs it sees met.",
        help_zh="社区对提供者的信任随需求满足而调整的快慢。",
    ),
)  # fmt: skip

# Half the mass says that no change is scheduled, the rest that it falls within a five-year term of office.
_ELECTION = with_null(0.5, -1, Integers(1, 60))

TURNOVER = group(
    "turnover", "Leadership turnover", "领导更替",
    real(
        "office_hazard", 1 / 36, (1 / 60, 1 / 24), "per_month", UNCERTAINTY, symbol="h", source="tenure",
        confidence="F",
        en="Turnover of office leaders", zh="街道领导更替风险",
        help_en="Monthly chance that an office's leader changes outside elections; 1/36 is a tenure of three"
        " years.",
        help_zh="换届之外街道领导每月更替的概率；1/36 相当于任期三年。",
    ),
    real(
        "organization_hazard", 1 / 60, (0, 1 / 24), "per_month", UNCERTAINTY,
        en="Turnover of organisations' leaders", zh="组织领导更替风险",
        help_en="Monthly chance that an organisation's leader changes outside elections.",
        help_zh="换届之外社会组织领导每月更替的概率。",
    ),
    real(
        "bureau_hazard", 1 / 60, (0, 1 / 24), "per_month", UNCERTAINTY,
        en="Turnover of the bureau's leader", zh="主管部门领导更替风险",
        help_en="Monthly chance that the leader of upper government changes outside elections.",
        help_zh="换届之外上级主管部门领导每月更替的概率。",
    ),
    count(
        "office_election", -1, (-1, 120), "month", UNCERTAINTY, allowed=(-1, 600), source="case",
        prior=_ELECTION,
        en="Election month of offices", zh="街道换届月份",
        help_en="Month of the first scheduled change of office leaders; 0: before the start, −1: none.",
        help_zh="街道领导首次换届的月份；0 为开始之前，−1 为没有。",
    ),
    count(
        "organization_election", -1, (-1, 120), "month", UNCERTAINTY, allowed=(-1, 600), source="case",
        prior=_ELECTION,
        en="Election month of organisations", zh="组织换届月份",
        help_en="Month of the first scheduled change of organisations' leaders; 0: before the start, −1:"
        " none.",
        help_zh="社会组织领导首次换届的月份；0 为开始之前，−1 为没有。",
    ),
    count(
        "bureau_election", -1, (-1, 120), "month", UNCERTAINTY, allowed=(-1, 600), prior=_ELECTION,
        en="Election month of the bureau", zh="主管部门换届月份",
        help_en="Month of the first scheduled change of the bureau's leader; 0: before the start, −1: none.",
        help_zh="上级主管部门领导首次换届的月份；0 为开始之前，−1 为没有。",
    ),
    count(
        "election_interval", 0, (0, 120), "months", CONSTANT, allowed=(0, 600),
        en="Months between elections", zh="换届间隔",
        help_en="Months from one scheduled change to the next; 0: once.",
        help_zh="两次换届之间的月数；0 表示只有一次。",
    ),
    count(
        "pause", 2, (0, 4), "months", UNCERTAINTY, allowed=(0, 24),
        en="Pause of decisions", zh="决策停顿",
        help_en="Months in which a new leader decides nothing, or an association delays its work.",
        help_zh="新领导不作决策、或协会推迟工作的月数。",
    ),
    real(
        "pause_loss", 0.3, (0, 0.6), "share", UNCERTAINTY,
        en="Work lost in a pause", zh="停顿期工作损失",
        help_en="Share of work lost while a new association leader settles in.",
        help_zh="协会新领导适应期间损失的工作比例。",
    ),
    real(
        "priority_spread", 0.3, (0, 1), "share", UNCERTAINTY,
        en="Redrawn priorities", zh="重点改变幅度",
        help_en="How far a new office leader's priorities over kinds of service differ from the last one's.",
        help_zh="街道新领导对各类服务的重视程度与前任的差异。",
    ),
    real(
        "devaluation", 0.3, (0, 0.6), "share", UNCERTAINTY,
        en="Unfinished work devalued", zh="未完成工作的贬值",
        help_en="How far a new office leader lets unfinished work go in kinds that fell from favour.",
        help_zh="街道新领导对不再受重视的服务中未完成工作的放弃程度。",
    ),
)  # fmt: skip

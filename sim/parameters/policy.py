"""How providers and instruments are chosen: tender, policy."""

from sim.codes import INSTRUMENT_RULES, INSTRUMENTS
from sim.parameters.declaration import CONSTANT, LEVER, UNCERTAINTY, choice, count, group, real

TENDER = group(
    "tender", "Tender", "招标",
    real(
        "quality_weight", 0.6, (0, 1), "share", CONSTANT,
        en="Weight of quality", zh="质量权重",
        help_en="Weight of the expected quality in a bid's score.",
        help_zh="评标中预期质量的权重。",
    ),
    real(
        "trust_weight", 0.2, (0, 1), "share", CONSTANT,
        en="Weight of trust", zh="信任权重",
        help_en="Weight of the office's trust in the bidder.",
        help_zh="评标中街道对投标者信任的权重。",
    ),
    real(
        "incumbency", 0.1, (0, 0.5), "share", UNCERTAINTY, source="girth",
        en="Incumbent's advantage", zh="在位优势",
        help_en="What having held the last contract adds to a bid's score.",
        help_zh="上一期承接方在评标中的加分。",
    ),
    real(
        "noise", 0.1, (0, 0.5), "share", CONSTANT,
        en="Noise of the award", zh="评标噪声",
        help_en="Standard deviation of a bid's score.",
        help_zh="评标得分的标准差。",
    ),
    count(
        "capacity", 4, (1, 12), "contracts", CONSTANT, allowed=(1, 64),
        en="Contracts an organisation may hold", zh="组织可持有合同数",
        help_en="How many contracts an organisation may hold at a time.",
        help_zh="一个组织同时最多可持有的合同数。",
    ),
    count(
        "providers", 3, (1, 5), "count", CONSTANT, allowed=(1, 16),
        en="Providers of an open lot", zh="开放标段的提供者数",
        help_en="How many providers share a lot when communities choose or entry is open.",
        help_zh="由社区选择或开放进入时分享一个标段的提供者数。",
    ),
    count(
        "local", 0, (0, 1), "switch", CONSTANT,
        en="Local bidders only", zh="只限本地投标",
        help_en="1: an office takes bids only from organisations of its own district; 0: from all.",
        help_zh="1：街道只接受本辖区组织投标；0：接受所有组织。",
    ),
)  # fmt: skip

POLICY = group(
    "policy", "Choice of instrument", "工具选择",
    choice(
        "rule", "fixed", INSTRUMENT_RULES, LEVER, source="smart_buyer",
        en="How instruments are chosen", zh="工具选择规则",
        help_en="A fixed instrument, the smart buyer's checklist, or learning from experience.",
        help_zh="固定工具、“精明买家”清单，或从经验中学习。",
    ),
    choice(
        "instrument", "contract", INSTRUMENTS, LEVER, options_from="instruments", source="case",
        en="Instrument", zh="治理工具",
        help_en="Instrument by which services are provided where the choice is fixed.",
        help_zh="工具固定时，提供服务所用的治理工具。",
    ),
    choice(
        "second", "contract", INSTRUMENTS, LEVER, options_from="instruments",
        en="Second instrument", zh="第二工具",
        help_en="Instrument that a part of the sum goes to when instruments are mixed.",
        help_zh="混合使用工具时，另一部分资金所用的工具。",
    ),
    real(
        "mix", 0, (0, 1), "share", LEVER,
        en="Share of the second instrument", zh="第二工具占比",
        help_en="Share of the sum that goes to the second instrument.",
        help_zh="分配给第二工具的金额比例。",
    ),
    real(
        "temperature", 0.1, (0.01, 1), "factor", CONSTANT, allowed=(0.001, 100),
        en="Temperature of choice", zh="选择温度",
        help_en="How often an instrument other than the best-valued one is tried.",
        help_zh="尝试非最优工具的频繁程度。",
    ),
    real(
        "learning_rate", 0.3, (0, 1), "share", CONSTANT,
        en="Learning rate", zh="学习速率",
        help_en="Weight of the latest experience in the learnt value of an instrument.",
        help_zh="最近一次经验在工具学习值中的权重。",
    ),
    real(
        "signal_noise", 0.2, (0, 1), "factor", UNCERTAINTY, allowed=(0, 10),
        en="Noise of experience", zh="经验噪声",
        help_en="Standard deviation of what an office observes of an instrument's worth.",
        help_zh="街道观察到的工具成效的标准差。",
    ),
    real(
        "pooled", 0, (0, 1), "level", LEVER,
        en="Pooling of experience", zh="经验共享",
        help_en="How far the bureau shares the offices' experience with instruments.",
        help_zh="主管部门在街道之间共享工具经验的程度。",
    ),
    real(
        "pressure_weight", 0.2, (0, 1), "factor", UNCERTAINTY, allowed=(0, 10),
        en="Pressure in the choice", zh="压力在选择中的权重",
        help_en="How far assessment pressure draws offices to instruments with visible results.",
        help_zh="考核压力使街道偏向见效快工具的程度。",
    ),
    real(
        "disappointment", 0.5, (0, 2), "factor", UNCERTAINTY, allowed=(0, 10),
        en="Disappointment", zh="失望",
        help_en="How heavily a failed contract weighs in what an office learns.",
        help_zh="失败合同在街道学习中的分量。",
    ),
    real(
        "revision", 0.3, (0.1, 1), "probability", UNCERTAINTY, source="calvo",
        en="Revision of the choice", zh="重新选择的概率",
        help_en="Chance a cycle that an office looks anew at which instrument serves a lot.",
        help_zh="每个周期街道重新考虑某标段工具的概率。",
    ),
    real(
        "switching_cost", 0.1, (0, 0.3), "factor", UNCERTAINTY, allowed=(0, 10), source="insourcing",
        en="Cost of another instrument", zh="更换工具的成本",
        help_en="By how much another instrument must be better than the present one, in value per yuan.",
        help_zh="新工具须比现有工具好多少（按每元价值计）。",
    ),
)  # fmt: skip

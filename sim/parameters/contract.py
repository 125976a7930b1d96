"""Who is there, what the contract says, and how long a run lasts: population, contract, run."""

from sim.parameters.declaration import CONSTANT, LEVER, UNCERTAINTY, count, group, real

POPULATION = group(
    "population", "Population", "主体规模",
    count(
        "offices", 1, (0, 64), "count", CONSTANT, structural=True,
        en="Street offices", zh="街道办事处数",
        help_en="Purchasers: street offices, each with its own leader, staff and budget.",
        help_zh="购买方：街道办事处，各有自己的领导、人员和预算。",
    ),
    count(
        "organizations", 1, (0, 256), "count", CONSTANT, structural=True,
        en="Social organisations", zh="社会组织数",
        help_en="Possible providers: social organisations with staff and a mission of their own.",
        help_zh="潜在承接方：有自己人员和使命的社会组织。",
    ),
    count(
        "communities", 0, (0, 4096), "count", CONSTANT, structural=True, stated=True,
        en="Communities", zh="社区数",
        help_en="Communities whose needs are served and in which groups grow.",
        help_zh="有需求待满足、有社区组织在其中成长的社区。",
    ),
    count(
        "evaluators", 10, (0, 64), "count", CONSTANT, structural=True,
        en="Evaluators in the pool", zh="评估人员库人数",
        help_en="Trade experts and peers from whom each evaluation panel is drawn.",
        help_zh="每次评审小组由此抽签组成的行业专家与同行。",
    ),
    count(
        "studios", 0, (0, 4096), "count", CONSTANT, structural=True,
        en="Studios open at the start", zh="期初已开工作室数",
        help_en="Communities in which a kind that opens at one unit is open before the contract, in each"
        " arm.",
        help_zh="合同之前，满一个单位才开放的服务已开放的社区数，各比较组相同。",
    ),
    count(
        "inert", 0, (0, 256), "count", CONSTANT, structural=True,
        en="Inert organisations", zh="不活动的社会组织数",
        help_en="How many of the organisations, counted from the last, have no people and never bid.",
        help_zh="从末位数起，没有人员、从不投标的社会组织数。",
    ),
)  # fmt: skip

CONTRACT = group(
    "contract", "Contract", "合同",
    real(
        "sum", 0, (0, 1e8), "yuan", CONSTANT, stated=True,
        en="Sum", zh="合同金额",
        help_en="Public money an office receives for the services, whoever then provides them.",
        help_zh="街道为这些服务获得的公共资金，无论最后由谁提供。",
    ),
    count(
        "term", 36, (4, 36), "months", LEVER, symbol="T", allowed=(1, 120), source="procurement",
        stated=True,
        en="Term", zh="合同期限",
        help_en="Months from the award to the fixed end date; approval is part of them.",
        help_zh="从授予到固定截止日的月数，审批时间包含在内。",
    ),
    count(
        "bundle", 1, (1, 1), "kinds", LEVER, allowed=(1, 16), rows_of="kinds",
        en="Kinds in one contract", zh="一份合同打包的服务种类",
        help_en="How many kinds of service one contract bundles.",
        help_zh="一份合同把几类服务捆在一起。",
    ),
    real(
        "share_at_risk", 0.25, (0, 1), "share", LEVER,
        en="Share of the sum at risk", zh="与考核挂钩的金额比例",
        help_en="Part of the sum that depends on passing evaluations.",
        help_zh="取决于评估是否通过的那部分金额。",
    ),
    real(
        "outcome_pay", 0.1, (0, 1), "share", LEVER,
        en="Outcome pay", zh="结果付费比例",
        help_en="Part of the incentive that is paid for outcomes rather than for counted output.",
        help_zh="激励中按实际成效而非按计数产出支付的那一部分。",
    ),
    count(
        "approval", 1, (0, 3), "months", UNCERTAINTY, allowed=(0, 24), source="case",
        en="Approval time", zh="审批时间",
        help_en="Months that approvals take from the term before work may start.",
        help_zh="开工前审批占用的合同月数。",
    ),
    real(
        "late_payment", 0.1, (0, 0.4), "probability", UNCERTAINTY, source="late_payment", confidence="F",
        en="Chance of late payment", zh="拖延付款概率",
        help_en="Chance that a tranche is paid late; over four tranches 0.1 makes 0.34.",
        help_zh="每期款项被拖延的概率；四期下来 0.1 合计约 0.34。",
    ),
    count(
        "late_months", 2, (1, 6), "months", CONSTANT, allowed=(0, 24),
        en="Delay of a late payment", zh="拖延付款月数",
        help_en="Months by which a late tranche is late.",
        help_zh="被拖延的款项晚到的月数。",
    ),
    count(
        "tranches", 4, (1, 6), "count", CONSTANT, allowed=(1, 12), source="procurement", confidence="F",
        en="Tranches", zh="付款期数",
        help_en="Equal parts in which the sum is paid; they always add up to the sum.",
        help_zh="合同金额等额分几期支付，各期之和恒等于合同金额。",
    ),
    count(
        "cycle", 0, (0, 60), "months", CONSTANT, allowed=(0, 600),
        en="Months between grants", zh="拨款周期",
        help_en="Months after which an office receives the sum again; 0: once.",
        help_zh="街道再次获得该笔资金的间隔月数；0 表示只有一次。",
    ),
    count(
        "extension", 4, (0, 12), "months", CONSTANT, allowed=(0, 60),
        en="Length of an extension", zh="延期长度",
        help_en="Months an extension adds when it is asked for and granted.",
        help_zh="申请延期获准后增加的月数。",
    ),
    real(
        "extension_granted", 0.5, (0, 1), "probability", UNCERTAINTY,
        en="Chance that an extension is granted", zh="延期获准概率",
        help_en="Chance that a requested extension is granted; the case records only the request.",
        help_zh="申请的延期获得批准的概率；个案只记载了申请。",
    ),
    real(
        "renewal", 0.5, (0, 1), "probability", UNCERTAINTY, symbol="p",
        en="Chance of renewal", zh="续约概率",
        help_en="Chance that an office would renew a contract that passes its evaluation.",
        help_zh="合同通过评估后街道愿意续约的概率。",
    ),
    real(
        "termination", 0.15, (0, 0.5), "share", CONSTANT,
        en="Score of termination", zh="终止合同分数线",
        help_en="Mid-term score under which a contract is terminated.",
        help_zh="中期评分低于此值时合同终止。",
    ),
    real(
        "credit", 1, (0, 3), "months", UNCERTAINTY, allowed=(0, 1000), source="reserves",
        en="Credit", zh="垫资上限",
        help_en="Months of a contract's revenue that its provider can pre-finance, no more than six"
        " months of own posts.",
        help_zh="承接方最多能垫付的合同月数，且不超过六个月的自有岗位成本；1000 表示不限。",
    ),
    real(
        "repayment", 1, (0, 1), "share", CONSTANT,
        en="Repayment of debt", zh="债务偿还",
        help_en="Part of a month's contract money with which an organisation in debt repays first.",
        help_zh="负债的社会组织每月先用于还债的合同资金比例。",
    ),
    count(
        "lapse", 1, (0, 1), "switch", CONSTANT, source="budget_law", confidence="R",
        en="Funds lapse", zh="年终资金收回",
        help_en="1: what an office has not committed by the end of the fiscal year lapses.",
        help_zh="1：财政年度结束时街道尚未安排的资金收回。",
    ),
    count(
        "fiscal_month", 0, (0, 11), "months", CONSTANT,
        en="Month of the fiscal year", zh="财政年度已过月数",
        help_en="Months of the fiscal year that have passed at the start.",
        help_zh="期初时财政年度已经过去的月数。",
    ),
    real(
        "ambition", 1.1, (0.8, 1.5), "factor", UNCERTAINTY, allowed=(0, 10),
        en="Ambition of targets", zh="目标进取程度",
        help_en="Targets relative to what money and term can do, where they are planned from these.",
        help_zh="按资金与期限规划目标时，目标相对于可行水平的倍数。",
    ),
)  # fmt: skip

RUN = group(
    "run", "Run", "运行",
    count(
        "horizon", 48, (8, 120), "months", LEVER, allowed=(0, 600), structural=True,
        en="Horizon", zh="考察期",
        help_en="Months over which value is counted, to long after the contract.",
        help_zh="计算公共价值的月数，延续到合同结束之后很久。",
    ),
)  # fmt: skip

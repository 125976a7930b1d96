"""The instruments of governance as data: seven rows, one set of rules; adding one is adding a row."""

from sim.codes import CHOOSERS, INSTRUMENTS, PAYMENTS
from sim.parameters.declaration import CONSTANT, choice, count, real
from sim.parameters.tables import Cell, Column, Row, Table

_LABELS = {
    "direct": {"en": "Direct provision", "zh": "直接提供"},
    "contract": {"en": "Contract", "zh": "政府购买（合同）"},
    "grant": {"en": "Grant", "zh": "补助"},
    "voucher": {"en": "Voucher", "zh": "消费券"},
    "ppp": {"en": "Public–private partnership", "zh": "公私合作（PPP）"},
    "franchise": {"en": "Franchise", "zh": "特许经营"},
    "time_bank": {"en": "Time bank", "zh": "时间银行"},
}


def _by_row(*values: float | str) -> dict[str, Cell | float | str]:
    return dict(zip(INSTRUMENTS, values, strict=True))


INSTRUMENT_TABLE = Table(
    "instruments", {"en": "Instruments", "zh": "治理工具"},
    rows=tuple(Row(name, _LABELS[name]) for name in INSTRUMENTS),
    most_rows=24,
    columns=(
        Column(
            count(
                "in_house", 0, (0, 1), "switch", CONSTANT,
                en="In-house", zh="自行提供",
                help_en="1: the office does the work with its own staff.",
                help_zh="1：由街道自己的人员完成。",
            ),
            _by_row(1, 0, 0, 0, 0, 0, 0),
        ),
        Column(
            choice(
                "chooser", "office", CHOOSERS, CONSTANT,
                en="Who chooses the provider", zh="由谁选择提供者",
                help_en="The office by tender, the communities served, or nobody: entry is open.",
                help_zh="街道通过招标、受服务的社区，或无人（开放进入）。",
            ),
            _by_row("office", "office", "office", "community", "office", "office", "open"),
            required=True,
        ),
        Column(
            choice(
                "pays_for", "output", PAYMENTS, CONSTANT,
                en="What is paid for", zh="为什么付费",
                help_en="Inputs, counted output, outcomes, use, or hours given.",
                help_zh="投入、计数产出、成效、使用量或工时。",
            ),
            _by_row("input", "output", "input", "use", "outcome", "use", "hours"),
            required=True,
        ),
        Column(
            real(
                "autonomy", 0.2, (0, 1), "level", CONSTANT,
                en="Autonomy", zh="自主性",
                help_en="How free the provider is to follow its own view of what is needed.",
                help_zh="提供者按自己的判断行事的自由程度。",
            ),
            _by_row(0, 0, 0.8, 0.6, 0.4, 0.6, 0.9),
        ),
        Column(
            real(
                "reporting", 1, (0, 2), "factor", CONSTANT, allowed=(0, 20),
                en="Reporting", zh="填报要求",
                help_en="Reporting relative to a contract's; multiplies the burden of indicators.",
                help_zh="相对于合同的填报量，乘以指标填报负担。",
            ),
            _by_row(0, 1, 0.4, 0.3, 1, 0.6, 0.2),
        ),
        Column(
            real(
                "term_factor", 1, (0.5, 5), "factor", CONSTANT, allowed=(0.1, 20),
                en="Term relative to a contract's", zh="期限倍数",
                help_en="Term relative to a contract's; the money of a year stays the same.",
                help_zh="相对于合同期限的倍数；每年的资金不变。",
            ),
            _by_row(1, 1, 1.5, 1, 3, 3, 1),
        ),
        Column(
            real(
                "private_match", 0, (0, 1), "share", CONSTANT,
                en="Private match", zh="社会资本配比",
                help_en="Private money that comes with each public yuan.",
                help_zh="每一元公共资金带来的社会资金。",
            ),
            _by_row(0, 0, 0, 0, 0.5, 0.3, 0),
        ),
        Column(
            real(
                "user_fee", 0, (0, 0.5), "share", CONSTANT,
                en="User fee", zh="使用者付费",
                help_en="Share of the price that users pay themselves; it keeps some away.",
                help_zh="由使用者自付的价格比例，会使部分人望而却步。",
            ),
            _by_row(0, 0, 0, 0.05, 0.1, 0.2, 0),
        ),
        Column(
            real(
                "volunteer_boost", 0, (0, 1), "share", CONSTANT,
                en="Boost to volunteers", zh="志愿增幅",
                help_en="Relative rise in volunteer hours that the instrument brings.",
                help_zh="该工具带来的志愿工时增幅。",
            ),
            _by_row(0, 0, 0.1, 0, 0, 0, 0.5),
        ),
        Column(
            real(
                "transaction_cost", 0.05, (0, 0.3), "share", CONSTANT,
                en="Transaction cost", zh="交易成本",
                help_en="Share of the sum spent on arranging and supervising.",
                help_zh="花在安排与监督上的金额比例。",
            ),
            _by_row(0, 0.05, 0.03, 0.08, 0.12, 0.06, 0.04),
        ),
        Column(
            count(
                "exclusivity", 0, (0, 1), "switch", CONSTANT,
                en="Exclusive right", zh="独占权",
                help_en="1: the provider alone serves its communities for the term.",
                help_zh="1：期限内由该提供者独家服务其社区。",
            ),
            _by_row(0, 0, 0, 0, 0, 1, 0),
        ),
    ),
)  # fmt: skip

"""What work is paid with, and what the levers themselves cost: resources, costs."""

from sim.parameters.declaration import CONSTANT, UNCERTAINTY, Parameter, group, real
from sim.parameters.priors import Triangular, point, with_null

RESOURCES = group(
    "resources", "Resources", "资源",
    real(
        "wage", 6500, (5500, 7500), "yuan_per_month", UNCERTAINTY, allowed=(1, 1e7),
        en="Wage", zh="月人工成本",
        help_en="What one full post costs a month, at government and organisation alike.",
        help_zh="一个全职岗位每月的成本，政府与社会组织相同。",
    ),
    real(
        "labour_share", 0.7, (0.6, 0.8), "share", UNCERTAINTY,
        en="Labour share", zh="人工费占比",
        help_en="Part of the money that may be spent on labour.",
        help_zh="资金中可用于人工的部分。",
    ),
    real(
        "government_posts", 1, (0, 2), "posts", UNCERTAINTY, allowed=(0, 1000),
        en="Government's own posts", zh="政府自有岗位",
        help_en="Full posts of its own that each office can give to these services.",
        help_zh="每个街道自己能投入这些服务的全职岗位数。",
    ),
    real(
        "organization_posts", 1, (0, 3), "posts", UNCERTAINTY, allowed=(0, 1000), source="case",
        en="Organisation's own posts", zh="组织自有岗位",
        help_en="Full posts each organisation can give from its own resources; the nine people of the case"
        " are"
        " spread over nine districts.",
        help_zh="每个组织用自有资源能投入的全职岗位数；个案中的 9 人要兼顾 9 个城区。",
    ),
    real(
        "relative_productivity", 1, (0.6, 1.4), "factor", UNCERTAINTY, allowed=(0.01, 10),
        en="Government's relative productivity", zh="政府相对生产率",
        help_en="Output of an hour of government's work relative to an organisation's; the sign of Δ hangs on"
        " it.",
        help_zh="政府一小时工作的产出相对于社会组织的倍数；Δ 的正负主要取决于它。",
    ),
    real(
        "contrast", 1, (0, 1), "exponent", UNCERTAINTY, allowed=(0, 3), source="salamon",
        prior=with_null(1 / 4, 0.0, point(1.0)),
        en="Contrast between kinds", zh="各类生产率的差异",
        help_en="Exponent of the kinds' declared productivities: 1 leaves them as they are; at 0, the null,"
        " government is as productive in one kind as in another.",
        help_zh="各类所声明生产率的指数：1 为原样；0 为零假设，即政府在各类服务上的生产率相同。",
    ),
    real(
        "hours_per_post", 160, (120, 184), "hours_per_month", CONSTANT, allowed=(1, 400),
        en="Hours of a post", zh="每岗位月工时",
        help_en="Paid hours a full post works in a month.",
        help_zh="一个全职岗位每月的带薪工时。",
    ),
    real(
        "crowding_in", 0.05, (-0.3, 0.3), "share", UNCERTAINTY, symbol="χ", allowed=(-1, 1), source="de_wit",
        prior=with_null(1 / 4, 0.0, Triangular(-0.3, 0.05, 0.3)),
        en="Crowding-in of own resources", zh="自有资源的撬动",
        help_en="How far an organisation's own posts rise (or fall, below 0) with the funded share of"
        " its posts.",
        help_zh="社会组织自有岗位随受资助比例上升（小于 0 时下降）的程度。",
    ),
)  # fmt: skip


def _price(name: str, default: float, en: str, zh: str) -> Parameter:
    return real(
        name, default, (0, 1e6), "yuan_per_year", CONSTANT, allowed=(0, 1e8),
        en=f"Cost of {en}", zh=f"{zh}费用",
        help_en=f"Yuan a year that {en} costs at level 1, taken from the office's grant.",
        help_zh=f"{zh}在强度为 1 时每年的花费，从街道的拨款中支出。",
    )  # fmt: skip


COSTS = group(
    "costs", "Costs of the levers", "杠杆的费用",
    _price("training", 15_000, "training officials", "公务人员培训"),
    _price("cultivation", 15_000, "cultivating organisations", "社会组织培育"),
    _price("digital", 10_000, "digital monitoring", "数字化监管"),
    _price("openness", 4_000, "disclosure", "信息公开"),
    _price("memory", 5_000, "institutional memory", "制度记忆"),
    _price("evaluation", 10_000, "evaluation at full depth", "深度评估"),
    _price("deliberation", 5_000, "deliberation with residents", "居民协商"),
    _price("feedback", 5_000, "quarterly feedback", "季度反馈"),
)  # fmt: skip

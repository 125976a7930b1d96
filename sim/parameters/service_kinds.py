"""The kinds of service as data: what any kind has; which kinds there are, each case says itself."""

from sim.parameters.declaration import CONSTANT, UNCERTAINTY, count, real
from sim.parameters.tables import Column, Table

KINDS = Table(
    "kinds", {"en": "Kinds of service", "zh": "服务种类"},
    rows=(),
    most_rows=12,
    columns=(
        Column(
            real(
                "target", 10, (0, 100), "units", CONSTANT, allowed=(0, 1e6),
                en="Target", zh="目标数",
                help_en="Units that one office's contract asks for.",
                help_zh="一个街道的合同要求完成的单位数。",
            ),
            required=True,
        ),
        Column(
            real(
                "hours", 20, (1, 100), "hours_per_unit", UNCERTAINTY, symbol="L", allowed=(0.01, 10_000),
                en="Effective hours per unit", zh="每单位有效工时",
                help_en="Effective hours a unit takes without hurry; a month of support, for a group that"
                " grows.",
                help_zh="不赶工时完成一个单位所需的有效工时；对孵化中的组织为每月支持工时。",
            ),
            required=True,
        ),
        Column(
            real(
                "verifiability", 0.5, (0, 1), "level", CONSTANT, symbol="m", source="holmstrom",
                en="Verifiability of results", zh="结果可核查性",
                help_en="How far the result of this kind can be counted and checked.",
                help_zh="这类服务的结果可计数、可核查的程度。",
            ),
            required=True,
        ),
        Column(
            real(
                "hours_verifiability", 0.5, (0, 1), "level", CONSTANT,
                en="Verifiability of hours", zh="工时可核查性",
                help_en="How far the hours given to this kind can be checked.",
                help_zh="投入这类服务的工时可核查的程度。",
            ),
        ),
        Column(
            real(
                "decay", 0.03, (0.01, 0.1), "per_month", UNCERTAINTY, symbol="δ",
                en="Decay without upkeep", zh="无维护时的衰减",
                help_en="Part of the level that is lost in a month without upkeep.",
                help_zh="没有维护时每月流失的服务水平比例。",
            ),
        ),
        Column(
            count(
                "stages", 0, (0, 8), "stages", CONSTANT, symbol="n", allowed=(0, 32),
                en="Stages of gestation", zh="孵化阶段数",
                help_en="Stages until a group stands on its own; 0: the kind is not incubated.",
                help_zh="组织自立之前经过的阶段数；0 表示这类服务无需孵化。",
            ),
        ),
        Column(
            real(
                "gestation", 0, (0, 36), "months", CONSTANT, symbol="τ", allowed=(0, 600),
                source="gestation_time",
                en="Gestation", zh="孵化时间",
                help_en="Mean months of full support until a group stands on its own.",
                help_zh="在充分支持下组织达到自立平均需要的月数。",
            ),
        ),
        Column(
            real(
                "weight", 1, (0, 3), "factor", CONSTANT, symbol="w", allowed=(0, 1000),
                en="Weight in public value", zh="公共价值权重",
                help_en="Weight of one enjoyed service-month of this kind, or of one living group's month.",
                help_zh="这类服务每享用一个服务月（或组织每存续一个月）的权重。",
            ),
        ),
        Column(
            real(
                "mission", 1, (0, 3), "factor", CONSTANT, allowed=(0, 1000),
                en="Weight in providers' mission", zh="提供者使命中的权重",
                help_en="How much providers care for this kind of their own accord, whatever its public"
                " value.",
                help_zh="提供者出于自身使命对这类服务的重视程度，与其公共价值无关。",
            ),
            {},
        ),
        Column(
            real(
                "scoring", 1, (0, 3), "factor", CONSTANT, allowed=(0, 1000),
                en="Weight in evaluations", zh="评估权重",
                help_en="Weight of this kind in a panel's score, where weights are declared.",
                help_zh="按声明的权重评分时，这类服务在评审得分中的权重。",
            ),
            {},
        ),
        Column(
            real(
                "productivity", 1, (0.5, 2), "factor", CONSTANT, allowed=(0.01, 100),
                source="salamon petersen",
                en="Government's relative productivity in this kind", zh="政府在该类的相对生产率",
                help_en="Government's productivity in this kind relative to its overall relative"
                " productivity.",
                help_zh="政府在这类服务上的生产率，相对于其总体相对生产率。",
            ),
        ),
        Column(
            real(
                "volunteer", 0.2, (0, 0.4), "share", UNCERTAINTY,
                en="Volunteer share", zh="志愿份额",
                help_en="Share of voluntary work in this kind at the usual mix.",
                help_zh="常规搭配下这类服务中志愿工作的份额。",
            ),
        ),
        Column(
            count(
                "opens", 0, (0, 1), "switch", CONSTANT,
                en="Opens at one unit", zh="满一个单位才开放",
                help_en="1: gives service only once one whole unit is complete and while it is operated.",
                help_zh="1：累计满一个单位并持续运营时才提供服务。",
            ),
        ),
        Column(
            real(
                "need", 4, (0, 20), "units", CONSTANT, allowed=(0, 1e9),
                en="Need of a community", zh="每社区需求",
                help_en="Units of this kind that a community needs on average.",
                help_zh="每个社区平均需要的这类服务单位数。",
            ),
            required=True,
        ),
        Column(
            count(
                "ripening", 6, (0, 60), "months", CONSTANT, allowed=(0, 600),
                en="Months until it shows", zh="见效月数",
                help_en="Months before a result of this kind shows to the leader's reviewer.",
                help_zh="这类服务的成果让考核者看到所需的月数。",
            ),
        ),
    ),
)  # fmt: skip

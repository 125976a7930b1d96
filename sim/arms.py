"""The arms: the same world and common random numbers, and in each other actors with other means.

An arm changes only who acts and who is given the public sum; every rule is the same in all of them.
"""

from operator import index
from typing import Any, NamedTuple

from sim.codes import GRANT_AS_GIFT, GRANT_BY_POLICY, GRANT_IN_HOUSE, NO_GRANT


class Arm(NamedTuple):
    """Who acts (0 or 1), what becomes of the grant, and if government has the organisations' own posts."""

    name: str
    government: int
    organizations: int
    grant: int
    pooled: int
    label_en: str
    label_zh: str


ARMS = (
    Arm("none", 0, 0, NO_GRANT, 0, "Nobody acts", "无人行动"),
    Arm("G", 1, 0, GRANT_IN_HOUSE, 0, "Government alone", "仅政府"),
    Arm("S", 0, 1, NO_GRANT, 0, "Organisations alone", "仅社会组织"),
    Arm("G+S", 1, 1, GRANT_IN_HOUSE, 0, "Both, no contract", "双方并行、无合同"),
    Arm("G-+S", 1, 1, NO_GRANT, 0, "Both, without the sum", "双方并行、无资金"),
    Arm("G-+S+", 1, 1, GRANT_AS_GIFT, 0, "Both, the sum given as a gift", "双方并行、资金无偿给予社会组织"),
    Arm("GS", 1, 1, GRANT_BY_POLICY, 0, "Contract", "合同合作"),
    Arm("G++", 1, 0, GRANT_IN_HOUSE, 1, "Government with the means of both", "政府拥有双方资源"),
)
"""The eight arms in their order: ∅, G, S, G∥S, G₋∥S, G₋∥S₊, GS, G₊."""

NONE, G, S, G_S, GMINUS_S, GMINUS_SPLUS, GS, GPLUS = range(8)

ARM_LAYOUT = {"government": int, "organizations": int, "grant": int, "pooled": int}


def arm_index(name: str) -> int:
    """The index of an arm by its name; raises ValueError naming the arms there are."""
    names = [arm.name for arm in ARMS]
    if name not in names:
        raise ValueError(f"arm {name!r}: there are {', '.join(names)}")
    return names.index(name)


def arm_number(arm: Any) -> int:
    """An arm's index as it was given; raises ValueError for what is no index of an arm."""
    if isinstance(arm, bool) or not hasattr(arm, "__index__") or not 0 <= index(arm) < len(ARMS):
        raise ValueError(f"arm {arm}: arms go from 0 to {len(ARMS) - 1}")
    return index(arm)


def arm_values(arm: int) -> dict[str, int]:
    """What an arm sets in the record that rules read: p.arm.government and the others."""
    chosen = ARMS[arm]
    return {name: getattr(chosen, name) for name in ARM_LAYOUT}

"""Division of labour: office and contractor each shift hours to what they are relatively better at.

A swap, so that a kind as a whole keeps its emphasis: what the one leaves the other takes up.
"""

from typing import Any

from sim.compiler.rule import rule
from sim.rules.capability import lean


@rule
def coordinated(p: Any, office: Any, relation: Any) -> float:
    """How far the two coordinate: as far as the office can manage, and only while both cooperate."""
    if relation.support == 0 or relation.candour == 0:
        return 0.0
    return min(p.capability.coordination, office.management)


@rule
def organization_lean(office: Any, organization: Any, kind: int) -> float:
    """How far a kind is rather the organisation's, over all kinds of the scenario: in (−2, 2), 0 alike."""
    kinds = len(office.skill)
    total = 0.0
    for other in range(kinds):
        total += organization.skill[other] / office.skill[other]
    return lean(organization.skill[kind], office.skill[kind], total / kinds)


@rule
def organization_shift(p: Any, office: Any, organization: Any, relation: Any, kind: int) -> float:
    """What the contractor's emphasis on a kind is multiplied by: 1 + c·a·(office's part of all posts)."""
    both = office.posts() + organization.posts()
    if both <= 0.0:
        return 1.0
    towards = organization_lean(office, organization, kind) * office.posts() / both
    return max(0.0, 1.0 + coordinated(p, office, relation) * towards)


@rule
def office_shift(p: Any, office: Any, organization: Any, relation: Any, kind: int) -> float:
    """What the office's emphasis on a kind is multiplied by: 1 − c·a·(organisation's part of all posts)."""
    both = office.posts() + organization.posts()
    if both <= 0.0:
        return 1.0
    towards = organization_lean(office, organization, kind) * organization.posts() / both
    return max(0.0, 1.0 - coordinated(p, office, relation) * towards)

"""What each side sees of needs, and what both see together."""

from typing import Any

from sim.compiler.rule import rule
from sim.rules.capability import precision_weight


@rule
def own_error(p: Any, relation: Any) -> float:
    """Error with which an organisation sees a district's needs: ε_S·(1 − mean trust of its communities)."""
    return p.needs.organization_error * (1.0 - relation.standing)


@rule
def pooled(p: Any, relation: Any) -> float:
    """How far the two pool what they see: as far as feedback goes, where the organisation is candid."""
    return p.needs.pooling * p.capability.feedback * relation.candour


@rule
def look_as_contractor(p: Any, office: Any, relation: Any) -> float:
    """Set how a contractor sees the district; returns the weight it gives the office's own misjudgement.

    Its own picture, and as far as both pool, the mean of the two by precision.
    """
    far = pooled(p, relation)
    weight = precision_weight(office.error, relation.error)
    office.eyes_of = relation.organization
    office.eyes_error = ((1.0 - far) + far * (1.0 - weight)) * relation.error
    return far * weight * office.error


@rule
def look_as_office(p: Any, office: Any, relation: Any) -> float:
    """Set how the office sees what a contractor works at too; returns the weight of its own misjudgement."""
    far = pooled(p, relation)
    weight = precision_weight(office.error, relation.error)
    office.eyes_of = relation.organization
    office.eyes_error = far * (1.0 - weight) * relation.error
    return ((1.0 - far) + far * weight) * office.error

"""Which parameters can change what an arm measures: derived from the rules as they stand, for every arm."""

from sim.influence.arms import influential

__all__ = ["influential"]

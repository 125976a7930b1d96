"""When do leaders change: at random, or at a scheduled election (换届)?"""

from sim.compiler.rule import rule


@rule
def leader_changes(u: float, hazard: float, now: int, election: int, interval: int) -> int:
    """One if the leader changes this month: by hazard (u < h), or in a scheduled month; else 0.

    `election` is the month of the first scheduled change (−1: none), `interval` the months between (0: once).
    """
    if u < hazard:
        return 1
    if election >= 0:
        if now == election:
            return 1
        if interval > 0 and now > election and (now - election) % interval == 0:
            return 1
    return 0


@rule
def new_priority(u: float, spread: float) -> float:
    """A new leader's weight for a kind relative to the last one's ideal: 1 + spread·(2u − 1), mean one."""
    return 1.0 + spread * (2.0 * u - 1.0)

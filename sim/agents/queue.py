"""Which communities of a district are served next, where services go to one after the other.

The furthest on comes first, then the one whose need is perceived to be greatest, then the lowest id. One look
through all finds as many as the work at hand can serve: looking through all for each of them would cost the
square of their number. They stand in a heap, in which those at places 2i + 1 and 2i + 2 are served before the
one at place i, so that place 0 is of whoever gives way to a better one.

They are served from the highest place down to place 0. Each takes one unit at most, and there are units for
all of them but one: whoever stands at place 0 comes last and takes what is left. In which order the others
get all that they can use makes no difference, so that nobody need sort them.
"""

from typing import Any

from sim.compiler.rule import rule


@rule
def queue_up(world: Any, p: Any, office: Any, kind: int, error: float, units: float) -> int:
    """Let those communities of a district queue up that come first among all that wait for a kind.

    No more than could use so many units if each used one; returns how many there are. `in_queue` says who.
    """
    most = office.communities
    if units < most:
        most = int(units) + 1
    queue = 0
    if office.communities == 0:
        return queue
    last = world.communities[office.first]
    for place_id in range(office.first, office.first + office.communities):
        community = world.communities[place_id]
        if community.waits(p, kind) == 1:
            if queue < most:
                community.seen = community.perceived(world, p, kind, error, office)
                world.communities[office.first + queue].queued = place_id
                climb(world, office, kind, queue)
                queue += 1
                last = world.communities[in_queue(world, office, 0)]
            elif community.is_behind(last, kind) == 0:
                community.seen = community.perceived(world, p, kind, error, office)
                if community.is_before(last, kind) == 1:
                    world.communities[office.first].queued = place_id
                    sink(world, office, kind, queue)
                    last = world.communities[in_queue(world, office, 0)]
    return queue


@rule
def in_queue(world: Any, office: Any, place: int) -> int:
    """Id of the community at a place of a district's queue; who comes last is at place 0."""
    return world.communities[office.first + place].queued


@rule
def climb(world: Any, office: Any, kind: int, place: int) -> None:
    """Let the one at a place of the heap change places with those above that are served before it."""
    here = place
    while here > 0:
        above = (here - 1) // 2
        if is_before(world, office, kind, above, here) == 0:
            break
        change_places(world, office, above, here)
        here = above


@rule
def sink(world: Any, office: Any, kind: int, queue: int) -> None:
    """Let the one at the top of a heap of so many change places with those below that are served after it."""
    here = 0
    while 2 * here + 1 < queue:
        below = 2 * here + 1
        if below + 1 < queue and is_before(world, office, kind, below, below + 1) == 1:
            below += 1
        if is_before(world, office, kind, here, below) == 0:
            break
        change_places(world, office, here, below)
        here = below


@rule
def change_places(world: Any, office: Any, one: int, other: int) -> None:
    """Let those at two places of the queue change places."""
    moved = world.communities[office.first + one].queued
    world.communities[office.first + one].queued = world.communities[office.first + other].queued
    world.communities[office.first + other].queued = moved


@rule
def is_before(world: Any, office: Any, kind: int, one: int, other: int) -> int:
    """One if who stands at one place of the queue is served before who stands at the other."""
    community = world.communities[in_queue(world, office, one)]
    return community.is_before(world.communities[in_queue(world, office, other)], kind)

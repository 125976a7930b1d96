"""What moves on the way to two, and how many runs looking for it takes."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.errors import InvalidInput
from experiments.nearest.axes import LEVER, Axis
from experiments.nearest.surface import least_draws
from experiments.nearest.ways import GROUPS, PARTS, ROUNDS
from experiments.optimisation.prices import STARTING_STATE
from experiments.runs.outcomes import BENCHMARKS
from experiments.runs.simulator import ScenarioSimulator, varied


def moving_axes(simulator: ScenarioSimulator, vary: Sequence[str] = ()) -> tuple[Axis, ...]:
    """Return what can be moved of a scenario.

    Args:
        simulator: what runs the scenario.
        vary: "uncertain", "levers" or single names; by default all uncertain parameters and all levers with a
            range but those that describe how an office starts.

    Returns:
        An axis for each parameter that has somewhere to go.

    Raises:
        InvalidInput: nothing varies, a parameter does twice, is unknown, or is a choice without order.
    """
    named = set(vary) - {"levers", "uncertain"}
    found = []
    for one in varied(simulator, vary):
        choice = simulator.scenario.parameters[one.name].kind == "choice"
        if one.name in named or not (choice or one.name in STARTING_STATE):
            found.append(Axis.of(simulator, one.name))
    moving = [axis for axis in found if axis.low < axis.high]
    if not moving:
        raise InvalidInput("design.nothing_varies")
    if len({axis.name for axis in moving}) < len(moving):
        twice = next(axis.name for axis in moving if [one.name for one in moving].count(axis.name) > 1)
        raise InvalidInput("design.varied_twice", name=twice)
    return tuple(moving)


def groups_of(axes: Sequence[Axis]) -> tuple[str, ...]:
    """Return the groups that have something to move."""
    kinds = {axis.kind for axis in axes}
    return GROUPS if len(kinds) == 2 else GROUPS[:1] if LEVER in kinds else GROUPS[1:2]


def fewest_draws(axes: Sequence[Axis]) -> int:
    """Return the fewest draws from which the surface around the case can be fitted."""
    levers = sum(axis.kind == LEVER for axis in axes)
    return least_draws(len(axes) - levers, levers)


def points_at_most(axes: Sequence[Axis], draws: int, held_out: int) -> int:
    """Return how many points of all arms together are run at most, without their seeds."""
    lines = len(BENCHMARKS) * len(groups_of(axes))
    return 2 * draws + lines * (2 * draws * (ROUNDS - 1) + held_out * ((ROUNDS + 1) * (PARTS + 1) + 2))

"""Which of the parameters that vary can change a measure in an arm."""

from __future__ import annotations

from collections.abc import Sequence

from sim.agenda import month
from sim.arms import arm_values
from sim.founding import found
from sim.influence.numbers import Number, between, exactly
from sim.influence.reader import Reader
from sim.influence.state import Situation
from sim.influence.things import OUT, PARAMETERS, WORLD, Agent, TableColumn, Unresolved
from sim.measures import take_measures
from sim.parameters.layout import Valued, split
from sim.world import STATES, shapes, sizes

HORIZON = "run.horizon"


def influential(scenario: Valued, arm: int, names: Sequence[str]) -> frozenset[str]:
    """Return those of the named parameters that may change a measure of an arm.

    What is not returned changes none, bit for bit, whatever allowed value it takes, and whatever allowed
    values the other named parameters take; the rest of the parameters are as in the scenario. Whether a run
    fails is not part of that. Rules that cannot be read for certain make every parameter influential.

    Args:
        scenario: gives the world's sizes and the values of what does not vary.
        arm: index into `sim.arms.ARMS`.
        names: dotted names of the parameters that vary.

    Returns:
        The names, of which all others are known to do nothing in this arm.

    Example:
        >>> from sim.arms import G, GS
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> both = ["control.control", "resources.relative_productivity"]
        >>> sorted(influential(case, GS, both)), sorted(influential(case, G, both))
        (['control.control', 'resources.relative_productivity'], ['resources.relative_productivity'])
    """
    try:
        followed = _followed(scenario, arm, names)
    except Unresolved:
        return frozenset(names)
    return frozenset(name for place, name in enumerate(names) if followed >> place & 1)


def _followed(scenario: Valued, arm: int, names: Sequence[str]) -> int:
    """Return what any measure may follow from, one bit for each name."""
    parameters = _parameters(scenario, arm, names)
    lengths = shapes(scenario.values)
    tables = {name: (cls, lengths[name]) for name, cls in STATES.items()}
    reader = Reader(parameters, tables, sizes(scenario))
    horizon = parameters["run"]["horizon"]
    assert isinstance(horizon, Number)
    now = between(0, max(0, horizon.high - 1), True, horizon.of)
    tally = Agent(STATES["tally"], 0, 0)
    while True:
        before = reader.memory.changes
        state = Situation({}, {})
        reader.call(found, [WORLD, PARAMETERS], state, 0)
        if horizon.high > 0:
            reader.call(month, [WORLD, PARAMETERS, now], state, horizon.of)
        reader.call(take_measures, [tally, PARAMETERS, OUT], state, horizon.of)
        if reader.memory.changes == before:
            return reader.measured


def _parameters(
    scenario: Valued, arm: int, names: Sequence[str]
) -> dict[str, dict[str, Number | TableColumn]]:
    """Return what p holds: a value where it is settled, all allowed values where it varies."""
    bits = {name: 1 << place for place, name in enumerate(names)}
    found: dict[str, dict[str, Number | TableColumn]] = {
        "arm": {name: exactly(value) for name, value in arm_values(arm).items()}
    }
    for name, parameter in scenario.parameters.items():
        group, field, row = split(name)
        if name in bits:
            number = between(parameter.least, parameter.most, parameter.kind != "float", bits[name])
        else:
            number = exactly(scenario.values[name])
        fields = found.setdefault(group, {})
        if row is None:
            fields[field] = number
        else:
            column = fields.get(field, TableColumn(()))
            assert isinstance(column, TableColumn)
            fields[field] = TableColumn((*column.rows, number))
    return found

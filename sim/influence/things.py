"""What rules handle beside numbers: the world, its agents and their lists, the parameters."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.influence.numbers import Number

ANY = 0
"""The mark of an agent that may be any of its class."""


class Unresolved(Exception):
    """Something in a rule whose effect is not certain: then everything counts as read."""


class Unreachable(Exception):
    """No run comes past this place."""


class Agent(NamedTuple):
    """One agent of a class; equal marks above `ANY` are the same agent. `of`: what it may be chosen by."""

    cls: type
    mark: int
    of: int


class Agents(NamedTuple):
    """A list of agents, or a list of lists: how long each axis is."""

    cls: type
    lengths: tuple[int, ...]
    of: int


class Cells(NamedTuple):
    """A list that an agent keeps: its cells count as one."""

    agent: Agent
    field: str
    length: int


class TableColumn(NamedTuple):
    """A column of a table of parameters: its rows."""

    rows: tuple[Number, ...]


class ParameterGroup(NamedTuple):
    """A group of parameters: p.contract."""

    name: str


class Thing(NamedTuple):
    """One of a kind: the world, the parameters, the random numbers, what measures are written into."""

    name: str


WORLD, PARAMETERS, CHANCE, OUT = Thing("world"), Thing("parameters"), Thing("chance"), Thing("out")
NOTHING = Thing("nothing")


def anonymous(value: Any, since: int) -> Any:
    """Return a value whose agents, where they were marked since, may be any of their class."""
    if isinstance(value, Agent) and value.mark >= since:
        return value._replace(mark=ANY)
    if isinstance(value, Cells) and value.agent.mark >= since:
        return value._replace(agent=value.agent._replace(mark=ANY))
    return value

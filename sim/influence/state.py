"""What is known at a place of a rule: its variables, and what agents hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.compiler.state import fields
from sim.influence.numbers import Number, exactly, joined, widened
from sim.influence.things import ANY, Agent, Agents, Cells, Unresolved, anonymous

PATIENCE = 4
"""How often what a field holds may grow before it is widened."""

Pending = dict[tuple[int, type, str], Number]


def joined_things(one: Any, other: Any) -> Any:
    """Return what may be either; agents of one class are any of it unless they are the same."""
    if one == other:
        return one
    if isinstance(one, Number) and isinstance(other, Number):
        return joined(one, other)
    if isinstance(one, Agent) and isinstance(other, Agent) and one.cls is other.cls:
        return Agent(one.cls, one.mark if one.mark == other.mark else ANY, one.of | other.of)
    if isinstance(one, Agents) and isinstance(other, Agents) and one[:2] == other[:2]:
        return one._replace(of=one.of | other.of)
    raise Unresolved(f"{one} or {other}")


@dataclass
class Situation:
    """Variables by name, and what marked agents hold that was written last and is noted nowhere else yet."""

    names: dict[str, Any]
    pending: Pending

    def copy(self) -> Situation:
        """Return a state of its own that knows the same."""
        return Situation(dict(self.names), dict(self.pending))

    def settled(self, memory: Memory, since: int) -> Situation:
        """Return the state without marks made since: what their agents hold is noted."""
        names = {name: anonymous(value, since) for name, value in self.names.items()}
        return Situation(names, memory.settled(self.pending, since))

    def widened(self, before: Situation) -> Situation:
        """Return the state with numbers that can grow only a few times more."""
        names = {
            name: widened(before.names[name], value)
            if isinstance(value, Number) and isinstance(before.names.get(name), Number)
            else value
            for name, value in self.names.items()
        }
        pending = {
            key: widened(before.pending[key], value) if key in before.pending else value
            for key, value in self.pending.items()
        }
        return Situation(names, pending)


def merged(states: Sequence[Situation], memory: Memory) -> Situation:
    """Return what is known where several ways meet."""
    first, *others = states
    names, pending = dict(first.names), dict(first.pending)
    for other in others:
        for name, value in other.names.items():
            names[name] = joined_things(names[name], value) if name in names else value
        for key in set(pending) ^ set(other.pending):  # written on one way only
            value = pending.pop(key) if key in pending else other.pending[key]
            memory.note(key[1], key[2], value)
        for key in pending:
            pending[key] = joined(pending[key], other.pending[key])
    return Situation(names, pending)


@dataclass
class Memory:
    """What agents may hold, by class and field: all that any of them is ever noted to hold, and zero.

    `changes` counts how often that grew.
    """

    held: dict[tuple[type, str], Number] = field(default_factory=dict)
    grown: dict[tuple[type, str], int] = field(default_factory=dict)
    changes: int = 0

    def of(self, cls: type, name: str) -> Number:
        """Return what agents of a class may hold in a field."""
        return self.held.get((cls, name)) or exactly(fields(cls)[name].kind(0))

    def note(self, cls: type, name: str, value: Number) -> None:
        """Note that some agent may hold this too."""
        before = self.of(cls, name)
        after = joined(before, value)
        if after == before:
            return
        key = (cls, name)
        self.grown[key] = self.grown.get(key, 0) + 1
        self.held[key] = widened(before, after) if self.grown[key] > PATIENCE else after
        self.changes += 1

    def read(self, state: Situation, agent: Agent, name: str) -> Number:
        """Return what an agent holds in a field of one number."""
        self._note_others(state, agent, name)
        found = state.pending.get((agent.mark, agent.cls, name))
        return self.of(agent.cls, name) if found is None else found

    def write(self, state: Situation, agent: Agent, name: str, value: Number) -> None:
        """Note what an agent is given to hold; of a marked one, that it holds nothing else any more."""
        if fields(agent.cls)[name].length({}) is not None:
            raise Unresolved(name)
        self._note_others(state, agent, name)
        if agent.mark == ANY:
            self.note(agent.cls, name, value)
        else:
            state.pending[agent.mark, agent.cls, name] = value

    def read_cell(self, cells: Cells) -> Number:
        """Return what may stand in any cell of an agent's list."""
        return self.of(cells.agent.cls, cells.field)

    def write_cell(self, cells: Cells, value: Number) -> None:
        """Note what may stand in any cell of an agent's list."""
        self.note(cells.agent.cls, cells.field, value)

    def settled(self, pending: Pending, since: int) -> Pending:
        """Return what is pending of agents marked before, and note the rest."""
        for key, value in pending.items():
            if key[0] >= since:
                self.note(key[1], key[2], value)
        return {key: value for key, value in pending.items() if key[0] < since}

    def _note_others(self, state: Situation, agent: Agent, name: str) -> None:
        """Note what other marks hold in this field: they may mark the same agent."""
        for key in [key for key in state.pending if key[1:] == (agent.cls, name) and key[0] != agent.mark]:
            self.note(key[1], key[2], state.pending.pop(key))

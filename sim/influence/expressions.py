"""Reads the expressions of rules: what they may be, and what they may follow from."""

from __future__ import annotations

import ast
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.compiler.state import fields
from sim.influence.leaves import LEAVES, builtin, following, length, number, of_math
from sim.influence.numbers import Number, compared, computed, condition, exactly, joined, negative, truth
from sim.influence.state import Memory, Situation, joined_things, merged
from sim.influence.things import (
    ANY,
    CHANCE,
    PARAMETERS,
    WORLD,
    Agent,
    Agents,
    Cells,
    ParameterGroup,
    TableColumn,
    Unreachable,
    Unresolved,
)

Parameters = Mapping[str, Mapping[str, Number | TableColumn]]


@dataclass
class Frame:
    """One call: under which conditions it is where it is, and how it may have been left.

    `under` are the parameters that settle whether the place is reached; `left` those that settle whether a
    return came before, `broke` whether the loop at hand was left or cut short.
    """

    names: Mapping[str, Any]
    under: int
    left: int = 0
    broke: int = 0
    returned: Any = None
    ends: list[Situation] = field(default_factory=list)
    breaks: list[Situation] = field(default_factory=list)
    nexts: list[Situation] = field(default_factory=list)


@dataclass(eq=False)
class Expressions(ABC):
    """Reads expressions in a world whose tables are this long.

    Args:
        parameters: what p holds, by group and field.
        tables: the state class and the lengths of each member of the world.
        sizes: lengths of an agent's own lists.
    """

    parameters: Parameters
    tables: Mapping[str, tuple[type, tuple[int, ...]]]
    sizes: Mapping[str, int]
    memory: Memory = field(default_factory=Memory, init=False)
    marks: int = field(default=ANY, init=False)

    def marked(self, cls: type, of: int) -> Agent:
        """Return one agent of a class, marked."""
        self.marks += 1
        return Agent(cls, self.marks, of)

    @abstractmethod
    def call(
        self, function: Callable[..., Any], arguments: Sequence[Any], state: Situation, under: int
    ) -> Any:
        """Return what a rule returns, and leave in `state` what it leaves in the world."""

    def number(self, node: ast.expr, state: Situation, frame: Frame) -> Number:
        """Return an expression that is a number."""
        return number(self.value(node, state, frame))

    def value(self, node: ast.expr, state: Situation, frame: Frame) -> Any:
        """Return what an expression may be, where `frame` is."""
        match node:
            case ast.Constant():
                return exactly(node.value)
            case ast.Name():
                return self._named(node.id, state, frame)
            case ast.Attribute():
                return self._attribute(node, state, frame)
            case ast.Subscript():
                return self._item(node, state, frame)
            case ast.BinOp():
                left, right = self.number(node.left, state, frame), self.number(node.right, state, frame)
                if type(node.op).__name__ not in ("Add", "Sub", "Mult", "Div", "FloorDiv", "Mod"):
                    raise Unresolved(ast.unparse(node))
                return computed(type(node.op).__name__, left, right)
            case ast.UnaryOp(op=ast.USub()):
                return negative(self.number(node.operand, state, frame))
            case ast.UnaryOp(op=ast.Not()):
                inner = self.number(node.operand, state, frame)
                held = truth(inner)
                return condition(None if held is None else not held, inner.of)
            case ast.Compare():
                return self._compared(node, state, frame)
            case ast.BoolOp():
                return self._both_or_either(node, state, frame)
            case ast.IfExp():
                test = self.number(node.test, state, frame)
                held = truth(test)
                if held is not None:
                    return self.value(node.body if held else node.orelse, state, frame)
                found = [self._perhaps(one, test.of, state, frame) for one in (node.body, node.orelse)]
                return following(joined_things(*found), test.of)
            case ast.Call():
                return self._call(node, state, frame)
        raise Unresolved(ast.unparse(node))

    def _perhaps(self, node: ast.expr, of: int, state: Situation, frame: Frame) -> Any:
        """Return an expression that some runs come to and others do not."""
        before, here = frame.under, state.copy()
        frame.under |= of
        try:
            value = self.value(node, here, frame)
        except Unreachable:
            raise Unresolved(ast.unparse(node)) from None
        frame.under = before
        end = merged([state.copy(), here], self.memory)
        state.names, state.pending = end.names, end.pending
        return value

    def _both_or_either(self, node: ast.BoolOp, state: Situation, frame: Frame) -> Number:
        stops = isinstance(node.op, ast.Or)
        of, open_ = 0, False
        for each in node.values:
            found = self._perhaps(each, of, state, frame) if open_ else self.value(each, state, frame)
            held = truth(number(found))
            if held is stops:
                return exactly(stops)
            if held is None:
                of, open_ = of | number(found).of, True
        return condition(None if open_ else not stops, of)

    def _compared(self, node: ast.Compare, state: Situation, frame: Frame) -> Number:
        left, held, of = self.number(node.left, state, frame), True, 0
        for order, other in zip(node.ops, node.comparators, strict=True):
            right = self.number(other, state, frame)
            found = compared(type(order).__name__, left, right)
            if truth(found) is False:
                return found
            held, of, left = held and truth(found) is True, of | found.of, right
        return condition(True if held else None, of)

    def _named(self, name: str, state: Situation, frame: Frame) -> Any:
        if name in state.names:
            return state.names[name]
        if name not in frame.names:
            raise Unresolved(name)
        value = frame.names[name]
        if isinstance(value, int | float):
            return exactly(value)
        raise Unresolved(name)

    def _attribute(self, node: ast.Attribute, state: Situation, frame: Frame) -> Any:
        if isinstance(node.value, ast.Name) and frame.names.get(node.value.id) is math:
            return exactly(getattr(math, node.attr))
        owner = self.value(node.value, state, frame)
        if owner is PARAMETERS:
            return ParameterGroup(node.attr)
        if isinstance(owner, ParameterGroup):
            return self.parameters[owner.name][node.attr]
        if owner is WORLD:
            if node.attr == "random_numbers":
                return CHANCE
            cls, lengths = self.tables[node.attr]
            return Agents(cls, lengths, 0) if lengths else Agent(cls, ANY, 0)
        if isinstance(owner, Agent):
            size = fields(owner.cls)[node.attr].length(self.sizes)
            if size is not None:
                return Cells(owner, node.attr, size)
            return self.memory.read(state, owner, node.attr).following(owner.of)
        raise Unresolved(ast.unparse(node))

    def _item(self, node: ast.Subscript, state: Situation, frame: Frame) -> Any:
        owner = self.value(node.value, state, frame)
        index = self.number(node.slice, state, frame)
        if isinstance(owner, Agents):
            of = owner.of | index.of
            return (
                self.marked(owner.cls, of)
                if len(owner.lengths) == 1
                else Agents(owner.cls, owner.lengths[1:], of)
            )
        if isinstance(owner, Cells):
            return self.memory.read_cell(owner).following(owner.agent.of | index.of)
        if isinstance(owner, TableColumn):
            rows = [row for place, row in enumerate(owner.rows) if index.low <= place <= index.high]
            if index.low < 0 or not rows:  # counted from the end, as Python does
                rows = list(owner.rows)
            found = rows[0]
            for row in rows[1:]:
                found = joined(found, row)
            return found.following(index.of)
        raise Unresolved(ast.unparse(node))

    def _call(self, node: ast.Call, state: Situation, frame: Frame) -> Any:
        if node.keywords:
            raise Unresolved(ast.unparse(node))
        if isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Name) and frame.names.get(node.func.value.id) is math:
                argument = self.number(node.args[0], state, frame)
                return of_math(node.func.attr, argument)
            agent = self.value(node.func.value, state, frame)
            if not isinstance(agent, Agent):
                raise Unresolved(ast.unparse(node))
            method = getattr(agent.cls, node.func.attr)
            return self.call(method, [agent, *self._all(node, state, frame)], state, frame.under)
        assert isinstance(node.func, ast.Name)
        name, arguments = node.func.id, self._all(node, state, frame)
        if name in frame.names:
            function = frame.names[name]
            if function in LEAVES:
                return LEAVES[function](*arguments)
            return self.call(function, arguments, state, frame.under)
        if name == "len":
            return exactly(length(arguments[0]))
        if name in ("min", "max"):
            found = number(arguments[0])
            for each in arguments[1:]:
                found = computed(name, found, number(each))
            return found
        return builtin(name, number(arguments[0]))

    def _all(self, node: ast.Call, state: Situation, frame: Frame) -> list[Any]:
        return [self.value(each, state, frame) for each in node.args]

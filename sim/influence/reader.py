"""Reads rules as they stand, statement by statement, for all runs of an arm at once.

Numbers are sets of values (`numbers`), an agent's fields those of every agent of its class, and a condition
that the arm or the scenario settles closes the branch that no run takes. Each value keeps which varied
parameters it may follow from: by what it is computed from, and by the conditions under which it is written.
(Abstract interpretation: Cousot & Cousot 1977; dependence through conditions: Denning & Denning 1977.)
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sim import arithmetic
from sim.chance.random_numbers import normal, uniform
from sim.compiler.rule import is_rule
from sim.compiler.state import fields
from sim.influence.numbers import (
    Number,
    among,
    between,
    compared,
    computed,
    condition,
    exactly,
    joined,
    mapped,
    negative,
    truth,
    unknown,
)
from sim.influence.state import Memory, State, joined_things, merged
from sim.influence.things import (
    ANY,
    CHANCE,
    NOTHING,
    OUT,
    PARAMETERS,
    WORLD,
    Agent,
    Agents,
    Cells,
    Column,
    Group,
    Unreachable,
    Unresolved,
    anonymous,
)

ROUNDS = 60
"""Rounds of a loop after which it is not resolved; a few are enough, as what grows is widened."""

SIGMAS = 64.0
"""No normal number of 53 random bits is as far from zero."""

Parameters = Mapping[str, Mapping[str, Number | Column]]


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
    ends: list[State] = field(default_factory=list)
    breaks: list[State] = field(default_factory=list)
    nexts: list[State] = field(default_factory=list)


@cache
def _written(function: Callable[..., Any]) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = tree.body[0]
    assert isinstance(found, ast.FunctionDef)
    return found


@cache
def _leaves(node: ast.AST, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(inner, kinds) for inner in ast.walk(node))


class Reader:
    """Reads rules for a world whose tables are this long.

    Args:
        parameters: what p holds, by group and field.
        tables: the state class and the lengths of each member of the world.
        sizes: lengths of an agent's own lists.
    """

    def __init__(
        self,
        parameters: Parameters,
        tables: Mapping[str, tuple[type, tuple[int, ...]]],
        sizes: Mapping[str, int],
    ) -> None:
        self.memory = Memory()
        self.measured = 0
        self._parameters, self._tables, self._sizes = parameters, tables, sizes
        self._marks = ANY
        self._known: dict[Any, Any] = {}

    def call(self, function: Callable[..., Any], arguments: Sequence[Any], state: State, under: int) -> Any:
        """Return what a rule returns, and leave in `state` what it leaves in the world."""
        if not is_rule(function):
            raise Unresolved(f"{function} is no rule")
        pure = all(isinstance(each, Number | Column) for each in arguments)
        key = (function, tuple(arguments)) if pure else _key(function, arguments, state.pending, under)
        found = self._known.get(key)
        if found is not None and (pure or found[1] == self.memory.told):
            return found[0]
        node, told, pending = _written(function), self.memory.told, state.pending
        names = [each.arg for each in node.args.args]
        given = [
            *arguments,
            *map(self._constant, node.args.defaults[len(node.args.defaults) - len(names) + len(arguments) :]),
        ]
        since = self._marks + 1
        frame = Frame(function.__globals__, 0 if pure else under)
        inner = State(dict(zip(names, given, strict=True)), dict(pending))
        end = self._block(node.body, inner, frame)
        found: Any = anonymous(frame.returned, since)
        if end is not None:
            frame.ends.append(end)
            found = NOTHING if found is None else found
        if not frame.ends:
            raise Unreachable
        state.pending = self.memory.settled(merged(frame.ends, self.memory).pending, since)
        if pure or (told == self.memory.told and state.pending == pending and not isinstance(found, Agent)):
            self._known[key] = found, told
        return found

    def _constant(self, node: ast.expr) -> Number:
        if not isinstance(node, ast.Constant):
            raise Unresolved(ast.unparse(node))
        return exactly(node.value)

    # Statements

    def _block(self, body: Sequence[ast.stmt], state: State | None, frame: Frame) -> State | None:
        for statement in body:
            if state is None:
                return None
            try:
                state = self._statement(statement, state, frame)
            except Unreachable:
                return None
        return state

    def _statement(self, node: ast.stmt, state: State, frame: Frame) -> State | None:
        match node:
            case ast.Expr():
                if not isinstance(node.value, ast.Constant):
                    self._value(node.value, state, frame)
            case ast.Assign(targets=[target]):
                self._assign(target, self._value(node.value, state, frame), state, frame)
            case ast.AugAssign():
                before = self._value(_read(node.target), state, frame)
                sign = type(node.op).__name__
                value = computed(sign, _number(before), self._number(node.value, state, frame))
                self._assign(node.target, value, state, frame)
            case ast.If():
                return self._if(node, state, frame)
            case ast.For():
                return self._for(node, state, frame)
            case ast.While():
                return self._loop(lambda _: None, node.test, node.body, state, frame)
            case ast.Return():
                value = NOTHING if node.value is None else self._value(node.value, state, frame)
                value = _following(value, frame.under)
                frame.returned = value if frame.returned is None else joined_things(frame.returned, value)
                frame.ends.append(state)
                return None
            case ast.Break():
                frame.breaks.append(state)
                return None
            case ast.Continue():
                frame.nexts.append(state)
                return None
            case ast.Raise():
                return None
            case ast.Pass():
                pass
            case _:
                raise Unresolved(ast.unparse(node))
        return state

    def _assign(self, target: ast.expr, value: Any, state: State, frame: Frame) -> None:
        value = _following(value, frame.under)
        match target:
            case ast.Name():
                state.names[target.id] = value
            case ast.Attribute():
                agent = self._value(target.value, state, frame)
                if not isinstance(agent, Agent):
                    raise Unresolved(ast.unparse(target))
                self.memory.write(state, agent, target.attr, _number(value).following(agent.of))
            case ast.Subscript():
                cells = self._value(target.value, state, frame)
                index = self._number(target.slice, state, frame)
                written = _number(value).following(index.of)
                if cells is OUT:
                    self.measured |= written.of
                elif isinstance(cells, Cells):
                    self.memory.write_cell(cells, written.following(cells.agent.of))
                else:
                    raise Unresolved(ast.unparse(target))
            case _:
                raise Unresolved(ast.unparse(target))

    def _if(self, node: ast.If, state: State, frame: Frame) -> State | None:
        test = self._number(node.test, state, frame)
        held = truth(test)
        if held is not None:
            return self._block(node.body if held else node.orelse, state, frame)
        before = frame.under
        frame.under |= test.of
        ends = [self._block(node.body, state.copy(), frame), self._block(node.orelse, state.copy(), frame)]
        if _leaves(node, (ast.Return, ast.Raise)):
            frame.left |= test.of
        if _leaves(node, (ast.Break, ast.Continue)):
            frame.broke |= test.of
        frame.under = before | frame.left | frame.broke
        reached = [end for end in ends if end is not None]
        return merged(reached, self.memory) if reached else None

    def _for(self, node: ast.For, state: State, frame: Frame) -> State | None:
        name = node.target
        assert isinstance(name, ast.Name)
        source = node.iter
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id == "range":
            ends = [self._number(one, state, frame) for one in source.args]
            if len(ends) > 2:
                raise Unresolved(ast.unparse(source))
            start, stop = ends if len(ends) == 2 else (exactly(0), ends[0])
            of = start.of | stop.of
            if stop.high <= start.low:
                return state
            each: Any = between(start.low, stop.high - 1, True, of)
            bind: Callable[[State], None] = lambda here: here.names.__setitem__(name.id, each)  # noqa: E731
        else:
            agents = self._value(source, state, frame)
            if not isinstance(agents, Agents) or len(agents.lengths) != 1:
                raise Unresolved(ast.unparse(source))
            if agents.lengths[0] == 0:
                return state
            of = agents.of

            def bind(here: State) -> None:
                here.names[name.id] = self._marked(agents.cls, agents.of)

        before = frame.under
        frame.under |= of
        end = self._loop(bind, None, node.body, state, frame)
        frame.under = before | frame.left | frame.broke
        return end

    def _loop(
        self, bind: Callable[[State], None], test: ast.expr | None, body: Sequence[ast.stmt], state: State,
        frame: Frame,
    ) -> State | None:  # fmt: skip
        """Read a loop until nothing new comes of it; `test` is None where it ends with a list or a range."""
        outside = frame.under, frame.broke, frame.breaks, frame.nexts
        frame.broke, frame.breaks = 0, []
        leaving: list[State] = []
        for turn in range(ROUNDS):
            since, under = self._marks + 1, frame.under
            leaving, here = [], state.copy()
            goes_on: State | None = here
            if test is None:
                leaving.append(state)
            else:
                held = self._number(test, here, frame)
                frame.under |= held.of if truth(held) is None else 0
                if truth(held) is not True:
                    leaving.append(here.copy())
                if truth(held) is False:
                    break
            bind(here)
            frame.nexts = []
            goes_on = self._block(body, here, frame)
            turned = [*frame.nexts, *([] if goes_on is None else [goes_on])]
            if not turned:
                break
            after = merged(turned, self.memory).settled(self.memory, since)
            wider = merged([state, after], self.memory)
            wider = wider.widened(state) if turn > 1 else wider
            if wider == state and frame.under | frame.broke == under:
                break
            state = wider
            frame.under |= frame.broke
        else:
            raise Unresolved("a loop without end")
        ends = [*leaving, *frame.breaks]
        frame.under = outside[0] | frame.left
        frame.broke, frame.breaks, frame.nexts = outside[1:]
        return merged(ends, self.memory) if ends else None

    def _marked(self, cls: type, of: int) -> Agent:
        self._marks += 1
        return Agent(cls, self._marks, of)

    # Expressions

    def _number(self, node: ast.expr, state: State, frame: Frame) -> Number:
        return _number(self._value(node, state, frame))

    def _value(self, node: ast.expr, state: State, frame: Frame) -> Any:
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
                left, right = self._number(node.left, state, frame), self._number(node.right, state, frame)
                if type(node.op).__name__ not in ("Add", "Sub", "Mult", "Div", "FloorDiv", "Mod"):
                    raise Unresolved(ast.unparse(node))
                return computed(type(node.op).__name__, left, right)
            case ast.UnaryOp(op=ast.USub()):
                return negative(self._number(node.operand, state, frame))
            case ast.UnaryOp(op=ast.Not()):
                inner = self._number(node.operand, state, frame)
                held = truth(inner)
                return condition(None if held is None else not held, inner.of)
            case ast.Compare():
                return self._compared(node, state, frame)
            case ast.BoolOp():
                return self._both_or_either(node, state, frame)
            case ast.IfExp():
                test = self._number(node.test, state, frame)
                held = truth(test)
                if held is not None:
                    return self._value(node.body if held else node.orelse, state, frame)
                found = [self._perhaps(one, test.of, state, frame) for one in (node.body, node.orelse)]
                return _following(joined_things(*found), test.of)
            case ast.Call():
                return self._call(node, state, frame)
        raise Unresolved(ast.unparse(node))

    def _perhaps(self, node: ast.expr, of: int, state: State, frame: Frame) -> Any:
        """Return an expression that some runs come to and others do not."""
        before, here = frame.under, state.copy()
        frame.under |= of
        value = self._value(node, here, frame)
        frame.under = before
        end = merged([state.copy(), here], self.memory)
        state.names, state.pending = end.names, end.pending
        return value

    def _both_or_either(self, node: ast.BoolOp, state: State, frame: Frame) -> Number:
        stops = isinstance(node.op, ast.Or)
        of, open_ = 0, False
        for place, each in enumerate(node.values):
            found = self._perhaps(each, of, state, frame) if open_ else self._value(each, state, frame)
            held = truth(_number(found))
            if held is stops:
                return exactly(stops)
            if held is None:
                of, open_ = of | _number(found).of, True
            del place
        return condition(None if open_ else not stops, of)

    def _compared(self, node: ast.Compare, state: State, frame: Frame) -> Number:
        left, held, of = self._number(node.left, state, frame), True, 0
        for order, other in zip(node.ops, node.comparators, strict=True):
            right = self._number(other, state, frame)
            found = compared(type(order).__name__, left, right)
            if truth(found) is False:
                return found
            held, of, left = held and truth(found) is True, of | found.of, right
        return condition(True if held else None, of)

    def _named(self, name: str, state: State, frame: Frame) -> Any:
        if name in state.names:
            return state.names[name]
        if name not in frame.names:
            raise Unresolved(name)
        value = frame.names[name]
        if isinstance(value, int | float):
            return exactly(value)
        raise Unresolved(name)

    def _attribute(self, node: ast.Attribute, state: State, frame: Frame) -> Any:
        if isinstance(node.value, ast.Name) and frame.names.get(node.value.id) is math:
            return exactly(getattr(math, node.attr))
        owner = self._value(node.value, state, frame)
        if owner is PARAMETERS:
            return Group(node.attr)
        if isinstance(owner, Group):
            return self._parameters[owner.name][node.attr]
        if owner is WORLD:
            if node.attr == "random_numbers":
                return CHANCE
            cls, lengths = self._tables[node.attr]
            return Agents(cls, lengths, 0) if lengths else Agent(cls, ANY, 0)
        if isinstance(owner, Agent):
            size = fields(owner.cls)[node.attr].length(self._sizes)
            if size is not None:
                return Cells(owner, node.attr, size)
            return self.memory.read(state, owner, node.attr).following(owner.of)
        raise Unresolved(ast.unparse(node))

    def _item(self, node: ast.Subscript, state: State, frame: Frame) -> Any:
        owner = self._value(node.value, state, frame)
        index = self._number(node.slice, state, frame)
        if isinstance(owner, Agents):
            of = owner.of | index.of
            return (
                self._marked(owner.cls, of)
                if len(owner.lengths) == 1
                else Agents(owner.cls, owner.lengths[1:], of)
            )
        if isinstance(owner, Cells):
            return self.memory.read_cell(owner).following(owner.agent.of | index.of)
        if isinstance(owner, Column):
            rows = [row for place, row in enumerate(owner.rows) if index.low <= place <= index.high]
            if index.low < 0 or not rows:  # counted from the end, as Python does
                rows = list(owner.rows)
            found = rows[0]
            for row in rows[1:]:
                found = joined(found, row)
            return found.following(index.of)
        raise Unresolved(ast.unparse(node))

    def _call(self, node: ast.Call, state: State, frame: Frame) -> Any:
        if node.keywords:
            raise Unresolved(ast.unparse(node))
        if isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Name) and frame.names.get(node.func.value.id) is math:
                argument = self._number(node.args[0], state, frame)
                return _of_math(node.func.attr, argument)
            agent = self._value(node.func.value, state, frame)
            if not isinstance(agent, Agent):
                raise Unresolved(ast.unparse(node))
            method = getattr(agent.cls, node.func.attr)
            return self.call(method, [agent, *self._all(node, state, frame)], state, frame.under)
        assert isinstance(node.func, ast.Name)
        name, arguments = node.func.id, self._all(node, state, frame)
        if name in frame.names:
            function = frame.names[name]
            if function in _LEAVES:
                return _LEAVES[function](*arguments)
            return self.call(function, arguments, state, frame.under)
        if name == "len":
            return exactly(_length(arguments[0]))
        if name in ("min", "max"):
            found = _number(arguments[0])
            for each in arguments[1:]:
                found = computed(name, found, _number(each))
            return found
        return _builtin(name, _number(arguments[0]))

    def _all(self, node: ast.Call, state: State, frame: Frame) -> list[Any]:
        return [self._value(each, state, frame) for each in node.args]


def _key(
    function: Callable[..., Any], arguments: Sequence[Any], pending: Mapping[Any, Number], under: int
) -> Any:
    """Return what a call's result hangs on beside what agents hold; marks count by their order alone."""
    marks = {key[0] for key in pending}
    for each in arguments:
        if isinstance(each, Agent):
            marks.add(each.mark)
        elif isinstance(each, Cells):
            marks.add(each.agent.mark)
    order = {mark: place for place, mark in enumerate(sorted(marks | {ANY}))}

    def known(value: Any) -> Any:
        if isinstance(value, Agent):
            return value._replace(mark=order[value.mark])
        return value._replace(agent=known(value.agent)) if isinstance(value, Cells) else value

    waiting = frozenset(((order[mark], cls, name), value) for (mark, cls, name), value in pending.items())
    return function, tuple(map(known, arguments)), waiting, under


def _read(target: ast.expr) -> ast.expr:
    """Return a target as an expression that reads it."""
    return target


def _number(value: Any) -> Number:
    if not isinstance(value, Number):
        raise Unresolved(f"{value} is no number")
    return value


def _following(value: Any, of: int) -> Any:
    if isinstance(value, Number):
        return value.following(of)
    if isinstance(value, Agent | Agents):
        return value._replace(of=value.of | of)
    return value


def _length(value: Any) -> int:
    match value:
        case Agents():
            return value.lengths[0]
        case Cells():
            return value.length
        case Column():
            return len(value.rows)
    raise Unresolved(f"len of {value}")


def _of_math(name: str, number: Number) -> Number:
    if name == "floor":
        return mapped(number, math.floor, True) if not number.broken else unknown(number.of, True)
    if name == "fabs":
        return _builtin("abs", number)
    if name == "sqrt":
        high = math.inf if number.high == math.inf else math.sqrt(max(0.0, number.high))
        return between(0.0, high, False, number.of, number.broken)
    raise Unresolved(f"math.{name}")


def _builtin(name: str, number: Number) -> Number:
    if name == "abs":
        least = 0 if number.low <= 0 <= number.high else min(abs(number.low), abs(number.high))
        return between(least, max(abs(number.low), abs(number.high)), number.whole, number.of, number.broken)
    if number.broken:
        return unknown(number.of, name in ("int", "round"))
    if name in ("int", "round"):
        return mapped(number, int if name == "int" else round, True)
    if name == "float":
        return mapped(number, float, False)
    raise Unresolved(name)


def _exp(number: Number) -> Number:
    def high(end: float) -> float:
        try:
            return 1.001 * math.exp(end)
        except OverflowError:
            return math.inf

    most = math.inf if number.high == math.inf else high(number.high)
    return between(0.0, most, False, number.of, number.broken)


def _log(number: Number) -> Number:
    return unknown(number.of)


def _power(base: Number, exponent: Number) -> Number:
    of = base.of | exponent.of
    if base.broken or exponent.broken or base.low < 0:
        return unknown(of)
    return between(0.0, math.inf, False, of)


def _uniform(_: Any, *keys: Number) -> Number:
    return between(0.0, 1.0, False, _any_of(keys))


def _normal(_: Any, *keys: Number) -> Number:
    return between(-SIGMAS, SIGMAS, False, _any_of(keys))


def _any_of(numbers: Sequence[Number]) -> int:
    of = 0
    for number in numbers:
        of |= number.of
    return of


_LEAVES: dict[Any, Callable[..., Number]] = {
    arithmetic.exp: _exp, arithmetic.log: _log, arithmetic.power: _power, uniform: _uniform, normal: _normal,
}  # fmt: skip

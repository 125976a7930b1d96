"""Reads rules as they stand, statement by statement, for all runs of an arm at once.

Numbers are sets of values (`numbers`), an agent's fields those of every agent of its class, and a condition
that the arm or the scenario settles closes the branch that no run takes. Each value keeps which varied
parameters it may follow from: by what it is computed from, and by the conditions under which it is written.
(Abstract interpretation: Cousot & Cousot 1977; dependence through conditions: Denning & Denning 1977.)
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sim.compiler.rule import is_rule
from sim.influence.expressions import Expressions, Frame
from sim.influence.leaves import following, number
from sim.influence.numbers import Number, between, computed, exactly, truth
from sim.influence.state import Situation, joined_things, merged
from sim.influence.things import (
    ANY,
    NOTHING,
    OUT,
    Agent,
    Agents,
    Cells,
    TableColumn,
    Unreachable,
    Unresolved,
    anonymous,
)

ROUNDS = 60
"""Rounds of a loop after which it is not resolved; a few are enough, as what grows is widened."""


@cache
def _written(function: Callable[..., Any]) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = tree.body[0]
    assert isinstance(found, ast.FunctionDef)
    return found


@cache
def _leaves(node: ast.AST, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(inner, kinds) for inner in ast.walk(node))


@dataclass(eq=False)
class Reader(Expressions):
    """Reads rules for a world; `measured` is what measures written so far may follow from."""

    measured: int = field(default=0, init=False)
    _known: dict[Any, Any] = field(default_factory=dict, init=False)

    def call(
        self, function: Callable[..., Any], arguments: Sequence[Any], state: Situation, under: int
    ) -> Any:
        """Return what a rule returns, and leave in `state` what it leaves in the world."""
        if not is_rule(function):
            raise Unresolved(f"{function} is no rule")
        pure = all(isinstance(each, Number | TableColumn) for each in arguments)
        key = (function, tuple(arguments)) if pure else _key(function, arguments, state.pending, under)
        known = self._known.get(key)
        if known is not None and (pure or known[1] == self.memory.changes):
            return known[0]
        node, changes, pending = _written(function), self.memory.changes, state.pending
        names = [each.arg for each in node.args.args]
        given = [
            *arguments,
            *map(self._constant, node.args.defaults[len(node.args.defaults) - len(names) + len(arguments) :]),
        ]
        since = self.marks + 1
        frame = Frame(function.__globals__, 0 if pure else under)
        inner = Situation(dict(zip(names, given, strict=True)), dict(pending))
        end = self._block(node.body, inner, frame)
        found: Any = anonymous(frame.returned, since)
        if end is not None:
            frame.ends.append(end)
            found = NOTHING if found is None else found
        if not frame.ends:
            raise Unreachable
        state.pending = self.memory.settled(merged(frame.ends, self.memory).pending, since)
        if pure or (
            changes == self.memory.changes and state.pending == pending and not isinstance(found, Agent)
        ):
            self._known[key] = found, changes
        return found

    def _constant(self, node: ast.expr) -> Number:
        if not isinstance(node, ast.Constant):
            raise Unresolved(ast.unparse(node))
        return exactly(node.value)

    # Statements

    def _block(self, body: Sequence[ast.stmt], state: Situation | None, frame: Frame) -> Situation | None:
        for statement in body:
            if state is None:
                return None
            try:
                state = self._statement(statement, state, frame)
            except Unreachable:
                return None
        return state

    def _statement(self, node: ast.stmt, state: Situation, frame: Frame) -> Situation | None:
        match node:
            case ast.Expr():
                if not isinstance(node.value, ast.Constant):
                    self.value(node.value, state, frame)
            case ast.Assign(targets=[target]):
                self._assign(target, self.value(node.value, state, frame), state, frame)
            case ast.AugAssign():
                before = self.value(node.target, state, frame)
                sign = type(node.op).__name__
                after = computed(sign, number(before), self.number(node.value, state, frame))
                self._assign(node.target, after, state, frame)
            case ast.If():
                return self._if(node, state, frame)
            case ast.For():
                return self._for(node, state, frame)
            case ast.While():
                return self._loop(lambda _: None, node.test, node.body, state, frame)
            case ast.Return():
                value = self.value(node.value, state, frame) if node.value is not None else NOTHING
                value = following(value, frame.under)
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

    def _assign(self, target: ast.expr, value: Any, state: Situation, frame: Frame) -> None:
        value = following(value, frame.under)
        match target:
            case ast.Name():
                state.names[target.id] = value
            case ast.Attribute():
                agent = self.value(target.value, state, frame)
                if not isinstance(agent, Agent):
                    raise Unresolved(ast.unparse(target))
                self.memory.write(state, agent, target.attr, number(value).following(agent.of))
            case ast.Subscript():
                cells = self.value(target.value, state, frame)
                index = self.number(target.slice, state, frame)
                written = number(value).following(index.of)
                if cells is OUT:
                    self.measured |= written.of
                elif isinstance(cells, Cells):
                    self.memory.write_cell(cells, written.following(cells.agent.of))
                else:
                    raise Unresolved(ast.unparse(target))
            case _:
                raise Unresolved(ast.unparse(target))

    def _if(self, node: ast.If, state: Situation, frame: Frame) -> Situation | None:
        test = self.number(node.test, state, frame)
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

    def _for(self, node: ast.For, state: Situation, frame: Frame) -> Situation | None:
        name = node.target
        assert isinstance(name, ast.Name)
        source = node.iter
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id == "range":
            ends = [self.number(one, state, frame) for one in source.args]
            if len(ends) > 2:
                raise Unresolved(ast.unparse(source))
            start, stop = ends if len(ends) == 2 else (exactly(0), ends[0])
            of = start.of | stop.of
            if stop.high <= start.low:
                return state
            each: Any = between(start.low, stop.high - 1, True, of)
            bind: Callable[[Situation], None] = lambda here: here.names.__setitem__(name.id, each)  # noqa: E731
        else:
            agents = self.value(source, state, frame)
            if not isinstance(agents, Agents) or len(agents.lengths) != 1:
                raise Unresolved(ast.unparse(source))
            if agents.lengths[0] == 0:
                return state
            of = agents.of

            def bind(here: Situation) -> None:
                here.names[name.id] = self.marked(agents.cls, agents.of)

        before = frame.under
        frame.under |= of
        end = self._loop(bind, None, node.body, state, frame)
        frame.under = before | frame.left | frame.broke
        return end

    def _loop(
        self,
        bind: Callable[[Situation], None],
        test: ast.expr | None,
        body: Sequence[ast.stmt],
        state: Situation,
        frame: Frame,
    ) -> Situation | None:
        """Read a loop until nothing new comes of it; `test` is None where it ends with a list or a range."""
        outside = frame.under, frame.broke, frame.breaks, frame.nexts
        frame.broke, frame.breaks = 0, []
        leaving: list[Situation] = []
        for turn in range(ROUNDS):
            since, under = self.marks + 1, frame.under
            leaving, here = [], state.copy()
            goes_on: Situation | None = here
            if test is None:
                leaving.append(state)
            else:
                held = self._test(test, here, frame)
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

    def _test(self, test: ast.expr, state: Situation, frame: Frame) -> Number:
        try:
            return self.number(test, state, frame)
        except Unreachable:
            raise Unresolved(ast.unparse(test)) from None


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

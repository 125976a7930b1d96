"""The world as plain objects, and the replay of a failed run in plain Python to locate the error."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from sim.agenda import month
from sim.chance.random_numbers import RandomNumbers
from sim.compiler.parameter_record import plain_parameters
from sim.compiler.state import State, blank, fields
from sim.failure import OwnRuleFailed
from sim.founding import found
from sim.parameters.layout import Valued
from sim.world import STATES, World, shapes, sizes


def plain_world(scenario: Valued, seed: int) -> World:
    """A world of all-zero objects with the random numbers of a seed, ready for founding."""
    shape, small = shapes(scenario.values), sizes(scenario)

    def made(cls: type, counts: tuple[int, ...]) -> Any:
        if not counts:
            return blank(cls, small)
        return [made(cls, counts[1:]) for _ in range(counts[0])]

    return World(
        **{name: made(cls, shape[name]) for name, cls in STATES.items()}, random_numbers=RandomNumbers(seed)
    )


def what_went_wrong(scenario: Valued, record: Any, seed: int) -> str:
    """Replay a failed run in plain Python and return the month, the agent and the field or the line.

    `record` holds the run's parameters, the arm's among them.
    """
    world, p = plain_world(scenario, seed), plain_parameters(record)
    now = 0
    try:
        found(world, p)
        for now in range(p.run.horizon):
            month(world, p, now)
            wrong = not_finite(world)
            if wrong:
                return f"month {now}: {wrong}"
    except Exception as error:
        return diagnosed(error, now)
    return "the run fails in compiled code only; please report it"


def diagnosed(error: Exception, now: int) -> str:
    """The report on a rule that failed in a month: month, agent, line and error.

    What a rule of one's own did is said by the error itself: no line of the model is at fault.
    """
    agent, line = _where(error.__traceback__)
    if isinstance(error, OwnRuleFailed):
        return f"month {now}: {agent}{error}"
    return f"month {now}: {agent}{line}: {type(error).__name__}: {error}"


def not_finite(world: Any) -> str:
    """The first field of a world that is not finite, such as 'Community 3: capital is nan'; '' if none is."""
    # a sum with one that is not finite is not: the fields are gone through seldom
    if math.isfinite(sum(_total(getattr(world, member)) for member in STATES)):
        return ""
    for agent, place in agents(world):
        for name in fields(type(agent)):
            if not _finite(getattr(agent, name)):
                return f"{place}: {name} is {getattr(agent, name)}"
    return ""


def _total(member: Any) -> float:
    """The sum of all floats of an agent, or of agents in lists or in lists of lists."""
    if isinstance(member, State):
        member = [member]
    if not member:
        return 0.0
    if isinstance(member[0], list):
        return sum(map(_total, member))
    cls: Any = type(member[0])
    single, lists = _floats(cls)
    found = sum(sum(map(get, member)) for get in single)
    return found + sum(sum(map(sum, map(get, member))) for get in lists)


@cache
def _floats(cls: Any) -> tuple[list[Callable[[Any], Any]], list[Callable[[Any], Any]]]:
    """What takes the single floats of a state class, and what takes its lists of floats."""
    floats = {name: field for name, field in fields(cls).items() if field.kind is float}
    single: list[Callable[[Any], Any]] = [attrgetter(name) for name in floats if floats[name].size is None]
    return single, [attrgetter(name) for name, field in floats.items() if field.size is not None]


def agents(world: Any) -> Iterator[tuple[State, str]]:
    """All state objects of a plain world, each with a name such as 'SocialOrganization 3'."""
    for member in STATES:
        for at, agent in _each(getattr(world, member), ()):
            yield agent, " ".join([_kind(agent), *map(str, at)])


def _each(member: Any, at: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], State]]:
    if isinstance(member, State):
        yield at, member
        return
    for index, inner in enumerate(member):
        yield from _each(inner, (*at, index))


def _finite(value: Any) -> bool:
    return all(map(math.isfinite, value)) if isinstance(value, list) else math.isfinite(value)


def _where(trace: TracebackType | None) -> tuple[str, str]:
    """The innermost agent whose rule was at work, as 'Community 3: ', and the line."""
    agent, line = "", ""
    while trace is not None:
        frame = trace.tb_frame
        acting = _acting(frame)
        if acting is not None:
            name = vars(acting).get("id")
            agent = f"{_kind(acting)} {name}: " if name is not None else f"{_kind(acting)}: "
        line = f"{Path(frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return agent, line


def _acting(frame: FrameType) -> State | None:
    """Whom a rule is about: the first agent that it was handed, `self` or another."""
    code = frame.f_code
    handed = (frame.f_locals.get(name) for name in code.co_varnames[: code.co_argcount])
    return next((one for one in handed if isinstance(one, State)), None)


def _kind(agent: object) -> str:
    """What an agent is called, the same in both engines."""
    return type(agent).__name__.removesuffix("Agent")

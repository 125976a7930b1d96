"""The agenda's phases, read off its own code, and the first one after which the two engines differ."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np

from sim import agenda
from sim.compiler.numba_types import rows
from sim.compiler.parameter_record import fill_parameters, parameter_dtype
from sim.compiler.records import FieldDifference
from sim.engine.cache import cache_folder, keep_compiled
from sim.engine.kernel import NOT_FINITE, RAISED, WENT_WELL, Workspace
from sim.model import ContractingModel
from sim.world import parameter_layout, parameter_values
from tests.support.invariants import assert_laws, paid_to_closed
from tests.support.random_worlds import Case, all_numbers, state_differences

STEP = """
from sim.agenda import {phases}
from sim.compiler.numba_types import pointer_to
from sim.founding import found
from sim.world import World

def step(members, numbers, points, now, phase):
    bureau, offices, organizations, evaluators, communities, contracts, relations, ties, tally = members
    world = pointer_to(
        World(
            bureau[0], offices, organizations, evaluators, communities, contracts, relations, ties,
            tally[0], numbers[0],
        )
    )
    p = points[0]
    if phase == 0:
        found(world, p)
"""


@cache
def phases() -> list[str]:
    """The names of the rules that `month` calls, in order; anything else in its body is an error."""
    (function,) = ast.parse(inspect.getsource(agenda.month)).body
    assert isinstance(function, ast.FunctionDef)
    names = []
    for line in function.body[1:]:  # after the docstring
        match line:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=arguments)):
                assert [ast.unparse(argument) for argument in arguments] == ["world", "p", "now"], name
                names.append(name)
            case _:
                raise AssertionError(f"month does more than call its phases: {ast.unparse(line)}")
    return names


def compiled_step() -> Any:
    """A compiled function that founds the world (phase 0) or does one phase (1, 2, …) of a month."""
    names = phases()
    lines = [STEP.format(phases=", ".join(names))]
    lines += [f"    elif phase == {n}:\n        {name}(world, p, now)\n" for n, name in enumerate(names, 1)]
    folder = cache_folder() or Path(tempfile.mkdtemp())
    path = folder / "phases_of_the_month.py"
    if not path.is_file() or path.read_text("utf-8") != "".join(lines):
        beside = path.with_suffix(f".{os.getpid()}")  # several test processes share the folder
        beside.write_text("".join(lines), "utf-8")
        beside.replace(path)
    spec = importlib.util.spec_from_file_location("phases_of_the_month", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    if numba.config.DISABLE_JIT:
        return module.step
    function = numba.njit(nogil=True)(module.step)
    keep_compiled(function)
    return function


_entries: dict[tuple[Any, ...], Any] = {}


def entry(step: Any, members: tuple[Any, ...], numbers: Any, points: Any) -> Any:
    """The step for arguments of these types, to be called straight.

    For Numba to name the types of such records takes longer than most phases do.
    """
    if numba.config.DISABLE_JIT:
        return step
    form = tuple(array.dtype for array in (*members, points))
    if form not in _entries:
        signature = tuple(map(numba.typeof, (members, numbers, points, 0, 0)))
        step.compile(signature)  # unless it is there
        _entries[form] = step.overloads[signature].entry_point
    return _entries[form]


class Walk(NamedTuple):
    """How far both engines went together: where they part, or kind and month of a failure in plain Python."""

    difference: str
    fault: int
    month: int


class BothEngines:
    """One case founded in Mesa and in the engine's arrays and taken through its months phase by phase.

    Raises what founding raises in plain Python.
    """

    def __init__(self, case: Case, step: Any) -> None:
        self.space = Workspace(case.scenario, int(case.scenario.values["run.horizon"]))
        points = np.zeros(1, parameter_dtype(parameter_layout(case.scenario)))
        fill_parameters(points[0], parameter_values(case.scenario, case.arm))
        self.points = rows(points)
        self.members, _, _, numbers = self.space.arguments()
        self.model = ContractingModel(case.scenario, case.arm, case.seed, collect=False)
        numbers["key"] = self.model.world.random_numbers.key
        self.step = entry(step, self.members, numbers, self.points)
        self.numbers = numbers

    def compare(self, phase: int, now: int, plain: Any) -> str:
        """Do one phase in both engines and describe the first differences; raises what Python raises."""
        world = self.model.world
        plain(world, self.model.p, now)
        try:
            self.step(self.members, self.numbers, self.points, now, phase)
        except Exception as error:
            return f"only compiled code raises {error!r}"
        found = state_differences(world, self.space.arrays)
        return "; ".join(map(described, found[:3]))

    def walk(self) -> Walk:
        """Compare after founding and after every phase of every month, up to the first failed month.

        The laws of conservation are asserted at the end of each.
        """
        named = [(number, name, getattr(agenda, name)) for number, name in enumerate(phases(), 1)]
        differing = self.compare(0, 0, lambda world, p, now: None)  # in Mesa it is founded already
        if differing:
            return Walk(f"founding: {differing}", WENT_WELL, 0)
        for now in range(self.model.horizon):
            settled = paid_to_closed(self.model.world)
            try:
                for number, name, phase in named:
                    differing = self.compare(number, now, phase)
                    if differing:
                        return Walk(f"month {now}, {name}: {differing}", WENT_WELL, now)
            except Exception:
                return Walk("", RAISED, now)
            self.model.months += 1
            if not all(map(all_numbers, self.space.arrays.values())):
                return Walk("", NOT_FINITE, now)
            assert_laws(self.model, settled)
        return Walk("", WENT_WELL, self.model.horizon)


def described(found: FieldDifference) -> str:
    """A difference as a line: agent, field and both values."""
    agent = " ".join([found.cls, *map(str, found.place)])
    return f"{agent}: {found.field} is {found.plain!r} in Mesa, {found.compiled!r} in the engine"

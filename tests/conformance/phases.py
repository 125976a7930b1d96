"""The agenda's phases, read off its own code, and the first one after which the two speeds differ."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
import tempfile
from pathlib import Path
from typing import Any

import numba
import numpy as np

from sim import agenda
from sim.cache import cache_folder, keep_compiled
from sim.compiled import rows
from sim.kernel import Workspace
from sim.model import ContractingModel
from sim.parameter_record import fill_parameters, parameter_dtype
from sim.records import Difference
from sim.world import parameter_layout, parameter_values
from tests.conformance.worlds import Case, state_differences

STEP = """
from sim.agenda import {phases}
from sim.compiled import pointer_to
from sim.founding import found
from sim.world import World

def step(members, luck, points, now, phase):
    bureau, offices, organizations, evaluators, communities, contracts, relations, ties, tally = members
    world = pointer_to(
        World(
            bureau[0], offices, organizations, evaluators, communities, contracts, relations, ties,
            tally[0], luck[0],
        )
    )
    p = points[0]
    if phase == 0:
        found(world, p)
"""


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
        path.write_text("".join(lines), "utf-8")
    spec = importlib.util.spec_from_file_location("phases_of_the_month", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    function = numba.njit(nogil=True)(module.step)
    keep_compiled(function)
    return function


class BothSpeeds:
    """One case founded in Mesa and in the engine's arrays and taken through its months phase by phase."""

    def __init__(self, case: Case, step: Any) -> None:
        self.case, self.step = case, step
        self.space = Workspace(case.scenario, int(case.scenario.values["run.horizon"]))
        self.points = np.zeros(1, parameter_dtype(parameter_layout(case.scenario)))
        fill_parameters(self.points[0], parameter_values(case.scenario, case.arm))
        self.members, _, _, luck = self.space.arguments()
        self.luck = luck
        model = ContractingModel(case.scenario, case.arm, case.seed, collect=False)
        self.world, self.p = model.world, model.p
        self.luck["key"] = self.world.luck.key

    def compare(self, phase: int, now: int, plain: Any) -> list[Difference]:
        """Do one phase at both speeds and list the differences."""
        self.step(self.members, self.luck, rows(self.points), now, phase)
        plain(self.world, self.p, now)
        return state_differences(self.world, self.space.arrays)

    def first_difference(self, months: int) -> str:
        """Where the two speeds part: month, phase and the first numbers; empty if nowhere."""
        names = phases()
        found_differently = self.compare(0, 0, lambda world, p, now: None)  # in Mesa it is founded already
        if found_differently:
            return f"founding: {found_differently[:3]}"
        for now in range(months):
            for number, name in enumerate(names, 1):
                differing = self.compare(number, now, getattr(agenda, name))
                if differing:
                    return f"month {now}, {name}: {differing[:3]}"
        return ""

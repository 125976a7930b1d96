"""Random worlds: sizes, parameters, an arm and a seed, and the same world in both engines."""

from __future__ import annotations

import math
import random
import struct
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from sim.arms import ARMS, GS
from sim.compiler.numba_types import rows
from sim.compiler.parameter_record import fill_parameters, parameter_dtype
from sim.compiler.records import FieldDifference, differences
from sim.engine.kernel import Workspace, kernel
from sim.measures import measures_of
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario
from sim.world import STATES, parameter_layout, parameter_values

SIZES = {
    "population.offices": (0, 1, 1, 1, 2, 2, 2, 3),
    "population.organizations": (0, 1, 1, 2, 3, 4, 4, 5),
    "population.communities": (0, 1, 4, 7, 7, 9, 9),
    "population.evaluators": (5, 6, 10, 10),
}


@cache
def shipped_case() -> Scenario:
    """The scenario that random worlds vary; reading it takes as long as running one of them."""
    return Scenario.load("s_association")


class Case(NamedTuple):
    """One world to run: a scenario, an arm, a seed."""

    scenario: Scenario
    arm: int
    seed: int

    def __str__(self) -> str:
        changed = self.scenario.differences(shipped_case())
        values = {name: self.scenario.values[name] for name in changed if name in self.scenario.values}
        return f"arm {ARMS[self.arm].name}, seed {self.seed}, values {values}"


def random_case(number: int, longest: int = 24) -> Case:
    """The case of a number: everything about it random, settings at the ends of their ranges often."""
    rng = random.Random(number)
    base = shipped_case()
    while True:
        changes: dict[str, Any] = {name: rng.choice(options) for name, options in SIZES.items()}
        changes["population.studios"] = rng.randrange(changes["population.communities"] + 1)
        changes["population.inert"] = rng.randrange(changes["population.organizations"] + 1)
        changes["run.horizon"] = rng.choice((rng.randrange(longest + 1), longest))
        share = rng.choice((0.05, 0.3, 1.0))
        for name, parameter in base.parameters.items():
            often = max(share, 0.5) if parameter.kind == "choice" else share
            if not parameter.structural and name != "run.horizon" and rng.random() < often:
                changes[name] = _value(rng, parameter)
        changes["contract.term"] = rng.choice((1, 2, 3, 8, 8, 12, 20))
        try:
            scenario = base.with_values(changes)
        except ScenarioError:
            continue
        return Case(scenario, rng.choice((*range(len(ARMS)), GS, GS, GS)), rng.getrandbits(64))


BOUND = (
    "instruments", "gestation", "stages", "approval", "tranches", "bundle", "term", "evaluation.",
    "loss_ratio", "gain_rate", "horizon",
)  # fmt: skip
"""Parts of the names of parameters whose ends other parameters may forbid."""


def extreme_case(number: int) -> Case:
    """A case with parameters at the very ends of what is allowed: integers are as large as they get."""
    rng = random.Random(number)
    changes: dict[str, Any] = {"population.communities": 7, "population.studios": rng.choice((0, 7))}
    changes |= {"population.organizations": rng.choice((1, 3)), "run.horizon": 24}
    for name, parameter in shipped_case().parameters.items():
        if not parameter.structural and not any(part in name for part in BOUND):
            end = rng.choice((parameter.least, parameter.most))
            changes[name] = end if parameter.kind == "float" else int(end)
    scenario = shipped_case().with_values(changes)
    return Case(scenario, rng.randrange(len(ARMS)), rng.getrandbits(64))


def _value(rng: random.Random, parameter: Any) -> Any:
    low, high = (parameter.least, parameter.most) if rng.random() < 0.1 else (parameter.low, parameter.high)
    if parameter.kind == "float":
        return rng.choice((low, high, rng.uniform(low, high), rng.uniform(low, high), rng.uniform(low, high)))
    return rng.randint(int(low), int(high))


class Run(NamedTuple):
    """What became of a case in the engine: arrays of the world, measures, kind and month of a failure."""

    arrays: dict[str, Any]
    measures: Any
    fault: int
    month: int


def compiled_run(case: Case, until: int = 2**31) -> Run:
    """Run a case in the engine's kernel, for `until` months at most."""
    space = Workspace(case.scenario, int(case.scenario.values["run.horizon"]))
    points = np.zeros((1, 1), parameter_dtype(parameter_layout(case.scenario)))
    fill_parameters(points[0, 0], parameter_values(case.scenario, case.arm))
    kinds = tuple(row.name for row in case.scenario.rows["kinds"])
    out = np.full((1, 1, 1, len(measures_of(kinds))), np.nan)
    faults = np.zeros((1, 1, 2), np.int64)
    seeds = np.array([case.seed], np.uint64)
    arguments = (*space.arguments(), seeds, rows(points), until, 0, out, faults)
    kernel(arguments)(*arguments)
    return Run(space.arrays, out[0, 0, 0], *faults[0, 0].tolist())


def state_differences(world: Any, arrays: dict[str, Any]) -> list[FieldDifference]:
    """All numbers in which a plain world and the arrays differ."""
    found = []
    for member in STATES:
        objects = getattr(world, member)
        objects = [objects] if member in ("bureau", "tally") else objects
        if not same_bytes(objects, arrays[member]):
            found += differences(objects, arrays[member])
    return found


def same_bytes(objects: Any, array: Any) -> bool:
    """Whether objects pack into the very bytes of their records; a quick look, deaf to 1 against 1.0."""
    if not len(array):
        return not objects
    if isinstance(objects[0], list):
        if [len(row) for row in objects] != [array.shape[1]] * len(array):
            return False
        objects, array = [*chain.from_iterable(objects)], array.reshape(-1)
        if not objects:
            return True
    take, form = packing(array.dtype)
    try:
        flat = chain.from_iterable(map(take, objects))
        return struct.pack(f"<{form * len(objects)}", *flat) == array.tobytes()
    except struct.error:  # another type, or another number of values
        return False


@cache
def packing(dtype: np.dtype[Any]) -> tuple[Any, str]:
    """What takes all numbers of a record from an object, as one tuple, and their form for struct."""
    assert dtype.names
    form, taken = "", ""
    for name in dtype.names:
        field = dtype[name]
        form += ("d" if field.base == np.float64 else "q") * math.prod(field.shape)
        taken += f"*one.{name}, " if field.shape else f"one.{name}, "
    # written out: a thousandfold loop over names and lists would be most of the comparison
    return eval(f"lambda one: ({taken})"), form


def all_numbers(array: Any) -> bool:
    """Whether every float in an array of records is a finite number."""
    floats = [name for name in array.dtype.names if array.dtype[name].base == np.float64]
    return all(np.isfinite(array[name]).all() for name in floats)

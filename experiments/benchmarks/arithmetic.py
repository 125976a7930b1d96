"""What portable arithmetic costs: the same runs with the model's exp, log and power, and with the library's.

Each arithmetic has a process of its own that lives through all rounds, so that the two take turns. In the
library's process `math.exp, log, pow` take the names in `sim.arithmetic` before any rule imports them; its
compiled code goes to a folder that vanishes, because a cache would take it for the model's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

from experiments.benchmarks.timing import Timing, bound_table, ratio


class Runs(NamedTuple):
    """What is run: a function of the process, its scenario, the draws and how many runs they make."""

    way: str
    scenario: str
    draws: int
    runs: int
    required: str


ARMS_TOGETHER = 8
COMPARED = {
    "the case, a seed for each run": Runs("own_seeds", "s_association", 2000, 2000, "≤ 1.03"),
    "the case, one seed for all points and arms": Runs(
        "one_seed", "s_association", 250, 250 * ARMS_TOGETHER, "≤ 1.03"
    ),
    "a city, a seed for each run": Runs("own_seeds", "city", 40, 40, "≤ 1.03"),
    "the case in Mesa": Runs("in_mesa", "s_association", 6, 6, ""),
}

CHILD = """
import functools, math, sys, time
import sim.arithmetic
assert not any(name.startswith("sim.rules") for name in sys.modules)
if {library}:
    sim.arithmetic.exp, sim.arithmetic.log, sim.arithmetic.power = math.exp, math.log, math.pow
import numpy as np
from sim.arms import ARMS, GS
from sim.scenario.scenario import Scenario

@functools.cache
def drawn(name, draws):
    scenario = Scenario.load(name)
    return scenario, scenario.draw(7, draws), np.arange(draws, dtype=np.uint64)

def own_seeds(scenario, values, seeds):
    from sim.engine import run_batch
    run_batch(scenario, values, seeds, [GS], threads=1)

def one_seed(scenario, values, seeds):
    from sim.engine import run_batch
    run_batch(scenario, values, np.zeros_like(seeds), range(len(ARMS)), threads=1)

def in_mesa(scenario, values, seeds):
    from sim.model import ContractingModel
    for run, seed in enumerate(seeds.tolist()):
        point = scenario.with_values({{name: column[run].item() for name, column in values.items()}})
        ContractingModel(point, GS, seed, collect=False).run()

for line in sys.stdin:
    way, name, draws = line.split()
    given = drawn(name, int(draws))
    wall, cpu = time.perf_counter(), time.process_time()
    globals()[way](*given)
    print(time.process_time() - cpu, time.perf_counter() - wall, flush=True)
"""


class Arithmetic:
    """A process that makes runs with one arithmetic when it is asked to; it lives as long as a `with`."""

    def __init__(self, library: bool) -> None:
        self.library = library
        self._until = ExitStack()

    def __enter__(self) -> Arithmetic:
        settings = dict(os.environ)
        if self.library:
            settings["ONEPLUSONE_CACHE"] = self._until.enter_context(tempfile.TemporaryDirectory())
        command, pipe = [sys.executable, "-c", CHILD.format(library=self.library)], subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=settings)
        self._until.callback(self.process.wait)
        self._until.callback(self.process.kill)
        return self

    def __exit__(self, *raised: object) -> None:
        self._until.close()

    def timed(self, way: str, scenario: str, draws: int, runs: int) -> Timing:
        """Return the seconds of one of the runs. Raises RuntimeError when the process has ended."""
        assert self.process.stdin
        assert self.process.stdout
        print(way, scenario, draws, file=self.process.stdin, flush=True)
        said = self.process.stdout.readline()
        if not said:
            raise RuntimeError(f"the process that runs {scenario} ended; what it said stands above")
        cpu, wall = map(float, said.split())
        return Timing(cpu / runs, wall / runs)


def arithmetic_lines(full: bool) -> Iterator[str]:
    """The lines on the CPU time of runs with the model's arithmetic, relative to the library's."""
    yield "## Portable arithmetic"
    yield ""
    yield "The same runs with the model's own exp, log and power (`sim/arithmetic.py`) and with those of the"
    yield "system's mathematical library: CPU time with the first relative to the second, parameters drawn."
    yield ""
    rows = []
    with Arithmetic(library=False) as own, Arithmetic(library=True) as library:
        for what, (way, scenario, draws, runs, required) in COMPARED.items():
            if not full:
                draws, runs = max(1, draws // 40), max(1, runs // 40)
            portable, systems = [], []
            for turn in range(-1, 9 if full else 1):  # the turn before the first compiles
                first, second = (own, library) if turn % 2 else (library, own)
                found = {each: each.timed(way, scenario, draws, runs) for each in (first, second)}
                if turn >= 0:
                    portable.append(found[own])
                    systems.append(found[library])
            rows.append((what, ratio(portable, systems), required))
    yield from bound_table(rows)

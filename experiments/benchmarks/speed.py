"""How fast both speeds of the model are on this machine: python -m experiments.benchmarks.speed [--quick]
[--out FILE].

Everything is measured side by side in one run: the rows of a table took turns, so that what else the machine
does slows all alike. CPU time decides; wall time stands beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np

from experiments.benchmarks.scaling import memory_lines, slope_lines, start_lines, thread_lines
from experiments.benchmarks.timing import Work, bound_table, interleaved, median, ratio
from sim.arms import ARMS, GS
from sim.scenario.scenario import Scenario

ALL_ARMS = tuple(range(len(ARMS)))
OWN, SWEPT, PLAIN, BATCH, BATCH_ARMS, OTHER_LUCK = (
    "engine, a key for each run",
    "engine, one key for all points and arms",
    "ContractingModel, nothing collected",
    "Mesa's batch_run",
    "Mesa's batch_run, all arms",
    "ContractingModel with Mesa's random numbers",
)


class Effort(NamedTuple):
    """How much is measured: rounds of a comparison, engine runs (case, city), and the rest in proportion."""

    rounds: int
    case_runs: int
    city_runs: int
    memory: tuple[int, int]
    full: bool


FULL = Effort(5, 800, 40, (10_000, 100_000), True)
QUICK = Effort(1, 40, 2, (200, 2000), False)


class MesaLuck:
    """Luck that takes Mesa's own random numbers in the order in which they are asked for."""

    def __init__(self, random: Any) -> None:
        self.random = random

    def uniform(self, random_numbers: Any, event: int, month: int, a: int, b: int) -> float:
        """The next uniform number, whatever it is for."""
        return float(self.random.random())

    def normal(self, random_numbers: Any, event: int, month: int, a: int, b: int) -> float:
        """The next normal number, whatever it is for."""
        return float(self.random.gauss(0.0, 1.0))


def plain_runs(scenario: Scenario, seeds: int, keyed: bool = True) -> list[float]:
    """Public value of runs in Mesa, with keyed draws or with Mesa's own; draws are chosen once for all."""
    from sim.model import ContractingModel

    with contextlib.nullcontext() if keyed else drawing(MesaLuck(random.Random(0))):
        models = (ContractingModel(scenario, GS, seed, collect=False) for seed in range(seeds))
        return [model.run().measure("value") for model in models]


def drawing(random_numbers: MesaLuck) -> contextlib.ExitStack:
    """For a while, all rules of the plain model draw from this luck."""
    stack = contextlib.ExitStack()
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and not name.startswith("sim.chance"):
            for draw in ("uniform", "normal"):
                if draw in vars(module):
                    stack.enter_context(mock.patch.object(module, draw, getattr(random_numbers, draw)))
    return stack


def speeds(scenario: Scenario, runs: int, plain: int) -> dict[str, Work]:
    """The works that are compared for a scenario, each with its number of runs."""
    from mesa.batchrunner import batch_run

    from sim.engine import run_batch
    from sim.model import ContractingModel

    run_seeds, one_key = np.arange(runs, dtype=np.uint64), np.zeros(max(1, runs // len(ALL_ARMS)), np.uint64)
    # a sweep: another value of a parameter at every point
    swept = {"production.noise": np.linspace(0.05, 0.25, len(one_key))}

    def in_batch(arms: Sequence[int], seeds: int) -> object:
        given = {"scenario": [scenario], "arm": list(arms), "seed": list(range(seeds))}
        return batch_run(ContractingModel, given, display_progress=False)

    return {
        OWN: (lambda: run_batch(scenario, None, run_seeds, [GS], threads=1), runs),
        SWEPT: (
            lambda: run_batch(scenario, swept, one_key, ALL_ARMS, threads=1), len(one_key) * len(ALL_ARMS),
        ),
        PLAIN: (lambda: plain_runs(scenario, plain), plain),
        BATCH: (lambda: in_batch([GS], plain), plain),
        BATCH_ARMS: (lambda: in_batch(ALL_ARMS, 1), len(ALL_ARMS)),
        OTHER_LUCK: (lambda: plain_runs(scenario, plain, keyed=False), plain),
    }  # fmt: skip


def agent_months(scenario: Scenario) -> int:
    """Offices, organisations, evaluators and communities, and the bureau, times months."""
    sizes = ("offices", "organizations", "evaluators", "communities")
    agents = 1 + sum(int(scenario.values[f"population.{size}"]) for size in sizes)
    return agents * int(scenario.values["run.horizon"])


def speed_lines(name: str, effort: Effort) -> Iterator[str]:
    """The table of a scenario, and its ratios with their bounds."""
    scenario = Scenario.load(name)
    runs = effort.case_runs if name == "s_association" else effort.city_runs
    if not effort.full:
        scenario = scenario.with_values({"run.horizon": 6})
    works = speeds(scenario, runs, 3 if effort.full and name == "s_association" else 1)
    for first in (OWN, PLAIN):
        works[first][0]()  # the first call fetches compiled code
    found = interleaved(works, effort.rounds if name == "s_association" else max(1, effort.rounds - 2))
    months = agent_months(scenario)
    yield f"## {name}"
    yield ""
    yield "| | CPU µs a run | wall µs a run | CPU ns an agent-month |"
    yield "|---|---:|---:|---:|"
    for what, timings in found.items():
        middle = median(timings)
        yield (
            f"| {what} | {middle.cpu * 1e6:,.0f} | {middle.wall * 1e6:,.0f} "
            f"| {middle.cpu / months * 1e9:,.1f} |"
        )
    yield ""
    yield from bound_table(
        [
            ("batch_run / engine with own keys, arm GS", ratio(found[BATCH], found[OWN]), "≥ 50"),
            (
                "batch_run / engine in a sweep, all arms",
                ratio(found[BATCH_ARMS], found[SWEPT]),
                "≥ 150",
            ),
            ("plain Mesa / engine with own keys", ratio(found[PLAIN], found[OWN]), ""),
            ("Mesa keyed / Mesa with its own numbers", ratio(found[PLAIN], found[OTHER_LUCK]), "≤ 1.5"),
        ]
    )


HEAD = """# How fast it is

Generated by `make bench`. The rows of a table took turns on the same machine; CPU time decides, because the
machine may have others to serve, and ratios are medians over rounds.
"""

QUIET = 0.5
"""Up to this load average at the start the machine counts as idle."""


def busy_lines(load: float | None) -> Iterator[str]:
    """What the load average before the first measurement says of those that follow."""
    if load is None:
        yield "What else the machine did is unknown."
    elif load <= QUIET:
        yield f"The machine was idle: load average {load:.1f} at the start."
    else:
        yield f"**The machine was busy: load average {load:.1f} at the start.** Others shared its cores and"
        yield "caches: times are too long, and slopes, threads and starts not those of an idle machine."
        yield "Measure again."
    yield ""


def page(effort: Effort) -> Iterator[str]:
    """The lines of the document, as they are measured."""
    import mesa
    import numba

    yield HEAD
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    yield (
        f"Python {platform.python_version()}, Mesa {mesa.__version__}, numba {numba.__version__}, "
        f"{platform.machine()}, {os.cpu_count()} cores."
    )
    yield ""
    yield from busy_lines(load)
    for name in ("s_association", "city"):
        yield from speed_lines(name, effort)
    yield from slope_lines(effort.full)
    yield from thread_lines(effort.full)
    yield from memory_lines(*effort.memory)
    yield from start_lines(effort.full)


def main() -> None:
    """Measure, show each line as it is there, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a look at every piece; the numbers mean little")
    parser.add_argument("--out", type=Path, help="docs/benchmarks.md, unless --quick")
    asked = parser.parse_args()
    out = asked.out or (None if asked.quick else Path("docs/benchmarks.md"))
    started, lines = time.monotonic(), []
    for line in page(QUICK if asked.quick else FULL):
        print(line, flush=True)
        lines.append(line)
    if out is not None:
        out.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()

"""The speed of the compiled engine and of Mesa on this machine.

    python -m experiments.benchmarks.speed [--quick] [--out FILE]

Everything is measured in one run: the rows of a table take turns, so that other load on the machine slows all
alike. CPU time decides; wall time is shown beside it.
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

from experiments.benchmarks.arithmetic import arithmetic_lines
from experiments.benchmarks.module import module_lines
from experiments.benchmarks.scaling import memory_lines, slope_lines, start_lines, thread_lines
from experiments.benchmarks.timing import Work, bound_table, interleaved, median, ratio
from experiments.marks import replaced
from sim.arms import ARMS, GS
from sim.scenario.scenario import Scenario

ALL_ARMS = tuple(range(len(ARMS)))
OWN, SWEPT, PLAIN, BATCH, BATCH_ARMS, MESA_NUMBERS = (
    "engine, a seed for each run",
    "engine, one seed for all points and arms",
    "ContractingModel, nothing collected",
    "Mesa's batch_run",
    "Mesa's batch_run, all arms",
    "ContractingModel with Mesa's random numbers",
)


class Effort(NamedTuple):
    """How much is measured: rounds of a comparison, engine runs (case, city), memory; all or little."""

    rounds: int
    case_runs: int
    city_runs: int
    memory: tuple[int, int]
    full: bool


FULL = Effort(5, 800, 40, (10_000, 100_000), True)
QUICK = Effort(1, 40, 2, (200, 2000), False)


class MesaRandomNumbers:
    """Mesa's own random numbers, in the order in which they are requested, whatever they are for."""

    def __init__(self, random: Any) -> None:
        self.random = random

    def uniform(self, random_numbers: Any, event: int, month: int, a: int, b: int) -> float:
        """Return the next uniform number."""
        return float(self.random.random())

    def normal(self, random_numbers: Any, event: int, month: int, a: int, b: int) -> float:
        """Return the next normal number."""
        return float(self.random.gauss(0.0, 1.0))


def plain_runs(scenario: Scenario, seeds: int, own: bool = True) -> list[float]:
    """Return the public value of runs in Mesa, with the model's own random numbers or with Mesa's."""
    from sim.model import ContractingModel

    with contextlib.nullcontext() if own else drawing_from(MesaRandomNumbers(random.Random(0))):
        models = (ContractingModel(scenario, GS, seed, collect=False) for seed in range(seeds))
        return [model.run().measure("value") for model in models]


def drawing_from(random_numbers: MesaRandomNumbers) -> contextlib.ExitStack:
    """Return a context in which all rules of the Mesa model take these random numbers."""
    stack = contextlib.ExitStack()
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and not name.startswith("sim.chance"):
            for draw in ("uniform", "normal"):
                if draw in vars(module):
                    stack.enter_context(mock.patch.object(module, draw, getattr(random_numbers, draw)))
    return stack


def ways_to_run(scenario: Scenario, runs: int, plain: int) -> dict[str, Work]:
    """Return what is compared for a scenario: each about `runs` compiled runs, or `plain` runs in Mesa."""
    from mesa.batchrunner import batch_run

    from sim.engine import run_batch
    from sim.model import ContractingModel

    own_seeds, one_seed = np.arange(runs, dtype=np.uint64), np.zeros(max(1, runs // len(ALL_ARMS)), np.uint64)
    # a sweep: another value of a parameter at every point
    swept = {"production.noise": np.linspace(0.05, 0.25, len(one_seed))}

    def in_batch(arms: Sequence[int], seeds: int) -> object:
        given = {"scenario": [scenario], "arm": list(arms), "seed": list(range(seeds))}
        return batch_run(ContractingModel, given, display_progress=False)

    return {
        OWN: (lambda: run_batch(scenario, None, own_seeds, [GS], threads=1), runs),
        SWEPT: (
            lambda: run_batch(scenario, swept, one_seed, ALL_ARMS, threads=1), len(one_seed) * len(ALL_ARMS),
        ),
        PLAIN: (lambda: plain_runs(scenario, plain), plain),
        BATCH: (lambda: in_batch([GS], plain), plain),
        BATCH_ARMS: (lambda: in_batch(ALL_ARMS, 1), len(ALL_ARMS)),
        MESA_NUMBERS: (lambda: plain_runs(scenario, plain, own=False), plain),
    }  # fmt: skip


def agent_months(scenario: Scenario) -> int:
    """Return the number of offices, organisations, evaluators, communities and the bureau, times months."""
    sizes = ("offices", "organizations", "evaluators", "communities")
    agents = 1 + sum(int(scenario.values[f"population.{size}"]) for size in sizes)
    return agents * int(scenario.values["run.horizon"])


def speed_lines(name: str, effort: Effort) -> Iterator[str]:
    """The lines of a scenario's table, and its ratios with what is required of them."""
    scenario = Scenario.load(name)
    runs = effort.case_runs if name == "s_association" else effort.city_runs
    if not effort.full:
        scenario = scenario.with_values({"run.horizon": 6})
    works = ways_to_run(scenario, runs, 3 if effort.full and name == "s_association" else 1)
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
            ("batch_run / engine with own seeds, arm GS", ratio(found[BATCH], found[OWN]), "≥ 50"),
            (
                "batch_run / engine in a sweep, all arms",
                ratio(found[BATCH_ARMS], found[SWEPT]),
                "≥ 150",
            ),
            ("ContractingModel / engine with own seeds", ratio(found[PLAIN], found[OWN]), ""),
            (
                "ContractingModel, its own / Mesa's random numbers",
                ratio(found[PLAIN], found[MESA_NUMBERS]),
                "≤ 1.5",
            ),
        ]
    )


PAGE = Path(__file__).parents[2] / "docs/benchmarks.md"
"""Where the tables stand, between marks; what is said about them stands around."""

MARK = "measured"

QUIET = 0.5
"""Up to this load average at the start the machine counts as idle."""


def busy_lines(load: float | None) -> Iterator[str]:
    """The lines on what the load average before the first measurement means for those that follow."""
    if load is None:
        yield "The load average of this machine cannot be read."
    elif load <= QUIET:
        yield f"The machine was idle: load average {load:.1f} at the start."
    else:
        yield f"**The machine was busy: load average {load:.1f} at the start.** Other processes shared its"
        yield "cores and caches: times are too long, and slopes, threads and start-up times are not those of"
        yield "an idle machine. Measure again."
    yield ""


def tables(effort: Effort) -> Iterator[str]:
    """The lines of the tables, as they are measured."""
    import mesa
    import numba

    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    yield (
        f"Python {platform.python_version()}, Mesa {mesa.__version__}, numba {numba.__version__}, "
        f"{platform.machine()}, {os.cpu_count()} cores."
    )
    yield ""
    yield from busy_lines(load)
    for name in ("s_association", "city"):
        yield from speed_lines(name, effort)
    yield from arithmetic_lines(effort.full)
    yield from module_lines({"s_association": effort.case_runs, "city": effort.city_runs}, effort.rounds)
    yield from slope_lines(effort.full)
    yield from thread_lines(effort.full)
    yield from memory_lines(*effort.memory)
    yield from start_lines(effort.full)


def main() -> None:
    """Measure, print each line as soon as it is measured, and renew the tables of the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run every part once; the numbers mean little")
    parser.add_argument(
        "--out",
        type=Path,
        help=f"page with the marks <!-- {MARK} --> and <!-- /{MARK} -->, between which the tables stand "
        "(default: docs/benchmarks.md, none with --quick)",
    )
    asked = parser.parse_args()
    out = asked.out or (None if asked.quick else PAGE)
    if out is not None:
        # A page without marks is refused before anything is measured.
        replaced(out.read_text("utf-8"), MARK, "")
    started, lines = time.monotonic(), []
    for line in tables(QUICK if asked.quick else FULL):
        print(line, flush=True)
        lines.append(line)
    if out is not None:
        out.write_text(replaced(out.read_text("utf-8"), MARK, "\n".join(lines).strip()), "utf-8")
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()

"""How the engine's cost grows with months, communities, runs and threads; its memory and start-up time."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from experiments.benchmarks.timing import Timing, Work, bound_table, child, interleaved, slope, together
from sim.arms import GS
from sim.scenario.scenario import Scenario


def grown(name: str, size: int) -> Mapping[str, Any]:
    """Return the changes that give the city this size. Raises ValueError for a size that does not exist."""
    match name:
        case "months":
            return {"run.horizon": size}
        case "communities":
            few = {"population.offices": 1, "population.organizations": 2}
            return {"population.communities": size, "population.studios": size * 2 // 5, **few}
        case "organisations":
            return {"population.organizations": size}
        case "offices":
            return {"population.offices": size}
    raise ValueError(f"no size {name!r}; there are {', '.join(SIZES)}")


SIZES = {
    "months": (120, 240, 360, 600),
    "communities": (512, 1024, 2048, 4096),
    "organisations": (32, 64, 128, 256),
    "offices": (4, 8, 16, 32),
}

RUNS_OF_LARGEST = 10
"""Runs of the largest size; of a smaller one as many more as take about as long together."""


def work(name: str, size: int, runs: int) -> Work:
    """Return runs of a city with one size given, of one year unless the months grow."""
    from sim.engine import run_batch

    scenario = Scenario.load("city", changes={"run.horizon": 12, **grown(name, size)})
    run_seeds = np.arange(runs, dtype=np.uint64)
    return (lambda: run_batch(scenario, None, run_seeds, [GS], threads=1)), runs


def slope_lines(full: bool) -> Iterator[str]:
    """The lines on slopes in a log–log plot."""
    from sim.engine import run_batch

    yield "## How cost grows"
    yield ""
    yield "Slope of log CPU time per run on log size, from the quickest round of each size. A city in arm GS,"
    yield "over one year or as many months as stated: from the upper end of the sweep range to the largest"
    yield "size allowed. Smaller sizes get more runs, so that all take about as long and the few milliseconds"
    yield "that a batch costs before its first run have equal weight. Where only organisations or offices"
    yield "grow, the communities remain, and cost grows less."
    yield ""
    rows = []
    for name, sizes in SIZES.items():
        used = sizes if full else (sizes[0] // 4, sizes[0] // 2)
        works = {
            str(size): work(name, size, RUNS_OF_LARGEST * used[-1] // size if full else 1) for size in used
        }
        rounds = interleaved(works, 7 if full else 1)
        required = "1.0 ± 0.05" if name in ("months", "communities") else ""
        rows.append((f"{name}, {used[0]} to {used[-1]}", slope(used, list(rounds.values())), required))
    case, counts = Scenario.load("s_association"), (500, 1000, 2000, 4000) if full else (4, 8, 16)

    def runs(count: int) -> Work:
        run_seeds = np.arange(count, dtype=np.uint64)
        return (lambda: run_batch(case, None, run_seeds, [GS], threads=1)), 1

    rounds = interleaved({str(count): runs(count) for count in counts}, 7 if full else 1)
    rows.append(
        (f"runs of the case, {counts[0]} to {counts[-1]}", slope(counts, list(rounds.values())), "1.0 ± 0.05")
    )
    yield from bound_table(rows)


RUN_MANY = """
import numpy as np
from sim.arms import GS
from sim.engine import run_batch
from sim.scenario import Scenario
case = Scenario.load("s_association")
run_batch(case, None, np.zeros(1, np.uint64), [GS], months=1)
ready()
run_batch(case, None, np.arange({runs}, dtype=np.uint64), [GS], threads={threads})
"""


def thread_lines(full: bool) -> Iterator[str]:
    """The lines on two threads against one in wall time, and against two processes at the same time."""
    runs, rounds = (4000, 5) if full else (20, 1)
    one, two, pair = [], [], []
    for _ in range(rounds):
        one.append(together(RUN_MANY.format(runs=runs, threads=1), 1)[0])
        two.append(together(RUN_MANY.format(runs=2 * runs, threads=2), 1)[0])
        pair.append(max(together(RUN_MANY.format(runs=runs, threads=1), 2)))
    yield "## Threads"
    yield ""
    yield "The case, wall time. Where other processes use the machine, two processes are not twice as fast as"
    yield "one either: the requirement on the engine is then the share of their speed that two threads reach."
    yield ""
    alone = 2 * np.array(one) / np.array(two)
    yield from bound_table(
        [
            ("two threads / one", float(np.median(alone)), "≥ 1.8 on an idle machine"),
            ("two processes / one", float(np.median(2 * np.array(one) / np.array(pair))), ""),
            ("two threads / two processes", float(np.median(np.array(pair) / np.array(two))), "≥ 0.9"),
        ]
    )
    if hasattr(os, "getloadavg"):
        yield f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
        yield ""


MEMORY = """
import numpy as np
from experiments.benchmarks.timing import largest_memory
from sim.arms import GS
from sim.engine import run_batch
from sim.scenario import Scenario
case = Scenario.load("s_association")
batch = run_batch(case, None, np.arange({runs}, dtype=np.uint64), [GS], months=2)
print(largest_memory(), batch.values.nbytes / 1e6)
"""


def memory_lines(few: int, many: int) -> Iterator[str]:
    """The lines on peak memory for few and for many runs, and how much of it their results take."""
    yield "## Memory"
    yield ""
    yield "| runs of the case, all measures | peak MB | of which results, MB |"
    yield "|---:|---:|---:|"
    for runs in (few, many):
        command = [sys.executable, "-c", MEMORY.format(runs=runs)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        peak, results = shown.split()
        yield f"| {runs:,} | {float(peak):,.0f} | {float(results):,.1f} |"
    yield ""


COMMAND = """
import os, sys, tempfile
from experiments.cli.main import main
from experiments.runs.engines import Compiled
if {only_start}:  # everything before the first run: imports, the scenario, the compiled code
    prepare = Compiled.prepare
    def prepared(self, scenario):
        prepare(self, scenario)
        raise KeyboardInterrupt
    Compiled.prepare = prepared
sys.stdout = sys.stderr = open(os.devnull, "w")
with tempfile.TemporaryDirectory() as folder:
    status = main(["run", "s_association", *(["--out", folder] if {out} else [])])
sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
assert status == {status}, status
"""

FIRST = "first run of the engine, from the cache"
COLD = "first run of the engine, without a cache: compiling"
WARM = "`oneplusone run s_association`"

STARTS = {
    "import sim": "import sim",
    "import sim.engine": "import sim.engine",
    "import experiments.cli.main and what `run` needs": (
        "import experiments.cli.main, experiments.cli.commands.run, sim.engine, matplotlib.figure"
    ),
    FIRST: (
        "import numpy as np\nfrom sim.engine import run_batch\nfrom sim.scenario import Scenario\n"
        "run_batch(Scenario.load('s_association'), None, np.zeros(1, np.uint64), [6])"
    ),
    "`oneplusone run s_association` up to its first run": COMMAND.format(
        only_start=True, out=False, status=130
    ),
    WARM: COMMAND.format(only_start=False, out=False, status=0),
    "the same with `--out`: also months, figures and JSON": COMMAND.format(
        only_start=False, out=True, status=0
    ),
}


def _cold() -> Timing:
    with tempfile.TemporaryDirectory() as folder:
        return child(STARTS[FIRST], {**os.environ, "ONEPLUSONE_CACHE": folder})


def start_lines(full: bool) -> Iterator[str]:
    """The lines on start-up time: imports, the compiled code from the cache, and compiling it."""
    yield "## Start-up time"
    yield ""
    yield "| | CPU s | wall s | required |"
    yield "|---|---:|---:|---|"
    for what, code in STARTS.items():
        rounds = [child(code) for _ in range(3 if full else 1)]
        best = min(rounds)
        required = "< 2" if what == WARM else ""
        yield f"| {what} | {best.cpu:.2f} | {best.wall:.2f} | {required} |"
    if full:
        cold = min(_cold() for _ in range(3))
        yield f"| {COLD} | {cold.cpu:.2f} | {cold.wall:.2f} | < 30 |"
    yield ""

"""How the engine's cost grows with months, communities, runs and threads; its memory, and how it starts."""

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
    """What changes in the city when one of its sizes is this."""
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
    raise ValueError(f"no size {name!r}")


SIZES = {
    "months": (120, 240, 360, 600),
    "communities": (512, 1024, 2048, 4096),
    "organisations": (32, 64, 128, 256),
    "offices": (4, 8, 16, 32),
}

RUNS_OF_LARGEST = 10
"""Of the largest size; of a smaller one as many more as are as long together."""


def work(name: str, size: int, runs: int) -> Work:
    """Runs of a city of which one size is given, one year long unless months are what grows."""
    from sim.engine import run_batch

    scenario = Scenario.load("city", changes={"run.horizon": 12, **grown(name, size)})
    run_seeds = np.arange(runs, dtype=np.uint64)
    return (lambda: run_batch(scenario, None, run_seeds, [GS], threads=1)), runs


def slope_lines(full: bool) -> Iterator[str]:
    """The table of slopes on a log–log plot."""
    from sim.engine import run_batch

    yield "## How cost grows"
    yield ""
    yield "Slope of log CPU time a run on log size; the quickest round of each size. A city of one year in"
    yield "arm GS, or of as many months: from the end of what sweeps use to the largest that is allowed."
    yield "The smaller, the more runs: all take about as long, and the few milliseconds that a batch costs"
    yield "before its first run weigh alike. Where only organisations or offices grow the communities stay,"
    yield "and cost grows less."
    yield ""
    rows = []
    for name, sizes in SIZES.items():
        used = sizes if full else (sizes[0] // 4, sizes[0] // 2)
        works = {
            str(size): work(name, size, RUNS_OF_LARGEST * used[-1] // size if full else 1) for size in used
        }
        rounds = interleaved(works, 7 if full else 1)
        asked = "1.0 ± 0.05" if name in ("months", "communities") else ""
        rows.append((f"{name}, {used[0]} to {used[-1]}", slope(used, list(rounds.values())), asked))
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
    """Two threads against one on the clock, and against two processes that the machine served meanwhile."""
    runs, rounds = (4000, 5) if full else (20, 1)
    one, two, pair = [], [], []
    for _ in range(rounds):
        one.append(together(RUN_MANY.format(runs=runs, threads=1), 1)[0])
        two.append(together(RUN_MANY.format(runs=2 * runs, threads=2), 1)[0])
        pair.append(max(together(RUN_MANY.format(runs=runs, threads=1), 2)))
    yield "## Threads"
    yield ""
    yield "The case, wall time. Where others use the machine, two processes do not run twice as fast as one"
    yield "either: then the share of that which two threads reach is what the engine can be asked for."
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
    """Peak memory for few and for many runs, and how much of it their results are."""
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
if {only_start}:  # all that comes before the first run: imports, the scenario, the compiled code
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
    "`oneplusone run s_association` until its first run": COMMAND.format(
        only_start=True, out=False, status=130
    ),
    WARM: COMMAND.format(only_start=False, out=False, status=0),
    "the same with `--out`: months, figures and JSON as well": COMMAND.format(
        only_start=False, out=True, status=0
    ),
}


def _cold() -> Timing:
    with tempfile.TemporaryDirectory() as folder:
        return child(STARTS[FIRST], {**os.environ, "ONEPLUSONE_CACHE": folder})


def start_lines(full: bool) -> Iterator[str]:
    """What starting takes: imports, the compiled code from the cache, and compiling it."""
    yield "## Starting"
    yield ""
    yield "| | CPU s | wall s | asked |"
    yield "|---|---:|---:|---|"
    for what, code in STARTS.items():
        rounds = [child(code) for _ in range(3 if full else 1)]
        best = min(rounds)
        asked = "< 2" if what == WARM else ""
        yield f"| {what} | {best.cpu:.2f} | {best.wall:.2f} | {asked} |"
    if full:
        cold = min(_cold() for _ in range(3))
        yield f"| the first run without a cache: compiling | {cold.cpu:.2f} | {cold.wall:.2f} | < 30 |"
    yield ""

"""The engine of this checkout beside that of another: how many times as many runs a second.

    python -m experiments.benchmarks.against FOLDER [--rounds N]

FOLDER is the root of the other checkout. Both take turns, each round in a process of its own, in CPU time of
one thread. Of the rounds the quickest counts, because other load on the machine can only add time; the median
of the ratios by round is shown beside it. Each compiles once into a cache of its own, which is timed as well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
WORKS = {
    "case, all arms": ("s_association", "range(8)", 500, False),
    "case, all arms, one seed for all points": ("s_association", "range(8)", 500, True),
    "case, nobody acts": ("s_association", "[0]", 500, False),
    "case, nobody acts, one seed for all points": ("s_association", "[0]", 500, True),
    "case, contract": ("s_association", "[6]", 500, False),
    "city, all arms": ("city", "range(8)", 10, False),
    "city, nobody acts": ("city", "[0]", 10, False),
}
"""What is compared: scenario, arms, points, and if all points share a seed."""
COLD = "compiling, nothing in the cache"

MEASURE = """
import sys, time
import numpy as np
from sim.engine.batch import run_batch
from sim.scenario.scenario import Scenario
start = time.process_time()
run_batch(Scenario.load("s_association"), None, np.arange(1), [6], threads=1)
print(time.process_time() - start)
for name, arms, points, one_seed in {works}:
    scenario, arms = Scenario.load(name), list(arms)
    values = scenario.draw(7, points)
    seeds = np.full(points, 5) if one_seed else np.arange(1, points + 1)
    best = float("inf")
    for _ in range(4):
        start = time.process_time()
        run_batch(scenario, values, seeds, arms, threads=1)
        best = min(best, time.process_time() - start)
    print(best / points / len(arms))
"""


def measured(folder: Path, cache: Path) -> list[float]:
    """Return CPU seconds of a checkout in a new process: the first call, then a run of each of `WORKS`.

    Raises:
        RuntimeError: the process failed; the message is what it said.
    """
    works = ", ".join(f"({name!r}, {arms}, {n}, {one})" for name, arms, n, one in WORKS.values())
    env = os.environ | {"PYTHONPATH": str(folder), "ONEPLUSONE_CACHE": str(cache)}
    command = [sys.executable, "-c", MEASURE.format(works=f"[{works}]")]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"{folder} was not measured, exit status {done.returncode}:\n{done.stderr.strip()}"
        )
    return [float(line) for line in done.stdout.split()]


def compared(other: Path, rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    """Return the CPU seconds of the other checkout and of this one, by what was measured and round."""
    found: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in (COLD, *WORKS)}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds + 1):
            sides = [(0, other), (1, ROOT)]
            for side, checkout in sides if turn % 2 == 0 else reversed(sides):
                cold, *warm = measured(checkout, Path(folder, str(side)))
                if turn == 0:  # the cache was empty: only the compilation counts
                    found[COLD][side].append(cold)
                    continue
                for name, seconds in zip(WORKS, warm, strict=True):
                    found[name][side].append(seconds)
    return found


def lines(found: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> Iterator[str]:
    """The lines of the table."""
    yield "| | other, CPU µs | this, CPU µs | times as many a second | median of rounds |"
    yield "|---|---:|---:|---:|---:|"
    for name, (other, this) in found.items():
        median = np.median(np.divide(other, this))
        cells = f"{min(other) * 1e6:,.1f} | {min(this) * 1e6:,.1f} | {min(other) / min(this):.2f}"
        yield f"| {name} | {cells} | {median:.2f} |"


def main(argv: Sequence[str] | None = None) -> None:
    """Compare and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(argv)
    try:
        print("\n".join(lines(compared(given.folder.resolve(), given.rounds))))
    except RuntimeError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()

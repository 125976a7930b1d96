"""Timing on a shared machine: interleaved rounds, CPU time beside wall time, ratios by round."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Timing(NamedTuple):
    """Seconds of one run: CPU time and wall time."""

    cpu: float
    wall: float


Work = tuple[Callable[[], object], int]
"""What is timed, and how many runs of the model it makes."""


def timed(work: Work) -> Timing:
    """Do the work once and return the seconds per run; CPU time is that of all threads of this process."""
    do, runs = work
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    return Timing((time.process_time() - cpu) / runs, (time.perf_counter() - wall) / runs)


def interleaved(works: Mapping[str, Work], rounds: int) -> dict[str, list[Timing]]:
    """Do all works in turn, `rounds` times, so that a passing load slows all alike; return their timings."""
    found: dict[str, list[Timing]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(timed(work))
    return found


def median(timings: Sequence[Timing]) -> Timing:
    """Return the medians of CPU and wall time."""
    return Timing(*(float(np.median(column)) for column in zip(*timings, strict=True)))


def ratio(slow: Sequence[Timing], fast: Sequence[Timing]) -> float:
    """Return the CPU time of `slow` relative to that of `fast`: the median of the ratios by round."""
    return float(np.median([one.cpu / other.cpu for one, other in zip(slow, fast, strict=True)]))


def slope(sizes: Sequence[float], timings: Sequence[Sequence[Timing]]) -> float:
    """Return the least-squares slope of log CPU time on log size, from the quickest round of each size.

    The quickest, because other load on the machine can only add time. Raises ValueError for fewer than two
    sizes.
    """
    if len(set(sizes)) < 2:
        raise ValueError("a slope needs at least two sizes")
    quickest = [min(each.cpu for each in rounds) for rounds in timings]
    return float(np.polyfit(np.log(sizes), np.log(quickest), 1)[0])


def bound_table(rows: Sequence[tuple[str, float, str]]) -> Iterator[str]:
    """The lines of a table of numbers beside what is required of them."""
    yield "| | measured | required |"
    yield "|---|---:|---:|"
    for what, number, bound in rows:
        yield f"| {what} | {number:,.2f} | {bound} |"
    yield ""


def largest_memory() -> float:
    """Return the most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage includes the process that started this one
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
        assert peak
        return int(peak[1]) / 1024
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


CHILD = """
import time
start = time.perf_counter(), time.process_time()
{code}
print(time.process_time() - start[1], time.perf_counter() - start[0], end="")
"""


def child(code: str, env: Mapping[str, str] | None = None) -> Timing:
    """Return the time of some code in a new Python process, without the start of Python itself.

    Raises subprocess.CalledProcessError when the code fails.
    """
    command = [sys.executable, "-c", CHILD.format(code=code)]
    shown = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    cpu, wall = shown.splitlines()[-1].split()[-2:]
    return Timing(float(cpu), float(wall))


def together(code: str, copies: int) -> list[float]:
    """Run a script in several new Python processes that begin at the same moment; return the seconds of each.

    The script prepares, calls `ready()` and then does what is timed.
    """
    script = (
        "import sys, time\n"
        "def ready():\n"
        "    global start\n"
        "    print('ready', flush=True); sys.stdin.readline(); start = time.perf_counter()\n"
        f"{code}\n"
        "print(time.perf_counter() - start, flush=True)\n"
    )
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen([sys.executable, "-c", script], stdin=pipe, stdout=pipe, text=True)
        for _ in range(copies)
    ]
    try:
        for process in processes:
            assert process.stdout
            process.stdout.readline()
        for process in processes:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        return [float(process.communicate()[0]) for process in processes]
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()

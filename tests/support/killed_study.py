"""Lives of a study's process, each ended by SIGKILL at a random instant: run as a program by test_killed.py.

The modules are imported once; each life is a fork. Prints how many lives were cut short.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas
import scipy.stats.qmc
import tqdm.auto

import experiments.study.execution.local
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

IMPORTED = (pandas, scipy.stats.qmc, tqdm.auto)  # here, and not in every life
POINTS, DRAWS, MORE, ROWS = 32, 10, 16, 32


def live(folder: Path, log: str) -> None:
    """Make, run, extend and finish the study, continuing where an earlier life ended."""
    toy = Toy(measures=6, drawn=True)
    if not (folder / "plan.json").exists():
        spec = specification(POINTS, 1, DRAWS, series=("flow",))
        Study.create(spec, folder, toy, rows_per_shard=ROWS)
    study = Study(folder, replace(toy, log=log))  # what the probe computed is not counted
    study.run()
    if study.plan.draw_count < MORE:
        study.extend(draws=MORE, size=2 * POINTS)
    study.run()


def main(folder: Path, log: str, kills: int, seed: int, longest: float) -> None:
    """Let lives begin and end until `kills` of them were cut short or the study is finished."""
    experiments.study.execution.local._DEATHS = 10**9  # a child takes longer to start than a life here lasts
    assert IMPORTED
    rng = random.Random(seed)
    killed = 0
    while killed < kills:
        pid = os.fork()
        if pid == 0:
            try:
                live(folder, log)
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        time.sleep(rng.uniform(0.0, longest))
        os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        if os.WIFEXITED(status):
            if os.WEXITSTATUS(status):
                sys.exit("a life ended with an error")
            break
        killed += 1
    print(killed)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))

"""An engine some of whose runs fail."""

from dataclasses import replace

import numpy as np

from experiments.runs.engines import Compiled
from sim.arms import GS
from sim.failure import RunFailure


class Stumbling(Compiled):
    """The compiled engine, but the first pair of a batch and every n-th after it fail in the contract arm."""

    def __init__(self, every):
        super().__init__()
        self.every = every

    def run(self, scenario, points, seeds, arms, months=None, monthly=()):
        batch = super().run(scenario, points, seeds, arms, months, monthly)
        if GS not in arms:  # compiling
            return batch
        failed = range(0, len(seeds), self.every)
        for pair in failed:
            batch.values[pair, list(arms).index(GS)] = np.nan
            batch.monthly[pair, list(arms).index(GS)] = np.nan
        return replace(
            batch, failures=tuple(RunFailure(pair, GS, "ArithmeticError: lost") for pair in failed)
        )

"""Runs once what an arm does not distinguish: points that differ only in what changes none of its measures.

Which parameters those are is derived from the rules (`sim.influence`), for each arm. Values are those of the
run itself, bit for bit, so that nothing else changes: neither an estimate nor its interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array, Seeds
from experiments.runs.design import Evaluate
from experiments.runs.simulator import ScenarioSimulator
from sim.influence import influential

WORTH_READING = 100_000
"""Runs of a design from which on it pays to read the rules for it, which takes a second or two an arm."""


class SharedRuns:
    """Runs points as a simulator does, and each run only once.

    Args:
        simulator: what runs the scenario, and counts the runs that it made and those that they stood for.
        reads: the names of the parameters that may change a measure, by arm; those of an arm that is not
            there all may.
    """

    def __init__(self, simulator: ScenarioSimulator, reads: Mapping[int, frozenset[str]]) -> None:
        self._simulator, self._reads = simulator, reads

    def __call__(self, points: dict[str, Array], run_seeds: Seeds, arms: Sequence[int]) -> Array:
        """Run point i with seed i in every arm: (n, arms, measures)."""
        stored = self._simulator.stored(points)
        values = None
        for place, arm in enumerate(arms):
            reads = self._reads.get(arm, frozenset(stored))
            one, back = _distinct([column for name, column in stored.items() if name in reads], run_seeds)
            found = self._simulator.run(
                {name: column[one] for name, column in stored.items()}, run_seeds, arm, one
            )
            if values is None:
                values = np.empty((len(run_seeds), len(arms), found.shape[-1]))
            values[:, place] = found[back]
        assert values is not None
        return values


def sharing(simulator: ScenarioSimulator, names: Sequence[str], arms: Sequence[int], points: int) -> Evaluate:
    """Return what runs a design of so many points in which the named parameters vary.

    The simulator itself where the design is too small for the rules to be worth reading.
    """
    if points * len(arms) < WORTH_READING:
        return simulator
    return SharedRuns(simulator, {arm: influential(simulator.scenario, arm, names) for arm in arms})


def _distinct(
    columns: Sequence[NDArray[np.generic]], seeds: Seeds
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each distinct row stands first, in the order of rows, and which of these every row is."""
    table = np.empty((len(seeds), len(columns) + 1), dtype=np.uint64)
    table[:, 0] = seeds
    for place, column in enumerate(columns):
        table[:, place + 1] = column.view(np.uint64)
    rows = table.view(np.dtype((np.void, table.dtype.itemsize * table.shape[1]))).ravel()
    _, first, back = np.unique(rows, return_index=True, return_inverse=True)
    order = np.argsort(first)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return first[order], places[back.ravel()]

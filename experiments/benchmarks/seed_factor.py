"""The seed as a factor against replications: coverage and precision on functions whose indices are known.

Run as: python -m experiments.benchmarks.seed_factor. Both designs make the same number of runs: N base rows
with two seeds a point (independent, their noise subtracted), or 2N rows with one run a point, in which the
seed is a factor.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.arrays import Array
from experiments.benchmarks.noisy_functions import FUNCTIONS, NOISES, THE_VALUE, Known, Noisy
from experiments.designs.saltelli import SaltelliDesign
from experiments.sensitivity.result import INDICES, OutcomeSensitivity
from experiments.sensitivity.sobol import run_sobol
from experiments.statistics.intervals import Estimate

SHARE = 0.3
"""The stochastic share of a single run's variance."""

ROWS = 512
"""Base rows where the seed is a factor; half as many where a point has two seeds."""


class Estimated(NamedTuple):
    """Estimates of many analyses, (analyses, factors or 1), their interval ends, and what is true."""

    value: Array
    low: Array
    high: Array
    truth: Array

    @property
    def coverage(self) -> float:
        """Share of intervals that hold the truth."""
        return float(np.mean((self.low <= self.truth) & (self.truth <= self.high)))

    @property
    def error(self) -> float:
        """Root mean square of the errors."""
        return float(np.sqrt(np.mean((self.value - self.truth) ** 2)))

    @property
    def width(self) -> float:
        """Mean half-width of the intervals."""
        return float(np.mean(self.high - self.low) / 2)


def analysed(known: Known, noise: str, analyses: int, rows: int, factor: bool) -> dict[str, Estimated]:
    """Return estimates of first and total order, of the expected outcome, and of the stochastic share.

    Args:
        known: the function.
        noise: one of `NOISES`.
        analyses: how many, each with a master seed of its own.
        rows: base rows of each.
        factor: whether the seed is a factor; else each point has two seeds, and half the rows.
    """
    noisy = Noisy(known, noise, SHARE)
    found: dict[str, list[Sequence[Estimate]]] = {"first": [], "total": [], "expected": [], "stochastic": []}
    for seed in range(analyses):
        design = SaltelliDesign(known.factors, rows if factor else rows // 2, False, 16, seed, factor)
        item = run_sobol(noisy.evaluate, design, [THE_VALUE], 2, seed).of("value")
        assert item.state == INDICES
        for name, estimates in _estimates(item).items():
            found[name].append(estimates)
    truth = {
        "first": noisy.first if factor else known.first,
        "total": noisy.total if factor else known.total,
        "expected": known.first,
        "stochastic": np.array([SHARE]),
    }
    return {name: _estimated(rows_of, truth[name]) for name, rows_of in found.items()}


def _estimated(found: Sequence[Sequence[Estimate]], truth: Array) -> Estimated:
    def ends(name: str) -> Array:
        return np.array([[getattr(one, name) for one in each] for each in found])

    return Estimated(ends("value"), ends("low"), ends("high"), truth)


def _estimates(item: OutcomeSensitivity) -> dict[str, Sequence[Estimate]]:
    assert item.stochastic_share is not None
    return {
        "first": [share.first for share in item.every],
        "total": [share.total for share in item.every],
        "expected": [share.of_expected for share in item.shares],
        "stochastic": [item.stochastic_share],
    }


def tables(analyses: int, rows: int) -> str:
    """Return coverage, and the runs that replications take for the same precision, as tables."""
    names = ("first", "total", "expected", "stochastic")
    coverage = ["| function, noise | first | total | first of the expected outcome | stochastic share |",
                "|---|---:|---:|---:|---:|"]  # fmt: skip
    gains = [
        (
            "| function, noise | Sᴱ: error, factor | two seeds | runs | half-width, factor | two seeds "
            "| stochastic share: error, factor | two seeds | runs |"
        ),
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for known in FUNCTIONS:
        for noise in NOISES:
            new = analysed(known, noise, analyses, rows, True)
            old = analysed(known, noise, analyses, rows, False)
            what = f"{known.name}, {noise}"
            coverage.append(
                f"| {what} | " + " | ".join(f"{100 * new[name].coverage:.1f}%" for name in names) + " |"
            )
            cells = [what]
            for name in ("expected", "stochastic"):
                cells += [f"{new[name].error:.4f}", f"{old[name].error:.4f}"]
                cells.append(f"{(old[name].error / new[name].error) ** 2:.2f}")
                if name == "expected":
                    cells += [f"{new[name].width:.4f}", f"{old[name].width:.4f}"]
            gains.append("| " + " | ".join(cells) + " |")
    return "\n".join([*coverage, "", *gains])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--analyses", type=int, default=500, help="analyses of each function and noise")
    parser.add_argument("--rows", type=int, default=ROWS, help="base rows where the seed is a factor")
    asked = parser.parse_args()
    print(tables(asked.analyses, asked.rows))


if __name__ == "__main__":
    main()

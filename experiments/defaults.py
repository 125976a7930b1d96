"""Default sample sizes, thresholds and limits, shared by the command line and the Python API."""

from __future__ import annotations

from typing import NamedTuple

MOST_SEED = 2**64 - 1
"""The largest seed; 0 is a seed like any other."""

MOST_COUNT = 10_000_000
"""The largest number of draws, seeds, points or rows of an analysis that is held in memory."""

MOST_BYTES = 2 * 10**9
"""Results larger than this are not held in memory: they are a study's work, which writes to disk."""

STUDY_REPLICATIONS = 900_000
"""Replications a study may have: with more, a run id would not fit exactly into a double."""
STUDY_POINTS = 10**9
"""Points a study may have."""
STUDY_RUNS = 10**10
"""Runs a study may have: 50,000 files of 200,000 rows, so that files stay bounded in number."""
STUDY_ARMS = 10
"""Arms a study may have."""


class Size(NamedTuple):
    """A size by default, and with --thorough."""

    usual: int
    thorough: int

    def chosen(self, thorough: bool) -> int:
        """Return the size of a thorough analysis or of a usual one."""
        return self.thorough if thorough else self.usual


CASE = Size(2000, 20_000)
"""Paired replications (draws × seeds) of the case."""

RUN = 100
"""Paired replications of one scenario: the answer is there in two seconds."""

COMPARISON = 1000
"""Paired replications of two scenarios that are compared."""

SLOW = 200
"""Paired replications at most by default where Mesa runs them."""

MAP_DRAWS = Size(60, 600)
LEDGER_DRAWS = Size(50, 500)
PATHS_DRAWS = Size(300, 3000)
CONVENTION_DRAWS = Size(200, 2000)
"""Draws, of one seed each, at which the case is run under every convention."""
CALIBRATION = Size(1000, 10_000)
"""Parameter draws that are weighted by observed facts."""

SEEDS = 2
"""Seeds of every draw: the fewest that separate noise within a draw from variance between draws."""

CHUNK = 2048
"""Points, or pairs of draw and seed, that are run at a time: busy cores, and progress that is seen."""

MAP_POINTS = 13
"""Places on each axis of a map."""

FUTURES = Size(4000, 20_000)
"""Futures in which rules are looked for: of the case about one in fifty has 1+1 > 2."""

LEAST_FUTURES = 40
"""Fewer are not worth a look for rules."""

FUTURE_SEEDS = 4
"""Seeds of every future."""

DENSITY = 0.8
"""Share of the futures inside a rule in which 1+1 must lie above the threshold."""

THRESHOLD = 2.0
"""What 1+1 must lie above in the futures that a rule is looked for."""

SENSITIVITY = {
    "sobol": Size(256, 1024), "morris": Size(32, 128), "pawn": Size(2000, 16_000), "delta": Size(500, 2000),
}  # fmt: skip
"""Base samples, trajectories and points, by method."""

SOBOL_NETS = 16
"""Scrambled nets of a Saltelli design, of which each has four base rows at least."""

SENSITIVITY_SEEDS = Size(2, 5)
"""Seeds of every point of a sensitivity analysis."""

MORRIS_LEVELS = 4
"""Levels of the grid on which the trajectories of a Morris screening walk."""

SEARCH = {
    "draws": Size(64, 200), "held_out": Size(200, 1000),
    "population": Size(32, 64), "generations": Size(12, 40),
}  # fmt: skip
"""A search for good settings: draws it sees, draws that judge it, settings in a generation, generations."""

NEAREST = {"draws": Size(800, 4000), "held_out": Size(200, 1000)}
"""A search for the way to two: draws of the design around the case, and of the lines and their checks."""

NEAREST_LEAST = {"draws": 117, "held_out": 2}
"""The fewest of each for the case, where all moves that can; fewer parameters take fewer draws."""

FORMS_DRAWS = Size(50, 500)

FRONT_SHOWN = 8
"""Settings of the front that are shown and tested: its three ends and others spread between them."""

CHANGE_STEPS = 7
"""Places of its range to which a lever is moved alone."""

ENGINES = ("auto", "compiled", "mesa")
"""What `--engine` takes; auto is the compiled engine."""

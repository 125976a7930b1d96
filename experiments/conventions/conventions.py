"""Conventions on which 1+1 may hang, as data, and the table of 1+1 under each of them.

Who may call the residents, and whom a short term hurries, are assumptions of the comparison rather than
findings about cooperation: what a verdict says must hold under them, or say under which it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from experiments.arrays import Array
from experiments.results import AnalysisResult, Result
from experiments.runs.outcomes import BENCHMARKS, Benchmark, contrast
from experiments.statistics.epistemic import ProbabilityEstimate, share_positive
from experiments.statistics.intervals import Estimate, mean_interval, rounding_of
from experiments.synergy.synergy import ratio
from experiments.synergy.verdict import Average, on_average
from sim.arms import G_S, GS, NONE, G, S
from sim.codes import CIRCLES, SCHEDULES


@dataclass(frozen=True)
class Convention:
    """One way to make the comparison: its name, and what it sets, by parameter; choices by their code."""

    name: str
    settings: Mapping[str, float]


VOLUNTEERS = (
    *(Convention(name, {"form.circles": float(code)}) for code, name in enumerate(CIRCLES)),
    Convention("all", {"production.office_reach": 1.0, "production.organization_reach": 1.0}),
    Convention("organization", {"production.office_reach": 0.0, "production.organization_reach": 1.0}),
    Convention("none", {"production.volunteer_hours": 0.0, "gestation.group_volunteers": 0.0}),
)
"""Who may call the residents: circles that are independent, nested or disjoint; each side all of them; only
the organisation; or nobody, as there are no volunteers.
"""

SCHEDULE = tuple(Convention(name, {"form.schedule": float(code)}) for code, name in enumerate(SCHEDULES))
"""Whom a short term hurries: nobody, all hours under a contract, or the hours that any lot pays for."""

TABLE_ARMS = (NONE, G, S, G_S, GS)
"""The arms that the table needs."""


@dataclass(frozen=True)
class ConventionCell(Result):
    """1+1 by one benchmark, in one world under one pair of conventions.

    Attributes:
        world: the world, such as "case".
        volunteers: the name of a convention of `VOLUNTEERS`.
        schedule: the name of a convention of `SCHEDULE`.
        benchmark: the name of a benchmark.
        ratio: 1+1; NaN where it is undefined.
        share_above_two: the share of draws with a gain; with one seed a draw the noise of seeds is in it.
        average: on which side of two 1+1 lies on average, as far as its interval says.
    """

    world: str
    volunteers: str
    schedule: str
    benchmark: str
    ratio: Estimate
    share_above_two: ProbabilityEstimate
    average: Average


@dataclass(frozen=True, repr=False)
class ConventionTable(AnalysisResult):
    """1+1 under every convention, at the same draws with common random numbers.

    Attributes:
        cells: one for each world, convention on volunteers, on schedule, and benchmark.
        usual: the names of the conventions that hold in the scenario itself, on volunteers and on schedule;
            "" where it is none of them.
        draws: number of draws.
        seeds: seeds of each draw.
        seed: the master seed.
    """

    cells: tuple[ConventionCell, ...]
    usual: tuple[str, str]
    draws: int
    seeds: int
    seed: int

    @property
    def worlds(self) -> tuple[str, ...]:
        """The worlds in order."""
        return tuple(dict.fromkeys(cell.world for cell in self.cells))

    def of(self, world: str, volunteers: str, schedule: str, benchmark: str) -> ConventionCell:
        """Return one cell.

        Args:
            world: name of the world.
            volunteers: name of the convention on volunteers.
            schedule: name of the convention on schedule.
            benchmark: name of the benchmark.

        Returns:
            The cell.

        Raises:
            KeyError: there is none of these names.
        """
        asked = (world, volunteers, schedule, benchmark)
        for cell in self.cells:
            if (cell.world, cell.volunteers, cell.schedule, cell.benchmark) == asked:
                return cell
        raise KeyError(f"no cell {asked}")

    def over_volunteers(self, world: str, benchmark: str) -> tuple[ConventionCell, ...]:
        """Return the cells of all conventions on volunteers, at the scenario's own schedule.

        Args:
            world: name of the world.
            benchmark: name of the benchmark.

        Returns:
            One cell for each of `VOLUNTEERS`.
        """
        schedule = self.usual[1] or SCHEDULE[-1].name
        return tuple(self.of(world, each.name, schedule, benchmark) for each in VOLUNTEERS)


def settings_of_table() -> list[tuple[Convention, Convention]]:
    """Return every pair of a convention on volunteers and one on schedule, in the order of the table."""
    return [(volunteers, schedule) for volunteers in VOLUNTEERS for schedule in SCHEDULE]


def convention_cells(
    world: str, values: Array, benchmarks: Iterable[Benchmark] = BENCHMARKS
) -> tuple[ConventionCell, ...]:
    """Return the cells of one world.

    Args:
        world: its name.
        values: public value, (draws, seeds, pairs of conventions, arms of `TABLE_ARMS`), the pairs in the
            order of `settings_of_table`.
        benchmarks: those that are looked at.

    Returns:
        A cell for each pair and benchmark.
    """
    found = []
    for place, (volunteers, schedule) in enumerate(settings_of_table()):
        games = values[:, :, place]
        tolerance = rounding_of(games)
        for benchmark in benchmarks:
            above, below = (
                contrast(weights, games, TABLE_ARMS)
                for weights in (benchmark.ratio.numerator, benchmark.ratio.denominator)
            )
            gain = contrast(benchmark.gain.numerator, games, TABLE_ARMS)
            quantity = ratio(benchmark.ratio.factor * above, below, True, tolerance)
            share = share_positive(gain, tolerance)
            average = on_average(quantity.estimate, mean_interval(gain))
            found.append(
                ConventionCell(
                    world, volunteers.name, schedule.name, benchmark.name, quantity.estimate, share, average
                )
            )
    return tuple(found)


def usual_conventions(values: Mapping[str, float | int]) -> tuple[str, str]:
    """Return the names of the conventions that hold in a scenario, on volunteers (by its form) and schedule.

    Args:
        values: the values of its parameters.
    """
    return CIRCLES[int(values["form.circles"])], SCHEDULES[int(values["form.schedule"])]


def sides(cells: Sequence[ConventionCell]) -> dict[Average, tuple[str, ...]]:
    """Return under which conventions on volunteers 1+1 is more than two on average, less, or not resolved.

    Args:
        cells: cells that differ in their convention on volunteers alone.

    Returns:
        The names of conventions by side.
    """
    averages: tuple[Average, ...] = ("more", "less", "unknown")
    return {side: tuple(cell.volunteers for cell in cells if cell.average == side) for side in averages}

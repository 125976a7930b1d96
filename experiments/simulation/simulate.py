"""A scenario run in all arms and summed up: paired runs, months, 1+1 with what stands beside it,
observations.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from experiments.calibration.observations import (
    ObservationCheck,
    check_observations,
    compare_with_observations,
)
from experiments.defaults import RUN
from experiments.progress import SILENT, Progress
from experiments.provenance import RunMetadata, paired_metadata
from experiments.results import AnalysisResult
from experiments.runs.engines import engine_named, shown_measures
from experiments.runs.paired import ALL_ARMS, PairedRuns, run_paired, run_paired_by_month, sample_sizes
from experiments.synergy.headline import NO_COMPLEMENTARITY, Headline, headline
from experiments.synergy.synergy import Quantity, effect, synergy
from sim.arms import ARMS
from sim.parameters.change import after
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

MONTHLY_DRAWS = {"compiled": 500, "mesa": 20}
"""Draws of which every month is kept, for the figure and the horizon."""


@dataclass(frozen=True, repr=False)
class SimulationResult(AnalysisResult):
    """What came of a scenario.

    Attributes:
        scenario: what was run.
        runs: the measures of every run, without draws of which a run failed.
        monthly: some measures after each month, for the first draws.
        headline: 1+1 with what stands beside it.
        observations: the observations beside the runs; None where the scenario has none that a measure
            answers.
        metadata: what is needed to repeat it.
    """

    FIGURES = "figure"

    scenario: Scenario
    runs: PairedRuns
    monthly: PairedRuns
    headline: Headline
    observations: ObservationCheck | None
    metadata: RunMetadata = field(repr=False, compare=False)

    @property
    def added_value(self) -> Quantity:
        """2·v(GS)/v(G∥S) with its Monte Carlo interval and its range over draws."""
        return self.headline.synergy.added_value

    @property
    def one_plus_one(self) -> Quantity:
        """2·v(GS)/(v(G) + v(S)) with its Monte Carlo interval and its range over draws."""
        return self.headline.synergy.one_plus_one

    def measures(self) -> pd.DataFrame:
        """Return the mean of every measure in every arm.

        Returns:
            Measures in rows, arms in columns, each in its own unit.

        Example:
            >>> import oneplusone as opo
            >>> "GS" in opo.simulate(draws=2, months=6, progress=False).measures().columns
            True
        """
        import pandas as pd

        arms = [ARMS[arm].name for arm in self.runs.arms]
        means = pd.DataFrame(self.runs.values.mean(axis=(0, 1)).T, self.runs.measures, arms)
        return means.loc[[measure.name for measure in shown_measures(self.scenario)]]

    def to_dict(self) -> dict[str, Any]:
        """Return everything that was found, with all that is needed to repeat it, as plain values.

        Returns:
            Nested dictionaries and lists; NaN and infinity as None.

        Example:
            >>> import oneplusone as opo
            >>> len(opo.simulate(draws=2, months=6, progress=False).to_dict()["every_run"]["draw"])
            2
        """
        return {
            **self.metadata.to_dict(),
            "headline": self.headline.to_dict(),
            "observations": None if self.observations is None else self.observations.to_dict(),
            "measures": measured(self.scenario, self.runs),
            "every_run": every_run(self.runs),
        }


def simulate(
    scenario: Scenario,
    *,
    draws: int | None = None,
    seeds: int | None = None,
    runs: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    reruns: bool = False,
    replications: int = RUN,
    kind: str = "run",
    progress: Progress = SILENT,
) -> SimulationResult:
    """Run all arms of a scenario in paired replications and sum them up.

    Args:
        scenario: what is run.
        draws: parameter draws.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of draws.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        reruns: with those of `with_reruns`.
        replications: draws × seeds where neither is given.
        kind: the command it is for, as its metadata name it.
        progress: what watches the runs.

    Returns:
        The result; draws of which a run failed are left out and named in its metadata.

    Raises:
        InvalidInput: sizes that are not allowed.
        ScenarioError: an observation that no measure answers.
        EnvironmentFailure: every draw has a failed run.

    Example:
        >>> simulate(Scenario.load("s_association"), draws=4, seeds=2).runs.values.shape[:3]
        (4, 2, 8)
    """
    check_observations(scenario)
    chosen = engine_named(engine)
    size = sample_sizes(scenario, draws, seeds, runs, replications)
    chosen.prepare(scenario)
    monthly_draws = min(size[0], MONTHLY_DRAWS[chosen.name])
    asked = size[0] * size[1] * len(ALL_ARMS)
    options: dict[str, Any] = {"seed": seed, "engine": engine}
    with progress.stage("runs", asked) as advance:
        found, monthly = run_paired_by_month(
            scenario, *size, monthly_draws, **options, progress=advance, measures=monthly_measures(scenario)
        )
    whole, months = found.whole(), monthly.whole()
    result = SimulationResult(
        scenario=scenario,
        runs=whole,
        monthly=months,
        headline=headline(scenario, whole, months),
        observations=compare_with_observations(scenario, whole, seed),
        metadata=paired_metadata(kind, scenario, whole, (found,)),
    )
    return with_reruns(result, progress) if reruns else result


def with_reruns(found: SimulationResult, progress: Progress = SILENT) -> SimulationResult:
    """Return a result with 1+1 of the same replications also with r = 1 and A = 0, and gross of costs.

    They take twice as long as the result itself, and the answer does not wait for them.

    Args:
        found: what was simulated.
        progress: what watches the runs.

    Returns:
        The result with both in its headline; runs of them that failed are named in its metadata.

    Raises:
        EnvironmentFailure: every draw has a failed run.

    Example:
        >>> found = simulate(Scenario.load("s_association"), draws=4, seeds=2)
        >>> with_reruns(found).headline.additive is not None
        True
    """
    runs, made = found.runs, found.metadata

    def rerun(name: str, other: Scenario) -> PairedRuns:
        with progress.stage(name, made.runs) as advance:
            return run_paired(
                other, runs.asked, runs.seeds, seed=runs.seed, engine=runs.engine, progress=advance
            )

    additive = rerun("additive", without_complementarity(found.scenario))
    costless = rerun("gross", gross(found.scenario))
    failed = (*made.failed, *additive.failed(), *costless.failed())
    beside = replace(
        found.headline,
        additive=synergy(additive.whole().of("value")),
        gross=synergy(costless.whole().of("value")),
    )
    return replace(found, headline=beside, metadata=replace(made, failed=failed))


def without_complementarity(scenario: Scenario) -> Scenario:
    """Return the scenario in which paid and voluntary hours only add up and support opens no doors."""
    return scenario.with_values(NO_COMPLEMENTARITY)


def gross(scenario: Scenario) -> Scenario:
    """Return the scenario in which cooperation costs nothing: the shipped overlay `gross` laid over it."""
    settings = scenario.settings_of("gross")  # of the scenario's own instruments
    values, parameters = scenario.values, scenario.parameters
    return scenario.with_values(
        {name: after(each, values[name], parameters[name]) for name, each in settings.items()}
    )


def monthly_measures(scenario: Scenario) -> tuple[str, ...]:
    """Return the measures that the figure and the horizon need month by month."""
    kinds = tuple(f"now_{row.name}" for row in scenario.rows["kinds"])
    return ("value", *kinds, "signed", "passed", "failed", "terminated", "extended", "approval_months")


def measured(scenario: Scenario, runs: PairedRuns) -> dict[str, Any]:
    """Return every measure of every arm as plain values: mean with interval, and the range over draws."""
    found: dict[str, Any] = {}
    for measure in shown_measures(scenario):
        values = runs.of(measure.name)
        found[measure.name] = {
            "unit": measure.unit,
            **{ARMS[arm].name: effect(values[:, :, place]).to_dict() for place, arm in enumerate(runs.arms)},
        }
    return found


def every_run(runs: PairedRuns, measures: tuple[str, ...] = ("value",)) -> dict[str, Any]:
    """Return the runs themselves as plain values: draws with their parameters, seeds, some measures by
    arm.
    """
    return {
        "draw": runs.numbers.tolist(),
        "parameters": {name: column.tolist() for name, column in runs.parameter_draws.items()},
        "seed": runs.run_seeds.tolist(),
        "measures": {
            name: {ARMS[arm].name: runs.arm(arm, name).tolist() for arm in runs.arms} for name in measures
        },
    }

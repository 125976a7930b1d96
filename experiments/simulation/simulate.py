"""A scenario run and summed up: the paired runs, the months, 1+1 with what stands beside it, the facts.

from sim import Scenario
from experiments import simulate
simulate(Scenario.load("s_association")).plot()
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.calibration.observations import Facts, check_facts, compare_with_observations
from experiments.defaults import RUN
from experiments.reporting.bars import bar
from experiments.runs.engines import engine_named
from experiments.runs.paired import ALL_ARMS, PairedRuns, RunFailure, run_paired, run_paired_by_month, sampled
from experiments.synergy.headline import NO_COMPLEMENTARITY, Headline, headline
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MONTHLY_DRAWS = {"engine": 500, "mesa": 20}
"""Draws of which every month is kept, for the figure and the horizon."""


@dataclass(frozen=True)
class SimulationResult:
    """What came of a scenario; `runs` and `monthly` hold whole draws only, `failures` lists failed runs."""

    scenario: Scenario
    runs: PairedRuns
    monthly: PairedRuns
    headline: Headline
    facts: Facts | None
    failures: tuple[RunFailure, ...]
    asked_runs: int

    @property
    def one_plus_one(self) -> float:
        """2·v(GS)/(v(G) + v(S)); NaN where what they create apart is not clearly positive."""
        return self.headline.synergy.one_plus_one.estimate.value

    def reading(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """One plain sentence on what was found."""
        from experiments.reporting.wording import summary

        return summary(self.headline.synergy, lang)

    def plot(self, lang: str = DEFAULT_LANGUAGE) -> Figure:
        """The figure: services by month and arm, the contract's life, 1+1 and its parts."""
        from experiments.simulation.figure import case_figure

        return case_figure(self.scenario, self.runs, self.monthly, self.headline, self.facts, lang)

    def measures(self) -> pd.DataFrame:
        """The mean of every measure (rows) in every arm (columns)."""
        import pandas as pd

        from sim.arms import ARMS

        arms = [ARMS[arm].name for arm in self.runs.arms]
        return pd.DataFrame(self.runs.values.mean(axis=(0, 1)).T, self.runs.measures, arms)


def simulate(
    scenario: Scenario,
    seeds: int | None = None,
    draws: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    reruns: bool = False,
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> SimulationResult:
    """Run all arms of a scenario in paired replications and sum them up.

    `replications` worlds in all (`sizes.RUN` unless told), shared evenly by `draws` of what nobody knows
    (two worlds to a draw unless told). With `reruns` also the same worlds with r = 1 and A = 0, and gross.
    `show` shows progress on stderr. Raises InvalidInput for sizes that can not be had, ScenarioError for
    facts that no measure answers, EnvironmentFailure when every draw failed.
    """
    check_facts(scenario)
    chosen = engine_named(engine)
    runner = chosen.name
    wanted = RUN if seeds is None else seeds
    size = sampled(scenario, wanted, draws)
    chosen.prepare(scenario)
    monthly_draws = min(size[0], MONTHLY_DRAWS[runner])
    arms = len(ALL_ARMS)
    asked = size[0] * (3 if reruns else 1) * size[1] * arms
    with bar(asked, text("report.running", lang), show) as progress:
        runs, monthly = _by_month(scenario, *size, monthly_draws, seed, engine, progress.update)
        extra: dict[str, PairedRuns] = {}
        if reruns:
            for name, other in (("additive", without_complementarity(scenario)), ("gross", gross(scenario))):
                progress.set_description(text(f"report.running_{name}", lang))
                extra[name] = run_paired(other, *size, seed=seed, engine=engine, progress=progress.update)
    everything = [runs, *extra.values()]
    failures = tuple(failure for each in everything for failure in each.failures)
    whole, months = runs.whole(), monthly.whole()
    others = {name: each.whole() for name, each in extra.items()}
    return SimulationResult(
        scenario=scenario,
        runs=whole,
        monthly=months,
        headline=headline(scenario, whole, months, others.get("additive"), others.get("gross")),
        facts=compare_with_observations(scenario, whole, seed),
        failures=failures,
        asked_runs=asked,
    )


def without_complementarity(scenario: Scenario) -> Scenario:
    """Return the scenario in which paid and voluntary hours only add up and support opens no doors."""
    return scenario.with_values(NO_COMPLEMENTARITY)


def gross(scenario: Scenario) -> Scenario:
    """Return the scenario in which cooperation costs nothing: the shipped overlay `gross` laid over it."""
    overlay = Scenario.load("gross")
    return scenario.with_values(
        {name: overlay.values[name] for name, source in overlay.sources.items() if source != "default"}
    )


def _by_month(
    scenario: Scenario,
    draws: int,
    run_seeds: int,
    monthly_draws: int,
    seed: int,
    engine: str,
    progress: Callable[[int], Any],
) -> tuple[PairedRuns, PairedRuns]:
    from experiments.simulation.simulate import monthly_measures

    names = monthly_measures(scenario)
    return run_paired_by_month(
        scenario, draws, run_seeds, monthly_draws, seed=seed, engine=engine, progress=progress, measures=names
    )


def monthly_measures(scenario: Scenario) -> tuple[str, ...]:
    """The measures that the figure and the horizon need month by month."""
    kinds = tuple(f"now_{row.name}" for row in scenario.rows["kinds"])
    return ("value", *kinds, "signed", "passed", "failed", "terminated", "extended", "approval_months")

"""A scenario run and summed up: the paired runs, the months, 1+1 with what stands beside it, the facts.

from sim import Scenario
from experiments import simulate
simulate(Scenario.load("s_association")).plot()
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.facts import Facts, check_facts, facts_beside
from experiments.headline import NO_COMPLEMENTARITY, Headline, headline
from experiments.progress import bar
from experiments.refusal import Refused
from experiments.runs import ALL_ARMS, RunFailure, Runs, replicate, replicate_by_month
from experiments.sizes import RUN
from experiments.speeds import speed
from sim.scenario import Scenario
from sim.texts import DEFAULT_LANGUAGE, text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

KEYS_OF_A_DRAW = 2
"""The fewest that let luck be told from ignorance: for the mean a new draw is worth at least a new key."""

MONTHLY_DRAWS = {"engine": 500, "mesa": 20}
"""Draws of which every month is kept, for the figure and the horizon."""


@dataclass(frozen=True)
class Simulated:
    """What came of a scenario; `runs` and `monthly` hold whole draws only, `failures` lists failed runs."""

    scenario: Scenario
    runs: Runs
    monthly: Runs
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
        from experiments.readings import reading

        return reading(self.headline.synergy, lang)

    def plot(self, lang: str = DEFAULT_LANGUAGE) -> Figure:
        """The figure: services by month and arm, the contract's life, 1+1 and its parts."""
        from experiments.figures.case import case_figure

        return case_figure(self.scenario, self.runs, self.monthly, self.headline, self.facts, lang)

    def measures(self) -> pd.DataFrame:
        """The mean of every measure (rows) in every arm (columns)."""
        import pandas as pd

        from sim.arms import ARMS

        arms = [ARMS[arm].name for arm in self.runs.arms]
        return pd.DataFrame(self.runs.values.mean(axis=(0, 1)).T, self.runs.measures, arms)


def simulate(
    scenario: Scenario,
    replications: int | None = None,
    draws: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    reruns: bool = False,
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Simulated:
    """Run all arms of a scenario in paired replications and sum them up.

    `replications` worlds in all (`sizes.RUN` unless told), shared evenly by `draws` of what nobody
    knows (two worlds to a draw unless told). With `reruns` also the same worlds with r = 1 and A = 0, and
    gross. `show` shows progress on stderr. Raises Refused for sizes that can not be had, ScenarioError for
    facts that no measure answers, Halted when every draw failed.
    """
    check_facts(scenario)
    chosen = speed(engine)
    runner = chosen.name
    wanted = RUN if replications is None else replications
    size = sampled(scenario, wanted, draws)
    chosen.prepare(scenario)
    monthly_draws = min(size[0], MONTHLY_DRAWS[runner])
    arms = len(ALL_ARMS)
    asked = size[0] * (3 if reruns else 1) * size[1] * arms
    with bar(asked, text("report.running", lang), show) as progress:
        runs, monthly = _by_month(scenario, *size, monthly_draws, seed, engine, progress.update)
        extra: dict[str, Runs] = {}
        if reruns:
            for name, other in (("additive", without_complementarity(scenario)), ("gross", gross(scenario))):
                progress.set_description(text(f"report.running_{name}", lang))
                extra[name] = replicate(other, *size, seed=seed, engine=engine, progress=progress.update)
    everything = [runs, *extra.values()]
    failures = tuple(failure for each in everything for failure in each.failures)
    whole, months = runs.whole(), monthly.whole()
    others = {name: each.whole() for name, each in extra.items()}
    return Simulated(
        scenario=scenario,
        runs=whole,
        monthly=months,
        headline=headline(scenario, whole, months, others.get("additive"), others.get("gross")),
        facts=facts_beside(scenario, whole, seed),
        failures=failures,
        asked_runs=asked,
    )


def sampled(scenario: Scenario, replications: int, draws: int | None = None) -> tuple[int, int]:
    """Return draws and keys per draw for a number of paired replications.

    Without unknowns one draw has all keys. Raises Refused when draws do not share the replications evenly, or
    are asked for where nothing is unknown, or when a number is not a whole one of at least one.
    """
    for name, given in (("replications", replications), ("draws", 1 if draws is None else draws)):
        if given != int(given) or given < 1:
            raise Refused("report.bad_count", name=name, given=given, most=f"{10**9:,}")
    if not scenario.priors:
        if draws not in (None, 1):
            raise Refused("report.nothing_unknown", draws=draws, scenario=scenario.name)
        return 1, replications
    if draws is None:
        keys = KEYS_OF_A_DRAW if replications >= 4 and replications % KEYS_OF_A_DRAW == 0 else 1
        return replications // keys, keys
    if replications % draws:
        below = replications // draws * draws
        nearest = partial(text, "report.either", below=below, above=below + draws) if below else draws
        raise Refused("report.not_whole", replications=replications, draws=draws, nearest=nearest)
    return draws, replications // draws


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
    keys: int,
    monthly_draws: int,
    seed: int,
    engine: str,
    progress: Callable[[int], Any],
) -> tuple[Runs, Runs]:
    from experiments.figures.case import monthly_measures

    names = monthly_measures(scenario)
    return replicate_by_month(
        scenario, draws, keys, monthly_draws, seed=seed, engine=engine, progress=progress, measures=names
    )

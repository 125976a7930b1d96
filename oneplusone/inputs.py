"""What people type, made into what analyses take: names and paths of scenarios, 12.0 for 12, 1e3 draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from experiments.defaults import ENGINES
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress
from experiments.runs.outcomes import BRIEF, HEADLINE, Outcome
from experiments.runs.simulator import ScenarioSimulator, outcomes_named
from experiments.study.study import Study
from sim.scenario import Scenario

CASE = "s_association"
"""The scenario where none is named."""

ScenarioLike = Scenario | str | Path
"""A scenario; its name, such as "s_association"; the path of a .toml file; either with overlays, as in
"s_association+cultivation"."""


def scenario(
    given: ScenarioLike, changes: Mapping[str, object] | None = None, months: float | None = None
) -> Scenario:
    """Return the scenario that is meant.

    Args:
        given: a scenario, a name, a path, or one of these with overlays joined by +.
        changes: parameters to set, by dotted name.
        months: the horizon, in months.

    Raises:
        ScenarioError: a name, parameter or value that does not exist or is not allowed.
        InvalidInput: the horizon is set twice.

    Example:
        >>> scenario("s_association+cultivation", {"contract.term": 12}).values["contract.term"]
        12
    """
    found = given if isinstance(given, Scenario) else _loaded(given)
    asked = dict(changes or {})
    if months is not None:
        if "run.horizon" in asked:
            raise InvalidInput("error.months_twice")
        asked["run.horizon"] = count("months", months, least=0)
    return found.with_values(asked) if asked else found


def count(name: str, given: float, least: int = 1) -> int:
    """Return a whole number, also of 12.0 or 1e3. Raises InvalidInput for anything else."""
    try:
        whole = int(given)
    except (TypeError, ValueError, OverflowError):
        whole = least - 1
    if isinstance(given, bool | str) or whole != given or whole < least:
        raise InvalidInput("error.not_a_count", name=name, given=repr(given), least=least)
    return whole


def optional_count(name: str, given: float | None, least: int = 1) -> int | None:
    """Return `count`, or None for None."""
    return None if given is None else count(name, given, least)


def engine_name(given: str) -> str:
    """Return the name of an engine. Raises InvalidInput for one that does not exist."""
    if given not in ENGINES:
        raise InvalidInput("error.unknown_engine", given=given, names=", ".join(ENGINES))
    return given


def watcher(progress: bool | Progress) -> Progress:
    """Return what watches a computation: bars for True, nothing for False."""
    if progress is True:
        from experiments.reporting.bars import Bars

        return Bars()
    return SILENT if progress is False else progress


def _loaded(given: str | Path) -> Scenario:
    if isinstance(given, str) and "+" in given and not Path(given).is_file():
        name, *overlays = given.split("+")
        return Scenario.load(name, overlays)
    return Scenario.load(given)


def simulator_of(
    given: ScenarioLike, changes: Mapping[str, object] | None, months: float | None, engine: str
) -> ScenarioSimulator:
    """Return the simulator of the scenario that is meant; raises as `scenario` and `engine_name`."""
    return ScenarioSimulator(scenario(given, changes, months), engine_name(engine))


def names_of(given: str | Sequence[str]) -> tuple[str, ...]:
    """Return names, also where one is given alone."""
    return (given,) if isinstance(given, str) else tuple(given)


def outcomes_of(
    subject: ScenarioSimulator | Study, given: str | Sequence[str], arm: str
) -> tuple[Outcome, ...]:
    """Return outcomes such as "delta", and measures in an arm; 1+1 and Δ where nothing is named.

    Raises InvalidInput for an unknown name.
    """
    named = {outcome.name: outcome for outcome in HEADLINE}
    measures = [name for name in names_of(given) if name not in named]
    taken: dict[str, Outcome] = {}
    if measures:
        if isinstance(subject, Study):
            subject = ScenarioSimulator(Scenario.parse(subject.plan.model["toml"], "plan.json"))
        taken = dict(zip(measures, outcomes_named(subject, measures, arm), strict=True))
    return tuple(named.get(name) or taken[name] for name in names_of(given)) or BRIEF

"""What people type, made into what analyses take: names and paths of scenarios, 12.0 for 12, 1e3 draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from experiments.defaults import ENGINES
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress
from experiments.runs.outcomes import BRIEF, HEADLINE, Outcome
from experiments.runs.simulator import ScenarioSimulator, outcomes_named
from experiments.study.study import Study
from experiments.texts import text
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
        TypeError: what is neither a scenario nor a name or path.

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
    return found.with_values(asked, origin="changes") if asked else found


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


def decimal(name: str, given: float, most: float = math.inf) -> float:
    """Return a number above zero and up to `most`. Raises InvalidInput for anything else."""
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(given, bool | str) or not 0 < number <= most:
        problem = partial(text, "analysis.not_decimal", given=repr(given), above=0, most=most)
        raise InvalidInput("error.at_place", place=name, problem=problem)
    return number


def options_of(name: str, given: int | Sequence[int], options: Sequence[int]) -> tuple[int, ...]:
    """Return the options given, one alone or several. Raises InvalidInput for others and for none."""
    chosen = tuple(given) if isinstance(given, Sequence) else (given,)
    if not chosen or any(isinstance(each, bool) or each not in options for each in chosen):
        allowed = ", ".join(map(str, options))
        raise InvalidInput("command.error.invalid_choice", name=name, given=repr(given), options=allowed)
    return chosen


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
    if not isinstance(given, str | Path):
        raise TypeError(f"a scenario, or the name or path of one, is needed, not {given!r}")
    if isinstance(given, Path):
        return Scenario.load(given)
    parts = given.split("+")
    # a path may have a + in it: its longest part that is a file is the scenario
    first = next((n for n in range(len(parts), 1, -1) if Path("+".join(parts[:n])).is_file()), 1)
    return Scenario.load("+".join(parts[:first]), parts[first:])


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

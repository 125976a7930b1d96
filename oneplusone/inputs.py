"""What people type, made into what analyses take: names and paths of scenarios, 12.0 for 12, 1e3 draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np

from experiments import progress
from experiments.counts import count, is_number, optional_count
from experiments.defaults import ENGINES
from experiments.errors import InvalidInput
from experiments.runs.outcomes import HEADLINE, SIDE_BY_SIDE, Outcome, benchmark_named
from experiments.runs.simulator import ScenarioSimulator, outcomes_named, refuse_absent
from experiments.study.execution.engine import planned_scenario
from experiments.study.study import Study
from experiments.texts import text
from sim.arms import ARMS
from sim.scenario import Scenario

P = ParamSpec("P")
T = TypeVar("T")

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
        given: a scenario, a name, a path, or one of these with overlays joined
            by +.
        changes: parameters to set, by dotted name.
        months: the horizon, in months.

    Returns:
        The scenario with its changes; the given one is left as it is.

    Raises:
        ScenarioError: a name, parameter or value that does not exist or is not
            allowed.
        InvalidInput: the horizon is set twice, or changes that are no mapping.
        TypeError: what is neither a scenario nor a name or path.

    Example:
        >>> found = scenario("s_association+cultivation", {"contract.term": 24})
        >>> found.values["contract.term"]
        24
    """
    found = given if isinstance(given, Scenario) else _loaded(given)
    if not isinstance(changes, Mapping | None):
        raise InvalidInput("error.not_a_mapping", name="changes", given=repr(changes))
    asked = {str(name): value for name, value in (changes or {}).items()}
    if months is not None:
        if "run.horizon" in asked:
            raise InvalidInput("error.months_twice")
        asked["run.horizon"] = count("months", months, least=0)
    return found.with_values(asked) if asked else found


def total(runs: float | None, **others: float | None) -> int | None:
    """Return how many runs all arms take together, or None where that is not asked for.

    Args:
        runs: what was given.
        others: sizes that a total stands for, such as draws.

    Returns:
        A whole number from 1 on, or None.

    Raises:
        InvalidInput: no whole number, or a total beside one of the others.

    Example:
        >>> total(1e3, draws=None)
        1000
    """
    given = [name for name, each in others.items() if each is not None]
    if runs is not None and given:
        raise InvalidInput("error.runs_and_size", name=given[0])
    return optional_count("runs", runs)


def decimal(name: str, given: float, most: float = math.inf) -> float:
    """Return a number above zero and up to `most`. Raises InvalidInput for anything else."""
    if not is_number(given) or not 0 < given <= most:
        problem = partial(text, "analysis.not_decimal", given=repr(given), above=0, most=most)
        raise InvalidInput("error.at_place", place=name, problem=problem)
    return float(given)


def options_of(name: str, given: int | Sequence[int], options: Sequence[int]) -> tuple[int, ...]:
    """Return the options given, one alone or several. Raises InvalidInput for others and for none."""
    chosen = tuple(given) if isinstance(given, Sequence) else (given,)
    if not chosen or any(isinstance(each, bool) or each not in options for each in chosen):
        allowed = ", ".join(map(str, options))
        raise InvalidInput("command.error.invalid_choice", name=name, given=repr(given), options=allowed)
    return chosen


def option(name: str, given: str, options: Sequence[str]) -> str:
    """Return the option given. Raises InvalidInput for one that does not exist."""
    if given not in options:
        raise InvalidInput(
            "command.error.invalid_choice", name=name, given=repr(given), options=", ".join(options)
        )
    return given


def span(name: str, given: object) -> tuple[float, float] | None:
    """Return the lowest and highest value. Raises InvalidInput for what is not two numbers."""
    if given is None:
        return None
    if isinstance(given, tuple | list | np.ndarray) and len(given) == 2:
        low, high = given
        if is_number(low) and is_number(high):
            return float(low), float(high)
    raise InvalidInput("error.not_a_span", name=name, given=repr(given))


def refusing_for_studies(*allowed: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a function that takes a scenario or a finished study refuse what a study has settled already.

    Args:
        allowed: the arguments that apply to a study as well.

    Returns:
        A decorator: the function raises InvalidInput where it is given a study and any other argument.
    """

    def decorated(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def checked(*given: P.args, **named: P.kwargs) -> T:
            subject: Any = given[0] if given else named.get("given")
            if isinstance(subject, Study):
                others = [*map(repr, given[1:]), *(name for name in named if name not in ("given", *allowed))]
                if others:
                    raise InvalidInput("analysis.not_for_study", option=", ".join(others))
            return function(*given, **named)

        return checked

    return decorated


def engine_name(given: str) -> str:
    """Return the name of an engine. Raises InvalidInput for one that does not exist."""
    if given not in ENGINES:
        raise InvalidInput("error.unknown_engine", given=given, names=", ".join(ENGINES))
    return given


watcher = progress.watcher
"""Returns what watches a computation: bars for True, nothing for False."""


def _loaded(given: str | Path) -> Scenario:
    if not isinstance(given, str | Path):
        raise TypeError(f"a scenario, or the name or path of one, is needed, not {given!r}")
    if isinstance(given, Path):
        return Scenario.load(given)
    parts = given.split("+")
    # a path may have a + in it: its longest part that is a file is the scenario
    first = next((n for n in range(len(parts), 1, -1) if Path("+".join(parts[:n])).is_file()), 1)
    return Scenario.load("+".join(parts[:first]).strip(), [part.strip() for part in parts[first:]])


def simulator_of(
    given: ScenarioLike, changes: Mapping[str, object] | None, months: float | None, engine: str
) -> ScenarioSimulator:
    """Return the simulator of the scenario that is meant; raises as `scenario` and `engine_name`."""
    return ScenarioSimulator(scenario(given, changes, months), engine_name(engine))


def names_of(name: str, given: str | Sequence[str]) -> tuple[str, ...]:
    """Return names, also where one is given alone. Raises InvalidInput for what is no name."""
    found = (given,) if isinstance(given, str) else given
    if not isinstance(found, Sequence) or not all(isinstance(each, str) for each in found):
        raise InvalidInput("error.not_names", name=name, given=repr(given))
    return tuple(found)


def pair_of(name: str, given: Sequence[str]) -> tuple[str, str]:
    """Return two names. Raises InvalidInput for anything else."""
    found = names_of(name, given)
    if isinstance(given, str) or len(found) != 2:
        raise InvalidInput("error.not_names", name=name, given=repr(given))
    return found[0], found[1]


def outcomes_of(
    subject: ScenarioSimulator | Study,
    given: str | Sequence[str],
    arm: str,
    benchmark: str = SIDE_BY_SIDE.name,
    vary: str | Sequence[str] = (),
) -> tuple[Outcome, ...]:
    """Return outcomes such as "delta", and measures in an arm; a benchmark's where nothing is named.

    Raises InvalidInput for an unknown name, and for a measure that the scenario does not have, whatever of
    `vary` varies.
    """
    named, compared = {outcome.name: outcome for outcome in HEADLINE}, benchmark_named(benchmark)
    option("arm", arm, [each.name for each in ARMS])
    asked = names_of("measures", given)
    measures = [name for name in asked if name not in named]
    taken: dict[str, Outcome] = {}
    if measures:
        if isinstance(subject, Study):
            subject = ScenarioSimulator(planned_scenario(subject.plan.model))
        else:
            refuse_absent([subject.scenario], measures, names_of("vary", vary))
        taken = dict(zip(measures, outcomes_named(subject, measures, arm), strict=True))
    return tuple(named.get(name) or taken[name] for name in asked) or compared.brief

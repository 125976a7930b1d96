"""A rule of one's own tried beside the model's, without a change to its files."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.counts import count, optional_count
from experiments.errors import EnvironmentFailure, InvalidInput, Message
from experiments.progress import Progress
from oneplusone.inputs import CASE, ScenarioLike, names_of, scenario, watcher

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.failure import RunFailure
    from sim.substitution import Returned

FEW = 20
"""Draws where none are asked for: in plain Python a run takes its time."""

USUAL, OWN, CHANGE = "usual", "own", "change"
"""The columns of `extend`: the model as it is, with the own rules, and the second minus the first."""


def extend(
    given: ScenarioLike = CASE,
    rules: Mapping[str, Callable[..., Any]] | None = None,
    measures: str | Sequence[str] = "value",
    *,
    arm: str = "GS",
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float | None = None,
    seed: int = 0,
    progress: bool | Progress = True,
) -> DataFrame:
    """Run one arm of a scenario with own rules, beside the model as it is.

    Both are run at the same draws, with common random numbers. An own rule is a
    plain function: it is called with the rule that it replaces, and then with
    that rule's arguments; in place of what an agent does, the first of these is
    the agent. It is run by the Mesa model, a tenth of a second for a run of the
    case. The compiled engine, which gives the same bits, runs the model as it
    is and does not know the own rule. CONTRIBUTING.md says how one becomes part
    of the model.

    Args:
        given: a scenario, as in `simulate`.
        rules: own functions by the name of the rule that each replaces, such as
            "cooperates" in sim/rules or "Community.grow_group" in sim/agents.
        measures: one measure or several.
        arm: name of the arm, see `arms()`.
        changes: parameters to set in both.
        months: the horizon, in months.
        draws: parameter draws; 20 by default.
        seeds: seeds of each draw; 1 by default, 20 where nothing is uncertain.
        seed: the master seed.
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        A table with a row for each draw; of a single draw, for each seed. Draws
        in which a run fails are left out, and a warning says how many and why.
        Columns: "usual", "own" and "change", each with the measures, in
        their units, means over the draw's seeds.

    Raises:
        ScenarioError: a scenario, parameter or value that does not exist or is
            not allowed.
        InvalidInput: no rule, one that the model does not have or that takes
            other arguments, or an arm, measure or count that is not allowed.
        EnvironmentFailure: every draw has a failed run; it names an own rule
            that raised, returned what is not allowed or set an agent so, and
            its line.

    Example:
        >>> def as_usual(usual, gain, trust, cost):
        ...     return usual(gain, trust, cost)
        >>> few = {"draws": 2, "months": 12, "progress": False}
        >>> tried = extend("s_association", {"cooperates": as_usual}, **few)
        >>> bool((tried["change"]["value"] == 0).all())
        True
    """
    import pandas as pd

    from experiments.runs.paired import run_paired, sample_sizes
    from experiments.runs.simulator import ScenarioSimulator, outcomes_named, refuse_absent
    from sim.arms import arm_index
    from sim.substitution import substituted

    wanted, master = names_of("measures", measures), count("seed", seed, least=0)
    own = _fitting(rules)
    world = scenario(given, changes, months)
    outcomes_named(ScenarioSimulator(world, "mesa"), wanted, arm)
    refuse_absent([world], wanted)
    few_draws, few_seeds = (FEW, 1) if world.priors else (None, FEW)
    asked = optional_count("draws", draws) or few_draws, optional_count("seeds", seeds) or few_seeds
    size, arms = sample_sizes(world, *asked, replications=FEW, arms=1), (arm_index(arm),)
    tables: dict[str, DataFrame] = {}
    failures: list[RunFailure] = []
    with watcher(progress).stage("runs", 2 * size[0] * size[1]) as advance:
        for column, chosen, engine in ((USUAL, {}, "auto"), (OWN, own, "mesa")):
            with substituted(chosen) as returned:
                try:
                    made = run_paired(world, *size, arms=arms, seed=master, engine=engine, progress=advance)
                    runs = made.whole()
                except EnvironmentFailure as failure:
                    raise _with_what_was_returned(failure, returned) from None
            failures += made.failures
            values = {each: runs.of(each)[:, :, 0] for each in wanted}
            rows = {each: v.mean(axis=1) if size[0] > 1 else v[0] for each, v in values.items()}
            tables[column] = pd.DataFrame(rows, index=runs.numbers if size[0] > 1 else None)
    tables[CHANGE] = tables[OWN] - tables[USUAL]
    if failures:
        left = len({failure.pair // size[1] for failure in failures})
        said = Message("extend.left_out", left=left, asked=size[0], problem=failures[0].message)
        warnings.warn(said.line(), stacklevel=2)
    return pd.concat(tables, axis=1, join="inner").dropna()  # a draw that failed in either is in neither


def _with_what_was_returned(failure: EnvironmentFailure, returned: Returned) -> EnvironmentFailure:
    """Return the failure of all runs with the own rules that were at work, and what they returned."""
    said = failure.line()
    ends = {
        name: both and dict.fromkeys(f"{end:g}" for end in both)
        for name, both in returned.items()
        if both or repr(name) not in said  # one that is named already is not named twice
    }
    if not ends:
        return failure
    rules = ", ".join(f"{name} ({' … '.join(both)})" if both else name for name, both in ends.items())
    return EnvironmentFailure("extend.returned", problem=failure.line, rules=rules)


def _fitting(rules: Mapping[str, Callable[..., Any]] | None) -> dict[str, Callable[..., Any]]:
    """Return the own rules. Raises InvalidInput for none, and for one that cannot stand in its place."""
    from sim.substitution import NoSuchRule, WrongArguments, checked

    if rules is not None and not isinstance(rules, Mapping):
        raise InvalidInput("extend.no_mapping", given=type(rules).__name__)
    if not rules:
        raise InvalidInput("extend.no_rules")
    for name, own in rules.items():
        if not isinstance(name, str):
            raise InvalidInput("extend.nothing_similar", name=name)
        if not callable(own):
            raise InvalidInput("extend.no_function", name=name, given=repr(own))
        try:
            checked(name, own)
        except NoSuchRule as problem:
            key = "extend.no_such_rule" if problem.instead else "extend.nothing_similar"
            raise InvalidInput(key, name=name, instead=", ".join(problem.instead)) from None
        except WrongArguments as problem:
            raise InvalidInput(
                "extend.wrong_arguments", name=name, needed=", ".join(problem.needed)
            ) from None
    return dict(rules)

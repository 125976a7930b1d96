"""Do the conclusions hang on the forms? Every form run at the scenario's draws, with dilemmas and paths."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.arrays import Array
from experiments.attribution.changes import Base, switch, touched
from experiments.defaults import FORMS_DRAWS, SEEDS
from experiments.forms.table import AS_IS, FormRuns, FormTable, table_of
from experiments.forms.variants import Variant, chosen
from experiments.progress import SILENT, Progress, counted_in_runs
from experiments.provenance import design_metadata
from experiments.runs.design import size_of
from experiments.runs.outcomes import BENCHMARKS, arms_needed
from experiments.runs.paired import check_memory
from experiments.runs.settings import run_settings
from experiments.runs.simulator import Subject, simulated
from sim.dilemmas import DILEMMAS
from sim.parameters.change import Setting
from sim.reforms import REFORMS
from sim.scenario.scenario import Scenario

OUTCOMES = tuple(outcome for benchmark in BENCHMARKS for outcome in (benchmark.ratio, benchmark.gain))
ARMS = arms_needed(OUTCOMES)
"""Arms that every world is run in."""

WORLDS = 1 + len(DILEMMAS) + len(REFORMS)
"""Worlds under each form: as it is, each dilemma neutral alone, each path alone."""


def forms(
    subject: Subject,
    vary: Sequence[str] = (),
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
) -> FormTable:
    """Run a scenario under every form that its mechanisms may have, and state which conclusions change.

    The conclusions: on which side of two 1+1 lies, under both benchmarks; which three dilemmas take most from
    it, by removing one at a time (the first neutral setting), not by the ledger's Shapley values; and whether
    each reform path helps. Forms, dilemmas and paths meet the same draws and random numbers.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        vary: questions such as "schedule", or forms such as "schedule_none"; by default all that differ from
            the scenario's own.
        draws: parameter draws; 50 by default.
        seeds: seeds per draw.
        seed: master seed.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "forms".
        runs: runs of all arms together instead of draws, rounded up to whole draws.

    Returns:
        The table; 1+1 is a ratio, its changes are paired.

    Raises:
        InvalidInput: an unknown form, none that differs, draws and runs, or more than memory holds.
        RunsFailed: a run failed.

    Example:
        >>> from sim.scenario import Scenario
        >>> found = forms(Scenario.load("s_association"), ["schedule"], draws=2)
        >>> [row.form for row in found.rows]
        ['as_is', 'schedule_none', 'schedule_contracts']
    """
    simulator = simulated(subject, engine)
    scenario, before = simulator.scenario, simulator.runs
    variants = chosen(scenario, tuple(vary))
    draws = size_of(draws, FORMS_DRAWS.usual, runs, (1 + len(variants)) * WORLDS * seeds * len(ARMS))
    check_memory((1 + len(variants), draws, seeds, WORLDS, len(ARMS)))
    acts = acts_of(scenario)
    names = [*touched(acts.values()), *(name for one in variants for name in one.settings)]
    base = simulator.base(seed, draws, names)
    found = []
    with counted_in_runs(
        progress, "forms", (1 + len(variants)) * WORLDS * draws * seeds, len(ARMS)
    ) as advance:
        for variant in (None, *variants):
            values = run_settings(
                simulator,
                worlds(scenario, acts, variant, base),
                base,
                ARMS,
                draws,
                seeds,
                seed,
                progress=advance,
            )
            name, question = (AS_IS, "") if variant is None else (variant.name, variant.question)
            found.append(FormRuns(name, question, values[..., 0]))
    rows = table_of(found, ARMS, [one.name for one in DILEMMAS], [path.overlay for path in REFORMS], seed)
    metadata = design_metadata("forms", simulator, before, OUTCOMES, seed, seeds, draws)
    return FormTable(rows, draws, seeds, seed, metadata)


def acts_of(scenario: Scenario) -> dict[str, dict[str, Setting]]:
    """Return what is done under each form: each dilemma's first neutral setting, and each reform path."""
    neutral = {one.name: one.settings_of(scenario, 0) for one in DILEMMAS}
    return neutral | {path.overlay: path.settings_of(scenario) for path in REFORMS}


def worlds(
    scenario: Scenario, acts: dict[str, dict[str, Setting]], variant: Variant | None, base: Base
) -> list[dict[str, float | Array]]:
    """Return the settings of all worlds under a form: the form is the world, and the acts are done in it.

    Where an act sets what the form sets, the act holds.
    """
    form: dict[str, float | Array] = {} if variant is None else dict(variant.settings_of(scenario))
    changed = {**base, **form}
    done = [switch(name, scenario, settings, changed).settings for name, settings in acts.items()]
    return [form, *({**form, **settings} for settings in done)]

"""Which study a specification describes, and whether a folder holds that study."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from experiments.arrays import Points
from experiments.errors import InvalidInput, did_you_mean
from experiments.runs.engines import engine_named
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.spec import StudySpec
from experiments.study.storage.encoding import RUN_COLUMNS, SERIES_COLUMNS, ValueTable
from experiments.study.storage.plan import Plan, canonical_hash, differences
from experiments.study.storage.shards import ROWS_PER_SHARD
from experiments.study.storage.store import Store
from experiments.study.storage.values import value_parts
from sim.arms import ARMS

_KEYS = {"arm": "arms", "measure": "measures", "series": "monthly"}


def outline(spec: StudySpec, evaluator: RunEvaluator) -> Plan:
    """Return the plan of a specification, still without points and runs.

    Raises InvalidInput for an unknown name or engine, and for several draws where no parameter is drawn.
    """
    spec.design.check()
    check_draws(spec.draws, evaluator)
    arms = numbers("arm", spec.arms, evaluator.arm_names)
    measures = numbers("measure", spec.measures, evaluator.measure_names)
    series = numbers("series", spec.series, evaluator.series_names)
    plan = Plan(
        name=spec.name,
        model=dict(spec.model),
        design=spec.design.written(),
        seed=spec.seed,
        arms=arms,
        arm_names=tuple(evaluator.arm_names),
        months=spec.months,
        measures=tuple(evaluator.measure_names[number] for number in measures),
        series=tuple(evaluator.series_names[number] for number in series),
        limit=spec.limit,
        rows_per_shard=ROWS_PER_SHARD,
        fingerprint=evaluator.fingerprint(),
        engine=engine_named(spec.engine).name,
    )
    for taken in {*RUN_COLUMNS, *SERIES_COLUMNS}.intersection(plan.measures + plan.series):
        raise InvalidInput("study.reserved_name", name=taken)
    return plan


def check_draws(draws: int | None, evaluator: RunEvaluator) -> None:
    """Raise InvalidInput for several draws where no parameter is drawn."""
    if draws is not None and draws > 1 and not evaluator.drawn_names:
        raise InvalidInput("study.nothing_drawn", draws=draws)


def numbers(what: str, wanted: tuple[str, ...] | None, known: Sequence[str]) -> tuple[int, ...]:
    """Return the places of the wanted names among the known ones, rising; None wants all.

    `what` is arm, measure or series; an arm may also be given by its sign. Raises InvalidInput with
    the closest match, and for a name that stands twice.
    """
    names = tuple(known)
    if what == "arm" and wanted is not None:
        wanted = tuple(name if name in names else _arm_of_sign(name) for name in wanted)
    for place, name in enumerate(wanted or ()):
        if name not in names:
            raise InvalidInput(
                f"study.unknown_{what}", name=name, near=did_you_mean(name, names), known=_quoted(names)
            )
        if name in (wanted or ())[:place]:
            raise InvalidInput("study.named_twice", what=_KEYS[what], name=name)
    return (
        tuple(range(len(names))) if wanted is None else tuple(sorted({names.index(name) for name in wanted}))
    )


def _arm_of_sign(sign: str) -> str:
    """Return the name of the arm that has this sign in reports, such as G₊; what is no sign as it is."""
    # Looked up by name: signs belong to reports, and a computation knows none.
    signs: Sequence[str] = import_module("experiments.reporting.wording").SIGNS
    return ARMS[signs.index(sign)].name if sign in signs else sign


def _quoted(names: Sequence[str]) -> str:
    """Return names as a study file writes them, so that the arm "none" is not read as a word."""
    return ", ".join(f'"{name}"' for name in names)


def same(store: Store, spec: StudySpec, evaluator: RunEvaluator) -> None:
    """Raise InvalidInput, naming the difference, unless a folder holds the study that is specified."""
    plan, wanted = store.read_plan(), outline(spec, evaluator)
    if spec.engine != "auto" and plan.engine != wanted.engine:
        raise InvalidInput("study.other_study", what="engine", before=plan.engine, now=wanted.engine)
    same_code(plan, wanted.fingerprint)
    for name in ("model", "seed", "arms", "months", "measures", "series", "design"):
        before, now = (getattr(each, "what_runs" if name == "model" else name) for each in (plan, wanted))
        if name == "arms":
            before, now = (_quoted([each.arm_names[arm] for arm in each.arms]) for each in (plan, wanted))
        if canonical_hash(before) != canonical_hash(now):
            what, before, now = _difference(name, before, now)
            raise InvalidInput("study.other_study", what=what, before=short(before), now=short(now))
    counts = {"draws": (plan.draw_count, spec.draw_count), "seeds": (plan.seeds_per_draw, spec.seeds)}
    for name, (before, now) in counts.items():
        if before != now:
            raise InvalidInput("study.other_study", what=name, before=before, now=now)
    if spec.design.table:  # its values are in no plan
        _same_points(value_parts(store.folder, plan.points), spec.design.points())


def _same_points(old: ValueTable, wanted: Points) -> None:
    before = old.read(0, old.rows)
    for point, (one, other) in enumerate(zip(rows_of(before), rows_of(wanted), strict=True)):
        if one != other:
            values = [
                {name: column[point].item() for name, column in some.items()} for some in (before, wanted)
            ]
            raise InvalidInput("study.other_study", what=f"point {point}", before=values[0], now=values[1])


def _difference(name: str, before: Any, now: Any) -> tuple[str, Any, Any]:
    """Return the dotted name of what differs, as deep as both have the same keys, and both values."""
    if isinstance(before, dict) and isinstance(now, dict):
        # the number of points comes last: it follows from the rest where there is any
        for key in sorted({**before, **now}, key=lambda key: key == "points"):
            one, other = before.get(key), now.get(key)
            if canonical_hash(one) != canonical_hash(other):
                return _difference(f"{name}.{key}", one, other)
    return name, before, now


def same_code(plan: Plan, fingerprint: dict[str, str]) -> None:
    """Raise InvalidInput naming each difference when the results so far come from other code or libraries."""
    if changed := differences(plan.fingerprint, fingerprint):
        raise InvalidInput("study.changed_code", differences="; ".join(changed))


def rows_of(points: Points) -> list[bytes]:
    """Return each point's exact bits."""
    bits = np.column_stack([np.asarray(points[name], dtype=np.float64) for name in sorted(points)])
    return [row.tobytes() for row in bits]


def short(value: object) -> str:
    """Return a value as text, cut short when it is long."""
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"

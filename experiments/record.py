"""What every result carries: version, scenario with all parameters, seed, sizes; and the JSON of it all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from experiments.intervals import Result
from experiments.runs import RunFailure, Runs
from experiments.speeds import scenario_measures
from experiments.study.durable import told, write_whole
from experiments.synergy import effect
from sim.arms import ARMS
from sim.scenario import Scenario

SCHEMA = 1


def carried(scenario: Scenario, runs: Runs, failures: Sequence[RunFailure]) -> dict[str, Any]:
    """Return what must be known to repeat the runs: version, scenario, sizes, seed, failed runs.

    The keys of all runs follow from the seed; run (draw d, replication r) can be repeated alone with its key.
    """
    return {
        "version": version("oneplusone"),
        "scenario": described(scenario),
        "seed": runs.seed,
        "draws": runs.asked,
        "replications": runs.replications,
        "arms": [ARMS[arm].name for arm in runs.arms],
        "months": int(scenario.values["run.horizon"]),
        "engine": runs.engine,
        "interval": "95%, clustered by draw; ranges are 5-95% over draws",
        "runs": runs.asked * runs.replications * len(runs.arms),
        "failed": [vars(failure) for failure in failures],
        "draws_left_out": sorted(set(range(runs.asked)) - set(runs.numbers.tolist())),
    }


def described(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario in full: every value and its source, every unknown and its prior, the facts."""
    return {
        "name": scenario.name,
        "fingerprint": scenario.fingerprint(),
        "title": dict(scenario.titles),
        "question": dict(scenario.questions),
        "parameters": {
            name: {
                "value": parameter.shown(scenario.values[name])
                if parameter.kind == "choice"
                else scenario.values[name],
                "unit": parameter.unit,
                "from": scenario.sources[name],
                **({"prior": scenario.priors[name].written()} if name in scenario.priors else {}),
                "confidence": parameter.confidence,
            }
            for name, parameter in scenario.parameters.items()
        },
        "reference": {
            name: {
                key: value if not isinstance(value, Mapping) else dict(value) for key, value in fact.items()
            }
            for name, fact in scenario.reference.items()
        },
    }


def measured(scenario: Scenario, runs: Runs) -> dict[str, Any]:
    """Return every measure of every arm: mean with interval, and the range over draws."""
    found: dict[str, Any] = {}
    for measure in scenario_measures(scenario):
        values = runs.of(measure.name)
        found[measure.name] = {
            "unit": measure.unit,
            **{ARMS[arm].name: effect(values[:, :, place]).to_dict() for place, arm in enumerate(runs.arms)},
        }
    return found


def every_run(runs: Runs, measures: tuple[str, ...] = ("value",)) -> dict[str, Any]:
    """Return the runs themselves: numbers and values of the draws, the keys, and some measures by arm."""
    return {
        "draw": runs.numbers.tolist(),
        "unknowns": {name: column.tolist() for name, column in runs.thetas.items()},
        "key": runs.keys.tolist(),
        "measures": {
            name: {ARMS[arm].name: runs.arm(arm, name).tolist() for arm in runs.arms} for name in measures
        },
    }


def json_text(record: Mapping[str, Any]) -> str:
    """Return a record as JSON, one line for each entry of its first level; the same record, the same bytes.

    Results become plain values; NaN and infinity, which JSON lacks, become null. Raises ValueError for other
    values that JSON lacks.
    """
    lines = [
        f"{json.dumps(key)}: {json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)}"
        for key, value in record.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def save(path: Path, data: bytes) -> None:
    """Write a file whole, its folder too if need be: after a fault the old file stands. Raises Halted."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise told(error, path.parent) from error
    write_whole(path, data, path.with_name(f".{path.name}.{os.getpid()}.part"))


def _plain(value: Any) -> Any:
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value

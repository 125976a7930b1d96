"""What every result carries: version, scenario with all parameters, seed, sizes; and the JSON of it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from experiments.runs.paired import PairedRuns, RunFailure
from sim.arms import ARMS
from sim.scenario.scenario import Scenario

SCHEMA = 1


def run_metadata(scenario: Scenario, runs: PairedRuns, failures: Sequence[RunFailure]) -> dict[str, Any]:
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


def figure_metadata(record: dict[str, Any]) -> dict[str, Any]:
    """What every figure carries: version, scenario with all parameters, seed, sizes, interval.

    A parameter has its value, or as an unknown the prior that it was drawn from.
    """
    names = ("kind", "version", "seed", "draws", "replications", "months", "engine", "interval")
    scenario = record["scenario"]
    return {
        **{name: record[name] for name in names},
        "scenario": scenario["name"],
        "fingerprint": scenario["fingerprint"],
        "parameters": {
            name: told.get("prior", told["value"]) for name, told in scenario["parameters"].items()
        },
    }


def stem(kind: str, lang: str) -> str:
    """The name of a figure's files: the English one plain, others with their language."""
    return kind if lang == "en" else f"{kind}_{lang}"

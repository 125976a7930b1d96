"""The evaluator of studies of the model: a scenario on one of its engines."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

import sim
from experiments.arrays import Points, Seeds
from experiments.provenance import kept_scenario, stated_sources
from experiments.runs.engines import EngineRuns, engine_named, scenario_measures
from sim.arms import ARMS
from sim.parameters.declaration import Parameter
from sim.scenario.scenario import Scenario

LIBRARIES = ("numpy", "numba", "llvmlite")
"""The libraries of a fingerprint."""

SURROUNDINGS = ("python", "machine", *LIBRARIES)
"""What a fingerprint holds of the machine; everything else in it is of the model."""


def planned_scenario(model: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a plan's `model`, each value from where it came from. Raises ScenarioError."""
    return kept_scenario(model["toml"], "plan.json", model.get("sources"))


class EngineEvaluator:
    """Runs a scenario on an engine.

    Args:
        scenario: the scenario.
        drawn: whether its uncertain parameters are drawn from their priors, or stay at its values.
        engine: "auto", "compiled" or "mesa".
        threads: how many threads the compiled engine uses; all cores by default.

    Raises:
        InvalidInput: there is no such engine.
    """

    def __init__(
        self, scenario: Scenario, drawn: bool = True, engine: str = "auto", threads: int | None = None
    ) -> None:
        self.scenario = scenario
        self.drawn = drawn
        self.engine = engine_named(engine, threads)
        self.arm_names: Sequence[str] = tuple(arm.name for arm in ARMS)
        self.measure_names: Sequence[str] = tuple(each.name for each in scenario_measures(scenario))
        self.series_names: Sequence[str] = self.measure_names

    @classmethod
    def built(cls, model: Mapping[str, Any], engine: str = "auto") -> EngineEvaluator:
        """Rebuild the evaluator that `model` describes. Raises ScenarioError or InvalidInput."""
        return cls(planned_scenario(model), model["drawn"], engine)

    def model(self) -> dict[str, Any]:
        """Return what the plan of a study keeps, so that it needs none of the files it was made from."""
        return {
            "scenario": self.scenario.name,
            "drawn": self.drawn,
            "toml": self.scenario.to_toml(defaults=False),  # they are among the sources
            "sources": stated_sources(self.scenario),
        }

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The declaration of each parameter by name."""
        return self.scenario.parameters

    @property
    def drawn_names(self) -> Sequence[str]:
        """Names of the uncertain parameters that are drawn."""
        return tuple(self.scenario.priors) if self.drawn else ()

    def prepare(self) -> None:
        """Do once what is slow the first time, such as compiling."""
        self.engine.prepare(self.scenario)

    def evaluate(
        self,
        points: Points,
        seeds: Seeds,
        arms: Sequence[int],
        months: int | None,
        series: Sequence[str] = (),
    ) -> EngineRuns:
        """Run every arm of every pair (point i, seed i); see `Evaluator.evaluate`."""
        batch = self.engine.run(self.scenario, points, seeds, arms, months, series)
        if not batch.failures:
            return batch
        from sim.engine.batch import MAX_DIAGNOSED  # imports Numba, which takes its time

        failures = list(batch.failures[:MAX_DIAGNOSED])
        for failure in batch.failures[MAX_DIAGNOSED:]:
            # an engine may diagnose the first failures of a batch only; a row must not depend on its batch
            pair = slice(failure.pair, failure.pair + 1)
            point = {name: column[pair] for name, column in points.items()}
            alone = self.engine.run(self.scenario, point, seeds[pair], [failure.arm], months)
            failures.append(failure._replace(message=alone.failures[0].message))
        return replace(batch, failures=tuple(failures))

    def draw(self, seed: int, low: int, high: int) -> dict[str, NDArray[Any]]:
        """Return the drawn parameters in draws `low` to `high` − 1."""
        return dict(self.scenario.draw(seed, high - low, low)) if self.drawn else {}

    def on_threads(self, threads: int) -> EngineEvaluator:
        """Return the same evaluator on so many threads."""
        return EngineEvaluator(self.scenario, self.drawn, self.engine.name, threads)

    def fingerprint(self) -> dict[str, str]:
        """Return what a result depends on: code of the model, libraries, and every parameter.

        Engines are not part of it: they give the same numbers.
        """
        scenario = self.scenario
        found = {"code": code_hash(), "python": platform.python_version(), "machine": platform.machine()}
        found |= {library: _version(library) for library in LIBRARIES}
        for name, parameter in scenario.parameters.items():
            found[name] = parameter.shown(scenario.values[name])
        for name, prior in scenario.priors.items() if self.drawn else ():
            found[f"prior of {name}"] = json.dumps(prior.written())
        return found


@cache
def code_hash() -> str:
    """Return a hash of the model's code without comments, docstrings and layout: what may change a number."""
    package = Path(str(sim.__file__)).parent
    digest = hashlib.sha256()
    for source in sorted(package.rglob("*.py")):
        tree = ast.parse(source.read_bytes())
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list):
                node.body = [part for part in body if not _docstring(part)]  # type: ignore[attr-defined]
        digest.update(f"{source.relative_to(package).as_posix()}\n{ast.dump(tree)}\n".encode())
    return digest.hexdigest()[:16]


def _docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "—"

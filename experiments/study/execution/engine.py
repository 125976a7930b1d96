"""The engine of the model as the evaluator of a study: a scenario, run at points, keys and arms."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.study.execution.evaluator import Evaluated, Values
from sim.arms import ARMS
from sim.engine import run_batch, run_series
from sim.engine.batch import MAX_DIAGNOSED
from sim.failure import RunFailure
from sim.measures import measures_of
from sim.parameters.declaration import Parameter
from sim.scenario.scenario import Scenario

_LIBRARIES = ("numpy", "numba", "llvmlite")


class EngineEvaluator:
    """Runs a scenario by the compiled engine, on all cores or on `threads` of them.

    `drawn` says whether the scenario's unknowns are drawn anew for each replication, or stay at its values.
    """

    def __init__(self, scenario: Scenario, drawn: bool = True, threads: int | None = None) -> None:
        self.scenario = scenario
        self.drawn = drawn
        self.threads = threads
        self.arm_names: Sequence[str] = tuple(arm.name for arm in ARMS)
        kinds = tuple(row.name for row in scenario.rows["kinds"])
        self.measure_names: Sequence[str] = tuple(measure.name for measure in measures_of(kinds))
        self.series_names: Sequence[str] = self.measure_names

    @classmethod
    def built(cls, model: Mapping[str, Any], threads: int | None = None) -> EngineEvaluator:
        """Rebuild the evaluator that `model` describes. Raises ScenarioError."""
        return cls(Scenario.parse(model["toml"], "plan.json"), model["drawn"], threads)

    def model(self) -> dict[str, Any]:
        """Return what the plan of a study keeps, so that it needs none of the files it was made from."""
        return {"scenario": self.scenario.name, "drawn": self.drawn, "toml": self.scenario.to_toml()}

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The declaration of each parameter by name."""
        return self.scenario.parameters

    def prepare(self) -> None:
        """Compile, if that has not been done for this code before."""
        self.evaluate({}, np.zeros(1, dtype=np.uint64), [0], 1)

    def evaluate(
        self,
        points: Values,
        keys: NDArray[np.uint64],
        arms: Sequence[int],
        months: int | None,
        series: Sequence[str] = (),
    ) -> Evaluated:
        """Run every arm of every pair (point i, key i); a month after a point's horizon is NaN."""
        values = dict(points) or None
        if series:
            monthly = run_series(self.scenario, values, keys, arms, months, self.threads)
            places = [self.series_names.index(name) for name in series]
            # copies, so that the months of all measures are not kept
            outcome = Evaluated(monthly.values[:, :, -1].copy(), series=monthly.values[..., places])
            failures = monthly.failures
        else:
            batch = run_batch(self.scenario, values, keys, arms, months, self.threads)
            outcome, failures = Evaluated(batch.values), batch.failures
        outcome.failures = [
            RunFailure(each.pair, each.arm, each.message) for each in failures[:MAX_DIAGNOSED]
        ]
        for each in failures[MAX_DIAGNOSED:]:
            # the engine explains the first failures of a batch only; a row must not depend on its batch
            pair = slice(each.pair, each.pair + 1)
            alone = {name: column[pair] for name, column in points.items()} or None
            told = run_batch(self.scenario, alone, keys[pair], [each.arm], months, 1)
            outcome.failures.append(RunFailure(each.pair, each.arm, told.failures[0].message))
        return outcome

    def draw(self, seed: int, low: int, high: int) -> dict[str, NDArray[Any]]:
        """Return the unknowns' values in draws `low` to `high` − 1: replication i belongs to draw i."""
        return dict(self.scenario.draw(seed, high - low, low)) if self.drawn else {}

    def on_threads(self, threads: int) -> EngineEvaluator:
        """Return the same evaluator on so many threads."""
        return EngineEvaluator(self.scenario, self.drawn, threads)

    def fingerprint(self) -> dict[str, str]:
        """Return what a result depends on: code of the model, libraries, and every parameter."""
        scenario = self.scenario
        found = {"code": code_hash(), "python": platform.python_version(), "machine": platform.machine()}
        found |= {library: _version(library) for library in _LIBRARIES}
        for name, parameter in scenario.parameters.items():
            found[name] = parameter.shown(scenario.values[name])
        for name, prior in scenario.priors.items() if self.drawn else ():
            found[f"prior of {name}"] = json.dumps(prior.written())
        return found


@cache
def code_hash() -> str:
    """Return a hash of the model's code without comments, docstrings and layout: what may change a number."""
    import sim

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

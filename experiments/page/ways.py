"""The nearest ways to two that a page shows: what would have to change, searched by the build and kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from experiments.errors import InvalidInput
from experiments.nearest import analysis
from experiments.nearest.analysis import nearest
from experiments.nearest.ways import Way
from experiments.page.attribution import LARGE
from experiments.page.workshop import kept_text
from experiments.progress import SILENT, Progress
from experiments.statistics.intervals import Estimate
from sim.scenario import Scenario

DRAWS, HELD_OUT, SEEDS = 400, 100, 1
"""Sizes of the search: about ten seconds for the case on two cores."""


def ways_of(
    scenario: Scenario, module: bytes, seed: int = 0, progress: Progress = SILENT
) -> dict[str, Any] | None:
    """Return the nearest ways to two as plain values, those of the command with the sizes that are named.

    Args:
        scenario: the case.
        module: the module that runs it: its rules decide.
        seed: the master seed.
        progress: what watches the search.

    Returns:
        `draws`, `held_out`, `seeds` and the `ways`; None where the scenario is too large to be searched while
        a page is made, or has too little to move.
    """
    if scenario.values["population.communities"] > LARGE:
        return None

    def search() -> str:
        try:
            found = nearest(scenario, (), DRAWS, HELD_OUT, SEEDS, seed, progress=progress)
        except InvalidInput:
            return "null"
        sizes = {"draws": DRAWS, "held_out": HELD_OUT, "seeds": SEEDS}
        return json.dumps({**sizes, "ways": [_way(scenario, way) for way in found.ways]})

    kept: dict[str, Any] | None = json.loads(
        kept_text(f"nearest-{_key(scenario, module, seed)}.json", search)
    )
    return kept


def _way(scenario: Scenario, way: Way) -> dict[str, Any]:
    return {
        "benchmark": way.benchmark,
        "group": way.group,
        "above": way.above,
        "reached": way.reached,
        "holds": way.holds,
        "price": way.price,
        "start": _interval(way.start),
        "verified": _interval(way.verified),
        "moves": [
            {
                "parameter": move.parameter,
                "kind": move.kind,
                "before": move.before,
                "after": move.after,
                "assumed": move.kind != "lever" and scenario.parameters[move.parameter].confidence == "A",
            }
            for move in way.moves
        ],
    }


def _interval(estimate: Estimate | None) -> dict[str, float] | None:
    if estimate is None or not estimate.known:
        return None
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _key(scenario: Scenario, module: bytes, seed: int) -> str:
    """A hash over all that the answer hangs on: the case, its rules, sizes, and the search itself."""
    digest = hashlib.sha256(module)
    digest.update(f"{scenario.fingerprint()} {seed} {DRAWS} {HELD_OUT} {SEEDS}".encode())
    for path in (*sorted(Path(analysis.__file__).parent.glob("*.py")), Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]

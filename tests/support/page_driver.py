"""Runs the page's own code on Node: the driver of the module, bundled, without a browser."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from experiments.page.workshop import run_node, workshop
from sim.engine.layout import layout_of
from sim.engine.module import module_of, stamp_of
from sim.scenario import Scenario


@cache
def _driver() -> Path:
    room = workshop()
    out = Path(tempfile.mkdtemp(prefix="page-driver-")) / "driver.mjs"
    run_node(["test/support/build-driver.mjs", str(out)], room)
    return out


class Driver:
    """The page's engine over one scenario, for one request."""

    def __init__(self, scenario: Scenario, seed: int = 0) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="page-driver-"))
        module = module_of(scenario)
        (self.folder / "module.wasm").write_bytes(module)
        (self.folder / "layout.json").write_text(
            json.dumps(layout_of({"it": scenario}, stamp_of(module)), ensure_ascii=False), encoding="utf-8"
        )
        self.seed = seed

    def ask(self, **request: Mapping[str, Any]) -> None:
        """Let Node do what is asked for, and write what it finds."""
        asked = {"scenario": "it", "master": self.seed, **request}
        (self.folder / "request.json").write_text(json.dumps(asked), encoding="utf-8")
        run_node([str(_driver()), str(self.folder)], self.folder)

    def numbers(self, name: str) -> Any:
        """The floats that were written under a name."""
        return np.fromfile(self.folder / f"{name}.bin", np.float64)

    def json(self, name: str) -> Any:
        """The object that was written under a name."""
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

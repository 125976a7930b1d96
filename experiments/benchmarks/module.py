"""The WebAssembly module against the engine: CPU time of the same runs, and the size of the module.

In V8 where Node is installed, as a page does, and else under wasmtime. The JavaScript is docs/module.md's.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.timing import bound_table
from sim.arms import GS
from sim.engine import run_batch
from sim.engine.layout import layout_of
from sim.engine.module import module_of, stamp_of
from sim.scenario.scenario import Scenario

PAGE = Path(__file__).parents[2] / "docs" / "module.md"
LARGEST = 40_000
ROUNDS = """
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Model } from "./model.mjs";
const layout = JSON.parse(readFileSync("layout.json", "utf8"));
const model = new Model(layout, await WebAssembly.compile(readFileSync("model.wasm")));
for await (const line of createInterface({ input: process.stdin })) {
  const [runs, arm] = JSON.parse(line);
  const given = model.prepare("it", {}, Array.from({ length: runs }, (_, i) => i), [arm]);
  const before = process.cpuUsage();
  model.call("run_points", "call", given);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, value: model.measure("value", runs - 1) }));
}
"""
"""A program for Node: for each line with a number of runs and an arm, the CPU time of these runs."""

Timed = Callable[[int], tuple[float, float]]
"""From a number of runs to the CPU seconds that they take and the public value of the last."""


def javascript() -> str:
    """The code of docs/module.md that runs a module: its first block of JavaScript."""
    block = re.search(r"^```js\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block is not None, PAGE
    return block[1]


def written(scenario: Scenario, folder: Path) -> None:
    """Write the module, its layout and the JavaScript into a folder."""
    module = module_of(scenario)
    layout = layout_of({"it": scenario}, stamp_of(module))
    (folder / "model.wasm").write_bytes(module)
    (folder / "layout.json").write_text(json.dumps(layout), "utf-8")
    (folder / "model.mjs").write_text(javascript(), "utf-8")


def module_lines(runs: dict[str, int], rounds: int) -> Iterator[str]:
    """The lines on the module: its size, and its CPU time against the engine's, scenario by scenario."""
    module = module_of(Scenario.load("s_association"))
    compressed = len(gzip.compress(module, 9, mtime=0))
    where = "V8 (Node)" if shutil.which("node") else "wasmtime"
    yield "## The module"
    yield ""
    yield f"The WebAssembly module has {len(module):,} bytes, {compressed:,} compressed (gzip -9). CPU time a"
    yield f"run in {where} and in the engine, arm GS, a seed for each run, after a round that is not counted:"
    yield ""
    yield "| | engine, CPU µs a run | module, CPU µs a run |"
    yield "|---|---:|---:|"
    bounds: list[tuple[str, float, str]] = [("size compressed", float(compressed), f"≤ {LARGEST}")]
    for name, number in runs.items():
        found = _against_engine(Scenario.load(name), number, rounds)
        own, other = (float(np.median(column)) / number * 1e6 for column in found.T)
        yield f"| {name} | {own:,.0f} | {other:,.0f} |"
        bounds.append((f"module / engine, {name}", float(np.median(found[:, 1] / found[:, 0])), "≤ 1.4"))
    yield ""
    yield from bound_table(bounds)


def _against_engine(scenario: Scenario, runs: int, rounds: int) -> NDArray[np.float64]:
    """CPU seconds (rounds, 2) of the engine and of the module, in turn, for the same runs."""

    def engine(number: int) -> tuple[float, float]:
        seeds = np.arange(number, dtype=np.uint64)
        started = time.process_time()
        values = run_batch(scenario, None, seeds, [GS], threads=1).values
        return time.process_time() - started, float(values[-1, 0, 0])

    found = []
    with tempfile.TemporaryDirectory() as folder:
        written(scenario, Path(folder))
        with in_node(Path(folder)) if shutil.which("node") else in_wasmtime(scenario) as module:
            for _ in range(rounds + 1):
                (own, expected), (other, value) = engine(runs), module(runs)
                assert value == expected, "the module is not the engine"
                found.append((own, other))
    return np.array(found[1:])


@contextmanager
def in_node(folder: Path) -> Iterator[Timed]:
    """The module that is in a folder in V8, in a process of Node that stays."""
    (folder / "rounds.mjs").write_text(ROUNDS, "utf-8")
    with subprocess.Popen(
        ["node", "rounds.mjs"], cwd=folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as node:
        asked, answers = node.stdin, node.stdout
        assert asked is not None
        assert answers is not None

        def run(runs: int) -> tuple[float, float]:
            print(json.dumps([runs, GS]), file=asked, flush=True)
            said = json.loads(answers.readline())
            return said["seconds"], said["value"]

        yield run


@contextmanager
def in_wasmtime(scenario: Scenario) -> Iterator[Timed]:
    """The module under wasmtime, in this process."""
    from experiments.benchmarks.module_host import Host

    host = Host(scenario)

    def run(runs: int) -> tuple[float, float]:
        given = host.prepare(scenario.values, range(runs), [GS], 0)
        started = time.process_time()
        host.call("run_points", "call", given)
        return time.process_time() - started, float(host.measures()[-1, 0])

    yield run

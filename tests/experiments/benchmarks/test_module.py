"""The JavaScript of docs/module.md runs the module; both ways of timing it run the engine's own runs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from experiments.benchmarks.module import PAGE, in_node, in_wasmtime, javascript, module_lines, written
from sim.arms import GS
from sim.engine import run_batch, run_series, run_states
from sim.scenario.scenario import Scenario
from tests.support.random_worlds import shipped_case

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
SMALL = {"population.communities": 4, "population.studios": 1, "run.horizon": 5}
PROGRAM = """
import { readFileSync } from "node:fs";
import { Model } from "./model.mjs";
const layout = JSON.parse(readFileSync("layout.json", "utf8"));
const module = await WebAssembly.compile(readFileSync("model.wasm"));
const model = new Model(layout, module);
const said = { measures: [], months: [] };
const seeds = [7, 2n ** 64n - 1n];
model.call("run_points", "call", model.prepare("it", { "contract.term": 12 }, seeds, [6, 3], 5));
for (let place = 0; place < 20; place++)
  said.measures.push(layout.measures.map(({ name }) => model.measure(name, place)));
const given = model.prepare("it", {}, [7], [6]);
model.call("found", "call", given);
for (let now = 0; now < given["run.horizon"]; now++) {
  model.call("month", "call", { ...given, now });
  said.months.push([0, 1, 2, 3].map((row) => model.state("communities", row, "need", 1)));
}
said.drawn = model.draw("it", 2n ** 63n + 5n, 4, 3);
try { new Model({ ...layout, stamp: "another" }, module); } catch (error) { said.refused = error.message; }
console.log(JSON.stringify(said));
"""


def small() -> Scenario:
    """The case with few communities and months."""
    return shipped_case().with_values(SMALL)


@needs_node
def test_the_code_of_the_page_gives_the_engines_numbers(tmp_path: Path) -> None:
    scenario = small()
    written(scenario, tmp_path)
    (tmp_path / "program.mjs").write_text(PROGRAM, "utf-8")
    done = subprocess.run(
        ["node", "program.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
    )
    said = json.loads(done.stdout)
    series = run_series(scenario, {"contract.term": [12, 12]}, [7, 2**64 - 1], [GS, 3]).values
    assert said["measures"] == series.reshape(20, -1).tolist()
    states = run_states(scenario, None, 7, GS, range(1, 6))
    assert said["months"] == [state["communities"]["need"][:, 1].tolist() for state in states]
    drawn = scenario.draw(2**63 + 5, 4, 3)
    assert said["drawn"] == [{name: float(column[row]) for name, column in drawn.items()} for row in range(4)]
    assert said["refused"] == "this layout is another module's"


@needs_node
def test_the_example_of_the_page_runs_as_it_stands(tmp_path: Path) -> None:
    written(shipped_case(), tmp_path)
    layout = (
        (tmp_path / "layout.json")
        .read_text("utf-8")
        .replace('"scenarios": {"it"', '"scenarios": {"s_association"')
    )
    (tmp_path / "layout.json").write_text(layout, "utf-8")
    example = re.findall(r"^```js\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)[1]
    fetch = (
        'import { readFileSync } from "node:fs";\nimport { Model } from "./model.mjs";\n'
        "globalThis.fetch = async (file) => new Response(readFileSync(file), "
        '{ headers: { "content-type": "application/wasm" } });\n'
    )
    (tmp_path / "example.mjs").write_text(fetch + example, "utf-8")
    done = subprocess.run(["node", "example.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    terms = [[float(word) for word in line.split()] for line in done.stdout.splitlines()[:2]]
    values = run_batch(shipped_case(), {"contract.term": [8, 12]}, [7, 7], [GS, 3]).values[:, :, 0]
    assert terms == [[8.0, *values[0].tolist()], [12.0, *values[1].tolist()]]
    assert len(done.stdout.splitlines()) > 50


@pytest.mark.parametrize("way", [pytest.param("node", marks=needs_node), "wasmtime"])
def test_what_is_timed_are_the_engines_runs(way: str, tmp_path: Path) -> None:
    scenario = small()
    written(scenario, tmp_path)
    with in_node(tmp_path) if way == "node" else in_wasmtime(scenario) as module:
        for runs in (1, 3):
            seconds, value = module(runs)
            assert seconds >= 0.0
            assert value == run_batch(scenario, None, range(runs), [GS]).values[-1, 0, 0]


def test_the_lines_name_size_and_ratios() -> None:
    lines = list(module_lines({"s_association": 2}, 1))
    assert lines[0] == "## The module"
    assert any(line.startswith("| size compressed | ") for line in lines)
    assert any(line.startswith("| module / engine, s_association | ") for line in lines)


def test_both_pages_have_the_same_code() -> None:
    chinese = PAGE.with_suffix(".zh.md").read_text("utf-8")
    assert javascript() in chinese

"""The page's TypeScript: its types and its own tests, the real model among them."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from experiments.page.causes import causes_of
from experiments.page.data import ROOM, SCENARIO
from experiments.page.workshop import find_node, package, run_node, workshop
from experiments.texts import room
from sim.engine.layout import layout_of
from sim.engine.module import module_of, stamp_of
from sim.scenario import Scenario

LONGEST_MODULE = 260


@pytest.fixture(scope="module")
def fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module, its layout and the texts, where the tests of TypeScript find them."""
    folder, case = tmp_path_factory.mktemp("page"), Scenario.load("s_association")
    module = module_of(case)
    (folder / "module.wasm").write_bytes(module)
    for name, content in (
        ("layout", layout_of({SCENARIO: case}, stamp_of(module))),
        ("texts", dict(room(ROOM))),
        ("causes", causes_of(case)),
    ):
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder


def test_types_are_strict_and_hold() -> None:
    room = workshop()
    settings = json.loads((room / "tsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]
    assert all(
        settings[name] for name in ("strict", "noUncheckedIndexedAccess", "exactOptionalPropertyTypes")
    )
    run_node([str(package("typescript") / "bin" / "tsc"), "--noEmit"], room)


def test_the_tests_of_typescript_pass_and_none_is_skipped(fixture: Path) -> None:
    room, report = workshop(), fixture / "report.json"
    # files of one thread share what they load: each anew would take half as long again
    shared = ["--pool=threads", "--no-isolate"]
    asked = [package("vitest") / "vitest.mjs", "run", "--reporter=json", f"--outputFile={report}", *shared]
    done = subprocess.run(
        [find_node().program, *asked], cwd=room, env={**os.environ, "PAGE_FIXTURE": str(fixture)},
        capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert report.is_file(), done.stderr
    found = json.loads(report.read_text(encoding="utf-8"))
    failed = [
        f"{one['fullName']}: {one['failureMessages']}"
        for file in found["testResults"]
        for one in file["assertionResults"]
        if one["status"] != "passed"
    ]
    assert not failed
    assert found["success"]
    assert found["numPassedTests"] > 40


def test_modules_are_small() -> None:
    from experiments.page.workshop import WEB

    for path in [*WEB.glob("src/**/*.ts"), *WEB.glob("src/**/*.tsx")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE, path


def test_the_lock_names_no_host() -> None:
    from experiments.page.workshop import WEB

    locked = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    assert not any("resolved" in package for package in locked["packages"].values())
    assert "://" not in (WEB / "package.json").read_text(encoding="utf-8")

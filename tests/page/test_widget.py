"""The street and the sandbox in a notebook: the same screens, apart from its styles, keys and address."""

import base64
import gzip
import html
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Browser, Page

import oneplusone as opo
from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.page import widget as parts

VIEW = "application/vnd.jupyter.widget-view+json"
QUIET = {"progress": False}
START = """async ([source, given, width]) => {
  const bytes = (text) => new DataView(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);
  const state = { ...given, data: bytes(given.data), module: bytes(given.module) };
  const set = (name, value) => (state[name] = value);
  const model = { get: (name) => state[name], set, save_changes() {} };
  const el = document.createElement('div');
  el.style.width = `${width}px`;
  document.body.append(el);
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const { default: widget } = await import(url);
  const stop = await widget.render({ model, el });
  Object.assign(globalThis, { state, stop });
}"""


@pytest.mark.parametrize(("lang", "said"), [("en", "Node.js"), ("zh", "Node.js")])
def test_without_node_a_sentence_stands_in_its_place_with_the_reason(monkeypatch, lang, said):
    """A lesson that ends in the street runs to its end in a checkout where nothing can be built."""
    monkeypatch.setattr(parts, "_kind", parts._kind.__wrapped__)

    def missing(name: str) -> str:
        raise EnvironmentFailure("error.no_node", least=20)

    monkeypatch.setattr(parts, "bundled", missing)
    cell = opo.widget("s_association", lang=lang, **QUIET)
    assert said in cell.why
    assert cell.why in html.unescape(cell._repr_html_())
    assert opo.scenario("s_association").title(lang) in cell._repr_html_()
    assert cell.changes == {}


def shown(browser: Browser, widget: Any, width: int = 960) -> tuple[Page, list[str]]:
    """A widget in a page that does with it what a notebook does, and what it complained of."""
    page, complaints = browser.new_page(viewport={"width": 1280, "height": 900}), []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content("<style>* { color: red } header { display: none }</style><p>a notebook</p>")
    page.evaluate("document.body.style.margin = 0")
    given = {name: base64.b64encode(getattr(widget, name)).decode() for name in ("data", "module")}
    page.evaluate(START, [str(widget._esm), {**given, "fonts": widget.fonts, "show": widget.show}, width])
    return page, complaints


def wait(page: Page, script: str) -> None:
    for _ in range(400):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


@pytest.mark.parametrize("width", [960, 390])
def test_the_street_plays_in_a_cell_and_leaves_the_notebook_alone(browser: Browser, width: int) -> None:
    page, complaints = shown(browser, opo.widget("city", lang="en", **QUIET), width)
    text = page.locator(".root").inner_text
    assert "Month 0" in text()
    address = page.url
    page.keyboard.press(".")
    page.keyboard.press(" ")
    assert "Month 0" in text()  # keys of the notebook are the notebook's
    page.locator(".bar button").nth(1).click()
    assert "Month 1" in text()
    page.keyboard.press(".")
    assert "Month 2" in text()
    assert page.url == address
    assert page.title() == ""
    assert page.evaluate("getComputedStyle(document.querySelector('p')).fontSize") == "16px"
    box = page.locator(".root").bounding_box()
    assert box
    assert box["width"] == pytest.approx(width, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.evaluate("stop()")
    assert page.locator(".root").count() == 0
    page.close()
    assert complaints == []


def test_the_sandbox_gives_python_what_the_reader_changed(browser: Browser) -> None:
    widget = opo.widget("s_association", "sandbox", lang="en", **QUIET)
    page, complaints = shown(browser, widget)
    page.locator(".lever").first.locator(".slide button").nth(1).click()
    wait(page, "state.changes['contract.term'] === 9")
    shadow = "document.querySelector('[data-lm-suppress-shortcuts]').shadowRoot"
    said = f"{shadow}.querySelector('.two .note')?.textContent ?? 'The case'"
    wait(page, f"!({said}).startsWith('The case')")  # compared with it
    wait(page, f"!/of 200/.test({shadow}.textContent)")  # in all worlds
    ratio = page.locator(".big").first.inner_text()
    changes = page.evaluate("state.changes")
    assert not page.locator(".take > button", has_text="Link").count()
    page.close()
    assert complaints == []
    found = opo.simulate("s_association", changes=changes, draws=200, seeds=1, **QUIET)
    assert ratio == f"1 + 1 = {found.added_value.estimate.value:.2f}"


def test_a_notebook_that_is_only_read_says_what_was_found(tmp_path: Path) -> None:
    code = (
        "import oneplusone as opo\n"
        "found = opo.simulate('city', draws=4, months=12, progress=False)\n"
        "opo.widget(found, 'sandbox', progress=False)"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    data = notebook.cells[0].outputs[0]["data"]
    assert VIEW in data
    assert "pip install 'oneplusone[widget]'" in data["text/html"].replace("&#x27;", "'")
    assert "杠杆" in data["text/html"]
    assert "<td>" in data["text/html"]  # the table of the result
    (state,) = [
        one["state"]
        for one in notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"].values()
        if one["model_name"] == "AnyModel"
    ]
    assert state["show"] == "sandbox"


def test_a_result_is_shown_with_its_own_seed_and_months() -> None:
    found = opo.simulate("city", draws=4, months=12, seed=5, **QUIET)
    widget = opo.widget(found, "sandbox", **QUIET)
    data = json.loads(gzip.decompress(widget.data))
    assert data["seed"] == 5
    assert data["layout"]["scenarios"]["it"]["values"]["run.horizon"] == 12


def test_what_cannot_be_shown_is_refused() -> None:
    with pytest.raises(InvalidInput, match="street, sandbox"):
        opo.widget(show="jars")


@pytest.mark.page_full
def test_it_works_in_jupyterlab(browser: Browser, tmp_path: Path) -> None:
    code = "import oneplusone as opo\nw = opo.widget('city', progress=False)\nw"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "x.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--allow-root",
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--IdentityProvider.token=",
    ]
    lab = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", *options, f"--ServerApp.root_dir={tmp_path}"],
        env={**os.environ, "HOME": str(tmp_path)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(120):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"http://127.0.0.1:{port}/lab/tree/x.ipynb")
        page.wait_for_selector(".jp-Notebook", timeout=60_000)
        page.wait_for_timeout(3000)
        page.click("text=Run >> nth=0")
        page.click("text=Run All Cells")
        page.wait_for_selector(".jp-OutputArea canvas.picture", timeout=120_000)
        said = page.locator(".root.page").inner_text()
        assert "Month 0" in said or "第 0 月" in said
        page.close()
    finally:
        lab.terminate()
        lab.wait()

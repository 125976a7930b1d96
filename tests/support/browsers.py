"""Firefox and WebKitGTK, driven by what they speak themselves: WebDriver BiDi and WebDriver."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

PATIENCE = 60.0
QUIET = """user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("app.normandy.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
"""


class Window(Protocol):
    """A window of a browser."""

    complaints: list[str]

    def open(self, url: str, size: tuple[int, int]) -> None:
        """Open an address in a window of a size."""

    def evaluate(self, script: str) -> Any:
        """What an expression in the page is, as JSON has it."""


def until(window: Window, script: str, seconds: float = PATIENCE) -> None:
    """Wait until an expression in the page is true."""
    last = time.monotonic() + seconds
    while not window.evaluate(script):
        assert time.monotonic() < last, f"still not: {script}"
        time.sleep(0.05)


class Firefox:
    """A Firefox, over a socket."""

    def __init__(self, address: str) -> None:
        import websocket

        self.complaints: list[str] = []
        self._numbers = itertools.count(1)
        self._socket = websocket.create_connection(
            f"{address}/session", timeout=PATIENCE, suppress_origin=True
        )
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv())
            if said.get("id") == number:
                assert said["type"] == "success", said
                return said["result"]
            self._heard(said)

    def _heard(self, said: dict[str, Any]) -> None:
        if said.get("method") == "log.entryAdded" and said["params"]["level"] in ("warn", "error"):
            self.complaints.append(str(said["params"].get("text")))
        if said.get("method") == "network.beforeRequestSent":
            url = said["params"]["request"]["url"]
            if not url.startswith(("file:", "data:", "blob:", "about:")):
                self.complaints.append(f"request: {url}")

    def open(self, url: str, size: tuple[int, int]) -> None:
        """Open an address in a window of a size."""
        viewport = {"width": size[0], "height": size[1]}
        self._ask("browsingContext.setViewport", context=self._context, viewport=viewport)
        self._ask("browsingContext.navigate", context=self._context, url="about:blank", wait="complete")
        self._ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, script: str) -> Any:
        """What an expression in the page is, as JSON has it."""
        plain = f"Promise.resolve({script}).then((one) => JSON.stringify(one) ?? 'null')"
        target = {"context": self._context}
        found = self._ask("script.evaluate", expression=plain, target=target, awaitPromise=True)
        assert found["type"] == "success", found
        return json.loads(found["result"]["value"])

    def close(self) -> None:
        """End the session."""
        self._socket.close()


class WebKit:
    """A WebKitGTK, over its driver."""

    def __init__(self, address: str, browser: str) -> None:
        self.complaints: list[str] = []
        self._address = address
        options = {"binary": browser, "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = f"/session/{self._ask('POST', '/session', asked)['sessionId']}"

    def _ask(self, verb: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._address}{path}", content, method=verb)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, url: str, size: tuple[int, int]) -> None:
        """Open an address in a window of a size."""
        self._ask("POST", f"{self._session}/url", {"url": "about:blank"})
        bars = (0, 0)
        for _ in range(2):  # what is asked for is the window, bars and all
            outer = {"width": size[0] + bars[0], "height": size[1] + bars[1]}
            self._ask("POST", f"{self._session}/window/rect", outer)
            inner = self.evaluate("[innerWidth, innerHeight]")
            bars = (outer["width"] - inner[0], outer["height"] - inner[1])
        self._ask("POST", f"{self._session}/url", {"url": url})

    def evaluate(self, script: str) -> Any:
        """What an expression in the page is, as JSON has it."""
        done = (
            "const done = arguments[0];"
            f"Promise.resolve({script}).then((one) => done(JSON.stringify(one) ?? 'null'));"
        )
        return json.loads(self._ask("POST", f"{self._session}/execute/async", {"script": done, "args": []}))

    def close(self) -> None:
        """End the session."""
        self._ask("DELETE", self._session)


@contextmanager
def firefox() -> Iterator[Firefox | None]:
    """A Firefox without a window; None where there is none."""
    program = shutil.which("firefox") or shutil.which("firefox-esr")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(QUIET, encoding="utf-8")
        command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "HOME": profile},
        )  # fmt: skip
        assert running.stderr
        try:
            found = None
            for line in running.stderr:
                if found := re.search(r"ws://[\d.:a-z]+", line):
                    break
            assert found
            window = Firefox(found[0])
            yield window
            window.close()
        finally:
            running.terminate()
            running.wait()


@contextmanager
def webkit() -> Iterator[WebKit | None]:
    """A WebKitGTK on a screen that nobody sees; None where there is none."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    if driver is None or screen is None or browser is None:
        yield None
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    number = f":{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    shown = subprocess.Popen([screen, number, "-screen", "0", "2000x1300x24", "-nolisten", "tcp"], **quiet)  # type: ignore[call-overload]
    running = subprocess.Popen([driver, f"--port={port}"], env={**os.environ, "DISPLAY": number}, **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        window = WebKit(f"http://127.0.0.1:{port}", str(browser))
        yield window
        window.close()
    finally:
        for one in (running, shown):
            one.terminate()
            one.wait()

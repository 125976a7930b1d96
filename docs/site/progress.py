"""How far a build of the site is: pages read, where lessons that changed are run, and pages written.

Sphinx is quiet, so that a warning is not overlooked; a bar for each part says which page is being done, how
many of how many, and how long the rest may take.
"""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm

WORDS = {"read": "reading", "write": "writing"}
SELDOM = 10.0
"""Seconds between two lines where no terminal draws a bar."""


class Shown:
    """The bars of one build, of the site in one language."""

    def __init__(self, app: Any, language: str) -> None:
        self.language = language
        self.bar: Any = None
        app.connect("env-before-read-docs", self.reading)
        app.connect("source-read", self.read)
        app.connect("env-updated", self.writing)
        app.connect("html-page-context", self.written)
        app.connect("build-finished", self.finished)

    def begin(self, part: str, total: int) -> None:
        """Begin a part of so many pages."""
        self.finished()
        terminal = sys.stderr.isatty()
        self.bar = tqdm(
            total=total, desc=f"{self.language}: {WORDS[part]}", unit="page", file=sys.stderr,
            mininterval=0.1 if terminal else SELDOM, dynamic_ncols=terminal, ascii=not terminal,
        )  # fmt: skip

    def step(self, name: str) -> None:
        """Say which page is begun; those before it are done."""
        if self.bar is not None:
            self.bar.set_postfix_str(name, refresh=self.bar.n == 0)
            self.bar.update()

    def reading(self, app: Any, env: Any, names: list[str]) -> None:
        """Called by Sphinx before it reads the pages that are new."""
        self.begin("read", len(names))

    def read(self, app: Any, name: str, source: list[str]) -> None:
        """Called for each page that is read."""
        self.step(name)

    def writing(self, app: Any, env: Any) -> None:
        """Called when all are read."""
        self.begin("write", len(env.found_docs))

    def written(self, app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        """Called for each page that is written, the index and the search too, which are no page of ours."""
        if doctree is not None:
            self.step(name)

    def finished(self, *_: object) -> None:
        """End a part."""
        if self.bar is not None:
            self.bar.close()
            self.bar = None

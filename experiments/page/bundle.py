"""TypeScript to scripts and a style, by esbuild on Node: as shipped, or built from the sources."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from experiments.page.shipped import shipped
from experiments.page.workshop import SOURCES, WEB, digest, kept_text, run_node, workshop

SCRIPT, STYLE, WIDGET = "page.js", "page.css", "widget.js"
FILES = (SCRIPT, STYLE, WIDGET)
"""What is built: the page's script and style, and the module that a notebook loads."""


@dataclass(frozen=True)
class WebBundle:
    """The page's one script and one style."""

    script: str
    style: str


def bundle() -> WebBundle:
    """Return the page's bundle: as it was shipped, or built where it has not been built from these sources.

    Raises:
        EnvironmentFailure: there is no Node, or packages cannot be installed, or the sources do not build.
    """
    return WebBundle(bundled(SCRIPT), bundled(STYLE))


def bundled(name: str) -> str:
    """Return one of the built files; see `bundle`.

    Raises:
        EnvironmentFailure: there is no Node, or packages cannot be installed, or the sources do not build.
    """
    if (text := shipped(name)) is not None:
        return text
    stamp = digest(WEB, SOURCES)
    made: dict[str, str] = {}

    def built(one: str) -> str:
        if not made:
            made.update(build())
        return made[one]

    kept = {one: kept_text(f"bundle-{stamp}-{one}", partial(built, one)) for one in FILES}
    return kept[name]


def build() -> dict[str, str]:
    """Build the bundle from the sources as they are now, and return its files by name."""
    with tempfile.TemporaryDirectory() as folder:
        run_node(["build.mjs", folder], workshop())
        return {name: Path(folder, name).read_text(encoding="utf-8") for name in FILES}

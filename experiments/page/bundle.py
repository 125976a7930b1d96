"""TypeScript to one script and one style, by esbuild on Node: as shipped, or built from the sources."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from experiments.page.workshop import SOURCES, WEB, digest, kept_text, run_node, workshop

SHIPPED = Path(__file__).parent / "built"
"""Where an installed package has the bundle; a checkout has none and builds it."""

SCRIPT, STYLE = "page.js", "page.css"


@dataclass(frozen=True)
class Bundle:
    """The page's one script and one style."""

    script: str
    style: str


def bundle() -> Bundle:
    """Return the bundle: as it was shipped, or built where it has not been built from these sources.

    Raises:
        EnvironmentFailure: there is no Node, or packages cannot be installed, or the sources do not build.
    """
    if (SHIPPED / SCRIPT).is_file():
        return Bundle(*((SHIPPED / name).read_text(encoding="utf-8") for name in (SCRIPT, STYLE)))
    stamp = digest(WEB, SOURCES)
    made: dict[str, str] = {}

    def built(name: str) -> str:
        if not made:
            made.update(build())
        return made[name]

    return Bundle(*(kept_text(f"bundle-{stamp}-{name}", partial(built, name)) for name in (SCRIPT, STYLE)))


def build() -> dict[str, str]:
    """Build the bundle from the sources as they are now, and return its files by name."""
    with tempfile.TemporaryDirectory() as folder:
        run_node(["build.mjs", folder], workshop())
        return {name: Path(folder, name).read_text(encoding="utf-8") for name in (SCRIPT, STYLE)}

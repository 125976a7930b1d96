"""Packing: the bundle and the fonts of all our texts, so that whoever installs a wheel needs no Node.js."""

from __future__ import annotations

from pathlib import Path

from experiments.page.bundle import FILES, bundled
from experiments.page.fonts import font_faces
from experiments.page.shipped import FACES, SIGNS

ROOT = Path(__file__).parents[2]
TEXTS = ("sim/**/*.toml", "sim/**/*.py", "experiments/**/*.toml")
"""Where what a page says is written: texts, scenarios, the labels of parameters and measures."""


def packed() -> dict[str, str]:
    """Return what a wheel has of the page, by name: the bundle, and the fonts of all our texts.

    Raises:
        EnvironmentFailure: there is no Node, or packages cannot be installed, or the sources do not build.
    """
    faces = font_faces(all_signs())
    return {
        **{name: bundled(name) for name in FILES}, FACES: faces.style, SIGNS: "".join(sorted(faces.signs)),
    }  # fmt: skip


def all_signs() -> frozenset[str]:
    """Return every sign of every text that a page of ours may show; rather more than fewer."""
    files = [path for pattern in TEXTS for path in sorted(ROOT.glob(pattern))]
    return frozenset().union(*(path.read_text(encoding="utf-8") for path in files))

"""What an installed package has beside its code: the bundle and the fonts, made when it was packed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from experiments.page.workshop import WEB

FOLDER = Path(__file__).parent / "built"
FACES, SIGNS = "fonts.css", "fonts.txt"
"""The font faces of all our texts, and the signs that they have."""


def shipped(name: str) -> str | None:
    """Return a text that was packed; None in a checkout, which makes what its sources are now."""
    if not (WEB / "package.json").is_file():
        with suppress(OSError):
            return (FOLDER / name).read_text(encoding="utf-8")
    return None

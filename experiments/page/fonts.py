"""The page's two cuts of one family, cut down to the characters of its texts.

The packages have a family in several files, by script. Each file gives the characters that none before it
had, Latin first; but what both scripts have and write in different widths (quotation marks, dashes, dots)
comes from the Chinese file in a face of its own, which Chinese text takes first.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Set
from typing import NamedTuple

from experiments.errors import InvalidInput
from experiments.optional import optional
from experiments.page.bundle import package


class Cut(NamedTuple):
    """A cut: what the style calls it, its package and its weight."""

    family: str
    package: str
    weight: int


STORY = Cut("Story", "noto-serif-sc", 700)
LABEL = Cut("Label", "noto-sans-sc", 400)
CUTS = (STORY, LABEL)

SCRIPTS = ("latin", "latin-ext", "chinese-simplified")
CHINESE = SCRIPTS[-1]
SHARED = frozenset("“”‘’…—·")
"""Written in the width of a Chinese character in Chinese, and as narrow as letters elsewhere."""

ALWAYS = frozenset("".join(map(chr, range(0x20, 0x7F))) + "−–±×→←≈≥≤ ")
"""What numbers, units and single letters are written with, whatever the texts say."""

ELSEWHERE = frozenset("\n\t\u200b∅₋₊∥Δ▶❚◇↺Φ⁻¹²⁰")
"""What the page does not set in these fonts: controls drawn as shapes, and signs of other alphabets."""


def font_faces(characters: Set[str]) -> str:
    """Return the style's font faces with the files in them, for these characters.

    Raises:
        InvalidInput: a character that neither cut has.
    """
    wanted = {each for each in characters | ALWAYS if each not in ELSEWHERE and each.isprintable()}
    return "".join(_faces(cut, wanted) for cut in CUTS)


def _faces(cut: Cut, wanted: Set[str]) -> str:
    left, faces = set(wanted), []
    for script in SCRIPTS:
        font, found = _subset(cut, script, left)
        if found:
            faces.append(_face(cut.family, cut.weight, font, found))
            left -= found
    if left:
        raise InvalidInput("error.missing_glyphs", characters=" ".join(sorted(left)))
    wide, found = _subset(cut, CHINESE, wanted & SHARED)
    faces.append(_face(f"{cut.family} ZH", cut.weight, wide, found))
    return "\n".join(faces) + "\n"


def _subset(cut: Cut, script: str, wanted: Set[str]) -> tuple[bytes, set[str]]:
    """A file's glyphs of the characters that it has of those wanted, as WOFF2, and these characters."""
    ttlib, subset = optional("fontTools.ttLib", "page"), optional("fontTools.subset", "page")
    optional("brotli", "page")
    path = package(f"@fontsource/{cut.package}") / "files" / f"{cut.package}-{script}-{cut.weight}-normal.woff2"
    font = ttlib.TTFont(path)
    found = {each for each in wanted if ord(each) in font.getBestCmap()}
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "palt", "locl", "tnum", "mark"], hinting=False, desubroutinize=True
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(each) for each in found])
    cutter.subset(font)
    out = io.BytesIO()
    font.flavor = "woff2"
    font["head"].modified = font["head"].created  # the same bytes whenever they are made
    font.recalcTimestamp = False
    font.save(out)
    return out.getvalue(), found


def _face(family: str, weight: int, font: bytes, characters: Iterable[str]) -> str:
    ranges = ",".join(_ranges(sorted(map(ord, characters))))
    data = base64.b64encode(font).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2");unicode-range:{ranges}}}'
    )


def _ranges(points: list[int]) -> list[str]:
    """Code points as the ranges of a style."""
    runs: list[list[int]] = []
    for point in points:
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return [f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs]

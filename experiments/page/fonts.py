"""The page's two cuts of one family, cut down to the characters of its texts.

The packages have a family in several files, by script. Each file gives the characters that none before it
had, Latin first, the many small files of rare signs last; but what both scripts have and write in different
widths (quotation marks, dashes, dots) comes from the Chinese file in a face of its own, which Chinese text
takes first.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path
from typing import NamedTuple

from experiments.optional import optional
from experiments.page.shipped import FACES, SIGNS, shipped
from experiments.page.workshop import kept_text, package, packages


class Cut(NamedTuple):
    """A cut: what the style calls it, its package and its weight."""

    family: str
    package: str
    weight: int


FORMAT = 2
"""Changes when faces are made in another way, so that those kept are made anew."""

STORY = Cut("Story", "noto-serif-sc", 700)
LABEL = Cut("Label", "noto-sans-sc", 400)
CUTS = (STORY, LABEL)

SCRIPTS = ("latin", "latin-ext", "chinese-simplified")
CHINESE = SCRIPTS[-1]
SHARED = frozenset("“”‘’…—·")
"""Written in the width of a Chinese character in Chinese, and as narrow as letters elsewhere."""

ALWAYS = frozenset("".join(map(chr, range(0x20, 0x7F))) + "−–±×→←≈≥≤ ")
"""What numbers, units and single letters are written with, whatever the texts say."""

ELSEWHERE = frozenset("\n\t\u200b∅₋₊∥Δγ▶❚◇↺Φ⁻¹²⁰")
"""What the page does not set in these fonts: controls drawn as shapes, and signs of other alphabets."""


class Faces(NamedTuple):
    """Font faces of a style, with the files in them, and the signs that they have."""

    style: str
    signs: frozenset[str]


def font_faces(characters: Set[str]) -> Faces:
    """Return font faces with these characters, as far as both cuts have them: shipped, or cut down to them.

    Raises:
        EnvironmentFailure: the packages of the fonts cannot be installed.
        InvalidInput: the packages that cut them down are not installed.
    """
    style, signs = shipped(FACES), shipped(SIGNS)
    if style is not None and signs is not None:
        return Faces(style, frozenset(signs))
    wanted = _set_in_them(characters) | ALWAYS
    files = packages().name  # changes with the lock
    known = hashlib.sha256(f"{files} {FORMAT} {''.join(sorted(wanted))}".encode()).hexdigest()[:20]
    found = kept_text(f"fonts-{known}.txt", lambda: "".join(sorted(_in_both(wanted))))
    made = kept_text(f"fonts-{known}.css", lambda: "".join(_faces(cut, frozenset(found)) for cut in CUTS))
    return Faces(made, frozenset(found))


def without_glyph(characters: Set[str], faces: Faces) -> list[str]:
    """Return the characters that these faces lack and the reader's own fonts must show, in order."""
    return sorted(_set_in_them(characters) - faces.signs)


def _set_in_them(characters: Set[str]) -> set[str]:
    return {each for each in characters if each not in ELSEWHERE and each.isprintable()}


def _in_both(wanted: Set[str]) -> set[str]:
    """The characters that both cuts have; their many files are read only for what the first do not have."""
    found = set(wanted)
    for cut in CUTS:
        left = set(found)
        for script in (*SCRIPTS, *_slices(cut)):
            if not left:
                break
            left -= set(map(chr, _characters(cut, script)))
        found -= left
    return found


def _faces(cut: Cut, wanted: Set[str]) -> str:
    left, faces = set(wanted), []
    for script in (*SCRIPTS, *_slices(cut)):
        if found := {each for each in left if ord(each) in _characters(cut, script)}:
            faces.append(_face(cut.family, cut.weight, _subset(cut, script, found), found))
            left -= found
    if wide := {each for each in wanted & SHARED if ord(each) in _characters(cut, CHINESE)}:
        faces.append(_face(f"{cut.family} ZH", cut.weight, _subset(cut, CHINESE, wide), wide))
    return "\n".join(faces) + "\n"


def _files(cut: Cut) -> Path:
    return package(f"@fontsource/{cut.package}") / "files"


def _file(cut: Cut, script: str) -> Path:
    """A file of the package; the large one as WOFF: the same glyphs, which as WOFF2 take seconds to read."""
    kind = "woff" if script == CHINESE else "woff2"
    return _files(cut) / f"{cut.package}-{script}-{cut.weight}-normal.{kind}"


def _slices(cut: Cut) -> list[str]:
    """The names of the files that have a stretch of characters each, in order."""
    found = _files(cut).glob(f"{cut.package}-[0-9]*-{cut.weight}-normal.woff2")
    names = [
        path.name.removeprefix(f"{cut.package}-").removesuffix(f"-{cut.weight}-normal.woff2")
        for path in found
    ]
    return sorted(names, key=int)


@cache
def _characters(cut: Cut, script: str) -> frozenset[int]:
    """The code points that a file has."""
    return frozenset(optional("fontTools.ttLib", "page").TTFont(_file(cut, script)).getBestCmap())


def _subset(cut: Cut, script: str, characters: Set[str]) -> bytes:
    """A file's glyphs of these characters, as WOFF2; the same bytes whenever they are made."""
    subset = optional("fontTools.subset", "page")
    optional("brotli", "page")
    options = subset.Options(
        layout_features=["kern", "palt", "locl", "tnum", "mark"], hinting=False, desubroutinize=True
    )
    options.flavor = "woff2"
    font = subset.load_font(_file(cut, script), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(each) for each in characters])
    cutter.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


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

"""Make the font of the figures: Noto Sans CJK SC, cut down to what Chinese texts and figures need.

    python -m experiments.plotting.fonts.subset NotoSansCJK-Regular.ttc

The source is the collection of that name of Noto Sans CJK 2.004, as in Debian's package fonts-noto-cjk. The
result is kept in this folder under version control, so this needs to be run only to change the characters.
The same source gives the same bytes with the same version of fontTools.
"""

import argparse
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

FAMILY = "Oneplusone Sans SC"
RESULT = Path(__file__).with_name("OneplusoneSansSC-Regular.ttf")

# How far, in thousandths of an em, a quadratic outline may lie from the cubic one it replaces.
TOLERANCE = 1.0

# Complete Unicode blocks (as far as the source has them), besides the characters of GB 2312.
BLOCKS = (
    range(0x0020, 0x007F),  # Latin
    range(0x00A0, 0x0180),  # Latin-1 and Extended-A: names of authors
    range(0x0370, 0x0400),  # Greek: symbols of parameters
    range(0x2000, 0x2070),  # dashes, quotation marks, ellipsis
    range(0x2070, 0x20D0),  # superscripts, subscripts, currencies
    range(0x2100, 0x2300),  # letterlike, number forms, arrows, mathematical operators
    range(0x2460, 0x2500),  # circled numbers
    range(0x25A0, 0x2700),  # geometric shapes and signs
    range(0x3000, 0x3040),  # Chinese punctuation
    range(0xFF00, 0xFFF0),  # full-width forms
)


SLANTED = {0x2225}
"""∥, which Chinese fonts slant, so that it reads as two slashes: without it the Latin font's upright one is
drawn.
"""


def wanted_characters() -> set[int]:
    """All code points the font should have: GB 2312 (6,763 characters and its signs) and `BLOCKS`, less
    `SLANTED`.
    """
    wanted = {code for block in BLOCKS for code in block}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # a hole in the table
    return wanted - SLANTED


def make_subset(collection: Path, result: Path) -> None:
    """Write the subset of the Simplified Chinese face of `collection` to `result`, with TrueType outlines.

    TrueType, because a PDF can then carry the text as text (`pdf.fonttype` 42).

    Raises:
        ValueError: `collection` has no face "Noto Sans CJK SC".
    """
    faces = {face["name"].getDebugName(1): face for face in TTCollection(collection).fonts}
    if "Noto Sans CJK SC" not in faces:
        raise ValueError(f"{collection} has no face 'Noto Sans CJK SC', only {', '.join(sorted(faces))}")
    font = faces["Noto Sans CJK SC"]

    options = Options()
    options.layout_features = ["kern"]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]  # for vertical text
    options.name_IDs = ["*"]
    options.desubroutinize = True
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted_characters())
    subsetter.subset(font)
    convert_outlines(font)
    rename(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(result)


def convert_outlines(font: TTFont) -> None:
    """Replace the cubic outlines of `font` by quadratic ones within `TOLERANCE`."""
    order, cubic = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(cubic)
        cubic[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        outlines[name] = pen.glyph()

    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, outlines
    font["loca"] = newTable("loca")
    for name, outline in outlines.items():
        outline.recalcBounds(glyf)
        width, _ = font["hmtx"][name]
        font["hmtx"][name] = (width, getattr(outline, "xMin", 0))

    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones, limits.maxTwilightPoints, limits.maxStorage = 1, 0, 0
    limits.maxFunctionDefs = limits.maxInstructionDefs = limits.maxStackElements = 0
    limits.maxSizeOfInstructions = limits.maxComponentElements = 0
    font["post"].formatType = 3.0  # no names of glyphs
    font["head"].glyphDataFormat = 0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: TTFont) -> None:
    """Rename `font`, so that no program takes it for the whole Noto Sans CJK SC."""
    names = font["name"]
    names.names = [record for record in names.names if record.langID == 0x409]
    source = names.getDebugName(3)
    new = {1: FAMILY, 3: f"{FAMILY} from {source}", 4: FAMILY, 6: RESULT.stem}
    new[10] = "A subset of Noto Sans CJK SC for the figures of oneplusone. " + (names.getDebugName(10) or "")
    for number, text in new.items():
        names.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("font", type=Path, help="the whole family, as it is distributed")
    make_subset(parser.parse_args().font, RESULT)
    print(f"{RESULT.name}: {RESULT.stat().st_size / 1e6:.1f} MB")

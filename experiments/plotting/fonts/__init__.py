"""The fonts of figures: Chinese and English texts show on any machine, without a font installed on it.

A subset of Noto Sans CJK SC (licence: OFL.txt; made by subset.py) is stored beside this file and given to
matplotlib by its path.
"""

from functools import cache
from pathlib import Path

from matplotlib import font_manager, rcParams
from matplotlib.ft2font import FT2Font

from experiments.errors import known_language

FILE = Path(__file__).with_name("OneplusoneSansSC-Regular.ttf")
FAMILY = "Oneplusone Sans SC"
LATIN = "DejaVu Sans"  # comes with matplotlib

# For characters beyond our subset (rare names of persons and places), where the machine happens to have one.
SYSTEM_FAMILIES = ("Noto Sans CJK SC", "Noto Sans CJK JP", "PingFang SC", "Microsoft YaHei", "SimHei")

LANGUAGES = {"en": (LATIN, FAMILY), "zh": (FAMILY, LATIN)}


def use_language(lang: str) -> None:
    """Set matplotlib's fonts so that figures show texts in `lang`, and names in the other language too.

    Text stays text in all forms. PDF and PS carry the font and show alike everywhere. SVG names it, and after
    it fonts that most machines have (no wider, so that nothing overlaps), so that an editor can change its
    words; embedded, the Chinese font would make every file as large as the font. Only `rcParams` change:
    call it within `matplotlib.rc_context()` to limit it. In English
    figures keep Chinese out of strings with mathematics ($…$): there matplotlib asks the first font only.

    Args:
        lang: "en" or "zh".

    Raises:
        UnknownLanguage: any other language.
    """
    known = set(font_manager.get_font_names())
    if FAMILY not in known:
        font_manager.fontManager.addfont(FILE)
    rcParams["font.family"] = [
        *LANGUAGES[known_language(lang)],
        *(family for family in SYSTEM_FAMILIES if family in known),
    ]
    rcParams["svg.fonttype"] = "none"
    rcParams["pdf.fonttype"] = 42
    rcParams["ps.fonttype"] = 42


@cache
def _characters(file: Path) -> frozenset[int]:
    return frozenset(FT2Font(str(file)).get_charmap())


def missing_characters(text: str) -> str:
    """Return the characters of `text` that figures show as empty boxes where no further font is installed."""
    latin = Path(font_manager.findfont(LATIN, fallback_to_default=False))
    shown = _characters(FILE) | _characters(latin)
    return "".join(sorted({sign for sign in text if ord(sign) not in shown and not sign.isspace()}))

"""What stands for a sign that an encoding lacks: nothing that changes what is said, never a question mark.

A question mark means *unresolved* in the tables, and a minus that is lost turns a loss into a gain.
"""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final

ERRORS: Final = "oneplusone.signs"
"""The name under which Python's streams know the handler."""

STAND_INS: Final = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "±": "+/-", "×": "x", "÷": "/", "·": "*", "•": "*",
    "½": "1/2", "¼": "1/4", "¾": "3/4", "√": "sqrt", "∑": "sum", "∞": "inf", "∥": "||", "∪": "or",
    "∩": "and", "∅": "0", "∋": "has", "∈": "in", "⊆": "<=", "⊕": "(+)", "≥": ">=", "≤": "<=", "≠": "!=",
    "≈": "~", "°": "deg", "‰": " per mille", "→": "->", "←": "<-", "↑": "^", "↓": "v", "…": "...",
    "↺": "<-", "▶": ">", "❚": "|", "◇": "<>",
    "⌊": "floor(", "⌋": ")", "“": '"', "”": '"', "‘": "'", "’": "'", "●": "*", "○": "o", "■": "#", "□": "o",
    "▲": "^", "▼": "v", "◆": "*", "★": "*", "✓": "yes", "✗": "no", "│": "|", "─": "-", "┃": "|", "━": "-",
    "├": "+", "└": "+", "┌": "+", "┐": "+", "┘": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+",
    "┊": "|", "╌": "-", "┆": "|", "╎": "|", "▕": "|", "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#",
    "▍": "|", "▎": "|", "▏": "|", "▓": "#", "▒": "+", "░": ".", "￥": "CNY ", "¥": "CNY ", "€": "EUR ",
    "α": "alpha", "β": "beta", "γ": "gamma", "Δ": "Delta", "δ": "delta", "ε": "epsilon", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "µ": "mu", "μ": "mu", "Π": "prod", "π": "pi", "ρ": "rho", "Σ": "sum",
    "σ": "sigma", "τ": "tau", "Φ": "Phi", "φ": "phi", "χ": "chi", "ω": "omega", "ø": "o", "Ø": "O",
    "ß": "ss", "æ": "ae", "η": "eta",
    "、": ",", "。": ".", "《": '"', "》": '"', "「": '"', "」": '"', "【": "[", "】": "]",
}  # fmt: skip
"""Texts of ASCII alone, which every encoding has."""

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ"


def stand_in(sign: str) -> str:
    """Return in ASCII what stands for a sign; for what has no stand-in, as a Chinese character, its code.

    Example:
        >>> stand_in("−"), stand_in("≥"), stand_in("²"), stand_in("é"), stand_in("中")
        ('-', '>=', '^2', 'e', '\\\\u4e2d')
    """
    if sign in STAND_INS:
        return STAND_INS[sign]
    plain = "".join(
        STAND_INS.get(part, part)
        for part in unicodedata.normalize("NFKD", sign)
        if not unicodedata.combining(part)
    )
    if unicodedata.combining(sign):
        return ""
    if plain and plain.isascii():
        return f"^{plain}" if sign in _RAISED else plain
    return sign.encode("ascii", "backslashreplace").decode("ascii")


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(stand_in, error.object[error.start : error.end])), error.end


codecs.register_error(ERRORS, _replaced)

"""How many more runs would settle what is open, in words; and why sometimes no number can be named."""

from __future__ import annotations

import math
from collections.abc import Iterable

from experiments.reporting.wording import listed_words
from experiments.statistics.intervals import Estimate
from experiments.texts import text


def clusters_word(draws: int) -> str:
    """Return what a result is planned in: draws, or run keys where there is but one draw."""
    return "draws" if draws > 1 else "keys"


def about(number: int) -> str:
    """Return a planned number to two digits, rounded up: a pilot knows no more."""
    step = 10 ** max(0, len(str(number)) - 2)
    return f"{math.ceil(number / step) * step:,}"


def needing(said: str, number: int, estimate: Estimate, kind: str, lang: str) -> str:
    """Return what is open with how many of a kind (draws, keys, walks) would tell, or why nobody knows."""
    return text("analysis.needing", lang, said=said, needed=needed(number, estimate, kind, lang))


Open = tuple[str, int, Estimate]
"""What is open: its name, how many would tell it, and its estimate."""


def needing_each(open_: Iterable[Open], kind: str, lang: str) -> str:
    """Return all that is open as a list, each with what would tell it, the same reasons together."""
    same: dict[str, list[str]] = {}
    for said, number, estimate in open_:
        same.setdefault(needed(number, estimate, kind, lang), []).append(said)
    told = (
        text("analysis.needing", lang, said=listed_words(names, lang), needed=reason)
        for reason, names in same.items()
    )
    return text("report.list_long", lang).join(told)


def needed(number: int, estimate: Estimate, kind: str, lang: str) -> str:
    """Return how many of a kind would tell an estimate from nothing, or why no number can be named."""
    kinds = text(f"analysis.kind.{kind}", lang)
    if number > 0:
        return text("analysis.needed", lang, number=about(number), kind=kinds)
    if estimate.value == 0:
        return text("analysis.needed_nothing", lang, kind=kinds)
    return text("analysis.needed_most" if estimate.known else "analysis.needed_unknown", lang, kind=kinds)

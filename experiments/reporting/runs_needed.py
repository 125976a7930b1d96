"""Sample sizes that would resolve an inconclusive result, in words, or why none can be planned."""

from __future__ import annotations

import math
from collections.abc import Iterable

from experiments.reporting.wording import listed_words
from experiments.statistics.intervals import Estimate
from experiments.texts import text


def clusters_word(draws: int) -> str:
    """Return the kind of unit that a sample size counts: draws, or seeds where there is one draw only."""
    return "draws" if draws > 1 else "seeds"


def about(number: int) -> str:
    """Return a planned number to two digits, rounded up: a pilot supports no more.

    Example:
        >>> about(1234)
        '1,300'
    """
    step = 10 ** max(0, len(str(number)) - 2)
    return f"{math.ceil(number / step) * step:,}"


def needing(said: str, number: int, estimate: Estimate, kind: str, lang: str) -> str:
    """Return an open question with the sample size that would resolve it, or why none can be planned.

    Args:
        said: what is open.
        number: the sample size (`statistics.power`).
        estimate: the estimate that is not resolved.
        kind: what the sample size counts: draws, seeds, trajectories or held_out.
        lang: "en" or "zh".
    """
    return text("analysis.with_needed", lang, said=said, needed=needed(number, estimate, kind, lang))


Open = tuple[str, int, Estimate]
"""What is open: its name, the sample size that would resolve it, and its estimate."""


def needing_each(open_: Iterable[Open], kind: str, lang: str) -> str:
    """Return all that is open as a list, each with the sample size it needs, equal reasons together."""
    same: dict[str, list[str]] = {}
    for said, number, estimate in open_:
        same.setdefault(needed(number, estimate, kind, lang), []).append(said)
    parts = (
        text("analysis.with_needed", lang, said=listed_words(names, lang), needed=reason)
        for reason, names in same.items()
    )
    return text("report.list_long", lang).join(parts)


def needed(number: int, estimate: Estimate, kind: str, lang: str) -> str:
    """Return how many of a kind an estimate needs to be resolved from zero, or why none can be planned."""
    kinds = text(f"analysis.kind.{kind}", lang)
    if number > 0:
        return text("analysis.needed", lang, number=about(number), kind=kinds)
    if estimate.value == 0:
        return text("analysis.needed_zero", lang, kind=kinds)
    return text("analysis.needed_too_many" if estimate.known else "analysis.needed_unknown", lang, kind=kinds)

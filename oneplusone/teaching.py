"""For a lesson: a guess beside the result."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from experiments.errors import InvalidInput, known_language
from experiments.statistics.intervals import Estimate
from experiments.synergy.synergy import Quantity

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def bet(
    guess: float, found: float | Estimate | Quantity, lang: str = "en", *, percent: bool = False
) -> Figure:
    """Draw a guess and the result beside it, and say which is higher.

    Args:
        guess: what was said before the result was seen.
        found: the result: a number, or one with its interval.
        lang: "en" or "zh".
        percent: whether both are shares, from 0 to 1.

    Returns:
        The figure; its title is the sentence.

    Raises:
        InvalidInput: a guess that is no number.
        UnknownLanguage: any other language.

    Example:
        >>> bet(0.5, 0.84, percent=True).get_suptitle()[:30]
        'You said 50%; the model says 8'
    """
    from experiments.plotting import drawn_in
    from experiments.plotting.guess import guess_figure

    known_language(lang)
    if isinstance(guess, bool) or not isinstance(guess, int | float) or not math.isfinite(guess):
        raise InvalidInput("bet.no_number", given=repr(guess))
    estimate = found.estimate if isinstance(found, Quantity) else found
    interval = (estimate.low, estimate.high) if isinstance(estimate, Estimate) else (math.nan, math.nan)
    value = estimate.value if isinstance(estimate, Estimate) else float(estimate)
    with drawn_in(lang):
        return guess_figure(guess, value, interval, lang, percent)

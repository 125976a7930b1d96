"""For a lesson: a guess beside the result, one parameter varied, and a theory beside what was simulated."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.counts import count, is_number, optional_count
from experiments.defaults import RUN
from experiments.errors import InvalidInput, known_language
from experiments.progress import Progress
from experiments.statistics.epistemic import ProbabilityEstimate
from experiments.statistics.intervals import Estimate
from experiments.synergy.synergy import Quantity
from oneplusone.inputs import CASE, ScenarioLike, engine_name, names_of, scenario, span, watcher

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame, Series


@dataclass(frozen=True)
class Bet:
    """A guess and the result: in a notebook a slider, with the answer folded beneath it.

    Where a notebook is only read, the range, the first guess and the folded
    answer stand as they are.

    Attributes:
        guess: what is said before the result is seen.
        found: the result.
        interval: the ends of its 95% interval; NaN where there is none.
        lang: "en" or "zh".
        percent: whether both are shares.
        between: the ends of the slider.
        question: what is asked, shown above the slider; "" for nothing.
    """

    guess: float
    found: float
    interval: tuple[float, float]
    lang: str
    percent: bool
    between: tuple[float, float]
    question: str = ""

    def plot(self) -> Figure:
        """Draw guess and result on one line.

        Returns:
            The figure; its title is the sentence.

        Example:
            >>> bet(0.5, 0.84, percent=True).plot().get_suptitle()[:30]
            'You said 50%; the model says 8'
        """
        from experiments.plotting import drawn_in
        from experiments.plotting.guess import guess_figure

        with drawn_in(self.lang):
            return guess_figure(self.guess, self.found, self.interval, self.lang, self.percent, self.question)

    def __str__(self) -> str:
        """Return the sentence that compares both."""
        from experiments.plotting.guess import form_of, sentence

        form = form_of(self.guess, self.found, self.percent)
        return sentence(self.guess, self.found, self.interval, self.lang, form)

    def __repr__(self) -> str:
        return f"<Bet: {self}>"

    def _repr_html_(self) -> str:
        from experiments.plotting.slider import slider

        return slider(
            self.guess, self.found, self.interval, self.lang, self.percent, self.between, self.question
        )


def bet(
    guess: float,
    found: float | Estimate | ProbabilityEstimate | Quantity | Series,
    lang: str = "en",
    *,
    percent: bool = False,
    between: tuple[float, float] | None = None,
    question: str | Mapping[str, str] = "",
) -> Bet:
    """Put a guess beside the result, to be moved before the result is shown.

    Args:
        guess: what is said before the result is seen; the slider stands there
            first.
        found: the result: a number, one with its interval, or a column of
            draws, of which the mean is meant.
        lang: "en" or "zh".
        percent: whether both are shares, from 0 to 1.
        between: the ends of the slider; 0 and 1 for shares, else 0 and twice
            the guess.
        question: what is asked, in words, or in both languages by their names;
            it is shown above the slider.

    Returns:
        The bet; as the last line of a cell it is shown.

    Raises:
        InvalidInput: a guess or a result that is no number, or ends that are no
            range.
        UnknownLanguage: any other language.

    Example:
        >>> str(bet(0.5, 0.84, percent=True))[:30]
        'You said 50%; the model says 8'
    """
    known_language(lang)
    if not is_number(guess) or not math.isfinite(guess):
        raise InvalidInput("bet.no_number", given=repr(guess))
    ends = span("between", between)
    if ends is None:
        ends = (0.0, 1.0) if percent else (min(0.0, 2.0 * guess), max(0.0, 2.0 * guess))
        ends = ends if ends[0] < ends[1] else (-1.0, 1.0)
    if not ends[0] < ends[1] or not all(map(math.isfinite, ends)):
        raise InvalidInput("bet.no_range", given=repr(between))
    value, interval = _with_interval(found)
    return Bet(guess, value, interval, lang, percent, ends, _in(lang, "question", question))


def _in(lang: str, name: str, given: str | Mapping[str, str]) -> str:
    """Return words, of words in both languages those in this one. Raises InvalidInput for anything else."""
    said = given.get(lang) if isinstance(given, Mapping) else given
    if not isinstance(said, str):
        raise InvalidInput("error.not_words", name=name, given=repr(given), language=lang)
    return said


def _with_interval(
    found: float | Estimate | ProbabilityEstimate | Quantity | Series,
) -> tuple[float, tuple[float, float]]:
    """Return a result and the ends of its interval, NaN where there is none."""
    from experiments.statistics.intervals import mean_interval

    estimate = found.estimate if isinstance(found, Quantity) else found
    if hasattr(estimate, "to_numpy"):
        try:
            estimate = mean_interval(estimate.to_numpy(float)[:, None])
        except (TypeError, ValueError, IndexError):  # words, or a table instead of a column
            raise InvalidInput("bet.no_result", given=type(found).__name__) from None
    if isinstance(estimate, Estimate | ProbabilityEstimate):
        return estimate.value, (estimate.low, estimate.high)
    try:
        value = estimate if isinstance(estimate, int) else float(estimate)
    except (TypeError, ValueError):
        raise InvalidInput("bet.no_result", given=repr(found)) from None
    return value, (math.nan, math.nan)


def vary(
    given: ScenarioLike = CASE,
    name: str = "contract.term",
    to: Sequence[float | str] = (),
    measures: str | Sequence[str] = "value",
    *,
    arm: str = "GS",
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
) -> DataFrame:
    """Run one arm of a scenario with one parameter at several values.

    All values are run at the same draws, with common random numbers.

    Args:
        given: a scenario, as in `simulate`.
        name: the parameter that varies, by dotted name.
        to: its values.
        measures: one measure or several.
        arm: name of the arm, see `arms()`.
        changes: parameters to set at all values.
        months: the horizon, in months.
        draws: parameter draws; 50 by default.
        seeds: seeds of each draw; 2 by default.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        A table, index: the value, once for each draw; columns: the measures, in
        their units, each the mean over the draw's seeds. Where nothing is
        uncertain there is one row for each seed.

    Raises:
        ScenarioError: a scenario, parameter or value that does not exist or is
            not allowed.
        InvalidInput: values that are none, or an arm, measure, count or engine
            that is not allowed.
        EnvironmentFailure: every draw has a failed run.

    Example:
        >>> few = {"draws": 3, "months": 12, "progress": False}
        >>> term = "contract.term"
        >>> vary("s_association", term, [8, 12], "coverage", **few).shape
        (6, 1)
    """
    import pandas as pd

    from experiments.runs.paired import run_paired, sample_sizes
    from experiments.runs.simulator import ScenarioSimulator, outcomes_named, refuse_absent
    from sim.arms import arm_index

    if isinstance(to, str) or not isinstance(to, Iterable):
        raise InvalidInput("error.not_values", name="to", given=repr(to))
    if not isinstance(changes, Mapping | None):
        raise InvalidInput("error.not_a_mapping", name="changes", given=repr(changes))
    to = list(to)
    if not to:
        raise InvalidInput("error.not_values", name="to", given="()")
    wanted, chosen, master = names_of("measures", measures), engine_name(engine), count("seed", seed, least=0)
    worlds = [scenario(given, {**(changes or {}), name: value}, months) for value in to]
    sizes = []
    refuse_absent(worlds, wanted)
    for world in worlds:  # all that is wrong is said before anything runs
        outcomes_named(ScenarioSimulator(world, chosen), wanted, arm)
        asked = optional_count("draws", draws), optional_count("seeds", seeds)
        sizes.append(sample_sizes(world, *asked, replications=RUN, arms=1))
    tables = []
    with watcher(progress).stage("runs", sum(d * s for d, s in sizes)) as advance:
        for value, world, size in zip(to, worlds, sizes, strict=True):
            arms = (arm_index(arm),)
            runs = run_paired(world, *size, arms=arms, seed=master, engine=chosen, progress=advance).whole()
            values = {each: runs.of(each)[:, :, 0] for each in wanted}
            rows = {each: v.mean(axis=1) if runs.draws > 1 else v[0] for each, v in values.items()}
            tables.append(pd.DataFrame(rows, index=pd.Index([value] * len(rows[wanted[0]]), name=name)))
    return pd.concat(tables)


def agreement(theory: Callable[[float], float], runs: Series) -> DataFrame:
    """Compare a theory with the mean of the runs, point by point.

    The intervals hold with 95% confidence for all points together
    (Bonferroni): a theory that is right lies within all of them in at least 95
    of 100 cases. Where runs do not differ at all, the theory must equal their
    mean to one part in a million.

    Args:
        theory: what is expected at a value of the parameter.
        runs: a column of `vary`.

    Returns:
        A table, index: the value; columns: theory, mean, low, high, in the
        measure's unit, and whether the theory is within.

    Example:
        >>> few = {"draws": 3, "months": 12, "progress": False}
        >>> term = "contract.term"
        >>> runs = vary("s_association", term, [8, 12], "spent", **few)
        >>> agreement(lambda months: 200_000, runs["spent"]).shape
        (2, 5)
    """
    import pandas as pd

    from experiments.statistics.intervals import CONFIDENCE, mean_interval

    points = list(dict.fromkeys(runs.index))
    confidence = 1 - (1 - CONFIDENCE) / max(1, len(points))
    rows = []
    for point in points:
        one = runs.loc[[point]].to_numpy(float)
        found = mean_interval(one[:, None], confidence=confidence)
        expected = float(theory(point))
        spare = 1e-6 * max(1.0, abs(expected))
        within = found.low - spare <= expected <= found.high + spare
        rows.append((expected, found.value, found.low, found.high, within))
    index = pd.Index(points, name=runs.index.name)
    return pd.DataFrame(rows, index=index, columns=["theory", "mean", "low", "high", "within"])


def beside(
    theory: Callable[[float], float],
    runs: Series,
    lang: str = "en",
    *,
    case: Series | None = None,
    x: str | Mapping[str, str] = "",
    y: str | Mapping[str, str] = "",
) -> Figure:
    """Draw a theory beside runs, and say at how many points they agree.

    Args:
        theory: what is expected at a value of the parameter.
        runs: a column of `vary`, in a world where the theory's assumptions
            hold.
        lang: "en" or "zh".
        case: the same of a world where they do not.
        x: the parameter in words, or in both languages by their names.
        y: the measure in words, likewise.

    Returns:
        The figure; its title is the sentence.

    Raises:
        UnknownLanguage: any other language.

    Example:
        >>> few = {"draws": 3, "months": 12, "progress": False}
        >>> term = "contract.term"
        >>> runs = vary("s_association", term, [8, 12], "spent", **few)
        >>> beside(lambda months: 0, runs["spent"]).get_suptitle()[:6]
        'At 0 o'
    """
    from experiments.plotting import drawn_in
    from experiments.plotting.theory import theory_figure

    known_language(lang)
    others = None if case is None else agreement(theory, case)
    said = [_in(lang, name, each) for name, each in (("x", x), ("y", y))]
    low, high = float(min(runs.index)), float(max(runs.index))
    if case is not None:
        low, high = min(low, float(min(case.index))), max(high, float(max(case.index)))
    places = [low + (high - low) * step / 200 for step in range(201)]
    curve = places, [float(theory(place)) for place in places]
    with drawn_in(lang):
        return theory_figure(curve, agreement(theory, runs), others, said[0], said[1], lang)

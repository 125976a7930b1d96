import math

import pytest

from experiments.statistics.epistemic import DrawRange, ProbabilityEstimate
from experiments.statistics.intervals import Estimate
from experiments.synergy.verdict import VERDICTS, on_average, overall, unresolved, verdict

NAN = math.nan


def estimate(low: float, high: float) -> Estimate:
    return Estimate((low + high) / 2, low, high, 0.1, 50)


def rule(
    interval: tuple[float, float] = (2.2, 2.4),
    over_draws: tuple[float, float] = (1.5, 3.0),
    share: tuple[float, float] = (0.92, 0.99),
    beyond: tuple[float, float] = (1.0, 2.0),
    draws: int = 50,
    zero: float = 0.0,
) -> str:
    middle = (share[0] + share[1]) / 2
    found = DrawRange(over_draws[0], 2, over_draws[1], *over_draws, 0.1, draws, draws)
    above = ProbabilityEstimate(middle, *share, middle, 0.5, 0.3, zero, draws)
    return verdict(estimate(*interval), found, above, estimate(*beyond))


@pytest.mark.parametrize(
    ("share", "word"),
    [
        ((0.90, 0.97), "more"),
        ((0.899, 0.97), "unresolved"),
        ((0.2, 0.8), "undecided"),
        ((0.11, 0.89), "undecided"),
        ((0.10, 0.5), "unresolved"),
        ((0.5, 0.90), "unresolved"),
        ((0.05, 0.95), "unresolved"),
        ((0.02, 0.10), "less"),
        ((0.02, 0.101), "unresolved"),
    ],
)
def test_thresholds_of_the_share(share: tuple[float, float], word: str) -> None:
    assert rule(share=share) == word


@pytest.mark.parametrize(
    ("beyond", "word"),
    [((-3, -1), "inertia"), ((-1, 0), "inertia"), ((-1, 0.1), "less"), ((0.1, 1), "less")],
)
def test_inertia_is_less_than_the_better_single_arm(beyond: tuple[float, float], word: str) -> None:
    assert rule(share=(0.0, 0.05), beyond=beyond) == word
    assert rule(share=(0.95, 1.0), beyond=beyond) == "more"


def test_two_comes_before_more() -> None:
    everywhere_a_little_more = {"interval": (2.005, 2.015), "over_draws": (2.001, 2.03), "share": (0.95, 1.0)}
    assert rule(**everywhere_a_little_more) == "two"


@pytest.mark.parametrize(
    ("interval", "over_draws", "word"),
    [
        ((1.96, 2.04), (1.96, 2.04), "two"),
        ((1.95, 2.03), (1.97, 2.03), "unresolved"),  # too wide to resolve two from less
        ((1.97, 2.03), (1.97, 2.05), "more"),  # on average two, but not in every draw
        ((2.05, 2.06), (2.00, 2.03), "more"),  # a few draws carry the mean out of the margin
    ],
)
def test_equivalence_needs_interval_and_range(
    interval: tuple[float, float], over_draws: tuple[float, float], word: str
) -> None:
    assert rule(interval=interval, over_draws=over_draws) == word


def test_a_single_point_needs_no_range() -> None:
    assert rule((1.99, 2.01), (NAN, NAN), (0.0, 1.0), draws=1) == "two"
    assert rule((2.10, 2.20), (NAN, NAN), (1.0, 1.0), draws=1) == "more"
    assert rule((2.03, 2.20), (NAN, NAN), (1.0, 1.0), draws=1) == "unresolved"
    assert rule((1.50, 2.50), (NAN, NAN), (0.0, 1.0), draws=1) == "unresolved"
    assert rule((1.10, 1.20), (NAN, NAN), (0.0, 0.0), draws=1) == "less"


def test_an_undefined_ratio_does_not_silence_the_sign_of_delta() -> None:
    assert rule(interval=(NAN, NAN), share=(0.95, 1.0)) == "more"


def test_an_empty_world_is_neither_less_nor_inertia() -> None:
    assert rule(interval=(NAN, NAN), share=(0.0, 0.05), beyond=(0, 0), zero=1.0) == "unresolved"


def test_no_interval_no_verdict() -> None:
    assert rule(interval=(NAN, NAN), share=(0.95, 1.0), beyond=(NAN, NAN)) == "unresolved"


def test_every_word_is_declared() -> None:
    assert set(VERDICTS) == {"two", "more", "less", "inertia", "undecided", "unresolved"}


@pytest.mark.parametrize(
    ("interval", "delta", "word"),
    [
        ((1.71, 1.79), (-9, -5), "less"),
        ((2.01, 2.2), (1, 2), "more"),
        ((1.9, 2.1), (-1, 1), "unknown"),
        ((NAN, NAN), (-9, -5), "less"),
        ((NAN, NAN), (NAN, NAN), "unknown"),
    ],
)
def test_the_average_is_known_where_its_interval_excludes_two(
    interval: tuple[float, float], delta: tuple[float, float], word: str
) -> None:
    assert on_average(estimate(*interval), estimate(*delta)) == word


@pytest.mark.parametrize(
    ("interval", "over_draws", "share", "beyond", "question"),
    [
        ((1.71, 1.79), (1.4, 2.1), (0.02, 0.21), (1, 2), "share"),
        ((1.71, 1.79), (1.4, 2.1), (0.0, 0.05), (1, 2), ""),
        ((1.95, 2.03), (1.97, 2.03), (0.2, 0.8), (1, 2), "margin"),
        ((NAN, NAN), (1.4, 2.1), (0.02, 0.21), (NAN, NAN), "interval"),
    ],
)
def test_what_is_unresolved_has_a_name_exactly_where_the_verdict_is(
    interval: tuple[float, float],
    over_draws: tuple[float, float],
    share: tuple[float, float],
    beyond: tuple[float, float],
    question: str,
) -> None:
    found = DrawRange(over_draws[0], 2, over_draws[1], *over_draws, 0.1, 50, 50)
    above = ProbabilityEstimate(0.5, *share, 0.5, 0.5, 0.3, 0.0, 50)
    given = (estimate(*interval), found, above, estimate(*beyond))
    assert unresolved(*given) == question
    assert (verdict(*given) == "unresolved") == bool(question)


@pytest.mark.parametrize(
    ("verdicts", "word"),
    [
        (("less", "less"), "less"),
        (("undecided", "undecided"), "undecided"),
        (("more", "less"), "depends"),
        (("undecided", "less"), "depends"),
        (("unresolved", "less"), "unresolved"),
        (("two",), "two"),
    ],
)
def test_a_verdict_holds_only_where_every_benchmark_shares_it(verdicts, word) -> None:
    assert overall(verdicts) == word


def test_no_benchmark_no_verdict() -> None:
    with pytest.raises(ValueError, match="at least one"):
        overall(())

"""A guess beside the result: the sentence, the picture, what is refused."""

import math

import pytest

import oneplusone as opo
from experiments.statistics.intervals import Estimate
from experiments.synergy.synergy import DrawRange, Quantity

SHARE = Estimate(0.84, 0.79, 0.88, 0.02, 400)
RATIO = Quantity(Estimate(1.56, 1.54, 1.58, 0.01, 200), DrawRange(1.37, 1.56, 1.79, 1.3, 1.8, 0.1, 200, 200))


@pytest.mark.parametrize(
    ("guess", "found", "percent", "said", "verdict"),
    [
        (
            0.5,
            SHARE,
            True,
            "50%; the model says 84% (95% interval 79% to 88%)",
            "34 percentage points too low",
        ),
        (0.83, SHARE, True, "83%; the model says 84% (95% interval 79% to 88%)", "within the interval"),
        (2, RATIO, False, "2.00; the model says 1.56 (95% interval 1.54 to 1.58)", "is 0.44 too high"),
        (0.05, 0.04, True, "5%; the model says 4%", "1 percentage point too high"),
        (0.3, 0.3, True, "30%; the model says 30%", "just what you said"),
        (-1, 1.0, False, "−1.00; the model says 1.00", "2.00 too low"),
    ],
)
def test_a_guess_is_answered_in_words(guess, found, percent, said, verdict):
    title = opo.bet(guess, found, percent=percent).get_suptitle().replace("\n", " ")
    assert title.startswith(f"You said {said}: ")
    assert title.endswith(verdict)


def test_it_is_answered_in_chinese():
    said = opo.bet(2, RATIO, "zh").get_suptitle().replace("\n", "")
    assert said == "你的预测是 2.00，模型给出 1.56（95% 区间 1.54 至 1.58）：预测高出 0.44"


@pytest.mark.parametrize(("found", "value"), [(SHARE, 0.84), (0.84, 0.84)])
def test_guess_result_and_interval_stand_at_their_places(found, value):
    (axes,) = opo.bet(0.5, found, percent=True).axes
    drawn = [list(line.get_xdata()) for line in axes.lines]
    assert [0.5] in drawn
    assert [value] in drawn
    assert ([0.79, 0.88] in drawn) == (found is SHARE)
    assert axes.get_xlim() == (0, 1)
    assert {each.get_text() for each in axes.texts} == {"your guess", "the model"}


def test_a_guess_far_away_is_within_the_picture():
    (axes,) = opo.bet(5, RATIO).axes
    low, high = axes.get_xlim()
    assert low < 1.54 < 5 < high


@pytest.mark.parametrize("guess", [None, "0.5", True, math.nan])
def test_what_is_no_guess_is_refused(guess):
    with pytest.raises(opo.InvalidInput, match="is no guess"):
        opo.bet(guess, 0.5)


def test_another_language_is_refused():
    with pytest.raises(opo.UnknownLanguage):
        opo.bet(0.5, 0.5, "fr")

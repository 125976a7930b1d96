"""A guess beside the result: the sentence, the picture, what is refused."""

import html
import math

import pandas as pd
import pytest

import oneplusone as opo
from experiments.statistics.intervals import Estimate
from experiments.synergy.synergy import DrawRange, Quantity
from sim.arms import ARMS

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
        (0.006, 0.384, True, "<1%; the model says 38%", "37 percentage points too low"),
        (0.006, 0.011, True, "<1%; the model says 1%", "<1 percentage points too low"),
        (0.014, 0.376, True, "1%; the model says 38%", "37 percentage points too low"),
        (1.004, 1.496, False, "1.00; the model says 1.50", "0.50 too low"),
        (-1, 1.0, False, "−1.00; the model says 1.00", "2.00 too low"),
    ],
)
def test_a_guess_is_answered_in_words(guess, found, percent, said, verdict):
    made = opo.bet(guess, found, percent=percent)
    title = str(made)
    assert made.plot().get_suptitle().replace("\n", " ") == title
    assert title.startswith(f"You said {said}: ")
    assert title.endswith(verdict)


def test_it_is_answered_in_chinese():
    assert (
        str(opo.bet(2, RATIO, "zh"))
        == "你的预测是 2.00，模型给出 1.56（95% 区间 1.54 至 1.58）：预测高出 0.44"
    )


@pytest.mark.parametrize(("found", "value"), [(SHARE, 0.84), (0.84, 0.84)])
def test_guess_result_and_interval_stand_at_their_places(found, value):
    (axes,) = opo.bet(0.5, found, percent=True).plot().axes
    drawn = [list(line.get_xdata()) for line in axes.lines]
    assert [0.5] in drawn
    assert [value] in drawn
    assert ([0.79, 0.88] in drawn) == (found is SHARE)
    assert axes.get_xlim() == (0, 1)
    assert {each.get_text() for each in axes.texts} == {"your guess", "the model"}


def test_a_guess_far_away_is_within_the_picture():
    (axes,) = opo.bet(5, RATIO).plot().axes
    low, high = axes.get_xlim()
    assert low < 1.54 < 5 < high


@pytest.mark.parametrize("guess", [None, "0.5", True, math.nan])
def test_what_is_no_guess_is_refused(guess):
    with pytest.raises(opo.InvalidInput, match="is no guess"):
        opo.bet(guess, 0.5)


@pytest.mark.parametrize("found", [None, "much", [1, 2], pd.Series(["a"]), pd.DataFrame({"a": [1.0]})])
def test_what_is_no_result_is_refused(found):
    with pytest.raises(opo.InvalidInput, match="is no result to bet on"):
        opo.bet(2, found)


@pytest.mark.parametrize("to", [8, None, "8", (), []])
def test_what_are_no_values_to_vary_is_refused(to):
    with pytest.raises(opo.InvalidInput, match=r"to = .* is not allowed; allowed: values, such as"):
        opo.vary("s_association", "contract.term", to)


def test_what_are_no_changes_is_refused():
    with pytest.raises(opo.InvalidInput, match="changes = 8 is not allowed"):
        opo.vary("s_association", "contract.term", [8], changes=8)


def test_what_are_no_facts_is_refused():
    with pytest.raises(opo.InvalidInput, match="facts = 8 is not allowed; allowed: a CSV file"):
        opo.calibrate(facts=8)


@pytest.mark.parametrize("question", [5, {"zh": "多少？"}, None])
def test_what_is_no_question_is_refused(question):
    with pytest.raises(opo.InvalidInput, match=r"question = .* is not allowed; allowed: words"):
        opo.bet(1, 1, question=question)


NO_KIND = {"kinds.studio.opens": 0, "kinds.group.stages": 0}


@pytest.mark.parametrize("measure", ["coverage", "matured"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda world, measure: opo.vary(world, "contract.term", [8], measure),
        lambda world, measure: opo.extend(world, {"cooperates": lambda usual, *given: 1}, measure),
        lambda world, measure: opo.sobol(world, measures=measure),
        lambda world, measure: opo.screen(world, measures=measure),
    ],
)
def test_a_measure_that_the_scenario_does_not_have_is_refused(ask, measure):
    world = opo.scenario("s_association", NO_KIND)
    assert measure not in opo.measures(world).index
    with pytest.raises(opo.InvalidInput, match=f"s_association has no measure {measure}: it has no kind of"):
        ask(world, measure)


def test_a_measure_that_one_of_the_values_has_is_allowed():
    found = opo.vary("s_association", "kinds.studio.opens", [0, 1], "coverage", **FEW)
    assert (found.loc[0, "coverage"] == 0).all()
    assert (found.loc[1, "coverage"] > 0).any()


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (0, math.inf), 3, "ab"])
def test_what_is_no_range_of_a_slider_is_refused(ends):
    with pytest.raises(opo.InvalidInput, match="between"):
        opo.bet(0.5, 0.5, between=ends)


@pytest.mark.parametrize(
    ("guess", "percent", "ends"),
    [(0.3, True, (0, 1)), (2, False, (0, 4)), (-1.5, False, (-3, 0)), (0, False, (-1, 1))],
)
def test_a_slider_has_ends_that_do_not_give_the_answer_away(guess, percent, ends):
    assert {opo.bet(guess, found, percent=percent).between for found in (0.1, 7.5)} == {ends}


def test_the_draws_of_a_column_are_bet_on_by_their_mean():
    draws = pd.Series([1.0, 2.0, 3.0, 6.0])
    made = opo.bet(2.0, draws)
    assert made.found == 3.0
    assert made.interval[0] < draws.mean() - draws.sem() < draws.mean() + draws.sem() < made.interval[1]
    assert str(made).endswith("within the interval")


@pytest.mark.parametrize(
    ("guess", "found", "said"),
    [(3, 5, "You said 3; the model says 5: your guess is 2 too low"),
     (300, -119.6, "You said 300; the model says −120: your guess is 420 too high"),
     (3, 5.5, "You said 3.00; the model says 5.50: your guess is 2.50 too low")],
)  # fmt: skip
def test_counts_and_large_numbers_have_no_decimals(guess, found, said):
    assert str(opo.bet(guess, found)) == said


def test_a_bet_shows_its_question_above_the_slider():
    asked = {"en": "What is 1 + 1 < 2?", "zh": "1 + 1 等于多少？"}
    for lang in ("en", "zh"):
        made = opo.bet(2.0, RATIO, lang, question=asked)
        shown = made._repr_html_()
        assert made.question == asked[lang]
        assert 0 < shown.index(html.escape(asked[lang])) < shown.index("<input")
        assert any(asked[lang] in each.get_text().replace("\n", " ") for each in made.plot().texts)
    assert opo.bet(2.0, RATIO, question="How much?").question == "How much?"
    assert 'class="question"' not in opo.bet(2.0, RATIO)._repr_html_()


def test_another_language_is_refused():
    with pytest.raises(opo.UnknownLanguage):
        opo.bet(0.5, 0.5, "fr")


FEW = {"months": 12, "draws": 4, "progress": False, "seed": 7}
TERMS = [8, 12]


@pytest.fixture(scope="module")
def runs():
    return opo.vary("s_association", "contract.term", TERMS, ["coverage", "spent"], **FEW)


def test_varied_runs_are_those_of_the_scenarios_one_by_one(runs):
    assert list(runs.index) == [8] * 4 + [12] * 4
    for term in TERMS:
        one = opo.simulate("s_association", changes={"contract.term": term}, **FEW)
        contract = [each.name for each in ARMS].index("GS")
        expected = one.runs.of("coverage")[:, :, contract].mean(axis=1)
        assert runs.loc[term, "coverage"].tolist() == expected.tolist()


def test_where_nothing_is_uncertain_each_seed_is_a_row():
    found = opo.vary("without_dilemmas", "contract.term", [24], seeds=3, months=3, progress=False)
    assert found.shape == (3, 1)


@pytest.mark.parametrize("wrong", [{"measures": "coverag"}, {"arm": "GG"}, {"draws": 0}, {"engine": "none"}])
def test_what_cannot_be_varied_is_refused(wrong):
    with pytest.raises(opo.InvalidInput):
        opo.vary("s_association", "contract.term", TERMS, **{**FEW, **wrong})


def test_a_theory_agrees_within_intervals_that_hold_together(runs):
    means = runs["coverage"].groupby(level=0).mean()
    close, far = (opo.agreement(lambda term, by=by: means[term] + by, runs["coverage"]) for by in (0, 1000))
    assert close["within"].all()
    assert not far["within"].any()
    assert far["mean"].tolist() == means.tolist()
    alone = opo.agreement(lambda term: 0, runs.loc[[8], "coverage"])
    assert close.loc[8, "high"] - close.loc[8, "low"] > alone.loc[8, "high"] - alone.loc[8, "low"]


def test_without_chance_a_theory_must_be_exact():
    same = pd.Series([2.0, 2.0, 2.0], index=[1, 1, 1])
    assert opo.agreement(lambda x: 2.0, same)["within"].all()
    assert not opo.agreement(lambda x: 2.00001, same)["within"].any()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            (
                "At 2 of 2 points of the world in which its assumptions hold, "
                "the theory lies within the interval of the simulated mean"
            ),
        ),
        ("zh", "理论假设成立的世界里，2 个点中理论值落在模拟均值区间之内的有 2 个"),
    ],
)
def test_a_theory_is_drawn_beside_the_runs(runs, lang, said):
    means = runs["coverage"].groupby(level=0).mean()
    labels = {"x": {"en": "term", "zh": "期限"}, "y": "y"}
    figure = opo.beside(
        lambda term: means[8] + (means[12] - means[8]) * (term - 8) / 4, runs["coverage"], lang, **labels
    )
    assert "".join(figure.get_suptitle().split()) == "".join(said.split())
    (axes,) = figure.axes
    assert axes.get_xlabel() == labels["x"][lang]
    assert len(axes.containers) == 1
    assert axes.lines[0].get_ydata()[0] == pytest.approx(means[8])


def test_a_case_is_drawn_beside_both(runs):
    (axes,) = opo.beside(lambda term: term, runs["coverage"], case=runs["spent"]).axes
    assert len(axes.containers) == 2


def test_a_share_of_draws_can_be_bet_on():
    share = opo.simulate("s_association", draws=20, months=12, progress=False).headline.synergy.share_added
    assert str(opo.bet(0.5, share, percent=True)).startswith("You said 50%")

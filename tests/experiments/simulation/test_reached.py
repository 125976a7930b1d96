"""Counts of runs: those that reach a number, and those in which 1+1 exceeds one."""

import pytest

from experiments.errors import InvalidInput
from experiments.simulation.reached import asked, reached
from experiments.simulation.report import countable_lines, reached_lines
from experiments.simulation.simulate import simulate
from experiments.statistics.intervals import share_interval, wilson
from sim.arms import G_S, GS, NONE, G, S
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association")


def test_runs_that_reach_a_number_are_counted_with_an_interval():
    runs = simulate(CASE, draws=12, seeds=1).runs
    coverage, value = runs.arm(GS, "coverage").ravel(), runs.of("value")[:, 0]
    most = float(coverage.max())
    asked_for = asked([f"coverage={most}", "added_value=2", "one_plus_one=1.5"], CASE)
    by_measure, side, alone = (reached(runs, one) for one in asked_for)
    assert by_measure.count == (coverage >= most).sum()
    assert side.count == (value[:, GS] > value[:, G_S]).sum()
    net = value - value[:, [NONE]]
    assert alone.count == (2 * net[:, GS] > 1.5 * (net[:, G] + net[:, S])).sum()
    for one in (by_measure, side, alone):
        assert one.runs == 12
        assert one.share == one.count / 12
        assert (one.low, one.high) == wilson(one.share, 12)
    for lang in ("en", "zh"):
        said = reached_lines([by_measure, side, alone], CASE, lang)
        assert all(str(one.count) in line for one, line in zip((by_measure, side, alone), said, strict=True))


def test_of_several_seeds_the_interval_knows_that_they_share_a_draw():
    runs = simulate(CASE, draws=12, seeds=3).runs
    (one,) = asked(["coverage=18"], CASE)
    hits = runs.arm(GS, "coverage") >= 18
    whole = share_interval(hits.astype(float))
    found = reached(runs, one)
    assert (found.count, found.runs, found.low, found.high) == (hits.sum(), 36, whole.low, whole.high)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400"])
def test_a_number_to_reach_is_finite(number):
    with pytest.raises(InvalidInput, match="finite"):
        asked([f"one_plus_one={number}"], CASE)


def test_whether_the_number_itself_counts_is_said():
    runs = simulate(CASE, draws=2, seeds=1).runs
    found = [reached(runs, one) for one in asked(["coverage=18", "added_value=2"], CASE)]
    assert [one.exceeds for one in found] == [False, True]


@pytest.mark.parametrize("given", ["coverage", "coverage=much", "nothing=3", "=2"])
def test_what_cannot_be_counted_is_refused(given):
    with pytest.raises(InvalidInput, match="--reach"):
        asked([given], CASE)


@pytest.mark.parametrize(
    ("given", "near"),
    [("coverge=3", "did you mean coverage"), ("trust=0.5", "office_trust, organization_trust"),
     ("added=2", "did you mean added_value"), ("quitz", "did you mean quits")],
)  # fmt: skip
def test_an_unknown_name_is_answered_with_the_nearest_and_how_to_see_all(given, near):
    with pytest.raises(InvalidInput) as refused:
        asked([given], CASE)
    for lang in ("en", "zh"):
        said = refused.value.line(lang)
        assert near.rpartition(" ")[2] in said
        assert "--reach list" in said
        assert len(said) < 200
    assert near in refused.value.line("en")


@pytest.mark.parametrize("given", ["quits", "quits=", "quits=many"])
def test_a_known_name_without_a_number_is_answered_with_an_example(given):
    with pytest.raises(InvalidInput) as refused:
        asked([given], CASE)
    assert "quits=3" in refused.value.line("en")
    assert "quits=3" in refused.value.line("zh")


def test_where_no_name_is_near_none_is_named():
    with pytest.raises(InvalidInput, match=r"counted; all \d+ names: --reach list"):
        asked(["zzzz=3"], CASE)


def test_what_is_asked_for_twice_is_counted_once():
    assert len(asked(["coverage=18", "coverage=18.0", "coverage=17"], CASE)) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_has_every_name_that_can_be_asked_for(lang):
    lines = countable_lines(CASE, lang)[1:]
    names = [line.split()[0] for line in lines if line[2] != " "]  # a long label goes on below
    assert len(asked([f"{name}=1" for name in names], CASE)) == len(names) > 50

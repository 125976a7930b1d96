"""How far two is, from a scenario: exact worlds, what is refused, report, figure and file."""

import dataclasses
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from experiments.cli.saved import read_saved
from experiments.errors import InvalidInput
from experiments.nearest.analysis import ARMS, nearest
from experiments.nearest.axes import OF_A_RANGE
from experiments.nearest.report import lines, warning_words, way_words
from experiments.nearest.sizes import moving_axes
from experiments.nearest.ways import Created
from experiments.runs.outcomes import ALONE, SIDE_BY_SIDE
from experiments.runs.paired import run_paired
from experiments.runs.simulator import ScenarioSimulator
from experiments.statistics.intervals import Estimate
from experiments.texts import LANGUAGES
from sim.arms import GS, NONE
from sim.scenario.scenario import Scenario

SHORT = Scenario.load("s_association", changes={"run.horizon": 9})
VARY = ["control.digital", "resources.relative_productivity"]


@pytest.fixture(scope="module")
def found():
    return nearest(SHORT, VARY, draws=40, held_out=6, seed=5)


def test_every_group_under_both_benchmarks(found):
    assert [(one.benchmark, one.group) for one in found.ways] == [
        (benchmark, group)
        for benchmark in ("side_by_side", "alone")
        for group in ("levers", "uncertain", "both")
    ]
    for one in found.ways:
        assert sum(moved.share for moved in one.moves) == pytest.approx(1.0 if one.moves else 0.0)
        assert {moved.kind for moved in one.moves} <= {
            "levers": {"lever"}, "uncertain": {"uncertain"}, "both": {"lever", "uncertain"}
        }[one.group]  # fmt: skip
        assert one.path[0].distance == 0
        assert (one.group == "uncertain") <= (one.price == 0)


def test_both_together_are_never_farther_than_either_alone(found):
    """What one group can do both can: their line is the nearest of all that were walked."""
    for benchmark in ("side_by_side", "alone"):
        levers, uncertain, both = (
            found.of(benchmark, group) for group in ("levers", "uncertain", "both")
        )  # fmt: skip
        alone = [
            one.distance * (OF_A_RANGE if one is levers else 1.0)
            for one in (levers, uncertain)
            if one.reached
        ]
        assert both.reached >= bool(alone)
        if alone:
            assert both.distance <= min(alone) + 1e-12
        else:
            missing = [min(abs(each.gap.value) for each in one.path) for one in (levers, uncertain, both)]
            assert both.reached or missing[2] <= min(missing[:2]) + 1e-12


def test_an_axis_whose_ends_are_one_point_is_none(tmp_path):
    """With one kind of service a contract bundles one kind: there is nothing to move."""
    path = tmp_path / "one.toml"
    path.write_text(
        "schema = 1\n[population]\ncommunities = 9\n[contract]\nsum = 1_000_000\nterm = 12\n"
        "[run]\nhorizon = 9\n"
        "[kinds.care]\ntarget = 90\nhours = 10\nneed = 20\nverifiability = 0.6\n"
        '[uncertain]\ndraw = "all uncertainties"\n'
    )
    simulator = ScenarioSimulator(Scenario.load(path))
    assert "contract.bundle" not in [one.name for one in simulator.levers()]
    assert "contract.term" in [axis.name for axis in moving_axes(simulator)]
    assert [axis.name for axis in moving_axes(simulator, ["contract.bundle", "contract.term"])] == [
        "contract.term"
    ]
    with pytest.raises(InvalidInput, match=r"nothing varies|no parameter varies"):
        moving_axes(simulator, ["contract.bundle"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_of_the_place_of_two_is_said_only_where_a_way_arrives(found, lang):
    place = {"en": "There E[1+1] is two on average", "zh": "在该处 E[1+1] 平均为二"}[lang]

    def said(reached):
        ways = tuple(dataclasses.replace(one, reached=reached) for one in found.ways)
        return " ".join(" ".join(lines(dataclasses.replace(found, ways=ways), lang)).split())

    assert place in said(True)
    assert place not in said(False)


def test_the_line_begins_at_the_scenario_itself_to_the_last_bit(found):
    runs = run_paired(SHORT, 6, 2, ARMS, 6)  # the lines have the next master seed
    value = runs.of("value").mean(axis=(0, 1))
    for benchmark in (SIDE_BY_SIDE, ALONE):
        weights = benchmark.ratio
        above = sum(weight * value[ARMS.index(arm)] for arm, weight in weights.numerator.items())
        below = sum(weight * value[ARMS.index(arm)] for arm, weight in weights.denominator.items())
        start = found.of(benchmark.name, "levers").path[0]
        assert start.gap.value == pytest.approx(weights.factor * above / below - 2, rel=1e-12)


def test_the_price_of_a_lever_is_the_rule_s_own(found):
    one = found.of("side_by_side", "levers")
    moved = {each.parameter: each for each in one.moves}["control.digital"]
    assert one.price == pytest.approx((moved.after - moved.before) * SHORT.values["costs.digital"])


def test_in_the_additive_world_two_is_where_one_is():
    null = Scenario.load("s_association", ["additive_null"], changes={"run.horizon": 9})
    for one in nearest(null, ["contract.share_at_risk", "incentives.power"], draws=20, held_out=3).ways:
        assert one.reached
        assert one.distance == 0
        assert one.start is None or one.start.value == pytest.approx(2, abs=1e-9)


def test_runs_are_counted_and_are_at_most_those_asked_for():
    simulator = ScenarioSimulator(SHORT)
    found = nearest(simulator, ["control.digital"], runs=40_000)
    assert found.metadata.runs == simulator.runs <= 40_000


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"vary": ["policy.instrument"]}, "choice without order"),
        ({"vary": ["control.digitall"]}, "there is no parameter"),
        ({"vary": ["control.digital"] * 2}, "varies twice"),
        ({"vary": ["population.communities"]}, "shapes the world"),
        ({"draws": 30}, r"^30 draws are too few for the surface around the case; allowed: \d+ or more"),
        (
            {"vary": VARY, "draws": 40, "held_out": 1},
            "^1 held-out draw is too few for the lines and their checks; allowed: 2 or more$",
        ),
        (
            {"vary": VARY, "draws": 3, "held_out": 1},
            "^3 draws are too few .* and 1 held-out draw for the lines; allowed: 12 draws.* and 2 held-out",
        ),
        ({"vary": VARY, "draws": 40, "runs": 4000}, "runs"),
        ({"vary": VARY, "runs": 40}, r"^40 runs are too few .*; allowed: [\d,]+ or more"),
    ],
)
def test_what_cannot_be_is_refused_before_a_run(asked, reason):
    simulator = ScenarioSimulator(SHORT)
    with pytest.raises(InvalidInput, match=reason):
        nearest(simulator, **asked)
    assert simulator.runs == 0


def test_of_runs_that_are_too_few_it_is_said_how_many_are_enough():
    simulator = ScenarioSimulator(SHORT)
    with pytest.raises(InvalidInput) as caught:
        nearest(simulator, ["control.digital"], runs=40)
    least = int(caught.value.fields["least"].replace(",", ""))
    with pytest.raises(InvalidInput, match="too few"):
        nearest(simulator, ["control.digital"], runs=least - 1)
    assert simulator.runs == 0
    assert nearest(simulator, ["control.digital"], runs=least).metadata.runs <= least


def test_levers_in_whole_numbers_move_in_whole_numbers_and_are_counted_so():
    """What is listed is what was run, its values and its distance; what rounds to nothing is not there."""
    whole = ["contract.bundle", "contract.term", "contract.tranches"]
    found = nearest(SHORT, [*whole, "control.digital"], draws=60, held_out=6, seed=5)
    moved = [one for way in found.ways for one in way.moves]
    assert any(one.parameter in whole for one in moved)
    for one in moved:
        assert one.before != one.after
        parameter = SHORT.parameters[one.parameter]
        if one.parameter in whole:
            assert one.after == round(one.after)
            assert one.amount == pytest.approx((one.after - one.before) / (parameter.high - parameter.low))
        assert (one.unit, one.amount_unit) == (parameter.unit, "ranges")
    for way in found.ways:
        if way.reached:
            length = np.sqrt(sum(one.amount**2 for one in way.moves))
            assert way.distance == pytest.approx(length)
    for lang, said in (("en", "moves in whole numbers"), ("zh", "只按整数变动")):
        assert said in "".join(lines(found, lang)).replace("\n", " ") or said in " ".join(lines(found, lang))
        only = nearest(SHORT, ["control.digital"], draws=40, held_out=4)
        assert said not in " ".join(lines(only, lang))


def test_every_number_of_its_json_has_a_benchmark_and_a_unit(found):
    record = json.loads(found.to_json())
    plain = {"benchmark", "group", "unit", "above", "reached", "resolved", "moves", "path", "holds"}
    for way in record["ways"]:
        assert way["benchmark"] in ("side_by_side", "alone")
        assert set(way) - plain <= set(record["units"])
        for one in way["moves"]:
            assert set(one) - {"parameter", "kind", "unit", "amount_unit"} <= set(record["units"])
            assert one["unit"] == SHORT.parameters[one["parameter"]].unit
            assert one["amount_unit"] == {"lever": "ranges", "uncertain": "deviations"}[one["kind"]]
    assert record["units"]["price"] == "yuan a year"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_put_into_words_tables_and_a_figure(found, lang):
    said = "\n".join(lines(found, lang))
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)
    assert {"en": "standard deviations", "zh": "标准差"}[lang] in " ".join(said.split())
    frame = found.to_frame(lang)
    assert len(frame) == sum(max(1, len(one.moves)) for one in found.ways)
    figure = found.plot(lang)
    assert [axes.get_label() for axes in figure.axes] == ["side_by_side", "alone"]
    for axes, benchmark in zip(figure.axes, ("side_by_side", "alone"), strict=True):
        drawn = [line.get_ydata()[0] for line in axes.lines if len(line.get_xdata()) > 2]
        assert drawn == pytest.approx([2 + found.of(benchmark, "levers").path[0].gap.value] * len(drawn))
    assert len(found.plot(lang, outcome="alone").axes) == 1


def test_words_are_those_of_the_numbers(found):
    from dataclasses import replace

    one = replace(
        found.of("side_by_side", "levers"), reached=True, above=False, distance=0.25, distance_low=0.2,
        distance_high=float("nan"), price=1234.4, holds=True,
    )  # fmt: skip
    said = way_words(one, SHORT.parameters, "en")
    assert "two is 0.25 ranges away (0.20 or more): Digital monitoring 0.2 → " in said
    assert "cost 1,234 yuan a year more" in said
    down = way_words(replace(one, above=True, distance_high=0.3, price=-10.0), SHORT.parameters, "en")
    assert "above two already; down to two it is 0.25 ranges (0.20 to 0.30)" in down
    assert "cost 10 yuan a year less" in down
    none = way_words(replace(one, reached=False), SHORT.parameters, "en")
    assert "two was not found" in none
    assert "no parameter has an influence" in way_words(
        replace(one, reached=False, moves=()), SHORT.parameters, "en"
    )


def test_it_is_drawn_anew_from_its_file(found, tmp_path):
    file = tmp_path / "nearest.json"
    file.write_text(json.dumps({**json.loads(found.to_json()), "nearest": found.to_dict()}), encoding="utf-8")
    again = read_saved(file).figures["nearest"][0]
    assert again.to_dict() == found.to_dict()
    assert np.isfinite(again.ways[0].path[-1].distance)


def test_an_overlay_is_refused_before_anything_runs():
    with pytest.raises(ValueError, match="overlay"):
        nearest(Scenario.load("all_paths"), ["control.digital"], draws=20, held_out=4)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_it_is_two_already_no_way_is_named(lang):
    null = Scenario.load("s_association", ["additive_null"], changes={"run.horizon": 9})
    found = nearest(null, ["control.digital"], draws=20, held_out=4, seed=5)
    for one in found.ways:
        said = way_words(one, null.parameters, lang)
        assert {"en": "it is two already.", "zh": "已经等于二。"}[lang] in said


def created(case, there, ends):
    """What is created in the case and there, with the interval of the difference."""
    change = Estimate(there - case, *ends, 8.0, 6)
    return Created(Estimate(case, case - 90, case + 90, 40.0, 6), Estimate(there, 0.0, 9e3, 40.0, 6), change)


@pytest.mark.parametrize(
    ("case", "there", "said"),
    [
        (5220.6, 4773.4, ("5,220.6", "4,773.4", "−447.2", "−500.0", "−400.0")),  # 5,221 − 4,773 is not 447
        (5220.6, 4772.6, ("5,221", "4,773", "−448", "−500", "−400")),
        (4772.4, 5220.6, ("4,772.4", "5,220.6", "448.2", "400.0", "500.0")),  # 5,221 − 4,772 is not 448
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_difference_that_is_seen_is_the_one_that_is_said(found, case, there, said, lang):
    ends = (-500.0, -400.0) if there < case else (400.0, 500.0)
    one = replace(next(way for way in found.ways if way.moves), created=created(case, there, ends))
    words = way_words(one, SHORT.parameters, lang)
    assert re.findall(r"−?\d[\d,.]*\d", words[words.index(said[0]) :]) == list(said)
    assert "。 " not in words
    table = " ".join(lines(replace(found, ways=(one,)), lang))
    assert f"{said[0]} → {said[1]}" in table


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_created_is_said_and_a_ratio_that_rises_while_less_is_created_is_warned_of(found, lang):
    one = next(way for way in found.ways if way.moves)
    case, there = one.created.case, one.created.there
    assert one.created.change.value == pytest.approx(there.value - case.value)
    runs = run_paired(SHORT, 6, 2, ARMS, 7)  # the checks have the master seed after that of the lines
    value = runs.of("value").mean(axis=(0, 1))
    assert case.value == pytest.approx(value[ARMS.index(GS)] - value[ARMS.index(NONE)], rel=1e-12)
    less = created(5000.0, 4910.0, (-110.0, -70.0))
    falling = replace(one, above=False, created=less)
    warned = {"en": "the ratio rises while less is created", "zh": "比值上升，而所创造的却更少"}[lang]
    assert "-90 (-110" in way_words(falling, SHORT.parameters, lang).replace("−", "-").replace("（", " (")
    assert warned in "".join(warning_words(falling, lang))
    report = "".join("".join(lines(replace(found, ways=(falling,)), lang)).split())
    assert warned.replace(" ", "") in report
    unclear = replace(one, above=False, created=created(5000.0, 4991.0, (-30.0, 12.0)))
    assert warning_words(unclear, lang) == []
    assert warning_words(replace(falling, above=True), lang) == []
    column = {"en": "created under contract there (service-months)", "zh": "该处在合同之下所创造（服务月）"}[
        lang
    ]
    assert found.to_frame(lang)[column].notna().all()

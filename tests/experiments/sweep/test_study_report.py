"""The report of a study: the formula of the headline at every point, for every design."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.reporting.wording import benchmark_words, design_name
from experiments.results import figure_choices
from experiments.runs.outcomes import ALONE
from experiments.simulation.simulate import simulate
from experiments.study.arrays import study_values
from experiments.study.design import KINDS
from experiments.sweep.report import ALONE_QUANTITIES, lines, table
from experiments.sweep.study_report import ARMS_NEEDED, every_arm, reported
from experiments.synergy.synergy import synergy
from experiments.texts import room, text
from sim.arms import G_S, GS, NONE, G, S
from sim.scenario import Scenario
from tests.support.finished_study import GRID, SALTELLI, created, finished

FOUR = 'arms = ["none", "G", "S", "GS"]\n'
LHS = (
    f"draws = 4\nseeds = 2\n{FOUR}[vary]\nincentives.power = {{ uniform = [0, 1.5] }}\n"
    'contract.term = { integers = [4, 12] }\n[design]\nkind = "lhs"\nsize = 24\n'
)
MORRIS = f'{LHS.partition("[design]")[0]}[design]\nkind = "morris"\nsize = 6\n'
SOBOL = f'{LHS.partition("[design]")[0]}[design]\nkind = "sobol"\nsize = 16\n'
LIST = (
    f'draws = 4\n{FOUR}[design]\nkind = "list"\npoints = [{{ contract.term = 4, incentives.power = 0.0 }}, '
    "{ contract.term = 12, incentives.power = 0.6 }]\n"
)


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("studies"), "grid", GRID)


def test_it_agrees_exactly_with_a_run_at_the_same_point_draw_and_seeds(tmp_path):
    study = finished(tmp_path, "same", "draws = 1\nseeds = 6\n[vary]\ncontract.term = [6, 12]\n")
    report = study.report()
    for point in report.points:
        scenario = Scenario.load("s_association").with_values(
            {"run.horizon": 12, "contract.term": int(point.values["contract.term"])}
        )
        run = simulate(scenario, draws=1, seeds=6, seed=5).headline.synergy
        assert point.one_plus_one == run.one_plus_one.estimate
        assert point.delta == run.delta.estimate
        assert point.above_two == run.share_above_two
        assert point.verdict == run.verdict
    assert report.points[0].one_plus_one.value != report.points[1].one_plus_one.value


def test_every_point_has_the_statistics_of_the_headline(grid):
    values = study_values(grid, list(ARMS_NEEDED), ["value"])[..., 0]
    arms = np.zeros((*values.shape[:2], 8))
    arms[..., list(ARMS_NEEDED)] = values
    for number, point in enumerate(grid.report().points):
        v = arms[:, number]
        net = (v - v[:, NONE : NONE + 1]).mean(axis=0)
        assert point.one_plus_one.value == pytest.approx(2 * net[GS] / (net[G] + net[S]), rel=1e-12)
        assert point.delta.value == pytest.approx(net[GS] - net[G] - net[S], rel=1e-12)
        assert point.one_plus_one.low < point.one_plus_one.value < point.one_plus_one.high
        assert point.above_two.draws == point.draws == 6


def test_arms_that_were_not_run_do_not_matter():
    values = np.random.default_rng(3).normal(20, 4, (30, 2, 8))
    values[..., GS] += 20
    four = synergy(every_arm(values[..., list(ARMS_NEEDED)], ARMS_NEEDED))
    eight = synergy(values)
    assert four.one_plus_one == eight.one_plus_one
    assert four.share_above_two == eight.share_above_two
    assert four.delta.estimate.value == pytest.approx(eight.delta.estimate.value, rel=1e-12)
    assert (four.verdict, four.beyond_better) == (eight.verdict, eight.beyond_better)


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("lhs", LHS, 24),
        ("saltelli", SALTELLI, 384),
        ("morris", MORRIS, 18),
        ("sobol", SOBOL, 16),
        ("list", LIST, 2),
    ],
)
def test_every_design_has_an_answer_in_words_table_and_figure(name, text, count, tmp_path):
    found = finished(tmp_path, name, text).report()
    assert len(found.points) == len(found.to_frame()) == count
    for lang in ("en", "zh"):
        assert len(found.summary(lang).splitlines()) >= 3
        assert found.plot(lang).axes
        assert all(len(line) <= 100 for line in lines(found, lang))
    assert json.loads(found.to_json())["design"] == name


def test_every_kind_of_design_has_a_name_in_both_languages():
    named = {kind for kind in KINDS if f"design.{kind}" in room("sweep")}
    assert named == set(KINDS)
    assert design_name("grid", "zh") == "网格"
    assert design_name("another", "zh") == "another"


def test_points_from_a_table_have_an_answer_too(tmp_path):
    (tmp_path / "points.csv").write_text("contract.term,incentives.power\n4,0\n8,0.3\n12,0\n12,0.6\n4,0.6\n")
    found = finished(
        tmp_path, "table", f'draws = 4\n{FOUR}[design]\nkind = "table"\nfile = "points.csv"\n'
    ).report()
    assert [point.values["contract.term"] for point in found.points] == [4, 8, 12, 12, 4]
    assert found.names == ("contract.term", "incentives.power")


def test_missing_arms_are_refused_by_name(tmp_path):
    study = created(tmp_path, "few", 'draws = 2\narms = ["G", "GS"]\n[vary]\ncontract.term = [4, 8]\n')
    with pytest.raises(InvalidInput, match="needs the arms none, G, S, GS; this study did not run: none, S"):
        study.report()


def test_unfinished_points_are_refused(tmp_path):
    with pytest.raises(InvalidInput, match="points"):
        created(tmp_path, "grid", GRID).report()


def test_both_benchmarks_are_reported_and_the_first_leads(grid):
    """A study without the arm of both side by side has the other benchmark alone."""
    found = grid.report()
    values = study_values(grid, [NONE, G, S, G_S, GS], ["value"])[..., 0].mean(axis=0)
    assert found.benchmark == "side_by_side"
    for net, point in zip(values - values[:, :1], found.points, strict=True):
        assert point.added_value.value == pytest.approx(2 * net[4] / net[3], rel=1e-12)
        assert point.contract_gain.value == pytest.approx(net[4] - net[3], rel=1e-9)
        assert point.one_plus_one.value == pytest.approx(2 * net[4] / (net[1] + net[2]), rel=1e-12)
    for lang, both in (
        ("en", "against both side by side without a contract"),
        ("zh", "相对于双方并行而无合同"),
    ):
        assert both in found.summary(lang)
    columns, metadata = values_of(), grid.report().metadata
    alone = reported({"x": np.arange(3.0)}, columns, "grid", metadata, benchmark=ALONE, both=False)
    assert (alone.benchmark, alone.moved, alone.points[0].added_value) == ("alone", "one_plus_one", None)
    assert (alone.benchmarks, alone.points[0].added_side) == (("alone",), None)
    assert [one.get_label() for one in alone.plot().axes] == list(ALONE_QUANTITIES)
    assert "against the two alone" in alone.summary("en")
    assert "side by side" not in alone.summary("en")
    assert not any("side by side" in name for name in alone.to_frame("en").columns)


def test_the_benchmark_that_is_asked_for_leads_and_the_numbers_stay(grid):
    """Words, table and figure begin with it; both stay in the points, the CSV and the JSON."""
    found, asked = grid.report(), grid.report(benchmark="alone")
    assert asked.points == found.points
    assert (found.benchmarks, asked.benchmarks) == (("side_by_side", "alone"), ("alone", "side_by_side"))
    assert (found.moved, asked.moved) == ("added_value", "one_plus_one")
    pd.testing.assert_frame_equal(asked.to_frame(), found.to_frame())
    for one, order in ((found, ("∥", "+")), (asked, ("+", "∥"))):
        head = table(one, "en")[0] + table(one, "en")[1]
        assert -1 < head.index(f"1+1 ({order[0]})") < head.index(f"1+1 ({order[1]})")
        assert f"P ({order[1]})" in head
    for lang in ("en", "zh"):
        words = [benchmark_words(name, lang)["benchmark"] for name in asked.benchmarks]
        first = asked.summary(lang).splitlines()[0]
        assert -1 < first.index(words[0]) < first.index(words[1])
    drawn = [one.get_label() for one in asked.plot().axes if one.get_label() != "<colorbar>"]
    assert drawn == ["one_plus_one", "above_two", "added_value", "above_two_side_by_side"]
    titles = [one.get_title(loc="left") for one in asked.plot().axes if one.get_label() in drawn]
    assert titles == [text(f"sweep.column.{name}", "en") for name in drawn]
    with pytest.raises(InvalidInput, match="no benchmark beside"):
        grid.report(benchmark="beside")


def test_both_side_by_side_cannot_lead_where_they_were_not_run(tmp_path):
    study = created(tmp_path, "four", f"draws = 2\n{FOUR}[vary]\ncontract.term = [4, 8]\n")
    with pytest.raises(
        InvalidInput, match=r"needs the arms none, G, S, G\+S, GS; this study did not run: G\+S"
    ):
        study.report(benchmark="side_by_side")


def test_a_study_that_did_not_run_them_says_by_which_benchmark_it_answers(tmp_path, grid):
    four = finished(tmp_path, "four", f"draws = 2\n{FOUR}[vary]\ncontract.term = [4, 8]\n").report()
    for lang in ("en", "zh"):
        which = text("methods.of_benchmark", lang, **benchmark_words("alone", lang))
        assert which in four.methods(lang)
        assert which not in grid.report().methods(lang)
        assert text("sweep.legend_alone", lang)[:12] in "\n".join(table(four, lang))
        assert "∥" not in "\n".join(table(four, lang))


def test_each_benchmark_has_its_own_side_of_two(grid):
    """Both side by side create more than the sum of the two alone: a point lies above two by one of them."""
    values = values_of()
    values[..., G_S] += 40
    found = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)
    assert [point.side for point in found.points] == [-1, 0, 1]
    assert [point.added_side for point in found.points] == [-1, -1, -1]
    said = found.summary("en")
    assert "1+1 is below two at all 3 points (at 5%, corrected for all points)." in said
    too = (
        "Taken against the two alone it is above two at 1 of 3 points, below two at 1 and not resolved at 1."
    )
    assert too in said
    assert "1+1 在全部 3 个参数点上均小于二" in found.summary("zh")
    assert "在 3 个参数点中的 1 个上大于二、在 1 个上小于二、在 1 个上无法分辨。" in found.summary("zh")
    (ratios, *_), (*_, last) = (found.plot().axes[:3], [found.plot().axes[3]])
    full = [line for axes in (ratios, last) for line in axes.lines if line.get_marker() == "o"]
    # of each panel the full marks, then the hollow ones
    assert [len(line.get_xdata()) for line in full] == [3, 0, 2, 1]


@pytest.mark.parametrize(
    ("rise", "en", "zh"),
    [
        (
            (0, 0, 0),
            "1+1 is resolved neither above nor below two at any of the 3 points (",
            "上均无法分辨大于",
        ),
        ((20, 20, 20), "1+1 is above two at all 3 points (", "1+1 在全部 3 个参数点上均大于二（"),
        (
            (20, 20, 0),
            "1+1 is above two at 2 of 3 points and not resolved at 1 (",
            "1+1 在 3 个参数点中的 2 个上大于二、",
        ),
    ],
)
def test_a_side_of_two_without_points_is_not_spoken_of(grid, rise, en, zh):
    values = np.tile(values_of()[:, :, 1:2], (1, 1, 3, 1))
    values[..., GS] += np.array(rise)
    found = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)
    for lang, said in (("en", en), ("zh", zh)):
        assert said in found.summary(lang)
        assert not re.search(r"two at 0\b|resolved at 0\b|有 0 个", found.summary(lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_not_resolved_neither_rises_nor_falls(grid, lang):
    """Its means and their difference have the digits with which they agree."""
    values = values_of()
    values[..., GS] = values[:, :, 1:2, GS] + np.random.default_rng(2).normal(0, 1, values.shape[:3])
    found = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)
    (effect,) = found.effects
    assert not effect.resolved
    last = found.summary(lang).splitlines()[-1 - bool(found.metadata.scenario.reference)]
    assert not re.search("rises|falls|升|降", last)
    assert not re.search(r"[-−]0\.0+\b", last)
    pattern = {
        "en": r"lie between ([\d.]+) at \d and ([\d.]+) at \d, a difference of ([\d.]+) ",
        "zh": r"在 ([\d.]+)（取 \d）与 ([\d.]+)（取 \d）之间，相差 ([\d.]+)",
    }[lang]
    low, high, apart = (float(each) for each in re.search(pattern, last).groups())
    assert high - low == pytest.approx(apart, abs=1e-9)
    assert apart > 0


def values_of(points=3, draws=20):
    """Values in which 1+1 rises with the point: far below two, at about two, far above it."""
    values = np.random.default_rng(1).normal(0, 1, (draws, 2, points, 8))
    values[..., [G, S]] += 50
    values[..., G_S] += 100
    values[..., GS] += np.linspace(80, 120, points)
    return values


def test_failed_runs_are_left_out_where_they_failed_and_counted(grid):
    values = values_of()
    values[4, 1, 2, S] = np.nan
    found = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)
    assert [point.left_out for point in found.points] == [0, 0, 1]
    whole = np.delete(values[:, :, 2], 4, axis=0)
    assert found.points[2].one_plus_one == synergy(whole).one_plus_one.estimate
    assert "1 of 20" in found.summary("en")


def test_a_point_where_every_draw_failed_is_no_answer(grid):
    values = values_of()
    values[:, 0, 1, G] = np.nan
    with pytest.raises(EnvironmentFailure, match="at point 1"):
        reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)


def test_sides_are_resolved_for_all_points_together(grid):
    found = reported({"x": np.arange(3.0)}, values_of(), "grid", grid.report().metadata)
    assert [point.side for point in found.points] == [-1, 0, 1]
    assert "1+1 is above two at 1 of 3 points, below two at 1 and not resolved at 1" in found.summary("en")
    rows = [line.split()[0] for line in table(found, "en") if line.strip()[:1].isdigit()]
    assert rows == ["0", "1", "2"]


def test_where_a_ratio_is_undefined_the_words_are_about_the_difference(grid):
    values = values_of()
    values[:, :, 0, [G, S, G_S]] = values[:, :, 0, [NONE] * 3]
    found = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)
    assert found.moved == "contract_gain"
    assert "At 1 point 1+1 is undefined" in found.summary("en")
    assert "moves gain of contracting and Δ, by either benchmark, is x" in found.summary("en")
    assert found.plot().axes
    head = " ".join(" ".join(table(found, "en")[:2]).split())
    assert "gain of" in head
    assert "Δ" in head
    assert "1+1 (" not in head  # what is undefined somewhere is not in the table


@pytest.mark.parametrize(("draws", "second"), [(1, "contract_gain"), (20, "above_two_side_by_side")])
def test_a_single_draw_has_no_share_to_draw(grid, draws, second):
    points = {"x": np.array([0.0, 1.0, 0.0, 1.0]), "y": np.array([0.0, 0.0, 1.0, 1.0])}
    found = reported(points, values_of(4, draws), "grid", grid.report().metadata)
    drawn = [axes.get_label() for axes in found.plot().axes if axes.get_label() != "<colorbar>"]
    assert drawn[:2] == ["added_value", second]
    assert drawn[2:] == ["one_plus_one", "delta" if draws == 1 else "above_two"]


def test_an_image_has_lines_for_one_lever_maps_for_two_and_a_pair_for_each_value_of_a_third(grid):
    metadata = grid.report().metadata
    for names, panels in (("x", 6), ("xy", 4), ("xyz", 8)):
        mesh = np.stack(np.meshgrid(*[np.arange(2.0)] * len(names)), axis=-1).reshape(-1, len(names))
        columns = dict(zip(names, mesh.T, strict=True))
        found = reported(columns, values_of(len(mesh)), "grid", metadata)
        axes = [one for one in found.plot().axes if one.get_label() != "<colorbar>"]
        assert len(axes) == panels
        assert [one.get_label() for one in axes] == list(figure_choices(found).panels)
        alone = [one for one in found.plot(outcome="delta").axes if one.get_label() != "<colorbar>"]
        assert {one.get_label().split()[0] for one in alone} == {"delta"}
        with pytest.raises(InvalidInput, match="no choice of top"):
            found.plot(top=1)
    listed = reported({"x": np.arange(3.0), "y": np.arange(3.0)}, values_of(), "list", metadata)
    assert len(listed.plot().axes) == 4
    assert len(listed.plot(top=2).axes[0].get_yticks()) == 2


def test_its_metadata_count_the_runs_that_were_read(grid):
    metadata = grid.report().metadata
    arms = len(metadata.arms)
    assert metadata.runs == grid.plan.point_count * grid.plan.replication_count * arms > 0


def test_equal_points_are_drawn_side_by_side(grid):
    """Four points, two values of each lever, one pair of values twice and one never: that is no map."""
    points = {"x": np.array([0.0, 0.0, 1.0, 1.0]), "y": np.array([0.0, 1.0, 0.0, 0.0])}
    found = reported(points, values_of(4), "table", grid.report().metadata)
    drawn = [axes.get_label() for axes in found.plot().axes]
    assert drawn == ["added_value", "above_two_side_by_side", "one_plus_one", "above_two"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_says_the_side_of_two_that_the_report_says_and_what_is_created(grid, lang):
    values = values_of()
    found = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)
    frame = found.to_frame(lang)
    words = {1: "above", -1: "below", 0: "open"}
    for benchmark, sides in (
        ("alone", [point.side for point in found.points]),
        ("side_by_side", [point.added_side for point in found.points]),
    ):
        column = frame[text(f"sweep.column.side_{benchmark}", lang)]
        assert list(column) == [text(f"sweep.side.{words[side]}", lang) for side in sides]
    net = (values[..., GS] - values[..., NONE]).mean(axis=(0, 1))
    created_column = text("sweep.column.value_gs", lang)
    assert frame[created_column].to_numpy() == pytest.approx(net)
    low = frame[text("sweep.column.low", lang, of=created_column)]
    assert (low < frame[created_column]).all()
    # The class over draws is named for what it is, and no cell of it reads like the side of two.
    over_draws = {"en": "verdict over the draws", "zh": "就各次抽样的判断"}[lang]
    assert sum(name.startswith(over_draws) for name in frame.columns) == 2
    assert text("sweep.verdict.unresolved", lang) != text("sweep.side.open", lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_points_where_it_is_undefined_are_not_ranked(grid, lang, count):
    values = values_of()
    for point in range(count):
        values[:, :, point, [G, S, G_S]] = values[:, :, point, [NONE] * 3]
    said = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata).summary(lang)
    assert "1+1 = –" not in said
    assert ({"en": "It is highest at", "zh": "最高处在"}[lang] in said) == (count < 3)
    assert ({"en": "It is lowest at", "zh": "最低处在"}[lang] in said) == (count < 2)
    assert {"en": f"At {count} point", "zh": f"有 {count} 个参数点"}[lang] in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_study_says_that_it_does_not_condition_on_what_its_case_marks_for_it(grid, lang):
    found = grid.report()
    count = sum(each["use"] == "condition" for each in found.metadata.scenario.reference.values())
    assert count
    said = {"en": "does not condition on the ", "zh": f"{count} 项观测值作条件化"}[lang]
    assert said in found.summary(lang)
    assert said in found.methods(lang)


def by_two(alike, metadata, levels=(0.0, 1.0, 2.0), draws=30):
    """Values of x and y that 1+1 side by side follows in x; against the two alone in x too, or in y."""
    x, y = (each.ravel() for each in np.meshgrid(levels, levels))
    values = np.random.default_rng(4).normal(0, 0.5, (draws, 2, x.size, 8))
    values[..., [G, S]] += 50
    values[..., G_S] += 100
    values[..., GS] += 90 + 8 * x
    if not alike:
        values[..., [G, S]] += (4 * x - 9 * y)[:, None]
    return reported({"x": x, "y": y}, values, "grid", metadata)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_moves_1_plus_1_is_said_by_both_benchmarks_and_once_where_they_agree(grid, lang):
    names = [benchmark_words(one, lang)["benchmark"] for one in ("side_by_side", "alone")]
    alike = by_two(True, grid.report().metadata).summary(lang).splitlines()
    (most,) = [
        line
        for line in alike
        if {"en": "What most moves 1+1, by either", "zh": "两种基准下最影响"}[lang] in line
    ]
    assert -1 < most.index(names[0]) < most.index(names[1])
    ends = {"en": r"rises from ([\d.]+) to ([\d.]+)", "zh": r"从 ([\d.]+) 升至 ([\d.]+)"}[lang]
    assert len(re.findall(ends, most)) == 2
    assert len({len(each) for pair in re.findall(ends, most) for each in pair}) == 1
    (still,) = [
        line
        for line in alike
        if {"en": "Not resolved at 5%, by either", "zh": "均无法分辨影响"}[lang] in line
    ]
    assert "y" in still
    apart = by_two(False, grid.report().metadata)
    assert next(effect.name for effect in apart.other_effects if effect.resolved) == "y"
    said = apart.summary(lang).splitlines()
    found = [
        line for line in said if {"en": "What most moves 1+1 against", "zh": "最影响 1+1（"}[lang] in line
    ]
    assert len(found) == 2
    for line, name, lever in zip(found, names, "xy", strict=True):
        assert name in line
        assert re.search({"en": f" is {lever}: ", "zh": f"的是{lever}："}[lang], line)
    (still,) = [line for line in said if {"en": "Not resolved at 5%", "zh": "无法分辨影响"}[lang] in line]
    assert names[0] in still
    assert names[1] not in still


def test_the_other_benchmark_is_moved_as_much_as_if_it_led(grid):
    metadata = grid.report().metadata
    led = by_two(False, metadata)
    values = grid.report(), grid.report(benchmark="alone")
    assert (values[0].other_moved, values[0].other_effects) == (values[1].moved, values[1].effects)
    assert (values[1].other_moved, values[1].other_effects) == (values[0].moved, values[0].effects)
    assert list(led.movers) == ["side_by_side", "alone"]
    alone = reported({"x": np.arange(3.0)}, values_of(), "grid", metadata, benchmark=ALONE, both=False)
    assert (alone.other_moved, alone.other_effects, list(alone.movers)) == ("", (), ["alone"])
    assert "What most moves 1+1 against the two alone is" in alone.summary("en")
    assert "either benchmark" not in alone.summary("en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_where_nothing_is_resolved_by_both_it_is_said_of_both(grid, lang):
    values = np.random.default_rng(7).normal(0, 3, (12, 2, 3, 8))
    values[..., [G, S]] += 50
    values[..., [G_S, GS]] += 100
    found = reported({"x": np.arange(3.0)}, values, "grid", grid.report().metadata)
    assert not any(effect.resolved for effect in (*found.effects, *found.other_effects))
    said = found.summary(lang)
    assert {
        "en": "By neither benchmark is any parameter resolved to move 1+1",
        "zh": "两种基准下都没有哪个参数",
    }[lang] in said
    for one in found.benchmarks:
        assert (
            benchmark_words(one, lang)["benchmark"]
            in said.splitlines()[-1 - bool(found.metadata.scenario.reference)]
        )

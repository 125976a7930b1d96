"""What a map says: the right numbers, in both languages, with the limits of what it shows."""

import dataclasses
import re

import numpy as np
import pytest

from experiments.maps import report
from experiments.reporting.terminal import width
from experiments.reporting.wording import benchmark_words
from experiments.texts import LANGUAGES, text
from sim.parameters.registry import PARAMETERS
from tests.support import sample_results


def summary(found, lang="en"):
    return " ".join(report.summary(found, PARAMETERS, lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_has_a_summary_the_evidence_and_its_limits(lang):
    said = "\n".join(report.lines(sample_results.lever_map_of_two(), PARAMETERS, lang))
    for key in ("analysis.summary", "analysis.not_shown"):
        assert text(key, lang) in said
    assert {"en": "seed", "zh": "种子"}[lang] in said
    assert "95%" in said
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)


def test_the_highest_and_the_lowest_point_are_named():
    found = sample_results.lever_map_of_two()
    assert f"1+1 = {found.one_plus_one.max():.2f}" in summary(found)
    assert "Term = 36 months and Power of incentives = 0" in summary(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_table_and_figure_each_explain_their_own_marks(lang):
    """A figure has dots and no signs: what the table says of points without a sign would be wrong there."""
    found = sample_results.lever_map_of_two()
    table, figure = (report.evidence(found, lang, shown) for shown in ("table", "figure"))
    assert "−" in table
    assert "+" not in figure.replace("1+1", "")
    assert {"en": "dotted", "zh": "打点"}[lang] in figure
    assert {"en": "dotted", "zh": "打点"}[lang] not in table


def test_unresolved_points_come_with_the_draws_needed():
    found = sample_results.lever_map_of_two()
    needed = np.zeros((5, 5), dtype=int)
    needed[0, :3] = (100, 200, 5000)
    needed[1, :2] = -1
    said = summary(dataclasses.replace(found, draws_to_resolve=needed))
    assert (
        "Half of the unresolved points would be resolved with about 200 seeds, all that can be with about "
        "5,000" in said
    )
    assert "For 2 unresolved points no number of seeds can be planned" in said
    assert "would be resolved with" not in summary(dataclasses.replace(found, draws_to_resolve=0 * needed))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_map_undefined_at_every_point_shows_delta(lang):
    found = sample_results.lever_map_of_two()
    undefined = dataclasses.replace(found, one_plus_one=np.full((5, 5), np.nan))
    said = "\n".join(report.lines(undefined, PARAMETERS, lang))
    assert {"en": "1+1 is undefined at every point", "zh": "所有参数点的 1+1 都无定义"}[lang] in said
    assert {"en": "By its gain of contracting it is highest at", "zh": "合同增益最高处在"}[lang] in said
    assert "–" not in said.split("\n")[2]  # the table shows Δ, not blanks
    words = benchmark_words("side_by_side", lang)
    assert text("map.gain", lang, **words) in undefined.to_frame(lang).columns.name
    flat = dataclasses.replace(undefined, gain=np.zeros((5, 5)))
    assert text("map.flat", lang, **words) in "\n".join(report.lines(flat, PARAMETERS, lang))


def test_options_of_a_choice_are_named():
    found = dataclasses.replace(
        sample_results.lever_map_of_two(), x_name="policy.instrument", x_values=(0.0, 1.0, 2.0, 3.0, 4.0)
    )
    names = list(PARAMETERS["policy.instrument"].options[:5])
    said = report.lines(found, PARAMETERS, "en")
    assert any(all(name in line for name in names) for line in said[1:4])  # below a title of a line or two
    assert "The line 1+1 = 2" not in " ".join(said)
    assert found.to_frame().columns.tolist() == names


def test_with_one_seed_per_draw_the_noise_is_said_to_stay_in():
    found = sample_results.lever_map_of_two()
    assert "noise of seeds cannot be removed" in summary(dataclasses.replace(found, draws=40, seeds=1))
    assert "noise of seeds cannot be removed" not in summary(found)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("held", [False, True])
def test_parameters_that_are_neither_drawn_nor_varied_are_not_said_to_be_averaged(lang, held):
    said = "".join("".join(report.lines(sample_results.lever_map_of_two(), PARAMETERS, lang, held)).split())
    averaged, stay = ("".join(text(f"analysis.{key}", lang).split()) for key in ("priors", "held"))
    assert (averaged in said, stay in said) == (not held, held)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_map_says_in_a_notebook(lang):
    found = sample_results.lever_map_of_two()
    assert found.summary(lang).splitlines() == report.summary(found, PARAMETERS, lang)
    frame = found.to_frame(lang)
    np.testing.assert_array_equal(frame.to_numpy(), found.one_plus_one[::-1])
    assert frame.columns.tolist() == list(found.x_values)
    assert frame.index.tolist() == list(found.y_values[::-1])
    assert {"en": "1+1 by Term (months)", "zh": "1+1，按合同期限（个月）"}[lang] == frame.columns.name
    assert repr(found) == "<LeverMap: The line 1+1 = 2 crosses the map.>"
    assert "metadata" not in found.to_dict()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [9, 13])
def test_a_table_that_leaves_columns_out_says_how_many_and_where_they_are(lang, count):
    found = sample_results.lever_map_of_two()
    shape = {name: np.full((5, count), 0.4) for name in ("gain", "gain_error", "above_two", "one_plus_one")}
    values = tuple(float(one) for one in range(1, count + 1))
    wide = dataclasses.replace(
        found, x_values=values, line=(), draws_to_resolve=np.zeros((5, count), dtype=int), **shape
    )
    said = "".join("".join(report.lines(wide, PARAMETERS, lang)).split())
    note = {"en": "7of13values", "zh": "13个取值中的7个"}[lang]
    file = {"en": "map.csv", "zh": "map_zh.csv"}[lang]
    assert (note in said, file in said) == (count > 9, count > 9)


def wide_map(count, name="contract.term"):
    """A map of so many columns, whose cells and heads are of several widths."""
    found = sample_results.lever_map_of_two()
    shape = {each: np.full((5, count), 0.4) for each in ("gain", "gain_error", "above_two", "one_plus_one")}
    shape["one_plus_one"][0, ::3] = 12.3
    values = tuple(np.linspace(0, 1, count) if name == "incentives.power" else np.arange(1.0, count + 1))
    needed = np.zeros((5, count), dtype=int)
    return dataclasses.replace(found, x_name=name, x_values=values, line=(), draws_to_resolve=needed, **shape)


@pytest.mark.parametrize("count", range(2, 40))
def test_the_columns_of_a_table_are_at_equal_steps_and_no_more_than_a_screen_has(count):
    picked = report._picked(wide_map(count))
    assert 2 <= len(picked) <= report.MOST_COLUMNS
    assert len(picked) == count or len(picked) >= report.FEWEST_COLUMNS
    assert picked[0] == 0
    steps = np.diff(picked)
    assert (steps == steps[0]).all()
    assert picked[-1] + steps[0] > count - 1
    if count in (13, 17, 25):  # 12, 16, 24 steps: the last value is among those shown
        assert picked[-1] == count - 1


@pytest.mark.parametrize("name", ["contract.term", "incentives.power"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_columns_of_a_table_are_of_one_width_at_80_columns(name, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    found = wide_map(13, name)
    names = {"x": "X", "y": "Y"} | benchmark_words(found.benchmark, lang)
    lines = report.table(found, names, PARAMETERS, lang)
    assert max(map(width, lines)) <= 80
    ends = [[place.end() for place in re.finditer(r"[\d.]+", line)][-7:] for line in lines]
    assert {tuple(np.diff(each)) for each in ends} == {(np.diff(ends[0])[0],) * 6}


def test_the_points_have_the_band_that_marks_their_side():
    found = sample_results.lever_map_of_two()
    frame = found.to_frame(table="points")
    gain = text("map.gain", "en", **benchmark_words(found.benchmark, "en"))
    low, high = (frame[text(f"map.band_{end}", "en", of=gain)] for end in ("low", "high"))
    side = frame[text("map.side", "en")]
    assert (side != 0).any()
    assert ((low > 0) == (side > 0)).all()
    assert ((high < 0) == (side < 0)).all()


@pytest.mark.parametrize(
    ("sides", "en", "zh"),
    [
        ((0, 0), "resolved neither above nor below two anywhere on the map", "在地图各处均无法分辨"),
        ((1, 1), "1+1 is above two everywhere on the map (", "1+1 在地图各处均大于二（"),
        ((-1, 0), "below two in 80% of the map and not resolved in 20% (", "小于二的区域占 80%、尚无法"),
    ],
)
def test_a_side_of_two_with_nothing_on_it_is_not_spoken_of(sides, en, zh):
    gain = np.where(np.repeat(sides, (4, 1))[:, None], np.repeat(sides, (4, 1))[:, None] * 100.0, 0.1)
    found = dataclasses.replace(
        sample_results.lever_map_of_two(), gain=gain * np.ones(5), gain_error=np.ones((5, 5)), critical=3.0
    )
    for lang, said in (("en", en), ("zh", zh)):
        assert said in summary(found, lang)
        assert not re.search(r"in 0% (of the map|and|\(at)|占 0%", summary(found, lang))

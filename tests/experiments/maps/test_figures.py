"""Figures of maps: in both languages, with their evidence; nothing is drawn beyond what was run."""

import dataclasses
import json
import warnings

import numpy as np
import pytest

from experiments.maps.figures import DOTS, map_figure
from experiments.plotting.fonts import missing_characters
from experiments.reporting.wording import benchmark_words
from experiments.texts import text
from sim.parameters.registry import PARAMETERS
from tests.support import sample_results


def drawn(lang):
    return map_figure(sample_results.lever_map_of_two(), PARAMETERS, lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_figure_states_its_evidence_and_every_sign_shows(lang):
    from matplotlib.text import Text

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that no font has would warn
        figure = drawn(lang)
        figure.canvas.draw()
    said = "".join(one.get_text() for one in figure.findobj(Text))
    assert "95%" in figure._supxlabel.get_text()
    assert not missing_characters(said)
    assert any("一" <= sign <= "鿿" for sign in said) == (lang == "zh")


def test_plot_draws_the_map():
    found = sample_results.lever_map_of_two()
    figure = found.plot("zh", size=(5, 3), title=False)
    assert tuple(figure.get_size_inches()) == (5, 3)
    assert figure.axes[0].get_xlabel() == drawn("zh").axes[0].get_xlabel()


def test_a_result_is_plain_values_for_json():
    assert json.loads(json.dumps(sample_results.lever_map_of_two().to_dict(), allow_nan=False))


@pytest.mark.parametrize(("lang", "word"), [("en", "dotted"), ("zh", "打点")])
def test_the_note_explains_dots_and_not_signs(lang, word):
    note = drawn(lang)._supxlabel.get_text()
    assert word in note
    assert "−" not in note


def test_no_colour_bar_names_what_the_axis_of_the_next_panel_seems_to_show():
    left, right, *bars = drawn("en").axes
    assert left.get_title(loc="left") == "1+1"
    assert right.get_ylabel() == ""
    assert [bar.get_ylabel() for bar in bars] == ["", text("map.share_bar", "en")]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_title_note_and_legend_begin_at_one_edge(lang):
    figure = drawn(lang)
    figure.canvas.draw()
    parts = (figure._suptitle, figure._supxlabel, figure.legends[0])
    left = {part.get_window_extent().x0 / figure.bbox.width for part in parts}
    assert max(left) - min(left) < 0.003
    assert figure.legends[0].get_window_extent().y0 > 2


def test_the_map_draws_the_line_it_found():
    found = sample_results.lever_map_of_two()
    figure = drawn("en")
    lines = [
        line.get_xydata()
        for axis in figure.axes[:2]
        for line in axis.lines
        if len(line.get_xydata()) > 1 and line.get_label() != DOTS
    ]
    assert len(lines) == 2 * len(found.line) > 0
    assert (lines[0] == found.line[0]).all()


def test_without_a_line_the_legend_says_so_and_shows_no_sample_of_it():
    found = sample_results.lever_map_of_two()
    apart = dataclasses.replace(found, gain=np.abs(found.gain) + 9 * found.gain_error + 1, line=())
    names = [
        [one.get_text() for one in map_figure(which, PARAMETERS, "en").legends[0].get_texts()]
        for which in (found, apart)
    ]
    assert names == [
        ["1+1 = 2", "95% band of the line", "not resolved"], ["The line 1+1 = 2 does not cross the map."]
    ]  # fmt: skip


def test_axes_have_units():
    axis = drawn("en").axes[0]
    assert axis.get_xlabel() == "Term (months)"
    assert drawn("zh").axes[0].get_xlabel() == "合同期限（个月）"


def test_axes_end_with_the_cells_of_the_outermost_values_and_label_them():
    found = sample_results.lever_map_of_two()
    axis = drawn("en").axes[0]
    for ends, values in ((axis.get_xlim(), found.x_values), (axis.get_ylim(), found.y_values)):
        half = (values[1] - values[0]) / 2
        assert ends == pytest.approx((values[0] - half, values[-1] + half))
    assert [tick.get_text() for tick in axis.get_xticklabels()] == [f"{value:g}" for value in found.x_values]


def of_choices():
    found = sample_results.lever_map_of_two()
    return dataclasses.replace(found, x_name="policy.instrument", x_values=(0.0, 1.0, 2.0, 3.0, 4.0))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_options_are_named_and_no_line_runs_between_them(lang):
    found = of_choices()
    figure = map_figure(found, PARAMETERS, lang)
    for axis in figure.axes[:2]:
        shown = [tick.get_text() for tick in axis.get_xticklabels()]
        names = {
            "en": ["direct", "contract", "grant", "voucher", "ppp"],
            "zh": ["直接提供", "政府购买（合同）", "补助", "消费券", "公私合作（PPP）"],
        }
        assert shown == names[lang]
        (dots,) = [line for line in axis.lines if len(line.get_xydata())]
        assert dots.get_linestyle() == "None"
        assert len(dots.get_xydata()) == (found.side == 0).sum() > 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_map_undefined_at_every_point_says_so_and_shows_delta(lang):
    found = sample_results.lever_map_of_two()
    undefined = dataclasses.replace(found, one_plus_one=np.full_like(found.one_plus_one, np.nan))
    axis = map_figure(undefined, PARAMETERS, lang).axes[0]
    said = axis.get_title(loc="left").replace("\n", " " if lang == "en" else "")
    assert {"en": "1+1 is undefined at every point", "zh": "所有参数点的 1+1 都无定义"}[lang] in said
    np.testing.assert_allclose(axis.collections[0].get_array(), found.gain)


def test_small_probabilities_have_their_own_scale():
    found = sample_results.lever_map_of_two()
    small = dataclasses.replace(found, above_two=0.004 * np.arange(25.0).reshape(5, 5))
    shown = map_figure(small, PARAMETERS, "en").axes[1].collections[0]
    assert shown.get_clim() == (0.0, pytest.approx(0.1))
    none = dataclasses.replace(found, above_two=np.zeros((5, 5)))
    assert "0% at every point" in map_figure(none, PARAMETERS, "en").axes[1].get_title(loc="left")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_map_in_which_nothing_ever_happens_can_be_drawn(lang):
    """No noise and no difference: no band, no line, and no warning of a division."""
    found = sample_results.lever_map_of_two()
    nothing = {name: np.zeros((5, 5)) for name in ("gain", "gain_error", "above_two")}
    flat = dataclasses.replace(
        found, **nothing, one_plus_one=np.full((5, 5), np.nan), critical=0.0, line=()
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = map_figure(flat, PARAMETERS, lang)
        figure.canvas.draw()
    lines = [line for line in figure.axes[0].lines if len(line.get_xydata()) > 1]
    assert [line.get_label() for line in lines] == [DOTS]
    said = [one.get_text() for one in figure.legends[0].get_texts()]
    assert said == [
        text("map.flat", lang, **benchmark_words("side_by_side", lang)),
        text("analysis.unresolved", lang),
    ]


@pytest.mark.parametrize(("shift", "straddles"), [(0.0, True), (-5.0, False), (5.0, False)])
def test_colours_use_their_scale_and_the_threshold_is_marked(shift, straddles):
    found = sample_results.lever_map_of_two()
    sides = {"gain": np.full((5, 5), shift), "gain_error": np.full((5, 5), 0.1)} if shift else {}
    moved = dataclasses.replace(found, one_plus_one=found.one_plus_one + shift, **sides)
    figure = map_figure(moved, PARAMETERS, "en")
    shown = figure.axes[0].collections[0]
    assert shown.get_clim() == (moved.one_plus_one.min(), moved.one_plus_one.max())
    bar = next(axis for axis in figure.axes if axis.get_label() == "<colorbar>")
    assert [line.get_ydata()[0] for line in bar.lines] == ([2.0] if straddles else [])
    side = {0.0: "1+1", -5.0: "1+1: below two at every point", 5.0: "1+1: above two at every point"}
    assert figure.axes[0].get_title(loc="left") == side[shift]
    if straddles:
        red, green, blue, _ = shown.cmap(shown.norm(2.0))
        assert min(red, green, blue) > 0.9  # the middle is white


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("outcome", ["one_plus_one", "gain"])
@pytest.mark.parametrize("open_", [25, 1])
def test_a_title_names_no_side_of_points_that_are_not_resolved(open_, outcome, lang):
    """All estimates lie below, and some or all of them are not resolved: the text says so, and the title."""
    error = np.full(25, 0.1)
    error[:open_] = 100.0
    below = {"one_plus_one": np.linspace(1.1, 1.6, 25), "gain": np.linspace(-9, -5, 25)}
    found = dataclasses.replace(
        sample_results.lever_map_of_two(),
        gain_error=error.reshape(5, 5),
        line=(),
        **{name: values.reshape(5, 5) for name, values in below.items()},
    )
    assert (found.side == 0).sum() == open_
    title = map_figure(found, PARAMETERS, lang, outcome).axes[0].get_title(loc="left")
    words = benchmark_words(found.benchmark, lang)
    assert title == text({"one_plus_one": "map.ratio", "gain": "map.gain"}[outcome], lang, **words)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_title_names_no_side_where_some_point_is_undefined(lang):
    found = sample_results.lever_map_of_two()
    heights = np.linspace(1.1, 1.6, 25).reshape(5, 5)
    heights[0, 0] = np.nan
    sure = {"gain": np.full((5, 5), -5.0), "gain_error": np.full((5, 5), 0.1), "line": ()}
    figure = map_figure(dataclasses.replace(found, one_plus_one=heights, **sure), PARAMETERS, lang)
    assert figure.axes[0].get_title(loc="left") == text("map.ratio", lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_line_with_unresolved_sides_is_called_an_estimate(lang):
    found = sample_results.lever_map_of_two()
    unsure = dataclasses.replace(found, gain_error=np.full((5, 5), 1e6))
    names = [one.get_text() for one in map_figure(unsure, PARAMETERS, lang).legends[0].get_texts()]
    assert text("map.two_estimated", lang) in names
    assert text("map.two", lang) not in names
    assert unsure.summary(lang).splitlines()[0] == text("map.line_estimated", lang)
    assert found.summary(lang).splitlines()[0] == text("map.line", lang)


@pytest.mark.parametrize("count", [7, 16])
def test_ticks_are_round(count):
    found = sample_results.lever_map_of_two()
    values = tuple(np.linspace(0.1, 1.0, count).tolist())
    shape = {name: np.full((count, 5), 0.4) for name in ("gain", "gain_error", "above_two", "one_plus_one")}
    odd = dataclasses.replace(found, y_name="incentives.power", y_values=values, line=(), **shape)
    figure = map_figure(odd, PARAMETERS, "en")
    figure.draw_without_rendering()
    shown = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert 3 <= len(shown) <= 9
    assert all(len(one) <= 4 for one in shown)


def test_lines_of_equal_probability_are_named_by_the_colour_bar_alone():
    found = sample_results.lever_map_of_two()
    rising = dataclasses.replace(found, above_two=np.linspace(0, 1, 25).reshape(5, 5))
    figure = map_figure(rising, PARAMETERS, "en")
    assert not figure.axes[1].texts
    bar = next(axis for axis in figure.axes if axis.get_ylabel() == "share of draws")
    assert sorted(line.get_ydata()[0] for line in bar.lines) == [0.1, 0.5, 0.9]


def test_the_same_probability_everywhere_has_its_interval():
    found = sample_results.lever_map_of_two()
    flat = {name: np.full((5, 5), value) for name, value in (("above_two", 0.0), ("above_two_low", 0.0))}
    none = dataclasses.replace(found, **flat, above_two_high=np.full((5, 5), 0.278))
    title = map_figure(none, PARAMETERS, "en").axes[1].get_title(loc="left")
    assert title == "P(1+1 > 2): 0% at every point (0% to 28%)"
    assert "（0% 至 28%）" in map_figure(none, PARAMETERS, "zh").axes[1].get_title(loc="left")


@pytest.mark.parametrize(("low", "high"), [(1.31, 1.55), (1.2, 1.49), (1.81, 2.11), (0.9, 3.3)])
def test_the_colour_bar_has_round_steps(low, high):
    """Never 0.06 or 0.15."""
    found = sample_results.lever_map_of_two()
    ratio = np.linspace(low, high, found.gain.size).reshape(found.gain.shape)
    bar = next(
        axes
        for axes in map_figure(dataclasses.replace(found, one_plus_one=ratio), "en").axes
        if axes.get_label() == "<colorbar>"
    )
    step = np.diff(bar.yaxis.get_major_locator()())[0]
    assert round(step / 10 ** np.floor(np.log10(step) + 1e-9), 6) in (1, 2, 5)

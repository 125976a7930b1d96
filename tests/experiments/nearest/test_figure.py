"""The figure of the way to two: both benchmarks, every group, and a full mark only where two is crossed."""

import pytest

from experiments.nearest.axes import OF_A_RANGE
from experiments.runs.outcomes import BENCHMARKS
from experiments.texts import LANGUAGES, text
from tests.support import sample_results


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_benchmark_has_a_panel_with_a_line_for_each_group(lang):
    found = sample_results.nearest()
    figure = found.plot(lang)
    assert [axes.get_label() for axes in figure.axes] == [one.name for one in BENCHMARKS]
    for axes in figure.axes:
        name = axes.get_label()
        assert axes.get_title(loc="left") == text(f"nearest.against.{name}", lang)
        lines = [line for line in axes.lines if len(line.get_xdata()) > 2]
        ways = [one for one in found.ways if one.benchmark == name]
        for line, way in zip(lines, ways, strict=True):
            count = OF_A_RANGE if way.unit == "ranges" else 1.0
            assert line.get_xdata() == pytest.approx([count * each.distance for each in way.path])
            assert line.get_ydata() == pytest.approx([2 + each.gap.value for each in way.path])
    groups = [one.get_text() for one in figure.legends[0].get_texts()]
    assert groups == [text(f"nearest.group.{name}", lang) for name in ("levers", "uncertain", "both")]


def test_a_full_mark_stands_where_two_is_crossed_and_a_hollow_one_where_it_never_is():
    found = sample_results.nearest()
    assert {one.reached for one in found.ways} == {True, False}
    for axes in found.plot().axes:
        marks = [line for line in axes.lines if line.get_marker() == "o"]
        ways = [one for one in found.ways if one.benchmark == axes.get_label()]
        for mark, way in zip(marks, ways, strict=True):
            (across,), (up,) = mark.get_xdata(), mark.get_ydata()
            count = OF_A_RANGE if way.unit == "ranges" else 1.0
            assert (mark.get_markerfacecolor() != "white") == way.reached
            if way.reached:
                assert (across, up) == (pytest.approx(count * way.distance), 2)
            else:
                assert up == pytest.approx(2 + min(way.path, key=lambda one: abs(one.gap.value)).gap.value)


def test_one_benchmark_alone():
    (axes,) = sample_results.nearest().plot(outcome="alone").axes
    assert axes.get_label() == "alone"

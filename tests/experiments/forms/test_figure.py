"""The figure of the forms: the numbers of the table, what is not resolved, and what is undefined."""

import pytest

from experiments.forms.report import form_name
from experiments.reporting.wording import benchmark_words
from experiments.runs.outcomes import BENCHMARKS
from experiments.texts import LANGUAGES, text
from tests.support import sample_results


def marks(axes):
    """The marks by row: place, and whether it is filled."""
    return {
        line.get_ydata()[0]: (line.get_xdata()[0], line.get_markerfacecolor() != "white")
        for line in axes.lines
        if line.get_marker() == "o"
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_benchmark_has_a_panel_with_the_numbers_of_the_table(lang):
    found = sample_results.forms()
    figure = found.plot(lang)
    assert [axes.get_label() for axes in figure.axes] == [one.name for one in BENCHMARKS]
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == [form_name(row.form, lang) for row in found.rows]
    for place, axes in enumerate(figure.axes):
        words = benchmark_words(found.rows[0].sides[place].benchmark, lang)["benchmark"]
        assert words.split(" without")[0].split("而")[0] in axes.get_xlabel()
        drawn = marks(axes)
        for at, row in enumerate(found.rows):
            side = row.sides[place]
            if side.ratio is None:
                assert at not in drawn
                continue
            assert drawn[at] == (side.ratio.value, side.resolved or at == 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_undefined_has_no_mark_and_is_said_to_be_so(lang):
    found = sample_results.forms()
    gone = next(at for at, row in enumerate(found.rows) if row.sides[0].ratio is None)
    axes, other = found.plot(lang).axes
    assert [(one.get_text(), one.get_position()[1]) for one in axes.texts] == [
        (text("analysis.undefined", lang), gone)
    ]
    assert not other.texts or found.rows[gone].sides[1].ratio is None


def test_forms_that_are_not_asked_for_are_left_out_and_the_scenario_stays():
    (axes, _) = sample_results.forms().plot(settings=["access_none"]).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        form_name(name, "en") for name in ("as_is", "access_none")
    ]

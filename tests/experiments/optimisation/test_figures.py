"""The figures of the Pareto front and the single changes: both languages, evidence stated, nothing hidden."""

import dataclasses
import warnings

import pytest
from matplotlib.text import Text

from experiments.optimisation.figures import front_figure
from experiments.plotting.fonts import missing_characters
from tests.support import sample_results

RESULTS = {
    "both": lambda: sample_results.optimisation(),
    "front": lambda: sample_results.optimisation().front,
    "single": lambda: sample_results.optimisation().single_changes,
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", RESULTS)
def test_a_figure_states_its_evidence_and_every_sign_shows(name, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that no font has would warn
        figure = RESULTS[name]().plot(lang)
        figure.canvas.draw()
    said = "".join(one.get_text() for one in figure.findobj(Text))
    note = figure._supxlabel.get_text()
    assert {"en": "seeds", "zh": "随机种子"}[lang] in note
    assert not missing_characters(said)
    assert any("一" <= sign <= "鿿" for sign in said) == (lang == "zh")


def drawn_at_one_price(count=2):
    front = sample_results.optimisation().front
    base = front.baseline.held_out
    settings = tuple(
        dataclasses.replace(
            one, found=dataclasses.replace(one.found, price=base.price),
            held_out=dataclasses.replace(one.held_out, price=base.price),
        )
        for one in front.settings[:count]
    )  # fmt: skip
    return dataclasses.replace(front, settings=settings)


def test_every_setting_is_drawn_where_it_costs_what_it_costs():
    for front in (sample_results.optimisation().front, drawn_at_one_price()):
        axis = front_figure(front).axes[0]
        marks = [line for line in axis.lines if line.get_marker() in "Do" and len(line.get_xydata())]
        assert all(line.get_transform() == axis.transData for line in marks)
        found = sorted((line.get_marker(), *line.get_xydata()[0]) for line in marks)
        expected = [("D", one.found.price, one.held_out.above_two.value) for one in front.settings]
        expected += [("o", one.found.price, one.found.above_two.value) for one in front.settings]
        assert found == sorted(expected)


def test_every_mark_belongs_to_a_number_of_the_table():
    front = sample_results.optimisation().front
    more = dataclasses.replace(front, points=(*front.points, (0.4, 3.0, 9_999.0)))
    axis = front_figure(more).axes[0]
    assert not axis.collections  # no cloud of further points
    said = {part for one in axis.texts for part in one.get_text().split(", ")}
    assert said == {"as it is", *(str(place) for place in range(1, len(front.settings) + 1))}


def test_the_legend_has_the_marks_that_are_there():
    front = sample_results.optimisation().front
    words = "the same, change of gain of contracting not resolved"
    for resolved in (True, False):
        settings = tuple(dataclasses.replace(one, resolved=resolved) for one in front.settings)
        axis = front_figure(dataclasses.replace(front, settings=settings)).axes[0]
        said = [one.get_text() for one in axis.get_legend().get_texts()]
        assert (words in said) is not resolved


def test_a_single_change_is_filled_where_it_exceeds_two():
    single = sample_results.optimisation().single_changes
    axis = single.plot().axes[0]
    marks = [line for line in axis.lines if line.get_marker() == "D"]
    filled = [line.get_markerfacecolor() != "white" for line in marks]
    assert filled == [*(one.exceeds_two for one in single.changes), True]


@pytest.mark.parametrize("scale", [0.01, 0.05, 0.12, 0.3, 1.0])
def test_ticks_of_small_probabilities_are_whole_percents(scale):
    """Written without decimals, a tick at 2.5% would be a tick at 2%."""
    front = sample_results.optimisation().front

    def scaled(one):
        held, found = one.held_out, one.found
        return dataclasses.replace(
            one,
            found=dataclasses.replace(
                found, above_two=dataclasses.replace(found.above_two, value=scale * found.above_two.value)
            ),
            held_out=dataclasses.replace(
                held,
                above_two=dataclasses.replace(
                    held.above_two,
                    **{name: scale * getattr(held.above_two, name) for name in ("value", "low", "high")},
                ),
            ),
        )

    small = dataclasses.replace(
        front, baseline=scaled(front.baseline), settings=tuple(map(scaled, front.settings))
    )
    axis = front_figure(small).axes[0]
    axis.figure.draw_without_rendering()
    ticks = {tick.get_loc(): tick.label1.get_text() for tick in axis.yaxis.get_major_ticks()}
    assert len(ticks) > 2
    assert all(
        float(said.strip("%").replace("−", "-")) / 100 == pytest.approx(at) for at, said in ticks.items()
    )

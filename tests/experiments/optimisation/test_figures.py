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


def test_settings_of_the_same_price_do_not_hide_one_another():
    front = sample_results.optimisation().front
    same = dataclasses.replace(front.settings[0].found, price=front.baseline.found.price)
    settings = tuple(dataclasses.replace(one, found=same) for one in front.settings[:2])
    axis = front_figure(dataclasses.replace(front, settings=settings), None).axes[0]
    base = front.baseline.held_out.price
    marks = [line for line in axis.lines if line.get_marker() == "D" and len(line.get_xydata())]
    at = [line.get_transform().transform((base, 0.5))[0] for line in marks]
    assert len({round(place) for place in (*at, axis.transData.transform((base, 0.5))[0])}) == 3


def test_a_single_change_is_filled_where_it_exceeds_two():
    single = sample_results.optimisation().single_changes
    axis = single.plot().axes[0]
    marks = [line for line in axis.lines if line.get_marker() == "D"]
    filled = [line.get_markerfacecolor() != "white" for line in marks]
    assert filled == [*(one.exceeds_two for one in single.changes), True]

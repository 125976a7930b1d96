"""Words of a figure cover no other words, or the size is refused with one at which they do not."""

import pytest

from experiments import plotting
from experiments.errors import InvalidInput
from experiments.plotting import Style, canvas, drawn_in, rendered, restyled
from experiments.plotting.notes import titled
from experiments.plotting.room import crowding
from tests.support import sample_results

RESULTS = {
    "map": sample_results.lever_map_of_two,
    "ledger": sample_results.ledger,
    "paths": sample_results.paths,
    "discovery": sample_results.discovery,
    "optimisation": sample_results.optimisation,
    "sensitivity": sample_results.sensitivity,
    "both_sides": sample_results.ledger_of_both_sides,
    "nearest": sample_results.nearest,
    "forms": sample_results.forms,
    "report": sample_results.report_of_grid,
    "conventions": sample_results.conventions,
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", RESULTS)
def test_no_word_covers_another(name, lang):
    with drawn_in(lang):
        assert crowding(RESULTS[name]().plot(lang)) == 0


def test_words_over_one_another_and_beyond_the_edge_are_counted():
    with drawn_in("en"):
        figure = canvas(4, 3, "en")
        figure.text(0.5, 0.5, "one")
        assert crowding(figure) == 0
        figure.text(0.5, 0.5, "two")
        assert crowding(figure) == 1
        figure.text(0.99, 0.1, "beyond")
        assert crowding(figure) == 2


@pytest.mark.parametrize("name", [pytest.param("ledger", marks=pytest.mark.full), "map"])
def test_a_size_without_room_is_refused_with_one_that_has_it(name):
    with pytest.raises(InvalidInput, match="needs at least") as refused:
        RESULTS[name]().plot(size=(2.6, 2.2))
    assert "draw one panel alone" in str(refused.value)
    least = tuple(float(side) for side in refused.value.fields["inches"].split(" × "))
    figure = RESULTS[name]().plot(size=least)
    assert tuple(figure.get_size_inches()) == least


def test_what_was_run_is_not_lost_for_a_size_or_a_panel(monkeypatch):
    monkeypatch.setattr(plotting, "FORMS", ("png",))  # one function writes all
    said = []
    style = Style(size=(2.6, 2.2), dpi=50, instead=said.append)
    figure = sample_results.ledger().plot()
    restyled(figure, style)
    assert [one.key for one in said] == ["figure.too_small"]
    assert figure.get_figwidth() > 2.6
    figure = sample_results.paths().plot()
    assert rendered(figure, "one", {}, Style(dpi=50, panel="none such", instead=said.append))
    assert said[-1].key == "figure.no_panel"
    assert len(figure.axes) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_long_titles_of_panels_are_broken_within_the_paper_and_beside_each_other(lang):
    words = {
        "en": "where the rule holds of all the futures drawn",
        "zh": "规则成立之处，占全部未来的比例，再加上，",
    }[lang]
    with drawn_in(lang):
        figure = canvas(6, 4, lang)
        for axes in figure.subplots(1, 2):
            axes.set_title(words * 2)
        titled(figure, "", "")
        assert crowding(figure) == 0
        assert all("\n" in axes.get_title(loc="left") for axes in figure.axes)
        figure.set_size_inches(24, 4)
        assert crowding(figure) == 0
        assert [axes.get_title(loc="left") for axes in figure.axes] == [words * 2] * 2

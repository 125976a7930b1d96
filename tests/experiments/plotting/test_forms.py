"""What a figure can be asked to show: one vocabulary, refused before anything is drawn."""

import pytest

from experiments.errors import InvalidInput
from experiments.plotting.forms import FORMS, OPTIONS, check_panel, check_size
from experiments.plotting.style import panels
from experiments.results import figure_choices
from tests.support import sample_results

RESULTS = {
    "map": sample_results.lever_map_of_two,
    "sensitivity": sample_results.sensitivity,
    "discovery": sample_results.discovery,
    "ledger": sample_results.ledger,
    "paths": sample_results.paths,
    "front": sample_results.optimisation,
    "single_changes": lambda: sample_results.optimisation().single_changes,
    "both_sides": sample_results.ledger_of_both_sides,
    "nearest": sample_results.nearest,
    "forms": sample_results.forms,
    "conventions": sample_results.conventions,
}


def ticks(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.parametrize("form", FORMS)
def test_every_figure_uses_the_common_words(form):
    assert set(FORMS[form].options) <= set(OPTIONS)


@pytest.mark.parametrize("name", RESULTS)
def test_panels_are_known_before_they_are_drawn(name):
    found = RESULTS[name]()
    assert figure_choices(found).form is FORMS["ledger" if name == "both_sides" else name]
    assert [axes.get_label() for axes in panels(found.plot())] == list(figure_choices(found).panels)


@pytest.mark.parametrize("name", RESULTS)
def test_every_name_that_is_offered_can_be_drawn(name):
    found, choices = RESULTS[name](), figure_choices(RESULTS[name]())
    for option, names in choices.names.items():
        assert names, option
        assert found.plot(**{option: names[-1]}).axes


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"arms": ["GS"]}, "no choice of arms; it has: outcome, dilemmas, settings, top"),
        ({"dilemma": "burden"}, "no choice of dilemma; it has: .*; did you mean dilemmas?"),
        ({"outcome": "one_plus_on"}, "shows no one_plus_on; there are: .*; did you mean one_plus_one?"),
        ({"outcome": ["delta", "one_plus_one"]}, "one name, not several"),
        ({"dilemmas": []}, "nothing is chosen; there are: "),
        ({"top": 0}, "top = 0 is not a whole number from 1"),
        ({"top": True}, "top = True is not a whole number"),
        ({"panel": "setting_3"}, "no panel setting_3; there are: setting_1, .*; did you mean setting_"),
        ({"size": 5}, "is not \\(width, height\\)"),
        ({"size": (0, 5)}, "is too small for this figure"),
        ({"size": (float("nan"), 5)}, "is too small for this figure"),
    ],
)  # fmt: skip
def test_what_a_figure_does_not_have_is_refused_before_it_is_drawn(asked, words, monkeypatch):
    def never(*given, **what):
        raise AssertionError("something was drawn")

    found = sample_results.ledger()
    monkeypatch.setattr("experiments.attribution.figures.figure_of", never)
    with pytest.raises(InvalidInput, match=words):
        found.plot(**asked)


def test_a_single_name_needs_no_list_and_a_number_stands_for_its_name():
    choices = figure_choices(sample_results.optimisation())
    assert choices.asked({"settings": 1, "top": 2}) == {"settings": ("1",), "top": 2}
    assert choices.asked({"settings": ["1", 1], "top": None}) == {"settings": ("1",)}


def test_dilemmas_that_are_not_chosen_are_one_bar_and_the_bars_still_lead_to_what_is():
    found = sample_results.ledger()
    account = found.settings[0].of("delta")
    for asked in ({"top": 2}, {"dilemmas": found.settings[0].dilemmas[-2:]}):
        axis = found.plot(outcome="delta", **asked).axes[0]
        assert len(ticks(axis)) == 2 + 2 + 1
        assert "the other 6 together" in ticks(axis)
        ends = sorted(x for bar in axis.patches[-1:] for x in (bar.get_x(), bar.get_x() + bar.get_width()))
        assert any(end == pytest.approx(account.actual.value) for end in ends)


def test_neutral_settings_that_are_not_chosen_have_no_panel():
    (one,) = panels(sample_results.ledger().plot(settings="2"))
    assert one.get_label() == "setting_2"


def test_paths_that_are_not_chosen_are_in_no_combination():
    found = sample_results.paths()
    assert len(ticks(found.plot().axes[0])) == 3
    assert len(ticks(found.plot(paths=["cultivation"]).axes[0])) == 1
    assert "Δ" in found.plot(outcome="delta").axes[0].get_xlabel()


def test_a_map_shows_the_outcome_that_is_asked_for():
    title = sample_results.lever_map_of_two().plot(outcome="gain").axes[0].get_title(loc="left")
    assert title.startswith("gain of contracting")


def test_parameters_and_the_most_influential_ones():
    found = sample_results.sensitivity()
    assert len(ticks(found.plot(top=2).axes[0])) == 2
    assert len(ticks(found.plot(parameters=["contract.term"]).axes[0])) == 1
    assert len(sample_results.optimisation().single_changes.plot(top=1).axes[0].get_yticks()) == 2


def test_settings_of_a_front_keep_their_numbers():
    found = sample_results.optimisation()
    assert len(found.front.settings) > 2
    axis = found.plot(settings=[2], size=(7.5, 4.9)).axes[0]
    assert "2" in [one.get_text() for one in axis.texts]
    assert "1" not in [one.get_text() for one in axis.texts]


def test_a_size_and_a_panel_can_be_refused_without_a_result():
    form = FORMS["ledger"]
    check_size((12, 5), form)
    check_panel("2", form.panels)
    for size, panel in (((2, 5), None), ((1, 5), "setting_1")):
        with pytest.raises(InvalidInput, match="however few its words it needs"):
            check_size(size, form, panel)

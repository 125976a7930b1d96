"""The figures: what they draw is what was found, in both languages, without empty boxes."""

import dataclasses
import warnings

import numpy as np
import pytest

from experiments.errors import EnvironmentFailure
from experiments.plotting import PNG_DOTS, canvas, drawn_in, save
from experiments.plotting.room import crowding
from experiments.runs.paired import run_paired_by_month
from experiments.simulation.answer_panels import compared
from experiments.simulation.figure import LINES, SHOWN
from experiments.simulation.picture import LIFE, Given, life_shares, picture_of
from experiments.simulation.simulate import monthly_measures, simulate
from sim.arms import ARMS, GS
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 20})


@pytest.fixture(scope="module")
def found():
    return simulate(CASE, draws=60, seeds=2, reruns=True)


def test_long_labels_are_within_the_figure_at_the_resolution_it_is_saved_in(tmp_path):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 2), layout="constrained")
    axis = figure.subplots()
    axis.set_yticks([0], ["Groups incubated under contract by the end of the term"], fontsize=7.5)
    save(figure, tmp_path, "long", {})
    figure.set_layout_engine("none")
    figure.set_dpi(PNG_DOTS)
    figure.draw_without_rendering()
    assert axis.get_yticklabels()[0].get_window_extent().x0 >= 0


def every_text(figure):
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figure_is_drawn_without_missing_characters(found, lang, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paths = save(found.plot(lang), tmp_path, "case", {"seed": 0})
    assert [path.suffix for path in paths] == [".png", ".svg", ".pdf"]
    assert all(path.stat().st_size > 10_000 for path in paths)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figure_names_arms_kinds_n_and_seed(found, lang):
    said = "\n".join(every_text(found.plot(lang)))
    for arm in SHOWN:
        assert (ARMS[arm].label_zh if lang == "zh" else ARMS[arm].label_en) in said
    for row in CASE.rows["kinds"]:
        assert row.labels[lang] in said
    assert "40" in said
    assert "95%" in said
    assert "0.1" in said


def test_lines_are_the_means_of_the_months(found):
    figure = found.plot()
    axis = next(each for each in figure.axes if each.get_label() == "studio")
    studio = found.monthly.of("now_studio")
    for line, arm in zip(axis.lines, SHOWN, strict=False):
        assert np.allclose(line.get_ydata(), studio[:, :, arm].mean(axis=(0, 1)))


def test_other_arms_are_drawn_when_asked_for(found):
    axis = next(each for each in found.plot(arms=range(len(ARMS))).axes if each.get_label() == "studio")
    assert sum(len(line.get_xdata()) > 2 for line in axis.lines) == len(ARMS)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_axis_has_its_name_and_the_threshold_its_label(found, lang):
    figure = found.plot(lang)
    assert len(figure.axes) == len(CASE.rows["kinds"]) + 4
    assert all(axis.get_xlabel() for axis in figure.axes)
    for row in CASE.rows["kinds"]:
        axis = next(each for each in figure.axes if each.get_label() == row.name)
        assert axis.get_ylabel() == {"en": "service-months a month", "zh": "每月享有的服务月"}[lang]
        assert axis.get_legend() is None
        assert len(axis.texts) >= len(SHOWN)
    (answer,) = (each for each in figure.axes if each.get_label() == "ratio")
    assert any(one.get_text()[0] == "2" for one in answer.texts)


def test_a_state_that_is_not_to_be_seen_is_not_in_the_legend(found):
    picture = picture_of(found)
    life = np.zeros_like(picture.life)
    life[LIFE.index("passed")], life[LIFE.index("terminated")] = 0.999, 0.001
    figure = dataclasses.replace(picture, life=life).plot()
    (axis,) = (each for each in figure.axes if each.get_label() == "life")
    said = [one.get_text() for one in axis.get_legend().get_texts()]
    assert "closed, passed" in said
    assert "terminated" not in said


def test_arms_are_distinguished_without_colour():
    assert len({(colour, dash) for colour, dash, _ in LINES}) == len(ARMS)
    solid = [colour for colour, dash, _ in LINES if dash == "-"]
    assert len(set(solid)) == len(solid)


def test_a_contract_is_in_one_state_at_a_time(found):
    shares = life_shares(found.monthly)
    assert shares.shape == (len(LIFE), 20)
    assert np.allclose(shares.sum(axis=0), 1)
    assert (shares >= -1e-12).all()


def test_the_life_of_a_contract_follows_its_approval_and_term():
    known = Scenario.parse(
        "schema = 1\nincludes = ['s_association']\nuncertain.draw = []\n[run]\nhorizon = 16\n"
        "[contract]\napproval = 2\nextension = 0\ntermination = 0\n"
        "[turnover]\noffice_hazard = 0\norganization_hazard = 0\n"
    )
    _, months = run_paired_by_month(known, 1, 4, 1, measures=monthly_measures(known))
    shares = dict(zip(LIFE, life_shares(months), strict=True))
    assert shares["awaiting"].tolist() == [1, 1] + [0] * 14
    assert (shares["delivering"][2:8] == 1).all()
    assert shares["delivering"][8] == 0
    assert shares["passed"][8] + shares["failed"][8] == 1
    assert months.arm(GS, "signed")[:, :, -1].min() == 1


def test_the_answer_is_drawn_with_both_uncertainties(found):
    picture = picture_of(found)
    given = Given(1.9, 1.8, 2.0, 1.5, 2.3)
    # Without and with observations that conclude something: a line for each benchmark.
    assert len(compared(dataclasses.replace(picture, given=None, given_side_by_side=None), "en")) == 6
    rows = compared(dataclasses.replace(picture, given=given, given_side_by_side=given), "en")
    assert len(rows) == 8
    assert [benchmark for _, benchmark, *_ in rows] == 4 * ["side_by_side", "alone"]
    assert len({label for label, *_ in rows}) == 4
    answer = found.headline.synergy
    for (*_, estimate, ends), quantity in zip(rows, (answer.added_value, answer.one_plus_one), strict=False):
        assert estimate == quantity.estimate
        assert ends == (quantity.draw_range.low, quantity.draw_range.high)


def test_drawing_leaves_other_figures_alone(found):
    from matplotlib import rcParams

    before = dict(rcParams)
    found.plot("zh")
    assert dict(rcParams) == before
    with drawn_in("zh"):
        assert rcParams["font.family"][0] != before["font.family"][0]


def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFailure, match="cannot be written"):
        save(canvas(3, 2, "en"), tmp_path / "file" / "inside", "case", {})


def test_size_and_title_are_what_is_asked_for(found):
    assert "1 + 1" in found.plot().get_suptitle()
    plain = found.plot("zh", size=(10, 8), title=False)
    assert tuple(plain.get_size_inches()) == (10, 8)
    assert plain.get_suptitle() == ""
    assert plain.axes[0].get_title(loc="left") == CASE.rows["kinds"][0].labels["zh"]


def test_kinds_and_arms_are_those_asked_for_and_the_answer_keeps_its_room(found):
    with drawn_in("en"):
        figure = found.plot(kinds="firm", arms=["GS", "G"])
        assert crowding(figure) == 0
    names = [axis.get_label() for axis in figure.axes]
    assert "firm" in names
    assert "studio" not in names
    axis = figure.axes[names.index("firm")]
    assert sum(len(line.get_xdata()) > 2 for line in axis.lines) == 2
    for asked, words in (({"arms": "GX"}, "arms: the figure shows no GX"), ({"kinds": "meals"}, "no meals")):
        with pytest.raises(ValueError, match=words):
            found.plot(**asked)

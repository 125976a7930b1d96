"""Figures as a paper wants them: size, resolution, title, one panel, grey; and no setting of the user's."""

import io
from unittest import mock

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from experiments import plotting
from experiments.errors import InvalidInput
from experiments.plotting import Style, rendered, restyled, write
from experiments.plotting.style import panels
from tests.support import sample_results

RESULTS = {
    "map": sample_results.lever_map_of_two,
    "sensitivity": sample_results.sensitivity,
    "discovery": sample_results.discovery,
    "ledger": sample_results.ledger,
    "paths": sample_results.paths,
    "optimisation": sample_results.optimisation,
    "both_sides": sample_results.ledger_of_both_sides,
    "nearest": sample_results.nearest,
    "forms": sample_results.forms,
    "report": sample_results.report_of_grid,
    "conventions": sample_results.conventions,
}


def png(figure, style=None):
    with mock.patch.object(plotting, "FORMS", ("png",)):  # the others take longer
        return Image.open(io.BytesIO(rendered(figure, "one", {}, style)["one.png"]))


def drawn(figure):
    """The pixels of a figure, red, green and blue; where its parts lie is of no account."""
    figure.set_layout_engine(None)
    figure.set_dpi(40)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


WHOLE = ("ledger", "map")
"""Drawn in all forms, one of them in both languages; the others in one form, as one function writes all."""


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        *((name, "en") for name in RESULTS),
        ("ledger", "zh"),
        pytest.param("map", "zh", marks=pytest.mark.full),
    ],
)
def test_a_figure_does_not_depend_on_the_users_settings(name, lang, monkeypatch):
    if name not in WHOLE:
        monkeypatch.setattr(plotting, "FORMS", ("png",))
    # a setting of the user's shows in large pixels too; that of the resolution only where none is asked for
    style = None if name == "map" else Style(dpi=80)
    plain = rendered(RESULTS[name]().plot(lang), name, {}, style)
    assert len(plain) == len(plotting.FORMS)
    settings = {
        "text.usetex": True, "savefig.bbox": "tight", "savefig.dpi": 33, "font.size": 30, "axes.grid": False,
        "svg.fonttype": "path", "pdf.fonttype": 3, "figure.facecolor": "red", "savefig.transparent": True,
        "image.cmap": "jet", "xtick.labelsize": 30, "axes.prop_cycle": mpl.cycler(color=["red"]),
    }  # fmt: skip
    with mpl.rc_context(settings):
        assert rendered(RESULTS[name]().plot(lang), name, {}, style) == plain


def test_a_figure_that_fails_leaves_no_file(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    figure, whole = sample_results.ledger().plot(), Figure.savefig

    def stumbling(self, stream, **what):
        if what["format"] == "pdf":
            raise RuntimeError("no pdf")
        whole(self, stream, **what)

    monkeypatch.setattr(Figure, "savefig", stumbling)
    with pytest.raises(RuntimeError, match="no pdf"):
        write(rendered(figure, "one", {}), tmp_path)
    assert not list(tmp_path.iterdir())


def test_size_and_resolution_are_those_asked_for():
    shown = png(sample_results.paths().plot(), Style(size=(5, 4), dpi=100))
    assert shown.size == (500, 400)


def test_without_a_title_panels_keep_their_names():
    figure = sample_results.lever_map_of_two().plot(title=False)
    assert not figure.get_suptitle()
    assert figure.axes[0].get_title(loc="left") == "1+1"


@pytest.mark.parametrize("name", RESULTS)
def test_every_panel_can_be_drawn_alone_by_number_and_name(name):
    names = [panel.get_label() for panel in panels(RESULTS[name]().plot())]
    (by_number,) = panels(RESULTS[name]().plot(panel=len(names)))
    assert by_number.get_label() == names[-1]
    for called in names:
        assert called
        figure = RESULTS[name]().plot(panel=called)
        (kept,) = panels(figure)
        assert kept.get_label() == called
        assert kept.get_xlabel() or name == "sensitivity" or called == "rule"
        figure.draw_without_rendering()
        assert kept.get_position().width > 0.4


def test_a_panel_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(InvalidInput, match="no panel heat; there are: ratio, share"):
        sample_results.lever_map_of_two().plot(panel="heat")


def test_a_panel_that_shares_its_axis_keeps_the_name_of_the_axis():
    whole = sample_results.lever_map_of_two().plot()
    (kept,) = panels(sample_results.lever_map_of_two().plot(panel="share"))
    assert kept.get_ylabel() == whole.axes[0].get_ylabel() != ""


@pytest.mark.parametrize("name", RESULTS)
def test_grey_has_no_colour(name):
    figure = RESULTS[name]().plot()
    assert np.ptp(drawn(figure), axis=2).max() > 60
    assert np.ptp(drawn(restyled(figure, Style(grey=True))), axis=2).max() == 0


def test_words_are_broken_to_the_size():
    figure = sample_results.ledger().plot()
    lines = figure._supxlabel.get_text().count("\n")
    restyled(figure, Style(size=(5, 4), panel="setting_1"))
    assert figure._supxlabel.get_text().count("\n") > lines

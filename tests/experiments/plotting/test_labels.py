"""Labels hide neither one another nor what they label."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.text import Text

from experiments.plotting import canvas, drawn_in
from experiments.plotting.labels import label_ends, label_points, spread
from experiments.plotting.notes import titled


def boxes(axis):
    axis.figure.draw_without_rendering()
    # Without the leader lines, which may cross.
    return [Text.get_window_extent(one) for one in axis.texts]


@pytest.mark.parametrize("places", [[0, 0, 0], [5, 1, 1.5, 9], [3], []])
def test_places_are_apart_in_their_order_and_about_their_own(places):
    found = spread(places, 2.0)
    order = np.argsort(places, kind="stable")
    assert (np.diff(np.array(found)[order]) >= 2.0 - 1e-9).all()
    assert np.mean(found or [0]) == pytest.approx(np.mean(places or [0]), abs=1.0)


def test_places_far_apart_stay():
    assert spread([0.0, 10.0, 30.0], 2.0) == [0.0, 10.0, 30.0]


def test_points_close_together_have_labels_that_do_not_overlap():
    with drawn_in("en"):
        figure = canvas(5, 4, "en")
        axis = figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
        points = [(0.5, 0.5), (0.52, 0.5), (0.5, 0.52), (0.54, 0.51), (0.5, 0.55)]
        label_points(axis, points, ["one", "two", "three", "four", "five"])
        titled(figure, "title", "note")
        found = boxes(axis)
    assert len(found) == 5
    assert not any(one.overlaps(other) for one, other in combinations(found, 2))


def test_points_at_the_same_place_share_a_label():
    with drawn_in("en"):
        figure = canvas(5, 4, "en")
        axis = figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
        label_points(axis, [(0.5, 0.5), (0.5, 0.5), (0.1, 0.1)], ["1", "2", "3"])
        titled(figure, "title", "note")
    assert sorted(one.get_text() for one in axis.texts) == ["1, 2", "3"]


def test_lines_that_end_together_have_labels_apart():
    with drawn_in("en"):
        figure = canvas(5, 4, "en")
        axis = figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
        label_ends(axis, [(1.0, 0.5 + step / 500, f"line {step}", "#000000") for step in range(4)])
        titled(figure, "title", "note")
        found = boxes(axis)
    assert not any(one.overlaps(other) for one, other in combinations(found, 2))

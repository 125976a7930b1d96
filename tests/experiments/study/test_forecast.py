"""How long a study takes is measured on a few of its runs, and nothing that holds one of them up counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from experiments.study import forecast
from experiments.study.lifecycle import planned
from tests.support.toy_study import Toy, specification

EACH = forecast._PROBE_SECONDS / 256
"""Seconds of a run that let probes grow a little before they take long enough."""

Planned = Callable[..., tuple[float, list[int]]]


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> Planned:
    """Return seconds per run, and the sizes of the probes, where runs take what they are said to take."""
    usual = forecast.compute

    def of(each: float, held_up: tuple[float, ...] = ()) -> tuple[float, list[int]]:
        waits, rows = iter(held_up), []

        def compute(*given):
            done = usual(*given)
            rows.append(done.rows)
            return replace(done, seconds=each * done.rows + next(waits, 0.0))

        monkeypatch.setattr(forecast, "compute", compute)
        _, _, ahead = planned(specification(points=256, seeds=1, draws=4), Toy(drawn=True))
        return ahead.seconds_per_run, rows

    return of


@pytest.mark.parametrize("held_up", [(), (1.0,), (0.0, 1.0), (1.0, 0.0, 0.0, 1.0)])
def test_a_probe_held_up_by_other_work_does_not_count(timed: Planned, held_up: tuple[float, ...]) -> None:
    assert timed(EACH, held_up)[0] == pytest.approx(EACH)


def test_what_took_long_enough_is_run_once_more(timed: Planned) -> None:
    _, sizes = timed(EACH)
    assert sizes[-1] == sizes[-2] == 2 * sizes[-3]
    _, sizes = timed(forecast.SURE_SECONDS)
    assert len(sizes) == 1

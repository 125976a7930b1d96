"""Bars over runs: time left by a clock that is never set back, stages in both languages."""

from __future__ import annotations

import pytest

from experiments.reporting.bars import Bars, bar
from experiments.texts import text


def test_a_clock_that_is_set_back_does_not_disturb_the_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [1e9]
    monkeypatch.setattr("tqdm.std.time", lambda: now[0])
    with bar(100, "terms") as shown:
        now[0] -= 3600.0
        shown.update(50)
        facts = shown.format_dict
        shown.refresh()
    assert 0.0 <= facts["elapsed"] < 60.0
    assert "50.0/100" in capsys.readouterr().err


def test_what_was_done_before_counts_as_done_and_not_as_fast(capsys: pytest.CaptureFixture[str]) -> None:
    with bar(1000, "terms", done=900) as shown:
        assert (shown.n, shown.total) == (900, 1000)
        assert shown.format_dict["initial"] == 900
    assert "90%" in capsys.readouterr().err


def test_nothing_is_shown_where_nobody_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with bar(10, "terms", show=False) as shown:
        shown.update(10)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_stage_is_a_bar_with_its_name_that_ends_full(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Bars(lang).stage("runs", 100) as advance:
        advance(30)
        advance(20)
    shown = capsys.readouterr()
    assert text("progress.runs", lang) in shown.err
    assert "100%" in shown.err  # 100 runs were the most; less was to do
    assert shown.out == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_stage_whose_steps_cannot_be_counted_shows_its_name(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Bars(lang).stage("prim") as advance:
        advance(1)
    assert capsys.readouterr().err == text("progress.prim", lang) + "\n"


def test_a_stage_ends_where_its_work_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), Bars().stage("prim"):
        _ = 1 // 0
    with pytest.raises(ZeroDivisionError), Bars().stage("runs", 10):
        _ = 1 // 0
    assert text("progress.prim", "en") in capsys.readouterr().err

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


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_steps_of_a_plan_share_one_bar_that_names_each_and_is_gone_at_the_end(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = {"headline": {"runs": 60, "gross": 20}, "dilemmas": {"ledger": 100}, "figures": {"figures": 20}}
    with Bars(lang, plan) as bars:
        for name, total in (("runs", 60), ("gross", 20), ("ledger", 10)):
            with bars.stage(name, total) as advance:
                advance(total // 2)
        whole = bars._whole
        assert (whole.n, whole.total) == (180, 200)  # a unit of the ledger is ten runs; no stage is left half
        with bars.cleared():
            print("known")
        with bars.stage("figures"):
            pass
        assert whole.n == 200
    shown = capsys.readouterr()
    assert shown.out == "known\n"
    for place, step in enumerate(plan, 1):
        assert f"{place}/3 {text(f'progress.step.{step}', lang)}" in shown.err
    assert shown.err.rstrip(" ").endswith("\r")  # nothing stays


@pytest.mark.parametrize(
    ("stage", "lang", "unit"),
    [("study", "en", "run"), ("study", "zh", "次"), ("sweep", "en", "point"), ("sweep", "zh", "点")],
)
def test_a_bar_names_what_it_counts(
    stage: str, lang: str, unit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Bars(lang).stage(stage, 10) as advance:
        advance(10)
    assert f"{unit}/s" in capsys.readouterr().err

"""The bar over runs: time left by a clock that is never set back."""

from __future__ import annotations

import pytest

from experiments.progress import bar


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

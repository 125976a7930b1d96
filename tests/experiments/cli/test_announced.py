"""What an analysis says beforehand: how many runs at most, and about how long, once."""

import pytest

from experiments.cli.announced import Announced
from experiments.cli.main import main
from experiments.runs import pace


@pytest.fixture
def paced(monkeypatch):
    """Runs that take a tenth of a second each, and how often they were timed."""
    timed = []
    monkeypatch.setattr(pace, "seconds_per_run", lambda simulator, ahead: timed.append(simulator) or 0.1)
    return timed


def said(capsys):
    return [line for line in capsys.readouterr().err.splitlines() if "analysis" in line or "分析" in line]


@pytest.mark.parametrize(
    ("lang", "total", "words"),
    [
        ("en", 4, "At most 4 runs, about 1 s on this machine"),
        ("en", 1200, "At most 1,200 runs, about 2 min"),
        ("en", 1000, "At most 1,000 runs, about 100 s"),
        ("en", 60_000, "At most 60,000 runs, about 100 min"),
        ("zh", 1000, "至多 1,000 次运行，在本机上约需 100 秒"),
    ],
)
def test_the_runs_and_the_time_ahead_are_announced(paced, capsys, lang, total, words):
    with Announced(lang, "simulator").stage("map", total) as advance:
        advance(total)
    (line,) = said(capsys)
    assert line.startswith(words)
    assert paced == ["simulator"]


def test_only_the_first_stage_that_counts_is_announced(paced, capsys):
    bars = Announced("en", "simulator")
    with bars.stage("prim"):
        pass
    assert paced == []
    for stage in ("map", "search"):
        with bars.stage(stage, 10):
            pass
    assert len(said(capsys)) == 1
    assert len(paced) == 1


@pytest.mark.parametrize(
    "line",
    [
        "discover --futures 60 --seeds 1",
        "sensitivity --size 64 --seeds 1",
        "sensitivity --method morris --size 4 --seeds 1",
        "sensitivity --method pawn --size 64 --seeds 1",
        "sensitivity --method morris --size 1",
    ],
)
def test_sizes_are_refused_before_anything_is_announced_or_timed(paced, capsys, line, tmp_path):
    assert main([*line.split(), "--months", "6", "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr()
    assert len(shown.err.splitlines()) == 1
    assert shown.out == ""
    assert paced == []

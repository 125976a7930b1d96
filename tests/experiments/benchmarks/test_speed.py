"""The parts of the benchmark do what they state; what they measure is never asserted here."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from experiments.benchmarks import speed
from experiments.benchmarks.scaling import MEMORY, STARTS, grown, work
from experiments.benchmarks.speed import (
    BATCH_ARMS,
    OWN,
    SWEPT,
    agent_months,
    busy_lines,
    plain_runs,
    ways_to_run,
)
from experiments.benchmarks.timing import Timing, child, interleaved, median, ratio, slope, together
from sim.scenario.scenario import Scenario


def timings(*cpu: float) -> list[Timing]:
    return [Timing(each, 2 * each) for each in cpu]


def test_slopes_come_from_the_quickest_round() -> None:
    assert slope([1, 2, 4], [timings(3, 1), timings(2, 9), timings(4)]) == pytest.approx(1.0)
    assert slope([1, 10], [timings(1), timings(100)]) == pytest.approx(2.0)
    with pytest.raises(ValueError, match="two sizes"):
        slope([3, 3], [timings(1), timings(1)])


def test_ratios_are_taken_within_rounds() -> None:
    # a machine twice as slow in the second round is so for both
    assert ratio(timings(10, 20, 10), timings(1, 2, 1)) == 10.0
    assert median(timings(1, 7, 3)) == (3.0, 6.0)


def test_rounds_take_turns() -> None:
    order: list[str] = []
    found = interleaved({"a": (lambda: order.append("a"), 1), "b": (lambda: order.append("b"), 2)}, 3)
    assert order == ["a", "b"] * 3
    assert {name: len(rounds) for name, rounds in found.items()} == {"a": 3, "b": 3}


def test_a_child_is_timed_and_its_failure_is_an_error() -> None:
    assert child("sum(range(10))").wall >= 0.0
    with pytest.raises(subprocess.CalledProcessError):
        child("raise SystemExit(3)")


def test_children_begin_together() -> None:
    assert len(together("ready()", 2)) == 2


def test_every_way_to_run_makes_the_number_of_runs_that_it_states() -> None:
    changes = {"run.horizon": 2, "population.communities": 4, "population.studios": 1}
    works = ways_to_run(Scenario.load("s_association", changes=changes), 16, 1)
    assert works[OWN][0]().values.shape[:2] == (16, 1)
    assert works[SWEPT][0]().values.shape[:2] == (2, 8)
    assert len(works[BATCH_ARMS][0]()) == works[BATCH_ARMS][1] == 8


def test_mesas_random_numbers_replace_those_of_the_model_for_a_while() -> None:
    changes = {"run.horizon": 6, "population.communities": 5, "population.studios": 2}
    scenario = Scenario.load("s_association", changes=changes)
    own = plain_runs(scenario, 2)
    assert plain_runs(scenario, 2, own=False) != own
    assert plain_runs(scenario, 2) == own


def test_agent_months_count_everybody() -> None:
    scenario = Scenario.load("city")
    assert agent_months(scenario) == (1 + 10 + 40 + 20 + 400) * 60


@pytest.mark.parametrize("name", ["months", "communities", "organisations", "offices"])
def test_a_city_of_any_size_runs(name: str) -> None:
    do, runs = work(name, 3, 1)
    assert (do().failures, runs) == ([], 1)
    with pytest.raises(ValueError, match="no size"):
        grown("nothing", 1)


@pytest.mark.parametrize(
    ("load", "stated"),
    [(0.2, "was idle: load average 0.2"), (3.1, "busy: load average 3.1"), (None, "cannot be read")],
)
def test_the_page_states_whether_the_machine_was_busy(load: float | None, stated: str) -> None:
    assert stated in "\n".join(busy_lines(load))


def test_the_start_of_a_command_ends_before_its_first_run() -> None:
    (start,) = (code for what, code in STARTS.items() if what.endswith("up to its first run"))
    assert child(start).cpu > 0.0  # it fails when the command goes on


def test_scripts_of_children_are_python() -> None:
    for code in (*STARTS.values(), MEMORY.format(runs=1)):
        compile(code, "child", "exec")


def test_measuring_renews_the_tables_and_leaves_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("Words.\n\n<!-- measured -->\nold\n<!-- /measured -->\n\nMore words.\n", "utf-8")
    monkeypatch.setattr(speed, "tables", lambda effort: iter(["", "new", ""]))
    monkeypatch.setattr("sys.argv", ["speed", "--out", str(page)])
    speed.main()
    said = "Words.\n\n<!-- measured -->\nnew\n<!-- /measured -->\n\nMore words.\n"
    assert page.read_text("utf-8") == said


def test_a_page_without_marks_is_refused_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("Words.\n", "utf-8")
    monkeypatch.setattr(speed, "tables", lambda effort: pytest.fail("measured"))
    monkeypatch.setattr("sys.argv", ["speed", "--out", str(page)])
    with pytest.raises(ValueError, match="no marks"):
        speed.main()
    assert page.read_text("utf-8") == "Words.\n"


def test_the_page_of_this_checkout_has_the_marks() -> None:
    assert f"<!-- {speed.MARK} -->" in speed.PAGE.read_text("utf-8")

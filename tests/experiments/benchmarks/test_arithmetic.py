"""The comparison of arithmetics does what it states; what it measures is never asserted here."""

from __future__ import annotations

import pytest

from experiments.benchmarks import arithmetic
from experiments.benchmarks.arithmetic import (
    ARMS_TOGETHER,
    CHILD,
    COMPARED,
    Arithmetic,
    Runs,
    arithmetic_lines,
)
from sim.arms import ARMS

REPORTED = """
    if way == "reported":
        import sim.rules.delivery
        print(float(sim.rules.delivery.power is math.pow), 0.0, flush=True)
        continue
"""


@pytest.mark.parametrize("library", [False, True])
def test_rules_have_the_arithmetic_that_is_asked_for(library: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    asks = "    way, name, draws = line.split()\n"
    assert CHILD.count(asks) == 1
    monkeypatch.setattr(arithmetic, "CHILD", CHILD.replace(asks, asks + REPORTED))
    with Arithmetic(library) as process:
        assert process.timed("reported", "s_association", 1, 1).cpu == float(library)
    assert process.process.returncode is not None


def test_a_process_that_ends_is_an_error() -> None:
    with Arithmetic(library=False) as process, pytest.raises(RuntimeError, match="ended"):
        process.timed("nothing", "s_association", 1, 1)


def test_each_comparison_has_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    mesa = {"in Mesa": Runs("in_mesa", "s_association", 1, 1, "≤ 9")}
    monkeypatch.setattr(arithmetic, "COMPARED", mesa)
    (row,) = (line for line in arithmetic_lines(full=False) if line.startswith("| in Mesa"))
    assert row.endswith(" | ≤ 9 |")


def test_runs_are_those_that_the_draws_make() -> None:
    assert len(ARMS) == ARMS_TOGETHER
    for each in COMPARED.values():
        assert each.runs == each.draws * (ARMS_TOGETHER if each.way == "one_seed" else 1)

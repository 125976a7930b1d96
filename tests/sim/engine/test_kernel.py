"""The compiled loop's own parts: finite numbers, memory, the notice, rules that do not compile."""

from __future__ import annotations

import sys
import time

import numba
import numpy as np
import pytest

from sim.engine import kernel as kernel_module
from sim.engine.kernel import CompilationError, Notice, Workspace, all_finite, kernel
from sim.scenario.scenario import Scenario
from sim.texts import LANGUAGES, speaking, spoken
from sim.world import STATES

BAD = (np.nan, -np.nan, np.inf, -np.inf)
FINE = (0.0, -0.0, 1e308, -1.7976931348623157e308, 5e-324, -1.0)


@pytest.mark.parametrize("check", [all_finite, numba.njit(all_finite)], ids=["plain", "compiled"])
@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_a_number_that_is_none_is_seen_wherever_it_stands_and_integers_are_left_alone(check):
    for columns in (1, 2, 3, 4, 5, 8, 9):
        numbers = np.zeros((3, columns + 2))
        words = numbers.view(np.uint64)
        words[:, columns:] = 2**64 - 1  # the integer −1 reads as a float that is none
        for row in range(3):
            for column in range(columns):
                for value in FINE:
                    numbers[row, column] = value
                    assert check(words, columns)
                for value in BAD:
                    numbers[row, column] = value
                    assert not check(words, columns)
                numbers[row, column] = 0.0
    assert check(np.zeros((0, 4), np.uint64), 4)


def test_the_words_are_the_memory_of_the_world_floats_in_front():
    scenario = Scenario.load("s_association")
    space = Workspace(scenario, 12)
    members, words, floats, numbers = space.arguments()
    assert len(members) == len(words) == len(floats) == len(STATES)
    assert numbers.shape == (1,)
    for array, table, count in zip(space.arrays.values(), words, floats, strict=True):
        assert table.shape == (array.size, array.dtype.itemsize // 8)
        fields = array.dtype.fields.values()
        ends = [dtype.itemsize + offset for dtype, offset, *_ in fields if dtype.base == np.float64]
        assert max(ends) == 8 * count
    space.arrays["ties"]["trust"][:] = 0.5
    assert words[list(STATES).index("ties")].view(np.float64)[0, 0] == 0.5


def test_the_notice_tells_in_both_languages_only_when_it_takes_long(capsys, monkeypatch):
    with Notice(kept=True):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(Notice, "PATIENCE", 0.01)
    with Notice(kept=True):
        time.sleep(0.3)
    first, last = capsys.readouterr().err.splitlines()
    assert (
        first
        == "Compiling for this many kinds and instruments, once / 首次遇到此种类数与工具数，正在编译模型 …"
    )
    assert last.startswith("Compiled in 0 s / 编译用时 0 秒")
    with Notice(kept=False):
        time.sleep(0.3)
    assert "set ONEPLUSONE_CACHE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Compiling for this many kinds and instruments, once …"),
        ("zh", "首次遇到此种类数与工具数，正在编译模型 …"),
    ],
)
def test_the_notice_speaks_the_language_of_the_command(capsys, monkeypatch, lang, said):
    monkeypatch.setattr(Notice, "PATIENCE", 0.01)
    with speaking(lang), Notice(kept=True):
        time.sleep(0.3)
    first, last = capsys.readouterr().err.splitlines()
    assert first == said
    assert ("Compiled" in last) == (lang == "en")
    assert spoken() == LANGUAGES  # in Python nobody said which


def test_the_notice_leaves_no_rest_of_its_line_and_tells_of_nothing_compiled_when_interrupted(
    capsys, monkeypatch
):
    monkeypatch.setattr(Notice, "PATIENCE", 0.01)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Notice(kept=True):
        time.sleep(0.3)
    assert capsys.readouterr().err.endswith("\033[K\n")
    notice = Notice(kept=True)
    notice.__enter__()
    time.sleep(0.3)
    notice.__exit__(KeyboardInterrupt)
    message = capsys.readouterr().err
    assert "Compiled" not in message
    assert message.endswith("s\n")


def test_a_rule_that_does_not_compile_is_reported_in_one_line_with_its_place(monkeypatch):
    def broken(record):
        return record.x.y

    monkeypatch.setattr(kernel_module, "_kernel", numba.njit(broken))
    with pytest.raises(CompilationError, match=r"(?s)^.*\n  .*test_kernel\.py:\d+$"):
        kernel((np.zeros(1, [("x", "f8")])[0],))

"""Two checkouts beside each other: who is measured when, and what the table says."""

from pathlib import Path

import pytest

from experiments.benchmarks import against
from experiments.benchmarks.against import COLD, ROOT, WORKS, compared, lines, main, measured


def test_both_take_turns_compile_once_and_the_quickest_round_counts(monkeypatch):
    asked = []

    def fake(folder, cache):
        asked.append((folder, cache.name))
        turn = (len(asked) + 1) // 2
        return [30.0 if folder == ROOT else 20.0, *(turn * (1.0 if folder == ROOT else 2.0) for _ in WORKS)]

    monkeypatch.setattr(against, "measured", fake)
    other = Path("/elsewhere")
    found = compared(other, 2)
    assert [folder for folder, _ in asked] == [other, ROOT, ROOT, other, other, ROOT]
    assert len(set(asked)) == 2  # each keeps its own cache
    assert found[COLD] == ([20.0], [30.0])
    assert found["case, contract"] == ([4.0, 6.0], [2.0, 3.0])
    table = list(lines(found))
    assert len(table) == 2 + len(found)
    assert table[2].endswith("| 0.67 | 0.67 |")
    assert table[3] == "| case, all arms | 4,000,000.0 | 2,000,000.0 | 2.00 | 2.00 |"


def test_a_checkout_is_measured_in_a_process_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(against, "WORKS", {"one": ("s_association", "[0]", 1, True)})
    monkeypatch.setattr(against, "MEASURE", "print(1.5); print(len({works}))")
    assert measured(ROOT, tmp_path) == pytest.approx([1.5, 1.0])


def test_what_a_checkout_that_fails_said_is_passed_on(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(against, "MEASURE", "raise LookupError('no such rule')  # {works}")
    with pytest.raises(SystemExit) as end:
        main([str(tmp_path), "--rounds", "1"])
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert f"{tmp_path} was not measured, exit status 1" in said
    assert "LookupError: no such rule" in said

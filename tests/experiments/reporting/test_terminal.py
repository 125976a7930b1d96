"""Text in a terminal: colours where they are wanted, columns that line up in Chinese."""

import io

import pytest

from experiments.reporting.terminal import coloured, columns, padded, styled, width, wrapped


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_colours_go_to_terminals_only_and_no_color_is_honoured(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert coloured(Terminal())
    assert styled("a", "bad", Terminal()) == "\x1b[31ma\x1b[0m"
    assert not coloured(io.StringIO())
    assert styled("a", "bad", io.StringIO()) == styled("a", "bad", None) == "a"
    monkeypatch.setenv("TERM", "dumb")
    assert not coloured(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured(Terminal())


@pytest.mark.parametrize(
    ("said", "columns_taken"), [("abc", 3), ("合同", 4), ("e\u0301", 1), ("T：", 3), ("", 0)]
)
def test_width_counts_columns_not_characters(said, columns_taken):
    assert width(said) == columns_taken
    assert width(padded(said, 6)) == 6
    assert padded(said, 6, right=True).endswith(said)


def test_columns_line_up_in_chinese_and_numbers_are_right_aligned():
    lines = columns([["合同", "8", "个月"], ["term", "200000", "元"]], right=frozenset({1}))
    assert lines == ["  合同       8  个月", "  term  200000  元"]
    assert columns([]) == []


def test_columns_line_up_where_names_are_too_long_to_be_folded():
    """Names are not broken; the widest words beside them are, and numbers stay beside the name."""
    rows = [
        ["contract.extension_granted", "Chance that it is granted " * 4, "0.5"],
        ["run.horizon", "a", "48"],
    ]
    lines = columns(rows, right=frozenset({2}))
    assert max(map(width, lines)) <= 100
    assert lines[0].startswith("  contract.extension_granted  Chance that it")
    assert lines[0].endswith("  0.5")
    assert lines[-1] == "  " + padded("run.horizon", 26) + "  a" + " " * (len(lines[0]) - 33) + "48"
    assert " ".join(" ".join(line.split()) for line in lines[:-1]).count("granted") == 5


def test_the_first_column_is_folded_before_others_and_they_begin_where_it_ends(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    rows = [["many words " * 6, "some more words " * 5, "1"]]
    lines = columns(rows)
    assert lines[0] == "  many words many words many words many words many words"[: len(lines[0])]
    assert "some more words" in lines[-1]
    assert lines[-1].endswith("1")


@pytest.mark.parametrize("wide", [40, 80])
def test_a_table_that_does_not_fit_folds_its_heads_and_goes_on_below(wide, monkeypatch):
    """The columns that have no place stand below, beside the names of the rows once more."""
    monkeypatch.setenv("COLUMNS", str(wide))
    rows = [["paths", *["change of Δ"] * 9], ["A + B + C", *["19.8 … 54.9"] * 8, "last"]]
    lines = columns(rows, right=frozenset(range(1, 10)))
    assert max(map(width, lines)) <= wide
    assert sum(line.startswith("  A + B + C  19.8 … 54.9") for line in lines) >= 2
    assert sum(line.count("19.8 … 54.9") for line in lines) == 8
    assert lines[-1].endswith("last")
    assert sum(line.startswith("  paths") for line in lines) >= 2


def test_without_a_terminal_a_line_has_eighty_columns_and_columns_decides_below_a_hundred(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("os.get_terminal_size", lambda stream: (_ for _ in ()).throw(OSError))
    assert max(map(width, wrapped("word " * 60))) in range(75, 81)
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(width, wrapped("word " * 60))) in range(55, 61)
    monkeypatch.setenv("COLUMNS", "300")
    assert max(map(width, wrapped("word " * 60))) in range(95, 101)


def test_a_chinese_bracket_opens_on_the_line_of_what_is_in_it():
    assert wrapped("政府购买服务（合同）内", to=14) == ["政府购买服务", "（合同）内"]


def test_lines_break_after_chinese_punctuation_before_a_name():
    assert wrapped("不确定：control.depth、contract.term；", to=18) == [
        "不确定：",
        "control.depth、",
        "contract.term；",
    ]


def test_long_lines_break_at_blanks_and_between_chinese_characters():
    assert wrapped("one two three", to=8) == ["one two", "three"]
    assert wrapped("政府向社会组织购买服务。", indent=2, to=12) == ["  政府向社会", "  组织购买服", "  务。"]
    assert all(width(line) <= 40 for line in wrapped("政府 buys 服务 from 社会组织 " * 9, to=40))

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


def test_the_first_column_is_folded_before_others_and_they_begin_where_it_ends():
    rows = [["many words " * 6, "some more words " * 5, "1"]]
    lines = columns(rows)
    assert lines[0] == "  many words many words many words many words many words"[: len(lines[0])]
    assert "some more words" in lines[-1]
    assert lines[-1].endswith("1")


def test_long_lines_break_at_blanks_and_between_chinese_characters():
    assert wrapped("one two three", to=8) == ["one two", "three"]
    assert wrapped("政府向社会组织购买服务。", indent=2, to=12) == ["  政府向社会", "  组织购买服", "  务。"]
    assert all(width(line) <= 40 for line in wrapped("政府 buys 服务 from 社会组织 " * 9, to=40))

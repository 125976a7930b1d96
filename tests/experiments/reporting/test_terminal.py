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


def test_short_rows_of_chinese_characters_stay_whole():
    """What is no longer than a term may be one: 合同期限, 参数抽样."""
    assert wrapped("地图：合同期限 与 参数抽样", to=13) == ["地图：", "合同期限 与", "参数抽样"]
    assert wrapped("（合同期限）内", to=12) == ["（合同期限）", "内"]
    rows = [["工具", "合同期限"], ["直接提供", "8"]] * 3
    assert columns(rows, right=frozenset({1}))[0] == "  工具      合同期限"


def test_longer_rows_break_before_and_and_after_of():
    assert wrapped("政府能力缺口与反馈缺失", to=14) == ["政府能力缺口", "与反馈缺失"]
    assert wrapped("职责不清的委托", to=12) == ["职责不清的", "委托"]


def test_a_term_wider_than_a_line_is_broken_all_the_same():
    assert wrapped("合同期限 8", to=6) == ["合同期", "限 8"]
    assert max(map(width, wrapped("政府能力缺口与反馈缺失" * 4, to=7))) <= 7


def test_a_column_has_room_for_the_longest_word_and_the_blanks_before_it(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    rows = [["name", "1" * 20], ["    measurements taken", "2"]]
    lines = columns(rows, right=frozenset({1}))
    assert lines[1] == "      measurements"
    assert {width(line) for line in lines if "1" in line or "2" in line} == {38 + 2 - (38 - 16 - 2 - 20)}


@pytest.mark.parametrize(
    "words", ["在多少抽样中尚无法分辨", "水平上无法分辨影响", "只有增加抽样才有帮助", "已对全部参数点作校正"]
)
@pytest.mark.parametrize("to", [56, 64, 78])
def test_in_long_lines_longer_rows_of_chinese_characters_stay_whole_too(words, to):
    """Notes of figures and footers of pages: 未能分/辨 is not to be read anywhere."""
    for before in range(1, to - 1):
        lines = wrapped("1" * before + "，" + f"{words}，" * 3, to=to)
        assert all(width(line) <= to for line in lines)
        assert "".join(lines).count(words) == 3
        assert sum(line.count(words) for line in lines) == 3


def test_of_a_row_that_is_too_long_the_last_word_stays_whole():
    row = "二三四五六七八九十一二三四五六七无法分辨"
    for before in range(1, 56):
        assert any("无法分辨" in line for line in wrapped("1" * before + f"，{row}。", to=56))


def test_what_is_compared_is_never_parted():
    said = "合用 2.07，P(1+1 > 2) 67%"
    for to in range(14, 40):
        assert any("1+1 > 2" in line for line in wrapped(said, to=to)), to
    assert "".join(wrapped(said, to=80)) == said

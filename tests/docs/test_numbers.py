"""Every number that README and docs say was measured comes from a command, of the model that is there."""

import pytest

from docs.numbers import checking, results
from docs.numbers.__main__ import differing
from docs.numbers.checking import mutations, pages, problems, problems_of
from docs.numbers.reading import ROOT, blocks, exempt, numbers
from experiments.validation.patterns import patterns

RENEW = "measure anew: python -m docs.numbers --run, then mend the pages"
SHORT = 3.0
"""Seconds of a command that is run with the tests."""
COMMANDS = results.commands()
NOTICED = 0.75
"""Of all numbers that a page takes from results, the least part whose last digit cannot be any other.

The rest agree by chance with another value of the same source, such as intervals that lie together."""

each_page = pytest.mark.parametrize("page", pages())


def text(page):
    return pages()[page].read_text("utf-8")


def sourced(page):
    """The blocks of a page whose numbers are looked for."""
    return [block for block in blocks(page, text(page)) if block.sources]


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_stored_was_made_with_the_model_that_is_there(name):
    found = results.stored(name)
    assert found["model"] == results.model(), RENEW
    assert found["command"] == COMMANDS[name].line, RENEW


def test_every_stored_result_has_its_command():
    assert {path.stem for path in results.RESULTS.glob("*.json")} == set(COMMANDS)


@each_page
def test_every_number_comes_from_where_the_page_says(page):
    assert [str(problem) for problem in problems(page, text(page))] == [], RENEW


@each_page
def test_a_changed_digit_is_noticed(page):
    changed = [(number, other) for block in sourced(page) for number, other in mutations(block)]
    unnoticed = [f"{other.line}: {number.words}" for number, other in changed if not problems_of(other)]
    assert len(unnoticed) <= (1 - NOTICED) * len(changed), unnoticed


@each_page
def test_a_changed_model_is_noticed(page, monkeypatch):
    """Were every result a tenth and 0.03 higher, every block that has numbers of its own would say so."""
    given = {block: problems_of(block) for block in sourced(page)}
    assert all(found == [] for found in given.values())
    whole = checking.values

    def moved(source):
        fixed = source.partition("/")[0] in results.FACTS or "values" in results.table().get(source, {})
        return {path: value if fixed else 1.1 * value + 0.03 for path, value in whole(source).items()}

    monkeypatch.setattr(checking, "values", moved)
    blind = [block.line for block in given if measured(block) and not problems_of(block)]
    assert blind == []


def measured(block):
    """Whether a block has numbers of a command beside sizes and facts."""
    names = {source.partition("/")[0] for source in block.sources} - set(results.FACTS)
    names = {name for name in names if "values" not in results.table().get(name, {})}
    return names and any(number.step < 1 or number.percent for number in block.numbers)


def test_both_languages_name_the_same_sources():
    for page in pages():
        other = page.replace(".md", ".zh.md")
        if other in pages():
            named = [
                sorted(source for block in blocks(each, text(each)) for source in block.sources)
                for each in (page, other)
            ]
            assert named[0] == named[1], page


def test_every_source_is_quoted():
    """What no page quotes need not be measured."""
    quoted = {source for page in pages() for block in blocks(page, text(page)) for source in block.sources}
    seen = set().union(*map(results.names, quoted))
    assert set(results.table()) - seen == set()


def test_what_is_exempt_is_there_and_has_a_reason():
    rows = {**exempt()["pages"], **exempt()["patterns"], **exempt()["generated"]}
    rows |= {pattern: why for each in exempt()["only"].values() for pattern, why in each.items()}
    rows |= {name: row["why"] for name, row in results.table().items() if "values" in row}
    assert [name for name, why in rows.items() if len(why) < 5] == []
    assert [page for page in (*exempt()["pages"], *exempt()["only"]) if not (ROOT / page).exists()] == []


def written(words):
    return [(number.value, number.percent, len(number.bounds)) for number in numbers(words) if number.claims]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1.91 [1.90, 1.92]", [(1.91, False, 2)]),
        ("1.91 [1.90, 1.92]；1.75–2.12", [(1.91, False, 2), (1.75, False, 0), (2.12, False, 0)]),
        ("20% (17%–22%) of 1,000 draws", [(20, True, 0), (17, True, 0), (22, True, 0), (1000, False, 0)]),
        ("13% [8, 21]", [(13, True, 2)]),
        ("in 20 of every 100 draws; 每 100 次抽样中有 7 次", [(20, True, 0), (7, True, 0)]),
        ("17–22%", [(17, True, 0), (22, True, 0)]),
        ("占 20%（17%–22%），至少 −0.05", [(20, True, 0), (17, True, 0), (22, True, 0), (-0.05, False, 0)]),
        ("共20万元与 1.2 亿次", [(200_000, False, 0), (120_000_000, False, 0)]),
        ("6.3 million runs", [(6_300_000, False, 0)]),
        ("−1,110 = −596 + 34", [(-1110, False, 0), (-596, False, 0)]),
        ("+56 [42, 70]", [(56, False, 2)]),
        ("8 months, 25 studios, in 2023, P22, SHA-256, `0.5`, [1.5](2.5.md), 1 + 1", [(1.5, False, 0)]),
    ],
)
def test_numbers_are_read_as_they_are_written(words, expected):
    assert written(words) == expected


def problem(words, source, monkeypatch, **given):
    values = {path.replace("_", "."): value for path, value in given.items()}
    monkeypatch.setattr(checking, "values", lambda name: values)
    return problems("page.md", f"<!-- from: {source} -->\n{words}\n")


def test_a_number_is_looked_for_at_its_printed_precision(monkeypatch):
    assert problem("It is 1.91.", "x", monkeypatch, a_value=1.9149) == []
    assert problem("It is 1.91.", "x", monkeypatch, a_value=1.9152)
    assert problem("It is 52,900.", "x", monkeypatch, a_value=52_931.0)
    assert problem("It is 52,900.", "x; to 100", monkeypatch, a_value=52_931.0) == []


def test_a_sign_counts_unless_the_words_carry_it(monkeypatch):
    assert problem("It takes 0.11.", "x", monkeypatch, a_value=-0.11)
    assert problem("It takes 0.11.", "x; without sign", monkeypatch, a_value=-0.11) == []
    assert problem("It is −0.11.", "x; without sign", monkeypatch, a_value=0.11)
    assert problem("It is −0.00.", "x", monkeypatch, a_value=0.001)


def test_an_interval_is_that_of_the_same_estimate(monkeypatch):
    given = {"a_value": 1.91, "a_low": 1.90, "b_high": 1.92, "b_value": 1.5}
    assert problem("It is 1.91 [1.90, 1.92].", "x", monkeypatch, **given)
    assert problem("It is 1.91 [1.90, 1.92].", "x", monkeypatch, **given, a_high=1.92) == []


def test_a_block_with_numbers_and_no_source_is_a_problem():
    for block in ("It is 1.91.", "- it is 20%", "| 1,000 |", "# Of 1,000 runs"):
        assert [each.why for each in problems("page.md", f"\n{block}\n")] == ["no source is named"]
    assert [each.why for each in problems("page.md", "<!-- from: nothing -->\nIt is 1.91.")] == [
        "there is no such source"
    ]


def test_a_source_holds_for_its_block_its_table_or_its_section():
    page = "# A\n\n<!-- from: a -->\n\n1.1\n\n1.2\n\n## B\n\n1.3\n\n"
    page += "<!-- from: b -->\n| 1.4 |\n| 1.5 <!-- from: c --> |\n"
    found = {block.text.strip("| ").split()[0]: block.sources for block in blocks("p.md", page)}
    assert {name: found[name] for name in ("1.1", "1.2", "1.3", "1.4", "1.5")} == {
        "1.1": ("a",), "1.2": ("a",), "1.3": (), "1.4": ("b",), "1.5": ("c",)
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name, each in COMMANDS.items() if each.seconds < SHORT])
def test_a_short_command_gives_what_is_stored(name):
    assert differing(COMMANDS[name].run(), results.stored(name)["values"]) == [], RENEW


@pytest.mark.parametrize("name", ["P7", "P9", "P13"])
def test_a_short_part_of_a_long_command_gives_what_is_stored(name):
    there = results.stored("patterns")["values"]
    for place, found in enumerate(patterns([name])):
        here = {"value": found.estimate, "low": found.low, "high": found.high, "n": found.runs}
        assert {part: there[f"{name}.{place}.{part}"] for part in here} == {
            part: float(f"{number:.4g}") for part, number in here.items()
        }, RENEW


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name, each in COMMANDS.items() if each.seconds >= SHORT])
def test_a_command_gives_what_is_stored(name):
    assert differing(COMMANDS[name].run(), results.stored(name)["values"]) == [], RENEW

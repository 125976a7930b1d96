"""The reports of ledger and reform paths: right numbers, both languages, never without their limits."""

import dataclasses
import re

import pytest
from matplotlib.text import Text

from experiments.attribution import ledger_report, paths_report
from experiments.attribution.ledger_report import DILEMMA_LABELS
from experiments.attribution.paths_report import PATH_LABELS
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import in_plain_words, not_shown, outcome_name
from experiments.texts import LANGUAGES, text
from tests.support import sample_results

PAGES = {
    "ledger": lambda lang: ledger_report.lines(sample_results.ledger().settings, DILEMMA_LABELS, lang),
    "paths": lambda lang: paths_report.lines(sample_results.paths(), PATH_LABELS, lang),
}


def first_ledger():
    return sample_results.ledger().settings[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_report_states_summary_evidence_and_limits(name, lang):
    said = "\n".join(PAGES[name](lang))
    assert in_plain_words((), lang)[0] in said
    assert not_shown((), lang)[0] in said
    assert {"en": "masterseed", "zh": "主种子"}[lang] in "".join(said.split())  # lines are broken
    assert "95%" in said
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)


def test_the_ledger_names_harm_first_and_help_apart():
    found = first_ledger()
    said = " ".join(ledger_report.summary(found.of("one_plus_one"), found, DILEMMA_LABELS, "en"))
    assert re.search(r"Largest of those resolved: Delegation without clear duties \(−0\.1[34]\d\)", said)
    assert re.search(r"Countable incentives × Time limit 0\.(099|10\d) \(resolved at 5%\)", said)


def test_an_undefined_ledger_says_so():
    found = first_ledger()
    account = dataclasses.replace(
        found.of("one_plus_one"), neutral=None, actual=None, total=None, undefined=7
    )
    said = ledger_report.summary(account, found, DILEMMA_LABELS, "en")
    undefined = "1+1 against the two alone is undefined in 7 of the 256 worlds"
    assert said == [f"{undefined}, so nothing is attributed; see what is defined."]


def test_an_unresolved_entry_states_the_draws_needed_or_why_there_is_no_number():
    whole = first_ledger()
    account = whole.of("one_plus_one")
    harm = account.entries[1]
    zero = dataclasses.replace(harm.estimate, value=0.0)
    cases = (
        dataclasses.replace(harm, resolved=False, draws_to_resolve=1234),
        dataclasses.replace(harm, resolved=False, draws_to_resolve=-1),
        dataclasses.replace(harm, resolved=False, draws_to_resolve=-1, estimate=zero),
    )
    shown = []
    for entry in cases:
        open_ = dataclasses.replace(account, entries=(account.entries[0], entry, *account.entries[2:]))
        said = " ".join(ledger_report.summary(open_, whole, DILEMMA_LABELS, "en"))
        assert "Not resolved at 5%: Time limit (" in said
        shown.append(said.partition("Not resolved at 5%: Time limit (")[2].partition(")")[0])
    assert "1,300 draws" in shown[0]
    assert "ten million draws" in shown[1]
    assert "zero" in shown[2]


def test_the_neutral_setting_is_named_by_its_own_number():
    second = sample_results.ledger().under(2)
    assert ledger_report.summary_lines([second], DILEMMA_LABELS, "en")[0] == "Neutral setting 2"
    with pytest.raises(ValueError, match="no neutral setting 3; there are 1, 2"):
        sample_results.ledger().under(3)


def test_settings_without_a_resolved_dilemma_are_not_said_to_agree():
    open_ = []
    for whole in sample_results.ledger().settings:
        account = whole.of("added_value")
        entries = tuple(dataclasses.replace(one, resolved=False) for one in account.entries)
        accounts = (dataclasses.replace(account, entries=entries), *whole.accounts[1:])
        open_.append(dataclasses.replace(whole, accounts=accounts))
    assert "cannot be said" in ledger_report.agreement(open_, DILEMMA_LABELS, "en")
    agreed = ledger_report.agreement(sample_results.ledger().settings, DILEMMA_LABELS, "en")
    assert "agree in sign" in agreed


def test_paths_that_help_each_other_are_named():
    said = " ".join(paths_report.summary(sample_results.paths(), PATH_LABELS, "en"))
    assert "Meta-governance and Cultivating social organisations together give 0.10 more" in said
    assert "equal to within 2%" in said


def test_unequal_money_is_reported():
    found = sample_results.paths()
    rows = (*found.rows[:-1], dataclasses.replace(found.rows[-1], equal_money=False))
    said = " ".join(paths_report.summary(dataclasses.replace(found, rows=rows), PATH_LABELS, "en"))
    assert "these comparisons are not at equal money" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_heading_and_the_figure_say_whether_the_money_is_equal(lang):
    equal = sample_results.paths()
    rows = (*equal.rows[:-1], dataclasses.replace(equal.rows[-1], equal_money=False))
    unequal = dataclasses.replace(equal, rows=rows)
    head = {
        found: paths_report.lines(each, PATH_LABELS, lang)[0]
        for found, each in (("equal", equal), ("unequal", unequal))
    }
    assert head == {name: text(f"paths.title_{name}", lang) for name in head}
    said = text("paths.figure.unequal", lang, names="A + B")
    for found, here in ((equal, False), (unequal, True)):
        note = "".join(one.get_text() for one in found.plot(lang).findobj(Text))
        assert ("".join(said.split()) in "".join(note.split())) is here


def test_unresolved_paths_state_the_draws_needed():
    found = sample_results.paths()
    gains = tuple(
        dataclasses.replace(one, resolved=False, draws_to_resolve=77) for one in found.rows[1].gains
    )
    rows = (found.rows[0], dataclasses.replace(found.rows[1], gains=gains), *found.rows[2:])
    said = " ".join(paths_report.summary(dataclasses.replace(found, rows=rows), PATH_LABELS, "en"))
    assert re.search(r"not resolved at 5% \([^)]*77 draws[^)]*\)", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mark_of_an_unresolved_path_is_at_its_number_however_wide_the_table_is(lang):
    found = sample_results.paths()
    rows = tuple(
        dataclasses.replace(
            row, gains=tuple(dataclasses.replace(one, resolved=not row.paths) for one in row.gains)
        )
        for row in found.rows
    )
    shown = paths_report.table(dataclasses.replace(found, rows=rows), PATH_LABELS, lang)
    assert sum(len(re.findall(r"\d\?", line)) for line in shown) == 2 * (len(rows) - 1)
    # no mark stands alone but in the note below the table, which says what it means
    note = wrapped(text("analysis.correction", lang, tests=len(rows) - 1), indent=2)
    assert all(len(re.findall(r"\d\?", line)) == line.count("?") for line in shown if line not in note)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ledger_as_a_table_has_a_row_for_each_dilemma_and_both_ends(lang):
    found = sample_results.ledger()
    frame = found.to_frame(lang)
    assert len(frame) == 2 * 10
    account = found.settings[0].of("one_plus_one")
    name = outcome_name("one_plus_one", lang)
    assert frame[name][1] == account.entries[0].estimate.value
    assert (frame[name][0], frame[name][9]) == (account.neutral.value, account.actual.value)
    assert {"en": "Δ (service-months)", "zh": "Δ（服务月）"}[lang] in frame.columns


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_paths_as_a_table_have_a_row_for_each_combination(lang):
    found = sample_results.paths()
    frame = found.to_frame(lang)
    assert len(frame) == len(found.rows) == 4
    column = {"en": "change of Δ (service-months)", "zh": "Δ 的变化（服务月）"}[lang]
    assert frame[column].tolist() == [row.gain("delta").change.value for row in found.rows]


@pytest.mark.parametrize("name", ["ledger", "paths"])
def test_a_result_is_short_to_look_at_and_summarises_itself(name):
    found = getattr(sample_results, name)()
    assert len(repr(found)) < 300
    assert repr(found).startswith(f"<{type(found).__name__}: ")
    assert "<table" in found._repr_html_()
    assert any("一" <= sign <= "鿿" for sign in found.summary("zh"))

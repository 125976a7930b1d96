"""What a sensitivity analysis says: the right numbers, in both languages, with its limits."""

import dataclasses
import re

import pytest

from experiments.provenance import RunMetadata
from experiments.sensitivity import report
from experiments.sensitivity import screening_report as screening
from experiments.sensitivity.result import REFUSED, UNRESOLVED
from experiments.sensitivity.screening import LeftOut, Screening
from experiments.texts import LANGUAGES, text
from sim.parameters.registry import PARAMETERS
from sim.scenario import Scenario
from tests.support import sample_results


def summary(item, whole, lang="en"):
    return report.summary(item, whole, PARAMETERS, lang)


def screened(found=(), left_out=(), method="morris"):
    return Screening(method, 10, 2, "common", 0, False, tuple(found), tuple(left_out))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_has_a_summary_the_evidence_and_its_limits(lang):
    said = "\n".join(report.lines(sample_results.sensitivity(), PARAMETERS, lang))
    for key in ("analysis.summary", "analysis.not_shown"):
        assert text(key, lang) in said
    assert {"en": "seed", "zh": "种子"}[lang] in said
    assert "95%" in said
    assert "{" not in said
    assert not re.search(r"\bnan\b", said)


def test_shares_of_the_variance_are_those_of_the_result():
    item = sample_results.sensitivity().of("delta")
    said = summary(item, sample_results.sensitivity())
    assert f"{100 * item.stochastic_share.value:.0f}% is stochastic" in said[0]
    assert said[1] == "Term has the largest total-order index (rank 1 at 95% simultaneous confidence)."


def test_equal_parameters_are_reported_as_unresolved():
    item = sample_results.sensitivity().of("delta")
    alike = tuple(dataclasses.replace(share, best_rank=1, worst_rank=3) for share in item.shares)
    said = summary(dataclasses.replace(item, shares=alike), sample_results.sensitivity())
    assert "Which of these has the largest total-order index is not resolved" in said[1]


def test_one_influential_parameter_among_unresolved_ranks_is_not_reported_as_a_choice_of_one():
    """ "Which of these is largest: A" names no alternative: only that the first rank is not resolved."""
    found = sample_results.sensitivity()
    item = found.of("delta")
    shares = tuple(
        dataclasses.replace(share, best_rank=1, worst_rank=3, influential=place == 0)
        for place, share in enumerate(item.shares)
    )
    said = summary(dataclasses.replace(item, shares=shares), found)
    assert said[1] == "Which parameter has the largest total-order index is not resolved."


@pytest.mark.parametrize(
    ("state", "words"), [(UNRESOLVED, "is not resolved from the noise"), (REFUSED, "1 of 2,048")]
)
def test_without_indices_the_reason_is_given(state, words):
    whole = sample_results.sensitivity()
    item = dataclasses.replace(whole.of("delta"), state=state, failed=(3,))
    assert words in " ".join(summary(item, whole)).replace("2048", "2,048")


@pytest.mark.parametrize(
    ("field", "number", "words"),
    [
        ("base_size_to_resolve", 4096, "Nearest to being resolved is Term (index"),
        ("base_size_to_resolve", -1, "For 1 of them no N can be given"),
        ("base_size_to_narrow", 512, "N = 512 would narrow the intervals to that"),
    ],
)
def test_unresolved_indices_come_with_the_n_needed(field, number, words):
    whole = sample_results.sensitivity()
    item = whole.of("delta")
    first = dataclasses.replace(
        item.shares[0], influential=False, total=dataclasses.replace(item.shares[0].total, high=9.0),
        **{"base_size_to_resolve": 0, "base_size_to_narrow": 0, field: number},
    )  # fmt: skip
    others = tuple(
        dataclasses.replace(one, base_size_to_resolve=0, base_size_to_narrow=0) for one in item.shares[1:]
    )
    assert words in " ".join(summary(dataclasses.replace(item, shares=(first, *others)), whole))


def test_noise_that_hides_the_parameters_comes_with_the_n_needed():
    whole = sample_results.sensitivity()
    hidden = dataclasses.replace(whole.of("delta"), state=UNRESOLVED, base_size_to_show=2048)
    assert "N = 2,048 would be needed" in " ".join(summary(hidden, whole))
    never = dataclasses.replace(hidden, base_size_to_show=-1)
    assert "No N can be given" in " ".join(summary(never, whole))


def test_unresolved_interactions_are_reported_as_unresolved():
    whole = sample_results.sensitivity()
    item = dataclasses.replace(whole.of("delta"), base_size_to_split=65_536)
    said = " ".join(summary(item, whole))
    assert "The part of the interactions is not resolved: N = 65,536 would give it to ±0.1." in said
    never = dataclasses.replace(item, base_size_to_split=-1)
    assert "more than ten million rows" in " ".join(summary(never, whole))
    resolved = dataclasses.replace(item, base_size_to_split=0)
    assert "The part of the interactions" not in " ".join(summary(resolved, whole))


def test_of_unresolved_pairs_the_nearest_is_named_with_its_n():
    whole = sample_results.sensitivity()
    item = whole.of("delta")
    pairs = tuple(
        dataclasses.replace(pair, influential=False, base_size_to_resolve=size)
        for pair, size in zip(item.pairs, (4096, 1024, -1), strict=True)
    )
    said = " ".join(summary(dataclasses.replace(item, pairs=pairs), whole))
    near = " × ".join(
        PARAMETERS[name].label("en") for name in (item.pairs[1].first_name, item.pairs[1].second_name)
    )
    assert (
        f"No interaction of two parameters is resolved at 5%. Nearest to being resolved is {near} (index"
        in said
    )
    assert "N = 1,024 would be needed" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_outcome_left_out_of_a_screening_is_named_with_its_reason(lang):
    left = (LeftOut("one_plus_one", 7, 2, 640, (3, 5)),)
    found = screened(sample_results.screening()[:3], left)
    said = "".join(screening.screening_lines(found, PARAMETERS, lang))
    words = {
        "en": "1+1 against the two alone is left out: at 7 of 640 points",
        "zh": "1+1（相对于各自单独） 未列出：640 个参数点中有 7 个",
    }
    assert words[lang] in said
    assert {"en": "Δ: the influence of 3 of 3 parameters", "zh": "Δ：3 个参数中有 3 个"}[lang] in said
    alone = screening.screening_summary(screened(left_out=left), PARAMETERS, lang)
    assert {"en": "No outcome is left", "zh": "没有剩下"}[lang] in alone[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("held", [False, True])
def test_parameters_that_are_neither_drawn_nor_varied_are_not_said_to_be_averaged(lang, held):
    said = "".join("".join(report.lines(sample_results.sensitivity(), PARAMETERS, lang, held)).split())
    averaged, stay = ("".join(text(f"analysis.{key}", lang).split()) for key in ("priors", "held"))
    assert (averaged in said, stay in said) == (not held, held)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_result_says_in_a_notebook(lang):
    whole = sample_results.sensitivity()
    assert whole.summary(lang).splitlines()[0].startswith(("1+1", "Δ"))
    frame = whole.to_frame(lang)
    assert len(frame) == 2 * len(whole.factors)
    assert frame[text("sensitivity.frame.total", lang)][0] == whole.outcomes[0].shares[0].total.value
    assert repr(whole).startswith("<Sensitivity: 1+1 against the two alone: Of the variance")
    assert len(repr(whole)) < 300
    assert "metadata" not in whole.to_dict()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("method", ["morris", "pawn"])
def test_what_a_screening_says_in_a_notebook(lang, method):
    rows = [one for one in sample_results.screening() if one.method == method]
    found = screened(rows, method=method)
    frame = found.to_frame(lang)
    assert frame[text(f"sensitivity.frame.{method}", lang)].tolist() == [one.value for one in rows]
    assert text("sensitivity.frame.outcome", lang) == frame.columns[0]
    assert repr(found) == "<Screening: Δ: the influence of 3 of 3 parameters is resolved at 5%.>"
    assert "10" in screening.evidence(found, lang)


def test_names_are_those_of_the_scenario_of_the_result():
    case = Scenario.load("s_association")
    metadata = RunMetadata("sensitivity", case, 0, "compiled", 0)
    assert report.parameters_of(sample_results.sensitivity()) is PARAMETERS
    known = dataclasses.replace(sample_results.sensitivity(), metadata=metadata)
    assert report.parameters_of(known) is case.parameters


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [report.ROWS, report.ROWS + 3])
def test_tables_that_leave_parameters_out_say_so(lang, count):
    item = sample_results.sensitivity().of("delta")
    shares = tuple(dataclasses.replace(item.shares[0], name=f"p.{place}") for place in range(count))
    one = sample_results.screening()[0]
    rows = [dataclasses.replace(one, parameter=f"p.{place}") for place in range(count)]
    tables = (
        report.table(dataclasses.replace(item, shares=shares), PARAMETERS, lang),
        screening.screening_lines(screened(rows), PARAMETERS, lang),
    )
    note = "".join(text("sensitivity.rows_shown", lang, shown=report.ROWS, count=count).split())
    for each in tables:
        assert (note in "".join("".join(each).split())) == (count > report.ROWS)

import math
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from experiments.calibration.conditioning import agreement, condition_on
from experiments.comparison.differences import differences
from experiments.reporting.numbers import number, percent
from experiments.reporting.wording import axis_values, column_values, correction_note, prior_words, summary
from experiments.results import Result
from experiments.statistics.intervals import Estimate
from experiments.statistics.sample_size import sample_size
from experiments.synergy.break_even import break_even, horizon_break_even, weight_break_evens
from experiments.synergy.report import answer_words, verdict_words
from experiments.synergy.synergy import synergy
from experiments.synergy.verdict import VERDICTS
from experiments.texts import LANGUAGES, placeholders, room
from sim.arms import G_S, GS, G, S
from sim.parameters.priors import Mixture, Triangular, Uniform
from sim.parameters.registry import PARAMETERS
from sim.texts import UnknownLanguage

RNG = np.random.default_rng(1)
OVERALL = (*VERDICTS, "depends")
NAMES = {"first": "甲", "second": "乙", "parameter": "φ"}


def test_values_along_an_axis_have_the_decimals_by_which_they_differ():
    name, thirds = "control.indicators", [0.0, 2 / 3, 1.0, 4 / 3, 2.0]
    assert axis_values(name, thirds, PARAMETERS, "en") == ["0", "0.67", "1", "1.33", "2"]
    near = [0.001, 0.002, 0.0125]
    assert axis_values(name, near, PARAMETERS, "en") == ["0.001", "0.002", "0.013"]
    assert axis_values(name, [0, 0.375, 0.75, 1.125, 1.5], PARAMETERS, "en") == [
        "0", "0.375", "0.75", "1.125", "1.5",
    ]  # fmt: skip
    assert axis_values("contract.term", [4.0, 8.0], PARAMETERS, "en") == ["4", "8"]


def test_a_column_has_one_precision_and_a_choice_its_names():
    name = "control.indicators"
    assert column_values(name, [1.00088, 1.18331, 0.331], PARAMETERS, "en") == ["1.001", "1.183", "0.331"]
    assert column_values(name, [0.25, 1.0, -0.5], PARAMETERS, "en") == ["0.25", "1.00", "−0.50"]
    assert column_values(name, [12345.67891, 1000], PARAMETERS, "en") == ["12,346", "1,000"]
    assert column_values(name, [0.0, 2.0], PARAMETERS, "en") == ["0", "2"]
    assert column_values("policy.instrument", [0], PARAMETERS, "en") == ["direct"]


def test_a_prior_is_written_as_other_numbers_are_and_may_go_without_its_unit():
    term = next(each for each in PARAMETERS.values() if each.unit == "months")
    assert prior_words(Uniform(-1.5, 12000), term, "en").startswith("−1.5 to 12,000 ")
    mixed = Mixture(((0.5, Uniform(-1.5, 12000)), (0.5, Triangular(1000, 2000, 3000))))
    assert (
        prior_words(mixed, term, "en", with_unit=False)
        == "50%: −1.5 to 12,000; 50%: 1,000 to 3,000, peak 2,000"
    )


def world(apart: float, together: float, draws: int = 60, seeds: int = 3) -> np.ndarray:
    values = np.zeros((draws, seeds, 8))
    values[..., [G, S]] = apart / 2
    values[..., G_S] = apart
    values[..., GS] = together + np.linspace(-1, 1, draws * seeds).reshape(draws, seeds)
    return values


def sentence(result: Result, lang: str) -> str:
    said = summary(result, lang, **NAMES)
    assert "{" not in said
    assert "nan" not in said.lower()
    assert "  " not in said
    assert said[-1] in ".。"
    assert said.count("。") == (lang == "zh")
    assert bool(re.search("[一-鿿]{4}", said)) == (lang == "zh")
    return said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verdict", OVERALL)
def test_every_verdict_has_its_own_sentence(lang: str, verdict: str) -> None:
    result = replace(synergy(world(100, 120)), overall=verdict)
    said = sentence(result, lang)
    others = {summary(replace(result, overall=other), lang) for other in OVERALL if other != verdict}
    assert said not in others
    assert "1+1 = 2.40" in said
    assert "100%" in said


@pytest.mark.parametrize(
    ("values", "beginning"),
    [
        (world(100, 120), "Together they create more, by both benchmarks"),
        (world(100, 80), "Together they create less, by both benchmarks"),
        (world(100, 40), "Together they create no more than the better"),
        (world(100, 100), "Together they create as much as without a contract"),
        (world(100, 100, draws=2), "So far: 1+1 = 2.00 against both side by side"),
        (world(20, 20, draws=80), "The evidence does not decide"),
        (
            world(100, 120, draws=10),
            "So far: 1+1 = 2.40 against both side by side",
        ),
        (np.zeros((40, 2, 8)), "Nothing is created"),
    ],
)
def test_the_sentence_follows_from_the_runs(values: np.ndarray, beginning: str) -> None:
    assert summary(synergy(values)).startswith(beginning)


@pytest.mark.parametrize(
    ("values", "open_"),
    [
        (
            world(100, 100, draws=2),
            "more or less than two on average is not yet resolved; whether by more than 2% is not yet",
        ),
        (
            world(100, 120, draws=10),
            "more than two on average; in how many draws it is more is not yet resolved: 72%–100%;",
        ),
    ],
)
def test_what_is_open_is_said_of_each_benchmark(values: np.ndarray, open_: str) -> None:
    said = summary(synergy(values))
    assert said.count(open_) == 2
    assert -1 < said.index("against both side by side") < said.index(open_)
    assert said.index(open_) < said.index("against the two alone") < said.rindex(open_)


@pytest.mark.parametrize(
    ("mean", "known"),
    [
        (-0.4, "less than two on average"),
        (0.4, "more than two on average"),
        (0.0, "the evidence does not decide"),
    ],
)
def test_where_the_draws_disagree_the_average_is_said_if_it_is_resolved(mean: float, known: str) -> None:
    disagreeing = world(20, 20, draws=80)
    disagreeing[..., GS] += mean
    found = synergy(disagreeing)
    assert found.overall == "undecided"
    assert [answer_words(found, one, "en") for one in found.answers()] == [known, known]
    assert verdict_words(found, "en").startswith(known)
    side = {
        "more than two on average": "On average they create more together",
        "less than two on average": "On average they create less together",
    }.get(known, "The evidence does not decide")
    assert summary(found).startswith(side)
    assert summary(found, "zh") != summary(found)


def test_averages_on_two_sides_of_two_are_not_called_undecided() -> None:
    """More on average by one benchmark and less by the other, and by both in neither nearly all nor none."""
    values = world(20, 20, draws=80)
    values[..., GS] += 0.4
    values[..., [G, S]] += 0.4
    found = synergy(values)
    assert found.overall == "undecided"
    assert [answer_words(found, one, "en") for one in found.answers()] == [
        "more than two on average", "less than two on average",
    ]  # fmt: skip
    assert verdict_words(found, "en") == "more or less hangs on the benchmark"
    said = summary(found)
    assert said.startswith("Whether together they create more hangs on the benchmark")
    assert said.index("more than two on average") < said.index("less than two on average")
    assert summary(found, "zh").startswith("双方合作创造的价值是否更多，取决于以何为基准")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_parameter_point_is_named_as_one(lang: str) -> None:
    said = sentence(synergy(world(100, 120, draws=1, seeds=50)), lang)
    assert {"en": "one parameter point", "zh": "一个参数点"}[lang] in said
    bare = sentence(synergy(world(100, 120, draws=1, seeds=1)), lang)
    assert {"en": "no interval", "zh": "无区间"}[lang] in bare


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_undefined_ratio_is_reported_and_delta_has_its_unit(lang: str) -> None:
    said = sentence(synergy(world(0, 30)), lang)
    assert said.count({"en": "is undefined", "zh": "无定义"}[lang]) == 2
    assert {"en": "30.00 service-months (29.85", "zh": "30.00 服务月（29.85"}[lang] in said


def samples() -> list[Result]:
    a = RNG.normal(100, 10, (40, 3))
    x = np.linspace(0, 1, 80)
    values = np.zeros((20, 3, 8, 2))
    values[..., GS, :] = RNG.normal([3, -2], 1, (20, 3, 2))
    months = np.zeros((20, 3, 8, 5))
    months[..., GS, :] = RNG.normal(0, 0.1, (20, 3, 1)) + np.array([-2, -1, 1, 2, 3])
    runs = RNG.poisson(19, (200, 1)).astype(float)
    posterior = condition_on({"runs": (runs, (15, 23))}).weights
    return [
        *(differences(a, b, ["value"])["value"] for b in (a + 5, a - 5, a, a + RNG.normal(0, 9, a.shape))),
        *(break_even(x, y) for y in (x - 0.5, 0.5 - x, x + 1, x - 2, 0 * x, RNG.normal(0, 1, 80))),
        *weight_break_evens(values, [1, 1], ["studio", "group"]),
        *weight_break_evens(np.abs(values), [1, 1], ["studio", "group"]),
        *weight_break_evens(values - values.mean(axis=(0, 1)), [1, 1], ["studio", "group"]),
        *(
            horizon_break_even(each)
            for each in (months, -months, months**2, -(months**2), months[..., :1] * 0)
        ),
        sample_size(a, half_width=1),
        sample_size(a, effect=1),
        sample_size(a[:1], half_width=1),
        sample_size(a[:1], effect=1),
        agreement(runs, (15, 23)),
        agreement(runs, (15, 23), weights=posterior),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_other_result_has_its_sentence(lang: str) -> None:
    said = [sentence(result, lang) for result in samples()]
    assert len(set(said)) >= 20


def test_a_lower_value_is_reported_as_a_positive_difference() -> None:
    a = np.arange(20.0)[:, None]
    found = differences(a, a - 5 - 0.1 * (a % 2), ["trust"])["trust"]
    said = summary(found, first="today", second="training", unit="points")
    assert said.startswith("trust: lower in training than in today, by 5.050 points (5.026")


def test_words_can_follow_the_language() -> None:
    found = break_even(np.linspace(0, 1, 80), np.linspace(0, 1, 80) - 0.5)
    words = {"en": "productivity", "zh": "生产率"}
    for lang in LANGUAGES:
        assert words[lang] in summary(found, lang, parameter=words.__getitem__, unit="")


def test_both_languages_ask_for_the_same_words() -> None:
    for key, texts in room("summary").items():
        assert set(texts) == set(LANGUAGES), key
        assert placeholders(texts["en"]) == placeholders(texts["zh"]), key


def test_a_sentence_needs_no_import_of_its_report():
    """The report module beside a result is imported when its sentence is first asked for."""
    code = (
        "from experiments.reporting.wording import correction_note, summary\n"
        "from experiments.calibration.conditioning import agreement\n"
        "print(summary(agreement([[20.0], [30.0]], (15, 23)), unit='units'))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "50% of the runs" in said


def test_results_without_a_sentence_and_missing_words_are_refused() -> None:
    with pytest.raises(TypeError, match="Estimate has no summary sentence"):
        summary(synergy(world(100, 120)).beyond_better)
    with pytest.raises(UnknownLanguage, match=r"fr.*there are: en, zh"):
        summary(synergy(world(100, 120)), "fr")
    with pytest.raises(KeyError, match="parameter"):
        summary(break_even(np.arange(12.0), np.zeros(12)))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (2.345, "2.35"),
        (-0.05678, "−0.0568"),
        (1234.5, "1,234"),
        (12.34, "12.3"),
        (math.nan, "?"),
        (-math.inf, "−∞"),
        (1.5e-9, "1.50e−09"),
    ],
)
def test_numbers_to_three_digits(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (0.004, "<1%"), (0.5, "50%"), (0.997, ">99%"), (1, "100%"), (math.nan, "?")],
)
def test_shares_never_round_to_certainty(share: float, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mark_beside_an_interval_that_excludes_zero_is_explained_by_the_correction(lang: str) -> None:
    apart, across = Estimate(-0.01, -0.019, -0.001, 0.004, 50), Estimate(-0.01, -0.02, 0.01, 0.004, 50)
    (said, *_) = correction_note([(False, apart), (True, across)], 8, lang)
    assert "?" in said
    assert "8" in " ".join(correction_note([(False, apart)], 8, lang))
    assert correction_note([(True, apart), (False, across)], 8, lang) == []


def test_benchmarks_that_disagree_are_said_with_their_own_verdicts() -> None:
    values = world(100, 120)
    values[..., G_S] = 150
    found = synergy(values)
    assert (found.verdict, found.added_verdict, found.overall) == ("more", "less", "depends")
    said = sentence(found, "en")
    assert said.startswith("Whether together they create more hangs on the benchmark: 1+1 = 1.60")
    assert "less than two; 1+1 = 2.40" in said

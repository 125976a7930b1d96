"""What was observed and nothing can be compared with is refused with all else, before anything is run."""

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

HEAD = "schema = 1\nincludes = ['s_association']\n"
LATE = "[reference.spent]\nvalue = 1000\nmonth = 60\nuse = 'condition'\n"

WRONG = """schema = 1
includes = ["s_association"]
titel = "x"
[contract]
trem = 12
[reference.spent]
value = 1000
month = 99
use = "condition"
[reference.coverrage]
value = 20
[reference.quits]
value = "x"
use = 7
month = "x"
[reference.passed]
month = 0
colour = 1
model = 3
error = -1
[reference.mine]
value = 3
measure = "spnet"
unit = 3
low = "x"
use = "chekc"
[reference.at_term_visits]
value = 3
[reference.kept]
value = "words"
month = 0
use = "metadata"
[kinds.meals]
hours = 10
"""

REFUSED = {
    "3: titel": ("no such group", "没有这个参数组"),
    "5: contract.trem": ("contract.term?", "contract.term？"),
    "8: reference.spent.month": ("ends in month 48: nothing is known of month 99", "1 到期末"),
    "10: reference.coverrage": ("did you mean coverage?", "是否想写 coverage？"),
    "13: reference.quits.value": ('with use = "metadata" also a text', "也可为文本"),
    "14: reference.quits.use": ("7 is not allowed; allowed: one of condition, check", "以下之一：condition"),
    "15: reference.quits.month": ("a whole number from 1 to the horizon", "1 到期末（run.horizon）的整数"),
    "16: reference.passed": ("a table with value", "含 value 的表"),
    "17: reference.passed.month": ("0 is no month of a run", "0 不是运行中的月份"),
    "18: reference.passed.colour": ("unknown key", "未知的键"),
    "19: reference.passed.model": ("3 is not allowed; allowed: one of tolerance", "以下之一：tolerance"),
    "20: reference.passed.error": ("a number above 0", "大于 0 的数"),
    "23: reference.mine.measure": ("did you mean spent?", "是否想写 spent？"),
    "24: reference.mine.unit": ("3 is not a text; allowed: a string", "一个字符串"),
    "25: reference.mine.low": ('"x" is not a finite number', "有限的数"),
    "26: reference.mine.use": ("did you mean check?", "是否想写 check？"),
    "27: reference.at_term_visits": ("no measure answers", "没有指标"),
    "33: kinds.meals": ("lacks target", "缺少 target"),
}


def refusals(text: str, lang: str = "en") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(text, "mine.toml")
    return caught.value.line(lang).split("\n")


def keys(text: str) -> list[str]:
    return [line.split(": ")[1] for line in refusals(text)]


def uses(scenario: Scenario) -> dict[str, str]:
    return {name: each["use"] for name, each in scenario.reference.items()}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_observation_that_nothing_answers_is_refused_with_all_other_errors_at_once(lang):
    lines = refusals(WRONG, lang)
    assert len(lines) == len(REFUSED)
    for line, (place, words) in zip(lines, sorted(REFUSED.items(), key=by_line), strict=True):
        assert line.startswith(f"mine.toml:{place}: ")
        assert words[lang == "zh"] in line


def by_line(refused: tuple[str, object]) -> int:
    return int(refused[0].partition(":")[0])


def test_parameters_that_contradict_each_other_are_named_beside_it():
    text = HEAD + "[population]\nstudios = 99\n[reference.coverrage]\nvalue = 20\n"
    assert keys(text) == ["population.studios", "reference.coverrage"]


def test_a_measure_of_the_scenarios_own_kinds_is_one_and_of_others_is_none():
    meals = "[kinds.meals]\ntarget = 3\nhours = 9\nneed = 2\nverifiability = 0.5\n"
    observed = "[reference.at_term_meals]\nvalue = 3\n"
    assert "at_term_meals" in Scenario.parse(HEAD + meals + observed).reference
    assert keys(HEAD + observed) == ["reference.at_term_meals"]


@pytest.mark.parametrize(
    ("mistake", "refused"),
    [
        ("[run]\nhorizon = 'long'\n", "run.horizon"),
        ("[run]\nhorizn = 120\n", "run.horizn"),
        ("[rnu]\nhorizon = 120\n", "rnu"),
        ("run = 3\n", "run"),
    ],
)
def test_a_month_is_not_refused_for_a_horizon_that_is_itself_refused(mistake, refused):
    assert keys(HEAD + mistake + LATE) == [refused]


def test_a_kind_of_service_that_is_itself_refused_may_still_be_observed():
    observed = "[reference.at_term_Meals]\nvalue = 3\n"
    assert keys(HEAD + "[kinds.Meals]\ntarget = 3\n" + observed) == ["kinds.Meals"]
    assert keys(HEAD + "[knids.Meals]\ntarget = 3\n" + observed) == ["knids"]
    assert keys(HEAD + "kinds = 3\n" + observed) == ["kinds"]


def test_a_month_is_one_of_the_file_that_states_it_or_of_the_world_that_is_run(tmp_path):
    longer, late = tmp_path / "longer.toml", tmp_path / "late.toml"
    longer.write_text(HEAD + "[run]\nhorizon = 72\n" + LATE, "utf-8")
    late.write_text(HEAD + LATE, "utf-8")
    assert uses(Scenario.load(longer)) == {"spent": "condition"}
    with pytest.raises(ScenarioError, match="nothing is known of month 60"):
        Scenario.load(late)
    assert uses(Scenario.load(late, changes={"run.horizon": 72})) == {"spent": "condition"}
    # What is made shorter than the case is another world, as that of other facts.
    including = "schema = 1\nincludes = ['longer.toml']\ninherit_observations = true\nrun.horizon = 24\n"
    (tmp_path / "shorter.toml").write_text(including, "utf-8")
    for shorter in (
        Scenario.load(longer, changes={"run.horizon": 24}),
        Scenario.load(longer).with_values({"run.horizon": 24}),
        Scenario.load(tmp_path / "shorter.toml"),
    ):
        assert uses(shorter) == {"spent": "beside"}
        assert Scenario.parse(shorter.to_toml()) == shorter


def test_what_the_term_fixes_is_known_where_the_horizon_is_shorter():
    case = Scenario.load("s_association", changes={"run.horizon": 6})
    assert case.reference["coverage"]["month"] == 8
    assert uses(case) == uses(Scenario.load("s_association"))
    assert Scenario.parse(case.to_toml()) == case
    late = "[reference.coverage]\nvalue = 3\nmonth = 99\n"
    assert keys(HEAD + late) == ["reference.coverage.month"]


def test_metadata_and_what_is_of_another_world_may_be_of_any_month():
    for use in ("metadata", "beside", "metdata"):
        text = HEAD + LATE.replace("condition", use)
        if use == "metdata":  # refused once: what it was meant to be is compared with nothing
            assert keys(text) == ["reference.spent.use"]
        else:
            assert uses(Scenario.parse(text)) == {"spent": use}


def test_what_a_study_or_a_result_kept_is_read_as_it_was():
    moonlight = Scenario.load("s_association").to_toml() + LATE + "[reference.moonlight]\nvalue = 3\n"
    for kept in ("plan.json", "toml"):
        assert uses(Scenario.parse(moonlight, kept))["moonlight"] == "check"
    assert keys(moonlight) == ["reference.spent.month", "reference.moonlight"]


def test_an_overlay_by_itself_is_over_no_case_and_is_checked_with_one(tmp_path):
    overlay = tmp_path / "over.toml"
    overlay.write_text("schema = 1\npurpose = 'overlay'\n[reference.at_term_visits]\nvalue = 3\n", "utf-8")
    assert "at_term_visits" in Scenario.load(overlay).reference
    with pytest.raises(ScenarioError, match="no measure answers"):
        Scenario.load("s_association", overlay)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "-3 is no number of events; allowed: 0 or more"), ("zh", "事件数")]
)
def test_a_count_below_zero_of_no_whole_is_refused_as_a_count(lang, said):
    fact = '[reference.quits]\nvalue = -3\nmodel = "poisson"\n'
    (line,) = refusals(f'schema = 1\nname = "mine"\nincludes = ["s_association"]\n{fact}', lang)
    assert said in line

"""Facts of one's own: a CSV table is read as it comes, and all that is wrong with it is said at once."""

import pytest

from experiments.calibration.facts import with_facts
from experiments.errors import InvalidInput
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association")
HEAD = "name,measure,month,value,error,low,high,of,unit,source\n"
GOOD = HEAD + "meals,at_term_studio,8,20,,,,25,communities,diary\n\nleft,quits,12,3,1.5,,,,posts,payroll\n"


def table(tmp_path, said, encoding="utf-8"):
    path = tmp_path / "facts.csv"
    path.write_bytes(said.encode(encoding))
    return path


def refused(tmp_path, rows, head=HEAD, lang="en", scenario=CASE):
    with pytest.raises(ScenarioError) as caught:
        with_facts(scenario, table(tmp_path, head + rows))
    return caught.value.line(lang).splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_as_spreadsheets_save_it(tmp_path, encoding, separator):
    said = GOOD.replace("diary", "日记").replace(",", separator).replace("\n", "\r\n")
    found = with_facts(CASE, table(tmp_path, said, encoding))
    assert found.reference["meals"] == {
        "use": "condition", "measure": "at_term_studio", "month": 8, "value": 20, "of": 25,
        "unit": "communities", "source": "日记",
    }  # fmt: skip
    assert found.reference["left"]["error"] == 1.5
    assert found.reference_sources["left"] == "facts.csv:4"
    assert set(CASE.reference) < set(found.reference)
    assert dict(found.priors) == dict(CASE.priors)
    assert Scenario.parse(found.to_toml()) == found


def test_a_fact_may_be_yes_or_no_and_named_by_its_measure(tmp_path):
    found = with_facts(CASE, table(tmp_path, "measure,value,use\nrequested,yes,check\n"))
    assert found.reference["requested"] == {"measure": "requested", "value": True, "use": "check"}


def test_all_that_is_wrong_is_said_at_once_with_its_line(tmp_path):
    rows = (
        "a,at_term_studio,8,26,,,,25,,\n"  # outside of the whole
        "b,quits,12,3,0,,,,,\n"  # no error at all
        "c,quits,12,3,-1,,,,,\n"
        "d,quits,999,3,1,,,,,\n"  # beyond the horizon
        "e,qiuts,12,3,1,,,,,\n"  # no such measure
        "f,quits,12,3,1,1,5,,,\n"  # two models at once
        "g,quits,12,3,1,,,5,,\n"
        "h,coverage,9,20,2,,,,,\n"  # taken in month 8
        "i,quits,12,many,,,,,,\n"
        "j,quits,12,,1,,,,,\n"
        "a,quits,12,3,1,,,,,\n"
        "k,quits,12,3,1,,,,,,,,\n"
        "l,quits,12,nan,1,,,,,\n"
        "m,quits,12.5,3,1,,,,,\n"
        "n,quits,12,3,,5,2,,,\n"
    )
    lines = refused(tmp_path, rows)
    expected = {
        2: "26 is no part of the whole; allowed: 0 to 25",
        3: "0 is no error of observation",
        4: "-1 is no error of observation",
        5: "999 is no month of a run",
        6: "did you mean quits?",
        7: "low belongs to another observation model than normal",
        8: "of belongs to another observation model than normal",
        9: "end of the contract's term, month 8, not in month 9",
        10: '"many" is not a plain finite value',
        11: "there is no value in this row",
        12: "the fact is there already, in line 2",
        13: "the row has 13 cells",
        14: "nan is not a plain finite value",
        15: "12.5 is no month of a run",
        16: "the band 5 to 2",
    }
    for number, words in expected.items():
        found = [line for line in lines if line.startswith(f"facts.csv:{number}:")]
        assert any(words in line for line in found), (number, words, found)
    assert not any("reference" in line for line in lines)
    chinese = refused(tmp_path, rows, lang="zh")
    assert len(chinese) == len(lines)


def test_a_month_after_the_horizon_and_one_before_the_first_are_refused(tmp_path):
    short = CASE.with_values({"run.horizon": 10})
    (line,) = refused(tmp_path, "a,quits,11,3,1,,,,,\n", scenario=short)
    assert "facts.csv:2: a.month: the scenario ends in month 10: nothing is known of month 11" in line
    (line,) = refused(tmp_path, "a,quits,0,3,1,,,,,\n", scenario=short)
    assert "a.month: 0 is no month of a run" in line


def test_a_column_that_there_is_not_and_a_file_without_facts(tmp_path):
    (line,) = refused(tmp_path, "a,quits,3,1\n", head="name,measure,value,eror\n")
    assert line.startswith("facts.csv:1: eror:")
    assert "did you mean error?" in line
    assert "there are no facts in the file" in refused(tmp_path, "", head=HEAD)[0]
    with pytest.raises(InvalidInput, match="cannot be read"):
        with_facts(CASE, tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ({"value": 2.5, "of": 5}, "2.5 is no count"),
        ({"value": 2, "of": 5, "overdispersion": 1}, "1 is no overdispersion"),
        ({"value": 2, "overdispersion": 0.1}, "needs of"),
        ({"value": 2, "model": "normal"}, "needs error"),
        ({"value": 2, "model": "poison"}, "did you mean poisson?"),
        ({"value": -2, "model": "poisson"}, "-2 is no number of events"),
        ({"value": 2, "model": "binomial", "of": 5, "low": 1}, "low belongs to another"),
        ({"value": True, "error": 1}, "true is no number"),
        ({"value": 2, "erorr": 1}, "did you mean error?"),
        (3, "3 is not an observation"),
    ],
)
def test_facts_given_as_values_are_refused_alike(fact, words):
    with pytest.raises(ScenarioError) as caught:
        with_facts(CASE, {"quits": fact})
    assert words in caught.value.line("en")


def test_a_fault_of_a_fact_does_not_hide_its_others(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        with_facts(CASE, {"qiuts": {"value": "3", "error": -1, "month": 99, "use": "chekc", "unit": 7}})
    keys = sorted(line.split(": ")[1] for line in caught.value.line("en").split("\n"))
    assert keys == [f"qiuts{part}" for part in ("", ".error", ".month", ".unit", ".use", ".value")]
    lines = refused(tmp_path, "a,qiuts,99,many,,,,,,\n")
    assert [line.split(": ")[1] for line in lines] == ["a.measure", "a.value", "a.month"]


def test_a_text_is_kept_as_metadata_alone(tmp_path):
    kept = with_facts(CASE, table(tmp_path, "name,value,use\nfirms,not ideal,metadata\n")).reference["firms"]
    assert kept["value"] == "not ideal"
    with pytest.raises(ScenarioError, match="not a plain finite value"):
        with_facts(CASE, {"quits": {"value": "not ideal"}})


@pytest.mark.parametrize(
    ("fact", "words"),
    [("value = 26\nof = 25", "coverage.value: 26 is no part"), ("value = 3\nerror = 0", "coverage.error: 0"),
     ("value = 3\nerror = 1\nlow = 2", "coverage.low: low belongs to another")],
)  # fmt: skip
def test_a_scenarios_file_is_checked_by_the_same_rules(fact, words):
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(f"schema = 1\n[reference.coverage]\n{fact}\n", "mine.toml")
    assert words in caught.value.line("en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_fact_of_the_file_is_not_counted_again_under_another_name(tmp_path, lang):
    file = with_facts(
        CASE, table(tmp_path, "name,measure,month,value,error,use\nours,quits,12,3,1,condition\n")
    )
    again = "mine,quits,12,3,1\n"
    head = "name,measure,month,value,error\n"
    (tmp_path / "more").mkdir()
    (line,) = refused(tmp_path / "more", again, head, lang, file)
    assert "facts.csv:2" in line
    assert line.count("facts.csv:2") == 2  # both places
    assert {"en": "would count twice", "zh": "会计入两次"}[lang] in line
    rows = again + again.replace("mine", "same")
    (line,) = refused(tmp_path / "more", rows, head, lang)
    assert "facts.csv:3" in line
    assert "facts.csv:2" in line
    # Another month is another fact, the same name replaces, and what is only checked does not count.
    for row in (
        "mine,quits,11,3,1,condition\n",
        "ours,quits,12,4,1,condition\n",
        "mine,quits,12,3,1,check\n",
    ):
        with_facts(file, table(tmp_path / "more", "name,measure,month,value,error,use\n" + row))

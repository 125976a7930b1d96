"""What there is, as tables; and parameter names to complete."""

import re

import pandas as pd
import pytest

import oneplusone as opo
from sim.arms import ARMS
from sim.parameters.registry import PARAMETERS
from sim.scenario import Scenario
from sim.texts import UnknownLanguage

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("table", [opo.parameters, opo.measures, opo.arms, opo.scenarios])
def test_tables_speak_both_languages_and_no_other(table):
    english, chinese = table(lang="en"), table(lang="zh")
    assert list(english.index) == list(chinese.index)
    assert list(english.columns) == list(chinese.columns)
    words = [" ".join(map(str, frame.iloc[:, 0])) for frame in (english, chinese)]
    assert not HAN.search(words[0])
    assert HAN.search(words[1])
    with pytest.raises(UnknownLanguage, match="no language 'fr'; there are: en, zh"):
        table(lang="fr")


def test_parameters_are_those_declared_with_range_role_and_source():
    table = opo.parameters()
    assert list(table.index) == list(PARAMETERS)
    for name, parameter in PARAMETERS.items():
        row = table.loc[name]
        assert (row["label"], row["unit"], row["role"]) == (
            parameter.label("en"), parameter.unit, parameter.role
        )  # fmt: skip
        assert (row["least"], row["most"]) == (parameter.least, parameter.most)
        assert row["source"] == ", ".join(parameter.source)
    assert table.loc["contract.term", "role"] == "lever"
    assert table.loc["policy.instrument", "value"] == "contract"


def test_of_a_scenario_the_values_and_priors_are_its_own():
    changed = opo.scenario("s_association", {"contract.term": 12, "resources.wage": 6500})
    table = opo.parameters(changed)
    assert table.loc["contract.term", "value"] == 12
    assert pd.isna(table.loc["resources.wage", "prior"])
    assert "5,500 to 7,500" in opo.parameters("s_association").loc["resources.wage", "prior"]
    uncertain = set(table.index[table["prior"].notna()])
    assert uncertain == set(changed.priors)


def test_measures_are_those_of_the_scenario():
    table = opo.measures("s_association")
    runs = opo.simulate("s_association", draws=1, seeds=1, months=1, progress=False).runs
    assert tuple(table.index) == runs.measures
    assert set(table["better"]) == {-1, 0, 1}
    assert table.loc["value", "better"] == 1
    assert table.loc["load", "better"] == -1


def test_arms_and_scenarios():
    assert list(opo.arms().index) == [arm.name for arm in ARMS]
    assert opo.arms("zh").loc["GS", "label"] == next(arm.label_zh for arm in ARMS if arm.name == "GS")
    table = opo.scenarios()
    assert list(table.index) == list(Scenario.available())
    assert table.loc["s_association", "title"] == Scenario.load("s_association").title("en")
    assert (table["description"].str.len() > 10).all()


def test_every_parameter_is_completed_by_tab():
    for name in PARAMETERS:
        found, below = opo.names, ""
        for part in name.split("."):
            assert part in dir(found), f"{part} after {below}"
            found, below = getattr(found, part), f"{below}{part}."
        assert found == name
    assert "contract" in dir(opo.names)
    assert dir(opo.names) == sorted({name.split(".")[0] for name in PARAMETERS})
    assert dir(opo.names.contract) == sorted(
        {name.split(".")[1] for name in PARAMETERS if name.startswith("contract.")}
    )
    assert repr(opo.names.contract).startswith("<parameters: ")
    with pytest.raises(AttributeError, match=r"no parameter contract\.trem; there are: ambition, approval, "):
        _ = opo.names.contract.trem


def test_a_completed_name_is_taken_wherever_a_name_is():
    changed = opo.scenario("s_association", {opo.names.contract.term: 12})
    assert changed.values["contract.term"] == 12


def test_in_words_a_table_has_no_names_of_the_code_left():
    rows = ["contract.term", "policy.rule", "needs.pooling"]
    table = opo.in_words(opo.parameters("s_association", "zh").loc[rows], lang="zh")
    assert list(table.index) == rows  # by which they are set
    assert list(table.columns[:2]) == ["名称", "取值"]
    assert table["角色"].to_list() == ["政策杠杆", "政策杠杆", "不确定参数"]
    assert table["取值"].to_list() == [8, "固定", 0.5]
    assert table["单位"].to_list() == ["个月", "", "强度 0–1"]
    assert table["先验"].to_list()[0] == "–"


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        ("en", ["Instrument", "contract", "grant", "Public value", "Term"]),
        ("zh", ["治理工具", "政府购买（合同）", "补助", "公共价值", "合同期限"]),
    ],
)
def test_in_words_heads_are_labels_on_every_level(lang, heads):
    index = pd.Index(["contract", "grant"], name="policy.instrument")
    columns = pd.MultiIndex.from_tuples([("value", 8)], names=[None, "contract.term"])
    given = pd.DataFrame([[1.0], [2.0]], index=index, columns=columns)
    said = opo.in_words(given, lang=lang)
    assert [said.index.name, *said.index, said.columns[0][0], said.columns.names[1]] == heads
    assert said.to_numpy().tolist() == given.to_numpy().tolist()
    assert given.index.name == "policy.instrument"  # the table itself is as it was
    with pytest.raises(UnknownLanguage):
        opo.in_words(given, lang="fr")


def test_in_words_measures_keep_their_units_in_the_language_asked_for():
    english, chinese = opo.measures(lang="en"), opo.measures(lang="zh")
    said = opo.in_words(english, lang="zh")
    assert list(said.columns[:2]) == ["名称", "单位"]
    assert said["名称"].to_list() == chinese["label"].to_list()
    assert said["单位"].to_list() == chinese["unit"].to_list()
    assert opo.in_words(chinese)["unit"].to_list() == english["unit"].to_list()


@pytest.mark.parametrize("table", [opo.parameters, opo.arms])
def test_in_words_labels_and_priors_are_in_the_language_of_the_heads(table):
    of = ["s_association"] if table is opo.parameters else []
    for lang, other in (("zh", "en"), ("en", "zh")):
        given, right = (opo.in_words(table(*of, each), lang=lang) for each in (other, lang))
        pd.testing.assert_frame_equal(given, right)


def test_in_words_what_has_no_words_is_left():
    given = pd.DataFrame(
        {"label": ["mine", "Term"], "unit": ["ells", ""], "role": ["spare", "lever"], "note": [1, 2]},
        index=["my.own", "contract.sum"],
    )
    said = opo.in_words(given, lang="zh")
    assert said.to_numpy().tolist() == [["mine", "ells", "spare", 1], ["Term", "", "政策杠杆", 2]]
    assert list(said.columns) == ["名称", "单位", "角色", "note"]


@pytest.mark.parametrize("given", [None, "x", pd.Series([1.0]), [1]])
def test_in_words_refuses_what_is_no_table(given):
    with pytest.raises(opo.InvalidInput, match=rf"in_words takes a table .* not {type(given).__name__};"):
        opo.in_words(given)


@pytest.mark.parametrize(("lang", "words"), [("en", ["yes", "no"]), ("zh", ["是", "否"])])
def test_in_words_a_cell_that_is_true_or_false_says_yes_or_no(lang, words):
    said = opo.in_words(pd.DataFrame({"resolved": [True, False], "value": [1.5, 2.0]}), lang=lang)
    assert list(said["resolved"]) == words
    assert list(said.iloc[:, 1]) == [1.5, 2.0]


def test_in_words_an_arm_has_the_sign_of_the_formulas():
    said = opo.in_words(pd.DataFrame({"G+S": [1.0], "GS": [2.0]}), lang="zh")
    assert list(said.columns) == ["G∥S", "GS"]
    assert opo.in_words(opo.arms("zh"), lang="zh").loc["G+S", "符号"] == "G∥S"


def test_every_rule_is_listed_by_the_name_with_which_it_can_be_replaced():
    from sim.substitution import checked, rule_named

    table = opo.rules()
    assert table.loc["Community.grow_group", "module"] == "sim.agents.community"
    for name, row in table.iterrows():
        arguments = row["arguments"].split(", ")
        assert checked(name, lambda usual, *given: None) is rule_named(name)
        assert "self" not in arguments or arguments[0] == "self"
        if row["module"].startswith("sim."):  # what other tests make a rule of needs no sentence
            assert len(row["what"]) > 20, name

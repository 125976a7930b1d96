"""Names of outcomes, parameters and options, and values with their units."""

from experiments.reporting.wording import (
    axis_value,
    option_name,
    outcome_name,
    outcome_unit,
    parameter_name,
    value_text,
)
from sim.parameters.registry import PARAMETERS


def test_names_and_values():
    assert outcome_name("coverage@GS", "zh") == "合同期末新开工作室数（合同合作）"
    assert outcome_name("delta", "en") == "Δ"
    assert parameter_name("toy.x", PARAMETERS, "en") == "toy.x"
    assert value_text("contract.term", 12.0, PARAMETERS, "en") == "12 months"
    assert value_text("policy.instrument", 1.0, PARAMETERS, "en") == "contract"
    assert value_text("control.control", 0.05, PARAMETERS, "zh") == "0.05"


def test_every_option_of_every_choice_has_a_chinese_name():
    for parameter in PARAMETERS.values():
        for place, option in enumerate(parameter.options):
            assert option_name(parameter, place, "en") == option
            assert any("一" <= sign <= "鿿" for sign in option_name(parameter, place, "zh"))


def test_large_sums_are_written_in_full():
    assert axis_value("contract.sum", 1e6, PARAMETERS, "en") == "1,000,000"
    assert value_text("contract.sum", 1e6, PARAMETERS, "zh") == "1,000,000 元"


def test_an_outcome_has_its_unit_and_a_ratio_none():
    assert outcome_unit("delta", "en") == "service-months"
    assert outcome_unit("quits@GS", "zh") == "个岗位"
    assert outcome_unit("one_plus_one", "en") == ""

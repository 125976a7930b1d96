"""The declarations: complete, consistent, drawn from as declared, read by rules under the declared names."""

import math
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from experiments.texts import room
from sim.parameters.declaration import ROLES, Confidence, NotAllowed, number_text
from sim.parameters.draws import draw_uncertain, uniforms
from sim.parameters.layout import layout, nested, place, split
from sim.parameters.priors import Discrete, Integers, Mixture, Triangular, Uniform, alike, with_null
from sim.parameters.registry import (
    GROUP_LABELS,
    NO_CASE,
    PARAMETERS,
    TABLES,
    declared,
    defaults,
    uncertainties,
)
from sim.scenario.scenario import Scenario

ALL = list(PARAMETERS.values())
SOURCE = Path(__file__).parents[3] / "sim"


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_a_declaration_is_whole(each):
    assert each.role in ROLES
    assert each.confidence in get_args(Confidence)
    assert each.unit in room("units")
    assert set(each.source) <= set(room("sources"))
    assert each.least <= each.low <= each.high <= each.most
    assert each.low <= each.default <= each.high
    assert all(math.isfinite(end) for end in (each.least, each.most))
    if each.confidence in ("F", "R"):
        assert each.source, "what is found or recalled names its source"


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_uncertainties_and_only_they_have_a_prior_within_what_is_allowed(each):
    assert (each.role == "uncertainty") == (each.prior is not None)
    if each.prior is not None:
        assert each.least <= each.prior.low <= each.prior.high <= each.most
        assert each.prior.low < each.prior.high
        assert not each.structural


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_the_default_and_both_ends_are_stored_as_they_are(each):
    kind = float if each.kind == "float" else int
    for value in (each.default, each.low, each.high):
        stored = each.stored(value)
        assert stored == value
        assert type(stored) is kind


@pytest.mark.parametrize("name", [n for n, each in PARAMETERS.items() if each.kind != "choice"])
def test_what_is_not_a_finite_number_in_range_is_not_allowed(name):
    each = PARAMETERS[name]
    wrong = [
        True,
        False,
        "1",
        None,
        [1],
        math.nan,
        math.inf,
        -math.inf,
        each.most + 1,
        each.least - 1,
        10**400,
    ]
    if each.kind == "int":
        wrong += [0.5, 1e300]
    for value in wrong:
        with pytest.raises(NotAllowed):
            each.stored(value)


def test_a_choice_is_stored_as_the_index_of_its_name():
    each = PARAMETERS["policy.instrument"]
    assert each.stored("grant") == each.options.index("grant") == 2
    assert each.stored(2) == each.stored(np.int64(2)) == 2
    assert each.shown(2) == "grant"
    for value in ("gant", 7, -1, 2.0, True):
        with pytest.raises(NotAllowed):
            each.stored(value)


def test_options_are_those_the_rules_know():
    from sim import codes

    assert PARAMETERS["policy.instrument"].options == codes.INSTRUMENTS
    assert PARAMETERS["evaluation.appointer"].options == codes.APPOINTERS
    assert PARAMETERS["instruments.voucher.chooser"].options == codes.CHOOSERS


def test_values_that_a_numpy_array_holds_are_taken_as_numbers():
    assert PARAMETERS["contract.term"].stored(np.int64(12)) == 12
    assert PARAMETERS["control.depth"].stored(np.float32(0.5)) == 0.5
    with pytest.raises(NotAllowed):
        PARAMETERS["contract.term"].stored(np.array([12]))


def test_every_name_that_rules_read_is_declared():
    fields = {".".join(split(name)[:2]) for name in PARAMETERS}
    read = set()
    for path in [*SOURCE.glob("*.py"), *SOURCE.glob("agents/*.py"), *SOURCE.glob("rules/*.py")]:
        read |= set(re.findall(r"\bp\.([a-z]+\.[a-z_]+)", path.read_text(encoding="utf-8")))
    # What the engine itself adds to the record, and names in explanations.
    read = {name for name in read if not name.startswith(("arm.", "group."))}
    assert len(read) > 100
    assert read <= fields


def test_the_facts_of_the_case_are_no_defaults():
    case, values = Scenario.load("s_association"), defaults()
    for name in ("contract.sum", "contract.term", "population.communities", "population.studios"):
        assert case.values[name] != values[name]
    stated = {name for name, each in PARAMETERS.items() if each.stated}
    columns = ("target", "hours", "verifiability", "need")
    assert stated == {
        "population.communities", "contract.sum", "contract.term", *(f"kinds.*.{each}" for each in columns),
    }  # fmt: skip
    assert not {row.name for row in case.rows["kinds"]} & {name.split(".")[1] for name in PARAMETERS}
    assert case.values["kinds.studio.target"] == 41 - 16


def test_a_case_does_not_get_its_kinds_of_service_from_the_declarations():
    assert NO_CASE["kinds"] == ()
    assert not any(name.startswith("kinds.") for name in declared(NO_CASE))
    assert not any(column.cells for column in TABLES[0].columns)


def test_layout_and_nested_agree_and_rows_keep_their_order():
    scenario = Scenario.load("s_association")
    shape, record = layout(scenario), nested(scenario)
    assert shape.keys() == record.keys() == set(GROUP_LABELS)
    for group, fields in shape.items():
        assert fields.keys() == record[group].keys()
        for name, (kind, size) in fields.items():
            value = record[group][name]
            assert type(value) is kind if size is None else [type(each) for each in value] == [kind] * size
    assert record["kinds"]["target"] == [25.0, 15.0, 3.0]
    assert record["contract"]["term"] == 8
    for name, value in scenario.values.items():
        group, field, row = place(scenario, name)
        assert value == (record[group][field] if row < 0 else record[group][field][row])


def test_an_added_row_lengthens_every_column_of_its_table_and_adds_an_option():
    source = """
        schema = 1
        includes = ["s_association"]
        [instruments.lottery]
        chooser = "open"
        pays_for = "use"
        label = { en = "Lottery", zh = "抽签券" }
        [policy]
        instrument = "lottery"
    """
    scenario = Scenario.parse(source)
    shape = layout(scenario)["instruments"]
    rows = len(TABLES[1].rows) + 1
    assert {size for _, size in shape.values()} == {rows}
    assert nested(scenario)["instruments"]["autonomy"][-1] == 0.2
    assert scenario.values["policy.instrument"] == rows - 1
    assert scenario.parameters["policy.instrument"].shown(rows - 1) == "lottery"
    assert scenario.parameters["instruments.lottery.autonomy"].label("zh").startswith("抽签券")
    assert "lottery" not in PARAMETERS["policy.instrument"].options


def test_declaring_again_gives_the_same_declarations():
    assert dict(declared()) == dict(PARAMETERS)


def test_numbers_are_written_in_their_shortest_form():
    assert [number_text(value) for value in (200_000.0, 8, 1 / 36, 0.1, 1e8)] == [
        "200000", "8", "0.02778", "0.1", "100000000",
    ]  # fmt: skip


def test_draws_do_not_move_when_an_uncertain_parameter_is_added_or_more_are_drawn():
    names = uncertainties()
    priors = {name: PARAMETERS[name].prior for name in names}
    few = {name: priors[name] for name in reversed(names[5:20])}
    whole = draw_uncertain(priors, seed=7, n=200)
    part = draw_uncertain(few, seed=7, n=50)
    later = draw_uncertain(few, seed=7, n=30, first=170)
    for name in few:
        assert np.array_equal(part[name], whole[name][:50])
        assert np.array_equal(later[name], whole[name][170:])


def test_names_alone_are_drawn_from_their_declared_priors():
    names = ["resources.wage", "contract.approval"]
    drawn = draw_uncertain(names, 3, 9)
    assert drawn.keys() == set(names)
    assert (drawn["resources.wage"] == Scenario.load("s_association").draw(3, 9)["resources.wage"]).all()
    with pytest.raises(ValueError, match=r"contract\.term has no prior"):
        draw_uncertain(["contract.term"], 3, 9)


def test_a_seed_of_zero_is_a_seed_and_others_are_refused():
    assert not np.array_equal(uniforms("contract.renewal", 0, 20), uniforms("contract.renewal", 1, 20))
    assert np.array_equal(uniforms("contract.renewal", 0, 20), uniforms("contract.renewal", 0, 20))
    assert len(uniforms("contract.renewal", 2**64 - 1, 3)) == 3
    for seed in (-1, 2**64):
        with pytest.raises(ValueError, match="seed"):
            uniforms("contract.renewal", seed, 1)


def test_uniforms_are_what_they_have_always_been():
    # Changing any constant of the hash changes every published draw: these may never move.
    assert uniforms("contract.renewal", 0, 2).tolist() == [0.7659509658644134, 0.14466750615334922]


def test_uniforms_fill_the_unit_interval_and_names_do_not_share_random_numbers():
    # 64 names of 4,096 draws: for a fair hash each mean lies within 5 standard errors (false alarm 4e-5),
    # each correlation within 5/64 (false alarm below 2e-3 over all 2,016 pairs).
    drawn = np.array([uniforms(name, 3, 4096) for name in list(PARAMETERS)[:64]])
    assert drawn.min() > 0.0
    assert drawn.max() < 1.0
    assert np.abs(drawn.mean(axis=1) - 0.5).max() < 5 * math.sqrt(1 / 12 / 4096)
    correlation = np.corrcoef(drawn) - np.eye(64)
    assert np.abs(correlation).max() < 5 / 64


@pytest.mark.parametrize(
    ("prior", "mean"),
    [
        (Uniform(2.0, 6.0), 4.0),
        (Triangular(0.0, 1.0, 5.0), 2.0),
        (Integers(-1, 3), 1.0),
        (Discrete((1.0, 5.0), (0.25, 0.75)), 4.0),
        (alike(1, 2, 6), 3.0),
        (with_null(0.25, 0.0, Uniform(0.0, 4.0)), 1.5),
    ],
)
def test_a_prior_has_the_mean_and_the_ends_it_says(prior, mean):
    u = (np.arange(100_000) + 0.5) / 100_000
    values = prior.quantile(u)
    assert values.mean() == pytest.approx(mean, abs=1e-3)
    assert values.min() == pytest.approx(prior.low, abs=0.02)
    assert values.max() == pytest.approx(prior.high, abs=0.02)
    assert (values >= prior.low).all()
    assert (values <= prior.high).all()


def test_a_null_gets_its_mass_exactly_and_nothing_falls_between_parts():
    u = (np.arange(90_000) + 0.5) / 90_000
    values = with_null(1 / 3, 1.0, Uniform(0.3, 0.9)).quantile(u)
    assert (values == 1.0).mean() == pytest.approx(1 / 3, abs=1e-4)
    thirds = Mixture(((1 / 3, alike(-1)), (1 / 3, alike(0)), (1 / 3, Integers(1, 8))))
    counted = [float((thirds.quantile(u) == value).mean()) for value in (-1, 0, 1, 8)]
    assert counted == pytest.approx([1 / 3, 1 / 3, 1 / 24, 1 / 24], abs=1e-4)


def test_the_extreme_uniforms_stay_inside():
    ends = np.array([2.0**-53, 1.0 - 2.0**-53])
    for each in ALL:
        if each.prior is not None:
            values = each.prior.quantile(ends)
            assert each.prior.low <= values[0] <= each.prior.high
            assert each.prior.low <= values[1] <= each.prior.high


def test_the_nulls_of_access_and_substitution_are_possible():
    drawn = draw_uncertain(
        {name: PARAMETERS[name].prior for name in ("production.access", "production.substitution")}, 1, 6000
    )
    # Binomial with 6,000 draws: five standard errors are 0.028 and 0.031 (false alarm below 1e-6).
    assert (drawn["production.access"] == 0.0).mean() == pytest.approx(1 / 4, abs=0.028)
    assert (drawn["production.substitution"] == 1.0).mean() == pytest.approx(1 / 3, abs=0.031)

"""What a first referee found wrong with the first edition, where no oracle or pattern says that it is mended.

docs/second_edition.md lists all of these findings with their tests. Samples are small and paired; what is
said to differ, differs by more than three standard errors. `test_each_was_true_of_the_first_edition` keeps
them from passing for another reason: with the overlay `first_edition` the findings are there again.
"""

from __future__ import annotations

import math

import numpy as np

from experiments.arrays import Array
from experiments.conventions.conventions import VOLUNTEERS
from experiments.runs.paired import run_paired
from experiments.synergy.declared import declared_part
from experiments.validation.finding import INDEX, PatternSample
from sim.arms import G_S, GS, NONE, G, S
from sim.scenario import Scenario

DRAWS = 150
ARMS = (NONE, G, S, G_S, GS)


def sample(*overlays: str) -> PatternSample:
    return PatternSample(Scenario.load("s_association", list(overlays)), DRAWS, seed=31)


def net(runs: PatternSample, changes: dict[str, float | int | str] | None = None) -> Array:
    """Public value net of nobody acting, (runs, arms)."""
    value = runs.run(changes or {}, ARMS)[:, :, INDEX["value"]]
    return np.asarray(value - value[:, :1])


def side_by_side(value: Array) -> float:
    return float(2 * value[:, 4].mean() / value[:, 3].mean())


def each_alone(value: Array) -> float:
    return float(2 * value[:, 4].mean() / (value[:, 1] + value[:, 2]).mean())


def below_zero(differences: Array) -> bool:
    error = float(differences.std(ddof=1)) / math.sqrt(len(differences))
    return float(differences.mean()) + 3 * error < 0


def test_the_leading_benchmark_hardly_hangs_on_who_may_call_the_residents() -> None:
    """Over the six conventions; against the two alone it does, so that both are shown."""
    runs = sample()
    cases = [
        net(
            runs,
            {name: int(code) if name.startswith("form.") else code for name, code in each.settings.items()},
        )
        for each in VOLUNTEERS
    ]
    leading, other = ([ratio(value) for value in cases] for ratio in (side_by_side, each_alone))
    assert max(leading) - min(leading) < 0.08
    assert max(other) - min(other) > 0.15
    assert max(leading) < 2
    assert max(other) < 2


def test_the_answer_is_never_by_construction_neither_yes_nor_no() -> None:
    """The case is below two and in part of the draws above it; with all reform paths it is above two."""
    case, reformed = net(sample()), net(sample("all_paths"))
    assert below_zero(case[:, 4] - case[:, 3])
    assert 0.1 < float((case[:, 4] > case[:, 3]).mean()) < 0.5
    assert below_zero(reformed[:, 3] - reformed[:, 4])


def test_work_in_house_in_the_same_months_is_hurried_as_well() -> None:
    runs = sample()
    lots, contracts = (runs.measure("value", {"form.schedule": form}, G) for form in ("lots", "contracts"))
    as_it_is = runs.measure("value", {}, G)
    assert np.array_equal(as_it_is, lots)
    assert below_zero(lots - contracts)


def test_deeper_evaluation_passes_less_that_is_false_and_less_is_overstated() -> None:
    runs = sample()
    shallow, deep = (runs.run({"control.depth": depth})[:, 0] for depth in (0.0, 0.8))
    for name in ("false_passes", "overstatement"):
        assert below_zero(deep[:, INDEX[name]] - shallow[:, INDEX[name]]), name


def test_what_is_worth_much_is_not_what_providers_care_for() -> None:
    """Alone, an organisation works as its mission says; what groups are worth reaches it by trust alone."""
    runs = sample()
    before, worth, mission = (
        runs.run(changes, (S,))[:, 0]
        for changes in ({}, {"kinds.group.weight": 2.0}, {"kinds.group.mission": 2.0})
    )
    work = [INDEX[name] for name in ("idle", "enjoyed_group", "enjoyed_studio", "enjoyed_firm")]
    assert np.array_equal(before[:, INDEX["idle"]], worth[:, INDEX["idle"]])
    assert np.allclose(before[:, work], worth[:, work], rtol=0.05)
    assert not np.allclose(before[:, work], mission[:, work], rtol=0.2)
    assert float((worth[:, INDEX["value"]] - before[:, INDEX["value"]]).mean()) > 0


def test_the_product_of_declared_coefficients_is_not_the_governance_part() -> None:
    """It explains about a half of how the part differs between draws."""
    scenario = Scenario.load("s_association")
    found = declared_part(scenario, run_paired(scenario, DRAWS, 2, seed=31).whole())
    assert found is not None
    assert found.r_squared.high < 0.75
    assert found.r_squared.low > 0.2


def test_each_was_true_of_the_first_edition() -> None:
    """The hurry of contracts alone, false passes that depth does not lower, and what the product explains."""
    runs = sample("first_edition")
    in_house = runs.measure("value", {}, G)
    assert np.array_equal(in_house, runs.measure("value", {"form.schedule": "contracts"}, G))
    shallow, deep = (runs.measure("false_passes", {"control.depth": depth}) for depth in (0.0, 0.8))
    assert not below_zero(deep - shallow)
    case = net(runs)
    assert float((case[:, 4] > case[:, 3]).mean()) < 0.1
    scenario = Scenario.load("s_association", ["first_edition"])
    found = declared_part(scenario, run_paired(scenario, DRAWS, 2, seed=31).whole())
    assert found is not None
    assert found.r_squared.value > 0.65

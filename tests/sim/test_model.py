"""The Mesa model: what Mesa's own tools see of it."""

import gc
import weakref

import mesa
import pytest

from sim.arms import GS, NONE, S
from sim.measures import measures_of
from sim.model import (
    BureauAgent,
    CommunityAgent,
    ContractingModel,
    EvaluatorAgent,
    SocialOrganizationAgent,
    StreetOfficeAgent,
)
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 10})


def test_agents_are_mesa_agents_in_their_numbers():
    model = ContractingModel(CASE)
    counts = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert counts == {
        BureauAgent: 1,
        StreetOfficeAgent: 1,
        SocialOrganizationAgent: 1,
        EvaluatorAgent: 10,
        CommunityAgent: 41,
    }


def test_step_is_a_month_and_run_goes_to_the_horizon():
    model = ContractingModel(CASE)
    model.step()
    assert (model.months, model.world.tally.months, model.running) == (1, 1, True)
    assert model.run() is model
    assert (model.months, model.running) == (10, False)


def test_the_collector_holds_monthly_tables_of_model_and_agents():
    model = ContractingModel(CASE).run()
    months = model.datacollector.get_model_vars_dataframe()
    assert list(months.columns) == [measure.name for measure in measures_of(("studio", "firm", "group"))]
    assert len(months) == 10
    assert months["value"].iloc[-1] == model.measure("value")
    communities = model.datacollector.get_agenttype_vars_dataframe(CommunityAgent)
    assert len(communities) == 41 * 10
    assert communities["capital"].between(0, 1).all()


def test_every_kind_of_agent_has_its_monthly_table():
    model = ContractingModel(CASE).run()
    for kind, agents in model.agents_by_type.items():
        table = model.datacollector.get_agenttype_vars_dataframe(kind)
        assert len(table) == 10 * len(agents), kind
        assert not table.isna().any(axis=None)


def test_mesas_own_ways_of_running_and_asking_work():
    """`run_model`, and the set of agents: selected, grouped, aggregated."""
    model = ContractingModel(CASE)
    model.run_model()
    assert (model.months, model.steps, model.running) == (10, 10, False)
    assert model.measure("value") == ContractingModel(CASE, collect=False).run().measure("value")
    communities = model.agents.select(agent_type=CommunityAgent)
    assert communities.agg("capital", sum) == pytest.approx(model.world.tally.capital)
    assert model.agents.groupby(type).count()[EvaluatorAgent] == 10
    assert set(communities.get("office")) == {0}


def test_batch_run_accepts_it_and_every_seed_has_its_own_random_numbers():
    rows = mesa.batch_run(
        ContractingModel,
        {"scenario": [CASE], "arm": [NONE, GS], "seed": [0, 1, 2]},
        number_processes=1,
        max_steps=100,
        display_progress=False,
    )
    values = {(row["arm"], row["seed"]): row["value"] for row in rows}
    assert len(values) == 6
    assert len({value for (arm, _), value in values.items() if arm == GS}) == 3
    assert values[GS, 1] == ContractingModel(CASE, GS, 1).run().measure("value")


def test_seed_zero_is_a_seed_and_the_same_seed_the_same_run():
    one, other = (ContractingModel(CASE, seed=0, collect=False).run() for _ in range(2))
    assert one.measure("value") == other.measure("value")
    assert one.measure("value") != ContractingModel(CASE, seed=1, collect=False).run().measure("value")
    assert ContractingModel(CASE, seed=2**64 - 1, collect=False).run().measure("value") > 0
    for other in (2**64, -1, True, 1.0, "1", None):
        with pytest.raises(ValueError, match="seed"):
            ContractingModel(CASE, seed=other)


def test_changes_arms_by_name_and_unknown_measures():
    model = ContractingModel(CASE, arm="S", collect=False, contract__term=6)
    assert model.arm == S
    assert model.p.contract.term == 6
    assert not model.world.offices[0].own_posts
    with pytest.raises(ValueError, match="there are none, G, S"):
        ContractingModel(CASE, arm="X")
    with pytest.raises(ValueError, match="no measure"):
        model.measure("happiness")


def test_a_model_that_nobody_holds_is_gone():
    model = ContractingModel(CASE)
    held = weakref.ref(model)
    assert [agent.unique_id for agent in model.agents] == list(range(1, len(model.agents) + 1))
    del model
    gc.collect()
    assert held() is None


def test_a_world_without_months_or_organisations_is_empty_not_an_error():
    still = ContractingModel(CASE.with_values({"run.horizon": 0}), collect=False)
    assert not still.running
    assert still.run().measure("value") == 0.0
    nobody = ContractingModel(CASE.with_values({"population.organizations": 0}), collect=False).run()
    assert nobody.measure("signed") == 0.0


@pytest.mark.parametrize("arm", [-1, 8, 99, 6.0, True, None])
def test_an_arm_there_is_not_is_refused(arm):
    with pytest.raises(ValueError, match="arms go from 0 to 7"):
        ContractingModel(CASE, arm)


def test_a_scenario_may_be_named_by_path_or_with_overlays(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(CASE.to_toml(), encoding="utf-8")
    assert ContractingModel(file).setting == ContractingModel(str(file)).setting == CASE
    overlaid = ContractingModel("s_association+cultivation", run__horizon=1).setting
    assert overlaid["contract.term"] == Scenario.load("s_association", "cultivation")["contract.term"]


def test_it_is_shown_in_one_line():
    model = ContractingModel(CASE, seed=3)
    model.step()
    assert repr(model) == "<ContractingModel 's_association': arm GS, seed 3, month 1 of 10>"

"""The model in Mesa: the same rules, with agents one can see, collect and step through."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import mesa
import numpy as np

from sim import agenda
from sim.agents.bureau import Bureau
from sim.agents.community import Community, Tie
from sim.agents.contract import Contract
from sim.agents.evaluator import Evaluator
from sim.agents.office import StreetOffice
from sim.agents.organization import SocialOrganization
from sim.agents.relation import Relation
from sim.agents.tally import Tally
from sim.arms import ARMS, GS, arm_index, arm_number
from sim.chance.hash import SEED_REFUSED
from sim.chance.random_numbers import RandomNumbers
from sim.compiler.parameter_record import fill_parameters, parameter_dtype, plain_parameters
from sim.compiler.state import blank, zero
from sim.diagnosis import not_finite
from sim.founding import found
from sim.measures import measure, measures_of
from sim.scenario.scenario import Scenario
from sim.world import World, parameter_layout, parameter_values, shapes, sizes


class Numbers(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """The running numbers of each model's agents, for as long as somebody holds the model."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        """The numbers of a model's next agents, from one."""
        if model not in self:
            self[model] = itertools.count(1)
        return super().__getitem__(model)


class ModelAgent(mesa.Agent):
    """A Mesa agent that does not keep its model alive: Mesa 3.3 counts agents in a table of all models."""

    _ids = Numbers()  # type: ignore[assignment]  # all that Mesa asks of it is the next number


class BureauAgent(Bureau, ModelAgent):
    """Upper government as a Mesa agent."""


class StreetOfficeAgent(StreetOffice, ModelAgent):
    """A street office as a Mesa agent."""


class SocialOrganizationAgent(SocialOrganization, ModelAgent):
    """A social organisation as a Mesa agent."""


class EvaluatorAgent(Evaluator, ModelAgent):
    """An evaluator as a Mesa agent."""


class CommunityAgent(Community, ModelAgent):
    """A community as a Mesa agent."""


class ContractingModel(mesa.Model):
    """One replication of one arm of a scenario: `step()` is a month, `run()` goes to the horizon.

    Every random number follows from the seed; Mesa's own random numbers are not used. For replications in
    `mesa.batch_run` make the seeds a parameter, {"seed": range(10)}: they stand in each row, and its
    `iterations` would repeat the same run. `datacollector` holds a monthly table of the model and one of each
    kind of agent, `agent_frame(kind)`; the one of all together (`get_agent_vars_dataframe`) is not kept.

    Args:
        scenario: a scenario, or the name or path of one; overlays joined by +.
        arm: name or number of the arm, see `oneplusone.arms()`; the contract arm by default.
        seed: the seed of the run, a whole number.
        collect: whether to keep the monthly tables.
        changes: parameters to set, with two underscores for the dot: contract__term=12.

    Raises:
        ScenarioError: a scenario, parameter or value that does not exist or is not allowed.
        ValueError: an arm or a seed that is not one.

    Example:
        >>> model = ContractingModel("s_association", arm="GS", seed=1, run__horizon=3).run()
        >>> model.datacollector.get_model_vars_dataframe().shape[0]
        3
    """

    def __init__(
        self,
        scenario: Scenario | str | Path = "s_association",
        arm: int | str = GS,
        seed: int = 0,
        collect: bool = True,
        **changes: Any,
    ) -> None:
        if isinstance(seed, bool) or not hasattr(seed, "__index__"):
            raise ValueError(SEED_REFUSED)
        super().__init__(seed=seed % 2**32)
        if isinstance(scenario, str | Path):
            scenario = Scenario.load(scenario)
        if isinstance(scenario, Scenario):  # what only has values is taken as it is
            scenario.require_case()
        if changes:
            scenario = scenario.with_values({name.replace("__", "."): v for name, v in changes.items()})
        self.setting = scenario
        self.kinds = tuple(row.name for row in scenario.rows["kinds"])
        self.arm = arm_index(arm) if isinstance(arm, str) else arm_number(arm)
        self.seed = seed
        self.p = self._parameters()
        self.horizon = int(scenario.values["run.horizon"])
        self.months = 0
        self.world = self._world()
        found(self.world, self.p)
        self.running = self.horizon > 0
        self.datacollector = mesa.DataCollector(  # type: ignore[no-untyped-call]
            model_reporters={one.name: _reporter(one.name) for one in measures_of(self.kinds)}
            if collect
            else {},
            agenttype_reporters=AGENT_REPORTERS if collect else {},
        )
        self.collects = collect

    def _parameters(self) -> Any:
        record = np.zeros(1, parameter_dtype(parameter_layout(self.setting)))[0]
        fill_parameters(record, parameter_values(self.setting, self.arm))
        return plain_parameters(record)

    def _world(self) -> World:
        shape, small = shapes(self.setting.values), sizes(self.setting)

        def agents(cls: type, count: int) -> list[Any]:
            return [zero(cls(self), small) for _ in range(count)]

        def links(cls: type, rows: int, columns: int) -> list[list[Any]]:
            return [[blank(cls, small) for _ in range(columns)] for _ in range(rows)]

        return World(
            bureau=agents(BureauAgent, 1)[0],
            offices=agents(StreetOfficeAgent, *shape["offices"]),
            organizations=agents(SocialOrganizationAgent, *shape["organizations"]),
            evaluators=agents(EvaluatorAgent, *shape["evaluators"]),
            communities=agents(CommunityAgent, *shape["communities"]),
            contracts=[blank(Contract, small) for _ in range(*shape["contracts"])],
            relations=links(Relation, *shape["relations"]),
            ties=links(Tie, *shape["ties"]),
            tally=blank(Tally, small),
            random_numbers=RandomNumbers(self.seed),
        )

    def step(self) -> None:
        """One month of everybody's life.

        Raises:
            FloatingPointError: a number that is not finite, with month, agent and field.
        """
        agenda.month(self.world, self.p, self.months)
        wrong = not_finite(self.world)
        if wrong:
            self.running = False
            raise FloatingPointError(f"month {self.months}: {wrong}")
        self.months += 1
        self.running = self.months < self.horizon
        if self.collects:
            self.datacollector.collect(self)  # type: ignore[no-untyped-call]

    def run(self) -> ContractingModel:
        """Step to the horizon.

        Returns:
            The model itself, so that a call can be chained.

        Raises:
            FloatingPointError: as `step`.

        Example:
            >>> ContractingModel(run__horizon=2).run().months
            2
        """
        while self.running:
            self.step()
        return self

    def agent_frame(self, kind: str) -> Any:
        """The monthly table of all agents of a kind: (Step, AgentID) → what AGENT_REPORTERS keeps.

        Args:
            kind: "bureau", "offices", "organizations", "evaluators" or "communities".

        Returns:
            A data frame of pandas, one row per month and agent.

        Raises:
            ValueError: any other kind.

        Example:
            >>> ContractingModel(run__horizon=2).run().agent_frame("organizations")["staff"].shape
            (2,)
        """
        if kind not in AGENT_KINDS:
            raise ValueError(f"no agents {kind!r}; there are: {', '.join(AGENT_KINDS)}")
        return self.datacollector.get_agenttype_vars_dataframe(AGENT_KINDS[kind])  # type: ignore[no-untyped-call]

    def measure(self, name: str) -> float:
        """A measure of section 'measures' by its name, as of now.

        Args:
            name: one of the rows of `oneplusone.measures()`.

        Returns:
            Its value, in its unit.

        Example:
            >>> ContractingModel(run__horizon=0).measure("signed")
            0.0
        """
        return measure(name, self.world.tally, self.p, self.kinds)

    def __repr__(self) -> str:
        name, arm = getattr(self.setting, "name", "?"), ARMS[self.arm].name
        when = f"month {self.months} of {self.horizon}"
        return f"<ContractingModel {name!r}: arm {arm}, seed {self.seed}, {when}>"


def _reporter(name: str) -> Any:
    return lambda model: model.measure(name)


AGENT_KINDS: dict[str, type] = {
    "bureau": BureauAgent,
    "offices": StreetOfficeAgent,
    "organizations": SocialOrganizationAgent,
    "evaluators": EvaluatorAgent,
    "communities": CommunityAgent,
}
"""The kinds of agents by the name they have in the world."""

AGENT_REPORTERS: dict[type, dict[str, Any]] = {
    BureauAgent: {"pressure": "pressure", "tenure": "tenure", "leaders": "leaders"},
    EvaluatorAgent: {"leniency": "leniency", "independence": "independence", "called": "called"},
    StreetOfficeAgent: {
        "free": "free",
        "committed": "committed",
        "spent": "spent",
        "design": "design",
        "management": "management",
        "hours": "hours",
        "leaders": "leaders",
    },
    SocialOrganizationAgent: {
        "staff": "staff",
        "own_posts": "own_posts",
        "load": "load",
        "hours": "hours",
        "skill": lambda agent: list(agent.skill),
        "contracts": "contracts",
        "leaders": "leaders",
    },
    CommunityAgent: {
        "level": lambda agent: list(agent.level),
        "open": lambda agent: list(agent.open),
        "stage": lambda agent: list(agent.stage),
        "capital": "capital",
        "satisfied": "satisfied",
    },
}
"""What the monthly table of each kind of agent holds."""

"""The world that rules see, and how large each of its tables is for a scenario."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.agents.bureau import Bureau
from sim.agents.community import Community, Tie
from sim.agents.contract import Contract
from sim.agents.evaluator import Evaluator
from sim.agents.office import StreetOffice
from sim.agents.organization import SocialOrganization
from sim.agents.relation import Relation
from sim.agents.tally import Tally
from sim.arms import ARM_LAYOUT, arm_values
from sim.parameters.layout import Valued, layout, nested

LOTS_PER_OFFICE = 16
"""Rows of the contract table for each office: open lots and running contracts at one time."""

LARGEST_ID = 65_535
"""Ids are part of what addresses a random number, and hold sixteen bits."""


class World(NamedTuple):
    """Everything that is: single agents, lists of agents, and links.

    `relations` link office × organisation, `ties` community × organisation.
    """

    bureau: Any
    offices: Any
    organizations: Any
    evaluators: Any
    communities: Any
    contracts: Any
    relations: Any
    ties: Any
    tally: Any
    random_numbers: Any


STATES: dict[str, type] = {
    "bureau": Bureau,
    "offices": StreetOffice,
    "organizations": SocialOrganization,
    "evaluators": Evaluator,
    "communities": Community,
    "contracts": Contract,
    "relations": Relation,
    "ties": Tie,
    "tally": Tally,
}
"""The state class of each member of the world."""


AXES: dict[str, tuple[tuple[str, int], ...]] = {
    "bureau": (),
    "offices": (("population.offices", 1),),
    "organizations": (("population.organizations", 1),),
    "evaluators": (("population.evaluators", 1),),
    "communities": (("population.communities", 1),),
    "contracts": (("population.offices", LOTS_PER_OFFICE),),
    "relations": (("population.offices", 1), ("population.organizations", 1)),
    "ties": (("population.communities", 1), ("population.organizations", 1)),
    "tally": (),
}
"""The axes of each member of the world: the parameter that counts along it, and the rows of one counted."""


def shapes(values: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """How many of each member a scenario has: () for a single one, (n,) for a list, (n, m) for links."""
    return {
        member: tuple(int(values[counted]) * rows for counted, rows in axes) for member, axes in AXES.items()
    }


def sizes(scenario: Valued) -> dict[str, int]:
    """The lengths of an agent's own small arrays: kinds and instruments."""
    return {"kinds": len(scenario.rows["kinds"]), "instruments": len(scenario.rows["instruments"])}


def domains(scenario: Valued) -> dict[str, int]:
    """How many ids each domain of random events has in this scenario."""
    shape = shapes(scenario.values)
    return {
        "bureau": 1,
        "office": shape["offices"][0],
        "organization": shape["organizations"][0],
        "evaluator": shape["evaluators"][0],
        "community": shape["communities"][0],
        "kind": sizes(scenario)["kinds"],
        "lot": shape["contracts"][0],
        "instrument": sizes(scenario)["instruments"],
    }


def parameter_layout(scenario: Valued) -> dict[str, dict[str, Any]]:
    """The shape of the record `p`: the scenario's groups, and `arm`."""
    return {"arm": {name: (kind, None) for name, kind in ARM_LAYOUT.items()}, **layout(scenario)}


def parameter_values(scenario: Valued, arm: int) -> dict[str, dict[str, Any]]:
    """The values of the record `p` for one arm."""
    return {"arm": dict(arm_values(arm)), **nested(scenario)}

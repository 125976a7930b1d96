"""Worlds for tests: that of the S Association with a few changes, run month by month, their state as bits."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

from sim.agents.contract import Contract
from sim.arms import ARMS, GS
from sim.compiler.state import blank, fields
from sim.measures import measures_of, take_measures
from sim.model import ContractingModel
from sim.parameters.draws import draw_uncertain
from sim.parameters.registry import uncertainties
from sim.scenario.scenario import Scenario
from sim.world import STATES, sizes

Changes = Mapping[str, object]

EVERY_ARM = range(len(ARMS))


@cache
def defaults() -> Scenario:
    """The sizes, the money and the services of the S Association in one world, with nothing observed."""
    case = Scenario.load("s_association", changes={"capability.feedback": 0.1})
    return replace(case, priors=MappingProxyType({}), reference=MappingProxyType({}))


def setting(changes: Changes | None = None) -> Scenario:
    """That world with some parameters set, checked as every scenario is."""
    return defaults().with_values(dict(changes or {}))


def model(changes: Changes | None = None, arm: int = GS, seed: int = 1) -> ContractingModel:
    """A founded model that collects nothing."""
    return ContractingModel(setting(changes), arm, seed, collect=False)


def run(changes: Changes | None = None, arm: int = GS, seed: int = 1) -> ContractingModel:
    """A model taken to its horizon."""
    return model(changes, arm, seed).run()


def measured(model: ContractingModel) -> list[float]:
    """All measures of a model in Mesa, in the engine's order."""
    names = measures_of(tuple(row.name for row in model.setting.rows["kinds"]))
    out = [0.0] * len(names)
    take_measures(model.world.tally, model.p, out)
    return out


def months(changes: Changes | None = None, arm: int = GS, seed: int = 1) -> Iterator[ContractingModel]:
    """The model after each month, from the first to the last."""
    one = model(changes, arm, seed)
    while one.running:
        one.step()
        yield one


def values(changes: Changes | None = None, seed: int = 1) -> list[float]:
    """Public value in each arm, net of the arm in which nobody acts."""
    found = [run(changes, arm, seed).measure("value") for arm in EVERY_ARM]
    return [value - found[0] for value in found]


def draws(seed: int, count: int, without: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Random parameter points: every uncertain parameter drawn from its prior, but for those named."""
    case = Scenario.load("s_association")
    priors = {
        name: case.priors[name] if name.startswith("kinds.") else defaults().parameters[name].prior
        for name in case.priors
        if name not in without and (name.startswith("kinds.") or name in uncertainties())
    }
    drawn = draw_uncertain(priors, seed, count, parameters=defaults().parameters)
    return [{name: column[point].item() for name, column in drawn.items()} for point in range(count)]


def empty_contract() -> Contract:
    """A contract's record with all its fields at zero."""
    return blank(Contract, sizes(defaults()))


def bits(agent: Any) -> tuple[Any, ...]:
    """All fields of one agent or record; floats written out exactly, so that −0.0 and 0.0 differ."""
    return tuple(_exact(getattr(agent, name)) for name in _names(type(agent)))


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(fields(cls))


def _exact(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_exact, value))
    return value.hex() if isinstance(value, float) else value


def state(one: ContractingModel, *leave_out: str) -> dict[str, Any]:
    """The whole state of a world by member, bit for bit."""
    found: dict[str, Any] = {}
    for name in STATES:
        if name not in leave_out:
            member = getattr(one.world, name)
            if name in ("relations", "ties"):
                found[name] = [[bits(link) for link in row] for row in member]
            elif isinstance(member, list):
                found[name] = [bits(agent) for agent in member]
            else:
                found[name] = bits(member)
    return found


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The members of two states that differ; empty where they are the same to the last bit."""
    return [name for name in one if one[name] != other[name]]

"""Evaluators, and the panel that whoever appoints calls from them."""

from __future__ import annotations

from typing import Any

from sim.chance import PANEL_CALL, PANEL_COMMON, PANEL_MEMBER
from sim.chance.random_numbers import normal, uniform
from sim.codes import BUREAU, EXPERT, NOBODY, PEER, PURCHASER
from sim.compiler.rule import rule
from sim.compiler.state import State
from sim.rules.evaluation import appeal, clipped, member_score


class Evaluator(State):
    """A trade expert or a peer: how lenient, how independent, and whether called to the panel at hand."""

    id: int
    kind: int
    leniency: float
    independence: float
    called: int

    @rule
    def favoured(self, p: Any) -> float:
        """What the appointer sees in it: the purchaser lenience, the bureau independence, the lot nothing."""
        if p.evaluation.appointer == PURCHASER:
            return self.leniency * (1.0 - self.independence)
        if p.evaluation.appointer == BUREAU:
            return self.independence
        return 0.0

    @rule
    def score(
        self, world: Any, p: Any, now: int, contract: Any, reported: float, true: float, common: float
    ) -> float:
        """This evaluator's score of a contract, before clipping."""
        own = normal(world.random_numbers, PANEL_MEMBER, now, self.id, contract.organization)
        return member_score(
            reported,
            true,
            p.control.depth,
            self.leniency,
            self.independence,
            p.evaluation.noise,
            p.evaluation.correlation,
            common,
            own,
        )


@rule
def call_panel(world: Any, p: Any, now: int, contract: Any, kind: int, seats: int) -> None:
    """Call evaluators of a kind to a panel, best liked first; ties go to the lowest id."""
    say = p.evaluation.purchaser_say
    if p.evaluation.appointer != PURCHASER and p.evaluation.appointer != BUREAU:
        say = 0.0
    for _ in range(seats):
        chosen = NOBODY
        best = -1.0
        for evaluator in world.evaluators:
            if evaluator.kind == kind and evaluator.called == 0:
                u = uniform(world.random_numbers, PANEL_CALL, now, evaluator.id, contract.organization)
                liked = appeal(evaluator.favoured(p), say, u)
                if liked > best:
                    chosen = evaluator.id
                    best = liked
        if chosen == NOBODY:
            break
        world.evaluators[chosen].called = 1


@rule
def panel_score(world: Any, p: Any, now: int, contract: Any, reported: float, true: float) -> float:
    """The mean score of the panel, clipped to [0, 1]; with no evaluator at hand the report itself counts."""
    for evaluator in world.evaluators:
        evaluator.called = 0
    call_panel(world, p, now, contract, EXPERT, p.evaluation.experts)
    call_panel(world, p, now, contract, PEER, p.evaluation.peers)
    common = normal(world.random_numbers, PANEL_COMMON, now, contract.organization, contract.office)
    total = 0.0
    members = 0
    for evaluator in world.evaluators:
        if evaluator.called == 1:
            total += evaluator.score(world, p, now, contract, reported, true, common)
            members += 1
    if members == 0:
        return clipped(reported)
    return clipped(total / members)

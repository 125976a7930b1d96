"""Which instrument an office chooses for a lot, and what it learns of it when the lot closes."""

from typing import Any

from sim.agents.tendering import is_eligible
from sim.chance import CHOICE_REVISED, INSTRUMENT_CHOICE, LEARNING_NOISE
from sim.chance.random_numbers import normal, uniform
from sim.codes import CHECKLIST, DIRECT, GRANT_IN_HOUSE, LEARNING, NOBODY
from sim.compiler.rule import rule
from sim.rules.instruments import checklist, instrument_appeal, learnt_value, softmax_weight
from sim.rules.money import fen


@rule
def choose_instrument(world: Any, p: Any, now: int, office: Any, first: int, after: int, lot: int) -> int:
    """In-house if the arm says so; else fixed, by checklist, or at random by learnt value (softmax).

    Who learns looks at a lot's instrument anew only now and then (Calvo 1983), or after a failure, and moves
    only for what is better by the cost of moving.
    """
    if p.arm.grant == GRANT_IN_HOUSE:
        return DIRECT
    if p.policy.rule == CHECKLIST:
        return tick_checklist(world, p, office, first, after)
    if p.policy.rule != LEARNING:
        return p.policy.instrument
    held = office.current[lot] - 1
    if held >= 0 and office.soured[lot] == 0 and p.policy.revision < 1.0:
        u = uniform(world.random_numbers, CHOICE_REVISED, now, office.id, first)
        if u >= p.policy.revision:
            return held
    best = draw_of(world, p, office, 0, first, after, held)
    options = len(p.instruments.autonomy)
    for option in range(1, options):
        best = max(best, draw_of(world, p, office, option, first, after, held))
    total = 0.0
    for option in range(options):
        liked = draw_of(world, p, office, option, first, after, held)
        total += softmax_weight(liked, best, p.policy.temperature)
    threshold = total * uniform(world.random_numbers, INSTRUMENT_CHOICE, now, office.id, first)
    running = 0.0
    chosen = 0
    for option in range(options):
        liked = draw_of(world, p, office, option, first, after, held)
        running += softmax_weight(liked, best, p.policy.temperature)
        chosen = option
        if threshold < running:
            break
    return chosen


@rule
def draw_of(world: Any, p: Any, office: Any, option: int, first: int, after: int, held: int) -> float:
    """An instrument's appeal, less the cost of moving where another one is held."""
    liked = appeal(world, p, office, option, first, after)
    if held >= 0 and held != option:
        liked -= p.policy.switching_cost
    return liked


@rule
def tick_checklist(world: Any, p: Any, office: Any, first: int, after: int) -> int:
    """The rule of thumb: how verifiable the lot is, how many could bid, how able management is."""
    verifiable = 0.0
    for kind in range(first, after):
        verifiable += p.kinds.verifiability[kind]
    bidders = 0
    for organization in world.organizations:
        bidders += is_eligible(p, organization, office.id)
    return checklist(verifiable / (after - first), bidders, office.management)


@rule
def appeal(world: Any, p: Any, office: Any, option: int, first: int, after: int) -> float:
    """Weighted learnt value of an instrument for a lot, less its cost, plus what the bureau can see."""
    kinds = len(office.covered)
    value = 0.0
    visible = 0.0
    weight = 0.0
    for kind in range(first, after):
        # a sole right bars in-house lots
        if p.instruments.in_house[option] == 0 or office.sole_right(world, p, kind) == NOBODY:
            value += p.kinds.weight[kind] * office.learnt[option * kinds + kind]
        visible += p.kinds.verifiability[kind] * (1.0 - p.instruments.autonomy[option])
        weight += p.kinds.weight[kind]
    if weight <= 0.0:
        return 0.0
    return instrument_appeal(
        value / weight,
        p.instruments.transaction_cost[option],
        world.bureau.pressure,
        p.policy.pressure_weight,
        visible / (after - first),
    )


@rule
def learn(world: Any, p: Any, now: int, office: Any, contract: Any, passed: int) -> None:
    """After a lot closes, what its money yielded per kind moves what is learnt, through noise.

    Only what those who may use it had counts: a user fee keeps that share of users away.
    """
    kinds = len(office.covered)
    covered = 0
    for kind in range(kinds):
        covered += contract.covered[kind]
    hours = contract.sum * p.resources.labour_share / fen(p.resources.wage) * p.resources.hours_per_post
    if covered == 0 or hours <= 0.0 or contract.instrument == NOBODY:
        return
    # in-house staff work at all kinds, whichever lot pays them
    divided = kinds if contract.organization == NOBODY else covered
    for kind in range(kinds):
        if contract.covered[kind] == 1:
            yielded = contract.worked[kind] * divided / hours
            yielded = yielded * (1.0 - p.instruments.user_fee[contract.instrument])
            z = normal(world.random_numbers, LEARNING_NOISE, now, office.id, kind)
            signal = yielded + p.policy.signal_noise * z
            if passed == 0:
                signal -= p.policy.disappointment
            cell = contract.instrument * kinds + kind
            office.learnt[cell] = learnt_value(office.learnt[cell], signal, p.policy.learning_rate)


@rule
def note_reversal(world: Any, p: Any, office: Any, lot: int, chosen: int) -> None:
    """Reverse contracting: what was bought last time is provided directly now."""
    if office.bought[lot] == 1:
        world.tally.could_reverse += 1
        if p.instruments.in_house[chosen] == 1:
            world.tally.reversed += 1
    office.bought[lot] = 1 - p.instruments.in_house[chosen]

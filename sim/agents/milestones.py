"""A contract on its way: mid-term review, extension, closing, termination, and who pays for what."""

from typing import Any

from sim.agents.choosing import learn
from sim.agents.evaluator import panel_score
from sim.agents.reporting import attainment
from sim.chance import EXTENSION
from sim.chance.random_numbers import uniform
from sim.codes import FAILED, NOBODY, PASSED, RUNNING, TERMINATED, UNUSED_KEPT
from sim.compiler.rule import rule
from sim.rules.money import share_of


@rule
def pass_milestones(world: Any, p: Any, now: int, contract: Any) -> None:
    """Take a running contract past what is due this month; all waits while the office's leader settles in."""
    if contract.state != RUNNING:
        return
    office = world.offices[contract.office]
    if contract.conditional == 0:
        if now + 1 >= contract.end:
            settle(world, p, now, contract, office, PASSED)
        return
    if now + 1 == contract.original_end:
        note_facts(world, contract)
        request_extension(world, p, contract)
    if office.pause > 0:
        return
    middle = contract.start + (contract.original_end - contract.start) // 2
    if contract.reviewed == 0 and now + 1 >= middle and now + 1 < contract.end:
        review(world, p, now, contract, office)
    elif contract.withheld == 1 and attainment(p, now, contract, 0) >= p.evaluation.pass_mark:
        contract.withheld = 0
    over = contract.state == RUNNING and now + 1 >= contract.end
    if over and ask_extension(world, p, now, contract) == 0:
        close(world, p, now, contract, office)


@rule
def note_facts(world: Any, contract: Any) -> None:
    """At the end of the agreed term, or when it is cut short: what the case's observers could count."""
    for kind in range(len(contract.achieved)):
        world.tally.at_term[kind] += contract.achieved[kind]
        world.tally.target_at_term[kind] += contract.target[kind]


@rule
def request_extension(world: Any, p: Any, contract: Any) -> None:
    """A contract whose counted targets are not reached at the end of the agreed term asks for more time."""
    if contract.requested == 0 and coverage_is_short(p, contract) == 1:
        contract.requested = 1
        world.tally.requested += 1


@rule
def coverage_is_short(p: Any, contract: Any) -> int:
    """One if a kind that is counted by openings is short of its target."""
    for kind in range(len(contract.achieved)):
        if p.kinds.opens[kind] == 1 and contract.achieved[kind] < contract.target[kind]:
            return 1
    return 0


@rule
def judge(world: Any, p: Any, now: int, contract: Any) -> float:
    """Let a panel score the contract; count where it passes what inspection fails, and the reverse."""
    reported = attainment(p, now, contract, 0)
    true = attainment(p, now, contract, 1)
    score = panel_score(world, p, now, contract, reported, true)
    world.tally.evaluations += 1
    world.tally.score += score
    world.tally.overstated += reported - true
    if score >= p.evaluation.pass_mark and true < p.evaluation.pass_mark:
        world.tally.false_passes += 1
    if score < p.evaluation.pass_mark and true >= p.evaluation.pass_mark:
        world.tally.false_fails += 1
    return score


@rule
def review(world: Any, p: Any, now: int, contract: Any, office: Any) -> None:
    """Mid-term: a failed review withholds the next tranche until mended; a hopeless one ends the contract."""
    contract.reviewed = 1
    world.tally.reviews += 1
    score = judge(world, p, now, contract)
    if score < p.contract.termination:
        if now + 1 < contract.original_end:  # where a leader's absence put the review off, they are noted
            note_facts(world, contract)
        world.tally.terminated += 1
        world.tally.could_reverse += 1
        world.tally.reversed += 1
        settle(world, p, now, contract, office, TERMINATED)
    elif score < p.evaluation.pass_mark:
        contract.withheld = 1
        world.tally.withheld += 1


@rule
def ask_extension(world: Any, p: Any, now: int, contract: Any) -> int:
    """Where coverage is short an extension is asked for once, and granted with the declared probability."""
    if contract.requested == 0 or contract.extended == 1 or p.contract.extension == 0:
        return 0
    contract.extended = 1
    u = uniform(world.random_numbers, EXTENSION, now, contract.office, contract.organization)
    if u >= p.contract.extension_granted:
        return 0
    contract.end = now + 1 + p.contract.extension
    world.tally.extended += 1
    return 1


@rule
def close(world: Any, p: Any, now: int, contract: Any, office: Any) -> None:
    """Closing: the panel's score decides if the share at risk is paid; over-reporting found out is fined."""
    score = judge(world, p, now, contract)
    passed = 1 if score >= p.evaluation.pass_mark else 0
    relation = world.relations[contract.office][contract.organization]
    relation.incumbent = passed
    if passed == 1:
        world.tally.passed += 1
        contract.pay_provider(world, office, contract.sum - contract.paid)
        settle(world, p, now, contract, office, PASSED)
    else:
        world.tally.failed += 1
        settle(world, p, now, contract, office, FAILED)


@rule
def settle(world: Any, p: Any, now: int, contract: Any, office: Any, state: int) -> None:
    """Give back what was not paid or not used, book the provider's gain or loss, learn, and free the row.

    granted = spent + committed + free holds throughout: what returns to the office may be planned again.
    """
    unpaid = contract.sum - contract.paid
    office.committed -= unpaid
    office.free += unpaid
    if contract.conditional == 1:
        organization = world.organizations[contract.organization]
        balance = contract.received() - contract.used
        if balance > 0 and p.form.unused == UNUSED_KEPT and state == PASSED:
            organization.reserve += balance
        elif balance > 0:
            # of what a private partner or users added, nothing goes to the office
            back = min(contract.paid, int(balance * (contract.sum / contract.budget)))
            organization.outgo += balance
            office.spent -= back
            office.free += back
            world.tally.returned += back
        else:
            organization.reserve += balance
        if contract.inflated > 0.0 and state != TERMINATED:
            detection = p.control.depth * p.control.independence
            fine = share_of(
                contract.sum, min(1.0, detection * p.control.fine * contract.power * contract.inflated)
            )
            organization.reserve -= fine
            organization.outgo += fine
            office.spent -= fine
            office.free += fine
            world.tally.returned += fine
        organization.contracts -= 1
    passed = 1 if state == PASSED else 0
    if contract.organization != NOBODY or contract.conditional == 0:
        learn(world, p, now, office, contract, passed)
    if passed == 0 and contract.conditional == 1:
        sour(p, office, contract)
    world.tally.closed += 1
    contract.state = state


@rule
def sour(p: Any, office: Any, contract: Any) -> None:
    """A lot that failed or was taken back is one whose instrument is looked at anew, come what may."""
    bundle = max(1, min(len(office.covered), p.contract.bundle))
    for kind in range(len(office.covered)):
        if contract.covered[kind] == 1:
            office.soured[kind // bundle] = 1

"""How an office turns its money into lots."""

from typing import Any

from sim.agents.choosing import choose_instrument, note_reversal
from sim.agents.tendering import is_eligible
from sim.codes import DIRECT, FIXED, GRANT_AS_GIFT, GRANT_IN_HOUSE, NOBODY, OFFICE_CHOOSES, PAUSES_TENDERS
from sim.compiler.rule import rule
from sim.rules.money import fen, part_due, share_of


@rule
def plan_lots(world: Any, p: Any, now: int, office: Any) -> None:
    """Turn free budget into lots, each with its instrument or mix; what came back is spent in-house."""
    waits = office.pause > 0
    if p.form.pause == PAUSES_TENDERS and p.arm.grant == GRANT_IN_HOUSE:
        waits = False
    if office.free <= 0 or waits:
        return
    if office.unplanned == 0:
        if (
            p.contract.cycle == 0
            and office.free > fen(p.contract.sum) // 100
            and p.arm.grant != GRANT_AS_GIFT
            and office.is_barred(world, p) == 0
        ):
            offer(world, p, now, office, DIRECT, 0, len(office.covered), office.free)
        return
    office.unplanned = 0
    available = office.free
    if p.arm.grant == GRANT_AS_GIFT:
        offer(world, p, now, office, NOBODY, 0, len(office.covered), available)
        return
    kinds = len(office.covered)
    bundle = max(1, min(kinds, p.contract.bundle))
    lots = (kinds + bundle - 1) // bundle
    for lot in range(lots):
        first = lot * bundle
        after = min(kinds, first + bundle)
        amount = part_due(available, lot, lots)
        chosen = choose_instrument(world, p, now, office, first, after, lot)
        office.current[lot] = chosen + 1
        office.soured[lot] = 0
        note_reversal(world, p, office, lot, chosen)
        second = share_of(amount, p.policy.mix)
        if p.policy.rule != FIXED or p.policy.second == chosen or p.arm.grant == GRANT_IN_HOUSE:
            second = 0
        if second < amount:
            offer(world, p, now, office, chosen, first, after, amount - second)
        if second > 0:
            offer(world, p, now, office, p.policy.second, first, after, second)


@rule
def offer(
    world: Any, p: Any, now: int, office: Any, instrument: int, first: int, after: int, amount: int
) -> None:
    """Open a lot, or several equal ones where communities choose or entry is open, in its vacant rows.

    With no row left the money stays free and is asked for again next month.
    """
    parts = places(world, p, office, instrument)
    opened = 0
    rows = len(world.contracts) // len(world.offices)
    for row in range(office.id * rows, (office.id + 1) * rows):
        contract = world.contracts[row]
        if opened == parts:
            break
        if contract.is_vacant() == 1:
            due = part_due(amount, opened, parts)
            contract.open_lot(world, p, now, office, instrument, first, after, due, 1 if parts > 1 else 0)
            world.tally.lots = max(world.tally.lots, row + 1)
            opened += 1
    if opened < parts:
        office.unplanned = 1


@rule
def places(world: Any, p: Any, office: Any, instrument: int) -> int:
    """In how many equal lots a sum is offered: one, or, where others choose, as many as may share."""
    most = 1
    if instrument == NOBODY:
        most = len(world.organizations)
    elif p.instruments.chooser[instrument] != OFFICE_CHOOSES:
        most = p.tender.providers
    able = 0
    for organization in world.organizations:
        reached = instrument != NOBODY or organization.home == office.id
        if reached and is_eligible(p, organization, office.id) == 1:
            able += 1
    return max(1, min(most, able))

"""Compute the shards of a study in this process until done or interrupted."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import FrameType

from experiments.errors import MACHINE_ERRORS
from experiments.progress import Advance
from experiments.study.execution.child_process import Isolated
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.faults import Faults, MachineFault, machine_fault
from experiments.study.execution.supply import Supply
from experiments.study.execution.work import Pace, compute, compute_again, outcome_of
from experiments.study.storage.shards import Shard
from experiments.study.storage.store import Store

_DEATHS = 2  # a shard in which the process died so many times is computed in a child process


@dataclass
class Interruption:
    """Whether the study was asked to stop: the first Ctrl-C asks, a second one stops at once."""

    asked: bool = False


@contextlib.contextmanager
def interruptible(notify: Callable[[], object]) -> Iterator[Interruption]:
    """Turn the first SIGINT or SIGTERM into a request to stop, passed to `notify`; a second one interrupts.

    Outside the main thread, where Python takes no signals, nothing changes.
    """
    state = Interruption()

    def ask(number: int, frame: FrameType | None) -> None:
        if state.asked:
            raise KeyboardInterrupt
        state.asked = True
        notify()

    if threading.current_thread() is not threading.main_thread():
        yield state
        return
    signals = [signal.SIGINT, signal.SIGTERM]
    before = [(number, signal.signal(number, ask)) for number in signals]
    try:
        yield state
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def run_here(
    store: Store,
    supply: Supply,
    evaluator: RunEvaluator,
    shards: Iterable[Shard],
    advance: Advance,
    interruption: Interruption,
    isolate: bool = False,
    again: bool = False,
) -> None:
    """Compute shards in this process, all cores by the evaluator's own threads, and commit each.

    With `isolate`, or for a shard in which this process died twice before, runs are computed in a child,
    where one that crashes its process or hangs becomes a failed row. With `again`, shards are finished, and
    only their failed runs are computed.

    Raises EnvironmentFailure when the machine kept a run from being computed: the shard stays as it was, the
    others are computed first unless the fault would be theirs as well.
    """
    if not isolate:
        _prepare(evaluator)
    died, pace, faults = store.died_before, Pace(), Faults()
    child = Isolated(evaluator, supply.plan.limit)
    try:
        for shard in shards:
            if interruption.asked:
                return
            deaths = died.deaths + 1 if died and died.shard == shard.name else 0
            store.begin(shard, deaths)
            chosen = child if isolate or deaths >= _DEATHS else evaluator
            work = supply.work(shard)
            try:
                if again:
                    done = compute_again(chosen, work, outcome_of(work, *store.tables(shard)), pace, advance)
                else:
                    done = compute(chosen, work, pace, advance)
            except MachineFault as fault:
                faults.met(fault)
                continue
            faults.none_met()
            if not again or store.differs(shard, done.files):
                store.commit(shard, done.files, done.rows, done.failed)
    finally:
        child.close()
    faults.raise_any()


def _prepare(evaluator: RunEvaluator) -> None:
    try:
        evaluator.prepare()
    except MACHINE_ERRORS as error:
        raise machine_fault(error, alone=True) or error from error

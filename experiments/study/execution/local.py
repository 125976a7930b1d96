"""Compute the shards of a study in this process until done or interrupted."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import FrameType

from experiments.progress import Advance
from experiments.study.execution.child_process import Isolated
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.supply import Supply
from experiments.study.execution.work import Pace, compute
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
) -> None:
    """Compute shards in this process, all cores by the evaluator's own threads, and commit each.

    With `isolate`, or for a shard in which this process died twice before, runs are computed in a child,
    where one that kills its process or hangs becomes a failed row.
    """
    if not isolate:
        evaluator.prepare()
    died, pace = store.died_before, Pace()
    child = Isolated(evaluator, supply.plan.limit)
    try:
        for shard in shards:
            if interruption.asked:
                return
            deaths = died.deaths + 1 if died and died.shard == shard.name else 0
            store.begin(shard, deaths)
            chosen = child if isolate or deaths >= _DEATHS else evaluator
            done = compute(chosen, supply.work(shard), pace, advance)
            store.commit(shard, done.files, done.rows, done.failed)
    finally:
        child.close()

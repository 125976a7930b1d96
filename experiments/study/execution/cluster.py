"""Studies on a dask cluster: the driver schedules shards and commits their results; workers compute.

A worker computes in a child process, so that a run that crashes or hangs becomes a failed row and the worker
survives. A shard that kills workers nevertheless is computed in a child process of the driver, so that the
run that does so becomes a failed row and no more workers are lost. A worker writes the finished shard into
the study's folder where it shares that folder, and otherwise sends its bytes to the driver. The driver holds
two shards for each thread of the cluster, whatever the study's size; nothing is kept in the cluster, so that
a lost worker, scheduler or driver costs only the shards in progress. A result that a worker took with it when
it died is computed again by dask.
"""

from __future__ import annotations

import hashlib
import pickle
import socket
import threading
import time
import uuid
from asyncio import CancelledError
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.errors import EnvironmentFailure, InvalidInput, UserError
from experiments.files import as_user_error, settle, stage
from experiments.progress import Advance
from experiments.study.execution.child_process import Isolated
from experiments.study.execution.connection import Attendance, connected, distributed
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.faults import Faults, MachineFault
from experiments.study.execution.local import Interruption, run_here
from experiments.study.execution.supply import Supply
from experiments.study.execution.work import Done, Work, compute
from experiments.study.storage.note import Notify
from experiments.study.storage.plan import differences
from experiments.study.storage.shards import Shard
from experiments.study.storage.store import Claim, Store

_PAUSE_SECONDS = 0.05  # between two checks whether a shard is done


@dataclass(frozen=True)
class Place:
    """A file of the study's folder; a process that finds `token` in it shares the folder."""

    proof: str
    token: str

    def shared(self) -> bool:
        """Return whether this process sees the same folder."""
        try:
            return Path(self.proof).read_text("utf-8") == self.token
        except OSError:
            return False


@dataclass(frozen=True)
class Staged:
    """A shard that a worker has written: its files under staging names, flushed to the disk."""

    claim: Claim
    staging: dict[str, str]


def run_on_cluster(
    store: Store,
    supply: Supply,
    evaluator: RunEvaluator,
    shards: Iterable[Shard],
    advance: Advance,
    interruption: Interruption,
    address: Any,
    patience: float | None,
    notify: Notify,
) -> None:
    """Compute shards on a cluster (its address, scheduler file or cluster object) and commit each.

    While the cluster has no worker, `notify` is called and the driver waits: for `patience` seconds, or
    without end.

    Raises InvalidInput when a worker's code or libraries differ from the driver's, EnvironmentFailure when
    the cluster is lost, no worker joins, or a worker's machine cannot compute; finished shards stay finished.
    """
    with connected(address, notify) as client, _proof(store) as place:
        refuse_mixed(client, evaluator)
        alone, there = evaluator.on_threads(1), Attendance(client, patience, notify)
        deadly = _drive(client, store, supply, alone, iter(shards), advance, interruption, place, there)
    if deadly and not interruption.asked:
        run_here(store, supply, alone, deadly, advance, interruption, isolate=True)


def _drive(
    client: Any,
    store: Store,
    supply: Supply,
    evaluator: RunEvaluator,
    shards: Iterator[Shard],
    advance: Advance,
    interruption: Interruption,
    place: Place,
    there: Attendance,
) -> list[Shard]:
    """Submit shards, two for each thread of the cluster at the time, and commit the results.

    Returns the shards that killed workers. Asked to stop, it waits for the shards in progress, unless there
    is no worker to finish them. Raises EnvironmentFailure when the machine of a worker kept runs from being
    computed.
    """
    deadly: list[Shard] = []
    faults = Faults()
    in_progress = distributed().as_completed([], loop=client.loop)

    def submit(shard: Shard) -> None:
        task = (evaluator, supply.work(shard), supply.plan.fingerprint, supply.plan.limit, place)
        future = client.submit(on_worker, *task, key=f"{shard.name}-{uuid.uuid4().hex[:8]}", pure=False)
        future.shard = shard
        in_progress.add(future)

    while True:
        most = 2 * there.threads()
        while not interruption.asked and in_progress.count() < max(2, most) and (shard := next(shards, None)):
            submit(shard)
        if in_progress.is_empty() or (interruption.asked and not most and not in_progress.has_ready()):
            break
        if not in_progress.has_ready():
            time.sleep(_PAUSE_SECONDS)
            continue
        future = next(in_progress)
        if future.status == "lost":  # its worker died after computing it: dask computes it again
            in_progress.add(future)
            continue
        try:
            result = _result(future)
        except MachineFault as fault:
            faults.met(fault)
            future.release()
            continue
        faults.none_met()
        if result is None:
            deadly.append(future.shard)
        else:
            advance(_committed(store, future.shard, result).rows)
        future.release()
    if not interruption.asked:
        faults.raise_any()
    return deadly


def _result(future: Any) -> Done | Staged | None:
    """Return the result of a task; None when its workers died.

    Raises EnvironmentFailure when the scheduler is lost.
    """
    if future.status == "cancelled":
        raise EnvironmentFailure("study.scheduler_lost")
    try:
        result: Done | Staged = future.result()
    except distributed().KilledWorker:
        return None
    except CancelledError:
        raise EnvironmentFailure("study.scheduler_lost") from None
    except UserError:
        raise
    except Exception as error:
        raise EnvironmentFailure("study.worker_error", error=f"{type(error).__name__}: {error}") from error
    return result


def _committed(store: Store, shard: Shard, result: Done | Staged) -> Claim:
    if isinstance(result, Done):
        return store.commit(shard, result.files, result.rows, result.failed)
    for name, staging in result.staging.items():
        settle(Path(staging), store.folder / name)
    return store.vouch(result.claim)


# -- on the worker

_own = threading.local()


def on_worker(
    evaluator: RunEvaluator, work: Work, fingerprint: dict[str, str], limit: float, place: Place
) -> Done | Staged:
    """Compute a shard on a worker; return its bytes, or what was written if the folder is shared."""
    if changed := differences(fingerprint, evaluator.fingerprint()):
        raise InvalidInput("study.mixed_workers", table=f"{socket.gethostname()} {'; '.join(changed)}")
    asked = pickle.dumps((evaluator, limit))
    if getattr(_own, "asked", None) != asked:
        if hasattr(_own, "child"):
            _own.child.close()
        _own.asked, _own.child = asked, Isolated(evaluator, limit)
    try:
        done = compute(_own.child, work)
    except MachineFault as fault:
        reason = f"{socket.gethostname()}: {fault.fields['reason']}"
        raise MachineFault(fault.key, **fault.fields | {"reason": reason}) from fault
    return _staged(done, place) if place.shared() else done


def _staged(done: Done, place: Place) -> Staged:
    folder = Path(place.proof).parent
    files: dict[str, tuple[int, str]] = {}
    staging: dict[str, str] = {}
    for kind, data in done.files.items():
        name = f"{kind}/{done.shard.name}.parquet"
        path = folder / f"{Path(place.proof).stem}.{uuid.uuid4().hex}"
        stage(path, data)
        files[name] = (len(data), hashlib.sha256(data).hexdigest())
        staging[name] = str(path)
    return Staged(Claim(done.shard.name, done.rows, done.failed, files), staging)


def refuse_mixed(client: Any, evaluator: RunEvaluator) -> None:
    """Raise InvalidInput, with the differences by worker, unless all have the driver's code and libraries."""
    here = evaluator.fingerprint()
    table = []
    for worker, found in sorted(client.run(evaluator.fingerprint, on_error="return").items()):
        if isinstance(found, OSError):
            continue  # the worker died just now; another in its place is asked with its first shard
        if isinstance(found, Exception):
            raise EnvironmentFailure(
                "study.worker_error", error=f"{type(found).__name__}: {found}"
            ) from found
        if changed := differences(here, found):
            table.append(f"{worker} {'; '.join(changed)}")
    if table:
        raise InvalidInput("study.mixed_workers", table=" | ".join(table))


@contextmanager
def _proof(store: Store) -> Iterator[Place]:
    """Put a token into the study's folder by which a worker recognises that it shares the folder."""
    token = uuid.uuid4().hex
    path = store.staging(token).resolve()
    try:
        path.write_text(token, "utf-8")
    except OSError as error:
        raise as_user_error(error, store.folder) from error
    try:
        yield Place(str(path), token)
    finally:
        path.unlink(missing_ok=True)

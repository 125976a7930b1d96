"""The computation of a study: what is left to do, who may write, what is set aside, how far it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from experiments.errors import Exit, InvalidInput
from experiments.files import DiskFull
from experiments.progress import Advance, Progress
from experiments.study import lifecycle
from experiments.study.design import Design
from experiments.study.execution.cluster import run_on_cluster
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.local import Interruption, interruptible, run_here
from experiments.study.execution.supply import Supply
from experiments.study.identity import same_code
from experiments.study.redraw import redraw
from experiments.study.spec import StudySpec
from experiments.study.storage.lock import WHOLE
from experiments.study.storage.note import Note, Notify
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard
from experiments.study.storage.store import CHECK_SECONDS, Store, Survey, reason_text


@dataclass(frozen=True)
class StudyTally:
    """How many runs a study, or one part of it, has: expected, finished, failed; files just set aside."""

    runs: int
    finished: int
    failed: int
    set_aside: int = 0

    @property
    def status(self) -> int:
        """The exit status: 0 finished, 3 finished with failed runs, 130 interrupted before."""
        if self.finished < self.runs:
            return Exit.INTERRUPTED
        return Exit.RUNS_FAILED if self.failed else Exit.DONE


class StudyInterrupted(KeyboardInterrupt):
    """Ctrl-C or SIGTERM asked to stop; what was finished is kept, and the next call continues.

    Args:
        tally: how many runs there are, finished and failed.
    """

    def __init__(self, tally: StudyTally) -> None:
        super().__init__(f"{tally.finished:,} of {tally.runs:,} runs are finished; run it again to continue")
        self.tally = tally


class _Stopped(Exception):
    """Ends a stage that is not finished, so that what watches it leaves it where it stands."""


@contextmanager
def _stage(progress: Progress, runs: int, interruption: Interruption) -> Iterator[Advance]:
    """Begin the stage of a study; where it was asked to stop, the stage ends unfinished."""
    with suppress(_Stopped), progress.stage("study", runs) as advance:
        yield advance
        if interruption.asked:
            raise _Stopped


def tally(plan: Plan, survey: Survey, shards: Sequence[Shard], set_aside: int = 0) -> StudyTally:
    """Return how many runs of some shards are finished and failed, as a survey found them."""
    claims = survey.finished.values()
    runs = sum(plan.rows(shard) for shard in shards)
    return StudyTally(runs, sum(item.rows for item in claims), sum(item.failed for item in claims), set_aside)


def _ended(found: StudyTally, interruption: Interruption) -> StudyTally:
    """Return what was found, or raise StudyInterrupted where it was asked to stop and is not finished."""
    if interruption.asked and found.finished < found.runs:
        raise StudyInterrupted(found)
    return found


def way(cluster: Any, patience: float | None, isolate: bool, notify: Notify) -> Callable[..., None]:
    """Return what computes shards: this machine, or a cluster."""
    if cluster is None:
        return partial(run_here, isolate=isolate)
    return partial(run_on_cluster, address=cluster, patience=patience, notify=notify)


class Computation:
    """Computes a study in its folder, and makes it larger.

    Args:
        store: the folder.
        plan: what is computed; read again whenever the right to write was taken.
        notify: called with notes as they arise.
    """

    def __init__(self, store: Store, plan: Plan, notify: Notify) -> None:
        self.plan = plan
        self._store = store
        self._notify = notify
        self._notified: set[str] = set()

    def run(
        self,
        evaluator: RunEvaluator,
        part: tuple[int, int],
        compute: Callable[..., None],
        take_over: bool,
        wait: float,
        progress: Progress,
    ) -> StudyTally:
        """Compute what is not finished of a part; `Study.run` says what may be raised."""
        if not 1 <= part[0] <= part[1]:
            raise InvalidInput("study.bad_part", part=f"{part[0]}/{part[1]}")
        same_code(self.plan, evaluator.fingerprint())
        writer = WHOLE if part[1] == 1 else f"part-{part[0]:04d}-of-{part[1]:04d}"
        set_aside = 0
        with self._writing(evaluator, writer, take_over, wait):
            every = enumerate(self.plan.shards())
            shards = [shard for number, shard in every if number % part[1] == part[0] - 1]
            budget = CHECK_SECONDS
            with interruptible(lambda: self._notify(Note("study.stopping"))) as interruption:
                while True:
                    survey = self._store.survey(shards, budget)
                    set_aside += self._set_aside(survey)
                    if survey.pending and not interruption.asked:
                        runs = sum(self.plan.rows(shard) for shard in survey.pending)
                        with _stage(progress, runs, interruption) as advance:
                            self._compute(evaluator, survey.pending, advance, interruption, compute)
                    elif survey.unread and not interruption.asked:
                        budget = math.inf
                    else:
                        return _ended(tally(self.plan, survey, shards, set_aside), interruption)

    def retry(
        self, evaluator: RunEvaluator, isolate: bool, take_over: bool, progress: Progress
    ) -> StudyTally:
        """Compute the failed runs again; `Study.retry` says what may be raised."""
        same_code(self.plan, evaluator.fingerprint())
        with self._writing(evaluator, WHOLE, take_over):
            shards = list(self.plan.shards())
            finished = self._store.survey(shards).finished
            hit = [shard for shard in shards if shard.name in finished and finished[shard.name].failed]
            survey = self._store.survey(hit, math.inf)
            set_aside = self._set_aside(survey)
            runs = sum(claim.failed for claim in survey.finished.values())
            interruption = Interruption()
            if runs:
                whole = [shard for shard in hit if shard.name in survey.finished]
                with (
                    interruptible(lambda: self._notify(Note("study.stopping"))) as interruption,
                    _stage(progress, runs, interruption) as advance,
                ):
                    compute = partial(run_here, isolate=isolate, again=True)
                    self._compute(evaluator, whole, advance, interruption, compute)
            found = tally(self.plan, self._store.survey(shards), shards, set_aside)
            if interruption.asked:
                raise StudyInterrupted(found)
            return found

    def extend(
        self,
        evaluator: RunEvaluator,
        draws: int | None,
        seeds: int | None,
        size: int | None,
        spec: StudySpec | None,
        take_over: bool,
    ) -> None:
        """Add points, draws or seeds; `Study.extend` says what may be raised."""
        with self._writing(evaluator, WHOLE, take_over):
            plan = self._store.read_plan()
            same_code(plan, evaluator.fingerprint())
            design: Design | None = None
            if spec is not None:
                design = spec.design
                draws = draws or max(spec.draw_count, plan.draw_count)
                seeds = seeds or (spec.seeds if plan.draws else max(spec.seeds, plan.seeds_per_draw))
            elif size is not None:
                design = Design.read(plan.design, evaluator.parameters).grown(size)
            counts = draws or plan.draw_count, seeds or plan.seeds_per_draw
            self.plan = lifecycle.grow(self._store, plan, evaluator, design, *counts)
            given = design.points() if design is not None and design.table is not None else {}
            if note := lifecycle.repeated(given):
                self._notify(note)

    def _compute(
        self,
        evaluator: RunEvaluator,
        shards: Sequence[Shard],
        advance: Advance,
        interruption: Interruption,
        compute: Callable[..., None],
    ) -> None:
        supply = Supply(self._store.folder, self.plan)
        try:
            compute(self._store, supply, evaluator, shards, advance, interruption)
        except DiskFull as problem:
            raise problem.with_rest(self._rest()) from problem

    def _rest(self) -> int:
        """Return about how many bytes the shards still to be computed will take."""
        survey = self._store.survey(self.plan.shards())
        known = sum(size for claim in survey.finished.values() for size, _ in claim.files.values())
        rows = sum(claim.rows for claim in survey.finished.values())
        left = sum(self.plan.rows(shard) for shard in survey.pending)
        return int(known / rows * left) if rows else 0

    @contextmanager
    def _writing(
        self, evaluator: RunEvaluator, writer: str, take_over: bool, wait: float = 0.0
    ) -> Iterator[None]:
        with self._store.writing(writer, take_over, wait) as repaired:
            for note in repaired:
                self._notify(note)
            self.plan = self._store.read_plan()
            for note in redraw(self._store, self.plan, evaluator):
                self._notify(note)
            yield

    def _set_aside(self, survey: Survey) -> int:
        for note in survey.notes:
            if str(note) not in self._notified:
                self._notify(note)
                self._notified.add(str(note))
        for shard, name, reason in survey.damaged:
            self._store.set_aside(shard, name, reason)
            self._notify(Note("study.set_aside", file=name, reason=reason_text(reason)))
        return len(survey.damaged)

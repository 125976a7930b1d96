"""A study: described once, computed without loss or repetition, made larger, checked, read."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import DONE, FAILED_RUNS, INTERRUPTED, InvalidInput
from experiments.files import DiskFull
from experiments.reporting.bars import bar
from experiments.study import lifecycle
from experiments.study.design import Design
from experiments.study.execution.evaluator import Evaluator
from experiments.study.execution.local import Bar, Interruption, interruptible, run_here
from experiments.study.execution.supply import Supply
from experiments.study.forecast import Forecast
from experiments.study.identity import same_code
from experiments.study.spec import StudySpec
from experiments.study.storage.lock import WHOLE, Holder
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard
from experiments.study.storage.store import CHECK_SECONDS, Store, Survey, reason_text
from experiments.texts import DEFAULT_LANGUAGE, text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Tally:
    """Where a study, or one part of it, stands: rows expected, there, failed; files just set aside."""

    runs: int
    finished: int
    failed: int
    set_aside: int = 0

    @property
    def status(self) -> int:
        """The exit status that says so: 0 finished, 3 finished with failed runs, 130 asked to stop before."""
        if self.finished < self.runs:
            return INTERRUPTED
        return FAILED_RUNS if self.failed else DONE


def say_on_stderr(line: str) -> None:
    """Write a line above the progress bar."""
    from tqdm.auto import tqdm

    tqdm.write(line, file=sys.stderr)


class Study:
    """A study in a folder.

        study = Study.create("terms.toml", "studies/terms")
        study.run()
        study.runs().groupby("arm")["value"].mean()

    Every method that computes may be interrupted at any moment and called again. Problems are raised as
    InvalidInput (nothing was done) or EnvironmentFailure (what is finished stays finished).
    """

    def __init__(
        self,
        folder: str | Path,
        evaluator: Evaluator | None = None,
        lang: str = DEFAULT_LANGUAGE,
        say: Callable[[str], None] = say_on_stderr,
    ) -> None:
        self.folder = Path(folder)
        self.lang = lang
        self._store = Store(self.folder)
        self._plan = self._store.read_plan()
        self._evaluator = evaluator
        self._say_line = say
        self._told: set[tuple[str, str]] = set()

    @classmethod
    def create(
        cls,
        what: str | Path | StudySpec,
        folder: str | Path | None = None,
        evaluator: Evaluator | None = None,
        *,
        rows_per_shard: int | None = None,
        **options: Any,
    ) -> Study:
        """Make a study from a study file, or open it if the folder holds this very study.

        The folder is `studies/NAME` unless given. Raises InvalidInput when the folder holds anything else.
        """
        request = _request(what)
        place = Path(folder) if folder is not None else Path("studies") / request.name
        lifecycle.make(request, place, evaluator or _engine(request.model), rows_per_shard)
        return cls(place, evaluator, **options)

    @staticmethod
    def forecast(what: str | Path | StudySpec, evaluator: Evaluator | None = None) -> Forecast:
        """Return how many runs a study has, how long and how much disk they take, measured on a few."""
        request = _request(what)
        return lifecycle.planned(request, evaluator or _engine(request.model))[2]

    @property
    def plan(self) -> Plan:
        """What the study computes."""
        return self._plan

    @property
    def design(self) -> Design:
        """The design of a study whose points are a sequence: for analyses, with its SALib problem."""
        return Design.read(self._plan.design, self.evaluator.parameters)

    @property
    def evaluator(self) -> Evaluator:
        """What computes its runs: the engine of the model, unless another one was given."""
        if self._evaluator is None:
            self._evaluator = _engine(self._plan.model)
        return self._evaluator

    # -- computing

    def run(
        self,
        *,
        part: tuple[int, int] | None = None,
        cluster: Any = None,
        patience: float | None = None,
        isolate: bool = False,
        take_over: bool = False,
        wait: float = 0.0,
        show: bool = True,
    ) -> Tally:
        """Compute what is not there yet, and return where the study stands then.

        `part` (i, n) computes the i-th of n parts, as one of the jobs of an array; `cluster` is a dask
        cluster: the address of its scheduler, its scheduler file, or a cluster object; `patience` is how many
        seconds to wait while the cluster has no worker, without end unless given; `isolate` computes in a
        child process, so that a run that crashes or hangs becomes a failed row. Damaged shards are set aside
        and computed again. Ctrl-C finishes the shard at hand, a second one stops at once; call again to go
        on.

        Raises InvalidInput when code, libraries or parameters differ from those of the results so far, or
        another process is at work: one of this machine that does not finish within `wait` seconds, or one
        of another machine, unless `take_over` says that it is gone. Raises EnvironmentFailure when disk,
        folder or cluster fail.
        """
        part = part or (1, 1)
        if not 1 <= part[0] <= part[1]:
            raise InvalidInput("study.bad_part", part=f"{part[0]}/{part[1]}")
        same_code(self._plan, self.evaluator.fingerprint())
        writer = WHOLE if part[1] == 1 else f"part-{part[0]:04d}-of-{part[1]:04d}"
        compute, set_aside = self._way(cluster, patience, isolate), 0
        with self._writing(writer, take_over, wait):
            every = enumerate(self._plan.shards())
            shards = [shard for number, shard in every if number % part[1] == part[0] - 1]
            budget = CHECK_SECONDS
            with interruptible(lambda: self._say("study.stopping")) as interruption:
                while True:
                    survey = self._store.survey(shards, budget)
                    set_aside += self._set_aside(survey)
                    if survey.pending and not interruption.asked:
                        with self._bar(survey, show) as shown:
                            self._compute(survey, shown, interruption, compute)
                    elif survey.unread and not interruption.asked:
                        budget = math.inf
                    else:
                        return self._tally(survey, shards, set_aside)

    def _way(self, cluster: Any, patience: float | None, isolate: bool) -> Callable[..., None]:
        """Return what computes shards: this machine, or a cluster."""
        if cluster is None:
            return partial(run_here, isolate=isolate)
        from experiments.study.execution.cluster import run_on_cluster

        return partial(run_on_cluster, address=cluster, patience=patience, say=self._say)

    def _compute(
        self, survey: Survey, shown: Bar, interruption: Interruption, compute: Callable[..., None]
    ) -> None:
        supply = Supply(self.folder, self._plan)
        try:
            compute(self._store, supply, self.evaluator, survey.pending, shown, interruption)
        except DiskFull as problem:
            raise problem.with_rest(self._rest()) from problem

    def _rest(self) -> int:
        """Return about how many bytes the shards still to be computed will take."""
        survey = self._store.survey(self._plan.shards())
        known = sum(size for claim in survey.finished.values() for size, _ in claim.files.values())
        rows = sum(claim.rows for claim in survey.finished.values())
        left = sum(self._plan.rows(shard) for shard in survey.pending)
        return int(known / rows * left) if rows else 0

    def extend(
        self,
        *,
        replications: int | None = None,
        size: int | None = None,
        file: str | Path | StudySpec | None = None,
        take_over: bool = False,
    ) -> Study:
        """Make the study larger; nothing is computed until `run`.

        More `replications`; a larger `size` of the same sequence (points, base samples, trajectories); or a
        study `file` with a longer list, table or grid. Old points keep their ids and results.
        """
        with self._writing(WHOLE, take_over):
            plan = self._store.read_plan()
            same_code(plan, self.evaluator.fingerprint())
            request = _request(file) if file is not None else None
            design: Design | None = None
            if request is not None:
                design = request.design
                replications = replications or max(request.replications, plan.replication_count)
            elif size is not None:
                design = Design.read(plan.design, self.evaluator.parameters).grown(size)
            wanted = replications or plan.replication_count
            self._plan = lifecycle.grow(self._store, plan, self.evaluator, design, plan.point_count, wanted)
        return self

    def fork(self, folder: str | Path) -> Study:
        """Start the same study in a new folder under the present code; the old results stay as they are."""
        lifecycle.fork(self._store, self._plan, Path(folder), self.evaluator.fingerprint())
        return Study(folder, self._evaluator, self.lang, self._say_line)

    # -- checking

    def status(self) -> Tally:
        """Return where the study stands, by sizes of files; cheap, and possible while it is computed."""
        shards = list(self._plan.shards())
        return self._tally(self._store.survey(shards), shards, 0)

    def writers(self) -> list[Holder]:
        """Return the processes that compute the study now."""
        return self._store.writers()

    def verify(self) -> list[str]:
        """Read every shard and return what is wrong, one line each: an empty list is a whole study.

        Checks the SHA-256 of every file, and that each shard holds exactly its runs.
        """
        from experiments.study.tables.verify import problems

        survey = self._store.survey(self._plan.shards(), math.inf)
        return [text(key, self.lang, **fields) for key, fields in problems(self._store, self._plan, survey)]

    # -- reading

    def runs(self, columns: Sequence[str] | None = None, points: bool = True) -> pd.DataFrame:
        """Return the runs by rising run id, with the parameter values of their points unless told not to."""
        from experiments.study.tables.frames import frame

        return frame(self._store, self._plan, "runs", columns, points)

    def series(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the monthly series by rising run id and month."""
        from experiments.study.tables.frames import frame

        return frame(self._store, self._plan, "series", columns, False)

    def points(self) -> pd.DataFrame:
        """Return the values of each point, indexed by point id."""
        from experiments.study.tables.frames import values

        return values(self._store, self._plan, "points")

    def draws(self) -> pd.DataFrame:
        """Return the values of what nobody knows, indexed by replication."""
        from experiments.study.tables.frames import values

        return values(self._store, self._plan, "draws")

    def export(self, path: str | Path, table: str = "runs") -> Path:
        """Write a table as CSV, Parquet, Stata or Excel, by the ending of `path`.

        A file that is there is replaced only when the new one is whole.
        """
        from experiments.study.tables.export import export

        return export(self._store, self._plan, Path(path), table)

    def query(self, sql: str) -> pd.DataFrame:
        """Return the answer to an SQL query over the tables runs, series, points and draws."""
        from experiments.study.tables.query import query

        return query(self._store, self._plan, sql)

    # -- within

    @contextmanager
    def _writing(self, writer: str, take_over: bool, wait: float = 0.0) -> Iterator[None]:
        with self._store.writing(writer, take_over, wait) as mended:
            for key in mended:
                self._say(key)
            self._plan = self._store.read_plan()
            yield

    def _bar(self, survey: Survey, show: bool) -> Any:
        done = sum(claim.rows for claim in survey.finished.values())
        total = done + sum(self._plan.rows(shard) for shard in survey.pending)
        return bar(total, self._plan.name, show, done)

    def _set_aside(self, survey: Survey) -> int:
        for key, fields in survey.notes:
            if (key, str(fields)) not in self._told:
                self._say(key, **fields)
                self._told.add((key, str(fields)))
        for shard, name, reason in survey.damaged:
            self._store.set_aside(shard, name, reason)
            self._say("study.set_aside", file=name, reason=reason_text(reason))
        return len(survey.damaged)

    def _tally(self, survey: Survey, shards: Sequence[Shard], set_aside: int) -> Tally:
        claims = survey.finished.values()
        runs = sum(self._plan.rows(shard) for shard in shards)
        return Tally(runs, sum(item.rows for item in claims), sum(item.failed for item in claims), set_aside)

    def _say(self, key: str, **fields: object) -> None:
        self._say_line(text(key, self.lang, **fields))


def _request(what: str | Path | StudySpec) -> StudySpec:
    if isinstance(what, StudySpec):
        return what
    from experiments.study.file import read_file

    return read_file(Path(what))


def _engine(model: dict[str, Any]) -> Evaluator:
    from experiments.study.execution.engine import EngineEvaluator

    return EngineEvaluator.built(model)

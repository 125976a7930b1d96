"""A resumable, extensible parameter sweep stored in a folder."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import Exit, InvalidInput
from experiments.files import DiskFull
from experiments.progress import SILENT, Advance, Progress
from experiments.study import lifecycle
from experiments.study.design import Design
from experiments.study.execution.cluster import run_on_cluster
from experiments.study.execution.engine import EngineEvaluator
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.local import Interruption, interruptible, run_here
from experiments.study.execution.supply import Supply
from experiments.study.file import read_file
from experiments.study.forecast import Forecast
from experiments.study.identity import same_code
from experiments.study.redraw import redraw
from experiments.study.spec import StudySpec
from experiments.study.storage.lock import WHOLE, Holder
from experiments.study.storage.note import Note, Notify, log
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard
from experiments.study.storage.store import CHECK_SECONDS, Store, Survey, reason_text
from experiments.study.tables.verify import problems

if TYPE_CHECKING:
    import pandas as pd

    from experiments.reporting.codebook import Codebook
    from experiments.study.tables.answer import Answer
    from experiments.sweep.study_report import StudyReport


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


class Study:
    """A parameter sweep in a folder: every design point × draws × seeds × arms.

    Every method that computes may be interrupted at any moment and called again. Problems are raised as
    InvalidInput (nothing was done) or EnvironmentFailure (what is finished stays finished).

    Args:
        folder: the folder of an existing study.
        evaluator: computes its runs; by default the model on the study's engine.
        notify: called with notes as they arise, such as that a damaged shard is computed again; by default
            they are logged as warnings, which Python shows on stderr.

    Raises:
        InvalidInput: the folder holds no study.

    Example:
        study = Study.create("terms.toml", "studies/terms")
        study.run()
        study.runs().groupby("arm")["value"].mean()
    """

    def __init__(
        self, folder: str | Path, evaluator: RunEvaluator | None = None, *, notify: Notify = log
    ) -> None:
        self.folder = Path(folder)
        self._store = Store(self.folder)
        self._plan = self._store.read_plan()
        self._evaluator = evaluator
        self._notify = notify
        self._notified: set[str] = set()

    def __repr__(self) -> str:
        plan = self._plan
        size = f"{plan.point_count:,} points × {plan.draw_count:,} draws × {plan.seeds_per_draw:,} seeds"
        return f"<Study {plan.name!r}: {size} × {len(plan.arms)} arms in {str(self.folder)!r}>"

    @classmethod
    def create(
        cls,
        what: str | Path | StudySpec,
        folder: str | Path | None = None,
        evaluator: RunEvaluator | None = None,
        *,
        engine: str = "auto",
        rows_per_shard: int | None = None,
        notify: Notify = log,
    ) -> Study:
        """Create a study from a study file, or open it if the folder holds exactly this study.

        Args:
            what: a study file or a specification.
            folder: where to store the study; `studies/NAME` by default.
            evaluator: computes the runs instead of the model.
            engine: "compiled" or "mesa", kept in the plan; "auto" is the compiled engine for a new study and
                the study's own for an existing one.
            rows_per_shard: rows of a shard; by default 2 to 10 seconds of work.
            notify: see `Study`.

        Returns:
            The study; nothing is computed until `run`.

        Raises:
            InvalidInput: the file is wrong, the folder holds anything else, or the disk is too small.
            EnvironmentFailure: the folder cannot be written.

        Example:
            study = Study.create("terms.toml", "studies/terms", engine="mesa")
        """
        spec = _spec(what, engine)
        place = Path(folder) if folder is not None else Path("studies") / spec.name
        lifecycle.make(
            spec, place, evaluator or EngineEvaluator.built(spec.model, spec.engine), rows_per_shard
        )
        return cls(place, evaluator, notify=notify)

    @staticmethod
    def forecast(
        what: str | Path | StudySpec,
        evaluator: RunEvaluator | None = None,
        *,
        engine: str = "auto",
        draws: int | None = None,
        seeds: int | None = None,
    ) -> Forecast:
        """Return how many runs a study has and how much time and disk they take, measured on a few runs.

        Args:
            what: a study file or a specification.
            evaluator: computes the runs instead of the model.
            engine: "auto", "compiled" or "mesa".
            draws: parameter draws instead of the specification's.
            seeds: seeds per draw instead of the specification's.

        Returns:
            Counts, seconds on this machine, and bytes on disk.

        Raises:
            InvalidInput: the file is wrong, the study is too large, or all runs fail.

        Example:
            Study.forecast("terms.toml", draws=1000).seconds
        """
        spec = _spec(what, engine)
        spec = replace(spec, draws=draws or spec.draws, seeds=seeds or spec.seeds)
        return lifecycle.planned(spec, evaluator or EngineEvaluator.built(spec.model, spec.engine))[2]

    @property
    def plan(self) -> Plan:
        """What the study computes."""
        return self._plan

    @property
    def design(self) -> Design:
        """The design of a study whose points are a sequence: for analyses, with its SALib problem."""
        return Design.read(self._plan.design, self.evaluator.parameters)

    @property
    def evaluator(self) -> RunEvaluator:
        """What computes its runs: the model on the study's engine, unless another evaluator was given."""
        if self._evaluator is None:
            self._evaluator = EngineEvaluator.built(self._plan.model, self._plan.engine)
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
        progress: Progress = SILENT,
    ) -> StudyTally:
        """Compute the runs that are not finished.

        Damaged shards are set aside and computed again. The first Ctrl-C finishes the shard in progress, a
        second one stops at once; call again to continue.

        Args:
            part: (i, n) computes the i-th of n parts, as one of the jobs of an array.
            cluster: a dask cluster: the address of its scheduler, its scheduler file, or a cluster object.
            patience: seconds to wait while the cluster has no worker; without end by default.
            isolate: compute in a child process, so that a run that crashes or hangs becomes a failed row.
            take_over: continue although a process of another machine held the folder and has not released it.
            wait: seconds to wait for another process of this machine that is computing the study.
            progress: shown the stage "study", counted in runs.

        Returns:
            How many runs there are, finished and failed, of the study or the part.

        Raises:
            InvalidInput: code, libraries or parameters differ from those of the finished runs, or another
                process is computing the study.
            EnvironmentFailure: disk, folder or cluster fail; finished shards stay finished.

        Example:
            study.run(part=(3, 100)).finished
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
            with interruptible(lambda: self._notify(Note("study.stopping"))) as interruption:
                while True:
                    survey = self._store.survey(shards, budget)
                    set_aside += self._set_aside(survey)
                    if survey.pending and not interruption.asked:
                        runs = sum(self._plan.rows(shard) for shard in survey.pending)
                        with progress.stage("study", runs) as advance:
                            self._compute(survey.pending, advance, interruption, compute)
                    elif survey.unread and not interruption.asked:
                        budget = math.inf
                    else:
                        return self._tally(survey, shards, set_aside)

    def retry(
        self, *, isolate: bool = False, take_over: bool = False, progress: Progress = SILENT
    ) -> StudyTally:
        """Compute the failed runs again; all others stay as they are, and so does a run that fails again.

        A failed run fails again as long as nothing but the model decides; one that an earlier version had
        recorded for a fault of the machine becomes an ordinary run. May be interrupted and called again.

        Args:
            isolate: compute in a child process; see `run`.
            take_over: see `run`.
            progress: shown the stage "study", counted in failed runs.

        Returns:
            How many runs there are, finished and failed.

        Raises:
            InvalidInput: as `run`.
            EnvironmentFailure: as `run`.

        Example:
            study.retry().failed
        """
        same_code(self._plan, self.evaluator.fingerprint())
        with self._writing(WHOLE, take_over):
            shards = list(self._plan.shards())
            finished = self._store.survey(shards).finished
            hit = [shard for shard in shards if shard.name in finished and finished[shard.name].failed]
            survey = self._store.survey(hit, math.inf)
            set_aside = self._set_aside(survey)
            runs = sum(claim.failed for claim in survey.finished.values())
            if runs:
                whole = [shard for shard in hit if shard.name in survey.finished]
                with (
                    interruptible(lambda: self._notify(Note("study.stopping"))) as interruption,
                    progress.stage("study", runs) as advance,
                ):
                    compute = partial(run_here, isolate=isolate, again=True)
                    self._compute(whole, advance, interruption, compute)
            return self._tally(self._store.survey(shards), shards, set_aside)

    def _way(self, cluster: Any, patience: float | None, isolate: bool) -> Callable[..., None]:
        """Return what computes shards: this machine, or a cluster."""
        if cluster is None:
            return partial(run_here, isolate=isolate)
        return partial(run_on_cluster, address=cluster, patience=patience, notify=self._notify)

    def _compute(
        self,
        shards: Sequence[Shard],
        advance: Advance,
        interruption: Interruption,
        compute: Callable[..., None],
    ) -> None:
        supply = Supply(self.folder, self._plan)
        try:
            compute(self._store, supply, self.evaluator, shards, advance, interruption)
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
        draws: int | None = None,
        seeds: int | None = None,
        size: int | None = None,
        file: str | Path | StudySpec | None = None,
        take_over: bool = False,
    ) -> Study:
        """Make the study larger; existing points and runs keep their ids and results.

        Args:
            draws: parameter draws in all, where parameters are drawn.
            seeds: seeds in all, where none is drawn; the seeds per draw of a study with drawn parameters are
                fixed.
            size: size of the same sequence in all: points, base samples or trajectories.
            file: a study file with a longer list, table or grid.
            take_over: see `run`.

        Returns:
            This study; nothing is computed until `run`.

        Raises:
            InvalidInput: the study would shrink, a point would move, the seeds per draw would change, or the
                code has changed since.

        Example:
            study.extend(draws=400).run()
        """
        with self._writing(WHOLE, take_over):
            plan = self._store.read_plan()
            same_code(plan, self.evaluator.fingerprint())
            design: Design | None = None
            if file is not None:
                spec = _spec(file)
                design = spec.design
                draws = draws or max(spec.draw_count, plan.draw_count)
                seeds = seeds or (spec.seeds if plan.draws else max(spec.seeds, plan.seeds_per_draw))
            elif size is not None:
                design = Design.read(plan.design, self.evaluator.parameters).grown(size)
            counts = draws or plan.draw_count, seeds or plan.seeds_per_draw
            self._plan = lifecycle.grow(self._store, plan, self.evaluator, design, *counts)
        return self

    def fork(self, folder: str | Path) -> Study:
        """Start the same study in a new folder under the present code; the old results stay as they are.

        Args:
            folder: a new or empty folder.

        Returns:
            The new study, without runs.

        Raises:
            InvalidInput: the folder holds something else.

        Example:
            study.fork("studies/terms_again").run()
        """
        lifecycle.fork(self._store, self._plan, Path(folder), self.evaluator.fingerprint())
        return Study(folder, self._evaluator, notify=self._notify)

    # -- checking

    def status(self) -> StudyTally:
        """Return how many runs are finished and failed, by sizes of files; possible during `run`.

        Returns:
            Counts of runs.

        Example:
            study.status().finished
        """
        shards = list(self._plan.shards())
        return self._tally(self._store.survey(shards), shards, 0)

    def writers(self) -> list[Holder]:
        """Return the processes that are computing the study.

        Returns:
            Process id, host and present shard of each.

        Example:
            [writer.pid for writer in study.writers()]
        """
        return self._store.writers()

    def verify(self) -> list[Note]:
        """Read every file and compare it with its SHA-256, and each shard with the runs it should hold.

        Returns:
            One note for each problem; empty when all runs are finished and unchanged.

        Example:
            assert study.verify() == []
        """
        survey = self._store.survey(self._plan.shards(), math.inf)
        return list(problems(self._store, self._plan, survey))

    # -- reading

    def runs(self, columns: Sequence[str] | None = None, points: bool = True) -> pd.DataFrame:
        """Return the finished runs by rising run id.

        Args:
            columns: columns of the table; all by default.
            points: whether to join the parameter values of each run's point, where all columns are read.

        Returns:
            One row per run: `run_id`, `point_id`, `replication`, `arm`, `seed`, `status`, `error`, measures
            (units as in `sim.measures`).

        Raises:
            InvalidInput: there is no such column.
            EnvironmentFailure: a finished shard is damaged.

        Example:
            study.runs(["arm", "value"]).groupby("arm")["value"].mean()
        """
        from experiments.study.tables.frames import frame

        return frame(self._store, self._plan, "runs", columns, points)

    def series(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the monthly series by rising run id and month.

        Args:
            columns: columns of the table; all by default.

        Returns:
            One row per run and month: `run_id`, `point_id`, `replication`, `arm`, `month` from 1, the series.

        Raises:
            InvalidInput: the study keeps no series, or there is no such column.
            EnvironmentFailure: a finished shard is damaged.

        Example:
            study.series().groupby(["arm", "month"])["value"].mean()
        """
        from experiments.study.tables.frames import frame

        return frame(self._store, self._plan, "series", columns, False)

    def points(self) -> pd.DataFrame:
        """Return the values of the varied parameters.

        Returns:
            One row per point, indexed by `point_id`, in the parameters' own units; choices by name.

        Raises:
            EnvironmentFailure: a file is damaged.

        Example:
            study.points()["contract.term"].unique()
        """
        from experiments.study.tables.frames import values

        return values(self._store, self._plan, "points")

    def draws(self) -> pd.DataFrame:
        """Return the values of the drawn parameters.

        Returns:
            One row per replication, indexed by `replication`: those of draw `replication //
            plan.seeds_per_draw`; no columns where no parameter is drawn.

        Raises:
            EnvironmentFailure: a file is damaged.

        Example:
            study.runs().join(study.draws(), on="replication")
        """
        from experiments.study.tables.frames import values

        return values(self._store, self._plan, "draws")

    def export(
        self, path: str | Path, table: str = "runs", lang: str = "en", excel_csv: bool = False
    ) -> Path:
        """Write a table as CSV, Parquet, Stata or Excel, by the ending of `path`.

        Args:
            path: the file; an existing one is replaced only when the new one is complete.
            table: "runs", "series", "points" or "draws".
            lang: language of Stata's and Excel's labels and of the names of choices, "en" or "zh".
            excel_csv: write CSV so that Excel takes it for UTF-8.

        Returns:
            The path.

        Raises:
            InvalidInput: there is no such table or format, nothing is finished, or the format cannot hold all
                rows.
            EnvironmentFailure: a file is damaged, the disk is full, or the folder cannot be written.

        Example:
            study.export("terms.dta")
        """
        from experiments.study.tables.export import export

        return export(self._store, self._plan, Path(path), table, self._codebook(lang), excel_csv)

    def query(self, sql: str) -> pd.DataFrame:
        """Return the answer to an SQL query over the tables runs, series, points and draws.

        Args:
            sql: a query in the dialect of DuckDB.

        Returns:
            The answer, one row per row of the query's table.

        Raises:
            InvalidInput: DuckDB is not installed, nothing is finished, or the query is wrong or fails.
            EnvironmentFailure: a file is damaged.

        Example:
            study.query("select arm, avg(value) from runs group by arm")
        """
        from experiments.study.tables.query import query

        return query(self._store, self._plan, sql)

    def ask(self, sql: str) -> Answer:
        """Return the answer to an SQL query with every digit, to be shown or written.

        Args:
            sql: a query in the dialect of DuckDB.

        Returns:
            The rows as JSON has them (`records()`), and `export(path)`.

        Raises:
            InvalidInput: as `query`.
            EnvironmentFailure: a file is damaged.

        Example:
            study.ask("select arm, avg(value) as mean from runs group by arm").records()
        """
        from experiments.study.tables.query import ask

        return ask(self._store, self._plan, sql)

    def report(self, progress: Progress = SILENT) -> StudyReport:
        """Return 1+1, Δ and P(1+1 > 2) at every point, with 95% intervals, and what moves 1+1.

        Args:
            progress: shown the stage "sweep", counted in points.

        Returns:
            A result with `summary`, `to_frame` and `plot`, for any design.

        Raises:
            InvalidInput: points are not finished, or an arm or measure that 1+1 needs was not run.
            EnvironmentFailure: a file is damaged, or at some point every draw has a failed run.

        Example:
            study.report().to_frame()
        """
        # Looked up by name, as the views of results are: it is made of studies, not a part of them.
        found: StudyReport = import_module("experiments.sweep.study_report").study_report(self, progress)
        return found

    # -- within

    def _codebook(self, lang: str) -> Codebook | None:
        """Return the words for the columns of the model's tables; None of another evaluator's."""
        if "toml" not in self._plan.model:
            return None
        scenario = import_module("experiments.study.arrays").study_scenario(self)
        book: Codebook = import_module("experiments.reporting.codebook").Codebook(scenario, lang)
        return book

    @contextmanager
    def _writing(self, writer: str, take_over: bool, wait: float = 0.0) -> Iterator[None]:
        with self._store.writing(writer, take_over, wait) as repaired:
            for note in repaired:
                self._notify(note)
            self._plan = self._store.read_plan()
            for note in redraw(self._store, self._plan, self.evaluator):
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

    def _tally(self, survey: Survey, shards: Sequence[Shard], set_aside: int) -> StudyTally:
        claims = survey.finished.values()
        runs = sum(self._plan.rows(shard) for shard in shards)
        return StudyTally(
            runs, sum(item.rows for item in claims), sum(item.failed for item in claims), set_aside
        )


def _spec(what: str | Path | StudySpec, engine: str = "auto") -> StudySpec:
    spec = what if isinstance(what, StudySpec) else read_file(Path(what))
    return spec if engine == "auto" else replace(spec, engine=engine)

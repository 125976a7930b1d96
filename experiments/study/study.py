"""A resumable, extensible parameter sweep stored in a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.counts import optional_count
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress, watcher
from experiments.runs.design import size_of
from experiments.study import lifecycle
from experiments.study.computing import Computation, StudyInterrupted, StudyTally, way
from experiments.study.design import Design
from experiments.study.execution.engine import EngineEvaluator
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.file import read_file
from experiments.study.forecast import Forecast
from experiments.study.reading import ReadableStudy
from experiments.study.spec import StudySpec
from experiments.study.storage.note import Notify, log
from experiments.study.storage.plan import Plan
from experiments.study.storage.store import usual_folder

__all__ = ["Study", "StudyInterrupted", "StudyTally"]


class Study(ReadableStudy):
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
        EnvironmentFailure: both copies of its plan are damaged.

    Example:
        >>> from experiments.study.example import new_study
        >>> study = new_study("whole")
        >>> study.run().finished
        16
        >>> study.runs().groupby("arm", observed=True)["value"].mean().index.tolist()
        ['none', 'G', 'S', 'GS']
    """

    def __init__(
        self, folder: str | Path, evaluator: RunEvaluator | None = None, *, notify: Notify = log
    ) -> None:
        super().__init__(folder)
        self._evaluator = evaluator
        self._notify = notify
        self._computation = Computation(self._store, super().plan, notify)

    @classmethod
    def create(
        cls,
        what: str | Path | StudySpec,
        folder: str | Path | None = None,
        evaluator: RunEvaluator | None = None,
        *,
        engine: str = "auto",
        draws: int | None = None,
        seeds: int | None = None,
        runs: int | None = None,
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
            draws: parameter draws instead of the specification's.
            seeds: seeds per draw instead of the specification's.
            runs: runs of all points and arms together, instead of draws; rounded up.
            rows_per_shard: rows of a shard; by default 2 to 10 seconds of work.
            notify: see `Study`.

        Returns:
            The study. Some runs are tried to see how long they take; nothing is kept until `run`.

        Raises:
            InvalidInput: the file is wrong, the folder holds anything else, or the disk is too small.
            EnvironmentFailure: the folder cannot be written.

        Example:
            >>> import tempfile
            >>> from experiments.study.example import example_spec
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     Study.create(example_spec(), f"{folder}/terms", engine="mesa").plan.engine
            'mesa'
        """
        draws, seeds = optional_count("draws", draws), optional_count("seeds", seeds)
        runs, rows = optional_count("runs", runs), optional_count("rows_per_shard", rows_per_shard)
        spec = _spec(what, engine)
        place = Path(folder) if folder is not None else usual_folder(spec.name)
        computing = evaluator or EngineEvaluator.built(spec.model, spec.engine)
        spec = lifecycle.sized(spec, computing, draws, seeds, runs)
        lifecycle.make(spec, place, computing, rows, notify)
        return cls(place, evaluator, notify=notify)

    @staticmethod
    def forecast(
        what: str | Path | StudySpec,
        evaluator: RunEvaluator | None = None,
        *,
        engine: str = "auto",
        draws: int | None = None,
        seeds: int | None = None,
        runs: int | None = None,
    ) -> Forecast:
        """Return how many runs a study has and how much time and disk they take, measured on a few runs.

        Args:
            what: a study file or a specification.
            evaluator: computes the runs instead of the model.
            engine: "auto", "compiled" or "mesa".
            draws: parameter draws instead of the specification's.
            seeds: seeds per draw instead of the specification's.
            runs: runs of all points and arms together, instead of draws; rounded up.

        Returns:
            Counts, seconds on this machine, and bytes on disk.

        Raises:
            InvalidInput: the file is wrong, the study is too large, or all runs fail.

        Example:
            >>> from experiments.study.example import example_spec
            >>> Study.forecast(example_spec(), draws=1000).runs
            8000
        """
        draws, seeds = optional_count("draws", draws), optional_count("seeds", seeds)
        runs = optional_count("runs", runs)
        spec = _spec(what, engine)
        computing = evaluator or EngineEvaluator.built(spec.model, spec.engine)
        return lifecycle.planned(lifecycle.sized(spec, computing, draws, seeds, runs), computing)[2]

    @property
    def plan(self) -> Plan:
        """What the study computes."""
        return self._computation.plan

    @property
    def design(self) -> Design:
        """The design of a study whose points are a sequence: for analyses, with its SALib problem."""
        return Design.read(self.plan.design, self.evaluator.parameters)

    @property
    def evaluator(self) -> RunEvaluator:
        """What computes its runs: the model on the study's engine, unless another evaluator was given."""
        if self._evaluator is None:
            self._evaluator = EngineEvaluator.built(self.plan.model, self.plan.engine)
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
        progress: bool | Progress = SILENT,
    ) -> StudyTally:
        """Compute the runs that are not finished.

        Damaged shards are set aside and computed again. The first Ctrl-C finishes the shard in progress and
        raises StudyInterrupted, a second one stops at once; call again to continue.

        Args:
            part: (i, n) computes the i-th of n parts, as one of the jobs of an array.
            cluster: a dask cluster: the address of its scheduler, its scheduler file, or a cluster object.
            patience: seconds to wait while the cluster has no worker; without end by default.
            isolate: compute in a child process, so that a run that crashes or hangs becomes a failed row.
            take_over: continue although a process of another machine held the folder and has not released it.
            wait: seconds to wait for another process of this machine that is computing the study.
            progress: True for a bar, or what watches the runs (the stage "study").

        Returns:
            How many runs there are, finished and failed, of the study or the part.

        Raises:
            InvalidInput: code, libraries or parameters differ from those of the finished runs, or another
                process is computing the study.
            EnvironmentFailure: disk, folder or cluster fail; finished shards stay finished.
            StudyInterrupted: Ctrl-C or SIGTERM asked to stop; a KeyboardInterrupt with the `tally`. What was
                finished is kept.

        Example:
            >>> from experiments.study.example import new_study
            >>> new_study("in parts").run(part=(1, 100)).failed
            0
        """
        compute = way(cluster, patience, isolate, self._notify)
        return self._computation.run(
            self.evaluator, part or (1, 1), compute, take_over, wait, watcher(progress)
        )

    def retry(
        self, *, isolate: bool = False, take_over: bool = False, progress: bool | Progress = SILENT
    ) -> StudyTally:
        """Compute the failed runs again; all others stay as they are, and so does a run that fails again.

        A failed run fails again as long as nothing but the model decides; one that an earlier version had
        recorded for a fault of the machine becomes an ordinary run. May be interrupted and called again.

        Args:
            isolate: compute in a child process; see `run`.
            take_over: see `run`.
            progress: True for a bar, or what watches the failed runs (the stage "study").

        Returns:
            How many runs there are, finished and failed.

        Raises:
            InvalidInput: as `run`.
            EnvironmentFailure: as `run`.
            StudyInterrupted: as `run`.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().retry().failed
            0
        """
        return self._computation.retry(self.evaluator, isolate, take_over, watcher(progress))

    def extend(
        self,
        *,
        draws: int | None = None,
        seeds: int | None = None,
        size: int | None = None,
        file: str | Path | StudySpec | None = None,
        runs: int | None = None,
        take_over: bool = False,
    ) -> Study:
        """Make the study larger; existing points and runs keep their ids and results.

        Args:
            draws: parameter draws in all, where parameters are drawn.
            seeds: seeds in all, where none is drawn; the seeds per draw of a study with drawn parameters are
                fixed.
            size: size of the same sequence in all: points, base samples or trajectories.
            file: a study file with a longer list, table or grid.
            runs: runs in all instead of any other size: of the draws, or of the seeds where nothing is drawn;
                rounded up.
            take_over: see `run`.

        Returns:
            This study; nothing is computed until `run`.

        Raises:
            InvalidInput: the study would shrink, a point would move, the seeds per draw would change, or the
                code has changed since.

        Example:
            >>> from experiments.study.example import new_study
            >>> new_study("longer").extend(draws=3).run().finished
            24
        """
        draws, seeds = optional_count("draws", draws), optional_count("seeds", seeds)
        size, runs = optional_count("size", size), optional_count("runs", runs)
        spec = None if file is None else _spec(file)
        if runs is not None:
            draws, seeds = self._counts(runs, draws or seeds or size or (file and 1))
        self._computation.extend(self.evaluator, draws, seeds, size, spec, take_over)
        return self

    def _counts(self, runs: int, beside: object) -> tuple[int | None, int | None]:
        """Return the draws or the seeds of a total of runs. Raises InvalidInput where another size stands
        beside it.
        """
        if beside:
            raise InvalidInput("error.too_many_sizes")
        plan = self.plan
        each = plan.point_count * len(plan.arms)
        if self.evaluator.drawn_names:
            return size_of(None, 1, runs, each * plan.seeds_per_draw), None
        return None, size_of(None, 1, runs, each)

    def fork(self, folder: str | Path) -> Study:
        """Start the same study in a new folder under the present code; the old results stay as they are.

        Args:
            folder: a new or empty folder.

        Returns:
            The new study, without runs.

        Raises:
            InvalidInput: the folder holds something else.

        Example:
            >>> from experiments.study.example import finished_study
            >>> study = finished_study()
            >>> study.fork(study.folder.parent / "again").status().finished
            0
        """
        lifecycle.fork(self._store, self.plan, Path(folder), self.evaluator.fingerprint())
        return Study(folder, self._evaluator, notify=self._notify)


def _spec(what: str | Path | StudySpec, engine: str = "auto") -> StudySpec:
    spec = what if isinstance(what, StudySpec) else read_file(Path(what))
    return spec if engine == "auto" else replace(spec, engine=engine)

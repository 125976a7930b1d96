"""What can be read of a study: its tables, queries and exports, its answer, what it is and how far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress, watcher
from experiments.study.computing import StudyTally, tally
from experiments.study.storage.lock import Holder
from experiments.study.storage.note import Note
from experiments.study.storage.plan import Plan
from experiments.study.storage.store import Store
from experiments.study.tables.verify import problems

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.provenance import RunMetadata
    from experiments.reporting.codebook import Codebook
    from experiments.study.tables.answer import Answer
    from experiments.sweep.study_report import StudyReport


class ReadableStudy:
    """A study as a reader has it: whatever is finished, without the means to compute more.

    Args:
        folder: the folder of an existing study.

    Raises:
        InvalidInput: the folder holds no study.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._store = Store(self.folder)
        self._known_plan = self._store.read_plan()

    @property
    def plan(self) -> Plan:
        """What the study computes."""
        return self._known_plan

    # -- checking

    def status(self) -> StudyTally:
        """Return how many runs are finished and failed, by sizes of files; possible during `run`.

        Returns:
            Counts of runs.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().status().finished
            16
        """
        shards = list(self.plan.shards())
        return tally(self.plan, self._store.survey(shards), shards)

    def writers(self) -> list[Holder]:
        """Return the processes that are computing the study.

        Returns:
            Process id, host and present shard of each.

        Example:
            >>> from experiments.study.example import finished_study
            >>> [writer.pid for writer in finished_study().writers()]
            []
        """
        return self._store.writers()

    def verify(self) -> list[Note]:
        """Read every file and compare it with its SHA-256, and each shard with the runs it should hold.

        Returns:
            One note for each problem; empty when all runs are finished and unchanged.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().verify()
            []
        """
        survey = self._store.survey(self.plan.shards(), math.inf)
        return list(problems(self._store, self.plan, survey))

    def files(self) -> list[str]:
        """Return the files that the study consists of: not locks, nor what was set aside.

        Returns:
            Their names within the folder, sorted.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().files()[0]
            'draws/000000000.parquet'
        """
        return self._store.files(self.plan)

    # -- tables

    def runs(self, columns: str | Sequence[str] | None = None, points: bool = True) -> pd.DataFrame:
        """Return the finished runs by rising run id.

        Args:
            columns: columns of the table, one or several; all by default.
            points: whether to join the parameter values of each run's point, where all columns are read.

        Returns:
            One row per run: `run_id`, `point_id`, `replication`, `arm`, `seed`, `status`, `error`, measures
            (units as in `sim.measures`).

        Raises:
            InvalidInput: there is no such column.
            EnvironmentFailure: a finished shard is damaged.

        Example:
            >>> from experiments.study.example import finished_study
            >>> list(finished_study().runs(["arm", "value"]))
            ['arm', 'value']
        """
        from experiments.study.tables.frames import frame

        return frame(self._store, self.plan, "runs", columns, points)

    def series(self, columns: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return the monthly series by rising run id and month.

        Args:
            columns: columns of the table, one or several; all by default.

        Returns:
            One row per run and month: `run_id`, `point_id`, `replication`, `arm`, `month` from 1, the series.

        Raises:
            InvalidInput: the study keeps no series, or there is no such column.
            EnvironmentFailure: a finished shard is damaged.

        Example:
            >>> from experiments.study.example import finished_study
            >>> int(finished_study().series()["month"].max())
            12
        """
        from experiments.study.tables.frames import frame

        return frame(self._store, self.plan, "series", columns, False)

    def points(self) -> pd.DataFrame:
        """Return the values of the varied parameters.

        Returns:
            One row per point, indexed by `point_id`, in the parameters' own units; choices by name.

        Raises:
            EnvironmentFailure: a file is damaged.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().points()["contract.term"].tolist()
            [6, 12]
        """
        from experiments.study.tables.frames import values

        return values(self._store, self.plan, "points")

    def draws(self) -> pd.DataFrame:
        """Return the values of the drawn parameters.

        Returns:
            One row per replication, indexed by `replication`: those of draw `replication //
            plan.seeds_per_draw`; no columns where no parameter is drawn.

        Raises:
            EnvironmentFailure: a file is damaged.

        Example:
            >>> from experiments.study.example import finished_study
            >>> len(finished_study().draws())
            2
        """
        from experiments.study.tables.frames import values

        return values(self._store, self.plan, "draws")

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
            >>> from experiments.study.example import finished_study
            >>> study = finished_study()
            >>> study.export(study.folder.parent / "terms.dta").name
            'terms.dta'
        """
        from experiments.study.tables.export import export

        return export(self._store, self.plan, Path(path), table, self._codebook(lang), excel_csv)

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
            >>> from experiments.study.example import finished_study
            >>> len(finished_study().query("select arm, avg(value) from runs group by arm"))
            4
        """
        from experiments.study.tables.query import query

        return query(self._store, self.plan, sql)

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
            >>> from experiments.study.example import finished_study
            >>> finished_study().ask("select count(*) as n from runs").records()
            [{'n': 16}]
        """
        from experiments.study.tables.query import ask

        return ask(self._store, self.plan, sql, self._codebook)

    # -- the answer

    def report(self, progress: bool | Progress = SILENT, benchmark: str | None = None) -> StudyReport:
        """Return 1+1, its gain and P(1+1 > 2) by both benchmarks at every point, and what moves 1+1.

        Of an unfinished study it is the answer at the points, and from the draws, that are finished; it says
        how many are missing.

        Args:
            progress: True for a bar, or what watches the points (the stage "sweep").
            benchmark: the one that leads in words and figure, "side_by_side" or "alone"; by default the
                first where the study ran both side by side.

        Returns:
            A result with `summary`, `to_frame` and `plot`, for any design; intervals are 95%.

        Raises:
            InvalidInput: an unknown benchmark, no point is finished, or an arm or measure that 1+1 needs was
                not run.
            EnvironmentFailure: a file is damaged, or at some point every draw has a failed run.

        Example:
            >>> from experiments.study.example import finished_study
            >>> list(finished_study().report().to_frame()["Term (months)"])
            [6, 12]
        """
        # Looked up by name, as the views of results are: the answer is made of studies, not a part of them.
        found: StudyReport = import_module("experiments.sweep.study_report").study_report(
            self, watcher(progress), benchmark
        )
        return found

    def bundle(
        self,
        path: str | Path,
        *,
        zipped: bool = False,
        force: bool = False,
        authors: str | Sequence[str] = (),
        licence: str = "",
        progress: bool | Progress = SILENT,
    ) -> Path:
        """Write everything that goes into a paper, in one folder that reproduces itself.

        The folder holds the study, figures, tables, methods, priors, the description and the evaluation of
        the model, citations, checksums, RO-Crate metadata, and `reproduce.py`, which runs the study anew and
        compares every number. The same study gives the same bytes; docs/bundle.md has the details.

        Args:
            path: the folder to make, or the ZIP file.
            zipped: whether to write one ZIP file.
            force: whether to replace a bundle that is there.
            authors: one or several, each by itself: a person as "Gao, Li", with the ORCID behind the name
                where there is one; an institution in braces, "{Chongqing University}".
            licence: an identifier of SPDX, an address, or terms in words; by default that of the software.
            progress: True for a bar, or what watches the points of the answer (the stage "sweep").

        Returns:
            The path of what was written.

        Raises:
            InvalidInput: the study is unfinished, of another version of the model, or lacks an arm or measure
                that 1+1 needs; an author cannot be read; something is there already; or python-docx is not
                installed.
            EnvironmentFailure: a file is damaged, the disk is full, or the folder cannot be written.

        Example:
            >>> from experiments.study.example import finished_study
            >>> study = finished_study()
            >>> folder = study.bundle(study.folder.parent / "paper", authors="Gao, Li")
            >>> sorted(each.name for each in folder.iterdir() if each.is_dir())[:3]
            ['appendix', 'citation', 'figures']
        """
        # Looked up by name: a bundle is made of studies and of their answers, not a part of them.
        outputs = import_module("experiments.bundle.outputs")
        named = (authors,) if isinstance(authors, str) else authors
        if not isinstance(named, Sequence) or not all(isinstance(each, str) for each in named):
            raise InvalidInput("error.not_names", name="authors", given=repr(authors))
        wanted = outputs.Wanted(zipped, force, tuple(named), licence)
        made: Path = outputs.bundle(self, Path(path), wanted, watcher(progress)).path
        return made

    def summary(self, lang: str = "en") -> str:
        """Return in plain sentences what the study is, how far it is, and its answer as far as there is one.

        Args:
            lang: "en" or "zh".

        Returns:
            One sentence a line.

        Raises:
            UnknownLanguage: any other language.

        Example:
            >>> from experiments.study.example import finished_study
            >>> print(finished_study().summary().splitlines()[1])
            All 16 runs are finished; none has failed.
        """
        return self._words("summary_of_study", lang)

    def to_frame(self, lang: str = "en", progress: bool | Progress = SILENT) -> pd.DataFrame:
        """Return 1+1, Δ and P(1+1 > 2) by point, what `report` gives, as a table; `runs` gives the runs.

        Args:
            lang: language of the labels, "en" or "zh".
            progress: as in `report`.

        Returns:
            One row per point; the labels name the units.

        Raises:
            InvalidInput: as `report`.
            EnvironmentFailure: as `report`.

        Example:
            >>> from experiments.study.example import finished_study
            >>> len(finished_study().to_frame("zh"))
            2
        """
        return self._report(lang, progress).to_frame(lang)

    def plot(self, lang: str = "en", progress: bool | Progress = SILENT, **what: Any) -> Figure:
        """Draw 1+1, Δ and P(1+1 > 2) by point, what `report` gives.

        Args:
            lang: language of the labels, "en" or "zh".
            progress: as in `report`.
            **what: size=(width, height) in inches, title=False to leave the title out, panel= the name or
                number of the one panel wanted, grey=True for greys.

        Returns:
            The figure: lines for one lever, maps for two or three, dots for any other design.

        Raises:
            InvalidInput: as `report`, or there is no such panel.
            EnvironmentFailure: as `report`.

        Example:
            >>> from experiments.study.example import finished_study
            >>> len(finished_study().plot().axes)
            3
        """
        return self._report(lang, progress).plot(lang, **what)

    @property
    def metadata(self) -> RunMetadata:
        """What made it: version, scenario with all parameters, seeds, arms, engine, how many runs it plans.

        Raises InvalidInput for a study whose runs another evaluator computes than the model.
        """
        from experiments.study.arrays import study_metadata

        if "toml" not in self.plan.model:
            raise InvalidInput("study.not_of_model")
        plan = self.plan
        return study_metadata("study", self, plan.arms, plan.seeds_per_draw, plan.draw_count)

    def __repr__(self) -> str:
        size = self._words("size_of", "en")
        return f"<Study {self.plan.name!r}: {size} in {str(self.folder)!r}>"

    def _repr_html_(self) -> str:
        return self._words("page_of_study", "en")

    # -- within

    def _report(self, lang: str, progress: bool | Progress) -> StudyReport:
        """Return the report, after a language that there is not was refused."""
        _known(lang)
        return self.report(progress)

    def _words(self, of: str, lang: str) -> str:
        """Return what the page of studies says of this one; looked up by name, see `report`."""
        _known(lang)
        said: str = getattr(import_module("experiments.sweep.page"), of)(self, lang)
        return said

    def _codebook(self, lang: str) -> Codebook | None:
        """Return the words for the columns of the model's tables; None of another evaluator's."""
        if "toml" not in self.plan.model:
            return None
        scenario = import_module("experiments.study.arrays").study_scenario(self)
        book: Codebook = import_module("experiments.reporting.codebook").Codebook(scenario, lang)
        return book


def _known(lang: str) -> None:
    """Raise UnknownLanguage for a language that there are no texts in."""
    import_module("experiments.errors").known_language(lang)

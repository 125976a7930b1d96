"""The stored plan of a study: everything that decides what is computed, and in which shards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from experiments.defaults import STUDY_ARMS, STUDY_POINTS, STUDY_REPLICATIONS, STUDY_RUNS
from experiments.errors import InvalidInput
from experiments.study.storage.shards import ROWS_PER_SHARD, Segment, Shard, cut

FORMAT = 1
_RUN_TYPES = {
    "run_id": "int64", "point_id": "int32", "replication": "int32", "arm": "string", "seed": "int64",
    "status": "string", "error": "string",
}  # fmt: skip
_SERIES_TYPES = {name: _RUN_TYPES[name] for name in ("run_id", "point_id", "replication", "arm")} | {
    "month": "int32"
}


@dataclass(frozen=True)
class Part:
    """One file of a table that was made before the runs: points or draws."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Plan:
    """What a study computes; extending it gives a new plan that contains the old one.

    `model` says what the evaluator was built from, `engine` what runs it, `design` what varies; `fingerprint`
    is the code and the libraries whose results these are. `arms` are arm numbers among `arm_names`.
    Replication r is draw r // `seeds_per_draw` with its (r % `seeds_per_draw`)-th seed; `draws` is empty
    where no parameter is drawn.
    """

    name: str
    model: dict[str, Any]
    design: dict[str, Any]
    seed: int
    arms: tuple[int, ...]
    arm_names: tuple[str, ...]
    months: int | None
    measures: tuple[str, ...]
    series: tuple[str, ...]
    limit: float
    rows_per_shard: int
    fingerprint: dict[str, str]
    segments: tuple[Segment, ...] = ()
    points: tuple[Part, ...] = ()
    draws: tuple[Part, ...] = ()
    forked_from: str = ""
    seeds_per_draw: int = 1
    engine: str = "compiled"
    format: int = field(default=FORMAT)

    @property
    def study_id(self) -> str:
        """A hash of what decides the value of a run beside its point, whatever the size of the study."""
        deciding = ("seed", "arms", "months", "measures", "series", "fingerprint")
        return canonical_hash({name: getattr(self, name) for name in deciding} | {"model": self.what_runs})

    @property
    def what_runs(self) -> dict[str, Any]:
        """The model without the files and lines that its values came from, which decide no run."""
        return {name: value for name, value in self.model.items() if name != "sources"}

    @property
    def design_hash(self) -> str:
        """A hash of the points themselves, by which an analysis knows that its rows fit its design."""
        return canonical_hash({"design": self.design, "points": [part.sha256 for part in self.points]})

    @property
    def point_count(self) -> int:
        """How many points the study has."""
        return sum(part.rows for part in self.points)

    @property
    def replication_count(self) -> int:
        """How many replications each point has."""
        return max((segment.replications[1] for segment in self.segments), default=0)

    @property
    def draw_count(self) -> int:
        """How many parameter draws the study has; one where no parameter is drawn."""
        return self.replication_count // self.seeds_per_draw

    @property
    def runs(self) -> int:
        """How many rows the finished table of runs has."""
        return sum(segment.pairs for segment in self.segments) * len(self.arms)

    @property
    def options(self) -> dict[str, list[str]]:
        """The names of the choices of each parameter that varies and is a choice."""
        return dict(self.design.get("options", {}))

    def shards(self) -> Iterator[Shard]:
        """Yield every shard of the study, oldest segment first.

        Yields:
            Shards in the order in which they are computed.

        Example:
            >>> from experiments.study.example import finished_study
            >>> [shard.name for shard in finished_study().plan.shards()][0]
            's000-000000'
        """
        for segment in self.segments:
            yield from segment

    def rows(self, shard: Shard) -> int:
        """Return how many rows a shard's table of runs has.

        Args:
            shard: one of `shards()`.

        Returns:
            Its pairs of replication and point, times the arms.

        Example:
            >>> from experiments.study.example import finished_study
            >>> plan = finished_study().plan
            >>> sum(plan.rows(shard) for shard in plan.shards()) == plan.runs
            True
        """
        return shard.pairs * len(self.arms)

    def grown(self, points: int, draws: int, seeds: int) -> Plan:
        """Return the plan with segments added; those that it has stay as they are.

        Args:
            points: points in all.
            draws: parameter draws in all.
            seeds: seeds per draw in all.

        Returns:
            A plan that covers `points` × `draws` × `seeds`.

        Raises:
            InvalidInput: a number shrinks or is beyond what ids can hold, or the seeds per draw of a study
                with drawn parameters would change.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().plan.grown(points=2, draws=5, seeds=1).runs
            40
        """
        replications = draws * seeds
        old_points = max((segment.points[1] for segment in self.segments), default=0)
        old_replications = self.replication_count
        _check_size("points", points, old_points, STUDY_POINTS)
        if self.draws and seeds != self.seeds_per_draw:
            raise InvalidInput("study.seeds_fixed", before=self.seeds_per_draw, now=seeds)
        if self.segments:
            _check_size("draws", draws, self.draw_count, STUDY_REPLICATIONS)
            _check_size("seeds", seeds, self.seeds_per_draw, STUDY_REPLICATIONS)
        _check_size("draws × seeds", replications, 0, STUDY_REPLICATIONS)
        if len(self.arms) > STUDY_ARMS:
            raise InvalidInput("study.too_many", what="arms", count=len(self.arms), most=STUDY_ARMS)
        if (runs := points * replications * len(self.arms)) > STUDY_RUNS:
            files = -(-runs // min(self.rows_per_shard, ROWS_PER_SHARD))
            raise InvalidInput(
                "study.too_many_runs", runs=f"{runs:,}", files=f"{files:,}", most=f"{STUDY_RUNS:,}"
            )
        rectangles = [
            ((0, old_replications), (old_points, points)),
            ((old_replications, replications), (0, points)),
        ]
        segments = list(self.segments)
        for span, place in rectangles:
            if span[0] < span[1] and place[0] < place[1]:
                segments.append(cut(len(segments), span, place, len(self.arms), self.rows_per_shard))
        return replace(self, segments=tuple(segments), seeds_per_draw=seeds)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON values, with further entries that follow from it, for readers.

        Returns:
            What plan.json holds.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().plan.to_dict()["runs"]
            16
        """
        follows = {
            "study_id": self.study_id,
            "design_hash": self.design_hash,
            "runs": self.runs,
            "draw_count": self.draw_count,
            "seed_stream": "replication r: element r of the SplitMix64 stream of mix(seed + G), 53 bits",
            "schema": {
                "runs": _RUN_TYPES | dict.fromkeys(self.measures, "double"),
                "series": _SERIES_TYPES | dict.fromkeys(self.series, "double") if self.series else {},
            },
        }
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self) | follows))
        return plain

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Plan:
        """Rebuild a plan.

        Args:
            record: what `to_dict` gave.

        Returns:
            The plan.

        Raises:
            InvalidInput: a format that this version does not know.

        Example:
            >>> from experiments.study.example import finished_study
            >>> plan = finished_study().plan
            >>> Plan.from_dict(plan.to_dict()) == plan
            True
        """
        if record.get("format") != FORMAT:
            raise InvalidInput("study.newer_format", found=record.get("format"), known=FORMAT)
        known = {item.name for item in fields(cls)}
        values = {name: value for name, value in record.items() if name in known}
        alone = not values["draws"] and "seeds_per_draw" not in values  # of an earlier version, nothing drawn
        for name in ("arms", "arm_names", "measures", "series"):
            values[name] = tuple(values[name])
        for name in ("points", "draws"):
            values[name] = tuple(Part(**part) for part in values[name])
        values["segments"] = tuple(_segment(part) for part in values["segments"])
        plan = cls(**values)
        return replace(plan, seeds_per_draw=max(1, plan.replication_count)) if alone else plan


def _segment(record: dict[str, Any]) -> Segment:
    pairs = {name: tuple(record[name]) for name in ("replications", "points")}
    return Segment(**record | pairs)


def _check_size(what: str, count: int, before: int, most: int) -> None:
    if count < before:
        raise InvalidInput("study.shrinks", what=what, count=count, before=before)
    if count > most:
        raise InvalidInput("study.too_many", what=what, count=f"{count:,}", most=f"{most:,}")


def canonical_hash(record: object) -> str:
    """Return the SHA-256 of a record's JSON with sorted keys; the same record gives the same hash."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return 'name: before → now' for each entry of two fingerprints that differs."""
    names: Sequence[str] = sorted(before.keys() | now.keys())
    return [
        f"{name}: {before.get(name, '—')} → {now.get(name, '—')}"
        for name in names
        if before.get(name) != now.get(name)
    ]

"""The folder of a study: its plan, its shards, and the manifests that record them.

    plan.json, plan.copy.json   what is computed (experiments.study.storage.plan)
    points/, draws/             parameter values by point, by replication
    runs/, series/              the results, one Parquet file per shard
    manifest/<writer>.jsonl     one line per shard: rows, bytes, SHA-256 of its files
    lock/, staging/, aside/     who writes; files being written; damaged files set aside

A shard counts when a line of a manifest names it and its files are as that line says. So a line is written
only after its files are safe, a file that no line names is ignored, and one named twice counts once. Neither
ids nor order use the clock.
"""

from __future__ import annotations

import hashlib
import itertools
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from experiments.errors import EnvironmentFailure, InvalidInput, phrase
from experiments.files import (
    as_user_error,
    checked_json,
    flush_folder,
    read_checked,
    sha256,
    standing,
    write_whole,
)
from experiments.study.storage.encoding import read
from experiments.study.storage.journal import Journal
from experiments.study.storage.lock import MAKING, WHOLE, Holder, Lock, held, holders
from experiments.study.storage.note import Note
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard

_FOLDERS = ("points", "draws", "runs", "series", "manifest", "lock", "staging", "aside")
_PLANS = ("plan.json", "plan.copy.json")
_FILES = (*_PLANS, "study.toml")

CHECK_SECONDS = 5.0
"""How long old shards are read before computing; the rest is read before a study is called finished."""


def usual_folder(name: str) -> Path:
    """Return where a study of a name is stored unless another folder is asked for."""
    return Path("studies") / name


def _no_folder(file: Path) -> InvalidInput:
    """Return what is said of a file where the folder of a study is wanted."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):  # whatever it is, it is no study's
        data = {}
    if "scenario" not in data:
        return InvalidInput("study.no_study_file", file=file)
    folder = usual_folder(str(data.get("name", file.stem)))
    key = "study.is_study_file" if (folder / _PLANS[0]).is_file() else "study.is_study_file_unrun"
    return InvalidInput(key, file=file, folder=folder)


@dataclass(frozen=True)
class Claim:
    """What a line of a manifest says of a shard: bytes and SHA-256 of each of its files."""

    shard: str
    rows: int
    failed: int
    files: Mapping[str, tuple[int, str]]


@dataclass
class Survey:
    """The state of a study: finished shards, those to compute, and what was wrong."""

    finished: dict[str, Claim]
    pending: list[Shard]
    damaged: list[tuple[Shard, str, str]]
    notes: list[Note]
    unread: list[Shard]


class Store:
    """Reads a study's folder; `writing` gives the right to add to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writer = WHOLE
        self._lock: Lock | None = None
        self._names = itertools.count()
        self._safe: dict[str, tuple[int, ...]] = {}  # shards whose contents were compared, as they were then

    # -- the plan

    def exists(self) -> bool:
        """Return whether the folder holds a study."""
        return any((self.folder / name).exists() for name in _PLANS)

    def read_plan(self) -> Plan:
        """Return the plan, from its copy if the first file is damaged.

        Raises InvalidInput if there is none, EnvironmentFailure if both are damaged; of a study's own file it
        says which folder is meant.
        """
        if self.folder.is_file():
            raise _no_folder(self.folder)
        for name in _PLANS:
            if (record := self._plan_record(name)) is not None:
                return Plan.from_dict(record)
        if self.exists():
            raise EnvironmentFailure("study.plan_damaged", folder=self.folder)
        key = "study.no_study" if self.folder.exists() else "study.no_such"
        raise InvalidInput(key, folder=self.folder)

    def _plan_record(self, name: str) -> dict[str, Any] | None:
        path = self.folder / name
        return read_checked(path.read_bytes()) if path.is_file() else None

    def damaged_plans(self) -> list[str]:
        """Return which of the plan's two files is damaged, missing or older than the other; [] if none is."""
        first, second = (self._plan_record(name) for name in _PLANS)
        return [] if first == second else [_PLANS[0] if first is None else _PLANS[1]]

    def restore_plan(self) -> list[str]:
        """Restore the plan's damaged file from the other one and return its name, if there was one."""
        damaged = self.damaged_plans() if self.exists() else []
        if damaged:
            text = checked_json(self.read_plan().to_dict(), indent=1)
            write_whole(self.folder / damaged[0], text, self.staging(damaged[0]))
        return damaged

    def refuse_foreign(self) -> None:
        """Raise InvalidInput when a new study has no place here.

        That is a file, or a folder that holds anything but the files of a study.
        """
        if not (there := standing(self.folder)).is_dir():
            raise InvalidInput("study.not_a_folder", given=there)
        known = {*_FOLDERS, *_FILES}
        if self.folder.exists() and any(path.name not in known for path in self.folder.iterdir()):
            raise InvalidInput("study.foreign_folder", folder=self.folder)

    def make_folders(self) -> None:
        """Make the folders of a study that are not there.

        Raises EnvironmentFailure when they cannot be written.
        """
        try:
            for name in _FOLDERS:
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise as_user_error(error, self.folder) from error

    def write_plan(self, plan: Plan) -> None:
        """Write a plan durably, in both copies."""
        text = checked_json(plan.to_dict(), indent=1)
        for name in _PLANS:
            write_whole(self.folder / name, text, self.staging(name))

    def staging(self, name: str) -> Path:
        """Return a path at which this writer may write a file before it is given its name."""
        return self.folder / "staging" / f"{self.writer}.{next(self._names)}.{Path(name).name}"

    # -- writing

    @contextmanager
    def writing(
        self, writer: str = WHOLE, take_over: bool = False, wait: float = 0.0
    ) -> Iterator[list[Note]]:
        """Hold the right to write; yields what an earlier crash had left and was repaired.

        `wait` is how long to wait for another process of this machine to finish, in seconds.

        Raises InvalidInput when another process writes, EnvironmentFailure when the folder is read-only or
        gone.
        """
        if not self.folder.is_dir():
            raise InvalidInput("study.no_study", folder=self.folder)
        lock = Lock(self.folder / "lock", writer)
        lock.acquire(take_over, wait)
        self.writer, self._lock = writer, lock
        try:
            self.make_folders()  # a copy may have lost those that were empty
            self._clear(writer)
            mended = [Note("study.torn_line")] if self._journal(writer).mend() else []
            if writer == WHOLE and self.restore_plan():
                mended.append(Note("study.plan_restored"))
            yield mended
        except OSError as error:
            raise as_user_error(error, self.folder) from error
        finally:
            self._lock = None
            lock.release()

    def _clear(self, writer: str) -> None:
        """Remove what crashes have left: of this writer, and where it is the only one, of all others."""
        making = held(self.folder / "lock" / MAKING)
        for path in (self.folder / "staging").iterdir():
            owner = path.name.partition(".")[0]
            if owner == writer or (writer == WHOLE and not (owner == MAKING and making)):
                path.unlink(missing_ok=True)

    @property
    def died_before(self) -> Holder | None:
        """The writer of this name that died without giving its lock back, if there was one."""
        return self._lock.before if self._lock else None

    def writers(self) -> list[Holder]:
        """Return who is writing now."""
        return holders(self.folder / "lock")

    def begin(self, shard: Shard, deaths: int) -> None:
        """Record which shard this process computes, so that its death can be attributed to that shard."""
        if self._lock:
            self._lock.note(shard.name, deaths)

    def commit(self, shard: Shard, files: Mapping[str, bytes], rows: int, failed: int) -> Claim:
        """Store a finished shard durably: first its files, then the line of the manifest that records them.

        `files` maps a folder ("runs", "series") to the bytes of the shard's file there. Raises DiskFull
        naming the bytes needed, or EnvironmentFailure.
        """
        entries = {}
        for folder, data in files.items():
            name = f"{folder}/{shard.name}.parquet"
            write_whole(self.folder / name, data, self.staging(name))
            entries[name] = (len(data), hashlib.sha256(data).hexdigest())
        return self.vouch(Claim(shard.name, rows, failed, entries))

    def tables(self, shard: Shard) -> tuple[pa.Table, pa.Table | None]:
        """Return the runs of a finished shard, and its monthly series if the study keeps any."""
        series = self.folder / "series" / f"{shard.name}.parquet"
        runs = read(self.folder / "runs" / f"{shard.name}.parquet")
        return runs, read(series) if series.exists() else None

    def differs(self, shard: Shard, files: Mapping[str, bytes]) -> bool:
        """Return whether the files of a shard hold anything else than these bytes by folder."""
        for folder, data in files.items():
            path = self.folder / folder / f"{shard.name}.parquet"
            if not path.is_file() or path.read_bytes() != data:
                return True
        return False

    def vouch(self, claim: Claim) -> Claim:
        """Add a shard whose files are in place to the manifest."""
        self._journal(self.writer).append(
            {"shard": claim.shard, "rows": claim.rows, "failed": claim.failed, "files": claim.files}
        )
        self._safe[claim.shard] = self._stamp(claim)
        return claim

    def set_aside(self, shard: Shard, name: str, reason: str) -> Path:
        """Move a damaged file of a shard out of the way and note it; its runs are then computed again."""
        path = self.folder / name
        numbers = itertools.count(1)
        target = next(place for number in numbers if not (place := self._aside(name, number)).exists())
        if path.exists():
            path.replace(target)
            flush_folder(path.parent)
            flush_folder(target.parent)
        self._journal(self.writer).append({"aside": shard.name, "file": name, "reason": reason})
        self._safe.pop(shard.name, None)
        return target

    def _aside(self, name: str, number: int) -> Path:
        return self.folder / "aside" / f"{name.replace('/', '-').removesuffix('.parquet')}.{number}.parquet"

    def _journal(self, writer: str) -> Journal:
        return Journal(self.folder / "manifest" / f"{writer}.jsonl")

    # -- reading

    def claims(self) -> tuple[dict[str, list[Claim]], list[Note]]:
        """Return the claims of the manifests for each shard, the latest last, and what is wrong with them."""
        found: dict[str, list[Claim]] = {}
        notes: list[Note] = []
        for path in sorted((self.folder / "manifest").glob("*.jsonl")):
            journal = Journal(path)
            for line in journal.lines():
                if line.record is None:
                    notes.append(Note("study.damaged_line", file=path.name, line=line.number))
                elif "shard" in line.record:
                    claim = Claim(**{**line.record, "files": _entries(line.record["files"])})
                    found.setdefault(claim.shard, []).append(claim)
            if journal.torn_bytes():
                notes.append(Note("study.torn_tail", file=path.name))
        return found, notes

    def files(self, plan: Plan) -> list[str]:
        """Return the files that a study consists of, by name: plan, values, finished shards, manifests.

        Those that no line of a manifest names, locks, and files set aside are no part of it.
        """
        finished = self.survey(plan.shards()).finished.values()
        names = {*_FILES, *(part.file for part in plan.points + plan.draws)}
        names |= {name for claim in finished for name in claim.files}
        names |= {f"manifest/{path.name}" for path in (self.folder / "manifest").glob("*.jsonl")}
        return sorted(name for name in names if (self.folder / name).is_file())

    def survey(self, shards: Iterable[Shard], seconds: float = 0.0) -> Survey:
        """Compare manifests and files: which of `shards` are finished, which damaged, which to be computed.

        Sizes are always compared. Contents are read, and compared by SHA-256, for `seconds` (infinity: all);
        `unread` lists the finished shards whose contents this process has neither written nor read.
        """
        claims, notes = self.claims()
        found = Survey({}, [], [], notes, [])
        end = time.monotonic() + seconds
        for shard in shards:
            claim, wrong = self._standing(claims.get(shard.name, []))
            safe = claim is not None and self._safe.get(shard.name) == self._stamp(claim)
            if claim and not safe and time.monotonic() < end:
                claim, wrong = self._contents(claims[shard.name])
                safe = claim is not None
            if claim:
                found.finished[shard.name] = claim
                if not safe:
                    found.unread.append(shard)
            else:
                found.pending.append(shard)
                found.damaged += [(shard, name, reason) for name, reason in wrong]
        return found

    def readable(self, shards: Iterable[Shard], seconds: float) -> dict[str, Claim]:
        """Return the finished shards by name, their contents compared for some seconds (infinity: all).

        Raises EnvironmentFailure when one is damaged: its rows would be wrong or missing without notice.
        """
        found = self.survey(shards, seconds)
        for _, name, reason in found.damaged:
            raise EnvironmentFailure(
                "study.unreadable", file=name, reason=reason_text(reason), folder=self.folder
            )
        return found.finished

    def _standing(self, claims: list[Claim]) -> tuple[Claim | None, list[tuple[str, str]]]:
        """Return the last claim whose files have the size it names, or else what is wrong with each file."""
        wrong: list[tuple[str, str]] = []
        for claim in reversed(claims):
            wrong = []
            for name, (size, _) in claim.files.items():
                path = self.folder / name
                if not path.is_file():
                    wrong.append((name, "missing"))
                elif path.stat().st_size != size:
                    wrong.append((name, "empty" if path.stat().st_size == 0 else "size"))
            if not wrong:
                return claim, []
        return None, wrong

    def _contents(self, claims: list[Claim]) -> tuple[Claim | None, list[tuple[str, str]]]:
        sums: dict[str, str] = {}
        wrong: list[tuple[str, str]] = []
        for claim in reversed(claims):
            stamp = self._stamp(claim)
            for name in claim.files:
                if name not in sums:
                    sums[name] = sha256(self.folder / name)
            wrong = [(name, "sha256") for name, (_, known) in claim.files.items() if sums[name] != known]
            if not wrong:
                self._safe[claim.shard] = stamp
                return claim, []
        return None, wrong

    def _stamp(self, claim: Claim) -> tuple[int, ...]:
        """Return when each file of a shard was last written: one written since is compared again."""
        return tuple((self.folder / name).stat().st_mtime_ns for name in claim.files)

    def shard_files(self, finished: Iterable[str], folder: str = "runs") -> list[Path]:
        """Return the files of finished shards, by name; files that no manifest names are never among them."""
        return [self.folder / folder / f"{name}.parquet" for name in finished]


def reason_text(reason: str) -> object:
    """Return what fills the {reason} for which a file is damaged, in the language of the text around it."""
    return phrase(f"study.reason.{reason}")


def _entries(record: Mapping[str, list[object]]) -> dict[str, tuple[int, str]]:
    return {name: (int(str(size)), str(known)) for name, (size, known) in record.items()}

"""Files that are whole or not there: atomic writes, checksums, full disks."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from experiments.errors import EnvironmentFailure, InvalidInput

BINARY: int = getattr(os, "O_BINARY", 0)
"""For `os.open`: bytes are written as they are, where Windows would write two for the end of a line."""


def save(path: Path, data: bytes) -> None:
    """Write a file whole, its folder too if need be: after a fault the old file stands.

    Raises EnvironmentFailure.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise as_user_error(error, path.parent) from error
    write_whole(path, data, staging_beside(path))


_PARTS = {
    "run": ("", "headline", "measures"),
    "case": ("", "headline", "measures", "ledger", "paths"),
    "ledger": ("", "one_plus_one", "delta"),
    "calibrate": ("", "parameters", "facts"),
}
"""What follows the name of a command in the names of its files; otherwise nothing does."""

_OTHERS = {
    "run": "monthly",
    "optimise": "single_changes",
    "calibrate": r"[a-z]\w*_given_facts",
    "sensitivity": r"(sensitivity|sobol|morris|pawn|delta)(_\w+)?",
}
"""Patterns of the names of further files of a command."""


def save_result(folder: Path, kind: str, data: bytes, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write KIND.json and the other files of a result by name, and return the paths.

    A folder holds one result of a command: files that another one wrote, in whichever language, are removed;
    the JSON names them. Whatever else is there stays, unless it is written again. Raises EnvironmentFailure.
    """
    path = folder / f"{kind}.json"
    former, own = _record(path), files_of(path)
    same = former is not None and _stated(former) == _stated(_parsed(data))
    save(path, with_files(data, {*files, *(own if same else ())}))
    if former is not None and not same:
        for stale in written_by(kind, folder):
            if stale.name in own and stale.name not in files:
                stale.unlink(missing_ok=True)
    for name, content in files.items():
        save(folder / name, content)
    return (path, *(folder / name for name in files))


def written_by(kind: str, folder: Path) -> list[Path]:
    """Return the files in a folder that a command writes beside its JSON, by their names."""
    if not folder.is_dir():
        return []
    own = "|".join(f"{kind}_{part}" if part else kind for part in _PARTS.get(kind, ("",)))
    names = re.compile(rf"({own}|{_OTHERS.get(kind, kind)})(_zh)?\.(csv|png|svg|pdf|toml)")
    return sorted(path for path in folder.iterdir() if names.fullmatch(path.name))


def files_of(path: Path) -> frozenset[str]:
    """Return the names of the files that the result in a JSON file wrote beside it; none for no result."""
    named = (_record(path) or {}).get(_FILES)
    return frozenset(map(str, named)) if isinstance(named, list) else frozenset()


def with_files(data: bytes, names: Iterable[str]) -> bytes:
    """Return the JSON of a result with a last entry that says which files the result wrote beside it."""
    said = json.dumps(sorted(names), ensure_ascii=False)
    return data.rstrip().removesuffix(b"}").rstrip() + f',\n"{_FILES}": {said}\n}}\n'.encode()


def add_files(path: Path, names: Iterable[str]) -> None:
    """Add to the result in a JSON file further files that it has beside it. Raises EnvironmentFailure."""
    own, lines = files_of(path), path.read_bytes().splitlines(keepends=True)
    if own and not own.issuperset(names) and lines[-2].startswith(f'"{_FILES}": '.encode()):
        save(path, with_files(b"".join(lines[:-2]).rstrip().removesuffix(b",") + b"\n}", {*own, *names}))


_FILES = "files"


def _record(path: Path) -> dict[str, Any] | None:
    """Return the result in a JSON file: every one has its scenario, a comparison has two; None for others."""
    try:
        record = _parsed(path.read_bytes())
    except OSError:
        return None
    is_result = isinstance(record, dict) and ("scenario" in record or {"a", "b"} <= record.keys())
    return record if is_result else None


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _stated(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a result says, less what its figure shows in one language and the files of each."""
    return {key: value for key, value in record.items() if key not in ("figure", _FILES)}


def staging_beside(path: Path) -> Path:
    """Return a name beside a path that no one else uses; it is short, however long the file's own name is."""
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]
    return path.with_name(f".{digest}.{os.getpid()}.part")


_FULL = {errno.ENOSPC, errno.EDQUOT}
_LOST = {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.ESTALE}


class DiskFull(EnvironmentFailure):
    """The disk is full; `needed` is what could not be written, in bytes."""

    def __init__(self, folder: Path, needed: int, rest: int | None = None) -> None:
        key = "error.disk_full" if rest is None else "error.disk_full_rest"
        free = free_bytes(folder)
        super().__init__(key, folder=folder, needed=f"{needed:,}", free=f"{free:,}", rest=f"{rest or 0:,}")
        self.folder, self.needed = folder, needed

    def __reduce__(self) -> tuple[object, ...]:
        return DiskFull, (self.folder, self.needed)

    def with_rest(self, rest: int) -> DiskFull:
        """Return the same, with what the rest of a study needs, in bytes."""
        return DiskFull(self.folder, self.needed, rest)


def free_bytes(folder: Path) -> int:
    """Return the bytes that this user may still write to the disk of `folder`; 0 when it is gone."""
    import shutil

    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def standing(folder: Path) -> Path:
    """Return what there is of a path: itself, or the nearest thing above it that exists."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def refuse_unwritable(folder: Path) -> None:
    """Raise EnvironmentFailure unless files can be written to a folder, which need not exist yet.

    It is tried in what there is of the path: what the system says of rights is not the whole truth.
    """
    there = standing(folder)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise as_user_error(error, there) from error


def write_whole(path: Path, data: bytes, staging: Path) -> None:
    """Write a file so that after a crash at any instant it is whole or what it was before.

    `staging` is a name on the same disk that no one else uses. Raises DiskFull, or EnvironmentFailure when
    the folder is read-only or gone.
    """
    stage(staging, data, path.parent)
    try:
        settle(staging, path)
    except OSError as error:
        staging.unlink(missing_ok=True)
        raise as_user_error(error, path.parent, len(data)) from error


def stage(staging: Path, data: bytes, home: Path | None = None) -> None:
    """Write a file under a staging name and flush it to the disk; leave nothing when that fails.

    `home` is the folder that an error names: by default the one that the folder of staging names is in.
    """
    try:
        with staging.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        staging.unlink(missing_ok=True)
        raise as_user_error(error, home or staging.parent.parent, len(data)) from error
    except BaseException:
        staging.unlink(missing_ok=True)
        raise


def settle(staging: Path, path: Path) -> None:
    """Give a file that is whole and flushed its final name, for good."""
    staging.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def as_user_error(error: OSError, folder: Path, needed: int = 0) -> Exception:
    """Return what to raise for an error of the file system: DiskFull, EnvironmentFailure, InvalidInput for a
    name that is too long, or the error itself.
    """
    if error.errno in _FULL:
        return DiskFull(folder, needed)
    if error.errno == errno.ENAMETOOLONG:
        return InvalidInput("error.name_too_long", name=Path(error.filename2 or error.filename or "").name)
    if error.errno in _LOST:
        return EnvironmentFailure("error.folder_lost", folder=folder, reason=os.strerror(error.errno or 0))
    return error


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked_json(record: dict[str, Any], indent: int | None = None) -> bytes:
    """Return a record as JSON with an entry `check`, by which a later reader sees that it is unchanged."""
    return (json.dumps(record | {"check": _check(record)}, ensure_ascii=False, indent=indent) + "\n").encode()


def read_checked(text: bytes) -> dict[str, Any] | None:
    """Return the record of `checked_json`, or None if a single bit of it is not as it was written."""
    try:
        record = json.loads(text)
        check = record.pop("check")
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return None
    return record if check == _check(record) else None


def _check(record: dict[str, Any]) -> str:
    canonical = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


_FORMULA = ("=", "+", "-", "−", "@", "\t", "\r")


def disarmed(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before = + - − @."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

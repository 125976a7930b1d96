"""One writer at a time: a lock that names its holder and is released when its holder dies.

The operating system releases the lock of a killed process, so a stale file blocks nobody on its own machine.
Whether a process of another machine is alive cannot be checked: its lock holds until it is taken over
explicitly.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.errors import InvalidInput
from experiments.files import BINARY, as_user_error

WHOLE, MAKING = "whole", "making"
"""Names of locks: of a process that computes all shards, and of one that makes the folder."""
_PATIENCE = 6
_UNSUPPORTED = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}


def _seize(descriptor: int, holder: Holder | None) -> bool:
    """Lock an open file if it is free; where the file system has no locks, ask whether its holder lives."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # beyond the text, which others must be able to read
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            return not (holder and _alive(holder))
        return False
    return True


def _alive(holder: Holder) -> bool:
    if holder.host != socket.gethostname() or os.name == "nt":
        return True
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass(frozen=True)
class Holder:
    """Who holds, or held, a lock, and the shard it was computing."""

    pid: int
    host: str
    shard: str = ""
    deaths: int = 0


class Lock:
    """The right to write under one name into a study's folder.

    `whole` excludes itself and every `part-…`, a `part-…` itself and `whole`, `making` only itself. After
    `acquire`, `before` is who held it before and died, if anyone.
    """

    def __init__(self, folder: Path, name: str = "whole") -> None:
        self.path = folder / name
        self.before: Holder | None = None
        self._descriptor: int | None = None

    def acquire(self, take_over: bool = False, wait: float = 0.0) -> None:
        """Take the lock, waiting for it some seconds if need be.

        Raises InvalidInput naming the process that holds it, EnvironmentFailure when the folder is
        read-only or gone.
        """
        end = time.monotonic() + wait
        while True:
            try:
                return self._acquire(take_over)
            except InvalidInput as problem:
                if problem.key != "study.locked" or time.monotonic() > end:
                    raise
            time.sleep(
                random.uniform(0.1, 0.3)
            )  # so that two that refuse each other do not repeat it for ever

    def _acquire(self, take_over: bool) -> None:
        try:
            self.path.parent.mkdir(exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | BINARY, 0o666)
        except OSError as error:
            raise as_user_error(error, self.path.parent.parent) from error
        for _ in range(_PATIENCE):  # someone may be looking at the lock this very moment
            holder = _read(descriptor)
            if _seize(descriptor, holder):
                break
            time.sleep(0.05)
        else:
            os.close(descriptor)
            raise _refusal(holder, self.path)
        self._descriptor = descriptor
        try:
            if holder and holder.host != socket.gethostname() and not take_over:
                raise _refusal(holder, self.path, elsewhere=True)
            self._refuse_rivals(take_over)
        except InvalidInput:
            self._let_go()
            raise
        self.before = holder
        self.note("")

    def note(self, shard: str, deaths: int = 0) -> None:
        """Write down what is being computed, so that after a death the next process knows."""
        if self._descriptor is None:
            return
        record = {"pid": os.getpid(), "host": socket.gethostname(), "shard": shard, "deaths": deaths}
        text = json.dumps(record).encode()
        with contextlib.suppress(OSError):  # a full disk is reported when results are written
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, text)

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)  # an empty lock has no holder, even where it cannot be removed
            self._let_go()

    def _let_go(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _refuse_rivals(self, take_over: bool) -> None:
        for path in sorted(self.path.parent.iterdir()):
            pair = {path.name, self.path.name}
            if len(pair) == 2 and WHOLE in pair and MAKING not in pair and (holder := held(path, take_over)):
                raise _refusal(holder, path, elsewhere=holder.host != socket.gethostname())


def held(path: Path, take_over: bool = False) -> Holder | None:
    """Return who holds the lock at `path` now, or None when nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | BINARY)
    except OSError:
        return None
    try:
        holder = _read(descriptor)
        free = _seize(descriptor, holder)
        if holder and holder.host != socket.gethostname():
            return None if free and take_over else holder
        return None if free else holder or Holder(0, socket.gethostname())
    finally:
        os.close(descriptor)


def holders(folder: Path) -> list[Holder]:
    """Return everyone who is writing into a study now."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [holder for path in paths if (holder := held(path))]


def _read(descriptor: int) -> Holder | None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        record: dict[str, Any] = json.loads(os.read(descriptor, 4096))
        return Holder(int(record["pid"]), str(record["host"]), str(record["shard"]), int(record["deaths"]))
    except (ValueError, KeyError, TypeError):
        return None


def _refusal(holder: Holder | None, path: Path, elsewhere: bool = False) -> InvalidInput:
    holder = holder or Holder(0, socket.gethostname())
    key = "study.locked_elsewhere" if elsewhere else "study.locked"
    return InvalidInput(key, folder=path.parent.parent, pid=holder.pid, host=holder.host)

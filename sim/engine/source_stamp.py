"""Snapshot of the source files at import time; validates the compiled-kernel cache.

What was compiled from what a process imported must not be kept under what the files say by then: an edit or
an upgrade between the import and the first compilation would leave stale code behind for everybody.
"""

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def sources() -> list[Path]:
    """All source files of the model, in a stated order."""
    return sorted(PACKAGE.rglob("*.py"))


def stamp() -> tuple[tuple[str, int, int, int], ...]:
    """What shows whether a source changed: path, time of the last change, size and inode of each."""
    found = []
    for source in sources():
        state = source.stat()
        found.append((str(source), state.st_mtime_ns, state.st_size, state.st_ino))
    return tuple(found)


AT_IMPORT = stamp()


def as_imported() -> bool:
    """Whether the files are still those that were imported; no where there are none, as in an archive."""
    return bool(AT_IMPORT) and stamp() == AT_IMPORT


def digest() -> str:
    """A hash over the names and contents of all sources, the same wherever they are."""
    found = hashlib.sha256()
    for source in sources():
        found.update(source.relative_to(PACKAGE).as_posix().encode() + b"\0")
        found.update(source.read_bytes() + b"\0")
    return found.hexdigest()

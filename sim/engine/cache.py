"""On-disk cache of compiled kernels, invalidated when the sources, Numba or the processor change.

Numba's cache notices a change only in the file of the function that is called, not in what that function
calls. Hence one folder for each state of all sources of the model, of Numba and of the processor.
"""

# mypy: disable-error-code="attr-defined,import-untyped,no-untyped-call"

import hashlib
import itertools
import os
import platform
import secrets
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from llvmlite import binding
from numba.core import config
from numba.core.bytecode import FunctionIdentity
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.runtime import rtsys

from sim.engine.source_stamp import as_imported, digest
from sim.folders import user_folder

KEPT = 4
PREFIX = "kernels-"


def sources_hash() -> str:
    """A hash over all that compiled code depends on: sources, versions of the compiler, processor."""
    versions = (numba.__version__, llvmlite.__version__, np.__version__, platform.python_version())
    processor = (binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten())
    settings = sorted(f"{name}={value}" for name, value in os.environ.items() if _changes_code(name))
    everything = (digest(), versions, processor, platform.machine(), sys.platform, settings)
    return hashlib.sha256(repr(everything).encode()).hexdigest()[:20]


def _changes_code(setting: str) -> bool:
    return setting.startswith("NUMBA_") and setting not in ("NUMBA_CACHE_DIR", "NUMBA_NUM_THREADS")


def cache_folder() -> Path | None:
    """The folder for code compiled from the sources as imported; None where nothing can be written.

    None, too, when a source has changed since. Of folders of other sources the four used last are kept.
    """
    try:
        base = user_folder()
        folder = base / (PREFIX + sources_hash())
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            os.utime(folder)  # the folder is in use
        if not as_imported():
            return None
        _prune(base)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None
    return folder


def _prune(base: Path) -> None:
    folders = [folder for folder in base.glob(PREFIX + "*") if folder.is_dir()]
    folders.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
    for old in folders[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


class OfWhatIsWritten(UserProvidedCacheLocator):
    """A place by what a source file says, not by where it lies or when it was written.

    A second clone or a new environment has the same sources, and then needs no compiling of its own.
    """

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """The folder for the code of a file, below that of all sources."""
        return f"{Path(py_file).stem}_{hashlib.sha256(Path(py_file).read_bytes()).hexdigest()[:20]}"

    def get_source_stamp(self) -> str:
        """What tells code of another source, which the folder does already."""
        return Path(self._cache_path).name


class _ByContent(CompileResultCacheImpl):
    _locator_classes = [OfWhatIsWritten, *CompileResultCacheImpl._locator_classes]  # noqa: RUF012


class Kept(FunctionCache):
    """Numba's cache, without making the compiler ready where the code is there.

    Numba loads all its knowledge of Python, NumPy and SciPy before it looks: half of a warm start.
    """

    _impl_class = _ByContent

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function for a signature, None where it is not kept or its file is damaged."""
        rtsys.initialize(target_context)  # what compiled code calls to count references
        try:
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)
        except Exception:  # torn as machines stop and disks fill: reading it may fail in any way
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled function for the next process, if there is room: this one has it either way."""
        with suppress(OSError):
            super().save_overload(sig, data)


def keep_compiled(function: Any) -> bool:
    """Let a compiled function keep its code in the cache folder, and fetch it from there; whether it can.

    Numba names compiled code by numbers that it counts from 1 in every process. Where two processes kept code
    for other sizes under the same names, a third that fetches both would run the one for the other: names
    start from a number of the process's own.
    """
    folder = cache_folder()
    if folder is None:
        return False
    FunctionIdentity._unique_ids = itertools.count(secrets.randbits(60))
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        function._cache = Kept(function.py_func)
    finally:
        config.CACHE_DIR = before
    return True

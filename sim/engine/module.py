"""The model as a WebAssembly module, for pages and programs without Python: the engine's very code.

A module is made once for each number of kinds and instruments. It exports `run_points`, `found`, `month` and
`draw`, each called with the address of a record (`sim.engine.entries`, `sim.engine.draws`); it imports its
memory and the pointer to its stack, and nothing else. The layout of that memory is `sim.engine.layout`'s.
"""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import suppress
from pathlib import Path

from sim.engine.cache import cache_folder
from sim.engine.draws import draw_entry
from sim.engine.entries import world_entries
from sim.engine.kernel import Notice
from sim.engine.source_stamp import AT_IMPORT, as_imported, digest
from sim.engine.target import TargetError, linked_entries, object_code
from sim.engine.webassembly import WASM32, finished, own_section, with_section
from sim.parameters.layout import Valued
from sim.world import sizes

EXPORTS = ("run_points", "found", "month", "draw")
IMPORTS = (("env", "__linear_memory", "memory"), ("env", "__stack_pointer", "global"))
STAMP = "oneplusone.stamp"
"""The name of the module's section that says which layout belongs to it."""


def module_of(scenario: Valued) -> bytes:
    """The module for worlds with a scenario's numbers of kinds and instruments.

    The same bytes whenever and wherever it is made of the same sources with the same compiler; what was made
    is kept beside the engine's compiled code.

    Raises:
        CompilationError: a rule says what cannot be compiled.
        TargetError: Numba's code is not as expected, or the sources have changed since they were imported.
    """
    if AT_IMPORT and not as_imported():
        raise TargetError("the sources of the model have changed since they were imported: start again")
    folder = cache_folder()
    path = None if folder is None else folder / f"module-{'-'.join(map(str, sizes(scenario).values()))}.wasm"
    if path is not None:
        with suppress(OSError):
            module = path.read_bytes()
            if stamp_of(module):
                return module
    with Notice(path is not None):
        module = _made(scenario)
    if path is not None:
        _keep(path, module)
    return module


def _made(scenario: Valued) -> bytes:
    linked = linked_entries({**world_entries(scenario), "draw": draw_entry()})
    code = finished(object_code(linked, WASM32), EXPORTS)
    return with_section(code, STAMP, _stamp(code).encode())


def stamp_of(module: bytes) -> str:
    """What a module and its layout share; empty where the module is not whole or of other sources."""
    try:
        section = own_section(module, STAMP)
    except (TargetError, LookupError, ValueError):
        return ""
    if section is None:
        return ""
    code = module[: len(module) - len(with_section(b"", STAMP, section))]
    return section.decode() if section == _stamp(code).encode() else ""


def _stamp(code: bytes) -> str:
    return hashlib.sha256(digest().encode() + code).hexdigest()


def _keep(path: Path, module: bytes) -> None:
    """Keep a module for the next process, whole or not at all, if there is room."""
    with suppress(OSError), tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(module)
            file.close()
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink()

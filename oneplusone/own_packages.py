"""`sim` and `experiments` are ours, whatever of that name lies beside somebody's script."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

OWN = ("sim", "experiments")


def claim(root: Path) -> None:
    """Import our packages from where we stand, before a file or folder of that name is found on the path.

    Args:
        root: the folder that holds our packages.

    Raises:
        ImportError: another module of that name has been imported already.
    """
    for name in OWN:
        own = root / name / "__init__.py"
        # a folder without code, which may have been met as a package of that name, has no file and gives way
        there = getattr(sys.modules.get(name), "__file__", None)
        if there == str(own):
            continue
        if there is not None:
            raise ImportError(
                f"a module named {name!r} was imported before oneplusone: {there}; oneplusone has a package"
                " of that name: rename yours to use both"
            )
        spec = importlib.util.spec_from_file_location(name, own, submodule_search_locations=[str(own.parent)])
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)

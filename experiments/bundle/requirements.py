"""The packages that the software uses, pinned to the versions that are installed here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_EXTRA = re.compile(r";.*\bextra\s*==")


def pinned(known: Mapping[str, str]) -> list[str]:
    """Return `name==version` of every package that the software needs to run, sorted by name.

    Args:
        known: versions that hold whatever is installed here: those that the runs were made with.
    """
    found: dict[str, str] = {}
    left = ["oneplusone"]
    while left:
        name = _plain(left.pop())
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:  # needed on another system
            continue
        found[name] = known.get(name, package.version)
        wanted = [each for each in package.requires or () if not _EXTRA.search(each)]
        left += [start[0] for each in wanted if (start := _NAME.match(each))]
    del found["oneplusone"]
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def _plain(name: str) -> str:
    """Return a name as package indexes compare names: small letters, one hyphen between parts."""
    return re.sub(r"[-_.]+", "-", name).lower()

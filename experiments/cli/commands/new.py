"""oneplusone new: a scenario file of one's own to start from."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from shlex import quote

from experiments.cli.options import named
from experiments.cli.parser import Parser
from experiments.errors import InvalidInput


def configure(parser: Parser) -> None:
    """Add the file to write, and the scenario to copy."""
    parser.add_argument("file", type=Path, metavar="FILE.toml", help=parser.say("command_new.file"))
    parser.add_argument(
        "--from", dest="source", default="", metavar="SCENARIO", help=parser.say("command_new.from")
    )


def execute(args: Namespace) -> int:
    """Write the file; refuse to write over one that is there. Raises InvalidInput, ScenarioError."""
    from experiments.reference.template import copied, name_of, template
    from experiments.texts import text
    from sim.scenario.scenario import Scenario

    path: Path = args.file
    if path.suffix != ".toml":
        raise InvalidInput("command_new.not_toml", file=path)
    if args.source:
        name, overlays = named([args.source])
        content = copied(Scenario.load(name, overlays), name_of(path), args.lang)
    else:
        content = template(name_of(path), args.lang)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise InvalidInput("command_new.exists", file=path) from None
    print(text("command_new.written", args.lang, file=quote(str(path))))
    return 0

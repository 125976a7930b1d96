"""oneplusone cite: how to cite the software and the case."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from experiments.cli.options import replacing, report_written
from experiments.cli.parser import Parser
from experiments.errors import Exit
from experiments.reporting.citation import FORMS, cited
from experiments.reporting.terminal import tell, wrapped
from experiments.texts import text

DEEPER = 2
"""Columns by which the rest of a broken line is indented."""


def configure(parser: Parser) -> None:
    """Add the form and the file."""
    parser.add_argument(
        "--format", choices=FORMS, default=FORMS[0], metavar="|".join(FORMS),
        help=parser.say("command_cite.format"),
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="FILE", help=parser.say("command.help.out"))


def execute(args: Namespace) -> int:
    """Show the citations or write them to a file, and say what is not known of the case."""
    said = cited(args.format, args.lang)
    if args.out is None:
        lines = said.strip().splitlines()
        if sys.stdout.isatty():  # a program that reads the citation gets every line whole
            lines = [part for line in lines for part in _for_reading(line)]
        print("\n".join(lines))
    else:
        from experiments.files import save

        with replacing([args.out], args.lang):
            save(args.out, said.encode())
        report_written([args.out], args.lang)
    tell(text("citation.incomplete", args.lang))
    return Exit.DONE


def _for_reading(line: str) -> list[str]:
    """Break a line to the terminal's width; what follows is indented, as BibTeX and YAML allow."""
    own = len(line) - len(line.lstrip())
    first, *rest = wrapped(line.lstrip(), indent=own + DEEPER)
    return [first[DEEPER:], *rest]

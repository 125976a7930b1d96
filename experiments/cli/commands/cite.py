"""oneplusone cite: how to cite the software and the case."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from experiments.cli.options import report_written
from experiments.cli.parser import Parser
from experiments.errors import Exit
from experiments.reporting.citation import FORMS, cited
from experiments.reporting.terminal import wrapped
from experiments.texts import text


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
        long = args.format == "text" and sys.stdout.isatty()
        print("\n".join(row for line in said.splitlines() for row in wrapped(line)) if long else said.strip())
    else:
        from experiments.files import save

        save(args.out, said.encode())
        report_written([args.out], args.lang)
    print("\n".join(wrapped(text("citation.incomplete", args.lang))), file=sys.stderr)
    return Exit.DONE

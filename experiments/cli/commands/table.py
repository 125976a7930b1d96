"""oneplusone table: tables of a saved result for a paper, without a run."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from experiments.cli.options import replacing, report_written
from experiments.cli.parser import Parser
from experiments.errors import Exit, InvalidInput


def configure(parser: Parser) -> None:
    """Add the result, the file to write and the choice of tables."""
    say, tables = parser.say, ("headline", "ledger", "sources", "paths", "points", "posterior", "priors")
    parser.add_argument("file", type=Path, metavar="FILE.json", help=say("command_table.file"))
    parser.add_argument("out", type=Path, metavar="OUT", help=say("command_table.out"))
    parser.add_argument(
        "--what", action="append", default=[], choices=tables, metavar="TABLE",
        help=say("command_table.what", names=", ".join(tables)),
    )  # fmt: skip


def execute(args: Namespace) -> int:
    """Write the tables and say where."""
    from experiments.cli.paper import tables_of
    from experiments.files import refuse_unwritable, save
    from experiments.reporting.paper_tables import FORMS, written

    form = args.out.suffix.lower()
    if form not in FORMS:
        raise InvalidInput("table.form", file=args.out, forms=", ".join(FORMS))
    refuse_unwritable(args.out.parent)
    with replacing([args.out], args.lang):
        save(args.out, written(tables_of(args.file, args.lang, args.what), form))
    report_written([args.out], args.lang)
    return Exit.DONE

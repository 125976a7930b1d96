"""oneplusone methods: the methods paragraph of saved results, for a paper."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from experiments.cli.options import replacing, report_written
from experiments.cli.parser import Parser
from experiments.errors import Exit, InvalidInput
from experiments.texts import LANGUAGES, text

FORMS = (".md", ".tex", ".docx", ".txt")


def configure(parser: Parser) -> None:
    """Add the results, and where and how to write."""
    say = parser.say
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json", help=say("command_methods.file"))
    parser.add_argument("--json", action="store_true", help=say("command.help.json"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=say("command_methods.out"))


def execute(args: Namespace) -> int:
    """Show the paragraphs, or write them; all are made before anything is written."""
    from experiments.files import save
    from experiments.reporting.paper_tables import paragraphs
    from experiments.reporting.terminal import wrapped
    from experiments.results import json_text

    form = "" if args.out is None else args.out.suffix.lower()
    if args.out is not None and not args.json and form not in FORMS:
        raise InvalidInput("methods.form", file=args.out, forms=", ".join(FORMS))
    said = [_both(file, args.lang) for file in args.files]
    data = json_text({"methods": said}) if args.json else ""
    if args.out is not None:
        with replacing([args.out], args.lang):
            save(args.out, data.encode() if data else paragraphs([each[args.lang] for each in said], form))
        report_written([args.out], args.lang)
    elif data:
        print(data, end="")
    else:
        # Into a pipe or a file a paragraph is one line, as an editor wants it.
        lines = [wrapped(each[args.lang]) if sys.stdout.isatty() else [each[args.lang]] for each in said]
        print("\n\n".join("\n".join(each) for each in lines))
    return Exit.DONE


def _both(file: Path, lang: str) -> dict[str, Any]:
    """Return a file's name and its paragraph in both languages; say where another version made it."""
    from importlib.metadata import version

    from experiments.cli.saved import read_record, reading
    from experiments.reporting.methods import knows, methods_text

    record = read_record(file)
    if not knows(record["kind"]):
        raise InvalidInput("methods.unknown", file=file, kind=record["kind"])
    with reading(file, record):
        said = {name: methods_text(record, name) for name in LANGUAGES}
    here = version("oneplusone")
    if record["version"] != here:
        fields = {"file": file, "version": record["version"], "here": here}
        print(text("methods.other_version", lang, **fields), file=sys.stderr)
    return {"file": str(file), **said}

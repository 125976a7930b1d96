"""oneplusone draw: figures of saved results, in another size or style, without a run."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from experiments.cli.figure_options import add_figure_options, style_of
from experiments.cli.options import folder, report_written
from experiments.cli.parser import Parser
from experiments.errors import Exit
from experiments.texts import LANGUAGES


def configure(parser: Parser) -> None:
    """Add the files, the folder and the options of figures."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE.json", help=parser.say("command_draw.help.files")
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=parser.say("command_draw.help.out"))
    add_figure_options(parser)


def execute(args: Namespace) -> int:
    """Draw every figure of the files in both languages; all are drawn before the first is written."""
    from experiments.cli.saved import read_saved
    from experiments.plotting import rendered, write
    from experiments.provenance import stem

    style = style_of(args)
    drawn: dict[Path, dict[str, bytes]] = {}
    for file in args.files:
        out = folder(args, file.parent)
        saved = read_saved(file)
        for name, (found, what) in saved.figures.items():
            for lang in LANGUAGES:
                figure = found.plot(lang, **what)
                files = rendered(figure, stem(name, lang), saved.metadata, style)
                drawn.setdefault(out, {}).update(files)
    report_written([path for out, files in drawn.items() for path in write(files, out)], args.lang)
    return Exit.DONE

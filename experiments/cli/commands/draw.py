"""oneplusone draw: figures of saved results, in another size or style, without a run."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli.figure_options import add_choices, add_figure_options, choices_asked, style_of
from experiments.cli.options import folder, replacing, report_written
from experiments.cli.parser import Parser
from experiments.errors import Exit, InvalidInput
from experiments.texts import LANGUAGES

if TYPE_CHECKING:
    from experiments.cli.saved import Saved
    from experiments.results import AnalysisResult


def configure(parser: Parser) -> None:
    """Add the files, the folder and the options of figures."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE.json", help=parser.say("command_draw.help.files")
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=parser.say("command_draw.help.out"))
    add_figure_options(parser)
    add_choices(parser)


def execute(args: Namespace) -> int:
    """Draw every figure of the files in both languages; all are drawn before the first is written."""
    from experiments.cli.saved import read_saved
    from experiments.files import add_files, files_of
    from experiments.plotting import rendered, write
    from experiments.provenance import stem

    style, asked = style_of(args, strict=True), choices_asked(args)
    drawn: dict[Path, dict[str, bytes]] = {}
    beside: dict[Path, set[str]] = {}
    for file in args.files:
        out = folder(args, file.parent)
        saved = read_saved(file)
        for name, found, what in _chosen(saved, file, asked, args.panel):
            for lang in LANGUAGES:
                figure = found.plot(lang, **what)
                files = rendered(figure, stem(name, lang), saved.metadata, style)
                there = drawn.setdefault(out, {})
                if there.keys() & files.keys():
                    raise InvalidInput("figure.same_names", name=stem(name, lang), folder=out, file=file)
                there.update(files)
                if args.out is None:
                    beside.setdefault(file, set()).update(files)
    # Beside the result its own figures are drawn anew, as asked.
    own = {file.parent / name for file in beside for name in files_of(file) or beside[file]}
    others = [out / name for out, files in drawn.items() for name in files if out / name not in own]
    with replacing(others, args.lang):
        paths = [path for out, files in drawn.items() for path in write(files, out)]
    for file, names in beside.items():
        add_files(file, names)
    report_written(paths, args.lang)
    return Exit.DONE


def _chosen(
    saved: Saved, file: Path, asked: Mapping[str, Any], panel: str | None
) -> Iterator[tuple[str, AnalysisResult, dict[str, Any]]]:
    """Yield the figures that have all that is asked for: stem, result and what its figure takes.

    Raises InvalidInput where no figure of the file has it.
    """
    from experiments.plotting import check_panel
    from experiments.results import figure_choices

    refusal: InvalidInput | None = None
    outcomes: list[str] = []
    taken = 0
    for name, (found, own) in saved.figures.items():
        choices = figure_choices(found)
        try:
            # Where each outcome has a figure of its own, the one asked for is drawn.
            what = {**choices.asked(asked), **own}
            check_panel(panel, choices.panels)
        except InvalidInput as error:
            refusal = refusal or error
            continue
        outcomes.append(str(what.get("outcome")))
        if "outcome" in asked and what["outcome"] != asked["outcome"]:
            continue
        taken += 1
        yield name, found, what
    if not taken and refusal is not None:
        raise refusal
    if not taken:
        said = {"option": "outcome", "given": asked["outcome"], "near": "", "names": ", ".join(outcomes)}
        raise InvalidInput("figure.unknown_name", **said)

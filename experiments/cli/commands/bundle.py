"""oneplusone bundle: what goes from a finished study into a paper, in one folder; and its check."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from experiments.cli.folders import RESULTS
from experiments.cli.options import add_output
from experiments.cli.parser import Parser
from experiments.cli.study.words import opened, print_json, show, size
from experiments.errors import Exit, InvalidInput, Message
from experiments.files import refuse_unwritable
from experiments.reporting.bars import Bars
from experiments.reporting.terminal import tell, wrapped
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.bundle.reproduction import OtherValues, Reproduction
    from experiments.reporting.authors import Author

MOST_SHOWN = 10
"""Differences that are listed in a terminal; --json has all."""


def configure(parser: Parser) -> None:
    """Add the study, the place, what is asked of the bundle, and the check."""
    say = parser.say
    parser.add_argument("study", type=Path, metavar="STUDY", help=say("command_bundle.study"))
    add_output(parser, "command_bundle.out")
    parser.add_argument("--zip", action="store_true", help=say("command_bundle.zip"))
    parser.add_argument("--force", action="store_true", help=say("command_bundle.force"))
    parser.add_argument(
        "--author", action="append", default=[], metavar="NAME", help=say("command_bundle.author")
    )
    parser.add_argument("--licence", default="", metavar="LICENCE", help=say("command_bundle.licence"))
    parser.add_argument("--verify", action="store_true", help=say("command_bundle.verify"))
    parser.add_argument("--stored", action="store_true", help=say("command_bundle.stored"))


def execute(args: Namespace) -> int:
    """Make the bundle, or check one, and return the exit status."""
    if args.verify:
        for option in ("zip", "force", "author", "licence"):
            if getattr(args, option):
                raise InvalidInput("command_bundle.only_making", option=f"--{option}")
        return _verify(args)
    if args.stored:
        raise InvalidInput("command_bundle.only_verifying")
    return _make(args)


def _make(args: Namespace) -> int:
    from experiments.bundle.contents import SCRIPT, STUDY
    from experiments.bundle.outputs import Wanted, bundle, is_bundle

    if is_bundle(args.study):
        raise InvalidInput("command_bundle.is_bundle", path=args.study, study=args.study / STUDY)
    study = opened(args)
    out = args.out or RESULTS / f"bundle_{study.plan.name}"
    wanted = Wanted(args.zip, args.force, tuple(args.author), args.licence)
    made = bundle(study, out, wanted, Bars(args.lang))
    total = sum(made.sizes.values())
    for note in made.notes:
        tell(note.line(args.lang))
    for line in authors_shown(made.authors, args.lang):
        tell(line)
    if args.json:
        files = [
            {"path": name, "bytes": made.sizes[name], "sha256": known}
            for name, known in sorted(made.sums.items())
        ]
        notes = [note.line(args.lang) for note in made.notes]
        print_json({"bundle": str(made.path), "bytes": total, "notes": notes, "files": files})
        return Exit.DONE
    counted = {"files": len(made.sizes), "size": size(total), "path": made.path}
    _print([text("command_bundle.written", args.lang, **counted)])
    key = "packed" if args.zip else "how"
    _print([text(f"command_bundle.{key}", args.lang, script=made.path / SCRIPT)])
    return Exit.DONE


def authors_shown(authors: Sequence[Author], lang: str) -> list[str]:
    """Return how the authors were read, so that a wrong one is seen, or that there are none."""
    between = text("report.list_long", lang)
    persons = between.join(_read(each, lang) for each in authors if not each.institution)
    institutions = between.join(each.name for each in authors if each.institution)
    lines = [text("command_bundle.persons", lang, names=persons)] if persons else []
    lines += [text("command_bundle.institutions", lang, names=institutions)] if institutions else []
    return lines or [text("command_bundle.nobody", lang)]


def _read(person: Author, lang: str) -> str:
    if not person.given:
        return text("command_bundle.only_name", lang, name=person.family)
    return text("command_bundle.person", lang, family=person.family, given=person.given)


def _verify(args: Namespace) -> int:
    from experiments.bundle.contents import ANSWER, STUDY
    from experiments.bundle.outputs import changed_answers, problems
    from experiments.bundle.reproduction import reproduced
    from experiments.study.study import Study

    if args.out is not None:
        refuse_unwritable(args.out)
    wrong: list[Message] = [*problems(args.study)]
    count = sum(path.is_file() for path in args.study.rglob("*"))
    found: Reproduction | None = None
    if not wrong and not args.stored:
        study = Study(args.study / STUDY)
        answer = json.loads((args.study / ANSWER).read_text("utf-8"))
        with _place(args.out) as folder:
            found, report = reproduced(study, folder, answer, Bars(args.lang))
        if found.same and not found.inexact:
            wrong += changed_answers(args.study, study, report)
    status = Exit.ENVIRONMENT if wrong or (found and not found.same) else Exit.DONE
    if args.json:
        said = [message.line(args.lang) for message in wrong]
        print_json({"files": count, "problems": said, "reproduction": found and found.to_dict()})
        return status
    lines = [message.line(args.lang) for message in wrong]
    if not lines:
        lines.append(text("bundle.verified.files", args.lang, count=count))
    lines += _lines(found, args.lang) if found else []
    if not wrong and args.stored:
        lines.append(text("bundle.verified.stored", args.lang))
    if found and args.out is not None:
        lines.append(text("bundle.verified.kept", args.lang, folder=args.out))
    _print(lines)
    return status


@contextmanager
def _place(out: Path | None) -> Iterator[Path]:
    """Give the folder of the new runs: the one asked for, or one that goes again."""
    if out is not None:
        yield out
        return
    with TemporaryDirectory() as folder:
        yield Path(folder) / "study"


def _lines(found: Reproduction, lang: str) -> list[str]:
    """Return what came of running a study anew."""
    said = []
    for key, names in (("other_model", found.of_model), ("around", found.around)):
        if names:
            said.append(text(f"bundle.verified.{key}", lang, differences="; ".join(names)))
    differ = sum(each.count for each in found.differences)
    counts = {"runs": f"{found.runs:,}", "numbers": f"{found.numbers:,}", "count": f"{differ:,}"}
    key = "runs_differ" if found.differences else "runs_same"
    said.append(text(f"bundle.verified.{key}", lang, **counts))
    said += _listed(found.differences, lang)
    key = "answer_differs" if found.answer else "answer_near" if found.inexact else "answer_same"
    fields = {"answers": f"{found.answers:,}", "count": len(found.answer), "inexact": f"{found.inexact:,}"}
    said.append(text(f"bundle.verified.{key}", lang, largest=f"{found.largest:.1g}", **fields))
    return said + _listed(found.answer, lang)


def _listed(found: Sequence[OtherValues], lang: str) -> list[str]:
    lines = []
    for each in found[:MOST_SHOWN]:
        place = f"{each.file} {each.column}".strip()
        fields = {"place": place, "before": each.before, "now": each.now}
        key = "difference" if each.file else "entry"
        lines.append(text(f"bundle.verified.{key}", lang, count=f"{each.count:,}", row=each.row, **fields))
    if more := len(found) - MOST_SHOWN:
        lines += [text("bundle.verified.more", lang, count=more)] if more > 0 else []
    return lines


def _print(lines: Sequence[str]) -> None:
    for line in lines:
        for part in wrapped(line):
            show(part)

"""The command `oneplusone`: parses the line, loads the one command asked for, reports errors.

The exit statuses are those of `experiments.errors.Exit`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from experiments.cli import commands
from experiments.cli.parser import Parser
from experiments.errors import Exit, UserError
from experiments.reporting.terminal import styled
from experiments.texts import DEFAULT_LANGUAGE, LANGUAGES, text
from sim.scenario.errors import ScenarioError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; no user error shows a traceback."""
    given = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows ? instead of a traceback
    lang = language(given)
    try:
        return _run(given, lang)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else Exit.DONE
    except KeyboardInterrupt:
        print(f"\n{text('command.interrupted', lang)}", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (as in `| head`); keep the interpreter from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except UserError as problem:
        return _report(problem.line(lang), problem.status)
    except ScenarioError as problem:
        return _report(problem.line(lang), Exit.INVALID_INPUT)
    except OSError as problem:
        return _report(text("command.os_error", lang, reason=_reason(problem)), Exit.ENVIRONMENT)


def language(given: Sequence[str]) -> str:
    """The language that --lang asks for anywhere on the line; it is needed before the line can be read."""
    for index, word in enumerate(given):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(given):
            value = given[index + 1]
        if value in LANGUAGES:
            return value
    return DEFAULT_LANGUAGE


def parser_for(given: Sequence[str], lang: str) -> Parser:
    """The parser of the whole line; only the command that the line names is loaded and configured."""
    parser = Parser(
        prog="oneplusone", lang=lang, description=text("command.description", lang),
        epilog=text("command.examples", lang), usage=text("command.usage_line", lang),
    )  # fmt: skip
    _add_language(parser)
    parser.add_argument("--version", action="store_true", help=text("command.help.version", lang))
    offered = commands.available()
    chosen = _chosen(given)
    if chosen is not None and chosen not in offered:
        message = parser.say("command.error.unknown", given=chosen, commands=", ".join(offered))
        message += parser.did_you_mean(chosen, offered)
        parser.exit(Exit.INVALID_INPUT, parser.refused("oneplusone", message))
    several = parser.add_subparsers(
        title=text("command.commands", lang), dest="command", metavar="COMMAND", parser_class=Parser
    )
    for name in offered:
        room = f"command_{name}"
        sub = several.add_parser(
            name, prog=f"oneplusone {name}", lang=lang, help=text(f"{room}.summary", lang),
            description=text(f"{room}.description", lang), epilog=text(f"{room}.examples", lang),
        )  # fmt: skip
        if name == chosen:
            parser.chosen = sub
            _add_language(sub)
            commands.load(name).configure(sub)
    return parser


def _run(given: list[str], lang: str) -> int:
    parser = parser_for(given, lang)
    args, rest = parser.parse_known_args(given)
    if rest:
        getattr(args, "parser", parser.chosen).error(f"unrecognized arguments: {' '.join(rest)}")
    args.lang = lang
    if args.version:
        from importlib.metadata import version

        print(f"oneplusone {version('oneplusone')}")
        return Exit.DONE
    if args.command is None:
        parser.print_help()
        return Exit.DONE
    return commands.load(args.command).execute(args)


def _chosen(given: Sequence[str]) -> str | None:
    words = iter(given)
    for word in words:
        if word == "--lang":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


def _add_language(parser: Parser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, metavar="en|zh", help=parser.say("command.help.lang"))


def _report(line: str, status: int) -> int:
    print(f"{styled('oneplusone:', 'bad', sys.stderr)} {line}", file=sys.stderr)
    return status


def _reason(problem: OSError) -> str:
    said = problem.strerror or str(problem)
    return f"{problem.filename}: {said}" if problem.filename else said


if __name__ == "__main__":
    sys.exit(main())

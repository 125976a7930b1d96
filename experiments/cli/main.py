"""The command `oneplusone`: parses the line, loads the one command asked for, reports errors.

The exit statuses are those of `experiments.errors.Exit`.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from pathlib import Path

from experiments.cli import commands
from experiments.cli.console import Display, console
from experiments.cli.language import BOTH, language, languages
from experiments.cli.parser import Parser
from experiments.errors import Exit, UserError
from experiments.reporting.terminal import for_stream, styled
from experiments.texts import LANGUAGES, speaking, text
from sim.scenario.errors import ScenarioError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; no user error shows a traceback."""
    given = list(sys.argv[1:] if argv is None else argv)
    with console() as (out, _):
        lang = language(given, out.encoding)
        with speaking(lang):
            status = _ended(given, lang, out)
        out.flush()
        if out.fault is not None and not out.left:
            lost = _report(text("command.display_lost", lang, reason=_reason(out.fault)), Exit.ENVIRONMENT)
            status = status or lost
    return status


def _ended(given: list[str], lang: str, out: Display) -> int:
    try:
        return _run(given, lang, out)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else Exit.DONE
    except KeyboardInterrupt:
        print(f"\n{text('command.interrupted', lang)}", file=sys.stderr)
        return Exit.INTERRUPTED
    except UserError as problem:
        return _report(problem.line(lang), problem.status)
    except ScenarioError as problem:
        return _report(problem.line(lang), Exit.INVALID_INPUT)
    except OSError as problem:
        if problem.errno == errno.ENAMETOOLONG:
            name = Path(problem.filename or "").name
            return _report(text("error.name_too_long", lang, name=name), Exit.INVALID_INPUT)
        return _report(text("command.os_error", lang, reason=_reason(problem)), Exit.ENVIRONMENT)


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
            command = commands.load(name)
            _add_language(sub, getattr(command, "LANGUAGE_KEY", ""))
            command.configure(sub)
    return parser


def _run(given: list[str], lang: str, out: Display) -> int:
    parser = parser_for(given, lang)
    args, rest = parser.parse_known_args(given)
    if rest:
        getattr(args, "parser", parser.chosen).error(f"unrecognized arguments: {' '.join(rest)}")
    args.languages = languages(args.lang, lang)
    args.asked_lang, args.lang = args.lang, lang
    if any(getattr(args, form, False) is True for form in ("json", "toml", "csv")):
        out.speak_utf8()
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


def _add_language(parser: Parser, key: str = "") -> None:
    """Add --lang; `key` names the help text of a command that writes in both languages too."""
    choices = (*LANGUAGES, BOTH) if key else LANGUAGES
    said = parser.say(key or "command.help.lang")
    parser.add_argument("--lang", choices=choices, metavar="|".join(choices), help=said)


def _report(line: str, status: int) -> int:
    name = "oneplusone:"
    said = for_stream(f"{name} {line}", sys.stderr)
    print(said.replace(name, styled(name, "bad", sys.stderr), 1), file=sys.stderr)
    return status


def _reason(problem: Exception) -> str:
    said = getattr(problem, "strerror", None) or str(problem)
    name = getattr(problem, "filename", None)
    return f"{name}: {said}" if name else said


if __name__ == "__main__":
    sys.exit(main())

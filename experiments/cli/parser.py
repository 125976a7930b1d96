"""A command line that teaches: help with examples in two languages, errors in one line, nearest names."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import IO, Any, NoReturn

from experiments.errors import renamed
from experiments.reporting.terminal import for_stream, room, wrapped
from experiments.reporting.terminal import width as columns_of
from experiments.texts import text
from sim.scenario.errors import nearest

# What argparse says when it refuses, and the text that says it in the user's language.
_REFUSALS = (
    (re.compile(r"unrecognized arguments: (?P<given>.*)", re.DOTALL), "unrecognized"),
    (re.compile(r"the following arguments are required: (?P<given>.*)", re.DOTALL), "required"),
    (re.compile(r"argument (?P<name>[^:]*): expected one argument"), "expected_one"),
    (re.compile(r"argument (?P<name>[^:]*): expected at least one argument"), "expected_one"),
    (
        re.compile(
            r"argument (?P<name>[^:]*): invalid choice: (?P<given>.*) \(choose from (?P<options>.*)\)"
        ),
        "invalid_choice",
    ),
    (
        re.compile(r"argument (?P<name>[^:]*): not allowed with argument (?P<given>.*)"),
        "not_together",
    ),
    (re.compile(r"argument (?P<name>[^:]*): (?P<given>.*)", re.DOTALL), "invalid_value"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks a language, 'en' or 'zh'.

    `chosen` is the parser of the command on the line; `absent` says of options that others have why this
    command has none.
    """

    def __init__(self, *args: Any, lang: str = "en", **options: Any) -> None:
        self.lang = lang
        self.chosen: Parser = self
        self.absent: dict[str, str] = {}
        options = {"formatter_class": _formatter(lang), **options, "add_help": False, "allow_abbrev": False}
        super().__init__(*args, **options)
        self._positionals.title = text("command.positionals", lang)
        self._optionals.title = text("command.options", lang)
        self.add_argument("-h", "--help", action="help", help=text("command.help.help", lang))

    def say(self, key: str, **fields: object) -> str:
        """A text of the command line in the parser's language."""
        return text(key, self.lang, **fields)

    def error(self, message: str) -> NoReturn:
        """Refuse the command line: one line on what is wrong and where to read more; exit status 2."""
        self.exit(2, self.refused(self.prog, self._refusal(message)))

    def refused(self, command: str, said: str) -> str:
        """What refuses what was typed after a command, with where to read more; see `for_stream`."""
        return (
            for_stream(f"{command}: {said}{self.say('command.see_help', command=command)}", sys.stderr) + "\n"
        )

    def _refusal(self, message: str) -> str:
        for pattern, key in _REFUSALS:
            match = pattern.fullmatch(message)
            if match is None:
                continue
            if key == "invalid_choice":
                names = [name.strip("'") for name in match["options"].split(", ")]
                given = match["given"].strip("'")
                near = self.did_you_mean(given, names, match["name"])
                return self.say("command.error.invalid_choice", **match.groupdict()) + near
            if key != "unrecognized":
                return self.say(f"command.error.{key}", **match.groupdict())
            given = match["given"].split()[0]
            option = given.partition("=")[0]
            if option in self.absent:
                return self.absent[option]
            if given.startswith("+"):
                return self.say("command.error.overlay_apart", given=given)
            near = self.did_you_mean(option, self._option_string_actions)
            return self.say("command.error.unrecognized", given=match["given"]) + near
        return message

    def did_you_mean(self, given: str, names: Iterable[str], of: str = "") -> str:
        """'; … is now …' for an old name, else '; did you mean …?' with the nearest of the names, or nothing.

        `of` is the option whose value is given.
        """
        if now := renamed(given, of):
            return self.say("command.error.now", now=now)
        near = nearest(given, names)
        return self.say("fault.did_you_mean", near=near) if near else ""

    def print_help(self, file: IO[str] | None = None) -> None:  # type: ignore[override]
        """Print the help, to standard output unless another stream is given."""
        self._print_message(self.format_help(), file or sys.stdout)


def _formatter(lang: str) -> type[argparse.HelpFormatter]:
    prefix = text("command.usage", lang)

    class Formatter(argparse.RawDescriptionHelpFormatter):
        """Help as written, with the word for 'usage' in the user's language."""

        def __init__(self, prog: str, **options: Any) -> None:
            # argparse counts characters, of which those of the prefix may be two columns wide
            wider = columns_of(prefix) - len(prefix)
            super().__init__(prog, **{"width": room() - 2 - wider, **options})

        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = prefix) -> None:
            super().add_usage(usage, actions, groups, prefix)

        def _expand_help(self, action: argparse.Action) -> str:
            """Help texts are final: a per cent sign in them is a per cent sign."""
            return action.help or ""

        def _split_lines(self, text: str, width: int) -> list[str]:
            return wrapped(text, to=width)

        def _fill_text(self, text: str, width: int, indent: str) -> str:
            """Return a description or examples as written, but for lines that the terminal would break."""
            return "\n".join(fitted(text))

    return Formatter


_EXAMPLE = re.compile(r"(?P<command> +\S.*?) {2,}(?P<said>\S.*)")


def fitted(said: str) -> list[str]:
    """Return the lines of a help text, those broken that are wider than the terminal.

    What an example does then stands below its command.
    """
    lines: list[str] = []
    for line in _paragraphs(said):
        example = _EXAMPLE.fullmatch(line)
        if columns_of(line) <= room():
            lines.append(line)
        elif example:
            lines += [example["command"], *wrapped(example["said"], indent=6)]
        else:
            lines += wrapped(line.lstrip(), indent=len(line) - len(line.lstrip()))
    return lines


def _paragraphs(said: str) -> list[str]:
    """Return the lines of a text; those of a paragraph that is too wide as one line."""
    lines: list[str] = []
    for block in re.split(r"(?m)^(?=\s|$)", said):
        own = block.splitlines()
        if own and not own[0].startswith(" ") and max(map(columns_of, own)) > room():
            wide = columns_of(own[0][-1:]) == 2
            lines.append(("" if wide else " ").join(own).strip())
        else:
            lines += own
    return lines


def whole(lang: str, least: int, most: int) -> Any:
    """Converts a word to a whole number from least to most; refuses others in the user's language."""

    def convert(given: str) -> int:
        # Digits only: int() would also take blanks, underscores and other scripts' digits.
        if re.fullmatch(r"[+-]?[0-9]{1,30}", given) and least <= int(given) <= most:
            return int(given)
        raise argparse.ArgumentTypeError(
            text("command.error.whole", lang, given=given, least=least, most=most)
        )

    return convert

"""The language of a command line: what --lang asks for, else what the system speaks."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping, Sequence
from typing import Final

from experiments.texts import DEFAULT_LANGUAGE, LANGUAGES

VARIABLE: Final = "ONEPLUSONE_LANG"
"""The variable that sets the language for this command alone."""

SYSTEM: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The system's own variables: the first that is set holds."""


BOTH: Final = "both"
"""What --lang asks of a command that writes in every language."""


def languages(asked: str | None, spoken: str) -> tuple[str, ...]:
    """Return the languages of what a command writes: the one that it speaks; of both, that one first."""
    others = tuple(each for each in LANGUAGES if each != spoken)
    return (spoken, *others) if asked == BOTH else (spoken,)


def language(given: Sequence[str], encoding: str = "utf-8") -> str:
    """Return the language of a command line.

    --lang anywhere on the line wins; then come ONEPLUSONE_LANG and the system's language, where the encoding
    of the display can write it. It is needed before the line can be read.
    """
    for index, word in enumerate(given):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(given):
            value = given[index + 1]
        if value in LANGUAGES:
            return value
    spoken = system_language(os.environ)
    return spoken if spoken == DEFAULT_LANGUAGE or _writes_chinese(encoding) else DEFAULT_LANGUAGE


def system_language(environment: Mapping[str, str]) -> str:
    """Return the language that the environment asks for; English where it asks for none that there is."""
    for name in (VARIABLE, *SYSTEM):
        if asked := environment.get(name, ""):
            return _named(asked)
    # Windows sets none of them.
    return _named(locale.getlocale()[0] or "") if os.name == "nt" else DEFAULT_LANGUAGE


def _named(asked: str) -> str:
    """Return the language of a name such as zh_CN.UTF-8 or, on Windows, Chinese (Simplified)_China."""
    name = asked.casefold()
    return (
        "zh"
        if name.partition("_")[0].partition(".")[0].partition("-")[0] == "zh" or name.startswith("chinese")
        else DEFAULT_LANGUAGE
    )


def _writes_chinese(encoding: str) -> bool:
    try:
        "中".encode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True

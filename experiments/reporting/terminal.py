"""Text in a terminal: colours only where they are wanted, columns that line up in Chinese too."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

WIDEST = 100
"""The most columns that a line takes, whatever the terminal."""

PLAIN = 80
"""The columns of a line where there is no terminal to ask, and COLUMNS does not say."""

NARROWEST = 12
"""The fewest columns for the names of a table's rows, whatever is beside them."""

INDENT, GAP = 2, 2
"""The blanks before a table and between its columns, where nothing else is said."""

TERM = 6
"""The most Chinese characters in a row that are taken for one term, which no line breaks."""

LONG_TERM, LONG_LINE = 14, 56
"""The same in lines of so many columns at least, of which a longer term takes no great part."""

_LAST = 4
"""Characters at the end of a term still longer that stay together: often a word of a negation."""

_OPENING = ("Ps", "Pi")
"""Unicode categories of opening brackets and quotation marks."""

_AND, _OF = "与和或及", "的"
"""Characters before which, and after which, a longer row of Chinese characters is broken first."""

_STYLES = {"strong": "1", "faint": "2", "good": "32", "bad": "31", "name": "36"}


def room() -> int:
    """Return how many columns a line may take: those of the terminal (or COLUMNS), WIDEST at most."""
    return min(WIDEST, shutil.get_terminal_size((PLAIN, 24)).columns)


def coloured(stream: TextIO) -> bool:
    """Return whether to colour text for a stream: terminals only, unless NO_COLOR or TERM=dumb is set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return hasattr(stream, "isatty") and stream.isatty()


def styled(said: str, style: str, stream: TextIO | None) -> str:
    """Return text in a style ('strong', 'faint', 'good', 'bad', 'name'), plain without colours."""
    return f"\x1b[{_STYLES[style]}m{said}\x1b[0m" if stream and coloured(stream) else said


def width(said: str) -> int:
    """Return the columns of a text in a terminal: two for a wide character, none for a combining one."""
    if said.isascii():
        return len(said)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in said
    )


def padded(said: str, to: int, right: bool = False) -> str:
    """Return text filled with blanks to a width in columns; `right` aligns it right."""
    blanks = " " * max(0, to - width(said))
    return blanks + said if right else said + blanks


def columns(
    rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), indent: int = INDENT, gap: int = GAP
) -> list[str]:
    """Return rows of cells as lines whose columns line up; `right` are the right-aligned columns (numbers).

    Where they would be wider than a line may be, columns of words are folded, the first before the widest,
    then the heads of columns of numbers; and what still has no place follows below, beside the first column
    once more. Names and numbers are never broken, so that lines of long names alone may be longer.
    """
    if not rows:
        return []
    limit, widths = room() - indent, [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    over = sum(widths) + gap * (len(widths) - 1) - limit
    for at in sorted(set(range(len(widths))) - right, key=lambda at: (at > 0, -widths[at])):
        least = max(NARROWEST, *(_longest(row[at]) for row in rows))
        given = min(max(0, over), max(0, widths[at] - least))
        widths[at], over = widths[at] - given, over - given
    for at in sorted(right, key=lambda at: -widths[at]):
        least = max(_longest(rows[0][at]), *(width(row[at]) for row in rows[1:]), 1)
        given = min(max(0, over), max(0, widths[at] - least))
        widths[at], over = widths[at] - given, over - given
    lines: list[str] = []
    for places in _side_by_side(widths, gap, limit):
        beside = [[row[at] for at in places] for row in rows]
        own = [widths[at] for at in places]
        for part in [part for row in beside for part in _laid(row, own)]:
            cells = (padded(cell, to, at in right) for cell, to, at in zip(part, own, places, strict=True))
            lines.append((" " * indent + (" " * gap).join(cells)).rstrip())
    return lines


def _longest(said: str) -> int:
    """Return the width of the longest word of a cell, with the blanks before it."""
    bare = said.lstrip()
    return len(said) - len(bare) + max(width(word.rstrip()) for word in _words(bare))


def _side_by_side(widths: Sequence[int], gap: int, limit: int) -> list[list[int]]:
    """Return the columns that stand beside each other: all, or parts that each begin with the first."""
    parts, part, taken = [], [0], widths[0]
    for at in range(1, len(widths)):
        if len(part) > 1 and taken + gap + widths[at] > limit:
            parts.append(part)
            part, taken = [0], widths[0]
        part, taken = [*part, at], taken + gap + widths[at]
    return [*parts, part]


def folded(row: Sequence[str], to: int) -> list[list[str]]:
    """Return a row whose first cell is broken over as many rows as it needs; the last has the other cells."""
    return _laid(row, [to, *(width(cell) for cell in row[1:])])


def _laid(row: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Return a row as lines: cells broken to their column's width, the others begin where the first ends."""
    cells = [
        wrapped(cell.lstrip(), indent=len(cell) - len(cell.lstrip()), to=max(to, 1)) if cell else [""]
        for cell, to in zip(row, widths, strict=True)
    ]
    above = len(cells[0]) - 1
    cells[1:] = [[*[""] * above, *cell] for cell in cells[1:]]
    most = max(len(cell) for cell in cells)
    return [list(line) for line in zip(*([*cell, *[""] * (most - len(cell))] for cell in cells), strict=True)]


_TOGETHER = "\N{NO-BREAK SPACE}>\N{NO-BREAK SPACE}"


def wrapped(said: str, indent: int = 0, to: int | None = None) -> list[str]:
    """Return a text broken into lines of at most a width (default: `room`).

    Breaks at blanks; between Chinese characters only in rows of more than TERM of them (LONG_TERM in long
    lines), or where a row is wider than a line. What is compared stays together: "1+1 > 2" is never parted.
    """
    limit = (to or room()) - indent
    lines, line = [], ""
    for word in _words(said.replace(" > ", _TOGETHER), limit):
        if line and width(line) + width(word.rstrip()) > limit:
            lines.append(line.rstrip())
            line = ""
        line += word
    lines.append(line.rstrip())
    return [" " * indent + each.replace(_TOGETHER, " > ") for each in lines]


def bulleted(said: Sequence[str]) -> list[str]:
    """Return sentences as lines, a dot before each."""
    lines = []
    for each in said:
        first, *rest = wrapped(each, indent=4)
        lines += [f"  · {first.lstrip()}", *rest]
    return lines


def for_stream(said: str, stream: TextIO | None) -> str:
    """Return what is said on a stream: broken to the width of a terminal; elsewhere a line stays one.

    So what a person reads is not broken by the terminal, and what a program reads can be searched line by
    line.
    """
    if stream is None or not stream.isatty():
        return said
    return "\n".join(part for line in said.split("\n") for part in wrapped(line))


def tell(said: str) -> None:
    """Say something on standard error, see `for_stream`."""
    print(for_stream(said, sys.stderr), file=sys.stderr)


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _words(said: str, limit: int | None = None) -> list[str]:
    """Return the parts of a text between which a line may break, each with the blanks after it.

    Terms that are wider than a limit are broken between their characters.
    """
    words: list[str] = []
    most = TERM if limit is None or limit < LONG_LINE else LONG_TERM
    for row in _rows(_signs(said)):
        for term in [row] if len(row) <= TERM else _terms(row):
            whole = "".join(term)
            fits = limit is None or width(whole.rstrip()) <= limit
            if fits and len(term) <= most:
                words.append(whole)
            elif most == LONG_TERM:
                words += [*term[:-_LAST], "".join(term[-_LAST:])]
            else:
                words += term
    return words


def _rows(signs: Sequence[str]) -> list[list[str]]:
    """Return characters and words grouped: Chinese characters that nothing separates are one row."""
    rows: list[list[str]] = []
    for sign in signs:
        if rows and _letter(rows[-1][-1][-1:]) and _letter(sign[:1]):
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return rows


def _terms(row: Sequence[str]) -> list[list[str]]:
    """Return a row of Chinese characters broken before "and" and after "of"."""
    terms: list[list[str]] = [[]]
    for sign in row:
        if terms[-1] and (sign[0] in _AND or terms[-1][-1][-1] in _OF):
            terms.append([])
        terms[-1].append(sign)
    return terms


def _letter(sign: str) -> bool:
    return bool(sign) and _wide(sign) and unicodedata.category(sign).startswith("L")


def _signs(said: str) -> list[str]:
    """Return Chinese characters, with the punctuation beside them, and the words between them."""
    words, word = [], ""
    for sign in said:
        kind, before = unicodedata.category(sign), unicodedata.category(word[-1]) if word else ""
        # Chinese punctuation stays with the character before it, an opening bracket with the one after it.
        joins = (kind.startswith("P") and kind not in _OPENING) or before in _OPENING
        ends = bool(word) and _wide(word[-1]) and before.startswith("P")
        if word and (word.endswith(" ") or ((_wide(sign) or ends) and not joins)):
            words.append(word)
            word = ""
        word += sign
    return [*words, word]

"""What a page says in numbers: its blocks, the sources they name, and the numbers in them.

A block is a paragraph, an item of a list, a row of a table, a heading, or code between fences. A comment
`<!-- from: case, ledger -->` names the sources of the block it stands in or right before; before a table, of
all its rows; by itself, of all that follows until the next heading. `<!-- from: ledger; without sign -->`
says that the words carry the sign ("takes 0.11"), `; to 100` that round numbers are rounded to hundreds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
COMMENT = re.compile(r"<!-- from: ([^>]*?) -->")
ITEM = re.compile(r"^\s*(?:[-*]|\d+\.) ")
BULLET = re.compile(r"^\s*[-*] ")
HIDDEN = re.compile(r"<!--.*?-->|`[^`]*`|(?<=\])\([^)]*\)|https?://\S+", re.DOTALL)
"""What readers do not see, or see as code: it says nothing that was measured."""
NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.^/§])([−+-](?=\d))?(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?"
    r"( ?%| ?万| ?亿|\smillion)?(?![A-Za-z0-9_]|\.\d)"
)
PER_HUNDRED = re.compile(r"(\d+) of every 100 draws|每 100 次抽样中有 (\d+) 次")
"""A share as the page of an answer says it: read like one in per cent."""
TIMES = {"万": 10_000, "亿": 100_000_000, "million": 1_000_000}


@dataclass(frozen=True)
class Number:
    """A number as it stands on a page.

    Attributes:
        words: how it is written.
        place: where it begins in the text of its block.
        value: what it is; of 20% it is 20.
        step: the unit of its last digit.
        percent: whether it is a share in percent.
        signed: whether a sign is written.
        bounds: the interval that is written behind it in brackets.
    """

    words: str
    place: int
    value: float
    step: float
    percent: bool
    signed: bool
    bounds: tuple[Number, ...] = ()

    @property
    def claims(self) -> bool:
        """Whether it has to come from somewhere: small whole numbers are as often counts of the text."""
        return self.percent or self.signed or self.step < 1 or abs(self.value) >= 100


@dataclass(frozen=True)
class Block:
    """A piece of a page.

    Attributes:
        page: the page, relative to the root.
        line: its first line, from 1.
        text: as it is written.
        sources: what its numbers come from.
        options: how they are written.
    """

    page: str
    line: int
    text: str
    sources: tuple[str, ...] = ()
    options: frozenset[str] = field(default=frozenset())

    @property
    def numbers(self) -> list[Number]:
        """Its numbers, without those that are exempt."""
        return numbers(self.text, self.page)


@cache
def exempt() -> dict[str, dict[str, Any]]:
    """Return what need not come from a command: pages, and patterns in their text, each with the reason."""
    return tomllib.loads((FOLDER / "exempt.toml").read_text("utf-8"))


def seen(text: str, page: str = "") -> str:
    """Return the text with what is hidden or exempt blanked, each character in its place."""
    code = text.lstrip().startswith("```")
    there = [*exempt()["patterns"], *exempt()["only"].get(page.replace(".zh.md", ".md"), {})]
    patterns = [*([] if code else [HIDDEN]), *map(re.compile, there)]
    text = PER_HUNDRED.sub(in_per_cent, text)
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"\S", " ", found[0]), text)
    return text


def in_per_cent(found: re.Match[str]) -> str:
    """Return a share of every 100 in per cent, its digits in their place."""
    start, end = (place - found.start() for place in found.span(found.lastindex or 0))
    return f"{' ' * start}{found[0][start:end]}%".ljust(len(found[0]))


def numbers(text: str, page: str = "") -> list[Number]:
    """Return the numbers of a text; those in brackets behind a number are its interval."""
    text = seen(text, page)
    flat = [read(found) for found in NUMBER.finditer(text)]
    flat = [ranged(one, after, text) for one, after in zip_longest(flat, flat[1:])]
    found: list[Number] = []
    behind: Number | None = None
    for one in flat:
        before = text[: one.place].rstrip()
        opened = before.rfind("[") > before.rfind("]")
        if not opened:
            found.append(one)
            behind = one
            continue
        if behind is None or text[behind.place + len(behind.words) : before.rfind("[")].strip(" ?"):
            found.append(one)
            continue
        bound = Number(one.words, one.place, one.value, one.step, behind.percent, True)
        behind = found[-1] = Number(
            *(getattr(behind, name) for name in ("words", "place", "value", "step", "percent", "signed")),
            (*behind.bounds, bound),
        )
    return found


def read(found: re.Match[str]) -> Number:
    """Return a number as it was found."""
    sign, whole, decimals, unit = found.groups()
    times = TIMES.get((unit or "").strip(), 1)
    value = float(whole.replace(",", "") + (decimals or "")) * times
    step = 10.0 ** -(len(decimals) - 1 if decimals else 0) * times
    negative = sign in ("−", "-")
    return Number(
        found[0], found.start(), -value if negative else value, step, "%" in (unit or ""), bool(sign)
    )


def ranged(one: Number, after: Number | None, text: str) -> Number:
    """Return a number in percent where a range goes on to one that is: 17–22%."""
    if after and after.percent and text[one.place + len(one.words) : after.place] in ("–", "～"):
        return Number(one.words, one.place, one.value, one.step, True, one.signed)
    return one


def named(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the sources and options that the comments of a text name."""
    sources: list[str] = []
    options: set[str] = set()
    for found in COMMENT.findall(text):
        first, *rest = (part.strip() for part in found.split(";"))
        sources += [each.strip() for each in first.split(",") if each.strip()]
        options |= set(rest)
    return tuple(sources), frozenset(options)


def pieces(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the pieces of a page between empty lines, code whole: first line, lines, and of which kind."""
    lines, start, fenced = [], 1, False
    for place, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if line.strip() or fenced:
            if not lines:
                start = place
            lines.append(line)
            continue
        if lines:
            yield start, lines, kind(lines)
            lines = []


def kind(lines: list[str]) -> str:
    """Return of which kind a piece is, by its first line that is not a comment."""
    first = next((line for line in lines if not line.strip().startswith("<!--")), "")
    if not first:
        return "comment"
    if first.lstrip().startswith("```"):
        return "code"
    if first.startswith("|"):
        return "table"
    return "heading" if first.startswith("#") else "list" if ITEM.match(first) else "paragraph"


def blocks(page: str, text: str) -> list[Block]:
    """Return the blocks of a page with what they come from."""
    found = []
    standing: tuple[tuple[str, ...], frozenset[str]] = ((), frozenset())
    for mark in exempt()["generated"]:
        pattern = rf"(?<=<!-- {mark} -->).*?(?=<!-- /{mark} -->)"
        text = re.sub(pattern, lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    for line, lines, what in pieces(text):
        if what == "comment":
            standing = named("\n".join(lines))
            continue
        if what == "heading":
            standing = ((), frozenset())
        leading = []
        while lines[0].strip().startswith("<!--") and lines[0].strip().endswith("-->"):
            leading.append(lines.pop(0))
            line += 1
        above = named("\n".join(leading)) if COMMENT.search("\n".join(leading)) else standing
        for start, part in parts(lines, what):
            own = named(part)
            sources, options = own if own[0] else above
            found.append(Block(page, line + start, part, sources, options))
    return found


def parts(lines: list[str], what: str) -> Iterator[tuple[int, str]]:
    """Yield the rows of a table and the items of a list by themselves, anything else whole."""
    starts = [0]
    if what == "table":
        starts = list(range(len(lines)))
    elif what in ("list", "paragraph"):
        item = ITEM if what == "list" else BULLET  # a line of a paragraph may begin with the end of "seed 0."
        starts = [0, *(place for place, line in enumerate(lines) if place and item.match(line))]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, "\n".join(lines[start:end])

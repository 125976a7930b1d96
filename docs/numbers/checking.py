"""Whether the numbers of the pages are those that commands gave."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from docs.numbers.reading import ROOT, Block, Number, blocks, exempt
from docs.numbers.results import sizes, values

PAGES = ("*.md", "docs/*.md")


@dataclass(frozen=True)
class Problem:
    """A number that does not come from where its page says, or a block that does not say."""

    block: Block
    words: str
    why: str

    def __str__(self) -> str:
        """Return the place and what is wrong there, on one line."""
        return f"{self.block.page}:{self.block.line}: {self.words}: {self.why}"


def pages() -> dict[str, Path]:
    """Return the pages whose numbers are checked, by name."""
    found = {
        path.relative_to(ROOT).as_posix(): path for pattern in PAGES for path in sorted(ROOT.glob(pattern))
    }
    return {name: path for name, path in found.items() if name not in exempt()["pages"]}


def problems(page: str, text: str) -> list[Problem]:
    """Return what is wrong with the numbers of a page."""
    return [problem for block in blocks(page, text) for problem in problems_of(block)]


def problems_of(block: Block) -> list[Problem]:
    """Return what is wrong with the numbers of a block."""
    claims = [number for number in block.numbers if number.claims or number.bounds]
    if not block.sources:
        code = block.text.lstrip().startswith("```")
        words = ", ".join(number.words.strip() for number in claims)
        return [Problem(block, words, "no source is named")] if claims and not code else []
    try:
        given = [values(source) for source in block.sources]
    except (KeyError, FileNotFoundError) as missing:
        return [Problem(block, str(missing), "there is no such source")]
    counts = set().union(*(sizes(source) for source in block.sources))
    rough = tuple(float(each[3:].replace(",", "")) for each in block.options if each.startswith("to "))
    unsigned = "without sign" in block.options
    return [
        Problem(block, number.words.strip(), f"not in {', '.join(block.sources)}")
        for number in claims
        if not any(matches(number, each, rough, unsigned) for each in given)
        and (number.percent or number.value not in counts)
    ]


def matches(number: Number, given: dict[str, float], rough: tuple[float, ...], unsigned: bool) -> bool:
    """Whether a number is one of those given at its printed precision, its interval that of the same one."""
    for path, value in given.items():
        if not same(number, value, rough, unsigned):
            continue
        together = beside(path, tuple(given)) if number.bounds else ()
        near = [given[each] for each in together]
        if all(any(same(bound, each, rough, unsigned) for each in near) for bound in number.bounds):
            return True
    return False


def same(number: Number, value: float, rough: tuple[float, ...], unsigned: bool) -> bool:
    """Whether a value is written so at the precision of a number."""
    shown = value * 100 if number.percent else value
    step = max((each for each in rough if number.value and number.value % each == 0), default=number.step)
    ways = (shown, -shown) if unsigned and not number.signed else (shown,)
    if number.signed and not number.value:  # −0.00 is below zero, +0.00 above
        ways = tuple(way for way in ways if not way or (way < 0) == (math.copysign(1.0, number.value) < 0))
    return any(abs(way - number.value) <= step / 2 * (1 + 1e-9) for way in ways)


@cache
def beside(path: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths that belong to the same estimate: those under the same parent."""
    parent = path.rpartition(".")[0]
    return tuple(each for each in paths if each != path and each.rpartition(".")[0] == parent)


def mutations(block: Block) -> Iterable[tuple[Number, Block]]:
    """Yield the block with one digit of each of its numbers changed, the last one that is printed."""
    for number in block.numbers:
        if not (number.claims or number.bounds):
            continue
        digits = [place for place, sign in enumerate(number.words) if sign.isdigit()]
        at = number.place + digits[-1]
        other = str((int(block.text[at]) + 3) % 10)
        yield number, replace(block, text=block.text[:at] + other + block.text[at + 1 :])

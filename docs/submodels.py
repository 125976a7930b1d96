"""Where the code of the model reads each parameter, as tables in docs/odd.md and its Chinese counterpart.

python docs/submodels.py            renew the tables
python docs/submodels.py --check    write nothing; exit status 1 when they are not current
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from experiments.marks import replaced
from experiments.reference.parameters import default_text
from experiments.texts import LANGUAGES
from sim.parameters.registry import PARAMETERS

DOCS = Path(__file__).parent
SIM = DOCS.parent / "sim"
PAGES = {"en": DOCS / "odd.md", "zh": DOCS / "odd.zh.md"}
MARK = "submodels"
GROUPS = {each.group for each in PARAMETERS.values()}
MODEL = ("rules", "agents", "agenda.py", "founding.py", "measures.py", "world.py", "arms.py")
"""What of sim is the model; the rest runs it, declares it, or looks at it."""
INSTRUMENT = re.compile(r"instruments\.(\w+)\.(\w+)")
COUNTS = {f"population.{name}" for name in ("offices", "organizations", "communities", "evaluators")}
"""The sizes of the world, which the founding finds as the lengths of its tables."""
WORDS = {
    "en": ("parameter", "symbol", "default", "read in", "instrument"),
    "zh": ("参数", "符号", "默认值", "读取之处", "政策工具"),
}


def read_in(path: Path) -> Iterator[str]:
    """Yield the parameters that a file reads, as p.GROUP.NAME or through a group that it holds."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            group = node.value.attr
            if group in GROUPS:
                yield from ({f"{group}.{node.attr}", f"{group}.*.{node.attr}"} & set(PARAMETERS))


@cache
def readers() -> dict[str, list[str]]:
    """Return the files of sim in which each parameter is read."""
    found: dict[str, set[str]] = {name: set() for name in PARAMETERS if not INSTRUMENT.fullmatch(name)}
    for path in SIM.rglob("*.py"):
        place = path.relative_to(SIM)
        if place.parts[0] in MODEL:
            for name in read_in(path):
                found[name].add(place.as_posix())
    for name in COUNTS:
        found[name].add("world.py")
    return {name: sorted(files) for name, files in found.items()}


def parameters(lang: str) -> list[str]:
    """Return every parameter but those of instruments as lines of a table."""
    head = WORDS[lang][:4]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name, files in readers().items():
        each = PARAMETERS[name]
        default = "" if name.startswith("kinds.") else default_text(each, lang)  # kinds are data of each case
        lines.append(f"| `{name}` | {each.symbol} | {default} | {', '.join(f'`{file}`' for file in files)} |")
    return lines


def instruments(lang: str) -> list[str]:
    """Return the instruments with all their columns as lines of a table."""
    names = [found for found in map(INSTRUMENT.fullmatch, PARAMETERS) if found]
    rows = list(dict.fromkeys(found[1] for found in names))
    columns = list(dict.fromkeys(found[2] for found in names))
    lines = [
        f"| {WORDS[lang][4]} | {' | '.join(f'`{each}`' for each in columns)} |",
        "|---" * (len(columns) + 1) + "|",
    ]
    for row in rows:
        cells = [default_text(PARAMETERS[f"instruments.{row}.{column}"], lang) for column in columns]
        lines.append(f"| `{row}` | {' | '.join(cells)} |")
    return lines


def block(lang: str) -> str:
    """Return both tables of a page."""
    return "\n".join([*parameters(lang), "", *instruments(lang)])


def current(pages: Mapping[str, Path] = PAGES) -> dict[Path, str]:
    """Return what each page would be."""
    found = {}
    for lang in LANGUAGES:
        page = pages[lang].read_text("utf-8")
        found[pages[lang]] = replaced(page, MARK, block(lang))
    return found


def main() -> int:
    """Renew the tables, or say whether they are current."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = {path: page for path, page in current().items() if page != path.read_text("utf-8")}
    if check:
        return bool(stale)
    for path, page in stale.items():
        path.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The packages of the code and who imports whom, as a diagram in docs/architecture.md.

    python docs/diagram.py            renew the diagram
    python docs/diagram.py --check    write nothing; exit status 1 when it is not current

An arrow A --> B says that A imports B; arrows that follow from others are left out. TYPE_CHECKING imports
do not count.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import grimp

from experiments.marks import replaced

PAGE = Path(__file__).parent / "architecture.md"
MARK = "diagram"


def rooms(package: str) -> dict[str, set[str]]:
    """Return the direct children of a package and what each imports of the others."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=True, cache_dir=None)
    children = graph.find_children(package)
    home = {module: child for child in children for module in {child, *graph.find_descendants(child)}}
    return {
        child: {
            home[target]
            for module in {child, *graph.find_descendants(child)}
            for target in graph.find_modules_directly_imported_by(module)
            if target in home and home[target] != child
        }
        for child in children
    }


def levels(imports: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the level of each room: 1 where it imports no other, else one above the highest that it imports.

    Raises ValueError, naming the rooms, where they import each other in a circle.
    """
    found: dict[str, int] = {}
    left = dict(imports)
    while left:
        ready = [room for room, targets in left.items() if targets <= found.keys()]
        if not ready:
            raise ValueError(f"these import each other in a circle, or import one that does: {sorted(left)}")
        for room in ready:
            found[room] = 1 + max((found[target] for target in left[room]), default=0)
        for room in ready:
            del left[room]
    return found


def reduced(imports: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows that do not follow from others."""
    order = levels(imports)
    below: dict[str, set[str]] = {}
    for room in sorted(order, key=order.__getitem__):
        below[room] = set(imports[room]).union(*(below[target] for target in imports[room]))
    return {
        room: {one for one in targets if not any(one in below[other] for other in targets - {one})}
        for room, targets in imports.items()
    }


def diagram() -> str:
    """Return the diagram as Mermaid, one picture for each package."""
    parts = []
    for package in ("experiments", "sim"):
        imports = rooms(package)
        arrows = reduced(imports)
        order = levels(imports)
        names = sorted(imports, key=lambda room: (-order[room], room))
        lines = [f"    {_short(room)}" for room in names if not arrows[room]]
        lines += [
            f"    {_short(room)} --> {_short(target)}" for room in names for target in sorted(arrows[room])
        ]
        parts.append(
            f"`{package}/`, {max(order.values())} levels:\n\n```mermaid\nflowchart TD\n"
            + "\n".join(lines)
            + "\n```"
        )
    return "\n\n".join(parts)


def renewed(page: str) -> str:
    """Return the page with the present diagram between its marks. Raises ValueError without the marks."""
    return replaced(page, MARK, f"\n{diagram()}\n")


def _short(room: str) -> str:
    return room.rpartition(".")[2]


if __name__ == "__main__":
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    page = PAGE.read_text(encoding="utf-8")
    current = renewed(page)
    if check:
        sys.exit(int(page != current))
    PAGE.write_text(current, encoding="utf-8")

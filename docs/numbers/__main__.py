"""Measure anew what pages quote, or check the pages.

python -m docs.numbers                  check that every number of every page comes from a stored result
python -m docs.numbers --run [ID…]      run commands, all if none is named, and store what they give
python -m docs.numbers --check [ID…]    run them and compare; write nothing; exit status 1 where one differs
"""

from __future__ import annotations

import argparse
import math
import sys

from docs.numbers.checking import pages, problems
from docs.numbers.results import Command, Values, commands, store, stored

EQUAL = 1e-9
"""Relative; statistics over runs agree between machines to about 1e-12."""


def differing(here: Values, there: Values) -> list[str]:
    """Return the paths at which two results differ."""
    paths = sorted(set(here) | set(there))
    return [
        path
        for path in paths
        if path not in here
        or path not in there
        or not math.isclose(here[path], there[path], rel_tol=EQUAL, abs_tol=1e-12)
    ]


def chosen(names: list[str]) -> list[Command]:
    """Return the commands named, or all."""
    known = commands()
    return [known[name] for name in names or known]


def main() -> int:
    """Check the pages, or run commands and store or compare what they give."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", nargs="*", metavar="ID")
    parser.add_argument("--check", nargs="*", metavar="ID")
    given = parser.parse_args()
    wrong: list[str] = []
    if given.run is None and given.check is None:
        texts = {name: path.read_text("utf-8") for name, path in pages().items()}
        wrong = [str(each) for name, text in texts.items() for each in problems(name, text)]
    for command in chosen(given.run or []) if given.run is not None else ():
        store(command, command.run())
        print(f"{command.name}: stored", flush=True)
    for command in chosen(given.check or []) if given.check is not None else ():
        wrong += [
            f"{command.name}: {path}" for path in differing(command.run(), stored(command.name)["values"])
        ]
    print("\n".join(wrong or ["nothing is wrong"]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

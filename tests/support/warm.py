"""Compiles the model for three kinds of service and for two, and makes a page, kept for later processes.

Run beside the checks of style, before the tests, whose processes would otherwise all do it at once. Whether
it works, the tests say.
"""

from __future__ import annotations

import argparse

import oneplusone as opo
from experiments.page.document import page
from tests.support.services import with_kinds

SMALL = "[population]\ncommunities = 5\nstudios = 2\n[contract]\nsum = 200000\nterm = 8\n"


def main() -> None:
    """Make what is kept."""
    argparse.ArgumentParser(prog="python -m tests.support.warm", description=__doc__).parse_args()
    case = opo.scenario("s_association")
    opo.simulate(case, draws=2, seeds=1, progress=False)
    opo.simulate(opo.Scenario.parse(with_kinds("two", (10.0, 20.0), SMALL, base="")), seeds=2, progress=False)
    page(case)


if __name__ == "__main__":
    main()

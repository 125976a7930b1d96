"""The head and the layout of a text report."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TextIO

from experiments.reporting.terminal import room, styled, width, wrapped
from experiments.runs.paired import PairedRuns
from experiments.texts import text
from sim.scenario import Scenario

SCREEN = 22
"""Lines of a page at most: on a screen of 24 there is room for what was written, and for the prompt."""


def head(scenario: Scenario, runs: PairedRuns, lang: str) -> list[str]:
    """Return the head of a report: scenario, question, what was run, and why nothing happens where so."""
    nothing = scenario.nothing_happens(lang)
    return [
        scenario.title(lang),
        *wrapped(scenario.question(lang), indent=2),
        *sizes(scenario, runs, lang),
        *(wrapped(nothing, indent=2) if nothing else []),
    ]


def short_head(scenario: Scenario, runs: PairedRuns, lang: str) -> list[str]:
    """Return the head of a page: scenario, what was run, and why nothing happens where so."""
    nothing = scenario.nothing_happens(lang)
    return [
        *wrapped(scenario.title(lang)),
        *short_sizes(scenario, runs, lang),
        *(wrapped(nothing, indent=2) if nothing else []),
    ]


def short_sizes(scenario: Scenario, runs: PairedRuns, lang: str) -> list[str]:
    """Return what was run in one line: draws × seeds, runs, months, master seed, version."""
    said = text(
        "page.sizes" if scenario.priors else "page.sizes_fixed",
        lang,
        draws=f"{runs.draws:,}",
        seeds=f"{runs.seeds:,}",
        runs=f"{runs.draws * runs.seeds * len(runs.arms):,}",
        months=scenario.values["run.horizon"],
        seed=runs.seed,
        version=version("oneplusone"),
    )
    return wrapped(said, indent=2)


def sizes(scenario: Scenario, runs: PairedRuns, lang: str) -> list[str]:
    """Return what was run: parameter draws × seeds, replications, arms, months, master seed, version."""
    said = text(
        "report.sizes" if scenario.priors else "report.sizes_fixed",
        lang,
        draws=f"{runs.draws:,}",
        seeds=f"{runs.seeds:,}",
        pairs=f"{runs.draws * runs.seeds:,}",
        arms=len(runs.arms),
        runs=f"{runs.draws * runs.seeds * len(runs.arms):,}",
        months=scenario.values["run.horizon"],
        seed=runs.seed,
        version=version("oneplusone"),
    )
    return wrapped(said, indent=2)


def laid_out(sections: Sequence[Sequence[str]], stream: TextIO) -> list[str]:
    """Return sections separated by blank lines, the first line of each in bold where colours are wanted."""
    lines: list[str] = []
    for first, *rest in sections:
        title = wrapped(first) if width(first) > room() else [first]
        lines += [*(styled(line, "strong", stream) for line in title), *rest, ""]
    return lines[:-1]

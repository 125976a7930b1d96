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


def short_sizes(scenario: Scenario, runs: PairedRuns, lang: str, both: bool = False) -> list[str]:
    """Return what was run in one line: draws × seeds, runs, months, master seed, version; see `sizes`."""
    key = "page.sizes" if scenario.priors else "page.sizes_fixed"
    together = text("report.compare.together_short", lang) if both else ""
    return wrapped(text(key, lang, **_counts(scenario, runs, together)), indent=2)


def sizes(scenario: Scenario, runs: PairedRuns, lang: str, both: bool = False) -> list[str]:
    """Return what was run: parameter draws × seeds, replications, arms, months, master seed, version.

    `both` where as much was run of a second scenario: the runs of the two are counted together.
    """
    key = "report.sizes" if scenario.priors else "report.sizes_fixed"
    together = text("report.compare.together", lang) if both else ""
    return wrapped(text(key, lang, **_counts(scenario, runs, together)), indent=2)


def _counts(scenario: Scenario, runs: PairedRuns, together: str) -> dict[str, object]:
    """Return what fills the texts on sizes; `together` says that a second scenario is counted too."""
    pairs = runs.draws * runs.seeds
    return {
        "draws": f"{runs.draws:,}", "seeds": f"{runs.seeds:,}", "pairs": f"{pairs:,}", "arms": len(runs.arms),
        "runs": f"{pairs * len(runs.arms) * (2 if together else 1):,}", "together": together,
        "months": scenario.values["run.horizon"], "seed": runs.seed, "version": version("oneplusone"),
    }  # fmt: skip


def laid_out(sections: Sequence[Sequence[str]], stream: TextIO) -> list[str]:
    """Return sections separated by blank lines, the first line of each in bold where colours are wanted."""
    lines: list[str] = []
    for first, *rest in sections:
        title = wrapped(first) if width(first) > room() else [first]
        lines += [*(styled(line, "strong", stream) for line in title), *rest, ""]
    return lines[:-1]

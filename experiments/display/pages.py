"""Whole pages for the terminal: the case, a scenario, a comparison; sections in a readable order."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, TextIO

from experiments.display.amounts import listed
from experiments.display.case import case_table, fact_label, limits, unknowns_table
from experiments.display.headline import answer, saturated, table, tighter, turns
from experiments.display.measures import measure_table
from experiments.facts import untimely
from experiments.runs import Runs
from experiments.simulated import Simulated
from experiments.terminal import styled, wrapped
from sim.scenario import Scenario
from sim.texts import text

if TYPE_CHECKING:
    from experiments.analyses import Why


def case_page(found: Simulated, why: Why | str, lang: str, stream: TextIO) -> list[str]:
    """The case beside the model, what the paper does not tell, the answer, and why it is what it is."""
    scenario = found.scenario
    sections = [head(scenario, found.runs, lang)]
    if scenario.priors:
        sections.append(unknowns_table(scenario, lang, told=bool(scenario.reference)))
    sections += [*_facts(found, lang), *_answer(found, lang), *_why(why, lang)]
    return laid_out(sections, stream)


def run_page(found: Simulated, lang: str, stream: TextIO) -> list[str]:
    """A scenario's measures by arm, and the answer with what stands beside it."""
    scenario = found.scenario
    sections = [head(scenario, found.runs, lang), measure_table(scenario, found.runs, lang)]
    return laid_out([*sections, *_facts(found, lang), *_answer(found, lang)], stream)


def head(scenario: Scenario, runs: Runs, lang: str) -> list[str]:
    """What was run: the scenario, its question, the sizes, the seed and the version; why nothing happens."""
    nothing = scenario.nothing_happens(lang)
    return [
        scenario.title(lang),
        *wrapped(scenario.question(lang), indent=2),
        *sizes(scenario, runs, lang),
        *(wrapped(nothing, indent=2) if nothing else []),
    ]


def sizes(scenario: Scenario, runs: Runs, lang: str) -> list[str]:
    """How much was run: draws, keys, arms, months, seed, version."""
    said = text(
        "report.sizes" if scenario.priors else "report.sizes_known",
        lang,
        draws=f"{runs.draws:,}",
        replications=f"{runs.replications:,}",
        pairs=f"{runs.draws * runs.replications:,}",
        arms=len(runs.arms),
        runs=f"{runs.draws * runs.replications * len(runs.arms):,}",
        months=scenario.values["run.horizon"],
        seed=runs.seed,
        version=version("oneplusone"),
    )
    return wrapped(said, indent=2)


def laid_out(sections: Sequence[Sequence[str]], stream: TextIO) -> list[str]:
    """Sections with a blank line between them; the first line of each stands out where colours are wanted."""
    lines: list[str] = []
    for first, *rest in sections:
        lines += [styled(first, "strong", stream), *rest, ""]
    return lines[:-1]


def _facts(found: Simulated, lang: str) -> list[list[str]]:
    """The facts beside the model, and those that speak of another month than this contract's last."""
    scenario, told = found.scenario, found.facts
    sections = [] if told is None else [case_table(scenario, told, lang)]
    left = untimely(scenario)
    if left:
        labels = listed((fact_label(scenario, name, lang) for name in left), lang, long=True)
        sections.append(wrapped(text("report.facts.untimely", lang, names=labels)))
    return sections


def _answer(found: Simulated, lang: str) -> list[list[str]]:
    result, told = found.headline, found.facts
    posterior = None if told is None else told.posterior
    return [
        table(result, lang),
        [*turns(result, found.scenario, lang), *saturated(result, lang)],
        tighter(result, lang),
        limits(found.scenario, told, lang),
        answer(result, lang, posterior),
    ]


def _why(why: Why | str, lang: str) -> list[list[str]]:
    """What each dilemma takes and each path gives back; or what kept that from being found out."""
    if isinstance(why, str):
        return [wrapped(why)]
    from experiments.display import ledger, paths
    from experiments.display.evidence import not_shown, outcome_name

    return [
        [text("ledger.title", lang, outcome=outcome_name("one_plus_one", lang))],
        ledger.told(why.ledgers, ledger.DILEMMA_LABELS, lang),
        [text("paths.title", lang), *paths.told(why.paths, paths.PATH_LABELS, lang)],
        not_shown([*ledger.NOT_SHOWN, *paths.NOT_SHOWN], lang),
    ]

"""The commands that give the same numbers as a document."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.document.findings import Findings


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line.

    Attributes:
        subject: the scenario with its overlays and settings, or the folder of a study, as words of a line.
        thorough: whether --thorough was given.
        engine: the engine asked for, "auto" unless another was.
        study: whether the subject is a study.
    """

    subject: tuple[str, ...]
    thorough: bool = False
    engine: str = "auto"
    study: bool = False


def commands_of(found: Findings, asked: Asked) -> list[str]:
    """Return a command for each part that is there, with its sizes and seed.

    Args:
        found: the parts.
        asked: what was asked for.

    Returns:
        Lines for a shell; the scenario of a study stands in the document and is named by its file.

    Example:
        >>> from experiments.document.sizes import Sizes
        >>> from sim.scenario import Scenario
        >>> found = Findings(Scenario.load("s_association"), Sizes(9, 2, 5, 9, 9, 9, 9, {}), 0)
        >>> commands_of(found, Asked(("s_association",)))
        []
    """
    sizes, there = found.sizes, found.results
    seed = ["--seed", str(found.seed)]
    engine = [] if asked.engine == "auto" else ["--engine", asked.engine]
    each = ["--seeds", str(sizes.seeds), *seed, *engine]
    case = (f"{found.scenario.name}.toml",) if asked.study else asked.subject
    said: list[list[str]] = []
    if "answer" in there:
        more = ["--thorough"] if asked.thorough else []
        said.append(["case", *case, "--draws", str(sizes.draws), *each, *more])
    if "ledger" in there:
        said.append(["ledger", *case, "--draws", str(sizes.ledger), *each])
    if "paths" in there:
        said.append(["paths", *case, "--draws", str(sizes.paths), *each])
    if "nearest" in there:
        held_out = ["--held-out", str(sizes.held_out)]
        said.append(["nearest", *case, "--draws", str(sizes.nearest), *held_out, *each])
    if "study" in there:
        said.append(["study", "report", *asked.subject])
    if "sensitivity" in there:
        said.append(["sensitivity", *asked.subject])
    return [shlex.join(["oneplusone", *words]) for words in said]


def words_of(subject: Sequence[str], settings: Sequence[str], months: int | None) -> tuple[str, ...]:
    """Return the words of a line that name a subject: the scenario, overlays, --set and --months."""
    sets = [word for each in settings for word in ("--set", each)]
    return (*subject, *sets, *([] if months is None else ["--months", str(months)]))

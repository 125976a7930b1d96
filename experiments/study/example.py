"""A small study, for the examples in the documentation of studies: two terms, two parameter draws."""

from __future__ import annotations

from functools import cache
from tempfile import TemporaryDirectory

from experiments.designs.factors import Factor
from experiments.study.design import Design
from experiments.study.execution.engine import EngineEvaluator
from experiments.study.spec import StudySpec
from experiments.study.study import Study
from sim.scenario.scenario import Scenario


def example_spec() -> StudySpec:
    """Return the specification: contracts of 6 and of 12 months, 12 months long.

    Example:
        >>> example_spec().design.count
        2
    """
    scenario = Scenario.load("s_association")
    terms = Factor.listing(scenario.parameters["contract.term"], [6, 12])
    return StudySpec(
        name="terms",
        design=Design("grid", (terms,)),
        draws=2,
        arms=("none", "G", "S", "GS"),
        months=12,
        measures=("value",),
        series=("value",),
        model=EngineEvaluator(scenario).model(),
    )


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


@cache
def finished_study() -> Study:
    """Return the study, finished, in a folder that goes with the process.

    Example:
        >>> finished_study().status().finished
        16
    """
    study = Study.create(example_spec(), f"{_folder().name}/terms")
    study.run()
    return study


def new_study(name: str = "new") -> Study:
    """Return the study, not yet run, in a folder of its own that goes with the process.

    Args:
        name: what the folder is called.

    Example:
        >>> new_study("unrun").status().finished
        0
    """
    return Study.create(example_spec(), f"{_folder().name}/{name}")

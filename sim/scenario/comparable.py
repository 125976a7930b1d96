"""Whether runs can be compared with what was observed: checked once all layers are on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sim.measured import PER_KIND, has_months, measures_of
from sim.parameters.declaration import Value
from sim.parameters.priors import Prior
from sim.scenario.document import Document, dotted
from sim.scenario.errors import Refusals, ScenarioError, nearest, shown
from sim.scenario.observations import BESIDE, MEASURE_OF, MOST_MONTHS, USES, measure_of


class Ends(NamedTuple):
    """The last months of a world: its horizon, and the longest term of its contracts."""

    horizon: int
    term: int

    @classmethod
    def of(cls, values: Mapping[str, Value], priors: Mapping[str, Prior]) -> Ends:
        """The ends of a world with these values and priors."""
        term = priors.get("contract.term")
        return cls(int(values["run.horizon"]), int(values["contract.term"] if term is None else term.high))

    def last(self, measure: str) -> int:
        """The last month in which a measure is taken: the horizon, or the term's last where that is later."""
        return self.horizon if has_months(measure) else max(self)


class Stated(NamedTuple):
    """An observation as a file states it, sound or not, and the ends of the world that it is stated of."""

    document: Document
    content: Mapping[str, Any]
    ends: Ends


def check_comparable(
    observed: Mapping[str, Stated], kinds: Iterable[str] | None, ends: Ends, faults: Refusals
) -> None:
    """Add a refusal for each thing for which nothing can be compared with an observation.

    That is a measure that no kind of service has, a text to condition on, or a month that neither the world
    that it was stated of nor the one that is run has. What is metadata is compared with nothing.

    Args:
        observed: observations by name.
        kinds: the scenario's kinds of service; None where they are refused and may be any.
        ends: the last months of the world that is run.
        faults: what is refused so far, and is not refused again.
    """
    for name, (document, content, own) in observed.items():
        path = ("reference", name)
        use = _meant(content.get("use", "check"))
        if use == "metadata":
            continue
        with faults.kept():
            if isinstance(content.get("measure", ""), str):
                check_measured(document.place(*path, "measure"), name, content, kinds)
        key, value = dotted((*path, "value")), content.get("value")
        with faults.kept():
            if isinstance(value, str | list) and key not in faults.keys:
                raise ScenarioError(document.place(*path, "value"), key, "fact_value", given=shown(value))
        month, measure = content.get("month", 1), measure_of(name, content)
        last = max(own.last(measure), ends.last(measure))
        with faults.kept():
            if type(month) is int and 0 <= month <= MOST_MONTHS and use != BESIDE and not 1 <= month <= last:
                place, key = document.place(*path, "month"), dotted((*path, "month"))
                if month < 1:
                    raise ScenarioError(place, key, "fact_month", given=month, most=MOST_MONTHS)
                raise ScenarioError(place, key, "fact_beyond", month=month, horizon=last)


def check_measured(
    place: str, name: str, observation: Mapping[str, Any], kinds: Iterable[str] | None
) -> None:
    """Raise ScenarioError when a scenario with these kinds of service has no measure for an observation."""
    measure = measure_of(name, observation)
    if kinds is None and measure.startswith(tuple(f"{each}_" for each, *_ in PER_KIND)):
        return
    names = [one.name for one in measures_of(tuple(kinds or ()))]
    if measure not in names:
        stated = "measure" in observation
        near = nearest(measure, names if stated else [*names, *MEASURE_OF])
        key = dotted(("reference", name, "measure") if stated else ("reference", name))
        raise ScenarioError(place, key, "fact_unmeasured", near=near)


def _meant(use: object) -> str:
    """A use, or the one that a misspelt one is nearest to."""
    return use if use in USES else nearest(str(use), USES) or "check"

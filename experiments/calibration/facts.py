"""A user's own observed facts: a CSV table, or plain values, laid into a scenario as observations."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from experiments.calibration.observations import taken_in
from experiments.errors import InvalidInput
from sim.measured import has_months
from sim.parameters.service_kinds import KINDS
from sim.scenario import Scenario
from sim.scenario.comparable import Ends, Stated, check_comparable
from sim.scenario.document import Document, dotted
from sim.scenario.errors import Refusals, ScenarioError, ScenarioErrors, nearest, shown
from sim.scenario.observations import KEYS, measure_of, observations

COLUMNS = ("name", *(key for key in KEYS if key != "note"), "note")
"""The columns of a file of facts: `value` is needed, and `name` or `measure`."""

WORDS = ("unit", "measure", "model", "use", "source", "note")
"""Columns of words; the others are numbers, and `value` may be yes or no."""

YES_NO = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}

SEPARATORS = ",;\t"
"""What may stand between the columns: a comma, or what spreadsheets of other countries write."""

PREFIX = "reference."


def with_facts(scenario: Scenario, given: str | Path | Mapping[str, Mapping[str, Any]]) -> Scenario:
    """Return a scenario with further observations, to be conditioned on unless their `use` says otherwise.

    Args:
        scenario: the scenario; an observation of the same name is replaced.
        given: a CSV file with the columns `COLUMNS`, or facts by name as the scenario's file would have them.

    Returns:
        The scenario with the facts; its runs are the same.

    Raises:
        ScenarioError: all that is wrong with the facts at once, each in a line with its place.
        InvalidInput: a file that cannot be read.

    Example:
        >>> case = Scenario.load("s_association")
        >>> with_facts(case, {"quits": {"value": 2, "error": 1}}).reference["quits"]["use"]
        'condition'
    """
    faults = Refusals()
    if isinstance(given, Mapping):
        document = Document("facts", {"reference": dict(given)})
    else:
        document = _table(Path(given), faults)
    # Facts are those of this scenario: nothing is known of a month that it does not run.
    ends = Ends(int(scenario.values["run.horizon"]), 0)
    found: dict[str, dict[str, Any]] = {}
    stated: dict[str, Stated] = {}
    for name, content in document.data["reference"].items():
        used = {"use": "condition", **content} if isinstance(content, Mapping) else content
        if isinstance(content, Mapping):
            stated[name] = Stated(document, used, ends)
        with faults.kept():
            found |= observations(replace(document, data={"reference": {name: used}}))
    check_comparable(stated, [row.name for row in scenario.rows[KINDS.name]], ends, faults)
    sources = {name: document.place("reference", name) for name in found}
    for name, each in found.items():
        with faults.kept():
            _check_month(scenario, sources[name], name, each)
            _check_once(scenario, found, sources, name)
    try:
        faults.settle()
    except ScenarioErrors as several:
        raise ScenarioErrors([_plainly(each) for each in several.problems]) from None
    except ScenarioError as problem:
        raise _plainly(problem) from None
    return replace(
        scenario,
        reference=MappingProxyType({**scenario.reference, **found}),
        reference_sources=MappingProxyType({**scenario.reference_sources, **sources}),
    )


def _check_month(scenario: Scenario, place: str, name: str, fact: Mapping[str, Any]) -> None:
    """Refuse a month of the scenario in which a fact's measure is not taken."""
    month, measure = fact.get("month", 0), measure_of(name, fact)
    if fact["use"] == "metadata" or not 1 <= month <= scenario.values["run.horizon"]:
        return
    taken = taken_in(scenario, measure)
    if not has_months(measure) and taken != month:
        key, term = dotted(("reference", name, "month")), "?" if taken is None else taken
        raise ScenarioError(place, key, "fact_other_month", measure=measure, month=month, term=term)


def _check_once(
    scenario: Scenario, found: Mapping[str, Mapping[str, Any]], sources: Mapping[str, str], name: str
) -> None:
    """Refuse a fact that is conditioned on already under another name: its measure of the same month."""
    earlier = list(found)[: list(found).index(name)]
    places = {
        each: scenario.reference_sources.get(each, "") for each in scenario.reference if each not in found
    }
    places |= {each: sources[each] for each in earlier}
    fact, facts = found[name], {**scenario.reference, **found}
    for other, place in places.items():
        known = facts[other]
        alike = _of(scenario, name, fact) == _of(scenario, other, known)
        if alike and fact["use"] == known["use"] == "condition":
            key, measure = dotted(("reference", name)), measure_of(name, fact)
            where = {"measure": measure, "other": other, "there": place}
            raise ScenarioError(sources[name], key, "fact_counted_twice", **where)


def _of(scenario: Scenario, name: str, fact: Mapping[str, Any]) -> tuple[str, int | None]:
    """Return what a fact is of: its measure, and the month it is taken in."""
    measure = measure_of(name, fact)
    return measure, fact.get("month") or taken_in(scenario, measure)


def _table(path: Path, faults: Refusals) -> Document:
    """A file of facts as a document; rows that cannot be read go among the faults."""
    rows = _rows(path)
    number, header = next(((at, row) for at, row in rows if any(row)), (1, []))
    for column in header:
        if column not in COLUMNS:
            with faults.kept():
                near = nearest(column, COLUMNS)
                allowed, place = ", ".join(COLUMNS), f"{path.name}:{number}"
                raise ScenarioError(place, shown(column)[1:-1], "unknown_key", near=near, allowed=allowed)
    facts: dict[str, dict[str, Any]] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    for at, row in rows:
        if at <= number or not any(row):
            continue
        with faults.kept():
            place = f"{path.name}:{at}"
            if len(row) > len(header):
                raise ScenarioError(place, "", "fact_row", given=len(row), columns=len(header))
            cells = {key: cell for key, cell in zip(header, row, strict=False) if cell and key in COLUMNS}
            name = cells.pop("name", cells.get("measure", ""))
            if not name or "value" not in cells:
                raise ScenarioError(place, name, "fact_needs", part="value" if name else "name")
            if name in facts:
                raise ScenarioError(place, name, "fact_twice", line=lines["reference", name])
            facts[name] = {key: _read(cell, key) for key, cell in cells.items()}
            lines["reference", name] = at
    if not facts and not faults:
        raise ScenarioError(path.name, "", "fact_none", columns=", ".join(COLUMNS))
    return Document(path.name, {"reference": facts}, lines)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file with the number of their last line; cells without blanks around them."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput("calibration.not_read", file=path, reason=error.strerror or error) from error
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets save as CSV in Chinese.
        said = data.decode("gb18030", errors="replace")
    first = said.lstrip().partition("\n")[0]
    reader = csv.reader(said.splitlines(keepends=True), delimiter=max(SEPARATORS, key=first.count))
    try:
        return [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise InvalidInput("calibration.not_read", file=path, reason=error) from error


def _read(cell: str, key: str) -> object:
    """A cell as a scenario's file would have it; what is no number stays a text, and is refused there."""
    if key in WORDS:
        return cell
    if key == "value" and cell.lower() in YES_NO:
        return YES_NO[cell.lower()]
    try:
        number = float(cell)
    except ValueError:
        return cell
    whole = math.isfinite(number) and number == round(number)
    return round(number) if whole and abs(number) < 2**53 else number


def _plainly(problem: ScenarioError) -> ScenarioError:
    """The same refusal, its key without the section that a table of facts does not have."""
    key = problem.key.removeprefix(PREFIX)
    return ScenarioError(problem.place, key, problem.problem, near=problem.near, **problem.fields)

"""Results read back from the JSON that a command wrote, so that they can be drawn anew without a run."""

from __future__ import annotations

import json
import math
import types
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Mapping as AbstractMapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from experiments.errors import InvalidInput
from experiments.provenance import RunMetadata
from experiments.reporting.paper_tables import scenario_written
from experiments.results import AnalysisResult

if TYPE_CHECKING:
    from sim.parameters.declaration import Parameter

PREFIX = "oneplusone "


@dataclass(frozen=True)
class Saved:
    """A result that was read back.

    Attributes:
        kind: the command that wrote it.
        figures: what draws each figure, by the stem of its files: a result, and what its figure takes
            besides.
        metadata: what the files of the figures carry.
    """

    kind: str
    figures: Mapping[str, tuple[AnalysisResult, Mapping[str, Any]]]
    metadata: Mapping[str, Any]


def read_saved(path: Path) -> Saved:
    """Read a result from a JSON file.

    Raises InvalidInput for what is no result, or not enough to draw.
    """
    record = read_record(path)
    kind = record["kind"].removeprefix(PREFIX)
    maker = _MAKERS.get(kind)
    if maker is None:
        raise InvalidInput("figure.not_enough", file=path, kind=kind)
    with reading(path, record):
        try:
            return Saved(kind, *maker(record))
        except KeyError as error:
            if error.args in (("toml",), ("figure",)):
                raise InvalidInput("figure.not_enough", file=path, kind=kind) from error
            raise


def read_record(path: Path) -> dict[str, Any]:
    """Read the plain values of a result from a JSON file. Raises InvalidInput for what is no result."""
    try:
        record = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InvalidInput("figure.not_read", file=path, reason=error.strerror or error) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput("figure.not_a_result", file=path) from error
    if not isinstance(record, dict) or not str(record.get("kind")).startswith(PREFIX):
        raise InvalidInput("figure.not_a_result", file=path)
    return record


@contextmanager
def reading(path: Path, record: Mapping[str, Any]) -> Iterator[None]:
    """Say in one line, as InvalidInput, that a result is of another form than is expected of it."""
    try:
        yield
    except InvalidInput:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        version = record.get("version", "?")
        raise InvalidInput("figure.other_form", file=path, version=version, reason=said) from error


Figures = Mapping[str, tuple[AnalysisResult, Mapping[str, Any]]]


def _metadata(record: Mapping[str, Any]) -> RunMetadata:
    scenario = scenario_written(record["scenario"]["toml"])
    names = [field.name for field in fields(RunMetadata) if field.name in record]
    given = {name: record[name] for name in names if name != "scenario"}
    given |= {"kind": record["kind"].removeprefix(PREFIX), "arms": tuple(record["arms"])}
    given |= {name: tuple(record[name]) for name in ("failed", "draws_left_out")}
    return RunMetadata(scenario=scenario, **given)


def _one(kind: str, key: str, form: str) -> Any:
    """Return what makes the only figure of a kind: the key of its result, and its type 'module:name'."""

    def make(record: Mapping[str, Any]) -> tuple[Figures, Mapping[str, Any]]:
        metadata = _metadata(record)
        found = _with(_form(form), record[key], metadata)
        return {kind: (found, {})}, metadata.for_figure()

    return make


def _optimise(record: Mapping[str, Any]) -> tuple[Figures, Mapping[str, Any]]:
    form = _form("experiments.optimisation.optimisation:Optimisation")
    metadata = _metadata(record)
    parts = {name: record[name] for name in ("front", "single_changes")}
    return {"optimise": (_with(form, parts, metadata), {})}, metadata.for_figure()


def _ledger(record: Mapping[str, Any]) -> tuple[Figures, Mapping[str, Any]]:
    from experiments.cli.commands.ledger import drawn

    metadata = _metadata(record)
    sides = {"settings": record["ledgers"], "sources": record.get("sources")}
    found = _with(_form("experiments.attribution.ledger:Ledger"), sides, metadata)
    figures = {f"ledger_{outcome}": (found, {"outcome": outcome}) for outcome in drawn(found)}
    return figures, metadata.for_figure()


def _sensitivity(record: Mapping[str, Any]) -> tuple[Figures, Mapping[str, Any]]:
    from experiments.cli.commands.sensitivity import stem_of
    from experiments.sensitivity.result import INDICES

    metadata = _metadata(record)
    if "sensitivity" in record:
        found = _with(_form("experiments.sensitivity.result:Sensitivity"), record["sensitivity"], metadata)
        names = {
            f"sensitivity_{stem_of(item.outcome)}": item.outcome
            for item in found.outcomes
            if item.state == INDICES
        }
    else:
        given = {**record, "found": record["screening"]}
        found = _with(_form("experiments.sensitivity.screening:Screening"), given, metadata)
        outcomes = dict.fromkeys(one.outcome for one in found.found)
        names = {f"{found.method}_{stem_of(outcome)}": outcome for outcome in outcomes}
    figures = {stem: (found, {"outcome": outcome}) for stem, outcome in names.items()}
    return figures, metadata.for_figure()


def _simulation(record: Mapping[str, Any]) -> tuple[Figures, Mapping[str, Any]]:
    metadata = _metadata(record)
    values = {**record["figure"], "headline": record["headline"]}
    found = _with(_form("experiments.simulation.picture:SimulationPicture"), values, metadata)
    figures: dict[str, tuple[AnalysisResult, Mapping[str, Any]]] = {metadata.kind: (found, {})}
    why = record.get("why", {})
    if "paths" in why:
        settings = {"settings": why["ledgers"]}
        ledger = _with(_form("experiments.attribution.ledger:Ledger"), settings, metadata)
        paths = _with(_form("experiments.attribution.reform_paths:PathTable"), why["paths"], metadata)
        figures |= {f"{metadata.kind}_ledger": (ledger, {}), f"{metadata.kind}_paths": (paths, {})}
    if "conventions" in why:
        form = _form("experiments.conventions.conventions:ConventionTable")
        table = _with(form, why["conventions"], metadata)
        figures |= {f"{metadata.kind}_conventions": (table, {})}
    return figures, metadata.for_figure()


def _compare(record: Mapping[str, Any]) -> tuple[Figures, Mapping[str, Any]]:
    metadata = _metadata({**record, "scenario": record["a"]})
    found = _with(_form("experiments.comparison.picture:ComparisonPicture"), record["figure"], metadata)
    return {"compare": (found, {})}, metadata.for_figure()


_MAKERS: dict[str, Any] = {
    "map": _one("map", "map", "experiments.maps.lever_map:LeverMap"),
    "discover": _one("discover", "discovery", "experiments.discovery.rules:Discovery"),
    "paths": _one("paths", "paths", "experiments.attribution.reform_paths:PathTable"),
    "nearest": _one("nearest", "nearest", "experiments.nearest.ways:NearestTwo"),
    "forms": _one("forms", "forms", "experiments.forms.table:FormTable"),
    "study report": _one("report", "report", "experiments.sweep.study_report:StudyReport"),
    "calibrate": _one("calibrate", "calibration", "experiments.calibration.analysis:Calibration"),
    "optimise": _optimise,
    "ledger": _ledger,
    "sensitivity": _sensitivity,
    "run": _simulation,
    "case": _simulation,
    "compare": _compare,
}


def _form(name: str) -> Any:
    import importlib

    module, _, form = name.partition(":")
    return getattr(importlib.import_module(module), form)


def _with(form: Any, values: Mapping[str, Any], metadata: RunMetadata) -> Any:
    return restored(form, {**values, "metadata": metadata}, metadata.scenario.parameters)


def restored(form: Any, value: Any, parameters: Mapping[str, Parameter]) -> Any:
    """Return plain values as the type they were written from: the inverse of `experiments.results.plain`.

    Raises TypeError or ValueError for values of another form.
    """
    if value is None:
        # NaN, which JSON lacks, was written as null.
        return math.nan if form is float else None
    if isinstance(value, RunMetadata) or form is Any:
        return value
    if is_dataclass(form):
        return _restored_result(form, value, parameters)
    origin, parts = get_origin(form), get_args(form)
    if origin in (Union, types.UnionType):
        kinds = [part for part in parts if part is not type(None)]
        return _first_fitting(kinds, value, parameters)
    if form is np.ndarray or origin is np.ndarray:
        return np.array(_numbers(value), dtype=_element(parts))
    if origin in (tuple, list, Sequence):
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is no list")
        if origin is tuple and parts and parts[-1] is not Ellipsis:
            return tuple(restored(part, item, parameters) for part, item in zip(parts, value, strict=True))
        return tuple(restored(parts[0], item, parameters) for item in value)
    if origin in (dict, AbstractMapping):
        return {key: restored(parts[1], item, parameters) for key, item in value.items()}
    if form is float and not isinstance(value, str):
        return float(value)
    return value


_hints = cache(get_type_hints)
"""The types of a result's entries; the same few classes are asked for each of thousands of entries."""


def _restored_result(form: Any, value: Any, parameters: Mapping[str, Parameter]) -> Any:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is no {form.__name__}")
    hints, given = _hints(form), {}
    for field in fields(form):
        if field.name not in value:
            continue  # it has a default, or else the constructor says so
        item = value[field.name]
        if "values_of" in field.metadata:
            item = _coded(item, parameters.get(value[field.metadata["values_of"]]))
        elif "values_by_name" in field.metadata:
            item = {name: _coded(each, parameters.get(name)) for name, each in item.items()}
        elif "spans_by_name" in field.metadata:
            coded = {name: _coded(each, parameters.get(name)) for name, each in item.items()}
            item = {name: [each[0], each[-1]] for name, each in coded.items()}
        given[field.name] = restored(hints[field.name], item, parameters)
    return form(**given)


def _coded(value: Any, parameter: Parameter | None) -> Any:
    """Return the codes of choices that were written by name."""
    if isinstance(value, list):
        return [_coded(item, parameter) for item in value]
    if isinstance(value, str) and parameter is not None:
        return float(parameter.options.index(value))
    return value


def _first_fitting(kinds: Sequence[Any], value: Any, parameters: Mapping[str, Parameter]) -> Any:
    for place, kind in enumerate(kinds):
        try:
            return restored(kind, value, parameters)
        except (TypeError, ValueError):
            if place == len(kinds) - 1:
                raise
    raise TypeError("a union of nothing")


def _numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return math.nan if value is None else value


def _element(parts: tuple[Any, ...]) -> Any:
    element = get_args(parts[1]) if len(parts) > 1 else ()
    return element[0] if element else np.float64

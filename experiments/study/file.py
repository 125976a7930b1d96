"""Read a study file: TOML with a scenario, what varies, the design, arms, draws and seeds, outputs.

    schema = 1
    name = "term_and_power"
    scenario = "s_association"
    draws = 200
    [vary]
    contract.term = [4, 8, 12]
    incentives.power = { uniform = [0, 1.5], steps = 4 }
    [design]
    kind = "grid"

All errors of a file are reported at once, each in one line: file, line, key, value and what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.defaults import MOST_SEED, STUDY_REPLICATIONS
from experiments.designs.factors import Factor
from experiments.errors import Gathered, InvalidInput, did_you_mean, invalid_at, phrase, renamed
from experiments.study.consistency import refuse_misfit_ranges, refuse_misfits
from experiments.study.design import KINDS, Design
from experiments.study.execution.engine import EngineEvaluator
from experiments.study.identity import check_draws, numbers
from experiments.study.points import listed_points, table_points
from experiments.study.spec import StudySpec
from sim.parameters.declaration import NotAllowed, Parameter
from sim.parameters.registry import PARAMETERS
from sim.scenario.document import Document
from sim.scenario.draft import is_scenario
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import NAME, is_file, read, shipped_names, unknown_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.uncertain import FORMS, known, not_allowed, read_prior

_KEYS = (
    "schema", "name", "scenario", "overlays", "set", "uncertain", "vary", "design", "arms", "draws", "seeds",
    "seed", "months", "measures", "monthly", "limit",
)  # fmt: skip
_DESIGN_KEYS = {
    "grid": (),
    "list": ("points",),
    "table": ("file",),
    "saltelli": ("size", "seed", "second_order"),
    "morris": ("size", "seed", "levels"),
}
_SEQUENCE_KEYS = ("size", "seed")


def read_file(path: Path) -> StudySpec:
    """Return what a study file specifies. Raises ScenarioError or InvalidInput, with all that is wrong."""
    if str(path) in shipped_names() and not is_file(path):
        raise invalid_at(str(path), "", "is_scenario", scenario=path)
    document = _document(path)
    if "scenario" not in document.data and is_scenario(document):
        raise invalid_at(document.shown, "", "is_scenario", scenario=path.name)
    faults = Gathered()
    with faults.kept():
        document.sound()
    _check_keys(document, faults)
    name = document.data.get("name", path.stem)
    with faults.kept():
        if not isinstance(name, str) or not NAME.match(name):
            raise _refused(document, ("name",), "bad_name", given=repr(name))
    spec: StudySpec | None = None
    with faults.kept():
        spec = _specified(document, path, name)
    if spec is not None and not faults:
        return spec
    _check_apart(document, faults)
    faults.settle()
    raise AssertionError("what was refused is raised")


_NO_STUDY_FILE = {
    "empty": "file_empty",
    "is_folder": "file_is_folder",
    "is_study_folder": "file_is_study_folder",
}
"""What is said of a study file by what reading a scenario finds wrong with it."""


def _document(path: Path) -> Document:
    """Return the document of a study file; what is none is refused as such, and not as a scenario."""
    try:
        return read(path, str(path))
    except ScenarioError as fault:
        if fault.problem not in _NO_STUDY_FILE:
            raise
        raise invalid_at(str(path), "", _NO_STUDY_FILE[fault.problem], folder=path) from None


def _check_keys(document: Document, faults: Gathered) -> None:
    """Refuse keys of earlier versions, and those that there are none of."""
    former = [key for key in document.data if key == "replications" or renamed(key)]
    for key in former:
        with faults.kept():
            if key == "replications":
                raise _refused(document, (key,), "replications_key")
            raise InvalidInput("error.at_place", place=document.place(key), problem=renamed(key))
    with faults.kept():
        document.only((), (*_KEYS, *former))


def _specified(document: Document, path: Path, name: str) -> StudySpec:
    """Return what a file specifies. Raises the first refusal."""
    scenario = _scenario(document)
    drawn = _one_of(document, ("uncertain",), ("drawn", "fixed"), "drawn") == "drawn"
    evaluator = EngineEvaluator(scenario, drawn)
    draws = _whole(document, ("draws",), 1, 1, STUDY_REPLICATIONS)
    with _placed(document, "draws"):
        check_draws(draws, evaluator)
    return StudySpec(
        name=name,
        design=_design(document, scenario),
        draws=draws,
        seeds=_whole(document, ("seeds",), StudySpec.seeds, 1, STUDY_REPLICATIONS),
        seed=_whole(document, ("seed",), StudySpec.seed, 0, MOST_SEED),
        arms=_known(document, "arms", "arm", evaluator.arm_names),
        months=_months(document, scenario),
        measures=_known(document, "measures", "measure", evaluator.measure_names),
        series=_known(document, "monthly", "series", evaluator.series_names, default=StudySpec.series),
        limit=float(_whole(document, ("limit",), int(StudySpec.limit), 1, None)),
        model=evaluator.model(),
        text=path.read_text(encoding="utf-8"),
    )


def _check_apart(document: Document, faults: Gathered) -> None:
    """Add what is refused of each part of a file by itself, whatever is refused of the others.

    Where there is no scenario, what only it could tell is left: its kinds of service and what fits together.
    """
    found: list[Scenario] = []
    with faults.kept():
        found.append(_scenario(document))
    parameters = found[0].parameters if found else PARAMETERS
    with faults.kept():
        _one_of(document, ("uncertain",), ("drawn", "fixed"), "drawn")
    for key, least, most in (
        ("draws", 1, STUDY_REPLICATIONS),
        ("seeds", 1, STUDY_REPLICATIONS),
        ("seed", 0, MOST_SEED),
        ("months", 1, int(parameters["run.horizon"].most)),
        ("limit", 1, None),
    ):
        with faults.kept():
            _whole(document, (key,), 1, least, most)
    if found:
        evaluator = EngineEvaluator(found[0])
        for key, what, names in (
            ("arms", "arm", evaluator.arm_names),
            ("measures", "measure", evaluator.measure_names),
            ("monthly", "series", evaluator.series_names),
        ):
            with faults.kept():
                _known(document, key, what, names, default=() if key == "monthly" else None)
    with faults.kept():
        for path, written in leaves(document.table("vary"), parameters):
            name, place = ".".join(path), document.place("vary", *path)
            if found or path[0] != "kinds":
                with faults.kept():
                    _factor(known(parameters, name, place), written, place)
    kind: str | None = None
    with faults.kept():
        kind = _one_of(document, ("design", "kind"), KINDS, None) if _has(document, "kind") else None
    with faults.kept():
        every = {key for keys in _DESIGN_KEYS.values() for key in keys}
        document.only(
            ("design",), ("kind", *(every if kind is None else _DESIGN_KEYS.get(kind, _SEQUENCE_KEYS)))
        )
    for key, least, most in (("size", 1, None), ("seed", 0, MOST_SEED), ("levels", 2, None)):
        with faults.kept():
            _whole(document, ("design", key), least, least, most)
    with faults.kept():
        _one_of(document, ("design", "second_order"), (True, False), True)


def _has(document: Document, key: str) -> bool:
    return key in document.table("design")


def _refused(document: Document, path: tuple[str, ...], problem: str, **fields: object) -> InvalidInput:
    return invalid_at(document.place(*path), ".".join(path), problem, **fields)


@contextmanager
def _placed(document: Document, *path: str | int) -> Iterator[None]:
    """Add the line of the file to an error that has only the problem."""
    try:
        yield
    except InvalidInput as problem:
        fields: dict[str, Any] = problem.fields
        inner = phrase(problem.key, **fields)
        raise InvalidInput("error.at_place", place=document.place(*path), problem=inner) from None


def _known(
    document: Document, key: str, what: str, known: Sequence[str], default: tuple[str, ...] | None = None
) -> tuple[str, ...] | None:
    if key not in document.data:
        return default
    names = _names(document, (key,), least=0 if default == () else 1)
    with _placed(document, key):
        numbers(what, names, known)
    return names


def _months(document: Document, scenario: Scenario) -> int:
    horizon = "run.horizon"
    most = int(scenario.parameters[horizon].most)
    return _whole(document, ("months",), int(scenario.values[horizon]), 1, most)


def _scenario(document: Document) -> Scenario:
    named = document.data.get("scenario")
    if not isinstance(named, str):
        raise _refused(document, ("scenario",), "scenario_missing")
    overlays = _names(document, ("overlays",), least=0) or ()
    layers = [_found(document, named, "scenario")]
    layers += [_found(document, name, "overlays", number) for number, name in enumerate(overlays)]
    scenario = Scenario.load(layers[0], layers[1:])
    for path, value in leaves(document.table("set"), scenario.parameters):
        scenario = scenario.with_values({".".join(path): value}, document.place("set", *path))
    return scenario


def _found(document: Document, name: str, *path: str | int) -> str | Path:
    """Return a shipped scenario's name, or the path of a file beside the study file that names it."""
    place, folder = f"{document.place(*path)}: {path[0]}", document.folder or Path()
    if name in shipped_names():
        return name
    if not name.lower().endswith(".toml") or "\x00" in name:
        raise unknown_scenario(place, name, folder)
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise invalid_at(document.place(*path), str(path[0]), "leaves_folder", given=name)
    if not is_file(folder / name):
        raise ScenarioError(place, name, "no_such_file")
    return folder / name


def leaves(
    content: Mapping[str, Any], parameters: Mapping[str, Parameter], path: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], Any]]:
    """Return the settings in nested tables with their paths: a.b = 1 and "a.b" = 1 are the same."""
    found: list[tuple[tuple[str, ...], Any]] = []
    for name, inner in content.items():
        here = (*path, name)
        table = isinstance(inner, dict) and not any(form in inner for form in FORMS)
        if table and ".".join(here) not in parameters:
            found += leaves(inner, parameters, here)
        else:
            found.append((here, inner))
    return found


def _design(document: Document, scenario: Scenario) -> Design:
    factors, places = _factors(document, scenario)
    options = {
        name: parameter.options
        for name, parameter in scenario.parameters.items()
        if parameter.kind == "choice"
    }
    content = document.table("design")
    given = [kind for kind, key in (("list", "points"), ("table", "file")) if key in content]
    default = given[0] if given else "grid" if factors else "list"
    kind = _one_of(document, ("design", "kind"), KINDS, default)
    document.only(("design",), ("kind", *_DESIGN_KEYS.get(kind, _SEQUENCE_KEYS)))
    if kind in ("list", "table"):
        if factors:
            raise _refused(document, ("vary",), "vary_and_points", kind=kind)
        rows = _given_points(document, kind, scenario)
        refuse_misfits(scenario, rows, document.place("design"))
        chosen = {name: names for name, names in options.items() if name in rows}
        return Design(kind, table=rows, options=chosen)
    if not factors:
        raise _refused(document, ("design", "kind"), "nothing_varies", kind=kind)
    refuse_misfit_ranges(scenario, factors, places)
    size = _whole(document, ("design", "size"), 0, 1, None)
    design = Design(
        kind,
        factors,
        (size,) if size else (),
        _whole(document, ("design", "seed"), Design.seed, 0, MOST_SEED),
        bool(_one_of(document, ("design", "second_order"), (True, False), Design.second_order)),
        _whole(document, ("design", "levels"), Design.levels, 2, None),
        options={item.name: options[item.name] for item in factors if item.name in options},
    )
    with _placed(document, *_deciding(design)):
        design.check()
    return design


def _deciding(design: Design) -> tuple[str, ...]:
    """Return the key that decides how large a design is: of a grid what varies, of a sequence its size."""
    if design.kind == "grid":
        return ("vary",)
    return ("design", "levels" if design.kind == "morris" and design.size else "size")


def _given_points(document: Document, kind: str, scenario: Scenario) -> dict[str, Any]:
    content = document.table("design")
    if kind == "list":
        points = content.get("points", [])
        if not isinstance(points, list) or not all(isinstance(point, dict) for point in points):
            raise _refused(document, ("design", "points"), "points_form")
        if not points and "points" in content:
            raise _refused(document, ("design", "points"), "no_points")
        rows = [
            {".".join(path): value for path, value in leaves(point, scenario.parameters)} for point in points
        ]
        places = [document.place("design", "points", number) for number in range(len(points))]
        return listed_points(rows, places, scenario.parameters)
    named = content.get("file")
    if not isinstance(named, str):
        raise _refused(document, ("design", "file"), "file_missing")
    folder = document.folder or Path()
    path = folder / named
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _refused(document, ("design", "file"), "leaves_folder", given=named)
    return table_points(path, str(Path(document.shown).parent / named), scenario.parameters)


def _factors(document: Document, scenario: Scenario) -> tuple[tuple[Factor, ...], dict[str, str]]:
    """Return what varies, and its line in the file by name."""
    found: dict[str, Factor] = {}
    places: dict[str, str] = {}
    changed = {".".join(path) for path, _ in leaves(document.table("set"), scenario.parameters)}
    for path, written in leaves(document.table("vary"), scenario.parameters):
        name, place = ".".join(path), document.place("vary", *path)
        parameter = known(scenario.parameters, name, place)
        if name in found or name in changed:
            raise invalid_at(place, name, "twice")
        found[name], places[name] = _factor(parameter, written, place), place
    return tuple(found.values()), places


def _factor(parameter: Parameter, written: object, place: str) -> Factor:
    if isinstance(written, list):
        values = []
        for each in written:
            try:
                values.append(parameter.stored(each))
            except NotAllowed as reason:
                raise not_allowed(place, parameter, each, reason) from None
        if not values or len(set(values)) < len(values):
            raise invalid_at(place, parameter.name, "bad_values")
        return Factor.listing(parameter, values)
    if written == "prior":
        if parameter.prior is None:
            raise invalid_at(place, parameter.name, "no_prior")
        return Factor.of(parameter, parameter.prior)
    rest = dict(written) if isinstance(written, dict) else written
    steps = rest.pop("steps", 0) if isinstance(rest, dict) else 0
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
        raise invalid_at(place, f"{parameter.name}.steps", "bad_steps")
    return Factor.of(parameter, read_prior(rest, parameter, place), steps)


def _value(document: Document, path: tuple[str, ...], default: object) -> Any:
    content: Any = document.data
    for name in path:
        content = content.get(name, default) if isinstance(content, dict) else default
    return content


def _whole(document: Document, path: tuple[str, ...], default: int, least: int, most: int | None) -> int:
    value = _value(document, path, None)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < least or (most and value > most):
        allowed = f"{least} … {most}" if most else f"{least} …"
        raise _refused(document, path, "whole_number", given=repr(value), allowed=allowed)
    return value


def _one_of(
    document: Document, path: tuple[str, ...], allowed: tuple[Any, ...] | Any, default: object
) -> Any:
    value = _value(document, path, default)
    if not any(value == each and type(value) is type(each) for each in allowed):
        listed = ", ".join(str(each).lower() if isinstance(each, bool) else str(each) for each in allowed)
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        raise _refused(document, path, "one_of", given=repr(value), allowed=listed, near=near)
    return value


def _names(document: Document, path: tuple[str, ...], least: int = 1) -> tuple[str, ...] | None:
    value = _value(document, path, None)
    if value is None or value == "all":
        return None
    if not isinstance(value, list) or len(value) < least or not all(isinstance(each, str) for each in value):
        raise _refused(document, path, "names", given=repr(value))
    return tuple(value)

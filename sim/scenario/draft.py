"""A scenario in the making: the defaults, then layer upon layer of changes, the later one winning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.parameters.declaration import NotAllowed, Parameter, Value
from sim.parameters.priors import Prior
from sim.parameters.registry import PARAMETERS, SHIPPED_ROWS, TABLES, declared
from sim.parameters.tables import Row, Table
from sim.scenario.document import Document, dotted
from sim.scenario.errors import ScenarioError, nearest, shown
from sim.scenario.observations import observations
from sim.scenario.reader import NAME
from sim.scenario.uncertain import SECTIONS, not_allowed, priors_after

ABOUT = ("schema", "name", "purpose", "title", "description", "question", "includes", *SECTIONS, "reference")
_TABLES = {table.name: table for table in TABLES}


class Draft:
    """Values, priors, rows and observations so far, and where each comes from."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[Row, ...]] = dict(SHIPPED_ROWS)
        self.parameters: Mapping[str, Parameter] = PARAMETERS
        self.values: dict[str, Value] = {name: each.default for name, each in PARAMETERS.items()}
        self.sources: dict[str, str] = dict.fromkeys(self.values, "default")
        self.priors: dict[str, Prior] = {}
        self.reference: dict[str, dict[str, Any]] = {}
        self.reference_sources: dict[str, str] = {}
        self.overridden: list[tuple[str, str, str]] = []
        self.order: dict[str, int] = {}

    def apply(self, document: Document) -> None:
        """Lay a file's changes over what there is. Raises ScenarioError at the first thing that is wrong."""
        groups = dict.fromkeys(name.partition(".")[0] for name in self.parameters)
        changed: list[str] = []
        for key in document.data:
            if key in ABOUT:
                continue
            if key not in groups:
                near = nearest(key, (*groups, *ABOUT))
                raise ScenarioError(document.place(key), dotted([key]), "unknown_group", near=near)
            if key in _TABLES:
                changed += self._apply_table(document, _TABLES[key])
            else:
                changed += [
                    self._apply(document, (key, name), raw) for name, raw in document.table(key).items()
                ]
        self.priors = priors_after(document, self.parameters, self.priors, frozenset(changed))
        found = observations(document)
        self.reference.update(found)
        self.reference_sources.update({name: document.place("reference", name) for name in found})

    def set(self, name: str, raw: object, place: str) -> None:
        """Set one parameter, which is fixed from here on and no longer drawn. Raises ScenarioError."""
        parameter = self.parameters.get(name)
        if parameter is None:
            near = nearest(name, self.parameters)
            raise ScenarioError(place, dotted([name]), "unknown_parameter", near=near)
        try:
            value = parameter.stored(raw)
        except NotAllowed as reason:
            raise not_allowed(place, parameter, raw, reason) from None
        if self.sources[name] != "default" and self.values[name] != value:
            self.overridden.append((name, self.sources[name], place))
        self.values[name] = value
        self.sources[name] = place
        self.order[name] = len(self.order) + 1
        self.priors.pop(name, None)

    def _apply(self, document: Document, path: tuple[str, ...], raw: object) -> str:
        name = ".".join(path)
        self.set(name, raw, document.place(*path))
        return name

    def _apply_table(self, document: Document, table: Table) -> list[str]:
        changed: list[str] = []
        shipped = {each.name for each in table.rows}
        for row in document.table(table.name):
            cells = document.table(table.name, row)
            if row not in {each.name for each in self.rows[table.name]}:
                self._add_row(document, table, row, cells)
            if "label" in cells and row in shipped:
                document.only((table.name, row), [each.name for each in table.columns])
            for column, raw in cells.items():
                if column != "label":
                    changed.append(self._apply(document, (table.name, row, column), raw))
        return changed

    def _add_row(self, document: Document, table: Table, row: str, cells: Mapping[str, Any]) -> None:
        place, key = document.place(table.name, row), dotted((table.name, row))
        near = nearest(row, [each.name for each in self.rows[table.name]])
        near = f"{table.name}.{near}" if near else ""
        if not NAME.match(row):
            raise ScenarioError(place, key, "bad_name", given=shown(row), near=near)
        lacking = [each.name for each in table.columns if each.required and each.name not in cells]
        if lacking:
            raise ScenarioError(place, key, "row_lacks", near=near, columns=", ".join(lacking))
        if len(self.rows[table.name]) >= table.most_rows:
            raise ScenarioError(place, key, "too_many_rows", most=table.most_rows)
        labels = document.both_languages((table.name, row, "label"), default=row)
        self.rows[table.name] = (*self.rows[table.name], Row(row, labels))
        self.parameters = declared(self.rows)
        # Rebuilt in the order of declaration: the record lists a column's values row by row.
        self.values = {name: self.values.get(name, each.default) for name, each in self.parameters.items()}
        self.sources = {name: self.sources.get(name, "default") for name in self.parameters}

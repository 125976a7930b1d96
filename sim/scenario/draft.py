"""A scenario in the making: layer upon layer of what files say, over defaults that are no case's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sim.parameters.change import RelativeChange, Setting, after, laid, read
from sim.parameters.declaration import UNCERTAINTY, NotAllowed, Parameter, Value
from sim.parameters.priors import Prior
from sim.parameters.registry import ANY, NO_CASE, PARAMETERS, TABLES, declared
from sim.parameters.tables import EVERY, Row, Table
from sim.scenario.comparable import Ends, Stated
from sim.scenario.document import Document, dotted
from sim.scenario.errors import Refusals, ScenarioError, nearest, shown
from sim.scenario.layers import KEPT_IN
from sim.scenario.observations import INHERIT, measure_of, observations, of_another_world
from sim.scenario.reader import NAME
from sim.scenario.uncertain import SECTIONS, not_allowed, priors_after

TEXTS = ("title", "description", "question")
DEFAULT = "default"
"""Where a value comes from that nobody states."""

DEFAULTS = "defaults"
"""The table of a file that names those of its values that nobody states, by group."""

ABOUT = ("schema", "name", "purpose", *TEXTS, "includes", *SECTIONS, "reference", INHERIT, DEFAULTS)
_TABLES = {table.name: table for table in TABLES}


def is_scenario(document: Document) -> bool:
    """Whether a file says what only scenarios say: a parameter, an observation, what it includes."""
    groups = {name.partition(".")[0] for name in declared(NO_CASE)}
    return not document.data.keys().isdisjoint({*groups, *_TABLES, "includes", "reference", *TEXTS})


def says_something(document: Document) -> bool:
    """Whether a file has a schema, or anything that a scenario has, be it misspelt."""
    known = {*ABOUT, *_TABLES, *(name.partition(".")[0] for name in PARAMETERS)}
    return any(key in known or nearest(key, known) for key in document.data)


class Draft:
    """Values, priors, rows and observations so far, and where each comes from.

    `alone` is an overlay that is looked at by itself, over no case.
    """

    def __init__(self, alone: bool = False) -> None:
        self.alone = alone
        self.rows: dict[str, tuple[Row, ...]] = dict(NO_CASE)
        self.parameters: Mapping[str, Parameter] = declared(NO_CASE)
        self.values: dict[str, Value] = {name: each.default for name, each in self.parameters.items()}
        self.sources: dict[str, str] = dict.fromkeys(self.values, DEFAULT)
        self.priors: dict[str, Prior] = {}
        self.reference: dict[str, dict[str, Any]] = {}
        self.reference_sources: dict[str, str] = {}
        self.observed: dict[str, Stated] = {}  # as the files say it, refused or not
        self.overridden: list[tuple[str, str, str]] = []
        self.order: dict[str, int] = {}
        self.laid: dict[str, Setting] = {}
        self.stated: dict[str, Setting] = {}  # as the files say it: "kinds.*.need" where they speak of all

    def apply(self, document: Document) -> None:
        """Lay a file's changes over what there is. Raises ScenarioError, with all that is wrong."""
        faults = Refusals()
        with faults.kept():
            document.sound()
        groups = dict.fromkeys((*_TABLES, *(name.partition(".")[0] for name in self.parameters)))
        changed: list[str] = []
        before = dict(self.sources), dict(self.stated), dict(self.laid)
        for key in document.data:
            if key in ABOUT:
                continue
            with faults.kept():
                if key not in groups:
                    near = nearest(key, (*groups, *ABOUT))
                    raise ScenarioError(document.place(key), dotted([key]), "unknown_group", near=near)
                if key in _TABLES:
                    changed += self._apply_table(document, _TABLES[key], faults)
                else:
                    paths = ((key, name) for name in document.table(key))
                    changed += self._apply(document, paths, faults)
        with faults.kept():
            self.priors = priors_after(document, self.parameters, self.priors, frozenset(changed), faults)
        self._unstate(document, *before, faults)
        self._observe(document, faults)
        faults.settle()

    def _unstate(
        self,
        document: Document,
        sources: Mapping[str, str],
        stated: Mapping[str, Setting],
        laid_before: Mapping[str, Setting],
        faults: Refusals,
    ) -> None:
        """Count as default what a file names so, where it is what the model assumes and nobody said else.

        Args:
            document: the file, whose values are set already.
            sources: where each value came from before.
            stated: what was stated before.
            laid_before: what was laid over before.
            faults: where what is refused goes.
        """
        with faults.kept():
            for group, columns in document.table(DEFAULTS).items():
                place = document.place(DEFAULTS, group)
                with faults.kept():
                    if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
                        key = dotted([DEFAULTS, group])
                        raise ScenarioError(place, key, "columns_expected", given=shown(columns))
                for column in columns if isinstance(columns, list) else ():
                    name = f"{group}.{column}"
                    with faults.kept():
                        if name not in self.parameters:
                            near = nearest(name, self.parameters)
                            raise ScenarioError(place, dotted([name]), "unknown_parameter", near=near)
                    if sources.get(name, DEFAULT) == DEFAULT and self._assumed(name):
                        self.sources[name] = DEFAULT
                        self.order.pop(name, None)
                        for now, then in ((self.stated, stated), (self.laid, laid_before)):
                            if name not in then:
                                now.pop(name, None)

    def _assumed(self, name: str) -> bool:
        """Whether a value is the declared default; what a case has to state has none."""
        parameter = self.parameters.get(name)
        return parameter is not None and not parameter.stated and self.values[name] == parameter.default

    def _observe(self, document: Document, faults: Refusals) -> None:
        with faults.kept():
            for name, content in document.table("reference").items():
                if isinstance(content, dict) and document.shown not in KEPT_IN:  # what was kept was allowed
                    self.observed[name] = Stated(document, content, self.ends())
                with faults.kept():
                    found = observations(replace(document, data={"reference": {name: content}}))
                    self.reference.update(found)
                    self.reference_sources[name] = document.place("reference", name)

    def facts(self) -> dict[str, Value]:
        """What was the case where something was observed: all but assumptions, the horizon and weights."""
        return {
            name: self.values[name]
            for name, each in self.parameters.items()
            if each.role != UNCERTAINTY
            and name not in self.priors
            and name != "run.horizon"
            and each.group != "value"
            and not name.endswith(".weight")
        }

    def ends(self) -> Ends:
        """The last months of the world so far."""
        return Ends.of(self.values, self.priors)

    def part_from(
        self, facts: Mapping[str, Value], reference: Mapping[str, Mapping[str, Any]], ends: Ends
    ) -> None:
        """Let observations that are not of this world condition nothing: its facts differ, or it ends before.

        Args:
            facts: the facts of the world in which the observations were made.
            reference: the observations.
            ends: the last months of that world.
        """
        if any(self.values.get(name) != value for name, value in facts.items()):
            for name, observed in reference.items():
                if self.reference[name] is observed:
                    self.reference[name] = of_another_world(observed)
        now = self.ends()
        for name, observed in self.reference.items():
            own = self.observed[name].ends if name in self.observed else ends
            measure = measure_of(name, observed)
            if now.last(measure) < observed.get("month", 0) <= own.last(measure):
                self.reference[name] = of_another_world(observed)

    def set(self, name: str, raw: object, place: str) -> None:
        """Set one parameter, which is fixed from here on and no longer drawn. Raises ScenarioError.

        A change, { times = 1.5 }, is one of the value so far, and of the prior of an uncertain parameter.
        """
        parameter = self.parameters.get(name)
        if parameter is None:
            near = nearest(name, self.parameters)
            raise ScenarioError(place, dotted([name]), "unknown_parameter", near=near)
        prior = self.priors.pop(name, None)
        setting = _setting(raw, parameter, place)
        try:
            value = after(setting, self.values[name], parameter)
            if prior is not None and isinstance(setting, RelativeChange):
                self.priors[name] = setting.of_prior(prior, parameter)
        except NotAllowed as reason:
            raise not_allowed(place, parameter, raw, reason) from None
        for settings in (self.laid, self.stated):
            settings[name] = laid(settings.get(name), setting, parameter)
        if self.sources[name] != DEFAULT and self.values[name] != value:
            self.overridden.append((name, self.sources[name], place))
        self.values[name] = value
        self.sources[name] = place
        self.order[name] = max(self.order.values(), default=0) + 1

    def _apply(self, document: Document, paths: Iterable[tuple[str, ...]], faults: Refusals) -> list[str]:
        """Set what stands at some paths; return their names. What is refused goes among the faults."""
        changed: list[str] = []
        for path in paths:
            raw: Any = document.data
            for part in path:
                raw = raw[part]
            with faults.kept():
                self.set(".".join(path), raw, document.place(*path))
                if ".".join(path) not in self.priors:  # a change of what is drawn leaves it drawn
                    changed.append(".".join(path))
        return changed

    def _apply_table(self, document: Document, table: Table, faults: Refusals) -> list[str]:
        changed: list[str] = []
        # What is said of every row comes first, so that what is said of one of them prevails.
        rows = sorted(document.table(table.name), key=lambda row: row != EVERY)
        for row in rows:
            with faults.kept():
                cells = document.table(table.name, row)
                there = {each.name for each in self.rows[table.name]}
                if row == EVERY:
                    document.only((table.name, row), [each.name for each in table.columns])
                    changed += self._apply_to_every(document, table, cells, faults)
                    continue
                if row not in there:
                    self._add_row(document, table, row, cells, faults)
                elif "label" in cells and not self._called_so(document, table, row):
                    document.only((table.name, row), [each.name for each in table.columns])
                paths = ((table.name, row, column) for column in cells if column != "label")
                changed += self._apply(document, paths, faults)
        return changed

    def _apply_to_every(
        self, document: Document, table: Table, cells: Mapping[str, Any], faults: Refusals
    ) -> list[str]:
        """Set what a file says of every row, for the rows that there are before it."""
        changed: list[str] = []
        for column, raw in cells.items():
            stated = dict(self.stated)
            names = [f"{table.name}.{row.name}.{column}" for row in self.rows[table.name]]
            place = document.place(table.name, EVERY, column)
            with faults.kept():
                for name in names:
                    self.set(name, raw, place)
                    if name not in self.priors:
                        changed.append(name)
                self._state_every(table.cell(ANY, table.column(column)), raw, names, stated, place)
        return changed

    def _state_every(
        self, every: Parameter, raw: object, names: list[str], before: Mapping[str, Setting], place: str
    ) -> None:
        """Keep a setting of all rows as one; a row that was set before keeps what has become of it."""
        for name in names:
            if name not in before or not isinstance(raw, Mapping):
                del self.stated[name]
        self.stated[every.name] = laid(before.get(every.name), _setting(raw, every, place), every)

    def _add_row(
        self, document: Document, table: Table, row: str, cells: Mapping[str, Any], faults: Refusals
    ) -> None:
        place, key = document.place(table.name, row), dotted((table.name, row))
        near = nearest(row, [each.name for each in self.rows[table.name]])
        near = f"{table.name}.{near}" if near else ""
        if not NAME.match(row):
            raise ScenarioError(place, key, "bad_name", given=shown(row), near=near)
        if len(self.rows[table.name]) >= table.most_rows:
            raise ScenarioError(place, key, "too_many_rows", most=table.most_rows)
        labels = document.both_languages((table.name, row, "label"), default=row)
        self._with_rows({**self.rows, table.name: (*self.rows[table.name], Row(row, labels))})
        if self.alone:
            return  # it changes a row of the cases that it is made for
        lacking = [each.name for each in table.columns if each.required and each.name not in cells]
        with faults.kept():
            if lacking:
                raise ScenarioError(place, key, "row_lacks", near=near, columns=", ".join(lacking))

    def _called_so(self, document: Document, table: Table, row: str) -> bool:
        """Whether a file calls a row that is there already what it is called."""
        labels = document.both_languages((table.name, row, "label"))
        return any(each == Row(row, labels) for each in self.rows[table.name])

    def _with_rows(self, rows: Mapping[str, tuple[Row, ...]]) -> None:
        self.rows = dict(rows)
        self.parameters = declared(self.rows)
        # Rebuilt in the order of declaration: the record lists a column's values row by row.
        set_before = {name for name, source in self.sources.items() if source != DEFAULT}
        self.values = {
            name: self.values[name] if name in set_before else each.default
            for name, each in self.parameters.items()
        }
        self.sources = {name: self.sources.get(name, DEFAULT) for name in self.parameters}
        self.priors = {name: prior for name, prior in self.priors.items() if name in self.parameters}


def _setting(raw: object, parameter: Parameter, place: str) -> Setting:
    """What is said of a parameter, as a value or a change. Raises ScenarioError."""
    try:
        return read(raw, parameter) if isinstance(raw, Mapping) else parameter.stored(raw)
    except NotAllowed as reason:
        raise not_allowed(place, parameter, raw, reason) from None

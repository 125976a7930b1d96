"""Tables of the model whose rows are data: each cell is declared, 'instruments.grant.autonomy'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sim.parameters.declaration import Confidence, Parameter, Role, Value
from sim.parameters.priors import Integers, Prior, Triangular

EVERY = "*"
"""The row of a table that stands for all that there are, or for any: [kinds."*"]."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row says otherwise than its column: value, and where given range, role, source, confidence."""

    default: Value
    span: tuple[float, float] | None = None
    role: Role | None = None
    source: str = ""
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a parameter declared for any row, the shipped rows' cells, and what new rows must give."""

    declared: Parameter
    cells: Mapping[str, Cell | Value | str] = field(default_factory=dict)
    required: bool = False

    @property
    def name(self) -> str:
        """The column's own name, such as 'hours'."""
        return self.declared.name


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name and what it is called."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of data with columns declared once; read by rules as p.<table>.<column>[row]."""

    name: str
    labels: Mapping[str, str]
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    most_rows: int

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def cell(self, row: Row, column: Column) -> Parameter:
        """The parameter of one cell, with the row's own default, range, role and words."""
        declared = column.declared
        # A row of a case's own that happens to have the name of a shipped one is another.
        given = column.cells.get(row.name) if row in self.rows else None
        cell = given if isinstance(given, Cell) else None
        low, high = cell.span if cell and cell.span else (declared.low, declared.high)
        role = cell.role if cell and cell.role else declared.role
        value: object = declared.default if given is None else (cell.default if cell else given)
        source = tuple(cell.source.split()) if cell and cell.source else declared.source
        return replace(
            declared,
            name=f"{self.name}.{row.name}.{declared.name}",
            default=declared.stored(value),
            low=low,
            high=high,
            role=role,
            stated=column.required and given is None,
            prior=_prior(declared, low, declared.stored(value), high) if role == "uncertainty" else None,
            source=source,
            confidence=cell.confidence if cell and cell.confidence else declared.confidence,
            labels={
                "en": f"{row.labels['en']}: {declared.labels['en'].lower()}",
                "zh": f"{row.labels['zh']}：{declared.labels['zh']}",
            },
        )

    def parameters(self, rows: tuple[Row, ...] | None = None) -> Iterator[Parameter]:
        """All cells, row by row; of the shipped rows unless others are given."""
        for row in self.rows if rows is None else rows:
            yield from self._cells(row)

    def _cells(self, row: Row) -> tuple[Parameter, ...]:
        """All cells of a row, made once: scenarios are read with the same rows over and over."""
        key = id(self), row.name, tuple(sorted(row.labels.items()))
        if key not in _MADE:
            # the table stays with its cells, so that its id is given to no other
            _MADE[key] = self, tuple(self.cell(row, column) for column in self.columns)
        return _MADE[key][1]


_MADE: dict[tuple[int, str, tuple[tuple[str, str], ...]], tuple[Table, tuple[Parameter, ...]]] = {}


def _prior(declared: Parameter, low: float, mode: float, high: float) -> Prior:
    if declared.kind == "int":
        return Integers(int(low), int(high))
    return Triangular(float(low), float(mode), float(high))

"""The answer to a query, to be shown or written: numbers with every digit, all else as text.

A query may return any type of DuckDB. Numbers, truth values and texts stay what they are, in lists and
records too; dates, times, lengths of time, identifiers and bytes become the text that DuckDB gives them,
which no other program changes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc

from experiments.errors import InvalidInput, UserError
from experiments.study.tables.export import write_csv, write_pieces

if TYPE_CHECKING:
    from experiments.reporting.codebook import Codebook

_KEPT = frozenset({
    "boolean", "tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger",
    "ubigint", "float", "double", "decimal", "varchar",
})  # fmt: skip
_EXACT = 2**53  # whole numbers up to here are exact as doubles, the only numbers of Excel and Stata
_DOUBLES_ONLY = {".xlsx": "Excel", ".dta": "Stata"}
_EXCEL_SIGNS = 32_767  # of a cell
_NOT_IN_EXCEL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"


@dataclass(frozen=True)
class Answer:
    """The rows of an answer; columns are named as in the query.

    Attributes:
        table: the rows.
        words: gives the words for the columns of the study's tables in a language; None where there are none.
        options: the names of the options of parameters that are choices.
    """

    table: pa.Table
    words: Callable[[str], Codebook | None] = field(default=lambda lang: None, compare=False)
    options: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> list[str]:
        """The columns."""
        return list(self.table.column_names)

    @property
    def numeric(self) -> list[bool]:
        """Whether each column holds numbers."""
        return [
            pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
            for kind in self.table.schema.types
        ]

    def rows(self, low: int = 0, high: int | None = None) -> list[list[Any]]:
        """Return rows as values of JSON: None for NaN and infinity, text where a double would lose digits.

        Args:
            low: the first row, counted from 0.
            high: one more than the last; all from `low` where it is None.

        Returns:
            A list of values for each row, in the order of the columns.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().ask("select count(*) from runs").rows()
            [[16]]
        """
        some = self.table.slice(low, None if high is None else high - low)
        columns = [[_plain(value, column.type) for value in column.to_pylist()] for column in some.columns]
        return [list(row) for row in zip(*columns, strict=True)]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows by the names of columns.

        Returns:
            A dictionary for each row; the second of two columns of one name is NAME_2.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().ask("select count(*) as n from runs").records()
            [{'n': 16}]
        """
        names = _distinct(self.names)
        return [dict(zip(names, row, strict=True)) for row in self.rows()]

    def export(self, path: str | Path, lang: str = "en", excel_csv: bool = False) -> Path:
        """Write in the format that the ending of `path` chooses: CSV, Parquet, Stata or Excel.

        Lists and records become JSON text, except in Parquet, which has them. Columns of the study's tables
        have the labels, units and names of choices that they have in an export of the study; what the query
        computes has its own name.

        Args:
            path: the file; an existing one is replaced only when the new one is complete.
            lang: language of Stata's and Excel's labels and of the names of choices, "en" or "zh".
            excel_csv: write CSV so that Excel takes it for UTF-8.

        Returns:
            The path.

        Raises:
            InvalidInput: the format cannot hold it, or is not known.

        Example:
            >>> from experiments.study.example import finished_study
            >>> study = finished_study()
            >>> answer = study.ask("select arm, avg(value) as value from runs group by arm")
            >>> answer.export(study.folder.parent / "means.dta").name
            'means.dta'
        """
        path = Path(path)
        form, book = path.suffix.lower(), self.words(lang)
        table = self.table.rename_columns(_distinct(self.names))
        if form != ".parquet":
            table = self._flat(_DOUBLES_ONLY.get(form))
        try:
            return write_pieces(iter([self._named(table, book)]), path, book, excel_csv)
        except (UserError, OSError):
            raise
        except Exception as problem:  # each library has its own errors for what its format cannot hold
            reason = " ".join(str(problem).split())
            raise InvalidInput("study.no_form_for", form=form, reason=reason) from None

    def print_csv(self, out: TextIO, lang: str = "en", excel_csv: bool = False) -> None:
        """Write the CSV of `export`.

        Args:
            out: where it is written.
            lang: language of the names of choices, "en" or "zh".
            excel_csv: begin with the mark by which Excel takes it for UTF-8.

        Example:
            >>> import sys
            >>> from experiments.study.example import finished_study
            >>> finished_study().ask("select count(*) as n from runs").print_csv(sys.stdout)
            n
            16
        """
        if excel_csv:
            out.write("\ufeff")
        write_csv(iter([self._named(self._flat(), self.words(lang))]), out)

    def _named(self, table: pa.Table, book: Codebook | None) -> pa.Table:
        """Give choices the names that they have in the language of the codebook, as an export does.

        A column that has the name of a choice and holds anything but its options is left as it is.
        """
        for name, declared in self.options.items():
            if book is None or name not in table.column_names:
                continue
            column = table.column(name)
            if not pa.types.is_string(column.type) or not set(column.unique().to_pylist()) <= {
                *declared,
                None,
            }:
                continue
            codes = pc.index_in(column, pa.array(list(declared), pa.string())).combine_chunks()
            kept = pa.DictionaryArray.from_arrays(codes, pa.array(book.options(name, declared), pa.string()))
            table = table.set_column(table.column_names.index(name), name, kept)
        return table

    def _flat(self, program: str | None = None) -> pa.Table:
        names = _distinct(self.names)
        flat = [_flat(name, column, program) for name, column in zip(names, self.table.columns, strict=True)]
        return pa.table(flat, names=names)


def answered(
    relation: Any,
    words: Callable[[str], Codebook | None] = lambda lang: None,
    options: Mapping[str, Sequence[str]] | None = None,
) -> Answer:
    """Take a relation of DuckDB as an answer; `words` and `options` are those of `Answer`."""
    casts = [f"cast(#{place} as {_kept(kind)})" for place, kind in enumerate(relation.types, start=1)]
    table = relation.project(", ".join(casts)).to_arrow_table()
    return Answer(table.rename_columns(relation.columns), words, options or {})


def _kept(kind: Any) -> str:
    """Return the type of DuckDB as which a value is taken."""
    match kind.id:
        case "list":
            return f"{_kept(kind.children[0][1])}[]"
        case "array":
            return f"{_kept(kind.children[0][1])}[{kind.children[1][1]}]"
        case "map":
            return f"map({', '.join(_kept(part) for _, part in kind.children)})"
        case "struct":
            parts = [f'"{name.replace(chr(34), 2 * chr(34))}" {_kept(part)}' for name, part in kind.children]
            return f"struct({', '.join(parts)})"
    return str(kind) if kind.id in _KEPT else "varchar"


def _plain(value: Any, kind: pa.DataType) -> Any:
    """Return a value as JSON has it: None for NaN and infinity; text where a double would lose digits."""
    if value is None:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and value.as_tuple().exponent == 0:
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if pa.types.is_map(kind):
        return {str(_plain(key, kind.key_type)): _plain(each, kind.item_type) for key, each in value}
    if isinstance(value, list):
        return [_plain(each, kind.value_type) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each, kind.field(name).type) for name, each in value.items()}
    return value


def _flat(name: str, column: pa.ChunkedArray, program: str | None) -> pa.ChunkedArray:
    """Return a column without lists or records, and for a program that has doubles only, without a loss."""
    if pa.types.is_nested(column.type):
        column = _texts(column, lambda value: json.dumps(_plain(value, column.type), ensure_ascii=False))
    elif pa.types.is_decimal(column.type):
        column = _undecimal(column)
    elif pa.types.is_null(column.type):
        column = column.cast(pa.string())
    if program is None:
        return column
    if pa.types.is_floating(column.type) and pc.any(pc.is_inf(column)).as_py():
        raise InvalidInput("study.infinite", column=name, form=program)
    if pa.types.is_integer(column.type):
        ends = pc.min_max(column).as_py()
        if max(abs(ends["min"] or 0), abs(ends["max"] or 0)) > _EXACT:
            return _texts(column, str)
        return column.cast(pa.int64()) if pa.types.is_unsigned_integer(column.type) else column
    if program == "Excel" and pa.types.is_string(column.type):
        longest = pc.max(pc.utf8_length(column)).as_py() or 0
        if longest > _EXCEL_SIGNS:
            raise InvalidInput("study.too_long", column=name, signs=f"{longest:,}", most=f"{_EXCEL_SIGNS:,}")
        if pc.any(pc.match_substring_regex(column, _NOT_IN_EXCEL)).as_py():
            raise InvalidInput("study.control_signs", column=name, form=program)
    return column


def _undecimal(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return decimal numbers as whole numbers or doubles where these hold them, otherwise as text."""
    values = [_plain(value, column.type) for value in column.to_pylist()]
    there = [value for value in values if value is not None]
    if all(isinstance(value, int) and abs(value) < 2**63 for value in there):
        return pa.chunked_array([pa.array(values, pa.int64())])
    if all(isinstance(value, float) for value in there):
        return pa.chunked_array([pa.array(values, pa.float64())])
    return _texts(column, str)


def _texts(column: pa.ChunkedArray, say: Callable[[Any], str]) -> pa.ChunkedArray:
    said = [None if value is None else say(value) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(said, pa.string())])


def _distinct(names: Sequence[str]) -> list[str]:
    """Return the names with a number after every one that was there before."""
    found: list[str] = []
    for name in names:
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name}_{number}"
        found.append(free)
    return found

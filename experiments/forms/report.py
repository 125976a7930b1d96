"""Which conclusions change under which form, as tables and plain sentences, and the table of the docs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from experiments.attribution.paths_report import LETTERS, PATH_LABELS
from experiments.forms.table import AS_IS, FIRST, FormRow, FormTable, PathSign, SideOfTwo
from experiments.reporting.numbers import NOTHING, ratio
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import in_plain_words, listed_words, not_shown
from experiments.texts import text
from sim.dilemmas import DILEMMAS

NOT_SHOWN = ("forms.one_at_a_time", "forms.one_form", "forms.declared")
SIGNS = {1: "+", 0: "0", -1: "−"}
SIDES = {1: ">", 0: "~", -1: "<"}

MOST_NAMED = 4
"""Forms with the largest changes that a sentence names."""

_LETTER = dict(zip((one.name for one in DILEMMAS), LETTERS, strict=True))
_NAME = {one.name: one.label for one in DILEMMAS}


def summary_of(found: FormTable, lang: str) -> list[str]:
    """Return in plain sentences which conclusions change, and with which forms 1+1 moves most."""
    others = found.rows[1:]
    said = []
    if all(side.ratio is None for row in found.rows for side in row.sides):
        return [text("forms.undefined", lang)]
    if not any(row.changes_something for row in others):
        said.append(text("forms.steady", lang, count=len(others), first=FIRST))
    for key, named in (
        ("turned", _under(others, "turned", lang)),
        ("settled", _under(others, "settled", lang)),
        ("reordered", [form_name(row.form, lang) for row in others if row.reordered]),
        ("reversed", _reversed(others, lang)),
        ("faded", _faded(found, lang)),
    ):
        if named:
            said.append(text(f"forms.{key}", lang, names=listed_words(named, lang), first=FIRST))
    for place in range(len(found.rows[0].sides)):
        said += _largest(found, place, lang)
    return said


def _under(rows: Iterable[FormRow], field: str, lang: str) -> list[str]:
    return [
        text("forms.at", lang, name=form_name(row.form, lang), what=text(f"forms.in.{benchmark}", lang))
        for row in rows
        for benchmark in getattr(row, field)
    ]


def _reversed(rows: Iterable[FormRow], lang: str) -> list[str]:
    found = []
    for row in rows:
        for path in dict.fromkeys(one.partition("/")[0] for one in row.reversed_paths):
            name = form_name(row.form, lang)
            found.append(text("forms.at", lang, name=name, what=PATH_LABELS[path](lang)))
    return found


def _faded(found: FormTable, lang: str) -> list[str]:
    """Return the forms under which the sign of a path is open that is resolved as it is."""
    named = []
    for row in found.rows[1:]:
        gone = dict.fromkeys(
            PATH_LABELS[new.path](lang)
            for old, new in zip(found.rows[0].paths, row.paths, strict=True)
            if old.sign and not new.sign
        )
        if gone:
            what = text("analysis.list", lang).join(gone)
            named.append(text("forms.at", lang, name=form_name(row.form, lang), what=what))
    return named


def _largest(found: FormTable, place: int, lang: str) -> list[str]:
    benchmark = text(f"forms.in.{found.rows[0].sides[place].benchmark}", lang)
    known = [row.sides[place].ratio for row in found.rows]
    values = [one.value for one in known if one is not None]
    said = []
    if values:
        ends = {"low": ratio(min(values)), "high": ratio(max(values))}
        said.append(text("forms.range", lang, benchmark=benchmark, **ends))
    moved = [(row, row.sides[place].change) for row in found.rows[1:] if row.sides[place].resolved]
    largest = sorted(
        ((row, change) for row, change in moved if change is not None), key=lambda one: -abs(one[1].value)
    )
    names = [
        text(
            "forms.moved", lang, name=form_name(row.form, lang), change=_signed(change.value),
            low=_signed(change.low), high=_signed(change.high),
        )
        for row, change in largest[:MOST_NAMED]
    ]  # fmt: skip
    if names:
        joined = text("report.list_long", lang).join(names)
        said.append(text("forms.largest", lang, benchmark=benchmark, names=joined))
    return said


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + ratio(value)


def form_name(form: str, lang: str) -> str:
    """Return what a form is called."""
    return text(f"forms.variant.{form}", lang)


def frame_of(found: FormTable, lang: str) -> pd.DataFrame:
    """Return the table as a data frame, a row for each form."""
    return pd.DataFrame([_cells(row, lang) for row in found.rows])


def _cells(row: FormRow, lang: str) -> dict[str, Any]:
    cells: dict[str, Any] = {
        text("forms.column.form", lang): form_name(row.form, lang),
        text("forms.column.question", lang): text(f"forms.question.{row.question or AS_IS}", lang),
    }
    for side in row.sides:
        benchmark = text(f"forms.in.{side.benchmark}", lang)
        change = text("forms.column.change_of", lang, benchmark=benchmark)
        cells |= {
            text("forms.column.ratio", lang, benchmark=benchmark): side.ratio and side.ratio.value,
            text("forms.column.side", lang, benchmark=benchmark): side.side,
            text("forms.column.share", lang, benchmark=benchmark): side.above_two.value,
            change: side.change and side.change.value,
            text("forms.column.low", lang, name=change): side.change and side.change.low,
            text("forms.column.high", lang, name=change): side.change and side.change.high,
            text("forms.column.resolved", lang, benchmark=benchmark): side.resolved,
        }
    for rank in range(FIRST):
        name = _NAME[row.first[rank]](lang) if rank < len(row.first) else None
        cells[text("forms.column.rank", lang, rank=rank + 1)] = name
    for one in row.paths:
        fields = {"path": PATH_LABELS[one.path](lang), "benchmark": text(f"forms.in.{one.benchmark}", lang)}
        cells[text("forms.column.sign", lang, **fields)] = one.sign
    return {**cells, code_head(lang): row.form}


def lines(found: FormTable, lang: str) -> list[str]:
    """Return the whole text report."""
    counts = {"draws": found.draws, "seeds": found.seeds, "seed": found.seed}
    return [
        text("forms.title", lang),
        *columns([head(lang), *(cells(row, lang) for row in found.rows)], right=frozenset({2, 4})),
        *wrapped(text("forms.marks", lang)),
        *(wrapped(legend(found, lang)) if found.rows[0].removals else []),
        *in_plain_words(summary_of(found, lang), lang),
        "",
        *wrapped(text("analysis.draws_and_seeds", lang, **counts)),
        "",
        *not_shown(NOT_SHOWN, lang),
    ]


def head(lang: str) -> list[str]:
    """Return the head of the table of forms."""
    names = ("form", "side_by_side", "change", "alone", "change", "first", "paths")
    return [text(f"forms.column.{name}", lang) for name in names]


def cells(row: FormRow, lang: str) -> list[str]:
    """Return a row of the table of forms: 1+1 and its change twice, first dilemmas, signs of the paths."""
    found = [form_name(row.form, lang)]
    for side in row.sides:
        found += [_level(side), "" if row.form == AS_IS else _change(side)]
    first = "".join(_LETTER[name] for name in row.first) or NOTHING
    return [*found, first + ("!" if row.reordered else ""), _signs(row.paths)]


def _level(side: SideOfTwo) -> str:
    return NOTHING if side.ratio is None else f"{ratio(side.ratio.value)} {SIDES[side.side]}"


def _change(side: SideOfTwo) -> str:
    if side.change is None:
        return NOTHING
    return _signed(side.change.value) + ("" if side.resolved or not side.change.value else "?")


def _signs(paths: Iterable[PathSign]) -> str:
    """Return the signs of the paths, those of one benchmark together: "+0+ 0++"."""
    by: dict[str, str] = {}
    for one in paths:
        by[one.benchmark] = by.get(one.benchmark, "") + (NOTHING if one.change is None else SIGNS[one.sign])
    return " ".join(by.values())


def legend(found: FormTable, lang: str) -> str:
    """Return what letters and signs of the table stand for."""
    used = dict.fromkeys(name for row in found.rows for name in row.first)
    named = sorted(used, key=lambda name: _LETTER[name])
    names = [text("forms.letter", lang, letter=_LETTER[name], name=_NAME[name](lang)) for name in named]
    paths = dict.fromkeys(PATH_LABELS[one.path](lang) for one in found.rows[0].paths)
    joint = text("analysis.list", lang)
    return text("forms.legend", lang, names=joint.join(names), paths=joint.join(paths))


def markdown(found: FormTable, lang: str) -> list[str]:
    """Return the table and its legend as lines of Markdown, for the docs."""
    rows = [head(lang), ["---"] * len(head(lang)), *(cells(row, lang) for row in found.rows)]
    return [
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        text("forms.marks", lang) + "  ",
        legend(found, lang),
    ]

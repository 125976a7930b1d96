"""The reform paths at equal public money: 1+1 with each combination of them, by both benchmarks."""

from __future__ import annotations

import math

from experiments.attribution.changes import Changes
from experiments.attribution.ledger_report import change_words
from experiments.attribution.paths_report import LETTERS, PATH_LABELS, above, combination_name, summary, title
from experiments.attribution.reform_paths import Combination, PathTable
from experiments.document.findings import Findings
from experiments.document.html.answer import TONES
from experiments.document.html.marks import axis_of, interval_row, rows_figure, scale_row
from experiments.document.html.markup import Child, Markup, bullets, el, fold, number, said, table
from experiments.document.html.wording import estimated, in_hundred, note, of_hundred, section
from experiments.reporting.numbers import amount, ratio
from experiments.reporting.wording import benchmark_words, listed_words, with_interval
from experiments.runs.outcomes import BENCHMARKS, Benchmark
from experiments.texts import text


def paths_section(found: Findings, lang: str) -> Markup | None:
    """Return the paths; nothing where they were not run."""
    paths = found.paths
    if paths is None:
        return None
    lead, *rest = _lead(paths, lang)
    counts = {"draws": paths.draws, "seeds": paths.seeds, "seed": paths.seed}
    return section(
        "paths", lang, lead,
        [el("p", each) for each in rest],
        [_figure(paths, benchmark, lang) for benchmark in BENCHMARKS],
        _table(paths, lang),
        fold(text("document.paths.words", lang), bullets(summary(paths, PATH_LABELS, lang))),
        fold(text("paths.changes", lang), bullets(_changes(paths.changes, lang))),
        note(text("analysis.draws_and_seeds", lang, **counts)),
        title=title(paths, lang).rstrip("：:"),
    )  # fmt: skip


def _lead(found: PathTable, lang: str) -> list[Markup]:
    """Return what all paths together give, by both benchmarks."""
    before, after = found.of(), found.of(*found.paths)
    return [_together(before, after, benchmark, lang) for benchmark in BENCHMARKS]


def _together(before: Combination, after: Combination, benchmark: Benchmark, lang: str) -> Markup:
    """Return what all paths together give by one benchmark, beside no path."""
    fields: dict[str, object] = {
        "benchmark": benchmark_words(benchmark.name, lang)["benchmark"],
        "share": in_hundred(above(after, benchmark.name), lang),
        "share_before": of_hundred(above(before, benchmark.name).value, lang),
    }
    levels = [row.gain(benchmark.ratio.name).level for row in (after, before)]
    if levels[0] is None or levels[1] is None:
        return said("document.paths.together_undefined", lang, **fields)
    fields |= {"value": estimated(levels[0], lang), "before": number(levels[1].value)}
    return said("document.paths.together", lang, **fields)


def _level(row: Combination, benchmark: Benchmark) -> tuple[float, float, float]:
    level = row.gain(benchmark.ratio.name).level
    return (math.nan, math.nan, math.nan) if level is None else (level.value, level.low, level.high)


def _figure(found: PathTable, benchmark: Benchmark, lang: str) -> Child:
    levels = [_level(row, benchmark) for row in found.rows]
    if not any(math.isfinite(each[0]) for each in levels):
        return None
    axis = axis_of([each for level in levels for each in level], 2.0)
    rows: list[tuple[Child, Markup, Child]] = []
    for row, level in zip(found.rows, levels, strict=True):
        gain, name = row.gain(benchmark.ratio.name), combination_name(row, PATH_LABELS, lang)
        hollow = bool(row.paths) and not gain.resolved
        label = name if gain.level is None else f"{name}: {with_interval(gain.level, lang, ratio)}"
        short = _short(found, row, lang)
        picture = interval_row(axis, label, level[0], level[1:], tone=TONES[benchmark.name], hollow=hollow)
        shown = number(level[0]) if gain.level is None else estimated(gain.level, lang)
        rows.append((short, picture, shown))
    words = benchmark_words(benchmark.name, lang)["benchmark"]
    return rows_figure(
        rows, scale_row(axis),
        text("document.paths.figure", lang, benchmark=words), text("document.paths.legend", lang),
    )  # fmt: skip


def _table(found: PathTable, lang: str) -> Markup:
    """Return in how many draws 1+1 is more than two, and the public money, for each combination."""
    head: list[Child] = [text("paths.column.paths", lang)]
    head += [text("document.paths.above", lang, **benchmark_words(one.name, lang)) for one in BENCHMARKS]
    head.append(text("document.paths.money", lang))
    rows: list[list[Child]] = []
    for row in found.rows:
        shares = [in_hundred(above(row, one.name), lang, "short_share") for one in BENCHMARKS]
        unequal = "" if row.equal_money else " ≠"
        money = [number(row.money.value, lambda value: amount(round(value))), unequal]
        rows.append([_short(found, row, lang), *shares, money])
    return table(head, rows, text("document.paths.table", lang))


def _short(found: PathTable, row: Combination, lang: str) -> str:
    """Return a combination in short: a path alone by its letter and name, several by their letters."""
    letters = dict(zip(found.paths, LETTERS, strict=False))
    named = " + ".join(letters[name] for name in row.paths)
    return named if len(row.paths) > 1 else f"{named} {combination_name(row, PATH_LABELS, lang)}".strip()


def _changes(changes: Changes, lang: str) -> list[str]:
    return [
        text(
            "analysis.changes", lang, name=PATH_LABELS[name](lang),
            changes=listed_words((change_words(one, lang) for one in each), lang)
            or text("analysis.changes_nothing", lang),
        )
        for name, each in changes.items()
    ]  # fmt: skip

"""Ledger and reform paths in the few lines that the one page has for them."""

from __future__ import annotations

from experiments.attribution.ledger import Ledger
from experiments.attribution.ledger_report import DILEMMA_LABELS, agreement, disagreeing, form_of
from experiments.attribution.paths_report import LETTERS, PATH_LABELS
from experiments.attribution.reform_paths import PathTable
from experiments.reporting.numbers import Form, amount, listed, percent, ratio
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import outcome_name
from experiments.simulation.simulate import SimulationResult
from experiments.statistics.intervals import Estimate
from experiments.texts import text

DISAGREEING_SHOWN = 2
DILEMMAS_SHOWN = 3
"""Dilemmas on the page: those that take or give most under either neutral setting."""


def dilemma_lines(found: Ledger, lang: str, shown: int = DILEMMAS_SHOWN) -> list[str]:
    """Return what the dilemmas take under every neutral setting that was computed, side by side."""
    defined = all(one.of("one_plus_one").entries for one in found.settings)
    outcome = "one_plus_one" if defined else "delta"
    accounts = [one.of(outcome) for one in found.settings]
    form = form_of(accounts[0])
    title = text("page.dilemmas", lang, outcome=outcome_name(outcome, lang))
    rows = [[title, *(text("page.setting", lang, number=one.setting) for one in found.settings)]]
    ends = [(one.total, one.neutral, one.actual) for one in accounts]
    rows.append([f"  {text('page.all_dilemmas', lang)}", *(_total(*each, form, lang) for each in ends)])
    by_size = sorted(
        range(len(accounts[0].entries)),
        key=lambda place: -max(abs(one.entries[place].estimate.value) for one in accounts),
    )
    for place in by_size[:shown]:
        entries = [one.entries[place] for one in accounts]
        cells = [form(one.estimate.value) + ("" if one.resolved else "?") for one in entries]
        rows.append([f"  {DILEMMA_LABELS[entries[0].dilemma](lang)}", *cells])
    lines = columns(rows, right=frozenset(range(1, len(rows[0]))), indent=0)
    if len(found.settings) > 1:
        names = [DILEMMA_LABELS[name](lang) for name in disagreeing(found.settings)]
        if len(names) > DISAGREEING_SHOWN:
            more = text("report.compare.more", lang, count=len(names) - DISAGREEING_SHOWN)
            names = [*names[:DISAGREEING_SHOWN], more]
        said = text("page.disagree", lang, names=listed(names, lang, long=True))
        lines += wrapped(said if names else agreement(found.settings, DILEMMA_LABELS, lang), indent=2)
    return lines


def left_out(found: Ledger, lang: str, shown: int) -> str:
    """Return how many of the dilemmas the page shows."""
    count = len(found.settings[0].of("delta").entries)
    return text("page.dilemmas_shown", lang, shown=shown, count=count)


def _total(
    total: Estimate | None, neutral: Estimate | None, actual: Estimate | None, form: Form, lang: str
) -> str:
    if total is None or neutral is None or actual is None:
        return text("analysis.undefined", lang)
    fields = {"total": total, "neutral": neutral, "actual": actual}
    return text("page.total", lang, **{name: form(one.value) for name, one in fields.items()})


def sample_lines(found: SimulationResult, ledger: Ledger, lang: str) -> list[str]:
    """Return why 1+1 of the ledger is not that of the headline, where it has other draws."""
    first = ledger.settings[0]
    actual = first.of("one_plus_one").actual
    if actual is None or (first.draws, first.seeds) == (found.runs.draws, found.runs.seeds):
        return []
    sizes = {"draws": f"{first.draws:,}", "seeds": first.seeds, "all_draws": f"{found.runs.draws:,}"}
    shown = form_of(first.of("one_plus_one"))(actual.value)
    return wrapped(text("page.sample", lang, **sizes, actual=shown), indent=2)


def path_lines(found: PathTable, lang: str) -> list[str]:
    """Return what each path gives back alone, and all together."""
    before = found.of().gain("one_plus_one").level
    outcome, form = ("one_plus_one", ratio) if before is not None else ("delta", amount)
    said = []
    for letter, name in zip(LETTERS, found.paths, strict=False):
        gain = found.of(name).gain(outcome)
        if gain.change is None:
            continue
        value = ("+" if gain.change.value > 0 else "") + form(gain.change.value)
        value += "" if gain.resolved else "?"
        said.append(text("page.path", lang, letter=letter, name=PATH_LABELS[name](lang), value=value))
    last = found.of(*found.paths)
    level, share = last.gain("one_plus_one").level, percent(last.above_two.value)
    if level is None:
        said.append(text("page.together_delta", lang, share=share))
    else:
        said.append(text("page.together", lang, ratio=ratio(level.value), share=share))
    lines = [text("page.paths", lang)]
    lines += wrapped(text("report.list_long", lang).join(said), indent=2)
    letters = dict(zip(found.paths, LETTERS, strict=False))
    unequal = ["".join(letters[each] for each in row.paths) for row in found.rows if not row.equal_money]
    if unequal:
        lines += wrapped(text("page.unequal", lang, names=listed(unequal, lang)), indent=2)
    return lines

"""Ledger and reform paths in the few lines that the one page has for them."""

from __future__ import annotations

from experiments.attribution.ledger import Account, Ledger, SettingLedger
from experiments.attribution.ledger_report import DILEMMA_LABELS, agreement, disagreeing, form_of
from experiments.attribution.paths_report import LETTERS, PATH_LABELS
from experiments.attribution.reform_paths import PathTable
from experiments.reporting.numbers import Form, amount, listed, percent, ratio
from experiments.reporting.terminal import columns, wrapped
from experiments.simulation.simulate import SimulationResult
from experiments.statistics.intervals import Estimate
from experiments.texts import text

LEADING = ("added_value", "one_plus_one", "delta")
"""Outcomes of which the first that is defined is on the page."""

DISAGREEING_SHOWN = 1
DILEMMAS_SHOWN = 2
"""Dilemmas on the page: those that take or give most under either neutral setting."""


def dilemma_lines(found: Ledger, lang: str, shown: int = DILEMMAS_SHOWN) -> list[str]:
    """Return what the dilemmas take under every neutral setting that was computed, side by side."""
    outcome = next(
        (name for name in LEADING if all(_account(one, name) for one in found.settings)), LEADING[-1]
    )
    accounts = [one.of(outcome) for one in found.settings]
    form = form_of(accounts[0])
    title = text("page.dilemmas", lang, outcome=text(f"page.short.{outcome}", lang))
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


def _account(found: SettingLedger, outcome: str) -> Account | None:
    """Return the account of an outcome, if it is divided and defined."""
    return next((one for one in found.accounts if one.outcome == outcome and one.entries), None)


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
    account = _account(first, LEADING[0]) or _account(first, "one_plus_one")
    actual = None if account is None else account.actual
    if account is None or actual is None or _same_sample(first, found):
        return []
    sizes = {"draws": f"{first.draws:,}", "seeds": first.seeds, "all_draws": f"{found.runs.draws:,}"}
    shown = form_of(account)(actual.value)
    return wrapped(text("page.sample", lang, **sizes, actual=shown), indent=2)


def _same_sample(first: SettingLedger, found: SimulationResult) -> bool:
    return (first.draws, first.seeds) == (found.runs.draws, found.runs.seeds)


def path_lines(found: PathTable, lang: str) -> list[str]:
    """Return what each path gives back alone, and all together, by the leading benchmark."""
    levels = {gain.outcome: gain.level for gain in found.of().gains}
    outcome = next((name for name in LEADING if levels.get(name) is not None), LEADING[-1])
    form = amount if outcome == LEADING[-1] else ratio
    said = []
    for letter, name in zip(LETTERS, found.paths, strict=False):
        gain = found.of(name).gain(outcome)
        if gain.change is None:
            continue
        value = ("+" if gain.change.value > 0 else "") + form(gain.change.value)
        value += "" if gain.resolved else "?"
        said.append(text("page.path", lang, letter=letter, name=PATH_LABELS[name](lang), value=value))
    last = found.of(*found.paths)
    level = last.gain(outcome).level
    above = last.above_two_side_by_side if outcome == LEADING[0] else last.above_two
    if level is None or outcome == LEADING[-1]:
        said.append(text("page.together_delta", lang, share=percent(above.value)))
    else:
        said.append(text("page.together", lang, ratio=ratio(level.value), share=percent(above.value)))
    lines = [text("page.paths", lang, outcome=text(f"page.short.{outcome}", lang))]
    lines += wrapped(text("report.list_long", lang).join(said), indent=2)
    letters = dict(zip(found.paths, LETTERS, strict=False))
    unequal = ["".join(letters[each] for each in row.paths) for row in found.rows if not row.equal_money]
    if unequal:
        lines += wrapped(text("page.unequal", lang, names=listed(unequal, lang)), indent=2)
    return lines

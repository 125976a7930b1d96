"""Sensitivities as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.errors import listed
from experiments.reporting.numbers import interval, percent, ratio
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    Parameters,
    in_plain_words,
    listed_words,
    not_shown,
    outcome_name,
    parameter_name,
    with_interval,
)
from experiments.runs.keys import FACTOR
from experiments.sensitivity.result import (
    INDICES,
    NARROW_WIDTH,
    REFUSED,
    OutcomeSensitivity,
    Sensitivity,
    VarianceShare,
)
from experiments.sensitivity.screening import Screening
from experiments.statistics.power import RESOLVED, largest
from experiments.texts import text
from sim.parameters.registry import PARAMETERS

ROWS = 12
"""Parameters that a table shows, by falling total index."""

FRAME = (
    "outcome", "parameter", "first", "first_low", "first_high", "total", "total_low", "total_high",
    "of_expected", "of_expected_low", "of_expected_high", "best_rank", "worst_rank", "influential",
    "estimand",
)  # fmt: skip
"""Columns of `Sensitivity.frame` that `to_frame` shows."""


def summary_of(result: Sensitivity, lang: str) -> list[str]:
    """Return a sensitivity analysis in plain sentences, outcome by outcome."""
    said: list[str] = []
    for item in result.outcomes:
        first, *rest = summary(item, result, parameters_of(result), lang)
        if item.state == INDICES:  # the others name their outcome themselves
            first = text("sensitivity.of", lang, outcome=outcome_name(item.outcome, lang), said=first)
        said += [first, *rest]
    return said


def frame_of(result: Sensitivity, lang: str) -> pd.DataFrame:
    """Return one row per outcome and factor: indices, intervals, ranks, whether influence is resolved."""
    found, parameters = result.frame(), parameters_of(result)
    labels = {name: text(f"sensitivity.frame.{name}", lang) for name in FRAME}
    if found.empty:
        return pd.DataFrame(columns=list(labels.values()))
    codes = {code_head(lang, of): found[of] for of in ("outcome", "parameter")}
    found["outcome"] = [outcome_name(name, lang) for name in found["outcome"]]
    found["parameter"] = [parameter_name(name, parameters, lang) for name in found["parameter"]]
    found["estimand"] = text(f"sensitivity.frame.{result.estimand}", lang)
    return found[list(labels)].rename(columns=labels).assign(**codes)


def parameters_of(result: Sensitivity | Screening) -> Parameters:
    """Return the parameters of the scenario of a result; the declared ones where it is not known."""
    return result.metadata.scenario.parameters if result.metadata else PARAMETERS


def lines(result: Sensitivity, parameters: Parameters, lang: str, held: bool = False) -> list[str]:
    """Return the whole report of a sensitivity analysis: tables, conclusions, evidence, limits.

    `held` says that some uncertain parameter was neither drawn nor varied.
    """
    said: list[str] = []
    for item in result.outcomes:
        said += wrapped(text("sensitivity.title", lang, outcome=outcome_name(item.outcome, lang)))
        if item.state == INDICES:
            said += wrapped(text(f"sensitivity.estimand.{result.estimand}", lang))
        said += table(item, parameters, lang)
        said += [*in_plain_words(summary(item, result, parameters, lang), lang), ""]
    said += wrapped(evidence(result, lang))
    keys = ["sensitivity.direction", "sensitivity.ranges", "sensitivity.inert", "sensitivity.means"]
    return [*said, "", *not_shown(keys, lang, held)]


def ordered(item: OutcomeSensitivity) -> list[VarianceShare]:
    """Return the parameters by falling total index."""
    return sorted(item.shares, key=lambda share: -share.total.value)


def table(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> list[str]:
    """Return the parameters with the largest indices, and the seed: indices, intervals, rank intervals."""
    if item.state != INDICES:
        return []
    head = ("parameter", "first", "interval", "total", "interval", "rank")
    rows = [[text(f"sensitivity.column.{name}", lang) for name in head]]
    seed = [] if item.random_numbers is None else [item.random_numbers]
    for share in (*ordered(item)[:ROWS], *seed):
        ranks = f"{share.best_rank}–{share.worst_rank}" if share.best_rank else "–"
        rows.append(
            [
                marked_name(share, parameters, lang),
                ratio(share.first.value),
                interval(share.first, ratio),
                ratio(share.total.value),
                interval(share.total, ratio),
                str(share.best_rank) if share.ranked and share.best_rank else ranks,
            ]
        )
    return [*columns(rows, right=frozenset({1, 3})), *rows_left_out(len(item.shares), lang)]


def rows_left_out(count: int, lang: str) -> list[str]:
    """Return how many of the parameters a table leaves out; nothing where it shows all."""
    if count <= ROWS:
        return []
    return wrapped(text("sensitivity.rows_shown", lang, shown=ROWS, count=count), indent=2)


def marked_name(share: VarianceShare, parameters: Parameters, lang: str) -> str:
    """Return a parameter's name, marked where its influence is not resolved or its intervals are wide."""
    marks = ("" if share.influential else " ○") + ("" if share.narrow else " ?")
    return parameter_name(share.name, parameters, lang) + marks


def summary(item: OutcomeSensitivity, result: Sensitivity, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences on one outcome: shares, influential parameters, pairs, what is not resolved."""
    name = outcome_name(item.outcome, lang)
    if item.state == REFUSED:
        ids = listed(item.failed)
        fields = {"count": len(item.failed), "total": result.points, "ids": ids, "undefined": item.undefined}
        return [text("sensitivity.refused", lang, outcome=name, **fields)]
    if item.state != INDICES:
        said = [text(f"sensitivity.{item.state}", lang, outcome=name)]
        if item.base_size_to_show != RESOLVED:
            said.append(_size("would_show", "would_not_show", item.base_size_to_show, lang))
        return said
    assert item.stochastic_share is not None
    assert item.interactions is not None
    joint = min(1.0, max(0.0, item.interactions.value))
    said = [
        text(
            "sensitivity.shares", lang, stochastic=percent(item.stochastic_share.value),
            parameters=percent(1 - item.stochastic_share.value), alone=percent(1 - joint),
            joint=percent(joint), low=percent(min(1.0, max(0.0, item.interactions.low))),
            high=percent(min(1.0, max(0.0, item.interactions.high))),
        )
    ]  # fmt: skip
    if item.random_numbers is not None:
        said.append(_seed(item.random_numbers, lang))
    said += _largest(item, parameters, lang)
    if item.base_size_to_split != RESOLVED:
        said.append(_size("would_split", "would_not_split", item.base_size_to_split, lang))
    influential = sum(share.influential for share in item.shares)
    key = "count_all" if influential == len(item.shares) else "count"
    said.append(text(f"sensitivity.{key}", lang, count=influential, all=len(item.shares)))
    said += _unresolved(item, parameters, lang)
    if item.pairs:
        said.append(_pairs(item, parameters, lang))
    wide = sum(not share.narrow for share in item.shares)
    if wide:
        size = largest([share.base_size_to_narrow for share in item.shares])
        needed = _size("narrowed", "not_narrowed", size, lang)
        said.append(text("sensitivity.wide", lang, count=wide, width=NARROW_WIDTH, needed=needed))
    key = "converged" if item.converged else "not_converged"
    widest = item.convergence[0]
    said.append(text(f"sensitivity.{key}", lang, width=ratio(widest.widest), size=f"{widest.base_size:,}"))
    return said


def _seed(share: VarianceShare, lang: str) -> str:
    """Return how much of the stochastic share is the random numbers' own, and how much interplay."""
    alone = min(share.total.value, max(0.0, share.first.value))
    return text(
        "sensitivity.seed", lang, alone=percent(alone), low=percent(max(0.0, share.first.low)),
        high=percent(min(1.0, max(0.0, share.first.high))), joint=percent(share.total.value - alone),
    )  # fmt: skip


def _largest(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> list[str]:
    first, *_ = ordered(item)
    if first.best_rank == first.worst_rank == 1:
        return [text("sensitivity.largest_resolved", lang, name=parameter_name(first.name, parameters, lang))]
    rivals = [share for share in ordered(item) if share.best_rank == 1 and share.influential][:5]
    if not rivals:
        return []
    further = _size("would_rank", "would_not_rank", item.base_size_to_rank, lang)
    if len(rivals) == 1:  # its influence is resolved, but that of others may be larger
        return [text("sensitivity.largest_unknown", lang), further]
    names = listed_words((parameter_name(one.name, parameters, lang) for one in rivals), lang)
    return [text("sensitivity.largest_unresolved", lang, names=names), further]


def _size(key: str, otherwise: str, size: int, lang: str) -> str:
    """Return the sentence with the N needed, or the one that says why none is given."""
    shown = key if size > 0 else otherwise
    return text(f"sensitivity.{shown}", lang, size=f"{size:,}", width=NARROW_WIDTH)


def _unresolved(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> list[str]:
    """Return which unresolved parameter is nearest to being resolved, and for how many no N can be given."""
    unresolved = [share for share in item.shares if share.base_size_to_resolve != RESOLVED]
    planned = [share for share in unresolved if share.base_size_to_resolve > 0]
    said = []
    if planned:
        near = min(planned, key=lambda share: (share.base_size_to_resolve, -share.total.value))
        name, index = parameter_name(near.name, parameters, lang), f"{near.total.value:.2g}"
        size = f"{near.base_size_to_resolve:,}"
        said.append(text("sensitivity.would_resolve", lang, name=name, index=index, size=size))
    if len(planned) < len(unresolved):
        said.append(text("sensitivity.would_not_resolve", lang, count=len(unresolved) - len(planned)))
    return said


def _pairs(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> str:
    resolved = [pair for pair in item.pairs if pair.influential][:3]
    if not resolved:
        near = [pair for pair in item.pairs if pair.base_size_to_resolve > 0]
        none = text("sensitivity.no_pairs", lang)
        if not near:
            return none + _gap(lang) + text("sensitivity.no_pair_planned", lang)
        pair = min(near, key=lambda one: (one.base_size_to_resolve, -one.index.value))
        both = (parameter_name(name, parameters, lang) for name in (pair.first_name, pair.second_name))
        fields = {"name": " × ".join(both), "index": f"{pair.index.value:.2g}"}
        return none + _gap(lang) + text(
            "sensitivity.would_resolve", lang, **fields, size=f"{pair.base_size_to_resolve:,}"
        )  # fmt: skip
    parts = (
        text(
            "sensitivity.pair", lang, first=parameter_name(pair.first_name, parameters, lang),
            second=parameter_name(pair.second_name, parameters, lang),
            index=with_interval(pair.index, lang, ratio),
        )
        for pair in resolved
    )  # fmt: skip
    return text("sensitivity.pairs", lang, pairs=listed_words(parts, lang))


def _gap(lang: str) -> str:
    return "" if lang == "zh" else " "


def evidence(result: Sensitivity, lang: str, shown: Sequence[VarianceShare] | None = None) -> str:
    """Return design, seeds and kind of intervals in one sentence.

    Of the marks those are explained that the parameters `shown` have; by default both.
    """
    kind = "jackknife_one_sequence" if result.one_sequence else "jackknife"
    random_numbers = text(f"sensitivity.{result.random_numbers}", lang)
    if result.draws_uncertain:
        random_numbers += text("sensitivity.draws_uncertain", lang)
    return text(
        "sensitivity.evidence_factor" if result.random_numbers == FACTOR else "sensitivity.evidence",
        lang,
        size=f"{result.base_size:,}",
        nets=result.nets,
        factors=len(result.factors),
        points=f"{result.points:,}",
        seeds=result.seeds,
        seed=result.seed,
        random_numbers=random_numbers,
        intervals=text(f"sensitivity.{kind}", lang),
    ) + "".join(f"{'；' if lang == 'zh' else '; '}{mark}" for mark in _marks(shown, lang))


def _marks(shown: Sequence[VarianceShare] | None, lang: str) -> list[str]:
    hollow = shown is None or not all(share.influential for share in shown)
    wide = shown is None or not all(share.narrow for share in shown)
    marks = [text("sensitivity.mark_hollow", lang)] if hollow else []
    return marks + ([text("sensitivity.mark_wide", lang, width=NARROW_WIDTH)] if wide else [])

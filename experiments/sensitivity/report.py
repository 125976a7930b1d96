"""Sensitivities as tables and plain sentences."""

from __future__ import annotations

from experiments.errors import listed
from experiments.reporting.numbers import interval, percent, ratio
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
from experiments.sensitivity.result import (
    INDICES,
    REFUSED,
    RESOLVED_WIDTH,
    OutcomeSensitivity,
    Sensitivity,
    VarianceShare,
)
from experiments.statistics.power import RESOLVED, largest
from experiments.texts import text

ROWS = 12
"""Parameters that a table shows, by falling total index."""


def lines(result: Sensitivity, parameters: Parameters, lang: str, held: bool = False) -> list[str]:
    """Return everything a person should read of a sensitivity analysis."""
    said: list[str] = []
    for item in result.outcomes:
        said += [text("sensitivity.title", lang, outcome=outcome_name(item.outcome, lang))]
        said += table(item, parameters, lang)
        said += [*in_plain_words(summary(item, result, parameters, lang), lang), ""]
    said += wrapped(evidence(result, lang))
    run_seeds = ["sensitivity.direction", "sensitivity.ranges", "sensitivity.inert", "sensitivity.means"]
    return [*said, "", *not_shown(run_seeds, lang, held)]


def ordered(item: OutcomeSensitivity) -> list[VarianceShare]:
    """Return the parameters by falling total index."""
    return sorted(item.shares, key=lambda share: -share.total.value)


def table(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> list[str]:
    """Return the largest parameters with their indices, intervals and the ranks left open."""
    if item.state != INDICES:
        return []
    head = ("parameter", "first", "interval", "total", "interval", "rank")
    rows = [[text(f"sensitivity.column.{name}", lang) for name in head]]
    for share in ordered(item)[:ROWS]:
        open_ranks = f"{share.best_rank}–{share.worst_rank}"
        rows.append(
            [
                marked_name(share, parameters, lang),
                ratio(share.first.value),
                interval(share.first, ratio),
                ratio(share.total.value),
                interval(share.total, ratio),
                str(share.best_rank) if share.ranked else open_ranks,
            ]
        )
    return columns(rows, right=frozenset({1, 3}))


def marked_name(share: VarianceShare, parameters: Parameters, lang: str) -> str:
    """Return a parameter's name with the marks of what is not resolved about it."""
    marks = ("" if share.influential else " ○") + ("" if share.resolved else " ?")
    return parameter_name(share.name, parameters, lang) + marks


def summary(item: OutcomeSensitivity, result: Sensitivity, parameters: Parameters, lang: str) -> list[str]:
    """Return plain sentences on one outcome: shares, who matters, pairs, what is not resolved."""
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
    assert item.chance is not None
    assert item.interactions is not None
    joint = min(1.0, max(0.0, item.interactions.value))
    said = [
        text(
            "sensitivity.shares", lang, chance=percent(item.chance.value),
            parameters=percent(1 - item.chance.value), alone=percent(1 - joint), joint=percent(joint),
            low=percent(min(1.0, max(0.0, item.interactions.low))),
            high=percent(min(1.0, max(0.0, item.interactions.high))),
        )
    ]  # fmt: skip
    said += _largest(item, parameters, lang)
    if item.base_size_to_split != RESOLVED:
        said.append(_size("would_split", "would_not_split", item.base_size_to_split, lang))
    moving = sum(share.influential for share in item.shares)
    key = "count_all" if moving == len(item.shares) else "count"
    said.append(text(f"sensitivity.{key}", lang, count=moving, all=len(item.shares)))
    said += _untold(item, parameters, lang)
    if item.pairs:
        said.append(_pairs(item, parameters, lang))
    wide = sum(not share.resolved for share in item.shares)
    if wide:
        size = largest([share.base_size_to_resolve for share in item.shares])
        open_ = _size("narrowed", "not_narrowed", size, lang)
        said.append(text("sensitivity.wide", lang, count=wide, width=RESOLVED_WIDTH, needed=open_))
    key = "converged" if item.converged else "not_converged"
    widest = item.convergence[0]
    said.append(text(f"sensitivity.{key}", lang, width=ratio(widest.widest), size=f"{widest.base_size:,}"))
    return said


def _largest(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> list[str]:
    first, *_ = ordered(item)
    if first.best_rank == first.worst_rank == 1:
        return [text("sensitivity.largest_sure", lang, name=parameter_name(first.name, parameters, lang))]
    rivals = [share for share in ordered(item) if share.best_rank == 1 and share.influential][:5]
    if not rivals:
        return []
    further = _size("would_rank", "would_not_rank", item.base_size_to_rank, lang)
    if len(rivals) == 1:  # it surely matters, but others may matter more
        return [text("sensitivity.largest_unknown", lang), further]
    names = listed_words((parameter_name(one.name, parameters, lang) for one in rivals), lang)
    return [text("sensitivity.largest_open", lang, names=names), further]


def _size(key: str, otherwise: str, size: int, lang: str) -> str:
    """Return the sentence with the N that is needed, or the one that says why none is named."""
    told = key if size > 0 else otherwise
    return text(f"sensitivity.{told}", lang, size=f"{size:,}", width=RESOLVED_WIDTH)


def _untold(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> list[str]:
    """Return which parameter not told from chance is nearest to it, and for how many no N is known."""
    open_ = [share for share in item.shares if share.base_size_to_tell != RESOLVED]
    planned = [share for share in open_ if share.base_size_to_tell > 0]
    said = []
    if planned:
        near = min(planned, key=lambda share: (share.base_size_to_tell, -share.total.value))
        name, index = parameter_name(near.name, parameters, lang), f"{near.total.value:.2g}"
        size = f"{near.base_size_to_tell:,}"
        said.append(text("sensitivity.would_tell", lang, name=name, index=index, size=size))
    if len(planned) < len(open_):
        said.append(text("sensitivity.would_not_tell", lang, count=len(open_) - len(planned)))
    return said


def _pairs(item: OutcomeSensitivity, parameters: Parameters, lang: str) -> str:
    sure = [pair for pair in item.pairs if pair.influential][:3]
    if not sure:
        near = [pair for pair in item.pairs if pair.base_size_to_tell > 0]
        none = text("sensitivity.no_pairs", lang)
        if not near:
            return none + _gap(lang) + text("sensitivity.no_pair_named", lang)
        pair = min(near, key=lambda one: (one.base_size_to_tell, -one.index.value))
        both = (parameter_name(name, parameters, lang) for name in (pair.first_name, pair.second_name))
        fields = {"name": " × ".join(both), "index": f"{pair.index.value:.2g}"}
        return none + _gap(lang) + text(
            "sensitivity.would_tell", lang, **fields, size=f"{pair.base_size_to_tell:,}"
        )  # fmt: skip
    told = (
        text(
            "sensitivity.pair", lang, first=parameter_name(pair.first_name, parameters, lang),
            second=parameter_name(pair.second_name, parameters, lang),
            index=with_interval(pair.index, lang, ratio),
        )
        for pair in sure
    )  # fmt: skip
    return text("sensitivity.pairs", lang, pairs=listed_words(told, lang))


def _gap(lang: str) -> str:
    return "" if lang == "zh" else " "


def evidence(result: Sensitivity, lang: str) -> str:
    """Return n, keys and intervals in one sentence."""
    kind = "jackknife_one_sequence" if result.one_sequence else "jackknife"
    random_numbers = text(f"sensitivity.{result.random_numbers}", lang)
    if result.unknowns_in_chance:
        random_numbers += text("sensitivity.unknowns_in_chance", lang)
    return text(
        "sensitivity.evidence",
        lang,
        size=f"{result.base_size:,}",
        nets=result.nets,
        factors=len(result.factors),
        points=f"{result.points:,}",
        seeds=result.seeds,
        seed=result.seed,
        random_numbers=random_numbers,
        mark=text("sensitivity.mark", lang, width=RESOLVED_WIDTH),
        intervals=text(f"sensitivity.{kind}", lang),
    )

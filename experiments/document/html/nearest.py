"""What would have to change for two: the nearest ways in levers, in uncertainties, and in both."""

from __future__ import annotations

import math

from experiments.document.findings import Findings
from experiments.document.html.marks import line_figure
from experiments.document.html.markup import Child, Markup, el, number, paragraphs, said, table
from experiments.document.html.wording import note, section
from experiments.nearest.report import evidence, moved_value, parameters_of, unwalked_words, way_words
from experiments.nearest.ways import NearestTwo, Way
from experiments.reporting.numbers import amount, percent
from experiments.reporting.wording import Parameters, parameter_name
from experiments.runs.outcomes import BENCHMARKS
from experiments.texts import text


def nearest_section(found: Findings, lang: str) -> Markup | None:
    """Return the ways to two; nothing where they were not looked for."""
    nearest = found.nearest
    if nearest is None:
        return None
    body: list[Child] = []
    for benchmark in BENCHMARKS:
        ways = [one for one in nearest.ways if one.benchmark == benchmark.name]
        if ways:
            body.append(el("h3", text(f"nearest.against.{benchmark.name}", lang)))
            body += [_way(one, parameters_of(nearest), lang) for one in ways]
    return section(
        "nearest", lang, _lead(nearest, lang),
        el("p", text("document.nearest.what", lang)), body, note(evidence(nearest, lang)),
    )  # fmt: skip


def _lead(found: NearestTwo, lang: str) -> str:
    """Return by which groups two is reached, by which it is not, and where less is created there."""
    walked = [one for one in found.ways if one.walked]
    if not walked:
        return unwalked_words(found, lang)
    reached = [one for one in walked if one.reached]
    key = "all" if len(reached) == len(walked) else "some" if reached else "none"
    sentences = [text(f"document.nearest.{key}", lang, count=len(reached), all=len(walked))]
    less = sum(one.against_the_ratio == "rises" for one in reached)
    if less:
        key = "less_on_all" if less == len(reached) else "less_on_some"
        sentences.append(text(f"document.nearest.{key}", lang, count=less))
    if levers := [one for one in found.ways if one.group == "levers"]:
        suffice = any(one.reached for one in levers)
        key = "levers" if suffice else "no_levers" if all(one.walked for one in levers) else "levers_open"
        sentences.append(text(f"document.nearest.{key}", lang))
    if len(walked) < len(found.ways):
        sentences.append(unwalked_words(found, lang))
    return ("" if lang == "zh" else " ").join(sentences)


def _way(one: Way, parameters: Parameters, lang: str) -> Markup:
    group = text(f"nearest.group.{one.group}", lang)
    sentence = way_words(one, parameters, lang)
    points = [
        (each.distance, each.ratio.value, each.ratio.low, each.ratio.high)
        for each in one.path
        if each.ratio is not None
    ]
    picture = line_figure(points, 2.0, sentence) if one.moves else None
    caption: Child = None
    if picture is not None:
        last = max(each[0] for each in points)
        caption = said(
            "document.nearest.line", lang, distance=number(last), unit=text(f"nearest.unit.{one.unit}", lang)
        )
    rows: list[list[Child]] = [
        [
            parameter_name(each.parameter, parameters, lang),
            text(f"nearest.kind.{each.kind}", lang),
            " → ".join(
                moved_value(each.parameter, value, parameters, lang) for value in (each.before, each.after)
            ),
            percent(each.share) if math.isfinite(each.share) else "",
        ]
        for each in one.moves
    ]
    head = [text(f"nearest.column.{name}", lang) for name in ("parameter", "kind")]
    head += [text("document.nearest.change", lang), text("document.nearest.share", lang)]
    price = round(one.price)
    cost = note(
        said("document.nearest.price", lang, price=number(one.price, lambda value: amount(round(value))))
    )
    warning = one.against_the_ratio and text(f"document.nearest.{one.against_the_ratio}", lang)
    key, tone = ("reached", "yes") if one.reached else ("not_reached" if one.walked else "unwalked", "no")
    badge = el("span", text(f"document.nearest.{key}", lang), class_=f"badge {tone}")
    return el(
        "div", el("h4", group, " ", badge),
        paragraphs([sentence]),
        el("p", warning, class_="caution") if warning else None,
        el("figure", picture, el("figcaption", caption)) if picture is not None else None,
        table(head, rows, class_="small", right=3) if rows else None,
        cost if price else None,
        class_="way-to-two",
    )  # fmt: skip

"""What several parts of the document say: intervals and shares in words, headings, what is not there."""

from __future__ import annotations

from experiments.document.html.markup import Child, Markup, between, el, number, said
from experiments.reporting.numbers import Form, percent, ratio
from experiments.statistics.epistemic import ProbabilityEstimate
from experiments.statistics.intervals import Estimate
from experiments.texts import text


def estimated(estimate: Estimate, lang: str, form: Form = ratio, sign: bool = False) -> Markup:
    """Return an estimate with its interval in words: "1.92 (1.89 to 1.95)".

    Args:
        estimate: the number with its Monte Carlo interval.
        lang: "en" or "zh".
        form: how numbers are written.
        sign: whether a positive one has its sign.
    """
    shown = number(estimate.value, form, "+" if sign and estimate.value > 0 else "")
    ends = between(estimate.low, estimate.high, lang, form) if estimate.known else None
    if ends is None:
        return shown
    return said("document.with_interval", lang, value=shown, ends=ends)


def of_hundred(share: float, lang: str) -> Markup:
    """Return a share as so many of a hundred."""
    shown = percent(share).removesuffix("%")
    if shown.startswith("<"):
        return said("document.below_one", lang)
    if shown.startswith(">"):
        return said("document.above_ninety_nine", lang)
    return el("data", shown, value=repr(float(share)))


def in_hundred(share: ProbabilityEstimate, lang: str, key: str = "in_hundred") -> Markup:
    """Return a share of draws in words, with its interval: "in 20 of every 100 draws (7 to 37)".

    Args:
        share: the share.
        lang: "en" or "zh".
        key: the text: "in_hundred" in a sentence, "short_share" in a table.
    """
    fields = {name: of_hundred(getattr(share, name), lang) for name in ("value", "low", "high")}
    return said(f"document.{key}", lang, **fields)


def section(name: str, lang: str, lead: Child, *children: Child, title: Child = None) -> Markup:
    """Return a part of the document with its heading and its leading sentence."""
    if isinstance(lead, str) and not isinstance(lead, Markup):
        lead = lead[:1].upper() + lead[1:]
    return el(
        "section",
        el("h2", title or text(f"document.title.{name}", lang)),
        el("p", lead, class_="lead") if lead else None,
        *children,
        class_=name,
    )


def note(sentence: Child) -> Markup:
    """Return a remark in small letters."""
    return el("p", sentence, class_="note")

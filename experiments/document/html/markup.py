"""HTML that cannot say what it was not meant to: every text is escaped, and every number keeps its value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from experiments.reporting.numbers import NOTHING, Form, ratio
from experiments.texts import text


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | Markup | Iterable[Child] | None"
"""What an element holds: text, which is escaped; markup; nothing; or several of them."""

VOID = frozenset({"meta", "link", "input", "br", "line", "rect", "circle", "path", "polyline", "polygon"})
"""Elements without a content."""


def inner(child: Child) -> str:
    """Return a child as HTML."""
    if child is None:
        return ""
    if isinstance(child, Markup):
        return str(child)
    if isinstance(child, str):
        return escape(child, quote=False)
    return "".join(inner(each) for each in child)


def el(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """Return an element.

    Args:
        name: its name.
        *children: what it holds.
        **attributes: its attributes; "_" stands for "-", a last "_" is dropped, None and False leave it out.

    Returns:
        The element, with attributes and texts escaped.

    Example:
        >>> el("p", "1 < 2", class_="note")
        '<p class="note">1 &lt; 2</p>'
    """
    given = "".join(
        f" {key.removesuffix('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Markup(
            f"<{name}{given}/>" if name in VOID - {"meta", "link", "input", "br"} else f"<{name}{given}>"
        )
    return Markup(f"<{name}{given}>{inner(children)}</{name}>")


def number(value: float, form: Form = ratio, sign: str = "") -> Markup:
    """Return a number as it is shown, with its value for machines; "–" where it is none.

    Args:
        value: the number, as the JSON of its command has it.
        form: how it is written.
        sign: what stands before it, such as "+".
    """
    if not math.isfinite(value):
        return el("span", NOTHING)
    return el("data", sign + form(value), value=repr(float(value)))


def between(low: float, high: float, lang: str, form: Form = ratio) -> Markup | None:
    """Return an interval in words; nothing where it is not known."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    return said("document.between", lang, low=number(low, form), high=number(high, form))


def said(key: str, lang: str, **fields: object) -> Markup:
    """Return a text as HTML; fields that are markup keep it."""
    marks = {name: f"\ue000{place}\ue001" for place, name in enumerate(fields)}
    plain = {name: marks[name] if isinstance(value, Markup) else value for name, value in fields.items()}
    shown = escape(text(key, lang, **plain), quote=False)
    for name, value in fields.items():
        if isinstance(value, Markup):
            shown = shown.replace(marks[name], value)
    return Markup(shown)


def paragraphs(sentences: Iterable[str | Markup], class_: str | None = None) -> Markup:
    """Return a paragraph for each sentence."""
    return Markup("".join(el("p", each, class_=class_) for each in sentences))


def bullets(sentences: Iterable[str | Markup], class_: str | None = None) -> Markup:
    """Return sentences as a list."""
    return el("ul", [el("li", each) for each in sentences], class_=class_)


def fold(summary: Child, *children: Child) -> Markup:
    """Return what is folded away until somebody opens it; on paper it is open."""
    return el("details", el("summary", summary), el("div", *children, class_="folded"))


def table(
    head: Iterable[Child],
    rows: Iterable[Iterable[Child]],
    caption: Child = None,
    class_: str = "",
    right: int = 1,
) -> Markup:
    """Return a table whose rows become blocks on a phone, each cell with its column's name.

    Args:
        head: names of the columns; the first is that of the rows.
        rows: cells; the first heads its row.
        caption: what the table is.
        class_: further classes.
        right: the first column of numbers, aligned to the right.
    """
    heads = list(head)
    names = [_plain(inner(each)) for each in heads]
    body = []
    for row in rows:
        first, *rest = row
        cells = [el("th", first, scope="row")]
        cells += [
            el("td", el("div", each), data_label=names[at], class_="n" if at >= right else None)
            for at, each in enumerate(rest, 1)
        ]
        body.append(el("tr", cells))
    top = [el("th", each, scope="col", class_="n" if at >= right else None) for at, each in enumerate(heads)]
    return el(
        "table",
        el("caption", caption) if caption else None,
        el("thead", el("tr", top)),
        el("tbody", body),
        class_=f"stack {class_}".strip(),
    )


def _plain(markup: str) -> str:
    """Return the words of a column's name without its elements."""
    import re
    from html import unescape

    return unescape(re.sub(r"<[^>]*>", "", markup))

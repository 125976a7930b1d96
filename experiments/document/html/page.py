"""The whole document: one file with its style inside, in which no script runs and which asks for nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from experiments.document.findings import Findings
from experiments.document.html.answer import answer_section
from experiments.document.html.assumptions import assumptions_section
from experiments.document.html.conventions import conventions_section
from experiments.document.html.ledger import ledger_section
from experiments.document.html.limits import limits_section
from experiments.document.html.markup import Child, Markup, el, said
from experiments.document.html.nearest import nearest_section
from experiments.document.html.observed import observed_section
from experiments.document.html.paths import paths_section
from experiments.document.html.reproduce import reproduce_section
from experiments.document.html.study import sensitivity_section, study_note, study_section
from experiments.texts import text

STYLE = Path(__file__).with_name("document.css")

SECTIONS = (
    answer_section, observed_section, conventions_section, ledger_section, paths_section, nearest_section,
    study_section, sensitivity_section, limits_section, assumptions_section,
)  # fmt: skip
"""The parts in their order: the limits before the pages of numbers; how to reproduce all comes last."""

TAGS = {"en": "en", "zh": "zh-Hans"}
"""Language tags."""


def page(found: Findings, languages: Sequence[str], commands: Sequence[str]) -> str:
    """Return the document as HTML.

    Args:
        found: what it says.
        languages: "en", "zh" or both; of both a reader chooses.
        commands: the commands that give the same numbers, see `experiments.document.commands`.

    Returns:
        A file of its own.
    """
    style = STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    first = languages[0]
    title = text("document.page_title", first, title=found.scenario.title(first))
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light"),
        el("meta", name="generator", content="oneplusone"),
        el("link", rel="icon", href="data:,"),
        el("title", title),
        el("style", Markup(style)),
    )
    several = len(languages) > 1
    body = el(
        "body",
        _choice(languages) if several else None,
        [_article(found, lang, commands) for lang in languages],
        class_="both" if several else None,
    )
    return f"<!DOCTYPE html>\n{el('html', head, body, lang=TAGS[first])}\n"


def _choice(languages: Sequence[str]) -> Child:
    """Return what a reader chooses the language with: buttons that the style alone obeys."""
    made: list[Child] = []
    for place, lang in enumerate(languages):
        name = f"choose-{lang}"
        made += [
            el("input", type="radio", name="language", id=name, checked=place == 0),
            el("label", text("document.language", lang), for_=name, lang=TAGS[lang]),
        ]
    name = " / ".join(text("document.choose", lang) for lang in languages)
    return el("nav", el("fieldset", el("legend", name), made), aria_label=name, class_="choice")


def _article(found: Findings, lang: str, commands: Sequence[str]) -> Markup:
    question = found.scenario.question(lang)
    head = el(
        "header",
        el("p", text("document.kicker", lang), class_="kicker"),
        el("h1", found.scenario.title(lang)),
        el("p", question, class_="question") if question else None,
        study_note(found, lang),
    )
    parts: list[Child] = [section(found, lang) for section in SECTIONS]
    parts.append(reproduce_section(found, commands, lang))
    foot = el("footer", said("document.foot", lang, version=_version(found)))
    return el("main", head, parts, foot, lang=TAGS[lang], class_=f"document {lang}")


def _version(found: Findings) -> str:
    from importlib.metadata import version

    return version("oneplusone")

"""How to cite the software and the case: plain text, BibTeX, GB/T 7714-2015, and CITATION.cff."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import metadata

from experiments.texts import text

FORMS = ("text", "bibtex", "gbt7714", "cff")
"""The forms of a citation."""

_SOURCE = re.compile(r"(?P<author>\S+) (?P<year>\d{4})，《(?P<title>.+)》（(?P<licence>.+)）")
"""How a source is written in Chinese: author year, title, licence."""


@dataclass(frozen=True)
class CitedWork:
    """What is known of a work; `latin` is its author in Latin letters, `version` "" where it has none."""

    author: str
    latin: str
    year: str
    title: str
    licence: str
    version: str = ""


def software() -> CitedWork:
    """Return what is known of this software, in the version that is installed."""
    about = metadata("oneplusone")
    author = about["Author"] or re.sub(r" *<.*>", "", about["Author-email"])
    licence = about["License-Expression"] or about["License"]
    year = text("citation.released", "en")[:4]
    return CitedWork(author, author, year, text("citation.title", "en"), licence, about["Version"])


def case() -> CitedWork:
    """Return what the sources of the model say of the case."""
    found = _SOURCE.fullmatch(text("sources.case", "zh"))
    assert found is not None, "sources.case: author year，《title》（licence）"
    latin = text("sources.case", "en").partition(f" {found['year']}")[0]
    return CitedWork(found["author"], latin, found["year"], found["title"], found["licence"])


def cited(form: str, lang: str) -> str:
    """Return the software and the case in a form of FORMS, one after the other.

    Args:
        form: "text", "bibtex", "gbt7714" or "cff".
        lang: language of the words around what is cited, "en" or "zh".

    Raises:
        ValueError: another form.
    """
    if form not in FORMS:
        raise ValueError(f"no form {form!r}; there are {', '.join(FORMS)}")
    make = {"text": _plain, "bibtex": _bibtex, "gbt7714": _gbt7714, "cff": _cff}[form]
    return make(software(), case(), lang)


def _plain(program: CitedWork, paper: CitedWork, lang: str) -> str:
    return "".join(
        text(f"citation.{name}", lang, **vars(work)) + "\n"
        for name, work in (("software", program), ("case", paper))
    )


def _bibtex(program: CitedWork, paper: CitedWork, lang: str) -> str:
    """Return entries for BibTeX and biblatex; a name of several words is braced, so that it stays whole."""
    rows = {
        "@software{oneplusone": {
            "author": f"{{{program.author}}}", "title": f"{{{program.title}}}", "year": program.year,
            "version": program.version, "note": f"Version {program.version}, {program.licence}",
        },
        "@misc{gao2023": {
            "author": f"{{{paper.author}}}", "title": f"{{{paper.title}}}", "year": paper.year,
            "langid": "chinese", "note": paper.licence,
        },
    }  # fmt: skip
    return "\n".join(bibtex_entry(opening, fields) for opening, fields in rows.items())


def bibtex_entry(opening: str, fields: Mapping[str, str]) -> str:
    """Return an entry for BibTeX and biblatex; `opening` is its kind and key, such as "@misc{gao2023"."""
    lines = [f"  {name:<8}= {{{said}}}," for name, said in fields.items()]
    return "\n".join([f"{opening},", *lines, "}", ""])


def _gbt7714(program: CitedWork, paper: CitedWork, lang: str) -> str:
    """Return both as in GB/T 7714-2015: [CP] a program; [Z] another work, as its journal is not known."""
    return (
        f"[1] {program.author}. {program.title}[CP]. Version {program.version}. {program.year}.\n"
        f"[2] {paper.author}. {paper.title}[Z]. {paper.year}.\n"
    )


def _cff(program: CitedWork, paper: CitedWork, lang: str) -> str:
    """Return CITATION.cff, form 1.2.0. The family name of a Chinese author is the first sign."""
    words = metadata("oneplusone")["Keywords"].split(",")
    return "\n".join(
        [
            "cff-version: 1.2.0",
            f'message: "{text("citation.message", "en")}"',
            "type: software",
            f'title: "{program.title}"',
            "authors:",
            f'  - name: "{program.author}"',
            f"version: {program.version}",
            f'date-released: "{text("citation.released", "en")}"',
            f"license: {program.licence}",
            "keywords:",
            *(f"  - {word.strip()}" for word in words),
            "references:",
            "  - type: generic",
            f'    title: "{paper.title}"',
            "    authors:",
            f'      - family-names: "{paper.author[:1]}"',
            f'        given-names: "{paper.author[1:]}"',
            f'        alias: "{paper.latin}"',
            f"    year: {paper.year}",
            "    languages:",
            "      - zh",
            f"    license: {paper.licence.replace(' ', '-')}",
            "",
        ]
    )

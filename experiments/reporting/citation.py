"""How to cite the software and the case: plain text, BibTeX, GB/T 7714-2015, and CITATION.cff."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import metadata

from experiments.reporting.authors import Author, author_of
from experiments.reporting.paper_tables import paragraphs
from experiments.texts import text

FORMS = ("text", "bibtex", "gbt7714", "cff")
"""The forms of a citation."""

_SOURCE = re.compile(r"(?P<author>\S+) (?P<year>\d{4})，《(?P<title>.+)》（(?P<licence>.+)）")
"""How a source is written in Chinese: author year, title, licence."""


@dataclass(frozen=True)
class CitedWork:
    """What is known of a work; `latin` is its author in Latin letters, `version` "" where it has none."""

    author: Author
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
    return CitedWork(
        Author(author, institution=True),
        author,
        year,
        text("citation.title", "en"),
        licence,
        about["Version"],
    )


def case() -> CitedWork:
    """Return what the sources of the model say of the case."""
    found = _SOURCE.fullmatch(text("sources.case", "zh"))
    assert found is not None, "sources.case: author year，《title》（licence）"
    latin = text("sources.case", "en").partition(f" {found['year']}")[0]
    return CitedWork(author_of(found["author"]), latin, found["year"], found["title"], found["licence"])


def cited(form: str, lang: str, first: int = 1) -> str:
    """Return the software and the case in a form of FORMS, one after the other.

    Args:
        form: "text", "bibtex", "gbt7714" or "cff".
        lang: language of the words around what is cited, "en" or "zh".
        first: the number of the first, where a form counts them.

    Raises:
        ValueError: another form.
    """
    if form not in FORMS:
        raise ValueError(f"no form {form!r}; there are {', '.join(FORMS)}")
    if form == "gbt7714":
        return _gbt7714(software(), case(), first)
    make = {"text": _plain, "bibtex": _bibtex, "cff": _cff}[form]
    return make(software(), case(), lang)


def _plain(program: CitedWork, paper: CitedWork, lang: str) -> str:
    return "".join(
        text(f"citation.{name}", lang, **{**vars(work), "author": work.author.name}) + "\n"
        for name, work in (("software", program), ("case", paper))
    )


def _bibtex(program: CitedWork, paper: CitedWork, lang: str) -> str:
    """Return entries for BibTeX and biblatex."""
    rows = {
        "@software{oneplusone": {
            "author": authors_in_bibtex([program.author]), "title": f"{{{program.title}}}",
            "year": program.year, "version": program.version,
            "note": f"Version {program.version}, {program.licence}",
        },
        "@misc{gao2023": {
            "author": authors_in_bibtex([paper.author]), "title": f"{{{paper.title}}}", "year": paper.year,
            "langid": "chinese", "note": paper.licence,
        },
    }  # fmt: skip
    return "\n".join(bibtex_entry(opening, fields) for opening, fields in rows.items())


def bibtex_entry(opening: str, fields: Mapping[str, str]) -> str:
    """Return an entry for BibTeX and biblatex; `opening` is its kind and key, such as "@misc{gao2023"."""
    lines = [f"  {name:<8}= {{{said}}}," for name, said in fields.items()]
    return "\n".join([f"{opening},", *lines, "}", ""])


def authors_in_bibtex(authors: Sequence[Author]) -> str:
    """Return authors for BibTeX and biblatex: institutions braced, so that they stay whole; persons by their
    family name before a comma, in Chinese signs as one word, which no style turns round.
    """
    return " and ".join(
        f"{{{in_tex(each.name)}}}" if each.institution else in_tex(each.name) for each in authors
    )


def authors_in_gbt7714(authors: Sequence[Author]) -> str:
    """Return authors as in GB/T 7714-2015, 8.1: of more than three the first three. A person's family name is
    first, in Latin letters in capitals; given names stay whole, initials without their points.
    """
    names = [_in_gbt7714(each) for each in authors]
    return ", ".join([*names[:3], "等"] if len(names) > 3 else names)


def _in_gbt7714(author: Author) -> str:
    if author.institution or author.chinese:
        return author.name
    given = re.sub(r"\.\s*-?\s*", " ", author.given)
    return f"{author.family.upper()} {given}".strip()


def author_in_cff(author: Author) -> list[str]:
    """Return the lines of an author within a reference of CITATION.cff."""
    if author.institution:
        return [f"      - name: {in_yaml(author.name)}"]
    lines = [f"      - family-names: {in_yaml(author.family)}"]
    lines += [f"        given-names: {in_yaml(author.given)}"] if author.given else []
    return lines + ([f'        orcid: "{author.address}"'] if author.orcid else [])


def in_yaml(said: str) -> str:
    """Return a text as YAML has it, in quotation marks."""
    return json.dumps(said, ensure_ascii=False)


def in_tex(said: str) -> str:
    """Return a text in which TeX sees no mark of its own."""
    return paragraphs([said], ".tex").decode().strip()


def _gbt7714(program: CitedWork, paper: CitedWork, first: int) -> str:
    """Return both as in GB/T 7714-2015: [CP] a program; [Z] another work, as its journal is not known."""
    return (
        f"[{first}] {authors_in_gbt7714([program.author])}. {program.title}[CP]."
        f" Version {program.version}. {program.year}.\n"
        f"[{first + 1}] {authors_in_gbt7714([paper.author])}. {paper.title}[Z]. {paper.year}.\n"
    )


def _cff(program: CitedWork, paper: CitedWork, lang: str) -> str:
    """Return CITATION.cff, form 1.2.0."""
    words = metadata("oneplusone")["Keywords"].split(",")
    return "\n".join(
        [
            "cff-version: 1.2.0",
            f'message: "{text("citation.message", "en")}"',
            "type: software",
            f'title: "{program.title}"',
            "authors:",
            f'  - name: "{program.author.name}"',
            f"version: {program.version}",
            f'date-released: "{text("citation.released", "en")}"',
            f"license: {program.licence}",
            "keywords:",
            *(f"  - {word.strip()}" for word in words),
            "references:",
            "  - type: generic",
            f'    title: "{paper.title}"',
            "    authors:",
            *author_in_cff(paper.author),
            f'        alias: "{paper.latin}"',
            f"    year: {paper.year}",
            "    languages:",
            "      - zh",
            f"    license: {paper.licence.replace(' ', '-')}",
            "",
        ]
    )

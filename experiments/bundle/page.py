"""The words of a bundle: its README, what follows the methods paragraph, and what each file is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.bundle.crate import IDENTIFIER, CrateSubject
from experiments.reporting.authors import Author
from experiments.reporting.citation import (
    CitedWork,
    author_in_cff,
    authors_in_bibtex,
    authors_in_gbt7714,
    bibtex_entry,
    case,
    cited,
    in_tex,
    in_yaml,
    software,
)
from experiments.reporting.wording import design_name
from experiments.study.arrays import study_scenario
from experiments.study.execution.engine import SURROUNDINGS
from experiments.study.reading import ReadableStudy
from experiments.study.storage.plan import Plan
from experiments.sweep.page import size_of
from experiments.sweep.study_report import StudyReport
from experiments.texts import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import Scenario

README = {"en": "README.md", "zh": "README.zh.md"}
"""The first page to read, by language."""


@dataclass(frozen=True)
class Subject(CrateSubject):
    """What the whole bundle is, with its authors as they are cited: `people`, none where nobody was named."""

    people: Sequence[Author]


def author_entities(authors: Sequence[Author]) -> list[dict[str, str]]:
    """Return authors as entities of the metadata: a person under the ORCID where there is one."""
    found = []
    for number, author in enumerate(authors, 1):
        entity = {"@id": author.address or f"#author-{number}", "@type": "Person", "name": author.name}
        if author.institution:
            entity["@type"] = "Organization"
        elif author.given:
            entity |= {"familyName": author.family, "givenName": author.given}
        found.append(entity)
    return found


def made_with(plan: Plan, lang: str) -> dict[str, object]:
    """Return what the runs of a study were made with: code, Python, machine, libraries."""
    used = {name: plan.fingerprint.get(name, "–") for name in SURROUNDINGS}
    listed = text("report.list", lang).join(
        text("bundle.used", lang, name=text(f"bundle.package.{name}", lang), version=version)
        for name, version in used.items()
    )
    return {"code": plan.fingerprint["code"], "used": listed}


def methods(study: ReadableStudy, found: StudyReport, paragraph: str, lang: str) -> list[str]:
    """Return the methods of a study as paragraphs: that of its answer, and what the study itself knows.

    Args:
        study: the study.
        found: its answer.
        paragraph: the methods paragraph of the answer.
        lang: "en" or "zh".
    """
    plan, between, failed = study.plan, text("methods.between", lang), study.status().failed
    priors = study_scenario(study).priors.keys()
    varied = len(priors & set(found.names))
    held = "drawn" if plan.model["drawn"] else "fixed"
    said = [text(f"bundle.methods.{held}", lang, count=len(priors))] if priors else []
    if varied:
        said.append(text("bundle.methods.varied", lang, count=varied))
    key = "some_failed" if failed else "none_failed"
    said.append(text(f"bundle.methods.{key}", lang, failed=f"{failed:,}", runs=f"{plan.runs:,}"))
    said.append(text("bundle.methods.made_with", lang, **made_with(plan, lang)))
    return [paragraph, between.join(said)]


def readme(
    study: ReadableStudy, scenario: Scenario, lang: str, subject: Subject, answer: Sequence[str]
) -> bytes:
    """Return the README of a bundle in a language.

    Args:
        study: the study.
        scenario: its scenario.
        lang: "en" or "zh".
        subject: what the whole bundle is, and whose.
        answer: the answer of the study, a sentence each.
    """
    plan = study.plan
    fields: dict[str, object] = {
        "name": plan.name,
        "scenario": scenario.titles[lang],
        "design": design_name(plan.design["kind"], lang),
        "size": size_of(study, lang),
        "runs": f"{plan.runs:,}",
        "months": int(scenario.values["run.horizon"]),
        "seed": str(plan.seed),
        "version": software().version,
        "published": subject.published,
        "cited_in": text("bundle.cited_in.named" if subject.people else "bundle.cited_in.unnamed", lang),
        "answer": "\n".join(f"- {line}" for line in answer),
        "cited": (cited_itself(subject, plan, lang) + "\n" + cited("text", lang).strip()).replace(
            "\n", "\n\n"
        ),
        "other": {"en": "[中文](README.zh.md)", "zh": "[English](README.md)"}[lang],
        **made_with(plan, lang),
    }
    return (text("bundle.readme", lang, **fields).strip() + "\n").encode()


def cited_itself(subject: Subject, plan: Plan, lang: str) -> str:
    """Return how a bundle is cited itself: its authors with their ORCID, year, title and licence."""
    fields = {"year": subject.published[:4], "title": title(plan, lang), "licence": subject.licence}
    if not subject.people:
        return text("bundle.itself_unnamed", lang, **fields)
    people = [
        text("bundle.person", lang, name=each.name, orcid=each.orcid) if each.orcid else each.name
        for each in subject.people
    ]
    return text("bundle.itself", lang, authors=text("bundle.between", lang).join(people), **fields)


def cited_in_cff(subject: Subject) -> str:
    """Return the bundle as a reference in CITATION.cff, whose references stand last; "" without an author."""
    if not subject.people:  # the form asks for one
        return ""
    lines = [
        "  - type: dataset",
        f"    title: {in_yaml(subject.name)}",
        "    authors:",
        *(line for author in subject.people for line in author_in_cff(author)),
        f'    date-released: "{subject.published}"',
        *_licence_in_cff(subject.licence),
    ]
    return "\n".join([*lines, ""])


def _licence_in_cff(licence: str) -> list[str]:
    """Return the line of a licence: identifier or address; the form has no place for terms in words."""
    if "://" in licence:
        return [f"    license-url: {in_yaml(licence)}"]
    return [f"    license: {licence}"] if IDENTIFIER.fullmatch(licence) else []


def cited_in_bibtex(subject: Subject, plan: Plan) -> str:
    """Return the bundle as an entry for BibTeX and biblatex; without an author it is sorted by its key."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", plan.name).strip("-")
    key = f"study-{name}-{subject.published[:4]}"
    whose = {"author": authors_in_bibtex(subject.people)} if subject.people else {"key": key}
    fields = {
        **whose,
        "title": f"{{{in_tex(title(plan))}}}",
        "year": subject.published[:4],
        "note": f"Data set, {in_tex(subject.licence)}",
    }
    return bibtex_entry(f"@dataset{{{key}", fields)


def cited_in_gbt7714(subject: Subject, plan: Plan, number: int) -> str:
    """Return the bundle as in GB/T 7714-2015: [DS] a data set; without an author it begins with its title."""
    whose = f"{authors_in_gbt7714(subject.people)}. " if subject.people else ""
    return f"[{number}] {whose}{title(plan, 'zh')}[DS]. {subject.published[:4]}.\n"


def title(plan: Plan, lang: str = "en") -> str:
    """Return what a bundle is called."""
    return text("bundle.title", lang, name=plan.name)


def description(study: ReadableStudy, scenario: Scenario) -> str:
    """Return in a sentence what a bundle is, in both languages."""
    said = [
        text(
            "bundle.description", lang, name=study.plan.name, scenario=scenario.titles[lang],
            size=size_of(study, lang), runs=f"{study.plan.runs:,}",
        )
        for lang in LANGUAGES
    ]  # fmt: skip
    return " ".join(said)


def file_name(path: str) -> str:
    """Return in words what a file of a bundle is, in both languages."""
    first, _, rest = path.partition("/")
    key = f"bundle.file.{first if rest else path.partition('.')[0].replace('-', '_').lower()}"
    return " · ".join(text(key, lang) for lang in LANGUAGES)


def software_entries(plan: Plan) -> dict[str, Any]:
    """Return the entries of the software in the metadata of a bundle."""
    work = software()
    return {
        "name": work.title,
        "version": work.version,
        "softwareVersion": work.version,
        "author": {"@id": "#maintainers"},
        "license": f"https://spdx.org/licenses/{work.licence}",
        "softwareRequirements": {"@id": "requirements.txt"},
        "identifier": f"oneplusone {work.version}, code {plan.fingerprint['code']}",
    }


def case_entries() -> dict[str, Any]:
    """Return the entries of the case that the model grew from."""
    work: CitedWork = case()
    return {
        "name": work.title,
        "author": {"@id": "#case-author"},
        "datePublished": work.year,
        "license": work.licence,
        "inLanguage": "zh",
    }


def other_people() -> list[dict[str, str]]:
    """Return the authors of the software and of the case, as the metadata of a bundle has them."""
    case_of, program = case(), software()
    return [
        {"@id": "#maintainers", "@type": "Organization", "name": program.author.name},
        {"@id": "#case-author", "@type": "Person", "name": f"{case_of.author.name} ({case_of.latin})"},
    ]


def keywords() -> str:
    """Return the words by which a bundle is found."""
    return text("bundle.keywords", "en")


def requirements(plan: Plan, pins: Sequence[str]) -> bytes:
    """Return the file of pinned packages; the software itself is named in a comment."""
    head = [
        f"# {text('bundle.requirements', lang, version=software().version, **made_with(plan, lang))}"
        for lang in LANGUAGES
    ]
    return "".join(f"{line}\n" for line in [*head, *pins]).encode()

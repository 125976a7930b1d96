"""What is in a bundle besides its study: what the runs decide, the model, and what stands around it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from experiments.bundle import page
from experiments.bundle.documents import pages
from experiments.bundle.requirements import pinned
from experiments.plotting import rendered
from experiments.provenance import RunMetadata, stem
from experiments.reference.priors import priors_table
from experiments.reporting import citation
from experiments.reporting.paper_tables import FORMS, PaperTable, paragraphs, written
from experiments.reporting.tabulated import csv_bytes
from experiments.results import json_text
from experiments.study.execution.engine import LIBRARIES
from experiments.study.reading import ReadableStudy
from experiments.sweep.page import points_tables
from experiments.sweep.study_report import StudyReport

STUDY = "study"
"""The folder of the study within a bundle."""

ANSWER = "results/report.json"
"""The record of its answer."""

SCRIPT = "reproduce.py"
"""The script that reproduces and verifies."""


def date_of(study: ReadableStudy) -> str:
    """Return the day of the last runs of a study, in UTC, or that of SOURCE_DATE_EPOCH where it is set.

    It is the day of the manifest, the last file that a study writes: no clock goes into a bundle.
    """
    manifests = [path.stat().st_mtime for path in (study.folder / "manifest").glob("*.jsonl")]
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = float(stamp) if stamp.isdigit() else max(manifests)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def contents(
    study: ReadableStudy, found: StudyReport, published: str, subject: page.Subject
) -> dict[str, bytes]:
    """Return everything but the study, by path.

    Args:
        study: the study.
        found: its answer.
        published: its day.
        subject: what the whole bundle is, and whose.

    Raises:
        InvalidInput: python-docx is not installed.
        EnvironmentFailure: a page of the documentation is not there.
    """
    papers = _papers(study, found, published, subject)
    return {**answers(study, found), **_figures(found), **_model(found), **papers}


def answers(study: ReadableStudy, found: StudyReport, forms: Sequence[str] = FORMS) -> dict[str, bytes]:
    """Return what the runs of a study decide: its answer as JSON, tables, methods and priors, by path.

    Args:
        study: the study.
        found: its answer.
        forms: the forms of tables and paragraphs, of FORMS.
    """
    made = made_of(found)
    record = {**made.to_dict(), "report": found.to_dict()}
    files = {ANSWER: json_text(record).encode()}
    for lang in page.README:
        points = points_tables(found, record, made.scenario, lang)
        priors = priors_table(record, made.scenario, lang)
        said = page.methods(study, found, found.methods(lang), lang)
        for form in forms:
            files[f"tables/{stem('points', lang)}{form}"] = written(points, form)
            files[f"appendix/{stem('priors', lang)}{form}"] = written([priors], form)
            files[f"methods/{stem('methods', lang)}{form}"] = paragraphs(said, form)
        files[f"tables/{stem('points', lang)}.csv"] = csv_bytes(found.to_frame(lang), lang)
        files[f"appendix/{stem('priors', lang)}.csv"] = _csv(priors, lang)
    return files


def made_of(found: StudyReport) -> RunMetadata:
    """Return what made the answer of a study."""
    assert found.metadata is not None, "whatever a study has run says what made it"
    return found.metadata


def _csv(table: PaperTable, lang: str) -> bytes:
    import pandas as pd

    return csv_bytes(pd.DataFrame(table.rows, columns=list(table.head)), lang)


def _figures(found: StudyReport) -> dict[str, bytes]:
    """Return the figures in both languages, each as PNG, SVG and PDF."""
    said = made_of(found).for_figure()
    files: dict[str, bytes] = {}
    for lang in page.README:
        drawn = rendered(found.plot(lang), stem("report", lang), said)
        files |= {f"figures/{name}": data for name, data in drawn.items()}
    return files


def _model(found: StudyReport) -> dict[str, bytes]:
    """Return what the model is, what it was tested by, and the scenario with every number."""
    scenario = made_of(found).scenario.to_toml()
    return {f"model/{name}": data for name, data in pages().items()} | {
        "model/scenario.toml": scenario.encode()
    }


def _papers(
    study: ReadableStudy, found: StudyReport, published: str, subject: page.Subject
) -> dict[str, bytes]:
    """Return what stands around it: how to cite, the first pages, the script and the pinned packages."""
    plan = study.plan
    known = {name: plan.fingerprint[name] for name in LIBRARIES if name in plan.fingerprint}
    files = {
        "citation/citation.bib": "\n".join(
            [page.cited_in_bibtex(subject, plan), citation.cited("bibtex", "en")]
        ).encode(),
        "citation/gbt7714.txt": (
            page.cited_in_gbt7714(subject, plan, 1) + citation.cited("gbt7714", "zh", first=2)
        ).encode(),
        "citation/CITATION.cff": (citation.cited("cff", "en") + page.cited_in_cff(subject)).encode(),
        "requirements.txt": page.requirements(plan, pinned(known)),
        SCRIPT: Path(__file__).with_name(SCRIPT).read_bytes(),
    }
    scenario = made_of(found).scenario
    for lang, name in page.README.items():
        answer = found.summary(lang).splitlines()
        files[name] = page.readme(study, scenario, lang, subject, answer)
    return files

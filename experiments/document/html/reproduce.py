"""How to get the same numbers: commands with their seeds, versions, checksums, and the scenario's file."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from importlib.metadata import version

from experiments.document.findings import NEW, Findings
from experiments.document.html.markup import Child, Markup, bullets, el, fold, said, table
from experiments.document.html.wording import note, section
from experiments.results import json_text
from experiments.texts import text

PACKAGES = ("oneplusone", "numpy", "numba", "scipy")
"""What the numbers rest on."""


def reproduce_section(found: Findings, commands: Sequence[str], lang: str) -> Markup:
    """Return commands, versions, checksums and the scenario's file."""
    toml = found.scenario.to_toml()
    file = f"{found.scenario.name}.toml"
    sizes: list[list[Child]] = [
        [
            text(f"document.title.{name}", lang),
            said("document.reproduce.size", lang, draws=f"{draws:,}", seeds=seeds),
        ]
        for name, draws, seeds in _sizes(found)
    ]
    used = {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}
    versions: list[list[Child]] = [[name, number] for name, number in used.items()]
    checks: list[list[Child]] = [
        [text("document.reproduce.fingerprint", lang), el("code", found.scenario.fingerprint())],
        [said("document.reproduce.file", lang, file=file), el("code", checksum(toml))],
        [text("document.reproduce.results", lang), el("code", results_checksum(found))],
    ]
    what = [
        text(f"document.reproduce.{name}", lang)
        for name in ("part", "sizes", "package", "version", "what", "sum")
    ]
    whole = fold(said("document.reproduce.toml", lang, file=file), el("pre", el("code", toml)))
    return section(
        "reproduce", lang, said("document.reproduce.lead", lang, seed=str(found.seed)),
        el("pre", el("code", "\n".join(commands))) if commands else None,
        _missing(found, lang),
        table(what[0:2], sizes, class_="small", right=9) if sizes else None,
        note(text("document.reproduce.differ", lang)) if len(sizes) > 1 else None,
        table(what[2:4], versions, class_="small", right=9),
        table(what[4:6], checks, class_="small sums", right=9),
        el("div", whole, class_="screen"),
    )  # fmt: skip


def _sizes(found: Findings) -> list[tuple[str, int, int]]:
    sizes, there = found.sizes, found.results
    every = {
        "answer": (sizes.draws, sizes.seeds),
        "conventions": (sizes.conventions, 1),
        "ledger": (sizes.ledger, sizes.seeds),
        "paths": (sizes.paths, sizes.seeds),
        "nearest": (sizes.nearest, sizes.seeds),
    }
    return [(name, *every[name]) for name in NEW if name in there]


def _missing(found: Findings, lang: str) -> Child:
    if not found.missing:
        return None
    said_of = [
        said(
            "document.reproduce.missing",
            lang,
            part=text(f"document.title.{name}", lang),
            reason=reason.line(lang),
        )
        for name, reason in found.missing.items()
    ]
    return [el("h3", text("document.reproduce.not_there", lang)), bullets(said_of)]


def checksum(data: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(data.encode()).hexdigest()


def results_checksum(found: Findings) -> str:
    """Return the SHA-256 of the parts as JSON: the same on every machine that gives the same numbers."""
    return checksum(json_text({name: part.to_dict() for name, part in found.results.items()}))

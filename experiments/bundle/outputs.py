"""The files of a bundle: made, written whole or not at all, and checked."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from experiments.bundle import checksums, crate, page
from experiments.bundle.contents import SCRIPT, STUDY, answers, contents, date_of, made_of
from experiments.bundle.readiness import notes_of
from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.files import as_user_error, refuse_unwritable, sha256, staging_beside, standing
from experiments.progress import SILENT, Progress
from experiments.reporting import citation
from experiments.reporting.authors import Author, authors_of
from experiments.reporting.paper_tables import FORMS
from experiments.study.reading import ReadableStudy
from experiments.study.storage.note import Note
from experiments.sweep.study_report import StudyReport

_MARKS = (crate.FILE, checksums.FILE, SCRIPT)
"""Files by which a folder is known to be a bundle."""

PLAIN = tuple(form for form in FORMS if form != ".docx")
"""The forms of tables and paragraphs that are compared when a study is run anew."""

_COMPRESSED = {".parquet", ".png", ".docx", ".pdf"}


@dataclass(frozen=True)
class Bundle:
    """What was written.

    Attributes:
        path: the folder, or the ZIP file.
        sums: the SHA-256 of every file by its path within.
        sizes: its bytes.
        notes: what is to be said of the study.
        authors: its authors as they were read.
    """

    path: Path
    sums: Mapping[str, str]
    sizes: Mapping[str, int]
    notes: Sequence[Note]
    authors: Sequence[Author] = ()


@dataclass(frozen=True)
class Wanted:
    """What is asked of a bundle beside its study.

    Attributes:
        zipped: whether it is one ZIP file.
        force: whether it may replace a bundle that is there.
        authors: the authors as they are named (see `experiments.reporting.authors.authors_of`).
        licence: under which it is given away; by default that of the software.
    """

    zipped: bool = False
    force: bool = False
    authors: Sequence[str] = ()
    licence: str = ""


def bundle(
    study: ReadableStudy, path: Path, wanted: Wanted | None = None, progress: Progress = SILENT
) -> Bundle:
    """Write the bundle of a finished study; the same study and wishes give the same bytes.

    Args:
        study: the study.
        path: the folder to make, or the ZIP file; ".zip" is added where it is missing.
        wanted: what is asked besides.
        progress: what watches the points of the answer (the stage "sweep").

    Raises:
        InvalidInput: the study cannot go into a paper (see `readiness`), an author cannot be read, something
            is there that may not be replaced, study and bundle lie within each other, or python-docx is not
            installed.
        EnvironmentFailure: a file of the study is damaged, the disk is full or cannot be written.
    """
    asked = wanted or Wanted()
    if asked.zipped and path.suffix.lower() != ".zip":
        path = path.with_name(f"{path.name}.zip")
    # Authors who cannot be read are refused before anything is computed.
    authors = authors_of(asked.authors)
    refuse_taken(study.folder, path, asked.force)
    notes = notes_of(study)
    found = study.report(progress)
    published = date_of(study)
    subject = _subject(study, found, authors, asked.licence, published)
    inside = contents(study, found, published, subject)
    with _staged(path) as staging:
        _gather(study, staging)
        for name, data in inside.items():
            _write(staging / name, data)
        sums, sizes = _sealed(staging, subject, study)
        if asked.zipped:
            _zip(staging, sorted(sizes), path.stem, published)
    return Bundle(path, sums, sizes, notes, authors)


def refuse_taken(study: Path, path: Path, force: bool) -> None:
    """Refuse a place for a bundle before anything is computed."""
    here, there = study.resolve(), path.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise InvalidInput("bundle.within", path=path, study=study)
    if not (above := standing(path.absolute().parent)).is_dir():
        raise InvalidInput("command.out_is_file", given=above)
    if path.exists() and (path.is_file() or any(path.iterdir())):
        if not is_bundle(path):
            raise InvalidInput("bundle.foreign", path=path)
        if not force:
            raise InvalidInput("bundle.exists", path=path)
        if path.is_dir() and (more := sorted(set(_names(path)) - _listed(path).keys())):
            raise InvalidInput("bundle.more", path=path, file=more[0], count=len(more))
    refuse_unwritable(path.parent)


def is_bundle(path: Path) -> bool:
    """Return whether a folder, or a ZIP file, is a bundle."""
    if path.is_dir():
        return all((path / name).is_file() for name in _MARKS)
    try:
        with zipfile.ZipFile(path) as packed:
            names = {name.partition("/")[2] for name in packed.namelist()}
    except (OSError, zipfile.BadZipFile):
        return False
    return names.issuperset(_MARKS)


def _listed(folder: Path) -> dict[str, str]:
    """Return the checksums of a bundle by path; that of their list itself is empty."""
    said = (folder / checksums.FILE).read_text("utf-8", errors="replace")
    return checksums.read(said) | {checksums.FILE: ""}


def _subject(
    study: ReadableStudy, found: StudyReport, authors: Sequence[Author], licence: str, published: str
) -> page.Subject:
    return page.Subject(
        name=page.title(study.plan),
        description=page.description(study, made_of(found).scenario),
        published=published,
        licence=licence or citation.software().licence,
        authors=page.author_entities(authors),
        keywords=page.keywords(),
        people=authors,
    )


def _gather(study: ReadableStudy, staging: Path) -> None:
    """Copy the study's files as they are, with their dates."""
    for name in study.files():
        target = staging / STUDY / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(study.folder / name, target)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _sealed(
    staging: Path, subject: crate.CrateSubject, study: ReadableStudy
) -> tuple[dict[str, str], dict[str, int]]:
    """Write the metadata and, last, the list of checksums; return checksums and sizes of all files."""
    sizes = {name: (staging / name).stat().st_size for name in _names(staging)}
    listed: dict[str, int | None] = {**sizes, checksums.FILE: None}
    files = [crate.CrateFile(name, page.file_name(name), size) for name, size in sorted(listed.items())]
    made = {
        "name": f"oneplusone study run {study.plan.name}",
        "object": {"@id": f"{STUDY}/plan.json"},
        "result": [{"@id": each.path} for each in files if each.path.startswith(f"{STUDY}/runs/")],
        "endTime": subject.published,
    }
    about = page.software_entries(study.plan), page.case_entries()
    _write(staging / crate.FILE, crate.metadata(subject, files, *about, made, page.other_people()))
    sums = {name: sha256(staging / name) for name in _names(staging)}
    _write(staging / checksums.FILE, checksums.listed(sums))
    names = [*sums, checksums.FILE]
    sums[checksums.FILE] = sha256(staging / checksums.FILE)
    return sums, {name: (staging / name).stat().st_size for name in names}


def _names(folder: Path) -> list[str]:
    """Return the files in a folder and below by their paths within it, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@contextmanager
def _staged(path: Path) -> Iterator[Path]:
    """Give a folder beside a path that takes its name when all is well; otherwise nothing of it is left.

    A bundle that was there is gone only when the new one has its place.
    """
    staging = staging_beside(path.absolute())
    old = staging.with_suffix(".old")
    try:
        staging.mkdir(parents=True)
        yield staging
        whole = _packed(staging) if _packed(staging).exists() else staging
        if path.exists():
            path.rename(old)
        whole.rename(path)
    except OSError as error:
        raise as_user_error(error, path.parent) from error
    finally:
        if old.exists() and not path.exists():
            old.rename(path)
        _packed(staging).unlink(missing_ok=True)
        for left in (staging, old):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _packed(staging: Path) -> Path:
    return staging.with_suffix(".packed")


def _zip(staging: Path, names: Sequence[str], top: str, published: str) -> None:
    """Pack a folder into one file: in the order of names, all of one date, so that bytes are the same."""
    day = datetime.fromisoformat(published)
    with zipfile.ZipFile(_packed(staging), "w") as packed:
        for name in names:
            entry = zipfile.ZipInfo(f"{top}/{name}", (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            stored = Path(name).suffix in _COMPRESSED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            with (staging / name).open("rb") as source, packed.open(entry, "w", force_zip64=True) as out:
                shutil.copyfileobj(source, out)


def problems(folder: Path) -> list[Note]:
    """Return what is wrong with the files of a bundle: changed, missing, or not in its list; [] for nothing.

    Raises:
        InvalidInput: the folder is no bundle.
        EnvironmentFailure: a file cannot be read.
    """
    if not is_bundle(folder) or not folder.is_dir():
        raise InvalidInput("bundle.no_bundle", path=folder)
    known, there = _listed(folder), set(_names(folder))
    found = []
    for name in sorted((known.keys() | there) - {checksums.FILE}):
        key = "missing" if name not in there else "unlisted" if name not in known else ""
        try:
            if not key and sha256(folder / name) != known[name]:
                key = "changed"
        except OSError as error:
            raise EnvironmentFailure("error.folder_lost", folder=folder, reason=error.strerror) from error
        if key:
            found.append(Note(f"bundle.{key}", file=name))
    return found


def changed_answers(folder: Path, study: ReadableStudy, found: StudyReport) -> list[Note]:
    """Return which tables, paragraphs and answers of a bundle are not those that new runs give.

    Word files are left out: they follow from the same words, and need a package that a reader may lack.

    Args:
        folder: the bundle.
        study: its study.
        found: the answer of the runs made anew.
    """
    return [
        Note("bundle.another_answer", file=name)
        for name, data in answers(study, found, PLAIN).items()
        if (folder / name).read_bytes() != data
    ]

"""What is in a bundle, that it is whole or not there, and that the same study gives the same bytes."""

import csv
import dataclasses
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from PIL import Image

import oneplusone as opo
from experiments.bundle import checksums, crate, outputs, page
from experiments.bundle.outputs import Wanted, bundle, problems
from experiments.cli.commands.bundle import authors_shown
from experiments.cli.main import main
from experiments.files import DiskFull
from experiments.reporting.authors import author_of
from experiments.study.study import Study
from tests.experiments.bundle.conftest import AUTHORS

LANGUAGES = {"en": "", "zh": "_zh"}
HAN = re.compile(r"[\u4e00-\u9fff]")
both = pytest.mark.parametrize(("lang", "end"), LANGUAGES.items())


def inside(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_everything_that_goes_into_a_paper_is_there_in_both_languages(made):
    there = set(inside(made.path))
    wanted = {"README.md", "README.zh.md", "reproduce.py", "requirements.txt", "results/report.json"}
    wanted |= {checksums.FILE, crate.FILE, "model/scenario.toml"}
    wanted |= {f"model/{page}{end}.md" for page in ("odd", "trace") for end in ("", ".zh")}
    wanted |= {f"citation/{name}" for name in ("citation.bib", "gbt7714.txt", "CITATION.cff")}
    for end in LANGUAGES.values():
        wanted |= {f"figures/report{end}.{form}" for form in ("png", "svg", "pdf")}
        for name in ("tables/points", "appendix/priors"):
            wanted |= {f"{name}{end}.{form}" for form in ("tex", "docx", "md", "csv")}
        wanted |= {f"methods/methods{end}.{form}" for form in ("tex", "docx", "md")}
    assert {name for name in there if not name.startswith("study/")} == wanted


def test_the_study_is_there_as_it_is_and_reads_as_a_study(made, study):
    files = study.files()
    assert {"plan.json", "study.toml", "manifest/whole.jsonl", "points/000000000.parquet"} <= set(files)
    for name in files:
        assert (made.path / "study" / name).read_bytes() == (study.folder / name).read_bytes()
    copied = Study(made.path / "study")
    assert copied.verify() == []
    assert copied.files() == files
    assert copied.runs().equals(study.runs())


@pytest.mark.usefixtures("little")
def test_locks_and_what_no_line_of_the_manifest_names_stay_behind(own, tmp_path):
    (own.folder / "runs" / "s999-000000.parquet").write_bytes(b"a leftover")
    (own.folder / "aside").mkdir(exist_ok=True)
    (own.folder / "aside" / "runs-s000-000000.1.parquet").write_bytes(b"damaged")
    folder = own.bundle(tmp_path / "paper")
    assert not [name for name in inside(folder) if "s999" in name or "aside" in name or "lock" in name]


@pytest.mark.parametrize("authors", [3, [3], None])
def test_what_are_no_authors_is_refused(own, tmp_path, authors):
    with pytest.raises(opo.InvalidInput, match=r"authors = .* is not allowed; allowed: a name, or several"):
        own.bundle(tmp_path / "paper", authors=authors)


def test_the_list_of_checksums_has_every_other_file_and_no_more(made):
    there = inside(made.path)
    listed = checksums.read(there[checksums.FILE].decode())
    assert set(listed) == set(there) - {checksums.FILE}
    assert listed == {name: hashlib.sha256(there[name]).hexdigest() for name in listed}
    assert made.sums == listed | {checksums.FILE: hashlib.sha256(there[checksums.FILE]).hexdigest()}
    assert made.sizes == {name: len(data) for name, data in there.items()}
    assert problems(made.path) == []


def test_sha256sum_reads_the_list(made):
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum here")
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", checksums.FILE], cwd=made.path, check=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"), "changed: tables/points.tex"),
        (lambda path: path.unlink(), "missing: tables/points.tex"),
        (lambda path: path.with_name("more.tex").touch(), "not in the list of checksums: tables/more.tex"),
    ],
)
def test_a_changed_missing_or_further_file_is_found(change, said, copy, capsys):
    change(copy / "tables" / "points.tex")
    assert [note.line("en") for note in problems(copy)] == [said]
    assert main(["bundle", str(copy), "--verify"]) == 4  # and nothing is run
    assert capsys.readouterr().out == f"{said}\n"


def test_a_single_bit_of_any_file_is_found(copy):
    for name in sorted(set(inside(copy)) - {checksums.FILE, *outputs._MARKS}):
        data = (copy / name).read_bytes()
        (copy / name).write_bytes(bytes([data[0] ^ 1]) + data[1:])
        assert [note.fields["file"] for note in problems(copy)] == [name]
        (copy / name).write_bytes(data)
    assert problems(copy) == []


@both
def test_the_methods_have_the_numbers_of_the_study(lang, end, made, study):
    said = (made.path / f"methods/methods{end}.md").read_text("utf-8").replace("\\", "")
    plan = study.plan
    priors = len(opo.scenario("s_association").priors)
    used = [plan.fingerprint[name] for name in ("code", "python", "machine", "numpy", "numba")]
    seed = "master seed 5" if lang == "en" else "主种子 5"
    for number in (opo.__version__, str(priors), "120", seed, *used):
        assert number in said
    assert ("3 draws × 2 seeds" if lang == "en" else "3 次参数抽样 × 每次 2 个随机种子") in said
    assert ("varies them (1 parameter)" if lang == "en" else "由设计变动者（1 个）") in said
    assert "Fieller" in said
    assert bool(HAN.search(said)) is (lang == "zh")
    assert not re.search(r"\{|\}|\bnan\b|None(?! of)", said)


def test_both_languages_say_the_same_numbers(made):
    for name in ("methods/methods{}.md", "README{}"):
        ends = (".md", ".zh.md") if name.startswith("README") else ("", "_zh")
        found = [(made.path / name.format(end)).read_text("utf-8").split("## How to cite")[0] for end in ends]
        found[1] = found[1].split("## 引用")[0]
        numbers = [set(re.findall(r"\d+(?:[.,]\d+)+", each)) for each in found]
        assert numbers[0] == numbers[1]


@both
def test_latex_is_balanced(lang, end, made):
    for name in ("tables/points", "appendix/priors"):
        said = (made.path / f"{name}{end}.tex").read_text("utf-8")
        opened, closed = (re.findall(rf"\\{word}{{(\w+)}}", said) for word in ("begin", "end"))
        assert opened == closed == ["longtable"] * (2 if name.endswith("points") else 1)
        bare = re.sub(r"\\[{}]", "", said)
        assert bare.count("{") == bare.count("}")
        for table in re.findall(r"\\begin\{longtable\}(.*?)\\end\{longtable\}", said, re.DOTALL):
            rows = [line for line in table.splitlines() if line.endswith(r"\\") and "caption" not in line]
            assert len({len(re.findall(r"(?<!\\)&", row)) for row in rows}) == 1
        assert bool(HAN.search(said)) is (lang == "zh")


@both
def test_word_files_open_and_hold_the_tables(lang, end, made, study):
    docx = pytest.importorskip("docx")
    tables = docx.Document(made.path / f"tables/points{end}.docx").tables
    assert [len(table.rows) for table in tables] == [1 + study.plan.point_count] * 2
    (priors,) = docx.Document(made.path / f"appendix/priors{end}.docx").tables
    assert len(priors.rows) == 1 + len(opo.scenario("s_association").priors)
    paragraphs = docx.Document(made.path / f"methods/methods{end}.docx").paragraphs
    assert len(paragraphs) == 2
    assert bool(HAN.search(paragraphs[0].text)) is (lang == "zh")


@both
def test_tables_as_csv_have_every_digit(lang, end, made, study):
    said = (made.path / f"tables/points{end}.csv").read_text("utf-8")
    head, *rows = csv.reader(io.StringIO(said))
    frame = study.to_frame(lang)
    assert head[: len(frame.columns)] == list(frame.columns)
    place = next(at for at, name in enumerate(head) if name.startswith("1+1"))
    assert [float(row[place]) for row in rows] == frame.iloc[:, place].tolist()
    assert bool(HAN.search(said)) is (lang == "zh")


@both
def test_figures_say_what_made_them(lang, end, made):
    figure = Image.open(made.path / f"figures/report{end}.png")
    assert json.loads(figure.text["Description"])["seed"] == 5
    said = (made.path / f"figures/report{end}.svg").read_text("utf-8")
    assert bool(HAN.search(said)) is (lang == "zh")
    assert (made.path / f"figures/report{end}.pdf").read_bytes().startswith(b"%PDF")


def test_the_answer_is_one_that_other_commands_take(made, tmp_path, capsys):
    report = str(made.path / "results" / "report.json")
    assert main(["methods", report]) == 0
    assert capsys.readouterr().out.strip() in (made.path / "methods/methods.md").read_text("utf-8")
    assert main(["table", report, str(tmp_path / "a.tex"), "--what", "points"]) == 0
    assert (tmp_path / "a.tex").read_bytes() == (made.path / "tables/points.tex").read_bytes()
    assert main(["table", report, str(tmp_path / "b.docx"), "--what", "priors"]) == 0
    assert (tmp_path / "b.docx").read_bytes() == (made.path / "appendix/priors.docx").read_bytes()
    assert main(["draw", report, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "report.png").read_bytes() == (made.path / "figures/report.png").read_bytes()


def test_links_of_the_pages_lead_to_what_is_there(made):
    for file in made.path.rglob("*.md"):
        for target in re.findall(r"\]\((?!\w+:)([^)#]+)", file.read_text("utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"
    assert "`tests/model/laws/test_conservation.py`" in (made.path / "model/trace.md").read_text("utf-8")


def test_the_pins_are_those_in_use_and_name_no_place(made, study):
    lines = (made.path / "requirements.txt").read_text("utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert {"mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "llvmlite", "networkx"} <= set(pins)
    assert "oneplusone" not in pins
    assert "pytest" not in pins
    for name in ("numpy", "numba", "llvmlite"):
        assert pins[name] == study.plan.fingerprint[name]


def test_the_same_study_gives_the_same_bytes_here_and_from_a_copy(made, own, tmp_path):
    again = bundle(own, tmp_path / "again", Wanted(authors=AUTHORS, licence="CC-BY-4.0"))
    assert inside(again.path) == inside(made.path)
    assert again.sums == made.sums


@pytest.mark.usefixtures("little")
def test_its_date_is_that_of_the_study_or_of_source_date_epoch(own, tmp_path, monkeypatch):
    os.utime(own.folder / "manifest" / "whole.jsonl", (86_400 * 365, 86_400 * 365))
    root = root_of(own.bundle(tmp_path / "one"))
    assert root["datePublished"] == "1971-01-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert root_of(own.bundle(tmp_path / "two"))["datePublished"] == "2001-09-09"


def root_of(folder):
    graph = json.loads((folder / crate.FILE).read_text("utf-8"))["@graph"]
    return next(each for each in graph if each["@id"] == "./")


@pytest.mark.usefixtures("without_figures")
def test_a_zip_file_holds_the_same_and_has_the_same_bytes(plain, study, tmp_path):
    asked = Wanted(zipped=True, authors=AUTHORS, licence="CC-BY-4.0")
    first = bundle(study, tmp_path / "a" / "paper", asked).path
    second = bundle(study, tmp_path / "b" / "paper.zip", asked).path
    assert first.name == second.name == "paper.zip"
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path)
    assert inside(tmp_path / "paper") == inside(plain.path)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["paper.zip"]


@pytest.mark.usefixtures("without_figures")
def test_nothing_is_written_over_without_force_and_what_is_no_bundle_never(study, tmp_path, capsys):
    place = tmp_path / "paper"
    assert main(["bundle", str(study.folder), "--out", str(place)]) == 0
    (place / "README.md").write_text("edited")
    assert main(["bundle", str(study.folder), "--out", str(place)]) == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert (place / "README.md").read_text() == "edited"
    assert main(["bundle", str(study.folder), "--out", str(place), "--force"]) == 0
    assert problems(place) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["paper"]
    (place / "tables" / "paper.tex").write_text("mine")
    with pytest.raises(opo.InvalidInput, match=r"such as tables/paper\.tex"):
        study.bundle(place, force=True)
    assert (place / "tables" / "paper.tex").read_text() == "mine"
    for name in (tmp_path / "notes", tmp_path / "notes.zip"):
        file = name if name.suffix else name / "mine.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
        with pytest.raises(opo.InvalidInput, match="something other than a bundle"):
            study.bundle(name, force=True, zipped=bool(name.suffix))
        assert file.read_text() == "mine"


@pytest.mark.parametrize(("lang", "said"), [("en", "is a bundle already"), ("zh", "已是材料包")])
def test_of_a_bundle_it_is_said_where_its_study_is(lang, said, made, tmp_path, capsys):
    assert main(["--lang", lang, "bundle", str(made.path), "--out", str(tmp_path / "again")]) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert str(made.path / "study") in shown
    assert list(tmp_path.iterdir()) == []


def test_study_and_bundle_do_not_lie_within_each_other(own):
    for place in (own.folder, own.folder / "paper", own.folder.parent):
        with pytest.raises(opo.InvalidInput, match="lie within each other"):
            own.bundle(place, force=True)
    assert own.verify() == []


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.usefixtures("little")
def test_whatever_stops_it_leaves_no_half_bundle(fault, before, zipped, study, tmp_path, monkeypatch):
    asked, place = Wanted(zipped=zipped, force=True), tmp_path / "paper.zip"
    if before:
        bundle(study, place, asked)
    former = place.read_bytes() if before and zipped else before and inside(place)

    def stopped(*_):
        raise fault

    monkeypatch.setattr(outputs.checksums, "listed", stopped)
    wanted = KeyboardInterrupt if isinstance(fault, KeyboardInterrupt) else DiskFull
    with pytest.raises(wanted):
        bundle(study, place, asked)
    assert [path.name for path in tmp_path.iterdir()] == (["paper.zip"] if before else [])
    assert (place.read_bytes() if before and zipped else before and inside(place)) == former


@pytest.mark.usefixtures("little")
def test_ctrl_c_ends_the_command_with_its_status(study, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(outputs, "_zip", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    assert main(["bundle", str(study.folder), "--zip", "--out", str(tmp_path / "paper")]) == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_figures")
def test_the_command_and_the_door_write_the_same(plain, study, tmp_path, capsys):
    line = ["bundle", str(study.folder), "--out", str(tmp_path / "one"), "--licence", "CC-BY-4.0", "--json"]
    assert main([*line, *(part for each in AUTHORS for part in ("--author", each))]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {each["path"]: each["sha256"] for each in said["files"]} == plain.sums
    assert said["bytes"] == sum(plain.sizes.values())
    folder = study.bundle(tmp_path / "two", authors=AUTHORS, licence="CC-BY-4.0")
    assert inside(folder) == inside(tmp_path / "one") == inside(plain.path)


@pytest.mark.usefixtures("without_figures")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nobody_is_named_the_screen_has_the_hint_and_the_documents_what_is_true(
    lang, study, tmp_path, capsys
):
    place = tmp_path / "paper"
    assert main(["--lang", lang, "bundle", str(study.folder), "--out", str(place)]) == 0
    assert "--author" in capsys.readouterr().err
    files = {name: data.decode("utf-8", "replace") for name, data in inside(place).items()}
    assert not [name for name, said in files.items() if "--author" in said or "未署名（" in said]
    assert (
        "\nStudy small: runs, answer and everything to repeat them (oneplusone) [Data set]. ("
        in files["README.md"]
    )
    assert "\n研究 small：运行、结果及其复现所需的全部材料（oneplusone）[数据集]（" in files["README.zh.md"]
    assert files["citation/gbt7714.txt"].startswith("[1] 研究 small：")
    first = files["citation/citation.bib"].split("\n\n")[0]
    assert "author" not in first
    assert "key     = {study-small-" in first
    assert "type: dataset" not in files["citation/CITATION.cff"]
    assert "CITATION.cff has the last two" in files["README.md"]
    assert "CITATION.cff 只有后二者" in files["README.zh.md"]
    assert "author" not in root_of(place)


def test_where_somebody_is_named_every_form_has_the_data_set_and_the_readme_says_so(made):
    files = {name: data.decode("utf-8", "replace") for name, data in inside(made.path).items()}
    assert "this data set, the software and the case: BibTeX, GB/T 7714, CITATION.cff |" in files["README.md"]
    assert "type: dataset" in files["citation/CITATION.cff"]
    named = "Gao, Li (https://orcid.org/0000-0002-1825-0097); 欧阳修; Chongqing University ("
    assert named in files["README.md"]


def test_how_the_authors_were_read_is_shown():
    authors = [author_of(each) for each in AUTHORS]
    assert authors_shown(authors, "en") == [
        "Authors as read: family Gao, given Li; family 欧阳, given 修",
        "Cited as institutions: Chongqing University",
    ]
    assert authors_shown(authors[1:2], "zh") == ["作者（按此理解）：姓 欧阳，名 修"]
    unclear = [author_of("Gao Li, Wang Wu"), author_of("Plato")]
    assert authors_shown(unclear, "en") == ["Authors as read: family Gao Li, given Wang Wu; only name Plato"]


@pytest.mark.parametrize(
    ("licence", "wanted"),
    [
        ("CC-BY-4.0", "    license: CC-BY-4.0"),
        ("https://a.org/l", '    license-url: "https://a.org/l"'),
        ("ask the authors", '    date-released: "2026-11-29"'),
    ],
)
def test_the_data_set_has_its_licence_in_cff_where_the_form_has_a_place(licence, wanted):
    subject = page.Subject("name", "what", "2026-11-29", licence, (), "words", [author_of("Gao, Li")])
    assert page.cited_in_cff(subject).splitlines()[-1] == wanted


@pytest.mark.parametrize(
    "given", ["", "Gao Li", "Gao, Li; Wei, Li", "重庆大学", "Gao Li (0000-0002-1825-0098)"]
)
def test_an_author_who_cannot_be_read_is_refused_before_anything_is_computed(
    given, study, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(outputs, "notes_of", lambda study: pytest.fail("too late"))
    line = ["bundle", str(study.folder), "--out", str(tmp_path / "paper"), "--author", given]
    assert main(line) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_data_set_itself_is_cited(made):
    """In BibTeX as an entry of its own, in GB/T 7714 as [DS]; everywhere first, and numbered as it stands."""
    bib = (made.path / "citation/citation.bib").read_text("utf-8")
    assert re.findall(r"^@(\w+)\{", bib, re.MULTILINE) == ["dataset", "software", "misc"]
    first = bib.split("\n\n")[0]
    assert "author  = {Gao, Li and 欧阳修 and {Chongqing University}}," in first
    assert "title   = {{Study small: runs, answer" in first
    assert "note    = {Data set, CC-BY-4.0}," in first
    lines = (made.path / "citation/gbt7714.txt").read_text("utf-8").splitlines()
    assert re.fullmatch(
        r"\[1\] GAO Li, 欧阳修, Chongqing University\. 研究 small：.+\[DS\]\. \d{4}\.", lines[0]
    )
    assert [line[:4] for line in lines] == ["[1] ", "[2] ", "[3] "]
    assert ["[DS]" in line or "[CP]" in line or "[Z]" in line for line in lines] == [True] * 3
    assert "[CP]" in lines[1]


def test_a_data_set_of_nobody_or_of_many_is_cited_too(study):
    def subject(*authors):
        people = [author_of(each) for each in authors]
        return page.Subject("name", "what", "2026-11-29", "any & all", (), "words", people)

    plan = dataclasses.replace(study.plan, name="a_b 100%")
    nobody = page.cited_in_bibtex(subject(), plan)
    assert nobody.startswith("@dataset{study-a-b-100-2026,\n  key     = {study-a-b-100-2026},\n  title")
    assert "Study a\\_b 100\\%: runs" in nobody
    assert r"any \& all" in nobody
    assert page.cited_in_gbt7714(subject(), plan, 1).startswith("[1] 研究 a_b 100%：")
    assert "甲, 乙, 丙, 等. " in page.cited_in_gbt7714(subject(*"甲乙丙丁"), plan, 3)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--verify"], "is no bundle"),
        (["--stored"], "--stored is for --verify"),
        (["--verify", "--zip"], "--zip is for making"),
        (["--verify", "--author", "X"], "--author is for making"),
    ],
)
def test_what_does_not_go_together_is_refused(more, said, study, capsys):
    assert main(["bundle", str(study.folder), *more]) == 2
    assert said in capsys.readouterr().err


def test_without_python_docx_it_says_what_to_install(study, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(opo.InvalidInput, match="oneplusone\\[word\\]"):
        study.bundle(tmp_path / "paper")
    assert list(tmp_path.iterdir()) == []

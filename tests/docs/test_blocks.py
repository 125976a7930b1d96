"""Every block of code of every page is run, here or by a test that is named, or a list says why it is not."""

import re
import shlex
import subprocess
import tomllib
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from experiments.cli.main import main, parser_for
from experiments.document import findings
from oneplusone import Study
from tests.support.drawing import named_only
from tests.support.few_levers import among_few

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for place in ("*.md", "docs/*.md", "notebooks/*.md") for path in ROOT.glob(place))
LISTED = tomllib.loads(Path(__file__).with_name("blocks.toml").read_text("utf-8"))
SHELL, SAME = {"", "sh"}, {"docs/bundle", "docs/report"}
"""Pages whose Chinese commands are the English ones, as test_languages.py asks: they are run once."""

COMPUTED = findings.findings
SIZES = {"report": ["--draws", "2", "--seeds", "1", "--months", "9"]}


@dataclass(frozen=True)
class Block:
    """A block of code: where it stands, its language and its text."""

    page: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def stem(self) -> str:
        """The page without its language."""
        return self.page.removesuffix(".md").removesuffix(".zh")


def blocks(path):
    text = path.read_text("utf-8")
    for found in re.finditer(r"^```(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(path.relative_to(ROOT).as_posix(), line, found[1], found[2])


BLOCKS = [block for path in PAGES for block in blocks(path)]


def listed(block, name):
    """The entry of the list that is about a block."""
    for entry in LISTED[name]:
        if entry["page"] == block.stem and block.text.startswith(entry.get("begins", "")):
            return entry
    return None


def run_here(block):
    """Whether this file runs a block, and so fails where it does not work."""
    if listed(block, "held") or listed(block, "exempt"):
        return False
    if block.kind == "diff":
        return block.stem == "CONTRIBUTING"
    return block.kind in {"python", "sql", "toml", *SHELL}


def accounted(block):
    """Whether a block is run, or is in the list."""
    return bool(run_here(block) or listed(block, "held") or listed(block, "exempt"))


def test_every_block_is_run_or_is_listed_with_the_reason():
    assert len(BLOCKS) > 80
    left = [str(block) for block in BLOCKS if not accounted(block)]
    assert left == [], (
        "run it in tests/docs/test_blocks.py, or say in tests/docs/blocks.toml who does, or why nobody does"
    )


def test_what_is_listed_is_there():
    for name in ("held", "exempt"):
        for entry in LISTED[name]:
            assert [block for block in BLOCKS if listed(block, name) is entry], entry
    for entry in LISTED["held"]:
        test = (ROOT / entry["by"]).read_text("utf-8")
        named = (Path(entry["page"]).name + ".md", entry.get("begins", "\0").split()[0], "diagram")
        assert any(each in test for each in named), entry
    text = "".join(block.text for block in BLOCKS if run_here(block))
    assert [line for line in [*LISTED["lines"], *LISTED["small"]] if line not in text] == []


def test_a_block_that_nobody_runs_is_found():
    stray = Block("docs/concepts.md", 1, "ruby", "puts 1\n")
    assert not accounted(stray)
    assert run_here(Block("docs/concepts.md", 1, "python", "1\n"))


def smaller(text):
    for large, small in LISTED["small"].items():
        text = text.replace(large, small)
    return text


def commands(block):
    """The lines of a block that are run, without their comments and without where their output goes."""
    for line in block.text.splitlines():
        if any(line.startswith(each) for each in LISTED["lines"]):
            continue
        yield shlex.split(smaller(line).partition(" > ")[0], comments=True)


def found_once(patch):
    """Compute the parts of a scenario's report once, though the page writes three reports of the case."""
    made = {}

    def found(simulator, sizes, seed, bars, study, stored):
        if study is not None:
            return COMPUTED(simulator, sizes, seed, bars, study, stored)
        key = (simulator.scenario.fingerprint(), str(sizes), seed)
        if key not in made:
            made[key] = COMPUTED(simulator, sizes, seed, bars)
        return made[key]

    patch.setattr(findings, "findings", found)


def study_of(page):
    """The file of the study that a page is about, made small: its own, or that of docs/studies.md."""
    own = [block for block in blocks(page) if block.kind == "toml"]
    (file,) = own or [block for block in blocks(ROOT / "docs/studies.md") if block.kind == "toml"]
    return smaller(file.text)


def run(block):
    if block.kind == "python":
        exec(compile(smaller(block.text), str(block), "exec"), {})
        plt.close("all")
    elif block.kind == "sql":
        assert main(["study", "query", "studies/terms", block.text]) == 0
    else:
        for program, *words in commands(block):
            assert program == "oneplusone", block
            sizes = [] if "--stored" in words else SIZES.get(words[0], [])
            assert main([*words, *sizes]) == 0, (str(block), words)


def in_turn(page):
    """What is run of a page, each list in a folder of its own: Python stands beside the shell, not after."""
    mine = [block for block in blocks(page) if run_here(block)]
    shell = [block for block in mine if block.kind in {"sql", *SHELL} and list(commands(block))]
    if page.name.endswith(".zh.md") and mine and mine[0].stem in SAME:
        return []
    return [each for each in (shell, [block for block in mine if block.kind == "python"]) if each]


IN_TURN = {f"{each[0].page} {each[0].kind or 'sh'}": each for page in PAGES for each in in_turn(page)}


@pytest.mark.parametrize("name", IN_TURN)
def test_the_blocks_of_a_page_work_one_after_the_other(name, tmp_path, monkeypatch, capsys):
    first, *_ = mine = IN_TURN[name]
    file = study_of(ROOT / first.page)
    monkeypatch.chdir(tmp_path)
    Path("terms.toml").write_text(file, "utf-8")
    Path("longer.toml").write_text(file.replace("[8, 12]", "[8, 12, 24]"), "utf-8")
    if first.stem in SAME:
        among_few(monkeypatch)  # a page asks for it five times
        found_once(monkeypatch)
        assert main(["new", "mine.toml"]) == 0
        Study.create("terms.toml", "studies/terms").run()
    drawn = first.kind == "python"  # what a command draws is looked at where its own tests are
    with nullcontext() if drawn else named_only():
        for block in mine:
            run(block)
    capsys.readouterr()


@pytest.mark.parametrize("name", sorted({block.page for block in BLOCKS if block.kind == "diff"}))
def test_what_is_quoted_of_a_commit_stands_in_it(name):
    """Every line of an example in CONTRIBUTING is one of the commit that is named before it."""
    text = (ROOT / name).read_text("utf-8")
    quoted = [block for block in BLOCKS if block.page == name and block.kind == "diff"]
    for block in quoted:
        before = "\n".join(text.splitlines()[: block.line])
        commit = re.findall(r"`([0-9a-f]{7})`", before)[-1]
        shown = subprocess.run(["git", "show", commit], cwd=ROOT, capture_output=True, text=True, check=False)
        if shown.returncode:
            pytest.skip("this copy of the repository has no history")
        there = {" ".join(line.split()) for line in shown.stdout.splitlines()}
        lines = [line for line in block.text.splitlines() if re.match(r"[+-](?![+-]{2})", line)]
        assert [line for line in lines if "…" not in line and " ".join(line.split()) not in there] == [], (
            commit
        )


def spans(path):
    """Every command in a text, with its place-holders as they are."""
    text = re.sub(r"^```\S*\n.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {" ".join(span.split()) for span in re.findall(r"`(oneplusone [^`]+)`", text)}


@pytest.mark.parametrize(
    "path",
    [path for path in PAGES if path.stem != "CHANGELOG"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_command_in_a_text_is_understood(path, capsys):
    refused = []
    for line in spans(path):
        words = shlex.split(line.replace("…", ""))[1:]
        try:
            parser_for(words, "en").parse_args(words)
        except SystemExit as ended:
            if (
                ended.code and ": missing: " not in capsys.readouterr().err
            ):  # a name without its place-holders
                refused.append(line)
    assert refused == []

"""The contracts of import-linter can fail: each is broken by an import planted in the graph of the code."""

import ast
import copy
from pathlib import Path

import grimp
import pytest
from importlinter import configuration
from importlinter.application.use_cases import read_user_options
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

configuration.configure()
ROOT = Path(__file__).parents[2]
KINDS = {"forbidden": ForbiddenContract, "layers": LayersContract}
OPTIONS = read_user_options(str(ROOT / "pyproject.toml"))
ROOTS = tuple(OPTIONS.session_options["root_packages"])
CONTRACTS = {
    each["name"].partition(":")[0]: KINDS[each["type"]](each["name"], OPTIONS.session_options, each)
    for each in OPTIONS.contracts_options
}
LANGUAGE, TERMINAL, FOLDER, MATPLOTLIB, LAYERS = (
    "A computation knows no language",
    "A computation knows no terminal, report or figure",
    "A computation knows no folder",
    "Only figures import Matplotlib",
    "Experiments are built in layers",
)
GRAPH = grimp.build_graph(
    *ROOTS, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
)
COMPUTATIONS = [
    "experiments.runs.settings", "experiments.statistics.intervals", "experiments.designs.factors",
    "experiments.study.file", "experiments.study.storage.note", "experiments.synergy.verdict",
    "experiments.validation.patterns", "experiments.discovery.boxes", "experiments.discovery.from_study",
    "experiments.optimisation.trials", "experiments.attribution.factorial", "experiments.case.why",
    "experiments.maps.from_study", "experiments.sensitivity.estimators", "experiments.simulation.simulate",
    "experiments.comparison.differences", "experiments.calibration.conditioning", "experiments.provenance",
    "experiments.progress", "experiments.isolation", "experiments.maps", "experiments.new.analysis",
]  # fmt: skip
PLANTS = [
    ("The model knows nothing of what is done with it", "sim.world", "experiments.runs.paired"),
    ("The model knows nothing of what is done with it", "sim.texts", "oneplusone.inputs"),
    (
        "The model is plain Python and Numba, sim.model is Mesa (tests/architecture has the rest)",
        "sim.agenda",
        "mesa",
    ),
    ("The model is built in layers", "sim.rules.effort", "sim.agents.office"),
    (LAYERS, "experiments.maps.analysis", "experiments.sensitivity.sobol"),
    (LAYERS, "experiments.statistics.power", "experiments.runs.keys"),
    ("A study is built in layers", "experiments.study.storage.store", "experiments.study.tables.reader"),
    (MATPLOTLIB, "experiments.maps.report", "matplotlib"),
    (MATPLOTLIB, "oneplusone.tables", "matplotlib"),
    ("Nobody imports a web framework", "experiments.cli.main", "solara"),
    *((LANGUAGE, each, texts) for each in COMPUTATIONS for texts in ("experiments.texts", "sim.texts")),
    *(
        (TERMINAL, each, speaks)
        for each in COMPUTATIONS
        for speaks in (
            "experiments.reporting.terminal", "experiments.plotting", "experiments.plotting.notes",
            "experiments.cli.options", "experiments.cli", "tqdm", "matplotlib", "experiments.maps.report",
            "experiments.attribution.ledger_report", "experiments.discovery.figures",
            "experiments.comparison.outputs", "experiments.reference.catalogue",
        )
    ),
    *((FOLDER, each, "experiments.files") for each in COMPUTATIONS if ".storage." not in each),
    (FOLDER, "experiments.study.execution.local", "experiments.files"),
    (FOLDER, "experiments.maps.report", "experiments.files"),
]  # fmt: skip


def check(name, *planted):
    """A contract's check of the code with some imports added, on a copy of its graph."""
    graph = copy.deepcopy(GRAPH)
    for importer, imported in planted:
        for module in {importer, imported} - graph.modules:
            graph.add_module(module, is_squashed=not module.startswith(ROOTS))
        graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="planted")
    return CONTRACTS[name].check(graph, verbose=False)


def missed(name, planted):
    """The planted imports that a contract does not name: all at once where it names each, else one by one."""
    if isinstance(CONTRACTS[name], LayersContract):
        return [each for each in planted if check(name, each).kept]
    named = {
        (step["importer"], step["imported"])
        for pair in check(name, *planted).metadata["invalid_chains"]
        for chain in pair["chains"]
        for step in chain
    }
    return [each for each in planted if each not in named]


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_code_keeps_every_contract(name):
    assert check(name).kept


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_planted_import_breaks_its_contract(name):
    planted = [(importer, imported) for contract, importer, imported in PLANTS if contract == name]
    assert planted, "no import is known that breaks this contract"
    assert missed(name, planted) == []


def test_what_a_contract_allows_is_not_reported():
    allowed = ("experiments.new.report", "experiments.texts")
    assert missed(LANGUAGE, [allowed]) == [allowed]


@pytest.mark.parametrize("name", [LANGUAGE, TERMINAL, FOLDER])
def test_no_exemption_is_left_over_and_none_is_for_a_whole_package(name):
    """An exemption that matches nothing is an open door (import-linter then says so: no alert is off)."""
    options = CONTRACTS[name].contract_options
    assert "unmatched_ignore_imports_alerting" not in options
    whole = {each.partition(" -> ")[0] for each in options["ignore_imports"] if ".** -> " in each}
    spoken = {"cli", "reporting", "plotting", "reference", "benchmarks", "study.storage", "document.html"}
    assert whole <= {f"experiments.{each}.**" for each in spoken}


def speaking():
    """The modules that the contract names as those of reports, figures, files and commands."""
    patterns = CONTRACTS[TERMINAL].contract_options["forbidden_modules"]
    return {
        module
        for pattern in patterns
        for module in (GRAPH.find_matching_modules(pattern) if "*" in pattern else {pattern})
    }


# `open` and what pathlib has of it; `print`. Of a study: its folder, its cluster and its child processes; of
# the page: the packages that it is built with, and what is kept of their work.
WRITES = {"open", "write_text", "write_bytes", "mkdir", "touch", "unlink"}
FOLDERS = ("experiments.files", "experiments.study.", "experiments.page.workshop")
BY_HAND = {"experiments.validation.patterns"}  # python -m …: prints the patterns with all replications


def calls(source):
    """The names of all functions and methods that a source calls."""
    found = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {f.id if isinstance(f, ast.Name) else getattr(f, "attr", "") for f in found}


def test_a_computation_neither_prints_nor_writes():
    silent = {m for m in GRAPH.modules if m.startswith("experiments.")} - speaking() - BY_HAND
    assert len(silent) > 80
    found = {}
    for module in sorted(silent):
        place = ROOT / module.replace(".", "/")
        path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        called = calls(path.read_text("utf-8"))
        wrong = called & ({"print"} if module.startswith(FOLDERS) else {"print", *WRITES})
        if wrong:
            found[module] = wrong
    assert found == {}


def test_printing_and_writing_would_be_noticed():
    source = "print(1)\nwith open('x') as f: f.read()\nPath('y').write_text('')\nstr.upper('z')"
    assert calls(source) & {"print", *WRITES} == {"print", "open", "write_text"}

"""The structure of the code: packages, levels, cycles, one place for each thing."""

import ast
import importlib.util
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import grimp
import pytest

ROOT = Path(__file__).parents[2]
EXPERIMENTS = ROOT / "experiments"
PACKAGES = sorted(path.name for path in EXPERIMENTS.iterdir() if (path / "__init__.py").is_file())

spec = importlib.util.spec_from_file_location("diagram", ROOT / "docs" / "diagram.py")
diagram = importlib.util.module_from_spec(spec)
spec.loader.exec_module(diagram)


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_experiments_has_at_most_ten_levels_and_a_dozen_files_at_its_top():
    found = diagram.levels(diagram.rooms("experiments"))  # raises for a circle
    assert max(found.values()) <= 10
    assert len(list(EXPERIMENTS.glob("*.py"))) <= 12


def test_a_circle_of_imports_would_be_noticed():
    with pytest.raises(ValueError, match="circle"):
        diagram.levels({"a": {"b"}, "b": {"a"}, "c": set()})


@pytest.mark.parametrize("package", ["sim", "experiments", "oneplusone"])
def test_no_module_imports_itself_in_a_circle_not_even_within_a_function(package):
    graph = grimp.build_graph(package, exclude_type_checking_imports=True, cache_dir=None)
    imports = {
        module: {t for t in graph.find_modules_directly_imported_by(module) if t != package}
        for module in graph.modules
        if module != package
    }
    # a package's __init__ re-exports its modules: an import of it is one of them
    names = {
        module: {t for t in targets if not module.startswith(f"{t}.")} for module, targets in imports.items()
    }
    diagram.levels({module: targets & names.keys() for module, targets in names.items()})


def test_the_diagram_is_that_of_the_code():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert page == diagram.renewed(page), "renew with: python docs/diagram.py"


def layers_of(contract):
    """{path: layer}, counted from below, of a contract of layers in pyproject.toml."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(each["layers"] for each in options["contracts"] if each["name"] == contract)
    rows = [[name for name in row.split(" | ") if not name.startswith("(")] for row in layers]
    return {
        name.replace(".", "/"): layer
        for layer, row in enumerate(reversed([row for row in rows if row]), 1)
        for name in row
    }


def table_of(page):
    """{path: layer} of the tables of layers in docs/architecture.md; None where no layer is given."""
    return {
        path.removesuffix(".py"): None if layer == "–" else int(layer)
        for layer, paths in re.findall(r"^\| (\d+|–) \| ([^|]+) \|", page, re.M)
        for path in re.findall(r"`([\w./]+)`", paths)
    }


def in_tree(*packages):
    return {
        f"{package}/{path.stem}"
        for package in packages
        for path in (ROOT / package).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or list(path.glob("*.py"))
    }


def test_the_tables_of_layers_have_every_file_in_the_layer_of_its_contract():
    table = table_of((ROOT / "docs" / "architecture.md").read_text("utf-8"))
    above = {name: layer + 1 for name, layer in layers_of("Experiments are built in layers").items()}
    model = layers_of("The model is built in layers")
    assert {name: layer for name, layer in table.items() if layer} == {"sim": 1} | above | model
    assert set(table) - {"sim", "oneplusone"} == in_tree("experiments", "sim")


def test_a_file_that_the_tables_lack_would_be_noticed():
    page = "| 3 | `a/b.py`, `a/c` | what | |\n| – | `a/d.py` | x | |"
    assert table_of(page) == {"a/b": 3, "a/c": 3, "a/d": None}
    assert {"experiments/isolation", "experiments/study", "sim/world"} <= in_tree("experiments", "sim")
    assert not {"experiments/__init__", "sim/scenarios"} & in_tree("experiments", "sim")


def test_no_two_public_classes_share_a_name():
    found = defaultdict(list)
    for path in sources("sim", "experiments", "oneplusone"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


class Place(NamedTuple):
    """The one place of each thing that a stranger asks for, under `experiments` and its tests."""

    entry: str
    computation: str
    text: str
    figure: str
    tests: str


# What a stranger asks, by command. The case draws the figures of its parts; a study's answer is `sweep`.
QUESTIONS = {
    "run": Place(
        "simulate", "simulation/simulate.py", "simulation/report.py", "simulation/figure.py",
        "simulation/test_simulate.py",
    ),
    "compare": Place(
        "compare", "comparison/comparison.py", "comparison/report.py", "comparison/figure.py",
        "comparison/test_comparison.py",
    ),
    "ledger": Place(
        "ledger", "attribution/analysis.py", "attribution/ledger_report.py", "attribution/figures.py",
        "attribution/test_ledger.py",
    ),
    "paths": Place(
        "reform_paths", "attribution/analysis.py", "attribution/paths_report.py", "attribution/figures.py",
        "attribution/test_reform_paths.py",
    ),
    "sensitivity": Place(
        "sobol", "sensitivity/analysis.py", "sensitivity/report.py", "sensitivity/figures.py",
        "sensitivity/test_sobol.py",
    ),
    "map": Place(
        "lever_map", "maps/analysis.py", "maps/report.py", "maps/figures.py", "maps/test_lever_map.py"
    ),
    "discover": Place(
        "discover", "discovery/analysis.py", "discovery/report.py", "discovery/figures.py",
        "discovery/test_analysis.py",
    ),
    "optimise": Place(
        "pareto_front", "optimisation/analysis.py", "optimisation/report.py", "optimisation/figures.py",
        "optimisation/test_analysis.py",
    ),
    "nearest": Place(
        "nearest", "nearest/analysis.py", "nearest/report.py", "nearest/figures.py",
        "nearest/test_analysis.py",
    ),
    "forms": Place(
        "forms", "forms/analysis.py", "forms/report.py", "forms/figures.py", "forms/test_analysis.py"
    ),
    "calibrate": Place(
        "calibrate", "calibration/analysis.py", "calibration/posterior_report.py", "calibration/figures.py",
        "calibration/test_analysis.py",
    ),
    "case": Place("why", "case/why.py", "case/report.py", "simulation/figure.py", "case/test_why.py"),
    "study": Place("Study", "study/study.py", "sweep/report.py", "sweep/figures.py", "study/test_run.py"),
}  # fmt: skip
BESIDES = {"case": {"simulation"}, "study": {"sweep"}}
# Reports and figures within one question: of its second method or part, and of what several questions say.
PARTS = {
    "sensitivity/screening_report.py", "calibration/report.py", "synergy/report.py",
    "synergy/headline_report.py", "comparison/headline_report.py", "comparison/changes_report.py",
    "conventions/report.py", "conventions/figures.py",
}  # fmt: skip


def modules_in(path):
    """All modules that a file imports, also within functions."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    found = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    found |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return found


def module_of(place):
    return f"experiments.{place.removesuffix('.py').replace('/', '.')}"


def defined(path):
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, kinds)}


def wrong(command, place):
    """What of a question is not at its one place."""
    homes = [path for path in sources("experiments") if place.entry in defined(path)]
    if [path.relative_to(EXPERIMENTS).as_posix() for path in homes] != [place.computation]:
        yield "computation"
    packages = {name.partition("/")[0] for name in (place.computation, place.text, place.figure)}
    if packages - {place.computation.partition("/")[0]} != BESIDES.get(command, set()):
        yield "package"
    text, figure = EXPERIMENTS / place.text, EXPERIMENTS / place.figure
    if "experiments.texts" not in modules_in(text) or not {"lines", "summary_of"} & defined(text):
        yield "text"
    if "matplotlib.figure" not in modules_in(figure) or "figure_of" not in defined(figure):
        yield "figure"
    if module_of(place.computation) not in modules_in(EXPERIMENTS / "cli" / "commands" / f"{command}.py"):
        yield "command"
    package = module_of(place.computation).rpartition(".")[0]
    tests = modules_in(ROOT / "tests" / "experiments" / place.tests)
    if not any(name.startswith((package, "oneplusone")) for name in tests):
        yield "tests"


@pytest.mark.parametrize(("command", "place"), QUESTIONS.items())
def test_computation_text_figure_command_and_tests_have_one_place_each(command, place):
    assert list(wrong(command, place)) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"computation": "attribution/ledger.py"}, ["computation"]),
        ({"entry": "sobol", "computation": "sensitivity/analysis.py"}, ["package", "command", "tests"]),
        ({"text": "attribution/factorial.py"}, ["text"]),
        ({"figure": "maps/figures.py"}, ["package"]),
        ({"figure": "attribution/ledger_report.py"}, ["figure"]),
        ({"tests": "maps/test_lever_map.py"}, ["tests"]),
    ],
)
def test_a_thing_that_is_not_at_its_place_would_be_noticed(change, what):
    assert list(wrong("ledger", QUESTIONS["ledger"]._replace(**change))) == what


def test_no_text_and_no_figure_of_a_question_stands_elsewhere():
    named = {place.text for place in QUESTIONS.values()} | {place.figure for place in QUESTIONS.values()}
    found = {
        path.relative_to(EXPERIMENTS).as_posix()
        for form in ("*/*report.py", "*/figure*.py")
        for path in EXPERIMENTS.glob(form)
        if path.name not in ("study_report.py", "figure_options.py")  # a result, and options of commands
    }
    assert found == named | PARTS


def test_every_command_of_an_analysis_is_a_question():
    others = {
        "parameters",
        "scenarios",
        "new",
        "draw",
        "table",
        "methods",
        "cite",
        "module",
        "page",
        "report",
        "bundle",
        "__init__",
    }
    assert {path.stem for path in (EXPERIMENTS / "cli" / "commands").glob("*.py")} - others == set(QUESTIONS)


# Packages whose tests stand with their kind of evidence.
ELSEWHERE = {"validation": "model/patterns", "texts": "experiments/test_texts.py"}


def test_every_package_says_in_a_sentence_what_it_is_and_has_tests():
    for name in PACKAGES:
        said = ast.get_docstring(ast.parse((EXPERIMENTS / name / "__init__.py").read_text("utf-8")))
        assert said, name
        tests = ROOT / "tests" / ELSEWHERE.get(name, f"experiments/{name}")
        assert tests.exists(), f"no tests for {name}"


SHORTEST = 6
"""Lines of code from which a repeated run counts as logic."""


def lines_of(path):
    """The lines of code: no blanks, comments, imports, docstrings or lone brackets, and no signatures, for
    functions that implement one protocol must agree in them."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            skipped |= set(range(node.lineno, node.end_lineno + 1))
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            skipped |= set(range(first, node.body[0].lineno))
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for part in body:
                if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                    skipped |= set(range(part.lineno, part.end_lineno + 1))
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        plain = re.sub(r"\s+", " ", line.partition("  #")[0]).strip()
        if number not in skipped and len(re.sub(r"\W", "", plain)) > 3 and not plain.startswith("#"):
            yield number, plain


def repeated(paths, length=SHORTEST):
    """{places: the lines} of every run of so many lines of code that stands in more than one place."""
    places = defaultdict(list)
    for path in paths:
        code = list(lines_of(path))
        for start in range(len(code) - length + 1):
            key = "\n".join(line for _, line in code[start : start + length])
            places[key].append(f"{path.name}:{code[start][0]}")
    return {tuple(where): key for key, where in places.items() if len(where) > 1}


def test_no_logic_is_written_twice():
    assert repeated(sources("sim", "experiments", "oneplusone")) == {}


def test_logic_that_is_written_twice_would_be_noticed(tmp_path):
    file = tmp_path / "twice.py"
    body = "".join(f"    value{number} = value + {number}\n" for number in range(SHORTEST))
    taken = "".join(f"    taken{number}: int,\n" for number in range(2 * SHORTEST))
    file.write_text("\n\n".join(f'def {name}(\n{taken}):\n    """Add."""\n{body}' for name in ("one", "two")))
    assert list(repeated([file])) == [(f"twice.py:{2 * SHORTEST + 4}", f"twice.py:{5 * SHORTEST + 9}")]
    assert repeated([file], SHORTEST + 1) == {}

"""The structure of the code: packages, levels, cycles, one place for each thing."""

import ast
import importlib.util
import re
from collections import Counter, defaultdict
from pathlib import Path

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
    graph = grimp.build_graph(package, exclude_type_checking_imports=True)
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


def test_no_two_public_classes_share_a_name():
    found = defaultdict(list)
    for path in sources("sim", "experiments", "oneplusone"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


# What a stranger asks, and the one place for each: package, text, figure, command, tests.
QUESTIONS = {
    "ledger": "attribution",
    "paths": "attribution",
    "sensitivity": "sensitivity",
    "map": "maps",
    "discover": "discovery",
    "optimise": "optimisation",
    "compare": "comparison",
    "run": "simulation",
    "case": "case",
    "study": "study",
}
ENTRY = {
    "ledger": "ledger", "paths": "reform_paths", "sensitivity": "sobol", "map": "lever_map",
    "discover": "discover", "optimise": "pareto_front", "compare": "compare", "run": "simulate",
}  # fmt: skip


@pytest.mark.parametrize(("command", "package"), QUESTIONS.items())
def test_computation_text_figure_command_and_tests_have_one_place_each(command, package):
    folder = EXPERIMENTS / package
    assert (EXPERIMENTS / "cli" / "commands" / f"{command}.py").is_file()
    assert list((ROOT / "tests" / "experiments" / package).rglob("test_*.py")), "its tests"
    if command in ENTRY:
        homes = [
            path
            for path in sources("experiments")
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef) and node.name == ENTRY[command]
        ]
        assert [path.parent for path in homes] == [folder], "its computation"
        assert list(folder.glob("*report.py")), "its text"
        assert list(folder.glob("figure*.py")), "its figure"


# Packages whose tests stand with their kind of evidence.
ELSEWHERE = {"validation": "model/patterns", "texts": "experiments/test_texts.py"}


def test_every_package_says_in_a_sentence_what_it_is_and_has_tests():
    for name in PACKAGES:
        said = ast.get_docstring(ast.parse((EXPERIMENTS / name / "__init__.py").read_text("utf-8")))
        assert said, name
        tests = ROOT / "tests" / ELSEWHERE.get(name, f"experiments/{name}")
        assert tests.exists(), f"no tests for {name}"


def lines_of(path):
    """The lines of code, without blanks, comments, imports, docstrings and lone brackets."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            skipped |= set(range(node.lineno, node.end_lineno + 1))
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for part in body:
                if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                    skipped |= set(range(part.lineno, part.end_lineno + 1))
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        plain = re.sub(r"\s+", " ", line.partition("  #")[0]).strip()
        if number not in skipped and len(re.sub(r"\W", "", plain)) > 3 and not plain.startswith("#"):
            yield number, plain


def test_no_logic_is_written_twice():
    """No run of eight lines of code stands twice; signatures that must agree are counted as they are."""
    runs = Counter()
    places = defaultdict(list)
    for path in sources("sim", "experiments", "oneplusone"):
        code = list(lines_of(path))
        for start in range(len(code) - 7):
            key = "\n".join(line for _, line in code[start : start + 8])
            runs[key] += 1
            places[key].append(f"{path.relative_to(ROOT)}:{code[start][0]}")
    doubled = {tuple(places[key]): key for key, count in runs.items() if count > 1}
    assert {where: key for where, key in doubled.items() if not is_signature(key)} == {}


SIGNATURE = re.compile(r"def \w+\(.*|\w+(: [^=]+)?( = [^=]+)?,?|\*,?|\*\*\w+: \w+,|\) -> .*:|\)|self,")


def is_signature(code):
    """Whether a run is no more than parameters of a function: those that implement one protocol must
    agree.
    """
    return all(SIGNATURE.fullmatch(line) for line in code.splitlines())

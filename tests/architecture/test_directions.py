"""Who may import whom: what import-linter's contracts (pyproject.toml) cannot say."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sim

SIM = Path(sim.__file__).parent

# A rule is arithmetic on scalars: all that the compiled and the interpreted run share to the last bit.
KNOWN_TO_RULES = {
    "__future__",
    "math",
    "numba",
    "typing",
    "sim.compiler.rule",
    "sim.arithmetic",
    "sim.rules",
    "sim.chance",
    "sim.codes",
}


def imported_modules(source: str) -> set[str]:
    """The modules that `source` imports, with the names taken from a package of ours as its submodules."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            module = node.module or ""
            names |= {f"sim.{alias.name}" for alias in node.names} if module == "sim" else {module}
    return names


def is_known(module: str, known: set[str]) -> bool:
    return any(module == name or module.startswith(name + ".") for name in known)


@pytest.mark.parametrize("path", sorted((SIM / "rules").glob("**/*.py")), ids=lambda path: path.stem)
def test_a_rule_knows_only_arithmetic_chance_and_other_rules(path):
    foreign = {
        name for name in imported_modules(path.read_text("utf-8")) if not is_known(name, KNOWN_TO_RULES)
    }
    assert foreign == set()


def test_a_foreign_import_would_be_noticed():
    names = imported_modules("import numpy as np\nfrom sim import parameters\nfrom sim.rules.effort import f")
    assert {name for name in names if not is_known(name, KNOWN_TO_RULES)} == {"numpy", "sim.parameters"}


# What differs between systems, or by the order in which it adds up: none of it may decide a run or a draw.
# The square root is exact.
OF_A_LIBRARY = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "pow", "power", "float_power"),
    *("cbrt", "hypot", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "arcsin", "arccos", "arctan"),
    *("arctan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "gamma", "lgamma"),
    *("dot", "einsum", "matmul", "linalg", "geomspace", "logspace", "quantile", "percentile", "random"),
}


def of_a_library(source: str) -> list[str]:
    """What a source asks of `math` or NumPy in this way, and powers of anything but constants."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in OF_A_LIBRARY:
            if ast.unparse(node.value) in ("math", "cmath", "np", "numpy"):
                found.append(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("math", "numpy"):
            found += [alias.name for alias in node.names if alias.name in OF_A_LIBRARY]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.MatMult):
            ends = [end.operand if isinstance(end, ast.UnaryOp) else end for end in (node.left, node.right)]
            if not all(isinstance(end, ast.Constant) for end in ends):
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", sorted(SIM.rglob("*.py")), ids=lambda path: str(path.relative_to(SIM)))
def test_nothing_of_the_model_takes_a_mathematical_library(path):
    assert of_a_library(path.read_text("utf-8")) == []


def test_a_mathematical_library_would_be_noticed():
    source = (
        "import numpy as np\nfrom math import exp\nx = np.log(2.0) + x**0.5 + 2.0**-52 + math.sqrt(x) + a @ b"
    )
    assert sorted(of_a_library(source)) == ["a @ b", "exp", "np.log", "x ** 0.5"]


def test_importing_what_computes_loads_neither_mesa_nor_data_frames():
    modules = [
        ".".join(("sim", *path.relative_to(SIM).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(SIM.rglob("*.py"))
        if path.relative_to(SIM).parts[0] not in ("model.py", "model")
    ]
    program = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(sorted({'mesa', 'pandas', 'matplotlib', 'solara'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"

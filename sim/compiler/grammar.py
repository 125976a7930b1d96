"""What a rule's body may say, so that Python and compiled code do the same to the last bit.

Numba compiles more than it computes alike: `x**2`, `sum`, `max(0, x)` with a float x, a float put into an
int field, the index −1 all go through and differ silently. Each such place is reported with file and line.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sim.compiler.expression_types import (
    BOOL,
    FLOAT,
    FLOATS,
    INT,
    INTS,
    Declared,
    Kinds,
    annotated,
    declared_in,
    is_rule,
    statements,
)

MATH = ("sqrt", "floor", "fabs")
"""What IEEE 754 fixes; all else in `math` is the system's own, and its last bit may differ."""
PORTABLE = {"exp": "exp", "log": "log", "pow": "power"}
"""What is written instead, by name, from `sim.arithmetic`."""
BUILTINS = ("abs", "enumerate", "float", "int", "len", "max", "min", "range", "round", "zip")
NOT_FROM = ("math", "cmath", "numpy", "statistics")
NOT_ON_AGENTS = ("model", "unique_id", "pos", "random", "rng")
INSTEAD = {
    ast.Pow: "write x*x, math.sqrt(x), 1.0/x or power(x, y): ** differs between Python and compiled code",
    ast.MatMult: "write a loop",
    ast.BitAnd: "write nested conditions or + and *",
    ast.BitOr: "write conditions or + and *",
    ast.BitXor: "write conditions",
    ast.LShift: "write * with a power of two",
    ast.RShift: "write // with a power of two",
    ast.Invert: "write not",
    ast.JoinedStr: "raise with a fixed text",
    ast.Lambda: "write a separate rule",
    ast.FunctionDef: "write a separate rule outside",
    ast.ClassDef: "write it outside",
    ast.ListComp: "write a loop over a field of the agent",
    ast.SetComp: "write a loop",
    ast.DictComp: "write a loop",
    ast.GeneratorExp: "write a loop",
    ast.List: "keep temporaries in a field of the agent",
    ast.Dict: "keep temporaries in a field of the agent",
    ast.Set: "write conditions",
    ast.Slice: "write a loop over range(start, stop)",
    ast.NamedExpr: "assign on a separate line",
    ast.Try: "make sure beforehand that it cannot fail",
    ast.With: "there is nothing to open in a rule",
    ast.Delete: "leave the name alone",
    ast.Import: "import at the top of the file",
    ast.ImportFrom: "import at the top of the file",
    ast.Global: "pass it as an argument",
    ast.Nonlocal: "pass it as an argument",
    ast.Match: "write if and elif",
    ast.Starred: "write the arguments out",
    ast.Yield: "return the value",
    ast.Await: "rules do not wait",
}


class Violation(NamedTuple):
    """A place in a rule that Python and compiled code may read differently."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def check(
    sources: Mapping[str, str], parameters: Mapping[tuple[str, str], str] | None = None
) -> list[Violation]:
    """Check all rules in sources {file: text} and list what they must not say.

    `parameters` gives the kind ("int", "float", "list of int", "list of float") of each (group, name) of `p`.
    """
    trees = {file: ast.parse(text, file) for file, text in sources.items()}
    declared = declared_in(trees.values(), parameters or {})
    found: list[Violation] = []
    for file, tree in trees.items():
        found += _check_module(file, tree, declared)
    return sorted(found)


def _check_module(file: str, tree: ast.Module, declared: Declared) -> Iterable[Violation]:
    known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and is_rule(node)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module not in NOT_FROM:
            known |= {alias.asname or alias.name for alias in node.names}
    for node in tree.body:
        if is_rule(node):
            yield from RuleBody(file, None, node, declared, known).violations()
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if is_rule(inner):
                    yield from RuleBody(file, node.name, inner, declared, known).violations()


class RuleBody(ast.NodeVisitor):
    """One rule, read statement by statement."""

    def __init__(
        self, file: str, cls: str | None, node: ast.AST, declared: Declared, known: set[str]
    ) -> None:
        assert isinstance(node, ast.FunctionDef)
        self.file, self.cls, self.rule, self.declared, self.known = file, cls, node, declared, known
        self.kinds = Kinds(cls, declared)
        self.found: list[Violation] = []

    def violations(self) -> list[Violation]:
        """Everything this rule must not say."""
        self.kinds.arguments(self.rule)
        body = self.rule.body
        if ast.get_docstring(self.rule) is not None:
            body = body[1:]
        for default in self.rule.args.defaults:
            self.visit(default)
        for node in body:
            self.visit(node)
        self._returns(body)
        return self.found

    def report(self, node: ast.AST, message: str) -> None:
        """Note a violation at a node."""
        self.found.append(Violation(self.file, getattr(node, "lineno", 0), f"in {self.rule.name}: {message}"))

    def generic_visit(self, node: ast.AST) -> None:
        """Refuse what has a better way to be said; go on into everything else."""
        instead = INSTEAD.get(type(node))
        if instead is None:
            super().generic_visit(node)
        elif not isinstance(node, ast.operator):  # reported with its operands
            self.report(node, f"{_short(node)}: {instead}")

    def visit_Raise(self, node: ast.Raise) -> None:
        """A raise may carry one fixed text."""
        arguments = node.exc.args if isinstance(node.exc, ast.Call) else []
        if any(not (isinstance(one, ast.Constant) and isinstance(one.value, str)) for one in arguments):
            self.report(node, "raise with a fixed text")

    def visit_Assert(self, node: ast.Assert) -> None:
        """An assertion's text is left alone."""
        self.visit(node.test)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Numbers and None only."""
        if isinstance(node.value, str | bytes | complex):
            self.report(node, f"{_short(node)}: rules know numbers only; name a choice by its number")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """+ − × ÷ on numbers, // and % on ints."""
        instead = INSTEAD.get(type(node.op))
        if instead is not None:
            self.report(node, f"{_short(node)}: {instead}")
        floats = FLOAT in (self.kinds.of(node.left), self.kinds.of(node.right))
        if floats and isinstance(node.op, ast.FloorDiv | ast.Mod):
            self.report(node, f"{_short(node)}: // and % are for ints; write math.floor(x / y)")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """`is` only with None."""
        for op, right in zip(node.ops, node.comparators, strict=True):
            none = isinstance(right, ast.Constant) and right.value is None
            if isinstance(op, ast.Is | ast.IsNot) and not none:
                self.report(node, f"{_short(node)}: compare ids with ==")
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Both sides of one kind."""
        self._mixed(node, [node.body, node.orelse])
        self.generic_visit(node)

    def _mixed(self, node: ast.AST, parts: list[ast.expr]) -> None:
        kinds = {self.kinds.of(part) for part in parts} - {None}
        if len(kinds) > 1:
            self.report(
                node, f"{_short(node)} mixes {' and '.join(sorted(map(str, kinds)))}; write 0.0 for 0"
            )

    def visit_Call(self, node: ast.Call) -> None:
        """Functions of math that are exact, a few of Python's, and other rules."""
        match node.func:
            case ast.Name(id="max" | "min" as name):
                if len(node.args) != 2 or node.keywords:
                    self.report(
                        node, f"{_short(node)}: {name} takes two numbers here; nest it or write a loop"
                    )
                self._mixed(node, node.args)
            case ast.Name(id="round") if len(node.args) != 1:
                self.report(node, f"{_short(node)}: round to whole numbers only")
            case ast.Name(id=name) if name not in BUILTINS and name not in self.known:
                self.report(node, f"{_short(node)}: {name} is no rule; {_instead_of(name)}")
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name not in MATH:
                self.report(node, f"{_short(node)}: {_instead_of_math(name)}")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Fields and rules that exist; nothing of Mesa, nothing of NumPy."""
        name = node.attr
        match node.value:
            case ast.Name(id="np" | "numpy"):
                self.report(node, f"{_short(node)}: NumPy differs in the last bit; write math. and loops")
            case ast.Name(id="self") if self.cls:
                lineage = self.declared.lineage(self.cls)
                known = [own for one in lineage for own in self.declared.fields.get(one, {})]
                known += [own for one in lineage for own in self.declared.methods.get(one, ())]
                if name not in known:
                    near = difflib.get_close_matches(name, known, n=1)
                    hint = f"; did you mean {near[0]!r}?" if near else ""
                    self.report(node, f"{self.cls} has no field {name!r}{hint}")
            case _ if name in NOT_ON_AGENTS:
                self.report(
                    node, f"{_short(node)}: Mesa's attributes are not state; pass what the rule needs"
                )
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """One index at a time, none negative."""
        match node.slice:
            case ast.Tuple():
                self.report(node, f"{_short(node)}: write [i][j], as for lists of lists")
            case ast.UnaryOp(op=ast.USub()):
                self.report(node, f"{_short(node)}: count from the end with len(x) - 1")
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        """Note what runs over what."""
        self.kinds.note(node)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """A local with a declared kind; the annotation itself is not read."""
        if node.value is not None:
            self.visit(node.value)
            self._put(node, node.target, self.kinds.of(node.value), annotated(node.annotation))
        self.kinds.note(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Every name and field keeps its kind."""
        self.generic_visit(node)
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for one, value in zip(target.elts, node.value.elts, strict=False):
                    self._put(node, one, self.kinds.of(value), self.kinds.of(one))
            elif not isinstance(target, ast.Tuple):
                self._put(node, target, self.kinds.of(node.value), self.kinds.of(target))
        self.kinds.note(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """As an assignment of the operation's result."""
        spelled = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
        self.visit_BinOp(spelled)
        self._put(node, node.target, self.kinds.of(spelled), self.kinds.of(node.target))

    def _put(self, node: ast.AST, target: ast.expr, value: str | None, place: str | None) -> None:
        field = isinstance(target, ast.Attribute | ast.Subscript)
        if field and isinstance(target, ast.Attribute) and place in (INTS, FLOATS):
            self.report(node, f"{_short(node)}: assign element by element; Python would share the list")
        elif place == INT and value == FLOAT:
            way = "write // or int(...)" if field else "start it as 0.0"
            self.report(node, f"{_short(node)} puts a float where ints are kept; {way}")
        elif place == FLOAT and value == INT:
            self.report(
                node, f"{_short(node)} puts an int where floats are kept; write 0.0 for 0, or float(...)"
            )
        elif field and value == BOOL:
            self.report(node, f"{_short(node)} puts a truth value into a field; write 1 if ... else 0")

    def _returns(self, body: list[ast.stmt]) -> None:
        returns = [node for node in statements(body) if isinstance(node, ast.Return)]
        values = [node.value for node in returns if node.value is not None]
        if values and len(values) < len(returns):
            self.report(returns[0], "returns a value here and nothing there; return one kind everywhere")
        kinds = {self.kinds.of(value) for value in values} - {None}
        if len(kinds) > 1:
            self.report(
                returns[0], f"returns {' and '.join(sorted(map(str, kinds)))}; return one kind everywhere"
            )


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).splitlines()[0]
    return f"`{text[:60]}`"


def _instead_of_math(name: str) -> str:
    if name in PORTABLE:
        return f"its last bit differs between processors; write {PORTABLE[name]} of sim.arithmetic"
    return f"only math.{', math.'.join(MATH)} and exp, log, power of sim.arithmetic are the same everywhere"


def _instead_of(name: str) -> str:
    if name in ("sum", "any", "all", "sorted", "map", "filter", "list", "tuple", "set", "dict", "reversed"):
        return "write a loop"
    if name in PORTABLE:
        return f"import {PORTABLE[name]} from sim.arithmetic"
    if name == "divmod":
        return "write // or %"
    return "mark it with @rule, or leave it out"

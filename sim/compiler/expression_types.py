"""Whether an expression of a rule is an int, a float or a truth value, as far as its text shows."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

INT, FLOAT, BOOL = "int", "float", "bool"
INTS, FLOATS = "list of int", "list of float"
ELEMENT = {INTS: INT, FLOATS: FLOAT}
ANNOTATED = {"int": INT, "float": FLOAT, "bool": BOOL, "list[int]": INTS, "list[float]": FLOATS}


@dataclass
class Declared:
    """What all sources together declare: fields by class, bases, module constants, what rules return."""

    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    bases: dict[str, list[str]] = field(default_factory=dict)
    methods: dict[str, set[str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    returns: dict[str, str | None] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    parameters: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def lineage(self, cls: str) -> list[str]:
        """A class and all its bases that are declared somewhere."""
        found = [cls]
        for base in self.bases.get(cls, []):
            found += self.lineage(base)
        return found

    def field_of(self, cls: str | None, name: str) -> str | None:
        """The kind of a field: of this class, or of whatever class when all that have the name agree."""
        lineage = self.lineage(cls) if cls else list(self.fields)
        kinds = {self.fields[one][name] for one in lineage if name in self.fields.get(one, {})}
        return kinds.pop() if len(kinds) == 1 else None


def annotated(node: ast.expr | None) -> str | None:
    """The kind an annotation names."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        node = node.slice.elts[0]  # Annotated[list[float], "kinds"]
    return ANNOTATED.get(ast.unparse(node)) if node else None


def is_rule(node: ast.AST) -> bool:
    """Whether a definition carries the decorator `rule` or `small_rule`."""
    return _decorated(node, "rule", "small_rule")


def _decorated(node: ast.AST, *names: str) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    return any(ast.unparse(decorator).split(".")[-1] in names for decorator in node.decorator_list)


def declared_in(trees: Iterable[ast.Module], parameters: Mapping[tuple[str, str], str]) -> Declared:
    """Collect what the parsed sources declare; what rules return follows from their `return` lines."""
    trees = list(trees)
    found = Declared(parameters=parameters)
    functions: list[tuple[str | None, ast.FunctionDef]] = []
    for tree in trees:
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                lines = [line for line in node.body if isinstance(line, ast.AnnAssign)]
                named = {ast.unparse(line.target): annotated(line.annotation) for line in lines}
                methods = [line for line in node.body if isinstance(line, ast.FunctionDef)]
                # a class of the same name elsewhere, such as an agent in Mesa, adds to what is known
                own = found.fields.setdefault(node.name, {})
                own.update({name: kind for name, kind in named.items() if kind})
                found.methods.setdefault(node.name, set()).update(method.name for method in methods)
                bases = [ast.unparse(base).split(".")[-1] for base in node.bases]
                found.bases.setdefault(node.name, []).extend(bases)
                functions += [(node.name, method) for method in methods if is_rule(method)]
            elif isinstance(node, ast.FunctionDef) and _decorated(
                node, "rule", "small_rule", "leaf", "inlined"
            ):
                functions.append((None, node))
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    found.constants.update(_constants(target, node.value))
    for _, function in functions:
        found.rules.add(function.name)
    for _ in range(3):  # rules that return what rules return
        _infer_returns(functions, found)
    return found


def _constants(target: ast.expr, value: ast.expr) -> dict[str, str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=False)
        return {name: kind for one, two in pairs for name, kind in _constants(one, two).items()}
    kind = Kinds(None, Declared()).of(value)
    return {target.id: kind} if isinstance(target, ast.Name) and kind else {}


def _infer_returns(functions: list[tuple[str | None, ast.FunctionDef]], found: Declared) -> None:
    returned: dict[str, set[str | None]] = {}
    for cls, function in functions:
        kinds = Kinds(cls, found)
        kinds.arguments(function)
        for node in statements(function.body):
            kinds.note(node)
            if isinstance(node, ast.Return) and node.value is not None:
                kind = annotated(function.returns) or kinds.of(node.value)
                returned.setdefault(function.name, set()).add(kind)
    found.returns = {name: kinds.pop() if len(kinds) == 1 else None for name, kinds in returned.items()}


def statements(body: list[ast.stmt]) -> Iterable[ast.stmt]:
    """All statements in the order of the text."""
    for node in body:
        yield node
        for part in ("body", "orelse"):
            yield from statements(getattr(node, part, []))


class Kinds:
    """The kinds of a rule's local names and of its expressions; None where the text does not show it."""

    def __init__(self, cls: str | None, declared: Declared) -> None:
        self.cls = cls
        self.declared = declared
        self.names: dict[str, str | None] = {}

    def arguments(self, function: ast.FunctionDef) -> None:
        """Note the annotated arguments; all others stay without a kind."""
        for argument in function.args.args:
            self.names[argument.arg] = annotated(argument.annotation)

    def note(self, node: ast.stmt) -> None:
        """Note the kinds of the names a statement gives a value."""
        if isinstance(node, ast.For):
            self._note_loop(node.target, node.iter)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self.names[node.target.id] = annotated(node.annotation)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and self.names.get(target.id) is None:
                    self.names[target.id] = self.of(node.value)

    def _note_loop(self, target: ast.expr, over: ast.expr) -> None:
        calls = over.func.id if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) else ""
        if calls == "range" and isinstance(target, ast.Name):
            self.names[target.id] = INT
        elif calls == "enumerate" and isinstance(target, ast.Tuple) and isinstance(target.elts[0], ast.Name):
            self.names[target.elts[0].id] = INT
        elif isinstance(target, ast.Name):
            self.names[target.id] = ELEMENT.get(self.of(over) or "")

    def of(self, node: ast.expr) -> str | None:
        """The kind of an expression."""
        match node:
            case ast.Constant(value=bool()):
                return BOOL
            case ast.Constant(value=int()):
                return INT
            case ast.Constant(value=float()):
                return FLOAT
            case ast.Name(id=name):
                return self.names[name] if name in self.names else self.declared.constants.get(name)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Subscript(value=value):
                return ELEMENT.get(self.of(value) or "")
            case ast.Call():
                return self._call(node)
            case ast.BinOp(left=left, op=op, right=right):
                both = {self.of(left), self.of(right)}
                if isinstance(op, ast.Div) or FLOAT in both:
                    return FLOAT
                return INT if both <= {INT, BOOL} else None
            case ast.UnaryOp(op=ast.Not()) | ast.Compare():
                return BOOL
            case ast.UnaryOp(operand=operand):
                return self.of(operand)
            case ast.IfExp(body=body, orelse=orelse):
                return self.of(body) if self.of(body) == self.of(orelse) else None
        return None

    def _attribute(self, node: ast.Attribute) -> str | None:
        match node.value:
            case ast.Name(id="math"):
                return FLOAT
            case ast.Attribute(value=ast.Name(id="p"), attr=group):
                return self.declared.parameters.get((group, node.attr))
            case ast.Name(id="self") if self.cls:
                return self.declared.field_of(self.cls, node.attr)
            case ast.Name(id="p"):
                return None
        return self.declared.field_of(None, node.attr)

    def _call(self, node: ast.Call) -> str | None:
        match node.func:
            case ast.Attribute(value=ast.Name(id="math"), attr=name):
                return INT if name == "floor" else FLOAT
            case ast.Name(id="len" | "int" | "round"):
                return INT
            case ast.Name(id="float"):
                return FLOAT
            case ast.Name(id="abs" | "max" | "min"):
                kinds = {self.of(argument) for argument in node.args}
                return kinds.pop() if len(kinds) == 1 else None
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self.declared.returns.get(name)
        return None

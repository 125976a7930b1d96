"""What a rule must not say is found, at its line, with what to write instead; what it may say passes."""

import textwrap

import pytest

from sim.compiler.grammar import check

FRAME = """
import math
from math import sin as sine
from sim.arithmetic import exp, power
from sim.compiler.rule import rule
from sim.rules.money import share_of
NOBODY = -1
RATES = (0.1, 0.2)

class Base(State):
    id: int
    trust: float

class Office(Base):
    count: int
    money: int
    share: Annotated[list[float], "kinds"]
    seen: Annotated[list[int], "kinds"]

    @rule
    def ratio(self):
        return self.trust / 2.0

    @rule
    def number(self):
        return self.count + 1

    @rule
    def act(self, world, p, now):
"""

LEAVES = """
@leaf
def exp(x: float) -> float:
    return float_of(bits_of(x) >> 1 << 1)
"""

PARAMETERS = {
    ("work", "pace"): "float",
    ("work", "term"): "int",
    ("kinds", "stages"): "list of int",
    ("kinds", "hours"): "list of float",
}


def violations(body):
    source = FRAME + textwrap.indent(textwrap.dedent(body).strip(), " " * 8) + "\n"
    return check({"sim/agents/office.py": source, "sim/arithmetic.py": LEAVES}, PARAMETERS)


BAD = {
    "self.trust = self.trust ** 2": "** differs",
    "self.trust **= 2": "** differs",
    "self.trust = np.exp(self.trust)": "NumPy differs",
    "self.trust = numpy.sqrt(self.trust)": "NumPy differs",
    "self.trust = sum(self.share)": "sum is no rule; write a loop",
    "print(self.trust)": "print is no rule",
    "self.trust = pow(self.trust, 2.5)": "pow is no rule; import power from sim.arithmetic",
    "self.trust = math.log1p(self.trust)": "only math.sqrt, math.floor, math.fabs and exp, log, power",
    "self.trust = math.hypot(self.trust, 1.0)": "of sim.arithmetic are the same everywhere",
    "self.trust = math.exp(self.trust)": "write exp of sim.arithmetic",
    "self.trust = math.pow(self.trust, 2.0)": "write power of sim.arithmetic",
    "self.trust = sine(self.trust)": "sine is no rule",
    "self.count = exp(self.trust)": "float where ints are kept",
    "self.trust = unheard_of(self.trust)": "unheard_of is no rule",
    "self.trust = max(0, self.trust)": "mixes float and int",
    "self.trust = max(0.0, self.count)": "mixes float and int",
    "self.trust = max(self.share)": "max takes two",
    "self.trust = min(1.0, self.trust, 0.5)": "min takes two",
    "self.trust = max(0.0, p.kinds.stages[0])": "mixes float and int",
    "self.trust = round(self.trust, 2)": "whole numbers only",
    "self.model.schedule = 1": "Office has no field 'model'",
    "world.offices[0].model = 1": "Mesa's attributes",
    "self.trsut = 0.5": "Office has no field 'trsut'; did you mean 'trust'",
    "self.trust = self.share[-1]": "len(x) - 1",
    "self.trust = world.relations[0, 1].trust": "[i][j]",
    "for x in self.share[1:]:\n    self.trust += x": "range(start, stop)",
    "self.count = 1.0": "float where ints are kept",
    "self.count = self.trust": "float where ints are kept",
    "self.count = self.count / 2": "float where ints are kept",
    "self.count /= 2": "float where ints are kept",
    "self.count += 0.5": "float where ints are kept",
    "self.count = math.sqrt(self.trust)": "float where ints are kept",
    "self.count = self.ratio()": "float where ints are kept",
    "self.seen[0] = p.work.pace": "float where ints are kept",
    "self.seen[0] += p.kinds.hours[0]": "float where ints are kept",
    "world.offices[0].count = 2.5": "float where ints are kept",
    "self.trust = 0": "int where floats are kept",
    "self.trust = NOBODY": "int where floats are kept",
    "self.trust = self.count": "int where floats are kept",
    "self.trust = self.number()": "int where floats are kept",
    "self.trust = len(self.share)": "int where floats are kept",
    "self.share[0] = p.work.term": "int where floats are kept",
    "self.count = self.trust > 0.5": "truth value",
    "self.share = world.offices[0].share": "element by element",
    "total = 0\nfor kind in range(3):\n    total += self.share[kind]": "start it as 0.0",
    "total = 0\ntotal = self.trust": "start it as 0.0",
    "self.trust = 1 if now > 3 else 0.5": "mixes float and int",
    "self.trust = self.trust // 2.0": "// and % are for ints",
    "self.trust = self.trust % 1.0": "// and % are for ints",
    "self.count = self.count & 1": "conditions",
    "self.count = self.count << 1": "power of two",
    "text = 'all'": "numbers only",
    "values = [0.0] * 3": "field of the agent",
    "values = [x for x in self.share]": "write a loop",
    "self.trust = max(x for x in self.share)": "write a loop",
    "values = {1: 2}": "field of the agent",
    "f = lambda x: x": "separate rule",
    "def f(x):\n    return x": "separate rule",
    "try:\n    self.trust = 1.0\nexcept Exception:\n    self.trust = 0.0": "cannot fail",
    "raise ValueError(f'bad {now}')": "fixed text",
    "if (y := self.trust) > 0.5:\n    self.trust = y": "separate line",
    "if self is world.offices[0]:\n    self.trust = 1.0": "compare ids",
    "import os": "top of the file",
    "if now > 3:\n    return 1.0\nreturn 2": "returns float and int",
    "if now > 3:\n    return\nreturn 2.0": "nothing there",
}


@pytest.mark.parametrize("body", BAD)
def test_what_differs_between_python_and_compiled_code_is_found(body):
    found = violations(body)
    assert len(found) >= 1, body
    assert BAD[body] in found[0].message
    assert found[0].message.startswith("in act: ")
    first = FRAME.count("\n") + 1
    assert first <= found[0].line <= first + body.count("\n")


GOOD = """
    '''A text that says what is done, with a formula x**2.'''
    total = 0.0
    count = 0
    best: float = -1.0
    chosen = NOBODY
    for kind in range(len(self.share)):
        self.share[kind] = max(0.0, self.share[kind] - p.kinds.hours[kind] / 2)
        total += self.share[kind] * self.seen[kind]
        count += 1
        if p.kinds.stages[kind] > 0 and not 0.0 <= total < 3.0:
            continue
    for number, relation in enumerate(world.relations[self.id]):
        if relation.trust > best:
            best = relation.trust
            chosen = number
    first, second = share_of(self.money, 0.5), RATES[chosen % 2]
    self.count = int(total) + math.floor(best) + self.number() * 2 // 3
    self.money -= first
    self.trust = float(self.count) if count in (1, 2) else second
    self.trust += power(self.trust, p.work.pace) * self.ratio()
    self.count = max(0, self.count - 1)
    candidate = None
    if candidate is None or now > 2:
        candidate = world.offices[0]
    while chosen < 3:
        chosen += 1
    if now < 0:
        raise ValueError("months count from 0")
    return 1.0 * count, best
"""


def test_what_agrees_in_python_and_compiled_code_passes():
    assert [str(found) for found in violations(GOOD)] == []


def test_functions_that_are_no_rules_may_say_what_they_like():
    function = "def f(x):\n    return sum(x) ** 2\n"
    method = "class A:\n    def g(self):\n        print(self.model)\n"
    assert check({"sim/x.py": function + method}) == []


def test_small_rules_are_rules():
    function = "@small_rule\ndef f(x):\n    return x ** 2\n"
    assert [violation.line for violation in check({"sim/x.py": function})] == [3]


def test_a_violation_reads_as_a_place_and_a_message():
    (found,) = violations("self.count = 1.5")
    assert str(found).startswith(
        f"sim/agents/office.py:{FRAME.count(chr(10)) + 1}: in act: `self.count = 1.5` puts"
    )


def test_what_a_rule_of_another_file_returns_is_known():
    other = "@rule\ndef fen(yuan):\n    return int(yuan * 100.0)\n"
    here = """
from sim.money import fen
class Purse(State):
    yuan: float
    @rule
    def fill(self):
        self.yuan = fen(3.0)
"""
    found = check({"sim/money.py": other, "sim/purse.py": here})
    assert [violation.line for violation in found] == [7]

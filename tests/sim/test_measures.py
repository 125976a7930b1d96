"""The measures by name: each has its index, and each is written once."""

import ast
import inspect

from sim import measures
from sim.measures import GENERAL, PER_KIND, take_measures


def test_each_general_measure_is_indexed_by_its_name_in_capitals():
    assert [vars(measures)[one.name.upper()] for one in GENERAL] == list(range(len(GENERAL)))


def test_each_measure_of_a_kind_is_indexed_by_its_name_in_capitals():
    assert [vars(measures)[name.upper()] for name, *_ in PER_KIND] == list(range(len(PER_KIND)))


def test_take_measures_writes_each_measure_once_and_by_name():
    indices = [
        ast.unparse(target.slice)
        for node in ast.walk(ast.parse(inspect.getsource(take_measures)))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Subscript)
    ]
    of_a_kind = [f"first + {name.upper()}" for name, *_ in PER_KIND]
    assert indices == [one.name.upper() for one in GENERAL] + of_a_kind

"""A function that one module of machine code has for itself is not taken for that of another."""

import subprocess
import sys

SHARED = """
import numba
from sim.arithmetic import _power_at_limits as at_limits, _power_of_normal as of_normal, power

@numba.njit
def whole(x, y):  # has the two parts for itself, inlined or with other arguments
    return power(x, y)

@numba.njit
def parts(x, y):  # offers the same two, for whoever calls them
    return at_limits(x, y) if y == 2.0 else of_normal(x, 0, y)

print(whole(0.3, 1.24) == parts(0.3, 1.24) == power(0.3, 1.24))
"""


def test_what_two_functions_share_is_called_as_each_compiled_it():
    """In a process of its own: the order in which functions are compiled is what goes wrong."""
    ended = subprocess.run([sys.executable, "-c", SHARED], capture_output=True, text=True, encoding="utf-8")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "True\n", "")

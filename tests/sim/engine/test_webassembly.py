"""Reading and writing modules of WebAssembly."""

import pytest

from sim.engine.target import TargetError
from sim.engine.webassembly import (
    MAGIC,
    Import,
    exported,
    finished,
    imported,
    own_section,
    sections,
    unsigned,
    with_section,
)
from tests.sim.engine.test_target import TEXT, made

IMPORTS = (
    b"\x05"
    b"\x03env\x01f\x00\x05"  # a function of type 5
    b"\x03env\x01t\x01\x70\x01\x02\x81\x01"  # a table of 2 to 129
    b"\x03env\x06memory\x02\x00\x90\x03"  # a memory of at least 400 pages
    b"\x01m\x01g\x03\x7f\x01"
    b"\x01m\x01h\x03\x7c\x00"
)


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "00"), (127, "7f"), (128, "8001"), (624485, "e58e26"), (2**32 - 1, "ffffffff0f")],
)
def test_numbers_are_written_seven_bits_a_byte(number, written):
    assert unsigned(number).hex() == written


def test_an_object_becomes_a_module_with_the_export_asked_for():
    module = finished(made(TEXT), ["entry"])
    assert exported(module) == ["entry"]
    assert "__linear_memory" in {one.name for one in imported(module)}
    assert [kind for kind, _ in sections(module)] == sorted(kind for kind, _ in sections(module))
    assert b"linking" not in module


def test_a_function_that_is_not_there_is_not_exported():
    with pytest.raises(TargetError, match="no function other"):
        finished(made(TEXT), ["entry", "other"])


def test_what_is_no_module_is_refused():
    with pytest.raises(TargetError, match="no WebAssembly"):
        finished(b"\x7fELF", [])


def test_imports_of_every_kind_are_read():
    module = MAGIC + b"\x02" + unsigned(len(IMPORTS)) + IMPORTS
    assert imported(module) == [
        Import("env", "f", "func"),
        Import("env", "t", "table"),
        Import("env", "memory", "memory"),
        Import("m", "g", "global"),
        Import("m", "h", "global"),
    ]
    assert exported(module) == imported(MAGIC) == []


def test_a_section_of_ones_own_comes_back():
    module = with_section(with_section(MAGIC, "one", b"\0" * 200), "two", b"")
    assert own_section(module, "one") == b"\0" * 200
    assert own_section(module, "two") == b""
    assert own_section(module, "three") is None

"""A WebAssembly module from the object file that LLVM writes: with exports, without what linkers read.

Such an object is a valid module already, but one that exports nothing. Its memory and the pointer to its
stack are imported, and its constant data start at address 0 of that memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sim.engine.target import Target, TargetError

WASM32 = Target("wasm32-unknown-unknown", "+bulk-memory,+sign-ext,+mutable-globals,+simd128")
"""Addresses of 32 bits and what every engine of the last years has.

Not nontrapping-fptoint: without it a float that is no whole number of 64 bits becomes the same one as on
other processors. SIMD of 128 bits (browsers since 2021, Safari since 16.4): two normal numbers at a time.
"""

MAGIC = b"\0asm\1\0\0\0"
CUSTOM, IMPORT, EXPORT, CODE, DATA_COUNT, DATA, ELEMENTS, START = 0, 2, 7, 10, 12, 11, 9, 8
AFTER_EXPORTS = (START, ELEMENTS, DATA_COUNT, CODE, DATA)
KINDS = ("func", "table", "memory", "global")
SYMBOL_TABLE, FUNCTION, DATA_SYMBOL, SECTION = 8, 0, 1, 3
UNDEFINED, NAMED_ANYWAY = 0x10, 0x40


class Import(NamedTuple):
    """What a module needs from outside: its name there, and what it is."""

    module: str
    name: str
    kind: str


def finished(object_file: bytes, exports: Sequence[str]) -> bytes:
    """The module that exports these functions of an object file.

    Raises:
        TargetError: no object of WebAssembly, or one without such a function.
    """
    kept: list[tuple[int, bytes]] = []
    known: Mapping[str, int] = {}
    for kind, body in sections(object_file):
        if kind != CUSTOM:
            kept.append((kind, body))
        else:
            name, at = _name(body, 0)
            if name == "linking":
                known = _functions(body[at:])
    missing = [name for name in exports if name not in known]
    if missing:
        raise TargetError(f"the object file has no function {', '.join(missing)}")
    entries = [_text(name) + bytes([FUNCTION]) + unsigned(known[name]) for name in exports]
    place = next(place for place, (kind, _) in enumerate(kept) if kind in AFTER_EXPORTS)
    kept.insert(place, (EXPORT, unsigned(len(entries)) + b"".join(entries)))
    return MAGIC + b"".join(bytes([kind]) + unsigned(len(body)) + body for kind, body in kept)


def with_section(module: bytes, name: str, content: bytes) -> bytes:
    """The module with a section of one's own at its end, which `WebAssembly.Module.customSections` reads."""
    body = _text(name) + content
    return module + bytes([CUSTOM]) + unsigned(len(body)) + body


def own_section(module: bytes, name: str) -> bytes | None:
    """The content of a section of one's own, None where there is none of this name."""
    for kind, body in sections(module):
        if kind == CUSTOM:
            own, at = _name(body, 0)
            if own == name:
                return body[at:]
    return None


def exported(module: bytes) -> list[str]:
    """The names that a module exports."""
    for kind, body in sections(module):
        if kind == EXPORT:
            count, at = _number(body, 0)
            found = []
            for _ in range(count):
                name, at = _name(body, at)
                _, at = _number(body, at + 1)
                found.append(name)
            return found
    return []


def imported(module: bytes) -> list[Import]:
    """What a module imports, in order."""
    found = []
    for kind, body in sections(module):
        if kind == IMPORT:
            count, at = _number(body, 0)
            for _ in range(count):
                where, at = _name(body, at)
                name, at = _name(body, at)
                what = KINDS[body[at]]
                found.append(Import(where, name, what))
                at = _after_type(body, at + 1, what)
    return found


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """The sections of a module, each with its kind. Raises TargetError for what is no module."""
    if module[: len(MAGIC)] != MAGIC:
        raise TargetError("LLVM wrote no WebAssembly")
    at = len(MAGIC)
    while at < len(module):
        kind = module[at]
        size, at = _number(module, at + 1)
        yield kind, module[at : at + size]
        at += size


def unsigned(number: int) -> bytes:
    """A whole number in LEB128: seven bits a byte, the lowest first."""
    out = bytearray()
    while True:
        number, low = number >> 7, number & 127
        out.append(low | (128 if number else 0))
        if not number:
            return bytes(out)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number in LEB128 and where what follows begins."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _name(data: bytes, at: int) -> tuple[str, int]:
    size, at = _number(data, at)
    return data[at : at + size].decode(), at + size


def _text(name: str) -> bytes:
    return unsigned(len(name.encode())) + name.encode()


def _after_type(body: bytes, at: int, what: str) -> int:
    """Where the description of an import ends."""
    if what == "func":
        return _number(body, at)[1]
    if what == "global":
        return at + 2
    limits = at + (1 if what == "table" else 0)
    flags, at = _number(body, limits)
    for _ in range(2 if flags & 1 else 1):
        _, at = _number(body, at)
    return at


def _functions(linking: bytes) -> Mapping[str, int]:
    """The functions that an object defines and their numbers, from its section for linkers."""
    _, at = _number(linking, 0)  # the version
    found = {}
    while at < len(linking):
        kind = linking[at]
        size, at = _number(linking, at + 1)
        end = at + size
        if kind == SYMBOL_TABLE:
            count, at = _number(linking, at)
            for _ in range(count):
                name, number, at = _symbol(linking, at)
                if name:
                    found[name] = number
        at = end
    return found


def _symbol(linking: bytes, at: int) -> tuple[str, int, int]:
    """A symbol's name and number if it is a function defined here, else no name; and the next's place."""
    what = linking[at]
    flags, at = _number(linking, at + 1)
    if what == DATA_SYMBOL:
        _, at = _name(linking, at)
        for _ in range(0 if flags & UNDEFINED else 3):
            _, at = _number(linking, at)
        return "", 0, at
    number, at = _number(linking, at)
    name = ""
    if what != SECTION and (not flags & UNDEFINED or flags & NAMED_ANYWAY):
        name, at = _name(linking, at)
    return (name if what == FUNCTION and not flags & UNDEFINED else ""), number, at

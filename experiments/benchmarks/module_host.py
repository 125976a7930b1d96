"""Runs the module under wasmtime, from its layout alone: what a page does, in Python.

For tests and benchmarks; wasmtime is installed with the tools of development.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import wasmtime
from numpy.typing import NDArray

from sim.engine.layout import layout_of
from sim.engine.module import module_of, stamp_of

PAGE = 1 << 16
ENGINE = wasmtime.Engine()


class Host:
    """An instance of the module, and the memory that a call is written into."""

    def __init__(self, scenario: Any) -> None:
        module = module_of(scenario)
        self.layout = layout_of({"it": scenario}, stamp_of(module))
        self.store = wasmtime.Store(ENGINE)
        self.memory = wasmtime.Memory(self.store, wasmtime.MemoryType(wasmtime.Limits(32, None)))
        stack = wasmtime.GlobalType(wasmtime.ValType.i32(), True)
        pointer = wasmtime.Global(self.store, stack, wasmtime.Val.i32(self.layout["stack"]))
        compiled = wasmtime.Module(ENGINE, module)
        self.imports = [(one.module, one.name) for one in compiled.imports]
        self.exports = wasmtime.Instance(self.store, compiled, [self.memory, pointer]).exports(self.store)
        self.at: dict[str, int] = {}
        self.size: dict[str, int] = {}

    @staticmethod
    def priors_of(scenario: Any) -> Any:
        """A scenario's priors as a layout has them."""
        return layout_of({"it": scenario}, "")["scenarios"]["it"]["priors"]

    def put(self, at: int, content: bytes) -> None:
        """Write bytes."""
        self.memory.write(self.store, content, at)

    def take(self, name: str) -> bytes:
        """The bytes of what `place` gave room to."""
        return bytes(self.memory.read(self.store, self.at[name], self.at[name] + self.size[name]))

    def place(self, sizes: Mapping[str, int]) -> None:
        """Give each name room for so many bytes, one after the other, all zero."""
        end = self.layout["stack"] + 64
        self.size = dict(sizes)
        for name, size in sizes.items():
            self.at[name] = end
            end = (end + size + 15) & ~15
        missing = -(-end // PAGE) - self.memory.size(self.store)
        if missing > 0:
            self.memory.grow(self.store, missing)
        self.put(self.layout["stack"], bytes(end - self.layout["stack"]))

    def call(self, function: str, record: str, values: Mapping[str, int]) -> None:
        """Call an export with a record of these values and of all addresses."""
        fields = self.layout[record]["fields"]
        for name, value in {**self.at, **values}.items():
            if name in fields:
                self.put(self.at["call"] + fields[name]["at"], struct.pack("<q", value))
        called = self.exports[function]
        assert isinstance(called, wasmtime.Func)
        if called(self.store, self.at["call"]) != 0:
            raise RuntimeError(f"{function} raised")

    def point(self, values: Mapping[str, Any], arm: int) -> bytes:
        """The record of a point in an arm."""
        content = bytearray(self.layout["point"]["size"])
        for name, parameter in self.layout["point"]["parameters"].items():
            form = "<d" if parameter["kind"] == "float" else "<q"
            struct.pack_into(form, content, parameter["at"], values[name])
        for one in self.layout["arms"][arm]["set"]:
            struct.pack_into("<q", content, one["at"], one["value"])
        return bytes(content)

    def prepare(
        self, values: Mapping[str, Any], seeds: Sequence[int], arms: Sequence[int], rows: int
    ) -> dict[str, int]:
        """Make room for runs of these seeds in these arms and write what they need; what a call is given."""
        layout, runs = self.layout, len(seeds) * len(arms)
        counts = {
            name: int(np.prod([int(values[counted]) * each for counted, each in member["axes"]], initial=1))
            for name, member in layout["members"].items()
        }
        self.place(
            {name: counts[name] * member["size"] for name, member in layout["members"].items()}
            | {"random_numbers": layout["random_numbers"]["size"], "seeds": 8 * len(seeds)}
            | {"points": layout["point"]["size"] * runs, "faults": 16 * runs}
            | {"out": 8 * runs * max(1, rows) * len(layout["measures"]), "call": layout["call"]["size"]}
        )
        self.put(self.at["seeds"], struct.pack(f"<{len(seeds)}Q", *seeds))
        self.put(self.at["points"], b"".join(self.point(values, arm) for arm in arms) * len(seeds))
        given = layout["scenarios"]["it"]["random_numbers"]
        fields, at = layout["random_numbers"]["fields"], self.at["random_numbers"]
        self.put(at + fields["used"]["at"], struct.pack("<q", given["used"]))
        for number, span in given["spans"].items():
            self.put(
                at + fields["spans"]["at"] + 8 * len(span) * int(number), struct.pack(f"<{len(span)}q", *span)
            )
        counted = {counted for member in layout["members"].values() for counted, _ in member["axes"]}
        return {
            **{name: int(values[name]) for name in counted},
            "n_seeds": len(seeds), "n_arms": len(arms), "n_rows": max(1, rows), "rows_wanted": rows,
            "until": 2**31, "now": 0,
        }  # fmt: skip

    def world(self) -> dict[str, bytes]:
        """The state of every member of the world."""
        return {name: self.take(name) for name in self.layout["members"]}

    def measures(self) -> NDArray[np.float64]:
        """All measures written: (rows, measures), of one seed and arm after the other."""
        return np.frombuffer(self.take("out"), np.float64).reshape(-1, len(self.layout["measures"]))

    def faults(self) -> list[int]:
        """Kind and month of each failure."""
        return [int(one) for one in np.frombuffer(self.take("faults"), np.int64)]

    def run(
        self, values: Mapping[str, Any], arm: int, seed: int, until: int = 2**31
    ) -> tuple[dict[str, bytes], NDArray[np.float64], list[int]]:
        """One run: its world, its measures, the kind and month of a failure."""
        given = self.prepare(values, [seed], [arm], 0)
        self.call("run_points", "call", {**given, "until": until})
        return self.world(), self.measures()[0], self.faults()

    def draw(self, priors: Mapping[str, Any], seed: int, n: int, first: int) -> NDArray[np.float64]:
        """Draws (n, names), of a scenario's priors as the layout has them."""
        layout = self.layout["priors"]
        name = b"".join(_packed(layout["name"], row) for row in priors["name"])
        part = b"".join(_packed(layout["part"], row) for row in priors["part"])
        ends = struct.pack(f"<{len(priors['ends'])}d", *priors["ends"])
        n_names = len(priors["name"])
        self.place(
            {"names": len(name), "parts": len(part), "ends": len(ends), "out": 8 * n * n_names}
            | {"call": self.layout["draw_call"]["size"]}
        )
        for field, content in {"names": name, "parts": part, "ends": ends}.items():
            self.put(self.at[field], content)
        signed = seed - (1 << 64) if seed >> 63 else seed
        counts = {"n_draws": n, "n_names": n_names, "n_parts": len(priors["part"])}
        self.call("draw", "draw_call", {"seed": signed, "first": first, **counts})
        return np.frombuffer(self.take("out"), np.float64).reshape(n, n_names)


def _packed(record: Mapping[str, Any], row: Sequence[Any]) -> bytes:
    content = bytearray(record["size"])
    for field, value in zip(record["fields"].values(), row, strict=True):
        number = float(value) if field["kind"] == "float" else int(value)
        form = "<d" if field["kind"] == "float" else "<Q"
        struct.pack_into(form, content, field["at"], number)
    return bytes(content)

"""Compiled functions for another machine than this one, through LLVM alone: one place for all targets.

Numba compiles for the processor it runs on, but up to LLVM's language what it makes is the same for all that
have pointers and IEEE arithmetic. `linked_entries` takes it from there; `object_code` has it optimised and
translated for a target: an object file without a linker, a C compiler or a library.
"""

# mypy: allow-untyped-calls, disable-error-code="attr-defined,import-untyped"

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from llvmlite import binding
from numba.core import types
from numba.core.callconv import RETCODE_NONE, RETCODE_OK
from numba.core.compiler import Flags, compile_extra
from numba.core.errors import NumbaError
from numba.core.registry import cpu_target

from sim.compiler.numba_types import error_report
from sim.compiler.pipeline import RuleCompiler, linked
from sim.engine.kernel import CompilationError, unswept

ROUNDED = {"sqrt": "llvm.sqrt.f64", "floor": "llvm.floor.f64"}
"""Functions of a C library that IEEE 754 defines to the last bit, and LLVM's own: an instruction."""


BUFFER = r"\.const\.picklebuf\.[\w.]+"
"""Numba's name for the description of an exception."""

RAISED = "inttoptr (i64 8 to ptr)"
"""What stands for every such description: an address that nobody reads, and not that of no exception."""


class TargetError(Exception):
    """What Numba made is not what this project knows how to turn into another target's code."""


class Target(NamedTuple):
    """A machine to compile for: its name for LLVM, and the features that it is sure to have."""

    triple: str
    features: str


class Linked(NamedTuple):
    """LLVM's text of some functions with all they call, and the symbol of each by its name."""

    text: str
    symbols: Mapping[str, str]


def linked_entries(entries: Mapping[str, Callable[[Any], None]]) -> Linked:
    """Compile functions of one address up to LLVM's language and link them, unoptimised.

    Raises:
        CompilationError: a rule says what cannot be compiled.
    """
    flags: Any = Flags()
    flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
    flags.nrt = False  # nothing is allocated, so nothing is counted
    typing, target = cpu_target.typing_context, cpu_target.target_context
    libraries, symbols = [], {}
    with unswept():
        target.refresh()
        typing.refresh()
        for name, function in entries.items():
            try:
                compiled = compile_extra(
                    typing, target, function, (types.voidptr,), types.none, flags, {},
                    pipeline_class=RuleCompiler,
                )  # fmt: skip
            except NumbaError as error:
                raise CompilationError(error_report(error)) from None
            libraries.append(compiled.library)
            symbols[name] = compiled.fndesc.llvm_func_name
        return Linked(str(linked(libraries)), symbols)


def object_code(entries: Linked, target: Target) -> bytes:
    """The object file of these functions for a target, in which only they are seen from outside.

    Raises:
        TargetError: something else is needed than the functions themselves, or Numba's text has changed.
    """
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    machine = binding.Target.from_triple(target.triple).create_target_machine(
        features=target.features, opt=3, reloc="static"
    )
    text = _retold(entries.text, target.triple, str(machine.target_data))
    doors = [_door(name, symbol) for name, symbol in entries.symbols.items()]
    module = binding.parse_assembly("\n".join([text, *doors]))
    module.verify()
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name in entries.symbols else "internal"
    for variable in module.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"
    tuning = binding.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_unrolling = False  # a page carries the module: copies of loop bodies cost size
    passes = binding.create_pass_builder(machine, tuning)
    passes.getModulePassManager().run(module, passes)
    needed = [one.name for one in module.functions if one.is_declaration and not one.name.startswith("llvm.")]
    if needed:
        raise TargetError(f"the model calls what {target.triple} does not have: {', '.join(needed)}")
    return bytes(machine.emit_object(module))


def _retold(text: str, triple: str, layout: str) -> str:
    """The text for another machine: its name, its layout of data, instructions for functions of a library.

    Of an exception it is kept that there is one, for the `except` that waits for it, but not what describes
    it to Python, with the place of the source on this machine. Of addresses it is said that they only ever
    grow by what is added, as no index is negative (`sim.compiler.grammar`): a constant that is added then is
    part of the instruction that reads or writes there.
    """
    text = edited(text, r'^target triple = ".*"$', f'target triple = "{triple}"', 1)
    text = edited(text, r'^target datalayout = ".*"$', f'target datalayout = "{layout}"', 1)
    buffers = len(re.findall(rf"^@{BUFFER} = ", text, re.MULTILINE))
    mentions = len(re.findall(rf"@{BUFFER}", text))
    text = edited(
        text, rf"store ptr @{BUFFER}, ptr %excinfo,", f"store ptr {RAISED}, ptr %excinfo,", mentions - buffers
    )
    steps, inside = (len(re.findall(rf"\bgetelementptr {said}", text)) for said in ("", "inbounds "))
    text = edited(text, r"\bgetelementptr inbounds (?!nuw|nusw)", "getelementptr inbounds nuw ", inside)
    text = edited(text, r"\bgetelementptr (?!inbounds|nuw|nusw)", "getelementptr nuw ", steps - inside)
    for name, instruction in ROUNDED.items():
        if not re.search(rf"@{name}\b", text):
            continue
        own = f"declare double @{instruction}(double)"
        text = edited(text, rf"^declare double @{name}\(double\).*$", "" if own in text else own, 1)
        calls = len(re.findall(rf"@{name}\b", text))
        text = edited(text, rf"call double @{name}\(", f"call double @{instruction}(", calls)
    return text


def _door(name: str, symbol: str) -> str:
    """A function of one address that calls Numba's: 0 where that went well, 1 where it raised."""
    return f"""
define i32 @{name}(ptr %call) {{
  %result = alloca ptr
  %raised = alloca ptr
  %status = call i32 @{symbol}(ptr %result, ptr %raised, ptr %call)
  %ok = icmp eq i32 %status, {RETCODE_OK.constant}
  %none = icmp eq i32 %status, {RETCODE_NONE.constant}
  %well = or i1 %ok, %none
  %failed = xor i1 %well, true
  %said = zext i1 %failed to i32
  ret i32 %said
}}
"""


def edited(text: str, pattern: str, replacement: str, expected: int) -> str:
    """The text with every match replaced.

    Raises:
        TargetError: there are more or fewer than expected, so that this is not the text that was meant.
    """
    new, count = re.subn(pattern, lambda _: replacement, text, flags=re.MULTILINE)
    if count != expected:
        raise TargetError(
            f"Numba's code for LLVM has {count} of {pattern!r}, not {expected}: "
            "sim/engine/target.py does not fit this version of Numba"
        )
    return new

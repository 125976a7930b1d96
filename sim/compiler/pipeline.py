"""How a rule is compiled: with the few of Numba's passes that it needs, and no separate machine code.

A rule is only ever called by other compiled code, into which it is linked and inlined; the kernel alone is
optimised and made machine code. Numba's own pipeline would make each of some two hundred rules callable by
itself, optimise each as if it were the last, and look in each for closures, contexts, loops over literals and
array expressions, none of which `sim.compiler.grammar` lets a rule say.
"""

# Numba's classes for extending it carry no types.
# mypy: disable-error-code="attr-defined,import-untyped,no-untyped-call,misc"

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from numba.core import cgutils, typed_passes, types, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.errors import LoweringError, new_error_context
from numba.core.ir_utils import build_definitions
from numba.core.lowering import Lower
from numba.core.ssa import reconstruct_ssa
from numba.np import arrayobj

from sim.compiler.remembered import Remembering, RememberingTarget

ONLY_READ = ("arg.world", "arg.p")
"""What LLVM's language calls the arguments through which no rule changes anything: where the agents stand in
memory, and the parameters.

Said so, what is read of them once holds until the end of a rule, whatever was written to an agent meanwhile.
"""


PRIVATE = ".private"
"""What names of functions end in that are called in one module alone. Whatever is loaded later and offers a
function of the same name would otherwise get the private one, whose arguments LLVM may have changed."""


class LinkedOnly(JITCodeLibrary):
    """Code that is linked into what can be called, and never becomes machine code by itself.

    Nothing is optimised here. Whatever links a rule gets it with all that it calls, and so optimises each
    rule once and with its callers in view, where Numba would optimise it again at every level of calls.
    """

    attribute = ""
    """What LLVM is asked to do with the functions of the library, where it is not left to itself."""

    def add_ir_module(self, ir_module: Any) -> None:
        """Take a module of LLVM's language; of what is only read, say that nothing else changes it."""
        for function in ir_module.functions:
            for argument in function.args:
                if argument.name in ONLY_READ:
                    argument.add_attribute("noalias")
        super().add_ir_module(ir_module)

    def add_llvm_module(self, ll_module: Any) -> None:
        """Take a parsed module: as it stands where it is the first, without linking it into an empty one."""
        if self._defined():
            super().add_llvm_module(ll_module)
            return
        self._optimize_functions(ll_module)
        self._final_module = ll_module

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout
        if self.attribute:
            for function in ll_module.functions:
                if not function.is_declaration:
                    function.add_function_attribute(self.attribute)

    def finalize(self) -> None:
        """Add nothing more: what the code calls is linked when it is known who calls the code."""
        self._raise_if_finalized()
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None:
            self._shared_module = linked([self])
        return self._shared_module

    def _defined(self) -> set[str]:
        return {function.name for function in self.get_defined_functions()}


def linked(libraries: Sequence[LinkedOnly]) -> Any:
    """One module of LLVM with these libraries and, once each, all that their code calls."""
    first, *others = libraries
    whole = first._final_module.clone()
    private = set()
    for library in (*others, *_called_by(libraries)):
        if isinstance(library, LinkedOnly):
            whole.link_in(library._final_module, preserve=True)
            private |= library._defined()
        else:
            whole.link_in(library._get_module_for_linking(), preserve=True)
    offered = {name for library in libraries for name in library._defined()}
    for name in offered:
        whole.get_function(name).linkage = "linkonce_odr"
    for name in private - offered:
        function = whole.get_function(name)
        function.linkage = "internal"  # nobody else calls it: it may vanish, or be called in another way
        function.name = name + PRIVATE
    return whole


def _called_by(libraries: Sequence[LinkedOnly]) -> list[Any]:
    """The libraries whose code is called from these, directly or not, each once."""
    found: dict[Any, None] = {}
    waiting = list(libraries)
    while waiting:
        for library in waiting.pop()._linking_libraries:
            if library not in found and library not in libraries:
                found[library] = None
                if isinstance(library, LinkedOnly):
                    waiting.append(library)
    return list(found)


class Inlined(LinkedOnly):
    """Code that is put in place wherever it is called, and optimised there with what is around it."""

    attribute = "alwaysinline"


class Apart(LinkedOnly):
    """Code that stays a function of its own: seldom needed, it would be in the way where it is called."""

    attribute = "noinline"


class RulePasses(PassManager):
    """Passes one after the other, without Numba's records of each: two of them name all types in full."""

    def _runPass(self, index: int, step: Any, state: Any) -> None:
        step.analysis = self._analysis
        step.run_pass(state)


class Undescribed(Lower):
    """Numba's lowering, without what it tells debuggers of each variable and has LLVM measure for them.

    Without the ends of variables, too: nothing is owned, so nothing is given back.
    """

    def lower_block(self, block: Any) -> None:
        """Lower a block; where a line stands is said of the one that cannot be lowered, not of all before."""
        self.pre_block(block)
        for line in block.body:
            self.loc = line.loc
            try:
                self.lower_inst(line)
            except Exception:
                kind = partial(LoweringError, loc=line.loc)
                with new_error_context('lowering "{line}" at {loc}', line=line, loc=line.loc, errcls_=kind):
                    raise
        self.post_block(block)

    def alloca_lltype(self, name: str, lltype: Any, datamodel: Any = None) -> Any:
        """Room for a variable."""
        return cgutils.alloca_once(self.builder, lltype, name=name, zfill=False)

    def storevar(self, value: Any, name: str, argidx: int | None = None) -> None:
        """Give a variable its value; that it is an argument matters to debuggers alone."""
        super().storevar(value, name)


@register_pass(mutates_CFG=False, analysis_only=False)
class SingleAssignment(untyped_passes.ReconstructSSA):
    """One name for each value that a variable has; without the lives of variables, of which nobody asks."""

    _name = "single_assignment"

    def run_pass(self, state: Any) -> bool:
        """Name values, and note which is where."""
        state.func_ir = reconstruct_ssa(state.func_ir)
        state.func_ir._definitions = build_definitions(state.func_ir.blocks)
        return True


@register_pass(mutates_CFG=False, analysis_only=False)
class MergedValues(typed_passes.PreLowerStripPhis):
    """Where ways of a rule come together, the variable again instead of one value for each way."""

    _name = "merged_values"

    def run_pass(self, state: Any) -> bool:
        """Put the variables back, and note which is where."""
        state.func_ir = self._strip_phi_nodes(state.func_ir)
        state.func_ir._definitions = build_definitions(state.func_ir.blocks)
        return True


@contextmanager
def indices_as_they_are() -> Iterator[None]:
    """Lower indices as they are: `sim.compiler.grammar` lets none be negative, and so count from the end.

    Otherwise each is asked for its sign, which costs as much as the rest of finding an agent in memory.
    """
    numbas_own = arrayobj.fix_integer_index
    arrayobj.fix_integer_index = _as_it_is
    try:
        yield
    finally:
        arrayobj.fix_integer_index = numbas_own


def _as_it_is(context: Any, builder: Any, kind: Any, index: Any, _size: Any) -> Any:
    return context.cast(builder, index, kind, types.intp)


@register_pass(mutates_CFG=True, analysis_only=False)
class RuleLowering(typed_passes.NativeLowering):
    """Lower a rule to LLVM's language, for other compiled code to link."""

    _name = "rule_lowering"
    _library: type[LinkedOnly] = LinkedOnly
    lowering_class = Undescribed

    def run_pass(self, state: Any) -> bool:
        """Lower as Numba does, but stop before machine code."""
        state.library = self._library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        with indices_as_they_are():
            super().run_pass(state)
        # Numba knows a compiled function by its entrance from Python, which has to be a builtin function,
        # another for each; this one does nothing
        entrance = [].clear
        state.targetctx.insert_user_function(entrance, state.cr.fndesc, [state.library])
        state.cr = state.cr._replace(cfunc=entrance)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class InlinedLowering(RuleLowering):
    """Lower what is put in place wherever it is called."""

    _name = "inlined_lowering"
    _library = Inlined


@register_pass(mutates_CFG=True, analysis_only=False)
class ApartLowering(RuleLowering):
    """Lower what stays a function of its own."""

    _name = "apart_lowering"
    _library = Apart


class RuleCompiler(CompilerBase):
    """Numba's compiler with the passes that a rule needs."""

    lowering: type[RuleLowering] = RuleLowering

    def __init__(self, *given: Any) -> None:
        """Take what Numba's compiler takes; what it knows is as it is, but for what rules themselves add."""
        super().__init__(*given)
        self.state.typingctx = Remembering.of(self.state.typingctx)
        RememberingTarget.take(self.state.targetctx, self.state.typingctx)

    def define_pipelines(self) -> list[PassManager]:
        """One pipeline; there is no other way to compile a rule."""
        manager = RulePasses("rule")
        for step in (
            untyped_passes.TranslateByteCode,
            untyped_passes.FixupArgs,
            untyped_passes.GenericRewrites,
            SingleAssignment,
            typed_passes.NopythonTypeInference,
            MergedValues,
            self.lowering,
            typed_passes.NoPythonBackend,
        ):
            manager.add_pass(step, step._name)
        manager.finalize()
        return [manager]


class InlinedCompiler(RuleCompiler):
    """The same for what is put in place wherever it is called."""

    lowering = InlinedLowering


class ApartCompiler(RuleCompiler):
    """The same for what stays a function of its own."""

    lowering = ApartLowering


LINKED: Any = {
    "pipeline_class": RuleCompiler,
    "no_cfunc_wrapper": True,
    "no_cpython_wrapper": True,
    "_nrt": False,
}
"""Numba's options for what only compiled code calls: no entrances from C and Python, no counts of owners."""

IN_PLACE: Any = {**LINKED, "pipeline_class": InlinedCompiler}
"""The same for what is so small and called so often that the call would be a good part of its cost."""

APART: Any = {**LINKED, "pipeline_class": ApartCompiler}
"""The same for what is needed so seldom that it would only be in the way of what is around it."""

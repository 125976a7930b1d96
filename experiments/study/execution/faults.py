"""Faults of the machine, as against failures of a run: they are never stored as results.

A run that fails by itself (a rule raises, a number is infinite, the code crashes, it does not end) fails
wherever it is computed: that is a result. What a full memory, a lost file or a signal from outside does to
a run says nothing about the model: its shard stays unfinished and is computed the next time.
"""

from __future__ import annotations

from experiments.errors import MACHINE_ERRORS, EnvironmentFailure

_MOST_IN_A_ROW = 3


class RunDied(RuntimeError):
    """The process that computed a batch crashed."""


class RunKilled(RunDied):
    """The process that computed a batch was ended from outside, as a system does that is out of memory."""


class MachineFault(EnvironmentFailure):
    """The machine kept a run from being computed; `lasting` faults would keep it from any other, too."""

    @property
    def lasting(self) -> bool:
        """Whether no other run could be computed now."""
        return self.key != "study.run_not_computed"


def machine_fault(error: Exception, alone: bool) -> MachineFault | None:
    """Return the fault of the machine that an error shows, None for a failure of the model.

    `alone` says that one single run was computed: with others, less memory may do.
    """
    if isinstance(error, MachineFault):
        return error
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    if isinstance(error, RunKilled | MemoryError):
        return MachineFault("study.run_not_computed", reason=reason) if alone else None
    if isinstance(error, MACHINE_ERRORS) or "can't start new thread" in reason:
        return MachineFault("study.cannot_compute", reason=reason)
    return None


class Faults:
    """The faults met while shards are computed: one is left for later, but not one after the other."""

    def __init__(self) -> None:
        self._first: MachineFault | None = None
        self._count = self._in_a_row = 0

    def met(self, fault: MachineFault) -> None:
        """Note that a shard was left unfinished. Raises the fault when it hinders all others as well."""
        self._first = self._first or fault
        self._count += 1
        self._in_a_row += 1
        if fault.lasting or self._in_a_row == _MOST_IN_A_ROW:
            raise fault

    def none_met(self) -> None:
        """Note that a shard was finished."""
        self._in_a_row = 0

    def raise_any(self) -> None:
        """Raise EnvironmentFailure when a shard was left unfinished."""
        if self._first is not None:
            raise EnvironmentFailure(
                "study.left_unfinished", shards=self._count, reason=self._first.fields["reason"]
            )

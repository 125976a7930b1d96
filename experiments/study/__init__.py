"""Studies: a sweep described once, that survives interruption, grows, and gives the same table everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.study.study import Study, Tally

__all__ = ["Study", "Tally"]


def __getattr__(name: str) -> Any:
    # loaded when asked for, so that a command that only helps loads nothing
    if name in __all__:
        from experiments.study import study

        return getattr(study, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

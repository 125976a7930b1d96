"""Studies: resumable, extensible parameter sweeps that give the same table on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.study.study import Study, StudyInterrupted, StudyTally

__all__ = ["Study", "StudyInterrupted", "StudyTally"]


def __getattr__(name: str) -> Any:
    # loaded on access, so that the help of a command loads nothing
    if name in __all__:
        from experiments.study import study

        return getattr(study, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

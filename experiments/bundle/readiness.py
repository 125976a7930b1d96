"""Whether a study can go into a paper: finished, unchanged, and of the model that describes it here."""

from __future__ import annotations

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.study.execution.engine import SURROUNDINGS, EngineEvaluator
from experiments.study.reading import ReadableStudy
from experiments.study.storage.note import Note
from experiments.study.storage.plan import Plan, differences


def notes_of(study: ReadableStudy) -> list[Note]:
    """Return what is to be said of a study that can go into a paper.

    Every file is read and compared with its SHA-256. That Python, a library or the machine are others than
    here is said and no reason to refuse: runs have the same bits on all of them.

    Raises:
        InvalidInput: the study is not of the model, somebody computes it, runs are missing, or the model's
            code or parameters are others than here, so that methods, priors and description would be too.
        EnvironmentFailure: a file is damaged.
    """
    plan = study.plan
    if "toml" not in plan.model:
        raise InvalidInput("study.not_of_model")
    for holder in study.writers():
        raise InvalidInput("bundle.held", folder=study.folder, pid=holder.pid, host=holder.host)
    tally = study.status()
    if tally.finished < tally.runs:
        counts = {"finished": f"{tally.finished:,}", "runs": f"{tally.runs:,}"}
        raise InvalidInput("bundle.unfinished", folder=study.folder, **counts)
    of_model, around = other_surroundings(plan)
    if of_model:
        raise InvalidInput("bundle.other_model", folder=study.folder, differences="; ".join(of_model))
    if wrong := study.verify():
        # A message is filled in the language in which it is shown.
        fields = {"problem": wrong[0].line, "count": len(wrong), "folder": study.folder}
        raise EnvironmentFailure("bundle.damaged", **fields)
    notes = [Note("bundle.other_machine", differences="; ".join(around))] if around else []
    if tally.failed:
        notes.append(Note("bundle.some_failed", failed=f"{tally.failed:,}", runs=f"{tally.runs:,}"))
    return notes


def other_surroundings(plan: Plan) -> tuple[list[str], list[str]]:
    """Return what differs between the runs of a study and this place: of the model, and of the machine."""
    now = EngineEvaluator.built(plan.model, plan.engine).fingerprint()
    sides = [
        [
            {name: value for name, value in found.items() if (name in SURROUNDINGS) == machine}
            for found in (plan.fingerprint, now)
        ]
        for machine in (False, True)
    ]
    of_model, around = (differences(*side) for side in sides)
    return of_model, around

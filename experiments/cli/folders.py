"""Where a command writes: a folder of its own for each question, and never the files of two in one."""

from __future__ import annotations

import hashlib
import json
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.cli.options import folder, in_short
from experiments.files import files_of, written_by
from experiments.reporting.terminal import tell
from experiments.texts import text
from sim.scenario.reader import shipped_names
from sim.scenario.scenario import Scenario

RESULTS = Path("results")
PAPER = "s_association"
"""The scenario whose results are in results/COMMAND, without a name."""

LONGEST = 60
"""The most characters of a folder's name; a longer one is cut, and a fingerprint stands for the rest."""

_DIGITS = 6
_SET = ("set", "set_a", "set_b", "months")
_ASKED = (
    "setting", "x", "y", "x_range", "y_range", "lever", "vary", "method", "measure", "arm",
    "second_order", "random_numbers", "density", "threshold", "benchmark", "side",
)  # fmt: skip
"""Options that make another question of a command; sizes and seeds only answer it more or less exactly."""


def usual_folder(args: Namespace, kind: str, scenarios: Sequence[Scenario]) -> Path:
    """Return results/KIND_NAME for a question: what is asked of which scenarios, or of a study.

    Names are the scenarios', with their overlays, and that of a file of facts. Where more is set, by an
    option or in a copy of a shipped scenario, a fingerprint of the question follows. The paper's case has no
    name.
    """
    study = _study(args)
    names = [study] if study else [each.name for each in scenarios]
    if getattr(args, "facts", None) is not None:  # what is in that file is in the scenario's fingerprint
        names.append(args.facts.stem)
    further = bool(_options(args)) or any(getattr(args, name, None) not in (None, []) for name in _SET)
    further = further or (not study and any(_departs(each) for each in scenarios))
    label = "" if names == [PAPER] and not study else "_" + "-".join(names)
    if further or len(label) > LONGEST:
        asked = [*names, *(each.fingerprint() for each in scenarios), _options(args)]
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        label = f"{label[:LONGEST]}-{digest[:_DIGITS]}"
    return RESULTS / f"{kind}{label}"


def result_folder(args: Namespace, kind: str, scenarios: Sequence[Scenario]) -> Path:
    """Return --out, or else the usual folder; say first what goes for it: the results of another question,
    or files that no result wrote but that have the names of such.

    Raises as `folder`.
    """
    out = folder(args, usual_folder(args, kind, scenarios) if args.out is None else args.out)
    record = out / f"{kind}.json"
    former = _question(record)
    now = [each.fingerprint() for each in scenarios], asked_besides(args)
    if former is not None and former != now:
        tell(text("command.replaces", args.lang, folder=out))
    own = files_of(record)
    named_alike = [path for path in written_by(kind, out) if path.name not in own]
    if former is None and record.exists():
        named_alike = [record, *named_alike]
    # Which files a result of an older version wrote is not known.
    if named_alike and (former is None or own):
        tell(text("command.replaces_files", args.lang, folder=out, files=in_short(named_alike, args.lang)))
    return out


def asked_besides(args: Namespace) -> dict[str, Any]:
    """Return what is asked besides the scenario: the study that is read, and what is not as usual."""
    study = _study(args)
    return _options(args) | ({"study": study} if study else {})


def _study(args: Namespace) -> str:
    return str(args.study.plan.name) if "study" in args and not isinstance(args.study, str | Path) else ""


def _options(args: Namespace) -> dict[str, Any]:
    """Return the options that make another question and are not as usual, as JSON has them."""
    given = {
        name: getattr(args, name)
        for name in _ASKED
        if name in args and getattr(args, name) != args.usual(name)
    }
    found: dict[str, Any] = json.loads(json.dumps(given))
    return found


def _departs(scenario: Scenario) -> bool:
    """Whether a scenario has the name of shipped ones and is not what is shipped."""
    parts = scenario.name.split("+")
    return set(parts) <= set(shipped_names()) and Scenario.load(parts[0], parts[1:]) != scenario


def _question(path: Path) -> tuple[list[str], dict[str, Any]] | None:
    """Return the fingerprints of the scenarios of a result and what was asked besides; None for no result."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        scenarios = [record[key] for key in ("scenario", "a", "b") if key in record]
        prints = [each["fingerprint"] for each in scenarios]
        return (prints, record.get("asked", {})) if prints else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None

"""What the page is given of dilemmas, sources and reform paths, so that it runs their worlds itself."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.attribution.changes import changed
from experiments.page.workshop import kept_text
from experiments.runs.outcomes import ADDED_VALUE, ONE_PLUS_ONE, arms_needed
from sim import influence
from sim.arms import ARMS
from sim.dilemmas import DILEMMAS
from sim.parameters.change import FORMS, RelativeChange, Setting
from sim.reforms import REFORMS
from sim.scenario import Scenario
from sim.sources import SOURCES

LEDGER_DRAWS = 32
"""Draws of the page's ledgers, of one seed each: 2⁸ worlds of three ledgers in a few seconds on two cores."""

PATHS_DRAWS = 200
"""Draws of the page's paths, of one seed each."""

PAGE_ARMS = arms_needed((ADDED_VALUE, ONE_PLUS_ONE))
"""Arms that the page runs for 1+1 against both benchmarks."""

LARGE = 100
"""With more communities a run takes so long that the page has fewer draws."""

SPARED = 4
"""So many times fewer."""

Settings = Mapping[str, Setting]


def attribution_of(scenario: Scenario, module: bytes) -> dict[str, Any]:
    """Return dilemmas, sources and paths with what each sets, and what every arm reads of that.

    Args:
        scenario: the case.
        module: the module that runs it; its rules say which parameters an arm reads.

    Returns:
        Plain values: `dilemmas`, `sources` and `paths`, each with its labels and `settings` (parameter →
        value, or the form of a change), `reads` (arm → parameters that can change what it measures) and
        `draws`.
    """
    dilemmas = [
        _part(
            scenario, one.name, one.labels, dict(Scenario.load(one.scenario).descriptions),
            *(one.settings_of(scenario, setting) for setting in range(len(one.neutral))),
        )
        for one in DILEMMAS
    ]  # fmt: skip
    sources = [_part(scenario, one.name, one.labels, {}, one.settings_of(scenario)) for one in SOURCES]
    paths = []
    for path in REFORMS:
        overlay = Scenario.load(path.overlay)
        sentences = dict(overlay.descriptions)
        paths.append(
            _part(scenario, path.overlay, overlay.titles, sentences, path.settings_of(scenario))
        )  # fmt: skip
    parts = [*dilemmas, *sources, *paths]
    fewer = SPARED if scenario.values["population.communities"] > LARGE else 1
    names = sorted({name for part in parts for settings in part["settings"] for name in settings})
    return {
        "dilemmas": dilemmas,
        "sources": sources,
        "paths": paths,
        "reads": _reads(scenario, module, names),
        "draws": {"ledger": LEDGER_DRAWS // fewer, "paths": PATHS_DRAWS // fewer},
    }


def _part(
    scenario: Scenario,
    name: str,
    labels: Mapping[str, str],
    sentences: Mapping[str, str],
    *settings: Settings,
) -> dict[str, Any]:
    """A dilemma, source or path; `there` says under which settings it changes anything in the case."""
    return {
        "name": name,
        "labels": dict(labels),
        "sentences": dict(sentences),
        "settings": [{key: written(value) for key, value in each.items()} for each in settings],
        "there": [bool(changed(scenario, each)) for each in settings],
    }


def written(setting: Setting) -> Any:
    """Return a setting as JSON has it: a number, or what its change says, with what comes before it."""
    if not isinstance(setting, RelativeChange):
        return setting
    said: dict[str, Any] = {
        form: float(number) for form in FORMS if math.isfinite(number := getattr(setting, form))
    }
    return said | ({"before": written(setting.before)} if setting.before else {})


def _reads(scenario: Scenario, module: bytes, names: list[str]) -> dict[str, list[str]]:
    """Which of some parameters each arm reads; kept, for reading the rules takes seconds."""
    asked = repr((scenario.fingerprint(), PAGE_ARMS, names)).encode()
    reader = (path.read_bytes() for path in sorted(Path(influence.__file__).parent.glob("*.py")))
    parts = (asked, module, *reader)
    key = hashlib.sha256(b"\0".join(parts)).hexdigest()[:20]

    def read() -> str:
        found = {ARMS[arm].name: sorted(influence.influential(scenario, arm, names)) for arm in PAGE_ARMS}
        return json.dumps(found)

    kept: dict[str, list[str]] = json.loads(kept_text(f"reads-{key}.json", read))
    return kept

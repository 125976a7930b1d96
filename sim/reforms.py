"""The three paths of the paper, each an overlay that changes parameters and pays for what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sim.parameters.change import Setting
from sim.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Reform:
    """A path: the name of the overlay that takes it."""

    overlay: str

    def label(self, lang: str) -> str:
        """What the path is called in a language: its overlay's title."""
        return _shipped(self.overlay).title(lang)

    def settings_of(self, case: Scenario) -> dict[str, Setting]:
        """What the path sets in a case: parameter → value, or change of what there is."""
        return case.settings_of(self.overlay)


@cache
def _shipped(overlay: str) -> Scenario:
    """An overlay that comes with the model; tables of the paths ask for its title in every row."""
    return Scenario.load(overlay)


REFORMS: tuple[Reform, ...] = (
    Reform("meta_governance"),
    Reform("cultivation"),
    Reform("regulation_innovation"),
)

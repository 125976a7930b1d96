"""The street or the sandbox as a widget of a notebook: the page's own screens, in a cell."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from experiments.errors import EnvironmentFailure, known_language
from experiments.optional import optional
from experiments.page.bundle import WIDGET, bundled
from experiments.page.data import AskedScenario, page_data
from experiments.page.document import packed, packed_data, style_of
from experiments.page.worlds import Worlds, worlds
from experiments.progress import SILENT, Progress
from sim.engine.module import module_of
from sim.scenario import Scenario

if TYPE_CHECKING:
    from anywidget import AnyWidget

STREET, SANDBOX = "street", "sandbox"
SHOWN = (STREET, SANDBOX)
"""What a widget shows."""


@dataclass(frozen=True)
class StillCell:
    """What stands in a cell where the screens cannot be built here, with the reason.

    Attributes:
        why: the reason, in one line.
        markup: what a notebook shows that is only read.
        changes: what the reader changed: nothing.
    """

    why: str
    markup: str = field(repr=False)
    changes: dict[str, object] = field(default_factory=dict, repr=False)

    def _repr_html_(self) -> str:
        return f"{self.markup}<p><i>{html.escape(self.why)}</i></p>"


def widget_of(
    scenario: Scenario,
    show: str = STREET,
    lang: str = "",
    seed: int = 0,
    asked: AskedScenario | None = None,
    found: str = "",
    progress: Progress = SILENT,
) -> AnyWidget | StillCell:
    """Return a widget that shows a scenario; without Node.js in a checkout, what stands in its place.

    Args:
        scenario: what it shows.
        show: "street" or "sandbox".
        lang: its language; "" for the reader's own.
        seed: the master seed of all its runs.
        asked: how a command asks for the scenario; by its name where nothing is said.
        found: what was found before, as HTML, for where the notebook is only read.
        progress: what watches the search for worlds.

    Raises:
        InvalidInput: anywidget is not installed, or too few worlds agree with the facts.
    """
    if lang:
        known_language(lang)
    optional("anywidget", "widget")
    shown = worlds(scenario, seed, progress=progress) if show == STREET else Worlds(((0, 0),), 0, 0, ())
    module = module_of(scenario)
    data = page_data(scenario, module, shown, lang, seed, asked)
    still = _still(data, show, lang, found)
    try:
        kind, fonts = _kind(), style_of(data, "")
    except EnvironmentFailure as failure:
        return StillCell(failure.line(lang) if lang else str(failure), still)
    made: AnyWidget = kind(data=packed_data(data), module=packed(module), fonts=fonts, show=show)
    made.still = still
    return made


def _still(data: dict[str, Any], show: str, lang: str, found: str) -> str:
    """What stands in a notebook that is only read, in the language asked for or in both."""
    texts, about = data["texts"], data["scenario"]
    said = [
        f"<p><b>{html.escape(about['titles'][one])}</b> {html.escape(about['descriptions'][one])}<br>"
        f"<i>{html.escape(texts[f'cell.{show}'][one])}</i></p>"
        for one in ((lang,) if lang else tuple(about["titles"]))
    ]
    return "".join(said) + found


@cache
def _kind() -> type[Any]:
    """The class of the widgets, made when the packages that it needs are asked for."""
    anywidget, traitlets = optional("anywidget", "widget"), optional("traitlets", "widget")

    class StreetWidget(anywidget.AnyWidget):  # type: ignore[misc, name-defined]
        """What the page's screens are given in a notebook, and what the reader changed."""

        _esm = bundled(WIDGET)
        data = traitlets.Bytes().tag(sync=True)
        module = traitlets.Bytes().tag(sync=True)
        fonts = traitlets.Unicode().tag(sync=True)
        show = traitlets.Unicode().tag(sync=True)
        changes = traitlets.Dict().tag(sync=True)
        still = ""

        def _repr_mimebundle_(self, **asked: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
            bundle: tuple[dict[str, Any], dict[str, Any]] | None = super()._repr_mimebundle_(**asked)
            if bundle is not None:
                bundle[0]["text/html"] = self.still
            return bundle

    return StreetWidget

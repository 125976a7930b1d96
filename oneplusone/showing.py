"""The street and the sandbox of the page in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.counts import count
from experiments.errors import InvalidInput
from experiments.progress import Progress
from experiments.results import AnalysisResult
from oneplusone.inputs import CASE, ScenarioLike, option, scenario, watcher

if TYPE_CHECKING:
    from anywidget import AnyWidget

    from experiments.page.widget import StillCell


def widget(
    given: ScenarioLike | AnalysisResult = CASE,
    show: str = "street",
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    seed: int | None = None,
    lang: str = "",
    progress: bool | Progress = True,
) -> AnyWidget | StillCell:
    """Show the street or the sandbox of the page in a notebook's cell.

    The model runs in the browser, bit for bit as it does here. What a reader
    sets in the sandbox is in `changes` of the widget, as `simulate` takes it.
    A notebook that is only read says what would be there, and of a result what
    was found.

    Args:
        given: a scenario, its name or path, as in `simulate`; or any result, of
            which the scenario and the master seed are shown.
        show: "street", one world month by month, or "sandbox", every lever.
        changes: parameters to set, by dotted name.
        months: the horizon, in months.
        seed: the master seed; that of the result, or 0.
        lang: "en" or "zh"; the reader's own where it is left out.
        progress: True for a bar, False for none, or what watches the search for
            worlds that agree with the facts.

    Returns:
        The widget; as the last line of a cell it is shown. Where the screens
        cannot be built (a checkout without Node.js), a sentence in its place,
        with the reason.

    Raises:
        ScenarioError: a scenario, parameter or value that does not exist or is
            not allowed.
        InvalidInput: nothing else than "street" and "sandbox" is shown; or a
            result that does not know its scenario, too few worlds that agree
            with the facts, or anywidget is not installed.
        UnknownLanguage: any other language.

    Example:
        >>> shown = widget("s_association", "sandbox", progress=False)
        >>> shown.changes
        {}
    """
    from experiments.page.data import AskedScenario
    from experiments.page.widget import SHOWN, widget_of

    option("show", show, SHOWN)
    found, name = "", given if isinstance(given, str) else ""
    if isinstance(given, AnalysisResult):
        made = getattr(given, "metadata", None)
        if made is None:
            raise InvalidInput("error.no_scenario_known")
        found, seed = given._repr_html_(), made.seed if seed is None else seed
        shown = scenario(made.scenario, changes, months)
    else:
        shown = scenario(given, changes, months)
    settings = {**(changes or {}), **({} if months is None else {"run.horizon": int(months)})}
    asked = AskedScenario(name or shown.name, tuple(f"{key}={value}" for key, value in settings.items()))
    return widget_of(shown, show, lang, count("seed", seed or 0, least=0), asked, found, watcher(progress))

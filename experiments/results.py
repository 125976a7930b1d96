"""What every result can do: be written as plain values and JSON, be summed up, tabulated and drawn."""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.parameters.declaration import Parameter


LONGEST_REPR = 270
"""Characters of a summary in one line at most; a longer one is cut between its parts."""


class Result:
    """A dataclass that can be written as plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists.

        NaN and infinity, which JSON lacks, become None; choices are named, where it is known of which
        scenario they are.

        Returns:
            One entry for each field.

        Example:
            >>> import oneplusone as opo
            >>> list(opo.simulate(draws=2, months=6, progress=False).one_plus_one.to_dict())
            ['estimate', 'draw_range', 'undefined']
        """
        return self._plain(self._parameters())

    def _parameters(self) -> Mapping[str, Parameter] | None:
        scenario = getattr(getattr(self, "metadata", None), "scenario", None)
        return None if scenario is None else scenario.parameters

    def _plain(self, parameters: Mapping[str, Parameter] | None) -> dict[str, Any]:
        found = {}
        for field in fields(self):  # type: ignore[arg-type]
            if not field.metadata.get("plain", True):
                continue
            value = getattr(self, field.name)
            if "values_of" in field.metadata and parameters:
                value = _named(value, parameters.get(getattr(self, field.metadata["values_of"])))
            elif "values_by_name" in field.metadata and parameters:
                value = named_choices(value, parameters)
            elif "spans_by_name" in field.metadata and parameters:
                value = {name: _options_of(span, parameters.get(name)) for name, span in value.items()}
            found[field.name] = plain(value, parameters)
        return found

    def to_json(self) -> str:
        """Return `to_dict` as JSON, one line for each entry of its first level.

        Returns:
            The text of a file, in UTF-8.

        Example:
            >>> import oneplusone as opo
            >>> ratio = opo.simulate(draws=2, months=6, progress=False).one_plus_one
            >>> list(json.loads(ratio.to_json()))
            ['estimate', 'draw_range', 'undefined']
        """
        return json_text(self.to_dict())


class Sentences(str):
    """A summary: text like any other, that a notebook shows in its own letters and breaks between words."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        # columns of numbers keep their places
        tag = "pre" if any("  " in line.strip() for line in self.splitlines()) else "div"
        return f'<{tag} style="white-space: pre-wrap; word-break: normal">{escape(self)}</{tag}>'


class AnalysisResult(Result):
    """A result that a person asked for: it also has a short form, sentences, a table and a figure.

    Its text stands in the module REPORT of its own package, its figure in the module FIGURES: both are
    looked up by name when they are asked for, so that a computation knows neither language nor Matplotlib.
    """

    REPORT = "report"
    FIGURES = "figures"

    def to_json(self) -> str:
        """Return what made the result and `to_dict` as JSON, one line for each entry of its first level.

        Returns:
            The text of a file, in UTF-8.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.simulate(draws=2, months=6, progress=False)
            >>> json.loads(found.to_json())["kind"]
            'oneplusone run'
        """
        record, made = self.to_dict(), getattr(self, "metadata", None)
        return json_text(record if made is None or "version" in record else {**made.to_dict(), **record})

    def summary(self, lang: str = "en", **what: Any) -> str:
        """Return in plain sentences what was found.

        Args:
            lang: "en" or "zh".
            **what: `measures`, of a comparison the names of the measures to speak of; `part`, of a simulation
                "answer", "break_evens", "observations" or "limits".

        Returns:
            One sentence a line.

        Raises:
            UnknownLanguage: any other language.

        Example:
            >>> import oneplusone as opo
            >>> few = {"draws": 2, "months": 6, "progress": False}
            >>> found = opo.compare("s_association", "s_association+cultivation", **few)
            >>> len(found.summary("en", measures=["value"]).splitlines()) > 0
            True
        """
        return Sentences("\n".join(self._view(self.REPORT, lang).summary_of(self, lang, **what)))

    def to_frame(self, lang: str = "en", **what: Any) -> pd.DataFrame:
        """Return the result as a table.

        Args:
            lang: language of the labels, "en" or "zh".
            **what: `table`, of a simulation "measures", "headline", "runs" (arm, draw, seed and every
                measure) or "months" (with the month, of the first draws).

        Returns:
            A data frame whose columns and labels name their units.

        Raises:
            UnknownLanguage: any other language.

        Example:
            >>> import oneplusone as opo
            >>> len(opo.reform_paths(draws=2, months=6, progress=False).to_frame("zh"))
            8
        """
        frame: pd.DataFrame = self._view(self.REPORT, lang).frame_of(self, lang, **what)
        return frame

    def plot(self, lang: str = "en", **what: Any) -> Figure:
        """Draw the result.

        Args:
            lang: language of the labels, "en" or "zh".
            **what: `size`, (width, height) in inches; `title`, False to leave it out; `panel`, the name or
                number of the one panel wanted; `grey`, True for greys; and what to show: `kinds` and `arms`
                of a simulation, `measures` of a comparison, `outcome` of the others, `dilemmas` and
                `settings` of a ledger, `paths` of reform paths, `parameters` of a sensitivity or discovery,
                `rule` of a discovery, `settings` of a front, and `top`, how many. Names are single or in
                lists; docs/analyses.md has them by figure.

        Returns:
            A figure of Matplotlib.

        Raises:
            InvalidInput: there is no such panel or name, or the size has no room for the words.
            UnknownLanguage: any other language.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.reform_paths(draws=2, months=6, progress=False)
            >>> found.plot(size=(7, 5), title=False, paths=["cultivation"]).get_size_inches().tolist()
            [7.0, 5.0]
        """
        plotting = importlib.import_module("experiments.plotting")
        view = self._view(self.FIGURES, lang)
        wanted = {name: what.pop(name) for name in ("size", "title", "panel", "grey") if name in what}
        # All is refused that can be before anything is drawn.
        choices = figure_choices(self)
        shown = choices.asked(what)
        plotting.check_panel(wanted.get("panel"), choices.panels)
        plotting.check_size(wanted.get("size"), choices.form, wanted.get("panel"), drawn_next=True)
        figure: Figure = view.figure_of(self, lang, **shown)
        if wanted:
            with plotting.drawn_in(lang):
                plotting.restyled(figure, plotting.Style(**wanted))
        return figure

    def methods(self, lang: str = "en") -> str:
        """Return a paragraph for the methods section of a paper.

        Args:
            lang: "en" or "zh".

        Returns:
            Scenario, version, priors, sizes, seeds and estimators, as far as the result knows them.

        Raises:
            InvalidInput: what made the result is not known.
            UnknownLanguage: any other language.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.simulate(draws=2, seeds=1, months=6, progress=False)
            >>> "n = 2 parameter draws" in found.methods()
            True
        """
        _known(lang)
        made = getattr(self, "metadata", None)
        methods = importlib.import_module("experiments.reporting.methods")
        said: str = methods.methods_text(None if made is None else {**made.to_dict(), **self.to_dict()}, lang)
        return said

    def _view(self, name: str, lang: str) -> Any:
        _known(lang)
        return importlib.import_module(f"{type(self).__module__.rpartition('.')[0]}.{name}")

    def __repr__(self) -> str:
        said = self.summary().partition("\n")[0]
        if len(said) > LONGEST_REPR:
            part = said[:LONGEST_REPR]
            said = f"{part.rpartition('; ')[0] or part.rpartition(' ')[0]}; …"
        return f"<{type(self).__name__}: {said}>"

    def _repr_html_(self) -> str:
        import html

        sentences = "<br>".join(html.escape(line) for line in self.summary().splitlines())
        return f"<p>{sentences}</p>{self.to_frame().to_html(float_format='{:.4g}'.format, na_rep='–')}"


def _known(lang: str) -> None:
    """Raise UnknownLanguage for a language that there are no texts in; looked up by name, as texts are."""
    importlib.import_module("experiments.errors").known_language(lang)


def figure_choices(found: AnalysisResult) -> Any:
    """Return what can be asked of the figure of a result: `experiments.plotting.Choices`."""
    package = type(found).__module__.rpartition(".")[0]
    return importlib.import_module(f"{package}.{found.FIGURES}").choices_of(found)


def json_text(record: Mapping[str, Any]) -> str:
    """Return a record as JSON, one line for each entry of its first level; the same record, the same bytes.

    Results become plain values; NaN and infinity, which JSON lacks, become null. Raises TypeError for other
    values that JSON lacks.
    """
    lines = [
        f"{json.dumps(key)}: {json.dumps(plain(value), ensure_ascii=False, allow_nan=False)}"
        for key, value in record.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def values_of(name: str) -> dict[str, str]:
    """Return the metadata of a field that holds values of one parameter: the one that field `name` names."""
    return {"values_of": name}


VALUES_BY_NAME = {"values_by_name": True}
"""The metadata of a field that maps parameters' names to values."""

SPANS_BY_NAME = {"spans_by_name": True}
"""The metadata of a field that maps parameters' names to their lowest and highest value."""


def named_choices(values: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return values by parameter with the names of choices in the place of their codes.

    Example:
        >>> from sim.parameters.registry import PARAMETERS
        >>> named_choices({"policy.instrument": 0.0, "contract.term": 8.0}, PARAMETERS)
        {'policy.instrument': 'direct', 'contract.term': 8.0}
    """
    return {name: _named(value, parameters.get(name)) for name, value in values.items()}


def _named(value: Any, parameter: Parameter | None) -> Any:
    if parameter is None or parameter.kind != "choice" or value is None or isinstance(value, str):
        return value
    if isinstance(value, (tuple, list, np.ndarray)):
        return [_named(item, parameter) for item in value]
    return parameter.shown(value)


def _options_of(span: tuple[float, float], parameter: Parameter | None) -> Any:
    """Return a span; of a choice, whose codes have no order, the options within."""
    if parameter is None or parameter.kind != "choice":
        return span
    return list(parameter.options[int(span[0]) : int(span[1]) + 1])


_PLAIN = frozenset({float, str, int, bool, type(None)})


def plain(value: Any, parameters: Mapping[str, Parameter] | None = None) -> Any:
    """Return results, mappings, sequences, arrays and NumPy's numbers as plain values; NaN becomes None.

    Choices within results are named by their parameters, where these are given or the result knows them.
    """
    kind = type(value)
    if kind in _PLAIN:  # nearly all that stands in a record
        return value if kind is not float or math.isfinite(value) else None
    if isinstance(value, Result):
        if kind.to_dict is not Result.to_dict:
            return value.to_dict()
        return value._plain(value._parameters() or parameters)
    if isinstance(value, Mapping):
        return {str(key): plain(item, parameters) for key, item in value.items()}
    if isinstance(value, (tuple, list, np.ndarray)):
        return [plain(item, parameters) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value

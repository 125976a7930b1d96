"""What every result can do: be written as plain values and JSON, be summed up, tabulated and drawn."""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.texts import known_language

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Result:
    """A dataclass that can be written as plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists; NaN and infinity, which JSON lacks, become None."""
        return {
            field.name: plain(getattr(self, field.name))
            for field in fields(self)  # type: ignore[arg-type]
            if field.metadata.get("plain", True)
        }

    def to_json(self) -> str:
        """Return `to_dict` as JSON, one line for each entry of its first level."""
        return json_text(self.to_dict())


class AnalysisResult(Result):
    """A result that a person asked for: it also has a short form, sentences, a table and a figure.

    Its text stands in the module REPORT of its own package, its figure in the module FIGURES: both are
    looked up by name when they are asked for, so that a computation knows neither language nor Matplotlib.
    """

    REPORT = "report"
    FIGURES = "figures"

    def summary(self, lang: str = "en", **what: Any) -> str:
        """Return in plain sentences what was found.

        Args:
            lang: "en" or "zh".
            **what: what `summary_of` of this result takes besides.

        Returns:
            One sentence a line.

        Raises:
            UnknownLanguage: any other language.
        """
        return "\n".join(self._view(self.REPORT, lang).summary_of(self, lang, **what))

    def to_frame(self, lang: str = "en", **what: Any) -> pd.DataFrame:
        """Return the result as a table.

        Args:
            lang: language of the labels, "en" or "zh".
            **what: what `frame_of` of this result takes besides.

        Returns:
            A data frame whose columns and labels name their units.
        """
        frame: pd.DataFrame = self._view(self.REPORT, lang).frame_of(self, lang, **what)
        return frame

    def plot(self, lang: str = "en", **what: Any) -> Figure:
        """Draw the result.

        Args:
            lang: language of the labels, "en" or "zh". **what: size=(width, height) in inches, title=False
            to leave the title out, and what the figure function of this result takes besides.

        Returns:
            The figure.
        """
        size, title = what.pop("size", None), what.pop("title", True)
        figure: Figure = self._view(self.FIGURES, lang).figure_of(self, lang, **what)
        if size is not None:
            figure.set_size_inches(*size)
        if not title:
            _untitled(figure)
        return figure

    def _view(self, name: str, lang: str) -> Any:
        known_language(lang)
        return importlib.import_module(f"{type(self).__module__.rpartition('.')[0]}.{name}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary().partition(chr(10))[0]}>"

    def _repr_html_(self) -> str:
        import html

        sentences = "<br>".join(html.escape(line) for line in self.summary().splitlines())
        return f"<p>{sentences}</p>{self.to_frame().to_html(float_format='{:.4g}'.format, na_rep='–')}"


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


def plain(value: Any) -> Any:
    """Return results, mappings, sequences, arrays and NumPy's numbers as plain values; NaN becomes None."""
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value


def _untitled(figure: Figure) -> None:
    figure.suptitle("")
    for axes in figure.axes:
        axes.set_title("")

"""Tables of results as CSV: codes beside labels, in UTF-8, marked for Excel where that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.files import disarmed
from experiments.reporting.wording import Parameters
from experiments.results import named_choices
from experiments.texts import text

if TYPE_CHECKING:
    import pandas as pd


def code_head(lang: str, of: str = "code") -> str:
    """Return the head of a column of codes: of "code" alone, "outcome" or "parameter"."""
    return text(f"table.code.{of}", lang)


def setting_code(setting: Mapping[str, float], parameters: Parameters) -> str:
    """Return a setting in the names of the parameters: 'contract.term=8; policy.instrument=grant'."""
    named = named_choices(setting, parameters)
    return "; ".join(
        f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
        for name, value in named.items()
    )


def csv_bytes(frame: pd.DataFrame, lang: str, excel: bool = False) -> bytes:
    """Return a table as CSV.

    Args:
        frame: the table; an index that is not just counted becomes the first columns, as codes where it has
            no name.
        lang: language of the head of codes, "en" or "zh".
        excel: whether a byte order mark stands before it, by which Excel knows UTF-8.

    Returns:
        The file. No text in it is taken for a formula by a spreadsheet.

    Example:
        >>> import pandas as pd
        >>> csv_bytes(pd.DataFrame({"label": ["Time limit"]}, index=["time_limit"]), "en")
        b'code,label\\ntime_limit,Time limit\\n'
    """
    import pandas as pd

    table = frame
    if not isinstance(frame.index, pd.RangeIndex):
        code = code_head(lang)
        table = frame.reset_index(names=[name or code for name in frame.index.names])
    table = table.map(_cell).rename(columns=_cell)
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig" if excel else "utf-8")


def _cell(value: object) -> object:
    return disarmed(value) if isinstance(value, str) else value

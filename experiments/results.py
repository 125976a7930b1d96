"""What every result can do: be written down as plain values, and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np


class Result:
    """A result that can be written down as plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists; NaN and infinity, which JSON lacks, become None."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, np.ndarray)):
        return [_plain(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value


def json_text(record: Mapping[str, Any]) -> str:
    """Return a record as JSON, one line for each entry of its first level; the same record, the same bytes.

    Results become plain values; NaN and infinity, which JSON lacks, become null. Raises ValueError for other
    values that JSON lacks.
    """
    lines = [
        f"{json.dumps(key)}: {json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)}"
        for key, value in record.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"

"""Types of the arrays that computations exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Seeds = NDArray[np.uint64]
"""Seeds of runs."""

Points = Mapping[str, NDArray[Any]]
"""Dotted parameter name → its values, one for each pair of parameter point and seed."""

"""Types of the arrays that computations exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Points = Mapping[str, NDArray[Any]]
Keys = NDArray[np.uint64]

"""Parameter draws from the priors, each a pure function of (seed, parameter name, index of the draw).

Counter-based: the name is hashed once (BLAKE2b, 8 bytes, big-endian), and u = mix(mix(key ^ mix(hash + G)) ^
mix(i + G)) with key = mix(seed + G), where mix is the finaliser of SplitMix64 and G its golden-ratio step.
The top 52 bits give u = (h >> 12 + ½)·2⁻⁵², strictly inside (0, 1). Adding, removing or reordering
uncertain parameters, or drawing more, changes no other draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sim.parameters.priors import Prior
from sim.parameters.registry import PARAMETERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.parameters.declaration import Parameter


def uniforms(name: str, seed: int, n: int, first: int = 0) -> NDArray[np.float64]:
    """The uniform numbers of draws first … first + n − 1 of one name, each strictly inside (0, 1).

    `seed` is any integer of 64 bits, 0 like any other. Raises ValueError outside [0, 2⁶⁴).
    """
    import numpy as np

    from sim.parameters.quantiles import stream_of, uniform_of

    if not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed} is outside 0 to 2^64 - 1")
    with np.errstate(over="ignore"):
        stream = stream_of(np.array([seed], dtype=np.uint64), np.array([hashed(name)], dtype=np.uint64))
        numbers: NDArray[np.float64] = uniform_of(stream, np.arange(first, first + n, dtype=np.uint64))
    return numbers


def hashed(name: str) -> int:
    """The hash of a parameter's name, 64 bits."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def draw_uncertain(
    priors: Mapping[str, Prior] | Iterable[str],
    seed: int,
    n: int,
    first: int = 0,
    parameters: Mapping[str, Parameter] = PARAMETERS,
) -> dict[str, NDArray[Any]]:
    """Draws first … first + n − 1 of each uncertain parameter from its prior: name → array of length n.

    For names alone the declared priors are taken.
    int64 for whole numbers and choices, float64 otherwise. Raises ValueError for a seed outside 64 bits or a
    name that has no prior.
    """
    import numpy as np

    from sim.parameters.quantiles import whole

    if not isinstance(priors, Mapping):
        priors = {name: _declared(name, parameters) for name in priors}
    drawn: dict[str, NDArray[Any]] = {}
    for name, prior in priors.items():
        values = prior.quantile(uniforms(name, seed, n, first))
        drawn[name] = values if parameters[name].kind == "float" else whole(values).astype(np.int64)
    return drawn


def _declared(name: str, parameters: Mapping[str, Parameter]) -> Prior:
    prior = parameters[name].prior
    if prior is None:
        raise ValueError(f"{name} has no prior")
    return prior

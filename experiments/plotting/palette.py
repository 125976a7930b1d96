"""The colours of figures, distinct with any common kind of colour blindness, and the same in grey."""

from __future__ import annotations

BLACK, GREY = "#000000", "#8c8c8c"
ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
"""The colours of Okabe & Ito (2008), distinct with any common kind of colour blindness."""

PALE, PALE_SKY = "#d9d9d9", "#b9ddf4"
"""Of what is not yet, and of what goes on too long."""

GREYS = {
    BLUE: 0.20, VERMILLION: 0.45, GREEN: 0.35, PURPLE: 0.55, GREY: 0.62, ORANGE: 0.68, SKY: 0.78, YELLOW: 0.9,
    PALE: 0.90, PALE_SKY: 0.96,
}  # fmt: skip
"""How bright each colour is in grey: farther apart than their luminances, which nearly coincide."""

DIVERGING, SEQUENTIAL = "PuOr_r", "cividis"
"""Colour maps of quantities with and without a middle."""

GREY_MAPS = {DIVERGING: "Greys", SEQUENTIAL: "gray", "cividis_r": "gray_r", "viridis": "gray"}
"""What stands for a colour map in grey: from one end to the other, never dark at both."""

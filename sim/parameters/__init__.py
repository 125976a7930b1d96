"""Every parameter of the model, declared once: what it means, its default, its range, where it comes from.

One file per family: contract (population, contract, run), resources (resources, costs), production
(production, gestation), incentives, control (control, needs), evaluation (evaluation, staffing), relations
(relations, turnover), capability (capability, society, value), policy (tender, policy), and the tables kinds
and instruments.
"""

from sim.parameters.declaration import NotAllowed, Parameter, Value, number_text
from sim.parameters.draws import draw_uncertain, uniforms
from sim.parameters.layout import layout, nested, place, split
from sim.parameters.priors import Discrete, Integers, Mixture, Prior, Triangular, Uniform
from sim.parameters.registry import (
    GROUP_LABELS,
    GROUPS,
    PARAMETERS,
    SHIPPED_ROWS,
    TABLES,
    declared,
    defaults,
    uncertainties,
)
from sim.parameters.tables import Row, Table

__all__ = [
    "GROUPS",
    "GROUP_LABELS",
    "PARAMETERS",
    "SHIPPED_ROWS",
    "TABLES",
    "Discrete",
    "Integers",
    "Mixture",
    "NotAllowed",
    "Parameter",
    "Prior",
    "Row",
    "Table",
    "Triangular",
    "Uniform",
    "Value",
    "declared",
    "defaults",
    "draw_uncertain",
    "layout",
    "nested",
    "number_text",
    "place",
    "split",
    "uncertainties",
    "uniforms",
]

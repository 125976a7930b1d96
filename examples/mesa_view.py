"""The case in Mesa's own view: step through the months, and watch the street and the measures.

    pip install "oneplusone[view]"
    solara run examples/mesa_view.py

The street has a house for each community: as high as its need, lit as far as a service is there. Beside it
stand public value and the services under contract. A reset takes the arm, the term and the seed chosen.
"""

from html import escape

import solara
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from oneplusone import ContractingModel

NIGHT, WALL, DARK, LIT = "#10162e", "#151b36", "#2f3964", "#ffc64d"
HEIGHT, WIDTH = 120, 16


class CaseModel(ContractingModel):
    """The case with what the view lets one choose: arm, term in months, seed."""

    def __init__(self, arm: str = "GS", term: int = 8, seed: int = 0) -> None:
        super().__init__("s_association", arm, seed, contract__term=term)


def slider(label: str, value: int, low: int, high: int) -> dict[str, object]:
    """Return what Mesa makes a slider over whole numbers of."""
    return {"type": "SliderInt", "label": label, "value": value, "min": low, "max": high, "step": 1}


def street(model: ContractingModel) -> str:
    """Draw the communities as houses: dark where a need is not met, lit where it is."""
    communities = model.world.communities
    tallest = max((sum(each.need) for each in communities), default=0.0) or 1.0
    houses = []
    for place, each in enumerate(communities):
        need, met = sum(each.need), sum(map(min, each.level, each.need))
        height = (HEIGHT - 20) * need / tallest
        light = height * met / need if need else 0.0
        left = place * WIDTH
        for colour, top in ((DARK, height), (LIT, light)):
            houses.append(
                f'<rect x="{left + 2}" y="{HEIGHT - top:.1f}" width="{WIDTH - 4}" height="{top:.1f}" '
                f'fill="{colour}"/>'
            )
    said = f"Month {model.months} of {model.horizon}, seed {model.seed}"
    return (
        f'<svg viewBox="0 0 {WIDTH * max(1, len(communities))} {HEIGHT}" width="100%" role="img" '
        f'aria-label="{escape(said)}" style="background:{NIGHT}">{"".join(houses)}</svg><p>{escape(said)}</p>'
    )


@solara.component
def Street(model: ContractingModel) -> None:
    """The street, drawn anew with each step."""
    update_counter.get()
    solara.HTML(tag="div", unsafe_innerHTML=street(model))


@solara.component
def Page() -> None:
    """The whole view: controls, the street, two plots."""
    model = solara.use_reactive(CaseModel())
    SolaraViz(
        model,
        components=[Street, make_plot_component("value"), make_plot_component("coverage")],
        model_params={
            "arm": {"type": "Select", "label": "Arm", "value": "GS", "values": ["GS", "G+S", "G", "S"]},
            "term": {
                "type": "SliderInt",
                "label": "Term, months",
                "value": 8,
                "min": 3,
                "max": 24,
                "step": 1,
            },
            "seed": {"type": "SliderInt", "label": "Seed", "value": 0, "min": 0, "max": 99, "step": 1},
        },
        name="Is 1 + 1 > 2?",
    )

"""Mesa's own view of the case: it is rendered, a click steps it, and a house is as light as a need is met."""

import importlib.util
import re
import time
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "mesa_view.py"


@pytest.fixture(scope="module")
def view():
    pytest.importorskip("solara", reason="the extra `view` is not installed")
    spec = importlib.util.spec_from_file_location("mesa_view", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def below(widget, seen):
    """A widget and all that it holds, in slots and properties too."""
    if id(widget) in seen or not hasattr(widget, "trait_names"):
        return
    seen.add(id(widget))
    yield widget
    for name in set(widget.trait_names()) - {"layout", "style", "comm"}:
        held = getattr(widget, name, None)
        for each in held if isinstance(held, list | tuple) else [held]:
            inner = each.get("children") if isinstance(each, dict) else each
            for one in inner if isinstance(inner, list) else [inner]:
                yield from below(one, seen)


def streets(box):
    """The pictures of the street that are shown."""
    return [each.unsafe_innerHTML for each in below(box, set()) if "unsafe_innerHTML" in each.trait_names()]


@pytest.mark.filterwarnings("ignore")
def test_it_is_rendered_and_a_click_steps_a_month(view):
    import ipyvuetify
    import solara

    box, shown = solara.render(solara.AppLayout(children=[view.Page()]), handle_error=False)
    try:
        assert ["Month 0 of 48" in picture for picture in streets(box)] == [True]
        buttons = {each.children[0]: each for each in shown.find(ipyvuetify.Btn).widgets}
        assert {"Reset", "Step"} <= set(buttons)
        buttons["Step"].click()
        until = time.monotonic() + 30
        while "Month 1 of 48" not in streets(box)[0] and time.monotonic() < until:
            time.sleep(0.05)  # Mesa steps in a thread
        assert "Month 1 of 48" in streets(box)[0]
    finally:
        shown.close()


def test_the_street_has_a_house_for_each_community_lit_as_far_as_its_need_is_met(view):
    model = view.CaseModel(term=12)
    assert model.setting.values["contract.term"] == 12
    before = view.street(model)
    assert before.count(f'fill="{view.DARK}"') == len(model.world.communities)
    for _ in range(12):
        model.step()
    after = view.street(model)
    assert lit(after, view.LIT) > lit(before, view.LIT)
    assert lit(after, view.LIT) <= lit(after, view.DARK)


def lit(picture, colour):
    return sum(float(height) for height in re.findall(rf'height="([\d.]+)" fill="{colour}"', picture))

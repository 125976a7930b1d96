"""The table of events is the complete list of what is random in the model, and every call keeps to it."""

import ast
from pathlib import Path

import pytest

import sim.chance
from sim.chance import EVENTS
from sim.chance.declaration import DOMAINS, RETIRED, event, named

SOURCES = sorted(path for path in Path(sim.__path__[0]).rglob("*.py") if path.parent.name != "chance")
NAMES = {it.name: it for it in EVENTS.values()}
TAKEN = next(iter(EVENTS))


def test_events_are_plain_integers_under_their_names():
    for number, it in EVENTS.items():
        assert type(number) is int
        assert getattr(sim.chance, it.name) == number == it.number


def test_events_are_declared_once_and_none_is_retired():
    assert not RETIRED & set(EVENTS)
    assert len({it.sentence for it in EVENTS.values()}) == len(EVENTS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, "uniform", (None, None), "Is it?"), "from 1 to 255"),
        ((256, "uniform", (None, None), "Is it?"), "from 1 to 255"),
        ((TAKEN, "uniform", (None, None), "Is it?"), "declared twice"),
        ((255, "poisson", (None, None), "Is it?"), "none of uniform, normal"),
        ((255, "uniform", ("ofice", None), "Is it?"), "'ofice' is none of .*office"),
        ((255, "uniform", (None, None), "is it"), "whole sentence"),
    ],
)
def test_faulty_declarations_are_refused_and_leave_no_trace(arguments, message):
    with pytest.raises(ValueError, match=message):
        event(*arguments)
    assert named(vars(sim.chance)) == EVENTS


def test_a_retired_number_is_never_given_again(monkeypatch):
    monkeypatch.setattr("sim.chance.declaration.RETIRED", frozenset({255}))
    with pytest.raises(ValueError, match="retired"):
        event(255, "uniform", (None, None), "Is it?")


def test_an_event_without_a_name_is_refused():
    with pytest.raises(ValueError, match=f"event {TAKEN} has no name"):
        named({})


def is_zero(node):
    return isinstance(node, ast.Constant) and node.value == 0


def faults(source):
    """What is wrong with the draws in a piece of source, one line each."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            continue
        if call.func.id not in ("uniform", "normal", "noise"):
            continue
        # noise is made of a normal number, and its spread is given last
        drawn = "normal" if call.func.id == "noise" else call.func.id
        given = call.args[: len(call.args) - 1] if call.func.id == "noise" else call.args
        name = given[1].id if len(given) == 5 and isinstance(given[1], ast.Name) else ""
        if name not in NAMES:
            found.append(f"line {call.lineno}: the second of five arguments must name an event")
            continue
        if NAMES[name].transform != drawn:
            found.append(f"line {call.lineno}: {name} is declared {NAMES[name].transform}")
        if NAMES[name].month_0_only and not is_zero(given[2]):
            found.append(f"line {call.lineno}: {name} belongs to month 0")
        for domain, id_of in zip(NAMES[name].domains, given[3:], strict=True):
            if (domain is None) != is_zero(id_of):
                found.append(
                    f"line {call.lineno}: {name} has the ids {NAMES[name].domains}; pass 0 for None only"
                )
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_draw_of_the_model_keeps_to_the_table(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "normal(numbers, OFFICE_LEADER, now, office.id, 0)",
        "uniform(numbers, NO_SUCH, now, office.id, 0)",
        "uniform(numbers, 11, now, office.id, 0)",
        "uniform(numbers, OFFICE_LEADER, now, office.id, kind)",
        "uniform(numbers, OFFICE_LEADER, now, 0, 0)",
        "uniform(numbers, OFFICE_LEADER, now, office.id)",
        "normal(numbers, NEED_SPREAD, now, community.id, kind)",
        "noise(numbers, NEED_DRIFT, now, community.id, kind)",
        "noise(numbers, OFFICE_LEADER, now, office.id, 0, 0.1)",
        "noise(numbers, NEED_SPREAD, now, community.id, kind, 0.1)",
    ],
)
def test_faulty_draws_would_be_found(source):
    assert len(faults(source)) == 1


def test_domains_are_said_once():
    assert len(set(DOMAINS)) == len(DOMAINS)


def test_every_event_is_drawn_somewhere():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    drawn = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert set(NAMES) <= drawn

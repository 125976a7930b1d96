"""The parts of a document: each from its own command, and what is said of those that are missing."""

import pytest

from experiments.document.commands import Asked, commands_of, words_of
from experiments.document.findings import NEW, findings
from experiments.document.sizes import sizes_of
from experiments.errors import RunsFailed
from experiments.runs.simulator import ScenarioSimulator
from sim.scenario import Scenario
from tests.support.finished_study import GRID, SALTELLI, finished


def simulator(months=3, engine="auto", **changes):
    changes = {"run.horizon": months} | changes
    return ScenarioSimulator(Scenario.load("s_association", changes=changes), engine)


def test_no_part_has_more_draws_than_the_answer_unless_it_needs_them():
    sizes = sizes_of(simulator(), 4, 1)
    assert (sizes.ledger, sizes.paths, sizes.conventions, sizes.held_out) == (4, 4, 4, 4)
    assert sizes.nearest > 90  # a surface over so many parameters
    large = sizes_of(simulator(), 10_000, 2, thorough=True)
    assert (large.ledger, large.paths, large.conventions, large.nearest) == (500, 3000, 2000, 4000)


def test_as_many_runs_are_announced_as_are_made_at_most():
    counted = {}

    class Watch:
        def stage(self, name, total=None):
            from contextlib import nullcontext

            return nullcontext(lambda done: counted.update({name: counted.get(name, 0) + done}))

    run = simulator(1)
    sizes = sizes_of(run, 2, 1)
    before = run.runs
    findings(run, sizes, progress=Watch())
    assert set(counted) == set(sizes.runs)
    made = run.runs - before  # all but those of the answer, which the simulator does not count
    assert made <= sum(runs for name, runs in sizes.runs.items() if name != "runs")
    assert made >= sum(sizes.runs[name] for name in ("ledger", "paths", "conventions"))


def test_with_mesa_the_answer_stands_and_the_rest_says_why_it_does_not():
    run = simulator(2, "mesa")
    found = findings(run, sizes_of(run, 2, 1))
    assert list(found.results) == ["answer"]
    assert set(found.missing) == set(NEW) - {"answer"}
    assert "Mesa" in found.missing["ledger"].line("en")


def test_a_failed_run_costs_its_part_alone(monkeypatch):
    def failing(*given, **more):
        raise RunsFailed("design.nothing_varies")

    monkeypatch.setattr("experiments.document.findings.reform_paths", failing)
    run = simulator(1)
    found = findings(run, sizes_of(run, 2, 1))
    assert set(found.missing) == {"paths"}
    assert {"ledger", "nearest", "conventions"} <= set(found.results)
    assert found.to_dict()["missing"]["paths"]["zh"]


@pytest.mark.parametrize(("design", "there"), [(GRID, ["study"]), (SALTELLI, ["study", "sensitivity"])])
def test_of_a_study_nothing_is_run_where_that_is_asked_for(design, there, tmp_path):
    study = finished(tmp_path, "small", design)
    run = ScenarioSimulator(Scenario.parse(study.plan.model["toml"], "plan.json"))
    found = findings(run, sizes_of(run, 2, 1), study.plan.seed, study=study, stored=True)
    assert list(found.results) == there
    assert run.runs == 0
    assert set(NEW) <= set(found.missing)
    asked = Asked((str(study.folder),), study=True)
    assert commands_of(found, asked)[0] == f"oneplusone study report {study.folder}"


def test_commands_name_what_was_asked_with_sizes_and_seed():
    run = simulator(1)
    found = findings(run, sizes_of(run, 2, 1), 7)
    subject = words_of(("mine.toml", "+gross"), ["contract.term=12"], 1)
    case, ledger, paths, nearest = commands_of(found, Asked(subject))
    same = "mine.toml +gross --set contract.term=12 --months 1"
    assert case == f"oneplusone case {same} --draws 2 --seeds 1 --seed 7"
    assert ledger == f"oneplusone ledger {same} --draws 2 --seeds 1 --seed 7"
    assert paths == f"oneplusone paths {same} --draws 2 --seeds 1 --seed 7"
    assert nearest.startswith(f"oneplusone nearest {same} --draws {found.sizes.nearest} --held-out 2 ")

"""What people type: names, paths, overlays, 12.0 for 12; what is not allowed is refused before any run."""

import numpy as np
import pytest

import oneplusone as opo
from experiments.errors import InvalidInput, UserError
from experiments.runs.engines import Compiled, Mesa
from experiments.runs.outcomes import BRIEF, DELTA
from experiments.runs.simulator import ScenarioSimulator
from oneplusone.inputs import (
    count,
    decimal,
    engine_name,
    names_of,
    options_of,
    outcomes_of,
    watcher,
)
from sim.scenario import Scenario, ScenarioError

FAST = {"months": 3, "progress": False}


@pytest.fixture
def never_run(monkeypatch):
    """No run may begin."""
    for engine in (Compiled, Mesa):
        monkeypatch.setattr(engine, "run", lambda *given, **more: pytest.fail("something was run"))


def overlaid():
    return Scenario.load("s_association", ["cultivation", "gross"])


def test_a_scenario_is_given_as_it_is_by_name_or_by_path(tmp_path):
    case = Scenario.load("s_association")
    assert opo.scenario(case) is case
    assert opo.scenario("s_association").fingerprint() == case.fingerprint()
    path = tmp_path / "mine.toml"
    path.write_text("schema = 1\nincludes = ['s_association']\n[contract]\nterm = 9\n", encoding="utf-8")
    for given in (path, str(path)):
        assert opo.scenario(given).values["contract.term"] == 9


def test_overlays_are_joined_by_a_plus(tmp_path):
    assert opo.scenario("s_association+cultivation+gross").fingerprint() == overlaid().fingerprint()
    assert opo.scenario("s_association + cultivation +gross ").fingerprint() == overlaid().fingerprint()
    path = tmp_path / "mine.toml"
    path.write_text("schema = 1\nincludes = ['s_association']\n[contract]\nterm = 9\n", encoding="utf-8")
    assert opo.scenario(f"{path}+gross").values["contract.term"] == 9
    odd = tmp_path / "a+b" / "mine.toml"  # a folder with a + in its name
    odd.parent.mkdir()
    odd.write_text("schema = 1\nincludes = ['s_association']\n[contract]\nterm = 7\n", encoding="utf-8")
    for given in (str(odd), odd, f"{odd}+gross"):
        assert opo.scenario(given).values["contract.term"] == 7
    with pytest.raises(ScenarioError, match="there is no such scenario"):
        opo.scenario("s_association+")


def test_a_parameter_is_named_by_a_text():
    with pytest.raises(ScenarioError, match="there is no such parameter"):
        opo.scenario("s_association", {1: 12})


def test_changes_and_months_are_set_together():
    found = opo.scenario("s_association", {"contract.term": 12, "contract.sum": 3e5}, months=24.0)
    assert (found.values["contract.term"], found.values["run.horizon"]) == (12, 24)
    assert type(found.values["run.horizon"]) is int
    assert found.values["contract.sum"] == 300_000
    assert found.sources["contract.term"] == "changes"
    assert opo.scenario("s_association", months=0).values["run.horizon"] == 0


@pytest.mark.parametrize(
    ("given", "value"), [(12, 12), (12.0, 12), (1e3, 1000), (np.int64(7), 7), (np.float64(7), 7)]
)
def test_whole_numbers_may_be_written_as_decimals(given, value):
    found = count("draws", given)
    assert found == value
    assert type(found) is int


@pytest.mark.parametrize(
    "given", [0, -1, 2.5, "12", True, np.bool_(True), None, float("nan"), float("inf"), [3], np.array([4, 5])]
)
def test_what_is_no_count_is_refused_by_name(given):
    with pytest.raises(opo.InvalidInput) as refusal:
        count("draws", given)
    assert refusal.value.line("en").startswith("draws = ")
    assert "a whole number from 1 on" in refusal.value.line("en")
    assert "不允许" in refusal.value.line("zh")


def test_decimals_options_and_engines():
    assert decimal("density", 1, most=1.0) == 1.0
    for wrong in (0, -1, 1.5, "x", None, True, float("nan")):
        with pytest.raises(opo.InvalidInput, match=r"density: .* is not allowed; allowed: a number above 0"):
            decimal("density", wrong, most=1.0)
    assert options_of("settings", 1, (0, 1)) == options_of("settings", [1], (0, 1)) == (1,)
    for wrong in (2, [], [0, 2], "0", True):
        with pytest.raises(opo.InvalidInput, match=r"settings: .* is not allowed; allowed: 0, 1"):
            options_of("settings", wrong, (0, 1))
    assert engine_name("mesa") == "mesa"
    assert names_of("levers", "a.b") == names_of("levers", ["a.b"]) == ("a.b",)
    assert names_of("levers", ()) == ()


def test_outcomes_are_named_as_measures_or_as_contrasts():
    simulator = ScenarioSimulator(Scenario.load("s_association"))
    assert outcomes_of(simulator, (), "GS") == BRIEF
    assert outcomes_of(simulator, "delta", "GS") == (DELTA,)
    found = outcomes_of(simulator, ["coverage", "delta"], "S")
    assert [outcome.name for outcome in found] == ["coverage@S", "delta"]


def test_progress_is_a_bar_nothing_or_whatever_watches():
    from experiments.progress import SILENT
    from experiments.reporting.bars import Bars

    assert isinstance(watcher(True), Bars)
    assert watcher(False) is SILENT
    mine = Bars()
    assert watcher(mine) is mine
    for wrong in (None, "yes", 1):
        with pytest.raises(opo.InvalidInput, match=r"progress: .* is not allowed"):
            watcher(wrong)


def test_decimals_and_strings_give_the_same_result_as_whole_numbers_and_lists():
    first = opo.simulate("s_association", draws=3, seeds=2, seed=1, months=6, progress=False)
    again = opo.simulate("s_association", draws=3.0, seeds=2.0, seed=1.0, months=6.0, progress=False)
    assert np.array_equal(first.runs.values, again.runs.values)
    assert first.metadata.to_dict() == again.metadata.to_dict()
    one = opo.single_changes(levers="contract.term", held_out=2.0, **FAST)
    other = opo.single_changes(levers=["contract.term"], held_out=2, **FAST)
    assert one == other


def calls(function, *given, **more):
    name = f"{function.__name__}({', '.join([*map(repr, given), *(f'{k}={v!r}' for k, v in more.items())])})"
    return pytest.param(function, given, more, id=name)


def wrong_for_all(name, function):
    first = ("s_association",) if name == "compare" else ()
    return [
        (calls(function, *first, "s_asociation"), "s_asociation"),
        (calls(function, *first, "s_association+cultivaton"), "cultivaton"),
        (calls(function, *first, "nowhere.toml"), "no such file"),
        (calls(function, *first, None), "name or path of one"),
        (calls(function, *first, "s_association", changes={"contract.trem": 8}), "contract.trem"),
        (calls(function, *first, "s_association", changes={"contract.term": -8}), "from 1 to 120"),
        (
            calls(function, *first, "s_association", changes={"run.horizon": 8}, months=9),
            "leave one of them out",
        ),
        (calls(function, *first, "s_association", months=-1), "months = -1"),
        (calls(function, *first, "s_association", months=7.5), "months = 7.5"),
        (calls(function, *first, "s_association", months=601), "from 0 to 600 months"),
        (calls(function, *first, "s_association", engine="fast"), "there is no engine fast"),
        (calls(function, *first, "s_association", seeds=0), "seeds = 0"),
        (calls(function, *first, "s_association", seed=-1), "seed = -1"),
        (calls(function, *first, "s_association", seed="x"), "seed = 'x'"),
    ]


ALL = (
    "simulate", "compare", "sobol", "screen", "ledger", "reform_paths", "lever_map", "discover",
    "pareto_front", "single_changes", "calibrate",
)  # fmt: skip
WRONG = [
    *(pair for name in ALL for pair in wrong_for_all(name, getattr(opo, name))),
    (calls(opo.simulate, draws=2.5), "draws = 2.5"),
    (calls(opo.simulate, draws=2, runs=80), "leave one of them out"),
    (calls(opo.simulate, "without_dilemmas", draws=2), "only one draw"),
    (calls(opo.simulate, runs="many"), "runs = 'many'"),
    (calls(opo.compare, "s_association", "s_association", draws=0), "draws = 0"),
    (calls(opo.sobol, vary="contract.trem"), "nearest: contract.term"),
    (calls(opo.sobol, measures="valeu"), "nearest: value"),
    (calls(opo.sobol, measures="value", arm="GG"), "allowed: none, G, S"),
    (calls(opo.sobol, arm="GX"), "allowed: none, G, S"),
    (calls(opo.screen, method="sobol"), "allowed: morris, pawn, delta"),
    (calls(opo.sobol, vary=None), "vary = None is not allowed"),
    (calls(opo.single_changes, levers=5), "levers = 5 is not allowed"),
    (calls(opo.simulate, changes="contract.term=12"), "values by parameter"),
    (calls(opo.lever_map, x_range="4:12"), "the lowest and the highest value"),
    (calls(opo.lever_map, y_range=(1, 2, 3)), "the lowest and the highest value"),
    (calls(opo.compare, "s_association", "additive_null", names="ab"), "names = 'ab' is not allowed"),
    (calls(opo.simulate, draws=np.array([4, 5])), "draws = array"),
    (calls(opo.sobol, size=100), "not a power of two"),
    (calls(opo.sobol, random_numbers="shared"), "allowed: factor, independent, common"),
    (calls(opo.screen, method="fast"), "allowed: morris, pawn, delta"),
    (calls(opo.screen, size=0), "size = 0"),
    (calls(opo.ledger, settings=[0]), "allowed: 1, 2"),
    (calls(opo.ledger, settings=3), "allowed: 1, 2"),
    (calls(opo.ledger, draws=0), "draws = 0"),
    (calls(opo.reform_paths, draws=0), "draws = 0"),
    (calls(opo.calibrate, draws=0), "draws = 0"),
    (calls(opo.calibrate, "additive_null", draws=4), "is an overlay, which changes a case and is none"),
    (calls(opo.calibrate, "without_dilemmas", draws=4), "has no uncertain parameter"),
    (calls(opo.calibrate, facts={"quits": {"value": 2, "error": 0}}), "0 is no error of observation"),
    (calls(opo.calibrate, facts="no_such.csv"), "cannot be read"),
    (calls(opo.calibrate, facts={"qiuts": {"value": 2}}), "did you mean quits?"),
    (calls(opo.lever_map, x="contract.trem"), "nearest: contract.term"),
    (calls(opo.lever_map, x="contract.term", y="contract.term"), "varies twice"),
    (calls(opo.lever_map, x_range=(5, 3)), "from 5"),
    (calls(opo.lever_map, points=0), "points = 0"),
    (calls(opo.discover, futures=5), "too few"),
    (calls(opo.discover, density=2), "density: 2 is not allowed"),
    (calls(opo.discover, threshold=-1), "threshold: -1 is not allowed"),
    (calls(opo.pareto_front, levers="contract.trem"), "nearest: contract.term"),
    (calls(opo.pareto_front, population=0), "population = 0"),
    (calls(opo.single_changes, levers="contract.trem"), "nearest: contract.term"),
]


@pytest.mark.parametrize(
    ("function", "given", "more", "said"),
    [pytest.param(*param.values, said, id=param.id) for param, said in WRONG],
)
def test_what_is_not_allowed_is_refused_in_one_clear_error_before_anything_runs(
    function, given, more, said, never_run, capsys
):
    with pytest.raises((UserError, ScenarioError, ValueError, TypeError)) as refusal:
        function(*given, progress=False, **more)
    error = refusal.value
    line = error.line("en") if hasattr(error, "line") else str(error)
    assert said in line
    assert len(line.splitlines()) == 1
    assert error.__cause__ is None or isinstance(error.__cause__, OSError)
    assert capsys.readouterr().out == ""


SHORT_LEVERS = ["contract.term", "incentives.power"]
TOTALS = {
    # what is called: further arguments, runs of one draw or row in all arms
    opo.ledger: ({"settings": 1, "sides": "dilemmas"}, 256 * 2 * 6),
    opo.reform_paths: ({}, 8 * 2 * 5),
    opo.lever_map: ({"x": SHORT_LEVERS[0], "y": SHORT_LEVERS[1], "points": 2}, 4 * 2 * 3),
    opo.screen: ({"vary": SHORT_LEVERS, "measures": "delta"}, 3 * 2 * 4),
}


@pytest.mark.parametrize("function", TOTALS, ids=lambda function: function.__name__)
def test_runs_are_the_total_in_python_as_on_the_command_line(function):
    more, each = TOTALS[function]
    assert function(**more, **FAST, runs=1.5 * each).metadata.runs == 2 * each


def test_runs_of_sobol_are_rounded_up_to_a_power_of_two_rows():
    found = opo.sobol(vary=SHORT_LEVERS, measures="delta", runs=33 * 4 * 2 * 4, seeds=2, **FAST)
    assert found.metadata.runs == 64 * 4 * 2 * 4


@pytest.mark.parametrize(
    ("function", "size"),
    [
        (opo.simulate, "draws"), (opo.ledger, "draws"), (opo.reform_paths, "draws"), (opo.lever_map, "draws"),
        (opo.sobol, "size"), (opo.screen, "size"), (opo.discover, "futures"), (opo.pareto_front, "held_out"),
        (opo.single_changes, "held_out"),
    ],
)  # fmt: skip
def test_runs_beside_another_size_are_refused_by_their_names_in_python(function, size, never_run):
    with pytest.raises(InvalidInput, match=f"^runs and {size} together"):
        function(runs=5000, **{size: 64}, **FAST)


@pytest.mark.parametrize("function", [opo.simulate, opo.compare])
def test_where_nothing_is_drawn_runs_are_of_seeds_and_not_together_with_them(function, never_run):
    subjects = ("without_dilemmas",) if function is opo.simulate else ("without_dilemmas", "without_dilemmas")
    with pytest.raises(InvalidInput, match=r"^runs and seeds together"):
        function(*subjects, runs=5000, seeds=3, **FAST)


@pytest.mark.parametrize("function", [opo.simulate, *TOTALS, opo.pareto_front, opo.single_changes])
@pytest.mark.parametrize("runs", [0, 2.5, "many"])
def test_a_total_that_is_no_count_is_refused(function, runs, never_run):
    with pytest.raises(InvalidInput, match=r"^runs = "):
        function(runs=runs, **FAST)


@pytest.mark.parametrize(
    ("function", "size"),
    [
        (opo.simulate, "draws"), (opo.ledger, "draws"), (opo.reform_paths, "draws"), (opo.lever_map, "draws"),
        (opo.discover, "futures"), (opo.pareto_front, "draws"), (opo.pareto_front, "held_out"),
        (opo.single_changes, "held_out"), (opo.screen, "size"),
    ],
)  # fmt: skip
def test_what_no_memory_holds_is_refused_before_a_bar_is_shown(function, size, never_run, capsys):
    with pytest.raises(InvalidInput, match=r"GB of memory|allowed: 1 to"):
        function(**{size: 10**12}, months=3)
    assert capsys.readouterr().err == ""

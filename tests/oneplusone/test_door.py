"""The public door: what it names, what it loads, and what each result can do."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import oneplusone as opo
from experiments.results import AnalysisResult
from experiments.texts import text
from sim.texts import UnknownLanguage
from tests.support.thresholds import middle

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
SMALL = {"months": 9, "progress": False, "seed": 7, "seeds": 2}
LEVERS = ["contract.term", "incentives.power"]
VARY = ["contract.term", "resources.relative_productivity"]
# name → function, what is asked for, and what the metadata must say: kind, draws, runs
RESULTS = {
    "SimulationResult": (opo.simulate, {"draws": 6}, ("run", 6, 6 * 2 * 8)),
    "ScenarioComparison": (
        lambda **more: opo.compare("s_association", "s_association+cultivation", **more),
        {"draws": 6}, ("compare", 6, 2 * 6 * 2 * 8),
    ),
    "Sensitivity": (opo.sobol, {"vary": VARY, "size": 64}, ("sensitivity", None, 64 * 4 * 2 * 3)),
    "Screening": (opo.screen, {"vary": VARY, "size": 6}, ("sensitivity", None, 6 * 3 * 2 * 3)),
    "LeverMap": (
        opo.lever_map, {"x": LEVERS[0], "y": LEVERS[1], "points": 3, "draws": 6},
        ("map", 6, 3 * 3 * 6 * 2 * 3),
    ),
    "Discovery": (
        lambda **more: opo.discover(threshold=float(middle(VARY, months=9)), **more),
        {"vary": VARY, "futures": 160}, ("discover", None, 240 * 2 * 3),
    ),
    "Ledger": (
        opo.ledger, {"draws": 3, "settings": 1, "sides": "dilemmas"}, ("ledger", 3, 256 * 3 * 2 * 6)
    ),
    "Calibration": (opo.calibrate, {"draws": 90}, ("calibrate", 90, 90 * 2 * 5)),
    "PathTable": (opo.reform_paths, {"draws": 6}, ("paths", 6, 8 * 6 * 2 * 5)),
    "Front": (
        opo.pareto_front,
        {"levers": LEVERS, "draws": 4, "held_out": 6, "population": 4, "generations": 2},
        ("front", 4, None),
    ),
    "NearestTwo": (
        opo.nearest, {"vary": LEVERS, "draws": 20, "held_out": 4}, ("nearest", 20, None)
    ),
    "FormTable": (opo.forms, {"vary": "access", "draws": 6}, ("forms", 6, 2 * 12 * 6 * 2 * 5)),
    "SingleChanges": (opo.single_changes, {"levers": LEVERS, "held_out": 4}, ("single changes", 4, None)),
}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    return {}


@pytest.fixture(params=RESULTS)
def result(request, made):
    name = request.param
    if name not in made:
        function, asked, _ = RESULTS[name]
        made[name] = function(**SMALL, **asked)
    return made[name]


def loaded(code):
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(' '.join(sys.modules))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(ended.stdout.split())


def test_importing_it_loads_nothing_heavy():
    heavy = {"numba", "matplotlib", "mesa", "pandas", "scipy", "numpy", "SALib", "pymoo", "tqdm"}
    assert heavy & loaded("import oneplusone") == set()
    assert heavy & loaded("import oneplusone as opo; dir(opo); opo.__version__") == set()


def test_running_loads_neither_mesa_nor_drawing():
    code = "import oneplusone as opo; opo.simulate(draws=1, seeds=1, months=1, progress=False)"
    assert {"mesa", "matplotlib", "pandas"} & loaded(code) == set()


def test_everything_that_it_names_can_be_had_and_is_listed():
    listed = dir(opo)
    assert listed == sorted([*opo.__all__, "__version__"])
    assert opo.__all__ == sorted(opo.__all__)
    for name in opo.__all__:
        assert getattr(opo, name) is not None
    assert re.match(r"\d+\.\d+", opo.__version__)
    assert set(opo._HOME) == set(opo.__all__)
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = opo.simulat


def test_every_class_of_a_result_is_named(result):
    assert isinstance(result, getattr(opo, type(result).__name__))
    assert isinstance(result, AnalysisResult)


def test_every_function_says_what_it_takes_and_returns():
    for name in ("simulate", "compare", "sobol", "screen", "ledger", "reform_paths", "lever_map", "discover",
                 "pareto_front", "single_changes", "calibrate"):  # fmt: skip
        said = getattr(opo, name).__doc__
        for part in ("Args:", "Returns:", "Raises:", "Example:"):
            assert part in said, f"{name}: {part}"


def test_one_plus_one_carries_its_interval():
    found = opo.simulate(draws=20, months=9, progress=False)
    ratio = found.one_plus_one
    low, high = ratio.interval
    assert low < ratio.value < high
    assert (ratio.value, low, high) == (ratio.estimate.value, ratio.estimate.low, ratio.estimate.high)
    assert ratio.draw_range.low < float(ratio) < ratio.draw_range.high
    value = found.runs.of("value")
    net = (value - value[:, :, :1]).mean(axis=(0, 1))
    assert ratio.value == pytest.approx(2 * net[6] / (net[1] + net[2]))
    for number in (ratio.value, low, high):
        assert f"{number:.4g}" in repr(ratio)


def test_a_result_is_short_when_printed_and_a_table_in_a_notebook(result):
    assert len(repr(result)) < 300
    assert repr(result).startswith(f"<{type(result).__name__}: ")
    assert "\n" not in repr(result)
    page = result._repr_html_()
    assert "<table" in page
    assert page.startswith("<p>")


def test_a_result_has_sentences_in_both_languages(result):
    english, chinese = result.summary(), result.summary("zh")
    assert english == result.summary("en")
    assert len(english) > 20
    assert not HAN.search(english)
    assert HAN.search(chinese)
    for said in (english, chinese):
        assert "{" not in said
        assert "nan" not in said.lower().split()
    assert "1+1" in english or "Δ" in english


def test_a_result_is_a_table_with_columns_in_both_languages(result):
    english, chinese = result.to_frame(), result.to_frame("zh")
    assert english.shape == chinese.shape
    assert min(english.shape) > 0
    heads = [
        " ".join(map(str, [*frame.columns, *frame.columns.names, *frame.index.names]))
        for frame in (english, chinese)
    ]
    assert not HAN.search(heads[0])
    assert HAN.search(heads[1])
    assert len(set(english.columns)) == english.shape[1]
    numbers = english.select_dtypes("number")
    assert numbers.shape[1] > 0
    np.testing.assert_array_equal(numbers.to_numpy(), chinese.select_dtypes("number").to_numpy())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_result_is_drawn_in_the_size_asked_for_and_without_a_title(result, lang):
    figure, plain = result.plot(lang), result.plot(lang, size=(13, 10), title=False)
    assert len(figure.get_suptitle()) > 3
    assert tuple(plain.get_size_inches()) == (13, 10)
    assert plain.get_suptitle() == ""
    # the headings of panels say what is drawn in them: they stay
    headings = [
        ["".join(axes.get_title(loc="left").split()) for axes in each.axes]  # broken where there is room
        for each in (figure, plain)
    ]
    assert headings[0] == headings[1]


def test_a_language_without_texts_is_refused_by_every_form_of_a_result(result):
    for form in (result.summary, result.to_frame, result.plot):
        with pytest.raises(UnknownLanguage, match="no language 'fr'; there are: en, zh"):
            form("fr")
        with pytest.raises(opo.InvalidInput) as refusal:
            form("fr")
        assert refusal.value.line("zh") == "没有语言 'fr'；有：en, zh"


def test_a_result_is_written_as_json(result):
    record = json.loads(result.to_json())
    assert record
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_metadata_say_what_made_a_result(result):
    *_, (kind, draws, runs) = RESULTS[type(result).__name__]
    metadata = result.metadata
    assert (metadata.kind, metadata.draws, metadata.seeds, metadata.seed) == (kind, draws, 2, 7)
    assert (metadata.engine, metadata.months, metadata.failed) == ("compiled", 9, ())
    assert runs is None or metadata.runs == runs
    assert metadata.runs > 0
    assert metadata.scenario.name == "s_association"
    record = metadata.to_dict()
    assert record["kind"] == f"oneplusone {kind}"
    assert record["version"] == opo.__version__
    assert record["scenario"]["fingerprint"] == metadata.scenario.fingerprint()
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_both_engines_give_the_same_result():
    few = {"draws": 2, "months": 4, "progress": False}
    compiled, mesa = (opo.simulate(engine=engine, **few) for engine in ("compiled", "mesa"))
    assert np.array_equal(compiled.runs.values, mesa.runs.values)
    assert compiled.one_plus_one == mesa.one_plus_one
    assert (compiled.metadata.engine, mesa.metadata.engine) == ("compiled", "mesa")


def test_the_bar_is_on_stderr_and_can_be_left_out(capsys):
    opo.simulate(draws=2, months=2)
    shown = capsys.readouterr()
    assert text("progress.runs", "en") in shown.err
    assert shown.out == ""
    opo.simulate(draws=2, months=2, progress=False)
    assert capsys.readouterr() == ("", "")


def test_finished_studies_are_read_by_the_analyses_that_take_one(tmp_path):
    from tests.support.finished_study import GRID, SALTELLI, SALTELLI_RUNS, finished

    found = opo.sobol(finished(tmp_path, "saltelli", SALTELLI), progress=False)
    assert (found.metadata.study, found.metadata.runs) == ("saltelli", SALTELLI_RUNS * 3 // 5)
    grid = opo.lever_map(finished(tmp_path, "grid", GRID), progress=False)
    assert (grid.metadata.study, grid.metadata.seed) == ("grid", 5)


def test_what_a_study_has_settled_can_not_be_set_beside_it(tmp_path):
    from tests.support.finished_study import GRID, finished

    study = finished(tmp_path, "grid", GRID)
    for function, more in (
        (opo.lever_map, {"x": "nonsense"}),
        (opo.lever_map, {"draws": 999}),
        (opo.sobol, {"changes": {"contract.term": 3}}),
        (opo.screen, {"engine": "zzz"}),
        (opo.discover, {"futures": 100}),
    ):
        with pytest.raises(opo.InvalidInput, match="does not apply to a finished study"):
            function(study, progress=False, **more)
    with pytest.raises(opo.InvalidInput, match=r"'contract\.term' does not apply to a finished study"):
        opo.lever_map(study, "contract.term")


def test_what_made_a_result_stands_in_it_and_in_its_json():
    import json
    from importlib.metadata import version

    found = opo.reform_paths(draws=2, months=2, progress=False)
    assert found.metadata.version == version("oneplusone")
    assert found.metadata.fingerprint == found.metadata.scenario.fingerprint()
    for each in (found, opo.simulate(draws=2, months=2, progress=False)):
        record = json.loads(each.to_json())
        assert record["version"] == version("oneplusone")
        assert record["scenario"]["fingerprint"] == each.metadata.fingerprint
        assert record.items() >= json.loads(json.dumps(each.to_dict())).items()


def test_a_result_without_a_number_says_so_when_printed():
    few = opo.simulate(draws=2, months=12, progress=False)
    assert len(repr(few)) < 300
    assert "1+1 against both side by side without a contract does not follow" in repr(few)


def test_one_column_of_a_study_is_named_as_several_are(tmp_path):
    from tests.support.finished_study import GRID, finished

    study = finished(tmp_path, "grid", GRID)
    assert list(study.runs("value")) == ["value"]


def test_a_study_is_short_when_printed(tmp_path):
    from tests.support.finished_study import GRID, created

    study = created(tmp_path, "grid", GRID)
    said = "<Study 'grid': 6 points × 6 draws × 5 arms in "
    assert repr(study) == f"{said}{str(tmp_path / 'grid')!r}>"

"""A study sums itself up, tabulates and draws its answer, says what made it, and shows how far it is."""

import json
from importlib.metadata import version

import pytest

from experiments.errors import InvalidInput
from experiments.study.study import Study
from sim.texts import UnknownLanguage
from tests.support.finished_study import GRID, created, finished
from tests.support.stumbling import Stumbling
from tests.support.toy_study import Toy, specification


class Watching:
    """Remembers which stages began, and how much of each was done."""

    def __init__(self):
        self.stages = {}

    def stage(self, name, total=None):
        from contextlib import nullcontext

        self.stages[name] = 0

        def advance(count):
            self.stages[name] += count

        return nullcontext(advance)


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("studies"), "grid", GRID)


def test_it_says_in_both_languages_what_it_is_how_far_and_its_answer(grid):
    english, chinese = grid.summary().splitlines(), grid.summary("zh").splitlines()
    assert english[0] == (
        "The study grid: 6 points × 6 draws × 5 arms; design grid, varying Term and Power of incentives, "
        "in the scenario s_association."
    )
    assert english[1] == "All 180 runs are finished; none has failed."
    assert english[2:] == grid.report().summary().splitlines()
    assert "；网格设计，变动" in chinese[0]
    assert chinese[1] == "全部 180 次运行已完成；无一失败。"
    assert chinese[2:] == grid.report().summary("zh").splitlines()


def test_its_table_and_figure_are_those_of_its_report(grid):
    for lang in ("en", "zh"):
        assert grid.to_frame(lang).equals(grid.report().to_frame(lang))
        shown, wanted = grid.plot(lang), grid.report().plot(lang)
        assert [axes.get_title() for axes in shown.axes] == [axes.get_title() for axes in wanted.axes]
    assert "Term (months)" in grid.to_frame()
    assert grid.plot(size=(6, 4)).get_size_inches().tolist() == [6, 4]


def test_its_metadata_say_what_made_it(grid):
    made = grid.metadata
    assert (made.kind, made.study, made.seed, made.draws, made.seeds) == ("study", "grid", 5, 6, 1)
    assert (made.runs, made.months, made.engine) == (180, 12, "compiled")
    assert made.arms == ("none", "G", "S", "G+S", "GS")
    assert made.version == version("oneplusone")


def test_a_notebook_shows_the_same_sentences_and_the_points(grid):
    page = grid._repr_html_()
    assert "The study grid" in page
    assert "All 180 runs are finished" in page
    assert page.count("<tr>") == 6
    assert "Term (months)" in page


def test_before_it_is_run_it_says_so_and_there_is_no_table(tmp_path):
    study = created(tmp_path, "grid", GRID)
    assert study.summary().splitlines()[1:] == ["0 of 180 runs are finished; none has failed."]
    assert "<table" not in study._repr_html_()
    for ask in (study.to_frame, study.plot):
        with pytest.raises(InvalidInput, match="6 of 6 points"):
            ask()


def test_why_there_is_no_answer_is_said(tmp_path):
    study = finished(tmp_path, "few", 'draws = 2\narms = ["G", "GS"]\n[vary]\ncontract.term = [4, 8]\n')
    assert "needs the arms none, G, S, GS" in study.summary().splitlines()[2]
    assert "本研究未运行：none, S" in study.summary("zh").splitlines()[2]
    assert "needs the arms" in study._repr_html_()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("draws = 2\nseeds = 3\n[vary]\ncontract.term = [4, 8]\n", "2 points × 2 draws × 3 seeds × 8 arms"),
        ('seeds = 1\nuncertain = "fixed"\narms = ["GS"]\n[vary]\ncontract.term = [4]\n', "1 point × 1 arm"),
    ],
)
def test_what_there_is_one_of_is_not_counted(tmp_path, text, size):
    assert repr(created(tmp_path, "one", text)) == f"<Study 'one': {size} in {str(tmp_path / 'one')!r}>"


def test_a_wrong_language_is_refused_before_anything_is_read(grid, monkeypatch):
    monkeypatch.setattr(Study, "runs", lambda *_, **__: pytest.fail("runs are read"))
    for ask in (grid.summary, grid.to_frame, grid.plot):
        with pytest.raises(UnknownLanguage):
            ask("fr")


def test_what_another_evaluator_computes_has_a_size_and_no_answer(tmp_path):
    study = Study.create(specification(), tmp_path / "toy", Toy())
    study.run()
    assert len(study.summary().splitlines()) == 2
    assert "points" in repr(study)
    with pytest.raises(InvalidInput, match="not computed by the model"):
        _ = study.metadata


def test_true_shows_a_bar_false_none_and_a_watcher_what_is_done(tmp_path, capsys):
    study = created(tmp_path, "grid", GRID)
    watching = Watching()
    study.run(progress=watching)
    assert watching.stages == {"study": 180}
    study.report(watching)
    assert watching.stages == {"study": 180, "sweep": 6}
    capsys.readouterr()
    study.report(progress=False)
    assert capsys.readouterr().err == ""
    study.to_frame(progress=True)
    assert "points of the report" in (said := capsys.readouterr().err)
    assert "point/s" in said
    study.extend(draws=7).run(progress=True)
    assert "run/s" in capsys.readouterr().err
    study.retry(progress=True)
    for ask in (study.run, study.retry, study.report):
        with pytest.raises(InvalidInput, match="progress"):
            ask(progress=3)


def test_its_metadata_name_the_runs_that_failed(tmp_path, monkeypatch):
    study = created(tmp_path, "grid", GRID.replace("draws = 6", "draws = 2"))
    monkeypatch.setattr(study.evaluator, "engine", Stumbling(3))
    study.run()
    made = study.metadata
    failed = study.runs(points=False).query("status == 'failed'")
    assert 0 < len(failed) < 12
    assert len(made.failed) == len(failed)
    for named, row in zip(made.failed, failed.itertuples(), strict=True):
        assert (named["point"], named["draw"], named["replication"]) == (row.point_id, row.replication, 0)
        assert (named["arm"], named["seed"], named["message"]) == ("GS", row.seed, "ArithmeticError: lost")
    json.loads(made.to_json())

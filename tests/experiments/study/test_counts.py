"""Counts of a study other than those of its file: draws, seeds, or a total of runs; a plan on disk stands."""

import pytest

from experiments.errors import InvalidInput
from experiments.study.example import example_spec
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

POINTS, ARMS = 5, 4
DRAWN = Toy(drawn=True)


def spec(**counts):
    return specification(points=POINTS, **counts)


@pytest.mark.parametrize(
    ("toy", "counts", "sizes"),
    [
        (DRAWN, {}, (2, 3)),
        (DRAWN, {"draws": 7}, (7, 3)),
        (DRAWN, {"seeds": 1}, (2, 1)),
        (DRAWN, {"runs": 4 * 3 * POINTS * ARMS}, (4, 3)),
        (DRAWN, {"runs": 4 * 3 * POINTS * ARMS + 1}, (5, 3)),
        (DRAWN, {"runs": 4 * POINTS * ARMS, "seeds": 1}, (4, 1)),
        (DRAWN, {"runs": 1}, (1, 3)),
        (Toy(), {"runs": 4 * POINTS * ARMS - 1}, (1, 4)),
    ],
)
def test_counts_beside_a_file_hold_and_a_total_is_rounded_up(toy, counts, sizes, tmp_path):
    given = spec(draws=2 if toy.drawn else None, seeds=3)
    ahead = Study.forecast(given, toy, **counts)
    study = Study.create(given, tmp_path / "toy", toy, **counts)
    assert (ahead.draws, ahead.seeds) == sizes
    assert (study.plan.draw_count, study.plan.seeds_per_draw) == sizes
    assert ahead.runs == study.plan.runs == sizes[0] * sizes[1] * POINTS * ARMS


@pytest.mark.parametrize(
    ("toy", "counts"),
    [(DRAWN, {"runs": 99, "draws": 2}), (Toy(), {"runs": 99, "seeds": 2}), (Toy(), {"runs": 99, "draws": 2})],
)
def test_a_total_beside_what_it_stands_for_is_refused_and_nothing_is_made(toy, counts, tmp_path):
    with pytest.raises(InvalidInput, match="leave one of them out"):
        Study.create(spec(), tmp_path / "toy", toy, **counts)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_on_disk_stands_and_other_counts_lead_to_extend(tmp_path):
    given = spec(draws=2, seeds=3)
    Study.create(given, tmp_path / "toy", DRAWN, draws=4)
    assert Study.create(given, tmp_path / "toy", DRAWN, draws=4).plan.draw_count == 4
    for counts in ({}, {"draws": 5}, {"runs": 2000}):
        with pytest.raises(InvalidInput, match=r"draws: 4 → .*`extend`"):
            Study.create(given, tmp_path / "toy", DRAWN, **counts)


@pytest.mark.parametrize(("toy", "sizes"), [(DRAWN, (4, 3)), (Toy(), (1, 12))])
def test_a_study_is_extended_to_a_total_of_runs(toy, sizes, tmp_path):
    study = Study.create(spec(draws=2 if toy.drawn else None, seeds=3), tmp_path / "toy", toy)
    study.extend(runs=12 * POINTS * ARMS - 1)
    assert (study.plan.draw_count, study.plan.seeds_per_draw) == sizes
    with pytest.raises(InvalidInput, match="leave one of them out"):
        study.extend(runs=10**4, draws=50)
    with pytest.raises(InvalidInput, match="a study can only be extended"):
        study.extend(runs=POINTS * ARMS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"draws": 0},
        {"seeds": 0},
        {"draws": 2.5},
        {"draws": True},
        {"draws": "4"},
        {"runs": -3},
        {"runs": 1.5},
    ],
)
def test_a_wrong_count_is_refused_before_a_folder_is_made(tmp_path, wrong):
    """As everywhere: a whole number from 1 on; nothing is silently taken for something else."""
    (name,) = wrong
    with pytest.raises(InvalidInput, match=rf"^{name} = .*whole number from 1"):
        Study.create(example_spec(), tmp_path / "study", **wrong)
    with pytest.raises(InvalidInput, match=rf"^{name} = .*whole number from 1"):
        Study.forecast(example_spec(), **wrong)
    assert not (tmp_path / "study").exists()


def test_counts_that_columns_and_sliders_give_are_taken(tmp_path):
    """12.0 for 12, as in every function of the door."""
    study = Study.create(example_spec(), tmp_path / "study", draws=2.0)
    assert study.plan.draw_count == 2
    assert study.extend(draws=3.0).plan.draw_count == 3
    with pytest.raises(InvalidInput, match=r"^seeds = "):
        study.extend(seeds=0)

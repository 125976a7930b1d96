"""Extending a study: existing points and runs keep ids and values, and only new runs are computed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.designs.factors import Factor
from experiments.errors import InvalidInput
from experiments.runs.keys import stream
from experiments.study.design import Design
from experiments.study.storage.plan import Plan
from experiments.study.study import Study
from sim.parameters.priors import Uniform
from tests.support.toy_study import PARAMETERS, Toy, specification


def computed_pairs(log: Path) -> int:
    return sum(int(line) for line in log.read_text(encoding="utf-8").split())


def grid(xs: list[float], ns: list[int]) -> Design:
    factors = (
        Factor.listing(PARAMETERS["toy.x"], tuple(xs)),
        Factor.listing(PARAMETERS["toy.n"], tuple(ns)),
    )
    return Design("grid", factors)


def test_more_draws_and_points_compute_only_the_new_runs(tmp_path: Path) -> None:
    log = tmp_path / "log"
    toy = Toy(log=str(log), drawn=True)
    study = Study.create(specification(points=32, seeds=1, draws=4), tmp_path / "s", toy, rows_per_shard=64)
    study.run()
    before = study.runs()
    probed = computed_pairs(log) - 32 * 4
    study.extend(draws=7).run()
    assert computed_pairs(log) == probed + 32 * 7
    study.extend(size=64, draws=9).run()
    assert computed_pairs(log) == probed + 64 * 9
    after = study.runs()
    assert after["run_id"].is_monotonic_increasing
    assert len(after) == 64 * 9 * 4
    old = after[after["run_id"].isin(before["run_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(old, before, check_exact=True)
    assert study.verify() == []


def test_a_grown_study_equals_one_made_large_at_once(tmp_path: Path) -> None:
    grown = Study.create(
        specification(points=32, seeds=1, draws=4), tmp_path / "grown", Toy(drawn=True), rows_per_shard=64
    )
    grown.run()
    grown.extend(size=64)
    grown.extend(draws=9).run()
    large = Study.create(
        specification(points=64, seeds=1, draws=9), tmp_path / "large", Toy(drawn=True), rows_per_shard=300
    )
    large.run()
    pd.testing.assert_frame_equal(grown.runs(), large.runs(), check_exact=True)


def test_replication_r_is_draw_r_over_the_seeds_with_element_r_of_the_stream(tmp_path: Path) -> None:
    """Seeds per draw divide the replications into draws; the runs of a draw share its parameters."""
    toy = Toy(drawn=True)
    study = Study.create(specification(points=8, draws=3, seeds=4), tmp_path / "s", toy)
    study.run()
    draws, runs = study.draws()["toy.y"], study.runs()
    assert (study.plan.draw_count, study.plan.seeds_per_draw, study.plan.replication_count) == (3, 4, 12)
    assert draws.tolist() == np.repeat(toy.draw(11, 0, 3)["toy.y"], 4).tolist()
    assert runs.groupby("replication")["seed"].first().tolist() == stream(11, 0, 12).tolist()
    study.extend(draws=5).run()
    assert study.draws()["toy.y"].tolist() == np.repeat(toy.draw(11, 0, 5)["toy.y"], 4).tolist()
    large = Study.create(specification(points=8, draws=5, seeds=4), tmp_path / "large", toy)
    large.run()
    pd.testing.assert_frame_equal(study.runs(), large.runs(), check_exact=True)
    for change in ({"seeds": 5}, {"seeds": 3}, {"file": specification(points=8, draws=5, seeds=6)}):
        with pytest.raises(InvalidInput, match=r"seeds: 4 → \d; the seeds of each draw cannot change"):
            study.extend(**change)
    with pytest.raises(InvalidInput, match="draws: 4 is fewer than the existing 5"):
        study.extend(draws=4)


def test_a_plan_of_an_earlier_version_has_one_seed_per_draw_or_one_draw(tmp_path: Path) -> None:
    for drawn, counts in ((True, (6, 1)), (False, (1, 6))):
        spec = specification(points=8, draws=6, seeds=1) if drawn else specification(points=8)
        record = Study.create(spec, tmp_path / str(drawn), Toy(drawn=drawn)).plan.to_dict()
        del record["seeds_per_draw"], record["engine"]
        plan = Plan.from_dict(record)
        assert (plan.draw_count, plan.seeds_per_draw, plan.engine) == (*counts, "compiled")


def test_extension_survives_being_interrupted_before_its_runs(tmp_path: Path) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=64)
    study.extend(seeds=8)  # before anything was computed
    tally = Study(tmp_path / "s", Toy()).run()
    assert (tally.runs, tally.finished) == (40 * 8 * 4, 40 * 8 * 4)


def test_a_grid_grows_by_values_and_keeps_the_old_ids(tmp_path: Path) -> None:
    study = Study.create(specification(design=grid([0.1, 0.5], [2, 4])), tmp_path / "s", Toy())
    study.run()
    before, points = study.runs(), study.points()
    study.extend(file=specification(design=grid([0.1, 0.3, 0.5], [2, 4, 6]))).run()
    assert len(study.points()) == 9
    pd.testing.assert_frame_equal(study.points().iloc[:4], points, check_exact=True)
    rows = {tuple(row) for row in study.points().to_numpy().tolist()}
    assert rows == {(x, n) for x in (0.1, 0.3, 0.5) for n in (2, 4, 6)}
    old = study.runs()
    old = old[old["point_id"] < 4].reset_index(drop=True)
    pd.testing.assert_frame_equal(old, before, check_exact=True)


def test_a_longer_list_is_accepted_and_a_changed_one_refused(tmp_path: Path) -> None:
    def listed(xs: list[float]) -> Design:
        return Design("table", table={"toy.x": np.array(xs)})

    study = Study.create(specification(design=listed([0.1, 0.2])), tmp_path / "s", Toy())
    study.run()
    study.extend(file=specification(design=listed([0.1, 0.2, 0.9])))
    assert study.points()["toy.x"].tolist() == [0.1, 0.2, 0.9]
    for wrong, point in (([0.1, 0.3, 0.9, 1.0], 1), ([0.1, 0.2], 2)):
        with pytest.raises(InvalidInput, match=f"point {point} "):
            study.extend(file=specification(design=listed(wrong)))
    assert study.run().finished == 3 * 6 * 4


def test_an_extension_that_would_shrink_or_move_points_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    study = Study.create(specification(points=32, seeds=4), tmp_path / "s", Toy())
    plan = (tmp_path / "s" / "plan.json").read_bytes()
    for options, said in (
        ({"seeds": 3}, "seeds: 3 is fewer than the existing 4"),
        ({"draws": 2}, "no parameter is drawn here, so there is one draw: .* give seeds = 2"),
        ({"size": 16}, "size: 16 is fewer than the existing 32"),
        ({"file": specification(design=grid([0.1], [2]))}, "point 0 "),
        ({"seeds": 900_001}, "seeds: 900,001; allowed: at most 900,000"),
        (
            {"seeds": 900_000, "size": 4096},
            r"14,745,600,000 runs would need .* at most 10,000,000,000",
        ),
    ):
        with pytest.raises(InvalidInput, match=said):
            study.extend(**options)  # type: ignore[arg-type]
    assert (tmp_path / "s" / "plan.json").read_bytes() == plan


@pytest.mark.parametrize("kind", ["lhs", "sobol", "saltelli", "morris"])
def test_sequences_grow_without_moving_a_point(tmp_path: Path, kind: str) -> None:
    factors = (
        Factor.of(PARAMETERS["toy.x"], Uniform(0.0, 1.0)),
        Factor.of(PARAMETERS["toy.y"], Uniform(0.0, 1.0)),
    )
    design = Design(kind, factors, (8,), seed=0)
    study = Study.create(specification(design=design, seeds=1), tmp_path / "s", Toy())
    before = study.points()
    study.extend(size=16)
    study.extend(size=32)
    after = study.points()
    assert len(after) == 4 * len(before)
    pd.testing.assert_frame_equal(after.iloc[: len(before)], before, check_exact=True)
    assert study.plan.design["sizes"] == [8, 16, 32]
    assert study.run().status == 0


def test_fast_does_not_grow(tmp_path: Path) -> None:
    design = replace(specification().design, kind="fast", sizes=(65,))
    study = Study.create(specification(design=design, seeds=1), tmp_path / "s", Toy())
    with pytest.raises(InvalidInput, match="FAST cannot be extended"):
        study.extend(size=130)


def test_changed_code_is_refused_with_the_difference_and_forked_on_demand(tmp_path: Path) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=100)
    study.run()
    changed = Study(tmp_path / "s", Toy(version="2"))
    for act in (changed.run, lambda: changed.extend(seeds=9)):
        with pytest.raises(InvalidInput, match=r"code: 1 → 2"):
            act()
    fork = changed.fork(tmp_path / "fork")
    assert fork.plan.forked_from == study.plan.study_id
    assert fork.status().finished == 0
    assert fork.run().finished == 960
    assert study.status().finished == 960
    assert fork.plan.study_id != study.plan.study_id


def test_another_study_in_the_folder_is_refused_with_the_difference(tmp_path: Path) -> None:
    Study.create(specification(), tmp_path / "s", Toy())
    for other, said in (
        (specification(seeds=7), "seeds: 6 → 7"),
        (specification(seeds=3, draws=1), "seeds: 6 → 3"),
        (
            specification(arms=("G",)),
            r'arms: "none", "G", "S", "GS" → "G"; choose another folder, or continue',
        ),
        (replace(specification(), seed=12), "seed: 11 → 12"),
        (specification(points=64), r"design\.sizes: \[40\] → \[64\]"),
    ):
        with pytest.raises(InvalidInput, match=said):
            Study.create(other, tmp_path / "s", Toy())
    Study.create(specification(), tmp_path / "s", Toy())  # the same study is simply opened
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.docx").touch()
    with pytest.raises(InvalidInput, match="holds something else"):
        Study.create(specification(), tmp_path / "thesis", Toy())


def test_another_list_of_as_many_points_is_another_study(tmp_path: Path) -> None:
    def listed(xs: list[float]) -> Design:
        return Design("list", table={"toy.x": np.array(xs)})

    Study.create(specification(design=listed([0.1, 0.2])), tmp_path / "s", Toy())
    with pytest.raises(InvalidInput, match=r"point 1: \{'toy.x': 0.2\} → \{'toy.x': 0.3\}"):
        Study.create(specification(design=listed([0.1, 0.3])), tmp_path / "s", Toy())
    with pytest.raises(InvalidInput, match=r"design\.points: 2 → 3"):
        Study.create(specification(design=listed([0.1, 0.2, 0.3])), tmp_path / "s", Toy())
    Study.create(specification(design=listed([0.1, 0.2])), tmp_path / "s", Toy())

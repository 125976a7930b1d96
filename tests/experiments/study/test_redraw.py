"""Damaged files of points and draws are drawn again from design and seed, to the recorded bit, or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.cli.main import main
from experiments.designs.factors import Factor
from experiments.errors import EnvironmentFailure
from experiments.study.design import Design
from experiments.study.study import Study
from sim.parameters.priors import Integers, Uniform
from tests.support.toy_study import PARAMETERS, Toy, specification

X = Factor.of(PARAMETERS["toy.x"], Uniform(0.0, 1.0))
N = Factor.of(PARAMETERS["toy.n"], Integers(1, 12))
GRID = Design(
    "grid",
    (
        Factor.of(PARAMETERS["toy.x"], Uniform(0.0, 0.7), steps=4),
        Factor.listing(PARAMETERS["toy.n"], (3, 1, 12)),
        Factor.listing(PARAMETERS["toy.mode"], (1, 0)),
    ),
    options={"toy.mode": ("plain", "fancy")},
)
DESIGNS = {
    "grid": GRID,
    "sobol": Design("sobol", (X, N), (40,), seed=3),
    "lhs": Design("lhs", (X, N), (20, 40), seed=3),
    "saltelli": Design("saltelli", (X, N), (8,), seed=3, second_order=False),
    "morris": Design("morris", (X, N), (9,), seed=3, levels=6),
    "fast": Design("fast", (X, N), (70,), seed=3),
}


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x10
    path.write_bytes(data)


def deleted(path: Path) -> None:
    path.unlink()


def damaged(study: Study, harm: Callable[[Path], None], *kinds: str) -> dict[Path, bytes]:
    files = [path for kind in kinds for path in sorted((study.folder / kind).iterdir())]
    before = {path: path.read_bytes() for path in files}
    for path in files:
        harm(path)
    return before


def opened(study: Study, **options: Any) -> tuple[Study, list[str]]:
    said: list[str] = []
    return Study(study.folder, Toy(**options), notify=lambda note: said.append(str(note))), said


@pytest.mark.parametrize("harm", [flipped, deleted])
@pytest.mark.parametrize("kind", DESIGNS)
def test_points_are_drawn_again_and_the_study_goes_on(
    tmp_path: Path, kind: str, harm: Callable[[Path], None]
) -> None:
    asked = specification(seeds=2, design=DESIGNS[kind])
    good = Study.create(asked, tmp_path / "good", Toy(), rows_per_shard=40)
    good.run()
    study = Study.create(asked, tmp_path / "s", Toy(), rows_per_shard=40)
    study.run(part=(1, 3))
    before = damaged(study, harm, "points")
    with pytest.raises(EnvironmentFailure, match=r"study resume .* draws it again"):
        study.points()
    log = tmp_path / "log"
    again, said = opened(study, log=str(log))
    again.run()
    assert len(said) == 1
    assert said[0].startswith("points/000000000.parquet was missing or had changed; it was drawn again")
    assert {path: path.read_bytes() for path in before} == before
    assert again.verify() == []
    assert again.runs().equals(good.runs())
    finished = (good.plan.runs - sum(map(int, log.read_text().split())) * 4) / good.plan.runs
    assert finished == pytest.approx(1 / 3, abs=0.1)  # the shards of the part that was finished were kept


def test_draws_are_drawn_again_even_of_an_extended_study(tmp_path: Path) -> None:
    study = Study.create(specification(points=4, draws=3, seeds=2), tmp_path / "s", Toy(drawn=True))
    study.run()
    study.extend(draws=5).run()
    right = study.draws()
    before = damaged(study, flipped, "draws")
    assert len(before) == 2
    again, said = opened(study, drawn=True)
    again.run()
    assert len(said) == 2
    assert {path: path.read_bytes() for path in before} == before
    assert again.draws().equals(right)


@pytest.mark.parametrize("hit", [[0], [1], [0, 1]])
def test_a_grown_sequence_and_a_grown_grid_keep_their_order(tmp_path: Path, hit: list[int]) -> None:
    longer = Factor.listing(PARAMETERS["toy.n"], (3, 1, 12, 7))
    larger = {
        "sobol": DESIGNS["sobol"].grown(64),
        "grid": replace(GRID, factors=(GRID.factors[0], longer, GRID.factors[2])),
    }
    for kind, design in larger.items():
        study = Study.create(specification(seeds=1, design=DESIGNS[kind]), tmp_path / kind, Toy())
        study.extend(file=specification(seeds=1, design=design))
        files = sorted((study.folder / "points").iterdir())
        before = [path.read_bytes() for path in files]
        assert len(files) == 2
        for number in hit:
            flipped(files[number])
        again, said = opened(study)
        if kind == "grid" and len(hit) == 2:  # only the intact file tells the order in which a grid grew
            with pytest.raises(EnvironmentFailure, match="design and seed do not give it again"):
                again.run()
            continue
        again.run()
        assert len(said) == len(hit)
        assert [path.read_bytes() for path in files] == before


def test_what_cannot_be_drawn_again_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    table = {"toy.x": np.array([0.1, 0.2, 0.9])}
    study = Study.create(specification(seeds=1, design=Design("table", table=table)), tmp_path / "t", Toy())
    damaged(study, flipped, "points")
    broken = next((study.folder / "points").iterdir()).read_bytes()
    again, said = opened(study)
    with pytest.raises(EnvironmentFailure, match="design and seed do not give it again; restore it"):
        again.run()
    assert said == []
    assert next((study.folder / "points").iterdir()).read_bytes() == broken


def test_points_of_another_seed_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study.create(specification(seeds=1), tmp_path / "s", Toy())
    damaged(study, deleted, "points")
    unit = Design.unit
    monkeypatch.setattr(Design, "unit", lambda self: unit(replace(self, seed=self.seed + 1)))
    again, _ = opened(study)
    with pytest.raises(EnvironmentFailure, match="design and seed do not give it again"):
        again.run()
    assert list((study.folder / "points").iterdir()) == []


def test_points_listed_in_the_study_file_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        'schema = 1\nname = "l"\nscenario = "s_association"\ndraws = 2\nmonths = 6\narms = ["GS"]\n'
        "[design]\npoints = [{ contract.term = 6 }, { contract.term = 9 }]\n"
    )
    Path("l.toml").write_text(text, encoding="utf-8")
    assert main(["study", "run", "l.toml", "--out", "s"]) == 0
    flipped(next(Path("s/points").iterdir()))
    flipped(next(Path("s/draws").iterdir()))
    next(Path("s/runs").iterdir()).unlink()
    Path("l.toml").unlink()
    assert main(["study", "resume", "s", "--lang", "zh"]) == 0
    assert capsys.readouterr().err.count("已由设计与种子重新抽样") == 2
    assert main(["study", "verify", "s"]) == 0

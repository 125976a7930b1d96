"""Impossible values are refused before any run, wherever a study names them; empty worlds are results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import InvalidInput
from experiments.study.file import read_file
from experiments.study.study import Study
from sim.parameters.registry import PARAMETERS
from sim.scenario.errors import ScenarioError
from tests.support.toy_study import Toy, specification

HEAD = 'schema = 1\nscenario = "s_association"\n'
NEVER_NEGATIVE = ("yuan", "hours", "months")
BUDGET, TERM, SHARE = "contract.sum", "contract.term", "contract.share_at_risk"
HOURS = next(name for name, each in PARAMETERS.items() if each.unit.startswith("hours"))
PROBABILITY = next(name for name, each in PARAMETERS.items() if each.unit == "probability")


def test_no_money_time_or_share_may_leave_its_range() -> None:
    """That a value outside is refused, tests/sim/parameters/test_parameters.py shows for every parameter."""
    shares = [each for each in PARAMETERS.values() if each.unit in ("share", "probability")]
    assert len(shares) > 20
    # what a renewal is worth is counted in sums of the contract, and may exceed one
    assert [each.name for each in shares if each.most > 1] == ["incentives.renewal_margin"]
    # public money may bring private resources and residents in as well as drive them out, by a part of them
    signed = {each.name: each.least for each in shares if each.least < 0}
    assert set(signed) == {"resources.crowding_in", "production.crowding_out"}
    assert min(signed.values()) >= -1
    amounts = [each for each in PARAMETERS.values() if each.unit.startswith(NEVER_NEGATIVE)]
    assert {BUDGET, TERM, HOURS} <= {each.name for each in amounts}
    assert [each.name for each in amounts if each.least < 0] == []


@pytest.mark.parametrize("form", ["set", "vary", "range", "points", "csv"])
@pytest.mark.parametrize(
    ("name", "value"),
    [(BUDGET, "-1"), (HOURS, "-1"), (TERM, "-8"), (SHARE, "1.5"), (SHARE, "-0.1"), (PROBABILITY, "1.01")],
)
def test_an_impossible_value_is_refused_wherever_a_study_names_it(
    tmp_path: Path, name: str, value: str, form: str
) -> None:
    kind = "integers" if PARAMETERS[name].kind == "int" else "uniform"
    low, high = sorted([value, "1"], key=float)
    body = {
        "set": f"[set]\n{name} = {value}\n",
        "vary": f"[vary]\n{name} = [{value}]\n",
        "range": f"[vary]\n{name} = {{ {kind} = [{low}, {high}], steps = 2 }}\n",
        "points": f"[design]\npoints = [{{ {name} = {value} }}]\n",
        "csv": '[design]\nfile = "points.csv"\n',
    }[form]
    (tmp_path / "points.csv").write_text(f"{name}\n{value}\n")
    (tmp_path / "study.toml").write_text(HEAD + body)
    place = r"points\.csv:2" if form == "csv" else r"study\.toml:4"
    with pytest.raises((InvalidInput, ScenarioError), match=rf"{place}: {name}: .*allowed: "):
        read_file(tmp_path / "study.toml")


def test_a_world_without_organisations_is_a_result(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(
        HEAD + 'draws = 2\nmonths = 9\narms = ["none", "S", "G"]\nmeasures = ["value"]\n'
        "[set]\npopulation.organizations = 0\n"
    )
    study = Study.create(tmp_path / "study.toml", tmp_path / "s")
    assert study.run().status == 0
    means = study.runs().groupby("arm", observed=True)["value"].mean()
    assert means["S"] == means["none"]  # nobody is there to do anything
    assert means["G"] > means["none"]


def test_more_runs_than_a_study_may_have_are_refused_with_the_estimate(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(InvalidInput, match=r"14,745,600,000 runs would need [\d,]+ files .* 10,000,000,000"):
        Study.create(specification(points=4096, seeds=900_000), tmp_path / "s", Toy(log=str(log)))
    assert list(tmp_path.iterdir()) == []


def test_seed_zero_is_a_seed_like_any_other(tmp_path: Path) -> None:
    tables = {}
    for name, seed in (("zero", 0), ("again", 0), ("one", 1), ("most", 2**64 - 1)):
        study = Study.create(replace(specification(), seed=seed), tmp_path / name, Toy())
        study.run()
        tables[name] = study.runs()
    pd.testing.assert_frame_equal(tables["zero"], tables["again"], check_exact=True)
    for other in ("one", "most"):
        assert not set(tables["zero"]["seed"]) & set(tables[other]["seed"])

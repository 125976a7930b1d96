"""Studies that several tests begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from experiments.study.study import Study
from tests.support.toy_study import Toy, specification


@pytest.fixture
def laptop(tmp_path: Path) -> Study:
    """A study that this machine has finished; beside it, in `cluster`, the same one not yet begun."""
    study = Study.create(specification(series=("flow",)), tmp_path / "laptop", Toy(), rows_per_shard=80)
    shutil.copytree(study.folder, tmp_path / "cluster")
    study.run()
    return study

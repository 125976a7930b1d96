"""A small finished study and its bundle, made once."""

import shutil

import pytest

from experiments.bundle import contents, outputs
from experiments.bundle.outputs import Wanted, bundle
from experiments.study.study import Study
from tests.support.finished_study import finished

SMALL = (
    'draws = 3\nseeds = 2\narms = ["none", "G", "S", "G+S", "GS"]\nmeasures = ["value"]\n'
    'monthly = ["value"]\n[vary]\ncontract.term = [4, 8]\nincentives.mission = [0.2, 0.4]\n'
)
"""Two levers, of which one is an uncertain parameter; 120 runs of a year, in several shards."""

AUTHORS = ("Gao, Li https://orcid.org/0000-0002-1825-0097", "欧阳修", "{Chongqing University}")
"""A person with an ORCID, one in Chinese signs, and an institution."""


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("studies"), "small", SMALL, rows_per_shard=40)


@pytest.fixture(scope="session")
def made(study, tmp_path_factory):
    """The bundle of the study; nobody changes it."""
    asked = Wanted(authors=AUTHORS, licence="CC-BY-4.0")
    return bundle(study, tmp_path_factory.mktemp("bundles") / "small", asked)


@pytest.fixture(scope="session")
def plain(study, tmp_path_factory):
    """The same bundle without figures, which take most of its time; nobody changes it."""
    asked = Wanted(authors=AUTHORS, licence="CC-BY-4.0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "_figures", lambda found: {})
        return bundle(study, tmp_path_factory.mktemp("bundles") / "plain", asked)


@pytest.fixture
def copy(made, tmp_path):
    """A copy of the bundle that a test may change."""
    return shutil.copytree(made.path, tmp_path / "copy")


@pytest.fixture
def without_figures(monkeypatch):
    """Figures take longest, and most tests do not look at them."""
    monkeypatch.setattr(contents, "_figures", lambda found: {})


@pytest.fixture
def little(monkeypatch):
    """A bundle with next to nothing beside its study, for tests that do not look at what is beside it."""
    monkeypatch.setattr(outputs, "contents", lambda *_: {contents.SCRIPT: b"short"})


@pytest.fixture
def own(study, tmp_path):
    """A copy of the study that a test may change."""
    shutil.copytree(study.folder, tmp_path / "own")
    return Study(tmp_path / "own")

"""A cluster behind TLS, with the variables that docs/studies.md names; missing certificates are reported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from experiments.cli.main import main
from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.study.execution import connection
from experiments.study.study import Study
from tests.experiments.study.execution.test_cluster import assert_identical, on_cluster

distributed = pytest.importorskip("distributed")
pytest.importorskip("cryptography")

DOCUMENT = Path(__file__).parents[4] / "docs" / "studies.md"


def pair(folder: Path) -> tuple[str, str]:
    """A new certificate and its private key, as files."""
    made = distributed.Security.temporary()
    folder.mkdir()
    (folder / "cert.pem").write_text(made.tls_client_cert)
    (folder / "key.pem").write_text(made.tls_client_key)
    return str(folder / "cert.pem"), str(folder / "key.pem")


@contextmanager
def configured(cert: str, key: str) -> Iterator[None]:
    """Dask as configured by the document's variables, with these two files."""
    import dask

    (block,) = re.findall(
        r"```sh\n(export DASK_.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    variables = dict(re.findall(r"(DASK_\w+)=(\S+)", block))
    files = {"/shared/cert.pem": cert, "/shared/key.pem": key}
    assert set(variables.values()) == {*files, "True"}
    values = {
        # as dask itself reads its environment
        name.removeprefix("DASK_").lower().replace("__", "."): files.get(value, True)
        for name, value in variables.items()
    }
    with dask.config.set(values):
        yield


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return pair(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def secured(ours: tuple[str, str]) -> Iterator[Any]:
    with configured(*ours):
        security = distributed.Security()
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", protocol="tls", dashboard_address=None,
        security=security, silence_logs=50,
    ) as running:  # fmt: skip
        yield running


def test_the_table_is_the_laptops_behind_tls(
    laptop: Study, ours: tuple[str, str], secured: Any, tmp_path: Path
) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": secured.scheduler_address}))
    study = on_cluster(laptop)
    assert secured.scheduler_address.startswith("tls://127.0.0.1:")
    with configured(*ours):
        assert study.run(cluster=str(file)).finished == 960
    assert_identical(laptop, study)


def test_without_certificates_or_with_anothers_no_connection_is_made(
    laptop: Study, secured: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 5)
    study, address = on_cluster(laptop), secured.scheduler_address
    with pytest.raises(
        InvalidInput, match=rf"{address} needs certificates; name them in dask's configuration"
    ):
        study.run(cluster=address)
    with (
        configured(*pair(tmp_path / "theirs")),
        pytest.raises(EnvironmentFailure, match=f"no scheduler answers at {address}"),
    ):
        study.run(cluster=address)
    assert study.status().finished == 0


def test_an_open_connection_is_refused_where_encryption_is_required(
    laptop: Study, ours: tuple[str, str]
) -> None:
    with configured(*ours), pytest.raises(InvalidInput, match=r"tcp://10\.0\.0\.1:8786 is not encrypted"):
        on_cluster(laptop).run(cluster="tcp://10.0.0.1:8786")


def test_certificates_that_are_not_there_are_named(laptop: Study, tmp_path: Path) -> None:
    with (
        configured(str(tmp_path / "none.pem"), str(tmp_path / "none.key")),
        pytest.raises(InvalidInput, match=r"cannot be read: .*none\.pem.*No such file"),
    ):
        on_cluster(laptop).run(cluster="tls://127.0.0.1:9")


def test_nothing_is_written_when_the_cluster_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("terms.toml").write_text('schema = 1\nscenario = "s_association"\n', encoding="utf-8")
    Path("bad.json").write_text("{}", encoding="utf-8")
    for cluster, said in (
        ("tls://10.0.0.1:8786", "needs certificates"),
        ("bad.json", "bad.json is not a scheduler file"),
        ("scheduler.json", "'scheduler.json' is neither the address of a scheduler"),
        ("10.0.0.1", "'10.0.0.1' is neither the address of a scheduler"),
    ):
        assert main(["study", "run", "terms.toml", "--cluster", cluster]) == 2
        assert said in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"terms.toml", "bad.json"}

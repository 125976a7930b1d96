"""The connection to a dask cluster: making it, checking that it is private, and watching its workers."""

from __future__ import annotations

import importlib
import ipaddress
import json
import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.study.storage.note import Note, Notify
from sim.scenario.reader import is_file

_CONNECT_SECONDS = 30
_SILENT_SECONDS = 5.0  # without a worker before it is reported: one that is restarted is back by then
_ASK_SECONDS = 1.0  # between two questions which workers there are
_ANSWER_SECONDS = 10.0  # the most that an answer may take

_ADDRESS = re.compile(r"([a-z]+://)?([^\s:/]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")  # tls://10.0.0.1:8786


def is_cluster(given: str) -> bool:
    """Return whether a word is the address of a scheduler, or the name of an existing file."""
    return bool(_ADDRESS.fullmatch(given)) or is_file(Path(given))


@contextmanager
def connected(cluster: Any, notify: Notify) -> Iterator[Any]:
    """Give a client of the cluster at an address, in a scheduler file, or of a cluster object.

    Raises what `refuse_unready` raises; EnvironmentFailure when no scheduler answers.
    """
    refuse_unready(cluster)
    address = _address(str(cluster)) if isinstance(cluster, str | Path) else cluster
    try:
        client = distributed().Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise EnvironmentFailure("study.no_scheduler", address=cluster, error=_one_line(error)) from None
    except (ValueError, TypeError, RuntimeError) as error:
        raise InvalidInput("study.no_connection", address=cluster, error=_one_line(error)) from None
    try:
        if not private(client.scheduler.address):
            notify(Note("study.plain_connection", address=client.scheduler.address))
        yield client
    finally:
        client.close(timeout=5)


def _address(given: str) -> str:
    """Return the given address, or the address in the given scheduler file."""
    if not is_cluster(given):
        raise InvalidInput("study.cluster_form", given=given)
    if not is_file(Path(given)):
        return given
    try:
        return str(json.loads(Path(given).read_bytes())["address"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InvalidInput("study.no_scheduler_file", file=given) from None


def refuse_unready(cluster: Any) -> None:
    """Raise InvalidInput when this machine cannot connect to a cluster.

    That is when dask is missing, `cluster` is no cluster, or the certificates in dask's configuration do not
    fit the address. A client of dask would find out later, with a traceback.
    """
    security = distributed().Security()
    if not isinstance(cluster, str | Path):
        return
    address = _address(str(cluster))
    try:
        security = security.get_connection_args("client")
    except OSError as error:
        files = (security.tls_ca_file, security.tls_client_cert, security.tls_client_key)
        named = ", ".join(file for file in files if file and "\n" not in file)  # else it is the text itself
        raise InvalidInput("study.bad_certificates", files=named, error=_one_line(error)) from None
    if address.startswith("tls://"):
        if security["ssl_context"] is None:
            raise InvalidInput("study.no_certificates", address=address)
    elif security["require_encryption"]:
        raise InvalidInput("study.encryption_required", address=address)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def distributed() -> Any:
    """Return the module dask.distributed. Raises InvalidInput where it is not installed."""
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise InvalidInput("study.no_distributed") from None


def private(address: str) -> bool:
    """Return whether a connection cannot be read by others: TLS, this process, or the loopback interface."""
    scheme, _, rest = address.rpartition("://")
    host = rest.rpartition(":")[0].strip("[]")
    if scheme in ("tls", "wss", "inproc", "ucxx") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Attendance:
    """How many threads a cluster has; notifies when it has had no worker for some seconds.

    There is one note when the cluster has had no worker for a while, and one when it has workers again.
    `patience` is how many seconds to wait for one, None without end.
    """

    def __init__(self, client: Any, patience: float | None, notify: Notify) -> None:
        self._client, self._patience, self._notify = client, patience, notify
        self._asked = -math.inf
        self._away: float | None = None
        self._notified = False
        self._threads = 0

    def threads(self) -> int:
        """Return the threads of all workers, as of a second ago at most.

        Raises EnvironmentFailure when there has been no worker for `patience` seconds.
        """
        now = time.monotonic()
        if now - self._asked < _ASK_SECONDS:
            return self._threads
        try:
            self._threads = sum(self._client.nthreads(callback_timeout=_ANSWER_SECONDS).values())
        except OSError:  # the scheduler is lost or busy: its tasks will show which
            return self._threads
        finally:
            self._asked = time.monotonic()
        if self._threads:
            self._back(now)
        else:
            self._none(now)
        return self._threads

    def _none(self, now: float) -> None:
        self._away = now if self._away is None else self._away
        seconds = now - self._away
        if self._patience is not None and seconds >= self._patience:
            raise EnvironmentFailure("study.no_workers", seconds=f"{seconds:.0f}")
        if seconds >= _SILENT_SECONDS and not self._notified:
            since = time.strftime("%H:%M:%S", time.localtime(time.time() - seconds))
            self._notify(Note("study.no_worker", seconds=f"{seconds:.0f}", since=since))
            self._notified = True

    def _back(self, now: float) -> None:
        if self._notified and self._away is not None:
            self._notify(Note("study.workers_back", seconds=f"{now - self._away:.0f}"))
        self._away, self._notified = None, False

"""The connection to a dask cluster: making it, seeing that it is private, and seeing who is there."""

from __future__ import annotations

import importlib
import ipaddress
import json
import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.errors import EnvironmentFailure, InvalidInput
from sim.scenario.reader import is_file

_CONNECT_SECONDS = 30
_SILENT_SECONDS = 5.0  # without a worker before it is told: one that is started anew is back by then
_LOOK_SECONDS = 1.0  # between two looks at who is there
_ANSWER_SECONDS = 10.0  # the most that a look may take

_ADDRESS = re.compile(r"([a-z]+://)?([^\s:/]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")  # tls://10.0.0.1:8786


def is_cluster(given: str) -> bool:
    """Return whether a word is the address of a scheduler, or the name of a file that is there."""
    return bool(_ADDRESS.fullmatch(given)) or is_file(Path(given))


@contextmanager
def connected(cluster: Any, say: Callable[..., None]) -> Iterator[Any]:
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
            say("study.plain_connection", address=client.scheduler.address)
        yield client
    finally:
        client.close(timeout=5)


def _address(given: str) -> str:
    """Return the address that is given or stands in the scheduler file that is given."""
    if not is_cluster(given):
        raise InvalidInput("study.cluster_form", given=given)
    if not is_file(Path(given)):
        return given
    try:
        return str(json.loads(Path(given).read_bytes())["address"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InvalidInput("study.no_scheduler_file", file=given) from None


def refuse_unready(cluster: Any) -> None:
    """Raise InvalidInput when no connection to a cluster can be made with what this machine has.

    That is when dask is missing, what is given is no cluster, or the certificates in dask's configuration do
    not fit the address. A client of dask would find out later, with a traceback.
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
    """Return whether nobody else can listen: TLS, this process, or the loopback interface."""
    scheme, _, rest = address.rpartition("://")
    host = rest.rpartition(":")[0].strip("[]")
    if scheme in ("tls", "wss", "inproc", "ucxx") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Attendance:
    """How many threads a cluster has now; tells when no worker has been there for some seconds.

    One line is told when the workers have been away for a while, and one when there are some again.
    `patience` is how many seconds to wait for one, None without end.
    """

    def __init__(self, client: Any, patience: float | None, say: Callable[..., None]) -> None:
        self._client, self._patience, self._say = client, patience, say
        self._looked = -math.inf
        self._away: float | None = None
        self._told = False
        self._threads = 0

    def threads(self) -> int:
        """Return the threads of all workers, seen a second ago at most.

        Raises EnvironmentFailure when no worker has been there for `patience` seconds.
        """
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return self._threads
        try:
            self._threads = sum(self._client.nthreads(callback_timeout=_ANSWER_SECONDS).values())
        except OSError:  # the scheduler is gone or busy: what it was asked for will tell
            return self._threads
        finally:
            self._looked = time.monotonic()
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
        if seconds >= _SILENT_SECONDS and not self._told:
            since = time.strftime("%H:%M:%S", time.localtime(time.time() - seconds))
            self._say("study.no_worker_there", seconds=f"{seconds:.0f}", since=since)
            self._told = True

    def _back(self, now: float) -> None:
        if self._told and self._away is not None:
            self._say("study.workers_back", seconds=f"{now - self._away:.0f}")
        self._away, self._told = None, False

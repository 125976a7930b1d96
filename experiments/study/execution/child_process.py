"""Runs in a child process, so that a run that kills its process or hangs does not affect the others.

The child is an ordinary Python started with this module: it does not import the caller's main module, so that
notebooks and scripts without a main guard work on every platform. It dies with its parent.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import experiments
import sim
from experiments.arrays import Points, Seeds
from experiments.runs.engines import EngineRuns
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.faults import MachineFault, RunDied, RunKilled

_DEATHS = 2
_LEAST_SECONDS = 2.0
_SLACK = 20.0
_OVERHEAD_SECONDS = 0.02  # of asking the child at all
_START_SECONDS = 600.0  # a cold start compiles
_NO_MEMORY = 71  # the status of a child that could not take or give an answer: EX_OSERR
_FROM_OUTSIDE = {
    getattr(signal, name, None) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGXCPU")
}
"""Signals by which others end a process, such as a system that is out of memory; a crash has other ones."""
_SERVE = "from experiments.study.execution.child_process import serve; serve()"


class RunTooLong(RuntimeError):
    """A batch took longer than its limit."""


class Isolated:
    """An evaluator that computes in a child process; `limit` is what one run may take, in seconds.

    A batch that kills the child or exceeds its time raises; the caller halves it until the run that does so
    is alone. A single run is tried twice before the death of its process is attributed to it. A child that
    never became ready is no run's fault.
    """

    def __init__(self, evaluator: RunEvaluator, limit: float) -> None:
        self._evaluator = evaluator
        self._limit = limit
        self._child: _Child | None = None
        self._slowest, self._asked = 0.0, False  # seconds per run seen so far, if any

    def __getattr__(self, name: str) -> Any:
        return getattr(self._evaluator, name)

    def evaluate(
        self,
        points: Points,
        seeds: Seeds,
        arms: Sequence[int],
        months: int | None,
        series: Sequence[str] = (),
    ) -> EngineRuns:
        """Evaluate in the child.

        Raises RunDied or RunTooLong, MachineFault when no child can be started, and what the evaluator itself
        raises.
        """
        runs = len(seeds) * len(arms)
        # several runs get what they may be expected to take, so that a hanging one among them is soon found
        least = min(self._limit, _LEAST_SECONDS)
        allowed = self._limit if runs == 1 or not self._asked else least + _SLACK * self._slowest * runs
        allowed = min(allowed, self._limit * runs)
        for attempt in range(1, _DEATHS + 1):
            try:
                outcome, seconds = self._ask(
                    (dict(points), seeds, list(arms), months, tuple(series)), allowed
                )
            except RunDied:
                if runs > 1 or attempt == _DEATHS:
                    raise
            else:
                self._slowest, self._asked = max(self._slowest, seconds / runs), True
                return outcome
        raise AssertionError

    def _ask(self, call: tuple[Any, ...], seconds: float) -> tuple[EngineRuns, float]:
        """Return the outcome and the seconds it took, the start of a child not counted."""
        if self._child is None:
            self._child = _started(self._evaluator)
        started = time.monotonic()
        try:
            answer = self._child.ask(call, seconds)
        except BaseException:
            self.close()
            raise
        if isinstance(answer, Exception):
            raise answer
        return answer, max(0.0, time.monotonic() - started - _OVERHEAD_SECONDS)

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.end()
            self._child = None


def _started(evaluator: RunEvaluator) -> _Child:
    """Start a child. Raises MachineFault when that fails: it has computed nothing yet."""
    try:
        child = _Child()
    except Exception as error:  # no Python, no process, no memory, no thread
        raise MachineFault("study.no_child", reason=f"{type(error).__name__}: {error}") from error
    try:
        child.begin(evaluator)
    except BaseException as error:
        child.end()
        if not isinstance(error, Exception):
            raise
        raise MachineFault("study.no_child", reason=f"{type(error).__name__}: {error}") from error
    return child


def _search_path() -> str:
    """Return where the child looks for modules: where this process does, but never in the working folder.

    A file `sim.py` there would be taken for the model.
    """
    paths = [path for path in sys.path if path]
    homes = [str(Path(str(package.__file__)).parent.parent) for package in (sim, experiments)]
    return os.pathsep.join([*(home for home in dict.fromkeys(homes) if home not in paths), *paths])


class _Child:
    """A child process that answers calls one at a time."""

    def __init__(self) -> None:
        if not sys.executable:
            raise FileNotFoundError("sys.executable names no Python")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE],  # -P: the working folder is not searched
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": _search_path()},
        )
        self._answers: queue.Queue[Any] = queue.Queue()
        try:
            threading.Thread(target=self._listen, daemon=True).start()
        except BaseException:
            self.end()
            raise

    def begin(self, evaluator: RunEvaluator) -> None:
        """Give the child its evaluator and wait until it is ready."""
        self._send(evaluator)
        ready = self._receive(_START_SECONDS)
        if isinstance(ready, Exception):
            raise ready

    def ask(self, call: tuple[Any, ...], seconds: float) -> Any:
        self._send(call)
        return self._receive(seconds)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _send(self, message: Any) -> None:
        assert self._process.stdin
        try:
            pickle.dump(message, self._process.stdin, protocol=5)
            self._process.stdin.flush()
        except OSError:
            raise self._death() from None

    def _receive(self, seconds: float) -> Any:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise RunTooLong(f"longer than {seconds:g} s") from None
        if answer is None:
            raise self._death()
        return answer

    def _listen(self) -> None:
        assert self._process.stdout
        try:
            while True:
                self._answers.put(pickle.load(self._process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError, ValueError):
            self._answers.put(None)

    def _death(self) -> RunDied:
        status = self._process.wait()
        if status == _NO_MEMORY:
            return RunKilled("the process had no memory for its answer")
        if status >= 0:
            return RunDied(f"the process ended with status {status}")
        kind = RunKilled if -status in _FROM_OUTSIDE else RunDied
        return kind(f"the process was killed by {signal.Signals(-status).name}")


def serve() -> None:
    """Answer the calls of the parent process until it closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles interruptions
    answers: IO[bytes] = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a run prints must not get among the answers
    _die_with_parent()
    try:
        evaluator = _prepared(answers)
        while evaluator is not None:
            call = pickle.load(sys.stdin.buffer)
            try:
                result: Any = evaluator.evaluate(*call)
            except Exception as error:
                result = _portable(error)
            _answer(answers, result)
    except (EOFError, BrokenPipeError):
        return
    except MemoryError:
        os._exit(_NO_MEMORY)


def _prepared(answers: IO[bytes]) -> RunEvaluator | None:
    """Take the evaluator and say that it is ready, or why it is not."""
    try:
        evaluator: RunEvaluator = pickle.load(sys.stdin.buffer)
        evaluator.prepare()
    except (EOFError, BrokenPipeError):
        raise
    except Exception as error:
        _answer(answers, _portable(error))
        return None
    _answer(answers, "ready")
    return evaluator


def _answer(answers: IO[bytes], message: Any) -> None:
    pickle.dump(message, answers, protocol=5)
    answers.flush()


def _portable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _die_with_parent() -> None:
    if os.name == "nt":
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

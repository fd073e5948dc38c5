"""Hold the line to one worker process: ask it, keep its time, end it with all it started."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import psutil

# What a worker needs of our environment. Secrets and the settings of a session stay outside.
_KEPT = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE"),
    "LD_LIBRARY_PATH",  # a Python that finds its own library only so
)
# A runner whose worker has gone ends everything it started and then itself.
_RUNNER_SECONDS = 8.0
_ERROR_BYTES = 4_000


class Overrun(Exception):
    """The worker did not answer in time. It has been ended."""


class WorkerDied(Exception):
    """The worker ended before it answered."""


class WorkerProcess:
    """One worker at a time; a fresh one is started when the last has ended.

    Args:
        module: the module that the worker runs, which obeys JSON lines.
        arguments: what follows on its command line.
    """

    def __init__(self, module: str = "grading.worker", arguments: Sequence[str] = ()) -> None:
        self._command = [sys.executable, "-P", "-m", module, *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.Queue[bytes] = queue.Queue()
        self._errors: IO[bytes] | None = None
        self._starting = threading.Lock()
        self._asking = threading.Lock()
        self._retired = False

    @property
    def pid(self) -> int | None:
        """The worker's pid, None while there is no worker."""
        return self._process.pid if self._process else None

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()

    def ask(self, command: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send one command and return the reply; raise Overrun or WorkerDied without one.

        Threads take turns; the time counts from one's turn.
        """
        with self._asking:
            return self._ask(command, seconds)

    def _ask(self, command: dict[str, Any], seconds: float) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(command).encode() + b"\n")
            process.stdin.flush()
            line = self._replies.get(timeout=seconds)
        except queue.Empty:
            self.end()
            raise Overrun(f"no answer within {seconds:g} s") from None
        except OSError:
            line = b""
        if not line:
            said = self._said()
            self.end()
            raise WorkerDied(said or "it ended without a word")
        reply: dict[str, Any] = json.loads(line)
        return reply

    def retire(self) -> None:
        """End the worker, from any thread, and start no other: whoever asks finds it dead."""
        with self._starting:
            self._retired = True
        self.end()

    def end(self) -> None:
        """End the worker and every process under it."""
        with self._starting:
            process, self._process = self._process, None
        if process is None:
            return
        below = _descendants(process.pid)
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            # An idle worker leaves by itself, and takes its runner along.
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            below += _descendants(process.pid)
            process.kill()
            process.wait()
        _end_all(below)
        if self._errors:
            self._errors.close()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._starting:
            if self._retired:
                raise WorkerDied("it was retired")
            return self._start_one()

    def _start_one(self) -> subprocess.Popen[bytes]:
        environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
        # The checkout, if we run from one: the worker starts in a folder of its own.
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parent.parent)
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by end)
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=tempfile.gettempdir(),
            env=environment,
            # A Ctrl-C at the terminal is for the one who grades, not for the worker.
            start_new_session=True,
        )
        self._replies = queue.Queue()
        threading.Thread(
            target=_carry, args=(self._process.stdout, self._replies), daemon=True
        ).start()
        return self._process

    def _said(self) -> str:
        if self._errors is None or self._errors.closed:
            return ""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _ERROR_BYTES))
        return self._errors.read().decode("utf-8", "replace").strip()


def _carry(stream: IO[bytes], replies: queue.Queue[bytes]) -> None:
    """Bring each line over as it arrives, and an empty one at the end."""
    with stream:
        for line in stream:
            replies.put(line)
    replies.put(b"")


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _end_all(processes: list[psutil.Process]) -> None:
    if not processes:
        return
    _, left = psutil.wait_procs(processes, timeout=_RUNNER_SECONDS)
    # The runner was ended first, or is stuck: do its work.
    while left:
        more = [child for process in left for child in _descendants(process.pid)]
        for process in [*left, *more]:
            with contextlib.suppress(psutil.Error):
                process.kill()
        _, left = psutil.wait_procs(more + left, timeout=1)
        left = [process for process in left if _living(process)]


def _living(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False

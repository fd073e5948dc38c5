"""The judge's end of the line to a runner."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

ARGV = [sys.executable, "-P", "-m", "course.checks.runner"]
MAX_REPLY = 32 * 2**20
MARGIN = 20.0  # seconds beyond a call's own deadline before the runner itself is given up
PARTING = 10.0  # seconds that a runner has to clean up once its input is closed

Launch = Callable[..., "subprocess.Popen[bytes]"]


class RunnerLost(RuntimeError):
    """The runner ended, fell silent, or answered nonsense."""


class Runner:
    """A runner process. Use it as a context manager; it is ended, with all it started, at exit.

    Args:
        launch: called like `subprocess.Popen` to start the runner: the place for a box.
    """

    def __init__(self, launch: Launch = subprocess.Popen) -> None:
        self._launch = launch
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._loaded: Mapping[str, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the runner unless it runs already; return its process."""
        if self._process is None:
            self._loaded = None
            self._replies = queue.SimpleQueue()
            self._process = self._launch(
                ARGV,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Not the notebook's folder: a student's json.py must not become the runner's.
                cwd=tempfile.gettempdir(),
                start_new_session=os.name == "posix",
            )
            threading.Thread(
                target=_carry, args=(self._process, self._replies), daemon=True
            ).start()
        return self._process

    def call(self, modules: Mapping[str, str], request: dict[str, Any]) -> dict[str, Any]:
        """Make one call with these module sources; return the outcome as JSON.

        Raises:
            RunnerLost: if the runner did not answer in time or answered nonsense.
        """
        self.start()
        if modules != self._loaded:
            self._ask({"op": "load", "modules": dict(modules)}, 10.0)
            self._loaded = dict(modules)
        return self._ask({"op": "call", **request}, request["timeout"] + MARGIN)

    def _ask(self, command: dict[str, Any], patience: float) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            self._process.stdin.flush()
            line = self._replies.get(timeout=patience)
            reply = json.loads(line)
            if not isinstance(reply, dict):
                raise ValueError("not an object")
        except (OSError, ValueError, RecursionError, queue.Empty) as error:
            self.close(patience=1.0)
            raise RunnerLost(f"the runner was lost: {error or 'it fell silent'}") from None
        except BaseException:  # an interrupted notebook: leave nothing behind
            self.close()
            raise
        return reply

    def close(self, patience: float = PARTING) -> None:
        """End the runner: politely by closing its input, then by force."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            _kill_tree(process)
        if process.stdout is not None:
            process.stdout.close()


def _carry(process: subprocess.Popen[bytes], replies: queue.SimpleQueue[bytes]) -> None:
    """Carry reply lines from the pipe, so that waiting for one can have a deadline."""
    assert process.stdout is not None
    with contextlib.suppress(OSError, ValueError):
        while line := process.stdout.readline(MAX_REPLY):
            replies.put(line)
    replies.put(b"")  # the runner has ended


def _kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a runner that does not listen, and everything below it."""
    import psutil

    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    if os.name == "posix":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()

"""A real Dask scheduler and workers, each a process of its own on loopback, ended by pid."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 90.0
#: Somebody may edit the checkout while a test runs; what differing code does is a test of its own.
SAME_CODE = "import grading.cluster_worker\ngrading.cluster_worker.code_digest = lambda: 'same'\n"


def wait_until(true: Callable[[], object], what: str, limit: float = LIMIT) -> None:
    """Wait for something to become true; fail if it does not."""
    deadline = time.monotonic() + limit
    while not true():
        assert time.monotonic() < deadline, f"not within {limit:g} s: {what}"
        time.sleep(0.03)


class Part:
    """A process of the cluster and what it says."""

    def __init__(self, folder: Path, name: str, *arguments: str) -> None:
        self.log = folder / f"{name}.log"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    f"distributed.cli.dask_{name.partition('-')[0]}",
                    *arguments,
                ],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.pid = self.process.pid

    def below(self) -> list[psutil.Process]:
        """Return the living processes that it has started."""
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self.pid).children(recursive=True)
        return []

    def judges(self) -> list[psutil.Process]:
        """Return the judge's warm workers below it."""
        found = []
        for process in self.below():
            with contextlib.suppress(psutil.Error):
                if "grading.worker" in process.cmdline():
                    found.append(process)
        return found

    def end(self, *, hard: bool = False) -> None:
        """End it and see to it that nothing stays below."""
        below = self.below()
        if hard:
            self.process.kill()
        else:
            self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        left = psutil.wait_procs(below, timeout=20)[1]
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        assert not left, f"{left} outlived {self.log.stem}"


class DaskCluster:
    """A scheduler; workers come as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._workers: list[Part] = []
        file = folder / "scheduler.json"
        self.scheduler = Part(
            folder,
            "scheduler",
            *("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"),
            *("--scheduler-file", str(file)),
        )
        try:
            wait_until(
                lambda: file.exists() and file.read_text().endswith("}"), "the scheduler starts"
            )
            self.address = str(json.loads(file.read_text())["address"])
        except BaseException:
            self.scheduler.end(hard=True)
            raise

    def worker(self, *, nanny: bool = False, preload: str = "", threads: int = 1) -> Part:
        """Start a worker and wait for it to register; ``preload`` is run in it first."""
        number = len(self._workers)
        options = ["--nthreads", str(threads), "--nworkers", "1", "--no-dashboard"]
        options += ["--nanny" if nanny else "--no-nanny", "--name", f"w{number}"]
        options += ["--local-directory", str(self._folder), "--host", "127.0.0.1"]
        file = self._folder / f"preload_{number}.py"
        file.write_text(SAME_CODE + preload)
        options += ["--preload", str(file)]
        part = Part(self._folder, f"worker-{number}", self.address, *options)
        self._workers.append(part)
        wait_until(
            lambda: "Registered to" in part.log.read_text() or part.process.poll() is not None,
            "a worker registers",
        )
        assert part.process.poll() is None, part.log.read_text()
        return part

    def dismiss(self) -> None:
        """End the workers."""
        workers, self._workers = self._workers, []
        for part in workers:
            part.end()

    def end(self) -> None:
        """End all of it."""
        try:
            self.dismiss()
        finally:
            self.scheduler.end()


@contextlib.contextmanager
def started(folder: Path) -> Iterator[DaskCluster]:
    """Have a cluster for a while."""
    cluster = DaskCluster(folder)
    try:
        yield cluster
    finally:
        cluster.end()

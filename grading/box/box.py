"""The box in which a submission's runner lives: open it, launch into it, close it.

with Box() as box, Runner(launch=box.launch) as runner: ...

Whatever was started inside ends when the box is closed, at its deadline, or with this process.
"""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from grading.box import bubblewrap, view, weak
from grading.box.cgroups import Group, Usage
from grading.box.levels import Level, Protection, probe
from grading.box.limits import MIB, Limits
from grading.box.nursery import MARKER, Nursery, NurseryLost
from grading.box.records import Slot, identify, remains, sweep_trace

_TICK = 0.25  # seconds between two looks at memory where no control group holds it
_CLOSING = 10.0
_LONG = 86_400.0
_DECIDED_BY_THE_BOX = ("cwd", "env", "start_new_session", "process_group")


class TooWeak(RuntimeError):
    """This machine protects less than was asked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a box's life went.

    `ended_for` is empty unless the box had to be ended: "deadline" or "memory".
    `left_running` counts the processes that were still there when the box was closed,
    `survivors` those that outlived it, which must be none.
    """

    level: Level
    seconds: float
    ended_for: str
    left_running: int
    survivors: int
    usage: Usage


class _Order:
    """A launch that somebody waits for."""

    def __init__(self, argv: list[str], popen: dict[str, Any]) -> None:
        self.argv = argv
        self.popen = popen
        self.answer: Future[subprocess.Popen[bytes]] = Future()

    def perform(
        self, start: Callable[[list[str], dict[str, Any]], subprocess.Popen[bytes]]
    ) -> None:
        try:
            self.answer.set_result(start(self.argv, self.popen))
        except BaseException as error:
            self.answer.set_exception(error)


class Box:
    """A place for one submission's processes; a context manager, to be used once.

    Args:
        limits: what the submission may use.
        allow_weak: accept a machine that can only give `Level.WEAK`.
        at_least: refuse less than this; a weak box needs `allow_weak` on top.
        show: further folders that the box may read.
        hide: folders and files that it must not see even if they lie in a shown folder.
        env: further environment variables; nothing secret belongs here.
        nursery: where runners are forked from, which is quicker than starting them; it decides
            what is shown and hidden.
        protection: what to build on; by default what `probe()` finds.

    Raises:
        TooWeak: where the machine cannot do what is asked.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        allow_weak: bool = False,
        at_least: Level = Level.WEAK,
        show: Iterable[Path] = (),
        hide: Iterable[Path] = (),
        env: Mapping[str, str] | None = None,
        nursery: Nursery | None = None,
        protection: Protection | None = None,
    ) -> None:
        self.protection = protection or probe()
        wanted = at_least if allow_weak else max(at_least, Level.STRONG)
        if self.protection.level < wanted:
            raise TooWeak(
                f"this machine gives a {self.protection.level.name.lower()} box, "
                f"{wanted.name.lower()} is asked for\n{self.protection}"
            )
        if nursery is not None and (tuple(show) or tuple(hide)):
            raise ValueError("the nursery decides what is shown and hidden")
        self._nursery = nursery if self.protection.level >= Level.STRONG else None
        self.limits = limits or Limits()
        if self.level < Level.FULL:  # all that bounds the memory of a single process there
            tight = min(self.limits.address_space, 4096 * MIB)
            self.limits = replace(self.limits, address_space=tight)
        self.report: Report | None = None
        self._show, self._hide = tuple(show), tuple(hide)
        self._env = dict(env or {})
        self._marker = secrets.token_hex(16)
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._firsts: dict[int, int] = {}  # pid: descriptor, of the first process inside
        self._ended_for = ""
        self._lock = threading.Lock()

    @property
    def level(self) -> Level:
        """Return how well this box protects."""
        return self.protection.level

    @property
    def ended_for(self) -> str:
        """Return why the box was ended before it was closed; empty if it was not."""
        return self._ended_for

    # -- opening and closing -----------------------------------------------------------------

    def __enter__(self) -> Self:
        """Take a slot, make the control group, start the keeper."""
        self._began = time.monotonic()
        self._slot = Slot.take()
        self._uid = self._own_uid()
        trace = self._slot.trace
        trace.marker = self._marker
        trace.uid = self._uid if self.protection.root else None
        self._group: Group | None = None
        self._folder: weak.Folder | None = None
        try:
            if self.level is Level.FULL:
                name = f"course-box-{self._slot.number}-{self._marker[:8]}"
                self._group = Group.create(name, self.limits)
                trace.groups = [str(folder) for folder in self._group.folders]
            elif self.level is Level.WEAK:
                self._folder = weak.Folder()
            self._slot.write()
        except BaseException:
            self._slot.give_back()
            raise
        self._keeper = threading.Thread(target=self._keep, name="box keeper", daemon=True)
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End whatever is left, take down the box, and write the report."""
        with self._lock:  # not while the keeper is ending it
            left = len(self.pids())
        usage = self._group.usage() if self._group else Usage()
        self._orders.put(None)
        self._keeper.join(_CLOSING)
        self._end("")
        survivors = len(self.pids()) if self._group is None else 0
        if self._group is not None:
            self._group.end()
            survivors = len(self._group.pids())
        elif self.level is Level.WEAK or survivors:
            sweep_trace(self._slot.trace)
            survivors = len(remains(self._slot.trace))
        if self._folder is not None:
            self._folder.remove()
        for first in self._firsts.values():
            os.close(first)
        seconds = time.monotonic() - self._began
        self.report = Report(self.level, seconds, self._ended_for, left, survivors, usage)
        if survivors:  # keep the slot's trace: the next start sweeps once more
            self._slot.stream.close()
        else:
            self._slot.give_back()

    def _own_uid(self) -> int:
        if self.protection.root:
            return self.protection.base_uid + self._slot.number
        return os.getuid() if sys.platform != "win32" else 0

    # -- launching ---------------------------------------------------------------------------

    def launch(self, argv: Sequence[str], **popen: Any) -> subprocess.Popen[bytes]:
        """Start a command in the box, like `subprocess.Popen` (and as a `Runner` asks for it).

        The box decides about folder, environment and session. A command that dies of signal n
        ends, seen from here, with exit code 128 + n.
        """
        for name in _DECIDED_BY_THE_BOX:
            popen.pop(name, None)
        if self.report is not None or self._ended_for:
            raise RuntimeError(f"this box has ended: {self._ended_for or 'it is closed'}")
        order = _Order(list(argv), popen)
        # bubblewrap dies with the *thread* that started it: so let the keeper start it, who stays
        self._orders.put(order)
        return order.answer.result()

    def _start(self, argv: list[str], popen: dict[str, Any]) -> subprocess.Popen[bytes]:
        if self._folder is not None:
            weakly = {**self._folder.environment(), **self._env, MARKER: self._marker}
            process = weak.launch(argv, self.limits, self._folder, weakly, popen)
            self._remember(process.pid)
            return process
        environment = {**view.environment(), **self._env, MARKER: self._marker}
        process, first = self._start_warm(argv, environment, popen) or self._start_cold(
            argv, environment, popen
        )
        for pid in (process.pid, first):
            if pid is not None:
                self._remember(pid)
        return process

    def _start_warm(
        self, argv: list[str], environment: dict[str, str], popen: dict[str, Any]
    ) -> tuple[subprocess.Popen[bytes], int] | None:
        """Let the nursery start it; None if that cannot be (the cold way protects as well)."""
        if self._nursery is None or not self._nursery.can_start(argv):
            return None
        folders = self._group.folders if self._group else ()
        try:
            nursling = self._nursery.start(
                argv, self.limits, self._uid, environment, folders, dict(popen)
            )
        except NurseryLost:
            return None
        self._firsts[nursling.first] = nursling.first_fd
        self._processes.append(nursling)
        return nursling, nursling.first

    def _start_cold(
        self, argv: list[str], environment: dict[str, str], popen: dict[str, Any]
    ) -> tuple[subprocess.Popen[bytes], int | None]:
        """Let bubblewrap start it."""
        process, reading = bubblewrap.launch(
            argv,
            self.protection,
            self.limits,
            self._uid,
            environment,
            self._group.entering() if self._group else [],
            popen,
            extra=self._show,
            hidden=self._hide,
        )
        self._processes.append(process)
        first = bubblewrap.first_pid(reading)
        if first is not None:
            with contextlib.suppress(ProcessLookupError):
                self._firsts[first] = os.pidfd_open(first)
        return process, first

    def _remember(self, pid: int) -> None:
        if (known := identify(pid)) is not None:
            self._slot.trace.processes.append(known)
            self._slot.write()

    # -- keeping -----------------------------------------------------------------------------

    def _keep(self) -> None:
        """Launch on order, watch the deadline and, without a control group, the memory."""
        deadline = self._began + self.limits.seconds
        while True:
            patience = max(0.0, deadline - time.monotonic())
            if self._group is None:
                patience = min(patience, _TICK)
            with contextlib.suppress(queue.Empty):
                order = self._orders.get(timeout=patience)
                if order is None:
                    return
                order.perform(self._start)
            if time.monotonic() >= deadline:
                self._end("deadline")
                deadline += _LONG
            elif self._group is None and self._memory() > self.limits.memory:
                self._end("memory")

    def _memory(self) -> int:
        """Add up what the box's processes hold, memory that they share counted once."""
        processes = []
        for pid in self.pids():
            with contextlib.suppress(psutil.Error):
                processes.append(psutil.Process(pid))
        total = sum(_held(process, "rss") for process in processes)
        if total > self.limits.memory:  # shares are only worth their price when it gets tight
            total = sum(_held(process, "pss") for process in processes)
        return total

    def pids(self) -> list[int]:
        """List the box's processes by their pids outside, without bubblewrap's own two."""
        ours = {p.pid for p in self._processes} | set(self._firsts)
        if self._group is not None:
            return [pid for pid in self._group.pids() if pid not in ours]
        found: set[int] = set()
        for process in remains(replace(self._slot.trace, marker="", uid=None)):
            found.add(process.pid)
        return sorted(found - ours)

    def kill(self) -> None:
        """End everything in the box now."""
        self._end("")

    def _end(self, reason: str) -> None:
        with self._lock:
            self._ended_for = self._ended_for or reason
            if self._folder is not None:
                sweep_trace(self._slot.trace)
                self._folder.end()
                return
            # the box's first process takes all others with it, and bubblewrap sees it go
            for first in self._firsts.values():
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(first, signal.SIGKILL)
            for process in self._processes:
                process.kill()
            for first in self._firsts.values():  # readable once the last one inside has gone
                select.select([first], [], [], _CLOSING)
            for process in self._processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_CLOSING)


def _held(process: psutil.Process, kind: str) -> int:
    with contextlib.suppress(psutil.Error, OSError):
        if kind == "pss" and hasattr(info := process.memory_full_info(), "pss"):
            return int(info.pss)
        return int(process.memory_info().rss)
    return 0

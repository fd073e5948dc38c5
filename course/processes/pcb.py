"""Read what a system keeps about a process: its process control block, as far as it is shown."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import psutil

from course.processes.looking import command_line
from course.processes.memory import NoRegions, Region, read_regions
from course.processes.naming import title_of
from course.processes.records import AnyProcess, ProcessGone, handle
from course.processes.states import State, state_from

Field = TypeVar("Field")


@dataclass(frozen=True)
class PCB:
    """The process control block of one process at the time `read_at` (seconds since 1970).

    Times are in seconds, memory in bytes. A field that the system does not give is None, and
    `missing` says why: `pcb.missing["memory"]`.
    """

    pid: int
    read_at: float
    # identity
    parent: int | None
    name: str | None
    user: str | None
    created: float | None
    command: tuple[str, ...] | None
    cwd: str | None
    # state and scheduling
    state: State
    cpu_user: float | None
    cpu_system: float | None
    voluntary_switches: int | None
    involuntary_switches: int | None
    nice: int | None
    threads: int | None
    # memory
    rss: int | None
    vms: int | None
    memory: tuple[Region, ...] | None
    # files
    open_files: tuple[str, ...] | None
    descriptors: int | None
    missing: Mapping[str, str]

    @property
    def age(self) -> float | None:
        """Seconds from the creation of the process to this reading."""
        return None if self.created is None else max(0.0, self.read_at - self.created)

    @property
    def title(self) -> str:
        """The script or module that it runs, or else the system's name for it."""
        return title_of(self.command or ()) or self.name or "process"


def read_pcb(process: AnyProcess) -> PCB:
    """Return the process control block of a live `process` or a zombie; else ProcessGone.

    A zombie keeps its pid, parent and state; most other fields are None.
    """
    found = handle(process)
    with found.oneshot():
        return _Reader(found).read()


class _Reader:
    """Ask for one field at a time and note why a field is missing."""

    def __init__(self, process: psutil.Process) -> None:
        self.process = process
        self.missing: dict[str, str] = {}
        self.zombie = False

    def read(self) -> PCB:
        process, ask = self.process, self.ask
        state = ask("state", lambda: state_from(process.status()))
        if "state" in self.missing:
            # macOS refuses to say more of a zombie than that it is one
            state = State.ZOMBIE if "zombie" in self.missing["state"] else State.UNKNOWN
        self.zombie = state is State.ZOMBIE
        times = ask("cpu_user", process.cpu_times)
        switches = ask("voluntary_switches", process.num_ctx_switches)
        memory = ask("rss", process.memory_info)
        fields: dict[str, Any] = {
            "parent": ask("parent", process.ppid),
            "name": ask("name", process.name),
            "user": ask("user", process.username),
            "created": ask("created", process.create_time),
            "command": self.unless_zombie("command", lambda: command_line(process)),
            "cwd": self.unless_zombie("cwd", process.cwd),
            "cpu_user": None if times is None else times.user,
            "cpu_system": None if times is None else times.system,
            "voluntary_switches": None if switches is None else switches.voluntary,
            "involuntary_switches": self.involuntary(switches),
            "nice": ask("nice", lambda: int(process.nice())),
            "threads": ask("threads", process.num_threads),
            "rss": None if memory is None else memory.rss,
            "vms": None if memory is None else memory.vms,
            "memory": self.unless_zombie("memory", lambda: read_regions(process)),
            "open_files": self.unless_zombie(
                "open_files", lambda: tuple(file.path for file in process.open_files())
            ),
            "descriptors": self.unless_zombie("descriptors", lambda: _descriptors(process)),
        }
        for field, source in (
            ("cpu_system", "cpu_user"),
            ("involuntary_switches", "voluntary_switches"),
            ("vms", "rss"),
        ):
            if source in self.missing:
                self.missing[field] = self.missing[source]
        return PCB(
            pid=process.pid,
            read_at=time.time(),
            state=state or State.UNKNOWN,
            missing=self.missing,
            **fields,
        )

    def ask(self, field: str, question: Callable[[], Field]) -> Field | None:
        """Return the answer, or None with the reason noted; ProcessGone where nobody answers."""
        try:
            return question()
        except psutil.ZombieProcess:
            self.missing[field] = "the process is a zombie: it ended and keeps no more than its pid"
        except psutil.NoSuchProcess:
            raise ProcessGone(self.process.pid) from None
        except psutil.AccessDenied:
            self.missing[field] = "the system shows it only to the owner of the process"
        except NoRegions as reason:
            self.missing[field] = str(reason)
        except (OSError, NotImplementedError):
            self.missing[field] = "this system does not say it"
        return None

    def unless_zombie(self, field: str, question: Callable[[], Field]) -> Field | None:
        """Ask, but not about a zombie: the system would answer with empty words."""
        if self.zombie:
            self.missing[field] = "the process is a zombie: it ended and keeps no more than its pid"
            return None
        return self.ask(field, question)

    def involuntary(self, switches: Any) -> int | None:
        """Return the involuntary switches, except on Windows and macOS, which keep one count."""
        if switches is None:
            return None
        if sys.platform in ("win32", "darwin"):
            self.missing["involuntary_switches"] = "this system counts all switches together"
            return None
        return int(switches.involuntary)


def _descriptors(process: psutil.Process) -> int:
    """Return how many open files, pipes and sockets a process has (on Windows: handles)."""
    if sys.platform == "win32":
        return int(process.num_handles())
    return int(process.num_fds())

"""The fields of a PCB in groups, with a label and an explanation each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from course.processes import PCB
from course.widgets import static


@dataclass(frozen=True)
class Field:
    """How one field of a PCB is shown: `source` is its name there; a `steady` one never flashes."""

    label: str
    source: str
    says: Callable[[PCB], str]
    help: str
    steady: bool = False


GROUPS: Mapping[str, tuple[Field, ...]] = {
    "Identity": (
        Field("pid", "pid", lambda p: str(p.pid), "its number, given by the system"),
        Field("parent", "parent", lambda p: str(p.parent), "the process that started it"),
        Field("name", "name", lambda p: str(p.name), "what the system calls it"),
        Field("user", "user", lambda p: str(p.user), "whose rights it has"),
        Field(
            "age",
            "created",
            lambda p: static.time_text(p.age),
            "time since it was created",
            steady=True,
        ),
        Field(
            "command",
            "command",
            lambda p: " ".join(p.command or ()) or "–",
            "the program and the arguments it was started with",
        ),
        Field("folder", "cwd", lambda p: str(p.cwd), "where relative paths begin"),
    ),
    "Scheduling": (
        Field("state", "state", lambda p: str(p.state), "what it does at this moment"),
        Field(
            "CPU time, own code",
            "cpu_user",
            lambda p: f"{p.cpu_user:.2f} s",
            "time on a CPU in its program",
        ),
        Field(
            "CPU time, system",
            "cpu_system",
            lambda p: f"{p.cpu_system:.2f} s",
            "time on a CPU in the system's code, on its behalf",
        ),
        Field(
            "switches, voluntary",
            "voluntary_switches",
            lambda p: f"{p.voluntary_switches:,}",
            "how often it gave the CPU up because it had to wait",
        ),
        Field(
            "switches, involuntary",
            "involuntary_switches",
            lambda p: f"{p.involuntary_switches:,}",
            "how often the CPU was taken from it",
        ),
        Field("nice", "nice", lambda p: str(p.nice), "how readily it lets others go first"),
        Field("threads", "threads", lambda p: str(p.threads), "threads that it contains"),
    ),
    "Files": (
        Field(
            "descriptors",
            "descriptors",
            lambda p: str(p.descriptors),
            "open files, pipes and sockets (on Windows: handles)",
        ),
        Field(
            "open files",
            "open_files",
            lambda p: "\n".join(dict.fromkeys(p.open_files or ())) or "none",
            "regular files among them",
        ),
    ),
    "Memory": (
        Field("resident", "rss", lambda p: static.size_text(p.rss), "what is in memory now"),
        Field("addresses", "vms", lambda p: static.size_text(p.vms), "what it may address"),
    ),
}

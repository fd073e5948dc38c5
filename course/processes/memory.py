"""The regions of a process's memory, summed by what they hold: text, data, heap, stack.

What the parts of an address space are called is in `KINDS`. Linux lists every mapping with its
permissions and path; Windows lists mapped files only; macOS lists none (to an ordinary user).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psutil

KINDS: Mapping[str, str] = {
    "text": "program code, its own and that of libraries: read and executed, never written",
    "constants": "read-only data that came with the code",
    "data": "global variables that came with the program and its libraries",
    "heap": "what the program asks for while it runs",
    "mapped": "more memory asked for in large pieces: big objects and the stacks of threads",
    "stack": "calls in progress and their local variables",
    "shared": "memory that other processes can see and change as well",
}


@dataclass(frozen=True)
class Region:
    """All mappings of one kind. `resident` bytes are in memory now, of `size` bytes of addresses.

    `size` is None where the system does not say it.
    """

    kind: str
    resident: int
    size: int | None
    mappings: int

    @property
    def holds(self) -> str:
        """What such memory is for, in one phrase."""
        return KINDS[self.kind]


class NoRegions(Exception):
    """The system does not list the regions; the message says why."""


def read_regions(process: psutil.Process) -> tuple[Region, ...]:
    """Return the regions of `process` in the order of `KINDS`; NoRegions where there is no list."""
    if not hasattr(process, "memory_maps"):
        raise NoRegions("this system does not list the regions of another process's memory")
    try:
        mappings = process.memory_maps(grouped=False)
    except psutil.AccessDenied:
        raise NoRegions("this process belongs to somebody else") from None
    if not mappings:
        raise NoRegions("a process that has ended has no memory left")
    return sum_up(mappings)


def sum_up(mappings: Iterable[Any]) -> tuple[Region, ...]:
    """Add psutil's ungrouped memory maps up by kind; kinds without a mapping are left out."""
    found: dict[str, list[tuple[int, int | None]]] = {}
    for mapping in mappings:
        kind = kind_of(mapping.perms, mapping.path)
        if kind is not None:
            found.setdefault(kind, []).append((mapping.rss, getattr(mapping, "size", None)))
    return tuple(_region(kind, found[kind]) for kind in KINDS if kind in found)


def kind_of(permissions: str, path: str) -> str | None:
    """Return the kind of one mapping, or None for addresses that are only set aside (no access)."""
    if path.startswith("[stack"):
        return "stack"
    if path == "[heap]":
        return "heap"
    if "x" in permissions:
        return "text"
    if "w" in permissions:
        if permissions.endswith("s"):
            return "shared"
        return "mapped" if path.startswith("[") or not path else "data"
    return "constants" if "r" in permissions else None


def _region(kind: str, parts: list[tuple[int, int | None]]) -> Region:
    sizes = [size for _, size in parts if size is not None]
    return Region(
        kind=kind,
        resident=sum(rss for rss, _ in parts),
        size=sum(sizes) if len(sizes) == len(parts) else None,
        mappings=len(parts),
    )

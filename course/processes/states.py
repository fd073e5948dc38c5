"""The course's words for the states of a process, and how each system's words map to them."""

from __future__ import annotations

import sys
from enum import StrEnum

import psutil


class State(StrEnum):
    """Say what a process is doing, as far as the system tells.

    Linux says "running" for a process that runs or could run: ready and running are one word here.
    Windows and macOS say it for any process that is neither stopped nor ended: that is `ALIVE`.
    """

    CREATED = "created"
    RUNNABLE = "ready or running"
    BLOCKED = "blocked"
    ALIVE = "ready, running or blocked"
    STOPPED = "stopped"
    ZOMBIE = "zombie"
    ENDED = "ended"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """Tell whether the process will never run again."""
        return self in (State.ZOMBIE, State.ENDED)


_EVERYWHERE = {
    psutil.STATUS_STOPPED: State.STOPPED,
    psutil.STATUS_TRACING_STOP: State.STOPPED,
    psutil.STATUS_ZOMBIE: State.ZOMBIE,
    psutil.STATUS_DEAD: State.ENDED,
    psutil.STATUS_SLEEPING: State.BLOCKED,
    psutil.STATUS_DISK_SLEEP: State.BLOCKED,
    psutil.STATUS_LOCKED: State.BLOCKED,
    psutil.STATUS_WAITING: State.BLOCKED,
}
_LINUX = {
    psutil.STATUS_RUNNING: State.RUNNABLE,
    psutil.STATUS_WAKING: State.RUNNABLE,
    psutil.STATUS_IDLE: State.BLOCKED,
    psutil.STATUS_PARKED: State.BLOCKED,
}
_ELSEWHERE = {
    psutil.STATUS_RUNNING: State.ALIVE,
    psutil.STATUS_IDLE: State.CREATED,
}


def state_from(status: str, platform: str | None = None) -> State:
    """Return the course's word for psutil's `status` on `platform` (this one if None)."""
    own = _LINUX if (platform or sys.platform).startswith("linux") else _ELSEWHERE
    return own.get(status) or _EVERYWHERE.get(status) or State.UNKNOWN

"""What the unit tests share."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import psutil
import pytest

# multiprocessing's own may stay: they serve whoever starts a child next
HELPERS = ("resource_tracker", "forkserver")


def _below() -> set[psutil.Process]:
    multiprocessing.active_children()  # collects those that have ended
    return set(psutil.Process().children(recursive=True))


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.ZombieProcess:
        return f"a zombie, pid {process.pid}"
    except psutil.NoSuchProcess:
        return HELPERS[0]


@pytest.fixture
def leaves_nobody() -> Iterator[None]:
    """The test leaves no process that was not there before it, and no zombie."""
    before = _below()
    yield
    left = [_command(process) for process in _below() - before]
    assert [command for command in left if not any(map(command.__contains__, HELPERS))] == []

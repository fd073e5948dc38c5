"""Real children to look at, all of them ended when the test is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

Child: TypeAlias = "subprocess.Popen[str]"
Run: TypeAlias = Callable[[str], Child]

SLEEP = "import time; time.sleep(120)"
BUSY = "while True: pass"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
WITH_A_CHILD = (
    "import subprocess, sys; "
    f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); print(child.pid, flush=True); "
    "child.wait()"
)


@pytest.fixture
def run() -> Iterator[Run]:
    """Start `run(code)` as `python -c` that has said "here" before its code goes on."""
    children: list[Child] = []

    def start(code: str) -> Child:
        child = subprocess.Popen(
            [sys.executable, "-c", f"print('here', flush=True)\n{code}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate(timeout=10)


def says(child: Child) -> str:
    """Return the next line that a child prints."""
    assert child.stdout is not None
    return child.stdout.readline().strip()

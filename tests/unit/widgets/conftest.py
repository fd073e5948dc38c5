"""What the widgets' tests need: waiting for a condition, and a sleeping child."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

Child = subprocess.Popen[bytes]


def until(condition: Callable[[], object], deadline: float = 20.0) -> None:
    """Poll until `condition` holds; fail after `deadline` seconds."""
    give_up = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def sleeper() -> Iterator[Child]:
    """A child that sleeps, ended when the test is."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
    yield child
    child.kill()
    child.wait()

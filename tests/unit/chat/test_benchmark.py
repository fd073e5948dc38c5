"""The load test itself: it runs, and it would notice a message that is lost."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from course.chat import ChatServer, Kind, Message
from course.chat.frames import Frames

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("chat_load")


@pytest.mark.slow
def test_a_small_crowd_for_two_seconds_loses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "chat.py"), "--seconds", "2", "--clients", "12"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for words in ("lost", "10 MiB", "clients that got an answer", "ratio"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("numbers", "wrong"), [([1, 2, 3], 0), ([1, 3], 1), ([1, 1], 1), ([2, 1], 2)]
)
def test_a_gap_a_double_and_a_wrong_order_are_noticed(
    load: ModuleType, server: ChatServer, numbers: list[int], wrong: int
) -> None:
    crowd = load.Crowd(server.port, server.key, clients=2, slow=0, rude=0, rate=1.0)
    crowd.began = True
    for number in numbers:
        [body] = Frames().feed(Message(Kind.SAID, "guest-1", f"{number} .").packed())
        crowd._heard(crowd.stay[0], body)
    crowd.stay[1].said = len(numbers)
    figures = crowd._count()
    crowd._close()
    assert figures.out_of_order == wrong
    assert figures.orders == 2  # the other one has heard nothing
    assert figures.lost == 2 * len(numbers) - crowd.stay[0].last["guest-1"]

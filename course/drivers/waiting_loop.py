"""Lesson 6: run a student's coroutine beside a task of ours, and notice if the loop stands still.

The programs that it starts wait at a door. Our task opens the door when all of them have arrived,
if it gets a turn. Otherwise they open it themselves, after `PATIENCE`.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

PATIENCE = 6.0  # seconds at the door; nobody who starts all programs at once waits for so long


def ran(
    module: ModuleType, program: str, runs: Sequence[tuple[str, int]], *, meet: bool = True
) -> dict[str, Any]:
    """Let `run_all` run `program` once for each (name, exit code); they `meet`, or need not.

    value: what it returned. met: whether all programs were there at one time. turns: how many
    turns our own task got meanwhile.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if not meet:
            Path(folder, "open").touch()
        commands = [
            [sys.executable, program, folder, name, str(code), str(PATIENCE)] for name, code in runs
        ]
        return asyncio.run(_beside(module, Path(folder), commands))


async def _beside(module: ModuleType, folder: Path, commands: list[list[str]]) -> dict[str, Any]:
    coroutine = module.run_all(commands)
    if not inspect.isawaitable(coroutine):
        return {"value": coroutine, "met": False, "turns": 0, "coroutine": False}
    task, turns, met, door = asyncio.ensure_future(coroutine), 0, False, folder / "open"
    while not task.done():
        await asyncio.sleep(0.01)
        turns += 1
        if not door.exists() and len(list(folder.glob("*.here"))) == len(commands):
            door.write_text("all are here", encoding="utf-8")
            met = True
    return {"value": task.result(), "met": met, "turns": turns, "coroutine": True}

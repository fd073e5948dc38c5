"""Interrupt every cell of a lesson once, as an impatient student does; see what stays behind."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

from authoring.check.leftovers import Mark, marked
from authoring.execute import kernel_environment, workplace
from authoring.notebooks import Notebook
from course.processes import ProcessGone, descendants, look_at
from course.processes.records import ProcessRecord

CELL_SECONDS = 90.0  # a cell that takes longer hangs
SETTLING_SECONDS = 10.0  # what an interrupted cell's children have to be gone
# What belongs to the kernel and not to a cell: it serves all of them, and ends with the kernel.
SERVICES = ("course.checks.runner",)
OUTLIVED = "outlived"  # the tag of a cell whose children are there for the reader until the next


@dataclass
class Impatience:
    """What came of it: how many cells were interrupted at work, and what each left running."""

    interrupted: int = 0
    left: dict[str, list[str]] = field(default_factory=dict)
    left_after_restart: list[str] = field(default_factory=list)


def interrupt_each_cell(
    notebook: Notebook,
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    cell_seconds: float = CELL_SECONDS,
) -> Impatience:
    """Run every code cell twice: interrupted while it has a child, and then to its end.

    A cell that starts no process is over before anybody could interrupt it, and is not counted.

    Raises:
        TimeoutError: if a cell does not end within `cell_seconds`.
    """
    found = Impatience()
    with (
        workplace(folder) as place,
        marked() as mark,
        _kernel(place, kernel_environment(environment)) as (km, kc),
    ):
        pid = _pid(km)
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            for interrupt in (True, False):
                interrupted = _run(km, kc, cell.source, cell_seconds, interrupt=interrupt)
                found.interrupted += interrupted
                if OUTLIVED in cell.metadata.get("tags", ()):
                    continue  # the next cell answers for it
                if left := _left(mark, pid):
                    how = "interrupted" if interrupted else "run"
                    found.left[f"{cell.id}, {how}"] = [f"{one.title}: {one.state}" for one in left]
                    for one in left:
                        psutil.Process(one.pid).kill()  # so that it is counted once
        km.restart_kernel(now=True)
        _settle(lambda: [p for p in mark.bearers() if p.pid != _pid(km)])
        kc.stop_channels()
        km.shutdown_kernel(now=True)
    found.left_after_restart = mark.left
    return found


@contextmanager
def _kernel(
    place: Path, environment: dict[str, str]
) -> Iterator[tuple[KernelManager, BlockingKernelClient]]:
    km, kc = start_new_kernel(
        kernel_name="python3",
        cwd=str(place),
        env=environment,
        stderr=subprocess.DEVNULL,  # what interrupted children say of it
    )
    try:
        yield km, kc
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)


def _pid(km: KernelManager) -> int:
    return int(km.provisioner.pid)  # type: ignore[union-attr]


def _run(
    km: KernelManager, kc: BlockingKernelClient, source: str, seconds: float, *, interrupt: bool
) -> bool:
    """Run a cell; interrupt it once it has a child. Return whether that was done."""
    known = {record.pid for record in descendants(_pid(km))}
    ends = {kc.execute(source, allow_stdin=False)}
    deadline, done = time.monotonic() + seconds, False
    while time.monotonic() < deadline:
        if _finished(kc, ends):
            return done
        if interrupt and not done:
            fresh = [record for record in descendants(_pid(km)) if record.pid not in known]
            if any(map(_is_work, fresh)):
                km.interrupt_kernel()
                # One that arrives with the cell's last breath may cost the cell's own reply.
                ends.add(kc.kernel_info())
                done = True
    raise TimeoutError(f"this cell did not end within {seconds:g} s:\n{source}")


def _finished(kc: BlockingKernelClient, ends: set[str]) -> bool:
    try:
        reply: dict[str, Any] = kc.get_shell_msg(timeout=0.02)
    except queue.Empty:
        return False
    return reply["parent_header"].get("msg_id") in ends


def _is_work(record: ProcessRecord) -> bool:
    """Tell a process that a cell has started from those that serve the kernel all the time."""
    return not record.helper and not any(service in record.command for service in SERVICES)


def _left(mark: Mark, kernel: int) -> list[ProcessRecord]:
    """Return the work that goes on although its cell is over, wherever it has got to."""

    def working() -> list[ProcessRecord]:
        found = []
        for process in mark.bearers():
            with contextlib.suppress(ProcessGone):
                if process.pid != kernel and _is_work(record := look_at(process)):
                    found.append(record)
        return found

    return _settle(working)


def _settle(look: Callable[[], list[Any]]) -> list[Any]:
    deadline = time.monotonic() + SETTLING_SECONDS
    while (left := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left

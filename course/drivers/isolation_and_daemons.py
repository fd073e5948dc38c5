"""Lesson 9: what isolation and daemons do, shown on real processes; and answers put to work."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import SimpleQueue
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import psutil

from course.processes import ProcessGone, started, stop, stop_all
from course.streams import caught_stderr
from course.workers import isolation_and_daemons as workers

METHODS = tuple(m for m in ("spawn", "forkserver", "fork") if m in
                multiprocessing.get_all_start_methods())  # fmt: skip
DEADLINE = 20.0  # seconds that anything here may take
JAMMED = 2.5  # seconds in which all children sleep, so that nothing will come of waiting
LOOK = 0.02  # seconds between two looks at them
BEYOND = 4  # failures after the last restart that a supervisor may make
Job = tuple[str, int]


@contextmanager
def folder() -> Iterator[Path]:
    """Lend a folder; remove it afterwards."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        yield Path(place)


def until(condition: Callable[[], object], seconds: float = DEADLINE) -> bool:
    """Look until something is so; False if it is not so within `seconds`."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.01)
    return True


def lives(process: psutil.Process) -> bool:
    """Tell whether a process still runs; a zombie does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def lines_of(page: Path) -> list[str]:
    """Return the full lines of a page; none if nobody has written yet."""
    with suppress(FileNotFoundError):
        return page.read_text(encoding="utf-8").rpartition("\n")[0].splitlines()
    return []


def end_all(processes: Sequence[psutil.Process]) -> None:
    """End processes that may have lost their parent."""
    for process in processes:
        with suppress(ProcessGone):
            stop(process, grace=0.5)


# -- isolation -----------------------------------------------------------------------------------


def counts() -> list[tuple[str, int, int]]:
    """Let a child add 1 to a `count` of 5: (method, the child sees, the parent sees) for each.

    All happens in a clean process, which may fork.
    """
    ours, theirs = multiprocessing.Pipe()
    with started(workers.compare_counts, METHODS, theirs, start_method="spawn"):
        return [ours.recv() for _ in METHODS if ours.poll(DEADLINE)]


def table_of_counts() -> str:
    """Return what parent and child see, as a table in words."""
    rows = [("start method", "child sees", "parent sees"), *counts()]
    return "\n".join(f"{m:<14}{child!s:<12}{parent!s}" for m, child, parent in rows)


def prove_from(module: ModuleType, begin: int, amounts: Sequence[int]) -> dict[str, Any]:
    """Set `module.total`, call `module.prove`; return what it returned, and the total then."""
    module.total = begin  # type: ignore[attr-defined]
    return {"returned": module.prove(list(amounts)), "total": module.total}


def add_here(module: ModuleType, amounts: Sequence[int]) -> dict[str, Any]:
    """Call `module.add` in this very process; return its total, and what it put into mailboxes."""
    reports = []
    for amount in amounts:
        mailbox: SimpleQueue[Any] = SimpleQueue()
        module.add(amount, mailbox)
        reports.append(None if mailbox.empty() else mailbox.get())
    return {"total": module.total, "reports": reports}


# -- results that come home ----------------------------------------------------------------------


def collected(module: ModuleType, jobs: Sequence[Job]) -> dict[str, Any]:
    """Let `module.collect` fetch the deliveries of some jobs; cut it short where all stand still.

    Long texts are told by their length, so that the report stays short.
    """
    report: dict[str, Any] = {"stuck": False, "returned": None}
    failures: list[Exception] = []

    def call() -> None:
        try:
            report["returned"] = told(module.collect(workers.deliver, list(jobs)))
        except Exception as error:
            failures.append(error)

    caller = threading.Thread(target=call, daemon=True)
    caller.start()
    began, looks = time.monotonic(), 0
    while caller.is_alive() and looks < JAMMED / LOOK:
        # Looks are counted and not the time: where the machine stands still, nobody looks.
        looks += 1
        if not _all_sleep() and time.monotonic() - began < DEADLINE:
            looks = 0
        caller.join(LOOK)
    if caller.is_alive():
        report["stuck"] = True
        stop_all(grace=0.5)
    if failures:
        raise failures[0]
    return dict(report)


def _all_sleep() -> bool:
    """Tell whether no child has anything to do; on a busy computer, one that has still waits."""
    with suppress(psutil.Error):
        return all(
            child.status() in (psutil.STATUS_SLEEPING, psutil.STATUS_ZOMBIE)
            for child in psutil.Process().children(recursive=True)
        )
    return False


def told(returned: Any) -> Any:
    """Return a list of texts with each long text told as "x times 1000"."""
    if type(returned) is not list:
        return f"a {type(returned).__name__}"
    return [
        f"{text[0]} times {len(text)}"
        if type(text) is str and len(text) > 9 and text == text[0] * len(text)
        else text
        for text in returned
    ]


# -- who survives whom ---------------------------------------------------------------------------


def fates(ending: str, cast: Sequence[str]) -> dict[str, str]:
    """Let a main process with such children come to such an ending; say what becomes of each."""
    context = multiprocessing.get_context("spawn")
    (gate, opener), (ours, theirs) = context.Pipe(duplex=False), context.Pipe()
    known: dict[str, psutil.Process] = {}
    with (
        folder() as pages,
        started(workers.be_main, ending, cast, gate, pages, theirs, start_method="spawn") as main,
    ):
        try:
            theirs.close()
            gate.close()
            if not ours.poll(DEADLINE):
                raise TimeoutError(f"the main process said nothing for {DEADLINE:g} s")
            known |= {kind: psutil.Process(pid) for kind, pid in ours.recv().items()}
            until(lambda: all(lines_of(pages / kind) for kind in cast))
            main.kill() if ending == "killed" else ours.send("go on to your end")
            _settle(main, known, abrupt=ending in ("killed", "os._exit(3)"))
            waits = main.is_alive()
            opener.close()
            until(lambda: not any(map(lives, known.values())), 5.0)
            found = {kind: _fate(lines_of(pages / kind)) for kind in cast}
            return {"main process": "waits" if waits else "is gone"} | found
        finally:
            end_all([*known.values()])


def _settle(main: BaseProcess, known: Mapping[str, psutil.Process], *, abrupt: bool) -> None:
    """Wait until those have ended that should; who does not is seen to live on."""
    leave = [process for kind, process in known.items() if "watching" in kind]
    if abrupt or set(known) <= {"daemon child", "watching daemon"}:
        main.join(DEADLINE)
    if not abrupt:
        leave = [process for kind, process in known.items() if "daemon" in kind]
    until(lambda: not any(map(lives, leave)), 5.0)


def _fate(lines: Sequence[str]) -> str:
    if "finished" in lines:
        return "finishes"
    return "ends itself" if len(lines) > 1 else "terminated"


def table_of_fates(*endings: str, cast: Sequence[str] = tuple(workers.CAST)) -> str:
    """Return what becomes of main process and children at each ending, as a table in words."""
    with caught_stderr():  # an uncaught error has its say there
        found = {ending: fates(ending, cast) for ending in endings}
    heads = ("main process", *cast)
    rows = [("ending", *heads), *((e, *(f[h] for h in heads)) for e, f in found.items())]
    return "\n".join("".join(f"{cell:<17}" for cell in row).rstrip() for row in rows)


# -- a supervisor --------------------------------------------------------------------------------


def supervised(module: ModuleType, plan: Sequence[str], limit: int) -> dict[str, Any]:
    """Let `module.supervise` look after work that goes as planned; report what was worked."""
    with folder() as place:
        page = place / "shifts"
        returned = module.supervise(partial(workers.shift, page, tuple(plan)), limit)
        until(lambda: not multiprocessing.active_children(), 1.0)
        return {"returned": returned, "shifts": [int(pid) for pid in lines_of(page)]}


def failing(limit: int, ways: Sequence[str] = ("error",)) -> list[str]:
    """Return a plan that fails at the first try and at all restarts, and at some more."""
    return [ways[at % len(ways)] for at in range(limit + 1 + BEYOND)]

"""What the children of lesson 9 run. Each ends by itself, should everybody forget it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import Process, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Event as Pause
from typing import Any

LIFETIME = 30.0  # seconds after which a forgotten child ends by itself
LATE = 1.5  # seconds by which a late delivery is late, and which its child then takes to end

SPAWN = get_context("spawn")  # the same on every system
count = 0
VOWELS = "aeiou"


# -- isolation, and ways home --------------------------------------------------------------------


def add_one(line: Connection) -> None:
    """Add 1 to this process's `count`, and say what it is then."""
    global count
    count += 1
    line.send(count)


def compare_counts(methods: Sequence[str], line: Connection) -> None:
    """Set `count` to 5; for each start method, say what a child's addition does to it.

    Sends (method, what the child sees, what this process sees) for each.
    """
    global count
    count = 5
    for method in methods:
        context = get_context(method)
        ours, theirs = context.Pipe()
        child = context.Process(target=add_one, args=(theirs,))  # type: ignore[attr-defined]
        child.start()
        seen = ours.recv() if ours.poll(LIFETIME) else None
        child.join()
        line.send((method, seen, count))


def find_vowels(word: str, line: Connection, queue: Any, page: Path) -> None:
    """Send the vowels of a word home by pipe, queue and file; their number is the exit code."""
    found = [letter for letter in word if letter in VOWELS]
    line.send(found)
    queue.put(found)
    page.write_text(" ".join(found), encoding="utf-8")
    sys.exit(len(found))


def write_letter(size: int, queue: Any, written: Event) -> None:
    """Put a letter of this size into the queue, say that it was put, and come to the end."""
    queue.put("x" * size)
    written.set()


def deliver(job: tuple[str, int], queue: Any) -> None:
    """Put (job, text) into the queue: the letter, so many times.

    A capital letter comes late, and its child stays a while after that.
    """
    letter, times = job
    late = LATE if letter.isupper() else 0.0
    Pause().wait(late)
    queue.put((job, letter * times))
    Pause().wait(late)


# -- who survives whom ---------------------------------------------------------------------------


def note(page: Path, words: str) -> None:
    """Add a line to a page, in one piece."""
    with page.open("a", encoding="utf-8") as file:
        file.write(f"{words}\n")


def stay(gate: Connection, page: Path) -> None:
    """Wait until the other end of `gate` is closed, whatever becomes of the parent; then finish.

    (Not an Event: whoever sets it waits for all who wait for it, also for those that were ended.)
    """
    note(page, "ready")
    try:
        opened = gate.poll(LIFETIME)
    except OSError:  # how Windows tells that the other end was closed
        opened = True
    if opened:
        note(page, "finished")


def stay_with_parent(gate: Connection, page: Path) -> None:
    """Stay for as long as the parent does."""
    note(page, "ready")
    parent = parent_process()
    assert parent is not None
    parent.join(LIFETIME)
    note(page, "saw the end of its parent")


CAST: Mapping[str, tuple[Callable[[Connection, Path], None], bool]] = {
    "plain child": (stay, False),
    "daemon child": (stay, True),
    "watching daemon": (stay_with_parent, True),
}


def be_main(
    ending: str, cast: Sequence[str], gate: Connection, pages: Path, line: Connection
) -> None:
    """Start a child for each of the cast, say their pids, wait for a word, and end as told.

    Asked for an ending that is not its own doing, it waits to be ended.
    """
    pids = {}
    for kind in cast:
        target, daemon = CAST[kind]
        child = SPAWN.Process(target=target, args=(gate, pages / kind), name=kind, daemon=daemon)
        child.start()
        pids[kind] = child.pid
    line.send(pids)
    line.poll(LIFETIME)
    match ending:
        case "sys.exit(3)":
            sys.exit(3)
        case "1 / 0":
            print(1 / 0)
        case "os._exit(3)":
            os._exit(3)
        case "killed":
            Pause().wait(LIFETIME)


def wait_for_word(line: Connection) -> None:
    """Wait until somebody sends a word."""
    line.poll(LIFETIME)


def hire(line: Connection) -> None:
    """Try to start a child; say what came of it."""
    child = Process(target=note)
    try:
        child.start()
    except AssertionError as error:
        line.send(f"{type(error).__name__}: {error}")


# -- heartbeats ----------------------------------------------------------------------------------


def sign_of_life(page: Path | str) -> None:
    """Add a line to a page: the pid of the process that is alive."""
    note(Path(page), str(os.getpid()))


def have_a_heart(
    start: Callable[[float, str], Any], interval: float, page: str, line: Connection
) -> None:
    """Be a parent: start a heartbeat, say its pid, and wait for a word; then the code ends.

    If it cannot be started, say why.
    """
    try:
        line.send(start(interval, page).pid)
    except Exception as error:
        line.send(error)
        return
    line.poll(LIFETIME)


# -- shifts under a supervisor -------------------------------------------------------------------


def shift(page: Path, plan: Sequence[str]) -> None:
    """Work the next shift of a plan: "done", "error", "crash" or "killed". The page counts them."""
    number = len(page.read_text(encoding="utf-8").splitlines()) if page.exists() else 0
    note(page, str(os.getpid()))
    way = plan[number] if number < len(plan) else "done"
    if way == "killed":
        os.kill(os.getpid(), signal.SIGTERM)
        Pause().wait(LIFETIME)
    if way == "crash":
        print(1 / 0)
    sys.exit(3 if way == "error" else 0)

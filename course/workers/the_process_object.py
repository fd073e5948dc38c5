"""What the children of lesson 8 run. Each ends by itself, should everybody forget it."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing import AuthenticationError, Process, current_process, parent_process
from multiprocessing.connection import Client, Connection, Listener
from multiprocessing.synchronize import Event, Lock, Semaphore
from threading import Event as Pause
from typing import Any

LIFETIME = 30.0  # seconds after which a forgotten child ends by itself
STALL = 4.0  # seconds that a child waits at the gate for the others
WORK = 1.0  # seconds of a slow child's work
LATE = 0.5  # seconds that a slow child still needs after it has handed in its work
LAST_WORK = 1.5  # seconds that a busy child needs when it is asked to end


def welcome(guest: str, book: Any) -> None:
    """Write into the book (a queue) who welcomes whom."""
    book.put(f"{current_process().name} welcomes {guest}")


def report_pid(book: Any) -> None:
    """Write this process's pid into the book."""
    book.put(os.getpid())


def sign(word: str, book: Any) -> None:
    """Write a word into the book, with the pid and the name of the process that writes."""
    book.put((word, os.getpid(), current_process().name))


def wait_at(gate: Event) -> None:
    """Block until `gate` is set."""
    gate.wait(LIFETIME)


def leave(way: str) -> None:
    """End by "return", "sys.exit(3)" or "1 / 0"; asked for anything else, wait to be ended."""
    match way:
        case "sys.exit(3)":
            sys.exit(3)
        case "1 / 0":
            print(1 / 0)
        case "return":
            return
        case _:
            _stay()


def keep_door(line: Connection) -> None:
    """Listen for two callers, tell `line` where, and greet those who know this process's key."""
    with Listener(("127.0.0.1", 0), authkey=current_process().authkey) as door:
        line.send(door.address)
        for _ in range(2):
            try:
                with door.accept() as caller:
                    caller.send("welcome")
            except (AuthenticationError, EOFError, OSError):
                continue


def knock(address: Any, key: bytes) -> str:
    """Call at the door that another process keeps; return what comes of it."""
    try:
        with Client(address, authkey=key) as line:
            return str(line.recv())
    except AuthenticationError:
        return "turned away"


def hold(lock: Lock, line: Connection) -> None:
    """Take the lock, say so on `line`, wait for a word there; at the end say that all is tidy."""
    with lock:
        line.send("I hold the lock")
        try:
            line.poll(LIFETIME)
        finally:
            line.send("I tidied up")


def start_another(line: Connection) -> None:
    """Start a child of this child, say its pid on `line`, and wait for it."""
    grandchild = Process(target=stay_on)
    grandchild.start()
    line.send(grandchild.pid)
    grandchild.join()


def stay_on() -> None:
    """Stay, whatever becomes of the parent."""
    Pause().wait(LIFETIME)


def square(number: int, mailbox: Any) -> None:
    """Put the square of a number into the mailbox."""
    mailbox.put(number * number)


def square_at_a_gate(others: Semaphore, gate: Event, book: Any, number: int, mailbox: Any) -> None:
    """Wait until `others` (a place for each) and one more are here; then square the number.

    Writes into the book who it is, when it came and when it left the gate. Odd numbers take longer.
    Who waits too long opens the gate: no child hangs because others are only started after its end.
    """
    came = time.monotonic()  # one clock for all processes of a machine
    if not others.acquire(block=False):
        gate.set()
    if not gate.wait(STALL):
        gate.set()
    book.put((os.getpid(), came, time.monotonic()))
    if number % 2:
        Pause().wait(WORK)
    mailbox.put(number * number)
    if number % 2:
        Pause().wait(LATE)


def end_when_asked(ready: Event, please: Event, book: Any) -> None:
    """Wait to be asked, tidy up, and end with 0."""
    ready.set()
    please.wait(LIFETIME)
    book.put("tidied")


def end_after_last_work(ready: Event, please: Event, book: Any) -> None:
    """Wait to be asked, finish some last work, tidy up, and end with 3."""
    ready.set()
    please.wait(LIFETIME)
    Pause().wait(LAST_WORK)
    book.put("tidied")
    sys.exit(3)


def end_unasked(ready: Event, please: Event, book: Any) -> None:
    """End with 5 before anybody asks."""
    ready.set()
    sys.exit(5)


def never_listen(ready: Event, please: Event, book: Any) -> None:
    """Ignore every request to end; where there is SIGTERM, ignore that too."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.set()
    _stay()


def _stay() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join(LIFETIME)

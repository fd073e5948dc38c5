"""What the children of lesson 11 run: they race, lock, take turns, sum, and do jobs in steps."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import current_process
from multiprocessing.connection import Client, Connection
from typing import Any

from course.events import EventLog

PATIENCE = 8.0  # seconds for which a child waits for a sign; less than a call may take
_prepared: dict[str, int] = {}
_meeting: list[Any] = []


# -- shown in the lesson -----------------------------------------------------------------------


def add_one_unguarded(number: Any, meeting: Any) -> None:
    """Add 1 to a shared number; between reading and writing, meet the others."""
    seen = number.value
    meeting.wait(PATIENCE)
    number.value = seen + 1


def add_one_guarded(number: Any, meeting: Any) -> None:
    """Meet the others, then add 1 while holding the number's lock."""
    meeting.wait(PATIENCE)
    with number.get_lock():
        number.value += 1


def take_both(mailbox: Any, first: tuple[str, Any], second: tuple[str, Any], meeting: Any) -> None:
    """Take one lock, meet whoever takes the other, then want the second, for half a second."""
    log = EventLog()
    (name, lock), (other_name, other_lock) = first, second
    with lock:
        log.note(f"has {name}")
        meeting.wait(PATIENCE)
        if other_lock.acquire(timeout=0.5):
            log.note(f"has {other_name}, too")
            other_lock.release()
        else:
            log.note(f"waits for {other_name} in vain")
        meeting.wait(PATIENCE)  # nobody gives back before both have seen it
    mailbox.put(log)


def wait_for_water(mailbox: Any, condition: Any, level: Any, asleep: Any) -> None:
    """Wait, under the condition, until the level is 3; say before each sleep that it comes."""
    log = EventLog()
    with condition:
        while level.value < 3:
            log.note(f"sees {level.value}, sleeps")
            asleep.release()
            condition.wait(PATIENCE)
        log.note(f"sees {level.value}, drinks")
    mailbox.put(log)


def paint(tasks: Any, done: Any) -> None:
    """Take tasks from a JoinableQueue until None comes; report each one as done."""
    while (task := tasks.get(timeout=PATIENCE)) is not None:
        done.put(f"{task} painted")
        tasks.task_done()
    tasks.task_done()


def echo(line: Connection) -> None:
    """Send each message back, until None comes."""
    while (message := line.recv()) is not None:
        line.send(message)


def echo_queue(inbox: Any, outbox: Any) -> None:
    """Put each message of the inbox into the outbox, until None comes."""
    while (message := inbox.get()) is not None:
        outbox.put(message)


def meet_first(meeting: Any) -> None:
    """Prepare a worker: before its first task it meets the other workers there."""
    _meeting.append(meeting)


def who_does(_: int) -> str:
    """Return the name of the process that does this task."""
    while _meeting:
        _meeting.pop().wait(PATIENCE)
    return current_process().name


def square(number: int) -> int:
    """Return the square of a number."""
    return number * number


def leave_at_four(number: int) -> int:
    """Return the square, or end the whole process: at 4, without a word."""
    if number == 4:
        os._exit(1)
    return number * number


def load_words(words: list[str]) -> None:
    """Prepare a worker: keep the words."""
    _prepared["words"] = len(words)


def use_words(number: int) -> tuple[int, int, int]:
    """Return the task, how many words this process knows, and how many tasks it has had."""
    _prepared["tasks"] = _prepared.get("tasks", 0) + 1
    return number, _prepared.get("words", 0), _prepared["tasks"]


def nothing() -> None:
    """Do nothing: what a process costs that only comes and goes."""


def compute(rounds: int = 3_000_000) -> int:
    """Keep a processor busy, in pure Python."""
    total = 0
    for number in range(rounds):
        total += number & 7
    return total


def wait_a_tenth() -> None:
    """Wait 0.1 s, as for an answer from the network; it uses no processor."""
    time.sleep(0.1)


# -- a pool's tasks, watched -------------------------------------------------------------------


@dataclass(frozen=True)
class Prepare:
    """What prepares a worker: call it once in each, before its first task."""

    address: Any

    def __call__(self) -> None:
        """Remember in this process that it has been prepared."""
        _prepared[f"at {os.getpid()}"] = _prepared.get(f"at {os.getpid()}", 0) + 1


@dataclass(frozen=True)
class Task:
    """The work of a pool: it reports where it runs, and ends when the watcher says so.

    An item comes back in capitals. `?…` raises a LookupError, `!…` ends its process at once.
    """

    address: Any

    def __call__(self, item: str) -> str:
        """Work on one item."""
        prepared = _prepared.get(f"at {os.getpid()}", 0)
        with Client(self.address) as line:
            line.send((item, os.getpid(), prepared))
            if line.poll(PATIENCE):
                line.recv()
            if item.startswith("!"):
                os._exit(3)
        if item.startswith("?"):
            raise LookupError(f"nobody knows {item!r}")
        return item.upper()


# -- jobs for a supervisor ---------------------------------------------------------------------


@dataclass(frozen=True)
class Job:
    """A piece of work that takes `steps` steps; after `budget` steps it is to be stopped.

    With `fails`, it ends with that exit code in the middle of its last step, without a word.
    """

    name: str
    steps: int
    budget: int = 100
    fails: int = 0
    notes: Any = field(default=None, repr=False, compare=False)  # who keeps the record


def serve(line: Connection, job: Job) -> None:
    """Do `job`: for each number that comes, do at most so many steps, and answer what is left.

    The answer 0 means that the job is finished. The process tidies up then, and ends by itself.
    """
    left = job.steps
    while left:
        granted = line.recv()
        steps = min(granted, left)
        if job.notes is not None:
            job.notes.put((job.name, steps))
        left -= steps
        if not left and job.fails:
            sys.exit(job.fails)
        line.send(left)
    line.poll(0.2)  # the tidying up; shorter if the supervisor hangs up


# -- a student's function, in a child ----------------------------------------------------------


def report(mailbox: Any, function: Callable[..., Any], *args: Any) -> None:
    """Call a function; put (this process's name, the error's name or "", what came of it)."""
    try:
        told = ("", function(*args))
    except Exception as error:
        sys.stderr.write(f"Process {current_process().name}:\n{traceback.format_exc()}")
        told = (type(error).__name__, str(error))
    mailbox.put((current_process().name, *told))

"""A quick start of a spawned child differs from an ordinary one in nothing that a check can tell.

Every story is told twice: by a plain module, whose children the warmer starts, and by the same
module with one import more, whose children are executed.
"""

from __future__ import annotations

import os
import signal

import pytest

from course.checks import warm
from tests.unit.checks.conftest import Save

pytestmark = pytest.mark.skipif(not warm.POSSIBLE, reason="there is no warmer on this system")

STORIES = """
import multiprocessing, os, signal, sys, threading, time
from multiprocessing import Process, SimpleQueue

state = "as imported"

def describe(queue):
    me = multiprocessing.current_process()
    queue.put({
        "name": me.name,
        "daemon": me.daemon,
        "parent": multiprocessing.parent_process().name,
        "is the parent's child": os.getppid() == multiprocessing.parent_process().pid,
        "state": state,
        "word": os.environ.get("WORD"),
        "folder": os.path.basename(os.getcwd())[:1],
        "method": multiprocessing.get_start_method(),
        "main thread": threading.current_thread() is threading.main_thread(),
        "threads": threading.active_count(),
        "children": len(multiprocessing.active_children()),
        "ignores": signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN,
        "terminates": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
        "interrupts": signal.getsignal(signal.SIGINT) == signal.default_int_handler,
        "module": __name__,
    })

def tell():
    global state
    state = "changed by the parent"
    os.environ["WORD"] = "of the parent"
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, print)
    queue = SimpleQueue()
    child = Process(target=describe, args=(queue,), name="Ada", daemon=True)
    child.start()
    told = queue.get()
    child.join()
    return told, child.exitcode

def fail():
    print("to stdout")
    raise ValueError("boom")

def linger():
    threading.Thread(target=time.sleep, args=(0.2,)).start()
    print("lingers")

def hold(ready):
    ready.set()
    time.sleep(60)

def codes():
    ends = [(fail, ()), (sys.exit, (7,)), (sys.exit, ("words",)), (os._exit, (9,)), (linger, ())]
    children = [Process(target=target, args=args) for target, args in ends]
    for child in children:
        child.start()
    for child in children:
        child.join()
    ready = multiprocessing.Event()
    child = Process(target=hold, args=(ready,))
    child.start()
    ready.wait(10)
    child.kill()
    child.join()
    return [child.exitcode for child in children] + [child.exitcode]

def lost():
    child = Process(target=forgotten)
    del globals()["forgotten"]
    globals()["forgotten"] = lambda: None
    child._target.__module__ = "nowhere"
    try:
        child.start()
    except Exception as error:
        return type(error).__name__
    child.join()
    return child.exitcode

def forgotten():
    pass

def nest(queue):
    child = Process(target=describe, args=(queue,), name="grandchild")
    child.start()
    child.join()

def nested():
    queue = SimpleQueue()
    child = Process(target=nest, args=(queue,), name="child")
    child.start()
    told = queue.get()
    child.join()
    return told, child.exitcode

def talk(pipe):
    pipe.send(pipe.recv() + 1)

def pipes():
    ends = [multiprocessing.Pipe() for _ in range(3)]
    children = [Process(target=talk, args=(theirs,)) for _, theirs in ends]
    for child in children:
        child.start()
    for number, (ours, theirs) in enumerate(ends):
        theirs.close()
        ours.send(number)
    answers = [ours.recv() for ours, _ in ends]
    for child in children:
        child.join()
    return answers

def at_once():
    queue = SimpleQueue()
    def one(name):
        child = Process(target=describe, args=(queue,), name=name)
        child.start()
        child.join()
    threads = [threading.Thread(target=one, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(queue.get()["name"] for _ in threads)

def square(number):
    return number * number

def pool():
    with multiprocessing.Pool(2) as pool:
        return pool.map(square, range(5))

def put_and_go(queue):
    queue.put("x" * 10**6)

def queued():
    queue = multiprocessing.Queue()
    child = Process(target=put_and_go, args=(queue,))
    child.start()
    told = len(queue.get(timeout=8))
    child.join()
    return told, child.exitcode

def share(name):
    from multiprocessing import shared_memory
    shared_memory.SharedMemory(name, create=True, size=64)
"""
ORDINARY = "\nimport psutil\n"
NAMES = ("tell", "codes", "lost", "nested", "pipes", "at_once", "pool", "queued")


@pytest.mark.parametrize("name", NAMES)
def test_a_warm_child_tells_the_same_as_an_executed_one(save: Save, name: str) -> None:
    quick = save(STORIES).call(name, start_method="spawn", timeout=30)
    ordinary = save(STORIES + ORDINARY).call(name, start_method="spawn", timeout=30)
    assert quick.error is None
    assert quick.value == ordinary.value
    # Children write side by side, so their lines come in any order.
    assert sorted(quick.stdout.splitlines()) == sorted(ordinary.stdout.splitlines())
    errors = [
        sorted(line for line in outcome.stderr.splitlines() if "Error" in line)
        for outcome in (quick, ordinary)
    ]
    assert errors[0] == errors[1]
    seen = [
        [(p.parent_pid == outcome.pid, p.helper, p.command[-1]) for p in outcome.processes]
        for outcome in (quick, ordinary)
    ]
    # A pipe's number may differ; what was started, by whom, and how often, may not.
    assert [(own, helper) for own, helper, _ in sorted(seen[0])] == [
        (own, helper) for own, helper, _ in sorted(seen[1])
    ]
    assert {word.partition("(")[0] for *_, word in seen[0]} == {
        word.partition("(")[0] for *_, word in seen[1]
    }
    assert quick.left_running == ordinary.left_running == ()


def test_the_plain_module_is_the_one_that_is_quick(save: Save) -> None:
    # Else the comparison above would compare an ordinary start with itself.
    look = (
        "\ndef look():\n    from multiprocessing import util\n"
        "    return type(util.spawnv_passfds).__name__\n"
    )
    assert save(STORIES + look).call("look", start_method="spawn").value == "_Starter"
    assert save(STORIES + ORDINARY + look).call("look", start_method="spawn").value == "function"
    assert save(STORIES + look).call("look", start_method="forkserver").value == "function"


def test_exit_codes_of_warm_children_are_those_of_python(save: Save) -> None:
    outcome = save(STORIES).call("codes", start_method="spawn", timeout=30)
    outcome.expect_value([1, 7, 1, 9, 0, -signal.SIGKILL])
    assert "ValueError: boom" in outcome.stderr
    assert "words" in outcome.stderr


def test_what_is_left_running_or_unlinked_is_ended_and_tidied(save: Save) -> None:
    leave = (
        "\ndef leave():\n    ready = multiprocessing.Event()\n"
        "    Process(target=hold, args=(ready,)).start()\n    ready.wait(10)\n"
    )
    outcome = save(STORIES + leave).call("leave", start_method="spawn")
    assert len(outcome.left_running) == 1
    name = f"course-left-by-{os.getpid()}"
    outcome = save(STORIES).call("share", name, start_method="spawn")
    assert outcome.error is None
    again = save(STORIES).call("share", name, start_method="spawn")
    assert again.error is None, "the tracker of the first call had tidied up"


def test_a_warmer_that_is_killed_is_replaced_by_ordinary_starts(save: Save) -> None:
    # Signals reach every process of the group; the call's own process ignores this one.
    source = (
        "\ndef survive():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    os.kill(0, signal.SIGTERM)\n    return pipes()\n"
    )
    outcome = save(STORIES + source).call("survive", start_method="spawn", timeout=30)
    outcome.expect_value([1, 2, 3]).expect_processes(3).expect_nothing_left_running()

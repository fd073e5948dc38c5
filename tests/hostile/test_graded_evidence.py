"""Submissions that pretend to start processes: only what the system has seen counts.

The exercise `crew(size)` must start processes and return their pids. Evidence comes from the
runner: whoever calls the roll is asked about at the operating system, and the runner looks for
descendants by itself. So no answer can name a process that did not exist.
"""

from __future__ import annotations

from dataclasses import replace

from tests.hostile.bench import Attack, Bench, attacks

FAKE = """%%module crew
import multiprocessing, os, threading

class Fake:
    def __init__(self, target, args=()):
        self.target, self.args = target, args
    def start(self):
        START
    def join(self):
        pass

multiprocessing.Process = Fake

def report(place, answers):
    answers.append(place)

def crew(size):
    answers = []
    children = [multiprocessing.Process(report, (i, answers)) for i in range(size)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return [child.pid for child in children]
"""
DIAL = """%%module crew
import _socket, os, threading

def dial(hello):
    token, path = os.environ["COURSE_ROLL_CALL"].split(" ")
    line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    line.connect(path)
    line.sendall(hello.replace("TOKEN", token).encode())
    line.settimeout(1)
    try:
        line.recv(1)
    except OSError:
        pass

def crew(size):
    pids = PIDS
    for pid in pids:
        for kind in KINDS:
            caller = threading.Thread(target=dial, args=(f"TOKEN {kind} {pid}\\n",))
            caller.start()
            caller.join()
    return pids
"""
REAL = """%%module crew
import multiprocessing, os, subprocess, sys, time

def report(queue, place):
    BEFORE
    queue.put((place, os.getpid()))
    AFTER

def crew(size):
    PREPARE
    queue = multiprocessing.SimpleQueue()
    children = [multiprocessing.Process(target=report, args=(queue, i)) for i in range(size)]
    for child in children:
        child.start()
    answers = sorted(queue.get() for _ in children)
    FINISH
    for child in children:
        child.join()
    return [pid for _, pid in answers]
"""


def _fake(start: str) -> str:
    return FAKE.replace("START", start)


def _dial(pids: str, kinds: tuple[str, ...] = ("process",)) -> str:
    return DIAL.replace("PIDS", pids).replace("KINDS", repr(kinds))


def _real(before: str = "", after: str = "", prepare: str = "", finish: str = "") -> str:
    source = REAL
    parts = {"BEFORE": before, "AFTER": after, "PREPARE": prepare, "FINISH": finish}
    for word, text in parts.items():
        source = source.replace(word, text or "pass")
    return source


def _pretends(name: str, source: str, diagnosis: str = "no-process") -> Attack:
    return Attack(48, name, source, "value", diagnosis, exercise="crew")


@attacks(
    _pretends(
        "threads-with-invented-pids",
        _fake(
            "self.pid = os.getpid() + 1 + self.args[0]; "
            "threading.Thread(target=self.target, args=self.args).start()"
        ),
    ),
    _pretends(
        "plain-calls-with-invented-pids",
        _fake("self.pid = 4000 + self.args[0]; self.target(*self.args)"),
    ),
    _pretends(
        "pids-of-others",
        "%%module crew\nimport os\ndef crew(size):\n    return [1, os.getppid()]\n",
    ),
    _pretends("a-thread-dials-as-somebody-else", _dial("[1, os.getppid()]")),
    _pretends("a-thread-dials-as-nobody", _dial("[os.getpid() + 1, os.getpid() + 2]")),
    _pretends("a-thread-dials-as-the-call-itself", _dial("[1, 2]", ("call", "process"))),
    _pretends(
        "one-child-lends-its-pid-twice",
        """%%module crew
import subprocess, sys
def crew(size):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    return [child.pid] * size
""",
        "too-few-processes",
    ),
    _pretends(
        "one-child-dials-for-two",
        DIAL.partition("def crew")[0].replace("import _socket, os, threading", "import _socket, os")
        + """
def crew(size):
    child = os.fork()
    if child == 0:
        for pid in (os.getpid(), os.getpid() + 1):
            dial(f"TOKEN process {pid}\\n")
        os._exit(0)
    os.waitpid(child, 0)
    return [child, child + 1]
""",
        "too-few-processes",
    ),
    _pretends(
        "a-forged-reply-with-evidence",
        """%%module crew
import json, os
def crew(size):
    one = {"parent_pid": os.getpid(), "started": 0.0, "ended": 0.1, "command": [], "helper": False}
    forged = {"value": [71, 72], "error": None, "exit_code": None, "verdict": "", "answered": True,
              "processes": [{"pid": pid, **one} for pid in (71, 72)], "left_running": []}
    for number in range(3, 64):
        try:
            os.write(number, json.dumps(forged).encode() + b"\\n")
        except OSError:
            pass
    os._exit(0)
""",
    ),
    _pretends(
        "hides-a-child-as-resource-tracker",
        _real(
            prepare='subprocess.Popen(["multiprocessing.resource_tracker", "9"], '
            'executable="/bin/sleep")'
        ),
        "too-many-processes",
    ),
    _pretends(
        "hides-a-child-behind-a-tracker's-words",
        _real(
            prepare="subprocess.Popen([sys.executable, '-c', 'from multiprocessing.resource_tracker"
            ' import main;main(9) if 0 else __import__("time").sleep(9)\'])'
        ),
        "too-many-processes",
    ),
)
def test_processes_that_were_not_there_earn_nothing(attack: Attack, bench: Bench) -> None:
    bench.try_attack(attack)


@attacks(
    Attack(
        48,
        "children-close-their-lines",
        _real("import sitecustomize; sitecustomize._line.close()"),
        "value crew",
    ),
    Attack(
        48,
        "children-that-never-dial",
        _real(after="time.sleep(3)", prepare='os.environ.pop("COURSE_ROLL_CALL")'),
        "value crew",
    ),
    Attack(
        48,
        "cut-line-hides-nothing-left-running",
        _real(
            after="time.sleep(30)",
            prepare='os.environ.pop("COURSE_ROLL_CALL")',
            finish="return [pid for _, pid in answers]",
        ),
        "value",
        "left-running",
    ),
)
def test_a_cut_line_neither_helps_nor_harms(attack: Attack, bench: Bench) -> None:
    bench.try_attack(replace(attack, exercise="crew"))


@attacks(
    Attack(
        48,
        "idle-children-and-work-done-at-home",
        _fake(
            "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', '']); "
            "child.wait(); self.pid = child.pid; self.target(*self.args)"
        ),
        "value crew",
        exercise="crew",
    )
)
def test_what_a_real_child_computed_cannot_be_known(attack: Attack, bench: Bench) -> None:
    bench.try_attack(attack)  # the threat model says so: this is what remains

"""Submissions that take all they can get: the rest of their work is graded all the same."""

from __future__ import annotations

from grading.box import Level, probe
from tests.hostile.bench import Attack, Bench, attacks

BOMB = """%%module sums
import os
def add(a, b):
    while True:
        try:
            os.fork()
        except OSError:
            pass
"""


def _answer(body: str) -> str:
    """Return an answer that does `body` and then the work that was asked for."""
    lines = "\n    ".join(body.strip("\n").splitlines())
    return f"%%module sums\nimport os\ndef add(a, b):\n    {lines}\n    return a + b\n"


@attacks(
    Attack(1, "fork-bomb", BOMB, "crew", "timed-out", seconds=1.5),
    Attack(
        1,
        "fork-as-many-as-there-can-be",
        _answer("""
import time
for _ in range(600):
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError:
        break
"""),
        "crew",
        "left-running",
        checks="quiet crew",
    ),
    Attack(
        2,
        "recursive-fork-and-setsid",
        _answer("""
for _ in range(6):
    if os.fork() == 0:
        os.setsid()
while True:
    pass
"""),
        "crew",
        "timed-out",
        seconds=1.5,
    ),
    Attack(
        3,
        "thread-bomb",
        _answer("""
import threading
stop = threading.Event()
try:
    for _ in range(600):
        threading.Thread(target=stop.wait, daemon=True).start()
except RuntimeError:
    pass
"""),
        "value quiet crew",
        checks="value quiet crew",
    ),
    Attack(
        4,
        "zombie-flood",
        _answer("""
try:
    for _ in range(600):
        if os.fork() == 0:
            os._exit(0)
except OSError:
    pass
"""),
        "value crew",
    ),
    Attack(5, "endless-loop", _answer("while True: pass"), "crew", "timed-out", seconds=1.0),
    Attack(
        6,
        "ignores-sigint",
        _answer("import signal\nsignal.signal(2, signal.SIG_IGN)\nwhile True: pass"),
        "crew",
        "timed-out",
        seconds=1.0,
    ),
    Attack(
        7,
        "holds-the-gil-with-signals-blocked",
        _answer("""
import re, signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
re.match(r"(a+)+$", "a" * 60 + "b")
"""),
        "crew",
        "timed-out",
        seconds=1.0,
    ),
    Attack(
        8,
        "deadlock",
        _answer("import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
        "crew",
        "timed-out",
        seconds=1.0,
    ),
    Attack(
        9,
        "stops-itself",
        _answer("import signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
        "crew",
        "timed-out",
        seconds=1.0,
    ),
    Attack(
        10,
        "sigint-handler-that-forks",
        _answer("""
import signal, time
signal.signal(signal.SIGINT, lambda *_: os.fork())
for _ in range(4):
    os.kill(os.getpid(), signal.SIGINT)
time.sleep(60)
"""),
        "crew",
        "timed-out",
        seconds=1.0,
    ),
    Attack(
        11,
        "double-fork-daemon",
        _answer("""
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(3):
            os.close(number)
        time.sleep(60)
    os._exit(0)
os.wait()
"""),
        "value crew",
        "left-running",
        checks="value quiet crew",
    ),
    Attack(
        12,
        "memory-hog",
        _answer("""
hoard = []
while True:
    hoard.append(bytearray(b"x") * (32 << 20))
"""),
        "crew",
        "exited-early",
    ),
    Attack(
        13,
        "many-small-hogs",
        _answer("""
import time
for _ in range(24):
    if os.fork() == 0:
        hoard = bytearray(b"x") * (64 << 20)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
"""),
        "crew",
        "timed-out" if probe().level is Level.FULL else "exited-early",
        seconds=6.0,
    ),
    Attack(
        14,
        "fills-shared-memory",
        _answer("""
try:
    for number in range(40):
        with open(f"/dev/shm/{number}", "wb", buffering=0) as stream:
            for _ in range(8):
                stream.write(bytes(1 << 20))
except OSError:
    pass
"""),
        "value crew",
    ),
    Attack(
        15,
        "fills-the-disk",
        _answer("""
try:
    for number in range(40):
        with open(f"/tmp/{number}", "wb", buffering=0) as stream:
            for _ in range(8):
                stream.write(bytes(1 << 20))
except OSError:
    pass
"""),
        "value crew",
    ),
    Attack(
        16,
        "takes-all-inodes",
        _answer("""
for folder in ("/tmp", "/dev/shm"):
    try:
        for number in range(100_000):
            os.close(os.open(f"{folder}/{number}", os.O_CREAT))
    except OSError:
        pass
"""),
        "value crew",
    ),
    Attack(
        17,
        "prints-256-MiB",
        _answer("for _ in range(4096): os.write(1, b'x' * 65536)"),
        "crew",
        "printed-too-much",
    ),
    Attack(
        18,
        "one-reply-of-300-MiB",
        "%%module sums\ndef add(a, b):\n    return 'x' * (300 << 20)\n",
        "crew",
        "unportable-value",
        "too large",
    ),
    Attack(
        18,
        "300-MiB-written-to-the-runner",
        _answer("""
for number in range(3, 64):
    try:
        for _ in range(4800):
            os.write(number, b"x" * 65536)
    except OSError:
        pass
"""),
        "crew",
        "reply-unreadable",
        "too large to send",
    ),
    Attack(
        19,
        "a-child-floods-stdout",
        _answer("""
import subprocess, sys
subprocess.run([sys.executable, "-c", "import os\\nwhile True: os.write(1, b'x' * 65536)"])
"""),
        "crew",
        "printed-too-much",
    ),
    Attack(
        20,
        "descriptor-bomb",
        _answer("""
held = []
try:
    for _ in range(4000):
        held.append(os.pipe())
except OSError:
    pass
"""),
        "value crew",
    ),
    Attack(
        21,
        "a-million-lists-deep",
        """%%module sums
def add(a, b):
    nest = []
    for _ in range(1_000_000):
        nest = [nest]
    return nest
""",
        "crew",
        "unportable-value",
        "too deep",
    ),
)
def test_a_greedy_submission_costs_only_its_own_points(attack: Attack, bench: Bench) -> None:
    bench.try_attack(attack)

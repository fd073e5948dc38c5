"""Code that takes all it can get: the box ends in time and nobody else notices."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grading.box import Box, Level, Limits, Protection
from tests.hostile.arena import MIB, besiege

SOON = Limits(seconds=20.0, processes=48, memory=256 * MIB)


def test_a_fork_bomb_is_bounded(each: Protection) -> None:
    code = """
import os, time
made = 0
for _ in range(300):
    try:
        if os.fork() == 0:
            time.sleep(60); os._exit(0)
        made += 1
    except OSError:
        break
print("made", made, flush=True)
"""
    siege = besiege(code, each, limits=SOON)
    made = int(siege.output.split()[-1])
    assert 10 < made < SOON.processes


def test_recursive_forks_that_flee_into_sessions_are_ended(each: Protection) -> None:
    code = """
import os
for depth in range(7):
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
while True:
    pass
"""
    siege = besiege(code, each, limits=Limits(seconds=3.0, processes=40, cpus=0.5))
    assert siege.report.ended_for == "deadline"
    assert siege.report.left_running == 0  # ended at the deadline, so none is there at the close


def test_a_thread_bomb_is_bounded(each: Protection) -> None:
    code = """
import threading
started, stop = 0, threading.Event()
try:
    for _ in range(300):
        threading.Thread(target=stop.wait, daemon=True).start()
        started += 1
except RuntimeError:
    pass
print("started", started, flush=True)
stop.set()
"""
    siege = besiege(code, each, limits=SOON)
    assert 10 < int(siege.output.split()[-1]) < SOON.processes


def test_a_flood_of_zombies_is_bounded(each: Protection) -> None:
    code = """
import os
made = 0
for _ in range(300):
    try:
        if os.fork() == 0:
            os._exit(0)
        made += 1
    except OSError:
        break
print("made", made, flush=True)
"""
    siege = besiege(code, each, limits=SOON)
    assert int(siege.output.split()[-1]) < SOON.processes


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    ],
    ids=["endless-loop", "ignores-sigint", "blocks-all-signals", "deadlock", "stops-itself"],
)
def test_what_never_ends_is_ended_at_the_deadline(code: str, best: Protection) -> None:
    siege = besiege(code, best, limits=Limits(seconds=1.0))
    assert siege.report.ended_for == "deadline"
    assert siege.seconds < 10


def test_a_sigint_handler_that_forks_is_ended(best: Protection) -> None:
    code = """
import os, signal, time
signal.signal(signal.SIGINT, lambda *_: os.fork())
for _ in range(4):
    os.kill(os.getpid(), signal.SIGINT)
time.sleep(60)
"""
    assert besiege(code, best, limits=Limits(seconds=1.5)).report.ended_for == "deadline"


def test_a_double_forked_daemon_ends_with_its_box(each: Protection) -> None:
    code = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(3): os.close(fd)
        time.sleep(60)
    os._exit(0)
os.wait()
"""
    siege = besiege(code, each)
    assert siege.exit_code == 0
    assert siege.report.ended_for == ""


def test_a_daemon_that_forgets_its_environment_ends_with_its_box(each: Protection) -> None:
    code = """
import os
if os.fork() == 0:
    os.setsid()
    os.execve("/usr/bin/sleep", ["sleep", "60"], {})
"""
    assert besiege(code, each).exit_code == 0


def test_a_memory_hog_is_stopped(each: Protection) -> None:
    code = f"""
hoard = []
for _ in range(96):
    hoard.append(bytearray(b"x") * {4 * MIB})
import time
time.sleep(30)
"""
    siege = besiege(code, each, limits=Limits(seconds=8.0, memory=128 * MIB))
    if each.level is Level.FULL:
        assert siege.report.usage.out_of_memory_kills
        assert siege.exit_code == 137
        assert (siege.report.usage.peak_memory or 0) <= 128 * MIB
    else:
        assert siege.report.ended_for == "memory"


def test_many_small_hogs_are_stopped_together(each: Protection) -> None:
    code = f"""
import os, time
for _ in range(12):
    if os.fork() == 0:
        hoard = bytearray(b"x") * {24 * MIB}
        time.sleep(30)
        os._exit(0)
time.sleep(30)
"""
    siege = besiege(code, each, limits=Limits(seconds=3.0, memory=128 * MIB))
    stopped_for_memory = siege.report.usage.out_of_memory_kills or siege.report.ended_for
    assert stopped_for_memory


def test_one_process_cannot_take_more_than_its_address_space(best: Protection) -> None:
    code = """
import mmap
try:
    mmap.mmap(-1, 16 << 30)
    print("had it")
except (OSError, MemoryError):
    print("refused")
"""
    assert besiege(code, best).output == "refused\n"


FILL = """
import errno
written = problem = 0
try:
    for number in range(40):
        with open(f"{folder}/fill{number}", "wb", buffering=0) as stream:
            for _ in range(8):
                written += stream.write(bytes(1 << 20))
except OSError as error:
    problem = error.errno
print(written >> 20, errno.errorcode.get(problem, "escaped"))
"""


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_a_folder_cannot_be_filled_beyond_its_size(folder: str, each: Protection) -> None:
    limits = Limits(seconds=10.0, folder=32 * MIB, memory=512 * MIB)
    siege = besiege(f"folder = {folder!r}\n{FILL}", each, limits=limits)
    assert siege.output == "32 ENOSPC\n"


def test_one_file_cannot_exceed_its_limit(best: Protection) -> None:
    code = """
import errno, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("/tmp/one", "wb") as stream:
        for _ in range(64): stream.write(bytes(1 << 20))
    print("escaped")
except OSError as error:
    print(errno.errorcode[error.errno])
"""
    assert besiege(code, best, limits=Limits(file_size=8 * MIB)).output == "EFBIG\n"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_inodes_run_out_at_their_limit(folder: str, each: Protection) -> None:
    code = f"""
import errno, os
made = 0
try:
    for number in range(3000):
        os.close(os.open(f"{folder}/{{number}}", os.O_CREAT)); made += 1
    print("escaped")
except OSError as error:
    print(made < 1000, errno.errorcode[error.errno])
"""
    assert besiege(code, each, limits=Limits(inodes=1000)).output == "True ENOSPC\n"


def test_printing_without_end_fills_nothing(best: Protection) -> None:
    code = """
import os
line = b"x" * 65536
for _ in range(4096):
    os.write(1, line)
"""
    siege = besiege(code, best)
    assert siege.exit_code == 0
    assert len(siege.output) <= 5 * MIB


def test_printing_that_nobody_reads_ends_at_the_deadline(best: Protection) -> None:
    with Box(Limits(seconds=1.0), protection=best) as box:
        process = box.launch(
            [sys.executable, "-c", "while True: print('x' * 4096)"], stdout=subprocess.PIPE
        )
        assert process.wait(10) == -9
        assert box.ended_for == "deadline"
        if process.stdout is not None:
            process.stdout.close()


def test_a_descriptor_bomb_is_bounded(best: Protection) -> None:
    code = """
import os
held = []
try:
    for _ in range(4000): held.append(os.pipe())
    print("escaped")
except OSError:
    held.clear()
    os.closerange(3, 1000)
    print("bounded")
"""
    assert besiege(code, best).output == "bounded\n"


def test_system_v_memory_and_queues_end_with_their_box(best: Protection) -> None:
    code = """
import ctypes
libc = ctypes.CDLL(None)
print(libc.shmget(0x1234, 1 << 20, 0o1600) >= 0, libc.msgget(0x1234, 0o1600) >= 0)
"""
    assert besiege(code, best).output == "True True\n"
    assert besiege(code, best).output == "True True\n"  # IPC_EXCL: the first left nothing

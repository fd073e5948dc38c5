"""Start a call's spawned children in some 5 ms instead of some 40 (Linux).

Most of a spawned child's start is Python and multiprocessing importing themselves. So a call keeps
a **warmer** beside it: a fork of its process from the time before anything of the student's was
imported, which waits. Where multiprocessing would execute a new Python, the warmer forks instead,
with the flag that makes the fork a child of the call and not of the warmer. The child takes over
the environment, the signals and the descriptors that an executed one would get, and then obeys
multiprocessing's own `spawn_main`: it imports the student's module afresh, as ever.

What a child of this kind lacks is an exec: its command line is the runner's (who asks is told the
one it stands for), and its hashes have the runner's seed. `plain.py` says which calls are
served so. Whatever goes wrong here ends in an ordinary start.
"""

from __future__ import annotations

import atexit
import json
import multiprocessing.resource_tracker
import multiprocessing.spawn
import os
import platform
import re
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from multiprocessing import util
from types import ModuleType
from typing import Any, NoReturn

from course.checks.seal import seal

CLONE_PARENT = 0x8000
CLONE = {"x86_64": 56, "aarch64": 220}.get(platform.machine())
POSSIBLE = sys.platform == "linux" and CLONE is not None
ROLE = "warmer"
MAX_REQUEST = 2**17
MAX_FILES = 200
# What multiprocessing executes, to the letter; see `spawn.get_command_line` and `resource_tracker`.
SPAWN = re.compile(
    r"from multiprocessing\.spawn import spawn_main; "
    r"spawn_main\(tracker_fd=(\d+), pipe_handle=(\d+)\)"
)
TRACKER = re.compile(r"from multiprocessing\.resource_tracker import main; ?main\((\d+)\)")

Start = Callable[[bytes, Sequence[Any], Sequence[int]], int]


def keep_warm(roll_call: ModuleType) -> None:
    """Start this process's warmer and have multiprocessing use it; before any student's code."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        try:
            _serve(theirs, roll_call)
        finally:
            os._exit(0)
    theirs.close()
    if ours.recv(1):  # the runner knows it, and will not take it for a child of the student's
        util.spawnv_passfds = _Starter(ours, util.spawnv_passfds)


class _Starter:
    """Stand in for multiprocessing's `spawnv_passfds` in the call's own process."""

    def __init__(self, line: socket.socket, ordinary: Start) -> None:
        self._line = line
        self._ordinary = ordinary
        self._owner = os.getpid()
        self._lock = threading.Lock()

    def __call__(self, path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
        words = [os.fsdecode(word) for word in args]
        files = sorted({0, 1, 2, *map(int, passfds)})
        own = os.fsdecode(path) == sys.executable and os.getpid() == self._owner
        if own and len(files) <= MAX_FILES and _meaning(words):
            with self._lock:
                try:
                    pid = self._ask(words, files)
                except (OSError, ValueError):  # it has ended; a descriptor is closed; too much
                    pid = None
            if pid:
                return pid
        return self._ordinary(path, args, passfds)

    def _ask(self, words: list[str], files: list[int]) -> int | None:
        ignored = [
            number
            for number in signal.valid_signals()
            if signal.getsignal(number) is signal.SIG_IGN
        ]
        request = {
            "words": words,
            "files": files,
            "environment": dict(os.environ),
            "ignored": ignored,
            "blocked": list(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        }
        data = json.dumps(request).encode()
        if len(data) > MAX_REQUEST:
            return None
        socket.send_fds(self._line, [data], files)
        return int(self._line.recv(32) or 0) or None


def _meaning(words: Sequence[str]) -> Callable[[], object] | None:
    """Return what a Python with these arguments would do, if it is one of the two we know."""
    for word in words:
        if found := SPAWN.fullmatch(word):
            tracker, pipe = map(int, found.groups())
            return lambda: multiprocessing.spawn.spawn_main(tracker_fd=tracker, pipe_handle=pipe)
        if found := TRACKER.fullmatch(word):
            line = int(found[1])
            return lambda: multiprocessing.resource_tracker.main(line)
    return None


# -- the warmer ------------------------------------------------------------------------------


def _serve(line: socket.socket, roll_call: ModuleType) -> None:
    """Fork on request until the call's process has ended."""
    import ctypes

    seal()
    runner = roll_call.dial()
    if runner is None:
        return
    token = os.environ[roll_call.ROLL_CALL].split(" ", 1)[0]
    runner.sendall(f"{token} {ROLE} {os.getpid()}\n".encode())
    if not runner.recv(1):
        return
    line.send(b".")
    python = ctypes.PyDLL(None)  # it keeps the lock of the interpreter while it calls
    flags = ctypes.c_long(CLONE_PARENT | signal.SIGCHLD)
    clone, null = ctypes.c_long(CLONE or 0), ctypes.c_long(0)
    while True:
        data, files, _, _ = socket.recv_fds(line, MAX_REQUEST + 1, MAX_FILES + 1)
        if not data:
            return
        request = json.loads(data)
        python.PyOS_BeforeFork()
        pid = python.syscall(clone, flags, null, null, null, null)
        if pid == 0:
            python.PyOS_AfterFork_Child()
            _become(request, files, roll_call)
        python.PyOS_AfterFork_Parent()
        for file in files:
            os.close(file)
        if pid > 0:
            stands_for = json.dumps({"pid": pid, "words": request["words"]})
            runner.sendall(stands_for.encode() + b"\n")
        line.send(str(max(pid, 0)).encode())


def _become(request: dict[str, Any], files: Sequence[int], roll_call: ModuleType) -> NoReturn:
    """Be the Python that multiprocessing asked for, from its first line to its exit code."""
    code: object = 1
    try:
        _take_over(request["files"], files)
        os.environ.clear()
        os.environ.update(request["environment"])
        for number in request["ignored"]:
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, request["blocked"])
        atexit._clear()
        # As multiprocessing's import would. From Python 3.13 on nothing else calls it, and a child
        # that did not would leave what it has put into a Queue behind.
        atexit.register(util._exit_function)  # type: ignore[attr-defined]
        seal(sealed=False)
        words = request["words"]
        sys.argv = ["-c", *words[words.index("-c") + 2 :]]
        sys.modules["__main__"] = ModuleType("__main__")
        meaning = _meaning(words)
        assert meaning is not None
        if not any(TRACKER.fullmatch(word) for word in words):
            roll_call.call_roll()
            roll_call.watch_forks()
        meaning()
        code = 0
    except SystemExit as ending:
        code = ending.code
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException as error:
        where = error.__traceback__
        traceback.print_exception(type(error), error, where and where.tb_next)
    finally:
        os._exit(_finish(code))


def _take_over(numbers: Sequence[int], files: Sequence[int]) -> None:
    """Give the passed files the numbers they had; close all others."""
    import fcntl  # not on Windows, where this module is imported too

    free = max(64, *numbers) + 1
    held = [fcntl.fcntl(file, fcntl.F_DUPFD, free) for file in files]
    os.closerange(0, free)
    for number, file in zip(numbers, held, strict=True):
        os.dup2(file, number)
        os.close(file)


def _finish(code: object) -> int:
    """Do what Python does at its exit; return the exit code."""
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    try:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except BaseException:  # a stream may be closed: so is the way to say so
        return int(code or 0) & 0xFF or 120
    return int(code or 0) & 0xFF
